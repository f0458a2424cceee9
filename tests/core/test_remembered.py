"""What is remembered belongs to its key, whoever else asks meanwhile."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest

from giamngheo.core.remembered import remembered, remembered_if_short


@dataclass(frozen=True)
class Key:
    """All have one hash, so that each search compares, and comparing is Python's: another thread may come in between."""

    value: int

    def __hash__(self) -> int:
        return 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.value == other.value


@pytest.fixture
def restless():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_among_threads_each_key_has_its_own_value():
    own = remembered(8)(lambda key: key.value)

    def strangers(seed: int) -> list[tuple[int, int]]:
        draw = random.Random(seed)
        asked = [draw.randrange(10) for _ in range(5_000)]
        return [(value, given) for value in asked if (given := own(Key(value))) != value]

    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(strangers, range(4))] == [[]] * 4


def test_threads_that_ask_at_once_wait_for_the_first():
    asked, together = [], Barrier(4)

    @remembered(8)
    def slow(key: Key) -> int:
        asked.append(key)
        return key.value

    def ask(_: int) -> int:
        together.wait()
        return slow(Key(7))

    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(ask, range(4))] == [7] * 4
    assert len(asked) == 1


def test_what_failed_is_tried_again_and_what_is_forgotten_worked_out_anew():
    tried = []

    @remembered(2)
    def second_time(key: Key) -> int:
        tried.append(key)
        if len(tried) == 1:
            raise ValueError("the first time")
        return len(tried)

    with pytest.raises(ValueError, match="the first time"):
        second_time(Key(1))
    assert second_time(Key(1)) == second_time(Key(1)) == 2
    second_time.cache_clear()
    assert second_time(Key(1)) == 3


def test_a_long_text_is_not_kept():
    asked = []
    length = remembered_if_short(lambda text: asked.append(text) or len(text))
    short, long = "Hộ nghèo", "x" * 257
    assert [length(text) for text in (short, short, long, long)] == [8, 8, 257, 257]
    assert asked == [short, long, long]
