"""To the provincial department: a covering letter (công văn) with the consolidated tables."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.report.content import ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Block, Document, Section
from giamngheo.report.documents.shared import appendices, changed, opening, refer, said, sheets, trend_picture
from giamngheo.report.documents.summary import district_summary
from giamngheo.report.wording import sentences, words


def department_document(content: ReportContent, code: str) -> Document:
    title = f"Tổng hợp số liệu giảm nghèo {content.period_title}{words.revised(content)}"
    return Document(
        code=code,
        content=content,
        kind_name="",
        symbol=content.office.letter_symbol,
        title=title,
        addressees=(content.office.department,) if content.office.department else (),
        receivers=tuple(content.office.letter_receivers),
        opening=opening(content, f"gửi bảng tổng hợp số liệu giảm nghèo {content.period_title}", "công văn"),
        sections=(Section("", 2, tuple(_text(content))),),
        closing=f"{words.office_name(content)} kính gửi để tổng hợp./.",
        appendices=tuple(appendices(content)),
        sheets=tuple(sheets(content)),
        summary=district_summary(content, title),
        word_name=words.file_name(content, "Công văn tổng hợp số liệu giảm nghèo", "docx"),
        excel_name=words.file_name(content, "Bảng tổng hợp số liệu giảm nghèo", "xlsx"),
    )


def _text(content: ReportContent) -> Iterable[Block]:
    """The essentials, and what is attached."""
    shown = {table.key for table in appendices(content)}
    references = (
        ("units", f"{words.capital(sentences.classes_listed(content))} theo đơn vị"),
        ("settlements", "Số liệu thành thị, nông thôn"),
        ("standards", "Số liệu theo từng chuẩn nghèo"),
        ("indicators", "Kết quả các chỉ tiêu theo đơn vị"),
        ("flows", f"Biến động {sentences.classes_counted(content)}"),
        ("class_flows", "Biến động của từng diện hộ"),
        ("reporters", f"{words.of_its_month(content, 'Tình hình báo cáo')} của các đơn vị"),
        ("model_list", "Mô hình giảm nghèo"),
    )
    yield from said(sentences.coverage_sentence(content))
    if content.replaces:
        yield from changed(content, shown)
    yield from said(
        *sentences.headline(content),
        sentences.compared_units(content),
        *sentences.joined(content),
        sentences.attainment_summary(content),
        *sentences.targets_revised(content),
    )
    yield from trend_picture(content)
    if content.attainment:
        yield tables.attainment(content)
    for key, what in references:
        yield from refer(shown, key, what)
