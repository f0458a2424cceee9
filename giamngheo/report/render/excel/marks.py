"""What stands out in a table, by live rules: bars, numbers that miss their goal, statuses.

Each mark has a sign and a kind of letters besides its colour, so that it reads in black and white too.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from giamngheo.metadata.target import Goal
from giamngheo.report.content import Status
from giamngheo.report.documents.document import TableColumn
from giamngheo.report.render.excel.places import Place
from giamngheo.report.render.excel.styles import DECIMALS, SKY, WHOLE
from giamngheo.report.wording import goals

# Said only since there were reports already: a workbook without them stays as it was to the byte.
_SAID_SINCE = (goals.EXCEEDED, goals.AGAINST, goals.WITHIN_LIMIT, goals.OVER_LIMIT)
_MISSED = "▼"
_SIGNS: dict[Status, str] = {
    "attained": "●",
    "on_track": "○",
    "behind": _MISSED,
    "missed": "✗",
    "not_enough": "?",
    "no_cases": "–",
    "no_data": "–",
}
_FONTS: dict[Status, Font] = {
    "attained": Font(bold=True, color="00563F"),
    "on_track": Font(color="004B78"),
    "behind": Font(bold=True, underline="single", color="8A3B00"),
    "missed": Font(bold=True, underline="double", color="8A3B00"),
    "not_enough": Font(italic=True, color="595959"),
    "no_cases": Font(italic=True, color="595959"),
    "no_data": Font(italic=True, color="595959"),
}
_FILLS: dict[Status, str] = {"attained": "DDF3EA", "on_track": "E3F0FA", "behind": "FBE3D3", "missed": "FBE3D3"}
_NOT_TRUE = {"≥": "<", ">": "<=", "≤": ">", "<": ">=", "=": "<>"}
_FIRST_ID = 200  # of the marks' number formats; a workbook's own begin at 164

# The format of what is marked: of a number by its own format, of a text by its status.
_MARKED: dict[str, str] = {
    **{form: f'"{_MISSED} "{form};"{_MISSED} "-{form}' for form in (WHOLE, DECIMALS)},
    **{status: f'General;General;General;"{sign} "@' for status, sign in _SIGNS.items()},
}
_FORMS = list(dict.fromkeys(_MARKED.values()))


def mark(sheet: Worksheet, place: Place) -> str:
    """Adds the rules, and says how to read them; nothing where nothing is marked."""
    if not place.table.rows:
        return ""
    legend = []
    for number, column in enumerate(place.table.columns, start=1):
        if column.bar:
            sheet.conditional_formatting.add(place.span(number), _bar(place, number))
        if column.goal:
            span, first = place.span(number, last=place.bottom), place.span(number).split(":")[0]
            sheet.conditional_formatting.add(
                span, _missed(column.goal, first, DECIMALS if column.kind == "rate" else WHOLE)
            )
    if found := _statuses(sheet, place):
        legend.append("; ".join(f"{_SIGNS[one]} {', '.join(verdicts)}" for one, verdicts in found.items()))
    legend += _goals(place.table.columns)
    if any(column.bar for column in place.table.columns):
        legend.append("thanh trong ô: càng dài, số càng lớn")
    return f"Chú giải: {'; '.join(legend)}." if legend else ""


def _bar(place: Place, number: int) -> Rule:
    values = [row[number - 1] for row in place.table.rows]
    has_negative = any(isinstance(value, int | float) and value < 0 for value in values)
    # A bar that does not begin at nothing misleads.
    ends = [FormatObject("min") if has_negative else FormatObject("num", 0), FormatObject("max")]
    bar = DataBar(cfvo=ends, color=f"FF{SKY}", showValue=True, minLength=0, maxLength=100)
    return Rule("dataBar", dataBar=bar)


def _missed(goal: Goal, first: str, form: str) -> Rule:
    """An empty cell, which is nobody's figure, misses nothing."""
    sign, number = goal.bound
    formula = f"AND(ISNUMBER({first}),{first}{_NOT_TRUE[sign]}{number!r})"
    return Rule("expression", formula=[formula], dxf=_style("behind", _MARKED[form]))


def _statuses(sheet: Worksheet, place: Place) -> dict[Status, list[str]]:
    """Marks the columns that tell a verdict; which stand in them, by the status whose sign they have."""
    found: set[str] = set()
    for number in range(1, len(place.table.columns) + 1):
        texts = {row[number - 1] for row in place.table.rows if isinstance(row[number - 1], str)}
        here = [text for text in goals.MARKED_AS if text in texts]
        found.update(here)
        if not here:
            continue
        for text, status in goals.MARKED_AS.items():  # all, as somebody may write another over it
            if text in _SAID_SINCE and text not in texts:
                continue
            rule = Rule("cellIs", operator="equal", formula=[f'"{text}"'], dxf=_style(status, _MARKED[status]))
            sheet.conditional_formatting.add(place.span(number, last=place.bottom), rule)
    said = {one: [text for text, own in goals.MARKED_AS.items() if own == one and text in found] for one in _SIGNS}
    return {status: verdicts for status, verdicts in said.items() if verdicts}


def _goals(columns: Sequence[TableColumn]) -> list[str]:
    """What a marked number does not reach: `≥ 100%`; by column where there are several."""
    missed: dict[str, list[str]] = {}
    for column in columns:
        if column.goal:
            goal = goals.with_unit(column.goal.text, column.unit)
            missed.setdefault(goal, []).append(column.heading)
    if not missed:
        return []
    one_by_one = "; ".join(f"{', '.join(names)} {goal}" for goal, names in missed.items())
    all_of_them = one_by_one if sum(map(len, missed.values())) > 1 else next(iter(missed))
    return [f"{_MISSED} trước số: chưa đạt mục tiêu ({all_of_them})"]


def _style(status: Status, form: str) -> DifferentialStyle:
    fill = _FILLS.get(status)
    return DifferentialStyle(
        font=_FONTS[status],
        numFmt=NumberFormat(numFmtId=_FIRST_ID + _FORMS.index(form), formatCode=form),
        fill=PatternFill(bgColor=fill) if fill else None,
    )
