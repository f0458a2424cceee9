"""What a command does not need is not imported: it would be waited for."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import PROJECT

ASK = """
import json, sys
from commands.app import main
sys.argv = ["giamngheo", *sys.argv[1:]]
main()
print(json.dumps(sorted(sys.modules)))
"""
LIBRARIES = {"great_expectations", "matplotlib", "docx", "pandas", "prefect", "sqlalchemy", "sqlglot", "yagmail"}
BOOK = PROJECT / "examples" / "inbox" / "18604 - Xã Thạch Khê" / "BC-GN-01_18604_2020-03.xls"


def imported(*arguments):
    command = [sys.executable, "-c", ASK, *map(str, arguments)]
    out = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    return set(json.loads(out.splitlines()[-1]))


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        (["--help"], set()),
        (["status", "--help"], {"sqlalchemy"}),
        (["status", "--period", "2020-03"], {"sqlalchemy"}),
        (["check", BOOK], {"great_expectations", "pandas", "sqlalchemy"}),
    ],
)
def test_a_command_brings_what_it_needs_and_nothing_else(home, arguments, needs):  # noqa: ARG001
    assert imported(*arguments) & LIBRARIES == needs


def test_great_expectations_comes_without_what_no_rule_asks_for(home):  # noqa: ARG001
    brought = imported("check", BOOK)
    assert {"altair", "mistune", "scipy.stats"} <= brought
    assert not brought & {"altair.vegalite", "mistune.markdown", "scipy.stats.distributions"}
