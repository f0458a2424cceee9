"""The pages that answer what a chairman asks: each question of the configuration, and those that other parts of the report answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from giamngheo.attain.outlook import YearEnd
from giamngheo.core.formats import NO_VALUE, number
from giamngheo.core.period import Period
from giamngheo.metadata.plan import Indicator
from giamngheo.metadata.question import VILLAGE
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Cell, Table, TableColumn
from giamngheo.report.site import places
from giamngheo.report.site.facts import SiteFacts, Unanswered
from giamngheo.report.site.guarded import answer_table, first_said
from giamngheo.report.site.shown import Links, ShownTable, shown_table
from giamngheo.report.site.told_of_units import told_of_units
from giamngheo.report.site.ways import Ways
from giamngheo.report.wording import goals, listing, sentences, words, year_end
from giamngheo.report.wording.explained import by_reason, compared_over, side_said

_MOST_NAMED = 3  # units that moved a figure most


@dataclass(frozen=True)
class QuestionPage:
    """`short`: the answer in a few words, for the list of questions."""

    place: str
    title: str
    short: str
    said: tuple[str, ...]
    shown: tuple[ShownTable, ...]


def question_pages(facts: SiteFacts) -> list[QuestionPage]:
    """In the order in which the configuration has them; then change, baseline, year's end."""
    own, told = [], told_of_units(facts)
    for found in facts.answers:
        if isinstance(found, Unanswered):
            own.append(QuestionPage(places.of_question(found.code), found.title, found.why, (found.why,), ()))
            continue
        page = places.of_question(found.question.code)
        of_units = told.in_answer(found) if VILLAGE in found.question.by else {}
        shown = (answer_table(found, facts.below, Ways(facts, page), of_units),) if found.units else ()
        said = () if shown else ("Chưa có số liệu.",)
        own.append(QuestionPage(page, found.question.title, first_said(found, facts.below, of_units), said, shown))
    return [*own, _beside_baseline(facts), _to_year_end(facts), _changed(facts)]


# ---------------------------------------------------------------- beside the last year


def _beside_baseline(facts: SiteFacts) -> QuestionPage:
    content, ways = facts.content, Ways(facts, places.BESIDE_BASELINE)
    columns = ("code", "name", "poor_rate", "poor_rate_baseline", "reduction", "near_poor_rate")
    table = _only(tables.units(content), columns)

    def leads(row: Sequence[Cell], key: str) -> str:
        return ways.to_unit(str(row[0])) if key == "name" else ""

    reduction = next((item for item in content.attainment if item.measure == "reduction"), None)
    short = f"{words.capital(words.whole_said(content))} {words.reduction_said(reduction)}" if reduction else ""
    return QuestionPage(
        places.BESIDE_BASELINE,
        f"Từng đơn vị thế nào so với {content.baseline_title}, tính theo tỷ lệ?",
        f"{short}." if short and reduction and reduction.value is not None else "",
        (),
        (shown_table(table, leads),),
    )


