"""Publishes a report: a new revision where its figures differ from the last, else the last one again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from giamngheo.context import Context
from giamngheo.core.archive import Archive, digest
from giamngheo.core.errors import NothingFound, StorageUnavailable
from giamngheo.core.files import write_whole
from giamngheo.core.formats import cause
from giamngheo.core.period import Period
from giamngheo.metadata.placeholders import require_written
from giamngheo.metadata.recipients import AREA, COMMUNE, OFFICE
from giamngheo.report.compose import KIND, draft, is_same_report
from giamngheo.report.compose.offices import office_of
from giamngheo.report.content import ReportContent
from giamngheo.report.delivery import is_at_office, is_out
from giamngheo.report.lineage import note_lineage
from giamngheo.report.releases import (
    DRAFT_FILE,
    Release,
    Signature,
    StoredFile,
    add_files,
    add_release,
    release_by_id,
    release_of,
    signatures_of,
)
from giamngheo.report.render.files import FULL, ReportFile, each_report_file, report_files


def publish_report(context: Context, period: Period, judge: Callable[[ReportContent], None]) -> Release:
    """Make the report on a period, keep its files and write it down.

    `judge` raises where the content contradicts itself: then nothing is published, nor with what the office has still to
    write into its configuration (`ConfigurationError`). A report that nobody was sent is replaced, though the office has
    its draft to sign; one that somebody has, or that is signed, is followed by a revision. What the office has to sign
    stays while its figures do, and while the office is the one that it names.
    """
    last = release_of(context.warehouse, period, KIND)
    known = bool(last and is_out(context.warehouse, last))
    before = last if known else (release_of(context.warehouse, period, KIND, last.revision - 1) if last else None)
    revision = before.revision + 1 if before else 1
    drafted = draft(context.warehouse, period, revision, context.clock.today, before.content if before else None)
    is_read = last and (known or _is_to_be_signed(context, last))
    if last and (is_same_report if is_read else _is_equal)(last.content, drafted.content):
        note_lineage(context.warehouse, last.id, drafted.rests_on)
        return _completed(context, last, wanted_files(context) | (set() if known else wanted_drafts(context)))
    require_written(context.configuration, [context.configuration.plan_of(period)])
    judge(drafted.content)
    files = kept(context, each_report_file(drafted.content, wanted_files(context) | wanted_drafts(context)))
    replaces = last.id if last and not known else None
    identity = add_release(
        context.warehouse,
        drafted.content,
        drafted.figures_sha256,
        drafted.submissions,
        files,
        context.clock.now,
        replaces,
    )
    note_lineage(context.warehouse, identity, drafted.rests_on)
    return release_by_id(context.warehouse, identity)


def _is_to_be_signed(context: Context, last: Release) -> bool:
    """Whether the office has its draft, and may still sign it: since its day no other office, nor other signer, has come."""
    if not is_at_office(context.warehouse, last):
        return False
    then, period = context.configuration.on(last.content.issued_on), Period.parse(last.content.period)
    return office_of(then, period) == office_of(context.configuration, period) or bool(
        signatures_of(context.warehouse, last.id)
    )


def _is_equal(last: ReportContent, new: ReportContent) -> bool:
    """Whether nothing at all differs but the day: a report that nobody has is made anew for a signer's name too."""
    return last == new.model_copy(update={"issued_on": last.issued_on})


def wanted_files(context: Context) -> set[tuple[str, str]]:
    """The full report, and what the recipients get."""
    named = {(recipient.document, kind) for recipient in context.configuration.recipients for kind in recipient.files}
    return {*FULL, *named}


def wanted_drafts(context: Context) -> set[tuple[str, str]]:
    """What the office signs, where it does."""
    approval = context.configuration.operation.approval
    return {(document, DRAFT_FILE) for document in approval.documents} if approval.signed else set()


def _completed(context: Context, release: Release, wanted: set[tuple[str, str]]) -> Release:
    """The same report, with the files that a recipient named since gets."""
    missing = wanted - {(file.document, file.kind) for file in release.files}
    added = kept(context, each_report_file(release.content, missing)) if missing else []
    if not added:
        return release
    add_files(context.warehouse, release.id, [*release.files, *added])
    return release_by_id(context.warehouse, release.id)


def kept(context: Context, files: Iterable[ReportFile]) -> list[StoredFile]:
    """Into the archive, one after the other."""
    return [
        StoredFile(file.name, file.kind, file.mime, context.archive.keep(file.data), file.document) for file in files
    ]


def built_again(context: Context, release: Release, documents: Collection[str]) -> list[ReportFile]:
    """The files of some documents, byte for byte: drawn again from the content, else out of the archive.

    What was not drawn when the report was published is drawn from the same content now.
    """
    wanted = {(document, kind) for document in documents for kind in ("word", "excel")}
    stored = {(file.document, file.kind): file for file in release.files}
    return [
        _as_published(context, file, stored.get((file.document, file.kind)))
        for file in report_files(release.content, wanted)
    ]


def _as_published(context: Context, drawn: ReportFile, stored: StoredFile | None) -> ReportFile:
    if stored is None or digest(drawn.data) == stored.sha256:
        return drawn
    return replace(drawn, name=stored.name, data=context.archive.read(stored.sha256))


def find_report(context: Context, period: Period, revision: int | None = None) -> Release:
    """The report of a revision, or the last one; `NothingFound` tells how to make one."""
    release = release_of(context.warehouse, period, KIND, revision)
    if release is None:
        which = f" lần {revision}" if revision else ""
        raise NothingFound(f"Chưa có báo cáo kỳ {period}{which}; lập bằng lệnh giamngheo run --period {period}.")
    return release


def all_files(archive: Archive, release: Release) -> Iterator[tuple[StoredFile, bytes]]:
    """One after the other: those of thousands of units are not held at once."""
    return ((file, archive.read(file.sha256)) for file in release.files)


def kept_files(
    archive: Archive, release: Release, document: str, kinds: Collection[str], signed: Signature | None = None
) -> list[tuple[StoredFile, bytes]]:
    """The files of one document, of the kinds that are asked for; what was signed in place of the Word file."""
    own = (file for file in release.files_of.get(document, ()) if file.kind in kinds)
    going = (as_file(signed) if signed and file.kind == "word" else file for file in own)
    return [(file, archive.read(file.sha256)) for file in going]


def as_file(signed: Signature) -> StoredFile:
    return StoredFile(signed.name, "signed", signed.mime, signed.sha256, signed.document)


def lay_out(folder: Path, files: Iterable[tuple[StoredFile, bytes]]) -> None:
    """Put a report's files where people look for them: the district's first, offices and communes in folders."""
    try:
        for file, data in files:
            path = folder / place_of(file)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
    except OSError as error:
        raise StorageUnavailable(
            f"Không ghi được báo cáo vào {folder} ({cause(error)}). Kiểm tra chỗ trống và quyền ghi rồi chạy lại."
        ) from error


def place_of(file: StoredFile) -> Path:
    """Where a file lies in a period's folder: `xa/Phiếu kết quả ….xlsx`."""
    return Path(
        next((prefix.rstrip("-") for prefix in (OFFICE, COMMUNE, AREA) if file.document.startswith(prefix)), ""),
        file.name,
    )
