"""Which of a workbook's sheets are those of the form: copies, hidden old lists and lists that go on are not taken by chance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from giamngheo.core.text import folded, plain, tidy
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
    alike = [each for each in seen if each not in named and _is_alike(sheet, each, form)]
    alike = [
        each for each in alike if not named or _is_copy(sheet, each.name) or _is_more_of(named[0], sheet, each, form)
    ]
    filled = [each for each in (*named, *alike) if sheet.required or not _is_blank(each)]
    visible = [each for each in filled if not each.is_hidden and (each in named or not _is_blank(each))]
    hidden = [each for each in filled if each.is_hidden and not _is_blank(each)]
    taken = visible or hidden
    names = _listed(taken)
    if not taken:
        return Chosen(None, 0)
    found = [locate(sheet, each, form) for each in taken]
    if len(found) > 1:
        goes_on = all(_GOES_ON.search(folded(each.name)) for each in found[1:])
        together = _put_together(sheet, found) if goes_on else None
        return Chosen(together, 1 if together else len(found), names)
    others = [each for each in _unknown(sheet, seen, filled, form) if _is_more_of(taken[0], sheet, each, form)]
    passed_over = [*(hidden if visible else []), *others]
    return Chosen(_beside_others(found[0], passed_over), 1, names, is_hidden=not visible)


def _is_alike(sheet: Sheet, seen: Worksheet, form: Form) -> bool:
    """Whether a sheet may be the form's, too: a copy by its name, or one of another spelling or a longer name that has its
    columns."""
    if _is_copy(sheet, seen.name):
        return True
    is_named_so = plain(seen.name) in sheet.names or any(
        plain(seen.name).startswith(f"{name} ") for name in sheet.names
    )
    return is_named_so and _has_columns(sheet, locate(sheet, seen, form))


def _unknown(sheet: Sheet, seen: Sequence[Worksheet], filled: Sequence[Worksheet], form: Form) -> Iterator[Worksheet]:
    """Sheets to be seen that are none of the form's, where one of them may list more than the form's own."""
    if not sheet.required or not _code_of(sheet):
        return
    for each in seen:
        if each not in filled and not each.is_hidden and not any(is_of(one, each.name) for one in form.sheets):
            yield each


def _is_more_of(taken: Worksheet, sheet: Sheet, seen: Worksheet, form: Form) -> bool:
    """Whether a sheet lists what the one that is taken does not: an old list has the same codes."""
    if not sheet.required or not (code := _code_of(sheet)):
        return False
    one, other = locate(sheet, taken, form), locate(sheet, seen, form)
    if not _has_columns(sheet, one) or not _has_columns(sheet, other):
        return False
    listed, known = _codes(other, code), _codes(one, code)
    return len(listed - known) > len(listed & known)


def _has_columns(sheet: Sheet, found: Located) -> bool:
    return all(column.field in found.columns for column in sheet.column if column.required)


def matching_sheets(sheet: Sheet, names: Iterable[str]) -> list[int]:
    """Places of the workbook's sheets that bear a name of the form's sheet; the exact name goes before other spellings."""
    listed = {index: name for index, name in enumerate(names) if not _COPY.search(folded(name))}
    ranks = (
        [index for index, name in listed.items() if tidy(name).casefold() == tidy(sheet.name).casefold()],
        [index for index, name in listed.items() if plain(name) == plain(sheet.name)],
        [index for index, name in listed.items() if plain(name) in sheet.names],
    )
    return next((found for found in ranks if found), [])


def is_of(sheet: Sheet, name: str) -> bool:
    """Whether a sheet of this name may be the form's."""
    return bool(matching_sheets(sheet, [name])) or _is_copy(sheet, name)


def _is_copy(sheet: Sheet, name: str) -> bool:
    whole = folded(name)
    bare = _COPY.sub("", whole)
    return bare != whole and plain(bare) in sheet.names


def _put_together(sheet: Sheet, found: Sequence[Located]) -> Located | None:
    """One list of several sheets, if each has the whole heading and no code comes twice; otherwise it is not certain."""
    first, *more = found
    code = _code_of(sheet)
    if code is None or any(set(each.columns) != set(first.columns) or not each.data_rows for each in found):
        return None
    codes = [_codes(each, code) for each in found]
    return replace(first, more=tuple(more)) if len(set().union(*codes)) == sum(map(len, codes)) else None


def _code_of(sheet: Sheet) -> str | None:
    return next((name for name in sheet.row_key if sheet.columns[name].type == "code"), None)


def _codes(found: Located, code: str) -> set[str]:
    return {text for value in found.values(code) if (text := text_of(value))}


def _beside_others(found: Located, passed_over: Sequence[Worksheet]) -> Located:
    """Sheets of the same kind that are not read, hidden ones or of other names, are told of at the heading."""
    if not passed_over:
        return found
    row, column = min(found.columns.values(), default=(0, 0))
    return replace(found, remarks=(*found.remarks, Remark("other_sheet", row, column, None, _listed(passed_over))))


def _listed(sheets: Sequence[Worksheet]) -> str:
    return ", ".join(f"«{tidy(each.name)}»" for each in sheets)


def _is_blank(sheet: Worksheet) -> bool:
    return not any(value not in ("", None) for row in sheet.rows for value in row)
