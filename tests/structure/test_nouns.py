"""No noun of a level and no name or symbol of an office stands in Python or in a template: an office of another level has
none of them. They come from `config/`; what the program said before it could be configured, from `metadata/before.toml`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.conftest import PROJECT

PACKAGES = ("giamngheo", "expectations", "tasks", "flows", "commands")
# «xã hội» and «nông thôn» name no level; codes without diacritics (`xa-18604`) are the contract of commands and files.
_NOUNS = r"huyện|xã(?! hội)|phường|thị trấn|đặc khu|(?<!nông )thôn|tỉnh|tổ dân phố"
_OFFICES = (
    r"ubnd|ủy ban nhân dân|mặt trận tổ quốc|p?lđ-?tb ?&? ?xh|(?:so-)?ldtbxh|nnmt|phòng lao động"
    r"|(?<!cơ )sở (?:lao động|nông nghiệp|nội vụ)"
)
LOCAL = re.compile(rf"(?<!\w)(?:{_NOUNS}|{_OFFICES})(?!\w)", re.IGNORECASE)


def literals(path) -> Iterator[str]:
    """The strings of a module that are no docstring, an f-string as one; a template without its comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        return
    tree = ast.parse(text)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


OF_ANY_OFFICE = PROJECT / "giamngheo/metadata/scaffold"  # asks offices of every level, with examples of several
FILES = sorted(
    path
    for package in PACKAGES
    for ending in ("*.py", "*.j2", "*.mjml", "*.html", "*.txt")
    for path in (PROJECT / package).rglob(ending)
)


@pytest.mark.parametrize(
    ("text", "is_local"),
    [
        ("Toàn huyện Thạch Hà", True),
        ("các xã", True),
        ("Xã Thạch Khê", True),
        ("Mục tiêu theo thôn", True),
        ("TB-PLĐTBXH", True),
        ("so-ldtbxh", True),
        ("Sở Nông nghiệp và Môi trường", True),
        ("UBND đơn vị", True),
        ("hộ nghèo bảo trợ xã hội", False),
        ("nông thôn", False),
        ("cơ sở dữ liệu", False),
        ("đơn vị", False),
    ],
)
def test_what_is_local_is_seen(text, is_local):
    assert bool(LOCAL.search(text)) == is_local


def test_no_noun_of_a_level_and_no_office_stands_in_the_program():
    assert len(FILES) > 300
    found = {
        f"{path.relative_to(PROJECT)}: {hit[0]}": text[:80]
        for path in FILES
        if path.parent != OF_ANY_OFFICE
        for text in literals(path)
        if (hit := LOCAL.search(text))
    }
    assert found == {}
