"""The small faults: what may be changed in a module so that it decides otherwise.

Texts are not among them (the stories compare what is said with an oracle), nor what only goes to a log, nor what would
fail at once wherever it ran (a value taken away, an operator that its operands do not have).
"""

from __future__ import annotations

import ast
import types
from collections.abc import Iterator
from dataclasses import dataclass

_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
}
_OTHER_CALL = {"min": "max", "max": "min", "any": "all", "all": "any"}
_ORDERING = {"key", "reverse"}
_TURNED_ELSEWHERE = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)
_LEAVABLE = (ast.AugAssign, ast.Raise, ast.Delete, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Change:
    """One fault: a stretch of a module's text (lines from 1, columns in bytes) and what stands there instead.

    `statement`: first and last line of the statement that holds it; `when_imported`: it runs once, at the import.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    before: str
    after: str
    statement: tuple[int, int]
    when_imported: bool

    def apply(self, source: str) -> str:
        lines = source.encode().splitlines(keepends=True)
        head = b"".join(lines[: self.line - 1]) + lines[self.line - 1][: self.column]
        tail = lines[self.end_line - 1][self.end_column :] + b"".join(lines[self.end_line :])
        return (head + self.after.encode() + tail).decode()


def changes_in(source: str) -> list[Change]:
    """Every fault that can be planted; those that compile to the same are none."""
    tree = ast.parse(source)
    plain = compile(source, "", "exec")
    found = [
        _change(source, node, after, statement, when_imported)
        for statement, when_imported in _statements(tree.body, True)
        for node, after in _faults_of(statement)
    ]
    return [each for each in found if not _same(compile(each.apply(source), "", "exec"), plain)]


def _change(source: str, node: ast.AST, after: str, statement: ast.stmt, when_imported: bool) -> Change:
    place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
    before = ast.get_source_segment(source, node) or ""
    lines = (statement.lineno, _last_line(statement))
    return Change(*place, before=before, after=after, statement=lines, when_imported=when_imported)


def _statements(body: list[ast.stmt], when_imported: bool) -> Iterator[tuple[ast.stmt, bool]]:
    for statement in body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            continue
        yield statement, when_imported
        inside = when_imported and not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
        for block in _blocks(statement):
            yield from _statements(block, inside)


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for part in ("body", "orelse", "finalbody"):
        yield getattr(statement, part, [])
    for handler in getattr(statement, "handlers", []):
        yield handler.body
    for case in getattr(statement, "cases", []):
        yield case.body


def _last_line(statement: ast.stmt) -> int:
    """Of its own lines: a block's statements are not its own."""
    inner = [block[0].lineno - 1 for block in _blocks(statement) if block]
    return max(statement.lineno, min(inner, default=statement.end_lineno or statement.lineno))


def _faults_of(statement: ast.stmt) -> Iterator[tuple[ast.AST, str]]:
    if _can_be_left_out(statement):
        yield statement, "pass"
    if isinstance(statement, ast.Continue | ast.Break):
        yield statement, "break" if isinstance(statement, ast.Continue) else "continue"
    if _is_guard_with_return(statement):
        yield statement.body[0], "pass"  # type: ignore[attr-defined]
    if isinstance(statement, ast.If | ast.While) and not isinstance(statement.test, _TURNED_ELSEWHERE):
        yield statement.test, f"({ast.unparse(ast.UnaryOp(ast.Not(), statement.test))})"
    for node in _own_expressions(statement):
        for other in _others(node):
            yield node, f"({ast.unparse(other)})"


def _can_be_left_out(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call | ast.Await | ast.Yield | ast.YieldFrom) and not _is_log(statement)
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Attribute | ast.Subscript) for target in statement.targets)
    return isinstance(statement, _LEAVABLE)


def _is_log(statement: ast.Expr) -> bool:
    return ast.unparse(statement).startswith(("log.", "logging.", "logger."))


def _is_guard_with_return(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and not statement.orelse and isinstance(statement.body[0], ast.Return)


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """Those that decide: not annotations, not decorators, not texts with values in them (Python 3.11 knows no places there)."""
    waiting: list[ast.AST] = []
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        waiting = [each for each in (*statement.args.defaults, *statement.args.kw_defaults) if each]
    elif not isinstance(statement, ast.ClassDef) and not (isinstance(statement, ast.Expr) and _is_log(statement)):
        waiting = list(_parts(statement))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, ast.expr):
            yield node
        waiting.extend(_parts(node))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.keyword) and node.arg == "strict":  # of `zip`: it guards what never comes
        return
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list", "type_params"):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST) and not isinstance(each, ast.stmt | ast.ExceptHandler | ast.match_case):
                    yield each


def _others(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            operators = [*node.ops[:number], _OTHER[type(operator)](), *node.ops[number + 1 :]]
            yield ast.Compare(node.left, operators, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(_OTHER[type(node.op)](), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.BinOp) and type(node.op) in _OTHER and not _is_about_text(node):
        yield ast.BinOp(node.left, _OTHER[type(node.op)](), node.right)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        yield from _without_a_condition(node)


def _is_about_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str | bytes))
        for each in (node.left, node.right)
    )


def _other_constants(value: object) -> Iterator[ast.expr]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)


def _other_calls(node: ast.Call) -> Iterator[ast.expr]:
    if isinstance(node.func, ast.Name) and node.func.id in _OTHER_CALL:
        yield ast.Call(ast.Name(_OTHER_CALL[node.func.id]), node.args, node.keywords)
    for keyword in node.keywords:
        if keyword.arg in _ORDERING:
            yield ast.Call(node.func, node.args, [each for each in node.keywords if each is not keyword])


def _without_a_condition(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
) -> Iterator[ast.expr]:
    for number, generator in enumerate(node.generators):
        for condition in generator.ifs:
            rest = [each for each in generator.ifs if each is not condition]
            weaker = ast.comprehension(generator.target, generator.iter, rest, generator.is_async)
            values = {name: value for name, value in ast.iter_fields(node) if name != "generators"}
            yield type(node)(**values, generators=[*node.generators[:number], weaker, *node.generators[number + 1 :]])


def _same(one: object, other: object) -> bool:
    """Compiled to the same, wherever it stands."""
    if not (isinstance(one, types.CodeType) and isinstance(other, types.CodeType)):
        return type(one) is type(other) and one == other
    attributes = ("co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags", "co_exceptiontable")
    return (
        all(getattr(one, name) == getattr(other, name) for name in attributes)
        and len(one.co_consts) == len(other.co_consts)
        and all(map(_same, one.co_consts, other.co_consts))
    )
