"""Opens one workbook and finds the form in it. A bad workbook harms only itself: its fault is a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import PurePath

from giamngheo.core.formats import number
from giamngheo.core.legacy_encodings import decode_tcvn3, decode_vni, to_unicode
from giamngheo.core.remembered import remembered_if_short
from giamngheo.core.text import key, plain
from giamngheo.metadata.form import Form
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read import formats
from giamngheo.read.cells import readers
from giamngheo.read.headings import HEADING_SEARCH_ROWS
from giamngheo.read.layout import Located
from giamngheo.read.located_cells import Remark, Row, text_of
from giamngheo.read.official_forms import official_form_in
from giamngheo.read.sheets import Chosen, choose
from giamngheo.read.typed_columns import with_typed_columns

# What a short text can have been typed in, Unicode first.
_FONTS = (partial(unicodedata.normalize, "NFC"), decode_tcvn3, decode_vni)


_CODE_DIGITS = range(6, 13)
UNIT_DIGITS = 5  # digits of a code that are its unit's
_GROUP = 3  # digits of the shortest group
_APART = frozenset(" \N{NO-BREAK SPACE}.-\N{EN DASH}")
_NUMBER = re.compile("[0-9]+")
# Kinds that do not tell what is seen beside the values: merged cells, what is hidden, what is struck through.
_BLIND = {"xlsb"}


@dataclass(frozen=True)
class Reading:
    """What a workbook holds of the form.

    `fault` (`damaged`, `encrypted`, `too_large`, `not_taken`, `empty`, `growing`, `link`) means that nothing
    could be read, `detail` says more. `form`: the id of the form that its cover names; none where it is read as the main
    form. `chosen`: which sheets could be each of the form's. `official_form`: the state's form that it is instead of ours.
    """

    file: str
    fault: str | None = None
    detail: str = ""
    form: str | None = None
    located: dict[str, Located] = field(default_factory=dict)
    chosen: dict[str, Chosen] = field(default_factory=dict)
    official_form: str = ""

    @property
    def is_readable(self) -> bool:
        return self.fault is None


def read_workbook(
    data: bytes, file: str, form: Form, limits: ReadingLimits, *others: Form, assumed: str | None = None
) -> Reading:
    """Look before loading, open, and locate the form's sheets; never raises for what the bytes hold.

    By one of the `others` where the cover names it, and not the form. `assumed`: the id of the one that it is where it names
    none; the form itself, if that is none of the others.
    """
    try:
        workbook = formats.open_workbook(data, PurePath(file).name, container_limits(limits))
    except formats.UnreadableWorkbook as error:
        return Reading(file, error.fault.value, error.detail, assumed)
    return _typed(_on_its_form(workbook, file, limits, form, others, assumed), form, others)


def _on_its_form(
    workbook: formats.Workbook,
    file: str,
    limits: ReadingLimits,
    form: Form,
    others: Sequence[Form],
    assumed: str | None,
) -> Reading:
    reading = _read_as(form, workbook, file, limits)
    if not others or is_this_form(reading, form) or not (reading.is_readable or assumed):
        return reading
    for other in others:
        found = replace(_read_as(other, workbook, file, limits), form=other.id)
        if is_this_form(found, other):
            return found
        reading = found if other.id == assumed else reading
    return reading


def _typed(reading: Reading, form: Form, others: Sequence[Form]) -> Reading:
    own = next((other for other in others if other.id == reading.form), form)
    period = cover_text(reading, "period", own)
    located = {table: with_typed_columns(found, own, period) for table, found in reading.located.items()}
    return replace(reading, located=located)


def _read_as(form: Form, workbook: formats.Workbook, file: str, limits: ReadingLimits) -> Reading:
    seen = [_in_unicode(sheet, form) for sheet in workbook.sheets]
    chosen = {sheet.table: choose(sheet, seen, form) for sheet in form.sheets}
    located = {table: found for table, one in chosen.items() if (found := one.located)}
    name = form.cover.table
    if workbook.kind in _BLIND and (cover := located.get(name)):
        located[name] = replace(cover, remarks=(*cover.remarks, Remark("blind", 0, 0, None, workbook.kind)))
    lists = [found for found in located.values() if found.sheet.required]
    listed = sum(len(part.data_rows) for found in lists for part in found.parts)
    if listed > limits.household_rows:
        most = number(limits.household_rows)
        return Reading(file, "too_large", f"danh sách có {number(listed)} hộ, nhiều nhất là {most}")
    without = {table: replace(one, located=None) for table, one in chosen.items()}
    return Reading(file, located=located, chosen=without, official_form=official_form_in(seen, located, form))


def holds_code(data: bytes, file: str, code: str, limits: ReadingLimits) -> bool | None:
    """Whether a household's code stands in any cell, of the form's sheets or others; `None` where it cannot be opened."""
    try:
        workbook = formats.open_workbook(data, PurePath(file).name, container_limits(limits))
    except formats.UnreadableWorkbook:
        return None
    texts = (text_of(value) for sheet in workbook.sheets for row in sheet.rows for value in row)
    return any(found.code == code for text in texts if code[:_GROUP] in text for found in codes_in(text))


@dataclass(frozen=True)
class CodeInText:
    """What may be a household's code, and where it stands: `text[start:end]`, digits in groups or not."""

    code: str
    start: int
    end: int


