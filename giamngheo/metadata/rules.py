"""What is asked of what stands in a form: its rules, and what its lines about units are compared with."""

from __future__ import annotations

import re
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from giamngheo.metadata.record import FieldName, Record


def _template(text: str) -> str:
    """A sentence with `{field}` in it, that can be filled. Which columns its frame has is known further up."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        text.format_map(dict.fromkeys(names, "…"))  # values are filled in as text, which takes no format of a number
    except (ValueError, LookupError, AttributeError):
        names = ["…"]
    if not all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names):
        raise ValueError("ngoặc nhọn không bao tên trường, viết như {households}, hoặc bỏ ngoặc")
    return text


Message = Annotated[str, AfterValidator(_template)]
Severity = Literal["critical", "warning", "pending"]


class Where(Record):
    """Rows that an expectation is about: those whose column equals a value, or is above a number."""

    column: FieldName = Field(description="Cột của khung mà điều kiện xét")
    equals: bool | str | None = Field(default=None, description="Chỉ xét dòng có giá trị bằng thế này")
    above: float | None = Field(
        default=None, description="Chỉ xét dòng có số lớn hơn thế này; có above thì bỏ qua equals"
    )


class Expect(Record):
    """One expectation in Great Expectations' own words: its `type`, and its arguments as further keys.

    `points_to`: the field whose cell it speaks of, where that is not the rule's `column`.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str = Field(
        pattern=r"^expect_[a-z_]+$",
        description="Tên kỳ vọng của Great Expectations; tham số của nó là các khóa khác của mục này",
    )
    points_to: FieldName | None = Field(default=None, description="Trường có ô bị nêu, nếu khác column của quy tắc")
    message: Message | None = Field(default=None, description="Thay cho message của quy tắc")
    remedy: str | None = Field(default=None, description="Thay cho remedy của quy tắc")
    where: Where | None = Field(default=None, description="Chỉ xét những dòng này")

    @property
    def arguments(self) -> dict[str, Any]:
        return dict(self.__pydantic_extra__ or {})

    @property
    def fields(self) -> frozenset[str]:
        """The fields of the form that it looks at."""
        names = {str(value) for name, value in self.arguments.items() if name in {"column", "column_A", "column_B"}}
        if self.where:
            names.add(self.where.column)
        return frozenset(name.removesuffix("__text") for name in names)


class Rule(Record):
    """A rule of the form. `title` names what is wrong, for those who do not have the workbook before them.

    `final`: when it is broken nothing else of the workbook is said. `unreadable`: the cell has no value, so no
    other rule speaks of it; `whole_column`: nor of any cell below. `follows`: rules after whose finding on the same row (or the whole workbook)
    this one is silent. `beside`: other cells of the row that may be what is wrong; they are coloured, too.
    `period_not_open`: it speaks of the month alone, which takes no report yet or any more; the workbook may be good.
    """

    code: str = Field(pattern=r"^[A-Z]\d{3}$", description="Mã quy tắc, như A101; trong một tệp không lặp")
    title: str = Field(description="Sai gì, cho người không có tệp trước mặt")
    severity: Severity = Field(
        description="critical: trả lại tệp; warning: nhận tệp, nêu ra; pending: chờ, xem lại ở lần thu sau"
    )
    message: Message = Field(description="Câu nêu lỗi; {tên cột} là giá trị của dòng, dữ liệu cá nhân hiện là …")
    remedy: str = Field(description="Cách sửa, ghi sau message; không dùng {…}")
    frame: FieldName | None = Field(
        default=None,
        description="Khung dòng được xét: một trang tính, hoặc workbook, sheet, part, cell, total, departed; mặc định: trang của tệp này",
    )
    column: FieldName | None = Field(
        default=None, description="Trường có ô bị nêu, tô màu; mặc định: trường mà expect xét"
    )
    sheet: FieldName | None = Field(default=None, description="Nêu ở trang tính này, không nêu dòng nào")
    final: bool = Field(
        default=False, description="Sai quy tắc này thì các quy tắc không final khác của tệp không được nêu"
    )
    unreadable: bool = Field(default=False, description="Ô không đọc ra giá trị: quy tắc khác không xét ô đó nữa")
    whole_column: bool = Field(default=False, description="Như unreadable, cho mọi ô của cột")
    period_not_open: bool = Field(
        default=False, description="Trả lại chỉ vì kỳ chưa mở hoặc đã khóa; kỳ mở thì xét lại"
    )
    follows: tuple[str, ...] = Field(
        default=(), description="Im lặng nếu cùng dòng, hoặc cả tệp, đã nêu một trong các mã này"
    )
    beside: tuple[FieldName, ...] = Field(
        default=(), description="Các trường khác của dòng cũng có thể sai; tệp trả lại tô màu cả các ô đó"
    )
    expect: tuple[Expect, ...] = Field(min_length=1, description="Các kỳ vọng; không đạt một kỳ vọng là sai quy tắc")


class UnitComparison(Record):
    """What a line about a unit says, beside what the unit's own report on the main form adds up to. Where they differ both
    senders are told, by a warning in the report of each; in its words `{here}` is the number in that report, `{there}` the
    other's, `{unit}` whose line it is, `{sender}` whose report the line stands in."""

    code: str = Field(
        pattern=r"^[A-Z]\d{3}$",
        description="Mã của lưu ý, như S901; không bắt đầu bằng X, không trùng mã quy tắc nào của hai biểu",
    )
    title: str = Field(description="Khác nhau ở đâu, cho người không có tệp trước mặt")
    fields: tuple[FieldName, ...] = Field(min_length=1, description="Các trường của dòng, cộng lại rồi đem so")
    rows: FieldName = Field(default="household", description="Trang của biểu chính có các dòng được đếm, cộng")
    counted: str = Field(description="Biểu thức SQL cộng được trên các dòng ấy, như ở config/plan.toml")
    tolerance: float = Field(default=0, ge=0, description="Chênh nhau không quá số này là khớp")
    message: Message = Field(description="Câu nêu cho nơi gửi biểu này: {unit}, {here}, {there}")
    remedy: str = Field(description="Cách xử lý, ghi sau message")
    message_to_unit: Message = Field(description="Câu nêu cho đơn vị: {sender}, {here}, {there}")
    remedy_to_unit: str = Field(description="Cách xử lý, ghi sau message_to_unit")
