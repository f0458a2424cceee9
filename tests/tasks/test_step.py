"""Steps: what one workbook sets off harms that workbook alone, and only what may pass is tried again."""

from __future__ import annotations

import pytest
from prefect.client.schemas.objects import TaskRun
from prefect.states import Completed, Failed

from giamngheo.core.errors import (
    InboxSilent,
    InboxUnavailable,
    MailDeferred,
    MailServerUnavailable,
    NotWell,
    StorageSilent,
)
from tasks.support.step import _can_help, without_the_broken
from tests.support.awaiting import awaited


class Work:
    """Fails where the workbook `breaks` is among those that it does."""

    def __init__(self, breaks: int | None, error: Exception) -> None:
        self.breaks, self.error, self.done = breaks, error, []

    def __call__(self, submissions):
        self.done.append(submissions)
        if self.breaks in submissions:
            raise self.error
        return sum(submissions)


def test_the_others_are_done_together_without_the_one_that_breaks():
    work = Work(2, ValueError())
    assert without_the_broken(work, [1, 2, 3]) == (4, [2])
    assert work.done[-1] == (1, 3)


def test_what_is_wrong_for_all_is_not_sought_in_each():
    """A sentence of the program's own is about the whole: tried one by one each would seem to be well."""
    work = Work(2, NotWell("kho đầy"))
    with pytest.raises(NotWell):
        without_the_broken(work, [1, 2, 3])
    assert work.done == [(1, 2, 3)]


def test_what_breaks_only_together_is_told():
    def work(submissions):
        if len(submissions) > 1:
            raise ValueError
        return 0

    with pytest.raises(ValueError):  # noqa: PT011 - the library's own, whatever it says
        without_the_broken(work, [1, 2])


@pytest.mark.parametrize(
    ("state", "tried", "again"),
    [
        (Failed(data=MailServerUnavailable("vắng")), 1, True),
        (Failed(data=MailServerUnavailable("vắng")), 2, True),
        (Failed(data=MailServerUnavailable("vắng")), 3, False),
        (Failed(data=MailDeferred("450 để sau")), 3, True),
        (Failed(data=NotWell("hỏng")), 1, False),
        (Failed(data=StorageSilent("im lặng")), 1, False),
        (Failed(data=InboxUnavailable("vắng")), 1, True),
        (Failed(data=InboxSilent("im lặng")), 1, False),
        (Completed(data=1), 1, False),
    ],
)
def test_only_what_may_pass_is_tried_again(state, tried, again):
    run = TaskRun(task_key="gửi", dynamic_key="0", run_count=tried)
    assert awaited(lambda: _can_help(2, None, run, state)) is again
