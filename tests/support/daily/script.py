"""March 2020, unit by unit: what is laid into the shared folder before a day's collection, and what is mailed that day.

The month's cut-off is Saturday 14, so the first working day is Monday 16. Due day 18, lock day 25. Reminders on the
17th (the day before), 18th, 19th (the chairman too) and 23rd (the district too).

A mail is told by a word: `nhận 1` the receipt of version 1, `nhận 1?` one with something to look at again, `trả 1` a
workbook returned, of March unless a month follows (`trả 1 T4/2020`, `trả 1 -` for none); `nhắc` a reminder, `nhắc
25/03/2020` one with a due day of the unit's own, `nhắc CT` the same to the chairman; `chờ` a file that is not read yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

DAYS = range(14, 32)  # of March; the 14th, 15th, 21st, 22nd, 28th and 29th are weekends
LATER = "2020-04-14"  # April's cut-off: a file that came too early for its month is looked at again
DUE = "18/03/2020"
PENDING_SUBJECT = "Chưa đọc được tệp báo cáo giảm nghèo T3/2020"  # how the subject of `chờ` begins
REMINDED = {17: ("nhắc",), 18: ("nhắc",), 19: ("nhắc", "nhắc CT"), 23: ("nhắc", "nhắc CT")}


@dataclass(frozen=True)
class Story:
    """`lays`: day → what is done (a verb of `DailyOffice`); `gets`: day → mails; `returned`: files laid into `_phan-hoi`.

    `status` is what `status` says on the last day of March, `on_time` whether the report was in time.
    """

    unit: str
    what: str
    lays: Mapping[int, str]
    gets: Mapping[int, tuple[str, ...]]
    status: str = "accepted"
    on_time: bool | None = True
    returned: int = 0
    later: tuple[str, ...] = field(default=())


def _reminded(*days: int) -> dict[int, tuple[str, ...]]:
    return {day: REMINDED[day] for day in days}


STORIES = [
    Story("18562", "early and good, laid on a Saturday", {14: "good"}, {16: ("nhận 1",)}),
    Story("18565", "early, with a warning", {16: "warning"}, {16: ("nhận 1?",)}, returned=1),
    Story(
        "18571",
        "returned, and the returned workbook itself mended on the due day",
        {16: "bad H307", 18: "mend"},
        {16: ("trả 1",), 17: ("nhắc",), 18: ("nhận 2?",)},  # its line of totals is as it was typed
        returned=2,
    ),
    Story(
        "18586",
        "returned three times, first of all typed in an old font; good the day after the due day",
        {16: "old font", 17: "bad H304", 18: "bad H306", 19: "good again"},
        {16: ("trả 1",), 17: ("trả 2", "nhắc"), 18: ("trả 3", "nhắc"), 19: ("nhận 4",)},
        on_time=False,
        returned=3,
    ),
    Story("18589", "a day late", {19: "good"}, _reminded(17, 18) | {19: ("nhận 1",)}, on_time=False),
    Story(
        "18592",
        "late, after the chairman was told",
        {20: "good"},
        _reminded(17, 18, 19) | {20: ("nhận 1",)},
        on_time=False,
    ),
    Story("18595", "accepted, then other figures", {16: "good", 18: "other"}, {16: ("nhận 1",), 18: ("nhận 2",)}),
    Story(
        "18601",
        "accepted, then a correction that is returned, and one after the month was closed",
        {16: "good", 19: "bad H307", 31: "too late"},
        {16: ("nhận 1",), 19: ("trả 2",), 31: ("trả 3",)},
        returned=2,
    ),
    Story(
        "18604",
        "laid and taken back before anybody looked",
        {14: "good", 15: "take away", 18: "good"},
        {17: ("nhắc",), 18: ("nhận 1",)},
    ),
    Story("18607", "taken away after it was accepted", {16: "good", 17: "take away"}, {16: ("nhận 1",)}),
    Story("18619", "the same again under another name", {16: "good", 17: "copy"}, {16: ("nhận 1",)}),
    Story(
        "18622",
        "a copy in another unit's folder",
        {16: "good", 17: "copy into 18625"},
        {16: ("nhận 1",), 17: ("trả 2",)},
        returned=0,  # it lies in the folder that the copy came from
    ),
    Story(
        "18625",
        "February once more under March's name; February is locked",
        {16: "february", 18: "good again"},
        {16: ("trả 2 T2/2020",), 17: ("nhắc",), 18: ("nhận 1",)},
        returned=2,  # its own, and the one of 18622's copy
    ),
    Story(
        "18628",
        "April's in March; it is taken when April has come",
        {16: "april", 17: "good"},
        {16: ("trả 1 T4/2020",), 17: ("nhận 1",)},
        returned=1,
        later=("nhận 1 T4/2020",),
    ),
    Story("18631", "empty at first, whole the next day", {16: "empty", 17: "good"}, {16: ("chờ",), 17: ("nhận 1",)}),
    Story(
        "18634",
        "a lock file and a system's file at first",
        {16: "litter", 18: "good"},
        {17: ("nhắc",), 18: ("nhận 1",)},
    ),
    Story(
        "18637",
        "with a password, then without",
        {16: "password", 17: "good again"},
        {16: ("trả 1 -",), 17: ("nhận 1",)},
        returned=1,
    ),
    Story("18643", "nothing at all", {}, _reminded(17, 18, 19, 23), status="missing", on_time=None),
    Story(
        "18649",
        "extended on the due day until the 25th, and sent on that day",
        {25: "good"},
        {17: ("nhắc",), 24: ("nhắc 25/03/2020",), 25: ("nhận 1",)},
    ),
    Story(
        "18652",
        "sent after the lock day; the month is opened again on the 27th",
        {26: "good"},
        _reminded(17, 18, 19, 23) | {26: ("trả 1",), 27: ("nhận 1",)},
        on_time=False,
        returned=1,
    ),
    Story(
        "18658",
        "swapped with 18667",
        {16: "good into 18667", 17: "move home"},
        {16: ("trả 1",), 17: ("nhận 2",)},
        returned=1,
    ),
    Story(
        "18667",
        "swapped with 18658",
        {16: "good into 18658", 17: "move home"},
        {16: ("trả 1",), 17: ("nhận 2",)},
        returned=1,
    ),
]


def expected_mails(story: Story) -> Iterator[tuple[str, str]]:
    """(day, mail) of a whole story."""
    for day, mails in story.gets.items():
        yield from ((f"2020-03-{day}", mail) for mail in mails)
    yield from ((LATER, mail) for mail in story.later)
