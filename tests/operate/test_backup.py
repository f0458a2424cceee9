"""A backup is whole or not at all, and comes back as it was, on the other engine too."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from giamngheo.context import open_context
from giamngheo.core.errors import ArchiveLocked, StorageUnavailable, UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.operate import health
from giamngheo.operate.backup import back_up, backups_in, forget_older, restore, verify
from giamngheo.report.delivery import queue_report
from giamngheo.report.publish import publish_report
from giamngheo.report.releases import release_of
from giamngheo.warehouse.audit_log import Entry, write_down
from giamngheo.warehouse.schema import MADE_ANEW, message, submission
from tasks.tidy import tidy
from tests.support.office import Office, disk_is_full, on_one_engine
from tests.support.workbooks import book, next_book, write_month

NOW = dt.datetime(2020, 3, 20, 2, 0, 0)
MONTH = Period.parse("2020-01")


@pytest.fixture
def filled(office, few_recipients):  # noqa: ARG001
    """Two months, a correction, a report on its way, and lines in the audit log."""
    december = [book("18604", "Xã Thạch Khê", "2019-12", poor=6, near_poor=7)]
    write_month(office.inbox, [*december, next_book(december[0])])
    for month in ("2019-12", "2020-01"):
        office.collect(month)
    context = office.context
    made = publish_report(context, MONTH, lambda _: None)
    queue_report(context.warehouse, made, context.configuration.recipients, "a@b.example", NOW)
    write_down(context.warehouse, Entry("Lan", "order", "2020-01", "thử «ngoặc»"))
    return office


def everything(context):
    """Table → its rows as they are, of all that a backup holds."""
    made_anew = {"lease", "known_file", *(table.name for table in MADE_ANEW)}
    tables = [table for table in submission.metadata.sorted_tables if table.name not in made_anew]
    with context.warehouse.reading() as connection:
        return {
            table.name: sorted(map(str, connection.execute(sa.select(table)).all()))
            for table in [*tables, *context.warehouse.rows.values()]
        }


def elsewhere(tmp_path, monkeypatch, url=""):
    """Another machine: a home of its own, and a warehouse in which nothing is yet."""
    monkeypatch.setenv("GIAMNGHEO_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("GIAMNGHEO_WAREHOUSE_URL", url)
    load_settings.cache_clear()
    return open_context("2020-03-20")


def test_all_comes_back_on_another_machine_and_on_the_other_engine(filled, tmp_path, monkeypatch, request):
    """From SQLite to PostgreSQL, and from PostgreSQL to SQLite; then it goes on there."""
    before = everything(filled.context)
    made = back_up(filled.context, tmp_path / "copies", NOW)
    assert made.folder.name == "2020-03-20T020000Z"
    assert made.rows == sum(map(len, before.values())) > 50
    url = ""
    if filled.context.warehouse.engine.dialect.name == "sqlite":
        server = request.getfixturevalue("postgres")
        server.psql("CREATE DATABASE restored;")
        url = server.get_uri(database="restored").replace("postgresql://", "postgresql+psycopg://")
    other = elsewhere(tmp_path, monkeypatch, url)
    try:
        (found,) = backups_in(tmp_path / "copies")
        assert found == made
        restore(other, found)
        assert everything(other) == before
        assert {path.name for path in other.archive.folder.glob("*/*")} == set(made.archive)
        with pytest.raises(UsageError, match=r"đã có dữ liệu \(.*tệp đã nhận.*\); chỉ khôi phục vào kho trống"):
            restore(other, found)
        assert release_of(other.warehouse, MONTH, "giam-ngheo").content.period == MONTH.code
        write_down(other.warehouse, Entry("Lan", "order", "2020-02"))  # numbers go on behind those that came back
        correct(Office(tmp_path))
    finally:
        other.warehouse.engine.dispose()


def test_rows_are_copied_in_an_order_that_no_language_of_a_database_changes(filled, tmp_path):
    """`a` stands before `B` in most languages, and after it by bytes: each server would have a sum of its own."""
    engine, said = filled.context.warehouse.engine, []

    def listen(_connection, _cursor, statement, *_):
        said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        made = back_up(filled.context, tmp_path / "copies", NOW)
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)
    order = {"postgresql": '"C"', "sqlite": '"BINARY"'}[engine.dialect.name]
    ordered = [text for text in said if "FROM attainment ORDER BY" in " ".join(text.split())]
    assert ordered
    assert [f"attainment.{name} COLLATE {order}" in ordered[0] for name in ("period", "indicator", "unit")] == [
        True
    ] * 3
    assert "known_file" not in made.tables  # its key is a free text, and it is worth a day


def correct(office):
    """The unit sends January again."""
    one = next_book(book("18604", "Xã Thạch Khê", "2019-12", poor=6, near_poor=7))
    one.households[0]["insured"] = 0
    write_month(office.inbox / "18604 - Xã Thạch Khê" / "bản sửa", [one])
    office.collect("2020-01")
    with office.context.warehouse.reading() as connection:
        assert connection.scalar(sa.select(sa.func.max(submission.c.version))) == 2


@on_one_engine
def test_a_backup_of_the_same_is_the_same_and_files_lie_there_once(filled, tmp_path):
    first = back_up(filled.context, tmp_path, NOW)
    second = back_up(filled.context, tmp_path, NOW + dt.timedelta(days=1))
    assert first.tables == second.tables
    assert len(list((tmp_path / "archive").glob("*/*"))) == len(first.archive)
    assert list(tmp_path.glob(".*")) == []


@on_one_engine
@pytest.mark.parametrize("harm", ["a row", "a file", "cut off"])
def test_a_damaged_backup_is_refused_and_nothing_comes_of_it(filled, tmp_path, monkeypatch, harm):
    made = back_up(filled.context, tmp_path / "copies", NOW)
    path = made.folder / "message.jsonl.gz"
    if harm == "a row":
        lines = gzip.decompress(path.read_bytes()).replace(b"waiting", b"sent", 1)
        path.write_bytes(gzip.compress(lines))
    elif harm == "cut off":
        path.write_bytes(path.read_bytes()[:-10])
    else:
        original = next((tmp_path / "copies" / "archive").glob("*/*"))
        original.chmod(0o600)
        original.write_bytes(b"?")
    with pytest.raises(StorageUnavailable, match=r"hỏng|không dùng được"):
        verify(made, filled.context.archive)
    other = elsewhere(tmp_path, monkeypatch)
    with pytest.raises(StorageUnavailable):
        restore(other, made)
    with other.warehouse.reading() as connection:
        assert connection.execute(sa.select(message)).all() == []


@on_one_engine
def test_of_another_version_it_is_refused_with_both(filled, tmp_path, monkeypatch):
    made = back_up(filled.context, tmp_path / "copies", NOW)
    manifest = made.folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema_version": "0009"}))
    (found,) = backups_in(tmp_path / "copies")
    with pytest.raises(UsageError, match="phiên bản kho 0009, chương trình cần"):
        restore(elsewhere(tmp_path, monkeypatch), found)


@on_one_engine
def test_a_full_disk_leaves_the_backups_before_it_as_they_were(filled, tmp_path, monkeypatch):
    first = back_up(filled.context, tmp_path, NOW)
    monkeypatch.setattr("giamngheo.operate.backup.write_whole", disk_is_full)
    with pytest.raises(StorageUnavailable, match="ổ đĩa hết chỗ"):
        back_up(filled.context, tmp_path, NOW + dt.timedelta(days=1))
    assert backups_in(tmp_path) == [first]
    verify(first, filled.context.archive)


@on_one_engine
def test_old_ones_go_and_the_last_never(filled, tmp_path):
    for days in (0, 1, 2):
        back_up(filled.context, tmp_path, NOW + dt.timedelta(days=days))
    assert forget_older(tmp_path, NOW + dt.timedelta(days=1), filled.context.archive) == 1
    assert forget_older(tmp_path, NOW + dt.timedelta(days=90), filled.context.archive) == 1
    assert [each.folder.name for each in backups_in(tmp_path)] == ["2020-03-22T020000Z"]


@on_one_engine
def test_sealed_originals_lie_sealed_in_the_backup_too_and_come_back_with_the_key_alone(filled, tmp_path, monkeypatch):
    plain = {path.read_bytes() for path in filled.context.archive.folder.glob("*/*")}
    monkeypatch.setenv("GIAMNGHEO_ARCHIVE_KEY", Fernet.generate_key().decode())
    load_settings.cache_clear()
    context = filled.context
    assert "sẽ được mã hóa đêm nay" in health.archive(context)
    made = back_up(context, tmp_path / "copies", NOW)
    copied = {path.read_bytes() for path in (tmp_path / "copies" / "archive").glob("*/*")}
    assert (len(copied), copied & plain) == (len(plain), set())
    assert "Đã mã hóa" in tidy.fn("")
    assert health.archive(context).endswith(", đã mã hóa")
    monkeypatch.delenv("GIAMNGHEO_ARCHIVE_KEY")
    other = elsewhere(tmp_path, monkeypatch)
    with pytest.raises(ArchiveLocked):
        restore(other, made)
    with pytest.raises(ArchiveLocked):
        health.archive(replace(context, settings=other.settings.model_copy(update={"home": context.settings.home})))
    with other.warehouse.reading() as connection:
        assert connection.execute(sa.select(message)).all() == []
