"""A document as a workbook: one sheet per table, and what openpyxl cannot write put in afterwards."""

from __future__ import annotations

from functools import partial

from openpyxl import Workbook

from giamngheo.core.reproducible_zip import repacked
from giamngheo.report.documents.document import Document
from giamngheo.report.render.excel.places import placed
from giamngheo.report.render.excel.sheet import draw
from giamngheo.report.render.excel.stored_values import Step, saved, with_alternatives, with_values
from giamngheo.report.render.excel.styles import Styles
from giamngheo.report.wording import listing


def excel_annex(document: Document) -> bytes:
    """The workbook's bytes; the same document gives the same.

    Every formula's value is stored beside it, so that readers that do not calculate show the right figure too.
    """
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    styles = Styles(workbook)
    places = placed(document.sheets)
    missing: dict[str, Step] = {}
    for number, place in enumerate(places, start=1):
        drawn = draw(workbook, styles, place, places, document)
        missing[f"xl/worksheets/sheet{number}.xml"] = partial(with_values, stored=drawn.stored)
        if drawn.alternatives:
            drawing = 1 + sum(name.startswith("xl/drawings/") for name in missing)
            missing[f"xl/drawings/drawing{drawing}.xml"] = partial(with_alternatives, texts=drawn.alternatives)
    issuer = listing.plain(document.content.office.issuing_body)
    return repacked(saved(workbook, missing), listing.plain(document.title), issuer, document.content.issued_on)
