"""The Social Policy Bank's monthly form BC-TD-01: from its folder to answers to the bank and to the communes."""

from __future__ import annotations

import json
import shutil

import openpyxl
import pytest
import sqlalchemy as sa

from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.feedback.board import board_page
from giamngheo.feedback.board.facts import board_of
from giamngheo.feedback.board.page import grid
from giamngheo.feedback.receipts import receipts
from giamngheo.feedback.reminders import reminders
from giamngheo.feedback.returned_workbook import lay_answers
from giamngheo.feedback.unfinished import unfinished_notices
from giamngheo.metadata import load_configuration
from giamngheo.operate import run_page
from giamngheo.operate.health import recipients
from giamngheo.operate.problems import of_the_warehouse
from giamngheo.report.compose import draft
from giamngheo.store.deadlines import close, reopen
from giamngheo.warehouse.engine import migrate
from giamngheo.warehouse.schema import finding, message, submission, unit_folder
from tasks.compare import compare, is_compared
from tests.support.bank_form import BANK, BANK_NAME, FORM, bank_cover, bank_path, lines_of, write_bank
from tests.support.config_folder import change
from tests.support.forms_beside import with_form
from tests.support.migrations import step_back
from tests.support.office import on_one_engine
from tests.support.workbooks import NEAR_POOR, POOR, book, write_month

KHE, HOI = ("18604", "Xã Thạch Khê"), ("18649", "Xã Thạch Hội")
MARCH = Period.parse("2020-03")
S901, S902 = "S901", "S902"


@pytest.fixture
def lending(office, monkeypatch):
    """An office that collects the bank's form; nobody has sent anything."""
    with_form(office.home, FORM, monkeypatch)
    office.today = "2020-03-17"
    return office


def communes(office):
    return {unit.code: unit.name for unit in office.context.units.expected(MARCH)}


def commune_book(unit=KHE, loans=(30, 45.5), period="2020-03"):
    """A commune's month: the first households of its list have these loans, in million VND."""
    one = book(*unit, period, poor=3, near_poor=2)
    for place, row in enumerate(one.households):
        amount = loans[place] if place < len(loans) else None
        mark = "x" if amount else None
        row.update(loan_needed=mark, loan_received=mark, loan_amount=amount)
    assert {row["classification"] for row in one.households} == {POOR, NEAR_POOR}
    return one


def bank_sends(office, loans, name="BC-TD-01_nhcsxh_2020-03.xlsx", period="03/2020"):
    return write_bank(bank_path(office.inbox, name), bank_cover(period), lines_of(communes(office), loans))


