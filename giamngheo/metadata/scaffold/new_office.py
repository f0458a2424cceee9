"""The files of a new office's `config/`: those of the sample with the answers in the place of the sample's values.

Each file whose values are the office's own has its function in `_TOML` or `_TABLES`; what has none is taken as it is.
"""

from __future__ import annotations

import csv
import io
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.before import BEFORE
from giamngheo.metadata.levels import AREA_LEVEL
from giamngheo.metadata.operation import ApprovalRules, Operator
from giamngheo.metadata.placeholders import to_write
from giamngheo.metadata.plan import VillageTarget
from giamngheo.metadata.reader import FORMS, PLANS
from giamngheo.metadata.record import Record
from giamngheo.metadata.scaffold.answers import Answers, mistake_of_area
from giamngheo.metadata.scaffold.folder import Files, files_in
from giamngheo.metadata.scaffold.to_check import TO_CHECK, note_of
from giamngheo.metadata.scaffold.toml_files import filled_in, note_at_top, put_defaults, put_stocks, put_tables
from giamngheo.metadata.scaffold.units import NewUnit
from giamngheo.metadata.scaffold.words_of_levels import fill_levels, sender_of
from giamngheo.metadata.settings import Settings
from giamngheo.metadata.unit import Area, ProvisionalCode, Unit
from giamngheo.metadata.unit_names import UnitNames

_COPIES, _FILED, _OPERATOR = ("Như trên",), "Lưu: VT", "Người vận hành"
# The letter to the office above: which office that is changes, as from Labour to Agriculture and Environment in 2025.
DEPARTMENT = "cap-tren"
# What the symbols of reports and notices begin with (Nghị định 30/2020/NĐ-CP, phụ lục III).
_REPORT, _NOTICE = "BC-", "TB-"


def sample_in(folder: Path) -> Files:
    """What a new office begins with: path below the folder → content.

    Of a clone that serves an office the sample is that office's configuration: its further plans, forms and papers are its own.
    """
    files = {name: data for name, data in files_in(folder).items() if name.endswith((".toml", ".csv"))}
    if missing := (_TOML.keys() | _TABLES.keys() | TO_CHECK.keys()) - files.keys():
        raise ConfigurationError(
            [f"Cấu hình mẫu {folder} thiếu tệp {', '.join(sorted(missing))}; chép lại từ bản gốc của chương trình."]
        )
    folders = {posixpath.dirname(name) for name in TO_CHECK}
    own = [
        name for name in files if name.startswith((f"{PLANS}/", f"{FORMS}/")) and posixpath.dirname(name) not in folders
    ]
    return {name: data for name, data in files.items() if name not in own}


def files_of_office(sample: Files, answers: Answers, units: Sequence[NewUnit]) -> Files:
    """Path below `config/` → content. The same answers give the same bytes."""
    if mistake := mistake_of_area(answers.plan, answers.levels):
        raise ConfigurationError([f"khóa «plan.area»: {mistake}"])
    noted = {name: filled_in(sample[name], note_at_top, note_of(name)) for name in TO_CHECK}
    filled = {name: filled_in((sample | noted)[name], fill, answers, units) for name, fill in _TOML.items()}
    names = UnitNames(sender_of(answers.levels))
    tables = {name: _table(model, rows(units, names)) for name, (model, rows) in _TABLES.items()}
    return sample | noted | filled | tables


