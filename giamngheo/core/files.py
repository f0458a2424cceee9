"""The one way to write a file: whole or not at all, whenever the program is killed or the power cut.

What a kill leaves half written, the next process that writes into the same folder takes away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

FOR_EVERYBODY = 0o644  # our files are for our account alone (umask in `commands/app.py`); some are for others to read
OURS_ALONE = 0o600  # rights of a file that tells who somebody is
_FOLDER_FOR_EVERYBODY = 0o755
UNFINISHED = (
    ".*.part"  # names of what a kill may leave where nothing is written again; `operate/retention.py` tidies it
)
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_LOOKED_INTO: set[tuple[int, int]] = set()
_PART = re.compile(r"\.[0-9a-f]{16}\.part")


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Put a file in place, or in the place of another: nobody ever finds a part of it.

    It is written beside its place under a name that nobody can guess, brought to the disk, and only then renamed. `mode`:
    its rights, whatever the umask; without it the umask decides. A share that keeps its own rights is left its own.
    """
    with _folder(path.parent) as folder:
        _write(folder, path.name, data, mode)


def write_new(path: Path, data: bytes, mode: int | None = None) -> None:
    """The same where nothing is yet; `FileExistsError` where something is, also a link to nothing or a device."""
    with _folder(path.parent) as folder:
        _write(folder, path.name, data, mode, _put_beside_none)


def secret_in(file: Path) -> str:
    """A key or password as somebody has written it into a file, without the mark that Notepad puts before it.

    What is no text is `UNREADABLE` in it, which no key or password has.
    """
    return file.read_bytes().decode("utf-8-sig", "replace").replace("\0", UNREADABLE).strip()


def write_below(folder: Path, place: PurePath, data: bytes) -> None:
    """The same for everybody to read, in a folder in which others may write; folders on the way to `place` are made.

    A link on the way is not followed, or it would lead our hand anywhere: `NotADirectoryError`. The first folder of
    `place`, which is not theirs to make, may be one.
    """
    first, *others = place.parent.parts
    with contextlib.ExitStack() as opened:
        inner = opened.enter_context(_folder_in(opened.enter_context(_folder(folder)), first, os.O_DIRECTORY))
        for name in others:
            inner = opened.enter_context(_folder_in(inner, name, os.O_DIRECTORY | os.O_NOFOLLOW))
        _write(inner, place.name, data, FOR_EVERYBODY)


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _folder_in(folder: int, name: str, how: int) -> Iterator[int]:
    is_new = False
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, dir_fd=folder)
        is_new = True
    try:
        descriptor = os.open(name, os.O_RDONLY | how, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise NotADirectoryError(error.errno, "not a folder, perhaps a link", name) from error
        raise
    try:
        if is_new:
            with contextlib.suppress(OSError):
                os.fchmod(descriptor, _rights_of_new(descriptor, folder, how))
        yield descriptor
    finally:
        os.close(descriptor)


def _rights_of_new(new: int, folder: int, how: int) -> int:
    """A unit's folder is as free as the one it lies in, or the unit could lay nothing there; ours are for reading."""
    if not how & os.O_NOFOLLOW:
        return os.fstat(folder).st_mode & 0o7777
    return _FOLDER_FOR_EVERYBODY | os.fstat(new).st_mode & stat.S_ISGID


def _put_in_place(part: str, name: str, folder: int) -> None:
    """`FileExistsError` where a device or the like stands, which is nobody's to replace."""
    with contextlib.suppress(FileNotFoundError):
        kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISLNK(kind) or stat.S_ISDIR(kind)):
            raise FileExistsError(errno.EEXIST, "not a file", name)
    os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)


def _put_beside_none(part: str, name: str, folder: int) -> None:
    try:
        os.link(part, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a stick or a share that knows no second name of a file
        if name in os.listdir(folder):
            raise FileExistsError(errno.EEXIST, "there already", name) from None
        os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    else:
        os.unlink(part, dir_fd=folder)


_Put = Callable[[str, str, int], None]


def _write(folder: int, name: str, data: bytes, mode: int | None, put: _Put = _put_in_place) -> None:
    _take_away_unfinished(folder)
    part, descriptor = _new_part(folder)
    try:
        with open(descriptor, "wb") as file:
            if mode is not None:
                with contextlib.suppress(OSError):
                    os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            os.fsync(descriptor)
            put(part, name, folder)  # as long as we hold it
        with contextlib.suppress(OSError):  # some shares know no bringing of folders to the disk
            os.fsync(folder)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part, dir_fd=folder)
        raise


def _new_part(folder: int) -> tuple[str, int]:
    """A file of our own, held as long as we live: nobody takes it for one that a dead writer has left."""
    while True:
        part = f".{secrets.token_hex(8)}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666, dir_fd=folder)
        if _is_held(descriptor):
            return part, descriptor
        os.close(descriptor)  # somebody has just looked at it, and takes it away


def _is_held(descriptor: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a share without locks: there nothing is ever taken away
        return True
    return os.fstat(descriptor).st_nlink > 0


def _take_away_unfinished(folder: int) -> None:
    """Files of writers that were killed: nobody holds them any more. Looked for once by each process: a folder may be large."""
    import fcntl

    place = os.fstat(folder)
    if (place.st_dev, place.st_ino) in _LOOKED_INTO:
        return
    _LOOKED_INTO.add((place.st_dev, place.st_ino))
    for name in filter(_PART.fullmatch, os.listdir(folder)):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
            stack.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            os.unlink(name, dir_fd=folder)
