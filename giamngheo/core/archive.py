"""The archive: every file as it came in or went out, under the sha256 of its content, never changed.

In a folder, or in any store that fsspec opens (`GIAMNGHEO_ARCHIVE_URL`), which several machines share. With a key the files are sealed on the disk; those that lie there unsealed stay readable.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from giamngheo.core.errors import GiamNgheoError, StorageSilent, StorageUnavailable
from giamngheo.core.files import write_whole
from giamngheo.core.formats import cause, without_secret
from giamngheo.core.patience import Answered, NoAnswer, require_answer, while_it_answers
from giamngheo.core.sealing import NO_SEAL, Seal

_FOR_READING = 0o400
_LENGTH = 64  # of a sha256 in letters
_PATIENCE_SECONDS = 60
R = TypeVar("R")


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
    and nobody is told of a file before it is there. `may_be_away`: it is a folder that may lie on another machine, which
    may say nothing: `StorageSilent`, within a minute of silence; a store's library knows by itself.
    """

    folder: Any
    seal: Seal = NO_SEAL
    may_be_away: bool = False

    @property
    def place(self) -> str:
        """As people may read it."""
        return without_secret(str(self.folder))

    def require_answer(self) -> None:
        """Before a step's first question (`core/patience.py`)."""
        if self._is_on_disk and self.may_be_away:
            self._bounded(lambda: require_answer(self.folder, _PATIENCE_SECONDS))

    def keep(self, data: bytes) -> str:
        """Put content away and give its sha256; content that is there already, and whole, is left alone."""
        return self.keep_or_heal(data)[0]

    def keep_or_heal(self, data: bytes) -> tuple[str, bool]:
        """The same; and whether a copy that was no longer what it had been has been replaced by this good one."""
        sha256 = digest(data)
        if self.is_whole(sha256):
            return sha256, False
        try:
            was_damaged = bool(self._asked(lambda _: self.path(sha256).exists()))
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
            return self._asked(partial(self._there, wanted))
        return self.stored() & set(wanted)

    def stored(self) -> set[str]:
        """The sha256 of every file that lies there, whole or not."""
        return {name for name in self._asked(self._names) if len(name) == _LENGTH}

    def destroy(self, sha256: str) -> bool:
        """Take a file away for good; `False` if it was gone already."""
        path = self.path(sha256)

        def destroyed(_: Answered) -> bool:
            was_there = bool(path.exists())
            path.unlink(missing_ok=True)
            return was_there

        return self._asked(destroyed)

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
        def head(_: Answered) -> bytes:
            with self.path(sha256).open("rb") as file:
                line: bytes = file.readline(_LENGTH)
                return line

        return self.seal.is_newest(self._asked(head))

    def _content(self, sha256: str) -> bytes:
        stored: bytes = self._asked(lambda _: self.path(sha256).read_bytes())
        return stored if digest(stored) == sha256 else self.seal.open(stored)

    def _write(self, sha256: str, data: bytes) -> None:
        path, closed = self.path(sha256), self.seal.close(data)

        def written(_: Answered) -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if self._is_on_disk:
                write_whole(path, closed, _FOR_READING)
            else:
                path.write_bytes(closed)

        self._asked(written)

    def _there(self, wanted: Collection[str], answered: Answered) -> set[str]:
        there = set()
        for sha256 in wanted:
            if os.path.exists(f"{self.folder}/{sha256[:2]}/{sha256}"):
                there.add(sha256)
            answered()
        return there

    def _names(self, answered: Answered) -> set[str]:
        if not self._is_on_disk:
            store = self.folder.fs
            store.invalidate_cache()  # other machines write there, too
            return {found.rpartition("/")[2] for found in store.find(self.folder.path)}
        names = set()
        for path in self.folder.glob("*/*"):
            names.add(path.name)
            answered()
        return names

    @property
    def _is_on_disk(self) -> bool:
        return isinstance(self.folder, Path)

    def _asked(self, work: Callable[[Answered], R]) -> R:
        """Each store has errors of its own for being away; on a disk they are the system's, and told where they are met."""
        if self._is_on_disk and self.may_be_away:
            return self._bounded(lambda: while_it_answers(work, _PATIENCE_SECONDS))
        try:
            return work(lambda: None)
        except (FileNotFoundError, GiamNgheoError):
            raise
        except Exception as error:
            if self._is_on_disk:
                raise
            raise StorageUnavailable(
                f"Kho lưu bản gốc {self.place} không dùng được ({cause(error)}). "
                "Kiểm tra mạng, quyền truy cập và GIAMNGHEO_ARCHIVE_URL rồi chạy lại."
            ) from error

    def _bounded(self, work: Callable[[], R]) -> R:
        try:
            return work()
        except NoAnswer as silence:
            raise StorageSilent(silence.said_of(f"Kho lưu bản gốc {self.place}")) from silence

    def path(self, sha256: str) -> Any:
        return self.folder / sha256[:2] / sha256
