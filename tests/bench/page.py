"""The table and the plot of `docs/benchmarks.md`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.contenders.product import STEPS
from tests.bench.measured import Measured
from tests.bench.office import PROJECT

PAGE = PROJECT / "docs" / "benchmarks.md"
RECORD = PROJECT / "docs" / "benchmarks.json"
PLOT = PROJECT / "docs" / "benchmarks.svg"
_SHOWN = f"\n![Seconds and memory over the number of units]({PLOT.name})\n"
_BEGIN, _END = "<!-- measured -->\n", "<!-- /measured -->\n"


def write_page(sizes: Sequence[Measured]) -> None:
    """What was measured joins the record, in place of an older measurement of the same size on the same database; the page's tables,
    between its two marks, and the plot are drawn from the record."""
    known = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else []
    kept = {(one.units, one.database): one for one in (*(Measured(**each) for each in known), *sizes)}
    recorded = sorted(kept.values(), key=lambda one: (one.units, one.database != "SQLite"))
    RECORD.write_text(json.dumps([asdict(one) for one in recorded], indent=1) + "\n", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    PAGE.write_text(before + _BEGIN + tables(recorded) + _SHOWN + _END + after, encoding="utf-8")
    draw([one for one in recorded if one.database == "SQLite"], PLOT)


def tables(sizes: Sequence[Measured]) -> str:
    """Of medians; what is worked out once, of that."""
    machines = "; ".join(dict.fromkeys(one.machine for one in sizes))
    return "\n".join(
        [
            f"On: {machines}. Medians of as many rounds as are named; in its second row a size on PostgreSQL.\n",
            *_table(
                sizes, "rounds", "household rows", "floor, s", "usual way, s", "this product, s", "× floor", of=_month
            ),
            *_table(
                sizes,
                "times faster than usual",
                "rows/s",
                "ms a unit",
                "memory, MB",
                "all that is stored, hash",
                of=_rates,
            ),
            *_table(
                sizes, "whole run, s", "again, nothing new, s", "of the first, %", "one corrected unit, s", of=_runs
            ),
            *_table(sizes, *(f"{step}, s" for step in STEPS), of=_steps),
            *_table(
                sizes, "reports: worked out and drawn, s", "of it worked out, s", "files", "memory, MB", of=_reports
            ),
        ]
    )


def _table(sizes: Sequence[Measured], *heads: str, of: Callable[[Measured], Iterable[str]]) -> Iterator[str]:
    yield f"| units | warehouse | {' | '.join(heads)} |"
    yield f"|---:|---|{'---:|' * len(heads)}"
    for one in sizes:
        yield f"| {one.units:,} | {one.database} | {' | '.join(of(one))} |"
    yield ""


def _month(one: Measured) -> list[str]:
    return [
        str(len(one.rounds["product"])),
        _n(one.median("product", "rows")),
        _n(one.median("floor"), 2),
        _n(one.median("usual_way"), 1),
        _n(one.median("product"), 2),
        _n(one.ratio("product", "floor"), 1),
    ]


def _rates(one: Measured) -> list[str]:
    rows, seconds = one.median("product", "rows"), one.median("product")
    return [
        _n(one.ratio("usual_way", "product"), 1),
        _n(rows / seconds if rows and seconds else None),
        _n(1000 * seconds / one.units if seconds else None, 1),
        _n(one.median("product", "memory")),
        f"`{(one.stored or '')[:8]}`",
    ]


def _runs(one: Measured) -> list[str]:
    whole, again = one.median("product", "whole"), one.median("product", "again")
    share = 100 * again / whole if whole and again else None
    return [_n(whole, 1), _n(again, 2), _n(share, 1), _n(one.median("product", "corrected"), 2)]


def _steps(one: Measured) -> list[str]:
    return [_n(one.median("product", step), 2) for step in STEPS]


def _reports(one: Measured) -> list[str]:
    worked_out = _n(one.median("reports", "worked_out"), 1)
    return [
        _n(one.median("reports"), 1),
        worked_out,
        *(_n(one.median("reports", name)) for name in ("files", "memory")),
    ]


def draw(sizes: Sequence[Measured], path: Path) -> None:
    """Seconds and memory over the number of units, both axes logarithmic: a line that rises by one decade a decade is a
    constant time a unit."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "giamngheo"
    from matplotlib import pyplot

    figure, (time, memory) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for contender, label in (("usual_way", "usual way"), ("product", "this product"), ("floor", "floor")):
        for axes, what in ((time, "seconds"), (memory, "memory")):
            points = [(one.units, one.median(contender, what)) for one in sizes]
            shown = [(units, value) for units, value in points if value]
            axes.plot([units for units, _ in shown], [value for _, value in shown], marker="o", label=label)
    time.set(title="first read to stored attainment, s", xscale="log", yscale="log", xlabel="units")
    memory.set(title="most memory at once, MB", xscale="log", xlabel="units", ylim=0)
    for axes in (time, memory):
        axes.grid(True, which="major", alpha=0.3)
        axes.set_xticks([one.units for one in sizes], [f"{one.units:,}" for one in sizes])
    time.legend()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _n(value: float | None, places: int = 0) -> str:
    return "–" if value is None else f"{value:,.{places}f}"
