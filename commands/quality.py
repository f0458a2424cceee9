"""`giamngheo quality`: who needs help with reporting, and which figures are to be asked about."""

from __future__ import annotations

from collections.abc import Sequence

from commands.output import AsCsv, AsJson, PeriodOption, Today, print_csv, print_json, print_table, require_one_form
from giamngheo.context import open_context
from giamngheo.core.formats import number
from giamngheo.core.period import Period
from giamngheo.report.data_quality import HEADS, Outlier, UnitQuality, outliers, undated_of
from giamngheo.report.data_quality import quality as quality_of
from giamngheo.report.punctuality import months_so_far


def quality(period: PeriodOption, today: Today = "", as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    require_one_form(as_json, as_csv)
    context, asked = open_context(today), Period.parse(period)
    units = quality_of(context.warehouse, asked, context.clock.today)
    if as_csv:
        print_csv(
            ["Mã", "Đơn vị", *HEADS.values(), "Hay sai"],
            [(one.unit, one.name, *(getattr(one, name) for name in HEADS), _rules(one)) for one in units],
        )
        return
    far = outliers(context.warehouse, asked)
    if as_json:
        print_json({"period": asked.code, "units": units, "outliers": far})
        return
    _print(asked, months_so_far(context.configuration, asked, context.clock.today), units, far)


def _print(period: Period, months: Sequence[Period], units: list[UnitQuality], far: list[Outlier]) -> None:
    is_any = any(one.troubles for one in units)
    print_table(
        f"Chất lượng báo cáo {_of_months(months)}" + ("; đơn vị cần giúp nhất đứng trước" if is_any else ""),
        ["Đơn vị", *HEADS.values(), "Hay sai"],
        [(one.name, *(number(getattr(one, name)) for name in HEADS), _rules(one)) for one in units],
        right=range(1, len(HEADS) + 1),
    )
    if undated := undated_of(units):
        print(undated)
    if far:
        print(f"Nên hỏi lại, {period.title} (khác xa phần lớn các đơn vị; có thể đúng):")
    for one in far:
        print(
            f"- {one.name}: {one.title} là {number(one.value, 2)}%; mức giữa (trung vị) của {one.units} đơn vị "
            f"là {number(one.median, 2)}%. Số này có đúng không?"
        )


def _of_months(months: Sequence[Period]) -> str:
    first, last = months[0], months[-1]
    return last.title if first == last else f"từ tháng {first.number} đến {last.title}"


def _rules(one: UnitQuality) -> str:
    return "; ".join(f"{rule} {title} ({count} tệp)" for rule, title, count in one.rules)
