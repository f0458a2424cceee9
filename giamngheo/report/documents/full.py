"""The full report to the district's People's Committee: results, judgement, shortcomings, proposals, appendices."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.report.content import ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Block, Document, Picture, Section, ToComplete
from giamngheo.report.documents.shared import appendices, changed, opening, refer, said, sheets, stories, trend_picture
from giamngheo.report.documents.summary import district_summary
from giamngheo.report.wording import comparing, goals, sentences, words

_CAUSES = "Cơ quan ban hành bổ sung nguyên nhân trước khi ký."
_TASKS = "Cơ quan ban hành bổ sung nhiệm vụ kỳ tới trước khi ký."
_NEXT_YEAR = "Cơ quan ban hành bổ sung phương hướng, nhiệm vụ năm sau trước khi ký."
_PROPOSALS = "Cơ quan ban hành bổ sung kiến nghị, đề xuất trước khi ký."
_MOST_CONCERNS = 10


def full_document(content: ReportContent, code: str) -> Document:
    title = words.title(content)
    asked = content.office.addressees
    whom = asked[0] if len(asked) == 1 else "các cơ quan"
    ask = f", kính đề nghị {whom} xem xét, chỉ đạo" if asked else ""
    return Document(
        code=code,
        content=content,
        kind_name="BÁO CÁO",
        symbol=content.office.symbol,
        title=title,
        addressees=tuple(content.office.addressees),
        receivers=tuple(content.office.receivers),
        opening=opening(content, f"báo cáo kết quả {content.period_title}"),
        sections=tuple(_sections(content)),
        closing=f"Trên đây là báo cáo kết quả thực hiện chỉ tiêu giảm nghèo {content.period_title}{ask}./.",
        appendices=tuple(appendices(content)),
        sheets=(*sheets(content), *([tables.sources(content)] if content.figure_sources else [])),
        summary=district_summary(content, title),
        word_name=words.file_name(content, "Báo cáo giảm nghèo", "docx"),
        excel_name=words.file_name(content, "Phụ lục số liệu giảm nghèo", "xlsx"),
    )


def _sections(content: ReportContent) -> Iterable[Section]:
    shown = {table.key for table in appendices(content)}
    yield Section("KẾT QUẢ THỰC HIỆN", 1, said(*sentences.brief(content)))
    yield from _results(content, shown)
    yield Section("ĐÁNH GIÁ", 1)
    yield from _judgement(content)
    yield Section("TỒN TẠI", 1)
    yield from _shortcomings(content, shown)
    yield Section("NGUYÊN NHÂN", 1, (*_suggested(sentences.where_to_look(content)), ToComplete(_CAUSES)))
    if content.is_closing:
        yield Section("NHIỆM VỤ NĂM SAU", 1, (*_suggested(sentences.carried_over(content)), ToComplete(_NEXT_YEAR)))
    else:
        yield Section("NHIỆM VỤ KỲ TỚI", 1, (*_suggested(sentences.tasks(content)), ToComplete(_TASKS)))
    yield Section("KIẾN NGHỊ, ĐỀ XUẤT", 1, (ToComplete(_PROPOSALS),))


def _suggested(lines: list[str]) -> tuple[Block, ...]:
    """What the figures point to, for who writes the rest."""
    return said("Số liệu gợi ý:", *(f"- {text}" for text in lines)) if lines else ()


def _results(content: ReportContent, shown: set[str]) -> Iterable[Section]:
    yield Section("Tình hình báo cáo của các đơn vị", 2, said(sentences.coverage_sentence(content)))
    if content.replaces:
        yield Section("Số liệu điều chỉnh", 2, changed(content, shown))
    if sentences.headline(content):
        yield from _households(content, shown)
    if content.attainment:
        text = said(
            sentences.attainment_summary(content), *sentences.targets_revised(content), *sentences.moved(content)
        )
        yield Section("Thực hiện các chỉ tiêu của kế hoạch", 2, (*text, tables.attainment(content)))
    if content.coverage.reporting:
        mobilised: tuple[Block, ...] = said(sentences.resources(content))
        if content.resources:
            mobilised = (*mobilised, tables.resources(content))
        yield Section("Nguồn lực huy động", 2, mobilised)
        if content.sponsors:
            yield Section("Tổ chức nhận trợ giúp hộ nghèo, hộ cận nghèo", 2, said(sentences.sponsors(content)))
        listed = refer(shown, "model_list", "Danh sách mô hình")
        yield Section("Mô hình giảm nghèo", 2, (*said(sentences.models(content)), *listed))
    if content.stories:
        yield stories(content, shown)


def _households(content: ReportContent, shown: set[str]) -> Iterable[Section]:
    compared = (
        sentences.compared_units(content),
        sentences.rounding(sentences.rates_beside(content)),
        *sentences.joined(content),
    )
    figures = said(*sentences.headline(content), *compared)
    yield Section(
        words.capital(sentences.classes_listed(content)),
        2,
        (
            *figures,
            *trend_picture(content),
            *refer(shown, "units", "Số liệu từng đơn vị"),
            *refer(shown, "settlements", "Số liệu thành thị, nông thôn"),
            *refer(shown, "standards", "Số liệu theo từng chuẩn nghèo"),
        ),
    )
    changes = (
        *said(*sentences.flows(content)),
        *refer(shown, "flows", "Biến động từng đơn vị"),
        *refer(shown, "class_flows", "Biến động từng diện hộ"),
    )
    yield Section(f"Biến động {sentences.classes_listed(content)}", 2, changes)


def _judgement(content: ReportContent) -> Iterable[Section]:
    if content.attainment:
        standing = (*_standing(content), sentences.furthest_behind(content))
        yield Section("Mức độ thực hiện các chỉ tiêu", 2, said(*standing))
    if content.is_closing:
        yield Section("Kết quả cả năm theo đơn vị", 2, said(*sentences.units_by_result(content)))
        yield Section("Số liệu cuối năm", 2, said(sentences.new_baseline(content)))
    outlooks = sentences.outlooks(content.attainment)
    if outlooks:
        yield Section("Dự báo đến cuối năm", 2, said(*(f"- {text}" for text in outlooks)))


def _standing(content: ReportContent) -> Iterable[str]:
    """Which indicators are where they should be, and each that is not."""
    then = comparing.previous_name(content)
    if lost := sentences.lost(content):
        yield f"Không còn đạt so với {then}: {'; '.join(lost)}."
    if fell := sentences.fell_behind(content):
        yield f"Không còn đúng tiến độ so với {then}: {'; '.join(fell)}."
    if content.is_closing and (met := sentences.met(content)):
        yield from _under("Đạt", met)
    for label, status in (("Đạt", "attained"), ("Không phát sinh", "no_cases")):
        titles = sentences.titles_of(content, status)
        if titles and not (content.is_closing and label == "Đạt"):
            yield f"{label}: {titles}."
    yield from _under("Đúng tiến độ", sentences.on_track(content))
    yield from _under("Chưa tính được", sentences.unknown(content))
    against, over, late = (find(content) for find in (sentences.against, sentences.over_limit, sentences.behind))
    yield from _under(goals.AGAINST, against)
    yield from _under(goals.OVER_LIMIT, over)
    if late:
        word = "Không đạt" if content.is_closing else "Chậm so với mục tiêu"
        yield from _under(word, late)
    sure, doubtful = (sentences.doubtful(content, are_sure) for are_sure in (True, False))
    yield from _under("Chưa đủ báo cáo nhưng chắc chắn chưa đạt", sure)
    yield from _under("Chưa đủ căn cứ để kết luận", doubtful)
    if against or over or late or sure or doubtful:
        return
    if content.coverage.reporting:
        yield f"Không có chỉ tiêu nào {sentences.not_met(content)} ({words.coverage_text(content)})."
    else:
        yield f"Chưa đánh giá được vì chưa có số liệu ({words.coverage_text(content)})."


def _under(heading: str, lines: list[str]) -> Iterable[str]:
    if lines:
        yield f"{heading} ({len(lines)} chỉ tiêu):"
        yield from (f"- {text}" for text in lines)


def _shortcomings(content: ReportContent, shown: set[str]) -> Iterable[Section]:
    reporting = said(*(sentences.reporting(content) or [sentences.all_in_time(content)]))
    yield Section(
        "Chế độ báo cáo",
        2,
        (*reporting, *refer(shown, "reporters", words.of_its_month(content, "Tình hình từng đơn vị"))),
    )
    if content.concerns:
        lines = (f"- {text}" for text in sentences.concerns(content, _MOST_CONCERNS))
        pointed = said(sentences.attention_rule(content), *lines)
        yield Section(
            "Đơn vị cần quan tâm",
            2,
            (*_heat_picture(content), *pointed, *refer(shown, "indicators", "Kết quả từng đơn vị")),
        )
    elif "indicators" in shown:
        yield Section(
            "Kết quả theo đơn vị", 2, (*_heat_picture(content), *refer(shown, "indicators", "Kết quả từng đơn vị"))
        )
    if content.rejections:
        returned = said(*(f"- {sentences.rejection(item)}" for item in content.rejections))
        yield Section("Báo cáo bị trả lại để sửa", 2, returned)
    if content.warnings:
        warned = said(*(f"- {sentences.rule(line, 'trường hợp')}." for line in content.warnings))
        yield Section("Nội dung cần lưu ý trong báo cáo đã nhận", 2, warned)


def _heat_picture(content: ReportContent) -> tuple[Block, ...]:
    if not content.coverage.reporting or not content.attainment:
        return ()
    alt = (
        f"Bảng màu mức độ thực hiện các chỉ tiêu của từng đơn vị, đơn vị có nhiều chỉ tiêu {sentences.not_met(content)} đứng trước. "
        f"{sentences.coverage_sentence(content)}"
    )
    return (Picture("heat", "Mức độ thực hiện các chỉ tiêu theo đơn vị", alt),)
