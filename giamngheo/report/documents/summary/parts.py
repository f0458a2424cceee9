"""What the summaries of all documents have in common."""

from __future__ import annotations

from collections.abc import Sequence

from giamngheo.core.text import shortened
from giamngheo.report.content import Attained, ReportContent, UnitAttained
from giamngheo.report.documents.document import Amount, Bar, Note, Table
from giamngheo.report.wording import goals, listing, nearly, sentences, words

MOST_CHANGES = 12
_PREHEADER = 200  # letters; what a mailbox on a telephone shows of it is less
MOST_UNITS = 10


def lead_of(content: ReportContent) -> tuple[str, ...]:
    return (f"Số liệu tính {sentences.window(content)}.", sentences.coverage_sentence(content))


def bar_of(item: Attained) -> Bar:
    """An indicator of the district. A count that is to vanish has come as far as the baseline has been removed."""
    return Bar(
        title=item.title,
        value=words.value_text(item),
        target=goals.target_said(item),
        note=words.partly(item),
        status=item.status,
        status_text=goals.verdict(item),
        percent=done(item.attainment_percent),
        short=nearly.short_of(item, item),
    )


def done(percent: float | None) -> float | None:
    """How much of a target is done; what goes the other way is not a part of it."""
    return percent if percent is None or percent >= 0 else None


def own_value(value: UnitAttained, item: Attained) -> str:
    if value.value is None:
        return ""
    is_rate = value.denominator is not None and item.measure != "reduction"  # whose parts are those of another figure
    parts = f" ({words.parts_text(value)})" if is_rate else ""
    return f"{words.value_text(item.model_copy(update={'value': value.value}))}{parts}"


def preheader_of(*texts: str) -> str:
    """What a mailbox shows beside the subject: ended as people end, where there is more than it has room for."""
    return shortened(" ".join(text for text in texts if text), _PREHEADER)


def notes_of(*notes: tuple[str, Sequence[str]]) -> tuple[Note, ...]:
    """Those that have something to say."""
    return tuple(Note(heading, tuple(texts)) for heading, texts in notes if any(texts))


def changed_of(content: ReportContent, changed: Table, part: str = "", has_lists: bool = False) -> list[str]:
    """How many figures changed, then the first of them."""
    if content.replaces is None:
        return []
    lines = [_changed_line(str(place), str(what), old, new) for place, what, _unit, old, new in changed.rows]  # type: ignore[arg-type]
    return [sentences.changed(content, len(lines), part, has_lists), *listing.first_of(MOST_CHANGES, lines, "số liệu")]


def _changed_line(place: str, what: str, old: Amount, new: Amount) -> str:
    """`Xã Thạch Khê, hộ nghèo: từ 47 hộ thành 45 hộ.`: words that are read aloud well."""
    before, after = (words.moved_by(amount.value, amount.unit).strip() for amount in (old, new))
    about = f"{listing.plain(place)}, {words.small(what)}"
    if old.value is None:
        return f"{about}: mới có số liệu, {after}."
    return (
        f"{about}: từ {before} thành {after}."
        if new.value is not None
        else f"{about}: không còn số liệu (trước: {before})."
    )
