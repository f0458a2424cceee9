"""What lies in the shared folder: taken, ignored, pending, refused. Nothing there is changed."""

from __future__ import annotations

import errno
import os
import time
from types import SimpleNamespace

import pytest

from giamngheo.core.errors import InboxUnavailable, ServiceUnavailable
from giamngheo.receive.ignored_names import is_ignored
from giamngheo.receive.passed_over import told
from giamngheo.receive.shared_folder import collect, list_folder, signed_files_in
from tests.conftest import PROJECT
from tests.support.growing import growing

MB = 2**20


@pytest.fixture
def unit(tmp_path):
    folder = tmp_path / "inbox" / "18604 - Xã Thạch Khê"
    folder.mkdir(parents=True)
    return folder


def dropped(unit, settle=0.0):
    return {file.path.partition("/")[2]: file for file in collect(str(unit.parent), settle, MB)}


def test_every_file_below_a_units_folder(unit):
    (unit / "a.xlsx").write_bytes(b"a")
    (unit / "năm 2020" / "tháng 3").mkdir(parents=True)
    (unit / "năm 2020" / "tháng 3" / "b.ods").write_bytes(b"b")
    (unit.parent / "đọc tôi.txt").write_text("x")
    (unit.parent / "chung").mkdir()
    (unit.parent / "chung" / "c.xlsx").write_bytes(b"c")
    found = dropped(unit)
    assert {name: file.data for name, file in found.items()} == {
        "a.xlsx": b"a",
        "năm 2020/tháng 3/b.ods": b"b",
    }
    assert {file.unit for file in found.values()} == {"18604"}


@pytest.mark.parametrize(
    "name",
    [
        "~$BC.xlsx",
        ".an.xlsx",
        "Thumbs.db",
        "desktop.ini",
        ".~lock.BC.xlsx#",
        "~WRL0001.tmp",
        "a.tmp",
        "_phan-hoi",
        ".DS_Store",
    ],
)
def test_ignored_without_a_word(unit, name):
    assert is_ignored(name)
    (unit / name).write_bytes(b"x")
    assert dropped(unit) == {}


def test_feedback_folders_are_ours(unit):
    (unit / "_phan-hoi").mkdir()
    (unit / "_phan-hoi" / "BC.xlsx").write_bytes(b"x")
    assert dropped(unit) == {}


def test_an_empty_file_waits(unit):
    (unit / "a.xlsx").write_bytes(b"")
    assert dropped(unit)["a.xlsx"].fault == "empty"


def test_a_growing_file_waits(unit):
    with growing(unit / "a.xlsx"):
        assert dropped(unit, settle=0.2)["a.xlsx"].fault == "growing"
    assert dropped(unit)["a.xlsx"].fault is None


def test_a_file_that_stands_still_is_taken_though_it_is_new(unit):
    (unit / "a.xlsx").write_bytes(b"a")
    assert dropped(unit, settle=0.05)["a.xlsx"].data == b"a"


def test_links_out_of_the_folder_are_refused_and_not_followed(unit, tmp_path):
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(b"secret")
    other = unit.parent / "18562 - Thị trấn Thạch Hà"
    other.mkdir()
    (other / "theirs.xlsx").write_bytes(b"theirs")
    (unit / "out.xlsx").symlink_to(secret)
    (unit / "neighbour.xlsx").symlink_to(other / "theirs.xlsx")
    (unit / "folder").symlink_to(tmp_path)
    (unit / "nowhere.xlsx").symlink_to(tmp_path / "gone.xlsx")
    (unit / "own.xlsx").write_bytes(b"own")
    (unit / "inside.xlsx").symlink_to(unit / "own.xlsx")
    (unit / "circle").symlink_to(unit)
    faults = {name: file.fault for name, file in dropped(unit).items()}
    assert faults == {
        "out.xlsx": "link",
        "neighbour.xlsx": "link",
        "folder": "link",
        "nowhere.xlsx": "link",
        "own.xlsx": None,
        "inside.xlsx": None,
        "theirs.xlsx": None,
    }


def test_a_large_file_is_not_read(unit):
    (unit / "a.xlsx").write_bytes(b"a" * (MB + 1))
    file = dropped(unit)["a.xlsx"]
    assert (file.fault, file.data) == ("too_large", b"")


