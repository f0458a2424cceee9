"""What a sentence may say: better and worse, lost, risen, over how many, at which time."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.letterhead import Attention
from giamngheo.report import content as say
from giamngheo.report.compose.changes import changes_between, lists_differ
from giamngheo.report.compose.concerns import concerns_of
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import document_of
from giamngheo.report.wording import comparing, goals, listing, sentences, words
from tests.conftest import GOLDEN
from tests.support.report_content import make_content

MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
WATER = next(item for item in MARCH.attainment if item.indicator == "water_sanitation")
REDUCTION = next(item for item in MARCH.attainment if item.measure == "reduction")


def of(*items, **changes):
    return MARCH.model_copy(update={"attainment": list(items), **changes})


def with_poor(**changes):
    """Other values of the poor households and their rate: `rate_…` are the rate's."""
    own = {"poor": {}, "poor_rate": {}}
    for name, value in changes.items():
        own["poor_rate" if name.startswith("rate_") else "poor"][name.removeprefix("rate_")] = value
    lines = [line.model_copy(update=own.get(line.key, {})) for line in MARCH.headline]
    return MARCH.model_copy(update={"headline": lines})


# ---------------------------------------------------------------- better, worse, lost


@pytest.mark.parametrize(
    ("now", "previous", "without", "before", "group"),
    [
        (95.0, 94.0, 5, 6, "Tốt hơn"),
        (94.0, 95.0, 6, 5, "Kém hơn"),
        (84.08, 83.87, 25, 20, "Tỷ lệ và số trường hợp chưa đạt không cùng chiều"),
        (83.0, 84.0, 20, 25, "Tỷ lệ và số trường hợp chưa đạt không cùng chiều"),
        (84.0, 84.0, 25, 20, "Tỷ lệ và số trường hợp chưa đạt không cùng chiều"),
        (90.0, 92.0, 2, 2, "Tỷ lệ thay đổi, số trường hợp chưa đạt không đổi"),
        (90.0, 90.0, 2, 2, "Không đổi"),
    ],
)
def test_better_and_worse_need_the_rate_and_the_number_without(now, previous, without, before, group):
    item = WATER.model_copy(
        update={
            "value": now,
            "previous": previous,
            "numerator": 100.0 - without,
            "denominator": 100.0,
            "without_before": float(before),
            "numerator_unit": "hộ",
        }
    )
    (said,) = sentences.moved(of(item))
    assert said.startswith(f"{group} so với tháng 2 năm 2020 (1 chỉ tiêu):")
    assert (f"từ {before} thành {without}" in said) == (without != before)


def test_a_reduction_is_not_said_to_have_moved_since_the_time_it_is_measured_from():
    content = of(REDUCTION.model_copy(update={"value": 1.3, "previous": 0.0}), previous_is_baseline=True)
    assert sentences.moved(content) == []


def test_that_the_rate_rose_since_then_stands_among_what_is_worse():
    risen = REDUCTION.model_copy(update={"value": -0.114, "previous": 0.0})
    content = of(risen, previous_is_baseline=True)
    worse = "Kém hơn so với cuối năm 2019 (1 chỉ tiêu): tỷ lệ hộ nghèo tăng 0,11 điểm phần trăm."
    assert sentences.moved(content) == [worse]
    unseen = risen.model_copy(update={"value": -0.004})
    assert sentences.moved(content.model_copy(update={"attainment": [unseen]})) == []


def test_a_reduction_below_nothing_is_no_reduction():
    item = REDUCTION.model_copy(
        update={
            "value": -0.49,
            "rate": 4.89,
            "baseline_rate": 4.40,
            "milestone": 0.25,
            "lacking": 37,
            "status": "behind",
        }
    )
    (said,) = sentences.against(of(item))
    assert sentences.behind(of(item)) == []
    assert "không giảm mà tăng 0,49 điểm phần trăm so với cuối năm 2019 (4,40 → 4,89%)" in said
    assert "tiến độ đến tháng 3 năm 2020 cần 0,25 điểm phần trăm, còn phải giảm ít nhất 37 hộ nghèo" in said


