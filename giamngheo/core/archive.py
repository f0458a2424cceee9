"""The archive: every file as it came in or went out, under the sha256 of its content, never changed.

In a folder, or in any store that fsspec opens (`GIAMNGHEO_ARCHIVE_URL`), which several machines share. With a key the files are sealed on the disk; those that lie there unsealed stay readable.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from giamngheo.core.errors import GiamNgheoError, StorageUnavailable
from giamngheo.core.files import write_whole
from giamngheo.core.formats import cause, without_secret
from giamngheo.core.sealing import NO_SEAL, Seal

_FOR_READING = 0o400
_LENGTH = 64  # of a sha256 in letters


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def folder_at(address: str) -> Any:
    """A path, or the same of any store that fsspec opens: `s3://…`, `sftp://…`."""
    if "://" not in address:
        return Path(address).absolute()
    from upath import UPath

    return UPath(address)


@dataclass(frozen=True)
class Archive:
    """Files by content. A file is there whole or not at all, whenever the program is killed.

    `folder`: see `folder_at`. A store may show a part of a file while it is written: that is no content of ours by its sha256,
    and nobody is told of a file before it is there.
    """

    folder: Any
    seal: Seal = NO_SEAL

    @property
    def place(self) -> str:
        """As people may read it."""
        return without_secret(str(self.folder))

    def keep(self, data: bytes) -> str:
        """Put content away and give its sha256; content that is there already, and whole, is left alone."""
        return self.keep_or_heal(data)[0]

    def keep_or_heal(self, data: bytes) -> tuple[str, bool]:
        """The same; and whether a copy that was no longer what it had been has been replaced by this good one."""
        sha256 = digest(data)
        if self.is_whole(sha256):
            return sha256, False
        try:
            with self._answering():
                was_damaged = self.path(sha256).exists()
                self._write(sha256, data)
        except OSError as error:
            raise StorageUnavailable(
                f"Không ghi được vào kho lưu bản gốc {self.place} ({cause(error)}). "
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
                f"Kho lưu bản gốc không còn tệp {sha256[:12]}…; khôi phục {self.place} từ bản sao lưu."
            ) from None
        if digest(data) != sha256:
            raise StorageUnavailable(
                f"Tệp {sha256[:12]}… trong kho lưu bản gốc đã bị đổi; khôi phục {self.place} từ bản sao lưu."
            )
        return data

    def holding(self, wanted: Collection[str]) -> set[str]:
        """Those that lie there, whole or not: asked of every file at each look, so on a disk without a path's object, and
        elsewhere in one listing."""
        if self._is_on_disk:
            return {sha256 for sha256 in wanted if os.path.exists(f"{self.folder}/{sha256[:2]}/{sha256}")}
        return self.stored() & set(wanted)

    def stored(self) -> set[str]:
        """The sha256 of every file that lies there, whole or not."""
        if self._is_on_disk:
            return {path.name for path in self.folder.glob("*/*") if len(path.name) == _LENGTH}
        with self._answering():
            store = self.folder.fs
            store.invalidate_cache()  # other machines write there, too
            names = {found.rpartition("/")[2] for found in store.find(self.folder.path)}
        return {name for name in names if len(name) == _LENGTH}

    def destroy(self, sha256: str) -> bool:
        """Take a file away for good; `False` if it was gone already."""
        path = self.path(sha256)
        with self._answering():
            was_there = bool(path.exists())
            path.unlink(missing_ok=True)
        return was_there

    def unsealed(self) -> list[str]:
        """Files that the newest key has not closed: from before there was one, or under an older; none without a key."""
        return sorted(sha256 for sha256 in self.stored() if self.seal.keys and not self._is_newest(sha256))

    def seal_rest(self) -> int:
        """Close those with the newest key; gives how many. What is damaged stays as it lies: it is told each night."""
        whole = [sha256 for sha256 in self.unsealed() if self.is_whole(sha256)]
        for sha256 in whole:
            self._write(sha256, self.read(sha256))
        return len(whole)

    def _is_newest(self, sha256: str) -> bool:
        with self._answering(), self.path(sha256).open("rb") as file:
            return self.seal.is_newest(file.readline(_LENGTH))

    def _content(self, sha256: str) -> bytes:
        with self._answering():
            stored: bytes = self.path(sha256).read_bytes()
        return stored if digest(stored) == sha256 else self.seal.open(stored)

    def _write(self, sha256: str, data: bytes) -> None:
        path = self.path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        if self._is_on_disk:
            write_whole(path, self.seal.close(data), _FOR_READING)
        else:
            path.write_bytes(self.seal.close(data))

    @property
    def _is_on_disk(self) -> bool:
        return isinstance(self.folder, Path)

    @contextlib.contextmanager
    def _answering(self) -> Iterator[None]:
        """Each store has errors of its own for being away; on a disk they are the system's, and told where they are met."""
        try:
            yield
        except (FileNotFoundError, GiamNgheoError):
            raise
        except Exception as error:
            if self._is_on_disk:
                raise
            raise StorageUnavailable(
                f"Kho lưu bản gốc {self.place} không dùng được ({cause(error)}). "
                "Kiểm tra mạng, quyền truy cập và GIAMNGHEO_ARCHIVE_URL rồi chạy lại."
            ) from error

    def path(self, sha256: str) -> Any:
        return self.folder / sha256[:2] / sha256
