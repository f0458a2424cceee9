"""The form: its sheets, their columns (`config/forms/`). Its rules: `rules.py`; what is asked when: `editions.py`."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, get_args

from pydantic import Field

from giamngheo.core.period import Period, periods_ending_in
from giamngheo.core.text import key, plain
from giamngheo.metadata.heading_words import HeadingWords
from giamngheo.metadata.record import FieldName, Record, Since, Until
from giamngheo.metadata.rules import Expect, Rule, UnitComparison

Frequency = Literal["month", "quarter", "half", "year"]
ColumnType = Literal[
    "text", "code", "whole", "decimal", "mark", "choice", "date", "month", "quarter", "half", "year", "rule"
]


class Choice(Record):
    code: FieldName = Field(description="Mã được lưu, dùng trong biểu thức SQL")
    label: str = Field(description="Chữ mà đơn vị chọn, ghi trong ô")
    also: tuple[str, ...] = Field(default=(), description="Các cách viết khác của label")
    since: Since = Field(default=None, repr=False)
    until: Until = None


class Column(Record):
    """A column of a sheet, or a label of the cover.

    `leading_zero`: each of these codes begins with 0 (telephone numbers do). Typed as a number it has lost it; it comes
    back.
    """

    field: FieldName = Field(description="Tên trường, dùng trong biểu thức của config/plan.toml và trong quy tắc")
    heading: str = Field(description="Tiêu đề cột, hoặc nhãn ở trang thông tin")
    also: tuple[str, ...] = Field(default=(), description="Các cách viết khác của tiêu đề")
    group: str = Field(default="", description="Tiêu đề chung bên trên vài cột")
    type: ColumnType = Field(description="Cách đọc giá trị; choice: một trong các mục [[column.choice]]")
    required: bool = Field(default=False, description="Thiếu cột này thì tệp bị trả lại")
    personal: bool = Field(default=False, description="Dữ liệu cá nhân: không bao giờ vào thư, nhật ký, báo cáo")
    empty_is_zero: bool = Field(default=False, description="Ô trống là 0")
    unit_of_measure: str = Field(default="", description="Đơn vị tính, ghi trên biểu")
    drop_prefix: str = Field(default="", description="Chữ đứng trước giá trị được bỏ qua, ví dụ hộ")
    leading_zero: bool = Field(
        default=False, description="Mã nào cũng bắt đầu bằng 0; gõ dạng số thì thêm lại số 0 bị mất"
    )
    since: Since = None
    until: Until = None
    choice: tuple[Choice, ...] = Field(default=(), description="Các giá trị của cột có type là choice")

    @property
    def is_number(self) -> bool:
        return self.type in {"whole", "decimal"}

    @property
    def choice_codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.choice)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every spelling of the heading, folded."""
        return frozenset(plain(text) for text in (self.heading, *self.also))

    @cached_property
    def choices(self) -> dict[str, str]:
        """Folded label → code."""
        labels = {key(text): choice.code for choice in self.choice for text in (choice.label, *choice.also)}
        if self.drop_prefix:
            labels |= {f"{key(self.drop_prefix)} {label}": code for label, code in labels.items()}
        return labels


class ByUnit(Record):
    """Columns of a list that has a line for each unit."""

    code: FieldName = Field(description="Trường ghi mã đơn vị")
    name: FieldName = Field(description="Trường ghi tên đơn vị")


class Sheet(Record):
    """A sheet of the form. `explains`: its rows say of warnings why what stands there is right."""

    table: FieldName = Field(description="Tên bảng trong kho dữ liệu và trong cấu hình")
    name: str = Field(description="Tên trang tính")
    also: tuple[str, ...] = Field(default=(), description="Các tên khác của trang tính")
    layout: Literal["labels", "table"] = Field(
        description="labels: mỗi dòng một nhãn, giá trị ở ô bên phải; table: tiêu đề cột ở trên, mỗi dòng một mục"
    )
    required: bool = Field(default=False, description="Thiếu trang này thì tệp bị trả lại")
    explains: bool = Field(default=False, description="Trang giải trình các lưu ý; có các trường rule, place, reason")
    row_key: tuple[FieldName, ...] = Field(
        default=(), description="Có chữ ở một trong các trường này thì là một dòng dữ liệu"
    )
    column: tuple[Column, ...] = Field(min_length=1, description="Các cột hoặc nhãn")
    by_unit: ByUnit | None = Field(
        default=None,
        repr=False,
        exclude_if=lambda by_unit: by_unit is None,
        description="Mỗi đơn vị gửi báo cáo của kỳ một dòng: trường nào ghi mã, trường nào ghi tên; biểu đặt sẵn ghi đủ các dòng",
    )
    comparison: tuple[UnitComparison, ...] = Field(
        default=(),
        repr=False,
        exclude_if=lambda comparison: not comparison,
        description="So với báo cáo của đơn vị ở biểu chính; cần by_unit, biểu tháng",
    )
    counts: dict[FieldName, tuple[FieldName, ...]] = Field(
        default={},
        repr=False,
        exclude_if=lambda counts: not counts,
        description="Tên → các trường đánh dấu; quy tắc hỏi được dòng có bao nhiêu dấu ở các trường ấy",
    )
    rule: tuple[Rule, ...] = Field(default=(), description="Các quy tắc của trang")

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(plain(text) for text in (self.name, *self.also))

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.field: column for column in self.column}

    @cached_property
    def field_of_heading(self) -> dict[str, str]:
        return {heading: column.field for column in self.column for heading in column.headings}


