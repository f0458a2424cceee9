"""Only scratch that is old enough is tidied away; what was received, sent and stored stays for good."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from giamngheo.core.archive import Archive
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.alerts import Ledger, Notice
from giamngheo.operate.retention import tidy_up

NOW = dt.datetime(2020, 3, 20, 2, 0)
SCRATCH = [
    "archive/ab/.part-x1",
    "reports/2020-03/.0123456789ab.part",
    "mail/.abc.part",
    "prefect/storage/a",
    "prefect/storage/b/c",
]
KEPT = [
    "warehouse.db",
    "warehouse.db-wal",
    "warehouse.lock",
    "archive/ab/abcdef",
    "archive/part-2020",
    "reports/2020-03/Báo cáo tháng 3.docx",
    "reports/2020-03/bản nháp.part",
    "mail/0123.eml",
    "prefect/prefect.db",
    "prefect/profiles.toml",
    ".part-của người dùng",
    "ghi chú/.part-x",
]


@pytest.fixture
def keep(configuration):
    return configuration.operation.keep


@pytest.fixture
def folder(home):
    (home / "home").mkdir()
    return home / "home"


def put(folder, name, days_old, minutes=0):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return set_age(path, days_old, minutes)


def set_age(path, days_old, minutes=0):
    at = (NOW - dt.timedelta(days=days_old, minutes=minutes)).replace(tzinfo=dt.UTC).timestamp()
    os.utime(path, (at, at))
    return path


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_old_scratch_goes_and_everything_else_stays_however_old(folder, keep):
    for name in [*SCRATCH, *KEPT]:
        put(folder, name, 4000)
    assert tidy_up(load_settings(), keep, NOW) == len(SCRATCH)
    assert files(folder) == sorted(KEPT)
    assert tidy_up(load_settings(), keep, NOW) == 0


@pytest.mark.parametrize("name", SCRATCH)
def test_scratch_goes_when_it_is_older_than_its_days_and_no_sooner(folder, keep, name):
    path = put(folder, name, keep.scratch_days, minutes=-1)
    assert tidy_up(load_settings(), keep, NOW) == 0
    assert path.exists()
    set_age(path, keep.scratch_days, minutes=1)
    assert tidy_up(load_settings(), keep, NOW) == 1
    assert not path.exists()


def test_each_kind_has_its_own_age(folder, keep):
    ledger = Ledger(folder / "notices")
    for key in ("cũ", "mới"):
        ledger.note(Notice(key, "Sự cố", "Hỏng.", "GN-101"), NOW)
    old, new = sorted(ledger.folder.iterdir())
    set_age(old, keep.notice_days + 1)
    set_age(new, keep.notice_days - 1)
    assert keep.notice_days - 1 > keep.scratch_days
    assert tidy_up(load_settings(), keep, NOW) == 1
    assert [path.name for path in ledger.folder.iterdir()] == [new.name]


def test_what_the_archive_keeps_can_be_read_after_a_tidying(folder, keep):
    archive = Archive(load_settings().archive)
    data = "báo cáo tháng 3".encode()
    sha256 = archive.keep(data)
    set_age(archive.path(sha256), 4000)
    broken_off = put(folder, f"archive/{sha256[:2]}/.part-abc", 4000)
    broken_off.chmod(0o400)
    assert tidy_up(load_settings(), keep, NOW) == 1
    assert archive.read(sha256) == data


def test_a_link_to_somewhere_else_takes_nothing_away_there(folder, keep, tmp_path):
    outside = put(tmp_path / "kho chung", "xã nộp.xlsx", 4000)
    (folder / "prefect" / "storage").mkdir(parents=True)
    (folder / "prefect" / "storage" / "lối tắt").symlink_to(outside)
    (folder / "prefect" / "storage" / "thư mục").symlink_to(outside.parent)
    tidy_up(load_settings(), keep, NOW)
    assert outside.exists()


def test_an_empty_home_has_nothing_to_tidy(folder, keep):
    assert tidy_up(load_settings(), keep, NOW) == 0
    folder.rmdir()
    assert tidy_up(load_settings(), keep, NOW) == 0
    assert not folder.exists()
