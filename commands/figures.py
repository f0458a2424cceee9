"""`giamngheo figures`: every figure of a period, for the district, or an area, and for each unit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from commands.output import (
    AsCsv,
    AsJson,
    PeriodOption,
    Today,
    UnitOption,
    print_csv,
    print_json,
    print_table,
    require_one_form,
    require_reports,
    table_width,
)
from giamngheo.attain.aggregates import Numbers
from giamngheo.attain.period_figures import PeriodFigures, work_out
from giamngheo.context import Context, open_context
from giamngheo.core.formats import coverage, quantity
from giamngheo.core.period import Period
from giamngheo.metadata.areas import Branch
from giamngheo.metadata.levels import whole_or_part
from giamngheo.metadata.plan import FigureDefinition
from giamngheo.report.wording import goals, words

_FIGURE_LETTERS = 10  # of a figure's column in the table of the units: for its number, and for the words of its title
_FRAME_LETTERS = 3  # what a column's edges take of the line


def figures(
    period: PeriodOption,
    unit: UnitOption = None,
    today: Today = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    require_one_form(as_json, as_csv)
    context = open_context(today)
    worked = work_out(context.warehouse, Period.parse(period))
    part = context.configuration.area_tree.get(unit, worked.period) if unit else None
    if part:
        worked = worked.of_part(part.units)
    if as_json:
        print_json(_as_data(context, worked, part))
    elif as_csv:
        _print_csv(context, worked, part)
    elif worked.units:
        _print_sum(context, worked, part)
        _print_units(context, worked)
    require_reports(bool(worked.units), worked.period, part.name if part else "")


def measures(context: Context, period: Period) -> dict[str, dict[str, str]]:
    """What each figure is called, and what it is counted in."""
    return {
        key: {"title": one.title, "unit_of_measure": one.unit_of_measure}
        for key, one in _figures(context, period).items()
    }


def _figures(context: Context, period: Period) -> dict[str, FigureDefinition]:
    return context.configuration.plan_of(period).figure_by_key


def _as_data(context: Context, worked: PeriodFigures, part: Branch | None) -> dict[str, object]:
    keys = list(_figures(context, worked.period))
    total = _only(keys, worked.district) if worked.units else {}
    return {
        "period": worked.period.code,
        **({"unit": part.code, "name": part.name, "total": total} if part else {"district": total}),
        "units": {unit: _only(keys, numbers) for unit, numbers in worked.units.items()},
        "measures": measures(context, worked.period),
        "coverage": {
            kind: {"reports": of.reports, "owed": of.owed}
            for kind in ("stock", "flow")
            for of in (worked.coverage(kind),)
        },
    }


def _only(keys: Sequence[str], numbers: Numbers) -> dict[str, float | None]:
    """Without the parts of indicators, which are worked out beside the figures; nothing before a figure's first month."""
    return {key: numbers.get(key) for key in keys}


def _print_csv(context: Context, worked: PeriodFigures, part: Branch | None) -> None:
    """A unit a line, the sum first: as a table is filtered and summed in Excel."""
    named = _figures(context, worked.period)
    is_one = part is not None and part.units == (part.code,)
    code = part.code if part else ""
    lines = [(code, _sum_of(context, worked, part), worked.district)] if worked.units and not is_one else []
    lines += [(unit, context.units.name(unit, worked.period), numbers) for unit, numbers in worked.units.items()]
    print_csv(
        ["Mã", "Đơn vị", *(_with_measure(one) for one in named.values())],
        [(code, name, *(numbers.get(key) for key in named)) for code, name, numbers in lines],
    )


def _with_measure(figure: FigureDefinition) -> str:
    """`Hộ nghèo (hộ)`; a title that says it already stays."""
    return words.with_unit(figure.title, figure.unit_of_measure)


def _print_sum(context: Context, worked: PeriodFigures, part: Branch | None) -> None:
    rows = [
        (words.without_unit(one.title, one.unit_of_measure), one.unit_of_measure, _shown(worked.district, key))
        for key, one in _figures(context, worked.period).items()
    ]
    title = f"Số liệu {worked.period.title}, {len(worked.units)} đơn vị báo cáo"
    print_table(title, ["Số liệu", "Đơn vị tính", _sum_of(context, worked, part)], rows, right=(2,))
    if lacking := _lacking(context, worked):
        print(lacking)


def _lacking(context: Context, worked: PeriodFigures) -> str:
    """Of a longer period whose months are not all reported: which figures are of a part, and of how large a one."""
    reports = worked.coverage("flow")
    if len(worked.months) == 1 or reports.is_whole:
        return ""
    flows = [f"«{one.title}»" for one in _figures(context, worked.period).values() if one.kind == "flow"]
    counted = coverage(reports.reports, reports.owed, "reports")
    return f"Số cộng các tháng ({', '.join(flows)}) mới là của {counted}, chưa phải của cả kỳ." if flows else ""


def _sum_of(context: Context, worked: PeriodFigures, part: Branch | None) -> str:
    """Whose the sum is: `Toàn huyện`, `Cộng 20 đơn vị`, `Khu vực Đông (3/4 đơn vị)`."""
    reporting, expected = len(worked.units), len(worked.reports)
    if part is None:
        return whole_or_part(context.configuration.levels.area.whole_said, reporting, expected)
    return part.name if reporting == expected else f"{part.name} ({reporting}/{expected} đơn vị)"


def _print_units(context: Context, worked: PeriodFigures) -> None:
    """As many figures beside each other as the window has room for, then the next ones."""
    names = {unit: context.units.name(unit, worked.period) for unit in worked.units}
    room = table_width() - max(map(len, names.values())) - _FRAME_LETTERS - 1
    beside = max(1, room // (_FIGURE_LETTERS + _FRAME_LETTERS))
    named = _figures(context, worked.period)
    for number, keys in enumerate(_parts(list(named), beside), start=1):
        print_table(
            f"\nTừng đơn vị, {worked.period.title} ({number}/{-(-len(named) // beside)})",
            ["Đơn vị", *(textwrap.fill(_with_measure(named[key]), _FIGURE_LETTERS) for key in keys)],
            [(names[unit], *(_shown(numbers, key) for key in keys)) for unit, numbers in worked.units.items()],
            right=range(1, len(keys) + 1),
        )


def _shown(numbers: Numbers, key: str) -> str:
    return quantity(numbers[key]) if key in numbers else goals.status("no_data")


def _parts(keys: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