def test_the_plans_own_baseline_is_named():
    content = of(REDUCTION.model_copy(update={"is_baseline_stated": True}), is_baseline_stated=True)
    assert "cuối năm 2019 (số ghi trong kế hoạch)" in sentences.headline(content)[0]
    assert "số ghi trong kế hoạch, vì chưa đủ báo cáo của kỳ đó" in sentences.points_note(content, content.attainment)


def test_what_a_value_in_points_is_stands_where_one_is_shown_and_nowhere_else():
    content = of(WATER, REDUCTION)
    said = sentences.points_note(content, content.attainment)
    assert "trừ tỷ lệ kỳ này, trên cùng các đơn vị đã có số liệu cả hai kỳ" in said
    assert sentences.points_note(content, [WATER]) == ""
    assert sentences.points_note(content, [REDUCTION.model_copy(update={"value": None})]) == ""


def test_where_less_than_the_target_is_lacking_than_is_without_both_are_told():
    item = WATER.model_copy(
        update={"status": "behind", "numerator": 132.0, "denominator": 157.0, "lacking": 18, "numerator_unit": "hộ"}
    )
    (said,) = sentences.behind(of(item))
    assert "còn thiếu 18 hộ (hiện 25 hộ chưa có)" in said


# ---------------------------------------------------------------- news


def test_a_rise_of_the_rate_alone_is_bad_news():
    content = with_poor(
        now=1499.0,
        previous=1500.0,
        now_as_previous=1499.0,
        rate_previous=3.75,
        rate_now_as_previous=3.84,
        rate_now=3.84,
    )
    assert sentences.is_bad(content)
    assert "TỶ LỆ TĂNG so với tháng 2 năm 2020 (3,75 → 3,84%), số hộ giảm 1 hộ" in sentences.subject(content)
    assert sentences.brief(content)[0].startswith("Tỷ lệ hộ nghèo TĂNG so với tháng 2 năm 2020 (3,75 → 3,84%)")


@pytest.mark.parametrize(("before", "is_bad"), [(2.48, False), (2.4765, False), (2.476, True)])
def test_a_rise_of_the_rate_that_cannot_be_seen_is_no_news(before, is_bad):
    """A plan writes its baseline with two decimals: 2,48 for 97 of 3.909 households."""
    rate = 97 / 3909 * 100
    moved = {"rate_now": rate, "rate_previous": before, "rate_now_as_previous": rate}
    content = with_poor(now=97.0, previous=97.0, now_as_previous=97.0, **moved)
    assert sentences.is_bad(content) == is_bad
    assert ("TỶ LỆ TĂNG" in sentences.subject(content)) == is_bad
    assert ("TĂNG" in sentences.brief(content)[0]) == is_bad


def test_a_comparison_over_fewer_units_says_over_how_many():
    content = MARCH.model_copy(update={"compared_units": {"previous": 1, "baseline": 22}})
    assert "so với tháng 2 năm 2020 (trên 1 đơn vị có số liệu cả hai kỳ)" in sentences.subject(content)
    assert sentences.compared_units(content).startswith("Các so sánh chỉ tính")


def test_a_part_of_the_units_is_told_first_as_a_part():
    content = make_content(absent=["18604", "18562"])
    said = sentences.subject(content)
    assert said.startswith("Giảm nghèo T3/2020: mới có 20/22 đơn vị báo cáo, các đơn vị này có ")
    assert said.count("20/22") == 1


def test_what_is_equal_is_not_cut():
    rises = [("A", 7.0), ("B", 5.0), ("C", 3.0), ("D", 3.0)]
    assert [name for name, _ in listing.leading(rises, 3)] == ["A", "B"]
    assert listing.leading([(name, 1.0) for name in "ABCD"], 3) == []
    assert listing.leading(rises, 4) == rises