def _only(table: Table, keys: Sequence[str]) -> Table:
    kept = [at for at, column in enumerate(table.columns) if column.key in keys]
    return Table(
        table.key,
        table.name,
        table.title,
        tuple(table.columns[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in table.rows),
        tuple(table.total[at] for at in kept) if table.total is not None else None,
        table.note,
        subtotals=table.subtotals,
    )


# ---------------------------------------------------------------- at the year's end


def _to_year_end(facts: SiteFacts) -> QuestionPage:
    indicators = {indicator.code: indicator for indicator in facts.plan.indicator}
    columns = (
        TableColumn("title", "Chỉ tiêu", 50),
        TableColumn("value", "Hiện nay", 22, align="right"),
        TableColumn("target", "Mục tiêu", 22, align="right"),
        TableColumn("range", "Ước cuối năm", 30),
        TableColumn("tried", year_end.TRIED, 30),
        TableColumn("prospect", "Nhận định", 30),
    )
    targets = {item.indicator: goals.target_text(item) for item in facts.content.attainment}
    rows = tuple(_prospect(indicators[one.attainment.indicator], one, targets) for one in facts.year_ends)
    ways = Ways(facts, places.YEAR_END)
    codes = {indicator.title: indicator.code for indicator in facts.plan.indicator}

    def leads(row: Sequence[Cell], key: str) -> str:
        return ways.to_figure(codes[str(row[0])]) if key == "title" else ""

    is_any = any(one.projection for one in facts.year_ends)
    table = Table(
        "year_ends",
        "",
        "Dự báo đến cuối năm",
        columns,
        rows,
        note=" ".join(year_end.how_to_read(facts.year_ends, indicators)),
    )
    return QuestionPage(
        places.YEAR_END,
        "Đến cuối năm sẽ ra sao, chắc đến đâu?",
        _risk(facts),
        (),
        (shown_table(table.without_empty(*(() if is_any else ("range", "tried"))), leads),),
    )


def _prospect(indicator: Indicator, one: YearEnd, targets: Mapping[str, str]) -> tuple[str, ...]:
    unit = indicator.unit_of_measure
    return (
        indicator.title,
        words.value_said(indicator.measure, one.attainment.value, unit),
        targets.get(indicator.code, NO_VALUE),
        *(year_end.foreseen(indicator, one) if one.projection else ("", "")),
        words.capital(year_end.prospect(one)),
    )


def _risk(facts: SiteFacts) -> str:
    """How many are at risk; where nothing can be foreseen yet that it cannot."""
    foreseen = [one for one in facts.year_ends if one.projection]
    if any(one.silence == "year_over" for one in facts.year_ends):
        return "Năm đã hết; kết quả là của cả năm."
    if not foreseen:
        return "Chưa ước được đến cuối năm."
    at_risk = sum(one.projection.prospect == "at_risk" for one in foreseen if one.projection)
    return f"{at_risk} chỉ tiêu có nguy cơ không đạt." if at_risk else "Chưa thấy chỉ tiêu nào có nguy cơ không đạt."


# ---------------------------------------------------------------- what changed


def _changed(facts: SiteFacts) -> QuestionPage:
    """Since the report that this one replaces, and since the period before, by which units."""
    content = facts.content
    revised, since = tables.changes(content), _period_before(facts)
    said = [sentences.revision(content) or "Báo cáo này là lần đầu của kỳ, không thay báo cáo nào."]
    shown = [shown_table(revised)] if revised.rows else []
    if content.replaces is not None and not revised.rows:
        said.append("Số liệu chung và số liệu từng đơn vị không đổi so với báo cáo trước.")
    moved = shown_table(_moves(facts), _to_figures(facts))
    short = f"{number(len(revised.rows))} số liệu đổi so với báo cáo trước." if revised.rows else ""
    return QuestionPage(
        places.CHANGED,
        "Vì sao số liệu đổi so với báo cáo trước, so với kỳ trước?",
        short or (f"So với {since}, theo từng đơn vị." if since else ""),
        tuple(said),
        (*shown, moved),
    )


def _period_before(facts: SiteFacts) -> str:
    """The one beside which `explain` counts, which need not be the one that the report is compared with; nothing if none is."""
    told = (one["changed"]["since_before"] for one in facts.explained.values())
    before = next((one["period"] for one in told if one is not None), None)
    return Period.parse(before).title if before else ""


def _moves(facts: SiteFacts) -> Table:
    columns = (
        TableColumn("title", "Số liệu, chỉ tiêu", 50),
        TableColumn("before", "Trước", 24, align="right"),
        TableColumn("now", "Nay", 24, align="right"),
        TableColumn("most", "Đổi nhiều nhất ở", 60),
    )
    return Table(
        "moves",
        "",
        f"So với {_period_before(facts) or 'kỳ trước'}",
        columns,
        tuple(_move_lines(facts)),
        note="Chỉ tiêu là tỷ lệ ghi tử số / mẫu số. Bấm vào tên để xem đủ các đơn vị.",
        empty="Không có kỳ trước để so sánh.",
    )


def _move_lines(facts: SiteFacts) -> Iterable[tuple[Cell, ...]]:
    for code, told in facts.explained.items():
        before = told["changed"]["since_before"]
        if before is not None:
            yield (_title_of(facts, code), *_sides_moved(before), _most_moved(before))


def _sides_moved(before: dict[str, Any]) -> tuple[str, str]:
    if not before["shared"]:
        return (NO_VALUE, NO_VALUE)
    return (side_said(before["before"]), side_said(before["now"]))


def _most_moved(before: dict[str, Any]) -> str:
    """Which units; of how many, where not all can be compared."""
    if not before["shared"]:
        return f"không so được: {'; '.join(by_reason(before['not_compared']))}"
    names = [one["name"] for one in before["units"]]
    most = listing.first_names(names, _MOST_NAMED) if names else "không đơn vị nào"
    over = f" (so {compared_over(before)})" if before["not_compared"] else ""
    return f"{most}{over}"


def _title_of(facts: SiteFacts, code: str) -> str:
    item = next((one for one in facts.content.attainment if one.indicator == code), None)
    return item.title if item else facts.stocks[code][0]


def _to_figures(facts: SiteFacts) -> Links:
    ways = Ways(facts, places.CHANGED)
    codes = {_title_of(facts, code): code for code in facts.explained}
    return lambda row, key: ways.to_figure(codes[str(row[0])]) if key == "title" else ""