def explain(path, why="Một hộ vừa được xóa nợ"):
    """Say of the difference of the whole workbook why it is."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.create_sheet("Giải trình")
    for line in (("Mã quy tắc", "Mã hộ hoặc dòng", "Giải trình"), (S901, "", why)):
        sheet.append(line)
    workbook.save(path)


def explained(office):
    """month → what the commune has said of the difference, and since which earlier month; of the reports in force."""
    which = sa.and_(submission.c.superseded_at.is_(None), submission.c.unit == KHE[0], finding.c.rule == S901)
    query = sa.select(submission.c.period, finding.c.explanation, finding.c.quiet_since).join(finding).where(which)
    with office.context.warehouse.reading() as connection:
        return {row.period: (row.explanation, row.quiet_since) for row in connection.execute(query)}


def standing(office):
    (one,) = unit_reports(office.context.warehouse, MARCH, FORM)
    return one


def rules(office):
    return office.rules(standing(office).submission)


def said(office):
    """(sender, rule) → message of the differences in force."""
    which = sa.and_(submission.c.superseded_at.is_(None), finding.c.rule.in_([S901, S902]))
    query = sa.select(submission.c.unit, finding.c.rule, finding.c.message).join(finding).where(which)
    with office.context.warehouse.reading() as connection:
        return {(row.unit, row.rule): row.message for row in connection.execute(query)}


def letters(office):
    return {one.about: one.summary for one in receipts(office.context)}


def note(summary, heading):
    return next((" ".join(one.sentences) for one in summary.notes if one.heading == heading), "")


def test_the_bank_and_the_commune_are_both_told_where_they_differ(lending):
    write_month(lending.inbox, [commune_book()])
    bank_sends(lending, {KHE[0]: (3, 75.5)})
    lending.collect("2020-03")
    assert (standing(lending).status, standing(lending).warning) == ("accepted", 1)
    assert lending.statuses("2020-03")[KHE[0]] == "accepted"
    assert said(lending) == {
        (
            BANK,
            S901,
        ): "Xã Thạch Khê: biểu này ghi 3 hộ đã được vay, danh sách hộ của đơn vị cộng được 2 hộ. Đối chiếu danh "
        "sách hộ vay với đơn vị; bên nào sai thì sửa và gửi lại.",
        (
            KHE[0],
            S901,
        ): "Danh sách hộ có 2 hộ nghèo, hộ cận nghèo đã được vay, Ngân hàng Chính sách xã hội huyện báo cáo 3 hộ. "
        "Đối chiếu danh sách hộ vay với ngân hàng; bên nào sai thì sửa và gửi lại.",
    }
    table = lending.context.warehouse.rows["bctd01_loan"]
    with lending.context.warehouse.reading() as connection:
        kept = connection.execute(sa.select(table).where(table.c.unit_code == KHE[0])).mappings().one()
    assert (kept["borrowers"], kept["loan_amount"]) == (3, 75.5)


@on_one_engine
def test_answers_go_to_both_and_name_no_household(lending):
    one = commune_book()
    write_month(lending.inbox, [one])
    lines = lines_of(communes(lending), {KHE[0]: (3, 80)})
    write_bank(bank_path(lending.inbox), bank_cover(), lines, name="Vay vốn")
    lending.collect("2020-03")
    told = letters(lending)
    assert told[BANK].subject == f"Đã nhận biểu BC-TD-01 T3/2020 lần 1, {BANK_NAME}, có chỗ cần xem lại"
    assert {one.recipient for one in receipts(lending.context)} == {
        "nhcsxh@thachha.example",
        "xa-thach-khe@thachha.example",
    }
    for sender in (BANK, KHE[0]):
        assert "ngân hàng và đơn vị báo cáo khác nhau (S901, 1 chỗ)" in note(told[sender], "Nội dung cần xem")
    assert "và 13 đơn vị khác chưa có báo cáo tháng 3 năm 2020 được nhận" in note(told[BANK], "So sánh số liệu")
    assert note(told[KHE[0]], "So sánh số liệu") == ""
    lay_answers(lending.context)
    (path,) = bank_path(lending.inbox).parent.rglob("_phan-hoi/2020-03/*.xlsx")
    laid = openpyxl.load_workbook(path)
    texts = [str(cell.value) for sheet in laid for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("Xã Thạch Khê: biểu này ghi 3 hộ đã được vay" in text for text in texts)
    assert any(text.startswith("Đối chiếu danh sách hộ vay") for text in texts)  # in a column of its own: what to do
    (line,) = (row[0].row for row in laid["Vay vốn"].iter_rows() if row[1].value == KHE[0])
    assert "danh sách hộ của đơn vị cộng được 2 hộ" in laid["Vay vốn"].cell(line, 2).comment.text
    households = {row[name] for row in one.households for name in ("household_code", "head_name")}
    assert not [text for text in texts for name in households if name in text]


@on_one_engine
def test_whoever_comes_first_and_whoever_corrects_both_hear_of_it(lending):
    """The bank first, then the commune, then the bank's correction, then the commune's: the differences follow."""
    bank_sends(lending, {KHE[0]: (1, 30)})
    lending.collect("2020-03")
    assert said(lending) == {}
    assert "và 14 đơn vị khác chưa có báo cáo" in note(letters(lending)[BANK], "So sánh số liệu")
    write_month(lending.inbox, [commune_book()])
    lending.collect("2020-03")
    assert {*said(lending)} == {(BANK, S901), (BANK, S902), (KHE[0], S901), (KHE[0], S902)}
    bank_sends(lending, {KHE[0]: (2, 30)}, "bản sửa tháng 3.xlsx")
    lending.collect("2020-03")
    assert {*said(lending)} == {(BANK, S902), (KHE[0], S902)}
    assert standing(lending).version == 2
    write_month(lending.inbox, [commune_book(loans=(20, 10))])
    lending.collect("2020-03")
    assert said(lending) == {}
    told = letters(lending)
    assert told[BANK].lead[0] == "Báo cáo đã được nhận, không có chỗ nào cần sửa."
    assert told[KHE[0]].subject == "Đã nhận biểu BC-GN-01 T3/2020 lần 2, xã Thạch Khê"


@on_one_engine
def test_run_again_nothing_is_said_twice(lending):
    write_month(lending.inbox, [commune_book()])
    bank_sends(lending, {KHE[0]: (3, 80)})
    lending.collect("2020-03")
    before = {one.envelope.key for one in receipts(lending.context)}
    compare.fn(lending.today)
    lending.collect("2020-03")
    assert {one.envelope.key for one in receipts(lending.context)} == before


@on_one_engine
def test_other_words_for_the_same_difference_are_no_news(lending):
    """A name that is written otherwise in December sends nobody a letter about March."""
    write_month(lending.inbox, [commune_book()])
    bank_sends(lending, {KHE[0]: (3, 80)})
    lending.collect("2020-03")
    told, before = said(lending), {one.envelope.key for one in receipts(lending.context)}
    words = lending.home / "config" / "forms" / FORM / "bctd01_loan.toml"
    change(words, "{sender} báo cáo {there} hộ.", "{sender} ghi {there} hộ.")
    load_configuration.cache_clear()
    compare.fn(lending.today)
    assert {one.envelope.key for one in receipts(lending.context)} == before
    assert said(lending) == told


def household_columns(office):
    return office.home / "config" / "forms" / "BC-GN-01" / "household.toml"


def loan_columns(office):
    return office.home / "config" / "forms" / FORM / "bctd01_loan.toml"


@pytest.mark.parametrize(
    ("columns", "field", "left"),
    [
        (household_columns, "loan_received", set()),
        (household_columns, "loan_amount", {S901}),
        (loan_columns, "borrowers", {S902}),
    ],
    ids=["counted", "sum", "line"],
)
@on_one_engine
def test_what_one_side_does_not_collect_in_the_month_is_not_compared(lending, columns, field, left):
    change(columns(lending), f'field = "{field}"\n', f'field = "{field}"\nsince = "2020-06"\n', 1)
    write_month(lending.inbox, [commune_book()])
    bank_sends(lending, {KHE[0]: (3, 80)})
    lending.collect("2020-03")
    assert (standing(lending).status, lending.statuses("2020-03")[KHE[0]]) == ("accepted", "accepted")
    assert {rule for _, rule in said(lending)} == left
    assert bool(note(letters(lending)[BANK], "So sánh số liệu")) == bool(
        left
    )  # who has not reported, as far as it matters


def compared_no_more(office):
    loans = loan_columns(office)
    loans.write_text(loans.read_text("utf-8").partition("\n[[comparison]]")[0] + "\n", "utf-8")


def collected_no_more(office):
    shutil.rmtree(loan_columns(office).parent)


@pytest.mark.parametrize("change_it", [compared_no_more, collected_no_more])
@on_one_engine
def test_what_was_found_goes_when_nothing_is_compared_any_more(lending, change_it):
    write_month(lending.inbox, [commune_book()])
    bank_sends(lending, {KHE[0]: (3, 80)})
    lending.collect("2020-03")
    assert {sender for sender, _ in said(lending)} == {KHE[0], BANK}
    change_it(lending)
    load_configuration.cache_clear()
    assert is_compared(lending.today)
    lending.collect("2020-03")
    assert {sender for sender, _ in said(lending)} == ({BANK} if change_it is collected_no_more else set())
    assert letters(lending)[KHE[0]].lead[0] == "Báo cáo đã được nhận, không có chỗ nào cần sửa."
    assert not is_compared(lending.today)


@on_one_engine
def test_a_closed_month_is_compared_no_more(lending):
    """A run is killed before it compares, then the month is closed: nobody could correct what would be told."""
    bank_sends(lending, {KHE[0]: (3, 80)})
    lending.collect("2020-03")
    write_month(lending.inbox, [commune_book()])
    next(step for step in lending.steps("2020-03") if step == "store")
    close(lending.context.warehouse, MARCH, "an officer", lending.context.clock.today)
    compare.fn(lending.today)
    assert said(lending) == {}
    reopen(lending.context.warehouse, MARCH, "an officer", "a correction", lending.context.clock.today)
    compare.fn(lending.today)
    assert (KHE[0], S901) in said(lending)


@on_one_engine
def test_a_killed_run_compares_what_it_had_stored(lending):
    write_month(lending.inbox, [commune_book()])
    bank_sends(lending, {KHE[0]: (3, 80)})
    for step in lending.steps("2020-03"):
        if step == "store":
            break
    assert said(lending) == {}
    lending.collect("2020-03")
    assert (KHE[0], S901) in said(lending)


@on_one_engine
def test_a_commune_explains_a_difference_and_is_not_asked_again(lending):
    """The line of its sheet is taken, though the difference is found only after it was stored; the month after, too."""
    explain(write_month(lending.inbox, [commune_book()])[0])
    bank_sends(lending, {KHE[0]: (3, 75.5)})
    lending.collect("2020-03")
    told = letters(lending)[KHE[0]]
    assert "Đã ghi nhận giải trình cho 1 chỗ" in note(told, "Giải trình")
    assert "có chỗ cần xem lại" not in told.subject
    lending.today = "2020-04-20"
    write_month(lending.inbox, [commune_book(period="2020-04")])
    bank_sends(lending, {KHE[0]: (3, 75.5)}, "tháng 4.xlsx", "04/2020")
    lending.collect("2020-04")
    subjects = [one.summary.subject for one in receipts(lending.context) if one.about == KHE[0]]
    assert [subject for subject in subjects if "T4/2020" in subject] == [
        "Đã nhận biểu BC-GN-01 T4/2020 lần 1, xã Thạch Khê"
    ]


@on_one_engine
def test_what_is_said_of_a_month_is_kept_as_of_that_month_when_it_is_closed(lending):
    """The next month's like difference is quiet since then, and stays so; nobody hears of it again."""
    why, later = "Một hộ vừa được xóa nợ", "Vẫn là hộ ấy"
    for month in ("2020-02", "2020-03", "2020-04"):
        one = commune_book(period=month)
        (path,) = write_month(lending.inbox, [one])
        if month != "2020-03":
            explain(path, why if month == "2020-02" else later)
        year, number = month.split("-")
        bank_sends(lending, {KHE[0]: (3, 75.5)}, f"{month}.xlsx", f"{number}/{year}")
        lending.today = f"{Period.parse(month) + 1}-17"
        lending.collect(month)
    told = {"2020-02": (why, None), "2020-03": (why, "2020-02"), "2020-04": (later, None)}
    assert explained(lending) == told
    before = {one.envelope.key for one in receipts(lending.context)}
    close(lending.context.warehouse, Period.parse("2020-02"), "an officer", lending.context.clock.today)
    compare.fn(lending.today)
    assert explained(lending) == told
    assert {one.envelope.key for one in receipts(lending.context)} == before


