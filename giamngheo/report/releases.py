"""Reports in the warehouse: what was issued, in which revision, with which files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from giamngheo.core.period import Period
from giamngheo.metadata.recipients import AD_HOC, FULL_REPORT
from giamngheo.report.content import ReportContent
from giamngheo.report.identity import DraftCode, codes_in
from giamngheo.warehouse.engine import Warehouse
from giamngheo.warehouse.schema import message, report, signature

DRAFT_FILE = "draft"  # the kind of a file: an unsigned document, marked as a draft


@dataclass(frozen=True)
class StoredFile:
    """A report's file: its name for people, its content in the archive, and of which document it is."""

    name: str
    kind: str
    mime: str
    sha256: str
    document: str = FULL_REPORT


@dataclass(frozen=True)
class Signature:
    """What the office signed of a report: the file goes out in place of the one that was drawn."""

    document: str
    name: str
    mime: str
    sha256: str
    number: str
    signed_on: dt.date
    taken_at: dt.datetime


@dataclass(frozen=True)
class Release:
    """A report as it was issued. `revision`: of an ad hoc report its number among those on the period."""

    id: int
    kind: str
    period: str
    revision: int
    issued_at: dt.datetime
    figures_sha256: str
    content: ReportContent
    files: tuple[StoredFile, ...]

    @property
    def called(self) -> str:
        """What an operator knows it by: `báo cáo kỳ 2020-03`, `báo cáo đột xuất 2, kỳ 2020-03`."""
        return f"báo cáo đột xuất {self.revision}, kỳ {self.period}" if self.is_ad_hoc else f"báo cáo kỳ {self.period}"

    @property
    def is_ad_hoc(self) -> bool:
        return self.kind == AD_HOC

    @cached_property
    def files_of(self) -> dict[str, list[StoredFile]]:
        """By the document's code."""
        found: dict[str, list[StoredFile]] = {}
        for file in self.files:
            found.setdefault(file.document, []).append(file)
        return found

    @property
    def drafts(self) -> dict[DraftCode, StoredFile]:
        """What the office signs of it, where it signs, by the code in the file's name."""
        return {codes_in(file.name)[0]: file for file in self.files if file.kind == DRAFT_FILE}


def release_of(warehouse: Warehouse, period: Period, kind: str, revision: int | None = None) -> Release | None:
    """The report of a revision, or the last one."""
    query = sa.select(report).where(report.c.period == period.code, report.c.kind == kind)
    if revision is not None:
        query = query.where(report.c.revision == revision)
    with warehouse.reading() as connection:
        row = connection.execute(query.order_by(report.c.revision.desc()).limit(1)).one_or_none()
    return _issued(row) if row else None


def revisions_until(warehouse: Warehouse, made: Release) -> list[Release]:
    """The reports on a period in their order, up to the one given."""
    own = sa.and_(report.c.period == made.period, report.c.kind == made.kind, report.c.revision <= made.revision)
    with warehouse.reading() as connection:
        return [_issued(row) for row in connection.execute(sa.select(report).where(own).order_by(report.c.revision))]


def releases_of(warehouse: Warehouse, period: Period, kind: str) -> list[Release]:
    """All of a kind on a period, in their order."""
    own = sa.select(report).where(report.c.period == period.code, report.c.kind == kind).order_by(report.c.revision)
    with warehouse.reading() as connection:
        return [_issued(row) for row in connection.execute(own)]


def is_there(warehouse: Warehouse, identity: int) -> bool:
    """Whether a report stands: one that nobody was sent may have been replaced."""
    with warehouse.reading() as connection:
        return bool(connection.scalar(sa.select(sa.func.count()).where(report.c.id == identity)))


def release_by_id(warehouse: Warehouse, identity: int) -> Release:
    with warehouse.reading() as connection:
        return _issued(connection.execute(sa.select(report).where(report.c.id == identity)).one())


def add_release(
    warehouse: Warehouse,
    content: ReportContent,
    figures_sha256: str,
    submissions: Iterable[int],
    files: Iterable[StoredFile],
    now: dt.datetime,
    replaces: int | None = None,
) -> int:
    """Write down a report, whose files are in the archive already; in the place of one that nobody was sent."""
    row = {
        "kind": content.kind,
        "period": content.period,
        "revision": content.ad_hoc.number if content.ad_hoc else content.revision,
        "issued_at": now,
        "figures_sha256": figures_sha256,
        "submissions": sorted(submissions),
        "content": content.model_dump_json(),
        "files": [asdict(file) for file in files],
    }
    with warehouse.writing() as connection:
        if replaces is not None:
            connection.execute(sa.delete(message).where(message.c.report_id == replaces))
            connection.execute(sa.delete(signature).where(signature.c.report_id == replaces))
            connection.execute(sa.delete(report).where(report.c.id == replaces))
        return int(connection.execute(sa.insert(report).returning(report.c.id), row).scalar_one())


def add_files(warehouse: Warehouse, identity: int, files: Iterable[StoredFile]) -> None:
    """Write down all files of a report, those added to it too."""
    with warehouse.writing() as connection:
        connection.execute(
            sa.update(report).where(report.c.id == identity).values(files=[asdict(file) for file in files])
        )


def add_signature(warehouse: Warehouse, identity: int, taken: Signature) -> None:
    """Write down what was signed, whose file is in the archive already; once for each document."""
    with warehouse.writing() as connection:
        connection.execute(sa.insert(signature), {"report_id": identity, **asdict(taken)})


def signatures_of(warehouse: Warehouse, identity: int) -> dict[str, Signature]:
    """Document → what was signed of it."""
    columns = [signature.c[field.name] for field in fields(Signature)]
    with warehouse.reading() as connection:
        rows = connection.execute(sa.select(*columns).where(signature.c.report_id == identity))
        return {row.document: Signature(**row._mapping) for row in rows}


def is_signed(warehouse: Warehouse, made: Release) -> bool:
    """Whether everything is signed that the office signs of it."""
    to_sign = {file.document for file in made.drafts.values()}
    return bool(to_sign) and to_sign <= signatures_of(warehouse, made.id).keys()


def taken_files(warehouse: Warehouse) -> set[str]:
    """The sha256 of every file that was ever taken as signed."""
    with warehouse.reading() as connection:
        return set(connection.scalars(sa.select(signature.c.sha256)))


def _issued(row: sa.Row[Any]) -> Release:
    content = ReportContent.model_validate_json(row.content)
    files = tuple(StoredFile(**file) for file in row.files)
    return Release(row.id, row.kind, row.period, row.revision, row.issued_at, row.figures_sha256, content, files)