def codes_in(text: str) -> Iterator[CodeInText]:
    """Whole numbers of 6 to 12 digits, and such groups of digits as `18604 0001`, `186.040.001`; never a part of a longer one."""
    groups = list(_NUMBER.finditer(text))
    joined = [*(_belong_together(text, *two) for two in pairwise(groups)), False]
    for first, group in enumerate(groups):
        if len(group[0]) in _CODE_DIGITS:
            yield CodeInText(group[0], *group.span())
        if first and joined[first - 1] and len(group[0]) < UNIT_DIGITS:
            continue
        code, last = group[0], first
        while joined[last] and len(code) < _CODE_DIGITS.stop:
            last += 1
            code += groups[last][0]
            is_whole = not joined[last] or len(groups[last + 1][0]) >= UNIT_DIGITS
            if is_whole and len(code) in _CODE_DIGITS:
                yield CodeInText(code, group.start(), groups[last].end())


def with_codes(text: str, name_of: Callable[[str], str | None]) -> str:
    """A text with other names in the place of codes; `None` where one stays."""
    parts, end = [], 0
    for found in codes_in(text):
        if found.start >= end and (name := name_of(found.code)):
            parts += [text[end : found.start], name]
            end = found.end
    return "".join([*parts, text[end:]])


def _belong_together(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Groups of one code, by what sets them apart."""
    return text[one.end() : other.start()] in _APART and min(len(one[0]), len(other[0])) >= _GROUP


def cover_value(reading: Reading, name: str, form: Form) -> object:
    """A typed value of the cover, `None` where it cannot be read."""
    cover = reading.located.get(form.cover.table)
    if cover is None or name not in cover.columns:
        return None
    return readers(cover.sheet, form)[name](cover.values(name)[0])[0]


def cover_text(reading: Reading, name: str, form: Form) -> str | None:
    """The same of a text, or of a period."""
    value = cover_value(reading, name, form)
    return value if isinstance(value, str) else None


def is_this_form(reading: Reading, form: Form) -> bool:
    """Whether the cover names the form."""
    return key(cover_text(reading, "form_id", form) or "") in form.ids


def _in_unicode(seen: formats.Worksheet, form: Form) -> formats.Worksheet:
    """Texts in the old TCVN3 and VNI fonts become Unicode, before any other cleaning."""
    above, below = _letters(seen.rows[:HEADING_SEARCH_ROWS]), _letters(seen.rows[HEADING_SEARCH_ROWS:])
    listed = sorted(above | below)
    read = dict(zip(listed, to_unicode(listed), strict=True))
    read |= {text: heading for text in above if (heading := _as_heading(text, form))}
    changed = {old: new for old, new in read.items() if old != new}
    if not changed:
        return seen
    rows = [[changed.get(value, value) if isinstance(value, str) else value for value in row] for row in seen.rows]
    return replace(seen, rows=rows)


def _letters(rows: Iterable[Row]) -> set[str]:
    return {value for value in set[object]().union(*rows) if isinstance(value, str) and not value.isascii()}


def _as_heading(text: str, form: Form) -> str | None:
    """A text that is one of the form's headings as it stands, or through an old font: too short to tell otherwise."""
    return next((read for read, heading in _through_fonts(text) if heading in form.all_headings), None)


@remembered_if_short
def _through_fonts(text: str) -> tuple[tuple[str, str], ...]:
    """What a text may read, and that as a heading."""
    return tuple((read, plain(read)) for read in dict.fromkeys(as_unicode(text) for as_unicode in _FONTS))


def container_limits(limits: ReadingLimits) -> formats.Limits:
    return formats.Limits(
        file_bytes=limits.file_mb * 2**20,
        unpacked_bytes=limits.unpacked_mb * 2**20,
        rows=limits.household_rows + 10_000,
    )
