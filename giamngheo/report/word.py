"""The report to be signed: a Word document in the layout of Decree 30/2020/NĐ-CP, annex I, model 1.4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from giamngheo.report import sentences, words
from giamngheo.report.content import Flow, ReportContent, UnitLine
from giamngheo.report.deterministic_zip import repacked
from giamngheo.report.word_parts import (
    BODY_WIDTH,
    WIDE_WIDTH,
    Column,
    empty_lines,
    frame,
    line_below,
    new_document,
    new_pages,
    say,
    table,
)
from giamngheo.vietnamese import administrative_date, moment, number, percent, quantity

_APPENDICES = ("Phụ lục I", "Phụ lục II", "Phụ lục III")


def word_document(content: ReportContent) -> bytes:
    """The document's bytes; the same content gives the same."""
    document = new_document()
    _head(document, content)
    _title(document, content)
    _results(document, content)
    _judgement(document, content)
    _proposals(document)
    _foot(document, content)
    _appendices(document, content)
    out = BytesIO()
    document.save(out)
    return repacked(out.getvalue(), words.title(content), content.office.issuing_body, content.issued_on)


# ---------------------------------------------------------------- head and foot of the letter


def _head(document: Any, content: ReportContent) -> None:
    office = content.office
    left, right = frame(document, (75, 90)).rows[0].cells
    say(left, office.parent_body, "Cơ quan chủ quản")
    say(left, office.issuing_body, "Cơ quan ban hành")
    line_below(left, 25)
    say(left, f"Số: ……/{office.symbol}", "Số, ký hiệu")
    say(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Quốc hiệu")
    say(right, "Độc lập - Tự do - Hạnh phúc", "Tiêu ngữ")
    line_below(right, 17)
    say(right, f"{office.place}, {administrative_date(content.issued_on)}", "Địa danh, ngày tháng")


def _title(document: Any, content: ReportContent) -> None:
    say(document, "BÁO CÁO", "Tên loại văn bản")
    say(document, words.title(content), "Trích yếu")
    line_below(document, 60)
    addressees = content.office.addressees
    if len(addressees) == 1:
        say(document, f"Kính gửi: {addressees[0]}.", "Kính gửi")
    else:
        say(document, "Kính gửi:", "Kính gửi")
        for place, addressee in enumerate(addressees, start=1):
            say(document, f"- {addressee}{'.' if place == len(addressees) else ';'}", "Kính gửi")
    opening = (
        f"Thực hiện {content.office.plan_title}, {_as_in_a_sentence(content.office.issuing_body)} báo cáo kết quả "
        f"{content.period_title} (số liệu tính {sentences.window(content)}) như sau:"
    )
    _paragraphs(document, [sentences.revision(content), opening])


def _foot(document: Any, content: ReportContent) -> None:
    office = content.office
    left, right = frame(document, (85, 80)).rows[0].cells
    say(left, "Nơi nhận:", "Nơi nhận", bold=True, italic=True).runs[0].font.size = _points(12)
    for place, receiver in enumerate(office.receivers, start=1):
        say(left, f"- {receiver}{'.' if place == len(office.receivers) else ';'}", "Nơi nhận")
    if office.signed_for:
        say(right, office.signed_for, "Chức vụ, họ tên")
    say(right, office.signer_title, "Chức vụ, họ tên")
    empty_lines(right, 4, "Chức vụ, họ tên")
    say(right, office.signer_name, "Chức vụ, họ tên")


# ---------------------------------------------------------------- body


def _results(document: Any, content: ReportContent) -> None:
    say(document, "I. KẾT QUẢ THỰC HIỆN", "Heading 1")
    say(document, "1. Tình hình báo cáo", "Heading 2")
    _paragraphs(document, [sentences.coverage_sentence(content), *sentences.reporting(content)])
    say(document, "2. Hộ nghèo, hộ cận nghèo", "Heading 2")
    _paragraphs(document, [*sentences.headline(content), sentences.compared_units(content)])
    say(document, "3. Biến động trong kỳ", "Heading 2")
    _paragraphs(document, [*sentences.flows(content), "(Chi tiết theo đơn vị tại Phụ lục I và Phụ lục II.)"])
    say(document, "4. Thực hiện các chỉ tiêu của kế hoạch", "Heading 2")
    _paragraphs(document, [sentences.attainment_summary(content)])
    _attainment_table(document, content)
    say(document, "5. Nguồn lực, mô hình, gương sáng", "Heading 2")
    _paragraphs(document, [sentences.resources(content)])
    _resources_table(document, content)
    _paragraphs(document, [sentences.models(content), *_stories(content)])


def _judgement(document: Any, content: ReportContent) -> None:
    say(document, "II. ĐÁNH GIÁ, TỒN TẠI", "Heading 1")
    behind = sentences.behind(content)
    _paragraphs(document, ["Chỉ tiêu còn chậm:" if behind else "Không có chỉ tiêu nào chậm.", *_dashes(behind)])
    returned = [sentences.rejection(item) for item in content.rejections]
    if returned:
        _paragraphs(document, ["Báo cáo bị trả lại để sửa:", *_dashes(returned)])
    if content.missing:
        _paragraphs(document, [f"Chưa có số liệu của: {words.listed(content.missing)}."])
    warnings = [sentences.rule(line, "lưu ý") for line in content.warnings]
    if warnings:
        _paragraphs(document, ["Số liệu đã nhận nhưng cần xem lại:", *_dashes(f"{line}." for line in warnings)])


def _proposals(document: Any) -> None:
    say(document, "III. KIẾN NGHỊ, ĐỀ XUẤT", "Heading 1")
    say(document, "(Cơ quan báo cáo bổ sung nội dung này trước khi ký.)", "Nội dung", italic=True)
    say(document, "./.", "Nội dung")


def _attainment_table(document: Any, content: ReportContent) -> None:
    columns = [
        Column("Chỉ tiêu", 51, "left"),
        Column("Tử số/ mẫu số", 26),
        Column("Kết quả", 25),
        Column("Mục tiêu", 25),
        Column("Mức độ", 21, "center"),
        Column("Đơn vị", BODY_WIDTH - 148, "center"),
    ]
    rows = [
        (
            item.title,
            words.parts_text(item),
            words.value_text(item),
            words.target_text(item),
            words.status(item.status),
            f"{item.coverage.reporting}/{item.coverage.expected}",
        )
        for item in content.attainment
    ]
    _covered_table(document, content, columns, rows)


def _resources_table(document: Any, content: ReportContent) -> None:
    sources = words.resources_by_source(content)
    if not sources:
        return
    columns = [Column("Nguồn", 75, "left"), Column("Số tiền (triệu đồng)", 45), Column("Lượt hộ hưởng lợi", 45)]
    rows = [(source, quantity(amount), quantity(households)) for source, amount, households in sources]
    total = ("Tổng cộng", quantity(sum(line[1] for line in sources)), quantity(sum(line[2] for line in sources)))
    _covered_table(document, content, columns, [*rows, total], bold_last=True)


def _stories(content: ReportContent) -> Iterable[str]:
    if content.stories:
        yield f"Gương sáng tự vươn lên thoát nghèo được đồng ý công bố ({words.coverage_text(content)}):"
        yield from _dashes(f"{story.unit}: {words.plain(story.summary)}" for story in content.stories)


# ---------------------------------------------------------------- appendices


def _appendices(document: Any, content: ReportContent) -> None:
    tables = (
        ("SỐ LIỆU THEO ĐƠN VỊ", _units_table),
        ("BIẾN ĐỘNG HỘ NGHÈO, HỘ CẬN NGHÈO", _flows_table),
        ("TÌNH HÌNH BÁO CÁO", _reporters_table),
    )
    for name, (title, draw) in zip(_APPENDICES, tables, strict=True):
        new_pages(document, landscape=True)
        say(document, name, "Tên phụ lục")
        say(document, f"{title} {content.period_title.upper()}", "Tên phụ lục")
        attached = (
            f"(Kèm theo Báo cáo số ……/{content.office.symbol} ngày …… tháng …… năm …… "
            f"của {_as_in_a_sentence(content.office.issuing_body)})"
        )
        say(document, attached, "Kèm theo")
        draw(document, content)


def _units_table(document: Any, content: ReportContent) -> None:
    codes = [item.indicator for item in content.attainment]
    titles = {item.indicator: item for item in content.attainment}
    columns = [
        Column("Đơn vị", 33, "left"),
        Column("Tổng số hộ", 15),
        Column("Hộ nghèo", 13.5),
        Column("Tỷ lệ", 15.5),
        Column("Hộ cận nghèo", 13.5),
        Column("Tỷ lệ", 15.5),
        Column("Hộ nghèo BTXH", 14),
        *(Column(_SHORT.get(code, titles[code].title), (WIDE_WIDTH - 120) / len(codes)) for code in codes),
    ]
    notes = "; ".join(
        f"{_SHORT.get(code, code)}: {titles[code].title} ({titles[code].unit_of_measure})" for code in codes
    )
    say(document, f"{notes}. Dấu – là chưa có số liệu hoặc không phát sinh.", "Ghi chú bảng")
    rows = [_unit_row(line, codes) for line in [*content.units, content.district]]
    _covered_table(document, content, columns, rows, bold_last=True)


_SHORT = {
    "poverty_reduction": "Giảm nghèo",
    "insured_poor": "BHYT nghèo",
    "insured_near_poor": "BHYT cận",
    "loan_access": "Vay vốn",
    "education_support": "Giáo dục",
    "information_access": "Thông tin",
    "water_sanitation": "Nước, VS",
    "temporary_housing": "Nhà tạm",
    "models": "Mô hình",
}


def _unit_row(line: UnitLine, codes: Sequence[str]) -> tuple[str, ...]:
    values = {item.indicator: item for item in line.indicators}
    return (
        line.name,
        number(line.households),
        number(line.poor),
        percent(line.poor_rate),
        number(line.near_poor),
        percent(line.near_poor_rate),
        number(line.social_poor),
        *(_bare(values[code].value, values[code].denominator is None) for code in codes),
    )


def _bare(value: float | None, is_count: bool) -> str:
    return quantity(value) if is_count else number(value, 2)


def _flows_table(document: Any, content: ReportContent) -> None:
    heads = (
        ("Đầu kỳ", "opening"),
        ("Phát sinh mới", "new"),
        ("Tái nghèo", "relapsed"),
        ("Chuyển đến", "moved_in"),
        ("Thoát nghèo", "escaped_poverty"),
        ("Thoát cận nghèo", "escaped_near_poverty"),
        ("Chuyển đi", "moved_out"),
        ("Xóa hộ", "removed"),
        ("Cuối kỳ", "closing"),
        ("Nghèo sang cận nghèo", "to_near_poor"),
        ("Cận nghèo sang nghèo", "to_poor"),
    )
    columns = [
        Column("Đơn vị", 40, "left"),
        *(Column(head, 17.5) for head, _ in heads),
        Column("Khớp", 17, "center"),
    ]
    rows = [
        (flow.name, *(number(getattr(flow, field)) for _, field in heads), _balances(flow))
        for flow in [*content.flows, content.district_flow]
    ]
    _covered_table(document, content, columns, rows, bold_last=True)
    say(
        document,
        "Ghi chú: đơn vị tính là hộ; cuối kỳ = đầu kỳ + phát sinh mới + tái nghèo + chuyển đến − thoát nghèo "
        "− thoát cận nghèo − chuyển đi − xóa hộ. Hai cột chuyển đổi nằm trong danh sách nên không làm thay đổi tổng.",
        "Ghi chú bảng",
    )


def _balances(flow: Flow) -> str:
    return {True: "Khớp", False: "Lệch", None: "–"}[flow.balances]


def _reporters_table(document: Any, content: ReportContent) -> None:
    columns = [
        Column("Mã", 20, "center"),
        Column("Đơn vị", 60, "left"),
        Column("Tình trạng", 40, "left"),
        Column("Lần gửi", 20),
        Column("Nhận lúc", 45, "center"),
        Column("Hạn", 27, "center"),
        Column("Lỗi", 17),
        Column("Lưu ý", 17),
    ]
    rows = [
        (
            line.code,
            line.name,
            words.submission_status(line.status),
            number(line.version) if line.version else "",
            moment(line.received_at) if line.received_at else "",
            words.punctuality(line.on_time),
            number(line.critical),
            number(line.warning),
        )
        for line in content.reporters
    ]
    _covered_table(document, content, columns, rows)


# ---------------------------------------------------------------- parts


def _covered_table(
    document: Any,
    content: ReportContent,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    bold_last: bool = False,
) -> None:
    """A table below the sentence that says over how many units it is."""
    say(document, sentences.coverage_sentence(content), "Ghi chú bảng")
    table(document, columns, rows, bold_last)


def _paragraphs(document: Any, texts: Iterable[str]) -> None:
    for text in texts:
        if text:
            say(document, text, "Nội dung")


def _dashes(texts: Iterable[str]) -> list[str]:
    return [f"- {text}" for text in texts]


def _as_in_a_sentence(body: str) -> str:
    """`PHÒNG LAO ĐỘNG - …` → `Phòng Lao động - …`: names of offices are capitals in the head only."""
    known = {"PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI": "Phòng Lao động - Thương binh và Xã hội"}
    return known.get(body, body)


def _points(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)
