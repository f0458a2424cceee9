"""The tables of a report, each once: as paper and workbook show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from giamngheo.report import sentences, words
from giamngheo.report.build.changes import VILLAGE
from giamngheo.report.content import Attained, Change, Flow, ReportContent, UnitAttained, UnitLine
from giamngheo.report.paper import Amount, Cell, Column, Difference, Goal, Kind, Ratio, Sum, Table
from giamngheo.report.terms import FLOWS, STOCKS
from giamngheo.vietnamese import coverage, day, moment

_CODE = Column("code", "Mã", 14, screen_only=True)
_UNIT = Column("name", "Đơn vị", 45)
_WHOLE = "Tổng cộng"
_BALANCE = {True: "khớp", False: "lệch", None: "–"}


def attainment(content: ReportContent, items: Iterable[Attained] | None = None) -> Table:
    """The plan's indicators for the district."""
    shown = content.attainment if items is None else list(items)
    columns = (
        Column("title", "Chỉ tiêu", 46),
        Column("unit", "Đơn vị tính", 16, screen_only=True),
        Column("value", "Kết quả", 24, "rate"),
        Column("numerator", "Tử số", 17, "money"),
        Column("denominator", "Mẫu số", 17, "money"),
        Column("previous", "Kỳ trước", 20, "rate", screen_only=True),
        Column("baseline", "Kỳ gốc", 20, "rate", screen_only=True),
        Column("target", "Mục tiêu", 25, align="right"),
        Column("status", "Mức độ", 18, align="center"),
        Column("attainment", "So với mục tiêu", 20, "rate", "%", screen_only=True, bar=True),
        Column("coverage", "Đơn vị có số liệu", 16, align="center"),
    )
    rows = tuple(
        (
            item.title,
            item.unit_of_measure,
            Amount(item.value, item.unit_of_measure),
            item.numerator,
            item.denominator,
            Amount(item.previous, item.unit_of_measure),
            Amount(item.baseline, item.unit_of_measure),
            words.target_text(item),
            words.status(item.status),
            item.attainment_percent,
            f"{item.coverage.reporting}/{item.coverage.expected}",
        )
        for item in shown
    )
    note = " ".join(filter(None, (sentences.coverage_sentence(content), sentences.points_note(shown))))
    return Table("attainment", "Chỉ tiêu", "Kết quả các chỉ tiêu của kế hoạch", columns, rows, note=note)


def trend(content: ReportContent) -> Table:
    """The rates month by month beside the path of the target."""
    columns = (
        Column("month", "Tháng", 40),
        Column("poor", "Hộ nghèo", 25, "count", "hộ"),
        Column("poor_rate", "Tỷ lệ hộ nghèo", 25, "rate", "%"),
        Column("target_rate", "Tỷ lệ hộ nghèo theo lộ trình mục tiêu", 30, "rate", "%"),
        Column("near_poor_rate", "Tỷ lệ hộ cận nghèo", 25, "rate", "%"),
        Column("coverage", "Đơn vị có số liệu", 20, align="center"),
    )
    rows = tuple(
        (
            words.capital(point.title),
            point.poor,
            point.poor_rate,
            point.target_rate,
            point.near_poor_rate,
            f"{point.coverage.reporting}/{point.coverage.expected}",
        )
        for point in content.trend
    )
    note = "Lộ trình mục tiêu: giảm đều từ kỳ gốc đến cuối năm theo mục tiêu của kế hoạch."
    chart = ("poor_rate", "target_rate")
    return Table("trend", "Diễn biến", "Tỷ lệ hộ nghèo từng tháng", columns, rows, note=note, chart=chart)


