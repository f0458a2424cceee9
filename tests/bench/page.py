"""The table and the plot of `docs/benchmarks.md`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.contenders.product import STEPS
from tests.bench.measured import Measured, machine
from tests.bench.office import PROJECT

PAGE = PROJECT / "docs" / "benchmarks.md"
RECORD = PROJECT / "docs" / "benchmarks.json"
PLOT = PROJECT / "docs" / "benchmarks.svg"
_SHOWN = f"\n![Seconds and memory over the number of units]({PLOT.name})\n"
_BEGIN, _END = "<!-- measured -->\n", "<!-- /measured -->\n"


def write_page(sizes: Sequence[Measured]) -> None:
    """Figures into the page between its two marks; all that was measured beside it, for whoever wants to draw it
    otherwise."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    PAGE.write_text(before + _BEGIN + tables(sizes) + _SHOWN + _END + after, encoding="utf-8")
    record = {"machine": machine(), "sizes": [asdict(one) for one in sizes]}
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    draw(sizes, PLOT)


def tables(sizes: Sequence[Measured]) -> str:
    databases = " and ".join(sorted({one.database for one in sizes}))
    lines = [
        f"Medians (of the reports the one time), with the warehouse on {databases}, on: {machine()}.\n",
        "| units | household rows | floor, s | usual way, s | this product, s | × floor | × faster than usual | rows/s | memory, MB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in sizes:
        rows, seconds = one.median("product", "rows"), one.median("product")
        lines.append(
            f"| {one.units:,} | {_n(rows)} | {_n(one.median('floor'), 2)} | {_n(one.median('usual_way'), 1)} | {_n(seconds, 2)} "
            f"| {_n(one.ratio('product', 'floor'), 1)} | {_n(one.ratio('usual_way', 'product'), 1)} "
            f"| {_n(rows / seconds if rows and seconds else None)} | {_n(one.median('product', 'memory'))} |"
        )
    lines += [
        "",
        "| units | whole run, s | again, nothing new, s | one corrected unit, s | all reports: worked out and drawn, s | files | memory, MB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in sizes:
        figures = [one.median("product", name) for name in ("whole", "again", "corrected")]
        lines.append(
            f"| {one.units:,} | {' | '.join(_n(each, 2) for each in figures)} | {_n(one.median('reports'), 1)} "
            f"| {_n(one.median('reports', 'files'))} | {_n(one.median('reports', 'memory'))} |"
        )
    steps = [*STEPS]
    lines += [
        "",
        f"| units | {', s | '.join(steps)}, s |",
        f"|---:|{'---:|' * len(steps)}",
        *(f"| {one.units:,} | {' | '.join(_n(one.median('product', step), 2) for step in steps)} |" for one in sizes),
    ]
    return "\n".join(lines) + "\n"


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
