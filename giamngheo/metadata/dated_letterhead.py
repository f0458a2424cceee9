"""The letterhead from day to day: what stands in `config/report.toml` first, and what changed since (`[[change]]`)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, create_model

from giamngheo.metadata.letterhead import Letterhead
from giamngheo.metadata.record import Record


class DatedChange(Record):
    """What changes from a day on."""

    valid_from: dt.date = Field(description="Ngày đầu tiên mà các khóa của mục này có hiệu lực")


def _in_part(model: type[Record], base: type[Record] = Record) -> type[Record]:
    """The same keys, none of them needed: what is left out stays as it was."""
    keys: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        part = _in_part(kind) if isinstance(kind, type) and issubclass(kind, Record) else kind
        bound = Annotated[part, Field(description=field.description), *field.metadata]  # type: ignore[valid-type]
        keys[name] = (bound, Field(default_factory=lambda: None))
    return create_model(f"{model.__name__}Change", __base__=base, **keys)


if TYPE_CHECKING:
    LetterheadChange = DatedChange
else:
    LetterheadChange = _in_part(Letterhead, DatedChange)


class DatedLetterhead(Letterhead):
    change: tuple[LetterheadChange, ...] = Field(
        default=(),
        description="Những gì đổi từ một ngày: valid_from và chỉ các khóa thay đổi; mục của ngày sau đè mục trước",
    )

    @property
    def days(self) -> list[dt.date]:
        """From which something changes, as the file has them."""
        return [change.valid_from for change in self.change]

    @property
    def department_codes(self) -> tuple[str, ...]:
        """The codes that the letter to the department has from day to day, each once."""
        return tuple(dict.fromkeys(self.department_code_from.values()))

    @property
    def department_code_from(self) -> dict[dt.date, str]:
        """The code of that letter from each day on which something changes, in order."""
        return {day: self.on(day).department.code for day in (dt.date.min, *sorted(self.days))}

    def on(self, day: dt.date) -> Letterhead:
        """As it is on a day: change after change, each of its keys in the place of the one before."""
        values = self.model_dump(exclude={"change"})
        for change in sorted(self.change, key=lambda one: one.valid_from):
            if change.valid_from <= day:
                values = _replaced(values, change.model_dump(exclude_unset=True, exclude={"valid_from"}))
        return Letterhead.model_validate(values)


def _replaced(values: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """Key by key, also inside a table such as `[change.contact]`."""
    tables = {key: _replaced(values[key], own) for key, own in changed.items() if isinstance(own, dict)}
    return values | changed | tables