def test_one_more_is_named():
    assert listing.first_names(["A", "B", "C", "D"], 3) == "A, B, C, D"
    assert listing.first_names(["A", "B", "C", "D", "E"], 3) == "A, B, C và 2 đơn vị khác"


def test_a_stock_is_that_of_a_periods_end():
    assert comparing.moment("quý I năm 2020") == "cuối quý I năm 2020"
    assert comparing.moment("tháng 2 năm 2020") == "tháng 2 năm 2020"
    assert [comparing.moment(Period.parse(code).title) for code in ("2020-H1", "2020-9M", "2020-H2", "2020")] == [
        "tháng 6 năm 2020",
        "tháng 9 năm 2020",
        "cuối năm 2020",
        "cuối năm 2020",
    ]


def test_the_poor_under_social_protection_stand_apart_from_the_others():
    found = [text for text in sentences.headline(MARCH) if text.startswith("Trong số hộ nghèo")]
    poor, social = (comparing.stock(MARCH, key).now for key in ("poor", "social_poor"))
    assert len(found) == 1
    assert f"{words.figure(social, 'hộ')} nghèo bảo trợ xã hội" in found[0]
    assert f"{words.figure(poor - social, 'hộ')} nghèo khác" in found[0]


def test_what_the_silent_units_had_last_is_told():
    known = say.KnownStock(period_title="tháng 2 năm 2020", units=22, poor=1536, poor_rate=3.94, poor_of_missing=120)
    content = make_content(absent=["18604", "18562"], known_before=known)
    assert sentences.headline(content)[-1] == (
        "Số liệu đủ 22 đơn vị gần nhất là của tháng 2 năm 2020: 1.536 hộ nghèo (3,94%), "
        "trong đó 2 đơn vị nay chưa có báo cáo có 120 hộ."
    )


@pytest.mark.parametrize(
    ("target", "with_it", "is_sure"), [(100.0, 9.0, True), (100.0, 10.0, False), (95.0, 9.0, False)]
)
def test_what_a_part_breaks_is_sure(target, with_it, is_sure):
    changes = {"status": "not_enough", "target": target, "numerator": with_it, "denominator": 10.0}
    (said,) = sentences.doubtful(of(WATER.model_copy(update=changes)), is_sure)
    assert ("chắc chắn chưa đạt" in said) == is_sure


# ---------------------------------------------------------------- what is a change


def test_another_period_to_compare_with_is_no_change_of_a_figure():
    units = [unit.model_copy(update={"previous_title": "tháng 1 năm 2020"}) for unit in MARCH.units]
    assert changes_between(MARCH, MARCH.model_copy(update={"units": units, "previous_title": "tháng 1 năm 2020"})) == []


def test_a_corrected_baseline_does_not_say_that_the_poor_of_now_changed():
    district = MARCH.district.model_copy(
        update={"baseline": MARCH.district.baseline.model_copy(update={"poor": MARCH.district.baseline.poor + 2})}
    )
    new = MARCH.model_copy(update={"district": district})
    (change,) = changes_between(MARCH, new)
    assert change.what == "Hộ nghèo, tháng 12 năm 2019"
    replaces = say.Replaced(revision=1, issued_on=MARCH.issued_on)
    revised = new.model_copy(update={"changes": [change], "replaces": replaces, "reasons": []})
    assert sentences.reason(revised).endswith(
        "Số hộ nghèo, hộ cận nghèo chung, kết luận và số còn thiếu của các chỉ tiêu không đổi."
    )


def of_a_unit(content, **changes):
    """The first unit's first indicator with other values."""
    first, *rest = content.units[0].indicators
    line = content.units[0].model_copy(update={"indicators": [first.model_copy(update=changes), *rest]})
    return content.model_copy(update={"units": [line, *content.units[1:]]})


