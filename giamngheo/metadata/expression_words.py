"""An accepted expression in words: how a figure is counted, for who reads no SQL.

`count(*) filter (where classification = 'poor' and loan_needed)` → `số dòng có «Phân loại hộ» là Nghèo và có «Nhu cầu vay»`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from giamngheo.core.remembered import remembered
from giamngheo.metadata.expressions import parsed
from giamngheo.metadata.form import Form, Sheet

if TYPE_CHECKING:
    from sqlglot import exp

_BETWEEN = {"Add": "cộng", "Sub": "trừ", "Mul": "nhân"}
_COMPARED = {"EQ": "là", "NEQ": "khác", "LT": "dưới", "LTE": "không quá", "GT": "trên", "GTE": "từ"}


@remembered(256)
def expression_words(form: Form, rows: str, expression: str) -> str:
    """Of an expression over a sheet of the form."""
    return _Words(form.tables[rows]).total(parsed(expression))


class _Words:
    """As `expressions._Check` walks down; what it accepts has a word here."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def total(self, node: exp.Expr) -> str:
        from sqlglot import exp

        if isinstance(node, exp.Filter):
            return f"{self._aggregate(node.this)} {self._condition(node.expression.this)}"
        if isinstance(node, exp.Coalesce):
            return self.total(node.this)
        if isinstance(node, exp.Count | exp.Sum):
            return self._aggregate(node, "")
        return self._worked_out(node)

    def _aggregate(self, node: exp.Expr, having: str = " có") -> str:
        from sqlglot import exp

        if isinstance(node, exp.Sum):
            return f"cộng {self.total(node.this)}{' của các dòng có' if having else ''}"
        counted = node.this
        return (
            f"số dòng{having}"
            if isinstance(counted, exp.Star)
            else f"số dòng có ghi {self.total(counted)}{having and ','}{having}"
        )

    def _worked_out(self, node: exp.Expr) -> str:
        """Numbers and fields, and what is worked out of them."""
        from sqlglot import exp

        kind = type(node).__name__
        if kind in _BETWEEN:
            return f"{self.total(node.this)} {_BETWEEN[kind]} {self.total(node.expression)}"
        if isinstance(node, exp.Paren):
            return f"({self.total(node.this)})"
        if isinstance(node, exp.Neg):
            return f"trừ {self.total(node.this)}"
        if isinstance(node, exp.Case):
            cases = [f"{self.total(one.args['true'])} nếu {self._condition(one.this)}" for one in node.args["ifs"]]
            default = node.args.get("default")
            return f"({'; '.join([*cases, *([f'còn lại {self.total(default)}'] if default else [])])})"
        if isinstance(node, exp.Column):
            return self._heading(node)
        if isinstance(node, exp.Boolean):
            return "có" if node.this else "không"
        return str(node.this).replace(".", ",")

    def _condition(self, node: exp.Expr) -> str:
        from sqlglot import exp

        if isinstance(node, exp.And | exp.Or):
            word = "và" if isinstance(node, exp.And) else "hoặc"
            return f"{self._condition(node.this)} {word} {self._condition(node.expression)}"
        if isinstance(node, exp.Paren):
            return f"({self._condition(node.this)})"
        if isinstance(node, exp.Not):
            inner = node.this
            return f"không {self._condition(inner) if isinstance(inner, exp.Paren) else f'({self._condition(inner)})'}"
        if isinstance(node, exp.Is):
            return self._is(node)
        if isinstance(node, exp.In):
            return f"{self.total(node.this)} là {' hoặc '.join(self._told(node.this, one) for one in node.expressions)}"
        if isinstance(node, exp.Between):
            ends = (self._told(node.this, node.args[end]) for end in ("low", "high"))
            return f"{self.total(node.this)} từ {' đến '.join(ends)}"
        if type(node).__name__ in _COMPARED:
            return f"{self.total(node.this)} {_COMPARED[type(node).__name__]} {self._told(node.this, node.expression)}"
        if isinstance(node, exp.Boolean):
            return "mọi dòng" if node.this else "không dòng nào"
        return f"đánh dấu {self.total(node)}"

    def _is(self, node: exp.Expr) -> str:
        from sqlglot import exp

        what = node.expression
        if isinstance(what, exp.Null):
            return f"{self.total(node.this)} {'có ghi' if node.args.get('negate') else 'để trống'}"
        return f"{'đánh dấu' if what.this else 'không đánh dấu'} {self.total(node.this)}"

    def _told(self, field: exp.Expr, value: exp.Expr) -> str:
        """A value beside its field: the choice as the sender reads it."""
        from sqlglot import exp

        column = self._sheet.columns.get(field.name.lower()) if isinstance(field, exp.Column) else None
        labels = {one.code: one.label for one in column.choice} if column else {}
        return labels.get(str(value.this), self.total(value)) if isinstance(value, exp.Literal) else self.total(value)

    def _heading(self, node: exp.Expr) -> str:
        return f"«{self._sheet.columns[node.name.lower()].heading}»"
