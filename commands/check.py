"""`giamngheo check`: judges workbooks without storing anything."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import corrected
from commands.output import AsJson, Today, UnitOption, print_json
from giamngheo.check.finding import Finding, place_in_words
from giamngheo.context import Context, open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import cause
from giamngheo.core.period import Period
from giamngheo.metadata.units import folder_code
from giamngheo.receive.ignored_names import is_ignored
from giamngheo.receive.shared_folder import is_link, leads_out
from giamngheo.report.corrections import Correction


def check(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP…", help="Tệp báo cáo cần kiểm tra.")],
    unit: UnitOption = None,
    folder: Annotated[
        str | None,
        typer.Option("--folder", metavar="THƯ_MỤC", help="Coi như tệp nằm trong thư mục đơn vị này."),
    ] = None,
    today: Today = "",
    as_json: AsJson = False,
) -> int:
    context = open_context(today, is_counted=False)
    judged = _judge(context, files, unit, folder)
    if as_json:
        print_json(judged)
    else:
        _print(context, judged)
    return 1 if any(one["status"] == "rejected" for one in judged) else 0


def _judge(context: Context, files: list[Path], unit: str | None, folder: str | None) -> list[dict[str, Any]]:
    from giamngheo.check.batch import Item, batches_of
    from giamngheo.check.identification import unit_and_period

    senders = context.configuration.senders
    offices = senders.office_codes
    owner = senders.meant(unit, None) if unit else (folder_code(Path(folder).name, offices) if folder else None)
    if folder and owner is None:
        raise UsageError(f"Tên thư mục «{folder}» không bắt đầu bằng mã đơn vị 5 chữ số, ví dụ 18604 - Thạch Khê.")
    taken = {number: path for number, path in enumerate(files) if not is_ignored(path.name)}
    homes = {number: _unit_folder(path, offices) for number, path in taken.items()}
    owners = {number: owner or (folder_code(home.name, offices) if home else None) for number, home in homes.items()}
    items = {
        number: Item(number, owners[number], _read(context, path, homes[number], owners[number]))
        for number, path in taken.items()
    }
    months = {number: unit_and_period(item.reading, context.configuration)[1] for number, item in items.items()}
    verdicts: dict[int, dict[str, Any]] = {}
    for month in sorted({month or "" for month in months.values()}):
        own = [items[number] for number in items if (months[number] or "") == month]
        warehouse = _warehouse_if_any(context)
        for batch in batches_of(own, context.configuration, warehouse, context.clock.today):
            judged = _verdicts(batch)
            if warehouse and batch.form is context.configuration.form:
                _add_corrections(context, batch, judged, taken)
            verdicts |= judged
    return [
        {"file": str(path)} | verdicts.get(number, {"status": "ignored", "unit": owner, "period": None, "findings": []})
        for number, path in enumerate(files)
    ]


def _verdicts(batch: Any) -> dict[int, dict[str, Any]]:
    from expectations.judge import judge
    from giamngheo.check.verdicts import verdicts_of

    return {
        verdict.submission: {
            "status": verdict.status,
            "unit": verdict.unit or None,
            "period": verdict.period,
            "findings": [_as_data(finding) for finding in verdict.findings if not finding.quiet_since],
        }
        for verdict in verdicts_of(batch, judge(batch))
    }


def _add_corrections(context: Context, batch: Any, judged: dict[int, dict[str, Any]], files: dict[int, Path]) -> None:
    """What a good workbook would change that takes the place of an accepted one; nothing is stored."""
    from giamngheo.core.archive import digest
    from giamngheo.report.corrections import correction_to_come
    from giamngheo.store.rows import rows_of, rows_of_one
    from giamngheo.store.submissions import accepted_as, in_force

    good = [number for number, verdict in judged.items() if verdict["status"] == "accepted"]
    rows = rows_of(batch.form, batch.typed) if good else {}
    warehouse = context.warehouse
    for number, verdict in judged.items():
        if number not in good and not _is_only_closed(verdict, batch.form.period_not_open_rules):
            continue
        unit, period, content = verdict["unit"], verdict["period"], digest(files[number].read_bytes())
        if taken := accepted_as(warehouse, unit, period, content):
            verdict["accepted_as"] = {"version": taken[0], "in_force": taken[1]}
        if number not in good or taken or (unit, period) not in in_force(warehouse, [Period.parse(period)]):
            continue
        context.require_countable()
        if correction := correction_to_come(warehouse, unit, period, content, rows_of_one(rows, number)):
            verdict["correction"] = vars(correction)


def _is_only_closed(verdict: dict[str, Any], not_open: frozenset[str]) -> bool:
    """Refused for its month alone: what was accepted of that month before it was closed still stands."""
    broken = {finding["rule"] for finding in verdict["findings"] if finding["severity"] == "critical"}
    return bool(broken) and broken <= not_open


def _as_data(finding: Finding) -> dict[str, Any]:
    places = {name: getattr(finding, name) for name in ("rule", "severity", "sheet", "row", "column", "message")}
    return places | ({"explanation": finding.explanation} if finding.is_explained else {})


def _read(context: Context, path: Path, home: Path | None, owner: str | None) -> Any:
    from giamngheo.read.workbook import Reading, read_workbook

    limit = context.settings.limits.file_mb * 2**20
    own = context.configuration.senders.form_of(owner) if owner else None
    assumed = own.id if own else None
    if home and is_link(path) and leads_out(path, home):
        return Reading(str(path), "link", form=assumed)
    try:
        size = path.stat().st_size
        if size > limit:
            return Reading(
                str(path),
                "too_large",
                f"{size / 2**20:.0f} MB, nhiều nhất {context.settings.limits.file_mb} MB",
                assumed,
            )
        form, others = context.configuration.form, context.configuration.other_forms
        return read_workbook(path.read_bytes(), str(path), form, context.settings.limits, *others, assumed=assumed)
    except OSError as error:
        raise UsageError(f"Không đọc được tệp {path} ({cause(error)}); kiểm tra đường dẫn và quyền đọc.") from error


def _unit_folder(path: Path, offices: Collection[str]) -> Path | None:
    """In which sender's folder a file lies: the nearest whose name begins with a code."""
    return next((parent for parent in path.absolute().parents if folder_code(parent.name, offices)), None)


