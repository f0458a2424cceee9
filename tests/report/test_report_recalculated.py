"""LibreOffice opens the workbooks and comes to the values that are stored in them.

The stored values are spoilt first: what comes back right was calculated anew.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from giamngheo.report.content import ReportContent
from giamngheo.report.documents import codes_of, document_of
from giamngheo.report.documents.document import Document
from giamngheo.report.render.excel import excel_annex
from tests.support.excel_document import UNITS, every_table, make_document, units
from tests.support.grouped import in_areas
from tests.support.programs import need

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")]

GOLDEN = ReportContent.model_validate_json(
    (Path(__file__).parents[1] / "golden/report-2020-03.json").read_text(encoding="utf-8")
)
# Every kind of document as a month gives it; of the communes one.
OF_A_MONTH = {
    code: document_of(GOLDEN, code) for code in codes_of(GOLDEN) if not code.startswith("xa-") or "18562" in code
}
BY_HAND = {
    "whole": make_document(),
    "one unit": make_document(units(UNITS[:1])),
    "zero denominators": make_document(units([(code, name, 0, 0, 0) for code, name, *_ in UNITS])),
    "nobody reported": make_document(units([(code, name, None, None, None) for code, name, *_ in UNITS])),
    "no rows": make_document(units(())),
    "216 units": make_document(units([(str(at), f"Xã {at}", 1000 + at, at, at + 3) for at in range(216)])),
}
AREAS = in_areas(GOLDEN)
OF_AREAS = {code: document_of(AREAS, code) for code in ("giam-ngheo", "khu-vuc-p1", "khu-vuc-a3")}
DOCUMENTS = BY_HAND | OF_A_MONTH | {f"areas, {code}": document for code, document in OF_AREAS.items()}

_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_SPOILT = re.compile(r"(</f>)<v>[^<]*</v>")


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory) -> Mapping[str, openpyxl.Workbook]:
    """Each document's workbook as LibreOffice saves it; one start for all."""
    folder = tmp_path_factory.mktemp("recalculated")
    office = need("LibreOffice")
    (folder / "profile/user").mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    for name, document in DOCUMENTS.items():
        (folder / f"{name}.xlsx").write_bytes(_spoilt(excel_annex(document)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.xlsx") for name in DOCUMENTS]
    command = [office, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder / "out"), *files]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    return {name: openpyxl.load_workbook(Path(folder / "out" / f"{name}.xlsx"), data_only=True) for name in DOCUMENTS}


def _spoilt(data: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if "/worksheets/" in name:
                content = _SPOILT.sub(r"\1<v>987654321</v>", content.decode()).encode()
            target.writestr(name, content)
    return out.getvalue()


def _formulas(document: Document) -> Iterator[tuple[str, str, object]]:
    """(sheet, cell, stored value) of every formula."""
    data = excel_annex(document)
    live, stored = (openpyxl.load_workbook(BytesIO(data), data_only=only) for only in (False, True))
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, stored[sheet.title][cell.coordinate].value


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_formula_comes_to_its_stored_value(recalculated, name):
    for sheet, cell, stored in _formulas(DOCUMENTS[name]):
        value = recalculated[name][sheet][cell].value
        assert (value or None) == (stored or None) or value == pytest.approx(stored, rel=1e-12), (sheet, cell)


def test_there_are_formulas_and_only_where_a_total_can_be_said():
    counts = {name: len(list(_formulas(document))) for name, document in BY_HAND.items()}
    assert list(counts.values()) == [13, 6, 5, 0, 0, 6]
    assert len(list(_formulas(OF_A_MONTH["giam-ngheo"]))) > 40


def test_no_cell_holds_an_error(recalculated):
    cells = [cell for book in recalculated.values() for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "e"]
    assert len(cells) > 2000


def test_nothing_is_lost_on_the_way(recalculated):
    book = recalculated["whole"]
    assert book.sheetnames == [table.name for table in every_table()]
    sheet = book["Theo đơn vị"]
    assert [cell.value for cell in sheet[6]][:4] == ["18562", "Thị trấn Thạch Hà", 1934, 44]
    assert (sheet.auto_filter.ref, sheet.print_title_rows) == ("A5:H17", "$5:$5")
    assert len(sheet._charts) == 1
    assert {rule.type for area in sheet.conditional_formatting for rule in area.rules} == {"dataBar"}
