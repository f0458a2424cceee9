"""Mistakes in `config/operation.toml` are Vietnamese sentences with file and key, all at once."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest

from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.reporting_schedule import due_periods
from tests.support.config_folder import change, mistakes

_ENGLISH = ("Input should", "String should", "Value error", "Field required", "Extra inputs", "valid ")


def change_operation(folder, old, new):
    change(folder / "operation.toml", old, new, 1)


_MORE = """[[deployment]]
name = "nua-nam"
flow = "report"
kind = "half"
title = "Nửa năm"
description = "Cả hai nửa năm."
{}

[[deployment]]
name = "lam-bu\""""
CASES = {
    "an hour that is none": ('at = "07:30"', 'at = "24:30"', "deployment.thu-thap.at", "24:30"),
    "an hour without zero": ('at = "07:30"', 'at = "7:30"', "deployment.thu-thap.at", "7:30"),
    "a time in words": ('at = "09:00"', 'at = "9 giờ sáng"', "deployment.bao-cao-thang.at", "9 giờ sáng"),
    "a time without quotes": ('at = "09:00"', "at = 09:00:00", "deployment.bao-cao-thang.at", "09:00:00"),
    "the same name twice": ('name = "bao-cao-quy"', 'name = "bao-cao-thang"', "deployment.bao-cao-thang", "lặp"),
    "the same title twice": (
        'title = "Báo cáo quý"',
        'title = "Báo cáo tháng"',
        "deployment.bao-cao-quy.title",
        "«Báo cáo tháng» bị lặp",
    ),
    "a title that Prefect takes for a path": (
        'title = "Báo cáo quý"',
        'title = "Báo cáo tháng/quý"',
        "deployment.bao-cao-quy.title",
        "không có / % & < >",
    ),
    "a name with diacritics": ('name = "thu-thap"', 'name = "thu thập"', "deployment.thu thập.name", "thu thập"),
    "a report without kind": ('kind = "month"\n', "", "deployment.bao-cao-thang.kind", "report phải có kind"),
    "a collection with kind": (
        'flow = "collect"',
        'flow = "collect"\nkind = "month"',
        "deployment.thu-thap.kind",
        "kind",
    ),
    "a kind that is none": ('kind = "quarter"', 'kind = "quý"', "deployment.bao-cao-quy.kind", "quý"),
    "a flow that is none": ('flow = "nightly"', 'flow = "hằng đêm"', "deployment.tu-kiem-tra.flow", "hằng đêm"),
    "an unknown key": ("wait_minutes = 30", "wait_minute = 30", "wait_minute", "không có trong quy định"),
    "an unknown key of a deployment": (
        'at = "02:00"',
        'time = "02:00"',
        "deployment.tu-kiem-tra.time",
        "không có trong quy định",
    ),
    "a key that is missing": ("catch_up_days = 62", "", "catch_up_days", "thiếu"),
    "no day to catch up": ("catch_up_days = 62", "catch_up_days = 0", "catch_up_days", "ngoài giới hạn"),
    "a number in words": ("scratch_days = 7", 'scratch_days = "bảy"', "keep.scratch_days", "bảy"),
    "an address that is none": ("van-hanh@thachha.example", "van-hanh", "operator.addresses (mục 1)", "van-hanh"),
    "a deployment without name": ('name = "thu-thap"\n', "", "deployment (mục 1).name", "thiếu"),
    "a day in quotes": ("days = [-1, 0, 1, 3]", 'days = [-1, 0, "1", 3]', "reminders.days (mục 3)", "số nguyên"),
    "half a day": ("days = [-1, 0, 1, 3]", "days = [-1, 0.5, 1, 3]", "reminders.days (mục 2)", "số nguyên"),
    "yes for a day": ("days = [-1, 0, 1, 3]", "days = [true]", "reminders.days (mục 1)", "số nguyên"),
    "a chairman told from half a day on": (
        "chairman_from = 1",
        "chairman_from = 1.0",
        "reminders.chairman_from",
        "1.0",
    ),
    "a draft for nobody": ("signed = false", "signed = true", "approval.office", "địa chỉ nhận dự thảo"),
    "a word and a signature": (
        "required = false\ndays = 7                          # chờ duyệt, chờ ký tối đa bấy nhiêu ngày\nsigned = false",
        "required = true\ndays = 7\nsigned = true",
        "approval",
        "không dùng cùng lúc",
    ),
    "a document that nobody gets as Word": (
        'signed = false\ndocuments = ["giam-ngheo"]',
        'signed = true\ndocuments = ["giam-ngheo", "xa-18604"]',
        "approval.documents",
        "xa-18604",
    ),
    "a document that is none": (
        'documents = ["giam-ngheo"]',
        'documents = ["bao-cao"]',
        "approval.documents (mục 1)",
        "bao-cao",
    ),
    "no document to be signed": (
        'signed = false\ndocuments = ["giam-ngheo"]',
        "signed = true\ndocuments = []",
        "approval.documents",
        "ít nhất một loại",
    ),
    "a month that is none": ("months = [6]\n", "months = [13]\n", "deployment.bao-cao-6-thang.months (mục 1)", "13"),
    "a month with which no period of the kind ends": (
        "months = [6]\n",
        "months = [6, 9]\n",
        "deployment.bao-cao-6-thang.months",
        "không kỳ nào kết thúc vào tháng 9; chọn trong: 6, 12",
    ),
    "months of what is no report": (
        'name = "thu-thap"',
        'name = "thu-thap"\nmonths = [6]',
        "deployment.thu-thap.months",
        "chỉ việc report có months",
    ),
    "an office that is no address": ("office = []", 'office = ["văn thư"]', "approval.office (mục 1)", "văn thư"),
    "approval neither yes nor no": ("required = false", 'required = "để sau"', "approval.required", "để sau"),
    "an empty work pool": ('work_pool = "giamngheo"', 'work_pool = ""', "work_pool", ""),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_named_with_its_file_and_key_in_vietnamese(folder, case):
    old, new, key, says = CASES[case]
    change_operation(folder, old, new)
    found = mistakes(folder)
    named = [mistake for mistake in found if f"config/operation.toml, khóa «{key}»" in mistake]
    assert len(named) == 1, found
    assert says in named[0]
    assert "; " in named[0]
    assert named[0].endswith(".")
    assert not any(english in mistake for mistake in found for english in _ENGLISH), found


def test_all_mistakes_are_said_at_once(folder):
    change_operation(folder, "wait_minutes = 30", "wait_minutes = -1")
    change_operation(folder, 'at = "07:30"', 'at = "25:00"')
    change_operation(folder, "van-hanh@thachha.example", "@")
    change_operation(folder, "run_days = 400", "run_days = 0")
    keys = ("wait_minutes", "deployment.thu-thap.at", "operator.addresses (mục 1)", "keep.run_days")
    found = mistakes(folder)
    assert len(found) == 4
    assert all(any(f"«{key}»" in mistake for mistake in found) for key in keys)


def test_no_deployment_at_all_is_a_mistake(folder):
    path = folder / "operation.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[[deployment]]")], encoding="utf-8")
    (only,) = mistakes(folder)
    assert "config/operation.toml, khóa «deployment»: thiếu khóa này" in only


