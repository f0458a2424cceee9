"""Answer: the units' workbooks go back to them with what is to mend; the board tells everybody who has reported."""

from __future__ import annotations

import logging

from giamngheo.workplace import open_workplace
from tasks.step import step

log = logging.getLogger("giamngheo.answer")


@step("trả lời", "trả lời các đơn vị")
def answer(today: str) -> None:
    """What was judged and not answered yet; run again, it answers only what is left."""
    from giamngheo.answer.board import write_board
    from giamngheo.answer.laying import lay_answers

    place = open_workplace(today)
    count = lay_answers(place)
    write_board(place)
    log.info("Trả lời: %d tệp đánh dấu đặt vào thư mục các đơn vị; bảng theo dõi đã cập nhật.", count)


def answers_are_on(today: str) -> bool:
    return open_workplace(today).settings.answers
