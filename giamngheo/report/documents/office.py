"""To an office that section III of the plan makes answerable: its indicators, unit by unit, worst first."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.attain.status import NOT_MET
from giamngheo.report.compose.changes import MODELS
from giamngheo.report.content import Attained, ReportContent, ResponsibleOffice, UnitAttained, UnitLine
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Block, ColumnSum, Document, Ratio, Section, Table, TableColumn
from giamngheo.report.documents.shared import NOTICE, notice_receivers, notice_symbol, opening, said, stories
from giamngheo.report.documents.summary import office_summary
from giamngheo.report.wording import goals, sentences, words

_ORDER = {"missed": 0, "behind": 0, "on_track": 1, "not_enough": 2, "attained": 3, "no_cases": 4, "no_data": 5, None: 6}


def office_document(content: ReportContent, code: str, office: ResponsibleOffice) -> Document:
    items = [item for item in content.attainment if item.indicator in office.indicators]
    title = f"Kết quả giảm nghèo {content.period_title} thuộc trách nhiệm của {office.name}{words.revised(content)}"
    changed = tables.changes(content, keys_of(office), called=words.NOTICE)
    each = [by_unit(content, item) for item in items]
    worst = _worst_first(content, items)
    basis = f" theo {office.article} của kế hoạch" if office.article and content.office.plan_title else ""
    return Document(
        code=code,
        content=content,
        kind_name=NOTICE,
        symbol=notice_symbol(content),
        title=title,
        addressees=(office.name,),
        receivers=notice_receivers(content),
        opening=opening(content, f"thông báo kết quả {content.period_title}{basis}", words.NOTICE),
        sections=tuple(_sections(content, office, items, each, changed)),
        closing=_closing(worst),
        sheets=tuple(_sheets(content, office, items, each, changed)),
        summary=office_summary(content, title, office, items, worst, changed, bool(lists_changed(content, office))),
        word_name=words.file_name(content, f"Thông báo giảm nghèo - {office.name} -", "docx"),
        excel_name=words.file_name(content, f"Số liệu giảm nghèo - {office.name} -", "xlsx"),
    )


def _closing(worst: list[UnitLine]) -> str:
    if worst:
        return "Đề nghị quý cơ quan xem xét, phối hợp chỉ đạo các đơn vị chưa đạt chỉ tiêu./."
    return "Thông báo để quý cơ quan biết, phối hợp thực hiện./."


def keys_of(office: ResponsibleOffice) -> list[str]:
    """Of the changed figures those that this office answers for."""
    return [*office.indicators, *(MODELS if name == "models" else name for name in office.also)]


def lists_changed(content: ReportContent, office: ResponsibleOffice) -> set[str]:
    """Of the lists that this office gets those that differ from the replaced report's."""
    changed = {"models", "stories"} if content.lists_changed else set()
    if content.changed_lists is not None:  # else an earlier version made it
        changed = set(content.changed_lists)
    return changed & set(office.also)


def by_unit(content: ReportContent, item: Attained) -> Table:
    """One indicator by unit: behind ones first, the worst value at the head."""
    has_parts = item.denominator is not None or bool(item.denominator_title)
    columns = _columns(content, item, has_parts)
    states = {line.code: words.status_in(content, line.status) for line in content.reporters}
    rows = [
        _row(unit, value, item, states.get(unit.code, words.status_in(content, "missing")), content.previous_title)
        for unit, value in _of(content, item)
    ]
    total = (
        "",
        content.district.name,
        item.numerator,
        item.denominator,
        None,
        item.value,
        item.previous,
        goals.target_text(item),
        goals.verdict(item),
    )
    left_out = set() if has_parts else {"numerator", "denominator"}
    if not any(value.lacking is not None for _, value in _of(content, item)):
        left_out.add("lacking")  # the target binds no unit
    shown = [at for at, column in enumerate(columns) if column.key not in left_out]
    columns, rows = [columns[at] for at in shown], [tuple(row[at] for at in shown) for row in rows]
    total = tuple(total[at] for at in shown)  # type: ignore[assignment]
    order = "đơn vị còn thiếu nhiều nhất" if "lacking" not in left_out else "đơn vị cần quan tâm nhất"
    note = f"{_scope(content, item)} Xếp từ {order}."
    return Table(
        item.indicator,
        words.capital(item.short_title or item.title)[:31].strip(),
        item.title,
        tuple(columns),
        tuple(rows),
        total,
        note,
        chart=("value",),
    )


def _scope(content: ReportContent, item: Attained) -> str:
    """Over which units and reports the table is, and what of it over fewer."""
    year, fewer = sentences.year_received([item]), sentences.of_fewer(content, [item])
    return " ".join(filter(None, (sentences.coverage_sentence(content), year, fewer)))


