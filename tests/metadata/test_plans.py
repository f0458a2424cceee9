"""Several plans: of which file each is, which day and which period is whose, and what cannot be."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.context import Context
from giamngheo.core.clock import Clock
from giamngheo.core.period import Period
from giamngheo.metadata import load_configuration
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.changes_ahead import changes_ahead
from tests.support.config_folder import change, mistakes
from tests.support.plans import NUMBER, with_next_plan


@pytest.fixture
def two(folder):
    with_next_plan(folder)
    return load_configuration(folder)


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("2019-12", 2020),  # the baseline, which no plan holds
        ("2020-01", 2020),
        ("2020-12", 2020),  # the next one's baseline, which is a month of this one
        ("2020", 2020),
        ("2021-01", 2021),
        ("2021-Q1", 2021),
        ("2022-03", 2021),  # after the last
    ],
)
def test_a_period_is_of_the_plan_of_its_last_day(two, period, year):
    assert two.plan_at(Period.parse(period)).year == year
    assert two.plan_of(Period.parse(period)).year == year


@pytest.mark.parametrize(("day", "number"), [("2020-12-31", "27/KH-UBND"), ("2021-01-01", NUMBER)])
def test_the_plan_of_a_day_is_that_of_its_year(two, day, number):
    assert two.on(dt.date.fromisoformat(day)).plan.number == number


def test_all_plans_may_lie_in_the_folder(folder, two):
    (folder / "plan.toml").rename(folder / "plans" / "hai-khong.toml")
    load_configuration.cache_clear()
    found = load_configuration(folder)
    assert list(found.declared.plans) == ["plans/hai-khong.toml", "plans/2021.toml"]
    assert found.plans == two.plans


def test_a_later_plans_baseline_is_listed_by_its_own_units(configuration, two):
    """The month is collected under the plan before: who owed a report of it, owes it still."""
    for month in ("2019-12", "2020-12"):
        period = Period.parse(month)
        assert two.unit_register.day_of(period) == configuration.unit_register.day_of(period)
    assert two.unit_register.day_of(Period.parse("2020-12")) == dt.date(2020, 12, 14)
    assert two.first_month == Period.parse("2019-12")


def test_the_rules_of_an_office_with_one_plan_are_the_same_as_ever(folder, home):
    """Their version, or every workbook that was returned would be judged again: what goes into it is held here."""
    version = Context(load_settings(), load_configuration(folder), Clock(dt.date(2020, 3, 1))).rules_version
    own = load_configuration(folder)
    judged_by = (own.forms, own.units, own.provisional_codes, own.plan.baseline, own.levels)
    assert home.is_dir()
    assert version == digest_as_before(judged_by)
    with_next_plan(folder)
    load_configuration.cache_clear()
    assert Context(load_settings(), load_configuration(folder), Clock(dt.date(2021, 3, 1))).rules_version == version


def digest_as_before(judged_by):
    import hashlib

    from giamngheo import __version__

    return hashlib.sha256(f"{__version__} {[str(part) for part in judged_by]}".encode()).hexdigest()[:16]


def test_what_two_plans_count_alike(two):
    old, new = two.plans
    alike = new.counts_alike(old)
    assert alike == old.counts_alike(new)
    assert alike.figures == old.figure_by_key.keys()
    codes = {one.code for one in old.indicator}
    assert codes - alike.indicators == {"information_access"}
    assert alike.indicators < codes  # what is new in one is in neither's


def test_other_spaces_are_no_other_expression(folder):
    plan = with_next_plan(folder)
    change(plan, "count(*) filter (where consent)", "count(*)  filter (where  consent)")
    old, new = load_configuration(folder).plans
    assert "stories_public" in new.counts_alike(old).figures


@pytest.mark.parametrize(
    ("year", "number", "name", "said"),
    [
        (
            2020,
            NUMBER,
            "moi.toml",
            "config/plans/moi.toml, khóa «year»: năm 2020 đã là năm của kế hoạch ở config/plan.toml; mỗi năm chỉ một kế hoạch, "
            "sửa year hoặc bỏ một tệp.",
        ),
        (
            2022,
            NUMBER,
            "",
            "config/plans/2022.toml, khóa «year»: năm 2022 không nối tiếp kế hoạch năm 2020 (config/plan.toml): thiếu kế hoạch "
            "năm 2021; thêm vào config/plans/, hoặc sửa year.",
        ),
        (
            2024,
            NUMBER,
            "",
            "config/plans/2024.toml, khóa «year»: năm 2024 không nối tiếp kế hoạch năm 2020 (config/plan.toml): thiếu kế hoạch "
            "năm 2021 đến 2023; thêm vào config/plans/, hoặc sửa year.",
        ),
        (
            2021,
            "27/KH-UBND",
            "",
            "config/plans/2021.toml, khóa «number»: 27/KH-UBND đã là số của kế hoạch ở config/plan.toml; sửa một trong hai.",
        ),
    ],
)
def test_plans_that_do_not_go_together_are_said_with_their_files(folder, year, number, name, said):
    with_next_plan(folder, year, number, name)
    assert mistakes(folder) == [said]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('code = "relief"', 'code = "models"', "config/plans/2021.toml, khóa «indicator.models»: mã chỉ tiêu bị lặp"),
        ('responsible = "mttq"', 'responsible = "x"', "config/plans/2021.toml, khóa «indicator.relief.responsible»"),
        ("value = 0, to = 2", "value = 3, to = 2", "config/plans/2021.toml, khóa «indicator.relief.target»: khoảng"),
        ("sum(informed)", "avg(informed)", "config/plans/2021.toml, khóa «indicator.information_access.numerator»"),
        ("year = 2021", "", "config/plans/2021.toml, khóa «year»: "),
        (
            "[offices.vhtt]\n",
            "[offices.vhtt]\nvalid_from = 2021-02-01\n",
            "config/plans/2021.toml, khóa «offices.vhtt»",
        ),
    ],
)
def test_a_mistake_in_a_further_plan_names_its_file(folder, old, new, said):
    change(with_next_plan(folder), old, new, 1)
    assert said in "\n".join(mistakes(folder))


def test_an_office_of_either_plan_may_get_its_report(folder):
    plan = with_next_plan(folder)
    change(plan, "[offices.mttq]", "[offices.hoi]")
    change(plan, 'responsible = "mttq"', 'responsible = "hoi"')
    recipients = folder / "recipients.toml"
    more = '\n[[recipient]]\nname = "Hội"\naddress = "hoi@a.example"\ndocument = "co-quan-{}"\n'
    recipients.write_text(recipients.read_text("utf-8") + more.format("hoi"), "utf-8")
    assert "co-quan-hoi" in {one.document for one in load_configuration(folder).recipients}
    change(recipients, "co-quan-hoi", "co-quan-khac")
    load_configuration.cache_clear()
    (said,) = mistakes(folder)
    assert "[offices] của config/plan.toml, config/plans/2021.toml" in said


def test_doctor_says_what_comes_with_the_next_plan(two):
    day = dt.date(2020, 12, 10)
    said = changes_ahead(Context(load_settings(), two.on(day), Clock(day)))
    assert said == (
        "từ 01/01/2021: kế hoạch 31/KH-UBND; thôi cơ quan chịu trách nhiệm: Ngân hàng Chính sách xã hội huyện; "
        "thêm cơ quan chịu trách nhiệm: Ngân hàng mới"
    )


VILLAGE = "unit,village,indicator,value,valid_from,valid_to\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["18604,Thôn Đồng,relief,1,,"], "không có chỉ tiêu «relief» trong config/plan.toml"),
        (["18604,Thôn Đồng,insured_poor,9,,", "18604,Thôn Đồng,insured_poor,8,2020-03-01,"], "có hai mục tiêu"),
        (["18604,Thôn Đồng,insured_poor,9,2021-03-01,2021-02-01"], "hết hiệu lực trước khi bắt đầu"),
    ],
)
def test_a_villages_target_that_cannot_be_is_said(folder, lines, said):
    with_next_plan(folder)
    (folder / "village-targets.csv").write_text(VILLAGE + "\n".join(lines), "utf-8")
    assert said in "\n".join(mistakes(folder))


def test_a_villages_target_of_each_year_is_none_too_many(folder):
    with_next_plan(folder)
    lines = ["18604,Thôn Đồng,insured_poor,90,,", "18604,Thôn Đồng,insured_poor,95,2021-01-01,"]
    (folder / "village-targets.csv").write_text(VILLAGE + "\n".join(lines), "utf-8")
    found = load_configuration(folder)
    values = {
        period: [one.value for one in found.village_targets_at(Period.parse(period))]
        for period in ("2020-12", "2021-01")
    }
    assert values == {"2020-12": [90], "2021-01": [95]}


@pytest.mark.parametrize(
    ("title", "signed_on"),
    [
        ("Kế hoạch số 27/KH-UBND ngày 27/02/2020 về giảm nghèo", dt.date(2020, 2, 27)),
        ("Kế hoạch ngày 5 tháng 3 năm 2026 theo Quyết định ngày 31/01/2026", dt.date(2026, 3, 5)),
        ("Kế hoạch số 27/KH-UBND ngày 31/02/2020", None),
        ("Kế hoạch giảm nghèo năm 2020", None),
    ],
)
def test_a_plan_is_signed_on_the_last_day_that_its_title_names(configuration, title, signed_on):
    assert configuration.plan.model_copy(update={"title": title}).signed_on == signed_on
