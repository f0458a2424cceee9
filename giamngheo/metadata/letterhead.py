"""Head and foot of a report and of a letter, and whom a report points to (`config/report.toml`)."""

from __future__ import annotations

from pydantic import Field

from giamngheo.metadata.before import BEFORE
from giamngheo.metadata.recipients import DocumentCode
from giamngheo.metadata.record import AddressOrEmpty, Record


class Department(Record):
    """The office above, as the provincial department: gets the consolidated tables with a covering letter (công văn)."""

    name: str = Field(description="Cơ quan cấp trên nhận công văn")
    symbol: str = Field(description="Ký hiệu của công văn, sau «Số: …/»")
    code: DocumentCode = Field(
        default=BEFORE["department_code"], description="Mã của công văn, như document ở recipients.toml và --kind"
    )
    receivers: tuple[str, ...] = Field(
        default=("Như trên",), description="Nơi nhận của công văn; filed_as được ghi thêm ở cuối"
    )


class Contact(Record):
    """Who answers what readers of a letter ask: stands in its foot; the address is where their answers go."""

    name: str = Field(default="", description="Người hoặc bộ phận trả lời; trống: không nêu")
    telephone: str = Field(default="", description="Điện thoại, ghi ở cuối thư; trống: không nêu")
    address: AddressOrEmpty = Field(
        default="", description="Địa chỉ nhận thư trả lời (Reply-To); trống: thư đề nghị không trả lời"
    )


class Attention(Record):
    """Which units a report points to: behind on at least this share (percent) of their targets."""

    behind_percent: float = Field(
        default=50, gt=0, le=100, description="Nêu đơn vị chậm từ bấy nhiêu % số chỉ tiêu có mục tiêu"
    )


class PublicationRules(Record):
    """The figures that the office publishes: a document of its own, in which no count of a unit's households is so small that
    its neighbours know whose they are."""

    small_counts_below: int | None = Field(
        default=None,
        ge=3,
        description="Số hộ, số người của một đơn vị dưới bấy nhiêu thì không công khai; không ghi: không có báo cáo công khai",
    )
    receivers: tuple[str, ...] = Field(
        default=("Niêm yết công khai",), description="Nơi nhận; filed_as được ghi thêm ở cuối"
    )


class Organisation(Record):
    """An organisation that helps households, and how communes write it; what is written otherwise may be a person's name."""

    name: str = Field(description="Tên tổ chức, như được nêu trong báo cáo")
    also: tuple[str, ...] = Field(default=(), description="Các cách viết khác trong báo cáo của đơn vị, viết đủ cả ô")


class Letterhead(Record):
    parent_body: str = Field(description="Cơ quan chủ quản, dòng trên; trống: không có")
    issuing_body: str = Field(description="Cơ quan ban hành, dòng dưới; cũng là bên gửi trong thư")
    issuing_name: str = Field(
        default="",
        description="Tên cơ quan ban hành viết trong câu; trống: tên ấy ở [offices] của "
        "plan.toml, không có ở đó thì như issuing_body",
    )
    symbol: str = Field(description="Ký hiệu của báo cáo, sau «Số: …/»")
    place: str = Field(description="Địa danh, trước ngày tháng")
    addressees: tuple[str, ...] = Field(description="Kính gửi")
    receivers: tuple[str, ...] = Field(description="Nơi nhận")
    filed_as: str = Field(description="Dòng lưu, cuối nơi nhận")
    signed_for: str = Field(
        default="",
        description="Dòng trên chức vụ khi ký thay, thừa lệnh (KT. …, TL. …, TM. …); trống: không có dòng này",
    )
    signer_title: str = Field(description="Chức vụ người ký")
    signer_name: str = Field(default="", description="Họ tên người ký; trống: để ký, ghi tay")
    notice_symbol: str = Field(description="Ký hiệu của thông báo gửi các cơ quan, các đơn vị; trống: như symbol")
    contact: Contact = Field(default=Contact(), description="Ai trả lời người nhận thư")
    department: Department = Field(description="Công văn gửi cơ quan cấp trên")
    publication: PublicationRules = Field(default=PublicationRules(), description="Số liệu công khai")
    organisation: tuple[Organisation, ...] = Field(
        default=(),
        description="Các tổ chức nhận trợ giúp hộ được nêu tên; ghi khác là tổ chức, cá nhân khác, không nêu tên",
    )
    nobody: tuple[str, ...] = Field(default=(), description="Chữ ghi ở cột tổ chức nhận trợ giúp nghĩa là chưa có ai")
    attention: Attention = Field(default=Attention(), description="Đơn vị nào được nêu là cần quan tâm")
