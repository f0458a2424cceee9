"""Answers of the mail server that the warehouse could not take: files, until it can.

One file each, brought to the disk: a letter that a server has taken must not go again because a note of it was lost.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from giamngheo.core.errors import StorageUnavailable
from giamngheo.core.files import write_whole
from giamngheo.core.formats import cause


@dataclass(frozen=True)
class UnkeptAnswer:
    """The answer to one try (`tries`: the how manieth) of one message; `answered_at` is UTC."""

    id: int
    message_id: str
    tries: int
    state: str
    text: str
    answered_at: dt.datetime


def lay_aside(home: Path, own: UnkeptAnswer) -> None:
    folder = _folder(home)
    name = hashlib.sha256(own.message_id.encode()).hexdigest()[:24]
    text = json.dumps(asdict(own), ensure_ascii=False, default=dt.datetime.isoformat)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{name}.json", text.encode())
    except OSError as error:
        raise StorageUnavailable(
            f"Không ghi được câu trả lời của máy chủ thư, cả vào kho dữ liệu lẫn vào {folder} ({cause(error)}). "
            "Kiểm tra chỗ trống trên ổ đĩa; thư đang gửi dở sẽ được nêu tên để hỏi nơi nhận."
        ) from error


def laid_aside(home: Path) -> Iterator[tuple[Path, UnkeptAnswer]]:
    """What nobody has kept since; a file that says nothing is set aside under another name."""
    for path in sorted(_folder(home).glob("*.json")):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            yield path, UnkeptAnswer(**found | {"answered_at": dt.datetime.fromisoformat(found["answered_at"])})
        except FileNotFoundError:
            continue  # another process has just kept it
        except (ValueError, TypeError, KeyError):
            path.replace(path.with_suffix(".unreadable"))


def _folder(home: Path) -> Path:
    return home / "mail-answers"
