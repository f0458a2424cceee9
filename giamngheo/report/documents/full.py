"""The full report to the district's People's Committee: results, judgement, shortcomings, proposals, appendices."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.report.content import ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Block, Document, Picture, Refer, Section, Table, ToComplete
from giamngheo.report.documents.summary import district_summary
from giamngheo.report.wording import sentences, words

TO_COMPLETE = "Cơ quan ban hành bổ sung kiến nghị, đề xuất trước khi ký."
MOST_CONCERNS = 10
MOST_CHANGES = 12  # more changed figures than this have an appendix of their own


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
        sheets=tuple(sheets(content)),
        summary=district_summary(content, title),
        word_name=words.file_name(content, "Báo cáo giảm nghèo", "docx"),
        excel_name=words.file_name(content, "Phụ lục số liệu giảm nghèo", "xlsx"),
    )


def opening(content: ReportContent, what: str, called: str = "báo cáo") -> str:
    """Which report it replaces is its first sentence; then the plan, who reports, what, over which days."""
    text = (
        f"Thực hiện {content.office.plan_title}, {words.office_name(content)} {what} "
        f"(số liệu {sentences.window(content)}) như sau:"
    )
    return " ".join(filter(None, (sentences.revision(content, called), text)))


def appendices(content: ReportContent) -> Iterable[Table]:
    """Those that have something to show, in order."""
    if content.coverage.reporting:
        yield tables.units(content)
        if content.attainment:
            yield tables.indicators(content)
    if content.flows:
        yield tables.flows(content)
    if content.reporters:
        yield tables.reporters(content)
    if content.models:
        yield tables.models(content)
    if len(tables.told_changes(content)) > MOST_CHANGES:
        yield tables.changes(content)


def sheets(content: ReportContent) -> Iterable[Table]:
    yield tables.attainment(content)
    if tables.told_changes(content):
        yield tables.changes(content)
    yield tables.trend(content)
    yield tables.units(content)
    yield tables.indicators(content)
    yield tables.parts(content)
    yield tables.flows(content)
    yield tables.resources_by_purpose(content)
    yield tables.models(content)
    yield tables.reporters(content)
    yield tables.explanations(content)


# ---------------------------------------------------------------- the text


def _sections(content: ReportContent) -> Iterable[Section]:
    shown = {table.key for table in appendices(content)}
    yield Section("KẾT QUẢ THỰC HIỆN", 1)
    yield from _results(content, shown)
    yield Section("ĐÁNH GIÁ", 1)
    yield from _judgement(content)
    yield Section("TỒN TẠI", 1)
    yield from _shortcomings(content, shown)
    yield Section("KIẾN NGHỊ, ĐỀ XUẤT", 1, (ToComplete(TO_COMPLETE),))


def _results(content: ReportContent, shown: set[str]) -> Iterable[Section]:
    yield Section("Tình hình báo cáo của các đơn vị", 2, said(sentences.coverage_sentence(content)))
    if content.replaces:
        yield Section("Số liệu điều chỉnh", 2, changed(content, shown))
    if sentences.headline(content):
        compared = (sentences.compared_units(content), *sentences.joined(content))
        figures = said(*sentences.headline(content), *compared)
        yield Section(
            "Hộ nghèo, hộ cận nghèo",
            2,
            (*figures, *trend_picture(content), *refer(shown, "units", "Số liệu từng đơn vị")),
        )
        changes = (*said(*sentences.flows(content)), *refer(shown, "flows", "Biến động từng đơn vị"))
        yield Section("Biến động hộ nghèo, hộ cận nghèo", 2, changes)
    if content.attainment:
        text = said(sentences.attainment_summary(content), *sentences.moved(content))
        yield Section("Thực hiện các chỉ tiêu của kế hoạch", 2, (*text, tables.attainment(content)))
    if content.coverage.reporting:
        mobilised: tuple[Block, ...] = said(sentences.resources(content))
        if content.resources:
            mobilised = (*mobilised, tables.resources(content))
        yield Section("Nguồn lực huy động", 2, mobilised)
        listed = refer(shown, "model_list", "Danh sách mô hình")
        yield Section("Mô hình giảm nghèo", 2, (*said(sentences.models(content)), *listed))
    if content.stories:
        yield stories(content)


def _judgement(content: ReportContent) -> Iterable[Section]:
    if content.attainment:
        yield Section("Mức độ thực hiện các chỉ tiêu", 2, said(*_standing(content)))
    paces = sentences.paces(content.attainment)
    if paces:
        yield Section("Dự báo đến cuối năm", 2, said(*(f"- {text}" for text in paces)))


def _standing(content: ReportContent) -> Iterable[str]:
    """Which indicators are where they should be, and each that is not."""
    for label, statuses in (("Đạt", ["attained"]), ("Đúng tiến độ", ["on_track"]), ("Không phát sinh", ["no_cases"])):
        titles = sentences.titles_of(content, *statuses)
        if titles:
            yield f"{label}: {titles}."
    late = sentences.behind(content)
    if late:
        yield f"Chậm so với mục tiêu ({len(late)} chỉ tiêu):"
        yield from (f"- {text}" for text in late)
    elif content.coverage.reporting:
        yield f"Không có chỉ tiêu nào chậm ({words.coverage_text(content)})."
    else:
        yield f"Chưa đánh giá được vì chưa có số liệu ({words.coverage_text(content)})."


def _shortcomings(content: ReportContent, shown: set[str]) -> Iterable[Section]:
    reporting = said(*(sentences.reporting(content) or [sentences.all_in_time(content)]))
    yield Section("Chế độ báo cáo", 2, (*reporting, *refer(shown, "reporters", "Tình hình từng đơn vị")))
    if content.concerns:
        pointed = said(*(f"- {text}" for text in sentences.concerns(content, MOST_CONCERNS)))
        yield Section(
            "Đơn vị cần quan tâm",
            2,
            (*heat_picture(content), *pointed, *refer(shown, "indicators", "Kết quả từng đơn vị")),
        )
    elif "indicators" in shown:
        yield Section(
            "Kết quả theo đơn vị", 2, (*heat_picture(content), *refer(shown, "indicators", "Kết quả từng đơn vị"))
        )
    if content.rejections:
        returned = said(*(f"- {sentences.rejection(item)}" for item in content.rejections))
        yield Section("Báo cáo bị trả lại để sửa", 2, returned)
    if content.warnings:
        warned = said(*(f"- {sentences.rule(line, 'trường hợp')}." for line in content.warnings))
        yield Section("Nội dung cần lưu ý trong báo cáo đã nhận", 2, warned)


# ---------------------------------------------------------------- parts that other papers have too


def said(*texts: str) -> tuple[Block, ...]:
    """Those sentences that there is something to say for."""
    return tuple(text for text in texts if text)


def refer(shown: set[str], key: str, what: str) -> tuple[Block, ...]:
    """Points to an appendix; nothing where the paper has no such one."""
    return (Refer(what, key),) if key in shown else ()


def changed(content: ReportContent, shown: set[str]) -> tuple[Block, ...]:
    """How many figures changed, and which: a few at once, many in an appendix."""
    count = len(tables.told_changes(content))
    few: tuple[Block, ...] = (tables.changes(content),) if 0 < count <= MOST_CHANGES else ()
    return (*said(sentences.changed(content, count)), *refer(shown, "changes", "Từng số liệu thay đổi"), *few)


def stories(content: ReportContent) -> Section:
    """Only with consent, and only what the commune wrote."""
    told = (f"- {story.unit}: {words.plain(story.summary)}" for story in content.stories)
    return Section("Gương sáng tự vươn lên thoát nghèo", 2, said(*told))


def trend_picture(content: ReportContent) -> tuple[Block, ...]:
    known = [point for point in content.trend if point.poor_rate is not None]
    if len(known) < 2:
        return ()
    values = "; ".join(f"{point.title} {words.month_value(point)}" for point in known)
    return (
        Picture("trend", "Tỷ lệ hộ nghèo từng tháng và lộ trình mục tiêu", f"Biểu đồ đường. Tỷ lệ hộ nghèo: {values}."),
    )


def heat_picture(content: ReportContent) -> tuple[Block, ...]:
    if not content.coverage.reporting or not content.attainment:
        return ()
    alt = (
        f"Bảng màu mức độ thực hiện các chỉ tiêu của từng đơn vị, đơn vị có nhiều chỉ tiêu chậm đứng trước. "
        f"{sentences.coverage_sentence(content)}"
    )
    return (Picture("heat", "Mức độ thực hiện các chỉ tiêu theo đơn vị", alt),)
