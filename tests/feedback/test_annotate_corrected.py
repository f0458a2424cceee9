"""There and back: a workbook is broken, marked, mended in the marked cells only, and accepted; for every rule."""

from __future__ import annotations

from io import BytesIO

import pytest

from expectations.judge import judge
from giamngheo.check.batch import Batch, Item
from giamngheo.check.reference_data import ReferenceData
from giamngheo.feedback.annotate import annotated_workbook
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import read_workbook
from tests.support import judged
from tests.support.returned import OUTCOME, coloured, loaded
from tests.support.workbooks import NEED_PREVIOUS, PLANTERS, book, break_rule, fast_write, next_book, path_in, rule_of

BY_HAND = {
    "H302": "186049998",
    "H309-loan-alone": 50,
    "H314-amount": 50,
    "H318": 50,
    "X402-not-listed-before": "Phát sinh mới",
    "H315-left-unchanged": "Chuyển đi",
    "M501": "Đang phát triển",
    "M501-empty": "Đang phát triển",
    "M502": "Nuôi gà",
    "M503": 3,
    "M503-text": 10,
    "N702": 5,
    "N702-negative": 5,
    "N702-text": 5,
}
# A household without a name lacks more, of which is said only when it has one.
NOT_IN_A_CELL = {"F105", "F106", "X406", "H319"}


@pytest.mark.long  # in LibreOffice: test_round_trip
def test_mended_only_where_it_is_marked_it_is_accepted(configuration, tmp_path, form):
    """For every rule that a cell can break: broken, marked, mended in the marked cells, judged again."""
    before = book(poor=30, near_poor=40, period="2020-02")
    now = next_book(before, pace=0.05)
    good = loaded(fast_write(now, tmp_path / "good.xlsx").read_bytes())
    for history in (None, before):
        codes = [code for code in sorted(PLANTERS) if (code in NEED_PREVIOUS) == (history is not None)]
        broken, places = zip(*(break_rule(now, code, before) for code in codes), strict=True)
        folder = tmp_path / f"{history is None}"
        first = judged.judged_books(configuration, folder, broken, history)
        items = []
        for number, (code, one, place, findings) in enumerate(zip(codes, broken, places, first, strict=True)):
            assert findings, code
            data = path_in(folder / str(number), one).read_bytes()
            mended = _mended(annotated_workbook(data, "BC.xlsx", findings, OUTCOME, form).data, good, code, place)
            items.append(Item(number, now.unit, read_workbook(mended, "BC.xlsx", form, ReadingLimits())))
        known = ReferenceData(configuration, judged.TODAY, judged.reported(configuration, folder, history))
        again = judge(Batch(tuple(items), known))
        left = {code: [one for one in again[at] if one.severity == "critical"] for at, code in enumerate(codes)}
        assert {code for code, some in left.items() if some} <= {
            code for code in codes if rule_of(code) in NOT_IN_A_CELL
        }


def _mended(data, good, code, place):
    """The officer looks for our colours, and puts right what stands there; `BY_HAND` only where it is wrong."""
    workbook = loaded(data)
    marked = [place for place in coloured(workbook) if rule_of(code) not in NOT_IN_A_CELL]
    if code in BY_HAND:
        marked = [each for each in marked if each[1] == f"{place.column}{place.row}"]
    for sheet, cell in marked:
        workbook[sheet][cell] = BY_HAND.get(code, good[sheet][cell].value)
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()
