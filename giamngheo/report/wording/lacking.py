"""Which reports a unit's sums are without, and whose: of what was several units, which of these have not reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from giamngheo.core.text import small


@dataclass(frozen=True)
class LackingMonth:
    """A month (its title) that is not in a unit's sums: its own report is wanting; or those of the units that it was then (names),
    without which nothing of the month counts; or a `reason` keeps it out, and nobody owes a report."""

    title: str
    former: tuple[str, ...] = ()
    reason: str = ""


def lacking_reports(months: Iterable[LackingMonth]) -> str:
    """`thiếu báo cáo tháng 1 năm 2020, tháng 2 năm 2020 của xã Thạch Lưu cũ; tháng 3 năm 2020, nên chưa tính các tháng ấy`."""
    wanting: dict[tuple[str, ...], list[str]] = {}
    kept_out: dict[str, list[str]] = {}
    for month in months:
        if month.reason:
            kept_out.setdefault(month.reason, []).append(month.title)
        else:
            wanting.setdefault(month.former, []).append(month.title)
    said = [f"thiếu báo cáo {_whose(wanting)}"] if wanting else []
    return "; ".join([*said, *(f"chưa tính {', '.join(titles)}: {reason}" for reason, titles in kept_out.items())])


def _whose(wanting: dict[tuple[str, ...], list[str]]) -> str:
    """That a month does not count is said where some reported it."""
    several = [f"{', '.join(titles)}{_of(former)}" for former, titles in wanting.items()]
    those = "tháng ấy" if sum(map(len, wanting.values())) == 1 else "các tháng ấy"
    return "; ".join(several) + (f", nên chưa tính {those}" if any(wanting) else "")


def _of(former: tuple[str, ...]) -> str:
    return f" của {', '.join(f'{small(name)} cũ' for name in former)}" if former else ""
