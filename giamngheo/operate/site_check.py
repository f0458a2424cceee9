"""Whether the pages for leaders can be laid where the office wants them, and whether letters say where that is."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from giamngheo.context import Context
from giamngheo.core.errors import ConfigurationError, StorageSilent, StorageUnavailable
from giamngheo.core.formats import cause, without_secret
from giamngheo.core.patience import NoAnswer, Patience, require_answer
from giamngheo.report.site import SITE_FOLDER

_PATIENCE_SECONDS = 15
_MEND = (
    "Kiểm tra ổ mạng đã gắn, thư mục đã tạo, quyền ghi, và folder ở [site] của config/settings.toml "
    "(GIAMNGHEO_SITE_FOLDER)."
)


def pages_for_leaders(context: Context) -> str:
    """That the office's own folder for them takes files; of none where they lie instead. And under which address leaders open it."""
    folder, address = context.settings.site.folder, without_secret(context.settings.site.address)
    if folder is None:
        if address:
            raise ConfigurationError(
                [
                    f"có address ({address}) mà không trang nào được đặt ở đó, vì chưa khai folder, nên thư không dẫn đến đâu. Ghi "
                    "folder ở [site] (GIAMNGHEO_SITE_FOLDER) là thư mục của địa chỉ ấy, hoặc bỏ address."
                ]
            )
        return f"cạnh tệp của báo cáo, ở {context.settings.home / 'reports'}/KỲ/{SITE_FOLDER}"
    _require_writable(folder)
    if address:
        return f"{folder}, ghi được; lãnh đạo mở bằng {address}"
    return f"{folder}, ghi được; chưa ghi address ở [site] (GIAMNGHEO_SITE_ADDRESS) nên thư không có đường dẫn"


def _require_writable(folder: Path) -> None:
    try:
        require_answer(folder, _PATIENCE_SECONDS)
        Patience(_PATIENCE_SECONDS).wait_for(partial(_write_something, folder))
    except (TimeoutError, NoAnswer) as error:
        raise StorageSilent(f"{folder} không trả lời. {_MEND}") from error
    except OSError as error:
        raise StorageUnavailable(f"không ghi được vào {folder} ({cause(error)}). {_MEND}") from error


def _write_something(folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix="."):
        pass
