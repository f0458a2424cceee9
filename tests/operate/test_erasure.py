"""A household's data on request: all of it in one file; and erased, with every figure, comparison and report as it was."""

from __future__ import annotations

import datetime as dt
import json
import stat

import openpyxl
import pytest
import sqlalchemy as sa

from giamngheo.attain.movements import movements_of
from giamngheo.core.errors import AlreadyRunning, NotWell, UsageError
from giamngheo.core.pseudonym import own_pseudonyms
from giamngheo.feedback.returned_workbook import lay_answers
from giamngheo.metadata.settings import load_settings
from giamngheo.operate import health
from giamngheo.operate.backup import back_up, forget_older, restore
from giamngheo.operate.erasure import ERASED, erase_household, repeat_erasures
from giamngheo.operate.household_record import household_workbook, record_of
from giamngheo.operate.household_traces import code_from, require_off_the_list, traces_of
from giamngheo.operate.record_retention import due, remove
from giamngheo.report.compose import draft, is_same_report
from giamngheo.report.publish import all_files, publish_report
from giamngheo.warehouse.audit_log import broken_at
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run
from giamngheo.warehouse.schema import finding, journal, report, submission
from tests.support.office import on_one_engine
from tests.support.one_household import DECEMBER, JANUARY, NAME, NOTE, OF_ANOTHER, REASON, STORY, lay
from tests.support.workbooks import NEAR_POOR, NEW, next_book

pytestmark = pytest.mark.sqlite_first
NOW = dt.datetime(2020, 3, 20, 2, 0, 0)


@pytest.fixture
def copies(filled, tmp_path, monkeypatch):  # noqa: ARG001
    """Where the settings say that backups go."""
    monkeypatch.setenv("GIAMNGHEO_BACKUP", str(tmp_path / "copies"))
    load_settings.cache_clear()
    return tmp_path / "copies"


@pytest.fixture
def on_another_machine(filled, tmp_path, monkeypatch):
    def moved():
        monkeypatch.setenv("GIAMNGHEO_HOME", str(tmp_path / "other"))
        load_settings.cache_clear()
        return filled.context

    return moved


def said_of(context):
    """All that the warehouse holds, as a text."""
    tables = [*submission.metadata.sorted_tables, *context.warehouse.rows.values()]
    with context.warehouse.reading() as connection:
        return "\n".join(str(row) for table in tables for row in connection.execute(sa.select(table)))


def journal_of(context):
    with context.warehouse.reading() as connection:
        return [
            (row.action, row.about, row.why) for row in connection.execute(sa.select(journal).order_by(journal.c.id))
        ]


def entries_of(context):
    with context.warehouse.reading() as connection:
        return connection.execute(sa.select(journal).where(journal.c.action.in_(("erase", "destroy")))).all()


def do_erase(office, code, with_originals=False):
    return erase_household(office.context, code, "Lan", "đơn số 12", with_originals)


def without_stories(content):
    return content.model_dump(exclude={"stories"})


def test_nothing_tells_of_the_household_any_more_and_every_figure_is_as_it_was(filled, code):
    context = filled.context
    before, moved = (
        draft(context.warehouse, JANUARY, 1, context.clock.today, None),
        movements_of(context.warehouse, [DECEMBER, JANUARY]),
    )
    assert all(text in said_of(context) for text in (code, NAME, NOTE, STORY, REASON))
    stored = filled.rows()
    done = do_erase(filled, code)
    assert done.rows > 5
    assert [text for text in (code, NAME, NOTE, STORY, REASON) if text in said_of(context)] == []
    after = draft(context.warehouse, JANUARY, 1, context.clock.today, None)
    assert without_stories(after.content) == without_stories(before.content)
    assert [story.summary for story in after.content.stories] == [ERASED, OF_ANOTHER, ERASED]
    assert movements_of(context.warehouse, [DECEMBER, JANUARY]) == moved
    assert any(count for movements in moved.values() for move, count in movements.items() if move.change == "moved_out")
    assert filled.rows()["attainment"] == stored["attainment"]
    assert {table: len(rows) for table, rows in filled.rows().items()} == {
        table: len(rows) for table, rows in stored.items()
    }


@on_one_engine
def test_the_household_has_one_name_in_all_months_and_in_what_was_found_of_it(filled, code):
    do_erase(filled, code)
    household = filled.context.warehouse.rows["household"]
    with filled.context.warehouse.reading() as connection:
        names = connection.scalars(sa.select(household.c.household_code).where(household.c.head_name == ERASED)).all()
        subjects = connection.scalars(sa.select(finding.c.subject).where(finding.c.explanation == ERASED)).all()
        other = connection.scalar(sa.select(household.c.note).where(household.c.note.like("tách từ hộ an-%")))
    assert len(names) == 2
    assert set(names) == set(subjects) == {other.removeprefix("tách từ hộ ")}


