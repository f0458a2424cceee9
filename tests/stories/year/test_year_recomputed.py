"""The year 2020 from its baseline into the next year, on simulated months: every figure of every report is what an oracle works
out from the workbooks alone (`oracle.py`). Another year: `python -m tests.stories.year --seed 7`."""

from __future__ import annotations

import ast
import copy
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.stories.year.annex import Annex, Paper
from tests.stories.year.comparing import WORDS, Compared
from tests.stories.year.office import year_lived
from tests.stories.year.verdict import expected_of, verdict_on

SEED = 1
PRODUCT = {"giamngheo", "commands", "flows", "tasks", "expectations"}
APART = ("oracle", "facts", "reading", "comparing", "annex", "verdict", "script", "life")  # of this folder
TRIED = 150


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    with year_lived(tmp_path_factory.mktemp("year-2020"), SEED) as lived:
        lived.live()
        yield lived


@pytest.fixture(scope="module")
def expected(year):
    return list(expected_of(year))


@pytest.mark.long
def test_every_figure_of_every_report_is_what_the_workbooks_say(year, expected):
    found = verdict_on(year, expected)
    print(f"seed {SEED}: {found}")
    assert found.faults == []
    assert found.figures > 200_000
    assert found.cells > 60_000


@pytest.mark.long
def test_the_year_had_all_that_a_year_has(year):
    """Else the test above would hold less than it says."""
    published = Counter(one.period for one in year.published)
    months = [f"2020-{month:02d}" for month in range(1, 13)]
    longer = [*(f"2020-Q{number}" for number in (1, 2, 3, 4)), "2020-H1", "2020-H2", "2020-9M", "2020"]
    assert published.keys() == {"2019-12", *months, *longer, "2021-01"}
    assert published["2020-Q1"] >= 3  # also after it was reopened, and after the baseline was corrected
    assert sum(count > 1 for count in published.values()) >= 8
    contents = [one.content for one in year.published]
    assert {item.status for one in contents for item in one.attainment} >= {
        "attained",
        "behind",
        "missed",
        "not_enough",
    }
    assert {item.status for one in contents for unit in one.units for item in unit.indicators} >= {
        "no_cases",
        "no_data",
    }
    assert {reason.kind for one in contents for reason in one.reasons or ()} == {"added", "corrected"}
    rules = {rule.rule for one in contents for returned in one.rejections for rule in returned.rules}
    assert rules == {"H307"}
    (again,) = [
        reason for one in contents if one.period == "2020-02" for reason in one.reasons or () if reason.version == 3
    ]
    assert again.kind == "corrected"  # its second was refused, as the quarter was closed
    for fact in (
        "late",
        "missing",
        "passed_over",
        "known_before",
        "class_flows_of_year_without",
        "changes",
        "verdicts_moved",
    ):
        assert any(getattr(one, fact) for one in contents), fact
    assert {rule.rule for one in contents for rule in one.warnings} == {"H308", "H317", "H318", "X401", "X402", "X403"}
    assert any(rule.after_gap for one in contents for rule in one.warnings)
    assert any(item.projection for one in contents for item in one.attainment)
    (closing,) = [one for one in contents if one.period == "2020"]
    assert closing.is_closing
    (after,) = [one for one in contents if one.period == "2021-01"]
    assert after.baseline_title == "tháng 12 năm 2020"


@pytest.mark.long
def test_a_wrong_figure_is_found_wherever_it_stands(year, expected):
    """One leaf changed at a time: of the last report with changes."""
    at = max(place for place, one in enumerate(year.published) if one.content.changes)
    said, tree = year.published[at].content.model_dump(mode="json"), expected[at].tree
    assert Compared(said, tree).faults == []
    leaves = [path for path in _leaves(said) if isinstance(_at(said, path), int | float)]
    assert len(leaves) > 3_000
    fields = {tuple(part for part in path if isinstance(part, str)): path for path in leaves}
    for path in [*fields.values(), *random.Random(SEED).sample(leaves, TRIED)]:
        wrong = copy.deepcopy(said)
        value = _at(said, path)
        _at(wrong, path[:-1])[path[-1]] = not value if isinstance(value, bool) else value + 1
        assert Compared(wrong, tree).faults, path


@pytest.mark.long
def test_a_figure_that_the_oracle_does_not_know_is_a_fault(year, expected):
    said, tree = year.published[0].content.model_dump(mode="json"), expected[0].tree
    for place in (said, said["district"], said["attainment"][0], said["office"]):
        place["new"] = 3.5
        assert len(Compared(said, tree).faults) == 1
        del place["new"]


@pytest.mark.long
def test_a_wrong_cell_of_a_paper_is_found(year, expected):
    """Those of a report beside what the next one must say: in each table."""
    one, other = year.published[-1], year.published[-2]
    assert [Annex(one.annex, expected[-1].tree).faults, Paper(one.paper, expected[-1].tree).faults] == [[], []]
    sheets = {fault.partition(":")[0] for fault in Annex(other.annex, expected[-1].tree).faults}
    assert sheets >= {"Chỉ tiêu", "Diễn biến", "Theo đơn vị", "Biến động", "Nguồn lực", "Tổ chức trợ giúp"}
    tables = {fault.partition(":")[0] for fault in Paper(other.paper, expected[-1].tree).faults}
    assert len(tables) >= 5


def test_the_words_that_are_not_compared_are_few():
    assert len(WORDS) < 25


def test_the_oracle_shares_no_code_with_the_product():
    """Neither it nor anything of the tests that it imports, however far."""
    here = Path(__file__).parent
    waiting, seen = [here / f"{name}.py" for name in APART], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        names = _imported(path)
        assert not {name.partition(".")[0] for name in names} & PRODUCT, path
        waiting += [file for name in names if name.startswith("tests.") for file in _files_of(name)]
    assert len(seen) > 15


def _imported(path: Path) -> set[str]:
    """Modules by their full names, and each `from a import b` also as a.b."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _files_of(name: str) -> list[Path]:
    home = PROJECT.joinpath(*name.split("."))
    return [file for file in (home.with_suffix(".py"), home / "__init__.py") if file.is_file()]


def _leaves(value, path=()):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, (*path, name))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _leaves(part, (*path, at))
    else:
        yield path


def _at(value, path):
    for part in path:
        value = value[part]
    return value
