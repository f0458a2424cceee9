"""The ten traps of units that change: codes and names that come again, move, are provisional, stale, or look alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from giamngheo.attain.like_for_like import brought_onto
from giamngheo.attain.period_figures import PeriodFigures
from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.unit_names import UnitNames
from giamngheo.receive.shared_folder import collect
from tests.support.config_folder import change, must_say
from tests.support.judged import judged_books
from tests.support.workbooks import book

BOUNDARIES = ["2019-11", "2019-12", "2020-03", "2024-12", "2025-01", "2025-06", "2025-07", "2025-08"]
NEIGHBOURS = {
    "18088": "Phường Thạch Trung",
    "18091": "Phường Thạch Quý",
    "18094": "Phường Thạch Linh",
    "18100": "Xã Thạch Hạ",
    "18109": "Xã Thạch Hưng",
    "18112": "Xã Thạch Bình",
    "18577": "Xã Thạch Mỹ",
    "18580": "Xã Thạch Kim",
    "18583": "Xã Thạch Châu",
}


@pytest.fixture(scope="module")
def units(configuration):
    return configuration.unit_register


def at(code: str) -> Period:
    return Period.parse(code)


def named(units, period):
    return {unit.code: unit.name for unit in units.expected(at(period))}


def judged(configuration, folder, *books):
    return [
        [(finding.rule, finding.severity, finding.message) for finding in found]
        for found in judged_books(configuration, folder, books)
    ]


def figures(period, **households):
    return PeriodFigures(at(period), {code.removeprefix("u"): {"poor": n} for code, n in households.items()}, {1: ""})


def test_who_is_expected_follows_from_the_days(units):
    count = {period: len(units.expected(at(period))) for period in BOUNDARIES}
    assert list(count.values()) == [31, 22, 22, 22, 22, 22, 9, 9]
    assert units.expected(at("2019-Q4")) == units.expected(at("2020-01"))  # it ends in the baseline
    kinds = [[unit.type for unit in units.expected(at(period))] for period in BOUNDARIES]
    assert [(own.count("thi-tran"), own.count("xa"), own.count("phuong")) for own in kinds] == [
        *((1, 30, 0), (1, 21, 0), (1, 21, 0), (1, 21, 0)),
        *((2, 20, 0), (2, 20, 0), (0, 8, 1), (0, 8, 1)),
    ]


@pytest.mark.parametrize(
    ("period", "day"),
    [("2019-11", "2019-11-14"), ("2019-12", "2020-01-01"), ("2019-Q4", "2020-01-01"), ("2020-01", "2020-01-14")],
)
def test_the_baseline_is_listed_by_the_units_of_the_plans_first_day(units, period, day):
    assert units.day_of(at(period)).isoformat() == day


def test_a_code_that_several_units_bore_is_the_one_of_the_period(units):
    names = [units.name("18652", at(period)) for period in ("2019-11", "2020-03", "2025-07")]
    assert names == ["Xã Thạch Tân", "Xã Tân Lâm Hương", "Phường Hà Huy Tập"]
    assert units.name("18652") == "Xã Tân Lâm Hương"  # the plan's own, first in the table
    assert units.name("18574", at("2020-03")) == "Xã Thạch Bàn"  # of none then: of whom it was
    assert units.name("99999") == units.name("99999", at("2020-03")) == "99999"


# ------------------------------------------------------------ trap 1: provisional codes


@pytest.mark.parametrize(
    ("code", "final", "name"),
    [
        ("18574", "18595", "Xã Đỉnh Bàn"),
        ("18613", "18601", "Xã Việt Tiến"),
        ("18646", "18634", "Xã Lưu Vĩnh Sơn"),
    ],
)
def test_trap_1_provisional_codes_are_taken_and_noted(configuration, tmp_path, code, final, name):
    [found] = judged(configuration, tmp_path, book(code, name, "2020-01"))
    [(rule, severity, message)] = found
    assert (rule, severity) == ("C208", "warning")
    assert message.startswith(f"Mã {code} là mã tạm thời đầu năm 2020 của {name}; hệ thống lấy mã {final}.")


def test_trap_1_the_note_stands_at_the_cell_of_the_code(configuration, tmp_path):
    [[noted]] = judged_books(configuration, tmp_path, [book("18574", "Xã Đỉnh Bàn", "2019-12")])
    [[named]] = judged_books(configuration, tmp_path / "b", [book("18595", "Xã Thạch Bàn", "2019-12")])
    assert (noted.rule, noted.column, noted.row) == ("C208", "B", named.row - 1)


def test_trap_1_either_folder_is_the_units(configuration, tmp_path):
    """The code in the folder's name, on the cover and before the households may each be the old one or the new."""
    old, new = book("18574", "Xã Đỉnh Bàn", "2020-02"), book("18595", "Xã Đỉnh Bàn", "2020-02")
    mixed = [
        replace(old, folder="18595 - Xã Đỉnh Bàn"),
        replace(new, folder="18574 - Xã Đỉnh Bàn"),
        replace(new, households=old.households, stories=old.stories),
        replace(old, folder="18601 - Xã Việt Tiến"),
    ]
    found = [[rule for rule, _, _ in one] for one in judged(configuration, tmp_path, *mixed)]
    assert found == [["C208"], [], [], ["C203", "C208"]]


