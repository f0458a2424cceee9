"""Answer: a receipt to each unit, its workbook marked where something is to mend, and the board for everybody."""

from __future__ import annotations

import logging

from giamngheo.workplace import open_workplace
from tasks.posting import post
from tasks.step import step

log = logging.getLogger("giamngheo.answer")


@step("trả lời", "trả lời các đơn vị")
def answer(today: str) -> None:
    """What was judged and not answered yet; run again, it answers only what is left."""
    from giamngheo.answer.board import write_board
    from giamngheo.answer.laying import lay_answers
    from giamngheo.answer.receipts import receipts
    from giamngheo.answer.unfinished import unfinished_notes

    place = open_workplace(today)
    count = lay_answers(place)
    write_board(place)
    letters = post(place, [*receipts(place), *unfinished_notes(place)])
    log.info("Trả lời: %d tệp đánh dấu, %d thư; bảng theo dõi đã cập nhật.", count, letters)


def answers_are_on(today: str) -> bool:
    return open_workplace(today).settings.answers
