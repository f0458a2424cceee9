"""What an operator may ask for: the form of each flow in the Prefect UI.

One model a flow, for only fields of a model show their title and explanation there. No unions and no nulls: the
form would show them as English tabs. Choices are lists; an empty text means "as the schedule would".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from giamngheo.core.errors import GiamNgheoError, UsageError
from giamngheo.core.period import Kind
from giamngheo.metadata import load_configuration
from giamngheo.metadata.record import Month
from giamngheo.metadata.settings import load_settings

KINDS: dict[str, Kind] = {
    "tháng": "month",
    "quý": "quarter",
    "6 tháng": "half",
    "9 tháng": "nine_months",
    "năm": "year",
}
KindName = Literal["tháng", "quý", "6 tháng", "9 tháng", "năm"]
SEND = "gửi thư"
Sending = Literal["gửi thư", "không gửi thư (chạy thử)"]
OptionalPeriod = Annotated[str, Field(pattern=r"^(\d{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]|9M))?)?$")]
OptionalDay = Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$")]


def _unit_names() -> tuple[str, ...]:
    """`18604 Xã Thạch Khê` for each unit, and each office that sends a form; none where the configuration is wrong, which the
    flow itself will say."""
    try:
        configuration = load_configuration(load_settings().config)
    except GiamNgheoError:
        return ()
    offices = sorted((code, configuration.senders.name(code)) for code in configuration.senders.office_codes)
    senders = (*((unit.code, unit.name) for unit in configuration.units), *offices)
    return tuple(dict.fromkeys(f"{code} {name}" for code, name in senders))


# Fields that several forms have. Inherited fields would stand first in a form, so each form lists them where it
# wants them.
_UNITS_FIELD: Any = Field(
    default=[],
    title="Chỉ chạy lại các đơn vị",
    description="Để trống: tất cả. Chọn đơn vị khi chỉ cần nhận và kiểm tra lại tệp của đơn vị đó.",
    # A list to choose from; checked in the flow, so that an old order with a renamed unit gets a sentence of ours.
    json_schema_extra={"items": {"type": "string", "enum": list(_unit_names())}},
)
_WHO: Any = Field(
    default="",
    title="Người thực hiện",
    description="Họ tên người bấm chạy. Được ghi vào sổ nhật ký.",
    max_length=100,
)
_WHY: Any = Field(default="", title="Lý do", description="Vì sao chạy. Được ghi vào sổ nhật ký.", max_length=500)
_TODAY: Any = Field(
    default="",
    title="Ngày làm việc",
    description="Để trống: hôm nay. Ghi ngày khác (2020-03-20) khi tập dùng, hoặc làm lại việc của ngày đã qua.",
)


def codes_of(units: list[str]) -> list[str]:
    """`18604 Xã Thạch Khê` → `18604`; `UsageError` for what is no unit of the district."""
    known = {name.split()[0] for name in _unit_names()}
    codes = [name.split()[0] if name.strip() else "" for name in units]
    for code, name in zip(codes, units, strict=True):
        if code not in known:
            raise UsageError(f"Không có đơn vị «{name}»; chọn lại trong danh sách (Copy to new run).")
    return codes


class Order(BaseModel):
    """What every flow may be asked: who wants it, why, and for which day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    if TYPE_CHECKING:  # each form has them, at a place of its own
        who: str
        why: str
        today: str


class CollectOrder(Order):
    """Yêu cầu thu thập."""

    units: list[str] = _UNITS_FIELD
    cleared: bool = Field(
        default=False,
        title="Thư mục vừa được dọn",
        description="Bật khi tệp trong thư mục dùng chung vừa được dọn có chủ ý, để lượt chạy không coi là ổ mạng hỏng.",
    )
    who: str = _WHO
    why: str = _WHY
    today: OptionalDay = _TODAY


class ReportOrder(Order):
    """Yêu cầu báo cáo."""

    period: OptionalPeriod = Field(
        default="",
        title="Kỳ báo cáo",
        description=(
            "Tháng 2020-03, quý 2020-Q1, 6 tháng 2020-H1, 9 tháng 2020-9M, năm 2020. Để trống: kỳ đang đến hạn theo lịch."
        ),
    )
    kind: KindName = Field(
        default="tháng",
        title="Loại kỳ",
        description="Dùng khi để trống kỳ báo cáo: loại kỳ nào đang đến hạn thì làm.",
    )
    mail: Sending = Field(
        default="gửi thư",
        title="Gửi thư",
        description="«không gửi thư (chạy thử)»: vẫn thu thập và lập báo cáo, nhưng không gửi cho ai.",
    )
    units: list[str] = _UNITS_FIELD
    who: str = _WHO
    why: str = _WHY
    despite_errors: bool = Field(
        default=False,
        title="Vẫn gửi khi có tệp gặp lỗi phần mềm",
        description="Bình thường báo cáo được giữ lại cho tới khi bấm Retry. Bật lên thì gửi ngay, báo cáo ghi rõ đơn vị còn thiếu.",
    )
    today: OptionalDay = _TODAY

    @property
    def sends(self) -> bool:
        return self.mail == SEND


class BackfillOrder(Order):
    """Yêu cầu làm bù."""

    first: Month = Field(default="2020-01", title="Từ tháng", description="Ví dụ 2020-01.")
    last: Month = Field(default="2020-03", title="Đến tháng", description="Ví dụ 2020-03; gồm cả tháng này.")
    kind: KindName = Field(
        default="tháng", title="Loại kỳ", description="Lập báo cáo của mọi kỳ loại này kết thúc trong khoảng trên."
    )
    mail: Sending = Field(
        default="không gửi thư (chạy thử)", title="Gửi thư", description="Thường không gửi lại báo cáo của kỳ đã qua."
    )
    who: str = _WHO
    why: str = _WHY
    today: OptionalDay = _TODAY


class NightlyOrder(Order):
    """Yêu cầu tự kiểm tra."""

    who: str = _WHO
    why: str = _WHY
    today: OptionalDay = _TODAY