def units(content: ReportContent) -> Table:
    """Stocks and rates by unit, beside the baseline."""
    like_with_like = _is_like_with_like(content)
    reduction = next((item.indicator for item in content.attainment if item.measure == "reduction"), "")
    columns = (
        _CODE,
        _UNIT,
        Column("households", "Tổng số hộ", 23, "count", "hộ", total=Sum()),
        Column("poor", "Hộ nghèo", 20, "count", "hộ", total=Sum()),
        Column("poor_rate", "Tỷ lệ hộ nghèo", 20, "rate", "%", total=Ratio("poor", "households"), bar=True),
        Column("households_baseline", "Tổng số hộ kỳ gốc", 23, "count", "hộ", total=Sum(), screen_only=True),
        Column("poor_baseline", "Hộ nghèo kỳ gốc", 20, "count", "hộ", total=Sum(), screen_only=True),
        Column(
            "poor_rate_baseline",
            "Tỷ lệ hộ nghèo kỳ gốc",
            22,
            "rate",
            "%",
            total=Ratio("poor_baseline", "households_baseline"),
        ),
        Column(
            "reduction",
            "Giảm so với kỳ gốc",
            22,
            "rate",
            "điểm %",
            total=Difference("poor_rate_baseline", "poor_rate") if like_with_like else None,
        ),
        Column("near_poor", "Hộ cận nghèo", 22, "count", "hộ", total=Sum()),
        Column("near_poor_rate", "Tỷ lệ hộ cận nghèo", 22, "rate", "%", total=Ratio("near_poor", "households")),
        Column("social_poor", "Hộ nghèo bảo trợ xã hội", 24, "count", "hộ", total=Sum()),
    )
    return Table(
        "units",
        "Theo đơn vị",
        "Hộ nghèo, hộ cận nghèo theo đơn vị",
        columns,
        tuple(_unit_row(line, reduction) for line in content.units),
        _unit_row(content.district, reduction),
        sentences.coverage_sentence(content),
        landscape=True,
        chart=("poor_rate", "poor_rate_baseline"),
    )


def _unit_row(line: UnitLine, reduction: str) -> tuple[Cell, ...]:
    baseline = line.baseline if line.reported else None
    return (
        line.code,
        line.name,
        line.households,
        line.poor,
        line.poor_rate,
        baseline.households if baseline else None,
        baseline.poor if baseline else None,
        line.poor_rate_baseline if line.reported else None,
        next((item.value for item in line.indicators if item.indicator == reduction), None),
        line.near_poor,
        line.near_poor_rate,
        line.social_poor,
    )


def _is_like_with_like(content: ReportContent) -> bool:
    """Whether every unit that reports has a baseline: else the district's sums are not over the same units."""
    return all(line.baseline for line in content.units if line.reported)


def indicators(content: ReportContent) -> Table:
    """Every indicator by unit; what does not reach the target is marked."""
    heads = [
        Column(
            item.indicator,
            item.title,
            26,
            kind_of(item),
            item.unit_of_measure,
            total=_total_of(item),
            goal=_goal_of(content, item),
        )
        for item in content.attainment
    ]
    return Table(
        "indicators",
        "Chỉ tiêu theo đơn vị",
        "Kết quả các chỉ tiêu của kế hoạch theo đơn vị",
        (_CODE, _UNIT, *heads),
        tuple((line.code, line.name, *(item.value for item in line.indicators)) for line in content.units),
        ("", content.district.name, *(item.value for item in content.attainment)),
        sentences.coverage_sentence(content),
        landscape=True,
    )


def kind_of(item: Attained) -> Kind:
    """How an indicator's values are shown."""
    return "rate" if item.unit_of_measure in words.RATES else "count"


def _total_of(item: Attained) -> Sum | Ratio | None:
    """Counts add up; a rate is made of the sums of its parts; a reduction stands in the table of units."""
    if item.denominator_title and item.unit_of_measure == "%":
        return Ratio(f"{item.indicator}_numerator", f"{item.indicator}_denominator", "parts")
    return Sum() if item.unit_of_measure not in words.RATES else None


def _goal_of(content: ReportContent, item: Attained) -> Goal | None:
    """What every unit is to reach by now; not what binds the district alone, or only by the end of the year."""
    own = {value.target for line in content.units for value in line.indicators if value.indicator == item.indicator} - {
        None
    }
    if item.by_year_end or len(own) != 1:
        return None
    return Goal(item.sign, float(own.pop() or 0))  # type: ignore[arg-type]


