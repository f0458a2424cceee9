"""Numerators, denominators and figures are SQL expressions of the configuration.

They are read with a real parser of SQL when the configuration is loaded, and typed by the form's fields. What is
accepted is the part of SQL that SQLite and PostgreSQL understand alike, and whose results add up over units: counts
and sums over rows, under conditions; everything else is one sentence with what to write instead. Then nothing can
fail, or count something else, when the warehouse works it out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from giamngheo.metadata.form import Column, ColumnType, Form, Sheet

if TYPE_CHECKING:
    from sqlglot import exp

_KINDS: dict[ColumnType, str] = {
    **dict.fromkeys(("text", "code", "rule", "choice"), "chữ"),
    **dict.fromkeys(("whole", "decimal"), "số"),
    "mark": "có/không",
    "date": "ngày",
    "month": "tháng",
    "quarter": "quý",
    "half": "nửa năm",
    "year": "năm",
}
_LARGEST_FACTOR = 1000
_TEXT = re.compile(r"'(?:[^'\x00-\x1f]|'')*'")
_PLAIN = re.compile(r"(?:(?!==|--|/\*|\*/)[A-Za-z0-9_ \t\r\n.,()*/%+<>=!|-])*")
_HOW = "dùng count(…), sum(…) … filter (where …)"


def mistake_of_expression(form: Form, rows: str, expression: str) -> str | None:
    """What is wrong with an expression and what to do, in Vietnamese; `None` if nothing is."""
    sheet = form.tables.get(rows)
    if sheet is None:
        return f"không có trang tính «{rows}»; chọn một trong: {', '.join(form.tables)}"
    try:
        _Check(sheet).total(parsed(expression))
    except _Refused as refused:
        return f"biểu thức «{expression}» {refused.wrong}; {refused.remedy}"
    return None


def fields_of_expression(form: Form, rows: str, expression: str) -> list[str]:
    """The form's fields that an accepted expression reads, in the form's order."""
    from sqlglot import exp

    read = {column.name.lower() for column in parsed(expression).find_all(exp.Column)}
    return [column.field for column in form.tables[rows].column if column.field in read]


def since_of_expression(form: Form, rows: str, expression: str, since: str | None) -> str | None:
    """The first month from which there is something to count: its own, and that of each field that it reads."""
    columns = form.tables[rows].columns
    if not any(column.since for column in columns.values()):
        return since
    months = [since, *(columns[field].since for field in fields_of_expression(form, rows, expression))]
    return max(filter(None, months), default=None)


def takes_away(expression: str) -> bool:
    """Whether something is subtracted in an accepted expression: what more rows bring may then be less."""
    from sqlglot import exp

    return parsed(expression).find(exp.Sub, exp.Neg) is not None


class _Refused(Exception):
    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(wrong)
        self.wrong, self.remedy = wrong, remedy


@dataclass(frozen=True)
class _Value:
    """What a part of an expression is: of which kind, and the field or the literal that it is, if it is just that."""

    kind: str
    column: Column | None = None
    literal: str | None = None


class _Check:
    """Walks down an expression over one sheet; each method knows all that may stand in its place."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def total(self, node: exp.Expr) -> bool:
        """What adds up over units; gives whether it may be empty, where no row is counted."""
        from sqlglot import exp

        if isinstance(node, exp.Paren | exp.Neg):
            return self.total(_only(node, "this").this)
        if isinstance(node, exp.Add | exp.Sub):
            return self._added(_only(node, "this", "expression"))
        if isinstance(node, exp.Mul):
            return self._multiplied(_only(node, "this", "expression"), self.total)
        if isinstance(node, exp.Coalesce):
            return self._filled(_only(node, "this", "expressions"))
        if isinstance(node, exp.Filter):
            self._condition(_only(_only(node, "this", "expression").expression, "this").this)
            return self._aggregate(node.this)
        return self._aggregate(node)

    def _added(self, node: exp.Expr) -> bool:
        for side, may_be_empty in [(side, self.total(side)) for side in (node.this, node.expression)]:
            if may_be_empty:
                raise _Refused(
                    f"cộng, trừ «{_sql(side)}» có thể trống khi không có dòng nào, khi đó mất cả phép tính",
                    f"viết coalesce({_sql(side)}, 0)",
                )
        return False

    def _multiplied(self, node: exp.Expr, check: Callable[[exp.Expr], bool | _Value]) -> bool:
        factor, rest = (node.this, node.expression) if _number(node.this) is not None else (node.expression, node.this)
        number = _number(factor)
        if number is None or number > _LARGEST_FACTOR:
            raise _Refused(
                f"nhân «{_sql(node)}» không cộng được qua các đơn vị",
                f"chỉ nhân với một số từ 0 đến {_LARGEST_FACTOR}",
            )
        return bool(check(rest))

    def _filled(self, node: exp.Expr) -> bool:
        self.total(node.this)
        if [_number(other) for other in node.expressions] != [0]:
            raise _Refused(f"«{_sql(node)}» không cộng được qua các đơn vị", "chỉ viết coalesce(…, 0)")
        return False

    def _aggregate(self, node: exp.Expr) -> bool:
        from sqlglot import exp

        if isinstance(node, exp.Count):
            self._counted(_only(node, "this", "big_int").this)
            return False
        if isinstance(node, exp.Sum):
            self._summed(_only(node, "this").this)
            return True
        if isinstance(node, exp.Literal):
            raise _Refused(f"thêm hằng số {_sql(node)} nên không cộng được qua các đơn vị", "bỏ hằng số")
        if isinstance(node, exp.Column):
            name = self._field(node).field
            raise _Refused(f"dùng «{name}» mà không đếm hay cộng các dòng", f"viết sum({name}) hoặc count(…)")
        if isinstance(node, exp.Avg | exp.Max | exp.Min):
            raise _Refused(f"dùng «{_sql(node)}» không cộng được qua các đơn vị", _HOW)
        raise _strange(node)

    def _counted(self, node: exp.Expr | None) -> None:
        from sqlglot import exp

        if isinstance(node, exp.Star):
            _only(node)
        elif isinstance(node, exp.Distinct):
            raise _Refused("đếm distinct nên không cộng được qua các đơn vị", "dùng count(*)")
        elif not isinstance(node, exp.Column):
            raise _Refused("đếm sai cách", "viết count(*) hoặc count(trường)")
        elif (name := self._field(node)).type == "mark":
            raise _Refused(f"đếm cả những ô «không» của «{name.field}»", f"viết count(*) filter (where {name.field})")

    def _summed(self, node: exp.Expr) -> None:
        found = self._value(node)
        if found.kind == "có/không":
            raise _Refused(
                f"cộng «{_sql(node)}» là có/không, không phải số", f"viết count(*) filter (where {_sql(node)})"
            )
        if found.kind != "số":
            raise _Refused(f"cộng «{_sql(node)}» là {found.kind}, không phải số", "chọn một trường là số")

    def _condition(self, node: exp.Expr) -> None:
        from sqlglot import exp

        if isinstance(node, exp.And | exp.Or):
            self._condition(_only(node, "this", "expression").this)
            self._condition(node.expression)
        elif isinstance(node, exp.Not | exp.Paren):
            self._condition(_only(node, "this").this)
        elif isinstance(node, exp.Is):
            self._is(_only(node, "this", "expression", "negate"))
        elif isinstance(node, exp.In):
            self._comparable(_only(node, "this", "expressions").this, node.expressions, ordered=False)
        elif isinstance(node, exp.Between):
            self._comparable(
                _only(node, "this", "low", "high").this, [node.args["low"], node.args["high"]], ordered=True
            )
        elif isinstance(node, exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE):
            ordered = not isinstance(node, exp.EQ | exp.NEQ)
            self._comparable(_only(node, "this", "expression").this, [node.expression], ordered=ordered)
        elif (found := self._value(node)).kind != "có/không":
            name = _sql(node)
            raise _Refused(f"lấy «{name}» là {found.kind} làm điều kiện", f"so sánh, ví dụ {name} = …")

    def _is(self, node: exp.Expr) -> None:
        from sqlglot import exp

        what = node.expression
        if not isinstance(node.this, exp.Column) or not isinstance(what, exp.Null | exp.Boolean):
            raise _strange(node)
        column = self._field(node.this)
        if isinstance(what, exp.Boolean) and column.type != "mark":
            raise _Refused(f"hỏi có/không ở «{column.field}» là {_KINDS[column.type]}", "viết is null, hoặc so sánh")

    def _comparable(self, left: exp.Expr, others: list[exp.Expr], ordered: bool) -> None:
        one = self._value(left)
        for other in others:
            self._compared(one, self._value(other), ordered, f"{_sql(left)} … {_sql(other)}")

    def _compared(self, one: _Value, other: _Value, ordered: bool, place: str) -> None:
        if one.literal is not None and other.column:
            one, other = other, one
        if one.kind == "có/không" and other.kind == "số" and one.column:
            name = one.column.field
            raise _Refused(f"so sánh «{name}» là có/không với số", f"viết {name} hoặc not {name}")
        if one.kind in {"ngày", "tháng"} and other.literal is not None:
            _require_day(one, other.literal)
        elif one.kind != other.kind:
            raise _Refused(f"so sánh {one.kind} với {other.kind} («{place}»)", "so sánh hai vế cùng loại")
        elif one.column and one.column.type == "choice" and other.literal is not None:
            _require_choice(one.column, other.literal)
        if ordered and one.kind in {"chữ", "có/không"}:
            raise _Refused(f"so sánh hơn kém {one.kind} («{place}»)", "chỉ dùng =, <>, in (…)")

    def _value(self, node: exp.Expr) -> _Value:
        from sqlglot import exp

        if isinstance(node, exp.Column):
            column = self._field(node)
            return _Value(_KINDS[column.type], column)
        if isinstance(node, exp.Boolean):
            return _Value("có/không")
        if isinstance(node, exp.Literal):
            if node.is_string:
                return _Value("chữ", literal=node.this)
            if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", node.this):
                return _Value("số")
            raise _Refused(f"có số «{node.this}» không dùng được", "viết như 12 hoặc 0.5")
        if isinstance(node, exp.Null):
            raise _Refused("so sánh với null nên không dòng nào được tính", "viết is null hoặc is not null")
        if isinstance(node, exp.Div | exp.IntDiv | exp.Mod):
            raise _strange(node)
        return self._number_of(node)

    def _number_of(self, node: exp.Expr) -> _Value:
        """Numbers worked out of a row's numbers."""
        from sqlglot import exp

        if isinstance(node, exp.Paren | exp.Neg):
            parts = [_only(node, "this").this]
        elif isinstance(node, exp.Add | exp.Sub):
            parts = [_only(node, "this", "expression").this, node.expression]
        elif isinstance(node, exp.Mul):
            self._multiplied(_only(node, "this", "expression"), self._value)
            parts = [node.this, node.expression]
        elif isinstance(node, exp.Coalesce):
            parts = [_only(node, "this", "expressions").this, *node.expressions]
        elif isinstance(node, exp.Case):
            branches = [_only(branch, "this", "true") for branch in _only(node, "ifs", "default").args["ifs"]]
            for branch in branches:
                self._condition(branch.this)
            default = node.args.get("default")
            parts = [*(branch.args["true"] for branch in branches), *([default] if default else [])]
        else:
            raise _strange(node)
        for part in parts:
            if (found := self._value(part)).kind != "số":
                raise _Refused(f"tính «{_sql(node)}» với {found.kind}", "chỉ tính với số")
        return _Value("số")

    def _field(self, node: exp.Expr) -> Column:
        from sqlalchemy.dialects import postgresql, sqlite

        name = _only(node, "this").name.lower()
        column = self._sheet.columns.get(name)
        if column is None:
            raise _Refused(
                f"có trường «{name}» không có ở trang tính «{self._sheet.table}»",
                f"chọn một trong: {', '.join(self._sheet.columns)}",
            )
        if any(name in engine.dialect.preparer.reserved_words for engine in (postgresql, sqlite)):
            raise _Refused(f"có trường «{name}» trùng từ khóa SQL", "đổi tên trường (field) trong biểu")
        return column


