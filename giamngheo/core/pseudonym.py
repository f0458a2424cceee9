"""Names in place of households' codes: the same for the same code, and without the key nobody finds the code behind one."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from giamngheo.core.errors import NotWell, StorageUnavailable
from giamngheo.core.files import OURS_ALONE, secret_in, write_new
from giamngheo.core.formats import cause

PREFIX = "an-"  # ẩn: hidden; no code of a household begins so
_KEY_BYTES = 32
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
    """With the key that lies in a file; `None` where there is none yet, `NotWell` where what lies there is no key."""
    try:
        found = secret_in(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageUnavailable(f"Không đọc được {file} ({cause(error)}); kiểm tra quyền đọc.") from error
    return Pseudonyms(_checked(found, file))


def own_pseudonyms(file: Path) -> Pseudonyms:
    """The same; the first time a key is made."""
    found = pseudonyms_in(file)
    return found or put_key(file, secrets.token_hex(_KEY_BYTES))


def put_key(file: Path, key: str) -> Pseudonyms:
    """Lay a key down, for our account alone; where another has just laid one down, theirs holds, so that there is one."""
    key = _checked(key, file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            write_new(file, f"{key}\n".encode(), OURS_ALONE)
    except OSError as error:
        raise StorageUnavailable(f"Không ghi được {file} ({cause(error)}); kiểm tra quyền ghi.") from error
    return pseudonyms_in(file) or Pseudonyms(key)


def _checked(key: str, file: Path) -> str:
    if re.fullmatch(f"[0-9a-f]{{{2 * _KEY_BYTES}}}", key):
        return key
    raise NotWell(
        f"Tệp khóa {file} trống hoặc đã bị đổi: khóa là {2 * _KEY_BYTES} ký tự 0-9, a-f. Lấy lại tệp ấy từ máy cũ, hoặc key "
        "trong erased.json của thư mục sao lưu; chưa từng xóa hộ nào thì xóa tệp ấy rồi chạy lại."
    )
