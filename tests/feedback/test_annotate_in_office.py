"""LibreOffice opens a returned workbook, shows its colours and comments, mends it, saves it; and it is accepted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from expectations.judge import judge
from giamngheo.check.batch import Batch, Item
from giamngheo.check.reference_data import ReferenceData
from giamngheo.feedback.annotate import annotated_workbook
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import read_workbook
from tests.support import judged
from tests.support.programs import need
from tests.support.returned import (
    OUTCOME,
    coloured,
    finding,
    listed,
    loaded,
    rich_workbook,
    steps,
)
from tests.support.workbooks import book, break_rule, fast_write, path_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning"),
]
LIST, RESULT = "Danh sách hộ", "Kết quả kiểm tra"
BROKEN = ("H307", "H313", "H316", "C206", "H317")
# Runs in LibreOffice's own Python. Puts the good value into each cell that has one of our colours.
_OFFICER = """
import os, sys, time, uno
from com.sun.star.beans import PropertyValue
pipe, source, good, target, kind = sys.argv[1:]
def said(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for attempt in range(120):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.5)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
marked, right = (desktop.loadComponentFromURL(each, "_blank", 0, (said("Hidden", True),)) for each in (source, good))
mended = 0
for sheet in marked.Sheets:
    if not right.Sheets.hasByName(sheet.Name):
        continue
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    for row in range(last.EndRow + 1):
        for column in range(min(last.EndColumn, 30) + 1):
            cell = sheet.getCellByPosition(column, row)
            if cell.CellBackColor in (0xFFBFC1, 0xFFE49B):
                cell.setFormula(right.Sheets.getByName(sheet.Name).getCellByPosition(column, row).getFormula())
                mended += 1
marked.storeToURL(target, (said("FilterName", kind),))
print(mended, flush=True)
desktop.terminate()
os._exit(0)  # the bridge may crash when Python takes it down in its own order
"""
_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}


@pytest.fixture(scope="module")
def office():
    return need("LibreOffice")


def comments(sheet):
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def converted(office, folder: Path, data: bytes, ending: str = "xlsx") -> bytes:
    (folder / "back.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        "--headless",
        profile,
        "--convert-to",
        ending,
        "--outdir",
        str(folder / "out"),
        str(folder / "back.xlsx"),
    ]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return (folder / "out" / f"back.{ending}").read_bytes()


def test_colours_comments_and_links_survive_and_can_be_taken_out_again(office, tmp_path, form):
    rich = rich_workbook(book(poor=20, near_poor=20), tmp_path)
    found = [finding("H307", LIST, 9, "I"), finding("H316", LIST, 9, "C"), finding("H313", LIST, 10, "I")]
    annotated = annotated_workbook(rich, "BC.xlsx", found, OUTCOME, form)
    back = converted(office, tmp_path, annotated.data)
    result = loaded(back)
    assert result.sheetnames[0] == RESULT
    assert coloured(result) == dict.fromkeys([(LIST, "I9"), (LIST, "G9"), (LIST, "C9"), (LIST, "I10")], "critical")
    notes = comments(result[LIST])
    assert set(notes) == {"C9", "G9", "I9", "I10"}
    assert "H307" in notes["I9"]
    assert "Đã hỏi trưởng thôn." in notes["C9"]
    assert "H316" in notes["C9"]
    assert len(listed(result)) == 3
    assert result[LIST]["W8"].value == "=SUM(G8:G12)"

    again = loaded(annotated_workbook(back, annotated.name, found[:1], OUTCOME, form).data)
    assert [name for name in again.sheetnames if name.startswith(RESULT)] == [RESULT]
    assert coloured(again) == {(LIST, "I9"): "critical", (LIST, "G9"): "critical"}
    left = comments(again[LIST])
    assert left["I9"].count("H307") == 1
    assert left["C9"].strip() == "Đã hỏi trưởng thôn."
    assert left["I10"].strip() == "Thẻ cấp tháng 2."
    assert again[LIST]["I10"].fill.fgColor.rgb == "FFE2EFDA"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_mended_in_libreoffice_where_it_is_marked_it_is_accepted(office, ending, configuration, tmp_path, form):
    good = book(poor=30, near_poor=40)
    bad = good
    for code in BROKEN:
        bad, _ = break_rule(bad, code)
    (found,) = judged.judged_books(configuration, tmp_path / "judged", [bad])
    assert {one.rule for one in found} >= {"H307", "H313", "H316", "C206"}
    data = path_in(tmp_path / "judged/0", bad).read_bytes()
    (tmp_path / "marked.xlsx").write_bytes(annotated_workbook(data, "BC.xlsx", found, OUTCOME, form).data)
    fast_write(good, tmp_path / "good.xlsx")
    cells = {(one.sheet, one.row, one.column) for one in found}
    beside = {(one.sheet, one.row) for one in found if one.rule == "H307"}  # the members of each such household
    assert mended_by_an_officer(office, tmp_path, ending) == len(cells) + len(beside)

    reading = read_workbook((tmp_path / f"mended.{ending}").read_bytes(), f"mended.{ending}", form, ReadingLimits())
    batch = Batch((Item(0, good.unit, reading),), ReferenceData(configuration, judged.TODAY))
    # The total line was typed for the broken rows; it is no more than a remark.
    assert {(one.rule, one.severity) for one in judge(batch)[0]} <= {("X405", "warning")}


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_returned_workbook_saved_as_another_kind_is_marked_anew(office, ending, tmp_path, form):
    data = fast_write(book(poor=9, near_poor=9), tmp_path / "a.xlsx").read_bytes()
    annotated = annotated_workbook(data, "BC.xlsx", [finding("H307", LIST, 9, "I")], OUTCOME, form)
    back = converted(office, tmp_path, annotated.data, ending)
    again = annotated_workbook(back, f"BC.{ending}", [finding("H306", LIST, 10, "G")], OUTCOME, form)
    result = loaded(again.data)
    assert f".{ending}" in steps(again)
    assert [name for name in result.sheetnames if name.startswith(RESULT)] == [RESULT]
    assert coloured(result) == {(LIST, "G10"): "critical"}
    assert list(comments(result[LIST])) == ["G10"]


def mended_by_an_officer(office, folder: Path, ending: str) -> int:
    python = need("LibreOffice's Python")
    (folder / "officer.py").write_text(_OFFICER, encoding="utf-8")
    pipe = f"giamngheo{abs(hash(str(folder)))}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    program = subprocess.Popen(
        [office, "--headless", "--norestore", profile, f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL
    )
    urls = [(folder / name).as_uri() for name in ("marked.xlsx", "good.xlsx", f"mended.{ending}")]
    try:
        command = [python, str(folder / "officer.py"), pipe, *urls, _FILTERS[ending]]
        done = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True)
        program.wait(timeout=60)
    finally:
        program.kill()
    return int(done.stdout)
