"""An invented office of two communes that declares its classes and standards: its configuration, out of the project's own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import PROJECT
from tests.support.config_folder import add_choices, change, choices_of, let_pass, write_units
from tests.support.workbooks import LEFT, NEAR_POOR, POOR

UNITS = (("18001", "Xã Hương Đô"), ("18002", "Xã Hương Khê"))
AVERAGE = "Trung bình"
TO_AVERAGE, ESCAPED_AVERAGE = "Chuyển sang trung bình", "Thoát trung bình"

CLASSES = """
[[class]]
code = "poor"
name = "hộ nghèo"
role = "poor"

[[class]]
code = "near_poor"
name = "hộ cận nghèo"
role = "near_poor"

[[class]]
code = "average"
name = "hộ có mức sống trung bình"
role = "on_the_list"

[[class]]
code = "left"
name = "hộ ra khỏi danh sách"
role = "left"
"""
TRANSITIONS = """
[[transition]]
change = "unchanged"
kind = "none"
name = "không đổi"

[[transition]]
change = "new"
kind = "entry"
name = "phát sinh mới"

[[transition]]
change = "relapsed"
kind = "entry"
name = "tái nghèo"

[[transition]]
change = "moved_in"
kind = "entry"
name = "chuyển đến"

[[transition]]
change = "escaped_poverty"
kind = "exit"
name = "thoát nghèo"
from = ["poor"]

[[transition]]
change = "escaped_near_poverty"
kind = "exit"
name = "thoát cận nghèo"
from = ["near_poor"]

[[transition]]
change = "escaped_average"
kind = "exit"
name = "thoát diện trung bình"
from = ["average"]

[[transition]]
change = "moved_out"
kind = "exit"
name = "chuyển đi"

[[transition]]
change = "removed"
kind = "exit"
name = "xóa khỏi danh sách"

[[transition]]
change = "to_average"
kind = "between"
name = "chuyển sang mức sống trung bình"
to = "average"

[[transition]]
change = "to_near_poor"
kind = "between"
name = "chuyển sang cận nghèo"
from = ["poor", "average"]
to = "near_poor"

[[transition]]
change = "to_poor"
kind = "between"
name = "chuyển sang nghèo"
from = ["near_poor", "average"]
to = "poor"
"""
_STEPS_OF_AVERAGE = (
    "average > average: unchanged",
    "poor > average: to_average",
    "near_poor > average: to_average",
    "average > near_poor: to_near_poor",
    "average > poor: to_poor",
    "average > left: escaped_average",
    "none > average: new",
    "average > left: moved_out",
)
# Code → label, kind, with which class a row may have it, from which to which class it may lead.
_OWN_WAYS = {
    "died": ("Chết", "exit", ("left",), ("poor > left", "near_poor > left")),
    "split": ("Tách hộ", "entry", ("poor", "near_poor"), ("none > poor", "none > near_poor")),
}


def own_office(folder: Path) -> Path:
    """The project's configuration for the two communes, with few recipients."""
    config = Path(shutil.copytree(PROJECT / "config", folder / "config"))
    write_units(config, (f"{code},{name},xa,{at},2019-01-01,,,," for at, (code, name) in enumerate(UNITS, start=1)))
    (config / "village-targets.csv").unlink()
    recipient = '[[recipient]]\nname = "A"\naddress = "a@a.example"\ndocument = "giam-ngheo"\n'
    (config / "recipients.toml").write_text(recipient, "utf-8")
    (config / "classes.toml").unlink()
    return config


def with_average(config: Path, *, counted: bool = True) -> None:
    """A third class in the form, its rules, the plan's figures, and `classes.toml`: nothing else."""
    household, plan = config / "forms/BC-GN-01/household.toml", config / "plan.toml"
    add_choices(household, "left", {"average": AVERAGE})
    add_choices(household, "removed", {"to_average": TO_AVERAGE, "escaped_average": ESCAPED_AVERAGE})
    pairs = ("average: unchanged", "average: new", "average: moved_in", "average: to_average", "left: escaped_average")
    let_pass(household, pairs, _STEPS_OF_AVERAGE)
    figures = "".join(
        f'{key} = {{ title = "{key}", unit_of_measure = "hộ", value = "count(*) filter (where {where})", kind = "{kind}" }}\n'
        for key, where, kind in (
            ("average", "classification = 'average'", "stock"),
            ("change_to_average", "change = 'to_average'", "flow"),
            ("change_escaped_average", "change = 'escaped_average'", "flow"),
        )
    )
    change(plan, "[figures.household]\n", f"[figures.household]\n{figures}")
    classes = CLASSES if counted else CLASSES.replace('"on_the_list"', '"on_the_list"\ncounted = false')
    (config / "classes.toml").write_text(classes + TRANSITIONS, "utf-8")


def with_own_ways(config: Path, declared: Mapping[str, str]) -> None:
    """The sample's two classes, and `died` and `split` beside the movements of the form, each with more lines of TOML."""
    household, plan = config / "forms/BC-GN-01/household.toml", config / "plan.toml"
    rows, passed, figures, transitions = [], [], [], []
    for code, lines in declared.items():
        label, kind, pairs, steps = _OWN_WAYS[code]
        add_choices(household, "removed", {code: label})
        rows += [f"{pair}: {code}" for pair in pairs]
        passed += [f"{step}: {code}" for step in steps]
        value = f"count(*) filter (where change = '{code}')"
        figures.append(
            f'change_{code} = {{ title = "{label}", unit_of_measure = "hộ", value = "{value}", kind = "flow" }}\n'
        )
        transitions.append(f'[[transition]]\nchange = "{code}"\nkind = "{kind}"\nname = "{label.lower()}"\n{lines}\n')
    let_pass(household, rows, passed)
    change(plan, "[figures.household]\n", f"[figures.household]\n{''.join(figures)}")
    own = (PROJECT / "config/classes.toml").read_text("utf-8")
    (config / "classes.toml").write_text("\n".join([own, *transitions]), "utf-8")


def with_column(config: Path, field: str, heading: str, since: str = "", until: str = "") -> None:
    """A further column of the list that holds the class by another standard."""
    lines = ["[[column]]", f'field = "{field}"', f'heading = "{heading}"', 'type = "choice"']
    lines += [f'{key} = "{month}"' for key, month in (("since", since), ("until", until)) if month]
    column = "\n".join([*lines, choices_of({"poor": POOR, "near_poor": NEAR_POOR, "left": LEFT})])
    household = config / "forms/BC-GN-01/household.toml"
    change(household, '[[column]]\nfield = "note"', f'{column}\n[[column]]\nfield = "note"')


def with_editions(config: Path) -> None:
    """The rule that a form needs of which something begins or ends, as the form BC-GN-02 has it."""
    shipped = (PROJECT / "examples/forms/BC-GN-02/bcgn02_cover.toml").read_text("utf-8")
    rule = shipped[shipped.index('[[rule]]\ncode = "C213"') :]
    with (config / "forms/BC-GN-01/cover.toml").open("a", encoding="utf-8") as cover:
        cover.write(f"\n{rule}")


def with_standards(config: Path, *standards: dict[str, str]) -> None:
    """TOML values by key of each standard."""
    sections = ["\n".join(["[[standard]]", *(f"{key} = {value}" for key, value in one.items())]) for one in standards]
    (config / "classes.toml").write_text("\n\n".join(sections) + "\n", "utf-8")
