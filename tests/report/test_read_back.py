"""Every figure in every form of a report is that of `giamngheo figures` and `giamngheo attainment`.

The sample months go from the shared folder into a warehouse; the report is issued; then the figures are read back
out of the Word and Excel files and the letters of all documents, and compared with what the commands print. How a
figure is written is worked out here anew, not by the program's own words.
"""

from __future__ import annotations

import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from giamngheo.core.period import Period
from giamngheo.report.delivery import addressed, message_of, queue_report
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.publish import kept_files, publish_report
from giamngheo.report.render.files import report_files
from tests.conftest import PROJECT
from tests.support.office import Office, move_in

PERIODS = ("2020-03", "2020-Q1")
STOCKS = ("households", "poor", "near_poor", "social_poor")
FLOWS = {
    "new": "change_new",
    "relapsed": "change_relapsed",
    "moved_in": "change_moved_in",
    "escaped_poverty": "change_escaped_poverty",
    "escaped_near_poverty": "change_escaped_near_poverty",
    "moved_out": "change_moved_out",
    "removed": "change_removed",
    "to_poor": "change_to_poor",
    "to_near_poor": "change_to_near_poor",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The samples' four months, stored."""
    from giamngheo.metadata.settings import load_settings

    patch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("office")
    move_in(patch, home / "home", PROJECT / "examples" / "inbox")
    office = Office(home, "2020-03-17")
    for month in ("2019-12", "2020-01", "2020-02", "2020-03"):
        office.collect(month)
    yield office
    patch.undo()
    load_settings.cache_clear()


@pytest.fixture(scope="module", params=PERIODS)
def said(request, office):
    """The report on a period, and what the commands say of it: (issued, figures, values by unit and indicator)."""
    made = publish_report(office.context, Period.parse(request.param), lambda _: None)
    figures = printed("figures", "--period", request.param, "--json")
    values = printed("attainment", "--period", request.param, "--by-unit", "--json")["values"]
    values += printed("attainment", "--period", request.param, "--json")["values"]
    by_key = {(value["unit"], value["indicator"]): value for value in values}
    assert len(by_key) == 23 * 9
    assert len(figures["units"]) == len(made.content.units) == 22
    assert len(made.content.attainment) == 9
    assert any(office.indicators for office in made.content.offices)
    return made, figures, by_key


def printed(*arguments):
    from contextlib import redirect_stdout
    from io import StringIO

    from commands.app import main

    before, out = sys.argv, StringIO()
    sys.argv = ["giamngheo", *arguments]
    try:
        with redirect_stdout(out):
            assert main() == 0
    finally:
        sys.argv = before
    return json.loads(out.getvalue())


def written(number, places=2):
    """`1504` → `1.504`, `3.8537` → `3,85`."""
    if number is None:
        return "–"
    text = f"{Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def said_with_unit(value, unit):
    """In a sentence; in a table `with_unit`."""
    if unit == "điểm %" and value is not None and value < 0:
        return f"tăng {written(-value)} điểm phần trăm"
    return with_unit(value, unit).replace("điểm %", "điểm phần trăm")


def with_unit(value, unit):
    if value is None:
        return "–"
    if unit == "%":
        return f"{written(value)}%"
    return f"{written(value)} điểm %" if unit == "điểm %" else f"{written(value, 0)} {unit}"


def tables_of(workbook):
    """sheet → rows as heading → stored value; the total line is among them."""
    found = {}
    for sheet in workbook:
        if sheet.auto_filter.ref:  # else there is nothing in the table
            at = int(re.match(r"[A-Z]+(\d+)", sheet.auto_filter.ref)[1])
            heads, *rows = list(sheet.iter_rows(min_row=at, values_only=True))
            found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows if any(row)]
    return found


def workbook_of(made, code, drawn={}):  # noqa: B006 - each workbook is drawn and read once
    if (made.id, code) not in drawn:
        drawn[made.id, code] = read_workbook(made, code)
    return drawn[made.id, code]