def parts(content: ReportContent) -> Table:
    """Numerators and denominators by unit, of which the rates are made: for who checks a figure."""
    rates = [item for item in content.attainment if item.denominator_title and item.unit_of_measure == "%"]
    heads = [
        Column(f"{item.indicator}_{side}", f"{words.capital(title)}", 26, "count", total=Sum())
        for item in rates
        for side, title in (("numerator", item.numerator_title), ("denominator", item.denominator_title))
    ]
    codes = [item.indicator for item in rates]
    return Table(
        "parts",
        "Tử số, mẫu số",
        "Tử số và mẫu số của các chỉ tiêu theo đơn vị",
        (_CODE, _UNIT, *heads),
        tuple((line.code, line.name, *_sides(line.indicators, codes)) for line in content.units),
        ("", content.district.name, *_sides(content.district.indicators, codes)),
        sentences.coverage_sentence(content),
        landscape=True,
    )


def _sides(items: Sequence[UnitAttained], codes: Sequence[str]) -> list[float | None]:
    by_code = {item.indicator: item for item in items}
    return [side for code in codes for side in (by_code[code].numerator, by_code[code].denominator)]


def flows(content: ReportContent) -> Table:
    """Opening + in − out = closing."""
    counts = [Column(key, heading, 18, "count", "hộ", total=Sum()) for key, heading in FLOWS.items()]
    if content.district_flow.opening is None:
        counts[0] = Column("opening", FLOWS["opening"], 18, "count", "hộ")
    note = (
        "Đầu kỳ + tăng (phát sinh mới, tái nghèo, chuyển đến) - giảm (thoát nghèo, thoát cận nghèo, chuyển đi, "
        f"xóa hộ) = cuối kỳ; chuyển giữa hai diện không làm thay đổi tổng số. {sentences.coverage_sentence(content)}"
    )
    return Table(
        "flows",
        "Biến động",
        "Biến động hộ nghèo, hộ cận nghèo",
        (_CODE, _UNIT, *counts, Column("balances", "Khớp số", 14, align="center")),
        tuple(_flow_row(flow) for flow in content.flows),
        _flow_row(content.district_flow) if content.flows else None,
        note,
        landscape=True,
    )


def _flow_row(flow: Flow) -> tuple[Cell, ...]:
    return (flow.code, flow.name, *(getattr(flow, key) for key in FLOWS), _BALANCE[flow.balances])


def resources(content: ReportContent) -> Table:
    """Resources by source, on paper."""
    sources = words.resources_by_source(content)
    columns = (
        Column("source", "Nguồn", 80),
        Column("amount", "Số tiền", 40, "money", "triệu đồng", total=Sum(), bar=True),
        Column("households", "Lượt hộ được hỗ trợ", 36, "count", "lượt hộ", total=Sum()),
    )
    total = (_WHOLE, sum(line[1] for line in sources), sum(line[2] for line in sources))
    note = sentences.coverage_sentence(content)
    return Table("resources", "Nguồn lực", "Nguồn lực huy động", columns, tuple(sources), total, note)


def resources_by_purpose(content: ReportContent) -> Table:
    """Resources by source and purpose, in the workbook."""
    columns = (
        Column("source", "Nguồn", 50),
        Column("purpose", "Nội dung hỗ trợ", 50),
        Column("amount", "Số tiền", 32, "money", "triệu đồng", total=Sum(), bar=True),
        Column("households", "Lượt hộ được hỗ trợ", 30, "count", "lượt hộ", total=Sum()),
    )
    rows = tuple((line.source, line.purpose, line.amount, line.households) for line in content.resources)
    total = (
        _WHOLE,
        "",
        sum(line.amount for line in content.resources),
        sum(line.households for line in content.resources),
    )
    note = sentences.coverage_sentence(content)
    return Table("resources", "Nguồn lực", "Nguồn lực huy động", columns, rows, total, note)


