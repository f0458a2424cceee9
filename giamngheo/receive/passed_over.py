"""What lies in the shared folder and is not looked at, and how that is told."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass

_MOST_NAMED = 5
_OF_ONE_PLACE = {
    errno.EACCES: "không có quyền đọc",
    errno.EPERM: "không có quyền đọc",
    errno.ENAMETOOLONG: "đường dẫn quá dài",
    errno.ELOOP: "liên kết vòng",
}


@dataclass(frozen=True)
class PassedOver:
    """What lies in the shared folder and is not looked at: its place in it, and why."""

    place: str
    why: str


def told(passed_over: Sequence[PassedOver]) -> str:
    """`2 mục không thuộc đơn vị nào («Chung», «Ảnh»)`: each reason once, with some places."""
    places: dict[str, list[str]] = {}
    for one in passed_over:
        places.setdefault(one.why, []).append(f"«{one.place}»")
    return "; ".join(
        f"{len(those)} mục {why} ({', '.join(those[:_MOST_NAMED])}{', …' if len(those) > _MOST_NAMED else ''})"
        for why, those in places.items()
    )


def pass_over(passed_over: list[PassedOver], place: str, error: OSError) -> None:
    """What is the matter with one place alone; anything else is the matter with the share: raised again."""
    if isinstance(error, FileNotFoundError):
        return  # gone since it was listed
    why = _OF_ONE_PLACE.get(error.errno or 0)
    if why is None:
        raise error
    passed_over.append(PassedOver(place, why))
