"""Lays forms into the units' folders of the shared folder, each below a folder that the collection passes over.

A form is no report before somebody has filled it in and put it into the unit's folder itself: carried forward as it
is, it would be accepted. Nothing that lies there is ever replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Literal

from giamngheo.core.errors import InboxUnavailable
from giamngheo.core.files import write_below
from giamngheo.core.formats import cause, without_secret
from giamngheo.core.patience import Answered
from giamngheo.core.period import Period
from giamngheo.metadata.form import Form
from giamngheo.metadata.senders import Sender
from giamngheo.metadata.unit import Unit
from giamngheo.metadata.units import folder_code
from giamngheo.receive.ignored_names import FORMS
from giamngheo.receive.share import Share
from giamngheo.receive.shared_folder import is_link
from giamngheo.report.wording.listing import plain
from giamngheo.report.wording.words import NOT_IN_FILE_NAMES

LAID_FOLDER = FORMS

# What became of a form: laid now; there already, the same; there already and another: filled in, or made from an older list.
Laid = Literal["new", "same", "other"]
_SAID: dict[Laid, str] = {
    "new": "",
    "same": "  (đã có, để nguyên)",
    "other": "  (đã có, để nguyên; khác biểu lập bây giờ)",
}


def file_name(form: Form, unit: Sender, period: Period) -> str:
    """`BC-GN-01_18604_2020-04.xlsx`."""
    return f"{form.id}_{unit.code}_{period.code}.xlsx"


def lay(
    inbox: str,
    files: Mapping[Unit, tuple[str, bytes]] | Mapping[Sender, tuple[str, bytes]],
    meant: Callable[[str], str] = str,
    below: str = LAID_FOLDER,
    offices: Collection[str] = (),
) -> dict[str, Laid]:
    """Put each unit's file into its folder (made if it has none); address → what became of it.

    `meant` tells whose folder it is by the code in its name; that of the unit's own code goes before. `below`: the folder in
    the unit's; empty for the unit's own, where the collection takes what lies there for a report. `offices`: codes of offices
    that have a folder, too.
    `InboxUnavailable` if the shared folder cannot be opened or written, or says nothing; and, after all other units have
    theirs, if a unit has a link or a file where the folder of forms should be.
    """
    share = Share(inbox)
    share.require_answer()
    try:
        laid, barred = share.asked(partial(_laid_for_each, inbox, files, meant, below, offices))
    except OSError as error:
        raise InboxUnavailable(
            f"Không đặt được biểu mẫu vào thư mục dùng chung «{without_secret(inbox)}» ({cause(error)}). "
            "Kiểm tra mạng, quyền ghi và cài đặt GIAMNGHEO_INBOX rồi chạy lại."
        ) from error
    if barred:
        raise InboxUnavailable(
            f"Có liên kết hoặc tệp ở chỗ của thư mục {', '.join(barred)} nên không đặt biểu mẫu vào đó; xóa liên kết hoặc tệp "
            "ấy rồi chạy lại. Các đơn vị khác đã có biểu mẫu."
        )
    return laid


def _laid_for_each(
    inbox: str,
    files: Mapping[Unit, tuple[str, bytes]] | Mapping[Sender, tuple[str, bytes]],
    meant: Callable[[str], str],
    below: str,
    offices: Collection[str],
    answered: Answered,
) -> tuple[dict[str, Laid], list[str]]:
    """What became of each, and the folders in which none can be laid."""
    from upath import UPath

    laid: dict[str, Laid] = {}
    barred: list[str] = []
    root = UPath(inbox)
    present = sorted(root.iterdir(), reverse=True)
    folders = {code: path for path in present if (code := folder_code(path.name, offices))}
    folders = {meant(code): path for code, path in folders.items()} | folders
    for unit, (name, data) in files.items():
        answered()
        folder = folders.get(unit.code) or root / _folder_name(unit)
        try:
            address, became = _laid(folder, PurePath(below, name), data)
            laid[address] = became
        except NotADirectoryError:
            barred.append(f"«{PurePath(folder.name, below)}»")
    return laid, barred


def laid_said(laid: Mapping[str, Laid]) -> Iterator[str]:
    """A line for each file; and, once, what to do where one that lies there is another."""
    yield from (f"{path}{_SAID[became]}" for path, became in laid.items())
    if "other" in laid.values():
        yield (
            "Tệp «khác biểu lập bây giờ» đã có người điền, hoặc được lập trước báo cáo mới nhất của đơn vị, trước khi biểu hay "
            "chương trình thay đổi: chưa ai điền thì xóa tệp ấy rồi chạy lại lệnh này."
        )


def _laid(folder: Any, below: PurePath, data: bytes) -> tuple[str, Laid]:
    place = folder.joinpath(*below.parts)
    address = without_secret(str(place))
    if is_link(place):
        return address, "other"
    if place.exists():
        return address, "same" if place.is_file() and place.read_bytes() == data else "other"
    if isinstance(place, Path):
        write_below(folder.parent, PurePath(folder.name, below), data)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f"~{below.name}.tmp")
        unfinished.write_bytes(data)
        unfinished.rename(place)
    return address, "new"


def _folder_name(unit: Sender) -> str:
    return f"{unit.code} - {plain(unit.name.translate(NOT_IN_FILE_NAMES))}"
