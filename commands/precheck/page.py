"""The page as HTML: for a browser with scripts or without, and nothing in it from elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from commands.precheck.records import Prechecked
from giamngheo.check.finding import Finding, place_in_words
from giamngheo.core.formats import number
from giamngheo.core.templates import template
from giamngheo.report.wording.listing import plain

_MOST_SHOWN = 200  # of a kind; the marked copy has them all
_SIGNS = {"accepted": "✓", "rejected": "✗", "pending": "…"}


class NotChecked(NamedTuple):
    """Why nothing was checked, and what to do."""

    title: str
    remedy: str


@dataclass(frozen=True)
class Page:
    """What is the same for everybody: ids of the forms, and the largest file."""

    forms: Sequence[str]
    file_mb: int

    def rendered(self, nonce: str, said: NotChecked | Prechecked | None) -> str:
        """`nonce`: by which the browser knows our own style and script."""
        page = template("commands.precheck", "precheck.html.j2").render(
            nonce=nonce,
            forms=", ".join(self.forms),
            file_mb=self.file_mb,
            notice=said if isinstance(said, NotChecked) else None,
            result=_result(said) if isinstance(said, Prechecked) else None,
        )
        return str(page)


def _result(checked: Prechecked) -> dict[str, Any]:
    return {
        "status": checked.status,
        "sign": _SIGNS[checked.status],
        "verdict": checked.verdict,
        "whose": ", ".join(map(plain, filter(None, (checked.unit, checked.about)))),
        "next_steps": [plain(step) for step in checked.next_steps],
        "groups": [
            _group("Phải sửa", "rejected", checked.to_correct),
            _group("Cần xem lại", "pending", checked.to_look_at),
        ],
        "marked": checked.marked and (checked.marked.name, base64.b64encode(checked.marked.data).decode()),
    }


def _group(title: str, kind: str, findings: Sequence[Finding]) -> dict[str, Any]:
    more = len(findings) - _MOST_SHOWN
    return {
        "title": title,
        "kind": kind,
        "count": number(len(findings)),
        "lines": [
            (plain(place_in_words(one.sheet, one.row, one.column)), plain(one.message), one.rule)
            for one in findings[:_MOST_SHOWN]
        ],
        "more": number(more) if more > 0 else "",
    }
