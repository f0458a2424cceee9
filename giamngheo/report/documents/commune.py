"""A commune's scorecard: its figures against the district and the last period, by village, and what to correct."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.metadata.levels import whole_or_part
from giamngheo.metadata.recipients import COMMUNE
from giamngheo.report.content import Attained, ReportContent, UnitAttained, UnitLine, VillageLine
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Amount, Block, Cell, ColumnSum, Document, Section, Table, TableColumn
from giamngheo.report.documents.shared import NOTICE, notice_receivers, notice_symbol, opening, said
from giamngheo.report.documents.summary import commune_summary
from giamngheo.report.documents.unit_parts import UnitPart
from giamngheo.report.wording import goals, listing, sentences, words
from giamngheo.report.wording.terms import stocks_of

NOTHING, NOT_SENT = "Không có nội dung nào cần sửa.", "Đơn vị chưa có báo cáo được nhận."
_SEVERITY = {"critical": "Lỗi phải sửa", "warning": "Cần xem lại", "pending": "Đang chờ"}


def commune_document(part: UnitPart) -> Document:
    content, unit = part.content, part.unit
    name = words.small(listing.plain(unit.name))
    title = f"Phiếu kết quả giảm nghèo {content.period_title} của {name}{words.revised(content)}"
    changed = tables.changes(content, unit=unit.code, called=words.SCORECARD)
    result, villages, to_correct = _result(part), _villages(content, unit), _to_correct(content, unit)
    targets = _village_targets(content, unit)
    return Document(
        code=f"{COMMUNE}{unit.code}",
        content=content,
        kind_name=NOTICE,
        symbol=notice_symbol(content),
        title=title,
        addressees=(_addressee(content, unit),),
        receivers=notice_receivers(content),
        opening=opening(content, f"thông báo kết quả {content.period_title} của {name}", words.SCORECARD, unit.name),
        sections=tuple(_sections(content, unit, result, [targets, villages], to_correct, changed)),
        closing=_closing(content, unit),
        sheets=tuple(
            table
            for table in (result, changed, targets, villages, to_correct)
            if table.rows or table not in (changed, targets)
        ),
        summary=commune_summary(content, title, unit, changed, to_correct),
        word_name=words.file_name(content, f"Phiếu kết quả {unit.code} {unit.name}", "docx"),
        excel_name=words.file_name(content, f"Phiếu kết quả {unit.code} {unit.name}", "xlsx"),
    )


def _addressee(content: ReportContent, unit: UnitLine) -> str:
    """`Ủy ban nhân dân xã Thạch Khê`; the unit itself where it has no body."""
    name, body = listing.plain(unit.name), content.nouns.unit_body
    return f"{body} {words.small(name)}" if body else name


def _closing(content: ReportContent, unit: UnitLine) -> str:
    """What the unit is asked: to report, to correct what was refused, else nothing."""
    if not unit.reported:
        return f"Đề nghị đơn vị khẩn trương gửi báo cáo {content.period_title}./."
    if any(line.severity == "critical" for line in content.to_mend if line.unit == unit.code):
        return "Đề nghị đơn vị sửa những nội dung đã nêu và gửi lại báo cáo./."
    return "Thông báo để đơn vị biết, tiếp tục thực hiện./."


def _result(part: UnitPart) -> Table:
    content, unit = part.content, part.unit
    remarks = (
        _standing(part),
        *sentences.joined(content, unit.code),
        sentences.standards_of_unit(content, unit.code),
        sentences.standard_changed(content),
        sentences.passed_over_of(content, unit),
        sentences.district_coverage(content),
        sentences.year_received(content.attainment),
        sentences.of_fewer(content),
    )
    return result(content, unit, "đơn vị", " ".join(filter(None, remarks)))


def result(content: ReportContent, unit: UnitLine, noun: str, note: str) -> Table:
    """The stocks and indicators of a unit or an area beside the last period, the baseline and the district."""
    columns = (
        TableColumn("title", "Số liệu, chỉ tiêu", 52),
        TableColumn("unit", "Đơn vị tính", 16, screen_only=True),
        TableColumn("value", "Kết quả", 20, "rate"),
        TableColumn("previous", tables.earlier(unit.previous_title or content.previous_title), 20, "rate"),
        TableColumn(
            "district",
            whole_or_part(content.nouns.whole, content.coverage.reporting, content.coverage.expected),
            22,
            "rate",
        ),
        TableColumn("parts", "Tử số/ mẫu số", 22, align="right"),
        TableColumn("target", "Mục tiêu", 24, align="right"),
        TableColumn("status", "Mức độ", 18, align="center"),
    )
    rows = (*_stock_rows(content, unit), *_indicator_rows(content, unit))
    return Table("result", "Kết quả", f"Kết quả của {noun}", columns, rows, note=note)


def _stock_rows(content: ReportContent, unit: UnitLine) -> list[tuple[Cell, ...]]:
    return [
        (
            title,
            measure,
            Amount(unit.stock(field), measure),
            Amount(unit.previous.stock(field) if unit.previous else None, measure),
            Amount(content.district.stock(field), measure),
            "",
            "",
            "",
        )
        for field, (title, measure) in stocks_of(content.classes).items()
    ]


def _indicator_rows(content: ReportContent, unit: UnitLine) -> list[tuple[Cell, ...]]:
    by_code = {value.indicator: value for value in unit.indicators}
    return [
        (
            goals.own_title(item, by_code[item.indicator]),
            item.unit_of_measure,
            tables.amount_of(item, by_code[item.indicator].value),
            tables.amount_of(item, by_code[item.indicator].previous),
            tables.amount_of(item, item.value),
            words.parts_text(by_code[item.indicator]),
            goals.unit_target_text(item, by_code[item.indicator]),
            goals.own_verdict(item, by_code[item.indicator]),
        )
        for item in content.attainment
    ]


def _standing(part: UnitPart) -> str:
    """What became of the unit's report, and where it stands."""
    content, unit = part.content, part.unit
    reporter = next((line for line in content.reporters if line.code == unit.code), None)
    if not unit.reported:
        state = words.small(words.status_in(content, reporter.status if reporter else "missing"))
        of_year = any(value.value is not None for value in unit.indicators)
        but = "; chỉ tiêu cộng từ đầu năm là của các tháng đã có báo cáo" if of_year else ""
        return f"Đơn vị chưa có số liệu kỳ này ({state}){but}."
    is_late = reporter is not None and reporter.on_time is False
    late = f" {words.of_its_month(content, 'Báo cáo')} gửi sau hạn nộp." if is_late else ""
    rank = f"Tỷ lệ hộ nghèo cao thứ {part.rank[0]} trong {part.rank[1]} đơn vị có số liệu." if part.rank else ""
    return f"{rank}{late}".strip()


