"""Frozen records of `config/operation.toml`: what runs when, whom to tell, how long things are kept."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, StrictInt

from giamngheo.core.period import Kind
from giamngheo.metadata.recipients import FULL_REPORT, DocumentCode
from giamngheo.metadata.record import Address, FieldName, Record

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MonthNumber = Annotated[StrictInt, Field(ge=1, le=12)]


def _at_most(most: int) -> AfterValidator:
    """Of what an office writes for "never" or "for ever": as much as any date of its work can be moved by, and no more."""
    return AfterValidator(lambda value: max(-most, min(value, most)))


_CENTURY_DAYS = 36_500
Minutes = Annotated[int, Field(ge=1), _at_most(_CENTURY_DAYS * 24 * 60)]
Days = Annotated[int, Field(ge=1), _at_most(_CENTURY_DAYS)]
Years = Annotated[int, Field(ge=1), _at_most(100)]
WorkingDays = Annotated[StrictInt, _at_most(10_000)]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def _time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("không phải giờ, viết như 07:30")
    return text


class Operator(Record):
    """Who is told when something goes wrong."""

    name: str = Field(description="Tên, để xưng hô trong thư")
    addresses: tuple[Address, ...] = Field(default=(), description="Địa chỉ nhận thư báo sự cố; []: không gửi")
    mails_per_day: int = Field(ge=1, description="Tối đa bấy nhiêu thư báo sự cố một ngày")
    heartbeat_url: str = Field(
        default="",
        pattern=r"^(https?://.+)?$",
        description="Địa chỉ web ở máy khác, được gọi mỗi 5 phút khi mọi việc còn chạy; không gọi nữa là hệ thống đã chết",
    )
    late_after_minutes: Minutes = Field(description="Lượt chạy chậm bấy nhiêu phút thì báo")
    missing_after_minutes: Minutes = Field(description="Quá giờ bấy nhiêu phút mà việc theo lịch chưa xong thì báo")


class ApprovalRules(Record):
    """Whether a report waits for somebody's word, or for a signature, before it is sent; and for how many days at most."""

    required: bool = Field(description="Báo cáo phải chờ duyệt trong giao diện Prefect rồi mới gửi")
    days: Days = Field(description="Chờ duyệt, chờ ký tối đa bấy nhiêu ngày")
    signed: bool = Field(
        default=False, description="Báo cáo phải ký rồi mới gửi: dự thảo gửi office, bản ký đặt vào folder"
    )
    documents: tuple[DocumentCode, ...] = Field(
        default=(FULL_REPORT,), description="Loại báo cáo phải ký, như document ở config/recipients.toml"
    )
    office: tuple[Address, ...] = Field(default=(), description="Địa chỉ nhận dự thảo để ký")
    folder: str = Field(
        default="_da-ky",
        min_length=1,
        description="Thư mục đặt văn bản đã ký: tên trong thư mục dùng chung, hoặc đường dẫn, địa chỉ fsspec",
    )


class Reminders(Record):
    """On which working days, counted from the due day, who owes a report is reminded; and from which on who else."""

    enabled: bool = Field(default=False, description="Có gửi thư nhắc không")
    days: tuple[WorkingDays, ...] = Field(
        default=(-1, 0, 1, 3), description="Các ngày nhắc: số nguyên ngày làm việc so với hạn nộp, số âm là trước hạn"
    )
    chairman_from: WorkingDays = Field(
        default=1, description="Từ ngày nào nhắc thêm người đứng đầu đơn vị; đếm như days"
    )
    district_from: WorkingDays = Field(default=3, description="Từ ngày nào gửi danh sách cho [operator]; đếm như days")


class Keep(Record):
    """Ages in days; in years of what the office must keep by its own list of records, and takes away by hand."""

    run_days: Days = Field(description="Lượt chạy, nhật ký, hình trong Prefect")
    event_days: Days = Field(description="Sự kiện trong Prefect")
    scratch_days: Days = Field(description="Tệp tạm, kết quả tạm")
    notice_days: Days = Field(description="Sổ thư báo sự cố")
    backup_days: Days = Field(default=60, description="Bản sao lưu hằng đêm; bản cuối luôn giữ")
    household_years: Years | None = Field(
        default=None,
        description="Tên, mã, ghi chú của hộ, tính từ tháng cuối có hộ; không có: mãi mãi. Chỉ xóa khi gõ giamngheo retention",
    )
    original_years: Years | None = Field(
        default=None,
        description="Bản gốc đơn vị nộp, tính từ kỳ của tệp; không có: mãi mãi. Cũng chỉ xóa khi gõ lệnh",
    )


class Deployment(Record):
    """A piece of work in the Prefect UI; with `at`, its schedule wakes it every day at that time of Vietnam, or on some `days` only."""

    name: str = Field(pattern=r"^[a-z0-9-]+$", description="Tên việc trong tệp này và trong sổ, không dấu, không lặp")
    flow: FieldName = Field(description="Tên một tệp của flows/: collect, report, backfill, nightly, …")
    title: str = Field(
        pattern=r"^[^/%&<>]+$", description="Tên hiện trong giao diện Prefect, không lặp, không có / % & < >"
    )
    description: str = Field(description="Việc này làm gì")
    tags: tuple[str, ...] = Field(default=(), description="Thẻ trong giao diện Prefect")
    kind: Kind | None = Field(default=None, description="Loại kỳ, chỉ của việc report")
    at: Annotated[str, AfterValidator(_time)] | None = Field(
        default=None, description="Giờ chạy, như 07:30; không có: chỉ chạy khi bấm"
    )
    days: tuple[Weekday, ...] = Field(default=(), description="Chạy những ngày nào trong tuần; để trống là mọi ngày")
    months: tuple[MonthNumber, ...] = Field(
        default=(), description="Chỉ của việc report: chỉ kỳ kết thúc vào các tháng này; để trống là mọi kỳ"
    )

    def is_on(self, day: dt.date) -> bool:
        """Whether its schedule wakes it on a day."""
        return not self.days or WEEKDAYS[day.weekday()] in self.days

    @property
    def time(self) -> dt.time | None:
        return dt.time.fromisoformat(self.at) if self.at else None


class Operation(Record):
    """Everything of `config/operation.toml`."""

    work_pool: str = Field(min_length=1, description="Nhóm worker trong Prefect")
    catch_up_days: Days = Field(description="Máy tắt bao lâu thì lịch vẫn làm bù kỳ đến hạn")
    wait_minutes: Annotated[int, _at_most(_CENTURY_DAYS * 24 * 60)] = Field(
        ge=0, description="Một lượt chạy đợi lượt khác bấy nhiêu phút rồi mới báo bận"
    )
    mails_per_day: int = Field(ge=1, description="Mỗi nơi nhận tối đa bấy nhiêu thư một ngày, mọi loại thư")
    operator: Operator = Field(description="Ai được báo khi có sự cố")
    approval: ApprovalRules = Field(description="Duyệt báo cáo trước khi gửi")
    reminders: Reminders = Field(default=Reminders(), description="Nhắc các đơn vị chưa có báo cáo đạt")
    keep: Keep = Field(description="Giữ bao lâu, tính bằng ngày")
    deployment: tuple[Deployment, ...] = Field(min_length=1, description="Các việc chạy theo lịch hoặc khi bấm")

    def months_of(self, kind: Kind) -> frozenset[int]:
        """With the end of which months periods of a kind are reported, by whichever deployment; none: with that of any."""
        own = [deployment.months for deployment in self.deployment if deployment.kind == kind]
        return frozenset(month for months in own for month in months) if all(own) else frozenset()
