"""Mistakes of `config/recipients.toml` that a single key does not show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from giamngheo.metadata.plan import Plan
from giamngheo.metadata.recipients import COMMUNE, FULL_REPORT, OFFICE, Recipients, is_document, kinds_of_document
from giamngheo.metadata.unit import Unit

_FILE = "config/recipients.toml"


def mistakes_of_recipients(recipients: Recipients, plan: Plan, units: Iterable[Unit], department: str) -> Iterator[str]:
    """`department`: the code of the letter to the department."""
    named = [(recipient.address, recipient.document) for recipient in recipients.recipient]
    scorecards = [(address, f"{COMMUNE}{code}") for code, address in recipients.communes.addresses.items()]
    yield from _of_kinds(named, department)
    yield from _of_offices([*named, *scorecards], plan)
    yield from _of_addresses([*named, *scorecards])
    codes = {unit.code for unit in units}
    for address, document in named:
        if document.startswith(COMMUNE) and document.removeprefix(COMMUNE) not in codes:
            yield f"{_FILE}, «{address}»: {document} không phải của đơn vị nào trong config/units.csv; sửa mã."
    for name in ("addresses", "chairmen"):
        for code in getattr(recipients.communes, name).keys() - codes:
            yield f"{_FILE}, mục [communes.{name}]: không có đơn vị mã {code} trong config/units.csv; sửa mã hoặc xóa dòng."


def _of_kinds(documents: Iterable[tuple[str, str]], department: str) -> Iterator[str]:
    """A document that is none; and a code of the department's letter by which another document would be known."""
    if department == FULL_REPORT or department.startswith((OFFICE, COMMUNE)):
        yield f"config/report.toml, khóa «department.code»: {department} là mã của báo cáo khác; chọn mã khác."
    for address, document in documents:
        if not is_document(document, department):
            yield (
                f"{_FILE}, «{address}»: không có loại báo cáo «{document}»; "
                f"chọn một trong: {kinds_of_document(department)}."
            )


def _of_offices(documents: Iterable[tuple[str, str]], plan: Plan) -> Iterator[str]:
    responsible = {indicator.responsible for indicator in plan.indicator}
    answering = [code for code, office in plan.offices.items() if office.also or code in responsible]
    for address, document in documents:
        code = document.removeprefix(OFFICE)
        if code != document and code not in answering:
            yield (
                f"{_FILE}, «{address}»: cơ quan «{code}» không có trong [offices] của config/plan.toml, hoặc không chịu "
                f"trách nhiệm chỉ tiêu, danh sách nào; chọn một trong: {', '.join(answering)}."
            )


def _of_addresses(documents: Iterable[tuple[str, str]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for address, document in documents:
        before = first.get(address.casefold())
        if before == document:
            yield f"{_FILE}, «{address}»: địa chỉ bị lặp, cùng nhận {document}; chỉ để lại một mục."
        elif before:
            two = f"{before}, {document}"
            yield f"{_FILE}, «{address}»: nhận hai loại báo cáo ({two}); mỗi địa chỉ chỉ nhận một loại."
        first.setdefault(address.casefold(), document)