def of_a_village(**changes):
    found = {"value": 50.0, "target": 90.0, "status": "behind", "lacking": 3} | changes
    value = say.UnitAttained(indicator="insured_poor", numerator=1, denominator=2, **found)
    line = say.VillageLine(unit="18604", village="Thôn Bắc", poor=3, near_poor=1, social_poor=0, indicators=[value])
    return make_content(villages=[line])


@pytest.mark.parametrize(
    ("old", "new", "what", "values", "is_internal"),
    [
        (make_content(), of_a_unit(make_content(), denominator=1.0), "Giảm tỷ lệ hộ nghèo, mẫu số", (1934, 1), True),
        (make_content(), of_a_unit(make_content(), numerator=1.0), "Giảm tỷ lệ hộ nghèo, tử số", (44, 1), True),
        (make_content(), make_content(stories=[]), "Số gương sáng được nêu", (2, 0), False),
        (make_content(), make_content(models=[]), "Số mô hình trong danh sách", (5, 0), False),
        (of_a_village(), of_a_village(lacking=2), "Người nghèo có thẻ BHYT, còn thiếu", (3, 2), False),
        (of_a_village(), of_a_village(target=80.0), "Người nghèo có thẻ BHYT, mục tiêu của thôn", (90, 80), False),
    ],
)
def test_every_figure_that_a_paper_shows_is_compared(old, new, what, values, is_internal):
    changes = {change.what: change for change in changes_between(old, new)}
    assert (changes[what].old, changes[what].new, changes[what].is_internal) == (*values, is_internal)
    assert changes_between(old, old) == []


def test_what_is_told_only_where_there_is_any_goes_from_a_number_to_none_of_it():
    """Households that came from nobody knows which class: three, and after the correction not one."""

    def with_unknown(count):
        flows = make_content().flows
        return make_content(flows=[flows[0].model_copy(update={"unknown_in": count}), *flows[1:]])

    some, none = with_unknown(3.0), with_unknown(0)
    for old, new, values in ((some, none, (3, 0)), (none, some, (0, 3))):
        (change,) = changes_between(old, new)
        assert (change.what, change.old, change.new) == ("Biến động, vào, chưa rõ từ diện nào", *values)


def test_a_line_that_comes_or_goes_is_a_change():
    resource = say.Resource(source="Ngân sách xã", purpose="Nhà ở", amount=15, households=0)
    given, none = make_content(resources=[resource]), make_content(resources=[])
    for old, new, values in ((given, none, (15, None)), (none, given, (None, 15))):
        (change,) = changes_between(old, new)
        assert (change.what, change.old, change.new) == ("Nguồn lực, Ngân sách xã, Nhà ở", *values)


@pytest.mark.parametrize("part", ["class_flows", "class_flows_of_year", "sponsors", "missing_months"])
def test_a_correction_that_moves_only_what_is_worked_out_over_months_is_one(part):
    lines = {
        "class_flows": say.ClassFlow(key="poor", opening=1, came={"new": 1}, left={}, closing=2),
        "sponsors": say.Sponsorship(unit="Xã A", helper="nobody", organisation="", households=3),
        "missing_months": say.MissingMonth(title="tháng 2 năm 2020", units=["Xã A"]),
    }
    line = lines[part.removesuffix("_of_year")]
    old = MARCH.model_copy(update={part: [line]})
    assert not lists_differ(old, old)
    assert lists_differ(old, MARCH.model_copy(update={part: []}))
    assert not lists_differ(MARCH, old)  # an earlier version's report does not know it


# ---------------------------------------------------------------- in papers


def test_a_communes_letter_compares_with_each_time_once():
    unit = next(unit for unit in MARCH.units if unit.code == "18604")
    twice = unit.model_copy(update={"previous_title": "quý IV năm 2019", "previous_is_baseline": True})
    content = MARCH.model_copy(update={"units": [twice if one.code == "18604" else one for one in MARCH.units]})
    tile = document_of(content, "xa-18604").summary.headlines[0]
    assert sum("so với" in change for change in tile.changes) == 1


