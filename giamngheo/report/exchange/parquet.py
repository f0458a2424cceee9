"""A view's rows as a Parquet file, typed as the view says, with the comments of its columns.

By arro3, the Arrow library in Rust, which is small: where pyarrow is installed pandas keeps all its texts in it, and the whole
program would work otherwise.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from giamngheo.warehouse.views import View, ViewColumn

if TYPE_CHECKING:
    from arro3.core import Array, DataType

_EPOCH, _SECOND_ONE = dt.date(1970, 1, 1), dt.datetime(1970, 1, 1)
_MICROSECOND = dt.timedelta(microseconds=1)


def as_parquet(view: View, rows: Sequence[Sequence[Any]]) -> bytes:
    from arro3.core import Field, Schema, Table
    from arro3.io import write_parquet

    columns = [_array(column, (row[place] for row in rows)) for place, column in enumerate(view.columns)]
    fields = [
        Field(column.name, array.type, nullable=True, metadata={"comment": column.comment})
        for column, array in zip(view.columns, columns, strict=True)
    ]
    table = Table.from_arrays(columns, schema=Schema(fields, metadata={"comment": view.comment}))
    file = io.BytesIO()
    write_parquet(table, file, compression="snappy")
    return file.getvalue()


def _array(column: ViewColumn, values: Iterable[Any]) -> Array:
    """Days and moments as Arrow counts them, since 1970."""
    from arro3.core import Array, DataType

    if column.kind == "day":
        days = [None if day is None else (day - _EPOCH).days for day in values]
        return Array(days, DataType.int32()).cast(DataType.date32())
    if column.kind == "moment":
        moments = [None if at is None else (at - _SECOND_ONE) // _MICROSECOND for at in values]
        return Array(moments, DataType.int64()).cast(DataType.timestamp("us", tz="UTC"))
    return Array(list(values), _type(column))


def _type(column: ViewColumn) -> DataType:
    from arro3.core import DataType

    types = {"whole": DataType.int64, "number": DataType.float64, "yes_no": DataType.bool}
    return types.get(column.kind, DataType.utf8)()
