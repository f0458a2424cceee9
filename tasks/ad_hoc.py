"""Ad hoc: publish what somebody asked for, and show on the run's page what it says and to whom it goes."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.report.ad_hoc.choice import AdHocRequest
from giamngheo.report.ad_hoc.publish import ad_hoc_folder, publish_ad_hoc
from giamngheo.report.ad_hoc.recipients import recipients_of
from giamngheo.report.publish import all_files, lay_out
from tasks.report import require_agreement
from tasks.support.artifacts import show_ad_hoc
from tasks.support.step import step

log = logging.getLogger("giamngheo.report")


@step("báo cáo đột xuất", "báo cáo đột xuất")
def ad_hoc(asked: AdHocRequest, today: str) -> int:
    """The report's id. The same order on the same figures gives the report that is there already."""
    context = open_context(today)
    release = publish_ad_hoc(context, asked, require_agreement)
    lay_out(ad_hoc_folder(context, Period.parse(release.period)), all_files(context.archive, release))
    show_ad_hoc(context, release, recipients_of(context, asked.to, asked.addresses))
    log.info("Báo cáo đột xuất %s, số %d: %d tệp.", release.content.period_title, release.revision, len(release.files))
    return release.id
