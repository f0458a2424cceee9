"""Issues a report: a new revision where its figures differ from the last, else the last one again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from giamngheo.archive import Archive, digest
from giamngheo.errors import NothingFound, StorageAway
from giamngheo.period import Period
from giamngheo.report.build import KIND, draft
from giamngheo.report.content import ReportContent
from giamngheo.report.files import ReportFile
from giamngheo.warehouse.reports import Issued, StoredFile, is_out, issue, issued, issued_by_id
from giamngheo.workplace import Workplace

Draw = Callable[[ReportContent], Iterable[ReportFile]]


def issue_report(place: Workplace, period: Period, draw: Draw, judge: Callable[[ReportContent], None]) -> Issued:
    """Make the report on a period, keep its files and write it down.

    `judge` raises where the content contradicts itself: then nothing is issued. A report that nobody was sent
    is replaced; one that somebody has is followed by a revision.
    """
    last = issued(place.warehouse, period, KIND)
    revision = last.revision if last else 1
    made = draft(place.warehouse, period, revision, place.clock.today)
    if last and last.figures_sha256 == made.figures_sha256:
        return last
    replaces = None
    if last and is_out(place.warehouse, last.id):
        made = draft(place.warehouse, period, last.revision + 1, place.clock.today)
    elif last:
        replaces = last.id
    judge(made.content)
    files = [StoredFile(file.name, file.kind, file.mime, place.archive.keep(file.data)) for file in draw(made.content)]
    identity = issue(
        place.warehouse, made.content, made.figures_sha256, made.submissions, files, place.clock.now, replaces
    )
    return issued_by_id(place.warehouse, identity)


def built_again(place: Workplace, made: Issued, draw: Draw) -> list[ReportFile]:
    """The files of an issued report, byte for byte: drawn again from its content, else out of the archive."""
    drawn = {file.name: file for file in draw(made.content)}
    files = []
    for stored in made.files:
        again = drawn.get(stored.name)
        if again is None or digest(again.data) != stored.sha256:
            again = ReportFile(stored.name, stored.kind, stored.mime, place.archive.read(stored.sha256))  # type: ignore[arg-type]
        files.append(again)
    return files


def find_report(place: Workplace, period: Period, kind: str, revision: int | None) -> Issued:
    made = issued(place.warehouse, period, kind, revision)
    if made is None:
        which = f" lần {revision}" if revision else ""
        raise NothingFound(
            f"Chưa có báo cáo «{kind}» kỳ {period}{which}; lập bằng lệnh giamngheo run --period {period}."
        )
    return made


def kept_files(archive: Archive, made: Issued) -> list[tuple[StoredFile, bytes]]:
    return [(file, archive.read(file.sha256)) for file in made.files]


def lay_out(folder: Path, files: Iterable[tuple[StoredFile, bytes]]) -> None:
    """Put a report's files where people look for them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in files:
            part = folder / f".{file.sha256[:12]}.part"
            part.write_bytes(data)
            part.replace(folder / file.name)
    except OSError as error:
        raise StorageAway(
            f"Không ghi được báo cáo vào {folder} ({error.strerror}). Kiểm tra chỗ trống và quyền ghi rồi chạy lại."
        ) from error
