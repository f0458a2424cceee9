"""What was several units lacks a month since one of them has not reported it: which one is kept in the content, and told by name."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from giamngheo.core.period import Period
from giamngheo.report.compose import draft
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import Documents
from giamngheo.report.explanation import left_out
from giamngheo.report.wording.lacking import LackingMonth, lacking_reports
from tests.attain.test_year_so_far import CEILING, asked, came
from tests.conftest import GOLDEN
from tests.support.office import office_in
from tests.support.own_classes import own_office

EACH_PERIOD = '{ sign = "≥", value = 1, per_unit = true }'
HALF, QUARTER, MARCH = map(Period.parse, ("2020-H1", "2020-Q1", "2020-03"))
DO, KHE, XUAN = ("18001,Xã Hương Đô,xa,1", "18002,Xã Hương Khê,xa,2", "18004,Xã Hương Xuân,xa,3")
OLD = "2019-01-01,2020-02-29"
NEW = "18003,Xã Hương Mới,xa,9,2020-03-01,,,,"
THREE = (f"{DO},{OLD},18003,,", f"{KHE},{OLD},18003,,", f"{XUAN},{OLD},18003,,", NEW)
TWO = (f"{DO},{OLD},18003,,", f"{KHE},{OLD},18003,,", NEW)


@dataclass(frozen=True)
class Case:
    """`units`: lines of `config/units.csv`; `reports`: unit → months of 2020 that it reported. `kept`: month → the former units
    that lack it, as the content keeps them of the unit `of`; `told`: in the sheet and by `giamngheo explain`; `told_before`: in the
    sheet by a content that was kept before this was known."""

    units: tuple[str, ...]
    reports: dict[str, tuple[int, ...]]
    told: str
    told_before: str
    kept: dict[int, list[str]] = field(default_factory=dict)
    of: str = "18003"
    period: Period = QUARTER
    reason: str = ""
    targets: tuple[str, ...] = (EACH_PERIOD, CEILING)


JAN, FEB, APRIL, NOT_YET = ("tháng 1 năm 2020", "tháng 2 năm 2020", "tháng 4 năm 2020", "nên chưa tính tháng ấy")
CASES = {
    "one_month_of_one_of_two": Case(
        TWO,
        {"18001": (1, 2), "18002": (2,), "18003": (3,)},
        f"thiếu báo cáo {JAN} của xã Hương Khê cũ, {NOT_YET}",
        f"thiếu báo cáo {JAN} của đơn vị cũ, {NOT_YET}",
        {1: ["Xã Hương Khê"]},
    ),
    "several_old_units_and_months": Case(
        THREE,
        {"18001": (), "18002": (1, 2), "18004": (2,), "18003": (3,)},
        f"thiếu báo cáo {JAN} của xã Hương Đô cũ, xã Hương Xuân cũ; {FEB} của xã Hương Đô cũ, nên chưa tính các tháng ấy",
        f"thiếu báo cáo {JAN} của đơn vị cũ, {FEB} của đơn vị cũ, {NOT_YET}",
        {1: ["Xã Hương Đô", "Xã Hương Xuân"], 2: ["Xã Hương Đô"]},
    ),
    "one_that_never_reported": Case(
        THREE,
        {"18002": (1, 2), "18004": (1, 2), "18003": (3,)},
        f"thiếu báo cáo {JAN}, {FEB} của xã Hương Đô cũ, nên chưa tính các tháng ấy",
        f"thiếu báo cáo {JAN} của đơn vị cũ, {FEB} của đơn vị cũ, {NOT_YET}",
        {1: ["Xã Hương Đô"], 2: ["Xã Hương Đô"]},
    ),
    "a_month_of_its_own_beside_it": Case(
        TWO,
        {"18001": (1, 2), "18002": (2,), "18003": (3, 5, 6)},
        f"thiếu báo cáo {JAN} của xã Hương Khê cũ; {APRIL}, nên chưa tính các tháng ấy",
        f"thiếu báo cáo {JAN} của đơn vị cũ, {APRIL}, {NOT_YET}",
        {1: ["Xã Hương Khê"]},
        period=HALF,
    ),
    "merged_twice": Case(
        (
            f"{DO},{OLD},18003,,",
            f"{KHE},{OLD},18003,,",
            "18003,Xã Hương Mới,xa,9,2020-03-01,2020-04-30,18005,,",
            f"{XUAN},2019-01-01,2020-04-30,18005,,",
            "18005,Xã Hương Lớn,xa,10,2020-05-01,,,,",
        ),
        {"18001": (1, 2), "18002": (2,), "18003": (4,), "18004": (1, 2, 3), "18005": (5, 6)},
        f"thiếu báo cáo {JAN} của xã Hương Khê cũ; tháng 3 năm 2020 của xã Hương Mới cũ; {APRIL} của xã Hương Xuân cũ, "
        "nên chưa tính các tháng ấy",
        f"thiếu báo cáo {JAN} của đơn vị cũ, tháng 3 năm 2020 của đơn vị cũ, {APRIL} của đơn vị cũ, {NOT_YET}",
        {1: ["Xã Hương Khê"], 3: ["Xã Hương Mới"], 4: ["Xã Hương Xuân"]},
        of="18005",
        period=HALF,
    ),
    "under_the_code_and_name_of_one_of_them": Case(
        (f"{DO},{OLD},18001,,", f"{KHE},{OLD},18001,,", "18001,Xã Hương Đô,xa,9,2020-03-01,,,,"),
        {"18001": (1, 3), "18002": (1, 2)},
        f"thiếu báo cáo {FEB} của xã Hương Đô cũ, {NOT_YET}",
        f"thiếu báo cáo {FEB}",
        {2: ["Xã Hương Đô"]},
        of="18001",
    ),
    "under_another_name": Case(
        (f"{DO},{OLD},18001,,", f"{KHE},2019-01-01,,,,", "18001,Thị trấn Hương Đô,thi-tran,9,2020-03-01,,,,"),
        {"18001": (1, 3), "18002": (1, 2, 3)},
        f"thiếu báo cáo {FEB} của xã Hương Đô cũ, {NOT_YET}",
        f"thiếu báo cáo {FEB} của đơn vị cũ, {NOT_YET}",
        {2: ["Xã Hương Đô"]},
        of="18001",
    ),
    "with_ground_from_outside": Case(
        (f"{DO},{OLD},18003,,", f"{KHE},{OLD},18003,,", "18003,Xã Hương Mới,xa,9,2020-03-01,,,,x"),
        {"18001": (1, 2), "18002": (1, 2), "18003": (3,)},
        f"chưa tính {JAN}, {FEB}: đơn vị này gồm cả x, không có trong số liệu của huyện",
        f"thiếu báo cáo {JAN} của đơn vị cũ, {FEB} của đơn vị cũ, {NOT_YET}",
        {1: [], 2: []},
        reason="đơn vị này gồm cả x, không có trong số liệu của huyện",
    ),
    "before_the_period_in_the_year_so_far": Case(
        TWO,
        {"18001": (1, 2), "18002": (2,), "18003": (3,)},
        f"thiếu báo cáo {JAN} của xã Hương Khê cũ, {NOT_YET}",
        f"thiếu báo cáo {JAN} của đơn vị cũ, {NOT_YET}",
        {1: ["Xã Hương Khê"]},
        period=MARCH,
        targets=(CEILING,),
    ),
    "nothing_wanting": Case(TWO, {"18001": (1, 2), "18002": (1, 2), "18003": (3,)}, "", ""),
    "nothing_merged": Case(
        (f"{DO},2019-01-01,,,,", f"{KHE},2019-01-01,,,,"),
        {"18001": (1, 2, 3), "18002": (2, 3)},
        f"thiếu báo cáo {JAN}",
        f"thiếu báo cáo {JAN}",
        of="18002",
    ),
}


def _told(content: ReportContent, unit: str) -> str:
    sheet = next(one for one in Documents(content).of("giam-ngheo").sheets if one.key == "sources")
    keys = [column.key for column in sheet.columns]
    lines = [dict(zip(keys, row, strict=True)) for row in sheet.rows]
    head, *units = [line for line in lines if line["title"] == "Hộ nghèo phát sinh"]
    own = next(line for line in units if line["code"] == unit)
    assert (f"({own['left_out']})" in head["left_out"]) == bool(own["left_out"])
    return own["left_out"]


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_which_former_unit_lacks_which_month_is_kept_once_and_told_by_name(tmp_path, case):
    for at, target in enumerate(case.targets):
        with office_in(tmp_path / str(at), config=str(own_office(tmp_path / str(at)))) as office:
            table = office.home / "config" / "units.csv"
            table.write_text("\n".join([table.read_text("utf-8").splitlines()[0], *case.units, ""]), "utf-8")
            asked(office, target, better="lower" if target == CEILING else "higher")
            for unit, months in case.reports.items():
                came(office, unit, **{f"m{month:02d}": 1 for month in months})
            content = draft(office.context.warehouse, case.period, 1, office.context.clock.today).content
            whys = {one["unit"]: one["why"] for one in left_out(office.context.warehouse, "came", case.period, None)}
        kept = [(one.code, one.month, one.former, one.reason) for one in content.former_gaps]
        months = {month: f"tháng {month} năm 2020" for month in case.kept}
        assert kept == [(case.of, months[month], former, case.reason) for month, former in case.kept.items()]
        assert _told(content, case.of) == case.told
        assert whys.get(case.of, "") == case.told
        before = {key: value for key, value in content.model_dump(mode="json").items() if key != "former_gaps"}
        assert _told(ReportContent.model_validate(before), case.of) == case.told_before


def test_a_content_that_knows_nothing_of_it_is_what_it_was():
    text = (GOLDEN / "report-2020-03.json").read_text(encoding="utf-8")
    content = ReportContent.model_validate_json(text)
    assert content.former_gaps == []
    assert "former_gaps" not in content.model_dump()


def test_a_month_that_nobody_owes_is_not_called_a_missing_report():
    months = [
        LackingMonth(JAN, reason="khi đó chưa thuộc huyện"),
        LackingMonth(FEB, ("Xã A",)),
        LackingMonth(APRIL, ("Xã A",)),
    ]
    assert lacking_reports(months) == (
        f"thiếu báo cáo {FEB}, {APRIL} của xã A cũ, nên chưa tính các tháng ấy; chưa tính {JAN}: khi đó chưa thuộc huyện"
    )
