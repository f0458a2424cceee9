"""An area's scorecard: its sums beside the district's and the last period's, its units, and who of them reported.

It is made of what the report says of the area alone: whoever leads an area sees its units and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from giamngheo.report.content import AreaLine, Attained, Coverage, MissingMonth, ReportContent, UnitLine
from giamngheo.report.documents import tables
from giamngheo.report.documents.commune import result
from giamngheo.report.documents.document import Block, Document, Section, Table
from giamngheo.report.documents.shared import NOTICE, notice_receivers, notice_symbol, opening, refer, said
from giamngheo.report.documents.summary import area_summary
from giamngheo.report.wording import listing, sentences, words

_MOST_CONCERNS = 10


def area_document(content: ReportContent, code: str, area: AreaLine) -> Document:
    own, plain = of_area(content, area), listing.plain(area.line.name)
    name = words.small(plain)
    title = f"Phiếu kết quả giảm nghèo {content.period_title} của {name}{words.revised(content)}"
    remarks = (
        sentences.coverage_sentence(own),
        sentences.year_received(own.attainment),
        *sentences.joined(own),
        *sentences.counted_by_standards(own),
        sentences.standard_changed(own),
        sentences.passed_over_of(own, area.line),
        sentences.of_fewer(own, whose=f"của {area.noun}"),
        _of_whole(content),
        sentences.of_fewer(content),
    )
    note = " ".join(filter(None, remarks))
    figures, changed, by_unit = (
        result(content, area.line, area.noun, note),
        tables.changes(own, called=words.SCORECARD),
        tuple(_by_unit(own)),
    )
    return Document(
        code=code,
        content=content,
        kind_name=NOTICE,
        symbol=notice_symbol(content),
        title=title,
        addressees=(listing.plain(area.addressee),),
        receivers=notice_receivers(content),
        opening=opening(own, f"thông báo kết quả {content.period_title} của {name}", words.SCORECARD),
        sections=tuple(_sections(own, area, figures, changed, {table.key for table in by_unit})),
        closing=_closing(area),
        appendices=by_unit,
        sheets=(figures, *([changed] if changed.rows else []), *by_unit),
        summary=area_summary(content, own, title, area, changed),
        word_name=words.file_name(content, f"Phiếu kết quả {area.line.code} {area.line.name}", "docx"),
        excel_name=words.file_name(content, f"Phiếu kết quả {area.line.code} {area.line.name}", "xlsx"),
    )


def _closing(area: AreaLine) -> str:
    """What the area is asked: to see to the reports that are missing, else nothing."""
    if area.coverage.is_whole:
        return f"Thông báo để {area.noun} biết, chỉ đạo thực hiện./."
    return f"Đề nghị {area.noun} đôn đốc các đơn vị chưa có số liệu gửi báo cáo./."


def of_area(content: ReportContent, area: AreaLine) -> ReportContent:
    """What the report says of an area, as if it were the whole; nothing of who is not in it."""
    inside, within = set(area.units), _within(content, area)
    units = [line for line in content.units if line.code in inside]
    codes = {area.line.code, *inside, *(one.line.code for one in within)}
    return content.model_copy(
        update={
            "coverage": area.coverage,
            "flow_coverage": area.flow_coverage,
            "missing": [line.name for line in units if not line.reported],
            "missing_months": [month for one in content.missing_months if (month := _month_of(one, inside))],
            "attainment": [_item_of(item, area, units) for item in content.attainment],
            "units": units,
            "district": area.line,
            "areas": [
                one.model_copy(update={"parent": "" if one.parent == area.line.code else one.parent}) for one in within
            ],
            "settlements": [],
            "flows": [flow for flow in content.flows if flow.code in inside],
            "district_flow": area.flow or content.district_flow,
            "reporters": [line for line in content.reporters if line.code in inside],
            "rejections": [line for line in content.rejections if line.code in inside],
            "concerns": [line for line in content.concerns if line.code in inside],
            "joined": [line for line in content.joined if line.code in inside],
            "changes": [change for change in content.changes if change.code in codes],
            "by_standard": [one.of_some(area.units) for one in content.by_standard],
            "reasons": None,
        }
        | {key: [] for key in _OF_ALL}
    )


_POINTED = {
    "units": "Số liệu từng đơn vị",
    "indicators": "Kết quả từng đơn vị",
    "parts": "Tử số, mẫu số từng đơn vị",
    "flows": "Biến động từng đơn vị",
}


def _item_of(item: Attained, area: AreaLine, units: Sequence[UnitLine]) -> Attained:
    """With the area's coverage in the place of the whole's; the plan states no baseline of it."""
    coverage = area.coverage
    if item.measure == "reduction":
        both = sum(line.reported and line.baseline is not None for line in units)
        coverage = Coverage(reporting=both, expected=len(units))
    more = {"coverage": coverage, "is_baseline_stated": False, "rate": None, "baseline_rate": None}
    return _year_of(item, set(area.units)).model_copy(update=more)


def _year_of(item: Attained, inside: set[str]) -> Attained:
    if item.year is None or not item.year.missing:
        return item
    missing = [month for one in item.year.missing if (month := _month_of(one, inside))]
    return item.model_copy(update={"year": item.year.model_copy(update={"missing": missing})})


# What names units that may be of other areas, and is not said of one area.
_OF_ALL = (
    *(
        "late",
        "late_months",
        "undated_months",
        "flow_gaps",
        "warnings",
        "resources",
        "unit_resources",
        "models",
        "sponsors",
    ),
    *("stories", "trend", "villages", "to_mend", "moves", "verdicts_moved", "class_flows", "class_flows_of_year"),
    *("class_flows_without", "class_flows_of_year_without"),
)


def _within(content: ReportContent, area: AreaLine) -> list[AreaLine]:
    """The areas in an area, at whatever depth, as they come."""
    found = {area.line.code}
    for one in content.areas:  # each before those that are in it
        if one.parent in found:
            found.add(one.line.code)
    return [one for one in content.areas if one.line.code in found and one is not area]


def _month_of(month: MissingMonth, inside: set[str]) -> MissingMonth | None:
    own = [(code, name) for code, name in zip(month.codes, month.units, strict=True) if code in inside]
    codes, names = [code for code, _ in own], [name for _, name in own]
    return month.model_copy(update={"codes": codes, "units": names, "expected": len(inside)}) if own else None


def _of_whole(content: ReportContent) -> str:
    """Over how many units the district's figures are, without their names."""
    return f"Số liệu chung là của {words.coverage_text(content)}."


