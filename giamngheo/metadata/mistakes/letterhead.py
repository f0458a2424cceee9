"""Mistakes of `config/report.toml` that a single key does not show."""

from __future__ import annotations

from collections.abc import Iterator

from giamngheo.core.formats import day
from giamngheo.metadata.dated_letterhead import DatedLetterhead
from giamngheo.metadata.mistakes.wording import repeated

_FILE = "config/report.toml"


def mistakes_of_letterhead(letterhead: DatedLetterhead) -> Iterator[str]:
    for twice in repeated(letterhead.days):
        yield f"{_FILE}: hai mục [[change]] cùng có valid_from = {twice} ({day(twice)}); gộp thành một mục hoặc sửa ngày."
    for change in letterhead.change:
        if change.model_fields_set == {"valid_from"}:
            yield (
                f"{_FILE}: mục [[change]] từ {day(change.valid_from)} không đổi khóa nào; ghi các khóa thay đổi, "
                "hoặc xóa mục này."
            )
