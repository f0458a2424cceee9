"""An ad hoc report tells who is outside nobody's own: no more than what is published does."""

from __future__ import annotations

import pytest

from giamngheo.metadata.recipients import AD_HOC
from giamngheo.report.content import AdHoc, AdHocAnswer, AdHocFigure, Comparison, Coverage, ReportContent
from giamngheo.report.documents import ad_hoc_tables, document_of
from giamngheo.report.documents.ad_hoc_guard import hidden_figures
from giamngheo.report.documents.document import Table
from giamngheo.report.documents.small_counts import HIDDEN
from giamngheo.report.render.mail import mail_text
from tests.conftest import GOLDEN

MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
WHOLE, PARTLY = Coverage(reporting=22, expected=22), Coverage(reporting=21, expected=22)
MONTHS = Coverage(reporting=66, expected=66, of="reports")


def column(one: Table, key: str) -> list[object]:
    at = [each.key for each in one.columns].index(key)
    return [row[at] for row in one.rows]


def ad_hoc(**told: object) -> ReportContent:
    """March as an ad hoc report tells it to who is outside; counts below 3 are hidden."""
    nothing = [
        "addressees",
        "units",
        "villages",
        "village_stocks",
        "unjudged",
        "by_unit_only",
        "figures",
        "answers",
        "of_households",
    ]
    own = {"number": 1, "title": "", "basis": "", "known_on": None, "figures_beside": "tháng 2 năm 2020"}
    asked = AdHoc.model_validate({**own, **{key: [] for key in nothing}, "small_counts_below": 3, **told})
    return MARCH.model_copy(update={"ad_hoc": asked})


def asked_of(content: ReportContent) -> AdHoc:
    assert content.ad_hoc
    return content.ad_hoc


def figure(key: str, unit: str, counts: list[float], coverage: Coverage = WHOLE) -> AdHocFigure:
    line = Comparison(key=key, title=key, unit_of_measure=unit, now=sum(counts), previous=None, baseline=None)
    units = {line.code: count for line, count in zip(MARCH.units, counts, strict=False)}
    return AdHocFigure(line=line, units=units, of_households=True, coverage=coverage)


def of_figures(*own: AdHocFigure, **told: object) -> Table:
    content = ad_hoc(figures=own, **told)
    content = content.model_copy(update={"units": content.units[: len(own[0].units)]})
    return ad_hoc_tables.figures(content, asked_of(content))


def an_answer(counts: list[float], coverage: Coverage = WHOLE) -> Table:
    answer = AdHocAnswer(
        title="Ai?",
        heads=["Xã"],
        measures=[("Số hộ", "hộ"), ("Số tiền", "triệu đồng")],
        lines=[([f"Xã {at}"], [count, count * 50]) for at, count in enumerate(counts)],
        total=[sum(counts), sum(counts) * 50],
        coverage=coverage,
        note="",
        of_households=True,
    )
    (one,) = ad_hoc_tables.answers(asked_of(ad_hoc(answers=[answer])))
    return one


def test_the_total_of_an_answer_less_what_is_shown_tells_no_place():
    one = an_answer([9, 5, 2, 0])
    for key in ("value_0", "value_1"):
        assert [cell == HIDDEN for cell in column(one, key)] == [False, True, True, False]
    assert one.total == ("Cộng", 16, 800)


@pytest.mark.parametrize(("coverage", "are_rows_hidden"), [(MONTHS, True), (PARTLY, False)])
def test_an_answer_that_a_later_one_would_undo_is_not_told(coverage: Coverage, are_rows_hidden: bool):
    one = an_answer([9, 5], coverage)
    assert one.total == ("Cộng", HIDDEN, HIDDEN)
    assert (set(column(one, "value_0")) == {HIDDEN}) == are_rows_hidden


def test_no_figure_beside_it_tells_one_that_is_hidden():
    one = of_figures(figure("poor", "hộ", [1, 30, 60]), figure("poor_members", "người", [5, 90, 200]))
    assert (column(one, "poor"), column(one, "poor_members")) == ([HIDDEN, HIDDEN, 60], [HIDDEN, HIDDEN, 200])
    one = of_figures(figure("poor_members", "người", [120, 90, 200]), figure("informed", "người", [119, 70, 150]))
    assert column(one, "informed")[0] == column(one, "poor_members")[0] == HIDDEN


def test_what_households_of_a_unit_got_is_not_told():
    one = of_figures(figure("loan_amount", "triệu đồng", [50, 900]))
    assert (set(column(one, "loan_amount")), one.total[-1]) == ({HIDDEN}, 950)  # type: ignore[index]
    assert hidden_figures(asked_of(ad_hoc(figures=[figure("loan_amount", "triệu đồng", [50])]))) == {"loan_amount"}


@pytest.mark.parametrize(
    ("coverage", "units", "is_told"),
    [(WHOLE, ["18604"], True), (MONTHS, [], True), (MONTHS, ["18604"], False), (PARTLY, [], False)],
)
def test_what_a_later_report_would_tell_by_the_difference_is_not_told(
    coverage: Coverage, units: list[str], is_told: bool
):
    """Neither a figure nor an indicator, in no table, no sentence and no message."""
    own = {"coverage": coverage, "numerator": 40.0, "value": 40.0, "year": None}
    items = [item.model_copy(update=own) for item in MARCH.attainment if item.indicator == "temporary_housing"]
    figures = [figure("poor", "hộ", [40, 30], coverage)]
    content = ad_hoc(figures=figures, units=units, of_households=["temporary_housing"])
    values = [
        line.model_copy(update={"indicators": [v for v in line.indicators if v.indicator == "temporary_housing"]})
        for line in MARCH.units[:2]
    ]
    content = content.model_copy(update={"attainment": items, "units": values, "kind": AD_HOC})
    own_document = document_of(content, AD_HOC)
    tables = {one.key: one for one in own_document.sheets}
    assert (column(tables["attainment"], "value") != [HIDDEN]) == is_told
    assert (tables["figures"].total[-1] == 70) == is_told  # type: ignore[index]
    assert (set(column(tables["figures"], "poor")) == {HIDDEN}) == (coverage != WHOLE)
    assert (HIDDEN not in (tables["temporary_housing"].total or ())) == is_told
    blocks = [block for section in own_document.sections for block in section.blocks if isinstance(block, str)]
    for told in (" ".join(blocks), mail_text(own_document.summary, [])):
        assert ("để bảo vệ thông tin của từng hộ" not in told) == is_told
