"""An office with areas: a country over two provinces, four areas, six communes; and what its figures are, by plain loops.

In March 2020 commune 18006 has joined commune 18004, so that it left one area (and one province) for another; the only commune
of `bac` sends nothing, and of `dong` one of two.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.conftest import PROJECT
from tests.support.workbooks import NEAR_POOR, POOR, Book, book, next_book

LEVELS = """
senders = "xa"
whole = "nuoc"
[[level]]
code = "thon"
noun = "thôn"
[[level]]
code = "xa"
noun = "xã"
together = "các xã, phường"
body = "Ủy ban nhân dân"
body_short = "UBND"
kind = [{ code = "xa", name = "Xã" }, { code = "phuong", name = "Phường", urban = true }]
[[level]]
code = "khu-vuc"
noun = "khu vực"
[[level]]
code = "tinh"
noun = "tỉnh"
body = "Ủy ban nhân dân"
[[level]]
code = "nuoc"
noun = "nước"
said = "cả nước"
"""
AREAS = """code,name,level,order,parent,valid_from,valid_to,succeeded_by
40,Tỉnh Nghệ An,tinh,1,,,,
42,Tỉnh Hà Tĩnh,tinh,2,,,,
nam,Khu vực Nam Đàn,khu-vuc,1,40,,,
bac,Khu vực Bắc Đàn,khu-vuc,2,40,,,
dong,Khu vực Đông,khu-vuc,3,42,,,
tay,Khu vực Tây,khu-vuc,4,42,,,
"""
UNITS = """code,name,type,order,valid_from,valid_to,succeeded_by,aliases,outside,parent,urban
18001,Phường Một,phuong,1,2020-01-01,,,,,nam,
18002,Xã Hai,xa,2,2020-01-01,,,,,bac,
18003,Xã Ba,xa,3,2020-01-01,,,,,dong,
18004,Xã Bốn,xa,4,2020-01-01,2020-02-29,18004,,,tay,
18004,Xã Bốn Sáu,xa,4,2020-03-01,,,,,tay,
18005,Xã Năm,xa,5,2020-01-01,,,,,dong,x
18006,Xã Sáu,xa,6,2020-01-01,2020-02-29,18004,,,nam,
18007,Xã Bảy,xa,7,2020-01-01,,,,,nam,
"""
# As the tables above say it, by hand: what March is made of.
MARCH = {"nam": ["18001", "18007"], "bac": ["18002"], "dong": ["18003", "18005"], "tay": ["18004"]}
MARCH |= {"40": [*MARCH["nam"], *MARCH["bac"]], "42": [*MARCH["dong"], *MARCH["tay"]]}
BEFORE = {"18004": ["18004", "18006"]}  # what a commune of March was
SILENT = {"18002", "18005"}  # in March
MONTHS = ("2019-12", "2020-01", "2020-02", "2020-03")
UNSENT = "2020-01"


def configured(folder: Path) -> Path:
    """The sample's configuration with the country's levels, areas, communes and recipients."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    plan = config / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace("huyện Thạch Hà", "nước Việt Nam"), "utf-8")
    for name, text in (("levels.toml", LEVELS), ("areas.csv", AREAS), ("units.csv", UNITS)):
        (config / name).write_text(text, "utf-8")
    (config / "unit-codes.csv").unlink()
    (config / "recipients.toml").write_text(
        '[[recipient]]\nname = "Bộ"\naddress = "bo@a.example"\n'
        '[[recipient]]\nname = "Tỉnh"\naddress = "tinh@a.example"\ndocument = "khu-vuc-42"\n'
        '[[recipient]]\nname = "Khu vực"\naddress = "nam@a.example"\ndocument = "khu-vuc-nam"\nfiles = ["excel"]\n'
        '[communes.addresses]\n18001 = "x@a.example"\n',
        "utf-8",
    )
    return config


def months() -> dict[str, list[Book]]:
    """Month → the workbooks that are sent for it."""
    names = {"18001": "Phường Một", "18002": "Xã Hai", "18003": "Xã Ba", "18004": "Xã Bốn"}
    names |= {"18005": "Xã Năm", "18006": "Xã Sáu", "18007": "Xã Bảy"}
    books = [
        book(code, name, MONTHS[0], poor=5 + at, near_poor=9 - at) for at, (code, name) in enumerate(names.items())
    ]
    found = {MONTHS[0]: books}
    for month in MONTHS[1:]:
        books = [next_book(copy.deepcopy(one), pace=0.15) for one in books]
        if month == "2020-03":
            books = _merged(books)
        if month != UNSENT:
            found[month] = [one for one in books if month != "2020-03" or one.unit not in SILENT]
    return found


def _merged(books: list[Book]) -> list[Book]:
    by_code = {one.unit: one for one in books}
    four, six = by_code.pop("18004"), by_code.pop("18006")
    four.unit_name = "Xã Bốn Sáu"
    four.households += six.households
    four.stories += six.stories
    four.total_households += six.total_households
    four.total_people += six.total_people
    return [*by_code.values(), four]


def counted(books: Iterable[Book], codes: Iterable[str]) -> dict[str, int]:
    """The stocks over some communes, counted row by row."""
    wanted = set(codes)
    total = dict.fromkeys(("households", "people", "poor", "near_poor", "poor_members"), 0)
    for one in books:
        if one.unit not in wanted:
            continue
        total["households"] += one.total_households
        total["people"] += one.total_people
        for row in one.households:
            total["poor"] += row["classification"] == POOR
            total["near_poor"] += row["classification"] == NEAR_POOR
            total["poor_members"] += row["members"] if row["classification"] == POOR else 0
    return total
