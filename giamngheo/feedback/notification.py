"""A note to a unit, or about units to the district: what is written to whom."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.context import Context
from giamngheo.report.documents.document import Note as Said
from giamngheo.report.documents.document import Summary
from giamngheo.send.message import Attachment

DISTRICT = "district"


@dataclass(frozen=True)
class Notification:
    """`about` is a unit's code, or `district`; `kind` tells which note on the month it is, so that it goes once."""

    period: str
    about: str
    kind: str
    recipient: str
    recipient_name: str
    summary: Summary
    attachments: tuple[Attachment, ...] = ()


def in_words(context: Context, subject: str, lead: list[str], *notes: tuple[str, list[str]]) -> Summary:
    """A letter of sentences: no figures, no bars."""
    return Summary(
        subject=subject,
        preheader=lead[0],
        title=subject,
        sender=context.configuration.letterhead.issuing_body,
        revision="",
        lead=tuple(lead),
        headlines=(),
        compared="",
        bars_title="",
        bars_lead="",
        bars=(),
        trend_title="",
        trend=(),
        trend_note="",
        notes=tuple(Said(heading, tuple(texts)) for heading, texts in notes if texts),
    )
