"""What a commune is told to correct: each of its workbooks for itself."""

from __future__ import annotations

import copy

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose import draft
from giamngheo.report.documents import document_of
from tests.support.office import on_one_engine
from tests.support.workbooks import book, fast_write, path_in, row_of

pytestmark = pytest.mark.usefixtures("few_recipients")
NO_VILLAGE = "Thiếu thôn, tổ dân phố"


@on_one_engine
def test_rows_of_a_workbook_that_came_back_are_not_mixed_with_those_of_the_one_that_counts(office):
    """Both lack a village in the same row, and the returned one in another; that has more cards than people, too."""
    good = book("18604", "Xã Thạch Khê", "2020-01")
    good.households[1]["village"] = None
    again = copy.deepcopy(good)
    again.households[3]["village"] = None
    again.households[0]["insured"] = again.households[0]["members"] + 1
    for one, name in ((good, ""), (again, " lần 2")):
        home = path_in(office.inbox, one)
        office.today = f"2020-01-{15 + len(name)}"
        fast_write(one, home.with_name(f"{home.stem}{name}.xlsx"))
        office.collect("2020-01")
    content = draft(office.context.warehouse, Period.parse("2020-01"), 1, office.context.clock.today).content
    rows = [row_of(good, at) for at in (0, 1, 3)]
    assert [(line.rule, line.rows, line.count, line.sent) for line in content.to_mend] == [
        ("H307", f"{rows[0]}", 1, "bản gửi lần 2, tháng 1 năm 2020"),
        ("H317", f"{rows[1]}", 1, "bản gửi lần 1, tháng 1 năm 2020"),
        ("H317", f"{rows[1]}, {rows[2]}", 2, "bản gửi lần 2, tháng 1 năm 2020"),
    ]
    (table,) = [sheet for sheet in document_of(content, "xa-18604").sheets if sheet.key == "to_mend"]
    said = {row[1]: row[4:6] for row in table.rows if NO_VILLAGE in str(row[1])}
    assert said == {
        f"{NO_VILLAGE} (bản gửi lần 1, tháng 1 năm 2020)": (f"{rows[1]}", 1),
        f"{NO_VILLAGE} (bản gửi lần 2, tháng 1 năm 2020)": (f"{rows[1]}, {rows[2]}", 2),
    }


@on_one_engine
def test_where_one_workbook_is_meant_its_number_is_not_said(office):
    one = book("18604", "Xã Thạch Khê", "2020-01")
    one.households[1]["village"] = None
    office.today = "2020-01-16"
    fast_write(one, path_in(office.inbox, one))
    office.collect("2020-01")
    content = draft(office.context.warehouse, Period.parse("2020-01"), 1, office.context.clock.today).content
    (line,) = content.to_mend
    assert (line.sent, line.said) == ("", NO_VILLAGE)
    assert "sent" not in line.model_dump()
