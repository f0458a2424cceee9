"""The message's body, drawn from any paper's summary: HTML for a telephone, and a text that stands alone.

The template is MJML: mrml makes the nested tables that every mail program shows and moves the styles into the elements,
because mail programs drop style sheets. Bars are table cells, so the message is whole with images off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from giamngheo.core.formats import NO_VALUE, percent
from giamngheo.core.templates import template
from giamngheo.metadata.letterhead import Contact
from giamngheo.report.documents.document import Bar, Summary, TrendBar
from giamngheo.report.render.bars import as_sentence, figure_parts, reached, sign_of, width
from giamngheo.report.wording.listing import plain
from giamngheo.send.message import Attachment, Content

# What each colour is for: (by day, in dark mode). Text keeps a contrast of 4.5 on `card` and `page` in both.
_COLOURS = {
    "page": ("#eef1f4", "#10151a"),
    "card": ("#ffffff", "#1a2129"),
    "ink": ("#17212b", "#e8ecf0"),
    "soft": ("#52606d", "#aab6c2"),
    "accent": ("#1a4f8a", "#84b6ee"),
    "warn": ("#9a3412", "#f5a97f"),
    "track": ("#dde3e9", "#36424f"),
    "faint": ("#6d8fb8", "#557fae"),
    "line": ("#d3dae1", "#384450"),
}
_SHORT = 18  # letters of a figure with its unit that stay on one line beside a title, at 320 px too

_NOBODY = Contact()


def content_of(summary: Summary, contact: Contact, attachments: Sequence[Attachment] = ()) -> Content:
    """The whole message: subject, body in both forms, attachments; answers to it go to the contact."""
    files = [attachment.name for attachment in attachments]
    return Content(
        subject=summary.subject,
        text=mail_text(summary, files, contact),
        html=mail_html(summary, files, contact),
        attachments=attachments,
        reply_to=contact.address,
        reply_to_name=contact.name,
    )


def mail_html(summary: Summary, files: Sequence[str], contact: Contact = _NOBODY) -> str:
    """The message as HTML; `files` are the names of what is attached. Texts of the summary never become markup."""
    import mrml

    html = mrml.to_html(_rendered("mail.html.j2", summary, files, contact), render_options=mrml.RenderOptions(fonts={}))
    return str(html.content)


def mail_text(summary: Summary, files: Sequence[str], contact: Contact = _NOBODY) -> str:
    """The same in the same order as plain text, a sentence a line."""
    return _rendered("mail.txt.j2", summary, files, contact).strip() + "\n"


def _rendered(name: str, summary: Summary, files: Sequence[str], contact: Contact) -> str:
    return str(
        template("giamngheo.report.render", name).render(
            said=_cleaned(summary),
            foot=_cleaned(summary.foot or (_whom_to_ask(contact),)),
            files=[plain(file) for file in files],
            day={name: pair[0] for name, pair in _COLOURS.items()},
            night={name: pair[1] for name, pair in _COLOURS.items()},
            sign_of=sign_of,
            figure_parts=figure_parts,
            length_of=_length,
            as_sentence=as_sentence,
            reached=reached,
            degree=_degree,
            month_value=_month_value,
            width=width,
        )
    )


def _whom_to_ask(contact: Contact) -> str:
    """The last sentence of every letter to a reader: by whom, and how, a question is answered."""
    sent = "Thư do hệ thống giamngheo gửi tự động"
    telephone = f"điện thoại {contact.telephone}" if contact.telephone else ""
    asked = ", ".join(filter(None, (contact.name, telephone)))
    ways = filter(None, (asked and f"liên hệ {asked}", contact.address and "trả lời thư này"))
    if not (how := " hoặc ".join(ways)):
        return f"{sent}; vui lòng không trả lời thư này."
    return f"{sent}. Cần hỏi, xin {how}.{'' if contact.address else ' Vui lòng không trả lời thư này.'}"


def _cleaned(value: Any) -> Any:
    """Each text of a record, however deep, as one line that a file can hold."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def _length(text: str) -> str:
    """The class of a text beside another: a short figure keeps number and unit on one line, a long text may break."""
    return "short" if len(text) <= _SHORT else "long"


def _degree(bar: Bar) -> str:
    """The same for who sees no bar: not where the figure itself, before its parts, is that percentage of the target."""
    is_said = not bar.short and bar.percent is not None and bar.value.partition(" (")[0] == percent(bar.percent)
    return "" if is_said else reached(bar)


def _month_value(point: TrendBar) -> str:
    """A month's figure; a gap is said in words."""
    return "chưa đủ số liệu" if point.value in ("", NO_VALUE) else point.value
