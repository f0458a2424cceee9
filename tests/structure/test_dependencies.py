"""Whatever is imported is declared: what another package happens to bring today may be gone with its next version."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import PROJECT

LAYERS = ("giamngheo", "expectations", "tasks", "flows", "commands")
OURS = {*LAYERS, "tests"}
DEBIANS = {"uno", "com", "unohelper"}  # LibreOffice's own, under Debian's python3
PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names_of(requirements):
    return {canonicalize_name(Requirement(each).name) for each in requirements}


EXTRAS = PROJECT_TABLE["optional-dependencies"]
RUNNING = names_of([*PROJECT_TABLE["dependencies"], *EXTRAS["dask"]])
TESTING = RUNNING | names_of(EXTRAS["dev"])


def imported_in(folder):
    """Top-level modules that are neither Python's nor ours, each with a file that imports it."""
    found = {}
    for path in sorted((PROJECT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            else:
                names = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            found |= {name.split(".")[0]: path for name in names}
    return {name: path for name, path in found.items() if name not in OURS | DEBIANS | sys.stdlib_module_names}


@pytest.mark.parametrize("folder", [*LAYERS, "tests"])
def test_every_import_is_of_a_declared_package(folder):
    declared, packages = TESTING if folder == "tests" else RUNNING, packages_distributions()
    imported = imported_in(folder)
    assert imported
    for module, path in imported.items():
        assert {canonicalize_name(name) for name in packages.get(module, [])} & declared, f"{module}: {path}"


def test_every_declared_package_has_its_reason_beside_it():
    lines = (PROJECT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for each in (*PROJECT_TABLE["dependencies"], *EXTRAS["dask"], *EXTRAS["dev"]):
        assert any(f'"{each}",' in line and "  # " in line for line in lines), each
