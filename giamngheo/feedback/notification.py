"""A notification to a unit, or about units to the district: what is written to whom."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.context import Context
from giamngheo.report.documents.document import Summary
from giamngheo.report.documents.summary.parts import notes_of
from giamngheo.send.message import Attachment
from giamngheo.send.outbox import Envelope, key_of

DISTRICT = "district"


@dataclass(frozen=True)
class Notification:
    """`about` is a unit's code, or `district`; `which` tells it from others of its kind on the month: each goes once."""

    kind: str
    period: str
    about: str
    which: str
    recipient: str
    recipient_name: str
    summary: Summary
    attachments: tuple[Attachment, ...] = ()

    @property
    def envelope(self) -> Envelope:
        return Envelope(
            self.kind,
            key_of(self.period, self.about, self.which),
            self.recipient,
            self.recipient_name,
            period=self.period or None,
            about=self.about,
        )


def in_words(context: Context, subject: str, lead: list[str], *notes: tuple[str, list[str]]) -> Summary:
    """A message of sentences: no figures, no bars."""
    return Summary(
        subject=subject,
        preheader=lead[0],
        title=subject,
        sender=context.configuration.letterhead.issuing_body,
        lead=tuple(lead),
        notes=notes_of(*notes),
    )
