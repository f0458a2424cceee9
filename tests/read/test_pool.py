"""Workbooks are read in child processes, each bounded in memory and time: a file harms only itself."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.pool import read_apart
from giamngheo.read.workbook import read_workbook
from tests.read.test_formats import HOSTILE, INBOX, xlsx

LIMITS = ReadingLimits(memory_mb=256, seconds=20)


def rows(count: int) -> str:
    cells = "".join(f'<c r="{letter}{{0}}"><v>1</v></c>' for letter in "ABCDEFGHIJKLMNOPQRST")
    return "".join(f'<row r="{n}">{cells.replace("{0}", str(n))}</row>' for n in range(1, count + 1))


@pytest.fixture(scope="module")
def month():
    return [(path.read_bytes(), path.name) for path in sorted(INBOX.glob("*/*_2020-03.*"))]


def test_it_is_the_same_reading(month, form):
    with ThreadPoolExecutor(4) as threads:
        apart = list(threads.map(lambda one: read_apart(*one, form, LIMITS), month))
    assert apart == [read_workbook(*one, form, LIMITS) for one in month]
    assert all(
        found.sheet is sheet for one in apart for sheet in form.sheets if (found := one.located.get(sheet.table))
    )


def test_what_takes_too_much_memory_is_too_large_and_the_next_is_read(month, form):
    greedy = xlsx("<row>" + "<c><v>1</v></c>" * 2_000_000 + "</row>")
    found = read_apart(greedy, "a.xlsx", form, LIMITS)
    assert found.fault == "too_large"
    assert found.detail == "tệp nặng quá mức hệ thống mở được"
    assert read_apart(*month[0], form, LIMITS).is_readable


def test_what_takes_too_long_is_too_large_and_the_next_is_read(month, form):
    limits = LIMITS.model_copy(update={"seconds": 1, "memory_mb": 4096})
    found = read_apart(xlsx(rows(59_000), rows(41_000)), "a.xlsx", form, limits)
    assert (found.fault, found.detail) == ("too_large", "đọc hơn 1 giây chưa xong")
    assert read_apart(*month[0], form, limits).is_readable


def test_children_killed_from_outside_are_made_anew(month, form):
    assert read_apart(*month[0], form, LIMITS).is_readable
    for child in multiprocessing.active_children():
        child.kill()
    assert read_apart(*month[0], form, LIMITS).is_readable
    assert read_apart(*month[1], form, LIMITS).is_readable


def test_a_process_that_is_itself_a_child_reads_and_ends(form):
    path = next(INBOX.glob("*/*_2020-03.*"))
    process = multiprocessing.get_context("spawn").Process(target=_read_in_a_child, args=(str(path), form))
    process.start()
    process.join(120)
    assert process.exitcode == 0
    assert not process.is_alive()


def _read_in_a_child(path, form):
    found = read_apart(Path(path).read_bytes(), Path(path).name, form, LIMITS)
    if not found.is_readable:
        raise SystemExit(found.detail)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_end_as_a_fault(what, form):
    data, name, expected = HOSTILE[what]()
    assert read_apart(data, name, form, LIMITS).fault == expected