@on_one_engine
def test_the_report_stays_the_same_report_and_its_files_stay(filled, code):
    context = filled.context
    made = publish_report(context, JANUARY, lambda _: None)
    files = list(all_files(context.archive, made))
    do_erase(filled, code)
    again = publish_report(context, JANUARY, lambda _: pytest.fail("a report that says nothing new was made anew"))
    assert (again.id, again.revision) == (made.id, made.revision)
    assert is_same_report(again.content, draft(context.warehouse, JANUARY, 1, context.clock.today, None).content)
    assert list(all_files(context.archive, again)) == files
    with context.warehouse.reading() as connection:
        assert STORY not in connection.scalar(sa.select(report.c.content))


@on_one_engine
def test_the_month_after_is_compared_as_before(filled, january, code):
    do_erase(filled, code)
    february = next_book(january, pace=0)
    assert code not in {row["household_code"] for row in february.households}
    lay(filled, february)
    filled.collect("2020-02")
    with filled.context.warehouse.reading() as connection:
        last = connection.scalar(sa.select(sa.func.max(submission.c.id)))
    assert [rule for rule in filled.rules(last) if rule.startswith("X")] == []


@on_one_engine
def test_it_is_written_down_without_the_code_and_a_second_time_does_nothing(filled, code):
    before = journal_of(filled.context)
    do_erase(filled, code)
    ((action, about, why),) = journal_of(filled.context)[len(before) :]
    assert (action, why) == ("erase", "đơn số 12")
    assert about.startswith("an-")
    assert about.endswith("/2020-01")
    assert do_erase(filled, code).rows == 0  # the original still holds it, so it is found
    assert len(journal_of(filled.context)) == len(before) + 1
    assert broken_at(filled.context.warehouse) is None
    key = filled.context.settings.pseudonym_key_file
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_broken_off_in_the_midst_nothing_is_changed(filled, code, monkeypatch):
    before = said_of(filled.context)

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("giamngheo.operate.erasure.note_destroyed", broken)
    with pytest.raises(RuntimeError):
        do_erase(filled, code)
    assert said_of(filled.context) == before


@on_one_engine
def test_while_a_run_is_at_work_nothing_is_erased(filled, code):
    """It may hold in its hands what is erased, and write it down again."""
    before = said_of(filled.context)
    another = Run("another", "Báo cáo tháng")
    with leased(filled.context.warehouse, another, "whole", 0, NOW), pytest.raises(AlreadyRunning, match=another.name):
        do_erase(filled, code)
    assert said_of(filled.context) == before


@on_one_engine
def test_a_household_that_is_still_listed_is_not_erased(office, december, code):
    lay(office, december)
    office.collect("2019-12")
    with pytest.raises(UsageError, match="Hộ còn trong danh sách ở báo cáo mới nhất của đơn vị"):
        require_off_the_list(office.context.warehouse, traces_of(office.context, code))
    later = next_book(december, pace=0)
    later.households[:] = [row for row in later.households if row["household_code"] != code]
    lay(office, later)
    office.collect("2020-01")
    require_off_the_list(office.context.warehouse, traces_of(office.context, code))


@on_one_engine
def test_without_a_reason_nothing_is_done(filled, code):
    traces = traces_of(filled.context, code)
    with pytest.raises(UsageError, match="--why"):
        erase_household(filled.context, code, "Lan", " ", False)
    with pytest.raises(UsageError, match="--why"):
        record_of(filled.context, traces, "Lan", "")
    assert traces_of(filled.context, code) == traces


