"""Tells an official form (`Mẫu 7.2`) that was sent in the place of ours: by its code, or by its title.

Only where nothing of our form is there: a workbook of ours may speak of a Mẫu in a note, or carry one beside its own sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from giamngheo.core.text import folded
from giamngheo.metadata.form import Form
from giamngheo.metadata.official import OfficialForm, every_form
from giamngheo.read.formats import Worksheet
from giamngheo.read.layout import Located
from giamngheo.read.located_cells import fields_in, text_of

_TOP_ROWS = 20  # above the heading of an official form stand its code, its title, its period
_LINES = 5  # of a cell that holds code and title at once
_FEW = 3  # headings of ours that a strange table may have by chance
_ANNEX = r"(?:phu luc\s+\w+\s*[-–:,.(]*\s*)?"
_KIND = r"(?:mau|bieu)(?: bieu)?(?: so)?\s*[:.]?\s*"
# A text that is the code and nothing else, but for what the code is of: not «xem Mẫu 7.2», not «Mẫu 7.2 đã gửi».
_CODE = re.compile(rf"{_ANNEX}{_KIND}(?P<number>7[.,]\d{{1,2}})\s*(?P<rest>.*)")
_OF_WHAT = re.compile(r"|[:.;]|[-–/(,]?\s*\(?(?:ban hanh|kem theo|phu luc|pl|tt|thong tu|bc|ho|nam)\b.*")
# What offices write before a title on the same line: «Mẫu số 7.2. Tổng hợp …», «Biểu tổng hợp …», «2. Tổng hợp …».
_BEFORE = re.compile(rf"{_ANNEX}(?:{_KIND}\d+(?:[.,]\d+)?\s*[-–:.,)]*\s*|(?:bieu|bang)\s+|\d{{1,2}}\s*[-–:.,)/]\s*)?")


def official_form_in(sheets: Sequence[Worksheet], located: Mapping[str, Located], form: Form) -> str:
    """What the workbook is instead of the form: `Mẫu 7.2 (Tổng hợp diễn biến hộ nghèo)`; empty where it is not told."""
    if any(found.columns for found in located.values()) or any(_is_ours(each, form) for each in sheets):
        return ""
    found = [each for sheet in sheets if not sheet.is_hidden and (each := _official(sheet))]
    if not found:
        return ""
    told = f"{found[0].name} ({found[0].title})"
    others = dict.fromkeys(each.name for each in found[1:] if each.number != found[0].number)
    return f"{told}, {', '.join(others)}" if others else told


def _is_ours(sheet: Worksheet, form: Form) -> bool:
    """Whether a sheet of another name has a heading of ours."""
    tables = [each for each in form.sheets if each.layout == "table"]
    return any(len(set(fields_in(table, row).values())) > _FEW for row in sheet.rows[:_TOP_ROWS] for table in tables)


def _official(sheet: Worksheet) -> OfficialForm | None:
    """By the code, which is certain; else by the longest beginning of a title that stands there."""
    texts = list(_texts(sheet))
    numbers = {number for text in texts if (number := _code(text))}
    forms = list(every_form())
    if len(numbers) == 1:
        return next((each for each in forms if each.number in numbers), None)
    begun = [
        (len(words), each) for each in forms for words in each.beginnings for text in texts if _begins(text, words)
    ]
    return max(begun, key=lambda one: one[0])[1] if begun else None


def _texts(sheet: Worksheet) -> Iterator[str]:
    """The sheet's name and the texts above the table, folded: each cell, each line of it, and as one a title that goes on in the
    next row."""
    yield folded(sheet.name)
    rows = [[text for value in row if (text := text_of(value))] for row in sheet.rows[:_TOP_ROWS]]
    for texts, below in zip_longest(rows, rows[1:], fillvalue=()):
        for text in texts:
            yield folded(text)
            yield from map(folded, text.splitlines()[:_LINES] if "\n" in text else ())
        if len(texts) == 1 and below:
            yield folded(f"{texts[0]} {below[0]}")


def _code(text: str) -> str | None:
    found = _CODE.fullmatch(text.strip("()[] "))
    return found["number"].replace(",", ".") if found and _OF_WHAT.fullmatch(found["rest"]) else None


def _begins(text: str, words: str) -> bool:
    """With or without what stands before it."""
    found = _BEFORE.match(text)
    return any(
        text.startswith(words, at) and not text[at + len(words) : at + len(words) + 1].isalpha()
        for at in (0, found.end() if found else 0)
    )
