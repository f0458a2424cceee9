"""What lies in the shared folder. Nothing that others put there is ever changed or deleted."""

from __future__ import annotations

import contextlib
import stat
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any

from giamngheo.core.errors import InboxUnavailable
from giamngheo.core.file_signatures import OLE_START, ZIP_START
from giamngheo.core.formats import cause, without_secret
from giamngheo.core.patience import Answered
from giamngheo.metadata.units import folder_code
from giamngheo.receive.ignored_names import holds_no_rows, is_ignored
from giamngheo.receive.passed_over import PassedOver, pass_over, told
from giamngheo.receive.share import Share

_RECENT_SECONDS = 120
_ZIP_END, _ZIP_END_WITHIN = b"PK\x05\x06", 22 + 65_535  # with the longest comment
_OLE_HEAD, _OLE_NO_BLOCK = 512, 0xFFFFFFFA
_DEEPEST = 20  # folders in folders


@dataclass(frozen=True)
class Dropped:
    """A file in a unit's folder.

    `fault` is `empty`, `growing`, `link`, `too_large` or nothing; with nothing, `data` is its content, or `sha256` that of the
    content where it is known without reading it.
    """

    unit: str
    path: str
    size: int
    modified: float
    fault: str | None = None
    data: bytes = b""
    sha256: str = ""


_Found = tuple[Any, bool, Dropped]  # the path, whether it is a link that leads out, what was seen


@dataclass
class Listing:
    """What a look into the shared folder has found: the units that have a folder there, files, and what was passed over."""

    folders: set[str] = field(default_factory=set)
    files: list[_Found] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)

    def files_of_units(self) -> dict[str, int]:
        """unit → how many files it has there, 0 for one with an empty folder."""
        counts = Counter(seen.unit for _, _, seen in self.files)
        return {unit: counts[unit] for unit in self.folders}


def list_folder(
    inbox: str,
    units: frozenset[str] = frozenset(),
    meant: Callable[[str], str] = str,
    *,
    offices: Collection[str] = (),
    with_ours: bool = False,
) -> Listing:
    """Every file below the unit folders (of `units` only, if any are named); `with_ours`: what we laid there, too, and
    what programs left, which may be a whole copy.

    `meant` tells whose folder it is by the code in its name: there are provisional codes; `offices`: codes of offices that
    have a folder, too. What cannot be opened in one
    unit's folder is passed over, and said; `InboxUnavailable` if the folder cannot be listed, or says nothing: a vanished
    share makes no unit missing.
    """
    share = Share(inbox)
    share.require_answer()
    is_left = holds_no_rows if with_ours else is_ignored
    return share.asked(partial(_listed, inbox, units, meant, offices, is_left))


def _listed(
    inbox: str,
    units: frozenset[str],
    meant: Callable[[str], str],
    offices: Collection[str],
    is_left: Callable[[str], bool],
    answered: Answered,
) -> Listing:
    listing = Listing()
    root = _open(inbox)
    with _listing(root):
        for folder in sorted(root.iterdir(), key=lambda path: path.name):
            answered()
            code = folder_code(folder.name, offices)
            if code is None or not folder.is_dir():
                if not is_ignored(folder.name):
                    listing.passed_over.append(PassedOver(_utf8(folder.name), "không thuộc đơn vị nào"))
                continue
            unit = meant(code)
            if not units or unit in units:
                listing.folders.add(unit)
                for found in _below(folder, _utf8(folder.name), unit, folder, listing.passed_over, is_left):
                    listing.files.append(found)
                    answered()
    return listing


def collect(
    inbox: str,
    settle_seconds: float,
    largest_bytes: int,
    units: frozenset[str] = frozenset(),
    meant: Callable[[str], str] = str,
) -> Iterator[Dropped]:
    """The files of `list_folder`, taken in."""
    yield from taken_in(Share(inbox), list_folder(inbox, units, meant).files, settle_seconds, largest_bytes)


def signed_files_in(inbox: str, folder: str, settle_seconds: float, largest_bytes: int) -> Iterator[Dropped]:
    """The same of the folder of signed files: by its name in the shared folder, or by an address of its own."""
    is_elsewhere = "://" in folder or PurePath(folder).is_absolute()
    address = folder if is_elsewhere else f"{inbox.rstrip('/')}/{folder}"
    share = Share(address, "thư mục văn bản đã ký")
    share.require_answer()
    yield from taken_in(share, share.asked(partial(_listed_signed, share)), settle_seconds, largest_bytes)


def _listed_signed(share: Share, answered: Answered) -> list[_Found]:
    root = _open(
        share.address, share.name, "khóa folder ở [approval] của config/operation.toml (thư mục phải tạo trước)"
    )
    passed_over: list[PassedOver] = []
    files: list[_Found] = []
    with _listing(root):
        for found in _below(root, _utf8(root.name), "", root, passed_over):
            files.append(found)
            answered()
    if passed_over:
        raise InboxUnavailable(
            f"Không đọc được hết thư mục văn bản đã ký: {told(passed_over)}. Sửa quyền đọc hoặc đường dẫn rồi chạy lại."
        )
    return files


