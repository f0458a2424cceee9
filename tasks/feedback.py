"""Feedback: a receipt to each unit, its workbook marked where something is to be corrected, the board for everybody."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from tasks.support.failing import Hindrance, tried
from tasks.support.posting import post
from tasks.support.step import step

log = logging.getLogger("giamngheo.feedback")


@step("trả lời", "trả lời các đơn vị")
def feedback(today: str) -> None:
    """On what was judged and had none yet; run again, it gives only what is left.

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


def feedback_is_on(today: str) -> bool:
    return open_context(today).settings.answers