def _by_unit(own: ReportContent) -> Iterable[Table]:
    if own.coverage.reporting:
        yield tables.units(own)
        yield tables.indicators(own)
        yield tables.parts(own)
        yield tables.flows(own)
    yield tables.reporters(own)


def _sections(own: ReportContent, area: AreaLine, figures: Table, changed: Table, shown: set[str]) -> Iterable[Section]:
    noun = area.noun.upper()
    yield Section(f"KẾT QUẢ CỦA {noun}", 1)
    if own.replaces:
        blocks: tuple[Block, ...] = (changed,) if changed.rows else ()
        yield Section(
            "Số liệu điều chỉnh", 2, (*said(sentences.changed(own, len(changed.rows), words.SCORECARD)), *blocks)
        )
    pointed = (block for key, what in _POINTED.items() for block in refer(shown, key, what))
    yield Section("Số liệu và chỉ tiêu", 2, (figures, *pointed))
    concerns = (f"- {text}" for text in sentences.concerns(own, _MOST_CONCERNS))
    if own.concerns:
        yield Section("Đơn vị cần quan tâm", 2, said(sentences.attention_rule(own), *concerns))
    yield Section(
        "Tình hình báo cáo",
        2,
        (
            *said(sentences.coverage_sentence(own)),
            *refer(shown, "reporters", words.of_its_month(own, "Tình hình từng đơn vị")),
        ),
    )