@on_one_engine
def test_a_correction_need_not_explain_the_difference_again(lending):
    explain(write_month(lending.inbox, [commune_book()])[0])
    bank_sends(lending, {KHE[0]: (3, 75.5)})
    lending.collect("2020-03")
    mended = commune_book()
    mended.households[0]["members"] += 1
    write_month(lending.inbox, [mended])
    lending.collect("2020-03")
    assert explained(lending) == {"2020-03": ("Một hộ vừa được xóa nợ", None)}


@on_one_engine
def test_the_reports_of_the_district_name_the_difference_in_words(lending):
    write_month(lending.inbox, [commune_book()])
    bank_sends(lending, {KHE[0]: (3, 75.5)})
    lending.collect("2020-03")
    content = draft(lending.context.warehouse, MARCH, 1, lending.context.clock.today).content
    assert [(one.rule, one.message) for one in content.warnings] == [
        (S901, "Số hộ đã được vay: ngân hàng và đơn vị báo cáo khác nhau")
    ]
    (due,) = content.to_mend
    assert (due.unit, due.remedy) == (
        KHE[0],
        "Đối chiếu danh sách hộ vay với ngân hàng; bên nào sai thì sửa và gửi lại.",
    )
    assert (content.coverage.reporting, content.coverage.expected, len(content.reporters)) == (1, 22, 22)


