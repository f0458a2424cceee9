"""Mistakes of `config/recipients.toml` that a single key does not show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from giamngheo.core.formats import day
from giamngheo.metadata.mistakes.wording import wrong_way_round
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.recipients import (
    AD_HOC,
    AREA,
    COMMUNE,
    FULL_REPORT,
    OFFICE,
    PUBLIC,
    Recipient,
    Recipients,
    is_document,
    kinds_of_document,
)
from giamngheo.metadata.unit import Area, OrganisationUnit, Unit
from giamngheo.metadata.validity import InForce, gaps

_FILE = "config/recipients.toml"


def mistakes_of_recipients(
    recipients: Recipients,
    plans: Mapping[str, Plan],
    units: Iterable[Unit],
    areas: Iterable[Area],
    departments: Collection[str],
) -> Iterator[str]:
    """`plans`: by their files below `config/`; `departments`: the codes that the letter to the department ever has."""
    by_code, by_area = _by_code(units), _by_code(areas)
    yield from _of_kinds(recipients.recipient, departments)
    yield from _of_offices(recipients.ever, plans)
    yield from _of_addresses(recipients.ever)
    for one in recipients.recipient:
        if one.document.startswith(COMMUNE) and one.document.removeprefix(COMMUNE) not in by_code:
            yield f"{_FILE}, «{one.address}»: {one.document} không phải của đơn vị nào trong config/units.csv; sửa mã."
        if one.document.startswith(AREA) and one.document.removeprefix(AREA) not in by_area:
            known = ", ".join(f"{AREA}{code}" for code in by_area) or "chưa có khu vực nào"
            yield (
                f"{_FILE}, «{one.address}»: {one.document} không phải của khu vực nào trong config/areas.csv ({known}); sửa mã."
            )
    for name in ("addresses", "chairmen"):
        for code in getattr(recipients.communes, name).keys() - by_code.keys():
            yield f"{_FILE}, mục [communes.{name}]: không có đơn vị mã {code} trong config/units.csv; sửa mã hoặc xóa dòng."
    readers = {f"{COMMUNE}{code}": own for code, own in by_code.items()}
    readers |= {f"{AREA}{code}": own for code, own in by_area.items()}
    yield from _of_days(recipients, plans.values(), readers)


def _by_code(places: Iterable[OrganisationUnit]) -> dict[str, list[OrganisationUnit]]:
    found: dict[str, list[OrganisationUnit]] = defaultdict(list)
    for place in places:
        found[place.code].append(place)
    return found


def _of_kinds(recipients: Iterable[Recipient], departments: Collection[str]) -> Iterator[str]:
    """A document that is none; and a code of the department's letter by which another document would be known."""
    for department in departments:
        if department in (FULL_REPORT, PUBLIC, AD_HOC) or department.startswith((OFFICE, COMMUNE, AREA)):
            yield f"config/report.toml, khóa «department.code»: {department} là mã của báo cáo khác; chọn mã khác."
    for one in recipients:
        if not is_document(one.document, departments):
            yield (
                f"{_FILE}, «{one.address}»: không có loại báo cáo «{one.document}»; "
                f"chọn một trong: {kinds_of_document(departments)}."
            )


def _of_offices(recipients: Iterable[Recipient], plans: Mapping[str, Plan]) -> Iterator[str]:
    """What one of the plans makes answerable may get its report, in that plan's time."""
    answering = {code: None for plan in plans.values() for code in answering_in(plan)}
    files = ", ".join(f"config/{file}" for file in plans)
    for one in recipients:
        code = one.document.removeprefix(OFFICE)
        if code != one.document and code not in answering:
            yield (
                f"{_FILE}, «{one.address}»: cơ quan «{code}» không có trong [offices] của {files}, hoặc không chịu "
                f"trách nhiệm chỉ tiêu, danh sách nào; chọn một trong: {', '.join(answering)}."
            )


def answering_in(plan: Plan) -> list[str]:
    """The codes of the offices for which a plan has a report."""
    return [code for code, office in plan.offices.items() if office.also or code in plan.responsible_ever]


def _of_addresses(recipients: Iterable[Recipient]) -> Iterator[str]:
    """On one day an address gets one document, once."""
    known: dict[str, list[Recipient]] = defaultdict(list)
    for one in recipients:
        own = known[one.address.casefold()]
        before = next((other for other in own if other.meets(one)), None)
        if before and before.document == one.document:
            yield f"{_FILE}, «{one.address}»: địa chỉ bị lặp, cùng nhận {one.document}; chỉ để lại một mục."
        elif before:
            two = f"{before.document}, {one.document}"
            yield f"{_FILE}, «{one.address}»: nhận hai loại báo cáo ({two}); mỗi địa chỉ chỉ nhận một loại."
        own.append(one)


# ---------------------------------------------------------------- days


def _of_days(
    recipients: Recipients, plans: Collection[Plan], places: Mapping[str, Sequence[OrganisationUnit]]
) -> Iterator[str]:
    """Days the wrong way round, two at a time, none where there should be one, and those on which the reader is not there."""
    by_document: dict[str, list[Recipient]] = defaultdict(list)
    for one in recipients.ever:
        by_document[one.document].append(one)
        yield from wrong_way_round(f"{_FILE}, «{one.address}»:", one)
    for document, several in by_document.items():
        readers = _readers(document, plans, places)
        for one in several:
            if one.first_day <= one.last_day and readers and not any(one.meets(reader) for reader in readers):
                yield (
                    f"{_FILE}, «{one.address}»: không ngày nào còn hiệu lực cùng nơi nhận {document} ({_days_of(readers)}); "
                    "sửa valid_from, valid_to."
                )
        yield from _of_gaps(document, several, readers)
    for name, addresses in (("addresses", recipients.communes.addresses), ("chairmen", recipients.communes.chairmen)):
        for code, several_of_unit in addresses.items():
            yield from _two_at_a_time(f"{_FILE}, mục [communes.{name}], mã {code}", several_of_unit)


def _readers(
    document: str, plans: Iterable[Plan], places: Mapping[str, Sequence[OrganisationUnit]]
) -> Sequence[InForce]:
    """Whom a document is about: an office, the units or the areas of a code; nobody for those that there always are."""
    if document.startswith(OFFICE):
        code = document.removeprefix(OFFICE)
        return [plan.offices[code] for plan in plans if code in plan.offices]
    return places.get(document, [])


def _of_gaps(document: str, several: Sequence[InForce], readers: Sequence[InForce]) -> Iterator[str]:
    for gap in gaps(several):
        if not readers or any(gap.meets(reader) for reader in readers):
            yield (
                f"{_FILE}: từ {day(gap.first_day)} đến {day(gap.last_day)} không nơi nhận nào nhận {document}; sửa valid_from, "
                "valid_to cho nối tiếp nhau."
            )


def _two_at_a_time(place: str, several: Sequence[InForce]) -> Iterator[str]:
    if any(one.meets(other) for at, one in enumerate(several) for other in several[:at]):
        yield f"{place}: hai địa chỉ cùng có hiệu lực một ngày; sửa valid_from, valid_to cho nối tiếp nhau."


def _days_of(readers: Iterable[InForce]) -> str:
    return "; ".join(_days(reader) for reader in readers)


def _days(one: InForce) -> str:
    first = f"từ {day(one.valid_from)}" if one.valid_from else ""
    last = f"đến hết {day(one.valid_to)}" if one.valid_to else ""
    return f"{first} {last}".strip() or "luôn có"
