"""The printed official forms, as LibreOffice puts them on paper: no unit is parted, nothing is beside the page, no signature alone."""

from __future__ import annotations

import re
import subprocess
from itertools import groupby

import pypdf
import pytest

from giamngheo.core.period import Period
from giamngheo.metadata.official import official_forms
from giamngheo.report.official import OfficialTable, official_workbook
from giamngheo.report.official.figures import OfficialRow
from tests.support.programs import need

PERIOD = Period.parse("2020-12")
# Form → units, notes: a page's worth, a few lines more, signatures that would just not fit.
SIZES = {"7.1": (22, 1), "7.2": (22, 3), "7.3": (9, 8), "7.4": (20, 7), "7.5": (3, 30), "7.10": (17, 2)}
TOTAL, SIGNED = "TỔNG CỘNG", "NGƯỜI LẬP BIỂU"


@pytest.fixture(scope="module")
def pages(configuration, tmp_path_factory):
    """Form → the texts of its pages; and how many rows each unit has in it."""
    soffice, folder = need("LibreOffice"), tmp_path_factory.mktemp("pages")
    forms, units = official_forms(configuration.last_day_of(PERIOD)), configuration.unit_register.expected(PERIOD)
    tables = []
    for number, (many, notes) in SIZES.items():
        form = forms.drawn[number]
        rows = tuple(
            OfficialRow(unit, line, {column.key: 1234.0 for column in form.column})
            for unit in units[:many]
            for line in range(len(form.lines))
        )
        tables.append(OfficialTable(form, rows, tuple(f"Ghi chú số {at} của mẫu. " * 3 for at in range(notes))))
    (folder / "a.xlsx").write_bytes(official_workbook(tables, configuration, forms, PERIOD))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "a.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    texts = [page.extract_text() for page in pypdf.PdfReader(folder / "a.pdf").pages]
    found = {form: list(own) for form, own in groupby(texts, lambda text: re.search(r"Mẫu (7\.\d+)", text)[1])}
    assert list(found) == list(SIZES)
    return found, [unit.name for unit in units]


@pytest.mark.parametrize("number", SIZES)
def test_nothing_is_parted_and_nothing_stands_alone(pages, number):
    found, names = pages
    of_form, (many, _) = found[number], SIZES[number]
    line = {"7.2": "Nhân khẩu", "7.3": "Nhân khẩu", "7.10": "Hộ cận nghèo"}.get(number)
    shown = []
    for text in of_form:
        rows = [row.strip() for row in text.splitlines()]
        own = [name for name in names if re.search(rf"\d+ {name}\b|^{name}\b", text, re.MULTILINE)]
        shown += own
        if line:
            assert sum(row.startswith(line) or f" {line}" in row for row in rows) == len(own) + (TOTAL in text), text
        assert f"({2 if number == '7.1' else 9})" in text, "every column is on the page"
        assert own or (number == "7.5" and "Ghi chú số" in text), "only notes of more than a page are without rows"
    assert shown == names[:many]
    assert SIGNED in of_form[-1]
    assert not any(SIGNED in text for text in of_form[:-1])
    assert "Ghi chú số" in of_form[-1]
    assert "TRƯỞNG PHÒNG" in of_form[-1]


def test_what_is_nearly_a_page_is_made_smaller(pages):
    found, _ = pages
    assert {number: len(own) for number, own in found.items()} == {
        "7.1": 1,
        "7.2": 3,
        "7.3": 2,
        "7.4": 2,
        "7.5": 2,
        "7.10": 3,
    }