def read_workbook(made, code):
    data = next(file.data for file in report_files(made.content, {(code, "excel")}))
    return tables_of(load_workbook(BytesIO(data), data_only=True))


def heading(rows, begins):
    """The full heading of a column, whatever unit stands with it."""
    names = [name for name in rows[0] if name and re.sub(r"\s*\(.*", "", name.replace("\n", " ")) == begins]
    assert len(names) == 1, (begins, list(rows[0]))
    return names[0]


@pytest.mark.parametrize("code", ["giam-ngheo", "so-ldtbxh"])
def test_the_workbook_has_the_figures_of_the_commands(said, code):
    made, figures, values = said
    sheets = workbook_of(made, code)
    units = {row["Mã"]: row for row in sheets["Theo đơn vị"] if row["Mã"] in figures["units"]}
    assert units.keys() == figures["units"].keys()
    rows = sheets["Theo đơn vị"]
    whole = next(row for row in rows if row["Đơn vị"] == "Toàn huyện Thạch Hà")
    names = dict(zip(STOCKS, ("Tổng số hộ", "Hộ nghèo", "Hộ cận nghèo", "Hộ nghèo bảo trợ xã hội"), strict=True))
    for key, name in names.items():
        column = heading(rows, name)
        assert {unit: row[column] for unit, row in units.items()} == {
            unit: own[key] for unit, own in figures["units"].items()
        }
        assert whole[column] == figures["district"][key]
    rate = heading(rows, "Tỷ lệ hộ nghèo")
    for unit, own in figures["units"].items():
        assert units[unit][rate] == pytest.approx(own["poor"] / own["households"] * 100, abs=1e-9)
    assert whole[rate] == pytest.approx(figures["district"]["poor"] / figures["district"]["households"] * 100, abs=1e-9)

    by_unit = sheets["Chỉ tiêu theo đơn vị"]
    titles = {item.indicator: item.title for item in made.content.attainment}
    for indicator, title in titles.items():
        column = heading(by_unit, title)
        for row in by_unit:
            unit = row["Mã"] if row["Mã"] in figures["units"] else None
            if unit or row["Đơn vị"] == "Toàn huyện Thạch Hà":
                assert row[column] == pytest.approx(values[unit, indicator]["value"], abs=1e-9), (indicator, unit)

    listed = {row["Chỉ tiêu"]: row for row in sheets["Chỉ tiêu"] if row["Chỉ tiêu"] in titles.values()}
    assert len(listed) == 9
    for indicator, title in titles.items():
        own = values[None, indicator]
        row = listed[title]
        assert (row["Tử số"], row["Mẫu số"]) == (own["numerator"], own["denominator"])
        assert row["Kết quả"] == pytest.approx(own["value"], abs=1e-9)
    parts = sheets["Tử số, mẫu số"]
    assert len([row for row in parts if row["Mã"] in figures["units"]]) == 22


def test_the_flows_of_the_workbook_are_those_of_the_command(said):
    made, figures, _ = said
    rows = workbook_of(made, "giam-ngheo")["Biến động"]
    titles = {
        "new": "Phát sinh mới",
        "relapsed": "Tái nghèo",
        "moved_in": "Chuyển đến",
        "escaped_poverty": "Thoát nghèo",
        "escaped_near_poverty": "Thoát cận nghèo",
        "moved_out": "Chuyển đi",
        "removed": "Xóa hộ",
        "to_poor": "Cận nghèo sang nghèo",
        "to_near_poor": "Nghèo sang cận nghèo",
    }
    for key, title in titles.items():
        column = heading(rows, title)
        found = {row["Mã"]: row[column] for row in rows if row["Mã"] in figures["units"]}
        assert found == {unit: own[FLOWS[key]] for unit, own in figures["units"].items()}, key
        whole = next(row for row in rows if row["Đơn vị"] == "Toàn huyện Thạch Hà")
        assert whole[column] == figures["district"][FLOWS[key]]


