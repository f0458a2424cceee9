"""What was erased and destroyed, as it lies beside the backups: one that is older is put back without it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.errors import NotWell, StorageUnavailable
from giamngheo.core.files import OURS_ALONE, write_whole
from giamngheo.core.formats import cause
from giamngheo.core.pseudonym import pseudonyms_in, put_key
from giamngheo.store.originals import DESTROY
from giamngheo.warehouse.audit_log import Entry, add
from giamngheo.warehouse.schema import journal

ERASE = "erase"  # in the audit log: a household's data, by its name that tells nothing and until which month
_BESIDE_BACKUPS = "erased.json"


def keep_beside_own_backups(context: Context) -> None:
    """At once, where the settings name their folder: not only with the next backup."""
    if folder := own_backups(context):
        keep_beside_backups(context, folder)


def keep_beside_backups(context: Context, target: Path) -> None:
    """What was erased and destroyed, and the key, beside all backups: an older one is put back without it.

    `NotWell` where the key there is another: it would be lost, and with it what was erased.
    """
    require_same_key(context, target)
    before = erased_beside(target)
    pseudonyms = pseudonyms_in(context.settings.pseudonym_key_file)
    now = {
        "key": pseudonyms.key if pseudonyms else before.get("key", ""),
        **{action: _later(_moments(before, action), _own_moments(context, action)) for action in (ERASE, DESTROY)},
    }
    if now[ERASE] or now[DESTROY]:
        try:
            write_whole(target / _BESIDE_BACKUPS, json.dumps(now, indent=1).encode(), OURS_ALONE)
        except OSError as error:
            raise StorageUnavailable(
                f"Không ghi được {_BESIDE_BACKUPS} vào thư mục sao lưu {target} ({cause(error)}); trong kho thì đã xóa xong. "
                "Sửa quyền ghi rồi chạy giamngheo backup, kẻo bản cũ khôi phục lại không biết phải xóa gì."
            ) from error


def _own_moments(context: Context, action: str) -> dict[str, str]:
    """About what → when last (UTC), by the audit log."""
    query = sa.select(journal.c.about, sa.func.max(journal.c.at)).where(journal.c.action == action)
    with context.warehouse.reading() as connection:
        return {about: at.isoformat() for about, at in connection.execute(query.group_by(journal.c.about))}


def _moments(said: dict[str, Any], action: str) -> dict[str, str]:
    """The same as it lies there; an older version wrote no moments."""
    found: dict[str, str] | list[str] = said.get(action, {})
    return dict.fromkeys(found, "") if isinstance(found, list) else found


def _later(*all_moments: dict[str, str]) -> dict[str, str]:
    """Of each the later moment: of two pairs that begin alike it comes last."""
    return dict(sorted(pair for moments in all_moments for pair in moments.items()))


def require_same_key(context: Context, target: Path) -> None:
    """`NotWell` where households were erased under another key than ours: by ours nobody would find them again."""
    said, own = erased_beside(target), pseudonyms_in(context.settings.pseudonym_key_file)
    if own and said.get(ERASE) and said.get("key", own.key) != own.key:
        file = context.settings.pseudonym_key_file
        raise NotWell(
            f"Khóa {file} khác key trong {target / _BESIDE_BACKUPS}, nên không nhận ra các hộ đã xóa. Khôi phục vào máy mới: "
            "chuyển tệp khóa ấy đi nơi khác rồi chạy lại, khóa đúng sẽ được lấy về. Xóa hoặc sao lưu: chép key trong "
            f"{_BESIDE_BACKUPS} vào tệp khóa; nếu đó là bản sao lưu của kho khác thì đổi GIAMNGHEO_BACKUP sang thư mục khác."
        )


def erased_beside(target: Path) -> dict[str, Any]:
    """The same as it lies there; nothing where nothing was ever erased."""
    try:
        found: dict[str, Any] = json.loads((target / _BESIDE_BACKUPS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StorageUnavailable(
            f"Không đọc được {target / _BESIDE_BACKUPS}, nên không biết phải xóa lại gì; lấy lại tệp ấy rồi chạy lại."
        ) from error
    return found


def destroyed_beside(target: Path) -> set[str]:
    """The sha256 of each original that was destroyed: no backup needs it any more."""
    return set(_moments(erased_beside(target), DESTROY))


def note_erased_since(connection: sa.Connection, context: Context, said: dict[str, Any]) -> None:
    """Write down, with what is restored, what was erased and destroyed after its backup, and when; `repeat_erasures` then
    does it.

    `said`: as it lies beside the backups. The key comes back with it where the machine has none.
    """
    if said.get("key") and pseudonyms_in(context.settings.pseudonym_key_file) is None:
        put_key(context.settings.pseudonym_key_file, said["key"])
    query, why = sa.select(journal.c.action, journal.c.about), "làm lại sau khi khôi phục bản sao lưu"
    known = {(row.action, row.about) for row in connection.execute(query)}
    for action in (ERASE, DESTROY):
        for about, at in _moments(said, action).items():
            if (action, about) not in known:
                add(connection, Entry("hệ thống", action, about, why), dt.datetime.fromisoformat(at) if at else None)


def own_backups(context: Context) -> Path | None:
    """The folder of the settings, where it is there."""
    folder = context.settings.backup
    return folder if folder and folder.is_dir() else None