def test_a_vanished_share_is_a_service_away(tmp_path):
    with pytest.raises(ServiceUnavailable, match="GIAMNGHEO_INBOX"):
        list(collect(str(tmp_path / "gone"), 0, MB))


def test_any_filesystem_of_fsspec():
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/share/18604 - Xã Thạch Khê/a.xlsx", b"a")
    found = list(collect("memory://share", 0, MB))
    assert [(file.unit, file.path, file.data) for file in found] == [("18604", "18604 - Xã Thạch Khê/a.xlsx", b"a")]


def test_the_inbox_is_left_as_it_was(unit):
    path = unit / "a.xlsx"
    path.write_bytes(b"a")
    path.chmod(0o444)
    before = (path.stat().st_mtime_ns, path.stat().st_size, sorted(os.listdir(unit)))
    dropped(unit)
    assert (path.stat().st_mtime_ns, path.stat().st_size, sorted(os.listdir(unit))) == before


def test_the_folder_of_signed_files_by_its_name_and_by_an_address(unit):
    folder = unit.parent / "_da-ky"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"a")
    (folder / "~$a.docx").write_bytes(b"b")
    (folder / "trống.pdf").write_bytes(b"")
    (folder / "lớn.pdf").write_bytes(b"0" * (MB + 1))
    (folder / "ngoài.pdf").symlink_to("/etc/hostname")
    for inbox, name in ((str(unit.parent), "_da-ky"), (f"{unit.parent}/", "_da-ky"), ("/nowhere", str(folder))):
        found = {file.path: (file.fault, file.data) for file in signed_files_in(inbox, name, 0, MB)}
        assert found == {
            "_da-ky/a.pdf": (None, b"a"),
            "_da-ky/trống.pdf": ("empty", b""),
            "_da-ky/lớn.pdf": ("too_large", b""),
            "_da-ky/ngoài.pdf": ("link", b""),
        }


def test_the_folder_of_signed_files_on_another_file_system():
    from upath import UPath

    (UPath("memory://share-of-signed") / "_da-ky").mkdir(parents=True)
    (UPath("memory://share-of-signed") / "_da-ky" / "a.pdf").write_bytes(b"a")
    for inbox, name in (("memory://share-of-signed", "_da-ky"), ("/nowhere", "memory://share-of-signed/_da-ky")):
        assert [(file.path, file.data) for file in signed_files_in(inbox, name, 0, MB)] == [("_da-ky/a.pdf", b"a")]
    with pytest.raises(ServiceUnavailable, match=r"thư mục văn bản đã ký «.*_chua-co».*khóa folder ở \[approval\]"):
        list(signed_files_in("memory://share-of-signed", "_chua-co", 0, MB))


