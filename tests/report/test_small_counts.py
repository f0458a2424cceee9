"""What is published tells nobody's own: by an attacker who has the published tables alone."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Sequence
from io import BytesIO
from itertools import product

import openpyxl
import pytest

from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.recipients import COMMUNE
from giamngheo.report.compose.offices import publication_of
from giamngheo.report.content import (
    ByStandard,
    Change,
    Coverage,
    KnownStock,
    Publication,
    Reason,
    Replaced,
    ReportContent,
    Stocks,
    UnitAttained,
    VillageLine,
    YearSoFar,
)
from giamngheo.report.documents import Documents, codes_of, document_of
from giamngheo.report.documents.commune import commune_document
from giamngheo.report.documents.document import Document, Table, TableColumn
from giamngheo.report.documents.small_counts import HIDDEN, rows_together, villages
from giamngheo.report.documents.suppression import hide_more, is_small
from giamngheo.report.questions import AnswerLine, QuestionAnswer
from giamngheo.report.render.files import report_files
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.site.guarded import ToldLine, first_said, told_lines
from giamngheo.report.wording import sentences
from tests.conftest import GOLDEN, PROJECT
from tests.support.config_folder import change, must_say
from tests.support.grouped import in_areas

BELOW = 5
MOMENT = dt.datetime(2020, 3, 23, 1, tzinfo=dt.UTC)
MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
OF_HOUSEHOLDS = [item.indicator for item in MARCH.attainment if item.indicator != "models"]


def published(content: ReportContent) -> ReportContent:
    own = Publication(
        small_counts_below=BELOW, receivers=["Niêm yết công khai", "Lưu: VT."], of_households=OF_HOUSEHOLDS
    )
    return content.model_copy(update={"publication": own})


def with_counts(seed: int) -> ReportContent:
    """The report with few households in some units, and indicators that a few lack."""
    chance = random.Random(seed)
    units = []
    for line in MARCH.units:
        poor, near = (chance.choice([0, 1, 2, 4, 5, 9, 40]) for _ in range(2))
        baseline = line.baseline and line.baseline.model_copy(update={"poor": chance.choice([0, 3, 8, 60])})
        indicators = []
        for value, item in zip(line.indicators, MARCH.attainment, strict=True):
            of = chance.choice([0, 2, 6, 30, 55])
            counted = max(0, of - chance.choice([0, 0, 1, 4, 6]))
            own = {"numerator": counted, "denominator": of, "value": counted / of * 100 if of else None}
            own = own if item.measure == "rate" else {"numerator": of, "value": of}
            indicators.append(value.model_copy(update={"numerator": poor} if item.measure == "reduction" else own))
        units.append(
            line.model_copy(
                update={
                    "poor": poor,
                    "near_poor": near,
                    "social_poor": min(poor, chance.choice([0, 2, 7])),
                    "poor_rate": poor / line.households * 100,
                    "near_poor_rate": near / line.households * 100,
                    "baseline": baseline,
                    "indicators": indicators,
                }
            )
        )
    sums = {key: sum(getattr(unit, key) for unit in units) for key in ("poor", "near_poor", "social_poor")}
    return published(MARCH.model_copy(update={"units": units, "district": MARCH.district.model_copy(update=sums)}))


def document(content: ReportContent) -> Document:
    return document_of(content, "cong-khai")


def table(content: ReportContent, key: str) -> Table:
    return next(one for one in document(content).sheets if one.key == key)


def column(one: Table, key: str) -> list[object]:
    at = [each.key for each in one.columns].index(key)
    return [row[at] for row in one.rows]


@pytest.mark.parametrize("seed", range(40))
def test_no_count_of_a_unit_can_be_worked_out(seed: int):
    content = with_counts(seed)
    shown = table(content, "units")
    for key in ("poor", "near_poor", "social_poor"):
        told, true = column(shown, key), [getattr(unit, key) for unit in content.units]
        hidden = [value for value, seen in zip(true, told, strict=True) if seen == HIDDEN]
        assert not [seen for seen in told if isinstance(seen, int | float) and 0 < seen < BELOW]
        assert any(0 < value < BELOW for value in true) == bool(hidden)
        # With the published total: two or more that nobody knows, of which one may be anything from nothing on.
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= BELOW)
    for count, rate in (("poor", "poor_rate"), ("near_poor", "near_poor_rate"), ("poor", "reduction")):
        pairs = zip(column(shown, count), column(shown, rate), strict=True)
        assert not [seen for own, seen in pairs if own == HIDDEN and isinstance(seen, int | float)]


def can_be(hidden: list[int], at: int, below: int) -> set[int]:
    """What a small one may be, for who knows what is hidden in all and which of it is small."""
    total, sums = sum(hidden), {0}
    for other, value in enumerate(hidden):
        if other != at:
            choices = range(1, below) if is_small(value, below) else [0, *range(below, total + 1)]
            sums = {before + one for before in sums for one in choices if before + one <= total}
    return {one for one in range(1, below) if total - one in sums}


@pytest.mark.parametrize("below", [3, 5])
def test_the_sum_of_a_column_leaves_a_choice_or_is_known_to_leave_none(below: int):
    chance, told = random.Random(below), []
    for _ in range(500):
        values = [chance.choice([0, 0, 1, 2, 3, 4, 5, 7, 30]) for _ in range(chance.randint(2, 6))]
        hidden: list[set[str]] = [{"poor"} if is_small(value, below) else set() for value in values]
        is_told = hide_more(hidden, "poor", values, below)
        own = [value for value, row in zip(values, hidden, strict=True) if row]
        few = [at for at, value in enumerate(own) if is_small(value, below)]
        leaves_none = len(own) == 1 or any(len(can_be(own, at, below)) < 2 for at in few)
        assert is_told == leaves_none, (values, own)
        # Where it leaves none, nothing is left to hide but those that have nothing.
        assert not is_told or not any(values[at] for at, row in enumerate(hidden) if not row), (values, own)
        told.append(is_told)
    assert 0 < sum(told) < 250


@pytest.mark.parametrize("seed", range(60))
def test_neither_its_place_nor_another_number_of_a_row_tells_what_is_hidden(seed: int):
    """Rows hidden whole: by the sums of each place, and of all, each number leaves a choice."""
    chance, below = random.Random(seed), 3
    places = [place for place in "ABC" for _ in range(chance.randint(3, 5))]
    numbers = [0, 1, 2, 3, 4, 8, 15, 40]
    measures = [[chance.choice(numbers) for _ in places] for _ in range(3)]
    rows, is_told = rows_together(measures, below, places=places)
    for values in measures:
        assert not [at for at, value in enumerate(values) if is_small(value, below) and at not in rows]
        for place in "ABC":
            inside = [at for at, one in enumerate(places) if one == place]
            own = [values[at] for at in inside if at in rows]
            few = [at for at, value in enumerate(own) if is_small(value, below)]
            # Hidden whole, nobody knows which of them are few: more than one could have them.
            is_whole = rows.issuperset(inside)
            assert is_whole or all(len(can_be(own, at, below)) > 1 for at in few), (values, own)
        own = [values[at] for at in sorted(rows)]
        few = [at for at, value in enumerate(own) if is_small(value, below)]
        assert is_told or all(len(can_be(own, at, below)) > 1 for at in few)


@pytest.mark.parametrize("seed", range(40))
def test_no_rate_tells_a_few_who_are_in_it_or_are_not(seed: int):
    content = with_counts(seed)
    shown, stocks = table(content, "indicators"), table(content, "units")
    for at, item in enumerate(content.attainment):
        told = column(shown, item.indicator)
        parts = [unit.indicators[at] for unit in content.units]
        few = [
            bool(
                {count for count in (one.numerator, one.denominator) if count and count < BELOW}
                or (item.measure == "rate" and 0 < one.denominator - one.numerator < BELOW)
            )
            for one in parts
        ]
        if item.indicator == "models":
            assert HIDDEN not in told
            continue
        assert not [seen for seen, is_few in zip(told, few, strict=True) if is_few and isinstance(seen, int | float)]
        assert told.count(HIDDEN) != 1
    counts = zip(*(column(stocks, key) for key in ("poor", "near_poor")), strict=True)
    for row, own in zip(shown.rows, counts, strict=True):
        if HIDDEN in own:
            assert not [seen for one, seen in zip(content.attainment, row[2:], strict=True)
                        if one.indicator != "models" and isinstance(seen, int | float)]  # fmt: skip


def test_few_under_social_protection_hide_no_rate_of_the_poor():
    """Else a small area would publish nothing but «ẩn» of its indicators."""
    many = {"numerator": 40.0, "denominator": 80.0, "value": 50.0}
    units = [
        line.model_copy(
            update={
                "poor": 90.0,
                "near_poor": 90.0,
                "social_poor": 1.0,
                "baseline": line.baseline and line.baseline.model_copy(update={"poor": 95.0}),
                "indicators": [value.model_copy(update=many) for value in line.indicators],
            }
        )
        for line in MARCH.units
    ]
    content = published(MARCH.model_copy(update={"units": units}))
    assert set(column(table(content, "units"), "social_poor")) == {HIDDEN}
    assert not [cell for row in table(content, "indicators").rows for cell in row if cell == HIDDEN]


def test_files_say_what_is_hidden_and_add_up_nothing_that_is():
    content = with_counts(7)
    files = {file.kind: file.data for file in report_files(content, {("cong-khai", "word"), ("cong-khai", "excel")})}
    book = openpyxl.load_workbook(BytesIO(files["excel"]))
    sheet = book["Theo đơn vị"]
    assert f"dưới {BELOW}" in sheet["A3"].value
    heads = {cell.value: cell.column for cell in sheet[5]}
    place = heads["Hộ nghèo (hộ)"]
    cells = [sheet.cell(line, place).value for line in range(6, 6 + len(content.units) + 1)]
    assert HIDDEN in cells
    assert cells[-1] == content.district.poor  # no formula: it would add up what is left
    households = sheet.cell(6 + len(content.units), heads["Tổng số hộ (hộ)"]).value
    assert str(households).startswith("=SUM(")
    assert files["word"][:2] == b"PK"


def test_message_names_no_unit():
    content = published(MARCH)
    summary = document(content).summary
    for text in (mail_text(summary, []), mail_html(summary, [])):
        assert not [unit.name for unit in content.units if unit.name in text]
        assert "Công khai số liệu giảm nghèo T3/2020" in summary.subject


def test_only_an_office_that_publishes_has_it(tmp_path):
    assert "cong-khai" not in codes_of(MARCH)
    assert codes_of(published(MARCH))[1] == "cong-khai"
    folder = shutil.copytree(PROJECT / "config", tmp_path / "config")
    assert publication_of(load_configuration(folder), Period.parse(MARCH.period)) is None
    load_configuration.cache_clear()
    change(folder / "recipients.toml", 'document = "giam-ngheo"', 'document = "cong-khai"', 1)
    must_say(folder, "nhận cong-khai, nhưng config/report.toml chưa có [publication]")
    change(folder / "report.toml", "[attention]", "[publication]\nsmall_counts_below = 5\n\n[attention]", 1)
    load_configuration.cache_clear()
    own = publication_of(load_configuration(folder), Period.parse(MARCH.period))
    assert own == Publication(
        small_counts_below=5, receivers=["Niêm yết công khai", "Lưu: VT, PLĐTBXH"], of_households=OF_HOUSEHOLDS
    )


def test_no_area_is_published_whose_sum_would_tell_what_is_hidden_of_a_unit():
    bare, grouped = (document_of(published(content), "cong-khai") for content in (MARCH, in_areas(MARCH)))
    assert grouped.sheets == bare.sheets
    assert grouped.appendices == bare.appendices


@pytest.mark.parametrize("reporting", [1, 21])
def test_of_a_part_of_the_units_nothing_is_told(reporting: int):
    """The figures of one are all that there is; the sum of some, beside that of all, tells those that came later."""
    some = MARCH.coverage.model_copy(update={"reporting": reporting})
    content = published(MARCH.model_copy(update={"coverage": some}))
    own = document(content)
    assert own.appendices == ()
    assert [one.rows for one in own.sheets] == [()]
    blocks = [block for section in own.sections for block in section.blocks]
    assert blocks[-1] == (  # true also of a month that is closed, for which no other notice need ever come
        f"Chỉ có {reporting}/22 đơn vị báo cáo nên thông báo này không nêu số liệu; số liệu chỉ được công khai khi đủ các đơn "
        "vị báo cáo, bằng thông báo thay thế."
    )
    assert (own.summary.headlines, own.summary.preheader, own.summary.compared) == ((), "", "")
    assert report_files(content, {("cong-khai", "word"), ("cong-khai", "excel")})


def test_of_whom_a_correction_came_and_what_it_changed_is_not_told():
    """`Xã A gửi lại báo cáo …: số hộ nghèo từ 1 thành 2 hộ`."""
    unit = MARCH.units[0]
    moved = Change(
        code=unit.code, key="poor", part="", place=unit.name, what="Hộ nghèo", unit_of_measure="hộ", old=1, new=2
    )
    why = Reason(month_title="tháng 3 năm 2020", name=unit.name, kind="corrected", version=2, received_at=MOMENT)
    before = Replaced(revision=1, issued_on=dt.date(2020, 3, 20))
    told = {"revision": 2, "replaces": before, "reasons": [why], "changes": [moved]}
    content = published(MARCH.model_copy(update=told))
    assert f"{unit.name} gửi lại báo cáo" in sentences.revision(content)
    own = document(content)
    for text in (own.opening, own.summary.revision):
        assert "Đây là thông báo lần 2" in text
        assert unit.name not in text


def test_what_missing_units_had_before_is_not_told():
    known = KnownStock(period_title="tháng 2 năm 2020", units=22, poor=1536, poor_rate=3.93, poor_of_missing=2)
    content = published(MARCH.model_copy(update={"known_before": known}))
    assert document(content).content.known_before is None


POOR_AND_INSURED = {"A": (50, 1), "B": (40, 20), "C": (200, 190), "D": (90, 30)}  # people of a unit's villages


def _uninsured() -> QuestionAnswer:
    question = next(one for one in load_configuration(PROJECT / "config").questions if one.code == "chua-bhyt")
    lines = tuple(
        AnswerLine(("Xã Thạch Khê (18604)", name), (float(poor - insured), float(poor)))
        for name, (poor, insured) in POOR_AND_INSURED.items()
    )
    return QuestionAnswer(question, Period.parse("2020-03"), ("Đơn vị", "Thôn"), lines, (259.0, 380.0), _WHOLE, 1)


_WHOLE = ReportingRate(1, 1)


def test_a_question_tells_no_few_that_two_of_its_numbers_leave():
    """49 of 50 have no card: one has."""
    told = {line.place[1]: line.values for line in told_lines(_uninsured(), 3)}
    assert told["A"] == (HIDDEN, HIDDEN)
    assert told["D"] == ("60", "90")


def test_a_question_and_the_page_of_the_unit_hide_the_same_village():
    """By the rates the one would be D, the lowest, by those without a card it is C: each page would tell what the other hides."""
    lines, rows = [], []
    for name, (poor, insured) in POOR_AND_INSURED.items():
        rate = insured / poor * 100
        own = UnitAttained(
            indicator="insured_poor", value=rate, numerator=insured, denominator=poor, target=None, status=None
        )
        lines.append(
            VillageLine(unit="18604", village=name, poor=9, near_poor=9, social_poor=0, households=9, indicators=[own])
        )
        rows.append((name, rate))
    columns = (TableColumn("village", "Thôn", 20), TableColumn("insured_poor", "Thẻ BHYT", 20, "rate"))
    shown = villages(Table("villages", "", "", columns, tuple(rows)), lines, 3)
    on_page = {row[0] for row in shown.rows if row[1] == HIDDEN}
    in_answer = {line.place[1] for line in told_lines(_uninsured(), 3) if line.values[0] == HIDDEN}
    assert on_page == in_answer == {"A", "C"}


def _of_poor(counts: dict[str, dict[str, float]]) -> QuestionAnswer:
    """Poor households by unit and village, as asked: the largest first, who has none not listed."""
    question = next(one for one in load_configuration(PROJECT / "config").questions if one.code == "thon-ngheo")
    lines = [
        AnswerLine((unit, name), (count, 30.0, 9.0))
        for unit, own in counts.items()
        for name, count in own.items()
        if count
    ]
    lines.sort(key=lambda line: (-line.values[0], line.place))
    return QuestionAnswer(question, Period.parse("2020-03"), ("Xã", "Thôn"), tuple(lines), (0.0,) * 3, _WHOLE, 2)


def test_no_line_of_an_answer_tells_by_its_place_how_few_it_has():
    """2 stood before 1, and what is hidden for their sake between 5 and 5."""
    khe, dai = "Xã Thạch Khê (18604)", "Xã Thạch Đài (18643)"
    counts = {khe: {"A": 1.0, "B": 2.0, "C": 5.0, "D": 5.0}, dai: {"E": 1.0, "F": 5.0, "G": 5.0, "H": 9.0}}
    told = told_lines(_of_poor(counts), 3)
    assert [(line.place[1], line.values[0]) for line in told] == [
        *(("H", "9"), ("D", "5"), ("G", "5")),
        *(("A", "dưới 3"), ("B", "dưới 3"), ("C", HIDDEN), ("E", "dưới 3"), ("F", HIDDEN)),
    ]


def test_an_answer_names_no_village_that_alone_has_what_its_unit_has():
    """Who has none is not listed: the one that is has the 1 that stands on the page of the unit."""
    khe, dai = "Xã Thạch Khê (18604)", "Xã Thạch Đài (18643)"
    found = _of_poor({khe: {"A": 2.0, "B": 2.0, "C": 0.0}, dai: {"E": 1.0, "F": 0.0}})
    all_hidden = (HIDDEN,) * 3
    assert told_lines(found, 3) == [
        ToldLine((khe, HIDDEN), "18604", all_hidden),
        ToldLine((dai, HIDDEN), "18643", all_hidden),
    ]
    assert first_said(found, 3) == "Số của từng nơi phải ẩn, để bảo vệ thông tin của từng hộ."
    found = _of_poor({khe: {"A": 1.0, "B": 3.0, "C": 9.0}, dai: {"E": 5.0}})
    assert first_said(found, 3) == "Nhiều nhất: Xã Thạch Đài, E: 5 hộ (không kể nơi có số ẩn)"


def test_an_answer_in_few_words_says_that_others_have_as_many():
    """The first of the list is not the answer to `who has most`, nor is it the sum."""
    khe, dai = "Xã Thạch Khê (18604)", "Xã Thạch Đài (18643)"
    found = _of_poor({khe: {"A": 17.0, "B": 19.0}, dai: {"E": 19.0, "F": 19.0}})
    assert first_said(found, 3) == "Nhiều nhất: Xã Thạch Khê, B: 19 hộ, 2 nơi khác cũng vậy"
    found = _of_poor({khe: {"A": 5.0}})
    assert first_said(found, 3) == "Xã Thạch Khê, A: 5 hộ"


# ---------------------------------------------------------------- every value that is left


def left_to(shown: list[object], total: int, below: int) -> list[set[int]]:
    """What each cell may be, for who knows the total and the legend: `dưới 3` is 1 or 2, what is hidden beside such a one is
    nothing or no fewer than 3, and in a column where nothing is marked anything."""
    few = f"dưới {below}"
    of_hidden = [0, *range(below, total + 1)] if few in shown else range(total + 1)
    choices = [
        range(1, below) if cell == few else of_hidden if cell == HIDDEN else [int(cell or 0)]  # type: ignore[call-overload]
        for cell in shown
    ]
    found = []
    for at, own in enumerate(choices):
        sums = {0}
        for other in (one for n, one in enumerate(choices) if n != at):
            sums = {before + one for before in sums for one in other if before + one <= total}
        found.append({one for one in own if total - one in sums})
    return found


@pytest.mark.parametrize("unit", [line.code for line in MARCH.units])
def test_no_page_of_a_unit_tells_leaders_how_few_a_village_has(unit: str):
    """Xã Thạch Kênh has 1 in temporary housing: beside one `dưới 3` and five 0 its total told whose it is."""
    part = Documents(MARCH).part_of(f"{COMMUNE}{unit}")
    one = next(sheet for sheet in commune_document(part).sheets if sheet.key == "villages")
    shown = villages(one, [line for line in MARCH.villages if line.unit == unit], 3)
    assert shown.total
    for at, each in enumerate(shown.columns):
        if each.kind != "count":
            continue
        true, total = [row[at] for row in one.rows], shown.total[at]
        left = left_to([row[at] for row in shown.rows], int(total), 3)  # type: ignore[arg-type]
        for row, value, could_be in zip(shown.rows, true, left, strict=True):
            assert value in could_be
            assert not is_small(value, 3) or len(could_be) > 1, (row[0], each.key)


def _shown_poor(counts: Sequence[int], below: int) -> list[object]:
    """A column of villages with so many poor households, as leaders see it."""
    columns = (TableColumn("village", "Thôn", 20), TableColumn("poor", "Hộ nghèo", 20, "count"))
    rows = tuple((f"Thôn {at}", count) for at, count in enumerate(counts))
    lines = [VillageLine(unit="", village=name, poor=0, near_poor=0, social_poor=0, indicators=[]) for name, _ in rows]
    return [row[1] for row in villages(Table("", "", "", columns, rows), lines, below).rows]


@pytest.mark.parametrize("below", [3, 4])
def test_a_column_beside_its_total_tells_nobody_how_few_one_has(below: int):
    """All columns of few rows: also to who knows how the rows that are hidden are chosen, where a column is hidden whole."""
    hidden_whole: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for rows in (2, 3, 4):
        for counts in product(range(9), repeat=rows):
            if sum(counts) > 8:
                continue
            shown = _shown_poor(counts, below)
            left = left_to(shown, sum(counts), below)
            assert not [at for at, count in enumerate(counts) if is_small(count, below) and len(left[at]) < 2], counts
            if set(shown) == {HIDDEN}:
                hidden_whole.setdefault((rows, sum(counts)), []).append(counts)
    assert hidden_whole
    for alike in hidden_whole.values():
        for counts in alike:
            for at, count in enumerate(counts):
                assert not is_small(count, below) or len({other[at] for other in alike}) > 1, counts


def test_few_of_one_unit_of_all_are_published_of_none():
    """2 that are poor in one unit, and none in the others: hidden beside one more it could only be the one or the other, and
    where no rate stands there are none."""
    units = []
    for at, line in enumerate(MARCH.units):
        own = {"numerator": 0.0, "denominator": 0.0, "value": None}
        values = [value if at == 3 else value.model_copy(update=own) for value in line.indicators]
        update = {"poor": 0.0 if at != 3 else 2.0, "poor_rate": 0.0, "indicators": values}
        units.append(line.model_copy(update=update))
    content = published(MARCH.model_copy(update={"units": units}))
    shown = table(content, "units")
    assert set(column(shown, "poor")) == set(column(shown, "poor_rate")) == {HIDDEN}
    shown = table(content, "indicators")
    of_households = [each.key for each in shown.columns if each.key in OF_HOUSEHOLDS]
    assert all(set(column(shown, key)) == {HIDDEN} for key in of_households)


@pytest.mark.parametrize("counts", [[2, 2, 0, 0], [1, 0, 0], [0, 0, 2], [1, 3, 0]])
def test_a_place_whose_sum_would_tell_is_hidden_whole(counts: list[float]):
    """Who knows the 4 of A knows the 2 and 2, if any 0 is shown; B has enough to hide one more only."""
    places = [*"A" * len(counts), *"BBB"]
    rows, _ = rows_together([[*counts, 2, 7, 9]], 3, places=places, is_summed=False)
    assert rows == {*range(len(counts)), len(counts), len(counts) + 1}


def text_of(own: Document) -> str:
    """Every sentence on paper and in the message."""
    blocks = [block for section in own.sections for block in section.blocks if isinstance(block, str)]
    changes = [change for headline in own.summary.headlines for change in headline.changes]
    return " ".join([*blocks, *changes, own.summary.preheader, own.summary.compared])


def test_what_not_all_reports_stand_behind_is_not_told():
    """January of one unit is missing: when it comes, the year so far in the replacing notice less that in this one is its own."""
    partly = [
        item.model_copy(update={"coverage": Coverage(reporting=21, expected=22)})
        if item.indicator != "loan_access"
        else item
        for item in MARCH.attainment
    ]
    content = published(MARCH.model_copy(update={"attainment": partly}))
    by_unit, of_all = table(content, "indicators"), table(content, "attainment")
    keys = [each.key for each in by_unit.columns]
    for at, item in enumerate(MARCH.attainment):
        is_hidden = item.indicator not in ("loan_access", "models")
        told = {row[keys.index(item.indicator)] for row in by_unit.rows if row[keys.index(item.indicator)] is not None}
        assert (told == {HIDDEN}) == is_hidden
        assert (by_unit.total[keys.index(item.indicator)] == HIDDEN) == is_hidden
        assert (column(of_all, "value")[at] == HIDDEN) == is_hidden
    for one in (by_unit, of_all):
        assert f"Chưa công khai kết quả của chỉ tiêu chưa đủ báo cáo: {partly[0].short_title}" in one.note
    assert report_files(content, {("cong-khai", "word"), ("cong-khai", "excel")})


def test_few_of_all_are_told_in_no_table():
    few = {"numerator": 3.0, "denominator": 80.0, "value": 3.75}
    with_few = [item.model_copy(update=few) if item.indicator == "loan_access" else item for item in MARCH.attainment]
    at = [item.indicator for item in MARCH.attainment].index("loan_access")
    values = [value.model_copy(update=few) if n == at else value for n, value in enumerate(MARCH.district.indicators)]
    district = MARCH.district.model_copy(update={"indicators": values})
    content = published(MARCH.model_copy(update={"attainment": with_few, "district": district}))
    by_unit = table(content, "indicators")
    assert by_unit.total[[each.key for each in by_unit.columns].index("loan_access")] == HIDDEN
    assert column(table(content, "attainment"), "value")[at] == HIDDEN


@pytest.mark.parametrize(("when", "name"), [("previous", "tháng 2 năm 2020"), ("baseline", "cuối năm 2019")])
def test_nothing_is_compared_with_a_time_of_which_a_unit_is_not_known(when: str, name: str):
    """The sum of all less that of those known both times is its own."""
    whole = published(MARCH)
    assert f"so với {name}" in text_of(document(whole))
    content = published(MARCH.model_copy(update={"compared_units": MARCH.compared_units | {when: 21}}))
    told = text_of(document(content))
    assert f"Không so sánh với {name}, vì chưa đủ đơn vị có số liệu của kỳ đó." in told
    assert name not in told.replace(f"Không so sánh với {name}", "")


def test_no_baseline_is_told_of_some_units():
    """What the plan says of all less what stands there of the others is that of the one that is not there."""
    units = [line.model_copy(update={"baseline": None}) if not at else line for at, line in enumerate(MARCH.units)]
    content = published(MARCH.model_copy(update={"units": units}))
    for key in ("units", "indicators"):
        shown = {each.key for each in table(content, key).columns}
        assert not shown & {
            "poor_baseline",
            "poor_rate_baseline",
            "households_baseline",
            "reduction",
            "poverty_reduction",
        }


def test_no_earlier_sum_of_months_is_told_of_which_one_may_have_been_missing():
    quarter = Coverage(reporting=66, expected=66, of="reports")
    items = [item.model_copy(update={"coverage": quarter, "previous": 7.0}) for item in MARCH.attainment]
    shown = table(published(MARCH.model_copy(update={"attainment": items})), "attainment")
    told = dict(zip([item.indicator for item in items], column(shown, "previous"), strict=True))
    assert {code for code, cell in told.items() if cell.value is not None} == {"models"}


def test_by_another_standard_nothing_is_told_of_some_units():
    stocks = Stocks(households=39000, poor=1500, poor_rate=3.8, near_poor=1900, near_poor_rate=4.9, social_poor=0)
    some = ByStandard(
        code="city",
        name="chuẩn nghèo của thành phố",
        said="chuẩn nghèo của thành phố",
        is_main=True,
        coverage=Coverage(reporting=21, expected=22),
        district=stocks,
        units={},
    )
    for coverage, is_told in ((some.coverage, False), (Coverage(reporting=22, expected=22), True)):
        own = some.model_copy(update={"coverage": coverage})
        told = text_of(document(published(MARCH.model_copy(update={"by_standard": [own]}))))
        assert ("chuẩn nghèo của thành phố" in told) == is_told


@pytest.mark.parametrize(("in_period", "is_told"), [(3.0, False), (7.0, True), (0.0, True), (None, True)])
def test_the_year_so_far_tells_no_month_of_it(in_period: float | None, is_told: bool):
    """This notice's sum less the last one's is what came since: of a unit always perhaps a few, of all where there are so few."""
    year = YearSoFar(since="tháng 1 năm 2020", in_period=in_period)
    own = {"year": year, "coverage": Coverage(reporting=66, expected=66, of="reports"), "numerator": 40, "value": 40}
    items = [
        item.model_copy(update=own) if item.indicator == "temporary_housing" else item for item in MARCH.attainment
    ]
    content = published(MARCH.model_copy(update={"attainment": items}))
    by_unit, of_all = table(content, "indicators"), table(content, "attainment")
    assert set(column(by_unit, "temporary_housing")) == {HIDDEN}
    assert "Kết quả cộng nhiều tháng không công khai theo đơn vị" in by_unit.note
    at = [item.indicator for item in items].index("temporary_housing")
    assert (column(of_all, "value")[at] != HIDDEN) == is_told
    assert (by_unit.total[[each.key for each in by_unit.columns].index("temporary_housing")] != HIDDEN) == is_told
