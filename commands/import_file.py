"""`giamngheo import`: another system's export becomes the form of each unit, and is checked like any workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.output import AsJson, Today, UnitOption, print_json, written
from commands.template import period_asked
from giamngheo.context import Context, open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.formats import cause, quantity
from giamngheo.core.period import Period
from giamngheo.metadata.unit import Unit

if TYPE_CHECKING:
    from giamngheo.feedback.form import Laid

_NOWHERE = (
    "Chưa ghi tệp nào. Thêm --to THƯ_MỤC để xem các biểu trước, hoặc --lay để đặt vào thư mục của từng đơn vị: ở đó biểu được thu "
    "và kiểm tra như mọi báo cáo."
)


def import_(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp csv, xlsx, xls hoặc ods của hệ thống khác.")],
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="ÁNH_XẠ", help="Tệp ánh xạ: cột của biểu = cột của tệp.")
    ] = None,
    period: Annotated[str, typer.Option("--period", metavar="KỲ", help="Tháng báo cáo, ví dụ 2020-04.")] = "",
    unit: UnitOption = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="THƯ_MỤC", help="Ghi các biểu vào thư mục này để xem trước.")
    ] = None,
    lay: Annotated[
        bool, typer.Option("--lay", help="Đặt vào thư mục của từng đơn vị để được thu, không đè tệp nào.")
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="In một tệp ánh xạ để bắt đầu, theo tiêu đề của tệp; không làm gì khác.")
    ] = False,
    today: Today = "",
    as_json: AsJson = False,
) -> int:
    context = open_context(today)
    if sample:
        return _print_sample(context, file)
    if mapping is None or not period:
        raise UsageError(
            "Thiếu --map ÁNH_XẠ hoặc --period KỲ. Chưa có tệp ánh xạ thì chạy giamngheo import TỆP --sample."
        )
    month = period_asked(period, context.configuration.form, context.configuration)
    found = _read(context, file, mapping, month, unit)
    files = _workbooks(context, found, month)
    paths = written(to, files.values()) if to else []
    laid = _laid(context, files, month) if lay else {}
    if as_json:
        print_json(_as_data(found, month, paths, laid))
    else:
        _print(file, found, month, context, [*paths, *_told(laid)])
    return 1 if found.problems or not found.units else 0


def _print_sample(context: Context, file: Path) -> int:
    from giamngheo.feedback.imported import proposed_mapping
    from giamngheo.read.tables import HowToRead

    form, sender = context.configuration.form, context.configuration.levels.sender
    nouns = ("đơn vị", "ĐVHC", sender.noun)
    print(proposed_mapping(_tables(context, file, HowToRead()), form, "household", nouns), end="")
    return 0


def _read(context: Context, file: Path, mapping: Path, month: Period, unit: str | None) -> Any:
    from giamngheo.feedback.imported import import_export, load_mapping

    form, units = context.configuration.form, context.units
    own = units.get(unit, month).code if unit else None
    loaded = load_mapping(mapping, form)
    if not (loaded.unit or own):
        raise UsageError("Chưa biết các dòng là của đơn vị nào; thêm --unit MÃ, hoặc ghi unit trong tệp ánh xạ.")
    return import_export(_tables(context, file, loaded.reading), loaded, form, units, month, own)


def _tables(context: Context, file: Path, how: Any) -> Any:
    from giamngheo.read.faults import UnreadableWorkbook
    from giamngheo.read.tables import read_tables

    try:
        return read_tables(file.read_bytes(), file.name, context.settings.limits, how)
    except OSError as error:
        raise UsageError(f"Không đọc được {file} ({cause(error)}); kiểm tra đường dẫn.") from error
    except UnreadableWorkbook as error:
        raise UsageError(
            f"Không đọc được {file.name}: {error.detail}. Lấy lại tệp dạng csv, xlsx, xls hoặc ods."
        ) from error


def _workbooks(context: Context, found: Any, month: Period) -> dict[Unit, tuple[str, bytes]]:
    """The forms as `giamngheo template` fills them in, with the file's rows in the place of the last month's."""
    from giamngheo.feedback.form import Prefilled, file_name, form_workbook, prefilled

    configuration, files = context.configuration, {}
    for code, tables in sorted(found.units.items()):
        unit = context.units.get(code, month)
        carried = prefilled(context.warehouse, code, month) if context.has_warehouse else None
        rows = {**(carried.rows if carried else {}), **tables}
        if carried and "cover" in tables:  # what the file does not tell of the cover stays
            rows["cover"] = ({**carried.rows.get("cover", ({},))[0], **tables["cover"][0]},)
        data = form_workbook(configuration, unit, month, Prefilled(month, rows, is_imported=True))
        files[unit] = (file_name(configuration.form, unit, month), data)
    return files


def _laid(context: Context, files: dict[Unit, tuple[str, bytes]], month: Period) -> dict[str, Laid]:
    from giamngheo.feedback.form import lay

    units = context.units
    return lay(context.settings.inbox, files, lambda code: units.of_folder(code, month), below="")


def _told(laid: dict[str, Laid]) -> list[str]:
    from giamngheo.feedback.form import laid_said

    return list(laid_said(laid))


def _as_data(found: Any, month: Period, paths: list[str], laid: dict[str, Laid]) -> dict[str, object]:
    return {
        "period": month.code,
        "rows": {unit: {table: len(rows) for table, rows in tables.items()} for unit, tables in found.units.items()},
        "files": paths,
        "laid": [path for path, became in laid.items() if became == "new"],
        "kept": [path for path, became in laid.items() if became != "new"],
        "unmapped": list(found.unmapped),
        "unread": list(found.unread),
        "problems": [vars(problem) for problem in found.problems],
    }


def _print(file: Path, found: Any, month: Period, context: Context, paths: list[str]) -> None:
    for code, tables in sorted(found.units.items()):
        counts = ", ".join(
            f"{quantity(len(rows))} dòng «{context.configuration.form.tables[table].name}»"
            for table, rows in tables.items()
        )
        print(f"{code} {context.units.name(code, month)}: {counts}")
    if not found.units:
        print("Không có dòng nào của đơn vị được hỏi.")
    if found.unmapped:
        print(f"Cột của tệp không được dùng: {', '.join(f'«{name}»' for name in found.unmapped)}")
    if found.unread:
        print(f"Trang tính của tệp không được đọc: {', '.join(f'«{name}»' for name in found.unread)}")
    for one in found.problems:
        read = f"đọc được «{one.read}»" if one.read else "để trống"
        print(f"{file.name}, dòng {one.row}, cột «{one.column}»: {read}, cần {one.expected}.")
    if found.problems:
        print(
            f"{quantity(len(found.problems))} chỗ chưa hiểu; giá trị lạ để nguyên trong biểu, khi kiểm tra sẽ được nêu."
        )
    print("\n".join(paths or [_NOWHERE]))
