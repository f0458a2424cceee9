"""Numbers, dates and words as Vietnamese administration writes them.

Rounding is half up and only for showing (`docs/indicators.md`); nothing is compared after it.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import gzip
import socket
import ssl
import zlib
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

# The one zone of all days and hours: a due day of Vietnam begins and ends by the clock of Vietnam.
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NO_VALUE = "–"
_BY_NUMBER = {
    errno.ENOSPC: "ổ đĩa hết chỗ",
    errno.EDQUOT: "hết hạn mức ổ đĩa",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa đọc, ghi lỗi",
    errno.ENODEV: "ổ đĩa không còn ở đó",
    errno.ESTALE: "ổ mạng đã đổi, phải gắn lại",
    errno.ENOTCONN: "ổ mạng mất kết nối, phải gắn lại",
    errno.EHOSTDOWN: "máy chủ không trả lời",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EMFILE: "mở quá nhiều tệp",
    errno.ELOOP: "liên kết chạy vòng",
    errno.EHOSTUNREACH: "không tới được máy chủ",
    errno.ENETUNREACH: "không có mạng",
    errno.EADDRNOTAVAIL: "không tới được địa chỉ ấy",
    errno.EFBIG: "tệp lớn hơn ổ đĩa cho phép",
    errno.ENOTEMPTY: "thư mục còn tệp",
    errno.EBUSY: "chương trình khác đang giữ",
}
# Of a kind and those below it; a kind stands before the ones above it.
_BY_KIND: dict[type[BaseException], str] = {
    ssl.SSLCertVerificationError: "chứng thư của máy chủ không tin được",
    ssl.SSLError: "bắt tay TLS không thành",
    socket.gaierror: "không tìm thấy tên máy chủ",
    socket.herror: "không tìm thấy tên máy chủ",
    ConnectionRefusedError: "bị từ chối kết nối",
    ConnectionError: "mất kết nối",
    TimeoutError: "không trả lời kịp",
    PermissionError: "không có quyền",
    FileNotFoundError: "không tìm thấy",
    FileExistsError: "đã có ở đó",
    IsADirectoryError: "là thư mục",
    NotADirectoryError: "có liên kết hoặc tệp ở chỗ của thư mục",
    UnicodeDecodeError: "không phải văn bản UTF-8",
    UnicodeError: "tên có chữ không dùng được",
    EOFError: "tệp bị cắt cụt",
    gzip.BadGzipFile: "tệp hỏng",
    zlib.error: "tệp hỏng",
    csv.Error: "dấu nháy kép không đóng, hoặc một ô quá dài",
    ImportError: "chưa cài thư viện cho loại địa chỉ ấy",
    ValueError: "địa chỉ viết sai",
}
# Errors of the system by their class, whose numbers are yet those of OpenSSL and of the resolver.
_NUMBERED_OTHERWISE = (ssl.SSLError, socket.gaierror, socket.herror)


def number(value: float | None, places: int = 0) -> str:
    """`1597` → `1.597`; `4.1` with two places → `4,10`; nothing → `–`."""
    if value is None:
        return NO_VALUE
    shown = rounded(value, places)
    text = f"{abs(shown):,.{places}f}".translate(str.maketrans(",.", ".,"))
    return f"-{text}" if shown < 0 else text


def rounded(value: float, places: int) -> Decimal:
    """As people round: a half goes up."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def quantity(value: float | None) -> str:
    """A count or an amount of million VND: whole where it is whole, else two decimals at most."""
    if value is None or value == int(value):
        return number(value)
    return number(value, 2).rstrip("0").rstrip(",")


def as_it_is(value: object) -> str:
    """For a cell, neither rounded nor grouped: nothing for `None`, `True` → `có`, `12.5` → `12,5` (Excel's decimal comma)."""
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case float():
            return f"{value:.10g}".replace(".", ",")
    return str(value)


def percent(value: float | None) -> str:
    """`4.1` (percent, 0 to 100) → `4,10%`."""
    return NO_VALUE if value is None else f"{number(value, 2)}%"


def points(value: float | None) -> str:
    """A difference of two rates: `0.25` → `0,25 điểm phần trăm`."""
    return NO_VALUE if value is None else f"{number(value, 2)} điểm phần trăm"


def change(value: float | None, text: str) -> str:
    """`change(-32, "32 hộ")` → `giảm 32 hộ`."""
    if value is None:
        return NO_VALUE
    return "không đổi" if value == 0 else f"{'tăng' if value > 0 else 'giảm'} {text}"


def coverage(reporting: int, expected: int, of: str = "units") -> str:
    """`22/22 đơn vị`, `58/66 báo cáo tháng`: how many of the reports that are owed stand behind a figure."""
    return f"{number(reporting)}/{number(expected)} {'đơn vị' if of == 'units' else 'báo cáo tháng'}"


def day(value: dt.date | None) -> str:
    """`17/03/2020`."""
    return NO_VALUE if value is None else f"{value:%d/%m/%Y}"


def administrative_date(value: dt.date) -> str:
    """Decree 30/2020, annex I: a leading zero for days below 10 and for months 1 and 2 only."""
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def moment(value: dt.datetime | None) -> str:
    """A moment kept in UTC, as the clock at the office shows it: `17/03/2020 08:15`."""
    return NO_VALUE if value is None else f"{in_hanoi(value):%d/%m/%Y %H:%M}"


def local_day(value: dt.datetime) -> dt.date:
    """The day in Vietnam on which a moment (UTC) falls."""
    return in_hanoi(value).date()


def in_hanoi(value: dt.datetime) -> dt.datetime:
    """A moment, in UTC where it names no zone, by the clock at the office."""
    return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(HANOI)


def without_secret(address: str) -> str:
    """An address of fsspec as people may read it: without who logs in."""
    scheme, separator, rest = address.partition("://")
    return f"{scheme}{separator}…@{rest.rpartition('@')[2]}" if separator and "@" in rest else address


def cause(error: BaseException) -> str:
    """What an error of the system or the network is, in a few words; its own name where we have no better.

    Of a library's error it is what the library was met with.
    """
    chain: list[BaseException] = [error]
    while beneath := chain[-1].__cause__ or chain[-1].__context__:
        chain.append(beneath)
    return next(filter(None, map(_known, chain)), f"lỗi {type(error).__name__}")


def _known(error: BaseException) -> str:
    is_systems = isinstance(error, OSError) and not isinstance(error, _NUMBERED_OTHERWISE)
    number = (getattr(error, "errno", None) or 0) if is_systems else 0
    of_kind = next((words for kind, words in _BY_KIND.items() if isinstance(error, kind)), "")
    own = f"lỗi hệ thống {errno.errorcode[number]}" if number in errno.errorcode else ""
    return _BY_NUMBER.get(number) or of_kind or own
