"""Every statement of the papers is true: whole years as they really come, judged by an oracle that has only the workbooks."""

from __future__ import annotations

import os
import shutil

import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.settings import load_settings
from giamngheo.report import content as say
from giamngheo.report.compose import draft
from tests.conftest import PROJECT
from tests.stories.claims.contradictions import contradictions
from tests.stories.claims.oracle import Truth
from tests.stories.claims.papers import TODAY, Papers
from tests.stories.claims.world import UNITS, World, worlds
from tests.support.office import office_in
from tests.support.workbooks import write_month

WORLDS = {world.name: world for world in worlds()}
SHORT = "a unit without its baseline"
# A year in which nothing is missing tells least that the others do not; CI has forty minutes for everything.
ASKED_FOR = {"complete"} if "GIAMNGHEO_TEST_EVERY_KIND" not in os.environ else set()
HARD = [(name, period) for name, world in WORLDS.items() if name not in ASKED_FOR for period in world.periods]


def configuration(folder):
    """The sample's, for the units of these worlds alone."""
    shutil.copytree(PROJECT / "config", folder)
    head = (folder / "units.csv").read_text(encoding="utf-8").splitlines()[0]
    kinds = {"Thị trấn": "thi-tran"}
    lines = [f"{code},{name},{kinds.get(name[:8], 'xa')},{at},,,,," for at, (code, name) in enumerate(UNITS, 1)]
    (folder / "units.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    recipients = (folder / "recipients.toml").read_text(encoding="utf-8")
    (folder / "recipients.toml").write_text(recipients.partition("\n[communes]")[0] + "\n", encoding="utf-8")
    plan = (folder / "plan.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in plan if not line.startswith("baseline_stocks")]  # those are of other units
    (folder / "plan.toml").write_text("".join(kept), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def contents(tmp_path_factory):
    """(world, period) → what its report says; each world is collected once."""
    made: dict[str, dict[str, say.ReportContent]] = {}

    def of(world: World, period: str) -> say.ReportContent:
        if world.name not in made:
            made[world.name] = collected(tmp_path_factory.mktemp("claims"), world)
        return made[world.name][period]

    return of


def collected(folder, world):
    config = configuration(folder / "config")
    with office_in(folder, config=str(config)) as office:
        load_settings.cache_clear()
        for month in world.months:
            if world.came[month]:
                write_month(office.inbox, world.came[month].values())
                office.collect(month)
        warehouse = office.context.warehouse
        return {period: draft(warehouse, Period.parse(period), 1, TODAY).content for period in world.periods}


def judged(content, world, period):
    return contradictions(Papers.of(content), Truth(world, period))


@pytest.mark.parametrize(
    ("world", "period"),
    [
        pytest.param(name, period, id=f"{name}, {period}", marks=[] if name == SHORT else pytest.mark.long)
        for name, period in HARD
    ],
)
def test_no_paper_says_what_the_workbooks_do_not_bear_out(contents, world, period):
    assert judged(contents(WORLDS[world], period), WORLDS[world], period) == []


def test_there_are_periods_enough():
    assert len(HARD) >= 60


# ---------------------------------------------------------------- the oracle itself: a lie of each kind is caught


def _other(content, **changes):
    return content.model_copy(update=changes)


def _headline(content, key, **changes):
    return _other(
        content,
        headline=[one.model_copy(update=changes) if one.key == key else one for one in content.headline],
    )


def _attained(content, at, **changes):
    items = [*content.attainment]
    items[at] = items[at].model_copy(update=changes)
    return _other(content, attainment=items)


LIES = {
    "coverage": lambda c: _other(c, coverage=say.Coverage(reporting=10, expected=10), missing=[], missing_months=[]),
    "direction": lambda c: _headline(c, "poor", previous=(c.headline[0].now_as_previous or 0) + 3),
    "level": lambda c: _headline(c, "poor", now=(c.headline[0].now or 0) - 1),
    "verdict": lambda c: _attained(c, 1, status="attained" if c.attainment[1].status != "attained" else "behind"),
    "comparison": lambda c: _headline(c, "near_poor", baseline=(c.headline[2].baseline or 0) + 1),
    "rank": lambda c: _other(c, moves=[*reversed(c.moves)]),
    "movement": lambda c: _other(
        c,
        class_flows=[
            one.model_copy(update={"left": one.left | {"removed": one.left["removed"] + 1}}) for one in c.class_flows
        ],
    ),
    "trend": lambda c: _other(
        c, trend=[point.model_copy(update={"poor_rate": (point.poor_rate or 0) + 0.1}) for point in c.trend]
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_the_oracle_catches_a_lie(contents, lie):
    world = WORLDS[SHORT]
    content = contents(world, "2020-04" if lie != "coverage" else "2020-03")
    assert judged(content, world, content.period) == []
    assert judged(LIES[lie](content), world, content.period) != []


@pytest.mark.long
def test_the_oracle_catches_a_false_outlook(contents):
    world = WORLDS["rising"]
    for period in world.periods:
        content = contents(world, period)
        at = next((at for at, item in enumerate(content.attainment) if item.outlook and item.status == "behind"), None)
        if at is not None:
            found = content.attainment[at].outlook
            lie = _attained(
                content, at, outlook=found.model_copy(update={"high": found.high + 1, "low": found.low + 1})
            )
            assert judged(lie, world, period) != []
            return
    raise AssertionError("nothing was foreseen in the whole year")
