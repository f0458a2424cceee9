"""Offices of any size for the benchmark: the 22 units of the sample, their province, then the whole country's communes, each
under its district and its province."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import tomlkit

from giamngheo.metadata.scaffold.units import Commune, communes_of_the_country
from tests.support.workbooks import fast_write, month_of, next_book, path_in

PROJECT = Path(__file__).resolve().parents[2]
MONTHS = ("2020-01", "2020-02")
DISTRICT, PROVINCE = "445", "42"  # of the sample: Huyện Thạch Hà, Tỉnh Hà Tĩnh
_AREAS = "code,name,level,order,parent,valid_from,valid_to,succeeded_by"
_UNITS = "code,name,type,order,valid_from,valid_to,succeeded_by,aliases,outside,parent,urban"


def make_office(folder: Path, size: int) -> None:
    """Of `size` communes, under `folder`: `config/`, the workbooks of the first month in `earlier/`, of the second in
    `later/`."""
    communes = nearest(size)
    write_configuration(folder / "config", communes)
    with ProcessPoolExecutor() as pool:
        list(pool.map(partial(_write_two_months, folder), communes, chunksize=20))


def nearest(size: int) -> list[Commune]:
    """So many communes: first those of the sample's district, then those of its province, then all others, by their codes."""
    communes = sorted(
        communes_of_the_country(),
        key=lambda one: (one.district_code != DISTRICT, one.province_code != PROVINCE, one.code),
    )
    if not 0 < size <= len(communes):
        raise SystemExit(f"from 1 to {len(communes)} communes, not {size}")
    return communes[:size]


def write_configuration(folder: Path, communes: Sequence[Commune]) -> None:
    """The sample's own, of other units, with the levels huyện, tỉnh, cả nước above them."""
    shutil.copytree(PROJECT / "config", folder)
    _write_levels(folder / "levels.toml")
    units = [
        (one.code, one.name, _kind(one.name), place, "2020-01-01", "", "", "", "", f"h-{one.district_code}", "")
        for place, one in enumerate(communes, 1)
    ]
    _write_table(folder / "units.csv", _UNITS, units)
    _write_table(folder / "areas.csv", _AREAS, _areas(communes))
    _write_table(folder / "unit-codes.csv", "code,stands_for,valid_from,valid_to", [])
    recipients = (folder / "recipients.toml").read_text(encoding="utf-8").partition("[communes.addresses]")[0]
    addresses = "\n".join(f'{one.code} = "xa-{one.code}@example.vn"' for one in communes)
    (folder / "recipients.toml").write_text(f"{recipients}[communes.addresses]\n{addresses}\n", encoding="utf-8")


def _write_levels(path: Path) -> None:
    levels = tomlkit.parse(path.read_text(encoding="utf-8"))
    levels["whole"] = "ca-nuoc"
    levels["level"].append({"code": "tinh", "noun": "tỉnh"})
    levels["level"].append({"code": "ca-nuoc", "noun": "cả nước", "said": "cả nước"})
    path.write_text(tomlkit.dumps(levels), encoding="utf-8")


def _areas(communes: Iterable[Commune]) -> list[tuple[object, ...]]:
    """Each district and each province once, a province before its districts."""
    found: dict[str, tuple[str, str, str]] = {}
    for one in communes:
        province = f"t-{one.province_code}"
        found.setdefault(province, (one.province_name, "tinh", ""))
        found.setdefault(f"h-{one.district_code}", (one.district_name, "huyen", province))
    return [
        (code, name, level, place, parent, "", "", "")
        for place, (code, (name, level, parent)) in enumerate(found.items(), 1)
    ]


def _kind(name: str) -> str:
    return next(
        code for words, code in (("Phường", "phuong"), ("Thị trấn", "thi-tran"), ("Xã", "xa")) if name.startswith(words)
    )


def _write_table(path: Path, heading: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading.split(","))
        writer.writerows(rows)


def _write_two_months(folder: Path, commune: Commune) -> None:
    (first,) = month_of([(commune.code, commune.name)], MONTHS[0])
    for place, book in (("earlier", first), ("later", next_book(first, seed=1))):
        fast_write(book, path_in(folder / place, book))