WRONG = {  # of a commune's line: what stands there instead, and what is said of it
    "18565": ({"code": "99999"}, {"T601"}),
    "18571": ({"code": "18562"}, {"T602", "T604"}),
    "18586": ({"name": "Xã Không Tên"}, {"T604"}),
    "18589": ({"borrowers": -1}, {"T605"}),
    "18592": ({"borrowers": 1.5, "amount": 1}, {"T605"}),
    "18595": ({"borrowers": None}, {"T605"}),
    "18601": ({"amount": None}, {"T606"}),
    "18604": ({"amount": -3}, {"T606"}),
    "18607": ({"borrowers": 2}, {"T607"}),
    "18619": ({"amount": 2}, {"T607"}),
    "18622": ({"borrowers": "hai"}, {"H314"}),
    "18628": ({"borrowers": 700, "amount": 60_000}, {"T608"}),
}


def wrong_lines(office):
    for code, name, new, new_amount, borrowers, amount in lines_of(communes(office), {}):
        found = {"code": code, "name": name, "borrowers": borrowers, "amount": amount} | WRONG.get(code, ({}, ()))[0]
        yield (found["code"], found["name"], new, new_amount, found["borrowers"], found["amount"])


@on_one_engine
def test_what_is_wrong_in_the_banks_list_is_said_in_its_line(lending):
    assert WRONG.keys() <= communes(lending).keys()
    write_bank(bank_path(lending.inbox), bank_cover(), [*wrong_lines(lending)])
    lending.collect("2020-03")
    assert standing(lending).status == "rejected"
    which = finding.c.submission_id == standing(lending).submission
    with lending.context.warehouse.reading() as connection:
        found = {(row.row, row.rule): row.message for row in connection.execute(sa.select(finding).where(which))}
    rows = {code: line for line, code in enumerate(communes(lending), start=2)}
    wanted = {(rows[code], rule) for code, (_, those) in WRONG.items() for rule in those}
    assert found.keys() == {*wanted, (rows["18562"], "T602"), (None, "T603")}
    assert found[None, "T603"].startswith("Danh sách thiếu: Xã Ngọc Sơn, Xã Thạch Hải. ")
    assert found[rows["18622"], "H314"] == (
        "Ô này phải là số, nhưng đang ghi «hai». Chỉ ghi số, ví dụ 3 hoặc 12,5; không phát sinh thì ghi 0."
    )


