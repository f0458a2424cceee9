"""The archive: every file as it came in or went out, under the sha256 of its content, never changed.

With a key the files are sealed on the disk; those that lie there unsealed stay readable.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from giamngheo.core.errors import StorageUnavailable
from giamngheo.core.files import write_whole
from giamngheo.core.formats import cause
from giamngheo.core.sealing import NO_SEAL, Seal

_FOR_READING = 0o400
_LENGTH = 64  # of a sha256 in letters


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Archive:
    """Files by content. A file is there whole or not at all, whenever the program is killed."""

    folder: Path
    seal: Seal = NO_SEAL

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
            write_whole(path, self.seal.close(data), _FOR_READING)
        except OSError as error:
            raise StorageUnavailable(
                f"Không ghi được vào kho lưu bản gốc {self.folder} ({cause(error)}). "
                "Kiểm tra chỗ trống trên ổ đĩa và quyền ghi rồi chạy lại."
            ) from error
        return sha256, was_damaged

    def is_whole(self, sha256: str) -> bool:
        """By its content: of the right size is also what a disk has damaged. `ArchiveLocked` if no key of ours opens it."""
        try:
            return digest(self._content(sha256)) == sha256
        except OSError:
            return False

    def read(self, sha256: str) -> bytes:
        """The content; `StorageUnavailable` where it is gone or no longer what it was, `ArchiveLocked` without its key."""
        try:
            data = self._content(sha256)
        except FileNotFoundError:
            raise StorageUnavailable(
                f"Kho lưu bản gốc không còn tệp {sha256[:12]}…; khôi phục thư mục {self.folder} từ bản sao lưu."
            ) from None
        if digest(data) != sha256:
            raise StorageUnavailable(
                f"Tệp {sha256[:12]}… trong kho lưu bản gốc đã bị đổi; khôi phục thư mục {self.folder} từ bản sao lưu."
            )
        return data

    def has(self, sha256: str) -> bool:
        """Whether a file lies there, whole or not: asked of every file at each look, so without a path's object."""
        return os.path.exists(f"{self.folder}/{sha256[:2]}/{sha256}")

    def stored(self) -> set[str]:
        """The sha256 of every file that lies there, whole or not."""
        return {path.name for path in self.folder.glob("*/*") if len(path.name) == _LENGTH}

    def destroy(self, sha256: str) -> bool:
        """Take a file away for good; `False` if it was gone already."""
        path = self.path(sha256)
        was_there = path.exists()
        path.unlink(missing_ok=True)
        return was_there

    def unsealed(self) -> list[str]:
        """Files that the newest key has not closed: from before there was one, or under an older; none without a key."""
        return sorted(sha256 for sha256 in self.stored() if self.seal.keys and not self._is_newest(sha256))

    def seal_rest(self) -> int:
        """Close those with the newest key; gives how many. What is damaged stays as it lies: it is told each night."""
        whole = [sha256 for sha256 in self.unsealed() if self.is_whole(sha256)]
        for sha256 in whole:
            write_whole(self.path(sha256), self.seal.close(self.read(sha256)), _FOR_READING)
        return len(whole)

    def _is_newest(self, sha256: str) -> bool:
        with self.path(sha256).open("rb") as file:
            return self.seal.is_newest(file.readline(_LENGTH))

    def _content(self, sha256: str) -> bytes:
        stored = self.path(sha256).read_bytes()
        return stored if digest(stored) == sha256 else self.seal.open(stored)

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256
