"""A household's data erased: what tells who it is goes, what is counted stays.

Every row of the household keeps its figures under a name that tells nothing (`core/pseudonym.py`), the same in every month, so
that sums and comparisons of months stay as they were. Erased is what is known until a month; what a unit reports of the same
household later is a new collection. The audit log has who asked and why, and which month; an older backup that is restored has
its erasures repeated from it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.errors import NotWell, UsageError
from giamngheo.core.pseudonym import Pseudonyms, own_pseudonyms, pseudonyms_in
from giamngheo.metadata.form import Sheet
from giamngheo.operate.erased_beside_backups import ERASE, keep_beside_own_backups, own_backups, require_same_key
from giamngheo.operate.household_traces import (
    CODE_COLUMN,
    Original,
    Traces,
    lines_about,
    may_hold_code,
    reports_telling,
    require_off_the_list,
    text_columns,
    traces_of,
)
from giamngheo.read.workbook import codes_in, with_codes
from giamngheo.store.originals import destroy_noted, note_destroyed, still_needed
from giamngheo.store.submissions import LAST_MONTH
from giamngheo.warehouse.audit_log import Entry, add, last_words
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.run_lock import leased
from giamngheo.warehouse.run_log import Run
from giamngheo.warehouse.schema import finding, journal, report, submission

log = logging.getLogger(__name__)
ERASED = "(đã xóa)"
_ROWS_AT_ONCE = 1_000
_UNACCEPTED_SINCE = sa.case((submission.c.status != "accepted", submission.c.received_at))
_NameOf = Callable[[str | None, int], str | None]


@dataclass(frozen=True)
class Erased:
    """How many rows of the warehouse were changed, and how many originals destroyed."""

    rows: int
    originals: int


def erase_household(context: Context, code: str, who: str, why: str, with_originals: bool) -> Erased:
    """Erase a household in the warehouse, and on demand the originals that hold it, with all other households in them.

    `UsageError` without a reason or while it is still listed, `NothingFound` where nothing is held, `AlreadyRunning` while a run
    is at work: it may be about to write what is erased. Run again it does what is left.
    """
    if not why.strip():
        raise UsageError("Xóa phải có căn cứ; ghi --why, ví dụ --why 'đơn số 12 ngày 05/6/2026'. Đừng ghi tên người.")
    pseudonyms = pseudonyms_of(context)
    if folder := own_backups(context):
        require_same_key(context, folder)
    name, known = pseudonyms.of(code), last_words(context.warehouse, (ERASE,))
    with alone(context, "Xóa dữ liệu của một hộ", f"{ERASE}/{name}"):
        traces = traces_of(context, code)  # as it is now that nobody writes
        require_off_the_list(context.warehouse, traces)
        held = {one.submission.sha256 for one in destroyable(context, traces)} if with_originals else set()
        now = context.clock.now
        asked = Asked(name, traces.last_month or context.clock.today.strftime("%Y-%m"), now)
        about = f"{name}/{asked.until}"
        with context.warehouse.writing() as connection:
            rows = pseudonymise(connection, context.warehouse, {code: asked})
            if rows or about not in known:
                add(connection, Entry(who, ERASE, about, why.strip()), now)
            note_destroyed(connection, held, who, why.strip())
    gone = destroy_noted(context.warehouse, context.archive)
    keep_beside_own_backups(context)
    return Erased(rows, gone)


def pseudonyms_of(context: Context) -> Pseudonyms:
    """This office's; `NotWell` where households were erased under a key that is gone: another would name them otherwise."""
    file = context.settings.pseudonym_key_file
    if pseudonyms_in(file) is None and last_words(context.warehouse, (ERASE,)):
        raise NotWell(
            f"Không có tệp khóa {file}, nên không biết hộ nào đã được xóa. "
            "Lấy lại tệp ấy từ máy cũ, hoặc key trong erased.json của thư mục sao lưu."
        )
    return own_pseudonyms(file)


def alone(context: Context, name: str, job: str) -> contextlib.AbstractContextManager[None]:
    """No run is at work on the warehouse meanwhile; `AlreadyRunning` at once if one is."""
    return leased(context.warehouse, Run(str(uuid.uuid4()), name), job, 0, context.clock.now)


