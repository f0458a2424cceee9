"""Whether a process that was given a batch can work it off as the one that gave it would have."""

from __future__ import annotations

import multiprocessing
import platform

from giamngheo.context import Context
from giamngheo.core.errors import ConfigurationError


def require_fit(context: Context, common_ground: str) -> None:
    """`ConfigurationError` on a machine that would judge otherwise or store elsewhere, or in a process that may have no
    children to read workbooks."""
    machine = platform.node()
    if context.common_ground != common_ground:
        raise ConfigurationError(
            [
                f"Worker trên máy «{machine}» không cùng cấu hình với lượt chạy: lượt chạy có {common_ground}; worker có "
                f"{context.common_ground}. Cài cùng phiên bản chương trình, chép cùng config/, đặt cùng GIAMNGHEO_WAREHOUSE_URL "
                "ở mọi máy, chạy lại worker rồi bấm Retry."
            ]
        )
    if multiprocessing.current_process().daemon:
        raise ConfigurationError(
            [
                f"Worker Dask trên máy «{machine}» không được mở tiến trình con để đọc tệp; chạy lại worker ấy với biến môi trường "
                "DASK_DISTRIBUTED__WORKER__DAEMON=False rồi bấm Retry."
            ]
        )
