"""The first page: what a chairman reads in twenty seconds, and the way to everything else."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.report.content import Attained
from giamngheo.report.documents.document import Bar, Headline, Summary
from giamngheo.report.documents.order_of_units import not_met_of, with_targets_of_units
from giamngheo.report.documents.summary.parts import bar_of
from giamngheo.report.site import places
from giamngheo.report.site.facts import SiteFacts
from giamngheo.report.site.trend import TrendLines, trend_lines
from giamngheo.report.site.ways import Ways
from giamngheo.report.wording import comparing, listing, sentences, words

_MOST_UNITS = 5


@dataclass(frozen=True)
class LinkedLine:
    name: str
    link: str
    text: str


@dataclass(frozen=True)
class FrontPage:
    summary: Summary
    headlines: tuple[tuple[Headline, str], ...]
    bars: tuple[tuple[Bar, str], ...]
    at_risk: tuple[str, ...]
    trend: TrendLines | None
    trend_note: str
    units: tuple[LinkedLine, ...]
    units_more: str
    units_rule: str
    reporting: tuple[str, ...]


def front_page(facts: SiteFacts) -> FrontPage:
    content, ways = facts.content, Ways(facts, places.INDEX)
    summary = facts.documents.of(FULL_REPORT).summary
    return FrontPage(
        summary=summary,
        headlines=tuple(
            (headline, ways.to_figure(count.key))
            for headline, (count, _rate) in zip(summary.headlines, comparing.stocks(content), strict=True)
        ),
        bars=tuple((bar_of(item), ways.to_figure(item.indicator)) for item in content.attainment),
        at_risk=tuple(sentences.at_risk(content.attainment)),
        trend=trend_lines(content),
        trend_note=summary.trend_note,
        units=tuple(_units(facts, ways)),
        units_more=" ".join(listing.first_of(_MOST_UNITS, [""] * len(content.concerns))[_MOST_UNITS:]),
        units_rule=sentences.attention_rule(content),
        reporting=tuple(sentences.reporting(content) or [sentences.all_in_time(content)]),
    )


def _units(facts: SiteFacts, ways: Ways) -> list[LinkedLine]:
    """Those that need attention, worst first, as the report names them; where none does those that miss most."""
    content = facts.content
    if content.concerns:
        told = sentences.concerns(content, len(content.concerns))[:_MOST_UNITS]
        return [
            LinkedLine(one.name, ways.to_unit(one.code), text.removeprefix(f"{listing.plain(one.name)}: "))
            for one, text in zip(content.concerns, told, strict=False)
        ]
    judged = with_targets_of_units(content)
    return [
        LinkedLine(line.name, ways.to_unit(line.code), _missed(facts, not_met_of(line, judged), judged))
        for line in facts.units[:_MOST_UNITS]
        if line.reported and not_met_of(line, judged)
    ]


def _missed(facts: SiteFacts, count: int, judged: list[Attained]) -> str:
    return words.capital(f"{sentences.not_met(facts.content)} {count}/{len(judged)} chỉ tiêu.")
