"""What an installation needs to work: each check gives a sentence, or raises what is wrong and how to correct it."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from giamngheo.context import Context
from giamngheo.core.clock import Clock
from giamngheo.core.errors import ConfigurationError, GiamNgheoError, NotWell, StorageUnavailable
from giamngheo.core.formats import HANOI, cause, moment, without_secret
from giamngheo.core.period import Period
from giamngheo.metadata.placeholders import noted_in, require_written
from giamngheo.metadata.recipients import AREA, COMMUNE, FULL_REPORT, OFFICE
from giamngheo.metadata.settings import PROJECT
from giamngheo.receive.mounted import require_mounted
from giamngheo.receive.passed_over import told
from giamngheo.receive.shared_folder import list_folder, signed_files_in
from giamngheo.report.wording.listing import listed
from giamngheo.store.originals import destroyed
from giamngheo.warehouse.audit_log import broken_at
from giamngheo.warehouse.schema import report, signature, submission

_LEAST_FREE_GB = 1
_MOST_NAMED = 5
_CLOCK_SLACK = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Checked:
    """One check: what it is about, what was seen or is wrong, and the error if it failed."""

    name: str
    text: str
    error: GiamNgheoError | None = None


def configuration(context: Context) -> str:
    """That it was read, and that the office has written what only it can know; what nobody has looked through yet is named."""
    noted = ", ".join(noted_in(context.settings.config))
    left = (
        f"Còn phải xem lại những gì chép từ cấu hình khác, như các dòng #! ở đầu tệp ghi (xem xong thì xóa): {noted}"
        if noted
        else ""
    )
    try:
        require_written(context.configuration, context.configuration.plans)
    except ConfigurationError as error:
        raise ConfigurationError([*error.mistakes, *([f"{left}."] if left else [])]) from error
    return f"đọc được, {len(context.configuration.plan.indicator)} chỉ tiêu{f'. {left}' if left else ''}"


def versions(_: Context) -> str:
    """What is installed against the lock."""
    from importlib.metadata import PackageNotFoundError, version

    from packaging.requirements import Requirement

    lock = PROJECT / "requirements.lock"
    if not lock.exists():
        return "cài bằng gói, không kèm requirements.lock nên không so phiên bản các thư viện"
    wrong, pins = [], 0
    for line in lock.read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        pin = Requirement(text) if text else None
        if pin is None or (pin.marker and not pin.marker.evaluate()):
            continue
        pins += 1
        try:
            found = version(pin.name)
        except PackageNotFoundError:
            found = "chưa cài"
        if not pin.specifier.contains(found if found != "chưa cài" else "0", prereleases=True):
            wrong.append(f"{pin.name} {found} (cần {pin.specifier})")
    if wrong:
        raise ConfigurationError([f"khác requirements.lock: {', '.join(wrong)}. Chạy make install để cài lại."])
    return f"{pins} thư viện đúng như requirements.lock"


def home(context: Context) -> str:
    """The home folder: rights and room."""
    folder = context.settings.home
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StorageUnavailable(
            f"không ghi được vào {folder} ({cause(error)}). Kiểm tra quyền ghi và GIAMNGHEO_HOME."
        ) from error
    free = shutil.disk_usage(folder).free / 2**30
    if free < _LEAST_FREE_GB:
        raise StorageUnavailable(f"{folder} chỉ còn {free:.1f} GB trống. Dọn ổ đĩa rồi chạy lại.")
    return f"{folder}, còn {free:.0f} GB trống"


def warehouse(context: Context) -> str:
    """That it opens, in which version; and whether its server is known to be the one that it should be."""
    from giamngheo.warehouse.engine import HEAD, as_written, tls_advice

    url = context.warehouse.engine.url
    advice = tls_advice(url)
    return f"{as_written(url)}, phiên bản {HEAD}{f'; {advice}' if advice else ''}"


def audit_log(context: Context) -> str:
    """Line by line: each holds the one before it."""
    number = broken_at(context.warehouse)
    if number is not None:
        raise NotWell(
            f"dòng {number} của sổ nhật ký không còn như lúc ghi, hoặc trước nó có dòng bị lấy đi. "
            "So với bản sao lưu; hỏi ai có quyền vào cơ sở dữ liệu."
        )
    return "các dòng nối nhau đúng như lúc ghi"


def clock(context: Context) -> str:
    """The clock against the newest line of the audit log: one set back would mix up days and periods."""
    from giamngheo.warehouse.schema import journal

    now = Clock().now
    with context.warehouse.reading() as connection:
        newest = connection.scalar(sa.select(sa.func.max(journal.c.at)))
    if newest and newest > now + _CLOCK_SLACK:
        raise NotWell(
            f"đồng hồ máy ({moment(now)}) chậm hơn mốc mới nhất trong sổ nhật ký ({moment(newest)}). "
            "Chỉnh lại ngày giờ của máy."
        )
    return f"{moment(now)}, múi giờ {HANOI}"


def archive(context: Context) -> str:
    """Every file by its content, opened with its key; and every one that the warehouse knows, of units, reports and
    signatures, is there."""
    kept = context.archive.stored()
    damaged = sorted(sha256 for sha256 in kept if not context.archive.is_whole(sha256))
    with context.warehouse.reading() as connection:
        known = set(connection.scalars(sa.select(submission.c.sha256).where(submission.c.fault.is_(None))))
        known |= set(connection.scalars(sa.select(signature.c.sha256)))
        known |= {file["sha256"] for files in connection.scalars(sa.select(report.c.files)) for file in files}
    gone = sorted(known - kept - destroyed(context.warehouse) - {None})
    if damaged or gone:
        raise StorageUnavailable(
            f"{len(damaged)} bản gốc hỏng, {len(gone)} bản gốc không còn ({_short(damaged + gone)}). Khôi phục "
            f"{context.archive.place} từ bản sao lưu. Bản gốc hỏng mà đơn vị còn để tệp trong thư mục dùng chung thì tự được thay "
            "vào lần thu thập của ngày sau; tệp đã nằm đó quá hai tháng: trong vòng 30 ngày."
        )
    return f"{len(kept)} tệp, không tệp nào hỏng{_sealed(context)}"


def _sealed(context: Context) -> str:
    if not context.archive.seal.keys:
        return ""
    left = len(context.archive.unsealed())
    return f", đã mã hóa; còn {left} tệp sẽ được mã hóa đêm nay" if left else ", đã mã hóa"


def _short(names: list[str]) -> str:
    return ", ".join(f"{name[:12]}…" for name in names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def inbox(context: Context) -> str:
    """That it is the shared folder that it was, and what in it is passed over."""
    shown, month = without_secret(context.settings.inbox), Period.month_of(context.clock.today)
    senders = context.configuration.senders
    meant = partial(senders.of_folder, period=month)
    listing = list_folder(context.settings.inbox, meant=meant, offices=senders.office_codes)
    require_mounted(context.warehouse, context.settings.inbox, listing.files_of_units())
    passed_over = f"; bỏ qua {told(listing.passed_over)}" if listing.passed_over else ""
    return f"«{shown}», {len(listing.folders)} thư mục đơn vị{passed_over}{_signed_files(context)}"


def _signed_files(context: Context) -> str:
    """The folder of signed files, where the office signs: it is there and can be read."""
    approval = context.configuration.operation.approval
    if not approval.signed:
        return ""
    count = sum(
        1 for _ in signed_files_in(context.settings.inbox, approval.folder, 0, context.settings.limits.file_mb * 2**20)
    )
    return f"; thư mục văn bản đã ký «{without_secret(approval.folder)}», {count} tệp"


def recipients(context: Context) -> str:
    """Who gets reports today; the units of today to which no scorecard goes, and the offices that send a form and get no answer.

    `NotWell` where those who got a document have ended, and nobody has come after them.
    """
    everybody = context.configuration.recipients
    known = {recipient.document for recipient in everybody}
    if left := _left_without(context, known):
        raise NotWell(
            f"hôm nay không còn nơi nhận nào của {listed(left)}: valid_to của nơi nhận cũ đã qua. "
            "Thêm nơi nhận mới vào config/recipients.toml, hoặc bỏ valid_to."
        )
    configuration, month = context.configuration, Period.month_of(context.clock.today)
    units = context.units.expected(month)
    without = [unit.name for unit in units if f"{COMMUNE}{unit.code}" not in known]
    scorecards = f"; chưa có địa chỉ nhận phiếu kết quả: {listed(without)}" if without else ""
    owing = {
        one.code: one for form in configuration.forms if form.senders for one in configuration.senders.of(form, month)
    }
    mute = [owing[code].name for code in sorted(owing) if f"{OFFICE}{code}" not in known]
    receipts = f"; chưa có địa chỉ nhận biên nhận: {listed(mute)}" if mute else ""
    return f"{len(everybody)} nơi nhận{scorecards}{receipts}"


def _left_without(context: Context, known: set[str]) -> list[str]:
    """Documents that the schedule makes now, and that only recipients of earlier days got."""
    configuration, today = context.configuration, context.clock.today
    if all(deployment.flow != "report" for deployment in configuration.operation.deployment):
        return []
    month = Period.month_of(today)
    units = {f"{COMMUNE}{unit.code}" for unit in context.units.expected(month)}
    areas = {f"{AREA}{area.code}" for area in configuration.area_tree.of(month)}
    offices = {f"{OFFICE}{code}" for code in configuration.plan.offices}
    made = {FULL_REPORT, configuration.letterhead.department.code, *units, *areas, *offices}
    ended = {one.document for one in configuration.declared.recipients.ever if one.last_day < today}
    return sorted((ended & made) - known)


def mail(context: Context) -> str:
    """Connect, encrypt, log in; nothing is sent."""
    from giamngheo.send.transport import require_sending, transport

    require_sending(context.settings)
    if not context.settings.smtp.host:
        return f"chưa cài máy chủ thư; thư được giữ tại {context.settings.mail_folder}"
    with transport(context.settings):
        return f"{context.settings.smtp.host}:{context.settings.smtp.port}, {context.settings.smtp.tls}, đăng nhập được"