def _table(model: type[Record], rows: Iterable[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, model.model_fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _plan(document: Any, answers: Answers, _: Sequence[NewUnit]) -> None:
    plan = answers.plan
    document["number"] = plan.number or to_write(f"số, ký hiệu của kế hoạch năm {plan.year}")
    document["title"] = plan.title or to_write(f"tên kế hoạch năm {plan.year}")
    document.pop("district", None)  # as area was called first
    document["area"] = plan.area
    document["year"] = plan.year
    document["baseline"] = plan.baseline_month
    put_stocks(document, answers.stocks)
    for indicator in document["indicator"]:  # of another year's decisions, and another office's units
        indicator.pop("revision", None)
        indicator["target"].pop("units", None)
    for office in document["offices"].values():
        if isinstance(office, dict):
            office.pop("valid_from", None)


def _levels(document: Any, answers: Answers, units: Sequence[NewUnit]) -> None:
    fill_levels(document, answers.levels, any(unit.area for unit in units))


def _letterhead(document: Any, answers: Answers, _: Sequence[NewUnit]) -> None:
    office = answers.office
    own = office.symbol.removeprefix(_REPORT)
    for name in ("change", "publication"):
        document.pop(name, None)
    document["parent_body"] = office.parent_body
    document["issuing_body"] = office.name
    document["issuing_name"] = office.issuing_name
    document["symbol"] = office.symbol
    document["place"] = office.place
    document["addressees"] = [office.addressee]
    document["receivers"] = list(_COPIES)
    document["filed_as"] = _FILED
    document["signed_for"] = ""
    document["signer_title"] = office.signer_title
    document["signer_name"] = office.signer_name
    document["notice_symbol"] = f"{_NOTICE}{own}"
    document.setdefault("contact", {}).update(answers.contact.model_dump())
    document["department"].update(
        {"name": office.department, "symbol": own, "code": DEPARTMENT, "receivers": list(_COPIES)}
    )


def _calendar(document: Any, answers: Answers, _: Sequence[NewUnit]) -> None:
    for key, value in answers.calendar:
        document[key] = sorted(value) if isinstance(value, frozenset) else value


def _recipients(document: Any, answers: Answers, units: Sequence[NewUnit]) -> None:
    recipients = []
    for each in answers.recipient:
        is_letter = each.document in (DEPARTMENT, BEFORE["department_code"])  # the latter: as answers once said it
        given = each.model_dump(exclude_defaults=True)
        recipients.append(given | {"document": DEPARTMENT if is_letter else each.document})
    put_tables(document, "recipient", recipients)
    communes = document.setdefault("communes", {})
    communes.pop("chairmen", None)
    communes["addresses"] = {unit.code: unit.address for unit in units if unit.address}


def _operation(document: Any, answers: Answers, _: Sequence[NewUnit]) -> None:
    put_defaults(document["operator"], Operator)
    document["operator"].update({"name": _OPERATOR, "addresses": [answers.office.operator]})
    put_defaults(document["approval"], ApprovalRules)


def _settings(document: Any, answers: Answers, _: Sequence[NewUnit]) -> None:
    put_defaults(document, Settings)
    document.pop("config", None)  # where this very file lies
    document["inbox"] = answers.office.inbox
    smtp = document.setdefault("smtp", {})
    smtp["sender"] = answers.contact.address or answers.office.operator
    smtp["sender_name"] = answers.office.issuing_name or answers.contact.name or answers.office.name


_TOML: dict[str, Callable[[Any, Answers, Sequence[NewUnit]], None]] = {
    "plan.toml": _plan,
    "levels.toml": _levels,
    "report.toml": _letterhead,
    "calendar.toml": _calendar,
    "recipients.toml": _recipients,
    "operation.toml": _operation,
    "settings.toml": _settings,
}


def _units(units: Sequence[NewUnit], names: UnitNames) -> Iterator[dict[str, Any]]:
    for order, unit in enumerate(units, start=1):
        yield {
            "code": unit.code,
            "name": unit.name,
            "type": names.kind_of(unit.name),
            "order": order,
            "parent": unit.area_code,
            "urban": unit.urban,
        }


def _areas(units: Sequence[NewUnit], _: UnitNames) -> Iterator[dict[str, Any]]:
    named = dict.fromkeys((unit.area_code, unit.area) for unit in units if unit.area)
    for order, (code, name) in enumerate(named, start=1):
        yield {"code": code, "name": name, "level": AREA_LEVEL.code, "order": order}


_TABLES: dict[str, tuple[type[Record], Callable[[Sequence[NewUnit], UnitNames], Iterable[dict[str, Any]]]]] = {
    "units.csv": (Unit, _units),
    "areas.csv": (Area, _areas),
    "unit-codes.csv": (ProvisionalCode, lambda _units, _names: ()),
    "village-targets.csv": (VillageTarget, lambda _units, _names: ()),
}
