"""The months that a file's name speaks of. Names are free; only what can be nothing but a month counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.core.text import folded

# Without «tháng sáu», which without diacritics is next month.
_WORDS = {
    "gieng": 1,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "bon": 4,
    "nam": 5,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi mot": 11,
    "muoi hai": 12,
    "muoi": 10,
    "chap": 12,
}
_MONTH, _YEAR = r"(?P<month>0?[1-9]|1[0-2])", r"(?P<year>20\d\d)"
_WORD = rf"(?P<word>{'|'.join(_WORDS)})"
_OF_YEAR = rf"(?: (?:nam )?{_YEAR})?"
_WAYS = tuple(
    re.compile(rf"(?<![a-z0-9]){way}(?![a-z0-9])")
    for way in (
        rf"(?:thang|thg) ?{_MONTH}{_OF_YEAR}",
        rf"thang {_WORD}{_OF_YEAR}(?! \d)",
        rf"t{_MONTH}{_OF_YEAR}",
        rf"t {_MONTH} {_YEAR}",
        rf"{_YEAR} ?(?P<month>0[1-9]|1[0-2])(?! \d)",  # 2020-03, but not the day 2020-03-14
        rf"(?<!\d ){_MONTH} {_YEAR}",  # 03-2020, but not the day 14-03-2020
        rf"(?P<month>0[1-9]|1[0-2]){_YEAR}",
    )
)
_OF_A_PAPER = re.compile(r"\b(?:so|cv|cong van|van ban|vb|nghi quyet|nq|qd|quyet dinh|ke hoach|kh|thu|to) $")


def months_named(file: str, year: int, form_ids: Iterable[str]) -> frozenset[Period]:
    """The months in a file's name; where no year stands beside one, that of the report. Numbers of the form, and those of
    other papers (`CV 12-2020`), are none."""
    name = _plain(PurePath(file).stem)
    for form_id in form_ids:
        name = name.replace(_plain(form_id), "_")
    return frozenset(_months(name, year))


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", folded(text)).strip()


def _months(name: str, year: int) -> Iterator[Period]:
    for way in _WAYS:
        for one in way.finditer(name):
            told = one.groupdict()
            month = _WORDS[told["word"]] if told.get("word") else int(told["month"])
            if _OF_A_PAPER.search(name[: one.start()]):
                continue
            try:
                yield Period(int(told.get("year") or year), "month", month)
            except UsageError:
                continue
