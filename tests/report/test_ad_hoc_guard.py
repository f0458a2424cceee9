"""An ad hoc report tells who is outside nobody's own: no more than what is published does."""

from __future__ import annotations

from itertools import product

import pytest

from giamngheo.metadata.recipients import AD_HOC
from giamngheo.report.content import (
    AdHoc,
    AdHocAnswer,
    AdHocFigure,
    Comparison,
    Coverage,
    ReportContent,
    UnitAttained,
    VillageLine,
)
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
    (one,) = ad_hoc_tables.answers(asked_of(ad_hoc(answers=[an_ad_hoc_answer(counts, coverage)])))
    return one


def an_ad_hoc_answer(counts: list[float], coverage: Coverage = WHOLE) -> AdHocAnswer:
    return AdHocAnswer(
        title="Ai?",
        heads=["Xã"],
        measures=[("Số hộ", "hộ"), ("Số tiền", "triệu đồng")],
        lines=[([f"Xã {at}"], [count, count * 50]) for at, count in enumerate(counts)],
        total=[sum(counts), sum(counts) * 50],
        coverage=coverage,
        note="",
        of_households=True,
    )


def test_the_total_of_an_answer_less_what_is_shown_tells_no_place():
    """Nor does the place of a row among the others; and what money households got is told of no place."""
    one = an_answer([9, 2, 5, 0])
    assert [*zip(column(one, "place_0"), column(one, "value_0"), strict=True)] == [
        *(("Xã 0", 9), ("Xã 3", 0)),
        *(("Xã 1", HIDDEN), ("Xã 2", HIDDEN)),
    ]
    assert set(column(one, "value_1")) == {HIDDEN}
    assert one.total == ("Cộng", 16, 800)


def of_villages(counts: dict[str, list[float]], is_folded: bool = True) -> AdHocAnswer:
    """By unit and village; who has nothing is not listed."""
    lines = [([unit, f"Thôn {at}"], [count]) for unit, own in counts.items() for at, count in enumerate(own) if count]
    update = {"heads": ["Đơn vị", "Thôn"], "measures": [("Số hộ", "hộ")], "is_folded": is_folded}
    total = [sum(count for _, (count,) in lines)]
    return an_ad_hoc_answer([]).model_copy(update={**update, "lines": lines, "total": total})


def test_no_village_of_a_unit_is_named_of_which_none_is_told():
    """Each that is named has something: of the 3 of its unit three would have 1 each. Nor does the message tell how many there are."""
    content = ad_hoc(answers=[of_villages({"Xã A": [1, 1, 1], "Xã B": [9, 2, 5, 7]})])
    (one,) = ad_hoc_tables.answers(asked_of(content))
    told = [("Xã B", "Thôn 0", 9), ("Xã B", "Thôn 3", 7)]
    hidden = [("Xã A", HIDDEN, HIDDEN), ("Xã B", "Thôn 1", HIDDEN), ("Xã B", "Thôn 2", HIDDEN)]
    assert one.rows == (*told, *hidden)
    assert "không nêu từng nơi" in one.note
    own = document_of(content.model_copy(update={"kind": AD_HOC}), AD_HOC)
    assert "Trả lời trong tệp kèm theo (5 dòng)." in mail_text(own.summary, [])


def test_an_answer_that_was_kept_has_every_row():
    """It is drawn again as it was."""
    answer = of_villages({"Xã A": [1, 1, 1], "Xã B": [9, 8]}, is_folded=False)
    assert "is_folded" not in answer.model_dump()
    (one,) = ad_hoc_tables.answers(asked_of(ad_hoc(answers=[answer])))
    assert len(one.rows) == 5


@pytest.mark.parametrize("total", [1, 2, 3, 4, 5, 6, 7])
def test_no_split_of_a_units_sum_over_its_villages_is_told(total: int):
    """All of up to four villages, to who knows the sum of the unit; another unit has enough to hide."""
    for counts in product(range(total + 1), repeat=4):
        if sum(counts) != total:
            continue
        (one,) = ad_hoc_tables.answers(asked_of(ad_hoc(answers=[of_villages({"Xã A": counts, "Xã B": [9, 9, 9]})])))
        rows = [row for row in one.rows if row[0] == "Xã A"]
        hidden = [row for row in rows if row[2] == HIDDEN]
        if any(row[1] == HIDDEN for row in rows):
            assert len(rows) == 1
            continue
        left = total - sum(row[2] for row in rows if row not in hidden)
        assert not any(0 < row[2] < 3 for row in rows if row not in hidden), counts
        assert not hidden or left > len(hidden) > 1, counts


@pytest.mark.parametrize("coverage", [MONTHS, PARTLY])
def test_an_answer_that_a_later_one_would_undo_is_not_told(coverage: Coverage):
    """Less what stands here of the others, all of a later one tells the unit that was late; which places are here tells, too."""
    one = an_answer([9, 5], coverage)
    assert (one.rows, one.total) == ((), None)
    assert one.empty.startswith("Không nêu số liệu của câu hỏi này")
    told = ad_hoc(answers=[an_ad_hoc_answer([9, 5], coverage)]).model_copy(update={"kind": AD_HOC})
    assert "Ai? Không nêu, để bảo vệ thông tin của từng hộ." in mail_text(document_of(told, AD_HOC).summary, [])