def test_columns_of_earlier_values_are_headed_by_their_period():
    content = MARCH.model_copy(update={"previous_title": "tháng 1 năm 2020"})
    for code in ("giam-ngheo", "co-quan-ldtbxh"):
        document = document_of(content, code)
        heads = {column.heading for table in document.sheets for column in table.columns if column.key == "previous"}
        assert heads <= {"Tháng 1 năm 2020"}


# ---------------------------------------------------------------- who is pointed to, what is left, what was corrected


def unit(code, statuses, *, poor=10, before=10, rate=4.0):
    """A unit with seven targets; of a status that is nothing it has no case."""
    values = [
        say.UnitAttained(
            indicator=f"i{at}", value=1, numerator=1, denominator=1, target=100, status=status or "no_cases"
        )
        for at, status in enumerate(statuses)
    ]
    return MARCH.units[0].model_copy(
        update={
            "code": code,
            "name": f"Xã {code}",
            "indicators": values,
            "poor": poor,
            "poor_rate": rate,
            "previous": MARCH.units[0].previous.model_copy(update={"poor": before}),
        }
    )


BEHIND, MET, NONE = "behind", "attained", None
ITEMS = [WATER.model_copy(update={"indicator": f"i{at}", "short_title": f"chỉ tiêu {at}"}) for at in range(7)]


def named(*units):
    return [one.code for one in concerns_of(list(units), ITEMS, Attention())]


def test_the_same_failures_point_to_both_units_or_to_none():
    three = [BEHIND] * 3
    assert named(unit("a", [*three, MET, MET, NONE, NONE]), unit("b", [*three, MET, MET, MET, NONE])) == []
    assert named(unit("a", [*three, BEHIND, MET, NONE, NONE])) == ["a"]


def test_a_larger_rise_stands_before_a_smaller_one():
    two = [BEHIND, BEHIND, MET, MET, MET, MET, MET]
    small, large = unit("small", two, poor=11, rate=9.0), unit("large", two, poor=17, rate=2.0)
    worse = unit("worse", [BEHIND] * 4 + [MET] * 3)
    assert named(small, large, worse) == ["worse", "large", "small"]
    assert named(unit("none", [MET] * 7, poor=0, before=0)) == []


def test_the_rule_stands_beside_the_units_that_it_names():
    rule = "Nêu đơn vị chậm từ 50% số chỉ tiêu giao cho đơn vị trở lên (kể cả chỉ tiêu không phát sinh), hoặc có số hộ nghèo tăng."
    concerned = MARCH.model_copy(update={"attention_percent": 50.0})
    assert sentences.attention_rule(concerned) == rule
    assert sentences.attention_rule(concerned.model_copy(update={"concerns": []})) == ""
    assert sentences.attention_rule(MARCH.model_copy(update={"attention_percent": None})) == ""


@pytest.mark.parametrize(
    ("social", "said"),
    [((28, 76), " (hộ ghi là bảo trợ xã hội giảm 48, hộ nghèo khác tăng 26)"), ((70, 76), ""), ((76, 76), "")],
)
def test_a_fall_that_only_those_under_social_protection_make_says_so(social, said):
    stocks = {"poor": (138, 160), "social_poor": social}
    lines = [
        line.model_copy(
            update={"now": now, "previous": then, "now_as_previous": now, "baseline": None, "now_as_baseline": None}
        )
        for line in MARCH.headline
        for now, then in [stocks.get(line.key, (None, None))]
    ]
    found = sentences.brief(MARCH.model_copy(update={"headline": lines}))[0]
    assert f"giảm 22 hộ{said} so với" in found