def _columns(content: ReportContent, item: Attained, has_parts: bool) -> list[TableColumn]:
    number, is_fall, previous = (
        tables.kind_of(item),
        item.measure == "reduction",
        tables.earlier(content.previous_title),
    )
    is_rate = has_parts and item.unit_of_measure == "%"
    value_total = Ratio("numerator", "denominator") if is_rate else (None if has_parts else ColumnSum())
    return [
        TableColumn("code", "Mã", 14, screen_only=True),
        TableColumn("name", "Đơn vị", 50),
        TableColumn("numerator", words.capital(item.numerator_title) or "Tử số", 28, "count", total=ColumnSum()),
        TableColumn("denominator", words.capital(item.denominator_title) or "Mẫu số", 28, "count", total=ColumnSum()),
        TableColumn("lacking", words.capital(goals.lacking_said(item)), 18, "count", item.numerator_unit),
        TableColumn("value", "Kết quả", 24, number, item.unit_of_measure, total=value_total, bar=True, is_fall=is_fall),
        TableColumn("previous", previous, 24, number, item.unit_of_measure, is_fall=is_fall),
        TableColumn("target", "Mục tiêu", 26, align="right"),
        TableColumn("status", "Mức độ", 24, align="center"),
    ]


def _of(content: ReportContent, item: Attained) -> list[tuple[UnitLine, UnitAttained]]:
    """The units with their value of an indicator: those who lack most first, in households or people where that can be
    counted; who did not report comes last."""
    found = [(unit, value) for unit in content.units for value in unit.indicators if value.indicator == item.indicator]
    down = -1 if item.better == "lower" else 1

    def worst_first(pair: tuple[UnitLine, UnitAttained]) -> tuple[bool, int, float, float]:
        unit, value = pair
        worth = down * (value.value if value.value is not None else 0)
        return (not unit.reported, _ORDER[value.status], -(value.lacking or 0), worth)

    return sorted(found, key=worst_first)


def _row(
    unit: UnitLine, value: UnitAttained, item: Attained, state: str, compared_with: str | None
) -> tuple[str | float | None, ...]:
    status = goals.own_verdict(item, value) if unit.reported else state
    previous = value.previous if unit.previous_title == (compared_with or "") else None
    return (
        unit.code,
        unit.name,
        value.numerator,
        value.denominator,
        value.lacking,
        value.value,
        previous,
        goals.unit_target_text(item, value),
        status,
    )


def _worst_first(content: ReportContent, items: list[Attained]) -> list[UnitLine]:
    """Units that are behind: on most of these indicators first, then those with the worst value of the first that units are
    behind on (one without targets of their own is none)."""
    codes = {item.indicator for item in items}
    judged = {value.indicator for unit in content.units for value in unit.indicators if value.status in NOT_MET}
    first = next((item for item in items if item.indicator in judged), None)
    order = [unit for unit, _ in _of(content, first)] if first else []
    behind = {
        unit.code: sum(value.status in NOT_MET for value in unit.indicators if value.indicator in codes)
        for unit in order
    }
    return sorted((unit for unit in order if behind[unit.code]), key=lambda unit: -behind[unit.code])


def _sections(
    content: ReportContent, office: ResponsibleOffice, items: list[Attained], each: list[Table], changed: Table
) -> Iterable[Section]:
    yield Section("KẾT QUẢ CHUNG", 1)
    yield Section("Tình hình báo cáo của các đơn vị", 2, said(sentences.coverage_sentence(content)))
    if content.replaces:
        blocks: tuple[Block, ...] = (changed,) if changed.rows else ()
        yield Section(
            "Số liệu điều chỉnh",
            2,
            (
                *said(
                    sentences.changed(content, len(changed.rows), words.NOTICE, bool(lists_changed(content, office)))
                ),
                *blocks,
            ),
        )
    if items:
        revised, outlooks = (
            sentences.targets_revised(content, items),
            [f"- {text}" for text in sentences.outlooks(items)],
        )
        yield Section("Chỉ tiêu được giao", 2, (*said(*revised), tables.attainment(content, items), *said(*outlooks)))
    yield from _lists(content, office)
    if items:
        yield Section("KẾT QUẢ THEO ĐƠN VỊ", 1)
        for item, table in zip(items, each, strict=True):
            yield Section(item.title, 2, (table,))


def _lists(content: ReportContent, office: ResponsibleOffice) -> Iterable[Section]:
    if "resources" in office.also and content.coverage.reporting:
        blocks = said(sentences.resources(content))
        if content.resources:
            blocks = (*blocks, tables.resources_by_unit(content))
        yield Section("Nguồn lực huy động", 2, blocks)
    if "models" in office.also and content.coverage.reporting:
        blocks = said(sentences.models(content))
        if content.models:
            blocks = (*blocks, tables.models(content))
        yield Section("Mô hình giảm nghèo", 2, blocks)
    if "sponsors" in office.also and content.sponsors:
        yield Section(
            "Tổ chức nhận trợ giúp hộ nghèo, hộ cận nghèo",
            2,
            (*said(sentences.sponsors(content)), tables.helpers(content)),
        )
    if "stories" in office.also:
        nobody = Section(
            "Gương sáng tự vươn lên thoát nghèo",
            2,
            said("Trong kỳ chưa có đơn vị nào nêu gương sáng được phép công bố."),
        )
        yield stories(content) if content.stories else nobody


def _sheets(
    content: ReportContent, office: ResponsibleOffice, items: list[Attained], each: list[Table], changed: Table
) -> Iterable[Table]:
    if items:
        yield tables.attainment(content, items)
    if changed.rows:
        yield changed
    yield from each
    if "resources" in office.also:
        yield tables.resources_by_unit(content)
    if "models" in office.also:
        yield tables.models(content)
    if "sponsors" in office.also and content.sponsors:
        yield tables.sponsors(content)
    if "stories" in office.also:
        yield tables.stories(content)
    if items:
        yield tables.explanations(content, items)
