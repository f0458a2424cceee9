"""A year's longer reports as the schedule wakes them: half-year, nine months, year, each on its day and counted anew from the
workbooks; and from the year's end into the next year."""

from __future__ import annotations

import datetime as dt
import email
import itertools
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from email import policy
from pathlib import Path

import pytest
from prefect.client.base import PrefectHttpxSyncClient
from prefect.settings import PREFECT_API_URL, temporary_settings

import flows.report
from commands.closing import close
from commands.figures import figures
from commands.init import init
from flows.run.context import run_context_of
from flows.run.requests import KINDS, ReportOrder
from giamngheo.core.period import Kind, Period
from giamngheo.metadata import load_configuration
from giamngheo.operate.problems import of_the_warehouse
from giamngheo.report.content import ReportContent
from giamngheo.report.publish import find_report
from giamngheo.warehouse.audit_log import Entry, write_down
from tests.conftest import PROJECT
from tests.support.config_folder import change, write_units
from tests.support.office import Office, office_in, told
from tests.support.plans import STOCKS
from tests.support.workbooks import Book, expected_figures, month_of, next_book, write_month

pytestmark = [pytest.mark.slow, pytest.mark.long]

UNITS = {"18604": "Xã Thạch Khê", "18607": "Xã Thạch Long", "18667": "Xã Nam Điền"}
MONTHS = ["2019-12", *(f"2020-{number:02d}" for number in range(1, 13)), "2021-01"]
LONGER = ("half", "nine_months", "year")
# A Saturday, and twice a Sunday: the report day is the Monday. The quarter is woken in June alone.
DUE = {"2020-06-22": ["2020-Q2", "2020-H1"], "2020-09-21": ["2020-9M"], "2020-12-21": ["2020"]}
SPANS = {"2020-H1": (1, 6), "2020-9M": (1, 9), "2020": (1, 12)}
FLOWS = ("change_", "stories_public", "resources")
NO_PLAN = (
    "Chưa có kế hoạch năm 2021: chạy giamngheo init --from-year 2020 và ghi kế hoạch mới trước báo cáo tháng 1 năm 2021 "
    "(ngày 20/01/2021)."
)
BY_OLD_PLAN = (
    "Kỳ này được tính theo kế hoạch năm 2020, vì chưa có kế hoạch năm 2021: chạy giamngheo init --from-year 2020 và ghi kế "
    "hoạch mới, rồi làm lại báo cáo này."
)


