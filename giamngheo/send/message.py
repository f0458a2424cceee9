"""A letter, byte for byte ours: one Message-ID, explicit types, names that open everywhere.

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
class Message:
    """One message to one recipient."""

    message_id: str
    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str
    written_at: dt.datetime
    attachments: Sequence[Attachment] = ()


def message_id(kind: str, period: str, revision: int, recipient: str, sender: str) -> str:
    """The same report, revision and recipient have the same id, so that a letter sent again is known again."""
    who = hashlib.sha256(recipient.casefold().encode()).hexdigest()[:12]
    return f"<{kind}.{period}.r{revision}.{who}@{sender.rpartition('@')[2] or 'localhost'}>"


def compose(letter: Message) -> bytes:
    """The message as it goes over the wire. The same letter gives the same bytes."""
    message = MIMEMultipart("mixed", boundary=_boundary(letter, "mixed"))
    message["Message-ID"] = letter.message_id
    message["Date"] = format_datetime(letter.written_at.replace(tzinfo=dt.UTC))
    message["From"] = _address(letter.sender_name, letter.sender)
    message["To"] = _address(letter.recipient_name, letter.recipient)
    message["Subject"] = Header(_one_line(letter.subject), "utf-8", 74, "Subject").encode(linesep=_LINE_END)
    message["Content-Language"] = "vi"
    message["Auto-Submitted"] = "auto-generated"
    message.attach(_body(letter))
    for attachment in letter.attachments:
        message.attach(_attached(attachment))
    out = BytesIO()
    BytesGenerator(out, policy=_WIRE, mangle_from_=False).flatten(message)
    return out.getvalue()


def ascii_name(name: str) -> str:
    """A file's name for mail programs that read no other: `Báo cáo.docx` → `Bao cao.docx`."""
    plain = without_diacritics(name).encode("ascii", "ignore").decode()
    return "".join("_" if character in '"\\/\r\n;' else character for character in plain)


def _body(letter: Message) -> MIMEMultipart:
    body = MIMEMultipart("alternative", boundary=_boundary(letter, "alternative"))
    body.attach(MIMEText(letter.text, "plain", _UTF8))  # type: ignore[arg-type]
    body.attach(MIMEText(letter.html, "html", _UTF8))  # type: ignore[arg-type]
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


def _boundary(letter: Message, part: str) -> str:
    return f"=_{hashlib.sha256(f'{part}{letter.message_id}'.encode()).hexdigest()[:32]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
