"""What a commune says of a warning is taken, and the warning is quiet from then on, until what it is about changes."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
import sqlalchemy as sa

from commands.explanations import explanations
from giamngheo.core.period import Period
from giamngheo.feedback.receipts import receipts
from giamngheo.report.compose import draft
from giamngheo.warehouse.schema import finding, submission
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, next_book, path_in, row_of

pytestmark = pytest.mark.sqlite_first
KHE, JANUARY = ("18604", "Xã Thạch Khê"), Period.parse("2020-01")
SHEET, HEADINGS = "Giải trình", ("Mã quy tắc", "Mã hộ hoặc dòng", "Giải trình")
WHY = "Hộ vay thêm theo chương trình khác, đã xác nhận"


@pytest.fixture
def january():
    return with_loan(book(*KHE, "2020-01", poor=6, near_poor=7))


def with_loan(one):
    """A household with a loan above what policies lend: a warning (H318)."""
    one.households[2].update(loan_needed="x", loan_received="x", loan_amount=150)
    return one


@pytest.fixture
def code(january):
    return january.households[2]["household_code"]


@pytest.fixture
def sent(office):
    """Lays a workbook with some lines of explanation and collects its month; tells how its warnings of H318 stand."""

    def send(one, *lines, name=None):
        path = path_in(office.inbox, one)
        path.parent.mkdir(parents=True, exist_ok=True)
        path = path.with_name(name) if name else path
        fast_write(one, path)
        if lines:
            explain(path, lines)
        office.collect(one.period)
        return warnings(office)

    return send


def explain(path, lines, title=SHEET, headings=HEADINGS):
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.create_sheet(title)
    for row in (headings, *lines):
        sheet.append(row)
    workbook.save(path)


def warnings(office, rule="H318"):
    """(explanation, since which month) of a rule's findings in the last submission."""
    with office.context.warehouse.reading() as connection:
        last = connection.scalar(sa.select(sa.func.max(finding.c.submission_id)))
        query = sa.select(finding.c.explanation, finding.c.quiet_since).order_by(finding.c.id)
        rows = connection.execute(query.where(finding.c.submission_id == last, finding.c.rule == rule)).all()
    return [tuple(row) for row in rows]


def borrowed(one, code):
    """The households of a month with that loan still standing."""
    (row,) = [row for row in one.households if row["household_code"] == code]
    return row


def kept(before, code, amount=150):
    one = next_book(before)
    borrowed(one, code).update(loan_needed="x", loan_received="x", loan_amount=amount)
    return one


def test_explained_it_is_quiet_until_the_value_changes(sent, january, code):
    assert sent(january, ("H318", code, WHY)) == [(WHY, None)]
    february = kept(january, code)
    assert sent(february) == [(WHY, "2020-01")]
    march = kept(february, code)
    assert sent(march) == [(WHY, "2020-01")]
    april = kept(march, code, amount=160)
    assert sent(april) == [(None, None)]
    may = kept(april, code)
    assert sent(may) == [(None, None)]


@on_one_engine
def test_a_warning_that_nobody_explained_comes_again(sent, january, code):
    assert sent(january) == [(None, None)]
    assert sent(kept(january, code)) == [(None, None)]


def test_a_correction_of_the_month_needs_no_second_explanation(sent, january, code):
    sent(january, ("H318", code, WHY))
    january.households[0]["members"] += 1
    assert sent(january, name="bản sửa.xlsx") == [(WHY, None)]


@pytest.mark.parametrize(("insured", "asked"), [(0, [(WHY, None)]), (99, [(None, None)])])
def test_two_workbooks_that_come_together_are_as_if_one_came_later(office, january, code, insured, asked):
    """Nothing holds of a first one that is refused."""
    first, second = (path_in(office.inbox, january).with_name(name) for name in ("1.xlsx", "2.xlsx"))
    first.parent.mkdir(parents=True)
    before = january.households[0]["insured"]
    january.households[0]["insured"] = insured
    fast_write(january, first)
    explain(first, [("H318", code, WHY)])
    january.households[0]["insured"] = before
    fast_write(january, second)
    office.collect("2020-01")
    assert warnings(office) == asked


@on_one_engine
def test_a_new_explanation_takes_the_place_of_the_old_one(sent, january, code):
    sent(january, ("H318", code, WHY))
    february = kept(january, code)
    assert sent(february, ("H318", code, "Đã trả bớt trong tháng 3")) == [("Đã trả bớt trong tháng 3", None)]
    assert sent(kept(february, code)) == [("Đã trả bớt trong tháng 3", "2020-02")]