class Marks(Record):
    yes: tuple[str, ...] = Field(description="Chữ ghi trong ô đánh dấu nghĩa là có")
    no: tuple[str, ...] = Field(description="Chữ nghĩa là không")


class RowWords(Record):
    totals: tuple[str, ...] = Field(description="Dòng cộng: chữ đầu của dòng bắt đầu bằng các chữ này")
    not_totals: tuple[str, ...] = Field(default=(), description="Chữ như của dòng cộng mà không phải: cộng đồng …")
    signatures: tuple[str, ...] = Field(
        description="Dòng ký tên, ghi chú, không phải dữ liệu: bắt đầu bằng các chữ này"
    )
    ditto: tuple[str, ...] = Field(default=(), description="Chữ ghi thay cho «như trên»")


# What stands where a value of these types belongs, as the frame `cell` has it; of other types a rule of the sheet speaks.
UNREAD = {"mark": "no_mark", "whole": "no_number", "decimal": "no_number"}


def _is_about(expect: Expect, sheet: Sheet) -> bool:
    return expect.where is None or expect.where.column != "table" or expect.where.equals == sheet.table


def _no_text(column: Column) -> Expect:
    return Expect.model_validate({"type": "expect_column_values_to_be_null", "column": f"{column.field}__text"})


class Form(Record):
    """A form: its sheets, how their values are read, and every rule."""

    id: str = Field(description="Mã biểu; cũng là tên thư mục")
    also: tuple[str, ...] = Field(default=(), description="Các cách viết khác của mã biểu")
    title: str = Field(description="Tên biểu")
    marks: Marks = Field(description="Cách đọc ô đánh dấu")
    rows: RowWords = Field(description="Chữ nhận ra các dòng không phải dữ liệu")
    headings: HeadingWords = Field(default=HeadingWords(), description="Nghĩa của chữ ghi thêm ở tiêu đề")
    rule: tuple[Rule, ...] = Field(default=(), description="Các quy tắc của cả tệp")
    senders: tuple[FieldName, ...] = Field(
        default=(),
        repr=False,
        exclude_if=lambda senders: not senders,
        description="Cơ quan gửi biểu: mã ở [offices] của config/plan.toml; mặc định: các đơn vị trong units.csv",
    )
    since: Since = Field(default=None, repr=False)
    sheets: tuple[Sheet, ...] = ()

    @cached_property
    def cover(self) -> Sheet:
        """The sheet of labels: whose report it is, and for which period."""
        return next(sheet for sheet in self.sheets if sheet.layout == "labels")

    @cached_property
    def comparisons(self) -> tuple[UnitComparison, ...]:
        """What of its lines about units is compared with their own reports."""
        return tuple(one for sheet in self.sheets for one in sheet.comparison)

    @cached_property
    def frequency(self) -> Frequency:
        """How often it is owed: the kind of the period that its cover asks for."""
        kind: Frequency = next(one for one in get_args(Frequency) if one == self.cover.columns["period"].type)
        return kind

    @property
    def senders_noun(self) -> str:
        """What those who send it are called where they are counted."""
        return "cơ quan" if self.senders else "đơn vị"

    def period_ending_in(self, month: Period) -> Period | None:
        """The period of the form's own kind that ends with a month; `None` where none does."""
        return next(iter(periods_ending_in(self.frequency, month, month)), None)

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(key(text) for text in (self.id, *self.also))

    @cached_property
    def all_headings(self) -> frozenset[str]:
        """Every heading and label of every sheet, folded."""
        return frozenset(heading for sheet in self.sheets for heading in sheet.field_of_heading)

    @cached_property
    def ditto_marks(self) -> frozenset[str]:
        return frozenset(map(key, self.rows.ditto))

    @cached_property
    def tables(self) -> dict[str, Sheet]:
        return {sheet.table: sheet for sheet in self.sheets}

    @cached_property
    def explaining(self) -> Sheet | None:
        """The sheet on which warnings are explained, where the form has one."""
        return next((sheet for sheet in self.sheets if sheet.explains), None)

    def with_rules_of_cells(self, sheet: Sheet) -> Sheet:
        """A sheet with the rules about what is no mark or no number, which are one rule for all sheets, as its own."""
        own = []
        for frame, rule in self.rules:
            about = [expect for expect in rule.expect if frame == "cell" and _is_about(expect, sheet)]
            kinds = {kind for expect in about for kind in expect.arguments.get("value_set", ())}
            asked = tuple(_no_text(column) for column in sheet.column if UNREAD.get(column.type) in kinds)
            if asked:
                own.append(rule.model_copy(update={"frame": None, "expect": asked}))
        return sheet.model_copy(update={"rule": (*sheet.rule, *own)})

    @cached_property
    def rules(self) -> tuple[tuple[str, Rule], ...]:
        """Every rule with the frame that it judges."""
        own = ((rule.frame or "workbook", rule) for rule in self.rule)
        of_sheets = ((rule.frame or sheet.table, rule) for sheet in self.sheets for rule in sheet.rule)
        return (*own, *of_sheets)

    @cached_property
    def pending_rule(self) -> Rule:
        """The rule about files that are empty or still being copied."""
        return next(rule for _, rule in self.rules if rule.severity == "pending")

    @cached_property
    def period_not_open_rules(self) -> frozenset[str]:
        """Codes of the rules that refuse a workbook for its month alone."""
        return frozenset(rule.code for _, rule in self.rules if rule.period_not_open)
