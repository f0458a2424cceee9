"""A household's data erased: what tells who it is goes, what is counted stays.

Every row of the household keeps its figures under a name that tells nothing (`core/pseudonym.py`), the same in every month, so
that sums and comparisons of months stay as they were. Erased is what is known until a month; what a unit reports of the same
household later is a new collection. The audit log has who asked and why, and which month; an older backup that is restored has
its erasures repeated from it.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.errors import NotWell, UsageError
from giamngheo.core.files import write_whole
from giamngheo.core.pseudonym import PREFIX, own_pseudonyms, pseudonyms_in, put_key
from giamngheo.operate.household_traces import CODE, Original, Traces, lines_about, reports_telling, text_columns
from giamngheo.store.originals import destroy_noted, destroyed, note_destroyed
from giamngheo.warehouse.audit_log import Entry, add, last_words
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run
from giamngheo.warehouse.schema import finding, journal, report, submission

ERASED = "(đã xóa)"
_ERASE, _DESTROY = "erase", "destroy"
_BESIDE_BACKUPS = "erased.json"
_OURS_ALONE = 0o600
_JUDGED = ("accepted", "rejected")


@dataclass(frozen=True)
class Erased:
    """How many rows of the warehouse were changed, and how many originals destroyed."""

    rows: int
    originals: int


def erase_household(context: Context, traces: Traces, who: str, why: str, with_originals: bool) -> Erased:
    """Erase a household in the warehouse, and on demand the originals that hold it, with all other households in them.

    `UsageError` without a reason, `AlreadyRunning` while a run is at work: it may be about to write what is erased. Run again it
    does what is left.
    """
    if not why.strip():
        raise UsageError("Xóa phải có căn cứ; ghi --why, ví dụ --why 'đơn số 12 ngày 05/6/2026'. Đừng ghi tên người.")
    pseudonyms = own_pseudonyms(context.settings.pseudonym_key_file)
    until = traces.last_month or context.clock.today.strftime("%Y-%m")
    name = pseudonyms.of(traces.code)
    held = {one.submission.sha256 for one in destroyable(traces)} if with_originals else set()
    about = f"{name}/{until}"
    known = last_words(context.warehouse, (_ERASE,))
    with alone(context, "Xóa dữ liệu của một hộ", _ERASE), context.warehouse.writing() as connection:
        rows = pseudonymise(connection, context.warehouse, traces.code, name, until)
        if rows or about not in known:
            add(connection, Entry(who, _ERASE, about, why.strip()))
        note_destroyed(connection, held, who, why.strip())
    gone = destroy_noted(context.warehouse, context.archive)
    if context.settings.backup and context.settings.backup.is_dir():
        keep_beside_backups(context, context.settings.backup)
    return Erased(rows, gone)


def alone(context: Context, name: str, job: str) -> contextlib.AbstractContextManager[None]:
    """No run is at work on the warehouse meanwhile; `AlreadyRunning` at once if one is."""
    return leased(context.warehouse, Run(str(uuid.uuid4()), name), job, 0, context.clock.now)


def destroyable(traces: Traces) -> list[Original]:
    """Originals that hold the household and are judged: of the others the next run still needs the content."""
    return [one for one in traces.in_originals if one.submission.status in _JUDGED]


def pseudonymise(connection: sa.Connection, warehouse: Warehouse, code: str, name: str, until: str) -> int:
    """Put a name in the place of a household's code, and take what tells of it, in all that was reported until a month.

    Gives how many rows were changed. What was told as a story is taken out of the stored reports' contents too: the files that
    were sent stay as they were.
    """
    own = sa.or_(submission.c.period.is_(None), submission.c.period <= until)
    within = {row.id for row in connection.execute(sa.select(submission.c.id).where(own))}
    in_time = sa.select(submission.c.id).where(own)
    _out_of_reports(connection, warehouse, code, within)
    changed = _explanations(connection, warehouse, code, name, within)
    for sheet in warehouse.configuration.form.sheets:
        table = warehouse.rows[sheet.table]
        if CODE in sheet.columns:
            mine = sa.and_(table.c[CODE] == code, table.c.submission_id.in_(in_time))
            hidden = [column.field for column in sheet.column if column.personal and column.field != CODE]
            values: dict[str, Any] = {field: _without(table.c[field]) for field in hidden}
            changed += connection.execute(sa.update(table).where(mine).values({CODE: name} | values)).rowcount
        for field in text_columns(sheet):
            named = sa.and_(table.c[field].contains(code), table.c.submission_id.in_(in_time))
            replaced = {field: sa.func.replace(table.c[field], code, name)}
            changed += connection.execute(sa.update(table).where(named).values(replaced)).rowcount
    about = sa.and_(finding.c.subject == code, finding.c.submission_id.in_(in_time))
    told = {"subject": name, "explanation": _without(finding.c.explanation)}
    return changed + connection.execute(sa.update(finding).where(about).values(told)).rowcount


def repeat_erasures(context: Context) -> int:
    """Erase again what came back, with a backup or a correction of an old month; gives how many rows. `NotWell` without the key."""
    asked: dict[str, str] = {}
    for about in last_words(context.warehouse, (_ERASE,)):
        name, _, until = about.partition("/")
        asked[name] = max(until, asked.get(name, ""))
    destroy_noted(context.warehouse, context.archive)
    if not asked:
        return 0
    pseudonyms = pseudonyms_in(context.settings.pseudonym_key_file)
    if pseudonyms is None:
        raise NotWell(
            f"không có tệp khóa {context.settings.pseudonym_key_file}, nên không biết hộ nào đã được xóa. "
            "Lấy lại tệp ấy từ máy cũ, hoặc từ erased.json trong thư mục sao lưu."
        )
    with context.warehouse.writing() as connection:
        found = {code: pseudonyms.of(code) for code in _codes(connection, context.warehouse)}
        return sum(
            pseudonymise(connection, context.warehouse, code, name, asked[name])
            for code, name in found.items()
            if name in asked
        )


def keep_beside_backups(context: Context, target: Path) -> None:
    """What was erased and destroyed, and the key, beside all backups: an older one is put back without it."""
    before = erased_beside(target)
    pseudonyms = pseudonyms_in(context.settings.pseudonym_key_file)
    now = {
        "key": pseudonyms.key if pseudonyms else before.get("key", ""),
        _ERASE: sorted({*last_words(context.warehouse, (_ERASE,)), *before.get(_ERASE, [])}),
        _DESTROY: sorted(destroyed(context.warehouse) | set(before.get(_DESTROY, []))),
    }
    if now[_ERASE] or now[_DESTROY]:
        write_whole(target / _BESIDE_BACKUPS, json.dumps(now, indent=1).encode(), _OURS_ALONE)


def erased_beside(target: Path) -> dict[str, Any]:
    """The same as it lies there; nothing where nothing was ever erased."""
    try:
        found: dict[str, Any] = json.loads((target / _BESIDE_BACKUPS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def note_erased_since(connection: sa.Connection, context: Context, said: dict[str, Any]) -> None:
    """Write down, with what is restored, what was erased and destroyed after its backup; `repeat_erasures` then does it.

    `said`: as it lies beside the backups. The key comes back with it where the machine has none.
    """
    if said.get("key") and pseudonyms_in(context.settings.pseudonym_key_file) is None:
        put_key(context.settings.pseudonym_key_file, said["key"])
    query, why = sa.select(journal.c.action, journal.c.about), "làm lại sau khi khôi phục bản sao lưu"
    known = {(row.action, row.about) for row in connection.execute(query)}
    for action in (_ERASE, _DESTROY):
        for about in said.get(action, []):
            if (action, about) not in known:
                add(connection, Entry("hệ thống", action, about, why))


def _explanations(connection: sa.Connection, warehouse: Warehouse, code: str, name: str, within: set[int]) -> int:
    sheet = warehouse.configuration.form.explaining
    lines = [line for line in lines_about(connection, warehouse, code) if line[0] in within]
    if sheet is None or not lines:
        return 0
    table = warehouse.rows[sheet.table]
    for identity, row in lines:
        place = sa.case((table.c.place.is_(None), None), else_=name)
        one = sa.and_(table.c.submission_id == identity, table.c.row == row)
        connection.execute(sa.update(table).where(one).values(place=place, reason=_without(table.c.reason)))
    return len(lines)


def _out_of_reports(connection: sa.Connection, warehouse: Warehouse, code: str, within: set[int]) -> None:
    """The household's stories, as the stored contents of reports tell them: made again, a report says what the rows say."""
    for made, places in list(reports_telling(connection, warehouse, code)):
        said = json.loads(made.content)
        for place, identity in places.items():
            if identity in within:
                said["stories"][place]["summary"] = ERASED
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        connection.execute(sa.update(report).where(report.c.id == made.id).values(content=text))


def _without(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """What stood there is gone; of a text it is still seen that one stood there."""
    if not isinstance(column.type, sa.String):
        return sa.null()
    return sa.case((column.is_(None), sa.null()), else_=sa.literal(ERASED))


def _codes(connection: sa.Connection, warehouse: Warehouse) -> set[str]:
    tables = [warehouse.rows[sheet.table] for sheet in warehouse.configuration.form.sheets if CODE in sheet.columns]
    found = {code for table in tables for code in connection.scalars(sa.select(table.c[CODE]).distinct())}
    found |= set(connection.scalars(sa.select(finding.c.subject).distinct()))
    return {code for code in found if code and not code.startswith(PREFIX)}