@on_one_engine
def test_a_total_that_is_none_is_a_warning_and_merged_cells_are_refused(lending):
    lines, loans = lines_of(communes(lending), {KHE[0]: (2, 60)}), bank_path(lending.inbox, "a.xlsx")
    write_bank(loans, bank_cover(), lines, ("Tổng cộng", "", 0, 0, 7, 60))
    lending.collect("2020-03")
    assert (standing(lending).status, rules(lending)) == ("accepted", ["X405"])
    write_bank(loans.with_name("b.xlsx"), bank_cover(), lines, merged="F2:F3")
    lending.collect("2020-03")
    assert standing(lending).status == "accepted"  # the one before stands
    assert standing(lending).returned_at
    said_of_it = [one.what for one in of_the_warehouse(lending.context.warehouse, lending.context.clock.today)]
    assert (
        f"{BANK_NAME}: bản gửi sau của tháng 3 năm 2020 bị trả lại; số liệu của bản đã nhận giữ nguyên." in said_of_it
    )
    with lending.context.warehouse.reading() as connection:
        last = connection.scalar(sa.select(sa.func.max(submission.c.id)))
    assert "H320" in lending.rules(last)


@on_one_engine
def test_what_is_wrong_on_the_banks_cover(lending):
    covers = {
        "a.xlsx": ({"Mã cơ quan": "mttq"}, "C202"),
        "b.xlsx": ({"Mã cơ quan": KHE[0]}, "C202"),
        "c.xlsx": ({"Tên cơ quan": "Ngân hàng Nông nghiệp"}, "C208"),
        "d.xlsx": ({"Kỳ báo cáo": "04/2020"}, "C205"),
        "đ.xlsx": ({"Kỳ báo cáo": "Quý I/2020"}, "C204"),
        "e.xlsx": ({"Mẫu biểu": "BC-XX"}, "C201"),
    }
    for name, (cover, _) in covers.items():
        lines = lines_of(communes(lending), {KHE[0]: (len(name), ord(name[0]))})
        write_bank(bank_path(lending.inbox, name), bank_cover() | cover, lines)
    lending.collect("2020-03")
    with lending.context.warehouse.reading() as connection:
        sent = {row.file.rpartition("/")[2]: row for row in connection.execute(sa.select(submission))}
    assert {name: rule in lending.rules(sent[name].id) for name, (_, rule) in covers.items()} == dict.fromkeys(
        covers, True
    )
    assert {(row.unit, row.form) for row in sent.values()} == {(BANK, FORM)}


