"""A message, byte for byte ours: one Message-ID, explicit types, names that open everywhere.

Made with the standard library and handed to yagmail's connection as it is: yagmail's own composer would turn
line breaks of the HTML into `<br>` and derive the Message-ID from the subject.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from io import BytesIO
from pathlib import PurePath
from urllib.parse import quote

from giamngheo.core.text import without_diacritics

_LINE_END = "\r\n"
# What an Exchange server is not to send back by itself ([MS-OXCMAIL] 2.1.3.2.20). Not NDR: that a message did not arrive
# must be heard.
_NO_ANSWER = "DR, RN, NRN, OOF, AutoReply"
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
# Long enough for the type of a Word file: folded before its value, some mail programs read no type at all.
_WIRE = policy.compat32.clone(linesep=_LINE_END, max_line_length=120)


@dataclass(frozen=True)
class Attachment:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Content:
    """What a message says, whoever it goes to; `reply_to` is who answers questions about it (empty: nobody)."""

    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment] = ()
    reply_to: str = ""
    reply_to_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Message(Content):
    """One message to one recipient; `handed_in_at` (UTC) is the date it bears: of this try, not of what it tells."""

    message_id: str
    handed_in_at: dt.datetime
    sender: str
    sender_name: str
    recipient: str
    recipient_name: str


def message_id(kind: str, key: str, recipient: str, sender: str) -> str:
    """The same thing to the same recipient has the same id, so that a message sent again is known again."""
    who = hashlib.sha256(recipient.casefold().encode()).hexdigest()[:12]
    return f"<{kind}.{key}.{who}@{sender.rpartition('@')[2] or 'localhost'}>"


def compose(message: Message) -> bytes:
    """The message as it goes over the wire. The same message gives the same bytes."""
    mime = MIMEMultipart("mixed", boundary=_boundary(message, "mixed"))
    mime["Message-ID"] = message.message_id
    mime["Date"] = format_datetime(message.handed_in_at.replace(tzinfo=dt.UTC))
    mime["From"] = _address(message.sender_name, message.sender)
    mime["To"] = _address(message.recipient_name, message.recipient)
    if message.reply_to:
        mime["Reply-To"] = _address(message.reply_to_name, message.reply_to)
    mime["Subject"] = Header(_one_line(message.subject), "utf-8", 74, "Subject").encode(linesep=_LINE_END)
    mime["Content-Language"] = "vi"
    mime["Auto-Submitted"] = "auto-generated"
    mime["X-Auto-Response-Suppress"] = _NO_ANSWER
    mime.attach(_body(message))
    for attachment in message.attachments:
        mime.attach(_attached(attachment))
    out = BytesIO()
    BytesGenerator(out, policy=_WIRE, mangle_from_=False).flatten(mime)
    return out.getvalue()


def ascii_name(name: str) -> str:
    """A file's name for mail programs that read no other: `Báo cáo.docx` → `Bao cao.docx`."""
    plain = without_diacritics(name).encode("ascii", "ignore").decode()
    return "".join("_" if character in '"\\/\r\n;' else character for character in plain)


def _body(message: Message) -> MIMEMultipart:
    body = MIMEMultipart("alternative", boundary=_boundary(message, "alternative"))
    body.attach(MIMEText(message.text, "plain", _UTF8))  # type: ignore[arg-type]
    body.attach(MIMEText(message.html, "html", _UTF8))  # type: ignore[arg-type]
    return body


def _attached(attachment: Attachment) -> MIMEBase:
    maintype, _, subtype = attachment.mime.partition("/")
    part = MIMEBase(maintype, subtype, name=ascii_name(attachment.name))
    part.set_payload(attachment.data)
    encode_base64(part)
    stem = PurePath(attachment.name).name
    part["Content-Disposition"] = (
        f"attachment;\r\n filename*=UTF-8''{quote(stem, safe='')};\r\n filename=\"{ascii_name(stem)}\""
    )
    return part


def _address(name: str, address: str) -> str:
    """Name and address; a long name in several encoded words, none over the 75 characters of RFC 2047."""
    if not name:
        return address
    return f"{Header(_one_line(name), 'utf-8', 74, 'Sender').encode(linesep=_LINE_END)}\r\n <{address}>"


def _boundary(message: Message, part: str) -> str:
    return f"=_{hashlib.sha256(f'{part}{message.message_id}'.encode()).hexdigest()[:32]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
