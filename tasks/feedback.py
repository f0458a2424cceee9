"""Answer: a receipt to each unit, its workbook annotated where something is to correct, and the board for everybody."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from tasks.support.failing import Hindrance, tried
from tasks.support.posting import post
from tasks.support.step import step

log = logging.getLogger("giamngheo.feedback")


@step("trả lời", "trả lời các đơn vị")
def answer(today: str) -> None:
    """What was judged and not answered yet; run again, it answers only what is left.

    A shared folder that takes nothing does not keep the messages waiting; it is said at the end.
    """
    from giamngheo.feedback.board import write_board
    from giamngheo.feedback.receipts import receipts
    from giamngheo.feedback.returned_workbook import lay_answers
    from giamngheo.feedback.unfinished import unfinished_notices

    context = open_context(today)
    away: list[Hindrance] = []
    count = tried(lambda: lay_answers(context), away)
    tried(lambda: write_board(context), away)
    sent = post(context, [*receipts(context), *unfinished_notices(context)])
    if away:
        raise away[0]
    log.info("Trả lời: %d tệp đánh dấu, %d thư; bảng theo dõi đã cập nhật.", count, sent)


def answers_are_on(today: str) -> bool:
    return open_context(today).settings.answers
