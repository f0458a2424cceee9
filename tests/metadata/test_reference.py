"""What is generated from the configuration is up to date, and every file of `config/` is as its schema says."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib

import jsonschema
import pytest

from giamngheo.metadata.reader import Reader
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
    assert named_of(configuration.plan, pages["indicators.md"]) == []
    assert named_in(configuration.form, pages["form.md"]) == []


def test_every_form_that_ships_has_a_page(configuration):
    pages = generated(configuration)
    shipped = {path.parent.name for path in PROJECT.glob("*/forms/*/form.toml")} - {configuration.form.id}
    assert shipped
    assert {name for name in pages if name.startswith("forms/")} == {f"forms/{name}.md" for name in shipped}
    for name in shipped:
        assert f"(forms/{name}.md)" in pages["form.md"]
        form = Reader(PROJECT / "examples").form(PROJECT / "examples" / "forms" / name)
        assert named_in(form, pages[f"forms/{name}.md"]) == []
        assert "mỗi quý" in pages[f"forms/{name}.md"] or form.frequency != "quarter"


def test_every_plan_of_an_office_is_on_the_page(configuration):
    """Each with its own targets, under its own year; what is the same in every year stands once."""
    plan = configuration.plan
    fewer = plan.indicator[:-1]
    next_one = plan.model_copy(update={"number": "31/KH-UBND", "year": plan.year + 1, "indicator": fewer})
    page = generated(configuration.model_copy(update={"plans": (plan, next_one)}))["indicators.md"]
    first, second = page.split(f"## Kế hoạch năm {plan.year}\n")[1].split(f"## Kế hoạch năm {plan.year + 1}\n")
    assert named_of(plan, first) == named_of(next_one, second) == []
    assert f"| {plan.indicator[-1].title} |" not in second
    assert "31/KH-UBND" in second
    assert page.count("Mức độ đạt") == page.count("Kỳ báo cáo") == 1


def named_of(plan, page):
    """What of a plan the page does not name."""
    assert plan.indicator
    assert plan.figures
    lines = [f"| `{one.code}` | {one.title} |" for one in plan.indicator]
    return [
        line
        for line in [*lines, *(f"| `{key}` |" for rows in plan.figures.values() for key in rows)]
        if line not in page
    ]


def named_in(form, page):
    """What of a form the page does not name."""
    assert form.sheets
    assert form.rules
    fields = [f"| `{column.field}` |" for sheet in form.sheets for column in sheet.column]
    rules = [text for _, rule in form.rules for text in (f"| {rule.code} |", rule.remedy)]
    return [text for text in [*fields, *rules] if text not in page]