def _village_targets(content: ReportContent, unit: UnitLine) -> Table:
    """The targets that the commune gave its villages, and how each stands; no row where it gave none."""
    items = {item.indicator: item for item in content.attainment}
    given = [
        (line.village, value, items[value.indicator])
        for line in content.villages
        for value in line.indicators
        if line.unit == unit.code and value.target is not None
    ]
    lacking = list(dict.fromkeys(goals.lacking_said(item) for _, value, item in given if value.lacking is not None))
    columns = (
        TableColumn("village", content.nouns.villages_title, 40),
        TableColumn("indicator", "Chỉ tiêu", 50),
        TableColumn("value", "Kết quả", 20, "rate"),
        TableColumn("target", "Mục tiêu", 24, align="right"),
        TableColumn("status", "Mức độ", 20, align="center"),
        TableColumn("lacking", words.capital(", ".join(lacking or ["còn thiếu"])), 20, "rate"),
    )
    rows = tuple(_village_target(village, value, item) for village, value, item in given)
    nouns = content.nouns
    who = f"Mục tiêu do {nouns.unit} giao cho {nouns.village}."
    note = f"{who} {sentences.villages_without_households(content, unit.code)}".strip()
    title = f"Mục tiêu theo {nouns.village}"
    return Table("village_targets", title, title, columns, rows, note=note)


def _village_target(village: str, value: UnitAttained, item: Attained) -> tuple[Cell, ...]:
    return (
        village,
        words.capital(item.short_title or item.title),
        tables.amount_of(item, value.value),
        goals.unit_target_text(item, value),
        goals.own_verdict(item, value),
        Amount(value.lacking, item.numerator_unit),
    )


