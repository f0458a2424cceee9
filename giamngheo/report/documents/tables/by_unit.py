"""Units: stocks, by each standard too, and indicators with their parts; under their areas where the office has some."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from giamngheo.metadata.target import Goal
from giamngheo.report.content import (
    AreaLine,
    Attained,
    ByStandard,
    ReportContent,
    Stocks,
    UnitAttained,
    UnitLine,
)
from giamngheo.report.content.indicators import shared_goal
from giamngheo.report.documents.document import Cell, ColumnSum, Difference, Ratio, Table, TableColumn
from giamngheo.report.documents.tables.columns import CODE, UNIT, kind_of
from giamngheo.report.documents.tables.grouping import grouped, name_of
from giamngheo.report.wording import sentences, words

_BESIDE_BASELINE = ("households_baseline", "poor_baseline", "poor_rate_baseline", "reduction")


def units(content: ReportContent) -> Table:
    """Stocks and rates by unit, beside the baseline."""
    reduction = _reduction(content)
    rows, subtotals = grouped(
        content,
        {line.code: _unit_row(line, line.name, reduction) for line in content.units},
        lambda area: _unit_row(_like_with_like(area.line, reduction), name_of(area), reduction),
    )
    table = Table(
        "units",
        "Theo đơn vị",
        f"{words.capital(sentences.classes_listed(content))} theo đơn vị",
        _unit_columns(content),
        rows,
        _unit_row(content.district, content.district.name, reduction),
        " ".join(filter(None, _notes_on_units(content))),
        landscape=True,
        chart=() if subtotals else ("poor_rate", "poor_rate_baseline"),
        subtotals=subtotals,
    )
    return table.without_empty(*_BESIDE_BASELINE)


def _reduction(content: ReportContent) -> str:
    return next((item.indicator for item in content.attainment if item.measure == "reduction"), "")


def _notes_on_units(content: ReportContent) -> Iterable[str]:
    yield sentences.coverage_sentence(content)
    yield sentences.baseline_units(content)
    yield _rounding(content)
    yield from sentences.joined(content)


def _rounding(content: ReportContent) -> str:
    return sentences.rounding((unit.poor_rate, unit.poor_rate_baseline) for unit in content.units)


def _unit_columns(content: ReportContent) -> tuple[TableColumn, ...]:
    # Without a baseline of every unit that reports, the district's sums are not over the same units.
    like_with_like = all(line.baseline for line in content.units if line.reported)
    return (
        CODE,
        UNIT,
        TableColumn("households", "Tổng số hộ", 23, "count", "hộ", total=ColumnSum()),
        TableColumn("poor", "Hộ nghèo", 20, "count", "hộ", total=ColumnSum()),
        TableColumn("poor_rate", "Tỷ lệ hộ nghèo", 20, "rate", "%", total=Ratio("poor", "households"), bar=True),
        TableColumn("households_baseline", "Tổng số hộ kỳ gốc", 23, "count", "hộ", total=ColumnSum(), screen_only=True),
        TableColumn("poor_baseline", "Hộ nghèo kỳ gốc", 20, "count", "hộ", total=ColumnSum(), screen_only=True),
        TableColumn(
            "poor_rate_baseline",
            "Tỷ lệ hộ nghèo kỳ gốc",
            22,
            "rate",
            "%",
            total=Ratio("poor_baseline", "households_baseline"),
        ),
        TableColumn(
            "reduction",
            "Giảm so với kỳ gốc",
            22,
            "rate",
            "điểm %",
            total=Difference("poor_rate_baseline", "poor_rate") if like_with_like else None,
            is_fall=True,
        ),
        TableColumn("near_poor", "Hộ cận nghèo", 22, "count", "hộ", total=ColumnSum()),
        TableColumn("near_poor_rate", "Tỷ lệ hộ cận nghèo", 22, "rate", "%", total=Ratio("near_poor", "households")),
        *_more_columns(content),
        TableColumn("social_poor", "Hộ nghèo bảo trợ xã hội", 24, "count", "hộ", total=ColumnSum()),
    )


def _more_columns(content: ReportContent) -> Iterable[TableColumn]:
    """Number and rate of each further class."""
    for one in content.classes.more:
        yield TableColumn(one.code, one.title, 22, "count", "hộ", total=ColumnSum())
        rate = Ratio(one.code, "households")
        yield TableColumn(f"{one.code}_rate", f"Tỷ lệ {one.name}", 22, "rate", "%", total=rate)


def _unit_row(line: UnitLine, name: str, reduction: str) -> tuple[Cell, ...]:
    baseline = line.baseline if line.reported else None
    return (
        line.code,
        name,
        line.households,
        line.poor,
        line.poor_rate,
        baseline.households if baseline else None,
        baseline.poor if baseline else None,
        line.poor_rate_baseline if line.reported else None,
        next((item.value for item in line.indicators if item.indicator == reduction), None),
        line.near_poor,
        line.near_poor_rate,
        *line.more.values(),
        line.social_poor,
    )


def standards(content: ReportContent) -> Table:
    """The poor and the other classes by each standard, side by side and never added."""
    columns = [
        column
        for one in content.by_standard
        for each in one.told(content.classes)
        for column in (
            TableColumn(f"{one.code}_{each.code}", f"{each.title}, {one.name}", 26, "count", "hộ"),
            TableColumn(f"{one.code}_{each.code}_rate", f"Tỷ lệ {each.name}, {one.name}", 26, "rate", "%"),
        )
    ]
    rows, subtotals = grouped(
        content,
        {line.code: (line.code, line.name, *_by_standards(content, _of_unit(line.code))) for line in content.units},
        lambda area: (
            area.line.code,
            _by_standard_name(content, area),
            *_by_standards(content, lambda one: one.of_some(area.units).district),
        ),
    )
    covered = [f"{words.capital(one.name)}: {words.coverage_of(one.coverage)}" for one in content.by_standard]
    return Table(
        "standards",
        "Theo chuẩn nghèo",
        f"{words.capital(sentences.classes_listed(content))} theo từng chuẩn nghèo",
        (CODE, UNIT, *columns),
        rows,
        ("", content.district.name, *_by_standards(content, lambda one: one.district)),
        f"{sentences.APART} Số liệu có của: {'; '.join(covered)}.",
        landscape=True,
        subtotals=subtotals,
    )


def _of_unit(code: str) -> Callable[[ByStandard], Stocks | None]:
    return lambda one: one.units.get(code)


def _by_standards(content: ReportContent, stocks_of: Callable[[ByStandard], Stocks | None]) -> Iterable[float | None]:
    """The cells of a unit, of an area, or of all."""
    for one in content.by_standard:
        stocks = stocks_of(one)
        for each in one.told(content.classes):
            for key in (each.code, f"{each.code}_rate"):
                yield stocks.stock(key) if stocks else None


def _by_standard_name(content: ReportContent, area: AreaLine) -> str:
    """`Khu vực Đông (chuẩn nghèo của thành phố: 3/4 đơn vị)`: over how many units each sum is that is not of all."""
    parts = [one for one in (each.of_some(area.units) for each in content.by_standard) if not one.coverage.is_whole]
    told = "; ".join(f"{one.name}: {words.coverage_of(one.coverage)}" for one in parts)
    return f"{area.line.name} ({told})" if told else area.line.name


def indicators(content: ReportContent) -> Table:
    """Every indicator by unit; what does not reach the target is marked."""
    reduction = _reduction(content)
    heads = [
        TableColumn(
            item.indicator,
            item.title,
            26,
            kind_of(item),
            item.unit_of_measure,
            total=_total_of(item),
            goal=_goal_of(content, item),
            is_fall=item.measure == "reduction",
        )
        for item in content.attainment
    ]
    rows, subtotals = grouped(
        content,
        {line.code: _indicator_row(line, line.name) for line in content.units},
        lambda area: _indicator_row(_like_with_like(area.line, reduction), name_of(area)),
    )
    table = Table(
        "indicators",
        "Chỉ tiêu theo đơn vị",
        "Kết quả các chỉ tiêu của kế hoạch theo đơn vị",
        (CODE, UNIT, *heads),
        rows,
        _indicator_row(content.district, content.district.name),
        f"{_received(content, content.attainment)} {sentences.of_fewer(content)}".strip(),
        landscape=True,
        subtotals=subtotals,
    )
    return table.without_empty(*(item.indicator for item in content.attainment if item.measure == "reduction"))


def _like_with_like(area: UnitLine, reduction: str) -> UnitLine:
    """Without a reduction over fewer of an area's units than its other sums."""
    if area.baseline is not None or not area.reported:
        return area
    items = [
        item.model_copy(update={"value": None}) if item.indicator == reduction else item for item in area.indicators
    ]
    return area.model_copy(update={"indicators": items})


