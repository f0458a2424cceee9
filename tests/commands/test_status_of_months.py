"""`status` of a quarter shows the reports of its last month: it says so, and puts nothing of another month beside them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest

from giamngheo.feedback.answers import note_answered
from tests.support.office import Office
from tests.support.submissions import submitted

KHE, DIEN = "18604", "18667"
JANUARY, MARCH = dt.datetime(2020, 1, 11, 2), dt.datetime(2020, 3, 11, 2)


@pytest.fixture
def answered(home):
    """Two were answered in January; of these one has reported for March, and was answered again."""
    warehouse = Office(home, today="2020-04-20").context.warehouse
    for unit in (KHE, DIEN):
        sent = submitted(warehouse, unit, "2020-01", "accepted", received_at=dt.datetime(2020, 1, 10))
        note_answered(warehouse, sent, "Trả lời.html", JANUARY)
    sent = submitted(warehouse, DIEN, "2020-03", "accepted", received_at=dt.datetime(2020, 3, 10))
    note_answered(warehouse, sent, "Trả lời.html", MARCH)


@pytest.mark.usefixtures("answered")
def test_a_row_of_a_quarter_has_no_answer_of_another_month(giamngheo):
    found = json.loads(giamngheo("status", "--period", "2020-Q1", "--json")[1])
    assert found["month"] == "2020-03"
    rows = {row["unit"]: row for row in found["units"]}
    assert (rows[KHE]["status"], "answered_at" in rows[KHE]) == ("missing", False)
    assert (rows[DIEN]["status"], rows[DIEN]["answered_at"][:10]) == ("accepted", "2020-03-11")
    assert "month" not in json.loads(giamngheo("status", "--period", "2020-03", "--json")[1])


@pytest.mark.usefixtures("answered")
def test_on_the_screen_the_month_is_named_and_the_earlier_ones_are_counted(giamngheo):
    out = giamngheo("status", "--period", "2020-Q1")[1]
    assert "Kỳ quý I năm 2020, báo cáo tháng 3 năm 2020: 1/22 đơn vị đã báo cáo" in out
    assert (
        "Các tháng trước trong kỳ: tháng 1 năm 2020 có 2/22 đơn vị, tháng 2 năm 2020 có 0/22 đơn vị; xem từng tháng: "
        "giamngheo status --period 2020-02."
    ) in out.replace("\n", " ")
    assert "tháng trước" not in giamngheo("status", "--period", "2020-03")[1]


@pytest.mark.usefixtures("answered")
def test_for_excel_each_line_of_a_quarter_says_its_month(giamngheo):
    lines = list(
        csv.DictReader(
            io.StringIO(giamngheo("status", "--period", "2020-Q1", "--csv")[1].lstrip("\ufeff")), delimiter=";"
        )
    )
    assert {line["Kỳ"] for line in lines} == {"2020-03"}
