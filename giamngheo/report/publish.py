"""Issues a report: a new revision where its figures differ from the last, else the last one again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from giamngheo.context import Workplace
from giamngheo.core.archive import Archive, digest
from giamngheo.core.errors import NothingFound, StorageAway
from giamngheo.core.period import Period
from giamngheo.metadata.recipients import COMMUNE, OFFICE
from giamngheo.report.compose import KIND, draft, is_same_report
from giamngheo.report.content import ReportContent
from giamngheo.report.lineage import note_foundation
from giamngheo.report.releases import Issued, StoredFile, add_files, is_out, issue, issued, issued_by_id
from giamngheo.report.render.files import FULL, ReportFile, report_files


def issue_report(place: Workplace, period: Period, judge: Callable[[ReportContent], None]) -> Issued:
    """Make the report on a period, keep its files and write it down.

    `judge` raises where the content contradicts itself: then nothing is issued. A report that nobody was sent
    is replaced; one that somebody has is followed by a revision.
    """
    last = issued(place.warehouse, period, KIND)
    known = bool(last and is_out(place.warehouse, last.id))
    before = last if known else (issued(place.warehouse, period, KIND, last.revision - 1) if last else None)
    revision = before.revision + 1 if before else 1
    made = draft(place.warehouse, period, revision, place.clock.today, before.content if before else None)
    if last and (is_same_report(last.content, made.content) if known else _is_equal(last.content, made.content)):
        note_foundation(place.warehouse, last.id, made.rests_on)
        return _completed(place, last)
    judge(made.content)
    files = _kept(place, report_files(made.content, wanted_files(place)))
    replaces = last.id if last and not known else None
    identity = issue(
        place.warehouse, made.content, made.figures_sha256, made.submissions, files, place.clock.now, replaces
    )
    note_foundation(place.warehouse, identity, made.rests_on)
    return issued_by_id(place.warehouse, identity)


def _is_equal(last: ReportContent, made: ReportContent) -> bool:
    """Whether nothing at all differs but the day: a report that nobody has is made anew for a signer's name too."""
    return last == made.model_copy(update={"issued_on": last.issued_on})


def wanted_files(place: Workplace) -> set[tuple[str, str]]:
    """The full report, and what the recipients get."""
    named = {(recipient.paper, kind) for recipient in place.configuration.recipients for kind in recipient.files}
    return {*FULL, *named}


def _completed(place: Workplace, made: Issued) -> Issued:
    """The same report, with the files that a recipient named since gets."""
    missing = wanted_files(place) - {(file.paper, file.kind) for file in made.files}
    added = _kept(place, report_files(made.content, missing)) if missing else []
    if not added:
        return made
    add_files(place.warehouse, made.id, [*made.files, *added])
    return issued_by_id(place.warehouse, made.id)


def _kept(place: Workplace, files: Iterable[ReportFile]) -> list[StoredFile]:
    return [StoredFile(file.name, file.kind, file.mime, place.archive.keep(file.data), file.paper) for file in files]


def built_again(place: Workplace, made: Issued, papers: Collection[str]) -> list[ReportFile]:
    """The files of some papers, byte for byte: drawn again from the content, else out of the archive.

    What was not drawn when the report was issued is drawn from the same content now.
    """
    wanted = {(paper, kind) for paper in papers for kind in ("word", "excel")}
    stored = {(file.paper, file.kind): file for file in made.files}
    return [_as_issued(place, file, stored.get((file.paper, file.kind))) for file in report_files(made.content, wanted)]


def _as_issued(place: Workplace, drawn: ReportFile, stored: StoredFile | None) -> ReportFile:
    if stored is None or digest(drawn.data) == stored.sha256:
        return drawn
    return replace(drawn, name=stored.name, data=place.archive.read(stored.sha256))


def find_report(place: Workplace, period: Period, revision: int | None = None) -> Issued:
    """The report of a revision, or the last one; `NothingFound` tells how to make one."""
    made = issued(place.warehouse, period, KIND, revision)
    if made is None:
        which = f" lần {revision}" if revision else ""
        raise NothingFound(f"Chưa có báo cáo kỳ {period}{which}; lập bằng lệnh giamngheo run --period {period}.")
    return made


def all_files(archive: Archive, made: Issued) -> list[tuple[StoredFile, bytes]]:
    return [(file, archive.read(file.sha256)) for file in made.files]


def kept_files(archive: Archive, made: Issued, paper: str, kinds: Collection[str]) -> list[tuple[StoredFile, bytes]]:
    """The files of one paper, of the kinds that are asked for."""
    return [(file, archive.read(file.sha256)) for file in made.files if file.paper == paper and file.kind in kinds]


def lay_out(folder: Path, files: Iterable[tuple[StoredFile, bytes]]) -> None:
    """Put a report's files where people look for them: the district's first, offices and communes in folders."""
    try:
        for file, data in files:
            path = folder / place_of(file)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.parent / f".{file.sha256[:12]}.part"
            part.write_bytes(data)
            part.replace(path)
    except OSError as error:
        raise StorageAway(
            f"Không ghi được báo cáo vào {folder} ({error.strerror}). Kiểm tra chỗ trống và quyền ghi rồi chạy lại."
        ) from error


def place_of(file: StoredFile) -> Path:
    """Where a file lies in a period's folder: `xa/Phiếu kết quả ….xlsx`."""
    return Path(
        next((prefix.rstrip("-") for prefix in (OFFICE, COMMUNE) if file.paper.startswith(prefix)), ""), file.name
    )
