"""Other offices with areas, each whole: a commune over the clusters of its villages, a province over 69 communes in nine areas."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose import draft
from giamngheo.report.documents import codes_of, document_of, tables
from giamngheo.report.render.files import report_files
from tests.conftest import PROJECT
from tests.support import country
from tests.support.office import office_in
from tests.support.workbooks import Book, book

MONTH = "2019-12"
_HEAD = "code,name,type,order,valid_from,valid_to,succeeded_by,aliases,outside,parent,urban\n"
_LEVEL = '[[level]]\ncode = "{}"\nnoun = "{}"\n'


def configured(folder: Path, levels: str, areas: list[str], units: list[str]) -> Path:
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    (config / "levels.toml").write_text(levels, "utf-8")
    (config / "areas.csv").write_text("\n".join(["code,name,level,order", *areas, ""]), "utf-8")
    (config / "units.csv").write_text(_HEAD + "\n".join([*units, ""]), "utf-8")
    (config / "unit-codes.csv").unlink()
    recipient = '[[recipient]]\nname = "A"\naddress = "a@a.example"\n'
    (config / "recipients.toml").write_text(recipient, "utf-8")
    return config


def composed(folder: Path, config: Path, books: list[Book]):
    with office_in(folder, config=str(config)) as office:
        office.collect_accepted(MONTH, books)
        return draft(office.context.warehouse, Period.parse(MONTH), 1, office.context.clock.today).content


def are_sums(content, books: list[Book], parents: dict[str, str]) -> None:
    """Each area, and the whole, by plain loops over what was sent."""
    for area in content.areas:
        own = [one.unit for one in books if parents[one.unit] == area.line.code]
        truth = country.counted(books, own)
        assert area.units == own
        assert (area.line.households, area.line.poor, area.line.near_poor) == (
            truth["households"],
            truth["poor"],
            truth["near_poor"],
        )
        assert area.line.poor_rate == pytest.approx(truth["poor"] / truth["households"] * 100)
    assert content.district.poor == sum(area.line.poor for area in content.areas)


def test_a_commune_over_its_villages_in_two_clusters(tmp_path):
    """Hương Đô at the end of 2025: 3.909 households, 97 poor, 139 near-poor."""
    levels = f'senders = "thon"\nwhole = "xa"\n{_LEVEL.format("thon", "thôn")}{_LEVEL.format("cum", "cụm")}'
    levels += _LEVEL.format("xa", "xã")
    stocks = {"18001": (20, 30), "18002": (25, 35), "18003": (22, 34), "18004": (30, 40)}
    parents = {"18001": "tren", "18002": "tren", "18003": "duoi", "18004": "duoi"}
    units = [f"{code},Thôn {code},thon,{at},2019-01-01,,,,,{parents[code]}," for at, code in enumerate(stocks)]
    areas = ["tren,Cụm Trên,cum,1", "duoi,Cụm Dưới,cum,2"]
    books = [
        book(code, f"Thôn {code}", MONTH, poor=poor, near_poor=near, total_households=1000 - 91 * (code == "18004"))
        for code, (poor, near) in stocks.items()
    ]
    for one in books:  # of a village nothing lies below
        for row in one.households:
            row["village"] = None
    content = composed(tmp_path, configured(tmp_path, levels, areas, units), books)
    are_sums(content, books, parents)
    assert (content.district.households, content.district.poor, content.district.near_poor) == (3909, 97, 139)
    assert {"khu-vuc-tren", "xa-18001"} <= set(codes_of(content))
    assert document_of(content, "khu-vuc-tren").title.endswith("của cụm Trên")
    assert document_of(content, "khu-vuc-tren").addressees == ("Lãnh đạo cụm Trên",)  # an area is no office


def test_a_province_over_69_communes_in_nine_areas(tmp_path):
    levels = country.LEVELS.replace('whole = "nuoc"', 'whole = "tinh"')
    codes = [str(18500 + at) for at in range(69)]
    parents = {code: f"kv{at % 9 + 1}" for at, code in enumerate(codes)}
    kinds = {code: ("phuong", "Phường") if at % 10 == 0 else ("xa", "Xã") for at, code in enumerate(codes)}
    units = [
        f"{code},{kinds[code][1]} {code},{kinds[code][0]},{at},2019-01-01,,,,,{parents[code]},"
        for at, code in enumerate(codes)
    ]
    areas = [f"kv{at},Khu vực {at},khu-vuc,{at}" for at in range(1, 10)]
    books = [book(code, f"{kinds[code][1]} {code}", MONTH, poor=at % 3, near_poor=1) for at, code in enumerate(codes)]
    content = composed(tmp_path, configured(tmp_path, levels, areas, units), books)
    are_sums(content, books, parents)
    assert len(content.areas) == 9
    assert sum(area.coverage.expected for area in content.areas) == 69
    urban = country.counted(books, [code for code in codes if kinds[code][0] == "phuong"])
    assert (content.settlements[0].people, content.settlements[0].poor) == (urban["people"], urban["poor"])
    assert len(tables.units(content).rows) == 69 + 9
    assert len(report_files(content, {("khu-vuc-kv3", "word"), ("giam-ngheo", "word")})) == 2
