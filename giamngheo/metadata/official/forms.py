"""The official forms as records, and those that hold on a day."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files

from pydantic import Field

from giamngheo.core.text import folded
from giamngheo.metadata.record import FieldName, Record


class Source(Record):
    """Where a column's number comes from; exactly one of these, but for a balance, which `figure` checks.

    `moves`: `class.movement` of `giamngheo/attain/movements.py`. `lacking`: why there is none.
    """

    figure: FieldName | None = None
    opening: FieldName | None = None
    moves: tuple[str, ...] = ()
    count: str | None = None
    part: FieldName | None = None
    whole: FieldName | None = None
    plus: tuple[FieldName, ...] = ()
    minus: tuple[FieldName, ...] = ()
    lacking: str | None = None


class OfficialColumn(Record):
    """A numbered column. `of`: a source for each of the form's lines, or one for all."""

    key: FieldName
    heading: str
    under: str = ""
    of: tuple[Source, ...] = Field(min_length=1)

    def source(self, line: int) -> Source:
        return self.of[line] if len(self.of) > 1 else self.of[0]


class OfficialForm(Record):
    """One Mẫu. Without columns it is only recognised, not drawn. `same_as`: the form whose counts its rates are of."""

    number: str
    title: str
    also: tuple[str, ...] = ()
    lines: tuple[str, ...] = ("",)
    by_area: bool = False
    same_as: str | None = None
    notes: tuple[str, ...] = ()
    column: tuple[OfficialColumn, ...] = ()

    @property
    def name(self) -> str:
        return f"Mẫu {self.number}"

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """What its title begins with, folded."""
        return tuple(folded(text) for text in (self.title, *self.also))


class OfficialForms(Record):
    """The forms of one circular. `urban`, `rural`: kinds of units, as their names begin."""

    source: str
    since: dt.date
    urban: tuple[str, ...]
    rural: tuple[str, ...]
    form: tuple[OfficialForm, ...]

    @cached_property
    def drawn(self) -> dict[str, OfficialForm]:
        """Those that can be filled from the warehouse, by number."""
        return {form.number: form for form in self.form if form.column}


def official_forms(day: dt.date) -> OfficialForms:
    """Those that hold on a day; before the first circular its forms."""
    known = _all()
    return next((each for each in reversed(known) if each.since <= day), known[0])


def every_form() -> Iterator[OfficialForm]:
    """Of all circulars, the newest first: what a unit may send by mistake."""
    for each in reversed(_all()):
        yield from each.form


@lru_cache(maxsize=1)
def _all() -> tuple[OfficialForms, ...]:
    folder = files("giamngheo.metadata.official")
    texts = [each.read_text(encoding="utf-8") for each in folder.iterdir() if each.name.endswith(".toml")]
    return tuple(
        sorted((OfficialForms.model_validate(tomllib.loads(text)) for text in texts), key=lambda each: each.since)
    )
