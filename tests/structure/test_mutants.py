"""What `make mutants` plants and asks: faults that decide otherwise, and places that are there."""

from __future__ import annotations

import subprocess
import textwrap

import psutil
import pytest

from tests.conftest import PROJECT
from tests.mutants.__main__ import choose, left_by
from tests.mutants.changes import changes_in
from tests.mutants.equivalent import known
from tests.mutants.modules import DECIDING, modules
from tests.mutants.trying import Job, run_all


def faults(source):
    """(what stands there, what is planted), of a text without its indent."""
    return [(change.before, change.after) for change in changes_in(textwrap.dedent(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", [("a < b", "(a <= b)")]),
        ("x = a is None and b", [("a is None and b", "(a is None or b)"), ("a is None", "(a is not None)")]),
        ("x = not a", [("not a", "(a)")]),
        ("x = a + 1", [("a + 1", "(a - 1)"), ("1", "(2)")]),
        ("x = 'Xã ' + name", []),
        ("x = f'{a + 1}'", []),
        ("x = [a for a in b if c]", [("[a for a in b if c]", "([a for a in b])")]),
        ("x = sorted(a, key=b)", [("sorted(a, key=b)", "(sorted(a))")]),
        ("x = max(a, default=0)", [("max(a, default=0)", "(min(a, default=0))"), ("0", "(1)")]),
        ("log.info('%d', 1)", []),
        ("x = zip(a, b, strict=True)", []),
        ("write(a)", [("write(a)", "pass")]),
        ("if a:\n    return 'x'", [("return 'x'", "pass"), ("a", "(not a)")]),
        ("for a in b:\n    continue", [("continue", "break")]),
        ("while True:\n    x = 1", [("True", "(False)"), ("1", "(2)")]),
        ("def f(a: int = 1) -> Literal[2]: ...", [("1", "(2)")]),
        ("if TYPE_CHECKING:\n    import a.b as c; f(1)", []),
    ],
)
def test_what_is_planted(source, expected):
    inside = "def f():\n" + textwrap.indent(source, "    ") if "return" in source else source
    assert faults(inside) == expected


def test_a_fault_stands_where_the_letters_before_it_are_no_bytes():
    source = "tên = 'xã'; ngày = tuổi > 18\n"
    assert [change.apply(source) for change in changes_in(source)] == [
        "tên = 'xã'; ngày = (tuổi >= 18)\n",
        "tên = 'xã'; ngày = tuổi > (19)\n",
    ]


def test_what_runs_at_the_import_is_told_from_what_a_call_runs():
    source = "class A:\n    x: int = 1\n    def f(self, y=2):\n        return 3\n"
    assert [(change.before, change.when_imported) for change in changes_in(source)] == [
        ("1", True),
        ("2", True),
        ("3", False),
    ]


def test_every_place_of_the_table_is_there():
    for place, tests in DECIDING.items():
        assert (PROJECT / place).exists(), place
        assert tests
        for path in tests:
            assert (PROJECT / path).exists(), path


def test_the_same_seed_plants_the_same():
    tests = modules(["giamngheo/store"])
    assert set(tests) >= {"giamngheo/store/submissions.py", "giamngheo/store/deadlines.py"}
    assert choose(tests, 20, 1) == choose(tests, 20, 1) != choose(tests, 20, 2)


def test_what_an_earlier_run_left_is_planted_again():
    chosen = [one for one in choose(modules(["giamngheo/store"]), 20, 1) if "\n" not in one.change.before]
    one, other, third = ((each.place, f"`{each.change.before}` → `{each.change.after}`") for each in chosen[:3])
    told = f"  survived: {one[0]}: {one[1]}\n  noticed: {other[0]}: {other[1]}  [a]\n- {third[0]} (run by no test): {third[1]}"
    assert left_by(told, chosen) == [chosen[0], chosen[2]]


def test_each_fault_that_is_said_to_change_nothing_can_be_planted():
    for module, line, after in known():
        source = (PROJECT / module).read_text(encoding="utf-8")
        lines = source.splitlines()
        possible = {(lines[change.line - 1].strip(), " ".join(change.after.split())) for change in changes_in(source)}
        assert (line, after) in possible, (module, line, after)


def test_what_a_fork_started_ends_with_it(tmp_path):
    def work(copy):
        started = subprocess.Popen(["sleep", "600"])
        (copy / "started").write_text(str(started.pid), encoding="ascii")
        return 3

    [(_, code)] = run_all([Job(work, limit=60, about=None)], [tmp_path])
    assert code == 3
    started = int((tmp_path / "started").read_text(encoding="ascii"))
    assert not psutil.pid_exists(started) or psutil.Process(started).status() == psutil.STATUS_ZOMBIE
