"""The report as a Word document in the layout of Decree 30/2020/NĐ-CP, annex I (model 1.4), ready to be signed.

It says what the content says and calculates nothing but totals. Part III is the office's to write.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Mm

from giamngheo.report import sentences, words
from giamngheo.report.content import ReportContent
from giamngheo.report.deterministic_zip import repacked
from giamngheo.report.word_appendices import add_appendices, reference
from giamngheo.report.word_parts import BODY_WIDTH, Column, empty_lines, frame, line_below, new_document, say, table
from giamngheo.vietnamese import administrative_date, coverage, quantity

TO_COMPLETE = "[Cơ quan ban hành bổ sung kiến nghị, đề xuất trước khi ký.]"

_HEAD_WIDTHS = (67, 98)
_FOOT_WIDTHS = (85, 80)
_MOTTO_WIDTH = 59  # mm, at size 13: the line below it is as long
_LETTER_WIDTH = 2.9  # mm, a bold capital of size 12 on the average: for the line below the issuing body


def word_document(content: ReportContent) -> bytes:
    """The report as .docx; the same content gives the same bytes."""
    document = new_document()
    _head(document, content)
    _title(document, content)
    _addressees(document, content)
    _opening(document, content)
    _results(document, content)
    _judgement(document, content)
    _proposals(document)
    _closing(document, content)
    _foot(document, content)
    add_appendices(document, content)
    out = BytesIO()
    document.save(out)
    return repacked(out.getvalue(), f"Báo cáo {words.title(content)}", content.office.issuing_body, content.issued_on)


# ---------------------------------------------------------------- head


def _head(document: Any, content: ReportContent) -> None:
    """Issuing body and number on the left; the state's name, place and date on the right."""
    office = content.office
    left, right = frame(document, _HEAD_WIDTHS).rows[0].cells
    say(left, office.parent_body, "Cơ quan chủ quản")
    body = office.issuing_body.replace(" - ", " -\n")
    say(left, body, "Cơ quan ban hành")
    longest = max(len(line) for line in body.split("\n")) * _LETTER_WIDTH
    line_below(left, (_HEAD_WIDTHS[0] - min(longest, _HEAD_WIDTHS[0]) * 0.4) / 2)
    say(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Quốc hiệu")
    say(right, "Độc lập - Tự do - Hạnh phúc", "Tiêu ngữ")
    line_below(right, (_HEAD_WIDTHS[1] - _MOTTO_WIDTH) / 2)
    left, right = frame(document, _HEAD_WIDTHS).rows[0].cells
    say(left, f"Số: ……/{office.symbol}", "Số, ký hiệu")  # the number is given when the report is registered
    say(right, f"{office.place}, {administrative_date(content.issued_on)}", "Địa danh, ngày tháng")


def _title(document: Any, content: ReportContent) -> None:
    say(document, "BÁO CÁO", "Tên loại văn bản")
    say(document, words.title(content), "Trích yếu")
    line_below(document, BODY_WIDTH * 0.3)


def _addressees(document: Any, content: ReportContent) -> None:
    """A report to a higher body names it at the top too."""
    names = content.office.addressees
    if len(names) == 1:
        say(document, f"Kính gửi: {names[0]}.", "Kính gửi", before=10).alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif names:
        say(document, "Kính gửi:", "Kính gửi", before=10).paragraph_format.left_indent = Mm(20)
        for name in names:
            end = "." if name == names[-1] else ";"
            say(document, f"- {name}{end}", "Kính gửi").paragraph_format.left_indent = Mm(30)


def _opening(document: Any, content: ReportContent) -> None:
    begin = say(
        document,
        f"{sentences.revision(content)} Thực hiện {content.office.plan_title}, {words.office_name(content)} báo cáo kết quả "
        f"{content.period_title} (số liệu {sentences.window(content)}) như sau:",
        "Nội dung",
        before=10,
    )
    begin.paragraph_format.keep_with_next = True


# ---------------------------------------------------------------- I. results


def _results(document: Any, content: ReportContent) -> None:
    say(document, "I. KẾT QUẢ THỰC HIỆN", "Heading 1")
    heading = _numbered(document)
    heading("Tình hình báo cáo của các đơn vị")
    _say_all(document, sentences.coverage_sentence(content), reference(content, "reporters"))
    if sentences.headline(content):
        heading("Hộ nghèo, hộ cận nghèo")
        _say_all(document, *sentences.headline(content))
        _say_all(document, sentences.compared_units(content), reference(content, "units"))
        heading("Biến động hộ nghèo, hộ cận nghèo")
        _say_all(document, *sentences.flows(content), reference(content, "flows"))
    if content.attainment:
        heading("Thực hiện các chỉ tiêu của kế hoạch")
        _say_all(document, sentences.attainment_summary(content), reference(content, "indicators"))
        _attainment(document, content)
    if content.coverage.reporting:
        heading("Nguồn lực huy động")
        _say_all(document, sentences.resources(content))
        _resources(document, content)
        heading("Mô hình giảm nghèo")
        _say_all(document, sentences.models(content), reference(content, "models"))
    if content.stories:
        heading("Gương sáng tự vươn lên thoát nghèo")
        _say_all(document, *[f"- {story.unit}: {story.summary}" for story in content.stories])


def _attainment(document: Any, content: ReportContent) -> None:
    columns = [
        Column("TT", 9, "center"),
        Column("Chỉ tiêu", 44, "left"),
        Column("Kết quả", 27),
        Column("Số liệu (tử số/ mẫu số)", 28),
        Column("Mục tiêu", 24),
        Column("Mức độ", 17, "center"),
        Column("Đơn vị báo cáo", 16, "center"),
    ]
    rows = [
        [
            str(at),
            item.title,
            words.value_text(item),
            words.parts_text(item),
            words.target_text(item),
            words.status(item.status),
            coverage(item.coverage.reporting, item.coverage.expected).removesuffix(" đơn vị"),
        ]
        for at, item in enumerate(content.attainment, 1)
    ]
    say(document, sentences.coverage_sentence(content), "Ghi chú bảng")
    table(document, columns, rows)
    note = sentences.points_note(content)
    if note:
        say(document, note, "Ghi chú bảng").paragraph_format.keep_with_next = False


def _resources(document: Any, content: ReportContent) -> None:
    sources = words.resources_by_source(content)
    if not sources:
        return
    columns = [
        Column("TT", 12, "center"),
        Column("Nguồn", 73, "left"),
        Column("Số tiền (triệu đồng)", 40),
        Column("Số lượt hộ được hỗ trợ", 40),
    ]
    rows = [[str(at), name, quantity(amount), quantity(homes)] for at, (name, amount, homes) in enumerate(sources, 1)]
    total = [sum(line[at] for line in sources) for at in (1, 2)]  # type: ignore[misc]
    rows.append(["", "Cộng", *(quantity(value) for value in total)])
    say(document, sentences.coverage_sentence(content), "Ghi chú bảng")
    table(document, columns, rows, bold_last=True)


# ---------------------------------------------------------------- II. judgement, III. proposals


def _judgement(document: Any, content: ReportContent) -> None:
    say(document, "II. ĐÁNH GIÁ, TỒN TẠI", "Heading 1")
    heading = _numbered(document)
    if content.attainment:
        heading("Mức độ thực hiện các chỉ tiêu")
        _standing(document, content)
    heading("Chế độ báo cáo")
    _say_all(document, *(sentences.reporting(content) or [sentences.all_in_time(content)]))
    if content.rejections:
        heading("Báo cáo bị trả lại để sửa")
        _say_all(document, *[f"- {sentences.rejection(item)}" for item in content.rejections])
    if content.warnings:
        heading("Nội dung cần lưu ý trong báo cáo đã nhận")
        _say_all(document, *[f"- {sentences.rule(line, 'trường hợp')}." for line in content.warnings])


def _standing(document: Any, content: ReportContent) -> None:
    """Which indicators are where they should be, and each that is not."""
    for label, statuses in (("Đạt", ["attained"]), ("Đúng tiến độ", ["on_track"]), ("Không phát sinh", ["no_cases"])):
        titles = sentences.titles_of(content, *statuses)
        if titles:
            _say_all(document, f"{label}: {titles}.")
    late = sentences.behind(content)
    if late:
        _say_all(document, f"Chậm so với mục tiêu ({len(late)} chỉ tiêu):", *[f"- {text}" for text in late])
    elif content.coverage.reporting:
        _say_all(document, f"Không có chỉ tiêu nào chậm ({words.coverage_text(content)}).")
    else:
        _say_all(document, f"Chưa đánh giá được vì chưa có số liệu ({words.coverage_text(content)}).")


def _proposals(document: Any) -> None:
    say(document, "III. KIẾN NGHỊ, ĐỀ XUẤT", "Heading 1")
    font = say(document, TO_COMPLETE, "Nội dung").runs[0].font
    font.italic, font.highlight_color = True, WD_COLOR_INDEX.YELLOW  # not to be overlooked


def _closing(document: Any, content: ReportContent) -> None:
    ask = ", kính đề nghị các cơ quan xem xét, chỉ đạo" if content.office.addressees else ""
    what = f"kết quả thực hiện chỉ tiêu giảm nghèo {content.period_title}"
    end = say(document, f"Trên đây là báo cáo {what}{ask}./.", "Nội dung")
    end.paragraph_format.keep_with_next = True  # no signature alone on a page


# ---------------------------------------------------------------- foot


def _foot(document: Any, content: ReportContent) -> None:
    """Who gets it on the left, level with the signer on the right."""
    office = content.office
    left, right = frame(document, _FOOT_WIDTHS).rows[0].cells
    say(left, "Nơi nhận:", "Nơi nhận (đề mục)")
    for name in office.receivers:
        end = "." if name == office.receivers[-1] else ";"
        say(left, f"- {name}{end}", "Nơi nhận")
    if office.signed_for:
        say(right, office.signed_for, "Chức vụ, họ tên")
    say(right, office.signer_title, "Chức vụ, họ tên")
    empty_lines(right, 5, "Chức vụ, họ tên")
    say(right, office.signer_name, "Chức vụ, họ tên")


# ---------------------------------------------------------------- helpers


def _numbered(document: Any) -> Any:
    """Gives headings `1. …`, `2. …` in the order in which they come."""
    count = iter(range(1, 100))
    return lambda text: say(document, f"{next(count)}. {text}", "Heading 2")


def _say_all(document: Any, *texts: str) -> None:
    for text in texts:
        if text:
            say(document, text, "Nội dung")
