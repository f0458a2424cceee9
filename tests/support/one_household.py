"""An office that knows one household well: rows of two months, a note of a neighbour, a loan explained, stories, a refusal."""

from __future__ import annotations

import openpyxl

from giamngheo.core.period import Period
from giamngheo.report.publish import publish_report
from tests.support.workbooks import LEFT, MOVED_OUT, book, fast_write, next_book, path_in

DECEMBER, JANUARY = Period.parse("2019-12"), Period.parse("2020-01")
NAME, NOTE, STORY, REASON = "Biện Thị Thử", "đau ốm dài ngày", "Vượt khó nuôi bò, có việc làm", "Vay thêm để chữa bệnh"
OF_ANOTHER = "Được hỗ trợ bò giống"  # the officer wrote the same of two households
CODE = "186040001"


def december():
    one = book("18604", "Xã Thạch Khê", "2019-12", poor=6, near_poor=7)
    row, other = one.households[0], one.households[1]
    assert row["household_code"] == CODE
    row.update(head_name=NAME, note=NOTE, loan_needed="x", loan_received="x", loan_amount=150)
    other.update(note=f"tách từ hộ {CODE}")
    return one


def january():
    """The household moves away: what it was only the month before says. Its story is told all the same."""
    one = next_book(december(), pace=0)
    one.households[0].update(classification=LEFT, change=MOVED_OUT)
    one.stories[:] = [
        {"household_code": CODE, "summary": STORY, "consent": "x"},
        {"household_code": one.households[1]["household_code"], "summary": OF_ANOTHER, "consent": "x"},
        {"household_code": CODE, "summary": OF_ANOTHER, "consent": "x"},
    ]
    return one


def fill(office):
    """Two months, an explanation, a workbook that was refused, and a report."""
    lay(office, december(), explains=("H318", CODE, REASON))
    lay(office, january())
    office.collect("2019-12")
    office.collect("2020-01")
    refused = next_book(december(), pace=0)
    refused.households[0].update(insured=29)
    lay(office, refused, name="bản hỏng.xlsx")
    office.collect("2020-01")
    publish_report(office.context, JANUARY, lambda _: None)


def lay(office, one, explains=None, name=None):
    """A workbook into its unit's folder, with a line of explanation."""
    path = path_in(office.inbox, one)
    path = path.with_name(name) if name else path
    fast_write(one, path)
    if explains:
        workbook = openpyxl.load_workbook(path)
        sheet = workbook.create_sheet("Giải trình")
        sheet.append(("Mã quy tắc", "Mã hộ hoặc dòng", "Giải trình"))
        sheet.append(explains)
        workbook.save(path)