def _indicator_row(line: UnitLine, name: str) -> tuple[Cell, ...]:
    return (line.code, name, *(item.value for item in line.indicators))


def _total_of(item: Attained) -> ColumnSum | Ratio | None:
    """Counts add up; a rate is made of the sums of its parts; a reduction stands in the table of units."""
    if item.denominator_title and item.unit_of_measure == "%":
        return Ratio(f"{item.indicator}_numerator", f"{item.indicator}_denominator", "parts")
    return ColumnSum() if item.unit_of_measure not in words.RATES else None


def _goal_of(content: ReportContent, item: Attained) -> Goal | None:
    """What every unit is to reach by now; not what binds the district alone, or only by the end of the year."""
    is_sum = item.year is not None and not item.goal.is_ceiling
    return None if item.by_year_end or is_sum else shared_goal(content.units, item)


def parts(content: ReportContent) -> Table:
    """Numerators and denominators by unit, of which the rates are made: for who checks a figure."""
    rates = [item for item in content.attainment if item.denominator_title and item.unit_of_measure == "%"]
    heads = [
        TableColumn(f"{item.indicator}_{side}", f"{words.capital(title)}", 26, "count", total=ColumnSum())
        for item in rates
        for side, title in (("numerator", item.numerator_title), ("denominator", item.denominator_title))
    ]
    codes = [item.indicator for item in rates]
    rows, subtotals = grouped(
        content,
        {line.code: (line.code, line.name, *_sides(line.indicators, codes)) for line in content.units},
        lambda area: (area.line.code, name_of(area), *_sides(area.line.indicators, codes)),
    )
    return Table(
        "parts",
        "Tử số, mẫu số",
        "Tử số và mẫu số của các chỉ tiêu theo đơn vị",
        (CODE, UNIT, *heads),
        rows,
        ("", content.district.name, *_sides(content.district.indicators, codes)),
        _received(content, rates),
        landscape=True,
        subtotals=subtotals,
    )


def _received(content: ReportContent, items: Iterable[Attained]) -> str:
    return " ".join(filter(None, (sentences.coverage_sentence(content), sentences.year_received(items))))


def _sides(items: Sequence[UnitAttained], codes: Sequence[str]) -> list[float | None]:
    by_code = {item.indicator: item for item in items}
    return [side for code in codes for side in (by_code[code].numerator, by_code[code].denominator)]
