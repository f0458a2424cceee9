"""Names in place of households' codes: the same for the same code, and without the key nobody finds the code behind one."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from giamngheo.core.errors import NotWell, StorageUnavailable
from giamngheo.core.files import write_whole

PREFIX = "an-"  # ẩn: hidden; no code of a household begins so
OURS_ALONE = 0o600  # rights of a file that tells who somebody is
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
        found = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageUnavailable(f"Không đọc được {file} ({error.strerror}); kiểm tra quyền đọc.") from error
    return Pseudonyms(_checked(found.decode("ascii", "replace").strip(), file))


def own_pseudonyms(file: Path) -> Pseudonyms:
    """The same; the first time a key is made."""
    found = pseudonyms_in(file)
    return found or put_key(file, secrets.token_hex(_KEY_BYTES))


def put_key(file: Path, key: str) -> Pseudonyms:
    """Lay a key down, for our account alone; where another has just laid one down, theirs holds, so that there is one."""
    key = _checked(key, file)
    own = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            write_whole(own, f"{key}\n".encode(), OURS_ALONE)
            with contextlib.suppress(FileExistsError):
                os.link(own, file)
        finally:
            own.unlink(missing_ok=True)
    except OSError as error:
        raise StorageUnavailable(f"Không ghi được {file} ({error.strerror}); kiểm tra quyền ghi.") from error
    return pseudonyms_in(file) or Pseudonyms(key)


def _checked(key: str, file: Path) -> str:
    if re.fullmatch(f"[0-9a-f]{{{2 * _KEY_BYTES}}}", key):
        return key
    raise NotWell(
        f"tệp khóa {file} trống hoặc đã bị đổi: khóa là {2 * _KEY_BYTES} ký tự 0-9, a-f. Lấy lại tệp ấy từ máy cũ, hoặc key "
        "trong erased.json của thư mục sao lưu; chưa từng xóa hộ nào thì xóa tệp ấy rồi chạy lại."
    )
