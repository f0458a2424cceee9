"""A file is there whole or not at all, whoever writes it and whatever the disk does."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import PurePosixPath

import pytest

from giamngheo.core.archive import Archive
from giamngheo.core.errors import InboxUnavailable, ServiceUnavailable
from giamngheo.core.files import FOR_EVERYBODY, UNREADABLE, secret_in, write_new, write_whole
from giamngheo.feedback.annotate import AnnotatedWorkbook
from giamngheo.feedback.board import writing
from giamngheo.feedback.form import laying
from giamngheo.feedback.returned_workbook import _lay
from giamngheo.metadata.unit import Unit
from giamngheo.operate.alerts import Ledger, Notice
from giamngheo.report.publish import lay_out
from giamngheo.report.releases import StoredFile
from giamngheo.send.connection import MailServer
from giamngheo.send.file_transport import file_transport
from giamngheo.send.smtp import connected
from tests.conftest import PROJECT
from tests.support.office import disk_is_full

NOW = dt.datetime(2020, 3, 20, 2, 30)
KHE = Unit(code="18604", name="Xã Thạch Khê", type="xa", order=1)
FILE = StoredFile("Báo cáo.docx", "word", "application/x-word", "a" * 64)


def post(folder):
    with file_transport(folder) as (host, port), connected(MailServer(host, port, "none", "a@b.example")) as connection:
        return connection.submit("c@d.example", b"Message-ID: <1@b>\r\n\r\nxin\r\n").is_taken


WRITERS = {
    "archive": lambda folder: Archive(folder).keep(b"x"),
    "report": lambda folder: lay_out(folder, [(FILE, b"x")]),
    "returned workbook": lambda folder: _lay(
        str(folder), PurePosixPath("18604/_phan-hoi"), AnnotatedWorkbook("a.xlsx", b"x"), lambda: None
    ),
    "form": lambda folder: laying.lay(str(folder), {KHE: ("a.xlsx", b"x")}),
    "board": lambda folder: writing._write(folder / "a.html", b"x", lambda: None),
    "ledger": lambda folder: Ledger(folder).note(Notice("a", "Sự cố", "Hỏng.", "GN-101"), NOW),
    "file transport": post,
}


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("writer", WRITERS)
def test_no_writer_leaves_a_part_behind(tmp_path, monkeypatch, writer, step):
    with monkeypatch.context() as disk:
        disk.setattr(os, step, disk_is_full)
        if writer == "file transport":
            assert not WRITERS[writer](tmp_path)  # the server says so, and the message waits
        else:
            with pytest.raises((OSError, ServiceUnavailable)):
                WRITERS[writer](tmp_path)
    assert files(tmp_path) == []
    WRITERS[writer](tmp_path)
    (written,) = files(tmp_path)
    assert not written.name.startswith(".")


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "a"
    write_whole(path, b"old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "I/O error")))
    with pytest.raises(OSError, match="I/O"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert files(tmp_path) == [path]


def test_rights_are_those_of_the_umask_or_those_asked_for(tmp_path):
    mask = os.umask(0o077)
    try:
        write_whole(tmp_path / "own", b"x")
        write_whole(tmp_path / "everybody's", b"x", FOR_EVERYBODY)
    finally:
        os.umask(mask)
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "everybody's").stat().st_mode & 0o777 == 0o644
    assert Archive(tmp_path / "archive").path(Archive(tmp_path / "archive").keep(b"x")).stat().st_mode & 0o777 == 0o400


KILLED = """
import os, signal, sys
from pathlib import Path
from giamngheo.core.files import write_whole
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), b"new" * 10**6)
"""


def killed_while_writing(path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=PROJECT, check=False)
    assert done.returncode == -signal.SIGKILL


def test_killed_in_the_midst_of_writing_the_file_stays_as_it_was(tmp_path):
    path = tmp_path / "a"
    write_whole(path, b"old")
    killed_while_writing(path)
    assert path.read_bytes() == b"old"
    assert [found.name for found in files(tmp_path) if not found.name.endswith(".part")] == ["a"]


def test_what_a_killed_writer_left_is_taken_away_with_the_next_file_and_nothing_else_is(tmp_path):
    kept = [tmp_path / ".abc.part", tmp_path / f".{'a' * 16}.part.xlsx", tmp_path / f".{'b' * 16}.part"]
    for path in kept[:2]:
        path.write_bytes(b"theirs")
    kept[2].symlink_to(kept[0])
    (tmp_path / f".{'c' * 16}.part").mkdir()
    os.mkfifo(tmp_path / f".{'d' * 16}.part")
    killed_while_writing(tmp_path / "a")
    (left,) = [path for path in files(tmp_path) if path not in kept]
    assert left.stat().st_size > 0
    write_whole(tmp_path / "b", b"x")
    assert sorted(files(tmp_path)) == sorted([*kept, tmp_path / "b"])
    assert (tmp_path / f".{'c' * 16}.part").is_dir()


def test_what_another_process_is_writing_is_left_to_it(tmp_path, monkeypatch):
    """In the midst of one file a second is written beside it."""
    fsync = os.fsync

    def write_another(descriptor):
        monkeypatch.setattr(os, "fsync", fsync)
        write_whole(tmp_path / "b", b"y")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", write_another)
    write_whole(tmp_path / "a", b"x")
    assert {path.name: path.read_bytes() for path in files(tmp_path)} == {"a": b"x", "b": b"y"}


@pytest.mark.parametrize("finds", ["somebody who looks at it", "it gone"])
def test_a_new_file_that_is_taken_for_a_dead_ones_is_made_again(tmp_path, monkeypatch, finds):
    flock, first = fcntl.flock, []

    def lock(descriptor, how):
        if how & fcntl.LOCK_EX and not first:
            (part,) = files(tmp_path)
            first.append(part)
            part.unlink()
            if finds == "somebody who looks at it":
                raise BlockingIOError
        return flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", lock)
    write_whole(tmp_path / "a", b"x")
    assert {path.name: path.read_bytes() for path in files(tmp_path)} == {"a": b"x"}
    assert first


def test_a_share_without_locks_is_written_to_and_nothing_is_taken_away_there(tmp_path, monkeypatch):
    left = tmp_path / f".{'e' * 16}.part"
    left.write_bytes(b"perhaps another's")

    def none(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    write_whole(tmp_path / "a", b"x")
    assert sorted(files(tmp_path)) == sorted([left, tmp_path / "a"])


def test_a_disk_without_room_for_a_name_is_told_as_what_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr("giamngheo.core.files.os.open", disk_is_full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a", b"x")
    assert files(tmp_path) == []


def test_a_reports_folder_is_made_with_all_above_it(tmp_path):
    lay_out(tmp_path / "reports" / "2020-03", [(FILE, b"x")])
    assert (tmp_path / "reports" / "2020-03" / FILE.name).read_bytes() == b"x"


IN_THE_SHARE = {name: WRITERS[name] for name in ("returned workbook", "form")}


@pytest.mark.parametrize("writer", IN_THE_SHARE)
@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_laid_for_a_unit_can_be_opened_by_it(tmp_path, writer, is_new):
    """Also where our own files are for our account alone; a unit's own folder is as free as the share."""
    tmp_path.chmod(0o2775)
    if not is_new:
        (tmp_path / "18604").mkdir()
        (tmp_path / "18604").chmod(0o755)
    mask = os.umask(0o077)
    try:
        IN_THE_SHARE[writer](tmp_path)
    finally:
        os.umask(mask)
    for path in tmp_path.rglob("*"):
        own = 0o775 if is_new and path.name.startswith("18604") else 0o755
        assert path.stat().st_mode & 0o777 == (own if path.is_dir() else 0o644), path


