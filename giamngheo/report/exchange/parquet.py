"""A view's rows as a Parquet file, typed as the view says, with the comments of its columns.

By arro3, the Arrow library in Rust, which is small: where pyarrow is installed pandas keeps all its texts in it, and the whole
program would work otherwise.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from giamngheo.warehouse.views import Kind, View, ViewColumn

if TYPE_CHECKING:
    from arro3.core import Array, DataType, Field, RecordBatch, Schema

_AT_ONCE = 50_000  # rows
_EPOCH, _FIRST_MOMENT = dt.date(1970, 1, 1), dt.datetime(1970, 1, 1)
_MICROSECOND = dt.timedelta(microseconds=1)


def as_parquet(view: View, rows: Iterable[Sequence[Any]]) -> bytes:
    from arro3.core import Schema, Table
    from arro3.io import write_parquet

    schema = Schema([_field(column) for column in view.columns], metadata={"comment": view.comment})
    file = io.BytesIO()
    write_parquet(Table.from_batches(list(_batches(view, rows, schema)), schema=schema), file, compression="snappy")
    return file.getvalue()


def _batches(view: View, rows: Iterable[Sequence[Any]], schema: Schema) -> Iterator[RecordBatch]:
    """In Arrow's columns a row takes far less room than in Python, where only so many are at a time."""
    from arro3.core import RecordBatch

    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        columns = [_array(column, (row[place] for row in some)) for place, column in enumerate(view.columns)]
        yield RecordBatch.from_arrays(columns, schema=schema)


def _field(column: ViewColumn) -> Field:
    from arro3.core import Field

    return Field(column.name, _type(column), nullable=True, metadata={"comment": column.comment})


def _array(column: ViewColumn, values: Iterable[Any]) -> Array:
    """Days and moments as Arrow counts them, since 1970."""
    from arro3.core import Array, DataType

    if column.kind == "day":
        days = [None if day is None else (day - _EPOCH).days for day in values]
        return Array(days, DataType.int32()).cast(_type(column))
    if column.kind == "moment":
        moments = [None if at is None else (at - _FIRST_MOMENT) // _MICROSECOND for at in values]
        return Array(moments, DataType.int64()).cast(_type(column))
    return Array(list(values), _type(column))


def _type(column: ViewColumn) -> DataType:
    from arro3.core import DataType

    types: dict[Kind, Callable[[], DataType]] = {
        "text": DataType.utf8,
        "whole": DataType.int64,
        "number": DataType.float64,
        "yes_no": DataType.bool,
        "day": DataType.date32,
        "moment": lambda: DataType.timestamp("us", tz="UTC"),
    }
    return types[column.kind]()
