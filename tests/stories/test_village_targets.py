"""Targets that a commune gave its villages: from its workbook to its paper, and nowhere else."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.report.compose import draft, is_same_report
from giamngheo.report.compose.changes import VILLAGE
from giamngheo.report.documents import document_of
from giamngheo.report.render.excel import excel_annex
from tests.support.config_folder import change
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, path_in, write_month

pytestmark = [pytest.mark.sqlite_first, pytest.mark.usefixtures("few_recipients")]
DAY = dt.date(2020, 12, 31)
KHE, DIEN = "18604", "18667"
YEAR_END = 'target = { sign = "≥", value = 100, by_year_end = true }'
TARGETS = [
    f"{KHE},thôn  ĐỒNG,insured_poor,90",  # as it is typed in no workbook
    f"{KHE},Thôn Đồng,temporary_housing,0",
    f"{KHE},Thôn Tây,insured_poor,75",
    f"{KHE},Thôn Vắng,insured_poor,90",
    f"{KHE},Thôn Vắng,temporary_housing,0",
]


def listed(unit, name, month, insured):
    """Two villages of poor households with four members each: in Đồng so many of each are insured, in Tây three."""
    one = book(unit, name, month, poor=6, near_poor=2)
    for at, household in enumerate(one.households):
        is_here = at % 2 == 0
        household |= {
            "village": "Thôn Đồng" if is_here else "Thôn Tây",
            "members": 4,
            "insured": insured if is_here else 3,
            "informed": 4,
            "temporary_housing": "x" if at == 0 else None,
        }
    return one


@pytest.fixture
def targets(few_recipients):  # noqa: ARG001  # whose configuration it is
    path = load_settings().config / "village-targets.csv"
    path.write_text("\n".join(["unit,village,indicator,value", *TARGETS, ""]), encoding="utf-8")


def collected(office, month, insured, attempt=1):
    """The office has the workbooks of both communes for a month, Khê's with so many insured."""
    khe = listed(KHE, "Xã Thạch Khê", month, insured)
    if attempt == 1:
        write_month(office.inbox, [khe, listed(DIEN, "Xã Nam Điền", month, 2)])
    else:
        fast_write(khe, path_in(office.inbox, khe).with_name(f"lần {attempt}.xlsx"))
    office.collect(month)
    return content_of(office, month)


def content_of(office, month, replaces=None):
    """What the report on a month says; it stands after another that somebody has."""
    return draft(office.context.warehouse, Period.parse(month), 1 + bool(replaces), DAY, replaces).content


def rows_of(content, code):
    tables = [table for table in document_of(content, code).sheets if table.key == "village_targets"]
    return [row for table in tables for row in table.rows]


def said(row):
    return tuple(getattr(cell, "value", cell) for cell in row)


def notes_of(content, code):
    return [note for note in document_of(content, code).summary.notes if note.heading == "Mục tiêu theo thôn"]


@pytest.mark.usefixtures("targets")
@on_one_engine
def test_a_commune_reads_how_its_villages_stand(office):
    content = collected(office, "2020-02", 2)
    insured, housing = "BHYT người nghèo", "Nhà ở"
    assert [said(row) for row in rows_of(content, f"xa-{KHE}")] == [
        ("Thôn Đồng", insured, 50.0, "≥ 90%", "Chậm", 5),  # 90 % of 12 are 10.8
        ("Thôn Đồng", housing, 1, "không còn hộ nào", "Chậm", None),
        ("Thôn Tây", insured, 75.0, "≥ 75%", "Đạt", 0),
        ("Thôn Vắng", insured, None, "≥ 90%", "Không phát sinh", 0),
        ("Thôn Vắng", housing, 0, "không còn hộ nào", "Đạt", None),
    ]
    (note,) = notes_of(content, f"xa-{KHE}")
    assert note.sentences == ("Thôn Đồng chưa đạt mục tiêu về BHYT người nghèo (còn thiếu 5 người), nhà ở (1 hộ).",)


@pytest.mark.usefixtures("targets")
@on_one_engine
def test_a_village_that_was_there_at_the_baseline_is_judged_as_well(office):
    """Of what needs all households, as the fall of their rate does, a village has a part only: it is not asked for."""
    collected(office, "2019-12", 1)
    content = collected(office, "2020-02", 2)
    assert [said(row)[4] for row in rows_of(content, f"xa-{KHE}")] == ["Chậm", "Chậm", "Đạt", "Không phát sinh", "Đạt"]


