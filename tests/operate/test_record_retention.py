"""What is past the office's own periods goes when somebody says so, and no figure and no report with it."""

from __future__ import annotations

import json
import tomllib

import pytest
import sqlalchemy as sa

from commands.report import report as print_report
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.operate import health
from giamngheo.operate.record_retention import due, remove
from giamngheo.report.compose import draft, is_same_report
from giamngheo.report.publish import publish_report
from giamngheo.warehouse.schema import journal, submission
from tests.conftest import PROJECT
from tests.support.office import on_one_engine
from tests.support.one_household import JANUARY, NAME, OF_ANOTHER, REASON, STORY
from tests.support.submissions import submitted

pytestmark = [pytest.mark.sqlite_first, pytest.mark.usefixtures("few_recipients")]


@pytest.fixture
def with_years(filled):
    """Ends the periods after so many years, and goes to a day."""

    def of(today, households=None, originals=None):
        lines = [
            f"{name} = {years}"
            for name, years in (("household_years", households), ("original_years", originals))
            if years
        ]
        file = load_settings().config / "operation.toml"
        text = (PROJECT / "config" / "operation.toml").read_text(encoding="utf-8")
        file.write_text(text.replace("[keep]\n", "\n".join(["[keep]", *lines, ""])), encoding="utf-8")
        load_configuration.cache_clear()
        filled.today = today
        return filled.context

    return of


def names(context):
    household = context.warehouse.rows["household"]
    with context.warehouse.reading() as connection:
        return set(connection.scalars(sa.select(household.c.head_name)))


@on_one_engine
def test_without_a_period_nothing_ever_ends(filled):
    filled.today = "2099-01-01"
    found = due(filled.context)
    assert (found.households, found.originals, found.households_before, found.originals_before) == ((), (), None, None)
    keep = tomllib.loads((PROJECT / "config" / "operation.toml").read_text(encoding="utf-8"))["keep"]
    assert {"household_years", "original_years"} & set(keep) == set()


def report_an_empty_list(context):
    """The unit reports February, and nobody is on its list any more."""
    submitted(context.warehouse, "18604", "2020-02", "accepted")


@on_one_engine
@pytest.mark.parametrize(("today", "count"), [("2030-01-31", 0), ("2030-02-01", 13), ("2029-12-31", 0)])
def test_a_household_ends_its_years_after_the_last_month_in_which_it_stands(with_years, today, count):
    """All stand in January 2020, none only in the December before."""
    context = with_years(today, households=10)
    report_an_empty_list(context)
    assert len(due(context).households) == count


@on_one_engine
def test_a_household_that_its_unit_still_lists_is_never_due(with_years, code):
    """One has moved away in the last report; the others stand there, however long ago that came."""
    found = due(with_years("2099-01-01", households=10))
    assert found.households == (code,)
    assert found.still_listed > 0


@on_one_engine
@pytest.mark.parametrize(("today", "count"), [("2029-12-31", 0), ("2030-01-01", 1), ("2030-02-01", 3)])
def test_an_original_ends_its_years_after_its_month(with_years, today, count):
    assert len(due(with_years(today, originals=10)).originals) == count


def test_names_go_and_every_figure_and_the_report_stay(with_years):
    context = with_years("2030-02-01", households=10)
    report_an_empty_list(context)
    before = draft(context.warehouse, JANUARY, 1, context.clock.today, None).content
    made = publish_report(context, JANUARY, lambda _: None)
    assert remove(context, due(context), "Lan") > 13
    assert names(context) == {"(đã xóa)"}
    after = draft(context.warehouse, JANUARY, 1, context.clock.today, None).content
    assert after.model_dump(exclude={"stories"}) == before.model_dump(exclude={"stories"})
    again = publish_report(context, JANUARY, lambda _: pytest.fail("a report that says nothing new was made anew"))
    assert (again.id, is_same_report(again.content, after)) == (made.id, True)
    assert due(context).households == ()
    with context.warehouse.reading() as connection:
        last = connection.execute(sa.select(journal).order_by(journal.c.id.desc()).limit(1)).one()
        said = "\n".join(str(row) for row in connection.execute(sa.select(context.warehouse.rows["story"])))
    assert (last.action, last.about, last.why) == ("forget", "2020-02", "hết thời hạn bảo quản: 13 hộ")
    assert [text for text in (NAME, STORY, OF_ANOTHER, REASON) if text in said] == []


@on_one_engine
def test_originals_go_and_reports_can_be_printed_again(with_years, tmp_path):
    context = with_years("2030-02-01", originals=10)
    kept = context.archive.stored()
    found = due(context)
    remove(context, found, "Lan")
    assert kept - context.archive.stored() == set(found.originals)
    assert "không tệp nào hỏng" in health.archive(context)
    assert due(context).originals == ()
    print_report("2020-01", out=tmp_path / "again")
    assert list((tmp_path / "again").glob("*.docx"))
    assert NAME in names(context)


@on_one_engine
def test_what_a_run_took_in_since_the_list_was_made_stays(with_years, code):
    """Between the list and the removal the unit reports the household anew, and its old file waits in another folder."""
    context = with_years("2030-02-01", households=10, originals=10)
    found = due(context)
    with context.warehouse.writing() as connection:
        (first, *_), household = connection.execute(sa.select(submission)).all(), context.warehouse.rows["household"]
        again = {name: value for name, value in first._mapping.items() if name not in ("id", "version")}
        connection.execute(sa.insert(submission), [again | {"folder_unit": "18607", "status": "received"}])
        connection.execute(sa.insert(submission), [again | {"folder_unit": "18610", "period": "2029-12"}])
        new = connection.scalar(sa.select(sa.func.max(submission.c.id)))
        own = connection.execute(sa.select(household).where(household.c.household_code == code)).mappings().first()
        connection.execute(sa.insert(household), [dict(own) | {"submission_id": new}])
    remove(context, found, "Lan")
    assert NAME in names(context)
    assert first.sha256 in context.archive.stored()
    assert len(context.archive.stored() & set(found.originals)) == 1


@on_one_engine
def test_what_was_destroyed_is_written_beside_the_backups_at_once(with_years, tmp_path, monkeypatch):
    """A backup of last night, put back in the morning, must not bring it again."""
    monkeypatch.setenv("GIAMNGHEO_BACKUP", str(tmp_path))
    load_settings.cache_clear()
    context = with_years("2030-02-01", originals=10)
    found = due(context)
    remove(context, found, "Lan")
    assert json.loads((tmp_path / "erased.json").read_text())["destroy"].keys() == set(found.originals)


@on_one_engine
def test_marked_workbooks_in_the_shared_folder_are_named_for_the_office(with_years):
    from giamngheo.feedback.returned_workbook import lay_answers

    context = with_years("2020-03-01", originals=10)
    assert lay_answers(context) > 0
    found = due(with_years("2030-02-01", originals=10))
    assert found.answers
    for file in found.answers:
        assert (context.settings.home.parent / "inbox" / file).is_file()