def test_where_all_lack_as_many_they_are_named():
    value = (
        MARCH.units[0]
        .indicators[0]
        .model_copy(update={"indicator": WATER.indicator, "numerator": 8, "denominator": 10, "status": BEHIND})
    )
    units = [unit(code, []).model_copy(update={"indicators": [value]}) for code in "abcd"]
    item = WATER.model_copy(update={"status": BEHIND, "numerator_unit": "hộ"})
    (line,) = [text for text in sentences.where_to_look(of(item, units=units, moves=[])) if WATER.title in text]
    assert line.endswith("4 đơn vị chưa đạt, mỗi đơn vị 2 hộ chưa có: Xã a, Xã b, Xã c, Xã d.")
    many = [unit(code, []).model_copy(update={"indicators": [value]}) for code in "abcdefg"]
    (line,) = [text for text in sentences.where_to_look(of(item, units=many, moves=[])) if WATER.title in text]
    assert line.endswith("7 đơn vị chưa đạt, mỗi đơn vị 2 hộ chưa có.")
    more = value.model_copy(update={"numerator": 9})
    some = [*many[:4], *(one.model_copy(update={"indicators": [more]}) for one in many[4:])]
    (line,) = [text for text in sentences.where_to_look(of(item, units=some, moves=[])) if WATER.title in text]
    assert line.endswith("7 đơn vị chưa đạt; nhiều nhất là 4 đơn vị, mỗi đơn vị 2 hộ chưa có.")


def test_the_year_hands_over_what_it_leaves():
    missed = {"status": "missed", "numerator_unit": "hộ"}
    water = WATER.model_copy(update=missed | {"numerator": 76, "denominator": 100})
    houses = WATER.model_copy(
        update=missed | {"measure": "count", "sign": "=", "target": 0, "value": 7, "unit_of_measure": "hộ"}
    )
    models = houses.model_copy(update={"sign": "≥", "target": 14, "value": 11, "unit_of_measure": "mô hình"})
    fall = REDUCTION.model_copy(update={"status": "missed"})
    left = [
        text.partition(": ")[2].partition(" (")[0] for text in sentences.carried_over(of(water, houses, models, fall))
    ]
    assert left == [
        *("24 hộ chưa có", "còn 7 hộ", "thiếu 3 mô hình"),
        "giảm 0,25 điểm phần trăm, chưa đạt mục tiêu giảm trên 0,5 điểm phần trăm cả năm",
    ]


def test_a_notice_does_not_say_that_others_changes_are_too_small_to_be_shown():
    change = say.Change(place="Xã Khác", code="9", key="poor", what="Hộ nghèo", unit_of_measure="hộ", old=1, new=2)
    revised = MARCH.model_copy(
        update={"changes": [change], "replaces": say.Replaced(revision=1, issued_on=MARCH.issued_on), "revision": 2}
    )
    notice = "Số liệu nêu trong thông báo này không thay đổi so với thông báo lần 1"
    assert sentences.changed(revised, 0, "thông báo") == f"{notice}."
    assert sentences.changed(revised, 0, "thông báo", True) == f"{notice}; có thay đổi trong danh sách kèm theo."
    assert "nhỏ hơn mức làm tròn" in sentences.changed(revised, 0)


def test_what_a_part_surely_misses_is_called_so_wherever_it_stands():
    sure = WATER.model_copy(update={"status": "not_enough", "target": 100.0, "numerator": 9, "denominator": 10})
    open_ = sure.model_copy(update={"target": 95.0})
    unknown = REDUCTION.model_copy(update={"status": "no_data"})
    assert [goals.verdict(item) for item in (sure, open_, unknown)] == [
        "Chắc chắn chưa đạt",
        "Chưa đủ căn cứ",
        "Chưa tính được",
    ]
    assert sentences.attainment_summary(of(sure, open_, unknown)).startswith(
        "Trong 3 chỉ tiêu của kế hoạch: 1 chỉ tiêu chắc chắn chưa đạt, 1 chỉ tiêu chưa đủ căn cứ, 1 chỉ tiêu chưa tính được"
    )


