"""Seals of files at rest: closed with the newest key, opened with any of ours; a wrong key is told from damage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from giamngheo.core.errors import ArchiveLocked

_MARK = b"giamngheo-sealed-1 "  # before the key's name and a line's end; then Fernet's token


@dataclass(frozen=True)
class Seal:
    """Keys as Fernet has them, the newest first; with none nothing is closed."""

    keys: tuple[str, ...] = field(default=(), repr=False)

    def close(self, data: bytes) -> bytes:
        """The content as it lies on the disk; without a key as it is."""
        if not self.keys:
            return data
        from cryptography.fernet import Fernet

        return _head(self.keys[0]) + Fernet(self.keys[0]).encrypt(data)

    def open(self, stored: bytes) -> bytes:
        """The content again; bytes that are not sealed, or damaged, as they are. `ArchiveLocked` if the key is not ours."""
        if not stored.startswith(_MARK):
            return stored
        from cryptography.fernet import Fernet, InvalidToken

        head, _, token = stored.partition(b"\n")
        key = next((key for key in self.keys if _head(key) == head + b"\n"), None)
        if key is None:
            raise ArchiveLocked(
                "Bản gốc được mã hóa bằng một khóa khác hoặc chưa có khóa nào; đặt đúng khóa vào GIAMNGHEO_ARCHIVE_KEY_FILE "
                "(khóa cũ ghi ở dòng dưới khóa mới)."
            )
        try:
            return Fernet(key).decrypt(token)
        except InvalidToken:
            return stored

    def is_newest(self, stored: bytes) -> bool:
        """Whether bytes are closed with the newest key, by their first line."""
        return bool(self.keys) and stored.startswith(_head(self.keys[0]))


def _head(key: str) -> bytes:
    """The key's name tells nothing of it."""
    return _MARK + hashlib.sha256(key.encode()).hexdigest()[:16].encode() + b"\n"


NO_SEAL = Seal()
