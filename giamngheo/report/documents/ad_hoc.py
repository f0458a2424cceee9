"""An ad hoc report: what was asked about, of which units and moment, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from giamngheo.report.content import AdHoc, Attained, ReportContent
from giamngheo.report.documents import ad_hoc_tables as own_tables
from giamngheo.report.documents import small_counts, tables
from giamngheo.report.documents.ad_hoc_guard import (
    hidden_figures,
    is_hidden,
    is_told_by_village,
    units_without,
    villages_without,
)
from giamngheo.report.documents.document import Document, Refer, Section, Table
from giamngheo.report.documents.office import by_unit
from giamngheo.report.documents.shared import said
from giamngheo.report.documents.summary.ad_hoc import ad_hoc_summary
from giamngheo.report.documents.tables.on_paper import on_paper
from giamngheo.report.wording import sentences, words

_MOST_ROWS_IN_TEXT = 8  # a longer table is an appendix
_MOST_ONE_BY_ONE = 3  # indicators
_TELLING = ("numerator", "denominator", "lacking", "value", "previous")
_OF_UNIT = (*_TELLING, "status")  # whether all of so few have it is told by the verdict


def ad_hoc_document(content: ReportContent, code: str, asked: AdHoc) -> Document:
    title = asked.title or f"Tình hình giảm nghèo {content.period_title} (báo cáo đột xuất)"
    each = list(_by_unit(content, asked))
    shown = {
        "units": [*_figures(content, asked), *(_together(content) if _is_many(content, asked) else each)],
        "villages": [own_tables.villages(content, asked)] if asked.villages else [],
        "answers": own_tables.answers(asked),
    }
    every = [table for some in shown.values() for table in some]
    sheets = list({table.key: table for table in (*every, *each)}.values())
    annexed = tuple(on_paper(table) for table in every if len(table.rows) > _MOST_ROWS_IN_TEXT)
    basis = asked.basis or (f"Thực hiện {content.office.plan_title}" if content.office.plan_title else "")
    who = words.office_name(content)
    about = f"báo cáo đột xuất {content.period_title} (số liệu {sentences.window(content)}) như sau:"
    number = f"báo cáo đột xuất số {asked.number}"
    return Document(
        code=code,
        content=content,
        kind_name="BÁO CÁO",
        symbol=content.office.symbol,
        title=title,
        addressees=tuple(asked.addressees or content.office.addressees),
        receivers=("Như trên", *content.office.receivers[-1:]),
        opening=f"{basis}, {who} {about}" if basis else f"{words.capital(who)} {about}",
        sections=tuple(_sections(content, asked, shown, {table.key for table in annexed})),
        closing=f"Trên đây là báo cáo đột xuất {content.period_title} của {who}./.",
        appendices=annexed,
        sheets=(*_indicators(content, asked), *sheets),
        summary=ad_hoc_summary(content, asked, title),
        word_name=words.file_name(content, words.capital(number), "docx"),
        excel_name=words.file_name(content, f"Phụ lục {number}", "xlsx"),
    )


def _is_many(content: ReportContent, asked: AdHoc) -> bool:
    """Whether indicators stand beside each other on paper, and not each on a page of its own; not where any is guarded."""
    return not asked.small_counts_below and len(content.units) > 1 and len(content.attainment) > _MOST_ONE_BY_ONE


def _together(content: ReportContent) -> Iterable[Table]:
    yield tables.indicators(content)
    yield tables.parts(content)


def _figures(content: ReportContent, asked: AdHoc) -> Iterable[Table]:
    if asked.figures and content.coverage.reporting:
        yield own_tables.figures(content, asked)


def _by_unit(content: ReportContent, asked: AdHoc) -> Iterable[Table]:
    """Each indicator by unit, where there are several."""
    for item in content.attainment if len(content.units) > 1 else ():
        table = by_unit(content, item).without_empty("previous")
        if item.indicator in asked.unjudged and table.total:
            blank = [column.key in ("target", "status") for column in table.columns]
            total = tuple("" if is_blank else cell for is_blank, cell in zip(blank, table.total, strict=True))
            table = replace(table, total=total).without_empty("target", "status")
        yield _guarded(content, asked, item, table)


def _guarded(content: ReportContent, asked: AdHoc, item: Attained, table: Table) -> Table:
    if not asked.small_counts_below or item.indicator not in asked.of_households:
        return table
    place = [column.key for column in table.columns].index("code")
    codes, _ = units_without(content, asked, item)
    rows = [at for at, row in enumerate(table.rows) if row[place] in codes]
    told = small_counts.of_rows(table, _OF_UNIT, rows, asked.small_counts_below, is_ranked=True)
    if not is_hidden(content, asked, item) or not told.total:
        return told
    shown = [column.key not in _TELLING or cell is None for column, cell in zip(told.columns, told.total, strict=True)]
    total = tuple(cell if is_shown else small_counts.HIDDEN for is_shown, cell in zip(shown, told.total, strict=True))
    return replace(told, total=total)


def _indicators(content: ReportContent, asked: AdHoc) -> Iterable[Table]:
    """Over all units that were asked about; and how each is made."""
    if not content.attainment:
        return
    table = replace(tables.attainment(content), title="Kết quả các chỉ tiêu được yêu cầu")
    keys = [column.key for column in table.columns]
    rows = tuple(
        tuple(
            "" if key in ("target", "status", "attainment") and item.indicator in asked.unjudged else cell
            for key, cell in zip(keys, row, strict=True)
        )
        for item, row in zip(content.attainment, table.rows, strict=True)
    )
    table = replace(table, rows=rows)
    if asked.small_counts_below:
        hidden = [is_hidden(content, asked, item) for item in content.attainment]
        table = small_counts.of_indicators(table, hidden, asked.small_counts_below)
    yield table
    yield tables.explanations(content, content.attainment)


def _sections(
    content: ReportContent, asked: AdHoc, shown: dict[str, list[Table]], annexed: set[str]
) -> Iterable[Section]:
    scope = said(
        sentences.asked_about(content, asked),
        sentences.coverage_sentence(content),
        sentences.known_when(content, asked),
        sentences.standard_changed(content),
        *sentences.joined(content),
        sentences.unjudged(content, asked),
    )
    yield Section("PHẠM VI, THỜI ĐIỂM SỐ LIỆU", 1, scope)
    if content.attainment or asked.figures:
        yield Section("KẾT QUẢ", 1, said(*(f"- {line}" for line in results(content, asked))))
    by_place = [
        ("THEO ĐƠN VỊ", shown["units"] if len(content.units) > 1 else [], []),
        (f"THEO {content.nouns.village.upper()}", shown["villages"], _of_villages(content, asked)),
        ("CÂU HỎI CỤ THỂ", shown["answers"], []),
    ]
    for heading, some, lines in by_place:
        if some:
            referred = (Refer(table.title, table.key) for table in some if table.key in annexed)
            yield Section(heading, 1, (*said(*lines), *referred))
            for table in some:
                if table.key not in annexed:
                    yield Section(table.title, 2, (table,))


def results(content: ReportContent, asked: AdHoc) -> list[str]:
    """How each indicator and each figure stands over all units that were asked about."""
    found = [sentences.stands(content, asked, item, is_hidden(content, asked, item)) for item in content.attainment]
    hidden = hidden_figures(asked)
    found += [sentences.figure_stands(content, asked, one, one.line.key in hidden) for one in asked.figures]
    return found


def _of_villages(content: ReportContent, asked: AdHoc) -> list[str]:
    """What no village has; and how those stand that were given a target."""
    names = {line.code: line.name for line in content.units}
    items = {item.indicator: item for item in content.attainment}
    untold = villages_without(content, asked)
    judged = [
        f"- {sentences.village_target(line.village, names[line.unit], items[value.indicator], value)}"
        for at, line in enumerate(content.villages)
        for value in line.indicators
        if value.target is not None and at not in untold and is_told_by_village(asked, items[value.indicator])
    ]
    return [sentences.by_unit_only(content, asked), *judged]
