"""The archive: every file as it came in or went out, under its sha256, never changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from giamngheo.core.errors import StorageUnavailable
from giamngheo.core.files import write_whole

_FOR_READING = 0o400


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Archive:
    """Files by content. A file is there whole or not at all, whenever the program is killed."""

    folder: Path

    def keep(self, data: bytes) -> str:
        """Put content away and give its sha256; content that is there already, and whole, is left alone."""
        return self.keep_or_heal(data)[0]

    def keep_or_heal(self, data: bytes) -> tuple[str, bool]:
        """The same; and whether a copy that was no longer what it had been has been replaced by this good one."""
        sha256 = digest(data)
        if self.is_whole(sha256):
            return sha256, False
        path = self.path(sha256)
        was_damaged = path.exists()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data, _FOR_READING)
        except OSError as error:
            raise StorageUnavailable(
                f"Không ghi được vào kho lưu bản gốc {self.folder} ({error.strerror}). "
                "Kiểm tra chỗ trống trên ổ đĩa và quyền ghi rồi chạy lại."
            ) from error
        return sha256, was_damaged

    def is_whole(self, sha256: str) -> bool:
        """By its content: of the right size is also what a disk has damaged."""
        try:
            return digest(self.path(sha256).read_bytes()) == sha256
        except OSError:
            return False

    def read(self, sha256: str) -> bytes:
        """The content; `StorageUnavailable` where it is gone or no longer what it was."""
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise StorageUnavailable(
                f"Kho lưu bản gốc không còn tệp {sha256[:12]}…; khôi phục thư mục {self.folder} từ bản sao lưu."
            ) from None
        if digest(data) != sha256:
            raise StorageUnavailable(
                f"Tệp {sha256[:12]}… trong kho lưu bản gốc đã bị đổi; khôi phục thư mục {self.folder} từ bản sao lưu."
            )
        return data

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256
