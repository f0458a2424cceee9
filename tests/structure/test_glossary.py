"""Each name in the third column of docs/glossary.md is there: a class, function, module, table, or key of config/."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.conftest import PROJECT

TEXT = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
PACKAGES = ("giamngheo", "expectations", "tasks", "flows", "commands")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.split("## Words that were our own")[0].splitlines()
    if line.startswith("|") and not re.match(r"\|(---| Vietnamese )", line)
]


def names_in_code() -> Iterator[str]:
    for package in PACKAGES:
        for path in (PROJECT / package).rglob("*.py"):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            module = parts[:-1] if parts[-1] == "__init__" else parts
            yield ".".join(module[1:] if package == "giamngheo" else module)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef | ast.FunctionDef):
                    yield node.name


def keys_of_config() -> Iterator[str]:
    for path in (PROJECT / "config").rglob("*.toml"):
        yield from keys_in(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in (PROJECT / "config").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from next(csv.reader(lines))


def keys_in(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from keys_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from keys_in(value)


@pytest.fixture(scope="module")
def known(configuration) -> set[str]:
    from giamngheo.warehouse import schema

    tables = {*schema.metadata.tables, *schema.form_tables(configuration.form)}
    return {*names_in_code(), *keys_of_config(), *tables}


def test_there_are_words():
    assert len(ROWS) > 50
    assert all(len(row) == 4 for row in ROWS)


def test_no_word_is_told_twice():
    for column in (0, 1):
        words = [row[column] for row in ROWS]
        assert len(words) == len(set(words)), {word for word in words if words.count(word) > 1}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_the_name_is_there(row, known):
    names = re.findall(r"`([^`]+)`", row[2])
    assert names, row
    assert set(names) <= known


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_the_word_has_a_source(row):
    assert row[3]
