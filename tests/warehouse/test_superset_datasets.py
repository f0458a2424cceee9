"""What Superset shows of the views: each column named, and no sum that means nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from commands.attainment import attainment
from commands.figures import figures
from giamngheo.warehouse.superset_datasets import FOLDER, dataset_uuid, datasets, heading
from giamngheo.warehouse.views import VIEWS
from tests.support.bi_content import content, dataset, metrics_of, rows_of
from tests.support.office import told
from tests.support.workbooks import book, write_month

BEFORE, MONTH, DAY = "2020-01", "2020-02", "2020-12-31"
KHE, HA = ("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà")


def test_the_files_are_up_to_date():
    """Otherwise: `make docs`."""
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == datasets()


def test_every_view_is_a_dataset_with_all_its_columns_named():
    shown = {one["table_name"]: one for one in content("datasets") if not one["sql"]}
    assert shown.keys() == {view.name for view in VIEWS}
    for view in VIEWS:
        assert shown[view.name]["uuid"] == str(dataset_uuid(view.name))
        columns = {one["column_name"]: one for one in shown[view.name]["columns"] if not one["expression"]}
        assert list(columns) == [one.name for one in view.columns]
        headings = [heading(view, one) for one in view.columns]
        assert all(one[0].isupper() for one in headings)
        assert len(set(headings)) == len(headings)
        assert [one["description"] for one in columns.values()] == [one.comment for one in view.columns]


@pytest.fixture
def two_months(office):
    """Two units in January, one of them in February."""
    books = {BEFORE: (book(*KHE, BEFORE, poor=6, near_poor=7), book(*HA, BEFORE, poor=3, near_poor=2))}
    for month, own in (books | {MONTH: (book(*KHE, MONTH, poor=5, near_poor=8),)}).items():
        write_month(office.inbox, own)
        office.collect(month)
    return office


on_postgresql = pytest.mark.parametrize("office", ["postgresql"], indirect=True)


@on_postgresql
def test_a_months_numbers_are_what_the_program_says_with_how_many_units_and_months_are_not_summed(two_months, capsys):
    own = dataset("Hộ nghèo theo tháng")
    names = ("poor_households", "near_poor_households", "all_households", "poverty_rate", "near_poverty_rate")

    def shown(where: str, *metrics: str) -> list:
        asked = ", ".join(metrics_of(own)[name] for name in metrics)
        with two_months.context.warehouse.reading() as connection:
            return list(connection.execute(sa.text(f"SELECT {asked} FROM {rows_of(own)} WHERE {where}")).one())

    for month, missing in ((BEFORE, 20), (MONTH, 21)):
        said = told(capsys, figures, month, today=DAY)
        for where, numbers in (("unit IS NULL", said["district"]), (f"unit = '{KHE[0]}'", said["units"][KHE[0]])):
            counts = [numbers[name] for name in ("poor", "near_poor", "households")]
            rates = [100 * count / counts[2] for count in counts[:2]]
            assert shown(f"period = '{month}' AND {where}", *names) == pytest.approx([*counts, *rates])
        assert shown(f"period = '{month}'", "units_in", "units_out") == [22 - missing, missing]
    # The units of a month together are the whole; a month with the whole and the units, or two months, are no number.
    assert shown(f"period = '{BEFORE}' AND unit IS NOT NULL", *names) == shown(
        f"period = '{BEFORE}' AND unit IS NULL", *names
    )
    assert shown(f"period = '{BEFORE}'", *names) == [None] * 5
    assert shown("unit IS NULL", *names, "units_in", "goal_rate") == [None] * 7
    with two_months.context.warehouse.reading() as connection:
        said = connection.execute(sa.text(f"SELECT period_said FROM {rows_of(own)} WHERE unit IS NULL ORDER BY 1"))
        assert list(said.scalars()) == [f"{BEFORE} (2/22 đơn vị)", f"{MONTH} (1/22 đơn vị)"]


@on_postgresql
def test_indicators_are_what_the_program_says_one_row_each_and_all_can_be_asked(two_months, capsys):
    own = dataset("Chỉ tiêu của kế hoạch")
    query = f"SELECT indicator, {metrics_of(own)['the_value']} FROM {rows_of(own)}"
    with two_months.context.warehouse.reading() as connection:
        for month, units in ((BEFORE, 2), (MONTH, 1)):
            said = told(capsys, attainment, month, today=DAY)["values"]
            of_month = f"period = '{month}' AND unit IS NULL"
            values = connection.execute(sa.text(f"{query} WHERE {of_month} GROUP BY indicator"))
            assert dict(map(tuple, values)) == {one["indicator"]: one["value"] for one in said}
            covered = connection.execute(sa.text(f"SELECT DISTINCT coverage FROM {rows_of(own)} WHERE {of_month}"))
            assert list(covered.scalars()) == [f"{units}/22"]
        mixed = connection.execute(sa.text(f"{query} WHERE unit IS NULL GROUP BY indicator"))
        assert {value for _, value in mixed} == {None}
        for one in content("datasets"):
            columns = ", ".join(column.get("expression") or column["column_name"] for column in one["columns"])
            connection.execute(sa.text(f"SELECT {columns} FROM {rows_of(one)} LIMIT 1")).all()
            for name, expression in metrics_of(one).items():
                connection.execute(sa.text(f"SELECT {expression} AS {name} FROM {rows_of(one)}")).one()