def destroyable(context: Context, traces: Traces) -> list[Original]:
    """Originals that hold the household, and whose content no run waits for, in whatever unit's folder."""
    needed = still_needed(context.warehouse)
    return [one for one in traces.in_originals if one.submission.sha256 not in needed]


@dataclass(frozen=True)
class Asked:
    """Which name stands in the place of a household's code, in all that is of a month until one (`2020-03`).

    `by`: also in what had come by that moment (UTC) and was not accepted, of whatever month.
    """

    name: str
    until: str
    by: dt.datetime | None = None

    def is_in(self, month: str, unaccepted_since: dt.datetime | None) -> bool:
        """Whether it holds for a workbook of a month; `unaccepted_since`: when one came that was not accepted."""
        return month <= self.until or bool(self.by and unaccepted_since and unaccepted_since <= self.by)


def pseudonymise(connection: sa.Connection, warehouse: Warehouse, asked: Mapping[str, Asked]) -> int:
    """Put names in the place of households' codes, and take what tells of them; gives how many rows were changed.

    What was told as a story is taken out of the stored contents of reports, too: the files that were sent stay as they were.
    """
    query = sa.select(submission.c.id, LAST_MONTH.label("month"), _UNACCEPTED_SINCE.label("unaccepted_since"))
    of = {row.id: (row.month, row.unaccepted_since) for row in connection.execute(query)}

    def name_of(code: str | None, identity: int) -> str | None:
        """Of a code in a submission; `None` where it stays."""
        one = asked.get(code or "")
        return one.name if one and one.is_in(*of[identity]) else None

    _out_of_reports(connection, warehouse, asked.keys(), name_of)
    changed = _explanations(connection, warehouse, asked.keys(), name_of)
    for sheet in warehouse.configuration.sheets:
        changed += _rows(connection, warehouse.rows[sheet.table], sheet, name_of)
    return changed + _findings(connection, name_of)


def repeat_erasures(context: Context) -> int:
    """Erase again what came back, with a backup or a correction of an old month; gives how many rows. `NotWell` without the key."""
    destroy_noted(context.warehouse, context.archive)
    erased = _erased(context.warehouse)
    if not erased:
        return 0
    pseudonyms = pseudonyms_of(context)
    with context.warehouse.writing() as connection:
        asked = {
            code: one
            for code, month, unaccepted_since in _codes(connection, context.warehouse)
            if (one := erased.get(pseudonyms.of(code))) and one.is_in(month, unaccepted_since)
        }
        return pseudonymise(connection, context.warehouse, asked) if asked else 0


def _erased(warehouse: Warehouse) -> dict[str, Asked]:
    """Name → all that was asked of it."""
    found: dict[str, Asked] = {}
    query = sa.select(journal.c.about, journal.c.at).where(journal.c.action == ERASE).order_by(journal.c.id)
    with warehouse.reading() as connection:
        for about, at in connection.execute(query):
            name, _, month = about.partition("/")
            before = found.get(name)
            until, by = (before.until, before.by or at) if before else ("", at)
            found[name] = Asked(name, max(month, until), max(at, by))
    return found


def _out_of_reports(connection: sa.Connection, warehouse: Warehouse, codes: Set[str], name_of: _NameOf) -> None:
    """The households' stories, as the stored contents of reports tell them: made again, a report says what the rows say."""
    for made, places in list(reports_telling(connection, warehouse, codes)):
        said = json.loads(made.content)
        stories = dict(enumerate(said.get("stories", ())))
        for place, (identity, code, summary) in places.items():
            if not name_of(code, identity):
                continue
            if stories.get(place, {}).get("summary") == summary:
                stories[place]["summary"] = ERASED
            else:
                log.warning(
                    "Báo cáo kỳ %s lần %s: không nhận ra gương sáng phải xóa; xem tay.", made.period, made.revision
                )
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        connection.execute(sa.update(report).where(report.c.id == made.id).values(content=text))


