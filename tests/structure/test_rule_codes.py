"""What a rule is called is the form's to say: code asks the form for the rule that it means."""

from __future__ import annotations

import ast
import re

import pytest

from tests.conftest import PROJECT

ROOMS = ("giamngheo", "expectations", "tasks", "flows", "commands")
# Migrations change what was written under the codes of their day.
FILES = [
    path.relative_to(PROJECT)
    for room in ROOMS
    for path in sorted((PROJECT / room).rglob("*.py"))
    if "migrations" not in path.parts
]


def texts(tree):
    """Every text of a module, pieces of f-strings too, that is no docstring."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.fixture(scope="module")
def codes(configuration):
    return re.compile(rf"\b({'|'.join(sorted(rule.code for _, rule in configuration.form.rules))})\b")


def test_a_code_would_be_found(codes):
    tree = ast.parse('"""About C205."""\ndef f():\n    "C205, too"\n    return rule == "C205", f"{x} (F107)"')
    assert [found for text in texts(tree) for found in codes.findall(text)] == ["C205", "F107"]


def test_no_rule_is_named_in_the_program(codes):
    named = {
        (str(path), found)
        for path in FILES
        for text in texts(ast.parse((PROJECT / path).read_text(encoding="utf-8")))
        for found in codes.findall(text)
    }
    assert named == set()
