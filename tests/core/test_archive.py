"""The archive in a store of any kind: what lies in a folder of this machine is tried by all other tests."""

from __future__ import annotations

import datetime as dt
import os

import fsspec
import pytest

from giamngheo.core.archive import Archive, digest, folder_at
from giamngheo.core.errors import StorageSilent, StorageUnavailable
from giamngheo.core.os_locks import free_port
from giamngheo.core.sealing import Seal
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.backup import back_up, restore
from tests.core.test_sealing import NEW, OLD
from tests.support.batches import laid
from tests.support.dead_share import dead_share
from tests.support.office import on_one_engine

NOW = dt.datetime(2020, 3, 20)


@pytest.fixture(params=["memory", "file"])
def archive(request, tmp_path):
    """In memory, and in a folder as fsspec has it."""
    fsspec.filesystem("memory").store.clear()
    return Archive(folder_at(f"{request.param}://{tmp_path if request.param == 'file' else '/archive'}"))


def test_what_is_kept_is_there_and_goes_when_it_must(archive):
    assert (archive.stored(), archive.is_whole(digest(b"one"))) == (set(), False)
    one, two = archive.keep(b"one"), archive.keep(b"two")
    assert archive.keep(b"one") == one == digest(b"one")
    assert archive.stored() == {one, two} == archive.holding([one, two, digest(b"three")])
    assert (archive.read(one), archive.read(two)) == (b"one", b"two")
    assert (archive.destroy(one), archive.destroy(one)) == (True, False)
    assert archive.stored() == {two}
    with pytest.raises(StorageUnavailable, match="không còn tệp"):
        archive.read(one)


def test_a_part_that_a_killed_writer_left_is_no_content_and_is_healed(archive):
    one = archive.keep(b"one")
    archive.path(one).write_bytes(b"o")
    assert not archive.is_whole(one)
    with pytest.raises(StorageUnavailable, match="đã bị đổi"):
        archive.read(one)
    assert archive.keep_or_heal(b"one") == (one, True)
    assert archive.read(one) == b"one"


def test_what_lies_there_unsealed_is_closed(archive):
    plain = archive.keep(b"plain")
    sealed = Archive(archive.folder, Seal((OLD,)))
    assert sealed.unsealed() == [plain]
    assert sealed.seal_rest() == 1
    assert (sealed.unsealed(), sealed.read(plain)) == ([], b"plain")
    assert b"plain" not in sealed.path(plain).read_bytes()
    assert Archive(archive.folder, Seal((NEW, OLD))).unsealed() == [plain]


def test_a_store_that_is_away_is_told_without_who_logs_in():
    archive = Archive(folder_at(f"ftp://lan:bi-mat@127.0.0.1:{free_port()}/kho"))
    for asked in (lambda: archive.read(digest(b"one")), lambda: archive.keep(b"one"), archive.stored):
        with pytest.raises(StorageUnavailable, match=r"Kho lưu bản gốc ftp://.*kho không dùng được") as caught:
            asked()
        assert "bi-mat" not in str(caught.value)


@on_one_engine
def test_an_office_whose_originals_lie_elsewhere(office, monkeypatch, tmp_path):
    fsspec.filesystem("memory").store.clear()
    monkeypatch.setenv("GIAMNGHEO_ARCHIVE_URL", "memory://archive")
    load_settings.cache_clear()
    laid(office.inbox)
    office.collect("2020-02")
    rows, kept = office.rows(), office.context.archive.stored()
    assert {row[6] for row in rows["submission"]} == kept
    assert not (office.home / "home" / "archive").exists()
    made = back_up(office.context, tmp_path / "copies", NOW)
    fsspec.filesystem("memory").store.clear()
    monkeypatch.setenv("GIAMNGHEO_HOME", str(tmp_path / "other"))
    load_settings.cache_clear()
    restore(office.context, made)
    assert (office.rows(), office.context.archive.stored()) == (rows, kept)
    office.context.warehouse.engine.dispose()


@pytest.fixture
def silent(tmp_path, monkeypatch):
    """A file of the archive that opens for nobody, as on a mount whose machine is gone."""
    monkeypatch.setattr("giamngheo.core.archive._PATIENCE_SECONDS", 0.3)
    archive = Archive(tmp_path / "archive", may_be_away=True)
    path = archive.path(digest(b"one"))
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    return archive


@pytest.mark.parametrize(
    "ask",
    [
        lambda archive: archive.read(digest(b"one")),
        lambda archive: archive.keep(b"one"),
        lambda archive: archive.is_whole(digest(b"one")),
    ],
)
def test_a_folder_that_says_nothing_is_not_taken_for_damaged(silent, ask):
    with pytest.raises(
        StorageSilent, match=r"Kho lưu bản gốc .*archive không trả lời, đã chờ 0 giây\. Kiểm tra ổ mạng"
    ):
        ask(silent)


@on_one_engine
def test_a_dead_share_of_originals_is_told_before_a_step_begins(office, monkeypatch, tmp_path):
    monkeypatch.setattr("giamngheo.core.archive._PATIENCE_SECONDS", 0.3)
    monkeypatch.setenv("GIAMNGHEO_ARCHIVE_URL", str(tmp_path / "share"))
    load_settings.cache_clear()
    laid(office.inbox)
    with dead_share(tmp_path / "share"), pytest.raises(StorageSilent, match=r"Kho lưu bản gốc .*share không trả lời"):
        office.collect("2020-02")
    monkeypatch.setattr("giamngheo.core.archive._PATIENCE_SECONDS", 60)
    office.collect("2020-02")
    assert len(office.context.archive.stored()) == len(office.rows()["submission"]) > 0
