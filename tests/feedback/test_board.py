"""The board says where every unit stands, nothing of any household, and lies in the shared folder for everybody."""

from __future__ import annotations

import datetime as dt
import json
import os
import re

import pytest
import sqlalchemy as sa
import typer

from commands import board as command
from giamngheo.core.errors import InboxUnavailable, StorageUnavailable, UsageError
from giamngheo.core.period import Period
from giamngheo.feedback.board import BOARD_NAME, board_page, write_board, writing
from giamngheo.feedback.board.facts import State, board_of
from giamngheo.metadata.settings import load_settings
from giamngheo.metadata.unit import Unit
from giamngheo.receive.shared_folder import collect
from giamngheo.store.deadlines import close, extend
from giamngheo.warehouse import open_warehouse
from giamngheo.warehouse.schema import submission
from tests.support.board import COURSES, province, send, year_of
from tests.support.office import Office
from tests.support.workbooks import book, break_rule, fast_write, next_book, path_in, write_month

MARCH = Period.parse("2020-03")
DUE = dt.date(2020, 3, 18)  # 14 March 2020 is a Saturday: moved to Monday the 16th, and two working days after it
DAY = dt.timedelta(days=1)
STATES = {
    "on time": State.ACCEPTED,
    "warned": State.ACCEPTED,
    "late": State.LATE,
    "mended": State.ACCEPTED,
    "spoilt": State.ACCEPTED,
    "returned": State.REJECTED,
    "copying": State.PENDING,
    "unjudged": State.RECEIVED,
    "nothing": State.OPEN,
}


@pytest.fixture
def warehouse(tmp_path, configuration):
    """As many units as there are courses, each taking one in March 2020."""
    made = open_warehouse(f"sqlite:///{tmp_path / 'w.db'}", province(configuration, len(COURSES)))
    for unit, course in zip(made.configuration.units, COURSES, strict=True):
        send(made, unit.code, MARCH, course)
    yield made
    made.engine.dispose()


def facts(warehouse, today):
    return board_of(warehouse, warehouse.configuration, today)


def page(warehouse, today=DUE):
    return board_page(warehouse, warehouse.configuration, today)


def words_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)))


def test_every_course_has_its_state(warehouse):
    march = facts(warehouse, DUE).current
    assert march.period == MARCH
    assert [one.state for one in march.standings] == list(STATES.values())
    assert (march.expected, march.sent, march.count(State.REJECTED)) == (9, 8, 1)
    assert march.missed_due == 1  # who came late; the day is not over for the others


def test_nobody_has_missed_the_day_of_whom_it_is_not_known(warehouse):
    """Nor is it told that nobody has: who came late may have lain there since any day, if nobody had looked."""
    with warehouse.writing() as connection:
        connection.execute(sa.update(submission).values(submitted_at=None))
    march = facts(warehouse, DUE).current
    assert (march.missed_due, march.undated) == (0, 1)
    assert "lỡ hạn nộp 0, không rõ 1" in words_of(page(warehouse))


def test_what_is_missing_is_overdue_on_the_day_after_the_due_day(warehouse):
    assert facts(warehouse, DUE).current.standings[-1].state is State.OPEN
    after = facts(warehouse, DUE + DAY).current
    assert after.standings[-1].state is State.OVERDUE
    assert after.missed_due == 5


@pytest.mark.parametrize(
    ("today", "months", "current", "following"),
    [
        (dt.date(2019, 11, 5), ["2019-12"], "2019-12", "2020-01"),
        (dt.date(2020, 3, 13), ["2019-12", "2020-01", "2020-02", "2020-03"], "2020-02", "2020-03"),
        (dt.date(2020, 3, 14), ["2019-12", "2020-01", "2020-02", "2020-03"], "2020-03", "2020-04"),
        (dt.date(2021, 5, 1), ["2019-12", *(f"2020-{n:02d}" for n in range(1, 13))], "2020-12", "2021-01"),
    ],
)
def test_months_go_from_the_baseline_to_todays_within_the_plans_year(warehouse, today, months, current, following):
    board = facts(warehouse, today)
    assert [month.period.code for month in board.months] == months
    assert (board.current.period.code, board.next_period.code) == (current, following)