def test_each_scorecard_has_the_figures_of_its_unit(said):
    made, figures, values = said
    for unit, own in figures["units"].items():
        rows = {row["Số liệu, chỉ tiêu"]: row for row in workbook_of(made, f"xa-{unit}")["Kết quả"]}
        assert rows["Hộ nghèo"]["Kết quả"] == own["poor"]
        assert rows["Hộ nghèo"]["Toàn huyện"] == figures["district"]["poor"]
        assert rows["Hộ cận nghèo"]["Kết quả"] == own["near_poor"]
        for item in made.content.attainment:
            mine, whole = values[unit, item.indicator], values[None, item.indicator]
            assert rows[item.title]["Kết quả"] == (
                mine["value"] if mine["value"] is None else pytest.approx(mine["value"])
            )
            assert rows[item.title]["Toàn huyện"] == pytest.approx(whole["value"])


def test_the_villages_of_a_scorecard_add_up_to_the_unit(said):
    made, figures, _ = said
    for unit, own in figures["units"].items():
        rows = workbook_of(made, f"xa-{unit}")["Theo thôn"]
        for key, title in (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo")):
            column = heading(rows, title)
            *villages, total = [row for row in rows if row["Thôn, tổ dân phố"]]
            assert sum(row[column] for row in villages) == total[column] == own[key], (unit, key)


def test_each_office_has_its_indicators_worst_first(said):
    made, figures, values = said
    for office in made.content.offices:
        sheets = workbook_of(made, f"co-quan-{office.code}")
        for indicator in office.indicators:
            short = next(item.short_title for item in made.content.attainment if item.indicator == indicator)
            rows = sheets[short[:1].upper() + short[1:]]
            column = heading(rows, "Kết quả")
            own = [row for row in rows if row["Mã"] in figures["units"]]
            assert len(own) == 22
            for row in own:
                expected = values[row["Mã"], indicator]["value"]
                assert row[column] == (expected if expected is None else pytest.approx(expected))
            behind = [values[row["Mã"], indicator]["status"] == "behind" for row in own]
            assert behind == sorted(behind, reverse=True), indicator
            lower = values[None, indicator]["indicator"] == "temporary_housing"
            late = [row for row, is_behind in zip(own, behind, strict=True) if is_behind]
            lack = next((name for name in rows[0] if name.startswith("Còn thiếu")), None)
            order = [(-(row[lack] or 0) if lack else 0, -row[column] if lower else row[column]) for row in late]
            assert order == sorted(order), indicator
            assert bool(lack) == (indicator not in ("poverty_reduction", "temporary_housing", "models"))


def test_the_word_files_write_the_same_figures(said):
    made, figures, values = said
    names = {unit.code: unit.name for unit in made.content.units}
    items = {item.indicator: item for item in made.content.attainment}
    for code in ("giam-ngheo", "so-ldtbxh"):
        document = word_of(made, code)
        tables = [[[cell_text(cell) for cell in row.cells] for row in table.rows] for table in document.tables]
        shown = table_with(tables, "Chỉ tiêu")
        for indicator, item in items.items():
            row = next(row for row in shown if row[1] == item.title)
            own = values[None, indicator]
            assert row[2] == with_unit(own["value"], item.unit_of_measure)
            assert row[3] == written(own["numerator"], 0)
            assert row[4] == written(own["denominator"], 0)
        stocks = table_with(tables, "Tổng số hộ")
        assert len(stocks) == 24
        for unit, own in figures["units"].items():
            row = next(row for row in stocks if row[1] == names[unit])
            expected = [
                written(own["households"], 0),
                written(own["poor"], 0),
                written(own["poor"] / own["households"] * 100),
            ]
            assert row[2:5] == expected
        by_unit = table_with(tables, items["insured_poor"].title)
        for unit in figures["units"]:
            row = next(row for row in by_unit if row[1] == names[unit])
            for text, (indicator, item) in zip(row[2:], items.items(), strict=True):
                number = with_unit(values[unit, indicator]["value"], item.unit_of_measure).split("%")[0].split(" ")[0]
                assert re.sub(r"[^\d,.\-–]", "", text) == number, (unit, indicator)


def test_the_notices_to_offices_write_the_same_figures(said):
    made, _, values = said
    names = {unit.name: unit.code for unit in made.content.units}
    items = {item.indicator: item for item in made.content.attainment}
    for office in made.content.offices:
        document = word_of(made, f"co-quan-{office.code}")
        tables = [[[cell_text(cell) for cell in row.cells] for row in table.rows] for table in document.tables]
        by_unit = [table for table in tables if table[0][1:2] == ["Đơn vị"] and "Mức độ" in table[0]]
        assert len(by_unit) == len(office.indicators)
        for indicator, table in zip(office.indicators, by_unit, strict=True):
            at = next(place for place, head in enumerate(table[0]) if head.startswith("Kết quả"))
            rows = [row for row in table if row[1] in names]
            assert len(rows) == 22
            for row in rows:
                value = values[names[row[1]], indicator]["value"]
                places = 2 if items[indicator].unit_of_measure in ("%", "điểm %") else 0
                assert row[at] == written(value, places), (indicator, row[1])


def word_of(made, code):
    return Document(BytesIO(next(file.data for file in report_files(made.content, {(code, "word")}))))


def cell_text(cell):
    return cell.text.replace("\u00a0", " ").replace("\n", " ").strip()


def table_with(tables, begins):
    """The table in whose heading a column begins so."""
    return next(table for table in tables if any(cell.startswith(begins) for cell in table[0]))


def test_the_letters_say_the_same_figures(said, office):
    made, figures, values = said
    context = office.context
    recipients = addressed(context.configuration.recipients, [made.content], {})
    outbox = queue_report(context.warehouse, made, recipients, "a@b.example", context.clock.now)
    assert len(outbox) == 32
    items = {item.indicator: item for item in made.content.attainment}
    for delivery in outbox:
        files = kept_files(context.archive, made, delivery.document, ["word", "excel"])
        letter = message_of(
            document_of(made.content, delivery.document), files, context.configuration.letterhead.contact
        )
        kind, _, unit = delivery.document.rpartition("-")
        own = unit if kind == "xa" else None
        mine = {
            indicator: said_with_unit(values[own, indicator]["value"], item.unit_of_measure)
            for indicator, item in items.items()
            if kind in ("xa", "giam", "so") or item.indicator in office_indicators(made, unit)
        }
        for form in (letter.text, re.sub(r"<[^>]+>", " ", letter.html)):
            plain = " ".join(form.replace("&nbsp;", " ").replace("\u00a0", " ").split())
            for indicator, text in mine.items():
                if text != "–":
                    assert text in plain, (delivery.document, indicator)
        if kind == "giam":
            rate = figures["district"]["poor"] / figures["district"]["households"] * 100
            assert f"hộ nghèo ({written(rate)}%)" in letter.subject
            assert "22/22 đơn vị báo cáo" in letter.subject
        if kind == "xa":
            assert f"{written(figures['units'][unit]['poor'], 0)} hộ nghèo" in letter.subject


def office_indicators(made, code):
    return next((office.indicators for office in made.content.offices if office.code == code), [])


def test_no_document_of_one_commune_names_another(said):
    made, *_ = said
    names = {unit.name for unit in made.content.units}
    for code in codes_of(made.content):
        if code.startswith("xa-"):
            own = next(unit.name for unit in made.content.units if f"xa-{unit.code}" == code)
            text = repr(document_of(made.content, code).sections) + repr(document_of(made.content, code).summary)
            assert not {name for name in names - {own} if re.search(rf"{name}\b", text)}, code