@lru_cache(maxsize=256)
def parsed(expression: str) -> exp.Expr:
    """The tree of an expression that may be read at all."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    wrong = _Refused("không đọc được như SQL", _HOW)
    if not _PLAIN.fullmatch(_TEXT.sub("", expression)):
        raise wrong
    try:
        return sqlglot.parse_one(expression, read="postgres")
    except SqlglotError:
        raise wrong from None


def _only(node: exp.Expr, *parts: str) -> exp.Expr:
    """The node, if it has no other parts than those: what is not looked at is not accepted."""
    if any(value for name, value in node.args.items() if name not in parts):
        raise _strange(node)
    return node


def _strange(node: exp.Expr | None) -> _Refused:
    from sqlglot import exp

    if isinstance(node, exp.Div | exp.IntDiv | exp.Mod):
        return _Refused(
            "có phép chia nên không cộng được qua các đơn vị",
            "chỉ tiêu tỷ lệ thì ghi tử số ở numerator, mẫu số ở denominator",
        )
    return _Refused(f"không được dùng «{_sql(node)}»", _HOW)


def _sql(node: exp.Expr | None) -> str:
    return node.sql(dialect="postgres") if node else ""


def _number(node: exp.Expr) -> float | None:
    from sqlglot import exp

    return float(node.this) if isinstance(node, exp.Literal) and not node.is_string else None


def _require_choice(column: Column, code: str) -> None:
    if code not in column.choice_codes:
        told = f"chọn một trong: {', '.join(column.choice_codes)}"
        raise _Refused(f"có «{code}» không phải mã của «{column.field}»", told)


def _require_day(one: _Value, literal: str) -> None:
    form, example, rest = (
        (r"\d{4}-\d\d-\d\d", "2020-03-14", "") if one.kind == "ngày" else (r"\d{4}-\d\d", "2020-03", "-01")
    )
    try:
        dt.date.fromisoformat(literal + rest)
        right = re.fullmatch(form, literal)
    except ValueError:
        right = None
    if not right:
        raise _Refused(f"so sánh {one.kind} với chữ không phải {one.kind}", f"viết như '{example}'")
