"""Every page that code, configuration or a script names is there."""

from __future__ import annotations

import re

from tests.conftest import PROJECT

_PAGE = re.compile(r"[\w][\w./-]*\.md\b")
_FOLDERS = ("giamngheo", "expectations", "tasks", "flows", "commands", "tests", "config")
FILES = sorted(
    file
    for folder in _FOLDERS
    for file in (PROJECT / folder).rglob("*")
    if file.suffix in {".py", ".toml"} and "__pycache__" not in file.parts
)


def cited(text: str) -> set[str]:
    return set(_PAGE.findall(text))


def is_there(page: str) -> bool:
    return any((folder / page).is_file() for folder in (PROJECT, PROJECT / "docs"))


def test_every_cited_page_is_there():
    missing = {
        f"{file.relative_to(PROJECT)}: {page}"
        for file in [*FILES, PROJECT / "Makefile", PROJECT / "pyproject.toml"]
        for page in cited(file.read_text(encoding="utf-8"))
        if not is_there(page)
    }
    assert missing == set()


_MODULE = re.compile(r"`([a-z_]+(?:/[a-z_]+)*\.py)`")


def test_every_module_that_code_names_is_there():
    """In backquotes, by its path from the project or as beside other files of its package."""
    known = {str(path.relative_to(PROJECT)) for path in PROJECT.rglob("*.py") if ".venv" not in path.parts}
    texts = {file: file.read_text(encoding="utf-8") for file in FILES}
    named = {(file, name) for file, text in texts.items() for name in _MODULE.findall(text)}
    assert len(named) > 10
    gone = {
        f"{file.relative_to(PROJECT)}: {name}"
        for file, name in named
        if not any(path == name or path.endswith(f"/{name}") for path in known)
    }
    assert gone == set()


def test_a_page_that_is_not_there_would_be_found():
    gone = "forms/none" + ".md"
    assert cited(f"as `{gone}` says, docs/form.md too") == {gone, "docs/form.md"}
    assert is_there("docs/form.md")
    assert not is_there(gone)
