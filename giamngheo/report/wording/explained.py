"""What is said of a figure that is explained: who is not in it, and how it stands beside the period before and the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from giamngheo.core.formats import NO_VALUE, number, quantity
from giamngheo.core.period import Period
from giamngheo.core.text import capital
from giamngheo.report.wording import listing

LACKS_MONTHS = "thiếu báo cáo"
_BETWEEN = "\u00a0/\u00a0"  # on one line
Side = Sequence[float] | None
Line = Mapping[str, Any]


def left_out_said(left_out: Iterable[Line]) -> list[str]:
    """By reason: `Không có trong số này, vì chưa có báo cáo (2 đơn vị): Xã A, Xã B`; who lacks a month alone is in it with the
    others."""
    heads = {True: "Chưa tính đủ", False: "Không có trong số này"}
    return [
        f"{heads[why.startswith(LACKS_MONTHS)]}, vì {why} {_counted(names)}"
        for why, names in by_reason(left_out).items()
    ]


def by_reason(units: Iterable[Line]) -> dict[str, list[str]]:
    """Reason → the names of the units that have it."""
    found: dict[str, list[str]] = {}
    for one in units:
        found.setdefault(one["why"], []).append(one["name"])
    return found


def since_before_said(before: Line) -> list[str]:
    """`So với tháng 3 năm 2020: 1.504 → 1.489`; of how many units where not of all, and why the others cannot be compared; who of
    them lacks the same months on both sides."""
    then, others = Period.parse(before["period"]).title, by_reason(before["not_compared"])
    if not before["shared"]:
        return [f"So với {then}: không so được, vì {_whys(others)}."]
    over = f", trên {compared_over(before)}" if others else ""
    said = [f"So với {then}{over}: {_moved_said(before)}."]
    if alike := by_reason(before["lacking_alike"]):
        said.append(
            f"Vẫn so được, vì đơn vị sau thiếu cùng những tháng ở cả hai kỳ (cả hai số đều chưa tính đủ): {_whys(alike, is_beside_others=True)}."
        )
    return [*said, *([f"Không so được: {_whys(others, is_beside_others=True)}."] if others else [])]


def compared_over(before: Line) -> str:
    """`21 đơn vị có đủ số liệu cả hai kỳ`: over which units two periods are compared."""
    what = (
        "đủ số liệu, hoặc thiếu cùng những tháng như nhau, ở cả hai kỳ"
        if before["lacking_alike"]
        else "đủ số liệu cả hai kỳ"
    )
    return f"{number(before['shared'])} đơn vị có {what}"


def since_report_said(report: Line) -> list[str]:
    """`So với báo cáo đã lập (lần 1): 1.285 → 1.504.`; which units' reports came in since."""
    said = [f"So với báo cáo đã lập (lần {report['revision']}): {_moved_said(report)}."]
    came = by_reason(one for one in report["units"] if one["why"])
    return [*said, *(f"{capital(why)} {_counted(names)}." for why, names in came.items())]


def side_said(side: Side) -> str:
    """`1.504`; of a rate `3.356 / 3.370`."""
    return "chưa có" if side is None else _BETWEEN.join(map(quantity, side))


def change_said(before: Side, now: Side) -> str:
    """Part by part, `+3 / 0`; nothing where the unit is on one side alone."""
    if before is None or now is None:
        return NO_VALUE
    changes = (later - earlier for earlier, later in zip(before, now, strict=True))
    return _BETWEEN.join(f"+{quantity(one)}" if one > 0 else quantity(one) for one in changes)


def _moved_said(compared: Line) -> str:
    """Of a rate both parts: it may change by its denominator alone."""
    before, now = compared["before"], compared["now"]
    is_of_parts = len(now or before or ()) > 1
    if not compared["units"]:
        return f"không đơn vị nào thay đổi ({'tử số / mẫu số: ' if is_of_parts else ''}{side_said(now)})"
    return f"{side_said(before)} → {side_said(now)}{' (tử số / mẫu số)' if is_of_parts else ''}"


def _whys(others: Mapping[str, Sequence[str]], is_beside_others: bool = False) -> str:
    """Named where they differ; one reason of all needs no names."""
    if len(others) == 1 and not is_beside_others:
        return next(iter(others))
    return "; ".join(f"{why} {_counted(names)}" for why, names in others.items())


def _counted(names: Sequence[str]) -> str:
    """`(2 đơn vị): Xã A, Xã B`."""
    return f"({number(len(names))} đơn vị): {listing.listed(names)}"