@pytest.mark.parametrize("writer", IN_THE_SHARE)
@pytest.mark.parametrize("to", ["folder", "nowhere"])
def test_a_link_that_a_unit_has_laid_is_not_followed(tmp_path, writer, to):
    share, elsewhere = tmp_path / "share", tmp_path / "elsewhere"
    (share / "18604").mkdir(parents=True)
    if to == "folder":
        elsewhere.mkdir()
    for name in ("_phan-hoi", "_bieu-mau"):
        (share / "18604" / name).symlink_to(elsewhere)
    with pytest.raises(InboxUnavailable, match=r"Có liên kết hoặc tệp ở chỗ của thư mục «.*18604/_.*xóa liên kết"):
        IN_THE_SHARE[writer](share)
    assert files(tmp_path) == []


def test_a_link_in_the_place_of_a_file_is_left_and_not_read(tmp_path):
    inside = tmp_path / "18604" / "_phan-hoi"
    inside.mkdir(parents=True)
    (inside / "a.xlsx").symlink_to("/dev/zero")
    assert IN_THE_SHARE["returned workbook"](tmp_path) == "18604/_phan-hoi/a (2).xlsx"
    forms = tmp_path / "18604" / "_bieu-mau"
    forms.mkdir()
    (forms / "a.xlsx").symlink_to(tmp_path / "gone")
    assert list(IN_THE_SHARE["form"](tmp_path).values()) == ["other"]
    assert (inside / "a.xlsx").is_symlink()
    assert not (tmp_path / "gone").exists()


def test_a_link_of_one_unit_keeps_no_other_from_its_form(tmp_path):
    (tmp_path / "18604").mkdir()
    (tmp_path / "18604" / "_bieu-mau").symlink_to(tmp_path)
    other = Unit(code="18667", name="Xã Nam Điền", type="xa", order=2)
    with pytest.raises(InboxUnavailable, match="«18604/_bieu-mau» nên không đặt biểu mẫu"):
        laying.lay(str(tmp_path), {KHE: ("a.xlsx", b"x"), other: ("b.xlsx", b"y")})
    assert [path.name for path in files(tmp_path)] == ["b.xlsx"]


def test_a_device_is_nobodys_to_replace(tmp_path):
    os.mkfifo(tmp_path / "a")
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "a", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("knows_links", [True, False])
def test_what_is_new_takes_nobodys_place(tmp_path, monkeypatch, knows_links):
    def refused(*_, **__):
        raise PermissionError(errno.EPERM, "a stick")

    if not knows_links:
        monkeypatch.setattr(os, "link", refused)
    write_new(tmp_path / "a", b"x", 0o600)
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", b"y")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"x"}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b" a\n", "a"),
        ("\ufeffmật".encode(), "mật"),
        (b"\xff\xfea", f"{UNREADABLE}{UNREADABLE}a"),
        (b"a\0", f"a{UNREADABLE}"),
    ],
)
def test_a_secret_is_read_as_it_was_meant_or_seen_to_be_none(tmp_path, content, found):
    (tmp_path / "key").write_bytes(content)
    assert secret_in(tmp_path / "key") == found