def test_trap_1_a_provisional_folder_is_collected_for_its_unit(units, tmp_path):
    for name in ("18574 - Xã Đỉnh Bàn", "18604 - Xã Thạch Khê"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.xlsx").write_bytes(b"x")

    def collected(period, only=frozenset()):
        found = collect(str(tmp_path), 0, 1000, only, lambda code: units.of_folder(code, at(period)))
        return {(file.unit, file.path) for file in found}

    both = {("18595", "18574 - Xã Đỉnh Bàn/a.xlsx"), ("18604", "18604 - Xã Thạch Khê/a.xlsx")}
    assert collected("2020-01") == collected("2021-05") == both
    assert collected("2020-01", frozenset({"18595"})) == {("18595", "18574 - Xã Đỉnh Bàn/a.xlsx")}
    assert ("18574", "18574 - Xã Đỉnh Bàn/a.xlsx") in collected("2019-11")  # then it was Xã Thạch Bàn's own


def test_trap_1_a_provisional_code_is_no_code_of_another_year(units):
    assert units.meant("18574", at("2021-01")) == "18574"
    assert units.meant("18574", at("2019-11")) == "18574"
    assert units.meant("18574", at("2019-12")) == "18595"


# ------------------------------------------------------------ traps 2 to 5: codes and names that come again

SAME_CODE = ["18562", "18586", "18601", "18604", "18619", "18628", "18634", "18652", "18667"]


@pytest.mark.parametrize("code", SAME_CODE)
def test_trap_2_the_same_code_of_another_extent_is_never_compared_directly(units, code):
    """Each of the nine alone reported in December 2024, under the code that the new unit has: there is no value."""
    alone = figures("2024-12", **{f"u{code}": 7})
    brought = brought_onto(alone, at("2025-07"), units)
    assert brought.units == {}
    assert brought.joined[code].reason


def test_trap_2_all_parts_together_are(units):
    khe = figures("2024-12", u18571=1, u18595=2, u18604=4)
    assert brought_onto(khe, at("2025-07"), units).units == {"18604": {"poor": 7}}
    within = figures("2025-07", u18604=7)
    assert brought_onto(within, at("2025-08"), units) is within


def test_missing_months_and_reports_of_the_parts_are_those_of_the_whole_and_of_nobody_else(units):
    """The new 18601 is another unit than the old one, whose missing month is not its own."""
    then = replace(
        figures("2024-12", u18571=1, u18595=2, u18604=4, u18601=5),
        gaps={"18595": [at("2024-11")], "18601": [at("2024-10")]},
        reports={"18571": ReportingRate(3, 3), "18595": ReportingRate(2, 3), "18604": ReportingRate(3, 3)},
    )
    brought = brought_onto(then, at("2025-07"), units)
    assert brought.gaps == {"18604": [at("2024-11")]}
    assert brought.reports["18604"] == ReportingRate(8, 9)


def test_what_holds_ground_from_outside_is_never_the_sum_of_its_parts(units):
    """Both its parts reported, and still a part of Đại Nài is missing."""
    tap = brought_onto(figures("2024-12", u18643=1, u18652=2), at("2025-07"), units)
    assert tap.units == {}
    assert "một phần phường Đại Nài" in tap.joined["18652"].reason


def test_trap_3_the_same_name_under_another_code_is_another_unit(units):
    assert named(units, "2024-12")["18622"] == named(units, "2025-07")["18628"] == "Xã Thạch Lạc"
    assert named(units, "2024-12")["18658"] == named(units, "2025-07")["18667"] == "Xã Thạch Xuân"
    assert "18622" not in named(units, "2025-07")
    extents = units.extents(at("2025-07"), at("2024-12"))
    assert [part.code for part in extents["18628"].parts] == ["18622", "18628", "18637"]
    assert [part.code for part in extents["18667"].parts] == ["18658", "18667"]
    assert not units.bears_name("18628", "Xã Thạch Lạc", at("2024-12"))
    assert units.bears_name("18628", "Xã Thạch Lạc", at("2025-07"))


def test_trap_4_a_name_that_was_dead_comes_back_as_another_commune(configuration, tmp_path, units):
    assert named(units, "2019-11")["18610"] == named(units, "2025-07")["18601"] == "Xã Việt Xuyên"
    [found, under_new] = judged(
        configuration, tmp_path, book("18610", "Xã Việt Xuyên", "2020-01"), book("18601", "Xã Việt Xuyên", "2020-01")
    )
    assert [rule for rule, _, _ in found] == ["C202"]
    assert "Xã Việt Xuyên đã nhập vào Xã Việt Tiến (18601) từ 01/01/2020" in found[0][2]
    assert [rule for rule, _, _ in under_new] == ["C208"]  # 18601 was Xã Việt Tiến then: the name is not guessed
    assert brought_onto(figures("2019-11", u18610=5), at("2025-07"), units).units == {}


def test_trap_5_thach_ha_is_a_town_until_june_2025_and_a_commune_after(units):
    assert named(units, "2025-06")["18562"] == "Thị trấn Thạch Hà"
    assert named(units, "2025-07")["18562"] == "Xã Thạch Hà"
    assert [code for code, name in named(units, "2025-07").items() if name.endswith("Thạch Hà")] == ["18562"]
    assert units.extents(at("2025-07"), at("2025-06"))["18562"].is_marked


# ------------------------------------------------------------ traps 6 and 7: only the table, and a pinned one


def test_trap_6_the_successors_code_is_that_of_no_rule_but_of_the_table(units):
    """Neither the first nor the largest: of Tượng Sơn and Nam Điền, though the names are of the others."""
    into = {
        unit.code: sorted(part.code for part in extent.parts)
        for unit in units.expected(at("2020-01"))
        for extent in [units.boundary_changes.extent(unit, units.day_of(at("2019-11")))]
        if extent.is_marked
    }
    assert into == {
        "18562": ["18562", "18616"],
        "18595": ["18574", "18595"],
        "18601": ["18601", "18610", "18613"],
        "18634": ["18634", "18640", "18646"],
        "18652": ["18652", "18655", "18661"],
        "18667": ["18664", "18667"],
    }
    assert units.boundary_changes.fate("18622", units.day_of(at("2025-07"))) == (
        "Xã Thạch Lạc đã nhập vào Xã Thạch Lạc (18628) từ 01/07/2025"
    )


def test_trap_7_a_stale_row_of_an_official_list_is_not_a_unit(configuration, units):
    assert "18448" not in {unit.code for unit in configuration.units}
    assert named(units, "2025-03")["18430"] == "Xã Bình An"
    assert "18598" not in named(units, "2025-03")  # Xã Hộ Độ went to the city


# ------------------------------------------------------------ traps 8 and 9: neighbours, and names that are nearly alike


@pytest.mark.parametrize(("code", "name"), NEIGHBOURS.items())
def test_trap_8_a_neighbour_that_looks_alike_is_refused(configuration, tmp_path, code, name):
    own = book("18604", "Xã Thạch Khê", "2020-03")
    [by_code, by_name, by_household] = judged(
        configuration,
        tmp_path,
        book(code, name, "2020-03"),
        replace(own, unit_name=name),
        replace(own, households=[*own.households, *book(code, name, "2020-03", poor=1, near_poor=0).households]),
    )
    assert [rule for rule, _, _ in by_code] == ["C202"]
    assert [rule for rule, _, _ in by_name] == ["C208"]
    assert [rule for rule, _, _ in by_household] == ["H303"]


def test_trap_9_names_one_letter_apart_are_never_guessed(units, configuration):
    period, short = at("2020-03"), UnitNames(configuration.levels.sender).short
    names = {unit.code: short(unit.name) for unit in units.expected(period)}
    for code in names:
        bearing = {other for other, name in names.items() if units.bears_name(code, name, period)}
        assert bearing == {code}
    assert not units.bears_name("18571", "Xã Thạch Hà", period)
    assert units.bears_name("18571", "thach hai", period)


@pytest.mark.parametrize(
    ("name", "period", "own"),
    [
        ("Thị trấn Thạch Hà", "2025-07", False),  # since July a part of Xã Thạch Hà, under the same code
        ("UBND T.T. Thạch Hà", "2025-07", False),
        ("Xã Thạch Hà", "2025-06", False),
        ("Xã Thạch Hà", "2025-07", True),
        ("UBND xã Thạch Hà", "2025-07", True),
        ("UBND Thạch Hà", "2025-07", True),
        ("TT Thạch Hà", "2025-06", True),
        ("Thạch Hà", "2025-06", True),
    ],
)
def test_another_kind_of_unit_is_another_unit(units, name, period, own):
    assert units.bears_name("18562", name, at(period)) is own


# ------------------------------------------------------------ trap 10: villages, and households after a merger


def test_trap_10_villages_are_taken_as_written_and_need_no_list(configuration, tmp_path):
    own = book("18565", "Xã Ngọc Sơn", "2020-03")
    renamed = [row | {"village": "Thôn Trung Tâm"} for row in own.households]
    assert judged(configuration, tmp_path, replace(own, households=renamed)) == [[]]


def test_households_keep_the_codes_of_the_units_that_are_in_theirs_now(configuration, tmp_path):
    """18616 is in Thị trấn Thạch Hà since 2020; 18589 only since July 2025, and 18604 is there itself."""
    own = book("18562", "Thị trấn Thạch Hà", "2020-03")

    def with_(code):
        more = book(code, "", "2020-03", poor=1, near_poor=0).households
        return replace(own, households=[*own.households, *more])

    found = judged(configuration, tmp_path, with_("18616"), with_("18589"), with_("18604"))
    assert [[rule for rule, _, _ in one] for one in found] == [[], ["H303"], ["H303"]]


def test_units_that_came_out_of_each_other_are_one_family(configuration):
    family = configuration.unit_register.boundary_changes.family
    assert len({family(code) for code in ("18562", "18589", "18607", "18616")}) == 1
    assert len({family(code) for code in ("18604", "18571", "18595")}) == 1
    assert len({family(code) for code in ("18562", "18604", "18667")}) == 3
    assert family("99999") == "99999"


def test_a_predecessors_code_that_another_unit_bears_now_is_that_units(configuration):
    """Xã Tượng Sơn's code were Xã Thạch Khê's from July 2025: then 18628 before a household would be Khê's."""
    swapped = {"Xã Thạch Khê": "18628", "Xã Thạch Lạc": "18604"}
    changed = tuple(
        unit.model_copy(update={"code": swapped[unit.name]})
        if unit.name in swapped and unit.valid_from == dt.date(2025, 7, 1)
        else unit.model_copy(update={"succeeded_by": "18604"})
        if unit.succeeded_by == "18628" and unit.valid_from
        else unit
        for unit in configuration.units
    )
    units = configuration.model_copy(update={"units": changed}).unit_register
    assert units.get("18604", at("2025-07")).name == "Xã Thạch Lạc"
    assert "18622" in units.prefixes("18604", at("2025-07"))
    assert "18628" not in units.prefixes("18604", at("2025-07"))


@pytest.mark.parametrize(
    ("code", "period", "fate"),
    [
        ("18616", "2020-03", "Xã Thạch Thanh đã nhập vào Thị trấn Thạch Hà (18562) từ 01/01/2020"),
        ("18604", "2025-03", "Xã Thạch Khê (18604) không còn là đơn vị của huyện từ 01/01/2025"),
        ("18457", "2020-03", "Xã Ích Hậu (18457) là đơn vị của huyện từ 01/01/2025"),
        ("18457", "2025-08", "Xã Ích Hậu đã nhập vào Xã Đông Kinh (18586) từ 01/07/2025"),
        (
            "18574",
            "2025-03",
            "Xã Thạch Bàn đã nhập vào Xã Đỉnh Bàn (18595) từ 01/01/2020; "
            "Xã Đỉnh Bàn (18595) không còn là đơn vị của huyện từ 01/01/2025",
        ),
        ("18568", "2025-08", "Thị trấn Lộc Hà (18568) không còn là đơn vị của huyện từ 01/07/2025"),
        ("18616", "2025-08", "Thị trấn Thạch Hà (18562) từ 01/01/2020, rồi vào Xã Thạch Hà (18562) từ 01/07/2025"),
        ("18088", "2020-03", None),
        ("18604", "2020-03", None),
    ],
)
def test_what_became_of_a_unit(units, code, period, fate):
    told = units.fate(code, at(period))
    assert told is None if fate is None else told.endswith(fate)


def test_the_code_of_a_dissolved_unit_is_refused_with_where_it_went(configuration, tmp_path, units):
    [found] = judged(configuration, tmp_path, book("18616", "Xã Thạch Thanh", "2020-03"))
    assert [rule for rule, _, _ in found] == ["C202"]
    assert found[0][2].startswith(
        "Mã đơn vị 18616 không có trong kỳ này: Xã Thạch Thanh đã nhập vào Thị trấn Thạch Hà (18562) từ 01/01/2020."
    )
    with pytest.raises(UsageError, match=r"đã nhập vào Thị trấn Thạch Hà \(18562\)"):
        units.get("18616", at("2020-03"))


# ------------------------------------------------------------ the table itself


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("18616,Xã Thạch Thanh,xa,24,,2019-12-31,18562", "18616,Xã Thạch Thanh,xa,24,,2019-12-31,18563", "18563"),
        (
            "18574,Xã Thạch Bàn,xa,31,,2019-12-31,18595",
            "18574,Xã Thạch Bàn,xa,31,,2020-01-01,18595",
            "succeeded_by = 18595",
        ),
        ("18601,Xã Việt Xuyên,xa,67,2025-07-01", "18601,Xã Việt Xuyên,xa,67,2025-06-30", "cùng có hiệu lực"),
        ("18457,Xã Ích Hậu,xa,59,2025-01-01", "18457,Xã Ích Hậu,xa,59,2025-08-01", "trước khi bắt đầu"),
    ],
)
def test_a_table_that_contradicts_itself_is_not_loaded(folder, old, new, says):
    change(folder / "units.csv", old, new)
    must_say(folder, says, "config/units.csv")


def test_provisional_codes_may_be_none(folder):
    (folder / "unit-codes.csv").unlink()
    assert load_configuration(folder).provisional_codes == ()
