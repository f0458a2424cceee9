"""The sheet that leads from each figure of a report to the workbooks: in the office's own annex, and in nobody else's."""

from __future__ import annotations

import dataclasses

import pytest

from giamngheo.attain.period_figures import work_out
from giamngheo.core.period import Period
from giamngheo.report.compose import draft, sources
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.explanation import explained
from tests.attain.test_year_so_far import CEILING, JOINED, A, B, asked, came
from tests.conftest import GOLDEN
from tests.report.test_explanation import DIEN, KHE, QUARTER, TOWN
from tests.support.office import office_in, on_one_engine
from tests.support.own_classes import own_office
from tests.support.workbooks import book, next_book, write_month

MARCH = Period.parse("2020-03")


@pytest.fixture
def told(office):
    """A quarter of two units and, of a third, of January alone; one of March corrected."""
    first = [book(*unit, "2020-01", poor=12, near_poor=6) for unit in (KHE, TOWN, DIEN)]
    for _ in range(3):
        write_month(office.inbox, first)
        office.collect(first[0].period)
        first = [next_book(one, pace=0.4) for one in first[:2]]
    corrected = next_book(next_book(book(*KHE, "2020-01", poor=12, near_poor=6), pace=0.4), pace=0.9, seed=5)
    write_month(office.inbox, [corrected])
    office.collect("2020-03")
    return office


def _content(office, period):
    return draft(office.context.warehouse, period, 1, office.context.clock.today).content


def _sheet(content):
    return next(one for one in document_of(content, "giam-ngheo").sheets if one.key == "sources")


def _lines(content):
    table = _sheet(content)
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


@on_one_engine
@pytest.mark.parametrize("period", [MARCH, QUARTER])
def test_each_line_is_what_explain_says(told, period):
    content = _content(told, period)
    lines = _lines(content)
    for source in content.figure_sources:
        found = explained(told.context.warehouse, source.key, period, None)
        own = [line for line in lines if line["title"] == source.title]
        head, units = own[0], {line["code"]: line for line in own[1:]}
        assert head["numerator"] == found["numerator"]["value"], source.key
        assert head["denominator"] == (found["denominator"] or {"value": None})["value"]
        assert found["numerator"]["in_words"] in head["numerator_words"].lower() or "«" in head["numerator_words"]
        for one in found["submissions"]:
            text = units[one["unit"]]["made_from"]
            assert f"{one['period']} lần {one['version']}, nhận " in text
            assert one["sha256"][:12] in text
            if len(source.months) == 1:
                assert units[one["unit"]]["numerator"] == one["numerator"]
        assert head["made_from"] == f"{len(found['submissions'])} báo cáo"
        silent = "chưa báo cáo" if period == MARCH else f"chưa báo cáo {MARCH.title}"
        assert units[DIEN[0]]["left_out"] == silent
        assert f"{DIEN[1]} ({silent})" in head["left_out"]
        assert units[TOWN[0]]["left_out"] == ""


@on_one_engine
def test_nobody_else_gets_it_and_a_units_own_part_has_nothing_of_it(told):
    content = _content(told, MARCH)
    secrets = {one.sha256 for one in content.made_from}
    assert len(secrets) == 2
    for code in codes_of(content):
        document = document_of(content, code)
        if code != "giam-ngheo":
            said = str([table.rows for table in (*document.sheets, *document.appendices)])
            assert "sources" not in {table.key for table in document.sheets}
            assert not any(secret in said for secret in secrets), code
        if code.startswith("xa-"):
            assert (document.content.made_from, document.content.figure_sources) == ([], [])


@on_one_engine
def test_of_too_many_units_only_the_whole_is_said(told, monkeypatch):
    monkeypatch.setattr(sources, "MOST_UNITS", 2)
    content = _content(told, MARCH)
    assert content.made_from == []
    lines = _lines(content)
    assert len(lines) == len(content.figure_sources)
    assert {line["made_from"] for line in lines} == {""}
    assert {line["left_out"] for line in lines} == {
        f"chưa đủ số liệu của {len(content.units) - 2}/{len(content.units)} đơn vị"
    }
    assert "xem bằng lệnh ấy" in _sheet(content).note


def test_the_reports_of_what_a_unit_was_have_their_senders_name(tmp_path):
    """Joined in March of two: the reports are those of what it was, each by its sender's name."""
    with office_in(tmp_path, config=str(own_office(tmp_path))) as office:
        table = office.home / "config" / "units.csv"
        table.write_text(f"{table.read_text('utf-8').splitlines()[0]}\n{JOINED}", "utf-8")
        asked(office, CEILING)
        for unit, months in {A: {"m01": 2, "m02": 1}, B: {"m02": 3}, "18003": {"m03": 4}}.items():
            came(office, unit, **months)
        found = sources.made_from(office.context.warehouse, work_out(office.context.warehouse, MARCH))
    assert [(one.unit, one.month, one.sender) for one in found] == [
        ("18003", "2020-02", "Xã Hương Khê"),
        ("18003", "2020-02", "Xã Hương Đô"),
        ("18003", "2020-03", ""),
    ]


EACH_PERIOD = '{ sign = "≥", value = 1, per_unit = true }'


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_of_what_was_several_units_the_month_that_one_of_them_lacks_is_told(tmp_path, better):
    """January has a report of one of two alone, and counts nowhere in the quarter, nor in a ceiling's year so far."""
    with office_in(tmp_path, config=str(own_office(tmp_path))) as office:
        table = office.home / "config" / "units.csv"
        table.write_text(f"{table.read_text('utf-8').splitlines()[0]}\n{JOINED}", "utf-8")
        asked(office, EACH_PERIOD if better == "higher" else CEILING, better=better)
        for unit, months in {A: {"m01": 2, "m02": 1}, B: {"m02": 3}, "18003": {"m03": 4}}.items():
            came(office, unit, **months)
        lines = [line for line in _lines(_content(office, QUARTER)) if line["title"] == "Hộ nghèo phát sinh"]
    head, own = lines
    assert (own["code"], own["numerator"]) == ("18003", 8)
    assert own["left_out"] == "thiếu báo cáo tháng 1 năm 2020 của xã Hương Khê cũ, nên chưa tính tháng ấy"
    assert (
        head["left_out"]
        == "1 đơn vị: Xã Hương Đô Khê (thiếu báo cáo tháng 1 năm 2020 của xã Hương Khê cũ, nên chưa tính tháng ấy)"
    )


def test_a_report_that_was_published_before_has_no_such_sheet():
    content = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
    content = content.model_copy(update={"figure_sources": [], "made_from": []})
    assert "sources" not in {table.key for table in document_of(content, "giam-ngheo").sheets}
    assert not {"figure_sources", "made_from"} & content.model_dump().keys()
    assert dataclasses.is_dataclass(document_of(content, "giam-ngheo"))
