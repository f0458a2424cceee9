"""What lies in the shared folder. Nothing that others put there is ever changed or deleted."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from giamngheo.core.errors import InboxUnavailable
from giamngheo.core.formats import cause
from giamngheo.core.text import tidy
from giamngheo.metadata.units import folder_code

log = logging.getLogger(__name__)

_IGNORED_NAMES = frozenset(
    {"thumbs.db", "desktop.ini", "ehthumbs.db", ".ds_store", "bảng theo dõi.html"}
)  # the last is our board
ANSWERS, FORMS = "_phan-hoi", "_bieu-mau"  # what we lay into a unit's folder
_IGNORED_BEGINNINGS = ("~$", ".", "~wrl", "~df", ANSWERS, FORMS, ".~lock")
_IGNORED_ENDINGS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", "#", ".lnk~")
_RECENT_SECONDS = 120


@dataclass(frozen=True)
class Dropped:
    """A file in a unit's folder.

    `fault` is `empty`, `growing`, `link`, `too_large` or nothing; with nothing, `data` is its content.
    """

    unit: str
    path: str
    size: int
    modified: float
    fault: str | None = None
    data: bytes = b""


_Found = tuple[Any, bool, Dropped]  # the path, whether it is a link that leads out, what was seen


def collect(
    inbox: str,
    settle_seconds: float,
    largest_bytes: int,
    units: frozenset[str] = frozenset(),
    meant: Callable[[str], str] = str,
) -> Iterator[Dropped]:
    """Every file below the unit folders (of `units` only, if any are named), in the order of their last change.

    `meant` tells whose folder it is by the code in its name: there are provisional codes.
    A file changed lately is looked at a second time: while it still changes it is `growing`.
    `InboxUnavailable` if the folder cannot be listed: a vanished share makes no unit missing.
    """
    yield from _settled(_files(_open(inbox), units, meant), settle_seconds, largest_bytes)


def signed_files_in(inbox: str, folder: str, settle_seconds: float, largest_bytes: int) -> Iterator[Dropped]:
    """The same of the folder of signed files: by its name in the shared folder, or by an address of its own."""
    is_elsewhere = "://" in folder or PurePath(folder).is_absolute()
    address = folder if is_elsewhere else f"{inbox.rstrip('/')}/{folder}"
    root = _open(
        address, "thư mục văn bản đã ký", "khóa folder ở [approval] của config/operation.toml (thư mục phải tạo trước)"
    )
    with _listing(root):
        yield from _settled(_below(root, _utf8(root.name), "", home=root), settle_seconds, largest_bytes)


def _settled(found: Iterable[_Found], settle_seconds: float, largest_bytes: int) -> Iterator[Dropped]:
    """Each file in the order of their last change, looked at again if it was changed lately."""
    files = sorted(found, key=lambda file: (file[2].modified, file[2].path))
    unsettled = [file for file in files if time.time() - file[2].modified < _RECENT_SECONDS]
    if unsettled and settle_seconds:
        time.sleep(settle_seconds)
    for path, linked, seen in files:
        yield replace(seen, fault="link") if linked else _look(path, seen, largest_bytes)


def is_ignored(name: str) -> bool:
    """Owner files and temporary files of office programs, system files, and what we put there ourselves."""
    folded = tidy(name).casefold()
    return folded in _IGNORED_NAMES or folded.startswith(_IGNORED_BEGINNINGS) or folded.endswith(_IGNORED_ENDINGS)


def _open(address: str, name: str = "thư mục dùng chung", setting: str = "cài đặt GIAMNGHEO_INBOX") -> Any:
    """`name`: what it is; `setting`: where the office says where it is."""
    from upath import UPath

    try:
        root = UPath(address)
        if root.is_dir():
            return root
    except Exception as error:
        raise InboxUnavailable(
            f"Không mở được {name} «{without_secret(address)}» ({cause(error)}). "
            f"Kiểm tra mạng, quyền đọc và {setting} rồi chạy lại."
        ) from error
    raise InboxUnavailable(
        f"Không thấy {name} «{without_secret(address)}». Kiểm tra ổ mạng đã kết nối và {setting} rồi chạy lại."
    )


def _files(root: Any, units: frozenset[str], meant: Callable[[str], str]) -> Iterator[_Found]:
    strangers = 0
    with _listing(root):
        for folder in sorted(root.iterdir(), key=lambda path: path.name):
            code = folder_code(folder.name)
            if code is None or not folder.is_dir():
                if not is_ignored(folder.name):
                    strangers += 1
                continue
            unit = meant(code)
            if units and unit not in units:
                continue
            yield from _below(folder, _utf8(folder.name), unit, home=folder)
        if strangers:
            log.info("Bỏ qua %d mục không thuộc đơn vị nào trong thư mục dùng chung.", strangers)


@contextlib.contextmanager
def _listing(root: Any) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InboxUnavailable(
            f"Không đọc được «{without_secret(str(error.filename or root))}» "
            f"({cause(error)}). Kiểm tra ổ mạng và quyền đọc rồi chạy lại."
        ) from error


def _below(folder: Any, prefix: str, code: str, home: Any) -> Iterator[_Found]:
    """Files of one unit's folder and the folders in it; a link is followed only to a file of the same unit."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if is_ignored(path.name):
            continue
        name = f"{prefix}/{_utf8(path.name)}"
        is_link = _is_link(path)
        if is_link and _leads_out(path, home):
            yield path, True, Dropped(code, name, 0, 0.0)
        elif path.is_dir():
            if not is_link:
                yield from _below(path, name, code, home)
        else:
            yield path, False, Dropped(code, name, *_stat(path))


def _utf8(name: str) -> str:
    """A name as it can be written down; of names in other encodings what is readable."""
    return name.encode("utf-8", "replace").decode()


def _is_link(path: Any) -> bool:
    """Whether it is a link; filesystems that know no links have none."""
    try:
        return bool(path.is_symlink())
    except (AttributeError, NotImplementedError):
        return False


def _leads_out(path: Any, home: Any) -> bool:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return True  # it leads nowhere, or in a circle
    return not target.is_relative_to(home.resolve())


def _look(path: Any, seen: Dropped, largest_bytes: int) -> Dropped:
    """Read a file that stands still; otherwise say what is the matter with it."""
    try:
        if _stat(path) != (seen.size, seen.modified):
            return replace(seen, fault="growing")
        if seen.size == 0:
            return replace(seen, fault="empty")
        if seen.size > largest_bytes:
            return replace(seen, fault="too_large")
        data = path.read_bytes()
        if _stat(path) != (seen.size, seen.modified) or len(data) != seen.size:
            return replace(seen, fault="growing")
    except OSError:
        # Gone again, or held open by a program that locks it, or a share that stumbles: looked at next time.
        return replace(seen, fault="growing")
    return replace(seen, data=data)


def _stat(path: Any) -> tuple[int, float]:
    found = path.stat()
    return int(found.st_size), float(getattr(found, "st_mtime", 0) or 0)


def without_secret(address: str) -> str:
    scheme, separator, rest = address.partition("://")
    return f"{scheme}{separator}…@{rest.rpartition('@')[2]}" if separator and "@" in rest else address
