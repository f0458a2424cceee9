"""The plan of an office's next year, from that of the closed one; and, for a folder of its own, the files beside it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import posixpath
import tomllib
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.mistakes.plan import ending_in, needed_figures
from giamngheo.metadata.mistakes.recipients import answering_in
from giamngheo.metadata.placeholders import to_write
from giamngheo.metadata.plan import BaselineStocks, Plan, VillageTarget
from giamngheo.metadata.reader import PLANS, delimiter_of
from giamngheo.metadata.recipients import OFFICE
from giamngheo.metadata.scaffold.folder import Files
from giamngheo.metadata.scaffold.to_check import as_note
from giamngheo.metadata.scaffold.toml_files import filled_in, name_schema, note_at_top, put_inline, put_stocks
from giamngheo.metadata.settings import Settings
from giamngheo.metadata.unit import Unit

# Beside the home: what two years cannot share.
OF_ONE_WAREHOUSE = ("warehouse_url", "warehouse_password_file", "backup")
_VILLAGE_TARGETS, _SETTINGS = "village-targets.csv", "settings.toml"
_TO_CHECK = (
    "cơ quan, chỉ tiêu, mục tiêu (target), article trong tệp này chép từ kế hoạch năm {year}. Sửa theo kế hoạch mới; chỉ\n"
    "tiêu đã hết thì xóa cả mục [[indicator]], chỉ tiêu mới thì thêm một mục."
)


class Uncounted(NamedTuple):
    """What the next year's plan can no longer count to its end: titles by the codes of indicators, by the keys of figures."""

    indicators: Mapping[str, str]
    figures: Mapping[str, str]


def plan_of_next_year(running: Files, configuration: Configuration, stocks: BaselineStocks | None) -> tuple[str, bytes]:
    """The path below `config/` of the plan after the last one, and its content. `stocks`: of the December before, which is the
    baseline; nothing: not known."""
    file, plan = _last(configuration)
    place = f"{PLANS}/{plan.year + 1}.toml"
    made = filled_in(running[file], _plan, plan, uncounted_by(configuration), stocks)
    return place, filled_in(made, name_schema, _moved(file, place))


def files_of_next_year(running: Files, configuration: Configuration, stocks: BaselineStocks | None) -> Files:
    """Path below a `config/` of the next year alone → content; `stocks` as above.

    All that the office has is there. The units stay with their days, since earlier months are compared by them; addresses of
    codes that no unit bears any more go, and so do the targets of villages that are the closed year's, and where its warehouse
    is: by this plan its months would be worked out anew.
    """
    file, plan = _last(configuration)
    codes, uncounted = _codes_in(configuration, plan.year + 1), uncounted_by(configuration)
    changed = {
        "plan.toml": filled_in(running[file], _plan, plan, uncounted, stocks),
        "recipients.toml": filled_in(running["recipients.toml"], _recipients, codes, _silent(configuration)),
        _SETTINGS: filled_in(running.get(_SETTINGS, b""), _settings, plan.year),
    }
    if _VILLAGE_TARGETS in running:
        changed[_VILLAGE_TARGETS] = _targets_from(running[_VILLAGE_TARGETS], plan.year + 1, uncounted)
    closed = configuration.declared.plans.keys()
    return {name: data for name, data in running.items() if name not in closed} | changed


def uncounted_by(configuration: Configuration) -> Uncounted:
    """Of the last plan, by the form as it is then. A figure that reports need is none of it: the plan is to count it otherwise."""
    (_, plan), form = _last(configuration), configuration.form

    def is_ended(rows: str, expression: str | None) -> bool:
        return bool(expression and ending_in(form, rows, expression, plan.year + 1))

    return Uncounted(
        {
            one.code: one.title
            for one in plan.indicator
            if is_ended(one.rows, one.numerator) or is_ended(one.denominator_rows or one.rows, one.denominator)
        },
        {
            name: one.title
            for rows, figures in plan.figures.items()
            for name, one in figures.items()
            if is_ended(rows, one.value) and name not in needed_figures(configuration.classes)
        },
    )


def home_in(files: Files) -> str:
    """Where a configuration keeps what it makes, as its settings say it."""
    return _home_of(tomllib.loads(files.get(_SETTINGS, b"").decode("utf-8")))


def ended_in(configuration: Configuration, year: int) -> list[Unit]:
    """Units whose last day is in a year."""
    return [unit for unit in configuration.units if unit.last_day.year == year]