@pytest.mark.parametrize(
    ("counts", "is_told"), [([2, 2], True), ([1, 3], True), ([2, 2, 0], True), ([2, 5], False), ([2, 2, 9], False)]
)
def test_a_sum_that_leaves_no_choice_is_not_told(counts: list[float], is_told: bool):
    """2 and 2 are all that is hidden of 4: in no table, no sentence and no message."""
    content = ad_hoc(figures=[figure("poor", "hộ", counts)], answers=[an_ad_hoc_answer(counts)])
    content = content.model_copy(update={"units": content.units[: len(counts)], "kind": AD_HOC})
    own = document_of(content, AD_HOC)
    tables = {one.key: one for one in own.sheets}
    assert (tables["figures"].total[-1] == HIDDEN) == is_told  # type: ignore[index]
    assert (tables["answer_1"].total == ("Cộng", HIDDEN, HIDDEN)) == is_told
    blocks = [block for section in own.sections for block in section.blocks if isinstance(block, str)]
    for said in (" ".join(blocks), mail_text(own.summary, [])):
        assert ("poor: không nêu, để bảo vệ thông tin của từng hộ" in said) == is_told


def test_a_sum_of_a_rate_that_leaves_no_choice_is_not_told():
    """Of two communes 2 each are not insured, of all 4: the rate of both is not told, nor any verdict on one of them."""
    parts = {"numerator": 38.0, "denominator": 40.0, "value": 95.0}
    whole = {"numerator": 76.0, "denominator": 80.0, "value": 95.0, "year": None, "coverage": WHOLE}
    items = [item.model_copy(update=whole) for item in MARCH.attainment if item.indicator == "insured_poor"]
    units = [
        line.model_copy(
            update={
                "indicators": [v.model_copy(update=parts) for v in line.indicators if v.indicator == "insured_poor"]
            }
        )
        for line in MARCH.units[:2]
    ]
    content = ad_hoc(of_households=["insured_poor"])
    own = document_of(content.model_copy(update={"attainment": items, "units": units, "kind": AD_HOC}), AD_HOC)
    tables = {one.key: one for one in own.sheets}
    assert column(tables["attainment"], "value") == [HIDDEN]
    shown = tables["insured_poor"]
    for key in ("numerator", "denominator", "value", "status"):
        assert set(column(shown, key)) == {HIDDEN}
    assert "95,00" not in mail_text(own.summary, [])


@pytest.mark.parametrize(("coverage", "is_told"), [(WHOLE, True), (MONTHS, False), (PARTLY, False)])
def test_of_several_months_no_village_is_told(coverage: Coverage, is_told: bool):
    """As no unit is: less the sum of fewer months it would be that of one. Neither in a table nor beside a target."""
    items = [
        item.model_copy(update={"coverage": coverage, "year": None})
        for item in MARCH.attainment
        if item.indicator == "insured_poor"
    ]
    own = UnitAttained(
        indicator="insured_poor", value=50.0, numerator=20, denominator=40, target=100.0, status="behind"
    )
    lines = [
        VillageLine(
            unit=MARCH.units[0].code,
            village=f"Thôn {at}",
            poor=20,
            near_poor=9,
            social_poor=0,
            households=90,
            indicators=[own],
        )
        for at in range(3)
    ]
    content = ad_hoc(
        villages=[(line.unit, line.village) for line in lines], village_stocks=["poor"], of_households=["insured_poor"]
    ).model_copy(update={"attainment": items, "villages": lines, "kind": AD_HOC, "coverage": MARCH.coverage})
    document = document_of(content, AD_HOC)
    table = next(one for one in document.sheets if one.key == "villages")
    assert (set(column(table, "insured_poor")) == {HIDDEN}) == (not is_told)
    assert (set(column(table, "insured_poor_parts")) == {HIDDEN}) == (not is_told)
    assert set(column(table, "poor")) == {20}  # as of the last day
    blocks = [block for section in document.sections for block in section.blocks if isinstance(block, str)]
    assert any("Thôn 1" in block for block in blocks) == is_told


def test_a_village_that_is_hidden_for_the_sake_of_another_is_told_nowhere():
    def line(village: str, counted: int) -> VillageLine:
        own = UnitAttained(
            indicator="insured_poor",
            value=counted / 40 * 100,
            numerator=counted,
            denominator=40,
            target=100.0,
            status="behind",
        )
        return VillageLine(
            unit=MARCH.units[0].code,
            village=village,
            poor=20,
            near_poor=9,
            social_poor=0,
            households=90,
            indicators=[own],
        )

    lines = [line("Thôn Một", 1), line("Thôn Hai", 20), line("Thôn Ba", 30)]
    items = [item for item in MARCH.attainment if item.indicator == "insured_poor"]
    content = ad_hoc(villages=[(one.unit, one.village) for one in lines], of_households=["insured_poor"])
    document = document_of(content.model_copy(update={"attainment": items, "villages": lines, "kind": AD_HOC}), AD_HOC)
    blocks = [block for section in document.sections for block in section.blocks if isinstance(block, str)]
    told = {name for name in ("Thôn Một", "Thôn Hai", "Thôn Ba") if any(name in block for block in blocks)}
    table = next(one for one in document.sheets if one.key == "villages")
    assert told == {row[1] for row in table.rows if HIDDEN not in row} == {"Thôn Ba"}


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