def test_a_missing_file_and_broken_toml(folder):
    change_operation(folder, "catch_up_days = 62", "catch_up_days = ")
    (broken,) = mistakes(folder)
    assert "config/operation.toml: sai cú pháp TOML" in broken
    load_configuration.cache_clear()
    (folder / "operation.toml").unlink()
    (missing,) = mistakes(folder)
    assert "config/operation.toml: không có tệp này" in missing


def test_what_may_be_left_out_may_be_left_out(folder):
    change_operation(folder, 'addresses = ["van-hanh@thachha.example"]', "addresses = []")
    change_operation(folder, 'at = "09:30"', "")
    operation = load_configuration(folder).operation
    assert operation.operator.addresses == ()
    assert {each.name: each.time for each in operation.deployment}.items() >= {
        "thu-thap": dt.time(7, 30),
        "bao-cao-thang": dt.time(9, 0),
        "bao-cao-quy": None,
        "lam-bu": None,
        "tu-kiem-tra": dt.time(2, 0),
    }.items()


@pytest.mark.parametrize(
    ("old", "new", "months"),
    [
        ("", "", {6}),
        ("months = [6]\n", "", set()),
        ("months = [6]\n", "months = [12, 6]\n", {6, 12}),
        ('[[deployment]]\nname = "lam-bu"', _MORE.format("months = [12]"), {6, 12}),
        ('[[deployment]]\nname = "lam-bu"', _MORE.format(""), set()),
    ],
)
def test_the_months_of_a_kind_are_those_of_all_its_deployments(folder, old, new, months):
    change_operation(folder, old, new)
    operation = load_configuration(folder).operation
    assert operation.months_of("half") == months
    assert operation.months_of("quarter") == operation.months_of("year") == set()