def _villages(content: ReportContent, unit: UnitLine) -> Table:
    own_lines = [line for line in content.villages if line.unit == unit.code]
    lines = [line for line in own_lines if line.social_poor or any(map(line.stock, content.classes.listed_codes))]
    more = content.classes.more
    items = {item.indicator: item for item in content.attainment}
    shown = [value.indicator for value in lines[0].indicators] if lines else []
    columns = (
        TableColumn("village", content.nouns.villages_title, 40),
        TableColumn("poor", "Hộ nghèo", 18, "count", "hộ", total=ColumnSum(), bar=True),
        TableColumn("near_poor", "Hộ cận nghèo", 18, "count", "hộ", total=ColumnSum()),
        *(TableColumn(one.code, one.title, 18, "count", "hộ", total=ColumnSum()) for one in more),
        TableColumn("social_poor", "Hộ nghèo bảo trợ xã hội", 20, "count", "hộ", total=ColumnSum()),
        *(
            TableColumn(
                code,
                words.capital(items[code].short_title or items[code].title),
                24,
                tables.kind_of(items[code]),
                items[code].unit_of_measure,
                total=None if items[code].unit_of_measure in words.RATES else ColumnSum(),
            )
            for code in shown
        ),
    )
    rows = tuple(_village_row(line, [one.code for one in more]) for line in lines)
    own = {value.indicator: value.value for value in unit.indicators}
    stocks = (unit.poor, unit.near_poor, *(unit.stock(one.code) for one in more), unit.social_poor)
    total = ("Cộng", *stocks, *(own.get(code) for code in shown))
    named = words.capital(content.nouns.village)
    listed = sentences.classes_listed(content)
    note = f"Theo danh sách hộ trong báo cáo của đơn vị. {named} không còn {listed} không nêu ở đây."
    return Table(
        "villages",
        f"Theo {content.nouns.village}",
        f"Kết quả theo {words.small(content.nouns.villages_title)}",
        columns,
        rows,
        total if rows else None,
        note,
        landscape=True,
    )


def _village_row(line: VillageLine, more: list[str]) -> tuple[Cell, ...]:
    stocks = (line.poor, line.near_poor, *map(line.stock, more), line.social_poor)
    return (line.village, *stocks, *(value.value for value in line.indicators))


def _to_correct(content: ReportContent, unit: UnitLine) -> Table:
    """What to correct, where; never what stands in a cell."""
    columns = (
        TableColumn("severity", "Loại", 24),
        TableColumn("message", "Nội dung", 50),
        TableColumn("sheet", "Trang tính", 26),
        TableColumn("column", "Cột", 12, align="center"),
        TableColumn("rows", "Dòng", 34),
        TableColumn("count", "Số chỗ", 14, "count"),
        TableColumn("remedy", "Cách sửa", 50),
        TableColumn("rule", "Mã", 14, screen_only=True),
    )
    rows = tuple(
        (_SEVERITY[line.severity], line.said, line.sheet, line.column, line.rows, line.count, line.remedy, line.rule)
        for line in content.to_mend
        if line.unit == unit.code
    )
    return Table(
        "to_mend",
        "Cần sửa",
        "Nội dung cần sửa trong báo cáo đã gửi",
        columns,
        rows,
        empty=NOTHING if unit.reported else NOT_SENT,
        landscape=True,
    )


def _sections(
    content: ReportContent, unit: UnitLine, result: Table, by_village: list[Table], to_correct: Table, changed: Table
) -> Iterable[Section]:
    yield Section("KẾT QUẢ CỦA ĐƠN VỊ", 1)
    if content.replaces:
        blocks: tuple[Block, ...] = (changed,) if changed.rows else ()
        yield Section(
            "Số liệu điều chỉnh", 2, (*said(sentences.changed(content, len(changed.rows), words.SCORECARD)), *blocks)
        )
    yield Section("Số liệu và chỉ tiêu", 2, (*said(*sentences.unit_targets_revised(content, unit.code)), result))
    targets, villages = by_village
    if targets.rows:
        yield Section(targets.title, 2, (targets,))
    if villages.rows:
        yield Section(f"Theo {words.small(content.nouns.villages_title)}", 2, (villages,))
    if unit.reported or to_correct.rows:
        yield Section("NỘI DUNG CẦN SỬA", 1, (to_correct,) if to_correct.rows else said(NOTHING))
