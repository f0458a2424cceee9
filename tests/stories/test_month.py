"""The whole way to stored attainment, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import shutil

import pytest
import sqlalchemy as sa

from giamngheo.attain.period_figures import work_out
from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.report.compose import draft
from giamngheo.warehouse.engine import migrate
from tests.conftest import GOLDEN, PROJECT
from tests.support.config_folder import change
from tests.support.office import on_one_engine
from tests.support.workbooks import (
    book,
    break_rule,
    expected_figures,
    fast_write,
    next_book,
    path_in,
    write_month,
)

pytestmark = pytest.mark.sqlite_first

MONTHS = ["2019-12", "2020-01", "2020-02", "2020-03"]
UNITS = [("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà"), ("18667", "Xã Nam Điền")]


def figures(office, period):
    keys = list(office.context.configuration.plan.figure_by_key)
    worked = work_out(office.context.warehouse, Period.parse(period))
    return {unit: {key: numbers[key] for key in keys} for unit, numbers in worked.units.items()}


def books(period, **options):
    return [book(unit, name, period, poor=8, near_poor=9, seed=3, **options) for unit, name in UNITS]


def test_the_sample_months_give_their_figures(office):
    shutil.copytree(PROJECT / "examples" / "inbox", office.inbox, dirs_exist_ok=True)
    office.collect("2020-03")
    for month in MONTHS:
        expected = json.loads((GOLDEN / "expected" / f"{month}.json").read_text(encoding="utf-8"))
        assert figures(office, month) == expected["units"]
        worked = work_out(office.context.warehouse, Period.parse(month))
        assert {key: worked.district[key] for key in expected["district"]} == expected["district"]
        assert set(office.statuses(month).values()) == {"accepted"}
    before = office.rows()
    assert before["finding"] == []
    office.collect("2020-03")
    assert office.rows() == before


def test_a_quarter_is_the_stock_of_its_last_month_and_the_sum_of_its_flows(office):
    month = books("2020-01")
    for _ in range(3):
        write_month(office.inbox, month)
        month = [next_book(one, pace=0.2) for one in month]
    office.collect("2020-Q1")
    months = [figures(office, month)["18604"] for month in ("2020-01", "2020-02", "2020-03")]
    quarter = figures(office, "2020-Q1")["18604"]
    assert quarter["poor"] == months[2]["poor"]
    assert quarter["change_removed"] == sum(month["change_removed"] for month in months)
    assert quarter["resources"] == sum(month["resources"] for month in months)


def test_months_that_are_not_in_the_samples(office):
    written = books("2020-07")
    write_month(office.inbox, written)
    office.collect("2020-07")
    assert figures(office, "2020-07") == {one.unit: expected_figures(one) for one in written}


@on_one_engine
def test_a_missing_unit_is_named_and_not_guessed(office):
    write_month(office.inbox, books("2020-01")[:2])
    office.collect("2020-01")
    content = draft(office.context.warehouse, Period.parse("2020-01"), 1, office.context.clock.today).content
    assert (content.coverage.reporting, content.coverage.expected) == (2, 22)
    assert "Xã Nam Điền" in content.missing
    assert len(content.missing) == 20
    assert content.district.poor == sum(unit.poor for unit in content.units if unit.reported)


def test_a_rejected_workbook_stores_its_findings_and_no_rows(office):
    good, bad = books("2020-01")[:2]
    bad, _ = break_rule(bad, "H307")
    write_month(office.inbox, [good, bad])
    office.collect("2020-01")
    statuses = office.statuses("2020-01")
    assert statuses[good.unit] == "accepted"
    assert statuses[bad.unit] == "rejected"
    assert set(figures(office, "2020-01")) == {good.unit}
    assert [row[0] for row in office.rows()["finding"]] == ["H307"]
    assert len(office.rows()["household"]) == len(good.households)


def test_what_was_accepted_stays_in_force_when_a_later_workbook_is_rejected(office):
    good = books("2020-01")[0]
    write_month(office.inbox, [good])
    office.collect("2020-01")
    bad, _ = break_rule(good, "H304")
    fast_write(bad, path_in(office.inbox, bad).with_name("lần 2.xlsx"))
    office.collect("2020-01")
    assert office.statuses("2020-01")[good.unit] == "accepted"
    assert figures(office, "2020-01")[good.unit] == expected_figures(good)


def test_a_correction_is_a_new_version_and_the_old_one_stays(office):
    first = books("2020-01")[0]
    write_month(office.inbox, [first])
    office.collect("2020-01")
    second = next_book(first, pace=0.3)
    second.period = first.period
    for row in second.households:
        row["change"] = "Không đổi" if row["classification"] != "Ra khỏi danh sách" else row["change"]
    fast_write(second, path_in(office.inbox, second).with_name("bản sửa.xlsx"))
    office.collect("2020-01")
    assert figures(office, "2020-01")[first.unit] == expected_figures(second)
    submissions = office.rows()["submission"]
    assert [(row[3], row[4], bool(row[7])) for row in submissions if row[1] == first.unit] == [
        (1, "accepted", True),
        (2, "accepted", False),
    ]


def test_the_same_content_under_another_name_is_the_same_submission(office):
    one = books("2020-01")[0]
    path = path_in(office.inbox, one)
    write_month(office.inbox, [one])
    shutil.copy(path, path.with_name("bản sao.xlsx"))
    office.collect("2020-01")
    shutil.copy(path, path.with_name("bản sao nữa.xlsx"))
    office.collect("2020-01")
    assert len(office.rows()["submission"]) == 1


@on_one_engine
def test_a_workbook_rejected_by_an_old_rule_is_judged_again_when_the_rules_change(office, monkeypatch):
    bad, _ = break_rule(books("2020-01")[0], "H307")
    write_month(office.inbox, [bad])
    office.collect("2020-01")
    config = shutil.copytree(PROJECT / "config", office.home / "config")
    strict = 'title = "Số người có thẻ BHYT không hợp lệ"\nseverity = "critical"'
    change(config / "forms" / "BC-GN-01" / "household.toml", strict, strict.replace("critical", "warning"))
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    office.collect("2020-01")
    assert office.statuses("2020-01")[bad.unit] == "accepted"
    assert [row[:2] for row in office.rows()["finding"]] == [("H307", "warning")]


@on_one_engine
def test_a_workbook_that_came_too_early_is_taken_when_its_month_has_come(office):
    early = books("2020-05")[0]
    write_month(office.inbox, [early])
    office.today = "2020-04-20"
    office.collect("2020-04")
    assert office.statuses("2020-04")[early.unit] == "rejected"
    office.today = "2020-05-16"
    office.collect("2020-05")
    assert office.statuses("2020-05")[early.unit] == "accepted"


def test_all_troubles_in_one_inbox_and_still_a_report_over_the_rest(office):
    cases = json.loads((GOLDEN / "hazards" / "cases.json").read_text(encoding="utf-8"))
    for case in cases:
        source = GOLDEN / "hazards" / case["case"] / case["folder"] / case["file"]
        target = office.inbox / case["folder"] / case["case"]
        target.mkdir(parents=True)
        shutil.copy(source, target)
    office.collect("2020-03")
    statuses = office.statuses("2020-03")
    best = {}
    for case in cases:
        best.setdefault(case["folder"][:5], set()).add(case["status"])
    for unit, found in best.items():
        if found == {"accepted"}:
            assert statuses[unit] == "accepted", unit
    content = draft(office.context.warehouse, Period.parse("2020-03"), 1, office.context.clock.today).content
    assert content.coverage.reporting == sum(status == "accepted" for status in statuses.values())
    assert {item.name for item in content.rejections} >= {"Xã Việt Tiến", "Xã Thạch Thắng"}
    assert "pending" in statuses.values()


@on_one_engine
def test_accepted_troublesome_files_give_their_figures(office):
    cases = json.loads((GOLDEN / "hazards" / "cases.json").read_text(encoding="utf-8"))
    wanted = {case["unit"]: case for case in cases if case["figures"] and case["case"] != "25-formula-text"}
    for case in wanted.values():
        target = office.inbox / case["folder"]
        target.mkdir()
        shutil.copy(GOLDEN / "hazards" / case["case"] / case["folder"] / case["file"], target)
    office.collect("2020-03")
    assert figures(office, "2020-03") == {unit: case["figures"] for unit, case in wanted.items()}


def test_no_report_without_a_reporting_unit(office):
    with pytest.raises(NothingFound, match="2020-03"):
        draft(office.context.warehouse, Period.parse("2020-03"), 1, office.context.clock.today)


def test_migrations_go_forth_and_back(office):
    engine = office.context.warehouse.engine
    tables = set(sa.inspect(engine).get_table_names())
    migrate(engine, "base")
    assert set(sa.inspect(engine).get_table_names()) == {"alembic_version"}
    assert sa.inspect(engine).get_view_names() == []
    migrate(engine)
    assert set(sa.inspect(engine).get_table_names()) == tables


def test_migrations_make_what_the_schema_says(office):
    """By Alembic's own comparison, before the form's tables are there: opening would add what is missing."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from giamngheo.warehouse import schema

    engine = office.context.warehouse.engine
    forms = {table.name for table in office.context.warehouse.rows.values()}
    with engine.connect() as connection:
        compared = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name not in forms}
        )
        # Each difference is a tuple, or a list of such about one column; a comment changes no table.
        found = [
            each
            for one in compare_metadata(compared, schema.metadata)
            for each in (one if isinstance(one, list) else [one])
        ]
    assert [each for each in found if each[0] not in ("modify_comment", "add_table_comment")] == []


def test_views_for_people(office):
    write_month(office.inbox, books("2020-01"))
    office.collect("2020-01")
    with office.context.warehouse.reading() as connection:
        poverty = connection.execute(sa.text("SELECT unit, poor FROM v_poverty ORDER BY unit")).all()
        completeness = connection.execute(
            sa.text("SELECT unit, status FROM v_completeness WHERE period = '2020-01'")
        ).all()
        values = connection.execute(sa.text("SELECT unit, value FROM v_attainment WHERE unit IS NULL")).all()
    assert [row.unit for row in poverty] == sorted(unit for unit, _ in UNITS)
    assert {row.unit for row in completeness if row.status == "accepted"} == {unit for unit, _ in UNITS}
    assert [row.status for row in completeness].count("missing") == 22 - len(UNITS)
    assert len(values) == 9
