"""`--unit` takes an area as it takes a unit: the sum of its units, and over which of them."""

from __future__ import annotations

import json
import re

import pytest

from tests.support import country
from tests.support.office import office_in
from tests.support.workbooks import write_month

PERIOD = ("--period", "2020-03", "--today", "2020-03-20")


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """February and March of the country: its configuration and its home."""
    folder = tmp_path_factory.mktemp("country")
    months = {month: books for month, books in country.months().items() if month >= "2020-02"}
    with office_in(folder, config=str(country.configured(folder))) as office:
        office.today = "2020-03-20"
        for month, books in months.items():
            write_month(office.inbox, books)
            office.collect(month)
    return folder, months


@pytest.fixture
def asked(giamngheo, monkeypatch, sent):
    folder, _ = sent
    monkeypatch.setenv("GIAMNGHEO_HOME", str(folder / "home"))
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(folder / "config"))

    def run(*arguments):
        code, out, err = giamngheo(*arguments)
        return code, json.loads(out) if "--json" in arguments else out, err

    return run


def test_figures_of_an_area_are_the_sum_of_its_units(asked, sent):
    code, told, _ = asked("figures", *PERIOD, "--unit", "40", "--json")
    truth = country.counted(sent[1]["2020-03"], country.MARCH["40"])
    assert code == 0
    assert (told["unit"], told["name"], sorted(told["units"])) == ("40", "Tỉnh Nghệ An", ["18001", "18007"])
    assert {key: told["total"][key] for key in truth} == truth
    _, shown, _ = asked("figures", *PERIOD, "--unit", "40")
    assert "Tỉnh Nghệ An (2/3 đơn vị)" in re.sub(r"\s*│?\n│[│ ]*", " ", shown)


def test_attainment_of_an_area_has_its_own_coverage(asked, sent):
    code, told, _ = asked("attainment", *PERIOD, "--unit", "nam", "--json")
    insured = next(one for one in told["values"] if one["indicator"] == "insured_poor")
    truth = country.counted(sent[1]["2020-03"], country.MARCH["nam"])
    assert code == 0
    assert (insured["unit"], insured["denominator"]) == ("nam", truth["poor_members"])
    assert insured["coverage"] == {"reports": 2, "owed": 2}
    code, shown, _ = asked("attainment", *PERIOD, "--unit", "nam")
    assert shown.startswith("Khu vực Nam Đàn, tháng 3 năm 2020: mức độ đạt")


def test_of_an_area_without_a_report_nothing_is_said_to_be_nothing(asked):
    code, told, err = asked("attainment", *PERIOD, "--unit", "bac", "--json")
    assert code == 1
    assert {one["value"] for one in told["values"]} == {None}
    assert "Chưa có báo cáo nào của Khu vực Bắc Đàn được nhận cho kỳ 2020-03" in err


def test_a_figure_of_an_area_is_explained_by_its_units_submissions(asked, sent):
    code, told, _ = asked("explain", "insured_poor", *PERIOD, "--unit", "40", "--json")
    truth = country.counted(sent[1]["2020-03"], country.MARCH["40"])
    assert code == 0
    assert told["unit_name"] == "Tỉnh Nghệ An"
    assert told["denominator"]["value"] == truth["poor_members"]
    assert [one["unit"] for one in told["submissions"]] == ["18001", "18007"]


def test_a_series_of_an_area_is_over_the_units_that_it_has_at_the_end(asked, sent):
    """Commune 18006 came into the area by its merger: it is in the month before, too. Half of an area is no figure of it."""
    span = ("--from", "2020-02", "--to", "2020-03", "--today", "2020-03-20", "--json")
    code, told, _ = asked("series", "--unit", "tay", *span)
    months = {month: country.counted(books, ["18004", "18006"])["poor"] for month, books in sent[1].items()}
    assert code == 0
    assert {one["period"]: one["value"] for one in told["months"]} == months
    code, told, _ = asked("series", "--unit", "dong", *span)
    assert [(one["period"], one["continuous"]) for one in told["months"]] == [("2020-02", True), ("2020-03", False)]
    assert told["months"][1]["value"] is None
    assert told["months"][1]["reason"] == "tháng 3 năm 2020 chưa có số liệu của Xã Năm"


def test_an_area_that_is_not_there_is_told_with_those_that_are(asked):
    code, _, err = asked("figures", *PERIOD, "--unit", "nam-dan")
    assert code == 2
    assert "không có đơn vị mang mã nam-dan" in err
