"""What an operator may ask for: the form of each flow in the Prefect UI.

One model a flow, for only fields of a model show their title and explanation there. No unions and no nulls: the
form would show them as English tabs. Choices are lists; an empty text means "as the schedule would".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from giamngheo.core.errors import GiamNgheoError, UsageError
from giamngheo.core.period import Kind
from giamngheo.metadata import Configuration, load_configuration
from giamngheo.metadata.record import Month
from giamngheo.metadata.settings import load_settings
from giamngheo.report.ad_hoc.choice import AdHocRequest

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


def _measure_names(own: Configuration) -> Iterable[str]:
    plan = own.plans[-1]
    yield from (f"{one.code} {one.title}" for one in plan.indicator)
    yield from (f"{code} {one.title}" for code, one in plan.figure_by_key.items())


def _place_names(own: Configuration) -> Iterable[str]:
    return (f"{one.code} {one.name}" for one in (*own.areas, *own.units))


def _question_names(own: Configuration) -> Iterable[str]:
    return (f"{one.code} {one.title}" for one in own.questions)


def _recipient_names(own: Configuration) -> Iterable[str]:
    return (f"{one.name} <{one.address}>" for one in own.recipients)


def _chosen(title: str, description: str, names: Callable[[Configuration], Iterable[str]]) -> Any:
    """A list to choose from; checked when the report is made, with what is near. None to choose from where the configuration is
    wrong, which the flow itself will say."""
    try:
        listed = list(dict.fromkeys(names(load_configuration(load_settings().config))))
    except GiamNgheoError:
        listed = []
    items: Any = {"type": "string"} | ({"enum": listed} if listed else {})
    return Field(default=[], title=title, description=description, json_schema_extra={"items": items})


# Fields that several forms have. Inherited fields would stand first in a form, so each form lists them where it
# wants them.
_UNITS_FIELD: Any = Field(
    default=[],
    title="Chỉ chạy lại các đơn vị",
    description="Để trống: tất cả. Chọn đơn vị khi chỉ cần nhận và kiểm tra lại tệp của đơn vị đó.",
    # A list to choose from; checked in the flow, so that an old order with a renamed unit gets a sentence of ours.
    json_schema_extra={"items": {"type": "string", "enum": list(_unit_names())}},
)
_CLEARED: Any = Field(
    default=False,
    title="Thư mục vừa được dọn",
    description="Bật khi tệp trong thư mục dùng chung vừa được dọn có chủ ý, để lượt chạy không coi là ổ mạng hỏng.",
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
    cleared: bool = _CLEARED
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
    cleared: bool = _CLEARED
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


class AdHocOrder(Order):
    """Yêu cầu báo cáo đột xuất."""

    period: OptionalPeriod = Field(
        default="",
        title="Kỳ số liệu",
        description="Bắt buộc: tháng 2020-03, quý 2020-Q1, 6 tháng 2020-H1, 9 tháng 2020-9M, năm 2020.",
    )
    known_on: OptionalDay = Field(
        default="",
        title="Số liệu biết đến ngày",
        description="Để trống: đến nay. Ghi ngày (2020-03-20): chỉ tính báo cáo, bản sửa đã được chấp nhận đến hết ngày đó.",
    )
    indicators: list[str] = _chosen(
        "Chỉ tiêu, số liệu", "Chọn những gì cần báo cáo. Để trống: mọi chỉ tiêu của kế hoạch.", _measure_names
    )
    units: list[str] = _chosen("Đơn vị, khu vực", "Để trống: tất cả.", _place_names)
    villages: list[str] = Field(
        default=[],
        title="Nơi ở của hộ",
        description="Tên như đơn vị ghi trong danh sách hộ; trùng tên ở nhiều đơn vị thì ghi thêm mã đơn vị trong ngoặc.",
    )
    questions: list[str] = _chosen("Câu hỏi", "Câu hỏi lãnh đạo hay hỏi, trả lời bằng bảng số.", _question_names)
    title: str = Field(
        default="", title="Tên báo cáo", description="Trích yếu. Để trống: tình hình giảm nghèo của kỳ.", max_length=200
    )
    basis: str = Field(
        default="",
        title="Căn cứ",
        description="Viết ở đầu báo cáo, như: Thực hiện Công văn số 12 ngày 18/3/2020. Để trống: theo kế hoạch.",
        max_length=500,
    )
    to: list[str] = _chosen(
        "Nơi nhận", "Nơi đã khai báo. Không chọn ai và không ghi địa chỉ: chỉ lập, không gửi.", _recipient_names
    )
    addresses: list[str] = Field(
        default=[],
        title="Địa chỉ khác",
        description="Địa chỉ thư chưa khai báo, mỗi dòng một địa chỉ. Có địa chỉ ở đây thì số nhỏ được ẩn.",
    )
    again: bool = Field(
        default=False,
        title="Gửi lại cả nơi đã có",
        description="Bình thường yêu cầu như cũ, số liệu như cũ thì nơi đã nhận không bị gửi lần hai.",
    )
    who: str = _WHO
    why: str = _WHY
    today: OptionalDay = _TODAY

    @property
    def sends(self) -> bool:
        return bool(self.to or self.addresses)

    @property
    def asked(self) -> AdHocRequest:
        return AdHocRequest(
            period=self.period,
            title=self.title,
            basis=self.basis,
            known_on=self.known_on,
            indicators=tuple(self.indicators),
            units=tuple(self.units),
            villages=tuple(self.villages),
            questions=tuple(self.questions),
            to=tuple(self.to),
            addresses=tuple(self.addresses),
        )


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