@pytest.mark.parametrize(
    ("status", "value", "said"),
    [
        ("behind", -0.09, goals.AGAINST),
        ("behind", -0.004, "Chậm"),  # shown as 0,00: nothing rose that could be seen
        ("behind", 0.01, "Chậm"),
        ("missed", -0.09, "Không đạt"),
    ],
)
def test_what_was_to_fall_and_rose_is_not_called_late(status, value, said):
    item = REDUCTION.model_copy(update={"status": status, "value": value})
    assert goals.verdict(item) == said
    assert bool(sentences.against(of(item))) == (said == goals.AGAINST)
    assert ("1 chỉ tiêu đi ngược mục tiêu" in sentences.attainment_summary(of(item))) == (said == goals.AGAINST)


def test_a_letter_names_a_rate_that_rose_under_no_title_that_says_it_fell():
    first, *others = MARCH.attainment
    rose = MARCH.model_copy(update={"attainment": [first.model_copy(update={"value": -0.03}), *others]})
    letter = document_of(rose, "co-quan-ldtbxh").summary
    assert letter.subject.startswith(
        "Giảm nghèo T3/2020: tỷ lệ hộ nghèo tăng 0,03 điểm phần trăm, người nghèo có thẻ BHYT "
    )
    assert [line.is_worse for line in letter.headlines] == [True, False, False]


def test_a_letter_says_over_which_reports_what_adds_up_over_months_is():
    """That all units have reported is of the last month."""
    flows = say.Coverage(reporting=65, expected=66, of="reports")
    first, *others = MARCH.attainment
    came = first.model_copy(update={"measure": "count", "value": 3.0, "unit_of_measure": "hộ", "coverage": flows})
    quarter = MARCH.model_copy(update={"flow_coverage": flows, "attainment": [came, *others]})
    amount = "huy động 4.390 triệu đồng"
    assert (
        f": {amount} (65/66 báo cáo tháng), 22/22 đơn vị báo cáo"
        in document_of(quarter, "co-quan-mttq").summary.subject
    )
    assert f": {amount}, 22/22 đơn vị báo cáo" in document_of(MARCH, "co-quan-mttq").summary.subject
    assert " 3 hộ (65/66 báo cáo tháng), " in document_of(quarter, "co-quan-ldtbxh").summary.subject


def test_whom_a_rate_does_not_have_is_said_with_what_they_have_not():
    item = WATER.model_copy(update={"without_title": "chưa có đủ cả hai", "numerator_unit": "hộ", "status": BEHIND})
    assert goals.without(item, 3) == "3 hộ chưa có đủ cả hai"
    assert goals.without_moved(item, 5, 3) == "số hộ chưa có đủ cả hai từ 5 thành 3"


@pytest.mark.parametrize("kind", ["month", "quarter"])
def test_nobody_is_called_late_for_when_the_folder_was_looked_into_first(kind):
    months = [say.MissingMonth(title="tháng 1 năm 2020", units=["Xã A", "Xã B"], expected=2)]
    content = of(WATER, period_kind=kind, late=[], late_months=[], undated_months=months)
    (said,) = sentences.reporting(content)
    month = "" if kind == "month" else " T1/2020"
    assert said == (
        f"Không rõ đúng hạn hay muộn{month} (2 đơn vị): tất cả; tệp đã có sẵn trong thư mục ở lần thu thập đầu tiên."
    )


def test_a_target_that_fell_off_its_way_is_named():
    fell = REDUCTION.model_copy(
        update={"status": "behind", "fell_behind": True, "value": -0.41, "lacking": 37, "short_title": "mức giảm nghèo"}
    )
    assert sentences.brief(of(fell))[1] == (
        "Không còn đúng tiến độ: mức giảm nghèo; 0/1 chỉ tiêu đạt; ngược mục tiêu: tỷ lệ hộ nghèo (không giảm mà tăng "
        "0,41 điểm phần trăm so với cuối năm 2019, còn phải giảm ít nhất 37 hộ)."
    )


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (-0.09, "tăng 0,09 điểm phần trăm"),
        (0.25, "giảm 0,25 điểm phần trăm"),
        (0.0, "không giảm"),
        (0.001, "giảm dưới 0,01 điểm phần trăm"),
    ],
)
def test_points_by_themselves_fall_or_rise(points, said):
    assert words.moved_by(points, "điểm %") == said
    assert words.moved_by(12, "hộ") == "12 hộ"


