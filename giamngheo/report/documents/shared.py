"""What several kinds of documents have: opening, appendices and sheets, and paragraphs that are there or not."""

from __future__ import annotations

from collections.abc import Iterable, Set

from giamngheo.core.formats import number
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.documents.document import Block, Picture, Refer, Section, Table
from giamngheo.report.documents.tables.on_paper import MOST_ROWS, on_paper
from giamngheo.report.wording import listing, sentences, words

NOTICE = words.NOTICE.upper()
MOST_STORIES = 5
_MOST_CHANGES = 12  # more changed figures than this have an appendix of their own


def opening(content: ReportContent, what: str, called: str = "báo cáo", own: str = "") -> str:
    """Which report it replaces is its first sentence; then the plan, who reports, what, over which days."""
    plan = content.office.plan_title
    who = f"Thực hiện {plan}, {words.office_name(content)}" if plan else words.capital(words.office_name(content))
    text = f"{who} {what} (số liệu {sentences.window(content)}) như sau:"
    return " ".join(filter(None, (sentences.revision(content, called, own), text)))


def notice_symbol(content: ReportContent) -> str:
    """What a notice is numbered under: as a report, where the office has nothing of its own for notices."""
    return content.office.notice_symbol or content.office.symbol


def notice_receivers(content: ReportContent) -> tuple[str, ...]:
    """Of a notice to one addressee: who it is for, and the last of the report's receivers, the office's own files."""
    return ("Như trên", *content.office.receivers[-1:])


def said(*texts: str) -> tuple[Block, ...]:
    """Those sentences that there is something to say for."""
    return tuple(text for text in texts if text)


def refer(shown: Set[str], key: str, what: str) -> tuple[Block, ...]:
    """Points to an appendix; nothing where the document has no such one."""
    return (Refer(what, key),) if key in shown else ()


def changed(content: ReportContent, shown: set[str]) -> tuple[Block, ...]:
    """How many figures changed, and which: a few at once, many in an appendix."""
    count = len(tables.district_changes(content))
    few: tuple[Block, ...] = (tables.changes(content),) if 0 < count <= _MOST_CHANGES else ()
    return (*said(sentences.changed(content, count)), *refer(shown, "changes", "Từng số liệu thay đổi"), *few)


def stories(content: ReportContent, shown: Set[str] = frozenset()) -> Section:
    """Only with consent, and only what the commune wrote; of more than a few the rest is annexed, where there is an annex."""
    most = MOST_STORIES if "stories" in shown else len(content.stories)
    lines = [f"- {story.unit}: {listing.plain(story.summary)}" for story in content.stories[:most]]
    more = len(content.stories) - most
    rest = refer(shown, "stories", f"{number(more)} gương sáng khác") if more > 0 else ()
    return Section("Gương sáng tự vươn lên thoát nghèo", 2, (*said(*lines), *rest))


def trend_picture(content: ReportContent) -> tuple[Block, ...]:
    known = [point for point in content.trend if point.poor_rate is not None]
    if len(known) < 2:
        return ()
    values = "; ".join(f"{point.title} {words.figure(point.poor_rate, '%')}" for point in known)
    over = "" if content.coverage.is_whole else f" của {number(content.coverage.reporting)} đơn vị có số liệu kỳ này"
    title = f"Tỷ lệ hộ nghèo từng tháng{over} và lộ trình mục tiêu"
    return (Picture("trend", title, f"Biểu đồ đường. Tỷ lệ hộ nghèo{over}: {values}."),)


def appendices(content: ReportContent) -> Iterable[Table]:
    """Those that have something to show, in order, as long as paper bears."""
    return map(on_paper, _appendices(content))


def _appendices(content: ReportContent) -> Iterable[Table]:
    if content.coverage.reporting:
        yield tables.units(content)
        if content.settlements:
            yield tables.settlements(content)
        if content.by_standard:
            yield tables.standards(content)
        if content.attainment:
            yield tables.indicators(content)
    if content.flows:
        yield tables.flows(content)
    if content.classes.more and content.class_flows:
        yield tables.class_flows(content)
    if content.reporters:
        yield tables.reporters(content)
    if content.models:
        yield tables.models(content)
    if len(tables.district_changes(content)) > _MOST_CHANGES:
        yield tables.changes(content)
    if len(content.stories) > MOST_STORIES:
        yield tables.stories(content)


def sheets(content: ReportContent) -> Iterable[Table]:
    yield tables.attainment(content)
    if tables.district_changes(content):
        yield tables.changes(content)
    yield tables.trend(content)
    yield tables.units(content)
    if content.settlements:
        yield tables.settlements(content)
    if content.by_standard:
        yield tables.standards(content)
    yield tables.indicators(content)
    yield tables.parts(content)
    yield tables.flows(content)
    if content.classes.more and content.class_flows:
        yield tables.class_flows(content)
    yield tables.resources_by_purpose(content)
    yield tables.models(content)
    if len(content.stories) > MOST_ROWS:
        yield tables.stories(content)
    if content.sponsors:
        yield tables.sponsors(content)
    yield tables.reporters(content)
    yield tables.explanations(content)
