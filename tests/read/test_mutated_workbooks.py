"""Workbooks changed at random: refused with a finding, or read as programs show them; no crash, none over its bounds.

`GIAMNGHEO_TEST_MUTATED=20000` tries so many instead of the few; `GIAMNGHEO_TEST_MUTATED=4711-4711` the one of this number.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.support.mutated import mutant
from tests.support.mutated.trial import table, tried

WANTED = os.environ.get("GIAMNGHEO_TEST_MUTATED", "100")
FIRST, LAST = map(int, WANTED.split("-")) if "-" in WANTED else (0, int(WANTED) - 1)
# Numbers of which the programs tell otherwise, and why that is no mistake of ours.
KNOWN: dict[int, str] = {}


@pytest.mark.slow
def test_what_is_accepted_is_what_programs_show(form, tmp_path):
    counts: Counter[tuple[str, str]] = Counter()
    wrong = []
    for one in tried(range(FIRST, LAST + 1), form, tmp_path):
        counts[one.mutant.kind, one.end] += 1
        if one.end not in ("refused", "agrees") and one.mutant.number not in KNOWN:
            wrong.append(str(one))
    print(table(counts))
    assert wrong == []
    assert counts.total() == LAST + 1 - FIRST


def test_a_number_is_always_the_same_workbook_and_the_numbers_are_of_all_sorts():
    made = [mutant(number) for number in range(400)]
    assert made[17] == mutant(17)
    assert {one.kind for one in made} == {"xlsx", "ods", "xls", "xlsb", "csv"}
    assert len({one.data for one in made}) > 350
    assert len({did.partition(" in ")[0] for one in made for did in one.did}) > 40
