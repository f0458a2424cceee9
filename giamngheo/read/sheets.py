"""Which of a workbook's sheets are those of the form: copies, hidden old lists and lists that go on are not taken by chance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from giamngheo.core.text import plain, tidy, without_diacritics
from giamngheo.metadata.form import Form, Sheet
from giamngheo.read.formats import Worksheet
from giamngheo.read.layout import Located, locate
from giamngheo.read.located_cells import Remark, text_of

# What programs and people add to the name of a copy, or of a list that goes on.
_COPY = re.compile(
    r"[\s_.-]*(?:\(\s*(?:\d+|tiep(?: theo)?|tt|copy|ban sao)\s*\)|(?:tiep(?: theo)?|copy|ban sao)(?:\s*\d+)?)$"
)
_GOES_ON = re.compile(r"\b(?:tiep|tt)\b")


@dataclass(frozen=True)
class Chosen:
    """The sheet of the form, located where it is certain which one it is; how many could be it, and their names."""

    located: Located | None
    count: int
    names: str = ""
    is_hidden: bool = False


def choose(sheet: Sheet, seen: Sequence[Worksheet], form: Form) -> Chosen:
    """The one sheet that a person would take; lists that go on are put together where no household is in both."""
    named = [seen[place] for place in matching_sheets(sheet, [each.name for each in seen])]
    copies = [each for each in seen if each not in named and _is_copy(sheet, each.name)]
    filled = [each for each in (*named, *copies) if sheet.required or not _is_blank(each)]
    visible = [each for each in filled if not each.is_hidden and (each in named or not _is_blank(each))]
    hidden = [each for each in filled if each.is_hidden and not _is_blank(each)]
    taken = visible or hidden
    names = ", ".join(f"«{tidy(each.name)}»" for each in taken)
    if not taken:
        return Chosen(None, 0)
    found = [locate(sheet, each, form) for each in taken]
    if len(found) > 1:
        goes_on = all(_GOES_ON.search(_whole(each.name)) for each in found[1:])
        together = _put_together(sheet, found) if goes_on else None
        return Chosen(together, 1 if together else len(found), names)
    return Chosen(_beside_hidden(found[0], hidden) if visible else found[0], 1, names, is_hidden=not visible)


def matching_sheets(sheet: Sheet, names: Iterable[str]) -> list[int]:
    """Places of the workbook's sheets that bear a name of the form's sheet; the exact name goes before other spellings."""
    listed = {index: name for index, name in enumerate(names) if not _COPY.search(_whole(name))}
    ranks = (
        [index for index, name in listed.items() if tidy(name).casefold() == tidy(sheet.name).casefold()],
        [index for index, name in listed.items() if plain(name) == plain(sheet.name)],
        [index for index, name in listed.items() if plain(name) in sheet.names],
    )
    return next((found for found in ranks if found), [])


def is_of(sheet: Sheet, name: str) -> bool:
    """Whether a sheet of this name may be the form's."""
    return bool(matching_sheets(sheet, [name])) or _is_copy(sheet, name)


def _whole(name: str) -> str:
    """A sheet's name, folded, with what stands in brackets."""
    return without_diacritics(tidy(name).casefold())


def _is_copy(sheet: Sheet, name: str) -> bool:
    whole = _whole(name)
    bare = _COPY.sub("", whole)
    return bare != whole and plain(bare) in sheet.names


def _put_together(sheet: Sheet, found: Sequence[Located]) -> Located | None:
    """One list of several sheets, if each has the whole heading and no code comes twice; otherwise it is not certain."""
    first, *more = found
    code = next((name for name in sheet.row_key if sheet.columns[name].type == "code"), None)
    if code is None or any(set(each.columns) != set(first.columns) or not each.data_rows for each in found):
        return None
    codes = [text for each in found for value in each.values(code) if (text := text_of(value))]
    return replace(first, more=tuple(more)) if len(codes) == len(set(codes)) else None


def _beside_hidden(found: Located, hidden: Sequence[Worksheet]) -> Located:
    """What lies hidden beside a sheet is not read, and that is said at its heading."""
    if not hidden:
        return found
    row, column = min(found.columns.values(), default=(0, 0))
    names = ", ".join(tidy(each.name) for each in hidden)
    return replace(found, remarks=(*found.remarks, Remark("hidden_copy", row, column, None, names)))


def _is_blank(sheet: Worksheet) -> bool:
    return not any(value not in ("", None) for row in sheet.rows for value in row)