def test_the_page_says_days_counts_and_who_has_to_do_something(warehouse):
    said = words_of(page(warehouse))
    assert "Hạn nộp thứ Tư, 18/03/2020 (hôm nay là ngày cuối)" in said
    assert "Hạn nộp kỳ sau thứ Năm, 16/04/2020 (tháng 4 năm 2020, chốt số liệu 14/04/2020)" in said
    assert "đã nhận, trên số đơn vị phải nộp 5/9" in said
    assert "✗ Bị trả lại : 1 đơn vị Xã Thạch Khê 6: Số nhân khẩu không hợp lệ (3 chỗ)" in said
    assert "Thay đổi gần nhất: 21/03/2020 08:15" in said
    assert "Xã Thạch Khê 4 18004 ✓ Đã nhận 2 17/03/2020 08:15 Đúng hạn" in said
    assert "✓ Đã nhận 1 16/03/2020 08:15 Đúng hạn tệp gửi sau bị trả lại, bản trước vẫn được dùng" in said
    assert "✗ Bị trả lại 1 17/03/2020 08:15 Còn hạn 3 lỗi phải sửa" in said
    assert "Tháng 3 năm 2020 18/03/2020 9 8 5 1 2 1 1" in said


def test_the_lock_day_and_a_closed_month_are_said(tmp_path, configuration):
    rules = configuration.calendar.model_copy(update={"lock_working_days": 5})
    own = province(configuration, 1).model_copy(update={"calendar": rules})
    made = open_warehouse(f"sqlite:///{tmp_path / 'w.db'}", own)
    assert "Ngày khóa chưa định" not in words_of(page(made))
    assert "Ngày khóa thứ Tư, 25/03/2020, sau ngày này không nhận nữa" in words_of(page(made))
    assert "Ngày khóa đã khóa, không nhận nữa" in words_of(page(made, DUE + 9 * DAY))
    with pytest.raises(UsageError, match="đã khóa"):
        extend(made, MARCH, own.units[0], DUE + 8 * DAY, "Lan", "xã bị ngập")
    close(made, MARCH, "Lan", DUE)
    assert "Ngày khóa đã khóa, không nhận nữa" in words_of(page(made))
    made.engine.dispose()


def test_a_unit_with_an_extension_is_not_overdue_before_its_own_day(warehouse):
    unit = warehouse.configuration.units[-1]
    extend(warehouse, MARCH, unit, DUE + 5 * DAY, "Lan", "xã bị ngập")
    assert facts(warehouse, DUE + DAY).current.standings[-1].state is State.OPEN
    assert "Gia hạn đến 23/03/2020" in page(warehouse, DUE + DAY)
    assert facts(warehouse, DUE + 6 * DAY).current.standings[-1].state is State.OVERDUE


def test_when_all_is_in_nobody_has_to_do_anything(tmp_path, configuration):
    made = open_warehouse(f"sqlite:///{tmp_path / 'w.db'}", province(configuration, 2))
    for unit in made.configuration.units:
        send(made, unit.code, MARCH, "on time")
    assert "Tất cả đơn vị đã báo cáo" in page(made)


def test_a_unit_that_owes_nothing_in_a_month_is_said_so(tmp_path, configuration):
    units = [
        Unit(code="18604", name="Xã Thạch Khê", type="xa", order=1),
        Unit(code="18571", name="Xã Thạch Hải", type="xa", order=2, valid_to=dt.date(2020, 2, 28)),
    ]
    changed = configuration.model_copy(update={"units": tuple(units)})
    made = open_warehouse(f"sqlite:///{tmp_path / 'w.db'}", changed)
    assert [month.expected for month in facts(made, DUE).months] == [2, 2, 2, 1]
    assert [unit.code for unit in facts(made, DUE).units] == ["18604", "18571"]
    assert words_of(page(made)).count("Không phải nộp") == 1


def test_nothing_of_a_finding_but_its_rule_and_no_name_of_a_file(warehouse):
    html = page(warehouse)
    assert "Bí Mật" not in html
    assert "báo cáo.xlsx" not in html


