"""What holds in every room. The order of the rooms is a contract of its own (`lint-imports`, in `make check`)."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

import pytest

from giamngheo.core import errors
from tests.conftest import PROJECT

PACKAGES = ("giamngheo", "expectations", "tasks", "flows", "commands")
FILES = sorted(path.relative_to(PROJECT) for package in PACKAGES for path in (PROJECT / package).rglob("*.py"))
# Where the clock may be read: in one place of the rooms; and an inbox compares a file's age with it.
CLOCKS = {"giamngheo/core/clock.py", "giamngheo/receive/shared_folder.py"}
READS_THE_CLOCK = {
    **{name: {"now", "utcnow", "today"} for name in ("datetime", "date", "pd", "Timestamp")},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}


def tree_of(path):
    return ast.parse((PROJECT / path).read_text(encoding="utf-8"))


def reads_of_the_clock(tree):
    """`dt.datetime.now(…)`, `date.today()`, `time.time()`, and the names imported bare (`from time import time`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (name.name for name in node.names if name.name in READS_THE_CLOCK["time"])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if node.func.attr in READS_THE_CLOCK.get(name, ()):
                yield f"{name}.{node.func.attr}"


@pytest.mark.parametrize("source", ["import time\ntime.time()", "from time import time", "dt.datetime.now(zone)"])
def test_a_look_at_the_clock_is_seen(source):
    assert list(reads_of_the_clock(ast.parse(source)))


def test_only_the_clock_reads_the_clock():
    """`today` is given; a domain that asks for the time cannot be run again for another day."""
    rooms = [path for path in FILES if path.parts[0] in ("giamngheo", "expectations")]
    assert len(rooms) > 100
    found = {str(path): reads for path in rooms if (reads := list(reads_of_the_clock(tree_of(path))))}
    assert set(found) <= CLOCKS, found


def test_only_the_core_knows_a_time_zone():
    """Days and hours are those of Vietnam, wherever the machine stands; a second zone would begin the day at another hour."""
    knowing = {str(path) for path in FILES if "ZoneInfo" in (PROJECT / path).read_text(encoding="utf-8")}
    assert knowing == {"giamngheo/core/formats.py"}


def others_words(tree):
    """Where a message of ours holds what a library or the system says of an error, which is English: `{error}`,
    `{str(error)}`, `{error.strerror}`. Our own errors (`GiamNgheoError` and below) speak Vietnamese.
    """
    for handler in ast.walk(tree):
        if isinstance(handler, ast.ExceptHandler) and handler.name and not _catches_ours(handler):
            said = "|".join(("{0}", r"str\({0}\)", r"{0}\.(args|strerror|reason|msg|verify_message)\b.*"))
            told = re.compile(said.format(handler.name))
            pieces = (node for node in ast.walk(handler) if isinstance(node, ast.FormattedValue))
            yield from (text for piece in pieces if told.fullmatch(text := ast.unparse(piece.value)))


def _catches_ours(handler):
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return all(hasattr(errors, ast.unparse(kind)) for kind in kinds)


@pytest.mark.parametrize("told", ["{error}", "{str(error)}", "{error.strerror}", "{error.args[0]}"])
def test_an_english_cause_is_seen(told):
    source = "try:\n    work()\nexcept {} as error:\n    print(f'Không được ({})')"
    assert list(others_words(ast.parse(source.format("OSError", told))))
    assert not list(others_words(ast.parse(source.format("NotWell", "{error}"))))


def test_no_operator_is_told_a_cause_in_english():
    """`No such file or directory` is what the system says of an error; `cause` says it in Vietnamese."""
    found = {str(path): told for path in FILES if (told := list(others_words(tree_of(path))))}
    assert found == {}


def test_config_is_data_only():
    assert {path.suffix for path in (PROJECT / "config").rglob("*") if path.is_file()} == {".toml", ".csv"}


def test_no_class_name_stands_twice():
    places = defaultdict(list)
    for path in FILES:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path))
    assert len(places) > 100
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def length(function):
    """Lines from the first statement to the last: a command's options are its signature."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_functions_are_short():
    """A function of more than 40 lines is two."""
    functions = [
        (path, node) for path in FILES for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 1000
    ours = [(path, node) for path, node in functions if "versions" not in path.parts]
    assert {f"{path}:{node.lineno} {node.name}": length(node) for path, node in ours if length(node) > 40} == {}


def test_every_package_has_a_sentence():
    """`__init__.py` says what its room is for: a newcomer finds the room for a change in a minute."""
    silent = [
        str(path)
        for path in FILES
        if path.name == "__init__.py" and "versions" not in path.parts and not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


# What C compares: no other thread comes in between. `object`: the value of a cell, as a workbook's reader gives it.
COMPARED_BY_C = {"str", "int", "float", "bool", "bytes", "None", "tuple", "dt", "date"}


def bounded_memories(tree):
    """Functions under `lru_cache` with what their keys are made of, by the annotations: (function, names)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any("lru_cache" in ast.dump(one) for one in node.decorator_list):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            names = {part.id for one in arguments for part in ast.walk(one.annotation) if isinstance(part, ast.Name)}
            yield node.name, names


def test_a_memory_whose_keys_are_compared_in_python_is_seen():
    source = "@lru_cache(maxsize=8)\ndef rules(form: Form, words: tuple[str, ...]) -> int: ..."
    assert list(bounded_memories(ast.parse(source))) == [("rules", {"Form", "tuple", "str"})]


def test_only_what_c_compares_is_a_key_of_lru_cache():
    """Others are `remembered`: among threads a full `lru_cache` gives one key the value of another."""
    found = [(str(path), *one) for path in FILES for one in bounded_memories(tree_of(path))]
    assert len(found) > 10
    assert [one for one in found if not one[-1] <= COMPARED_BY_C] == []


def test_no_test_writes_into_a_frozen_record():
    """Records are keys of caches. One that changes there is equal to another for a while, and what is remembered of the two
    is mixed up: in files that come much later. Another configuration is loaded from a folder of the test's own."""
    written = {
        (str(path.relative_to(PROJECT)), ast.unparse(node.args[1]))
        for path in (PROJECT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "object.__setattr__"
    }
    assert len(written) > 1
    assert {name for _, name in written} == {"'configuration'"}, written  # of a warehouse, which is no record
