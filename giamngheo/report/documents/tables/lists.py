"""Lists as they were reported: resources, models, stories, who reported."""

from __future__ import annotations

from giamngheo.core.formats import moment
from giamngheo.report.content import ReportContent, Sponsorship
from giamngheo.report.documents.document import ColumnSum, Table, TableColumn
from giamngheo.report.documents.tables.columns import CODE, UNIT, WHOLE
from giamngheo.report.wording import sentences, words

_MARKS = "¹²³"  # one for each of `words.WHY_ON_TIME`
NOT_NAMED = {"other": "Tổ chức, cá nhân khác", "nobody": "Chưa có ai nhận trợ giúp"}


def resources(content: ReportContent) -> Table:
    """Resources by source, on paper."""
    sources = words.resources_by_source(content)
    columns = (
        TableColumn("source", "Nguồn", 80),
        TableColumn("amount", "Số tiền", 40, "money", "triệu đồng", total=ColumnSum(), bar=True),
        TableColumn("households", "Lượt hộ được hỗ trợ", 36, "count", "lượt hộ", total=ColumnSum()),
    )
    total = (WHOLE, sum(line[1] for line in sources), sum(line[2] for line in sources))
    note = sentences.coverage_sentence(content)
    return Table("resources", "Nguồn lực", "Nguồn lực huy động", columns, tuple(sources), total, note)


