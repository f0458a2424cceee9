"""All checks of the installation, in the order in which one rests on another; for `doctor` and for every night."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from flows.health import trouble_of
from flows.run.task_runner import require_workers
from flows.server.deployments import differences, require_flows, workers_online
from giamngheo.context import Context, open_context
from giamngheo.core.errors import GiamNgheoError, NotWell, PrefectUnavailable, Unforeseen
from giamngheo.core.formats import cause
from giamngheo.operate import health
from giamngheo.operate.changes_ahead import changes_ahead
from giamngheo.operate.health import Checked
from giamngheo.operate.site_check import pages_for_leaders

T = TypeVar("T")


def check_all(today: str = "") -> Iterator[Checked]:
    """Check everything; one that fails does not keep the others from being made."""
    try:
        context = open_context(today)
    except GiamNgheoError as error:
        yield Checked("Cấu hình", str(error), error)
        return
    for name, check in _CHECKS:
        try:
            yield Checked(name, check(context))
        except GiamNgheoError as error:
            yield Checked(name, str(error), error)
        except Exception as error:
            found = Unforeseen(error)
            yield Checked(name, str(found), found)


def require_well(checked: Sequence[Checked]) -> str:
    """One sentence; `NotWell` names the checks that failed."""
    wrong = [f"{each.name}: {each.text}" for each in checked if each.error]
    if wrong:
        raise NotWell(f"Tự kiểm tra thấy {len(wrong)} chỗ phải sửa: {' | '.join(wrong)}")
    return f"Tự kiểm tra: {len(checked)} mục đều ổn."


def _rules(context: Context) -> str:
    from expectations.suites import require_suites
    from giamngheo.check.batch import Batch
    from giamngheo.check.reference_data import ReferenceData

    own = context.configuration
    for form in own.forms:
        form_id = None if form is own.form else form.id
        none = Batch((), ReferenceData(own, context.clock.today, form_id=form_id))
        require_suites(form, none.frames)
    return f"{sum(len(form.rules) for form in own.forms)} quy tắc dùng được"


def _batches(context: Context) -> str:
    runner = context.settings.task_runner
    require_workers(runner)
    return f"{runner.kind}, {runner.address or f'{runner.workers} lô cùng lúc'}, mỗi lô khoảng {runner.workbooks} tệp"


def _prefect(_: Context) -> str:
    address = os.environ.get("PREFECT_API_URL")
    if not address:
        return "chưa dùng máy chủ thường trực (giamngheo up, biến PREFECT_API_URL); mỗi lần chạy dùng một máy chủ tạm"
    if trouble := trouble_of(address):
        raise PrefectUnavailable(
            f"máy chủ {address} không trả lời ({trouble}). "
            "Khởi động lại (giamngheo up, hoặc docker compose up -d) hoặc sửa PREFECT_API_URL."
        )
    return f"{address} trả lời"


def _worker(context: Context) -> str:
    if not os.environ.get("PREFECT_API_URL"):
        return "không cần khi không có máy chủ Prefect thường trực"
    online = asked(lambda: workers_online(context.configuration.operation))
    if not online:
        raise NotWell(
            f"không có worker nào đang chạy trong nhóm «{context.configuration.operation.work_pool}». "
            "Khởi động worker (giamngheo up, hoặc docker compose up -d worker)."
        )
    return f"{online} worker đang chạy"


def _schedules(context: Context) -> str:
    require_flows(context.configuration.operation)
    if not os.environ.get("PREFECT_API_URL"):
        return "không có máy chủ Prefect thường trực nên không có lịch"
    wrong = asked(lambda: differences(context.configuration.operation))
    if wrong:
        raise NotWell(f"{'; '.join(wrong)}. Chạy giamngheo deploy để đặt lại.")
    return f"đúng {len(context.configuration.operation.deployment)} việc như cấu hình"


def asked(question: Callable[[], T]) -> T:
    """What the Prefect server answers; `PrefectUnavailable` where it does not."""
    import httpx

    try:
        return question()
    except httpx.HTTPStatusError as error:
        raise PrefectUnavailable(
            f"máy chủ Prefect từ chối ({error.response.status_code}). Kiểm tra mật khẩu (GIAMNGHEO_PREFECT_AUTH_FILE)."
        ) from error
    except httpx.HTTPError as error:
        raise PrefectUnavailable(f"máy chủ Prefect không trả lời ({cause(error)}). Khởi động lại máy chủ.") from error


_CHECKS: list[tuple[str, Callable[[Context], str]]] = [
    ("Cấu hình", health.configuration),
    ("Quy tắc kiểm tra", _rules),
    ("Phiên bản", health.versions),
    ("Nơi lưu", health.home),
    ("Kho dữ liệu", health.warehouse),
    ("Bản gốc", health.archive),
    ("Sổ nhật ký", health.audit_log),
    ("Đồng hồ", health.clock),
    ("Thư mục dùng chung", health.inbox),
    ("Trang lãnh đạo", pages_for_leaders),
    ("Nơi nhận", health.recipients),
    ("Sắp thay đổi", changes_ahead),
    ("Máy chủ thư", health.mail),
    ("Xử lý lô tệp", _batches),
    ("Prefect", _prefect),
    ("Worker", _worker),
    ("Lịch", _schedules),
]