@pytest.mark.usefixtures("targets")
@on_one_engine
def test_nobody_else_reads_of_them(office):
    content = collected(office, "2020-02", 2)
    for code in (f"xa-{DIEN}", "giam-ngheo", "so-ldtbxh", "co-quan-ldtbxh"):
        assert rows_of(content, code) == []
        assert notes_of(content, code) == []
        assert "Thôn Vắng" not in str(document_of(content, code).sections)


@on_one_engine
def test_without_targets_nothing_is_shown(office):
    content = collected(office, "2020-02", 2)
    assert rows_of(content, f"xa-{KHE}") == []
    assert notes_of(content, f"xa-{KHE}") == []
    assert {line.village for line in content.villages} == {"Thôn Đồng", "Thôn Tây"}


@pytest.mark.usefixtures("targets")
@on_one_engine
def test_a_village_without_households_is_in_no_other_table(office):
    document = document_of(collected(office, "2020-02", 2), f"xa-{KHE}")
    (villages,) = [table for table in document.sheets if table.key == "villages"]
    assert [row[0] for row in villages.rows] == ["Thôn Đồng", "Thôn Tây"]
    (own,) = [table for table in document.sheets if table.key == "village_targets"]
    assert own.note.endswith(
        "Không có hộ nào trong danh sách kỳ này ở: Thôn Vắng; nếu thôn còn hộ thì xem lại cách ghi tên thôn."
    )
    sheet = openpyxl.load_workbook(io.BytesIO(excel_annex(document)))["Mục tiêu theo thôn"]
    assert "Thôn Vắng" in {cell.value for row in sheet for cell in row}


@pytest.mark.usefixtures("targets")
@on_one_engine
def test_a_corrected_workbook_moves_them(office):
    first = collected(office, "2020-02", 2)
    assert is_same_report(first, content_of(office, "2020-02"))
    collected(office, "2020-02", 4, attempt=2)
    second = content_of(office, "2020-02", replaces=first)
    moved = {change.what: (change.old, change.new) for change in second.changes if change.key == VILLAGE}
    title = next(item.title for item in second.attainment if item.indicator == "insured_poor")
    assert moved[title] == (50, 100)
    assert moved[f"{title}, còn thiếu"] == (5, 0)
    assert said(rows_of(second, f"xa-{KHE}")[0])[2:] == (100.0, "≥ 90%", "Đạt", 0)


@pytest.mark.usefixtures("targets")
@on_one_engine
def test_the_year_closes_them(office):
    content = collected(office, "2020-12", 2)
    assert [said(row)[4] for row in rows_of(content, f"xa-{KHE}")] == [
        "Không đạt",
        "Không đạt",
        "Đạt",
        "Không phát sinh",
        "Đạt",
    ]
    assert "Thôn Đồng không đạt mục tiêu về" in str(notes_of(content, f"xa-{KHE}"))


@pytest.mark.usefixtures("targets")
@on_one_engine
def test_a_unit_that_has_not_reported_has_no_line(office):
    write_month(office.inbox, [listed(DIEN, "Xã Nam Điền", "2020-02", 2)])
    office.collect("2020-02")
    content = content_of(office, "2020-02")
    assert {line.unit for line in content.villages} == {DIEN}
    assert rows_of(content, f"xa-{KHE}") == []


@on_one_engine
def test_a_target_by_the_years_end_asks_its_share_of_it(office, few_recipients):  # noqa: ARG001  # to be changed
    """By February two of twelve months: of 90 % fifteen are enough for being on track."""
    folder = load_settings().config
    change(folder / "plan.toml", 'target = { sign = "≥", value = 100, per_unit = true }', YEAR_END, 1)
    (folder / "village-targets.csv").write_text(
        f"unit,village,indicator,value\n{KHE},Thôn Đồng,insured_poor,90\n{KHE},Thôn Tây,insured_poor,70\n"
    )
    content = collected(office, "2020-02", 1)
    assert [said(row)[2:5] for row in rows_of(content, f"xa-{KHE}")] == [
        (25.0, "≥ 90% (cả năm)", "Đúng tiến độ"),
        (75.0, "≥ 70% (cả năm)", "Đạt"),
    ]
    (note,) = notes_of(content, f"xa-{KHE}")
    assert note.sentences == ("Các thôn đạt 1/2 mục tiêu được giao, còn lại đúng tiến độ.",)
