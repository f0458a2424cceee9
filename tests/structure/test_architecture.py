"""docs/architecture.md names the rooms that there are, in the order that import-linter holds."""

from __future__ import annotations

import re
import tomllib

from tests.conftest import PROJECT

TEXT = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)[1]


def first_column(text: str) -> list[str]:
    return re.findall(r"^\| `([\w./]+)` \|", text, re.MULTILINE)


def contract() -> list[set[str]]:
    linter = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [rooms] = [one for one in linter["contracts"] if one["id"] == "rooms"]
    return [layer_of(line) for line in rooms["layers"]]


def layer_of(line: str) -> set[str]:
    return {name.strip() for name in line.split("|")}


def test_the_rooms_are_the_packages_and_the_one_loose_file():
    inside = PROJECT / "giamngheo"
    packages = {f"{path.parent.name}/" for path in inside.glob("*/__init__.py")}
    loose = {path.name for path in inside.glob("*.py")} - {"__init__.py", "__main__.py"}
    rooms = first_column(section("The rooms of `giamngheo/`"))
    assert len(rooms) == len(set(rooms))
    assert {room for room in rooms if not (PROJECT / room).is_dir()} == packages | loose
    assert {room for room in rooms if (PROJECT / room).is_dir()} == {"expectations/", "tasks/", "flows/", "commands/"}


def test_the_layers_are_those_of_the_contract():
    lines = re.search(r"```\n(.*?)```", section("Import order"), re.DOTALL)[1].splitlines()
    assert [layer_of(line) for line in lines] == contract()


def test_every_room_has_its_place_in_the_contract():
    placed = set().union(*contract())
    rooms = first_column(section("The rooms of `giamngheo/`"))
    assert rooms
    for room in rooms:
        name = room.removesuffix("/").removesuffix(".py")
        assert {name, f"giamngheo.{name}"} & placed, room


def test_what_a_room_may_import_stands_below_it():
    level = {name.removeprefix("giamngheo."): number for number, layer in enumerate(contract()) for name in layer}
    rows = re.findall(r"^\| `([\w./]+)` \| .* \| ([^|]+) \|$", section("The rooms of `giamngheo/`"), re.MULTILINE)
    assert [room for room, _ in rows] == first_column(section("The rooms of `giamngheo/`"))
    allowed = [
        (room.removesuffix("/").removesuffix(".py"), name.removesuffix(".py"))
        for room, names in rows
        for name in re.findall(r"`([\w.]+)`", names)
    ]
    assert len(allowed) > len(rows)
    assert [(own, name) for own, name in allowed if level[name] <= level[own]] == []