@on_one_engine
@pytest.mark.parametrize("year", ["2031", "1999"])
def test_of_a_year_that_is_mistyped_nothing_is_said_of_the_units(lending, year):
    """Merged since, or called otherwise then: it is the period that is wrong, and no line."""
    bank_sends(lending, {KHE[0]: (3, 75.5)}, period=f"03/{year}")
    lending.collect("2020-03")
    with lending.context.warehouse.reading() as connection:
        (sent,) = connection.execute(sa.select(submission)).all()
    assert lending.rules(sent.id) == ["C205"]


@on_one_engine
def test_a_commune_sends_no_report_of_the_banks(lending):
    lines = lines_of(communes(lending), {})
    path = lending.inbox / f"{KHE[0]} - {KHE[1]}" / "a.xlsx"
    write_bank(path, bank_cover() | {"Mã cơ quan": KHE[0], "Tên cơ quan": KHE[1]}, lines)
    write_bank(path.with_name("b.xlsx"), bank_cover(), lines)
    lending.collect("2020-03")
    with lending.context.warehouse.reading() as connection:
        found = connection.execute(sa.select(submission.c.id, submission.c.status).order_by(submission.c.id)).all()
    assert [(row.status, lending.rules(row.id)) for row in found] == [("rejected", ["C202"]), ("rejected", ["C203"])]


@on_one_engine
def test_what_cannot_be_read_or_is_empty_counts_as_the_banks(lending):
    path = bank_path(lending.inbox, "ảnh.pdf")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.4 nothing")
    lending.collect("2020-03")
    assert (standing(lending).status, rules(lending)) == ("rejected", ["F104"])
    (told,) = letters(lending).values()
    assert told.subject == f"TRẢ LẠI, 1 lỗi phải sửa: biểu BC-TD-01 lần 1, {BANK_NAME}"
    assert "đặt vào thư mục của cơ quan, không để trong «_phan-hoi»" in note(told, "Việc cần làm")
    path.unlink()
    path.with_name("b.xlsx").write_bytes(b"")
    lending.collect("2020-03")
    assert {*lending.statuses("2020-03").values()} == {"missing"}
    (waits,) = unfinished_notices(lending.context)
    assert waits.summary.lead[1] == "Tệp sẽ được xem lại ở lần thu sau; khi đó cơ quan nhận kết quả."
    assert "chép lại tệp vào thư mục của cơ quan." in note(waits.summary, "Việc cần làm")


@on_one_engine
def test_of_a_form_by_the_quarter_an_empty_file_is_told_of_with_the_quarters_day(lending):
    change(loan_columns(lending).with_name("bctd01_cover.toml"), 'type = "month"', 'type = "quarter"')
    compared_no_more(lending)
    path = bank_path(lending.inbox, "chép dở.xlsx")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    lending.collect("2020-03")
    (waits,) = unfinished_notices(lending.context)
    assert waits.summary.subject == f"Chưa đọc được tệp biểu BC-TD-01 quý I/2020, {BANK_NAME}"
    assert note(waits.summary, "Thời hạn").startswith("Hạn nộp: 18/03/2020.")
    lending.today = "2020-04-16"
    lending.collect("2020-04")
    (waits,) = unfinished_notices(lending.context)
    assert waits.summary.subject == f"Chưa đọc được tệp biểu BC-TD-01, {BANK_NAME}"
    assert note(waits.summary, "Thời hạn") == ""  # nothing is due before June
    bank_sends(lending, {}, "quý.xlsx", "Quý I/2020")
    lending.collect("2020-03")
    assert unfinished_notices(lending.context) == []


@on_one_engine
def test_before_the_form_is_collected_an_empty_file_has_no_day(lending):
    change(lending.home / "config/forms/BC-TD-01/form.toml", '# since = "2020-03"', 'since = "2020-04"')
    path = bank_path(lending.inbox)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    lending.collect("2020-03")
    (waits,) = unfinished_notices(lending.context)
    assert note(waits.summary, "Thời hạn") == ""


