"""Alembic's steps on both engines: nothing that an older version wrote is lost, forth and back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from giamngheo.report.delivery import deliveries
from giamngheo.report.releases import StoredFile
from giamngheo.send.kinds import RECEIPT, REMINDER, UNFINISHED
from giamngheo.send.outbox import Envelope, enqueue, key_of, messages
from giamngheo.warehouse.engine import _KNOWN, HEAD, MIGRATIONS, migrate, open_warehouse
from giamngheo.warehouse.schema import attainment, message, report
from tests.support.bank_form import BANK, FORM
from tests.support.forms_beside import with_form
from tests.support.migrations import step_back
from tests.support.submissions import submitted

NOW = dt.datetime(2020, 3, 20, 2, 0)
FILE = {"name": "Báo cáo.docx", "kind": "word", "mime": "application/x", "sha256": "a" * 64}


def table(engine, name):
    return sa.Table(name, sa.MetaData(), autoload_with=engine, resolve_fks=False)


def rows(engine, name):
    own = table(engine, name)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(own).order_by(own.c.id)).mappings()]


def row(number, state="sent", **more):
    return {
        "recipient": f"nhan-{number}@a.example",
        "message_id": f"<{number}@a>",
        "state": state,
        "tries": number % 3,
        "last_answer": None if state in ("waiting", "sending") else "250 được",
        "written_at": NOW,
        "sent_at": NOW + dt.timedelta(minutes=number) if state == "sent" else None,
    } | more


def delivered(number, report_id, paper="giam-ngheo", **more):
    return row(number, **more) | {"report_id": report_id, "paper": paper, "recipient_name": f"Nơi nhận {number}"}


def noted(number, period, about, kind, **more):
    return row(number, **more) | {"period": period, "about": about, "kind": kind}


DELIVERIES = [
    delivered(1, 1),
    delivered(2, 1, "xa-18604", state="deferred"),
    delivered(3, 1, "xa-18607", state="withdrawn"),
    delivered(1, 2, message_id="<1b@a>", state="sending"),
]
NOTES = [
    noted(11, "2020-03", "18604", "don-doc+1/0325"),
    noted(12, "2020-03", "18604", "don-doc-1"),
    noted(12, "2020-04", "18604", "don-doc-1", message_id="<12b@a>"),
    noted(13, "2020-03", "district", "don-doc+3", state="deferred"),
    noted(14, "2020-03", "18604", "bien-nhan-12"),
    noted(14, "2020-03", "18604", "bien-nhan-12.2", message_id="<14b@a>", state="refused"),
    noted(14, "2020-03", "18604", "bien-nhan-1.11", message_id="<14c@a>"),
    noted(15, "", "18607", "bien-nhan-13", state="waiting"),
    noted(16, "2020-03", "18607", "cho-ab12cd34"),
    noted(17, "2020-03", "18607", "viec-khac"),
]


@pytest.fixture
def old(office):
    """A warehouse as the version before the outbox left it; gives the place and its engine."""
    place, engine = office.context, office.context.warehouse.engine
    step_back(engine, "0008")
    issued = {"kind": "giam-ngheo", "revision": 1, "issued_at": NOW, "figures_sha256": "b" * 64, "submissions": [1]}
    reports = [
        issued | {"id": 1, "period": "2020-03", "content": "{}", "files": [FILE, FILE | {"paper": "xa-18604"}]},
        issued | {"id": 2, "period": "2020-Q1", "content": "{}", "files": []},
    ]
    with engine.begin() as connection:
        for name, own in {"report": reports, "delivery": DELIVERIES, "note": NOTES}.items():
            connection.execute(sa.insert(table(engine, name)), own)
    return place, engine


def test_deliveries_and_notes_become_messages_and_nothing_is_lost(old):
    place, engine = old
    migrate(engine)
    assert not {"delivery", "note"} & set(sa.inspect(engine).get_table_names())
    found = {one["message_id"]: one for one in rows(engine, "message")}
    assert found.keys() == {one["message_id"] for one in [*DELIVERIES, *NOTES]}
    for one in [*DELIVERIES, *NOTES]:
        kept = found[one["message_id"]]
        same = ("recipient", "state", "tries", "last_answer", "written_at", "sent_at")
        assert [kept[name] for name in same] == [one[name] for name in same]
    told = {one["message_id"]: (one["kind"], one["key"], one["period"], one["about"]) for one in found.values()}
    assert told["<1@a>"] == ("report", "giam-ngheo.2020-03.r1", "2020-03", None)
    assert told["<1b@a>"] == ("report", "giam-ngheo.2020-Q1.r1", "2020-Q1", None)
    assert told["<11@a>"] == (REMINDER, "2020-03.18604.+1/0325", "2020-03", "18604")
    assert told["<14@a>"] == (RECEIPT, "2020-03.18604.12.1", "2020-03", "18604")
    assert told["<14b@a>"] == (RECEIPT, "2020-03.18604.12.2", "2020-03", "18604")
    assert told["<15@a>"] == (RECEIPT, "18607.13.1", None, "18607")
    assert told["<16@a>"] == (UNFINISHED, "2020-03.18607.ab12cd34", "2020-03", "18607")
    assert told["<17@a>"] == ("other", "2020-03.18607.viec-khac", "2020-03", "18607")
    assert [one.document for one in deliveries(place.warehouse, 1)] == ["giam-ngheo", "xa-18604"]
    with engine.connect() as connection:
        files = connection.scalar(sa.select(report.c.files).where(report.c.id == 1))
    assert [StoredFile(**file).document for file in files] == ["giam-ngheo", "xa-18604"]


def test_what_was_told_before_is_known_and_not_told_again(old):
    place, engine = old
    migrate(engine)
    reminded = Envelope(REMINDER, key_of("2020-03", "18604", "-1"), "nhan-12@a.example", "UBND xã Thạch Khê")
    (known,) = enqueue(place.warehouse, [reminded], "a@b.example", NOW)
    assert (known.message_id, known.state) == ("<12@a>", "sent")
    assert len(messages(place.warehouse)) == len(DELIVERIES) + len(NOTES)


def test_back_again_everything_is_as_it_was(old):
    _, engine = old
    before = {name: rows(engine, name) for name in ("delivery", "note", "report")}
    columns = {name: [column.name for column in table(engine, name).columns] for name in before}
    migrate(engine)
    with engine.begin() as connection:
        alarm = row(21) | {"kind": "alarm", "key": "ab", "recipient_name": "Người vận hành"}
        connection.execute(sa.insert(message), alarm)
    step_back(engine, "0008")
    assert {name: [column.name for column in table(engine, name).columns] for name in before} == columns
    before["report"][0]["files"][0]["paper"] = "giam-ngheo"  # it went without saying
    assert {name: rows(engine, name) for name in before} == before
    migrate(engine)
    assert len(rows(engine, "message")) == len(DELIVERIES) + len(NOTES)


def test_what_was_received_before_anybody_noted_when_it_was_laid_was_laid_then(office):
    """The version before told a report late by when it was received: it still is."""
    engine = office.context.warehouse.engine
    step_back(engine, "0013")
    came = {"folder_unit": "18604", "unit": "18604", "collected_in": "2020-03", "status": "received", "file": "a.xlsx"}
    own = came | {"sha256": "a" * 64, "size_bytes": 1, "received_at": NOW}
    with engine.begin() as connection:
        connection.execute(sa.insert(table(engine, "submission")), own)
    migrate(engine)
    ((at, by),) = ((one["submitted_at"], one["submitted_by"]) for one in rows(engine, "submission"))
    assert (at, by) == (NOW, None)


def test_with_an_offices_report_its_rows_go_and_the_units_stay(office, monkeypatch):
    """Their table is a form's own. SQLite gives the number of what was deleted again, and its rows would be another's."""
    with_form(office.home, FORM, monkeypatch)
    warehouse = office.context.warehouse
    engine, kept = warehouse.engine, submitted(warehouse, "18604", "2020-03", "accepted")
    gone = submitted(warehouse, BANK, "2020-03", "accepted", form=FORM)
    own = {"bctd01_cover": gone, "bctd01_loan": gone, "household": kept}
    with engine.begin() as connection:
        for name, number in own.items():
            connection.execute(sa.insert(warehouse.rows[name]), {"submission_id": number, "row": 7})
    step_back(engine, "0019")
    with engine.connect() as connection:
        left = {name: connection.scalars(sa.select(warehouse.rows[name].c.submission_id)).all() for name in own}
    assert left == {"bctd01_cover": [], "bctd01_loan": [], "household": [kept]}
    migrate(engine)


def test_the_versions_that_the_program_knows_are_alembic_s(office):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    found = ScriptDirectory.from_config(config)
    assert found.get_heads() == [HEAD]
    assert sorted(one.revision for one in found.walk_revisions()) == _KNOWN
    assert open_warehouse(office.context.settings.warehouse, office.context.configuration)


def test_stored_attainment_goes_forth_and_back_without_its_range(office):
    """What an older version stored says no sign and no upper end; the view shows both from then on."""
    engine = office.context.warehouse.engine
    own = {"period": "2020-03", "revision": 1, "indicator": "models", "unit": "", "target": 14.0, "reporting_units": 22}
    with engine.execution_options(immediate=True).begin() as connection:
        connection.execute(sa.insert(attainment), [own | {"sign": "between", "target_to": 20.0, "made_from": "a"}])
    step_back(engine, "0017")
    with engine.connect() as connection:
        (before,) = connection.execute(sa.text("SELECT * FROM v_attainment")).mappings()
    assert not {"sign", "target_to"} & before.keys()
    migrate(engine, "0021")  # the last that made views itself
    with engine.connect() as connection:
        (after,) = connection.execute(sa.text("SELECT * FROM v_attainment")).mappings()
    assert dict(after) == dict(before) | {"sign": None, "target_to": None}
    migrate(engine)


def test_a_bi_tool_can_name_the_units_of_the_views(office):
    """The table of units is there for it: the program itself reads its configuration."""
    named = sa.text(
        "SELECT u.name FROM unit u LEFT JOIN v_poverty p ON p.unit = u.code "
        "WHERE u.code = '18604' AND (u.valid_to IS NULL OR u.valid_to >= '2020-03-31')"
    )
    with office.context.warehouse.reading() as connection:
        assert connection.scalars(named).first() == "Xã Thạch Khê"