def taken_in(
    share: Share,
    found: Iterable[_Found],
    settle_seconds: float,
    largest_bytes: int,
    known: Mapping[tuple[str, int, float], str] = MappingProxyType({}),
) -> Iterator[Dropped]:
    """Each file in the order of their last change. One changed lately is looked at a second time: while it still
    changes, or is not whole yet, it is `growing`. `known`: (place, size, time) → sha256 of what need not be read. `InboxSilent`
    where one does not come."""
    files = sorted(found, key=lambda file: (file[2].modified, file[2].path))
    unsettled = [file for file in files if time.time() - file[2].modified < _RECENT_SECONDS]
    if unsettled and settle_seconds:
        time.sleep(settle_seconds)
    for path, linked, seen in files:
        if linked:
            yield replace(seen, fault="link")
        elif sha256 := known.get((seen.path, seen.size, seen.modified)):
            yield replace(seen, sha256=sha256)
        else:
            look = partial(_look, path, seen, largest_bytes, bool(settle_seconds))
            yield share.asked(look, min(seen.size, largest_bytes))


def is_settled(modified: float) -> bool:
    """Whether a file was changed so long ago that it does not change again within the same tick of the share's clock."""
    return 0 < modified < time.time() - _RECENT_SECONDS


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
    is_relative = "://" not in address and not PurePath(address).is_absolute()
    where = f", tìm từ thư mục đang đứng {Path.cwd()}" if is_relative else ""
    raise InboxUnavailable(
        f"Không thấy {name} «{without_secret(address)}»{where}. Kiểm tra ổ mạng đã kết nối và {setting} rồi chạy lại."
    )


@contextlib.contextmanager
def _listing(root: Any) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InboxUnavailable(
            f"Không đọc được «{without_secret(str(error.filename or root))}» "
            f"({cause(error)}). Kiểm tra ổ mạng và quyền đọc rồi chạy lại."
        ) from error


def _below(
    folder: Any,
    prefix: str,
    code: str,
    home: Any,
    passed_over: list[PassedOver],
    is_left: Callable[[str], bool] = is_ignored,
    depth: int = 1,
) -> Iterator[_Found]:
    """Files of one unit's folder and the folders in it; a link is followed only to a file of the same unit."""
    try:
        inside = sorted(folder.iterdir(), key=lambda path: path.name) if depth <= _DEEPEST else []
    except OSError as error:
        inside = []
        pass_over(passed_over, prefix, error)
    if depth > _DEEPEST:
        passed_over.append(PassedOver(prefix, f"nằm sâu quá {_DEEPEST} cấp thư mục"))
    for path in inside:
        if is_left(path.name):
            continue
        name = f"{prefix}/{_utf8(path.name)}"
        try:
            is_own_link, found = _seen(path, home)
            if found is None:
                yield path, True, Dropped(code, name, 0, 0.0)
            elif stat.S_ISDIR(found.st_mode):
                if not is_own_link:
                    yield from _below(path, name, code, home, passed_over, is_left, depth + 1)
            else:
                yield path, False, Dropped(code, name, *_size_and_time(found))
        except OSError as error:
            pass_over(passed_over, name, error)


def _utf8(name: str) -> str:
    """A name as it can be written down; of names in other encodings what is readable."""
    return name.encode("utf-8", "replace").decode()


def is_link(path: Any) -> bool:
    """Whether it is a link; filesystems that know no links have none."""
    try:
        return bool(path.is_symlink())
    except (AttributeError, NotImplementedError):
        return False


def leads_out(path: Any, home: Any) -> bool:
    """Whether a link ends outside of a unit's own folder."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return True  # it leads nowhere, or in a circle
    return not target.is_relative_to(home.resolve())


def _look(path: Any, seen: Dropped, largest_bytes: int, may_settle: bool, answered: Answered) -> Dropped:
    """Read a file that stands still; otherwise say what is the matter with it. `may_settle`: what was cut off just now may
    still be whole in a while."""
    try:
        if _stat(path) != (seen.size, seen.modified):
            return replace(seen, fault="growing")
        answered()
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
    if may_settle and abs(time.time() - seen.modified) < _RECENT_SECONDS and _is_cut_off(data):
        return replace(seen, fault="growing")  # a copy that pauses stands still as well
    return replace(seen, data=data)


def _is_cut_off(data: bytes) -> bool:
    """Whether the end of a workbook's file is still to come: a zip has its list of members there, an OLE file its blocks."""
    if data.startswith(ZIP_START):
        return _ZIP_END not in data[-_ZIP_END_WITHIN:]
    if data.startswith(OLE_START) and len(data) >= _OLE_HEAD:
        block_bytes = 1 << min(int.from_bytes(data[30:32], "little"), 16)
        blocks = [int.from_bytes(data[at : at + 4], "little") for at in (48, *range(76, _OLE_HEAD, 4))]
        return any((block + 2) * block_bytes > len(data) for block in blocks if block < _OLE_NO_BLOCK)
    return False


def _seen(path: Any, home: Any) -> tuple[bool, Any]:
    """Whether it is a link, and what the share says of what lies there; nothing of a link that leads out of its unit.

    Most are no links and cost one question.
    """
    if isinstance(path, Path) and not stat.S_ISLNK((found := path.lstat()).st_mode):
        return False, found
    is_own_link = is_link(path)
    return is_own_link, None if is_own_link and leads_out(path, home) else path.stat()


def _size_and_time(found: Any) -> tuple[int, float]:
    return int(found.st_size), float(getattr(found, "st_mtime", 0) or 0)


def _stat(path: Any) -> tuple[int, float]:
    return _size_and_time(path.stat())