@on_one_engine
def test_who_owes_and_has_not_sent_is_said_and_is_no_unit(lending, giamngheo):
    lending.today = "2020-03-30"
    write_month(lending.inbox, [commune_book()])
    lending.collect("2020-03")
    context = lending.context
    assert standing(lending).status == "missing"
    told = [one for one in reminders(context, MARCH) if one.about == BANK]
    assert [(one.recipient, one.recipient_name) for one in told] == [("nhcsxh@thachha.example", BANK_NAME)]
    assert told[0].summary.subject.startswith(f"Nhắc nộp biểu BC-TD-01 T3/2020, {BANK_NAME}: hạn ")
    district = [one.summary.subject for one in reminders(context, MARCH) if one.about == "district"]
    assert district == ["Chưa nộp biểu BC-GN-01 T3/2020: 21 đơn vị", "Chưa nộp biểu BC-TD-01 T3/2020: 1 cơ quan"]
    board = board_of(context.warehouse, context.configuration, context.clock.today)
    assert (board.current.expected, len(board.units)) == (22, 22)
    assert "Biểu của các cơ quan" in board_page(context.warehouse, context.configuration, context.clock.today)
    heads, lines = grid(context.warehouse, context.configuration, context.clock.today)
    assert lines[-1] == [f"{BANK_NAME} (biểu BC-TD-01)", *["! Quá hạn"] * (len(heads) - 1)]
    _, out, _ = giamngheo("status", "--period", "2020-03", "--today", lending.today)
    assert "Kỳ tháng 3 năm 2020: 1/22 đơn vị đã báo cáo" in out
    assert "Biểu BC-TD-01, tháng 3 năm 2020: 0/1 cơ quan đã báo cáo" in out
    shown = run_page.reporters(unit_reports(context.warehouse, MARCH, FORM), "", "cơ quan")
    assert "0/1 cơ quan đã có báo cáo đạt" in shown
    assert "biểu BC-TD-01: Ngân hàng Chính sách xã hội huyện chưa có báo cáo" in note(
        letters(lending)[KHE[0]], "So sánh số liệu"
    )


@on_one_engine
def test_a_late_report_of_the_bank_is_late_or_in_time_by_its_own_day(lending, giamngheo):
    lending.today = "2020-03-19"
    bank_path(lending.inbox).parent.mkdir()
    lending.collect("2020-03")
    lending.today = "2020-03-23"
    bank_sends(lending, {})
    lending.collect("2020-03")
    assert standing(lending).on_time is False
    why = ("--until", "2020-03-25", "--why", "chuyển trụ sở", "--today", lending.today)
    code, out, _ = giamngheo("extend", "--period", "2020-03", "--unit", BANK.upper(), *why)  # as one may type it
    assert (code, out.startswith(f"{BANK_NAME} được nộp báo cáo")) == (0, True)
    assert standing(lending).on_time is True


@on_one_engine
def test_nothing_is_owed_before_the_form_is_collected(lending, giamngheo, tmp_path):
    change(lending.home / "config/forms/BC-TD-01/form.toml", '# since = "2020-03"', 'since = "2020-03"')
    context = lending.context
    assert unit_reports(context.warehouse, MARCH - 1, FORM) == []
    board = board_of(context.warehouse, context.configuration, context.clock.today)
    assert [one.period for one in board.of_offices] == [MARCH]
    asked = ("template", "--form", FORM, "--out", tmp_path / "out", "--today", lending.today)
    for unit in ((), ("--unit", BANK)):
        code, out, err = giamngheo(*asked, *unit, "--period", "2020-02")
        assert (code, out, "Kỳ 2020-02 chưa thu biểu BC-TD-01, biểu ấy thu từ 2020-03" in err) == (2, "", True)
    assert giamngheo(*asked, "--period", "2020-03", "--unit", BANK.upper())[0] == 0


@on_one_engine
def test_a_form_whose_office_has_ended_is_nobodys_and_nobody_is_named(lending, giamngheo, tmp_path):
    change(lending.home / "config/recipients.toml", 'document = "co-quan-nhcsxh"', 'document = "co-quan-mttq"')
    change(
        lending.home / "config/plan.toml",
        "[offices.nhcsxh]",
        '[offices.moi]\nname = "Ngân hàng mới"\nvalid_from = 2020-04-01\n\n[offices.nhcsxh]\nvalid_to = 2020-03-31\n'
        'succeeded_by = "moi"',
    )
    load_configuration.cache_clear()
    assert f"chưa có địa chỉ nhận biên nhận: {BANK_NAME}" in recipients(lending.context)
    lending.today = "2020-04-16"
    assert "biên nhận" not in recipients(lending.context)
    code, _, err = giamngheo(
        "template", "--form", FORM, "--period", "2020-04", "--out", tmp_path, "--today", lending.today
    )
    assert (code, "Kỳ 2020-04 không đơn vị hay cơ quan nào phải gửi biểu BC-TD-01" in err) == (2, True)


