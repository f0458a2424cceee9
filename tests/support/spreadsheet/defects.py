"""One thing wrong for each rule, done in LibreOffice; and how it is mended.

As a rule the officer types what is right into each cell that has our colour. `why` says where mending is something
else: then the steps are what the message asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.spreadsheet.paper import CARRIED, EXPLAINED, MONTH, NEW, UNIT, Paper, newcomer

Step = list[Any]
Steps = Callable[[Paper], list[Step]]


def nothing(_document: Paper) -> list[Step]:
    return []


def marked(_document: Paper) -> list[Step]:
    """Each coloured cell gets what the right workbook has there."""
    return [["mend"]]


@dataclass(frozen=True)
class Defect:
    """How a rule is broken and mended; `left` are warnings that stay, for the next time or because they are explained."""

    plant: Steps = nothing
    mend: Steps = marked
    why: str = ""
    folder: str = UNIT
    month: str = MONTH
    left: frozenset[str] = frozenset()
    is_explained: bool = False
    saved_as: Mapping[str, str] = field(default_factory=dict)  # another kind than the officer's own
    ending: Mapping[str, str] = field(default_factory=dict)  # another ending than the kind's
    told: Mapping[str, str] = field(default_factory=dict)  # what saving is told, a password
    is_returned: bool = True  # else there are no cells to mark, and the officer mends the file that was sent


def typed(table: str, name: str, text: str, line: int = 0) -> Steps:
    return lambda paper: [["type", paper.sheet(table), paper.cell(table, name, line), text]]


def household(name: str, text: str, line: int = NEW) -> Steps:
    return typed("household", name, text, line)


def cover(name: str, text: str) -> Steps:
    return typed("cover", name, text)


def together(*steps: Steps) -> Steps:
    return lambda paper: [step for each in steps for step in each(paper)]


def step(name: str, table: str, *told: Any) -> Steps:
    return lambda paper: [[name, paper.sheet(table), *told]]


def column(name: str, of_field: str) -> Steps:
    return lambda paper: [[name, paper.sheet("household"), paper.cell("household", of_field)]]


def rows(name: str, line: int, count: int) -> Steps:
    return lambda paper: [[name, paper.sheet("household"), paper.row("household", "", line), count]]


def marked_with(table: str, name: str, text: str, line: int = 0) -> Steps:
    """As `marked`, but the right workbook does not have this cell."""
    return lambda paper: [["mend", {f"{paper.sheet(table)}!{paper.cell(table, name, line)}": text}]]


def _unlocked(*steps: Steps) -> Steps:
    """What is locked is changed by who unlocks the sheet; there is no password."""
    return together(step("unprotect", "cover"), *steps)


_AFTER = NEW + 1
_CROWD = together(
    *(household(name, text, at) for at in range(_AFTER, _AFTER + 3) for name, text in newcomer(at).items())
)
_TOTAL_LINE = together(household("household_code", "Tổng cộng", _AFTER), household("members", "99", _AFTER))
_MANY = 101  # cells out of reach; fewer are told of and left out
_FAR = together(*(household("note", "x", 60_500 + at) for at in range(_MANY)))
_NO_CELL, _NO_WORKBOOK = "what is not there has no cell", "a file that does not open has no cells"

DEFECTS: dict[str, Defect] = {
    "F101": Defect(
        ending={"xlsx": "xls", "xls": "ods", "ods": "xlsx"}, mend=nothing, why=_NO_WORKBOOK, is_returned=False
    ),
    "F102": Defect(told={"Password": "bi-mat"}, mend=nothing, why=_NO_WORKBOOK, is_returned=False),
    "F103": Defect(_FAR, rows("clear_rows", 60_500, _MANY), why=_NO_WORKBOOK, is_returned=False),
    "F104": Defect(saved_as={"xlsx": "pdf", "xls": "csv", "ods": "pdf"}, mend=nothing, why=_NO_WORKBOOK),
    "F105": Defect(step("delete_sheet", "household"), step("copy_sheet", "household"), why=_NO_CELL),
    "F105-cover": Defect(step("delete_sheet", "cover"), step("copy_sheet", "cover"), why=_NO_CELL),
    "F105-renamed": Defect(
        step("rename_sheet", "household", "Danh sách tháng 3"),
        lambda paper: [["rename_sheet", "Danh sách tháng 3", paper.sheet("household")]],
        why=_NO_CELL,
    ),
    "F106": Defect(
        together(step("unprotect", "household"), column("delete_column", "insured")),
        column("copy_column", "insured"),
        why=_NO_CELL,
    ),
    "F106-label": Defect(
        _unlocked(lambda paper: [["type", paper.sheet("cover"), f"A{paper.row('cover', 'period')}", ""]]),
        lambda paper: [["type", paper.sheet("cover"), f"A{paper.row('cover', 'period')}", "Kỳ báo cáo"]],
        why=_NO_CELL,
    ),
    "F110": Defect(household("note", "x", 60_500)),
    "C201": Defect(_unlocked(cover("form_id", "BC-XD-02"))),
    "C202": Defect(_unlocked(cover("unit", "99999"))),
    "C202-empty": Defect(_unlocked(cover("unit", ""))),
    "C203": Defect(folder="18565", mend=nothing, why="the workbook is right; it goes into its own folder"),
    "C204": Defect(_unlocked(cover("period", ""))),
    "C204-unreadable": Defect(_unlocked(cover("period", "đầu xuân"))),
    "C205": Defect(month="2020-04"),
    "C206": Defect(cover("households", "12")),
    "C206-empty": Defect(cover("households", "")),
    "C206-fraction": Defect(cover("households", "900,5")),
    "C206-text": Defect(cover("households", "chưa rõ")),
    "C207": Defect(cover("households", "1000")),
    "C208": Defect(_unlocked(cover("unit_name", "Xã Ngọc Sơn"))),
    "C209": Defect(cover("cutoff", "20/03/2020")),
    "C210": Defect(cover("cutoff", "14/02/2020")),
    "C211": Defect(cover("people", "700")),
    "C212": Defect(cover("people", "250000")),
    "H301": Defect(household("household_code", "")),
    "H301-short": Defect(household("household_code", "18604001")),
    "H301-letters": Defect(household("household_code", "1860400AB")),
    "H302": Defect(household("household_code", "186040001")),
    "H303": Defect(household("household_code", "185650013")),
    "H304": Defect(household("classification", "Khá giả")),
    "H304-empty": Defect(household("classification", "")),
    "H305": Defect(household("change", "Tăng")),
    "H305-empty": Defect(household("change", "")),
    "H306": Defect(household("members", "31")),
    "H306-zero": Defect(household("members", "0")),
    "H306-fraction": Defect(household("members", "2,5")),
    "H306-empty": Defect(household("members", "")),
    "H307": Defect(household("insured", "5")),
    "H307-members": Defect(together(household("members", "3"), household("informed", "3"))),
    "H307-negative": Defect(household("insured", "-1")),
    "H308": Defect(household("loan_needed", "")),
    "H309": Defect(household("loan_received", "")),
    "H309-no-amount": Defect(household("loan_amount", "")),
    "H310": Defect(household("children_supported", "2")),
    "H310-deprived": Defect(household("children_deprived", "")),
    "H311": Defect(household("children_deprived", "5")),
    "H312": Defect(household("informed", "5")),
    "H312-fraction": Defect(household("informed", "0,5")),
    "H313": Defect(household("hygienic_latrine", "chưa rõ")),
    "H313-story": Defect(typed("story", "consent", "chưa hỏi")),
    "H314": Defect(household("members", "4 người")),
    "H314-amount": Defect(household("loan_amount", "12,5 triệu")),
    "H314-cover": Defect(cover("people", "ba nghìn")),
    "H315": Defect(household("change", "Thoát nghèo", 0)),
    "H315-classification": Defect(household("classification", "Ra khỏi danh sách")),
    "H316": Defect(household("head_name", "")),
    "H317": Defect(household("village", "")),
    "H318": Defect(household("loan_amount", "120")),
    "H318-explained": Defect(
        household("loan_amount", "120"),
        together(*(typed("explanation", name, text) for name, text in EXPLAINED.items())),
        why="what is right stays as it is, and is explained",
        left=frozenset({"H318"}),
        is_explained=True,
    ),
    "H319": Defect(together(household("household_code", ""), household("head_name", ""))),
    "H324": Defect(household("village", "nt")),
    "X401": Defect(rows("clear_rows", 3, 1), rows("copy_rows", 3, 1), why=_NO_CELL),
    "X402": Defect(household("change", "Tái nghèo", 0)),
    "X402-classification": Defect(household("classification", "Cận nghèo", 0)),
    "X403": Defect(_CROWD, rows("clear_rows", _AFTER, 3), why="it is about the whole list: whole rows are too many"),
    "X405": Defect(_TOTAL_LINE, marked_with("household", "members", "40", _AFTER)),
    "X406": Defect(rows("clear_rows", 0, CARRIED + 1), rows("copy_rows", 0, CARRIED + 1), why=_NO_CELL),
    "M501": Defect(typed("model", "status", "Tốt")),
    "M501-empty": Defect(typed("model", "status", "")),
    "M502": Defect(typed("model", "name", "")),
    "M503": Defect(typed("model", "households", "-1")),
    "M503-text": Defect(typed("model", "budget", "60 triệu")),
    "M504": Defect(typed("model", "budget", "45500")),
    "M505": Defect(typed("model", "started_on", "sau tết")),
    "G601": Defect(typed("story", "household_code", "186049999")),
    "N701": Defect(typed("resource", "source", "Ngân hàng")),
    "N701-purpose": Defect(typed("resource", "purpose", "")),
    "N702": Defect(typed("resource", "amount", "")),
    "N702-negative": Defect(typed("resource", "amount", "-5")),
    "N702-text": Defect(typed("resource", "amount", "30 triệu")),
    "N703": Defect(typed("resource", "amount", "65000")),
    "N702-households": Defect(typed("resource", "households", "vài hộ")),
}

CANNOT_BE_BROKEN = {
    "F107": "a file that LibreOffice has saved is neither empty nor still being copied",
    "F108": "a link is made by the file system, not by a spreadsheet program",
    "F116": "another form is not made of ours: `tests/read/test_official_forms_sent.py`",
    "F109": "LibreOffice calculates each formula when it is typed, and saves its value",
    "F113": "LibreOffice does not write .xlsb",
    **dict.fromkeys(
        ("F111", "F112", "F114", "F115", "H320", "H321", "H322", "H323", "H325", "H326", "H327"),
        "the form's headings, formats and rows are locked; made and looked for in tests/read/test_remarks.py and the field cases",
    ),
}