@dataclass
class Year(Office):
    """`books`: month → what each unit sent; `said`: period → what its run ended with."""

    api: str = ""
    books: dict[str, list[Book]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def lay(self, first: str, last: str) -> None:
        write_month(self.inbox, [one for month in MONTHS if first <= month <= last for one in self.books[month]])

    def wake(self, day: str, kinds: Collection[Kind]) -> None:
        """Every deployment of reports on such periods, at its hour."""
        named = [one for one in self.context.configuration.operation.deployment if one.kind in kinds]
        names = {kind: name for name, kind in KINDS.items()}
        for deployment in sorted(named, key=lambda one: one.time):
            self.run(ReportOrder(kind=names[deployment.kind], today=day), is_scheduled=True)

    def run(self, order: ReportOrder, is_scheduled: bool = False) -> None:
        """Only a server's own schedule marks a run as its own."""
        self.today = order.today
        with temporary_settings({PREFECT_API_URL: self.api}), pytest.MonkeyPatch.context() as patch:
            if is_scheduled:
                patch.setattr(
                    flows.report, "run_context_of", lambda one: replace(run_context_of(one), is_scheduled=True)
                )
            ended = flows.report.report(order, return_state=True)
        if ended.name != "Chưa đến hạn":
            assert ended.name == "Completed", ended
            title = ended.message.removeprefix("Báo cáo ").partition(", lần ")[0]
            code = next(one for one in (*itertools.chain(*DUE.values()), "2021-01") if Period.parse(one).title == title)
            self.said[code] = ended.message

    def content(self, period: str) -> ReportContent:
        return find_report(self.context, Period.parse(period), None).content

    def summed(self, first: str, last: str) -> dict[str, float]:
        """Stocks of the last month, flows of all; of the whole."""
        total: dict[str, float] = {}
        for month in [month for month in MONTHS if first <= month <= last]:
            for one in self.books[month]:
                for key, number in expected_figures(one).items():
                    if month == last or key.startswith(FLOWS):
                        total[key] = total.get(key, 0) + number
        return total


@pytest.fixture(scope="module")
def year(tmp_path_factory, prefect_api) -> Iterator[Year]:
    """Lived until the year's reports are sent."""
    folder = tmp_path_factory.mktemp("year-of-reports")
    with office_in(folder, config=str(_configuration(folder))):
        office = Year(folder, api=prefect_api)
        office.books["2019-12"] = month_of(UNITS.items(), "2019-12", poor=24, near_poor=20)
        for before, month in itertools.pairwise(MONTHS):
            office.books[month] = [next_book(one, pace=0.05) for one in office.books[before]]
        set_up = Entry("người cài", "deploy", "8 việc")
        write_down(office.context.warehouse, set_up, dt.datetime(2020, 1, 2, 6))
        since = "2019-12"
        for day in DUE:
            office.lay(since, day[:7])
            office.wake(day, LONGER if since > "2020" else ("quarter", *LONGER))
            since = f"{Period.parse(day[:7]) + 1}"
        yield office


def _configuration(folder: Path) -> Path:
    config = Path(shutil.copytree(PROJECT / "config", folder / "config"))
    (config / "village-targets.csv").unlink(missing_ok=True)
    write_units(config, [f"{code},{name},xa,{at},2020-01-01,,,," for at, (code, name) in enumerate(UNITS.items(), 1)])
    named = '[[recipient]]\nname = "A"\naddress = "{0}@a.example"\ndocument = "{0}"\n'
    (config / "recipients.toml").write_text("\n".join(map(named.format, ("giam-ngheo", "xa-18604"))), "utf-8")
    change(config / "plan.toml", STOCKS, "")
    return config


def test_each_comes_on_its_day_after_the_quarter_and_no_other(year):
    """The year's report says what the second half would."""
    assert list(year.said) == [period for periods in DUE.values() for period in periods]
    assert all("3/3 đơn vị; 2/2 nơi nhận đã có." in said for said in year.said.values())
    letters = [
        email.message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in year.context.settings.mail_folder.glob("*.eml")
    ]
    subjects = sorted(letter["Subject"] for letter in letters if letter["X-RcptTo"].startswith("giam-ngheo"))
    assert len(subjects) == 4
    for name in ("6 tháng đầu năm 2020", "9 tháng đầu năm 2020", "năm 2020: "):
        assert sum(f"Giảm nghèo {name}" in one or f"Hộ nghèo {name}" in one for one in subjects) == 1, subjects


@pytest.mark.parametrize("period", SPANS)
def test_its_figures_are_those_of_the_workbooks(year, capsys, period):
    first, last = SPANS[period]
    expected = year.summed(MONTHS[first], MONTHS[last])
    found = told(capsys, figures, period, today=year.today)["district"]
    assert {key: found[key] for key in expected} == expected
    content = year.content(period)
    assert content.months == MONTHS[first : last + 1]
    stocks = {line.key: line.now for line in content.headline}
    assert {key: stocks[key] for key in ("poor", "near_poor")} == {key: expected[key] for key in ("poor", "near_poor")}
    assert sum(line.amount for line in content.resources) == expected["resources"]


@pytest.mark.parametrize("period", SPANS)
def test_its_indicators_are_judged_by_the_last_month_against_the_december_before(year, period):
    last = MONTHS[SPANS[period][1]]
    before, now = year.summed("2019-12", "2019-12"), year.summed(last, last)

    def rate(numbers):
        return 100 * numbers["poor"] / numbers["households"]

    expected = {
        "poverty_reduction": rate(before) - rate(now),
        "insured_poor": 100 * now["insured_poor"] / now["poor_members"],
        "temporary_housing": now["temporary_housing"],
        "models": now["models"],
    }
    found = {item.indicator: item for item in year.content(period).attainment}
    assert {code: found[code].value for code in expected} == pytest.approx(expected)
    share = SPANS[period][1] / 12
    aim = 0.5
    fell = expected["poverty_reduction"]
    status = "attained" if fell > aim else "missed" if share == 1 else "on_track" if fell >= aim * share else "behind"
    assert found["poverty_reduction"].status == status


def test_the_years_end_is_told_until_the_next_plan_is_laid_and_judges(year, capsys):
    assert [said.endswith(NO_PLAN) for said in year.said.values()] == [False, False, False, True]
    with PrefectHttpxSyncClient(base_url=year.api, timeout=60) as api:
        page = api.get("artifacts/bao-cao/latest").json()["data"]
    assert f"**{NO_PLAN}**" in page
    assert "năm 2020" in page
    year.lay("2021-01", "2021-01")
    january = ReportOrder(period="2021-01", today="2021-01-20")
    year.run(january)
    assert year.said["2021-01"].endswith(BY_OLD_PLAN)
    assert year.content("2021-01").baseline_title == "tháng 12 năm 2019"
    (open_,) = of_the_warehouse(year.context.warehouse, year.context.clock.today)
    assert open_.what == "Chưa có kế hoạch năm 2021: kỳ của năm ấy bị tính theo kế hoạch năm 2020."
    assert open_.remedy.endswith("Rồi làm lại báo cáo tháng 1 năm 2021 (lần 1).")

    capsys.readouterr()
    init(from_year=2020)
    assert "Tháng 12 năm 2020 chưa khóa, nên số hộ của kỳ gốc còn có thể đổi" in capsys.readouterr().out
    plan = year.home / "config" / "plans" / "2021.toml"
    plan.unlink()
    load_configuration.cache_clear()
    close("2020", today="2021-01-20")
    closed = capsys.readouterr().out
    assert closed.startswith("Đã khóa tháng 1 năm 2020, ")
    assert closed.endswith(f"{NO_PLAN}\n")
    init(from_year=2020)
    laid = capsys.readouterr().out
    assert "chưa khóa" not in laid
    assert "giamngheo run --period 2021-01" in laid
    for key in ("number", "title"):
        change(plan, f'{key} = "CẦN GHI: ', f'{key} = "')
    load_configuration.cache_clear()
    december = year.summed("2020-12", "2020-12")
    stocks = year.context.configuration.plans[-1].baseline_stocks
    assert (stocks.poor, stocks.near_poor) == (december["poor"], december["near_poor"])

    year.run(january)
    assert year.said["2021-01"] == "Báo cáo tháng 1 năm 2021, lần 2: 3/3 đơn vị; 1/1 nơi nhận đã có."
    assert list(of_the_warehouse(year.context.warehouse, year.context.clock.today)) == []
    content, now = year.content("2021-01"), year.summed("2021-01", "2021-01")
    assert content.baseline_title == "tháng 12 năm 2020"
    fell = 100 * (december["poor"] / december["households"] - now["poor"] / now["households"])
    assert content.attainment[0].value == pytest.approx(fell)