def aged(path, seconds):
    """A file that was last changed so long ago."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"a")
    os.utime(path, (time.time() - seconds,) * 2)


def test_what_changed_first_comes_first(unit):
    other = unit.parent / "18562 - Thị trấn Thạch Hà"
    aged(other / "c.xlsx", 2000)
    aged(unit / "a.xlsx", 1000)
    aged(unit / "b.xlsx", 3000)
    aged(unit / "0.xlsx", 0)
    os.utime(unit / "0.xlsx", ns=((other / "c.xlsx").stat().st_mtime_ns,) * 2)
    found = [file.path for file in collect(str(unit.parent), 0, MB)]
    assert found == [
        f"{unit.name}/b.xlsx",
        "18562 - Thị trấn Thạch Hà/c.xlsx",
        f"{unit.name}/0.xlsx",
        f"{unit.name}/a.xlsx",
    ]


def test_only_units_that_are_named_and_strangers_are_told_wherever_they_stand(unit):
    for name in ("0 chung", "18562 - Thị trấn Thạch Hà", "Chung"):
        aged(unit.parent / name / "a.xlsx", 1000)
    aged(unit / "a.xlsx", 1000)
    (unit.parent / "18563 - trống").mkdir()
    (unit.parent / "Thumbs.db").write_bytes(b"x")
    listing = list_folder(str(unit.parent))
    assert listing.files_of_units() == {"18562": 1, "18563": 0, "18604": 1}
    assert told(listing.passed_over) == "2 mục không thuộc đơn vị nào («0 chung», «Chung»)"
    one = list_folder(str(unit.parent), frozenset({"18604"}))
    assert one.files_of_units() == {"18604": 1}
    assert [file.unit for file in collect(str(unit.parent), 0, MB, frozenset({"18604"}))] == ["18604"]


def test_three_thousand_files_that_are_nobodys_are_one_sentence(unit):
    for number in range(3001):
        (unit.parent / f"{number:04}.jpg").write_bytes(b"x")
    said = told(list_folder(str(unit.parent)).passed_over)
    assert said == ("3001 mục không thuộc đơn vị nào («0000.jpg», «0001.jpg», «0002.jpg», «0003.jpg», «0004.jpg», …)")


def test_what_cannot_be_opened_in_one_folder_is_passed_over_and_the_rest_goes_on(unit, monkeypatch):
    unit.joinpath(*"d" * 60).mkdir(parents=True)
    shut = unit / "kín"
    aged(shut / "a.xlsx", 1000)
    aged(unit / "b.xlsx", 1000)
    whole = type(unit).iterdir

    def no_right(path):
        if path == shut:
            raise PermissionError(errno.EACCES, "no right", str(path))
        return whole(path)

    monkeypatch.setattr(type(unit), "iterdir", no_right)
    listing = list_folder(str(unit.parent))
    assert [seen.path for _, _, seen in listing.files] == [f"{unit.name}/b.xlsx"]
    assert {one.why for one in listing.passed_over} == {"không có quyền đọc", "nằm sâu quá 20 cấp thư mục"}


def test_signed_files_that_cannot_all_be_read_are_away_as_a_whole(tmp_path):
    (tmp_path / "_da-ky").joinpath(*"d" * 21).mkdir(parents=True)
    with pytest.raises(InboxUnavailable, match="Không đọc được hết thư mục văn bản đã ký: 1 mục nằm sâu quá 20 cấp"):
        list(signed_files_in(str(tmp_path), "_da-ky", 0, MB))


@pytest.mark.parametrize("error", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT])
def test_a_share_that_stumbles_in_one_folder_is_away_as_a_whole(unit, monkeypatch, error):
    aged(unit / "sâu" / "a.xlsx", 1000)
    whole = type(unit).iterdir

    def stumbles(path):
        if path.name == "sâu":
            raise OSError(error, "no share", str(path))
        return whole(path)

    monkeypatch.setattr(type(unit), "iterdir", stumbles)
    with pytest.raises(InboxUnavailable, match="Không đọc được"):
        list_folder(str(unit.parent))


WHOLE = {
    path.suffix[1:]: path
    for path in sorted((PROJECT / "tests/golden").rglob("BC*.*"))
    if path.suffix in {".xlsx", ".xls", ".ods", ".xlsb"}
}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "xlsb"])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_copy_that_pauses_is_still_being_copied(unit, kind, share):
    """Cut off anywhere, it stands still for a while; when it has stood long enough, it is damaged for good."""
    whole = WHOLE[kind].read_bytes()
    cut = whole[: max(int(len(whole) * share), 512)]
    (unit / f"a.{kind}").write_bytes(cut)
    assert dropped(unit, settle=0.01)[f"a.{kind}"].fault == "growing"
    assert dropped(unit, settle=0)[f"a.{kind}"].fault is None  # an office that waits for nothing
    os.utime(unit / f"a.{kind}", (0, 0))
    assert dropped(unit, settle=0.01)[f"a.{kind}"].fault is None
    (unit / f"b.{kind}").write_bytes(whole)
    assert dropped(unit, settle=0.01)[f"b.{kind}"].fault is None


def test_nobody_waits_for_what_changed_long_ago(unit, monkeypatch):
    slept = []
    own = SimpleNamespace(sleep=slept.append, time=time.time)  # threads of others sleep as well
    monkeypatch.setattr("giamngheo.receive.shared_folder.time", own)
    aged(unit / "a.xlsx", 24 * 3600)
    assert dropped(unit, settle=3)["a.xlsx"].data == b"a"
    assert slept == []
    aged(unit / "b.xlsx", 0)
    assert set(dropped(unit, settle=3)) == {"a.xlsx", "b.xlsx"}
    assert slept == [3]
    dropped(unit, settle=0)
    assert slept == [3]


def test_a_file_that_another_program_holds_is_looked_at_next_time(unit, monkeypatch):
    aged(unit / "a.xlsx", 1000)

    def held(*_):
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(type(unit), "read_bytes", held)
    assert dropped(unit)["a.xlsx"].fault == "growing"