def test_who_reads_of_a_correction_reads_of_the_own_workbook_first():
    names = [unit.name for unit in MARCH.units[:7]]
    came = dt.datetime(2020, 3, 20, 3)
    reasons = [
        say.Reason(name=name, kind="added", month_title="tháng 3 năm 2020", version=1, received_at=came)
        for name in names
    ]
    replaced = say.Replaced(revision=1, issued_on=MARCH.issued_on)
    content = MARCH.model_copy(update={"replaces": replaced, "reasons": reasons, "revision": 2})
    own = document_of(content, f"xa-{MARCH.units[6].code}")
    assert own.opening.startswith(f"Điều chỉnh vì: {names[6]} gửi thêm báo cáo")
    assert own.summary.revision.startswith(f"Điều chỉnh vì: {names[6]} gửi thêm báo cáo")
    assert "Đây là phiếu kết quả lần 2 (có điều chỉnh), thay thế phiếu kết quả lần 1" in own.opening
    assert sentences.reason(content).startswith(f"Điều chỉnh vì: {names[0]} gửi thêm báo cáo")


def test_a_rise_is_not_said_of_how_much_something_fell():
    risen = REDUCTION.model_copy(update={"value": -0.12, "status": "behind", "lacking": 244})
    assert "ngược mục tiêu: tỷ lệ hộ nghèo (không giảm mà tăng 0,12 điểm phần trăm" in sentences.brief(of(risen))[1]
    fallen = risen.model_copy(update={"value": 0.12})
    assert "chậm: mức giảm nghèo (giảm 0,12 điểm phần trăm" in sentences.brief(of(fallen))[1]


def test_what_a_part_lacks_is_said_with_its_coverage():
    part = say.Coverage(reporting=21, expected=22)
    item = WATER.model_copy(
        update={
            "status": "behind",
            "numerator": 9,
            "denominator": 10,
            "lacking": 1,
            "coverage": part,
            "numerator_unit": "hộ",
        }
    )
    content = of(item, coverage=part)
    assert sentences.brief(content)[1].endswith("(1 hộ chưa có) (21/22 đơn vị).")
    assert sentences.tasks(content)[-1].startswith(
        "Hộ nghèo dùng nước sạch và vệ sinh (21/22 đơn vị): còn 1 hộ chưa có"
    )
    assert sentences.where_to_look(content)[-1].startswith("Hộ nghèo dùng nước sạch và vệ sinh (21/22 đơn vị): ")
    assert "21/22" not in sentences.tasks(of(item.model_copy(update={"coverage": MARCH.coverage})))[-1]


def test_what_was_before_is_said_with_its_time():
    item = WATER.model_copy(update={"numerator": 9, "denominator": 10, "without_before": 2, "numerator_unit": "hộ"})
    assert sentences.before(MARCH, item)[1] == "1 hộ chưa có (tháng 2 năm 2020: 2)"


def test_a_unit_that_sent_the_month_passed_over_is_told_why_it_is_not_compared_with_it():
    january, first = "tháng 1 năm 2020", MARCH.units[0]
    content = MARCH.model_copy(
        update={
            "previous_title": january,
            "passed_over": ["tháng 2 năm 2020"],
            "units": [first.model_copy(update={"previous_title": january}), *MARCH.units[1:]],
        }
    )
    why = "So với tháng 1 năm 2020, vì tháng 2 năm 2020 chưa đủ báo cáo để so sánh."
    own, other = (document_of(content, f"xa-{unit.code}") for unit in content.units[:2])
    assert own.summary.compared == why
    assert why in own.sheets[0].note
    assert (other.summary.compared, why in other.sheets[0].note) == ("", False)  # by its own last month