@pytest.mark.parametrize("text", ["", "18604", "Nguyễn", "1860400012345"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(UsageError, match="Mã hộ gồm"):
        code_from(text)


@on_one_engine
def test_originals_go_on_demand_are_not_missing_and_do_not_come_back(filled, code):
    context = filled.context
    held = {one.submission.sha256 for one in traces_of(context, code).in_originals}
    assert len(held) == 3  # two months, and what was refused
    assert do_erase(filled, code, with_originals=True).originals == 3
    assert held & context.archive.stored() == set()
    assert "không tệp nào hỏng" in health.archive(context)
    submissions = filled.rows()["submission"]
    filled.collect("2020-01")  # they still lie in the shared folder
    assert held & context.archive.stored() == set()
    assert filled.rows()["submission"] == submissions
    assert lay_answers(context) > 0
    assert list(filled.inbox.glob("*/_phan-hoi/*/*.txt"))
    assert list(filled.inbox.glob("*/_phan-hoi/*/*.xlsx")) == []


@on_one_engine
def test_killed_before_the_originals_went_they_go_at_night(filled, code, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("giamngheo.operate.erasure.destroy_noted", lambda *_: 0)
        do_erase(filled, code, with_originals=True)
    held = {about for action, about, _ in journal_of(filled.context) if action == "destroy"}
    assert held <= filled.context.archive.stored()
    repeat_erasures(filled.context)
    assert held & filled.context.archive.stored() == set()


def test_what_comes_again_of_an_old_month_is_erased_again_and_a_new_month_is_not(filled, january, code):
    do_erase(filled, code)
    january.resources.clear()
    lay(filled, january, name="bản sửa.xlsx")
    filled.collect("2020-01")
    february = next_book(january, pace=0)
    back = {"household_code": code, "head_name": NAME, "classification": NEAR_POOR, "change": NEW}
    february.households.append(january.households[1] | back)
    lay(filled, february)
    filled.collect("2020-02")
    assert repeat_erasures(filled.context) == 0  # storing has done it
    household = filled.context.warehouse.rows["household"]
    query = sa.select(submission.c.period).join(household, household.c.submission_id == submission.c.id)
    with filled.context.warehouse.reading() as connection:
        assert connection.scalars(query.where(household.c.household_code == code)).all() == ["2020-02"]


@on_one_engine
def test_a_correction_of_an_old_month_is_not_asked_about_who_was_erased(filled, january, code):
    """Nobody can tell any more whether a household of the month before is there: that is no reason to ask the unit."""
    do_erase(filled, code)
    january.resources.clear()
    lay(filled, january, name="bản sửa.xlsx")
    filled.collect("2020-01")
    query = sa.select(sa.func.max(submission.c.id)).where(submission.c.unit == code[:5])
    with filled.context.warehouse.reading() as connection:
        last = connection.scalar(query)
    assert not {"X401", "X402"} & set(filled.rules(last))


@on_one_engine
def test_a_month_that_was_refused_comes_corrected_and_is_a_new_collection(filled, january, code):
    """What was found in the refused workbook goes; what the unit then reports of the household is not touched at night."""
    refused = next_book(january, pace=0)
    refused.households.append(january.households[1] | {"household_code": code, "insured": 29})
    lay(filled, refused, name="tháng 2 hỏng.xlsx")
    filled.collect("2020-02")
    do_erase(filled, code)
    assert code not in said_of(filled.context)
    refused.households[-1] |= {"insured": 1, "classification": NEAR_POOR, "change": NEW}
    lay(filled, refused)
    filled.collect("2020-02")
    assert filled.statuses("2020-02")[code[:5]] == "accepted"
    assert repeat_erasures(filled.context) == 0
    assert code in said_of(filled.context)


@on_one_engine
def test_without_the_key_it_is_said_that_nobody_knows_what_was_erased(filled, code):
    do_erase(filled, code)
    filled.context.settings.pseudonym_key_file.unlink()
    traces = traces_of(filled.context, code)
    for ask in (
        lambda: repeat_erasures(filled.context),
        lambda: record_of(filled.context, traces, "Lan", "đơn số 13"),
        lambda: do_erase(filled, code),
    ):
        with pytest.raises(NotWell, match=r"^Không có tệp khóa"):
            ask()


@on_one_engine
def test_an_older_backup_comes_back_without_what_was_erased_since(filled, code, copies, on_another_machine):
    here = filled.context
    older = back_up(here, copies, NOW)
    do_erase(filled, code, with_originals=True)
    assert stat.S_IMODE((copies / "erased.json").stat().st_mode) == 0o600
    assert code not in (copies / "erased.json").read_text()
    other = on_another_machine()
    assert restore(other, older) > 5
    assert [text for text in (code, NAME, NOTE, STORY, REASON) if text in said_of(other)] == []
    assert "không tệp nào hỏng" in health.archive(other)
    actions = [action for action, _, _ in journal_of(other)]
    assert (actions.count("erase"), actions.count("destroy")) == (1, 3)
    assert broken_at(other.warehouse) is None
    assert repeat_erasures(other) == 0
    moments = [{(row.action, row.about, row.at) for row in entries_of(context)} for context in (here, other)]
    assert moments[0] <= moments[1]  # what was refused and came since then is not erased with it


@on_one_engine
def test_where_another_key_lies_nothing_is_put_back_and_the_right_one_is_not_lost(
    filled, code, copies, on_another_machine
):
    older = back_up(filled.context, copies, NOW)
    do_erase(filled, code)
    beside = (copies / "erased.json").read_text()
    other = on_another_machine()
    remove(other, due(other), "Lan")
    assert not other.settings.pseudonym_key_file.exists()  # nothing was named, so no key was needed
    key = own_pseudonyms(other.settings.pseudonym_key_file)
    for ask in (lambda: restore(other, older), lambda: back_up(other, copies, NOW + dt.timedelta(days=1))):
        with pytest.raises(NotWell, match=r"^Khóa .* khác key trong"):
            ask()
    assert (copies / "erased.json").read_text() == beside
    assert NAME not in said_of(other)
    assert key == own_pseudonyms(other.settings.pseudonym_key_file)
    other.settings.pseudonym_key_file.unlink()
    assert restore(other, older) > 5
    assert NAME not in said_of(other)


@on_one_engine
def test_another_household_is_waited_for_and_the_same_is_done_already(filled, code):
    """Two officers at once: the second is told to do it again, unless it is the very same erasure."""
    name = own_pseudonyms(filled.context.settings.pseudonym_key_file).of
    for theirs, told in (("186040002", "đợi lượt đó xong rồi chạy lại"), (code, "lượt này không phải làm gì")):
        run = Run("another", "Xóa dữ liệu của một hộ")
        with (
            leased(filled.context.warehouse, run, f"erase/{name(theirs)}", 0, NOW),
            pytest.raises(AlreadyRunning, match=told),
        ):
            do_erase(filled, code)


@pytest.mark.parametrize("written", ["186049999", "18604-9999"])
def test_who_is_only_named_by_others_comes_back_without_it_too(filled, january, tmp_path, monkeypatch, written):
    january.households[2].update(note=f"chuyển khẩu cùng hộ {written}")
    lay(filled, january, explains=("H318", f"hộ {written}", "đã hỏi"), name="bản sửa.xlsx")
    filled.collect("2020-01")
    older = back_up(filled.context, tmp_path / "copies", NOW)
    assert do_erase(filled, "186049999").rows == 2
    assert written not in said_of(filled.context)
    back_up(filled.context, tmp_path / "copies", NOW + dt.timedelta(days=1))
    monkeypatch.setenv("GIAMNGHEO_HOME", str(tmp_path / "other"))
    monkeypatch.delenv("GIAMNGHEO_WAREHOUSE_URL", raising=False)
    load_settings.cache_clear()
    other = filled.context
    assert restore(other, older) == 2
    assert written not in said_of(other)
    assert repeat_erasures(other) == 0


@on_one_engine
def test_what_was_refused_before_goes_again_and_what_is_refused_later_stays(
    filled, january, code, tmp_path, monkeypatch
):
    def subjects(context):
        query = sa.select(finding.c.subject).join(submission, submission.c.id == finding.c.submission_id)
        with context.warehouse.reading() as connection:
            return set(connection.scalars(query.where(submission.c.collected_in == "2020-02")))

    refused = next_book(january, pace=0)
    refused.households.append(january.households[1] | {"household_code": code, "insured": 29})
    lay(filled, refused, name="hỏng.xlsx")
    filled.collect("2020-02")
    assert code in subjects(filled.context)
    older = back_up(filled.context, tmp_path / "copies", NOW)
    do_erase(filled, code)
    assert code not in subjects(filled.context)
    refused.households[-1] |= {"insured": 28}
    lay(filled, refused, name="hỏng lần nữa.xlsx")
    filled.collect("2020-02")
    assert repeat_erasures(filled.context) == 0
    assert code in subjects(filled.context)
    back_up(filled.context, tmp_path / "copies", NOW + dt.timedelta(days=1))
    monkeypatch.setenv("GIAMNGHEO_HOME", str(tmp_path / "other"))
    load_settings.cache_clear()
    restore(filled.context, older)
    assert code not in subjects(filled.context)


@on_one_engine
@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_one_harmed_original_holds_nobody_back_and_is_to_be_looked_at(filled, code, harm):
    context = filled.context
    before = traces_of(context, code).in_originals
    path = context.archive.path(before[0].submission.sha256)
    path.chmod(0o600)
    path.write_bytes(b"?") if harm == "damaged" else path.unlink()
    found = traces_of(context, code)
    assert [one.submission.id for one in found.originals if one.holds is None] == [before[0].submission.id]
    assert len(found.in_originals) == len(before) - 1
    tables = {table.name: table.rows for table in record_of(context, found, "Lan", "đơn số 12")}
    assert [row[-2] for row in tables["Bản gốc"]].count("không mở được để xem") == 1
    assert do_erase(filled, code).rows > 5


@on_one_engine
def test_an_original_whose_content_waits_in_another_folder_is_not_destroyed(filled, code):
    context = filled.context
    first = traces_of(context, code).in_originals[0].submission
    with context.warehouse.writing() as connection:
        again = {name: value for name, value in first._mapping.items() if name != "id"}
        connection.execute(sa.insert(submission), [again | {"folder_unit": "18607", "status": "received"}])
    assert do_erase(filled, code, with_originals=True).originals == 2
    assert first.sha256 in context.archive.stored()


@on_one_engine
def test_in_a_report_only_the_household_s_own_words_go(filled, code, caplog):
    """A report of an earlier version of the program may tell its stories in another order."""
    context = filled.context
    with context.warehouse.writing() as connection:
        (made,) = connection.execute(sa.select(report))
        said = json.loads(made.content)
        said["stories"].reverse()
        said["stories"][0]["summary"] = "Chuyện của hộ khác"
        text = json.dumps(said, ensure_ascii=False)
        connection.execute(sa.update(report).values(content=text))
    do_erase(filled, code)
    with context.warehouse.reading() as connection:
        stories = json.loads(connection.scalar(sa.select(report.c.content)))["stories"]
    assert stories[0]["summary"] == "Chuyện của hộ khác"
    assert "kỳ 2020-01 lần 1: không nhận ra gương sáng phải xóa" in caplog.text
    assert [text for text in (code, NAME, STORY) if text in caplog.text] == []


@on_one_engine
def test_originals_leave_the_backups_with_the_last_backup_that_names_them(filled, code, tmp_path):
    copies = tmp_path / "copies"
    context = filled.context
    back_up(context, copies, NOW)
    held = {one.submission.sha256 for one in traces_of(context, code).in_originals}
    do_erase(filled, code, with_originals=True)
    back_up(context, copies, NOW + dt.timedelta(days=1))
    assert held <= {path.name for path in (copies / "archive").glob("*/*")}
    assert forget_older(copies, NOW, context.archive) == 0
    left = {path.name for path in (copies / "archive").glob("*/*")}
    assert held & left == set()
    assert context.archive.stored() <= left


def test_the_record_has_everything_of_the_household_and_of_nobody_else(filled, code, december):
    context = filled.context
    before = len(journal_of(context))
    tables = {table.name: table for table in record_of(context, traces_of(context, code), "Lan", "đơn số 12")}
    assert {name: len(table.rows) for name, table in tables.items()} == {
        "Danh sách hộ": 2,
        "Gương sáng": 3,
        "Kết quả kiểm tra": len(context_findings(context, code)),
        "Giải trình": 1,
        "Bản gốc": 3,
        "Chỗ khác nhắc mã hộ": 2,
        "Báo cáo nêu gương sáng": 1,
        "Nhật ký": 1,
    }
    told = json.dumps([table.rows for table in tables.values()], ensure_ascii=False)
    assert all(text in told for text in (NAME, NOTE, STORY, REASON, "Chuyển đi", "bị trả lại", "bản hỏng.xlsx"))
    others = [row for row in december.households if row["household_code"] != code]
    assert [row for row in others if row["household_code"] in told or row["head_name"] in told] == []
    ((action, about, _),) = journal_of(context)[before:]
    assert action == "export"
    assert code not in about


def context_findings(context, code):
    with context.warehouse.reading() as connection:
        return connection.execute(sa.select(finding.c.id).where(finding.c.subject == code)).all()


@on_one_engine
def test_the_record_is_a_workbook_whose_texts_are_texts(filled, code, tmp_path):
    context = filled.context
    with context.warehouse.writing() as connection:
        table = context.warehouse.rows["household"]
        connection.execute(sa.update(table).where(table.c.household_code == code).values(note='=HYPERLINK("http://x")'))
    tables = record_of(context, traces_of(context, code), "Lan", "đơn số 12")
    (tmp_path / "a.xlsx").write_bytes(household_workbook(tables, code, NOW))
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert workbook.sheetnames == ["Về tệp này", *(table.name for table in tables)]
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert '=HYPERLINK("http://x")' in {cell.value for cell in cells}
