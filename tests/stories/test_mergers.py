"""Months before and after mergers, with real workbooks: continuous where it may be, broken where it may not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from giamngheo.attain.period_figures import work_out
from giamngheo.attain.time_series import time_series
from giamngheo.core.period import Period
from giamngheo.feedback.form import prefilled
from giamngheo.metadata.recipients import FULL_REPORT
from giamngheo.report.compose import draft
from giamngheo.report.documents import document_of
from giamngheo.report.wording import sentences
from giamngheo.warehouse.schema import attainment, finding, submission
from tests.support.office import on_one_engine
from tests.support.workbooks import book, expected_figures, merged, write_month

pytestmark = pytest.mark.sqlite_first

HA = [("18562", "Thị trấn Thạch Hà"), ("18589", "Xã Thạch Sơn"), ("18607", "Xã Thạch Long")]
XUYEN = [("18601", "Xã Việt Tiến"), ("18625", "Xã Thạch Ngọc")]
KINH = [("18586", "Xã Thạch Kênh"), ("18592", "Xã Thạch Liên")]
HAU = [("18457", "Xã Ích Hậu")]
KHE = [("18571", "Xã Thạch Hải"), ("18595", "Xã Đỉnh Bàn"), ("18604", "Xã Thạch Khê")]
NAI = [("18643", "Xã Thạch Đài"), ("18652", "Xã Tân Lâm Hương")]
NEW = {
    ("18562", "Xã Thạch Hà"): HA,
    ("18601", "Xã Việt Xuyên"): XUYEN,
    ("18586", "Xã Đông Kinh"): [*KINH, *HAU],
    ("18604", "Xã Thạch Khê"): KHE,
    ("18652", "Phường Hà Huy Tập"): NAI,
}


def books(units, period):
    return {unit: book(unit, name, period, poor=6, near_poor=5, seed=7) for unit, name in units}


@pytest.fixture
def merging(office):
    """December 2024 by the old 22, June 2025 by those that were left and one of the new, July by the new nine."""
    office.today = "2025-08-01"
    december = books([*HA, *XUYEN, *KINH, *KHE, *NAI], "2024-12")
    june = books([*HA, *XUYEN, *KINH, *HAU], "2025-06")
    july = [
        merged([(june | {u: b for u, b in december.items() if u not in june})[unit] for unit, _ in parts], code, name)
        for (code, name), parts in NEW.items()
    ]
    july = [replace(one, period="2025-07") for one in july]
    for month in (december.values(), june.values(), july):
        write_month(office.inbox, month)
    office.collect("2025-07")
    return office, december, june, {one.unit: one for one in july}


def test_a_merged_units_series_is_continuous_where_it_may_be_and_broken_where_it_may_not(merging):
    office, december, june, july = merging
    assert set(office.statuses("2025-07").values()) == {"accepted", "missing"}
    assert len(office.statuses("2025-07")) == 9

    def values(code):
        found = time_series(office.context.warehouse, code, "poor", Period.parse("2024-12"), Period.parse("2025-07"))
        return {point.period.code: point for point in found}

    for code, parts in (("18562", HA), ("18601", XUYEN)):
        own = values(code)
        assert own["2024-12"].value == sum(expected_figures(december[unit])["poor"] for unit, _ in parts)
        assert own["2025-06"].value == sum(expected_figures(june[unit])["poor"] for unit, _ in parts)
        assert own["2025-07"].value == expected_figures(july[code])["poor"]
        assert [part.code for part in own["2025-06"].parts] == [unit for unit, _ in parts]
    khe = values("18604")
    assert khe["2024-12"].value == sum(expected_figures(december[unit])["poor"] for unit, _ in KHE)
    assert not khe["2025-06"].continuous
    assert "khi đó không thuộc huyện" in khe["2025-06"].reason
    kinh = values("18586")
    assert (kinh["2024-12"].continuous, kinh["2024-12"].value) == (False, None)
    assert "Xã Ích Hậu (18457) khi đó chưa thuộc huyện" in kinh["2024-12"].reason
    assert kinh["2025-06"].value == sum(expected_figures(june[unit])["poor"] for unit, _ in (*KINH, *HAU))
    tap = values("18652")
    assert [code for code, point in tap.items() if point.continuous] == ["2025-07"]
    assert "một phần phường Đại Nài" in tap["2024-12"].reason
    assert "2025-03 chưa có" not in str(values("18562"))
    assert "tháng 3 năm 2025 chưa có số liệu của Thị trấn Thạch Hà" in values("18562")["2025-03"].reason


def findings(office, unit, period):
    with office.context.warehouse.reading() as connection:
        rows = connection.execute(
            sa.select(finding.c.rule, finding.c.message)
            .join(submission, submission.c.id == finding.c.submission_id)
            .where(submission.c.unit == unit, submission.c.period == period)
            .order_by(finding.c.rule)
        )
        return [(row.rule, row.message) for row in rows]


def test_the_first_report_of_a_merged_unit_is_judged_against_all_its_parts(merging):
    """Its households keep the codes they had, and none of them is new or lost."""
    office, _, june, july = merging
    for unit in july:
        assert findings(office, unit, "2025-07") == []
    lost = replace(
        july["18562"], households=[row for row in july["18562"].households if row["household_code"][:5] != "18607"]
    )
    write_month(office.inbox, [lost])
    office.collect("2025-07")
    found = findings(office, "18562", "2025-07")
    assert [rule for rule, _ in found].count("X401") == len(june["18607"].households)
    assert all("2025-06 của Xã Thạch Long" in message for rule, message in found if rule == "X401")
    assert "X403" in {rule for rule, _ in found}


@on_one_engine
def test_a_part_without_a_report_leaves_no_history_and_another_units_code_is_refused(office):
    """Half of the parts would look like a loss; a neighbour's household is no predecessor's."""
    office.today = "2025-08-01"
    june = books(XUYEN, "2025-06")
    stranger = book("18589", "Xã Thạch Sơn", "2025-07", poor=1, near_poor=0, seed=9).households
    whole = merged(list(june.values()), "18601", "Xã Việt Xuyên")
    write_month(office.inbox, [june["18601"]])
    write_month(office.inbox, [replace(whole, period="2025-07", households=[*whole.households[3:], *stranger])])
    office.collect("2025-07")
    assert [rule for rule, _ in findings(office, "18601", "2025-07")] == ["H303"]


def test_what_is_compared_with_an_earlier_time_is_over_the_same_ground_and_says_so(merging):
    office, december, june, july = merging
    warehouse, period = office.context.warehouse, Period.parse("2025-07")
    content = draft(warehouse, period, 1, office.context.clock.today).content
    lines = {line.code: line for line in content.units}
    assert lines["18562"].previous.households == sum(june[unit].total_households for unit, _ in HA)
    assert lines["18562"].previous.poor == sum(expected_figures(june[unit])["poor"] for unit, _ in HA)
    # In June its parts were not the district's: it is compared with the last month of which all of them are known.
    assert lines["18604"].previous_title == "tháng 12 năm 2024"
    assert lines["18604"].previous.poor == sum(expected_figures(december[unit])["poor"] for unit, _ in KHE)
    assert lines["18652"].previous is None
    poor = next(item for item in content.headline if item.key == "poor")
    whole = ["18562", "18601", "18586"]
    assert poor.now_as_previous == sum(expected_figures(july[unit])["poor"] for unit in whole)
    assert poor.previous == sum(expected_figures(june[unit])["poor"] for unit, _ in (*HA, *XUYEN, *KINH, *HAU))
    assert content.compared_units["baseline"] < content.coverage.reporting
    said = sentences.joined(content)
    assert said[0].startswith(
        "Số trước ngày 01/07/2025 cộng từ các đơn vị cũ: Xã Thạch Hà từ Thị trấn Thạch Hà, Xã Thạch Sơn, Xã Thạch Long;"
    )
    assert said[1] == (
        "Không so sánh được với tháng 6 năm 2025: Xã Thạch Khê, vì Xã Thạch Hải (18571), Xã Đỉnh Bàn (18595), "
        "Xã Thạch Khê (18604) khi đó không thuộc huyện; Phường Hà Huy Tập, vì đơn vị này gồm cả một phần phường "
        "Đại Nài, không có trong số liệu của huyện."
    )
    [own] = sentences.joined(content, "18601")
    assert own == "Số trước ngày 01/07/2025 cộng từ các đơn vị cũ: Xã Việt Xuyên từ Xã Việt Tiến, Xã Thạch Ngọc."
    opening = {flow.code: flow.opening for flow in content.flows}
    assert opening["18604"] is None
    assert opening["18601"] == sum(len(june[unit].households) for unit, _ in XUYEN)
    texts = [block for section in document_of(content, FULL_REPORT).sections for block in section.blocks]
    assert set(said) <= {text for text in texts if isinstance(text, str)}


@on_one_engine
def test_attainment_is_measured_against_the_baseline_of_all_parts(office):
    office.today = "2025-08-01"
    before = books([*HA, *KHE], "2019-12")
    now = [
        replace(merged([before[unit] for unit, _ in parts], code, name), period="2025-07")
        for (code, name), parts in NEW.items()
        if code in ("18562", "18604")
    ]
    write_month(office.inbox, before.values())
    write_month(office.inbox, now)
    office.collect("2025-07")
    with office.context.warehouse.reading() as connection:
        query = sa.select(attainment.c.unit, attainment.c.value).where(
            attainment.c.indicator == "poverty_reduction", attainment.c.period == "2025-07"
        )
        values = dict(tuple(row) for row in connection.execute(query))
    for one, parts in zip(now, (HA, KHE), strict=True):
        then = [expected_figures(before[unit]) for unit, _ in parts]
        rate_then = sum(part["poor"] for part in then) / sum(part["households"] for part in then)
        rate_now = expected_figures(one)["poor"] / expected_figures(one)["households"]
        assert values[one.unit] == pytest.approx((rate_then - rate_now) * 100)


@on_one_engine
def test_a_longer_period_that_spans_a_merger_sums_the_flows_of_the_parts_and_names_what_is_not_whole(merging):
    office, _, june, july = merging
    worked = work_out(office.context.warehouse, Period.parse("2025-9M"))
    assert worked.units == {}  # September is the stock, and nobody has reported it
    september = [replace(one, period="2025-09") for one in july.values()]
    write_month(office.inbox, september)
    office.today = "2025-10-01"
    office.collect("2025-09")
    worked = work_out(office.context.warehouse, Period.parse("2025-9M"))
    parts = [june[unit] for unit, _ in XUYEN] + [july["18601"], july["18601"]]
    expected = sum(expected_figures(one)["resources"] for one in parts)
    assert worked.units["18601"]["resources"] == pytest.approx(expected)
    assert Period.parse("2025-06") not in worked.gaps["18601"]
    assert Period.parse("2025-06") in worked.gaps["18604"]


@on_one_engine
def test_the_template_carries_all_parts_forward(merging):
    office, _, june, _ = merging
    warehouse = office.context.warehouse
    carried = prefilled(warehouse, "18601", Period.parse("2025-07"))
    assert carried.period == Period.parse("2025-06")
    codes = {row["household_code"] for row in carried.rows["household"]}
    assert codes == {row["household_code"] for unit, _ in XUYEN for row in june[unit].households}
    [cover] = carried.rows["cover"]
    assert cover["households"] == sum(june[unit].total_households for unit, _ in XUYEN)
    assert prefilled(warehouse, "18652", Period.parse("2025-07")) is None  # it holds part of another ward


@pytest.mark.usefixtures("merging")
@on_one_engine
def test_the_command_shows_the_break(giamngheo):
    def said(*arguments):
        return giamngheo("series", *arguments, "--from", "2024-12", "--to", "2025-07")

    code, text, _ = said("--unit", "18604")
    assert code == 0
    assert "GIÁN ĐOẠN: Xã Thạch Hải (18571)" in " ".join(text.split())
    _, text, _ = said("--unit", "18604", "--json")
    months = {month["period"]: month for month in json.loads(text)["months"]}
    assert months["2024-12"]["continuous"] is True
    assert [unit["unit"] for unit in months["2024-12"]["units"]] == ["18571", "18595", "18604"]
    assert (months["2025-06"]["value"], months["2025-06"]["continuous"]) == (None, False)
    assert "không thuộc huyện" in months["2025-06"]["reason"]
    code, _, error = said("--unit", "18607")
    assert code == 2
    assert "Xã Thạch Long đã nhập vào Xã Thạch Hà (18562) từ 01/07/2025" in error
