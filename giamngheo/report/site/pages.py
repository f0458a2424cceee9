"""All pages of a site, one after the other: the same report gives the same bytes, whenever they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from giamngheo.core.formats import day, number
from giamngheo.core.templates import template
from giamngheo.core.text import capital
from giamngheo.report.data_quality import HEADS, Outlier, UnitQuality, all_well, undated_of
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Cell, Table, TableColumn
from giamngheo.report.documents.tables.columns import CODE, UNIT
from giamngheo.report.render.bars import SIGNS, as_sentence, figure_parts, reached, sign_of, width
from giamngheo.report.site import places
from giamngheo.report.site.facts import SiteFacts
from giamngheo.report.site.figures import figure_page
from giamngheo.report.site.front import front_page
from giamngheo.report.site.questions import QuestionPage, question_pages
from giamngheo.report.site.shown import ShownTable, shown_table
from giamngheo.report.site.units import UnitPages, areas_beside_each_other, beside_each_other
from giamngheo.report.site.ways import Ways
from giamngheo.report.wording import goals, sentences, words

_PACKAGE = "giamngheo.report.site"


@dataclass(frozen=True)
class SitePage:
    """`place` is below the folder of the site."""

    place: str
    data: bytes


def site_pages(facts: SiteFacts) -> Iterator[SitePage]:
    """The first page, those of everything, then one for each question, figure and unit."""
    draw, questions = _Drawer(facts), question_pages(facts)
    yield draw(places.INDEX, "index", front=front_page(facts), questions=questions)
    yield draw(
        places.UNITS,
        "units",
        beside=beside_each_other(facts),
        areas=areas_beside_each_other(facts),
        legend=_legend(facts),
    )
    yield draw(places.REPORTERS, "reporters", shown=tuple(_reporting(facts)), said=_said_of_reporting(facts))
    for question in questions:
        yield draw(question.place, "question", question=question, others=_others(question, questions))
    for code in facts.explained:
        yield draw(places.of_figure(code), "figure", figure=figure_page(facts, code))
    units = UnitPages(facts)
    for line in facts.content.units:
        yield draw(places.of_unit(line.code), "unit", unit=units.of(line.code))


class _Drawer:
    """What is the same on every page is said once."""

    def __init__(self, facts: SiteFacts) -> None:
        content = facts.content
        self._said = {
            "office": content.office.issuing_body,
            "title": words.title(content),
            "period": content.period_title,
            "revision": sentences.revision_in_letter(content),
            "issued": f"Báo cáo lần {content.revision}, lập ngày {day(content.issued_on)}",
            "coverage": sentences.coverage_sentence(content),
            "is_as_of": facts.is_as_of,
            "nouns": content.nouns,
            "places": places,
            "capital": capital,
            "sign_of": sign_of,
            "reached": reached,
            "as_sentence": as_sentence,
            "width": width,
            "figure_parts": figure_parts,
        }

    def __call__(self, place: str, name: str, **more: Any) -> SitePage:
        html = template(_PACKAGE, f"{name}.html.j2").render(**self._said, **more, to=places.Links(place).to)
        return SitePage(place, f"{html.strip()}\n".encode())


def _others(own: QuestionPage, questions: Iterable[QuestionPage]) -> list[QuestionPage]:
    return [one for one in questions if one is not own]


def _legend(facts: SiteFacts) -> list[tuple[str, str, str]]:
    """Sign, tone and word of each verdict that some unit has."""
    items = {item.indicator: item for item in facts.content.attainment}
    found = {
        goals.own_verdict(items[own.indicator], own): own.status
        for line in facts.content.units
        for own in line.indicators
        if own.indicator in items and own.status
    }
    order = list(SIGNS)
    told = sorted(found.items(), key=lambda pair: (order.index(pair[1]), pair[0]))
    return [(*SIGNS[goals.MARKED_AS.get(verdict, status)], verdict) for verdict, status in told if verdict]


# ---------------------------------------------------------------- who reported


def _said_of_reporting(facts: SiteFacts) -> tuple[str, ...]:
    content = facts.content
    return tuple(sentences.reporting(content) or [sentences.all_in_time(content)])


def _reporting(facts: SiteFacts) -> Iterable[ShownTable]:
    ways = Ways(facts, places.REPORTERS)

    def leads(row: Sequence[Cell], key: str) -> str:
        return ways.to_unit(str(row[0])) if key == "name" else ""

    yield shown_table(tables.reporters(facts.content), leads)
    yield shown_table(_quality(facts), leads)
    if facts.outliers:
        yield shown_table(_outliers(facts), leads)


def _quality(facts: SiteFacts) -> Table:
    columns = (CODE, UNIT, *(TableColumn(key, head, 16, "count") for key, head in HEADS.items()))
    shown = [one for one in facts.quality if one.troubles or one.warnings]
    rows = tuple(map(_quality_row, shown))
    said = (
        "Nộp muộn, chưa có: số tháng; bị trả lại, sửa lại: số lần gửi; đơn vị cần giúp nhất đứng trước." if rows else ""
    )
    note = " ".join(filter(None, (said, undated_of(facts.quality))))
    title = "Đơn vị nào cần giúp về báo cáo, từ đầu năm"
    table = Table("quality", "", title, columns, rows, note=note, empty=all_well(facts.quality))
    return table if any(one.undated for one in shown) else table.without("undated")


def _quality_row(one: UnitQuality) -> tuple[Cell, ...]:
    return (one.unit, one.name, *(getattr(one, key) for key in HEADS))


def _outliers(facts: SiteFacts) -> Table:
    columns = (
        CODE,
        UNIT,
        TableColumn("title", "Chỉ tiêu", 50),
        TableColumn("value", "Đơn vị báo cáo", 22, "rate", "%"),
        TableColumn("median", "Mức giữa các đơn vị", 22, "rate", "%"),
    )
    rows = tuple(map(_outlier_row, facts.outliers))
    units = max(one.units for one in facts.outliers)
    note = f"Khác xa phần lớn trong {number(units)} đơn vị; số có thể đúng, chỉ nên hỏi lại."
    return Table("outliers", "", "Số liệu nên hỏi lại", columns, rows, note=note)


def _outlier_row(one: Outlier) -> tuple[Cell, ...]:
    return (one.unit, one.name, words.capital(one.title), one.value, one.median)