@on_one_engine
def test_of_two_like_ones_only_the_one_that_was_named_is_quiet(sent, january, code):
    january.households[4].update(loan_needed="x", loan_received="x", loan_amount=150)
    assert sent(january, ("H318", code, WHY)) == [(WHY, None), (None, None)]


@on_one_engine
def test_a_line_without_a_place_speaks_of_one_finding_and_never_of_many(sent, january):
    assert sent(january, ("H318", None, WHY)) == [(WHY, None)]
    january.households[4].update(loan_needed="x", loan_received="x", loan_amount=150)
    assert sent(january, ("H318", None, WHY), name="bản sửa.xlsx")[1] == (None, None)


USUAL, TYPED, BOARD = (
    (SHEET, HEADINGS),
    ("giai trinh", ("Mã", "Mã hộ", "Lý do")),
    ("BẢNG GIẢI TRÌNH", ("Quy tắc", "Dòng", "Nội dung giải trình")),
)
TAKEN = [
    (USUAL, "h318", "{row}"),
    (USUAL, "H318 – Số tiền vay trên 100 triệu đồng", "dòng {row}"),
    (USUAL, " H 318 ", "Dòng số {row}"),
    (USUAL, "H318", "L{row}"),
    (USUAL, "H318", "Ô L{row}"),
    (USUAL, "H318", "dong thu {row}."),
    (USUAL, "H318", "Hộ {code}"),
    (USUAL, "H318", "mã hộ: {code} (hộ ông Tư)"),
    (USUAL, "H318", "cả tệp"),
    (TYPED, "H318", "{code}"),
    (BOARD, "H318", "{number}"),
]
NOT_TAKEN = [(USUAL, "H318", place) for place in ("K{row}", "L1", "{unit}0", "dòng 1")]


@on_one_engine
def test_it_is_taken_as_officers_write_it_and_no_other_place_is_taken_for_it(office):
    """A unit for each way to write it, all collected at once."""
    lines = [*TAKEN, *NOT_TAKEN]
    units = list(office.context.units.expected(JANUARY))[: len(lines)]
    for unit, (wording, rule, place) in zip(units, lines, strict=True):
        one = with_loan(book(unit.code, unit.name, "2020-01", poor=6, near_poor=7))
        code = one.households[2]["household_code"]
        said = int(code) if place == "{number}" else place.format(row=row_of(one, 2), code=code, unit=unit.code)
        path = path_in(office.inbox, one)
        path.parent.mkdir(parents=True)
        fast_write(one, path)
        explain(path, [(rule, said, WHY)], *wording)
    office.collect("2020-01")
    with office.context.warehouse.reading() as connection:
        query = sa.select(submission.c.unit, finding.c.explanation).join_from(finding, submission)
        asked = connection.execute(query.where(finding.c.rule == "H318")).all()
    assert sorted(asked) == sorted(
        (unit.code, WHY if line in TAKEN else None) for unit, line in zip(units, lines, strict=True)
    )


@on_one_engine
def test_an_error_that_must_be_mended_stays_one(office, sent, january):
    first = january.households[0]
    first["insured"] = first["members"] + 1
    sent(january, ("H307", first["household_code"], WHY))
    assert office.statuses("2020-01")["18604"] == "rejected"


def test_a_household_that_left_without_a_word_is_explained_by_its_code(office, sent, january, capsys):
    """The warning is about a household that has no row (X401)."""
    sent(january)
    february = next_book(january)
    (gone,) = [row for row in february.households if row["household_code"] == january.households[0]["household_code"]]
    february.households.remove(gone)
    february.stories.clear()
    sent(february, ("X401", gone["household_code"], WHY))
    assert warnings(office, "X401") == [(WHY, None)]
    explanations("2020-02")
    assert f"hộ {gone['household_code']}" in " ".join(capsys.readouterr().out.split())


@on_one_engine
def test_the_receipt_tells_what_was_taken_and_which_lines_speak_of_nothing(office, sent, january, code):
    office.today = "2020-01-15"
    wrong = [("H317", code, "không có gì ở đây"), ("H3188", code, "mã sai"), ("H317", code, None)]
    sent(january, ("H318", code, WHY), *wrong)
    (receipt,) = receipts(office.context)
    text = repr(receipt.summary)
    assert "Đã ghi nhận giải trình cho 1 chỗ" in text
    assert "3 dòng giải trình chưa dùng được (dòng 3, 4, 5)" in text
    assert receipt.attachments == ()
    for personal in (WHY, code, "không có gì ở đây", "mã sai"):
        assert personal not in text