@on_one_engine
def test_the_form_is_laid_with_a_line_for_each_unit_sent_back_filled_and_taken(lending, giamngheo):
    code, out, _ = giamngheo("template", "--form", FORM, "--period", "2020-03", "--lay", "--today", lending.today)
    assert (code, out.count("\n")) == (0, 1)
    (path,) = bank_path(lending.inbox).parent.glob("_bieu-mau/*.xlsx")
    assert path.name == "BC-TD-01_nhcsxh_2020-03.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Cho vay"]
    headings = {str(cell.value).partition("\n")[0]: cell.column for row in sheet["A4:Z5"] for cell in row if cell.value}
    first = next(row[0].row for row in sheet.iter_rows() if row[headings["Mã đơn vị"] - 1].value == "18562")
    codes = [sheet.cell(first + place, headings["Mã đơn vị"]).value for place in range(22)]
    assert codes == [*communes(lending)]
    assert workbook["Thông tin"]["A1"].value == BANK_NAME.upper()
    for line in range(first, first + 22):
        for name, column in headings.items():
            if name.startswith("Số "):
                sheet.cell(line, column, 0)
    workbook.save(bank_path(lending.inbox))
    lending.collect("2020-03")
    assert (standing(lending).status, rules(lending)) == ("accepted", [])


@on_one_engine
def test_a_check_beforehand_knows_the_banks_folder(lending, giamngheo):
    path = bank_sends(lending, {KHE[0]: (2, 0)})
    code, out, _ = giamngheo("check", path, "--unit", BANK.upper(), "--json", "--today", lending.today)
    (judged,) = json.loads(out)
    assert (code, judged["unit"], judged["status"]) == (1, BANK, "rejected")
    assert {one["rule"] for one in judged["findings"]} == {"T607"}


@on_one_engine
def test_an_office_that_gets_no_answer_is_named(lending):
    assert "biên nhận" not in recipients(lending.context)
    change(lending.home / "config/recipients.toml", 'document = "co-quan-nhcsxh"', 'document = "co-quan-mttq"')
    load_configuration.cache_clear()
    assert f"chưa có địa chỉ nhận biên nhận: {BANK_NAME}" in recipients(lending.context)


@on_one_engine
def test_an_office_without_the_form_compares_nothing(office):
    assert not is_compared(office.today)
    assert office.context.configuration.senders.office_codes == frozenset()


@pytest.mark.parametrize("code", ["ngan_hang_chinh_sach", "csxh"])
def test_codes_of_offices_go_forth_and_back(office, code):
    """What the version before cannot name is gone after the way back; all else stays."""
    engine = office.context.warehouse.engine
    came = {"collected_in": "2020-03", "status": "received", "file": "a.xlsx", "size_bytes": 1, "verdicts": 0}
    rows = [
        came | {"folder_unit": code, "unit": code, "sha256": code[0] * 64, "received_at": sa.func.now()}
        for code in ("18604", code)
    ]
    with engine.execution_options(immediate=True).begin() as connection:
        for row in rows:
            connection.execute(sa.insert(submission).values(**row))
            look = {"unit": row["unit"], "files": 1, "looked_at": sa.func.now()}
            connection.execute(sa.insert(unit_folder).values(**look))
        written = {"kind": "receipt", "recipient": "a@b.example", "recipient_name": "A", "state": "sent", "tries": 1}
        for key, about in enumerate(("18604", code, "district")):
            own = {"key": str(key), "message_id": f"{key}@b.example", "about": about, "written_at": sa.func.now()}
            connection.execute(sa.insert(message).values(**written, **own))
    step_back(engine, "0019")
    with engine.connect() as connection:
        assert connection.scalars(sa.select(submission.c.unit)).all() == ["18604"]
        assert connection.scalars(sa.select(unit_folder.c.unit)).all() == ["18604"]
        told = connection.scalars(sa.select(message.c.about).order_by(message.c.key)).all()
        assert told == ["18604", None, "district"]
        views = [connection.execute(sa.text(f"SELECT * FROM {view}")).all() for view in ("v_completeness", "v_poverty")]
    migrate(engine, "0021")  # the last that made views itself
    with engine.connect() as connection:
        again = [connection.execute(sa.text(f"SELECT * FROM {view}")).all() for view in ("v_completeness", "v_poverty")]
    assert again == views
    migrate(engine)
