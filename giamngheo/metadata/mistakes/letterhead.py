"""Mistakes of `config/report.toml` that a single key does not show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from giamngheo.core.formats import day
from giamngheo.metadata.dated_letterhead import DatedLetterhead
from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.recipients import PUBLIC, Recipient

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


def mistakes_of_department(letterhead: DatedLetterhead, recipients: Iterable[Recipient]) -> Iterator[str]:
    """Who would get nothing any more, as the letter to the department is known by another code from a day on."""
    codes = letterhead.department_code_from
    for one in recipients:
        own = [since for since, code in codes.items() if code == one.document]
        later = [since for since in codes if own and since > own[-1] and one.first_day <= since <= one.last_day]
        if later:
            yield (
                f"config/recipients.toml, «{one.address}»: từ {day(later[0])} công văn gửi cấp trên mang mã {codes[later[0]]}, "
                f"không còn là {one.document} ({_FILE}); ghi valid_to = {later[0] - dt.timedelta(days=1)} ở mục này và thêm mục "
                f'mới có document = "{codes[later[0]]}", valid_from = {later[0]}.'
            )


def mistakes_of_publication(letterhead: DatedLetterhead, recipients: Iterable[Recipient]) -> Iterator[str]:
    """Who is to get what the office does not publish."""
    if any(letterhead.on(since).publication.small_counts_below for since in (dt.date.min, *letterhead.days)):
        return
    for one in recipients:
        if one.document == PUBLIC:
            yield (
                f"config/recipients.toml, «{one.address}»: nhận {PUBLIC}, nhưng {_FILE} chưa có [publication]; ghi mục ấy với "
                "small_counts_below, hoặc sửa document."
            )