def test_the_table_for_the_district_lists_each_with_its_words(sent, january, code, capsys):
    sent(january, ("H318", code, WHY))
    explanations("2020-01", as_json=True)
    said = capsys.readouterr().out
    assert WHY in said
    assert code in said
    assert '"since": null' in said
    explanations("2020-01", unit="18604")
    assert "Xã Thạch Khê" in capsys.readouterr().out


def test_the_table_shows_the_words_as_they_were_typed(sent, january, code, capsys):
    """Brackets are no commands to the terminal."""
    sent(january, ("H318", code, "Vay [red] hai món [/b] :ok:"))
    explanations("2020-01")
    said = capsys.readouterr().out
    for word in ("[red]", "[/b]", ":ok:"):
        assert word in said


def test_two_lines_for_one_place_are_both_kept(sent, january, code):
    assert sent(january, ("H318", code, WHY), ("H318", code, "trả đủ lãi"), ("H318", code, WHY)) == [
        (f"{WHY}; trả đủ lãi", None)
    ]


def test_what_is_said_of_one_resource_is_not_said_of_another_without_a_source(office, sent, january):
    """A source is no name of a row: without one each month's rows would be alike."""
    (first, *_) = january.resources
    first["source"] = None
    sent(january, ("N701", None, WHY))
    assert warnings(office, "N701") == [(WHY, None)]
    february = next_book(january)
    february.resources[:] = [dict(first), {**first, "amount": first["amount"] + 500}]
    sent(february)
    assert warnings(office, "N701") == [(WHY, "2020-01"), (None, None)]


def test_the_same_share_of_other_numbers_is_asked_about_again(office, sent):
    """16, 20, 25 households: 25% more each month (X403)."""
    whole = book(*KHE, "2020-01", poor=25, near_poor=0)

    def listing(size, period):
        return replace(whole, period=period, households=whole.households[:size])

    sent(listing(16, "2020-01"))
    sent(listing(20, "2020-02"), ("X403", None, WHY))
    assert warnings(office, "X403") == [(WHY, None)]
    sent(listing(25, "2020-03"))
    assert warnings(office, "X403") == [(None, None)]


def test_a_wrong_day_explained_is_asked_about_in_another_month(office, sent, january):
    january.cover["Ngày chốt số liệu"] = "01/01/2020"
    sent(january, ("C209", None, WHY))
    assert warnings(office, "C209") == [(WHY, None)]
    february = next_book(january)
    february.cover["Ngày chốt số liệu"] = "01/02/2020"
    sent(february)
    assert warnings(office, "C209") == [(None, None)]


def test_a_line_without_a_place_speaks_of_all_that_is_of_the_whole_workbook(office, sent):
    """The provisional code with the old name: both are C208."""
    sent(book("18574", "Xã Thạch Bàn", "2020-01", poor=6, near_poor=7), ("C208", None, WHY))
    assert warnings(office, "C208") == [(WHY, None), (WHY, None)]


def test_of_a_refused_workbook_the_receipt_promises_nothing(office, sent, january, code):
    office.today = "2020-01-15"
    january.households[0]["insured"] = january.households[0]["members"] + 1
    sent(january, ("H318", code, WHY))
    (receipt,) = receipts(office.context)
    text = repr(receipt.summary)
    assert "giữ trang tính «Giải trình» trong tệp gửi lại" in text
    assert "kỳ sau không hỏi lại" not in text


def test_a_scorecard_does_not_ask_the_unit_to_mend_what_it_has_explained(office, sent, january, code):
    january.households[4].update(loan_needed="x", loan_received="x", loan_amount=150)
    sent(january, ("H318", code, WHY))
    assert to_mend_of(office, "2020-01") == [("H318", str(row_of(january, 4)), 1)]
    february = kept(january, code)
    february.households[4].update(loan_needed="x", loan_received="x", loan_amount=150)
    sent(february, ("H318", february.households[4]["household_code"], WHY))
    assert to_mend_of(office, "2020-02") == []


def to_mend_of(office, period):
    content = draft(office.context.warehouse, Period.parse(period), 1, office.context.clock.today).content
    return [(line.rule, line.rows, line.count) for line in content.to_mend]
