"""`giamngheo export`: files that other tools read, with the figures that the program itself says."""

from __future__ import annotations

import csv
import io
import json

import pytest
from arro3.io import read_parquet

from giamngheo.metadata.settings import load_settings
from giamngheo.warehouse.views import VIEWS
from tasks.attain import attain
from tests.support.office import office_in
from tests.support.workbooks import book, write_month

DAY = "2020-12-31"
KHE, HA = ("18604", "Xã Thạch Khê"), ("18562", "Thị trấn Thạch Hà")


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Two months of few units, and a quarter, half a year and the year that end with them; gives the office's home."""
    folder = tmp_path_factory.mktemp("year")
    with office_in(folder) as office:
        office.today = DAY
        march = [book(*KHE, "2020-03", poor=6, near_poor=7), book(*HA, "2020-03", poor=3, near_poor=2)]
        write_month(office.inbox, march)
        office.collect("2020-03")
        write_month(office.inbox, [book(*KHE, "2020-12", poor=4, near_poor=5)])
        office.collect("2020-12")
        for period in ("2020-Q1", "2020-H2", "2020-9M", "2020"):
            attain.fn(period, DAY)
    return folder / "home"


@pytest.fixture
def of_year(giamngheo, monkeypatch, year):
    monkeypatch.setenv("GIAMNGHEO_HOME", str(year))
    load_settings.cache_clear()
    return giamngheo


def exported(giamngheo, folder, today=DAY):
    code, out, err = giamngheo("export", "--out", folder, "--today", today)
    assert (code, err) == (0, "")
    return {path.name: path for path in folder.iterdir()}, out


def table_of(path):
    """As another program reads it: column → values, and the comments that it finds there."""
    read = read_parquet(path).read_all()
    return {
        field.name: (read.column(place).to_pylist(), field.metadata_str["comment"])
        for place, field in enumerate(read.schema)
    }


def test_each_view_is_a_file_with_its_columns_and_what_they_mean(of_year, tmp_path):
    files, out = exported(of_year, tmp_path / "out")
    assert set(files) == {
        *(f"{view.name}.parquet" for view in VIEWS),
        *("dhis2-monthly.json", "dhis2-quarterly.json", "dhis2-sixmonthly.json", "dhis2-yearly.json"),
        "sdmx-figures.csv",
    }
    assert all(str(path) in out for path in files.values())
    assert "Để dùng nội bộ" in out
    assert {path.stat().st_mode & 0o077 for path in files.values()} == {0}
    for view in VIEWS:
        found = table_of(files[f"{view.name}.parquet"])
        assert {name: comment for name, (_, comment) in found.items()} == {
            one.name: one.comment for one in view.columns
        }
    told = json.loads(of_year("figures", "--period", "2020-03", "--json")[1])
    table = {name: values for name, (values, _) in table_of(files["v_figure.parquet"]).items()}
    own = zip(table["period"], table["unit"], table["figure"], table["value"], strict=True)
    assert {figure: value for period, unit, figure, value in own if (period, unit) == ("2020-03", None)} == told[
        "district"
    ]
    assert {day.isoformat() for day in table["last_day"]} == {"2020-03-14", "2020-12-14"}
    reported = table_of(files["v_completeness.parquet"])
    assert sum(reported["reported"][0]) == 3
    assert {type(at).__name__ for at in reported["received_at"][0]} == {"datetime", "NoneType"}


def test_figures_for_dhis2_are_of_one_kind_of_period_in_each_file(of_year, tmp_path):
    files, _ = exported(of_year, tmp_path / "out")
    sets = {name: json.loads(path.read_text("utf-8")) for name, path in files.items() if name.startswith("dhis2")}
    periods = {name: {one["period"] for one in data["dataValues"]} for name, data in sets.items()}
    assert periods == {
        "dhis2-monthly.json": {"202003", "202012"},
        "dhis2-quarterly.json": {"2020Q1"},
        "dhis2-sixmonthly.json": {"2020S2"},
        "dhis2-yearly.json": {"2020"},
    }
    values = sets["dhis2-monthly.json"]["dataValues"]
    assert {"dataElement": "poor", "period": "202003", "orgUnit": "18604", "value": "6"} in values
    assert {one["orgUnit"] for one in values} == {"18604", "18562"}  # the whole DHIS2 adds up itself
    keys = [(one["dataElement"], one["period"], one["orgUnit"]) for one in values]
    assert len(keys) == len(set(keys))


def test_figures_as_sdmx_csv(of_year, tmp_path):
    files, _ = exported(of_year, tmp_path / "out")
    data = files["sdmx-figures.csv"].read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 1
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert list(rows[0])[:2] == ["DATAFLOW", "FREQ"]
    assert {row["DATAFLOW"] for row in rows} == {"GIAMNGHEO:FIGURES(1.0)"}
    times = {(row["FREQ"], row["TIME_PERIOD"]) for row in rows}
    assert times == {("M", "2020-03"), ("M", "2020-12"), ("Q", "2020-Q1"), ("S", "2020-S2"), ("A", "2020")}
    keys = {(row["FREQ"], row["REF_AREA"], row["INDICATOR"], row["TIME_PERIOD"]): row["OBS_VALUE"] for row in rows}
    assert len(keys) == len(rows)
    assert (keys["M", "_T", "poor", "2020-03"], keys["M", "18604", "poor", "2020-03"]) == ("9", "6")


def test_the_same_warehouse_gives_the_same_files(of_year, tmp_path):
    first, again = (exported(of_year, tmp_path / name)[0] for name in ("one", "two"))
    assert {name: path.read_bytes() for name, path in first.items()} == {
        name: path.read_bytes() for name, path in again.items()
    }


def test_before_the_first_report_the_files_say_who_owes_one(giamngheo, tmp_path):
    files, _ = exported(giamngheo, tmp_path / "out", "2020-01-20")
    missing = table_of(files["v_completeness.parquet"])
    assert set(missing["status"][0]) == {"missing"}
    assert {"2019-12", "2020-01"} <= set(missing["period"][0])
    assert not any(name.startswith("dhis2") for name in files)


def test_a_folder_that_takes_nothing_is_named(giamngheo, tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    code, _, err = giamngheo("export", "--out", tmp_path / "out", "--today", "2020-01-20")
    assert code == 2
    assert err.startswith(f"Không ghi được vào {tmp_path / 'out'}")
