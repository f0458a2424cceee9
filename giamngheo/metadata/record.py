"""What all records of `config/` have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Self
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from giamngheo.core.period import Period

FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Address = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
AddressOrEmpty = Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
# Left out of what is written where it is not said, so that no version changes with it.
Since = Annotated[
    Month | None,
    Field(
        description="Tháng đầu tiên được thu thập (2020-03); các tháng trước là chưa có số liệu.",
        exclude_if=lambda since: since is None,
    ),
]


# Said of what is no longer asked. Like every field with `repr=False` it is no part of the version where it is not said.
Until = Annotated[
    Month | None,
    Field(
        description="Tháng cuối cùng được thu thập (2026-06); các tháng sau biểu không có nữa.",
        exclude_if=lambda until: until is None,
        repr=False,
    ),
]


class Record(BaseModel):
    """Frozen, and known by its value: equal records have equal hashes."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,), defer_build=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Of fields with `repr=False` only what was said: a configuration without them is the version that it was."""
        yield from super().__repr_args__()
        for name, field in type(self).model_fields.items():
            if not field.repr and (value := getattr(self, name)) != field.default:
                yield name, value

    def __eq__(self, other: object) -> bool:
        """A form is read again with each change of `config/`: it is then walked through once, not with every look into a cache."""
        if self is other or not isinstance(other, Record):
            return self is other
        if type(self) is not type(other) or hash(self) != hash(other):
            return False
        return self._walked == other._walked or super().__eq__(other)

    def __hash__(self) -> int:
        return self.short_hash

    @cached_property
    def short_hash(self) -> int:
        """Of what is short to read; records serve as keys of caches without being walked through. The same in every process, for
        a record takes along what it has worked out."""
        values = (getattr(self, name) for name in type(self).model_fields)
        told = [
            value if isinstance(value, str) else float(value)
            for value in values
            if isinstance(value, str | int | float)
        ]
        return crc32(repr((type(self).__name__, *told)).encode())

    @cached_property
    def _walked(self) -> str:
        """Of all that it holds: those of equal records are the same, but for the order in which sets are walked through."""
        return sha256(repr(self).encode()).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Without what was worked out once from the values before."""
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(self).model_fields.keys():
            del copy.__dict__[name]
        return copy


def is_in_force(since: str | None, period: Period, until: str | None = None) -> bool:
    """Whether what is collected from a month (`2020-03`; nothing: always) until another is there in a period's last month."""
    month = period.last_month
    return (since is None or Period.parse(since) <= month) and (until is None or month <= Period.parse(until))
