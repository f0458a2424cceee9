"""The pages of units: all of them beside each other, and each by itself down to its villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from giamngheo.core.formats import NO_VALUE, moment, number
from giamngheo.metadata.question import BY_UNIT, VILLAGE
from giamngheo.metadata.recipients import COMMUNE
from giamngheo.report.content import Attained, ReportContent, Reporter, UnitAttained, UnitLine
from giamngheo.report.documents import small_counts, tables
from giamngheo.report.documents.commune import commune_document
from giamngheo.report.documents.document import Bar, Cell, Headline, Summary, Table
from giamngheo.report.documents.order_of_units import not_met_of, with_targets_of_units
from giamngheo.report.questions import QuestionAnswer
from giamngheo.report.site import places
from giamngheo.report.site.facts import SiteFacts
from giamngheo.report.site.guarded import unit_of, unit_table, way_to_all
from giamngheo.report.site.shown import (
    MOST_ROWS,
    Links,
    ShownCell,
    ShownHead,
    ShownRow,
    ShownTable,
    left_out,
    shown_table,
    valued,
)
from giamngheo.report.site.ways import Ways
from giamngheo.report.wording import goals, sentences, words
from giamngheo.report.wording.terms import STOCKS, stocks_of

_MOST_LINES = 12  # of an answer on the page of one unit


@dataclass(frozen=True)
class UnitPage:
    code: str
    name: str
    summary: Summary
    headlines: tuple[tuple[Headline, str], ...]
    reported: str
    bars: tuple[tuple[Bar, str], ...]
    result: ShownTable
    villages: ShownTable | None
    answers: tuple[ShownTable, ...]


# ---------------------------------------------------------------- all beside each other


def beside_each_other(facts: SiteFacts) -> ShownTable:
    """Who misses most targets first: rates, and each indicator with its verdict as a sign."""
    content = facts.content
    judged, ways = with_targets_of_units(content), Ways(facts, places.UNITS)
    stocks = [one for one in ("poor", "poor_rate", "near_poor_rate") if content.district.stock(one) is not None]
    heads = [
        ShownHead("Đơn vị"),
        ShownHead(f"Số chỉ tiêu {sentences.not_met(content)}", "right"),
        *(ShownHead(f"{STOCKS[one][0]} ({STOCKS[one][1]})", "right") for one in stocks),
        *(ShownHead(_titled(item), "right") for item in judged),
    ]
    rows = [_unit_row(line, stocks, judged, ways) for line in facts.units[:MOST_ROWS]]
    said = (
        sentences.coverage_sentence(content),
        f"Xếp theo số chỉ tiêu {sentences.not_met(content)}, rồi theo tỷ lệ hộ nghèo, từ cao xuống thấp.",
        left_out(len(facts.units) - MOST_ROWS),
    )
    return ShownTable("Các đơn vị", tuple(heads), tuple(rows), tuple(filter(None, said)), is_wide=True)


def _titled(item: Attained) -> str:
    title = words.capital(item.short_title or item.title)
    return words.with_unit(title, item.unit_of_measure)


def _unit_row(line: UnitLine, stocks: Sequence[str], judged: Sequence[Attained], ways: Ways) -> ShownRow:
    name = ShownCell(line.name, link=ways.to_unit(line.code))
    count = str(not_met_of(line, judged)) if line.reported else NO_VALUE
    own = {value.indicator: value for value in line.indicators}
    told = [(key, words.bare(line.stock(key), "%" if key.endswith("_rate") else "hộ")) for key in stocks]
    return ShownRow(
        (
            name,
            ShownCell(count, "right"),
            *(ShownCell(text, "right", ways.to_figure(key.removesuffix("_rate"), line.code)) for key, text in told),
            *(_judged(own.get(item.indicator), item, ways.to_figure(item.indicator, line.code)) for item in judged),
        )
    )


def _judged(own: UnitAttained | None, item: Attained, link: str) -> ShownCell:
    """Where there is no value the verdict alone."""
    if own is None:
        return ShownCell(NO_VALUE, "right")
    verdict = goals.own_verdict(item, own)
    if own.value is None:
        return valued("", own.status, verdict) if verdict else ShownCell(NO_VALUE, "right")
    rise = "tăng " if goals.is_rise(item.measure, own.value) else ""
    value = words.bare(-own.value if rise else own.value, item.unit_of_measure)
    return valued(f"{rise}{value}", own.status, verdict, link)


def areas_beside_each_other(facts: SiteFacts) -> ShownTable | None:
    """The sums of the areas, of an office that has some."""
    table = tables.units(facts.content)
    if not table.subtotals:
        return None
    rows = tuple(table.rows[one.at] for one in table.subtotals)
    return shown_table(replace(table, title="Các khu vực", rows=rows, subtotals=(), chart=()))


# ---------------------------------------------------------------- one by itself


class UnitPages:
    """Of one site: what is sought out once for all units."""

    def __init__(self, facts: SiteFacts) -> None:
        self._facts = facts
        self._reporters = {one.code: one for one in facts.content.reporters}
        self._lines = [
            (one, _by_unit(one))
            for one in facts.answers
            if isinstance(one, QuestionAnswer) and BY_UNIT in one.question.by and VILLAGE not in one.question.by
        ]

    def of(self, code: str) -> UnitPage:
        facts = self._facts
        part = facts.documents.part_of(f"{COMMUNE}{code}")
        document = commune_document(part)
        sheets = {table.key: table for table in document.sheets}
        return UnitPage(
            code,
            part.unit.name,
            document.summary,
            self._headlines(document.summary, part.unit),
            self._reported(code),
            self._bars(document.summary, code),
            shown_table(sheets["result"], self._links_of_result(code)),
            self._villages(sheets.get("villages"), code),
            tuple(self._answers(code)),
        )

    def _reported(self, code: str) -> str:
        one = self._reporters.get(code)
        return _said(self._facts.content, one) if one else ""

    def _headlines(self, summary: Summary, unit: UnitLine) -> tuple[tuple[Headline, str], ...]:
        """Those of its stocks, each by its title."""
        leads = self._links_of_result(unit.code)
        return tuple((one, leads((one.title,), "title")) for one in summary.headlines)

    def _bars(self, summary: Summary, code: str) -> tuple[tuple[Bar, str], ...]:
        """Those of its indicators, in the order of the report's."""
        ways = Ways(self._facts, places.of_unit(code))
        codes = [item.indicator for item in self._facts.content.attainment]
        return tuple((bar, ways.to_figure(each, code)) for bar, each in zip(summary.bars, codes, strict=False))

    def _links_of_result(self, code: str) -> Links:
        """Each line leads to its figure's page, to the unit's row there."""
        facts, ways = self._facts, Ways(self._facts, places.of_unit(code))
        stocks = stocks_of(facts.content.classes)
        codes = {title: key.removesuffix("_rate") for key, (title, _) in stocks.items()}
        titles = {title: code for title, code in codes.items() if code in facts.explained}
        titles |= {item.title: item.indicator for item in facts.content.attainment if item.indicator in facts.explained}

        def leads(row: Sequence[Cell], key: str) -> str:
            title = str(row[0]).partition(", thiếu ")[0]
            return ways.to_figure(titles[title], code) if key == "title" and title in titles else ""

        return leads

    def _villages(self, table: Table | None, code: str) -> ShownTable | None:
        if table is None or not table.rows:
            return None
        own = [line for line in self._facts.content.villages if line.unit == code]
        return shown_table(small_counts.villages(table, own, self._facts.below))

    def _answers(self, code: str) -> list[ShownTable]:
        return [self._answer(found, by_unit[code], code) for found, by_unit in self._lines if code in by_unit]

    def _answer(self, found: QuestionAnswer, lines: Sequence[int], code: str) -> ShownTable:
        table, rest = unit_table(found, lines[:_MOST_LINES]), len(lines) - _MOST_LINES
        if rest <= 0:
            return table
        if lines[-1] >= MOST_ROWS:  # nor are they on the page of the question
            return replace(table, notes=(left_out(rest, way_to_all(found, code)), *table.notes))
        there = places.Links(places.of_unit(code)).to(places.of_question(found.question.code))
        return replace(table, more=ShownCell(f"Còn {number(rest)} dòng; xem trang câu hỏi.", link=there))


def _by_unit(found: QuestionAnswer) -> dict[str, list[int]]:
    by_unit: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(found.lines):
        by_unit[unit_of(line)].append(at)
    return dict(by_unit)


def _said(content: ReportContent, one: Reporter) -> str:
    """`Đã nhận, lần 2, 17/03/2020 08:15, đúng hạn`."""
    parts = (
        words.submission_status(one.status),
        f"lần gửi {one.version}" if one.version else "",
        f"nhận {moment(one.received_at)}" if one.received_at else "",
        words.small(words.punctuality(one.on_time, one.on_time_by)),
    )
    return f"{words.of_its_month(content, 'Báo cáo')} của đơn vị: {', '.join(filter(None, parts))}."
