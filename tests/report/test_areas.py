"""An office with areas, at each level the sums of its units: over a merger from one area into another, with an area of which
nobody reported, and one of which half did."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from docx import Document as WordFile

from giamngheo.attain.period_figures import work_out
from giamngheo.core.period import Period
from giamngheo.metadata.official import official_forms
from giamngheo.report.compose import draft
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.content import Replaced, ReportContent
from giamngheo.report.delivery import addressed
from giamngheo.report.documents import Documents, codes_of, document_of, tables
from giamngheo.report.documents.area import of_area
from giamngheo.report.documents.document import Refer
from giamngheo.report.official import official_tables, official_workbook
from giamngheo.report.publish import place_of, publish_report
from giamngheo.report.render.files import report_files
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.wording import sentences
from tests.support import country
from tests.support.office import office_in
from tests.support.workbooks import write_month

PERIOD = Period.parse("2020-03")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    with office_in(folder, config=str(country.configured(folder))) as office:
        office.today = "2020-03-20"
        for month, books in country.months().items():
            write_month(office.inbox, books)
            office.collect(month)
            assert set(office.statuses(month).values()) <= {"accepted", "missing"}
        yield office


@pytest.fixture(scope="module")
def content(office) -> ReportContent:
    return publish_report(office.context, PERIOD, lambda _: None).content


@pytest.fixture(scope="module")
def areas(content):
    return {area.line.code: area for area in content.areas}


@pytest.mark.parametrize("code", country.MARCH)
def test_an_area_is_the_sum_of_its_units(areas, code):
    own, sent = areas[code], country.months()["2020-03"]
    reporting = [unit for unit in country.MARCH[code] if unit not in country.SILENT]
    truth = country.counted(sent, reporting)
    assert own.units == sorted(country.MARCH[code])
    assert (own.coverage.reporting, own.coverage.expected) == (len(reporting), len(country.MARCH[code]))
    line = own.line
    if not reporting:
        assert (line.reported, line.poor, line.poor_rate, line.near_poor, own.flow) == (False, None, None, None, None)
        return
    assert (line.households, line.poor, line.near_poor) == (truth["households"], truth["poor"], truth["near_poor"])
    assert line.poor_rate == pytest.approx(truth["poor"] / truth["households"] * 100)


@pytest.mark.parametrize("code", country.MARCH)
def test_an_earlier_figure_is_of_the_units_that_are_in_the_area_now(areas, code):
    reporting = [unit for unit in country.MARCH[code] if unit not in country.SILENT]
    then = [was for unit in reporting for was in country.BEFORE.get(unit, [unit])]
    truth = country.counted(country.months()["2020-02"], then)
    previous = areas[code].line.previous
    assert (previous.poor if previous else 0) == truth["poor"]
    assert (previous is None) == (not reporting)


def test_provinces_and_what_is_in_no_area_make_the_whole(content, areas):
    tops = [area for area in content.areas if not area.parent]
    assert sorted(area.line.code for area in tops) == ["40", "42"]
    assert sum(area.line.poor for area in tops) == content.district.poor
    assert sum(area.coverage.reporting for area in tops) == content.coverage.reporting
    assert areas["42"].flow.closing == areas["42"].line.poor + areas["42"].line.near_poor


def test_a_status_has_the_grounds_of_the_areas_own_units(areas):
    """Nobody of `bac` and half of `dong` reported: no verdict on either."""
    statuses = {
        code: {item.status for item in area.line.indicators if item.target is not None} for code, area in areas.items()
    }
    assert statuses["bac"] == {"no_data"}
    assert statuses["dong"] <= {"not_enough", "no_cases"}
    assert statuses["nam"] & {"attained", "behind", "missed", "on_track"}


def test_where_units_are_too_many_to_be_listed_an_area_tells_how_many_it_lacks(content):
    """In the sheet that leads to the workbooks."""
    table = tables.sources(content.model_copy(update={"made_from": []}))
    keys = [column.key for column in table.columns]
    lines = [dict(zip(keys, row, strict=True)) for row in table.rows]
    for line in (line for line in lines if line["code"] in country.MARCH):
        units = country.MARCH[line["code"]]
        silent = [unit for unit in units if unit in country.SILENT]
        told = f"chưa đủ số liệu của {len(silent)}/{len(units)} đơn vị" if silent else ""
        assert line["left_out"] == told, line
    assert {line["code"] for line in lines} >= {"40", "42"}
    assert any(line["left_out"] for line in lines if line["code"] in ("40", "42"))


def test_before_the_merger_the_commune_was_the_other_areas(office):
    tree = office.context.configuration.area_tree
    before = {branch.code: set(branch.units) for branch in tree.of(Period.parse("2020-02"))}
    assert before["nam"] == {"18001", "18006", "18007"}
    assert before["tay"] == {"18004"}
    figures = work_out(office.context.warehouse, Period.parse("2020-02")).of_part(before["nam"])
    assert figures.district["poor"] == country.counted(country.months()["2020-02"], before["nam"])["poor"]


def test_urban_and_rural_are_all(content):
    urban, rural, whole = content.settlements
    sent = country.months()["2020-03"]
    truth = country.counted(sent, ["18001", "18005"])
    assert [line.name for line in content.settlements] == ["Thành thị", "Nông thôn", "Tổng số"]
    assert (urban.poor, urban.people, urban.poor_members) == (truth["poor"], truth["people"], truth["poor_members"])
    assert (urban.coverage.reporting, urban.coverage.expected) == (1, 2)
    assert urban.poor_members_rate == pytest.approx(truth["poor_members"] / truth["people"] * 100)
    assert urban.poor + rural.poor == whole.poor == content.district.poor


def test_the_official_form_takes_for_urban_what_the_office_says_is(office):
    context = office.context
    forms = official_forms(context.configuration.last_day_of(PERIOD))
    made = official_workbook(
        official_tables(context.warehouse, PERIOD, forms, ["7.1"]), context.configuration, forms, PERIOD
    )
    names = [str(row[1].value) for row in openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows() if row[1].value]
    urban, rural = names.index("Khu vực thành thị"), names.index("Khu vực nông thôn")
    assert sorted(names[urban + 1 : rural]) == ["Phường Một", "Xã Năm"]


def test_rows_of_units_stand_under_their_areas(content):
    table = tables.units(content)
    assert [row[0] for row in table.rows] == [
        *("40", "nam", "18001", "18007", "bac", "18002"),
        *("42", "dong", "18003", "18005", "tay", "18004"),
    ]
    names = {row[0]: row[1] for row in table.rows}
    assert names["dong"] == "Khu vực Đông (1/2 đơn vị)"
    assert names["tay"] == "Khu vực Tây"
    poor = [column.key for column in table.columns].index("poor")
    for one in table.subtotals:
        parts = [table.rows[at][poor] for at in one.of if table.rows[at][poor] is not None]
        assert table.rows[one.at][poor] == (sum(parts) if parts else None)
    assert {table.rows[one.at][0]: one.height for one in table.subtotals} == {
        "40": 2,
        "42": 2,
        **dict.fromkeys(("nam", "bac", "dong", "tay"), 1),
    }


def test_a_workbook_adds_areas_up_by_formulas_and_counts_no_unit_twice(content):
    excel = next(file for file in report_files(content) if file.kind == "excel")
    live, stored = (
        openpyxl.load_workbook(io.BytesIO(excel.data), data_only=only)["Theo đơn vị"] for only in (False, True)
    )
    by_code = {row[0].value: row for row in live.iter_rows(min_row=6)}
    values = {row[0].value: row for row in stored.iter_rows(min_row=6)}
    assert by_code["nam"][3].value == "=SUM(D8:D9)"
    assert by_code["40"][3].value == "=SUM(D8:D9,D11:D11)"
    assert by_code["bac"][3].value is None
    total = next(row for row in live.iter_rows(min_row=6) if "nước" in str(row[1].value) or "Cộng" in str(row[1].value))
    assert total[3].value == "=SUM(D8:D9,D11:D11,D14:D15,D17:D17)"
    for code in ("nam", "40", "42"):
        own = next(area.line for area in content.areas if area.line.code == code)
        assert values[code][3].value == own.poor
        assert values[code][4].value == pytest.approx(own.poor_rate)


def test_on_paper_areas_are_numbered_apart_from_units(content):
    word = next(file for file in report_files(content) if file.kind == "word")
    texts = [
        [cell.text for cell in row.cells]
        for table in WordFile(io.BytesIO(word.data)).tables
        for row in table.rows
        if len(row.cells) > 8
    ]
    numbers = {row[1]: row[0] for row in texts if row[1].startswith(("Tỉnh", "Khu vực", "Xã", "Phường"))}
    assert numbers["Tỉnh Nghệ An (2/3 đơn vị)"] == "A"
    assert numbers["Khu vực Bắc Đàn (0/1 đơn vị)"] == "II"
    assert numbers["Khu vực Tây"] == "II"
    row = next(row for row in texts if row[1].startswith("Khu vực Bắc Đàn"))
    assert not any(cell.startswith("0") for cell in row[2:]), "of an area without a report nothing is 0%"


def test_an_areas_scorecard_says_nothing_of_who_is_not_in_it(content):
    others = {
        "40": ("Xã Ba", "Xã Năm", "Bốn Sáu", "Khu vực Tây", "Khu vực Đông", "Hà Tĩnh"),
        "nam": ("Xã Hai", "Bắc Đàn"),
    }
    for code, names in others.items():
        document = document_of(content, f"khu-vuc-{code}")
        files = report_files(content, {(document.code, kind) for kind in ("word", "excel")})
        assert len(files) == 2
        said = f"{document.summary}\n{mail_text(document.summary, ())}\n{mail_html(document.summary, ())}"
        said += "\n".join(map(_text_of, files))
        assert [name for name in names if name in said] == []
        for unit in country.MARCH[code]:
            assert next(line.name for line in content.units if line.code == unit) in said


def test_every_appendix_is_pointed_to(content):
    """Of each kind of document: nobody leafs to a table that the text does not name."""
    kinds = {code.rstrip("0123456789"): code for code in codes_of(content)}
    assert any(code.startswith("khu-vuc-") for code in kinds)
    for code in kinds.values():
        document = document_of(content, code)
        pointed = {block.key for part in document.sections for block in part.blocks if isinstance(block, Refer)}
        assert [table.key for table in document.appendices if table.key not in pointed] == [], code


def _text_of(file) -> str:
    if file.kind == "excel":
        book = openpyxl.load_workbook(io.BytesIO(file.data))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    word = WordFile(io.BytesIO(file.data))
    return "\n".join(
        [one.text for one in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells]
    )


def test_an_areas_units_and_its_line_are_those_of_the_whole_report(content, areas):
    own = of_area(content, areas["40"])
    assert [line.code for line in own.units] == ["18001", "18002", "18007"]
    assert own.missing == ["Xã Hai"]
    assert own.district.poor == areas["40"].line.poor
    assert [(area.line.code, area.parent) for area in own.areas] == [("nam", ""), ("bac", "")]


def test_a_corrected_commune_is_news_to_its_areas_alone(content):
    """Of a revision in which one commune of `dong` differs."""
    units = [
        line.model_copy(update={"poor": line.poor + 1}) if line.code == "18003" else line for line in content.units
    ]
    new = content.model_copy(update={"units": units, "revision": 2})
    replaced = Replaced(revision=1, issued_on=content.issued_on)
    revised = new.model_copy(update={"changes": changes_between(content, new), "replaces": replaced})
    news = [code for code in codes_of(content) if code.startswith("khu-vuc-") and Documents(revised).has_news(code)]
    assert news == ["khu-vuc-42", "khu-vuc-dong"]


def test_who_is_named_as_furthest_behind_has_grounds(content):
    """Only of the levels right below the whole; with too few reports nobody is named."""
    assert sentences.furthest_behind(content) == ""
    tops = [area for area in content.areas if not area.parent]
    judged = [_judged(tops[0], behind=1), _judged(tops[1], behind=3)]
    said = sentences.furthest_behind(content.model_copy(update={"areas": judged}))
    assert said.startswith(f"Tỉnh chậm nhiều chỉ tiêu nhất: {tops[1].line.name} (chậm 3/")
    assert f"số liệu của {tops[1].coverage.reporting}/{tops[1].coverage.expected} đơn vị" in said
    unknown = tops[0].model_copy(update={"line": tops[0].line.model_copy(update={"indicators": _without(tops[0])})})
    third = _judged(content.areas[1], behind=0).model_copy(update={"parent": ""})
    said = sentences.furthest_behind(content.model_copy(update={"areas": [judged[1], third, unknown]}))
    assert f"Chưa đủ căn cứ để xét: {tops[0].line.name} (số liệu của 2/3 đơn vị)." in said
    alike = content.model_copy(update={"areas": [_judged(one, behind=3) for one in tops]})
    assert sentences.furthest_behind(alike) == ""


def _judged(area, behind):
    items = [
        item.model_copy(update={"status": "behind" if at < behind else "attained"})
        for at, item in enumerate(area.line.indicators)
    ]
    return area.model_copy(update={"line": area.line.model_copy(update={"indicators": items})})


def _without(area):
    return [item.model_copy(update={"status": "not_enough", "target": 1}) for item in area.line.indicators]


def test_content_without_areas_is_written_as_before(content):
    bare = content.model_copy(update={"areas": [], "settlements": [], "missing_months": []})
    assert not {"areas", "settlements"} & json.loads(bare.model_dump_json()).keys()


def test_a_leader_of_an_area_gets_its_scorecard_and_what_was_asked_for(office, content):
    context = office.context
    own = {one.address: one for one in addressed(context.configuration.recipients, [content], {})}
    assert own["tinh@a.example"].document == "khu-vuc-42"
    made = publish_report(context, PERIOD, lambda _: None)
    kinds = {(file.document, file.kind) for file in made.files if file.document.startswith("khu-vuc-")}
    assert kinds == {("khu-vuc-42", "word"), ("khu-vuc-42", "excel"), ("khu-vuc-nam", "excel")}
    assert {place_of(file).parts[0] for file in made.files if file.document == "khu-vuc-nam"} == {"khu-vuc"}


def test_another_area_of_a_commune_is_another_report(office, content):
    """The units' figures are the same; two areas' are not."""
    moved = [
        area.model_copy(update={"line": area.line.model_copy(update={"poor": (area.line.poor or 0) + 5})})
        if area.line.code == "nam"
        else area
        for area in content.areas
    ]
    made = draft(
        office.context.warehouse, PERIOD, 2, office.context.clock.today, content.model_copy(update={"areas": moved})
    )
    assert [(change.code, change.key) for change in made.content.changes] == [("nam", "poor")]
