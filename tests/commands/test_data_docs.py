"""`giamngheo data-docs`: pages of the library itself, in which nothing personal stands."""

from __future__ import annotations

import pytest

from expectations.data_docs import build_data_docs
from tests.support.judged import batch_of
from tests.support.office import Office
from tests.support.workbooks import PLANTERS, book, break_rule, next_book, write_month

PERIOD = ("--period", "2020-01")


def _pages(folder) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html")))


@pytest.mark.usefixtures("one_month")
def test_the_pages_of_a_period(giamngheo, tmp_path):
    code, out, err = giamngheo("data-docs", *PERIOD, "--out", str(tmp_path / "docs"))
    assert (code, err) == (0, "")
    assert "1 báo cáo" in out
    pages = _pages(tmp_path / "docs")
    assert (tmp_path / "docs" / "index.html").exists()
    assert "BC-GN-01 household" in pages
    assert "H301" in pages
    assert giamngheo("data-docs", *PERIOD, "--out", str(tmp_path / "docs"))[0] == 2


def test_no_page_has_a_value_of_any_row(configuration, tmp_path):
    """Every planted defect at once: how many rows fail is told, and nothing that stands in them."""
    before = book(poor=30, near_poor=40, period="2020-02")
    books = [break_rule(next_book(before, pace=0.05), code, before)[0] for code in sorted(PLANTERS)]
    batch = batch_of(configuration, tmp_path, books, before)
    assert build_data_docs([batch], "2020-03", tmp_path / "docs") > 5
    pages = _pages(tmp_path / "docs")
    personal = {
        str(row[field])
        for one in (before, *books)
        for row in one.households
        for field in ("head_name", "household_code", "village")
        if row.get(field) and len(str(row[field])) > 5
    }
    assert len(personal) > 50
    assert [value for value in sorted(personal) if value in pages] == []
    assert "unexpected values found" in pages


def test_a_period_without_reports(giamngheo, home, tmp_path):
    write_month(home / "inbox", [book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=7)])
    Office(home).collect("2020-01")
    code, _, err = giamngheo("data-docs", "--period", "2020-02", "--out", str(tmp_path / "docs"))
    assert (code, "Chưa có báo cáo nào" in err) == (1, True)
