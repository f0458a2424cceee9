"""Site: the pages of a report for leaders, laid where they open them."""

from __future__ import annotations

import logging

from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.report.releases import release_by_id
from giamngheo.report.site import lay_site, site_folder, site_of
from tasks.support.step import step

log = logging.getLogger("giamngheo.site")


@step("trang lãnh đạo", "trang lãnh đạo {period}")
def site(period: str, report_id: int, today: str) -> None:
    """Run again, it writes only what is not there as it should be."""
    context = open_context(today)
    release = release_by_id(context.warehouse, report_id)
    folder = site_folder(context, Period.parse(period))
    is_named = context.settings.site.folder is not None
    count = lay_site(folder, site_of(context, release), is_named=is_named)
    log.info("Trang lãnh đạo %s: %d trang, ở %s.", release.content.period_title, count, folder)
