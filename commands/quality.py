"""`giamngheo quality`: who needs help with reporting, and which figures are to be asked about."""

from __future__ import annotations

from commands.output import AsCsv, AsJson, PeriodOption, Today, print_csv, print_json, print_table, require_one_form
from giamngheo.context import open_context
from giamngheo.core.formats import number
from giamngheo.core.period import Period
from giamngheo.report.data_quality import Outlier, UnitQuality, outliers
from giamngheo.report.data_quality import quality as quality_of

_HEADS = ("Nộp muộn", "Chưa có", "Bị trả lại", "Sửa lại", "Lưu ý", "Đã giải trình")
_FIELDS = ("late", "missing", "returned", "corrected", "warnings", "explained")


def quality(period: PeriodOption, today: Today = "", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    require_one_form(as_json, as_csv)
    context, asked = open_context(today), Period.parse(period)
    units = quality_of(context.warehouse, asked, context.clock.today)
    if as_csv:
        print_csv(
            ["Mã", "Đơn vị", *_HEADS, "Hay sai"],
            [(one.unit, one.name, *(getattr(one, name) for name in _FIELDS), _rules(one)) for one in units],
        )
        return
    far = outliers(context.warehouse, asked)
    if as_json:
        print_json({"period": asked.code, "units": units, "outliers": far})
        return
    _print(asked, units, far)


def _print(period: Period, units: list[UnitQuality], far: list[Outlier]) -> None:
    print_table(
        f"Chất lượng báo cáo từ đầu năm đến {period.last_month.title}; đơn vị cần giúp nhất đứng trước",
        ["Đơn vị", *_HEADS, "Hay sai"],
        [(one.name, *(number(getattr(one, name)) for name in _FIELDS), _rules(one)) for one in units],
        right=range(1, len(_HEADS) + 1),
    )
    if far:
        print(f"Nên hỏi lại, {period.title} (khác xa phần lớn các đơn vị; có thể đúng):")
    for one in far:
        print(
            f"- {one.name}: {one.title} là {number(one.value, 2)}%; mức giữa (trung vị) của {one.units} đơn vị "
            f"là {number(one.median, 2)}%. Số này có đúng không?"
        )


def _rules(one: UnitQuality) -> str:
    return "; ".join(f"{rule} {title} ({count} tệp)" for rule, title, count in one.rules)
