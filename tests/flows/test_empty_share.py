"""A month is collected, then the share is mounted empty, and again by half: nobody is late, and nothing goes out."""

from __future__ import annotations

import shutil

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.collect import collect
from flows.report import report
from flows.run.requests import CollectOrder, ReportOrder
from giamngheo.core.errors import InboxUnavailable
from giamngheo.operate import health
from giamngheo.warehouse.schema import message
from tests.conftest import PROJECT
from tests.support.office import on_one_engine

TODAY = "2020-03-17"


@pytest.mark.slow
@on_one_engine
def test_with_an_empty_share_nobody_is_late_and_nothing_goes_out(office, few_recipients, prefect_api):  # noqa: ARG001
    shutil.copytree(PROJECT / "examples" / "inbox", office.inbox, dirs_exist_ok=True)
    office.today = TODAY
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        assert collect(CollectOrder(today=TODAY), return_state=True).type.value == "COMPLETED"
        away = office.inbox.rename(office.home / "elsewhere")
        office.inbox.mkdir()
        for order, flow in ((CollectOrder(today=TODAY), collect), (ReportOrder(period="2020-03", today=TODAY), report)):
            ended = flow(order, return_state=True)
            assert ended.type.value == "FAILED"
            assert "không có thư mục đơn vị nào" in ended.message
            assert "GN-101" in ended.message
        with office.context.warehouse.reading() as connection:
            assert connection.execute(message.select()).all() == []
        with pytest.raises(InboxUnavailable):
            health.inbox(office.context)

        for path in away.iterdir():
            (office.inbox / path.name).mkdir()
        ended = collect(CollectOrder(today=TODAY), return_state=True)
        assert "chỉ còn 0 tệp" in ended.message
        assert "missing" not in office.statuses("2020-03").values()
        cleared = collect(CollectOrder(today=TODAY, cleared=True), return_state=True)
        assert cleared.type.value == "COMPLETED"
        assert collect(CollectOrder(today=TODAY), return_state=True).type.value == "COMPLETED"