def resources_by_purpose(content: ReportContent) -> Table:
    """Resources by source and purpose, in the workbook."""
    columns = (
        TableColumn("source", "Nguồn", 50),
        TableColumn("purpose", "Nội dung hỗ trợ", 50),
        TableColumn("amount", "Số tiền", 32, "money", "triệu đồng", total=ColumnSum(), bar=True),
        TableColumn("households", "Lượt hộ được hỗ trợ", 30, "count", "lượt hộ", total=ColumnSum()),
    )
    rows = tuple((line.source, line.purpose, line.amount, line.households) for line in content.resources)
    total = (
        WHOLE,
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
        CODE,
        UNIT,
        *(TableColumn(source, source, 24, "money", "triệu đồng", total=ColumnSum()) for source in sources),
        TableColumn("amount", "Tổng số tiền", 26, "money", "triệu đồng", total=ColumnSum(), bar=True),
        TableColumn("households", "Lượt hộ được hỗ trợ", 24, "count", "lượt hộ", total=ColumnSum()),
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
        TableColumn("unit", "Đơn vị", 40),
        TableColumn("name", "Tên mô hình", 54),
        TableColumn("village", content.nouns.villages_title, 36),
        TableColumn("field", "Lĩnh vực", 36),
        TableColumn("status", "Tình trạng", 30),
        TableColumn("households", "Số hộ tham gia", 18, "count", "hộ", total=ColumnSum()),
        TableColumn("budget", "Kinh phí", 26, "money", "triệu đồng", total=ColumnSum()),
    )
    rows = tuple((m.unit, m.name, m.village, m.field, m.status, m.households, m.budget) for m in content.models)
    total = (
        WHOLE,
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


def sponsors(content: ReportContent) -> Table:
    """How many households of each unit which organisation helps: a line for a unit, a column for an organisation."""
    found = {(one.unit, _helper_of(one)): one.households for one in content.sponsors}
    helpers_ = [name for name, _ in _by_helper(content)]
    columns = (
        TableColumn("unit", "Đơn vị", 45),
        *(TableColumn(name, name, 24, "count", "hộ", total=ColumnSum()) for name in helpers_),
        TableColumn("households", "Tổng số hộ", 24, "count", "hộ", total=ColumnSum()),
    )
    counts = {
        line.name: [found.get((line.name, name), 0) for name in helpers_] for line in content.units if line.reported
    }
    rows = tuple((name, *each, sum(each)) for name, each in counts.items())
    sums = [sum(column) for column in zip(*counts.values(), strict=True)]
    note = sentences.coverage_sentence(content)
    title = "Tổ chức nhận trợ giúp hộ nghèo, hộ cận nghèo"
    return Table("sponsors", "Tổ chức trợ giúp", title, columns, rows, (WHOLE, *sums, sum(sums)), note, landscape=True)


def helpers(content: ReportContent) -> Table:
    """The same of the whole district: a document has no room for every unit."""
    rows = tuple(_by_helper(content))
    columns = (
        TableColumn("organisation", "Tổ chức nhận trợ giúp", 110),
        TableColumn("households", "Số hộ", 24, "count", "hộ", total=ColumnSum()),
    )
    total = (WHOLE, sum(one.households for one in content.sponsors)) if rows else None
    note = f"{sentences.coverage_sentence(content)} Từng đơn vị: trang «Tổ chức trợ giúp» của tệp Excel."
    return Table(
        "helpers", "Tổ chức trợ giúp", "Tổ chức nhận trợ giúp hộ nghèo, hộ cận nghèo", columns, rows, total, note
    )


def _by_helper(content: ReportContent) -> list[tuple[str, float]]:
    """Households by who helps: organisations, those with most first; then others, then nobody."""
    households: dict[str, float] = {}
    for one in content.sponsors:
        households[_helper_of(one)] = households.get(_helper_of(one), 0) + one.households
    last = {name: at for at, name in enumerate(NOT_NAMED.values(), 1)}
    return sorted(households.items(), key=lambda row: (last.get(row[0], 0), -row[1], row[0]))


def _helper_of(one: Sponsorship) -> str:
    return one.organisation or NOT_NAMED[one.helper]


def stories(content: ReportContent) -> Table:
    """Only with consent, and only what the commune wrote."""
    columns = (TableColumn("unit", "Đơn vị", 45), TableColumn("summary", "Gương sáng", 150))
    rows = tuple((story.unit, story.summary) for story in content.stories)
    return Table("stories", "Gương sáng", "Gương sáng tự vươn lên thoát nghèo", columns, rows)


def reporters(content: ReportContent) -> Table:
    """Who reported, when, in which version; and why a workbook was returned. Of a period of several months the last, by name; why one
    of an earlier month was returned says which."""
    columns = (
        CODE,
        UNIT,
        TableColumn("status", "Tình trạng", 27),
        TableColumn("version", "Lần gửi", 12, "count"),
        TableColumn("received_at", "Thời điểm nhận", 40, align="center"),
        TableColumn("on_time", "Thời hạn", 20, align="center"),
        TableColumn("critical", "Lỗi", 11, "count"),
        TableColumn("warning", "Lưu ý", 12, "count"),
        TableColumn("reasons", "Lý do trả lại", 110, screen_only=True),
    )
    marks = dict(
        zip(dict.fromkeys(one.on_time_by for one in content.reporters if one.on_time_by), _MARKS, strict=False)
    )
    reasons: dict[str, list[str]] = {}
    for item in content.rejections:
        month = f"{item.month_title}: " if item.month_title != content.reporters_month else ""
        reasons.setdefault(item.code, []).extend(f"{month}{sentences.rule(line, 'lỗi')}" for line in item.rules)
    rows = tuple(
        (
            line.code,
            line.name,
            words.submission_status(line.status),
            line.version,
            moment(line.received_at) if line.received_at else "",
            words.punctuality_in_short(line.on_time, line.on_time_by) + marks.get(line.on_time_by, ""),
            line.critical if line.version or line.critical else None,
            line.warning if line.version or line.warning else None,
            "; ".join(reasons.get(line.code, [])),
        )
        for line in content.reporters
    )
    footnotes = (f"{mark} {words.capital(words.WHY_ON_TIME[by])}." for by, mark in marks.items())
    note = " ".join(filter(None, (sentences.coverage_sentence(content), *footnotes)))
    title = f"{words.of_its_month(content, 'Tình hình báo cáo')} của các đơn vị"
    return Table("reporters", "Tình hình báo cáo", title, columns, rows, note=note)
