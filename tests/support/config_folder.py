"""The project's configuration in a folder of the test's own, written otherwise in a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata import load_configuration


def change(path: Path, old: str, new: str, count: int = -1) -> None:
    """Replace a text that must be there; the first `count` times, or everywhere."""
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def choices_of(labels: Mapping[str, str]) -> str:
    """A column's choices as TOML: code → label."""
    return "".join(f'[[column.choice]]\ncode = "{code}"\nlabel = "{label}"\n' for code, label in labels.items())


def add_choices(sheet: Path, before: str, labels: Mapping[str, str]) -> None:
    """To a column of a form's sheet, in front of the choice with the code `before`."""
    place = f'[[column.choice]]\ncode = "{before}"'
    change(sheet, place, f"{choices_of(labels)}{place}")


def let_pass(households: Path, pairs: Iterable[str], steps: Iterable[str]) -> None:
    """By the rules of the list of households: a row with a `class: change`, and a `class > class: change` from one month to the
    next."""
    for first, more in (("left: escaped_poverty", pairs), ("poor > left: escaped_poverty", steps)):
        added = " ".join(f'"{one}",' for one in more)
        change(households, f'  "{first}",', f'  {added}\n  "{first}",')


def write_units(config: Path, lines: Iterable[str]) -> None:
    """All the units that there are; each has its code for good."""
    head = "code,name,type,order,valid_from,valid_to,succeeded_by,aliases,outside"
    (config / "units.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    (config / "unit-codes.csv").unlink(missing_ok=True)


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(folder)
    return caught.value.mistakes


def must_say(folder: Path, *words: str) -> None:
    """One of the mistakes of the configuration holds all these words."""
    found = mistakes(folder)
    assert any(all(word in mistake for word in words) for mistake in found), found