def left_out_of(configuration: Configuration, year: int) -> list[str]:
    """What a folder of the next year alone does not have of the running configuration, in words."""
    communes = configuration.declared.recipients.communes
    ended = (communes.addresses.keys() | communes.chairmen.keys()) - _codes_in(configuration, year)
    gone = [f"địa chỉ của đơn vị đã hết hiệu lực ({', '.join(sorted(ended))})"] if ended else []
    if any(target.first_day < dt.date(year, 1, 1) for target in configuration.village_targets):
        gone.append(f"mục tiêu theo {configuration.levels.village.noun} ghi cho các năm trước (village-targets.csv)")
    if silent := _silent(configuration):
        gone.append(f"nơi nhận của cơ quan không có trách nhiệm gì trong kế hoạch mới ({', '.join(silent)})")
    return gone + [f"config/{name}" for name in list(configuration.declared.plans)[:-1]]


def _last(configuration: Configuration) -> tuple[str, Plan]:
    return list(configuration.declared.plans.items())[-1]


def _moved(old: str, new: str) -> Any:
    """A path as written in one file → the same as written in another, both below one folder."""
    return lambda path: posixpath.relpath(posixpath.join(posixpath.dirname(old), path), posixpath.dirname(new) or ".")


def _plan(document: Any, closed: Plan, uncounted: Uncounted, stocks: BaselineStocks | None) -> None:
    """Targets begin as they were at the end of the closed year."""
    year = closed.year + 1
    note_at_top(document, as_note(_TO_CHECK.format(year=closed.year)))
    document["number"] = to_write(f"số, ký hiệu của kế hoạch năm {year}")
    document["title"] = to_write(f"tên kế hoạch năm {year}")
    document["year"] = year
    document["baseline"] = f"{year - 1}-12"
    put_stocks(document, stocks)
    for written, indicator in zip(document["indicator"], closed.indicator, strict=True):
        if written.pop("revision", None):
            put_inline(written, "target", indicator.target_at(dt.date.max).model_dump(exclude_defaults=True))
    for place in reversed(range(len(document["indicator"]))):
        if document["indicator"][place]["code"] in uncounted.indicators:
            del document["indicator"][place]
    for figures in document["figures"].values():
        for name in figures.keys() & uncounted.figures.keys():
            del figures[name]


def _settings(document: Any, closed: int) -> None:
    document["home"] = f"{_home_of(document).rstrip('/').removesuffix(f'-{closed}')}-{closed + 1}"
    for name in OF_ONE_WAREHOUSE:
        document.pop(name, None)


def _home_of(settings: Mapping[str, Any]) -> str:
    return str(settings.get("home", Settings.model_fields["home"].default))


def _recipients(document: Any, codes: set[str], silent: Collection[str]) -> None:
    unanswered = {f"{OFFICE}{code}" for code in silent}
    for place in reversed(range(len(document["recipient"]))):
        if unanswered.intersection(map(str, document["recipient"][place].values())):
            del document["recipient"][place]
    communes = document.get("communes", {})
    for name in ("addresses", "chairmen"):
        for code in [code for code in communes.get(name, {}) if code not in codes]:
            del communes[name][code]


def _targets_from(table: bytes, year: int, uncounted: Uncounted) -> bytes:
    """Without the lines of plans before that of a year: in its first plan, a line without days would be its own."""
    text = table.decode("utf-8-sig")
    delimiter = delimiter_of(text)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    kept = io.StringIO()
    writer = csv.DictWriter(
        kept, rows.fieldnames or (), delimiter=delimiter, lineterminator="\n", extrasaction="ignore"
    )
    writer.writeheader()
    for row in rows:
        values = {name: value for name, value in row.items() if name and value}
        target = VillageTarget.model_validate(values) if values else None
        if target and target.first_day >= dt.date(year, 1, 1) and target.indicator not in uncounted.indicators:
            writer.writerow(row)
    return kept.getvalue().encode("utf-8")


def _silent(configuration: Configuration) -> list[str]:
    """The codes of recipients' offices for which the next year's plan has no report: they answer for nothing that it has."""
    (_, plan), uncounted = _last(configuration), uncounted_by(configuration)
    left = tuple(one for one in plan.indicator if one.code not in uncounted.indicators)
    answering = answering_in(plan.model_copy(update={"indicator": left}))
    documents = (one.document for one in configuration.declared.recipients.recipient)
    offices = dict.fromkeys(code.removeprefix(OFFICE) for code in documents if code.startswith(OFFICE))
    return [code for code in offices if code not in answering]


def _codes_in(configuration: Configuration, year: int) -> set[str]:
    """Of all units that are there from the year's first day on, also later in it."""
    return {unit.code for unit in configuration.units if unit.last_day >= dt.date(year, 1, 1)}