def _warehouse_if_any(context: Context) -> Any:
    """What was accepted before, if there is a warehouse; none is made for a check."""
    if context.settings.warehouse_url is None and not (context.settings.home / "warehouse.db").exists():
        return None
    return context.warehouse


def _print(context: Context, judged: list[dict[str, Any]]) -> None:
    words = {"accepted": "ĐẠT", "rejected": "TRẢ LẠI", "pending": "CHỜ", "ignored": "BỎ QUA"}
    for one in judged:
        print(f"{words[one['status']]:8} {one['file']}" + (f"  (kỳ {one['period']})" if one["period"] else ""))
        for finding in one["findings"]:
            where = place_in_words(finding["sheet"], finding["row"], finding["column"])
            kind = "Lưu ý" if finding["severity"] == "warning" else "Lỗi"
            explained = " (đã giải trình)" if "explanation" in finding else ""
            print(f"    {kind} {finding['rule']}{explained}: {where + ': ' if where else ''}{finding['message']}")
        if "accepted_as" in one:
            print(f"    {_accepted_as(**one['accepted_as'])}")
        if "correction" in one:
            correction = Correction(**one["correction"])
            plan = context.configuration.plan_of(Period.parse(one["period"]))
            print(f"    Bản sửa: {corrected.changes(plan, correction)}")
            print(f"    Báo cáo đã lập sẽ phải lập lại: {corrected.reports(correction) or 'không có'}.")


def _accepted_as(version: int, in_force: bool) -> str:
    if in_force:
        return f"Chính tệp này đang được dùng (lần {version})."
    return (
        f"Tệp này đã được nhận (lần {version}) rồi có bản sửa thay thế; nộp lại y nguyên thì không được tính. "
        "Muốn dùng lại: mở tệp, lưu lại rồi nộp."
    )
