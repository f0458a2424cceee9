"""TOML files with other values, notes and schemas: through their parsed form, so that comments and order stay."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter

from giamngheo.metadata.placeholders import NOTE
from giamngheo.metadata.plan import BaselineStocks

_SCHEMA = "#:schema "  # what editors read in the first line of a file: where its schema lies
_STOCKS = "baseline_stocks"


def filled_in(file: bytes, fill: Callable[..., None], *values: Any) -> bytes:
    """The file with other values."""
    import tomlkit

    document = tomlkit.parse(file.decode("utf-8"))
    fill(document, *values)
    return tomlkit.dumps(document).encode("utf-8")


def note_at_top(document: Any, note: str) -> None:
    """A note to whoever edits the file, under the line that names its schema, in the place of the one before."""
    from tomlkit.items import Whitespace

    head = list(_comments(document))
    for comment in head:
        if comment.trivia.comment.startswith(NOTE):
            comment.trivia.indent = comment.trivia.comment = comment.trivia.trail = ""
    lines = "".join(f"{NOTE} {line}\n" for line in note.splitlines())
    if head and head[0].trivia.comment.startswith(_SCHEMA):
        head[0].trivia.trail += lines
    else:
        first = next(item for _, item in document.body if not isinstance(item, Whitespace))
        first.trivia.indent = lines + first.trivia.indent


def name_schema(document: Any, moved: Callable[[str], str]) -> None:
    """Name the schema where it lies now; one with an address of its own stays."""
    first = next(_comments(document), None)
    if first is not None and first.trivia.comment.startswith(_SCHEMA):
        named = first.trivia.comment.removeprefix(_SCHEMA).strip()
        if "://" not in named and not posixpath.isabs(named):
            first.trivia.comment = f"{_SCHEMA}{moved(named)}"


def put_stocks(document: Any, stocks: BaselineStocks | None) -> None:
    """What a plan says of its baseline, however it stood there: a table, dotted keys.

    `None`: not known. Then a comment under the month of the baseline tells how it is written.
    """
    if stocks:
        put_inline(document, _STOCKS, stocks.model_dump())
        return
    there = document.pop(_STOCKS, None)
    if not any(comment.trivia.comment.startswith(f"# {_STOCKS}") for comment in _comments(document)):
        wanted = ", ".join(f"{name} = …" for name, field in BaselineStocks.model_fields.items() if field.is_required())
        meaning = there.trivia.comment if _is_inline(there) else ""
        document["baseline"].trivia.trail += f"# {_STOCKS} = {{ {wanted} }}   {meaning}".rstrip() + "\n"


def put_inline(table: Any, key: str, values: dict[str, Any]) -> None:
    """`key = { value = 1, to = 1.5 }`, in its place, or above the tables in it if a table stood there; whole numbers without
    a point."""
    import tomlkit

    if not _is_inline(table.get(key)):
        table.pop(key, None)
    new = tomlkit.inline_table()
    for name, value in values.items():
        new.append(name, int(value) if isinstance(value, float) and value.is_integer() else value)
    table[key] = new


def put_tables(document: Any, key: str, tables: Iterable[dict[str, Any]]) -> None:
    """`[[key]]` after `[[key]]` in the place of those before; what is a list of tables in one of them has a line for each."""
    import tomlkit
    from tomlkit.items import AoT

    if not isinstance(document.get(key), AoT):
        document.pop(key, None)
        document[key] = tomlkit.aot()
    document[key].clear()
    for values in tables:
        table = tomlkit.table()
        for name, value in values.items():
            has_tables = isinstance(value, list) and any(isinstance(each, dict) for each in value)
            table[name] = _in_lines(value) if has_tables else value
        document[key].append(table.add(tomlkit.nl()))


def put_defaults(table: Any, model: type[BaseModel]) -> None:
    """Every key as if nobody had said it; those that have to be said stay as they are."""
    as_written = TypeAdapter(Any)
    for name in list(table):
        field = model.model_fields.get(name)
        if field is None or field.get_default() is None:
            del table[name]
        elif isinstance(default := field.get_default(), BaseModel):
            put_defaults(table[name], type(default))
        elif not field.is_required():
            table[name] = as_written.dump_python(default, mode="json")


def _in_lines(tables: Iterable[dict[str, Any]]) -> Any:
    import tomlkit

    array = tomlkit.array()
    for values in tables:
        inline = tomlkit.inline_table()
        inline.update(values)
        array.append(inline)
    return array.multiline(multiline=True)


def _is_inline(item: Any) -> bool:
    from tomlkit.items import InlineTable

    return isinstance(item, InlineTable)


def _comments(document: Any) -> Iterator[Any]:
    """Those that stand above the first table."""
    from tomlkit.items import Comment

    return (item for _, item in document.body if isinstance(item, Comment))