def resources_by_unit(content: ReportContent) -> Table:
    """Resources by unit and source, those with least first; a unit that reported none is there too."""
    own: dict[str, dict[str, float]] = {}
    helped: dict[str, float] = {}
    for line in content.unit_resources:
        own.setdefault(line.unit, {})[line.source] = line.amount
        helped[line.unit] = helped.get(line.unit, 0) + line.households
    sources = list(dict.fromkeys(line.source for line in content.resources))
    columns = (
        _CODE,
        _UNIT,
        *(Column(source, source, 24, "money", "triệu đồng", total=Sum()) for source in sources),
        Column("amount", "Tổng số tiền", 26, "money", "triệu đồng", total=Sum(), bar=True),
        Column("households", "Lượt hộ được hỗ trợ", 24, "count", "lượt hộ", total=Sum()),
    )
    amounts = {
        line.code: [own.get(line.code, {}).get(source, 0) for source in sources]
        for line in content.units
        if line.reported
    }
    reporting = sorted((line for line in content.units if line.reported), key=lambda line: sum(amounts[line.code]))
    rows = tuple(
        (line.code, line.name, *amounts[line.code], sum(amounts[line.code]), helped.get(line.code, 0))
        for line in reporting
    )
    each = [sum(column) for column in zip(*amounts.values(), strict=True)]
    total = ("", content.district.name, *each, sum(each), sum(helped.values()))
    return Table(
        "unit_resources",
        "Nguồn lực theo đơn vị",
        "Nguồn lực huy động theo đơn vị",
        columns,
        rows,
        total,
        sentences.coverage_sentence(content),
        landscape=True,
    )


def models(content: ReportContent) -> Table:
    columns = (
        Column("unit", "Đơn vị", 40),
        Column("name", "Tên mô hình", 54),
        Column("village", "Thôn, tổ dân phố", 36),
        Column("field", "Lĩnh vực", 36),
        Column("status", "Tình trạng", 30),
        Column("households", "Số hộ tham gia", 18, "count", "hộ", total=Sum()),
        Column("budget", "Kinh phí", 26, "money", "triệu đồng", total=Sum()),
    )
    rows = tuple((m.unit, m.name, m.village, m.field, m.status, m.households, m.budget) for m in content.models)
    total = (
        _WHOLE,
        *[""] * 4,
        sum(item.households for item in content.models),
        sum(item.budget for item in content.models),
    )
    return Table(
        "model_list",
        "Danh sách mô hình",
        "Mô hình giảm nghèo",
        columns,
        rows,
        total if rows else None,
        sentences.coverage_sentence(content),
        landscape=True,
    )


def stories(content: ReportContent) -> Table:
    """Only with consent, and only what the commune wrote."""
    columns = (Column("unit", "Đơn vị", 45), Column("summary", "Gương sáng", 150))
    rows = tuple((story.unit, story.summary) for story in content.stories)
    return Table("stories", "Gương sáng", "Gương sáng tự vươn lên thoát nghèo", columns, rows)


def reporters(content: ReportContent) -> Table:
    """Who reported, when, in which version; and why a workbook was returned."""
    columns = (
        _CODE,
        _UNIT,
        Column("status", "Tình trạng", 27),
        Column("version", "Lần gửi", 12, "count"),
        Column("received_at", "Thời điểm nhận", 40, align="center"),
        Column("on_time", "Thời hạn", 20, align="center"),
        Column("critical", "Lỗi", 11, "count"),
        Column("warning", "Lưu ý", 12, "count"),
        Column("reasons", "Lý do trả lại", 110, screen_only=True),
    )
    reasons: dict[str, list[str]] = {}
    for item in content.rejections:
        reasons.setdefault(item.code, []).extend(sentences.rule(line, "lỗi") for line in item.rules)
    rows = tuple(
        (
            line.code,
            line.name,
            words.submission_status(line.status),
            line.version,
            moment(line.received_at) if line.received_at else "",
            words.punctuality(line.on_time),
            line.critical if line.version or line.critical else None,
            line.warning if line.version or line.warning else None,
            "; ".join(reasons.get(line.code, [])),
        )
        for line in content.reporters
    )
    note = sentences.coverage_sentence(content)
    return Table("reporters", "Tình hình báo cáo", "Tình hình báo cáo của các đơn vị", columns, rows, note=note)


