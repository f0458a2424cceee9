"""What `giamngheo init` has to know of an office: asked at the screen or read from a file, by the same descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self, get_args

from pydantic import BaseModel, Field, model_validator

from giamngheo.core.errors import ConfigurationError
from giamngheo.core.text import key, plain, tidy
from giamngheo.metadata.letterhead import Contact
from giamngheo.metadata.levels import Noun
from giamngheo.metadata.mistakes.wording import in_vietnamese, repeated
from giamngheo.metadata.plan import BaselineStocks
from giamngheo.metadata.reader import Reader
from giamngheo.metadata.recipients import Recipient
from giamngheo.metadata.record import Address, Month, Record, Words
from giamngheo.metadata.working_calendar import CalendarRules

# The list that ships; of the communes that began on 1 July 2025 there is none yet.
COUNTRYS_LIST = "danh mục cả nước như ngày 10/04/2023, trước khi các xã được sắp xếp lại từ ngày 01/07/2025"


class OfficeAnswers(Record):
    name: Words = Field(description="Tên cơ quan lập báo cáo, viết hoa như ở đầu văn bản, ví dụ PHÒNG KINH TẾ")
    issuing_name: str = Field(
        default="", description="Tên ấy viết trong câu, ví dụ Phòng Kinh tế xã Thạch Hà; trống: viết hoa như trên"
    )
    parent_body: Words = Field(description="Cơ quan chủ quản, dòng trên tên cơ quan, ví dụ UBND XÃ THẠCH HÀ")
    symbol: Words = Field(description="Ký hiệu của báo cáo, sau «Số: …/», ví dụ BC-PKT")
    place: Words = Field(description="Địa danh, trước ngày tháng, ví dụ Thạch Hà")
    addressee: Words = Field(description="Báo cáo kính gửi ai, ví dụ Ủy ban nhân dân xã Thạch Hà")
    department: Words = Field(
        description="Cơ quan cấp trên nhận bảng tổng hợp kèm công văn, ví dụ Sở Nông nghiệp và Môi trường tỉnh Hà Tĩnh"
    )
    signer_title: Words = Field(description="Chức vụ người ký, viết hoa, ví dụ TRƯỞNG PHÒNG")
    signer_name: str = Field(default="", description="Họ tên người ký; trống: ghi khi ký")
    operator: Address = Field(description="Địa chỉ thư của người vận hành, nhận thư báo sự cố")
    inbox: Words = Field(default="inbox", description="Thư mục dùng chung, nơi các đơn vị đặt tệp")


class PlanAnswers(Record):
    number: str = Field(default="", description="Số, ký hiệu của kế hoạch, ví dụ 27/KH-UBND; trống: ghi sau")
    title: str = Field(default="", description="Tên kế hoạch, ghi trong báo cáo; trống: ghi sau")
    area: Words = Field(description="Địa bàn của kế hoạch, viết như trong câu, ví dụ huyện Thạch Hà")
    year: int = Field(ge=2000, le=2100, description="Năm của kế hoạch")
    baseline: Month | None = Field(
        default=None, description="Tháng của kỳ gốc, ví dụ 2019-12; trống: tháng 12 năm trước"
    )

    @property
    def baseline_month(self) -> str:
        return self.baseline or f"{self.year - 1}-12"


class LevelsAnswers(Record):
    whole: Noun = Field(description="Cấp của cả địa bàn, viết như trong câu, ví dụ huyện, tỉnh, xã")
    sender: Noun = Field(description="Cấp gửi báo cáo, viết như trong câu, ví dụ xã, thôn")
    together: str = Field(
        default="", description="Gọi chung các đơn vị gửi báo cáo, ví dụ các xã, phường; trống: «các » và tên cấp"
    )

    kinds: str = Field(
        default="",
        description="Tên các đơn vị bắt đầu bằng chữ nào, cách nhau bằng dấu phẩy, ví dụ Thôn, Tổ dân phố; trống: tên cấp, "
        "hoặc Xã, Phường, Thị trấn, Đặc khu nếu cấp gửi là xã",
    )

    @model_validator(mode="after")
    def _two_levels(self) -> Self:
        if plain(self.whole) == plain(self.sender):
            raise ValueError("whole và sender là một cấp, ghi cấp gửi báo cáo là cấp nhỏ hơn")
        if again := repeated(map(key, self.each_kind)):
            twice = next(kind for kind in self.each_kind if key(kind) == again[0])
            raise ValueError(f"loại đơn vị «{twice}» ghi hai lần, mỗi loại ghi một lần")
        codes = [code_of(name) for name in self.each_kind]
        for kind, code in zip(self.each_kind, codes, strict=True):
            if not code:
                raise ValueError(
                    f"loại đơn vị «{kind}» không có chữ cái Latinh nào, viết bằng chữ như Thôn, Tổ dân phố"
                )
            if codes.count(code) > 1:
                raise ValueError(f"loại đơn vị «{kind}» và một loại khác bỏ dấu thì như nhau, đặt tên khác hoặc bỏ một")
        return self

    @property
    def each_kind(self) -> list[str]:
        """Of `kinds`, as they are written."""
        return [tidy(kind) for kind in self.kinds.split(",") if tidy(kind)]


def code_of(name: str) -> str:
    """`to-dan-pho` of `Tổ dân phố`: what a file of `config/` calls a level, a kind of units, an area."""
    return re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")


def mistake_of_area(plan: PlanAnswers, levels: LevelsAnswers) -> str:
    """Of a name that does not begin with what the whole is called; nothing where it does."""
    if plan.area.startswith(f"{levels.whole} "):
        return ""
    return f"«{plan.area}» không bắt đầu bằng cấp của cả địa bàn (levels.whole); viết như trong câu: {levels.whole} …"


class UnitsAnswers(Record):
    """Either a table of the office's own, or a part of the country's list."""

    table: str = Field(
        default="",
        description="Bảng đơn vị của cơ quan (tệp CSV có các cột code, name và, nếu có, address, area, urban); trống: chọn trong "
        f"{COUNTRYS_LIST}; xã lập sau đó không có, phải ghi vào bảng",
    )
    province: str = Field(default="", description="Tên hoặc mã tỉnh, thành phố; trống: mọi tỉnh")
    district: str = Field(default="", description="Tên hoặc mã huyện, quận, thị xã; trống: mọi huyện")
    prefix: str = Field(default="", pattern=r"^\d{0,5}$", description="Các chữ số đầu của mã đơn vị; trống: mọi mã")


class Answers(Record):
    """All of them."""

    office: OfficeAnswers = Field(description="mục [office]: cơ quan lập báo cáo")
    contact: Contact = Field(default=Contact(), description="mục [contact]: ai trả lời người nhận thư")
    plan: PlanAnswers = Field(description="mục [plan]: kế hoạch")
    stocks: BaselineStocks | None = Field(
        default=None, description="mục [stocks]: số của kỳ gốc, như kế hoạch ghi; không có mục này: chưa biết"
    )
    calendar: CalendarRules = Field(description="mục [calendar]: các ngày của một kỳ")
    levels: LevelsAnswers = Field(description="mục [levels]: cách gọi các cấp")
    units: UnitsAnswers = Field(description="mục [units]: các đơn vị báo cáo")
    recipient: tuple[Recipient, ...] = Field(min_length=1, description="mục [[recipient]]: nơi nhận báo cáo")

    def with_table_in(self, folder: Path) -> Answers:
        """With where the table of units lies that was named without its folder: the answers may be kept elsewhere."""
        if not self.units.table:
            return self
        table = str((folder / self.units.table).absolute())
        return self.model_copy(update={"units": self.units.model_copy(update={"table": table})})


class AnswersReader(Reader):
    """Says of a key that is missing also what it means."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "")

    def told(self, detail: Any, model: type[BaseModel]) -> tuple[str, str]:
        wrong, remedy = in_vietnamese(detail)
        return wrong, f"{remedy}: {meaning(model, detail['loc'])}" if detail["type"] == "missing" else remedy


