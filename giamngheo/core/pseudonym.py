"""Names in place of households' codes: the same for the same code, and without the key nobody finds the code behind one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from giamngheo.core.errors import StorageUnavailable
from giamngheo.core.files import write_whole

PREFIX = "an-"  # ẩn: hidden; no code of a household begins so
_OURS_ALONE = 0o600
_LETTERS = 20


@dataclass(frozen=True)
class Pseudonyms:
    key: str = field(repr=False)

    def of(self, code: str) -> str:
        """`an-` and letters that tell nothing; a name of ours stays as it is."""
        if code.startswith(PREFIX):
            return code
        return PREFIX + hmac.new(self.key.encode(), code.encode(), hashlib.sha256).hexdigest()[:_LETTERS]


def pseudonyms_in(file: Path) -> Pseudonyms | None:
    """With the key that lies in a file; `None` where there is none yet."""
    try:
        return Pseudonyms(file.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageUnavailable(f"Không đọc được {file} ({error.strerror}); kiểm tra quyền đọc.") from error


def own_pseudonyms(file: Path) -> Pseudonyms:
    """The same; the first time a key is made."""
    found = pseudonyms_in(file)
    return found or put_key(file, secrets.token_hex(32))


def put_key(file: Path, key: str) -> Pseudonyms:
    """Lay a key down, for our account alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, f"{key}\n".encode(), _OURS_ALONE)
    except OSError as error:
        raise StorageUnavailable(f"Không ghi được {file} ({error.strerror}); kiểm tra quyền ghi.") from error
    return Pseudonyms(key)
