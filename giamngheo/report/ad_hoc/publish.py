"""Publishes an ad hoc report: the same order on the same figures gives the one that is there already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from giamngheo.context import Context
from giamngheo.core.errors import NothingFound
from giamngheo.core.period import Period
from giamngheo.metadata.placeholders import require_written
from giamngheo.metadata.recipients import AD_HOC
from giamngheo.report.ad_hoc.choice import AdHocRequest, choose
from giamngheo.report.ad_hoc.composing import ad_hoc_content
from giamngheo.report.ad_hoc.recipients import recipients_of
from giamngheo.report.compose.changes import digest_of
from giamngheo.report.compose.moments import moments_of
from giamngheo.report.content import ReportContent
from giamngheo.report.lineage import note_lineage, upstream_submissions
from giamngheo.report.publish import kept
from giamngheo.report.releases import Release, add_release, release_by_id, release_of, releases_of
from giamngheo.report.render.files import each_report_file

FILES = {(AD_HOC, "word"), (AD_HOC, "excel")}


def publish_ad_hoc(context: Context, asked: AdHocRequest, judge: Callable[[ReportContent], None]) -> Release:
    """Make it, keep its files and write it down beside the reports on the period, which do not change with it.

    `judge` raises where the content contradicts itself; choosing raises for what there is not.
    """
    choice = choose(context, asked)
    recipients = recipients_of(context, asked.to, asked.addresses)
    warehouse = choice.known_by(context.warehouse)
    addressees = [one.name for one in recipients.declared]
    content = ad_hoc_content(warehouse, choice, addressees, recipients.is_outside, context.clock.today)
    before = releases_of(context.warehouse, choice.period, AD_HOC)
    for made in reversed(before):
        if _is_equal(made.content, content):
            return made
    require_written(context.configuration, [context.configuration.plan_of(choice.period)])
    judge(content)
    content = _numbered(content, before[-1].revision + 1 if before else 1)
    moments = moments_of(warehouse, choice.period)
    identity = add_release(
        context.warehouse,
        content,
        digest_of(content),
        moments.now.submissions,
        kept(context, each_report_file(content, FILES)),
        context.clock.now,
    )
    note_lineage(context.warehouse, identity, upstream_submissions(warehouse, choice.period))
    return release_by_id(context.warehouse, identity)


def _is_equal(last: ReportContent, new: ReportContent) -> bool:
    """Whether nothing at all differs but number and day."""
    if last.ad_hoc is None:
        return False
    return last == _numbered(new, last.ad_hoc.number).model_copy(update={"issued_on": last.issued_on})


def _numbered(content: ReportContent, number: int) -> ReportContent:
    if content.ad_hoc is None:
        return content
    return content.model_copy(update={"ad_hoc": content.ad_hoc.model_copy(update={"number": number})})


def find_ad_hoc(context: Context, period: Period, number: int | None = None) -> Release:
    """The ad hoc report of a number, or the last; `NothingFound` tells how to make one."""
    release = release_of(context.warehouse, period, AD_HOC, number)
    if release is None:
        which = f" {number}" if number else ""
        raise NothingFound(f"Kỳ {period} chưa có báo cáo đột xuất{which}; lập bằng lệnh giamngheo adhoc.")
    return release


def ad_hoc_folder(context: Context, period: Period) -> Path:
    """Where people find them, beside the period's report."""
    return context.report_folder(period) / AD_HOC
