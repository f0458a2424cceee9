"""Numbers, amounts and days as officials write them, and a dash where there is none."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.core import formats


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0, "không đổi"), (-32, "giảm 32 hộ"), (32, "tăng 32 hộ"), (0.5, "tăng 32 hộ")]
)
def test_a_change(value, text):
    assert formats.change(value, "32 hộ") == text


def test_days():
    assert formats.day(dt.date(2020, 3, 7)) == "07/03/2020"
    assert formats.day(None) == formats.NO_VALUE == "–"


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (formats.number(1597), "1.597"),
        (formats.number(4.1, 2), "4,10"),
        (formats.number(0.005, 2), "0,01"),
        (formats.number(-0.004, 2), "0,00"),
        (formats.number(-0.006, 2), "-0,01"),
        (formats.number(None), "–"),
        (formats.quantity(None), "–"),
        (formats.quantity(15), "15"),
        (formats.quantity(15.5), "15,5"),
        (formats.quantity(15.257), "15,26"),
        (formats.percent(4.1), "4,10%"),
        (formats.percent(None), "–"),
        (formats.points(0.25), "0,25 điểm phần trăm"),
        (formats.points(None), "–"),
        (formats.coverage(22, 22), "22/22 đơn vị"),
        (formats.coverage(58, 66, "months"), "58/66 báo cáo tháng"),
        (formats.administrative_date(dt.date(2020, 2, 9)), "ngày 09 tháng 02 năm 2020"),
        (formats.administrative_date(dt.date(2020, 3, 10)), "ngày 10 tháng 3 năm 2020"),
        (formats.moment(dt.datetime(2020, 3, 17, 1, 15)), "17/03/2020 08:15"),
        (formats.moment(dt.datetime(2020, 3, 17, 8, 15, tzinfo=formats.HANOI)), "17/03/2020 08:15"),
        (formats.moment(None), "–"),
        (formats.local_day(dt.datetime(2020, 3, 17, 17)), dt.date(2020, 3, 18)),
    ],
)
def test_as_it_is_written(shown, text):
    assert shown == text
