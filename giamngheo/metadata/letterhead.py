"""Head and foot of a report, and whom it points to (`config/report.toml`)."""

from __future__ import annotations

from pydantic import Field

from giamngheo.metadata.record import Record


class Department(Record):
    """The provincial department: gets the consolidated tables with a covering letter (công văn)."""

    name: str = "Sở Lao động - Thương binh và Xã hội"
    symbol: str = "PLĐTBXH"
    receivers: tuple[str, ...] = ("Như trên",)


class Attention(Record):
    """Which units a report points to: behind on at least this share (percent) of their targets."""

    behind_percent: float = Field(default=60, gt=0, le=100)


class Letterhead(Record):
    parent_body: str
    issuing_body: str
    symbol: str
    place: str
    addressees: tuple[str, ...]
    receivers: tuple[str, ...]
    filed_as: str
    signed_for: str = ""
    signer_title: str
    signer_name: str = ""
    notice_symbol: str = "TB-PLĐTBXH"
    department: Department = Department()
    attention: Attention = Attention()