def test_the_page_needs_nothing_and_runs_nothing(warehouse):
    html = page(warehouse)
    assert set(re.findall(r"""(?:src|href|action|url)\s*[=(]\s*["']?(.)""", html)) == {"#"}
    assert "<script" not in html
    assert "://" not in html
    assert "default-src 'none'" in html


def test_a_name_from_outside_is_never_markup(tmp_path, configuration):
    units = (Unit(code="18604", name="Xã <script>alert(1)</script> & \u202e\x00 “A”", type="xa", order=1),)
    made = open_warehouse(f"sqlite:///{tmp_path / 'w.db'}", configuration.model_copy(update={"units": units}))
    html = page(made)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “A”" in html
    assert "<script" not in html
    assert "\u202e" not in html


def test_a_decision_is_not_called_a_plan(tmp_path, configuration):
    """The office's document by its own title, as the reports say it."""
    decided = {"number": "417/QĐ-BNNMT", "title": "mục tiêu giảm nghèo năm 2020 theo Quyết định số 417/QĐ-BNNMT"}
    plan = configuration.plan.model_copy(update=decided)
    warehouse = open_warehouse(f"sqlite:///{tmp_path / 'w.db'}", configuration)
    said = words_of(board_page(warehouse, configuration.model_copy(update={"plans": (plan,)}), DUE))
    assert "Mục tiêu giảm nghèo năm 2020 theo Quyết định số 417/QĐ-BNNMT. Bảng của" in said
    assert "Kế hoạch" not in said.partition("Bảng của")[0]


def test_the_same_facts_are_the_same_bytes(warehouse):
    assert page(warehouse) == page(warehouse)


@pytest.mark.long
def test_a_whole_year_is_small(tmp_path, configuration):
    months = [Period.parse("2019-12") + n for n in range(13)]
    made = year_of(f"sqlite:///{tmp_path / 'w.db'}", configuration, months)
    assert len(board_page(made, configuration, dt.date(2020, 12, 18)).encode()) < 80_000
    many = province(configuration, 216)
    province_s = year_of(f"sqlite:///{tmp_path / 'p.db'}", many, months)
    assert len(board_page(province_s, many, dt.date(2020, 12, 18)).encode()) < 500_000


# ---------------------------------------------------------------- with real workbooks, in the shared folder


@pytest.fixture
def sent(office):
    """January of two units; of the second a broken workbook that came in February."""
    first = [book(code, name, "2020-01", poor=4, near_poor=3) for code, name in UNITS]
    write_month(office.inbox, first)
    office.today = "2020-01-16"
    office.collect("2020-01")
    broken, _ = break_rule(next_book(first[1]), "H306")
    fast_write(broken, path_in(office.inbox, broken))
    office.today = "2020-02-17"
    office.collect("2020-02")
    return first


UNITS = (("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền"))


@pytest.mark.usefixtures("sent")
def test_the_board_says_what_status_says(office):
    board = board_of(office.context.warehouse, office.context.configuration, dt.date(2020, 2, 17))
    for month in board.months:
        assert {one.report.unit.code: one.report.status for one in month.standings} == office.statuses(
            month.period.code
        )
    assert board.months[1].by_unit["18667"].state is State.ACCEPTED
    assert board.months[2].by_unit["18667"].state is State.REJECTED


def test_no_household_and_no_person_is_on_the_board(office, sent):
    html = board_page(office.context.warehouse, office.context.configuration, dt.date(2020, 2, 17))
    private = {row[name] for one in sent for row in one.households for name in ("household_code", "head_name")}
    assert len(private) > 20
    assert [text for text in private if str(text) in html] == []


@pytest.mark.usefixtures("sent")
def test_the_board_is_no_submission(office):
    before = [file.path for file in collect(str(office.inbox), 0, 2**20)]
    write_board(office.context)
    assert (office.inbox / BOARD_NAME).is_file()
    assert [file.path for file in collect(str(office.inbox), 0, 2**20)] == before
    rows = office.rows()
    office.collect("2020-02")
    assert office.rows() == rows