def _explanations(connection: sa.Connection, warehouse: Warehouse, codes: Set[str], name_of: _NameOf) -> int:
    """Before the findings lose the codes by which the sheet's rows are known."""
    sheet = warehouse.configuration.form.explaining
    lines = [
        (line, name) for *line, code in lines_about(connection, warehouse, codes) if (name := name_of(code, line[0]))
    ]
    if sheet is None or not lines:
        return 0
    table = warehouse.rows[sheet.table]
    values = {"place": sa.case((table.c.place.is_(None), None), else_=sa.bindparam("name")), "reason": ERASED}
    _update(connection, table, values, [{**_key(*line), "name": name} for line, name in lines])
    return len(lines)


def _rows(connection: sa.Connection, table: sa.Table, sheet: Sheet, name_of: _NameOf) -> int:
    """The households' own rows lose all that is personal, others' texts the codes that they name: one look at each row."""
    hidden = {column.field for column in sheet.column if column.personal} if CODE_COLUMN in sheet.columns else set()
    fields = sorted({*text_columns(sheet), *hidden})
    query = sa.select(table.c.submission_id, table.c.row, *(table.c[field] for field in fields))
    changed = []
    for row in connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}).mappings():
        values: dict[str, object] = {
            field: _without_codes(row[field], row["submission_id"], name_of) for field in fields
        }
        if name := name_of(row.get(CODE_COLUMN), row["submission_id"]):
            values |= {field: _gone(row[field]) for field in hidden} | {CODE_COLUMN: name}
        if any(values[field] != row[field] for field in fields):
            renamed = {f"new_{field}": value for field, value in values.items()}
            changed.append(_key(row["submission_id"], row["row"]) | renamed)
    _update(connection, table, {field: sa.bindparam(f"new_{field}") for field in fields}, changed)
    return len(changed)


def _findings(connection: sa.Connection, name_of: _NameOf) -> int:
    told = sa.or_(finding.c.subject != "", may_hold_code(finding.c.explanation))
    query = sa.select(finding.c.id, finding.c.submission_id, finding.c.subject, finding.c.explanation).where(told)
    changed = []
    for row in connection.execute(query):
        name = name_of(row.subject, row.submission_id)
        said = _gone(row.explanation) if name else _without_codes(row.explanation, row.submission_id, name_of)
        if name or said != row.explanation:
            changed.append({"key": row.id, "new_subject": name or row.subject, "new_explanation": said})
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in ("subject", "explanation")}
    if changed:
        connection.execute(sa.update(finding).where(finding.c.id == sa.bindparam("key")).values(values), changed)
    return len(changed)


def _key(identity: int, row: int) -> dict[str, Any]:
    return {"of_submission": identity, "of_row": row}


def _update(connection: sa.Connection, table: sa.Table, values: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    own = (table.c.submission_id == sa.bindparam("of_submission"), table.c.row == sa.bindparam("of_row"))
    if rows:
        connection.execute(sa.update(table).where(*own).values(values), rows)


def _gone(value: object) -> str | None:
    """Of a text it is still seen that one stood there."""
    return ERASED if isinstance(value, str) else None


def _without_codes(value: object, identity: int, name_of: _NameOf) -> object:
    return with_codes(value, lambda code: name_of(code, identity)) if isinstance(value, str) else value


def _codes(connection: sa.Connection, warehouse: Warehouse) -> Iterator[tuple[str, str, dt.datetime | None]]:
    """Each code wherever it stands, with the first month, and the first moment at which one came that was not accepted."""
    tables = [(warehouse.rows[sheet.table], text_columns(sheet)) for sheet in warehouse.configuration.sheets]
    for table, names in [*tables, (finding, ["subject", "explanation"])]:
        for column in (table.c[name] for name in names):
            query = sa.select(column, sa.func.min(LAST_MONTH), sa.func.min(_UNACCEPTED_SINCE)).join_from(
                table, submission, submission.c.id == table.c.submission_id
            )
            for text, *when in connection.execute(query.where(may_hold_code(column)).group_by(column)):
                for found in codes_in(text):
                    yield (found.code, *when)
