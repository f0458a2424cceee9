"""What is generated from the configuration is up to date, and every file of `config/` is as its schema says."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib

import jsonschema
import pytest

from giamngheo.metadata.reference import generated
from tests.conftest import PROJECT

CONFIG, SCHEMAS = PROJECT / "config", PROJECT / "docs" / "schemas"


def schema_of(file):
    """The one that the file itself names, as editors do."""
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema "), file
    return (file.parent / first.removeprefix("#:schema ")).resolve()


def plain(value):
    """TOML's days as the texts that a schema speaks of."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def valid(schema, data):
    rules = json.loads(schema.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(rules)
    return [f"{error.json_path}: {error.message}" for error in jsonschema.Draft202012Validator(rules).iter_errors(data)]


def test_generated_files_are_up_to_date(configuration):
    """Otherwise: `make docs`."""
    for name, text in generated(configuration).items():
        assert (PROJECT / "docs" / name).read_text(encoding="utf-8") == text, name
    assert {file.name for file in SCHEMAS.iterdir()} == {
        name.removeprefix("schemas/") for name in generated(configuration) if name.startswith("schemas/")
    }


@pytest.mark.parametrize("file", sorted(CONFIG.rglob("*.toml")), ids=lambda file: file.name)
def test_every_file_is_as_its_schema_says(file):
    schema = schema_of(file)
    assert schema.parent == SCHEMAS
    data = plain(tomllib.loads(file.read_text(encoding="utf-8")))
    assert valid(schema, data) == []
    assert valid(schema, data | {"khóa lạ": 1})


@pytest.mark.parametrize("file", sorted(CONFIG.glob("*.csv")), ids=lambda file: file.name)
def test_every_table_is_as_its_schema_says(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        rows = [{name: value for name, value in row.items() if value} for row in table]
    for row in rows:
        row |= {"order": int(row["order"])} if "order" in row else {}
        row |= {"aliases": row["aliases"].split("|")} if "aliases" in row else {}
    schema = SCHEMAS / f"{file.stem}.schema.json"
    assert set(table.fieldnames) == set(json.loads(schema.read_text(encoding="utf-8"))["items"]["properties"])
    assert rows or file.name in ("areas.csv", "village-targets.csv")  # which no office need have
    assert valid(schema, rows) == []


@pytest.mark.parametrize("file", sorted(SCHEMAS.iterdir()), ids=lambda file: file.name)
def test_every_key_says_what_it_is(file):
    schema = json.loads(file.read_text(encoding="utf-8"))
    objects = [schema.get("items", schema), *schema.get("$defs", schema.get("items", {}).get("$defs", {})).values()]
    keys = [(key, value) for each in objects for key, value in each.get("properties", {}).items()]
    assert keys
    assert [key for key, value in keys if not value.get("description")] == []


def test_every_key_of_a_rule_is_explained_where_rules_begin():
    """An officer reads the file, not the schema."""
    head = (CONFIG / "forms/BC-GN-01/form.toml").read_text(encoding="utf-8").partition("\nid = ")[0]
    schema = json.loads((SCHEMAS / "form.schema.json").read_text(encoding="utf-8"))["$defs"]
    for key in {**schema["Rule"]["properties"], **schema["Expect"]["properties"], **schema["Where"]["properties"]}:
        assert key in head or key == "type", key


def test_schemas_are_the_same_on_every_machine():
    texts = {file.name: file.read_text(encoding="utf-8") for file in SCHEMAS.iterdir()}
    assert texts
    assert {name for name, text in texts.items() if str(PROJECT) in text} == set()


def test_pages_name_every_indicator_figure_field_and_rule(configuration):
    pages = generated(configuration)
    plan, form = configuration.plan, configuration.form
    assert all((plan.indicator, plan.figures, form.sheets, list(form.rules)))
    for indicator in plan.indicator:
        assert f"| `{indicator.code}` | {indicator.title} |" in pages["indicators.md"]
    for figures in plan.figures.values():
        assert all(f"| `{key}` |" in pages["indicators.md"] for key in figures)
    for sheet in form.sheets:
        assert all(f"| `{column.field}` |" in pages["form.md"] for column in sheet.column)
    for _, rule in form.rules:
        assert f"| {rule.code} |" in pages["form.md"]
        assert rule.remedy in pages["form.md"]
