"""The documents of a report: the full one, the published one, the department's, each office's, area's and commune's;
and that of an ad hoc report; made from its content.

A document chooses and orders; figures are those of the content, sentences those of `sentences/`.
"""

from __future__ import annotations

from functools import cached_property

from giamngheo.metadata.recipients import AD_HOC, AREA, COMMUNE, FULL_REPORT, OFFICE, PUBLIC
from giamngheo.report.compose.changes import COVERAGE
from giamngheo.report.content import ReportContent
from giamngheo.report.documents.ad_hoc import ad_hoc_document
from giamngheo.report.documents.area import area_document
from giamngheo.report.documents.commune import commune_document
from giamngheo.report.documents.department import department_document
from giamngheo.report.documents.document import Document
from giamngheo.report.documents.full import full_document
from giamngheo.report.documents.office import keys_of, lists_changed, office_document
from giamngheo.report.documents.published import published_document
from giamngheo.report.documents.tables import district_changes
from giamngheo.report.documents.unit_parts import UnitPart, UnitParts


def codes_of(content: ReportContent) -> list[str]:
    """The documents that a report has: its offices, its areas and its units are those of its period.

    A report from before there were several knows too little for any but the full one.
    """
    if content.ad_hoc:
        return [AD_HOC]
    if not content.offices:
        return [FULL_REPORT]
    offices = [f"{OFFICE}{office.code}" for office in content.offices if office.indicators or office.also]
    published = [PUBLIC] if content.publication else []
    areas = (f"{AREA}{area.line.code}" for area in content.areas)
    units = (f"{COMMUNE}{unit.code}" for unit in content.units)
    return [FULL_REPORT, *published, content.office.department_code, *offices, *areas, *units]


def document_of(content: ReportContent, code: str) -> Document:
    """One document; `KeyError` for a code that `codes_of` does not have."""
    return Documents(content).of(code)


class Documents:
    """The documents of one report. What it says of each unit is sought out once for all of them."""

    def __init__(self, content: ReportContent) -> None:
        self._content = content

    @cached_property
    def codes(self) -> list[str]:
        """Those of units last."""
        return codes_of(self._content)

    def of(self, code: str) -> Document:
        """`KeyError` for a code that is not one of them."""
        content = self._content
        if code == AD_HOC and content.ad_hoc:
            return ad_hoc_document(content, code, content.ad_hoc)
        if code == FULL_REPORT:
            return full_document(content, code)
        if code == PUBLIC and content.publication:
            return published_document(content, code, content.publication)
        if code == content.office.department_code:
            return department_document(content, code)
        if code.startswith(OFFICE):
            offices = {office.code: office for office in content.offices}
            return office_document(content, code, offices[code.removeprefix(OFFICE)])
        if code.startswith(AREA):
            areas = {area.line.code: area for area in content.areas}
            return area_document(content, code, areas[code.removeprefix(AREA)])
        return commune_document(self.part_of(code))

    def is_of_unit(self, code: str) -> bool:
        return code.startswith(COMMUNE) and code != self._content.office.department_code

    def part_of(self, code: str) -> UnitPart:
        """Of what the document of a unit is made."""
        return self._parts.of(code.removeprefix(COMMUNE))

    def has_news(self, code: str) -> bool:
        """Whether who has the replaced report learns anything from this one: a commune, or an area, of its own figures only."""
        content = self._content
        if content.replaces is None:
            return True
        if code in (FULL_REPORT, PUBLIC, content.office.department_code):
            return bool(district_changes(content)) or content.lists_changed
        if code.startswith(COMMUNE):
            return code.removeprefix(COMMUNE) in self._changed
        if code.startswith(AREA):
            area = next((area for area in content.areas if f"{AREA}{area.line.code}" == code), None)
            return area is not None and not self._changed.isdisjoint({area.line.code, *area.units})
        office = next((office for office in content.offices if f"{OFFICE}{office.code}" == code), None)
        if office is None:
            return False
        figures = any(change.key in (COVERAGE, *keys_of(office)) for change in content.changes)
        return figures or bool(lists_changed(content, office))

    @cached_property
    def _changed(self) -> frozenset[str]:
        """The codes of whom a figure has changed; empty: of all together."""
        return frozenset(change.code for change in self._content.changes)

    @cached_property
    def _parts(self) -> UnitParts:
        return UnitParts(self._content)
