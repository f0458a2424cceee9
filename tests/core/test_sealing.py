"""Originals at rest: sealed where there is a key, readable whatever lies there, and never taken for damaged without one."""

from __future__ import annotations

import base64
import stat

import pytest

from giamngheo.core.archive import Archive, digest
from giamngheo.core.errors import ArchiveLocked, ConfigurationError, StorageUnavailable
from giamngheo.core.sealing import Seal
from giamngheo.metadata.settings import load_settings

OLD, NEW, FOREIGN = (base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))
DATA = "18604 Nguyễn Thị Thử, báo cáo".encode()


@pytest.fixture
def sealed(tmp_path):
    return Archive(tmp_path, Seal((OLD,)))


def test_what_lies_on_the_disk_tells_nothing_and_is_read_again(sealed):
    sha256 = sealed.keep(DATA)
    path = sealed.path(sha256)
    assert sha256 == digest(DATA)
    assert b"18604" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert sealed.read(sha256) == DATA
    assert sealed.is_whole(sha256)
    before = path.read_bytes()
    assert sealed.keep_or_heal(DATA) == (sha256, False)
    assert path.read_bytes() == before


@pytest.mark.parametrize("keys", [(), (FOREIGN,)])
def test_without_its_key_it_is_locked_not_damaged_and_nothing_is_put_in_its_place(sealed, keys):
    sha256 = sealed.keep(DATA)
    before = sealed.path(sha256).read_bytes()
    other = Archive(sealed.folder, Seal(keys))
    for ask in (other.read, other.is_whole, lambda _: other.keep(DATA)):
        with pytest.raises(ArchiveLocked, match="GIAMNGHEO_ARCHIVE_KEY_FILE"):
            ask(sha256)
    assert sealed.path(sha256).read_bytes() == before


def test_damage_is_damage_and_is_healed(sealed):
    sha256 = sealed.keep(DATA)
    path = sealed.path(sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-5] + b"AAAAA")
    assert not sealed.is_whole(sha256)
    with pytest.raises(StorageUnavailable, match="đã bị đổi"):
        sealed.read(sha256)
    assert sealed.keep_or_heal(DATA) == (sha256, True)
    assert sealed.read(sha256) == DATA


def test_what_was_there_before_the_key_and_under_an_older_one_is_closed_with_the_newest(tmp_path):
    plain = Archive(tmp_path).keep(b"plain")
    older = Archive(tmp_path, Seal((OLD,))).keep(b"older")
    archive = Archive(tmp_path, Seal((NEW, OLD)))
    assert archive.read(plain) == b"plain"
    assert archive.unsealed() == sorted([plain, older])
    assert archive.seal_rest() == 2
    assert (archive.unsealed(), archive.seal_rest()) == ([], 0)
    only_new = Archive(tmp_path, Seal((NEW,)))
    assert (only_new.read(plain), only_new.read(older)) == (b"plain", b"older")


def test_what_is_damaged_stays_as_it_lies_when_the_others_are_closed(tmp_path):
    plain = Archive(tmp_path).keep(b"plain")
    path = Archive(tmp_path).path(plain)
    path.chmod(0o600)
    path.write_bytes(b"harmed")
    archive = Archive(tmp_path, Seal((NEW,)))
    assert archive.seal_rest() == 0
    assert path.read_bytes() == b"harmed"


def test_content_that_looks_like_a_seal_is_content(tmp_path):
    """A unit may lay any bytes into its folder."""
    looks_sealed = Seal((FOREIGN,)).close(b"x")
    plain = Archive(tmp_path)
    assert plain.read(plain.keep(looks_sealed)) == looks_sealed
    sealed = Archive(tmp_path / "other", Seal((OLD,)))
    assert sealed.read(sealed.keep(looks_sealed)) == looks_sealed


def test_keys_come_from_a_file_one_a_line_or_from_the_environment_and_are_never_shown(home, monkeypatch):
    assert load_settings().archive_keys == ()
    (home / "key").write_text(f"{NEW}\n{OLD}\n")
    monkeypatch.setenv("GIAMNGHEO_ARCHIVE_KEY_FILE", str(home / "key"))
    load_settings.cache_clear()
    assert load_settings().archive_keys == (NEW, OLD)
    monkeypatch.setenv("GIAMNGHEO_ARCHIVE_KEY", FOREIGN)
    load_settings.cache_clear()
    assert load_settings().archive_keys == (FOREIGN,)
    assert FOREIGN not in f"{load_settings()!r} {Archive(home, Seal((FOREIGN,)))!r}"


@pytest.mark.parametrize("key", ["mật-khẩu", "c2hvcnQ=", "?", f"{NEW[:9]}!{NEW[9:]}", f"{NEW}x"])
def test_what_is_no_key_is_said_and_not_quoted(home, monkeypatch, key):  # noqa: ARG001
    monkeypatch.setenv("GIAMNGHEO_ARCHIVE_KEY", key)
    load_settings.cache_clear()
    with pytest.raises(ConfigurationError, match="không phải khóa mã hóa") as caught:
        _ = load_settings().archive_keys
    assert f"«{key}»" not in str(caught.value)


def test_an_empty_file_is_no_key(home, monkeypatch):
    (home / "key").write_text("")
    monkeypatch.setenv("GIAMNGHEO_ARCHIVE_KEY_FILE", str(home / "key"))
    load_settings.cache_clear()
    assert load_settings().archive_keys == ()