NEVER = 10**12


@pytest.mark.parametrize(
    ("old", "new", "asked", "kept"),
    [
        ("run_days = 400", "run_days = 99999", lambda all_: all_.keep.run_days, 36_500),
        ("[keep]", f"[keep]\nbackup_days = {NEVER}", lambda all_: all_.keep.backup_days, 36_500),
        ("[keep]", "[keep]\nhousehold_years = 999", lambda all_: all_.keep.household_years, 100),
        ("[keep]", "[keep]\noriginal_years = 10000", lambda all_: all_.keep.original_years, 100),
        ("wait_minutes = 30", "wait_minutes = 20000", lambda all_: all_.wait_minutes, 20_000),
        ("wait_minutes = 30", f"wait_minutes = {NEVER}", lambda all_: all_.wait_minutes, 52_560_000),
        ("catch_up_days = 62", f"catch_up_days = {NEVER}", lambda all_: all_.catch_up_days, 36_500),
        ("chairman_from = 1", f"chairman_from = {NEVER}", lambda all_: all_.reminders.chairman_from, 10_000),
        ("days = [-1, 0, 1, 3]", f"days = [{-NEVER}, 300]", lambda all_: all_.reminders.days, (-10_000, 300)),
    ],
)
def test_what_an_office_writes_for_never_is_as_long_as_a_date_can_be_moved(folder, old, new, asked, kept):
    path = folder / "operation.toml"
    text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if "backup_days" not in line)
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    configuration = load_configuration(folder)
    assert asked(configuration.operation) == kept
    calendar, today = configuration.working_calendar, dt.date(2026, 5, 5)
    since = today - dt.timedelta(days=configuration.operation.catch_up_days)
    assert [*due_periods(calendar, "month", today, since)][-1] == Period.parse("2026-04")
    assert all(calendar.shifted(today, stage) for stage in configuration.operation.reminders.days)
    assert Period.month_of(today) - 12 * (configuration.operation.keep.household_years or 0)
    assert dt.datetime.combine(today, dt.time()) - dt.timedelta(minutes=configuration.operation.wait_minutes)


def test_the_minutes_after_which_a_run_is_late_may_be_two_weeks(folder):
    path = folder / "operation.toml"
    text, count = re.subn(
        r"^late_after_minutes = \d+", "late_after_minutes = 20160", path.read_text("utf-8"), flags=re.M
    )
    path.write_text(text, encoding="utf-8")
    assert count == 1
    assert load_configuration(folder).operation.operator.late_after_minutes == 20_160


def test_the_catch_up_is_longer_than_the_longest_wait_between_two_reports(configuration):
    """Else a machine that was off over one report day would lose it though the next has not come."""
    calendar = configuration.working_calendar
    reported = [calendar.days_of(Period(2019, "month") + step).report for step in range(108)]
    longest = max((later - earlier).days for earlier, later in itertools.pairwise(reported))
    assert configuration.operation.catch_up_days > longest
