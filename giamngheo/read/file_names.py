"""The months that a file's name speaks of. Names are free; only what can be nothing but a month counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.core.text import tidy, without_diacritics

_MONTH = r"(0?[1-9]|1[0-2])"
_YEAR = r"(20\d\d)"
_BETWEEN = "[-_. ]+"
# `2020-03`; `03-2020`, `T3.2020`; `thang 3`, `T03` with the year of the report. Never digits out of a longer number, nor of a day.
_WAYS = (
    (re.compile(rf"(?<!\d){_YEAR}[-_. ]?(0[1-9]|1[0-2])(?!\d)"), 2, 1),
    (re.compile(rf"(?<!\d)(?<!\d[-_. ]){_MONTH}[-_. ]{_YEAR}(?!\d)"), 1, 2),
    (re.compile(rf"(?<![a-z])(?:thang|thg|t)[-_. ]*{_MONTH}(?!\d)(?![-_. ]*nam)"), 1, None),
)


def months_named(file: str, year: int, form_ids: Iterable[str]) -> frozenset[Period]:
    """The months in a file's name; where no year stands beside one, that of the report. The form's own number is none."""
    name = without_diacritics(tidy(PurePath(file).stem).casefold())
    for form_id in form_ids:
        parts = map(re.escape, re.split(_BETWEEN, without_diacritics(form_id)))
        name = re.sub(_BETWEEN.replace("+", "*").join(parts), " ", name)
    found = set()
    for way, month, of_year in _WAYS:
        for one in way.finditer(name):
            try:
                found.add(Period(int(one[of_year]) if of_year else year, "month", int(one[month])))
            except UsageError:
                continue
    return frozenset(found)
