"""In a period of several months what is told of a unit's report is of the last: it says which, wherever it stands."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.check.finding import Finding
from giamngheo.core.period import Period
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.operate import run_page
from giamngheo.report.compose.moments import moments_of
from giamngheo.report.compose.reporting import reporting
from giamngheo.report.content import Rejection, RuleCount
from giamngheo.report.documents import document_of, tables
from giamngheo.report.documents.commune import commune_document
from giamngheo.report.documents.document import Refer
from giamngheo.report.documents.unit_parts import UnitParts
from giamngheo.report.wording import sentences, words
from tests.support.office import on_one_engine
from tests.support.report_content import make_content
from tests.support.submissions import submitted

KHE, DIEN, LAC = "18604", "18667", "18622"
MARCH = "tháng 3 năm 2020"
BROKEN = [Finding("H341", "critical", "Danh sách hộ", 7, "change", "…")]
RULE = RuleCount(rule="H341", message="Biến động không khớp", count=3)


@pytest.fixture
def returned_in_january(office):
    """Late in January, in time in March; another's of January was returned, and stays so."""
    office.today = "2020-04-20"
    warehouse = office.context.warehouse
    submitted(warehouse, KHE, "2020-01", "accepted", received_at=dt.datetime(2020, 1, 30))
    submitted(warehouse, DIEN, "2020-01", "rejected", BROKEN, received_at=dt.datetime(2020, 1, 10))
    for unit in (KHE, DIEN):
        submitted(warehouse, unit, "2020-03", "accepted", received_at=dt.datetime(2020, 3, 10))
    return warehouse


def worked_out(warehouse, period):
    return reporting(warehouse, Period.parse(period), moments_of(warehouse, Period.parse(period)).now)


@on_one_engine
@pytest.mark.parametrize(
    ("period", "month", "returned"),
    [("2020-Q1", MARCH, ["tháng 1 năm 2020"]), ("2020-03", "", []), ("2020-01", "", [""])],
)
def test_a_report_keeps_of_which_month_its_reporters_are(returned_in_january, period, month, returned):
    found = worked_out(returned_in_january, period)
    assert found["reporters_month"] == month
    assert [one.month_title for one in found["rejections"]] == returned


@on_one_engine
def test_what_is_to_be_mended_says_of_which_month_it_is_where_that_is_not_the_last(returned_in_january):
    submitted(returned_in_january, LAC, "2020-02", "rejected", BROKEN, received_at=dt.datetime(2020, 2, 10))
    sent = {one.unit: one.sent for one in worked_out(returned_in_january, "2020-Q1")["to_mend"]}
    assert sent[LAC].endswith("tháng 2 năm 2020")
    assert {one.sent for one in worked_out(returned_in_january, "2020-02")["to_mend"]} == {""}


def quarter(**more):
    return make_content(
        [KHE], period="2020-Q1", period_kind="quarter", period_title="quý I năm 2020", reporters_month=MARCH, **more
    )


def test_the_table_names_the_month_and_so_does_who_points_to_it():
    assert tables.reporters(quarter()).title == f"Tình hình báo cáo {MARCH} của các đơn vị"
    assert tables.reporters(make_content([KHE])).title == "Tình hình báo cáo của các đơn vị"
    (pointed,) = [
        block.what
        for part in document_of(quarter(), FULL_REPORT).sections
        for block in part.blocks
        if isinstance(block, Refer) and block.key == "reporters"
    ]
    assert pointed == f"Tình hình từng đơn vị {MARCH}"


def test_why_a_workbook_of_an_earlier_month_was_returned_stands_under_its_month():
    of_months = {"tháng 1 năm 2020": "Biến động không khớp (3 lỗi)", MARCH: "Biến động không khớp (3 lỗi)"}
    returned = [
        Rejection(code=DIEN, name="Xã Thạch Điền", received_at=dt.datetime(2020, 3, 1), rules=[RULE], month_title=title)
        for title in of_months
    ]
    table = tables.reporters(quarter(rejections=returned))
    (row,) = [row for row in table.rows if row[0] == DIEN]
    assert row[-1] == "tháng 1 năm 2020: Biến động không khớp (3 lỗi); Biến động không khớp (3 lỗi)"
    assert sentences.rejection(returned[0]) == "Xã Thạch Điền, tháng 1 năm 2020: Biến động không khớp (3 lỗi)."


@pytest.mark.parametrize(
    ("status", "said"),
    [("missing", f"Chưa báo cáo {MARCH}"), ("rejected", f"Báo cáo {MARCH} bị trả lại")],
)
def test_a_state_beside_a_figure_names_the_month(status, said):
    assert words.status_in(quarter(), status) == said
    assert words.status_in(make_content(), status) == words.submission_status(status)


def test_a_commune_reads_which_of_its_reports_is_meant():
    content = quarter()
    late = [line.model_copy(update={"on_time": False}) for line in content.reporters]
    parts = UnitParts(content.model_copy(update={"reporters": late}))
    told = {code: str(commune_document(parts.of(code)).sections) for code in (KHE, DIEN)}
    assert f"Đơn vị chưa có số liệu kỳ này (chưa báo cáo {MARCH})" in told[KHE]
    assert f"Báo cáo {MARCH} gửi sau hạn nộp." in told[DIEN]


def test_the_page_of_a_run_names_the_month():
    assert "0/0 đơn vị đã có báo cáo đạt tháng 3 năm 2020 (tháng cuối kỳ)." in run_page.reporters([], "", month=MARCH)
    assert "0/0 đơn vị đã có báo cáo đạt." in run_page.reporters([], "")
