"""Which organisation helps how many households: organisations that are known by name, and never a person."""

from __future__ import annotations

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose.sponsors import sponsors_of
from giamngheo.report.content import Sponsorship
from giamngheo.report.wording import sentences
from tests.support.office import on_one_engine
from tests.support.report_content import make_content
from tests.support.workbooks import book, write_month

PERSONS = [
    *(
        "Đoàn Văn Hậu",
        "Đoàn Thị Hương",
        "Doãn Thị Lan",
        "Quý Hạnh",
        "Hội Nông dân - Nguyễn Văn An",
        "UBND xã (Trần Thị Bình)",
    ),
    *("Hội CCB (bà Hoa)", "Hội LHPN,bà Hoa", "Ông Tư", "Bạn Lan", "Tổ trưởng Nguyễn Văn B", "Hội trưởng Hội Nông dân"),
]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Hội CCB", ("organisation", "Hội Cựu chiến binh")),
        ("hội  ccb.", ("organisation", "Hội Cựu chiến binh")),
        ("UBMTTQ xã", ("organisation", "Ủy ban Mặt trận Tổ quốc")),
        ("Không", ("nobody", "")),
        ("-", ("nobody", "")),
        (None, ("nobody", "")),
        *((person, ("other", "")) for person in PERSONS),
    ],
)
@on_one_engine
def test_a_cell_is_an_organisation_nobody_or_somebody_who_is_not_told(office, written, told):
    one = book("18604", "Xã Thạch Khê", "2020-01", poor=2, near_poor=1)
    for household in one.households:
        household["sponsor"] = written
    write_month(office.inbox, [one])
    office.collect("2020-01")
    (found,) = sponsors_of(office.context.warehouse, Period.parse("2020-01"), {"18604": "Xã Thạch Khê"})
    assert (found.helper, found.organisation, found.unit, found.households) == (*told, "Xã Thạch Khê", 3)


def test_the_sentence_ranks_no_persons():
    lines = [
        ("organisation", "Hội Nông dân", 3),
        ("other", "", 40),
        ("nobody", "", 5),
        ("organisation", "Đoàn Thanh niên", 4),
    ]
    content = make_content(
        sponsors=[
            Sponsorship(unit="Xã A", helper=helper, organisation=name, households=count)
            for helper, name, count in lines
        ]
    )
    assert sentences.sponsors(content) == (
        "7 hộ nghèo, hộ cận nghèo đã có tổ chức nhận trợ giúp (Đoàn Thanh niên 4 hộ, Hội Nông dân 3 hộ); "
        "40 hộ do tổ chức, cá nhân khác; 5 hộ chưa có ai nhận trợ giúp (22/22 đơn vị)."
    )
