"""Puts the pages where leaders open them: the folder of the period, whole pages one by one, none left of an earlier report."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path, PurePath

from giamngheo.context import Context
from giamngheo.core.errors import StorageSilent, StorageUnavailable
from giamngheo.core.files import write_below
from giamngheo.core.formats import cause
from giamngheo.core.patience import NoAnswer, Patience, require_answer
from giamngheo.core.period import Period
from giamngheo.report.releases import Release
from giamngheo.report.site import places
from giamngheo.report.site.facts import gather
from giamngheo.report.site.pages import SitePage, site_pages

SITE_FOLDER = "trang-lanh-dao"
_OURS = (places.UNIT_PAGES, places.FIGURE_PAGES, places.QUESTION_PAGES)
_WEB = re.compile(r"https?://")
_PATIENCE_SECONDS, _SECONDS_A_PAGE = 60, 1  # a share that takes a page in less is slow, and works


def site_of(context: Context, release: Release) -> Iterable[SitePage]:
    """The pages of a report, made one after the other."""
    return site_pages(gather(context, release, context.settings.site.small_counts_below))


def site_folder(context: Context, period: Period) -> Path:
    """Of a period: in the office's own folder for it, else beside the report's files."""
    own = context.settings.site.folder
    return own / period.code if own else context.report_folder(period) / SITE_FOLDER


def site_address(context: Context, period: str) -> str:
    """Under which leaders open a period's pages: an address of the web, or a path of a share as Windows writes it; empty where the
    office has said none, or not which folder lies there."""
    base = context.settings.site.address
    if not base or context.settings.site.folder is None:
        return ""
    between = "/" if _WEB.match(base) or "/" in base else "\\"
    return between.join((base.rstrip("/\\"), period, places.INDEX))


def lay_site(
    folder: Path,
    pages: Iterable[SitePage],
    *,
    is_ours: bool = True,
    is_named: bool = False,
    patience: Patience | None = None,
) -> int:
    """Write the pages; gives how many. `is_ours`: the folder holds nothing but them, so that what an earlier report had more is
    taken away. `is_named`: by the office, as a folder within one that it has: made by us, it would be closed to a web server, or
    lie where a share is not mounted. `StorageSilent` where it does not answer within what is waited for it (`patience`)."""
    written: set[Path] = set()
    patience = patience or Patience(_PATIENCE_SECONDS, _SECONDS_A_PAGE)
    try:
        if is_named:
            require_answer(folder.parent, _PATIENCE_SECONDS)
        else:
            patience.wait_for(partial(folder.parent.mkdir, parents=True, exist_ok=True))
        for page in pages:
            written.add(patience.wait_for(partial(_lay, folder, page)))
        if is_ours:
            patience.wait_for(partial(_take_away_others, folder, written))
    except (TimeoutError, NoAnswer) as error:
        raise StorageSilent(
            f"Thư mục của trang lãnh đạo {folder} không trả lời nên không chờ nữa: mới xong {len(written)} trang, các trang khác còn của "
            "lần trước hoặc chưa có. Kiểm tra ổ mạng "
            "và máy chủ của nó, gắn lại ổ, rồi bấm Retry hoặc chạy giamngheo site --period KỲ."
        ) from error
    except OSError as error:
        raise StorageUnavailable(
            f"Không ghi được trang số liệu vào {folder} ({cause(error)}). Kiểm tra {folder.parent} có sẵn chưa (ổ mạng "
            "đã gắn chưa), chỗ trống, quyền ghi và cài đặt GIAMNGHEO_SITE_FOLDER rồi chạy lại."
        ) from error
    return len(written)


def _lay(folder: Path, page: SitePage) -> Path:
    path = folder / page.place
    if not (path.is_file() and path.read_bytes() == page.data):
        write_below(folder.parent, PurePath(folder.name) / page.place, page.data)
    return path


def _take_away_others(folder: Path, written: Collection[Path]) -> None:
    for name in _OURS:
        for path in sorted((folder / name).glob("*.html")):
            if path not in written:
                path.unlink()