def test_written_whole_for_everybody_and_only_when_it_changed(home):
    office = Office(home, today="2020-03-17")
    mask = os.umask(0o077)
    try:
        path = write_board(office.context)
    finally:
        os.umask(mask)
    board = home / "inbox" / BOARD_NAME
    assert path == str(board)
    assert board.stat().st_mode & 0o777 == 0o644
    os.utime(board, (1, 1))
    write_board(office.context)
    assert board.stat().st_mtime == 1
    office.today = "2020-03-18"
    write_board(office.context)
    assert board.stat().st_mtime > 1
    assert [path.name for path in (home / "inbox").iterdir()] == [BOARD_NAME]


def test_it_is_drawn_again_only_where_it_could_say_something_else(office, sent, monkeypatch):
    drawn, draw = [], writing.board_page
    monkeypatch.setattr(writing, "board_page", lambda *given: (drawn.append(given), draw(*given))[1])
    board, warehouse = office.inbox / BOARD_NAME, office.context.warehouse

    def is_drawn():
        drawn.clear()
        write_board(office.context)
        assert board.read_bytes().startswith(
            draw(warehouse, office.context.configuration, office.context.clock.today).encode()
        )
        return bool(drawn)

    assert [is_drawn(), is_drawn()] == [True, False]
    board.write_bytes(board.read_bytes().replace(b"<main", b"<MAIN"))
    assert [is_drawn(), is_drawn()] == [True, False]
    one = next_book(sent[0])
    fast_write(one, path_in(office.inbox, one))
    office.collect(one.period)
    assert [is_drawn(), is_drawn()] == [True, False]
    extend(warehouse, MARCH, office.context.units.get("18604", MARCH), dt.date(2020, 3, 30), "Lan", "ngập")
    assert [is_drawn(), is_drawn()] == [True, False]
    close(warehouse, Period.parse("2020-01"), "Lan", office.context.clock.today)
    assert [is_drawn(), is_drawn()] == [True, False]
    office.today = "2020-03-25"
    assert [is_drawn(), is_drawn()] == [True, False]


@pytest.mark.parametrize("away", ["gone", "a file"])
def test_a_shared_folder_that_takes_nothing_is_said_in_one_sentence(home, monkeypatch, away):
    folder = home / "elsewhere"
    if away == "a file":
        folder.write_text("x")
    monkeypatch.setenv("GIAMNGHEO_INBOX", str(folder))
    load_settings.cache_clear()
    with pytest.raises(InboxUnavailable, match="Kiểm tra ổ mạng, quyền ghi"):
        write_board(Office(home).context)
    with pytest.raises(StorageUnavailable, match="Kiểm tra đường dẫn"):
        write_board(Office(home).context, folder / "b.html")


def test_any_filesystem_takes_it(home, monkeypatch):
    from upath import UPath

    folder = UPath("memory://a-shared-folder")
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("GIAMNGHEO_INBOX", str(folder))
    load_settings.cache_clear()
    for today in ("2020-03-17", "2020-03-18"):
        write_board(Office(home, today=today).context)
        assert f"{today[8:]}/03/2020. Thay đổi" in (folder / BOARD_NAME).read_text(encoding="utf-8")


@pytest.mark.usefixtures("home")
def test_the_command(tmp_path, capsys):
    from typer.testing import CliRunner

    app = typer.Typer()
    app.command()(command.board)
    file = tmp_path / "bảng.html"
    told = CliRunner().invoke(app, ["--out", str(file), "--today", "2020-03-17", "--json"])
    assert json.loads(told.stdout) == {"path": str(file)}
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert BOARD_NAME in CliRunner().invoke(app, ["--today", "2020-03-17"]).stdout
    assert capsys.readouterr().err == ""


def test_a_year_is_asked_for_by_as_many_statements_as_a_month(tmp_path, configuration):
    warehouse = open_warehouse(f"sqlite:///{tmp_path / 'year.db'}", province(configuration, 2))
    for months in range(13):
        send(warehouse, "18001", Period.parse("2019-12") + months, "returned")
    asked = []
    sa.event.listen(warehouse.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    counts = []
    for day in (dt.date(2019, 12, 20), dt.date(2020, 12, 20)):
        asked.clear()
        assert len(facts(warehouse, day).months) == (1 if day.year == 2019 else 13)
        counts.append(len(asked))
    warehouse.engine.dispose()
    assert counts[0] == counts[1] > 0