def told_changes(content: ReportContent) -> list[Change]:
    """What a paper for the district tells of: villages are for the commune's own."""
    return [change for change in content.changes if change.key != VILLAGE]


def changes(content: ReportContent, keys: Sequence[str] | None = None, unit: str | None = None) -> Table:
    """Each figure that differs from the replaced report, old and new; of some indicators or one unit if asked."""
    shown = [change for change in content.changes if change.code == unit] if unit else told_changes(content)
    columns = (
        Column("place", "Phạm vi", 45),
        Column("what", "Số liệu", 62),
        Column("unit", "Đơn vị tính", 16, screen_only=True),
        Column("old", "Báo cáo trước", 24, "rate"),
        Column("new", "Báo cáo này", 24, "rate"),
    )
    rows = tuple(
        (
            change.place,
            change.what,
            change.unit_of_measure,
            Amount(change.old, change.unit_of_measure),
            Amount(change.new, change.unit_of_measure),
        )
        for change in shown
        if keys is None or change.key in keys
    )
    note = sentences.replaced(content)
    return Table("changes", "Số liệu thay đổi", "Số liệu thay đổi so với báo cáo trước", columns, rows, note=note)


def explanations(content: ReportContent, items: Iterable[Attained] | None = None) -> Table:
    """Each figure: how it is made, from where, over whom, of which version."""
    shown = content.attainment if items is None else list(items)
    columns = (
        Column("title", "Chỉ tiêu", 50),
        Column("numerator", "Tử số", 45),
        Column("denominator", "Mẫu số", 40),
        Column("source", "Nguồn", 50),
        Column("coverage", "Đơn vị có số liệu", 20, align="center"),
        Column("target", "Mục tiêu", 30),
        Column("article", "Căn cứ", 30),
        Column("responsible", "Cơ quan chịu trách nhiệm", 50),
    )
    stocks = [
        (title, *parts, _stock_source(content, unit == "%", field == "households"), _cover(content), "", "", "")
        for field, (title, unit) in STOCKS.items()
        for parts in [_stock_parts(field, title)]
    ]
    rows = [
        (
            item.title,
            words.capital(item.numerator_title),
            words.capital(item.denominator_title),
            _sources(item),
            coverage(item.coverage.reporting, item.coverage.expected),
            words.target_text(item),
            item.article,
            item.responsible,
        )
        for item in shown
    ]
    version = (
        f"Báo cáo lần {content.revision}, lập ngày {day(content.issued_on)}; số liệu tính {sentences.window(content)}. "
        + ("Lần gửi của từng đơn vị: trang «Tình hình báo cáo»." if items is None else "")
    ).strip()
    note = " ".join(filter(None, (version, sentences.compared_units(content), sentences.points_note(shown))))
    rows = [*(stocks if items is None else []), *rows]
    return Table("explanations", "Giải thích", "Cách tính, nguồn và phiên bản số liệu", columns, tuple(rows), note=note)


def _stock_parts(field: str, title: str) -> tuple[str, str]:
    """Numerator and denominator of a stock or its rate."""
    if not field.endswith("_rate"):
        return f"{title} tại ngày chốt", ""
    return STOCKS[field.removesuffix("_rate")][0], STOCKS["households"][0]


def _stock_source(content: ReportContent, is_rate: bool, is_whole: bool) -> str:
    """The sheets of households and of their number, as the reduction of poverty takes them."""
    item = next((item for item in content.attainment if item.measure == "reduction"), None)
    if item is None:
        return ""
    return _sources(item) if is_rate else (item.denominator_source if is_whole else item.source)


def _sources(item: Attained) -> str:
    """From which sheet of the form; from two where numerator and denominator stand apart."""
    apart = item.denominator_title and item.denominator_source not in ("", item.source)
    return f"{item.source}; mẫu số: {item.denominator_source}" if apart else item.source


def _cover(content: ReportContent) -> str:
    return coverage(content.coverage.reporting, content.coverage.expected)