def read_answers(file: Path) -> Answers:
    """`ConfigurationError` with every mistake: which key, what is wrong, what to write."""
    if not file.is_file():
        raise ConfigurationError([f"Không có tệp {file}; sửa đường dẫn, hoặc bỏ --answers để được hỏi từng câu."])
    reader = AnswersReader(file.parent)
    answers = reader.record(file.name, Answers)
    if answers is None:
        raise ConfigurationError(reader.mistakes)
    return answers.with_table_in(file.parent)


def meaning(model: type[BaseModel], steps: Iterable[int | str]) -> str:
    """What the key at the end of a way into a record means."""
    told = ""
    for step in (step for step in steps if isinstance(step, str) and step in model.model_fields):
        field = model.model_fields[step]
        told = field.description or ""
        kinds = (field.annotation, *get_args(field.annotation))
        model = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), model)
    return told


def written_answers(answers: Answers) -> str:
    """As the file that `read_answers` reads, each key under what it means."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("Trả lời cho giamngheo init DIR --answers TỆP. Sửa rồi dùng lại được."))
    given = answers.model_dump(mode="json", exclude_none=True)
    for name, field in Answers.model_fields.items():
        sections = given.get(name, ())
        if isinstance(sections, list):
            several = tomlkit.aot()
            for each in sections:
                several.append(_section(Recipient, each))
            document.add(name, several)
        elif sections:
            kind = next(kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type))
            document.add(name, _section(kind, sections))
    return tomlkit.dumps(document)


def _section(model: type[BaseModel], values: dict[str, Any]) -> Any:
    import tomlkit

    section = tomlkit.table()
    for name, value in values.items():
        section.add(tomlkit.comment(model.model_fields[name].description or ""))
        section.add(name, value)
    return section
