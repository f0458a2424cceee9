"""The returned workbook: the sender's own parts stay, the marks are ours, and they go again without a trace."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl.styles import PatternFill

from giamngheo.feedback.annotate import CannotBeAnnotated, annotated_workbook
from giamngheo.feedback.annotate.plain_copy import plain_copy
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read import formats
from giamngheo.read.workbook import read_workbook
from tests.conftest import GOLDEN, PROJECT
from tests.support.mutated.containers import packed
from tests.support.ooxml import complaints
from tests.support.returned import (
    OUTCOME,
    changed,
    coloured,
    finding,
    listed,
    loaded,
    parts,
    rich_workbook,
    steps,
    with_macros,
)
from tests.support.workbooks import book, fast_write, row_of

pytestmark = pytest.mark.filterwarnings("ignore:.*xtension is not supported:UserWarning")
LIST, COVER, RESULT = "Danh sách hộ", "Thông tin", "Kết quả kiểm tra"
FOUND = [
    finding("H307", LIST, 9, "I", message="Số người có thẻ BHYT sai. Sửa số người có thẻ BHYT hoặc số nhân khẩu."),
    finding("H306", LIST, 8, "G"),
    finding("H313", LIST, 10, "I"),
    finding("H316", LIST, 9, "C"),
    finding("H317", LIST, 11, "D", severity="warning"),
    finding("F109", LIST, 12, "AB"),
    finding("X405", LIST, 90, "G", severity="warning"),
    finding("H302", LIST, 13),
    finding("X403", LIST, severity="warning"),
    finding("C206", COVER, 10, "B"),
    finding("F105", "Trang không có"),
    finding("F101", None),
]


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    return rich_workbook(book(poor=20, near_poor=20), tmp_path_factory.mktemp("rich"))


@pytest.fixture
def mark(form):
    return lambda data, findings=FOUND, file="BC.xlsx": annotated_workbook(data, file, findings, OUTCOME, form)


def told(data, ending=".xlsx"):
    """What Office might complain of; texts that stand in their cells and a missing theme are no fault, only unlike Excel."""
    return {one for one in complaints(data, ending) if "inline-string" not in one and "relationships/theme" not in one}


# ------------------------------------------------------------ what stays


def tags(xml):
    """As lxml writes them: openpyxl writes `&#195;` for a letter."""
    return re.split(rb"(?=<)", etree.tostring(etree.fromstring(xml), encoding="UTF-8"))


def test_every_part_that_is_not_touched_keeps_its_bytes(rich, mark):
    before, after = parts(with_macros(rich)), parts(mark(with_macros(rich), file="BC.xlsm").data)
    assert set(before) <= set(after)
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/worksheets/sheet2.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    } & set(before) | {name for name in before if name.endswith(".vml")}
    assert after["xl/vbaProject.bin"] == before["xl/vbaProject.bin"]


@pytest.mark.parametrize("sheet", ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"])
def test_a_touched_sheet_differs_in_styles_link_and_added_cells_only(rich, mark, sheet):
    before, after = tags(parts(rich)[sheet]), tags(parts(mark(rich).data)[sheet])
    neutral = [re.sub(rb'\s(s|tabSelected)="[^"]*"', b"", tag) for tag in before]
    left = iter(neutral)
    expected = next(left, None)
    more = []
    for tag in after:
        if expected == re.sub(rb'\s(s|tabSelected)="[^"]*"', b"", tag):
            expected = next(left, None)
        else:
            more.append(tag)
    assert expected is None  # all that was there is there, in its order
    allowed = re.compile(rb'<c r="[A-Z]+\d+" s="\d+"/>|<row r="\d+">|</row>|<legacyDrawing [^>]*/>')
    assert all(allowed.fullmatch(tag) for tag in more), more


def test_styles_are_only_added_to(rich, mark):
    before, after = (etree.fromstring(parts(data)["xl/styles.xml"]) for data in (rich, mark(rich).data))
    for old, new in zip(before, after, strict=True):
        kept = [etree.tostring(each) for each in new][: len(old)]
        assert kept == [etree.tostring(each) for each in old]
        assert new.get("count") in (None, str(len(new)))


def test_names_by_place_follow_and_the_workbook_opens_on_the_list(rich, mark):
    result = loaded(mark(rich).data)
    assert result.sheetnames == [RESULT, COVER, LIST, "Mô hình", "Gương sáng", "Nguồn lực"]
    assert result.active.title == RESULT
    assert [sheet.title for sheet in result.worksheets if sheet.sheet_view.tabSelected] == [RESULT]
    assert (result[LIST].print_title_rows, result[LIST].print_area) == ("$5:$6", "'Danh sách hộ'!$A$1:$T$40")
    assert result.defined_names["SoKhau"].attr_text == "'Danh sách hộ'!$G$8:$G$30"
    assert result[LIST]["W8"].value == "=SUM(G8:G12)"
    assert len(result["Mô hình"]._charts) == 1
    assert len(result[COVER]._images) == 1
    assert result[LIST].merged_cells.ranges == loaded(rich)[LIST].merged_cells.ranges


def test_values_read_are_the_same(rich, mark, form):
    before, after = (read_workbook(data, "a.xlsx", form, ReadingLimits()) for data in (rich, mark(rich).data))
    assert {name: one.data_rows for name, one in before.located.items()} == {
        name: one.data_rows for name, one in after.located.items()
    }
    for name, one in before.located.items():
        assert all(one.values(field) == after.located[name].values(field) for field in one.columns)


# ------------------------------------------------------------ what is marked


def test_colours_and_comments_are_where_the_findings_are(rich, mark):
    result = loaded(mark(rich).data)
    assert coloured(result) == {
        (LIST, "I9"): "critical",
        (LIST, "G9"): "critical",  # beside it: one of the two numbers is wrong
        (LIST, "G8"): "critical",
        (LIST, "I10"): "critical",
        (LIST, "C9"): "critical",
        (LIST, "D11"): "warning",
        (LIST, "AB12"): "critical",
        (LIST, "G90"): "warning",
        (LIST, "B13"): "critical",  # the whole line: its code
        (LIST, "B5"): "warning",  # the whole sheet: its heading
        (COVER, "B10"): "critical",
    }
    own = result[LIST]["I9"]
    assert own.comment.author == "giamngheo"
    assert "Số người có thẻ BHYT sai. Cách sửa: Sửa số người" in own.comment.text
    assert own.font.name == loaded(rich)[LIST]["I9"].font.name
    assert repr(own.border) == repr(loaded(rich)[LIST]["I9"].border)


def test_what_may_be_wrong_beside_it_is_marked_too_and_gets_its_own_fill_back(rich, mark):
    theirs, saved = loaded(rich), BytesIO()
    for place in ("G9", "I9"):
        theirs[LIST][place].fill = PatternFill("solid", fgColor="FFE2EFDA")
    theirs.save(saved)
    marked = mark(saved.getvalue(), FOUND[:1]).data
    assert coloured(loaded(marked)) == {(LIST, "I9"): "critical", (LIST, "G9"): "critical"}
    assert loaded(marked)[LIST]["G9"].comment.text == loaded(marked)[LIST]["I9"].comment.text
    clean = loaded(mark(marked, []).data)[LIST]
    assert [clean[place].fill.fgColor.rgb for place in ("G9", "I9")] == ["FFE2EFDA"] * 2


def test_a_marked_cell_takes_what_is_typed_though_the_sheet_is_protected(rich, mark):
    theirs, saved = loaded(rich), BytesIO()
    theirs[LIST].protection.sheet = True
    theirs.save(saved)
    sheet = loaded(mark(saved.getvalue()).data)[LIST]
    assert not any(sheet[place].protection.locked for place in ("I9", "G9", "G8", "D11"))
    assert sheet["H9"].protection.locked
    assert sheet["B5"].protection.locked  # a heading is only pointed at


def test_what_is_about_the_heading_is_marked_where_it_is_seen(rich, mark):
    """Its last line is covered by the first, where a heading is merged over both."""
    sheet = loaded(mark(rich, [finding("F106", LIST, 6)]).data)[LIST]
    assert "B5:B6" in map(str, sheet.merged_cells.ranges)
    assert sheet["B5"].comment is not None
    assert sheet["B5"].fill.fgColor.rgb == "FFFFBFC1"


def test_a_hidden_sheet_with_a_mark_is_shown_and_no_other(rich, mark):
    theirs, out = loaded(rich), BytesIO()
    for name, state in ((COVER, "hidden"), ("Mô hình", "veryHidden"), ("Nguồn lực", "hidden")):
        theirs[name].sheet_state = state
    theirs.save(out)
    result = loaded(mark(out.getvalue(), [finding("C206", COVER, 10, "B"), finding("M501", "Mô hình", 6, "H")]).data)
    assert [sheet.title for sheet in result if sheet.sheet_state != "visible"] == ["Nguồn lực"]


def test_a_mark_on_a_merged_cell_is_on_the_one_that_is_seen_and_says_so(rich, mark):
    theirs, out = loaded(rich), BytesIO()
    theirs[LIST].merge_cells("D9:D12")
    theirs.save(out)
    found = [
        finding("H317", LIST, row, "D", severity="warning", message="Chưa ghi thôn. Ghi thôn, tổ dân phố của hộ.")
        for row in (10, 13)
    ]
    marked = mark(out.getvalue(), found)
    result = loaded(marked.data)
    assert coloured(result) == {(LIST, "D9"): "warning", (LIST, "D13"): "warning"}
    assert "bỏ gộp ô" in result[LIST]["D9"].comment.text
    merged, alone = listed(result)
    assert (merged[3], alone[3]) == ("D9", "D13")
    assert merged[5] == f"{alone[5]} Các ô D9:D12 đang gộp làm một: bỏ gộp ô rồi ghi từng ô."
    assert coloured(loaded(mark(marked.data, []).data)) == {}


def test_a_copy_keeps_what_is_hidden_and_its_headings_are_whole(form, tmp_path):
    one = book(poor=2, near_poor=2)
    theirs = loaded(fast_write(one, tmp_path / "a.xlsx").read_bytes())
    theirs["Nguồn lực"].sheet_state = "hidden"
    out = BytesIO()
    theirs.save(out)
    seen = formats.open_workbook(out.getvalue(), "a.xlsx", formats.Limits())
    copy = loaded(plain_copy(seen.sheets, form).data)
    assert [sheet.title for sheet in copy if sheet.sheet_state != "visible"] == ["Nguồn lực"]
    sheet, heading = copy[LIST], row_of(one, 0) - 3
    assert sheet.cell(heading, 9).value == "Số người có thẻ BHYT"
    assert sheet.column_dimensions["I"].width >= len("người") + 3
    assert sheet.row_dimensions[heading].height >= 3 * 16
    assert sheet.row_dimensions[heading + 3].height is None


def test_light_letters_get_a_dark_fill(rich, mark):
    assert loaded(mark(rich).data)[LIST]["G8"].fill.fgColor.rgb == "FFC01F21"


def test_a_senders_comment_stays_and_ours_is_below(rich, mark):
    sheet = loaded(mark(rich).data)[LIST]
    assert sheet["C9"].comment.text.startswith("Đã hỏi trưởng thôn.")
    assert "Sai theo quy tắc H316." in sheet["C9"].comment.text
    assert sheet["C9"].comment.author == "Cán bộ xã"
    shapes = [data for name, data in parts(mark(rich).data).items() if name.endswith(".vml")]
    numbers = re.findall(rb'id="(_x0000_s\d+)"', b"".join(shapes))
    assert len(numbers) == len(set(numbers)) == 11


def test_a_thread_is_left_alone(rich, mark):
    threaded = changed(
        rich,
        {
            name: lambda xml: xml.replace("Cán bộ xã", "tc={1}")
            for name in parts(rich)
            if "/comment" in name and name.endswith(".xml")
        },
    )
    sheet = loaded(mark(threaded).data)[LIST]
    assert sheet["C9"].comment.text == "Đã hỏi trưởng thôn."
    assert sheet["I9"].comment.author == "giamngheo"


def test_the_list_says_everything_with_links(rich, mark):
    result = loaded(mark(rich).data)
    sheet, rows = result[RESULT], listed(result)
    assert len(rows) == len(FOUND)
    assert [row[1] for row in rows] == ["Phải sửa"] * 9 + ["Cần xem lại"] * 3
    line = next(row for row in rows if row[6] == "H307")
    assert line[2:6] == (LIST, "I9", "Số người có thẻ BHYT sai.", "Sửa số người có thẻ BHYT hoặc số nhân khẩu.")
    links = {row[6].value: row[3].hyperlink.location for row in sheet.iter_rows(min_row=7) if row[3].hyperlink}
    assert links["H307"] == "'Danh sách hộ'!I9"
    assert "F105" not in links
    assert sheet["A2"].value == "Xã Thạch Khê · kỳ báo cáo tháng 3 năm 2020 · lần gửi thứ 2"
    assert sheet["A3"].value == f"{OUTCOME.verdict} 9 lỗi phải sửa, 3 chỗ cần xem lại."
    assert sheet["A4"].value.startswith("Việc cần làm: (1) Sửa các ô màu đỏ")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A7", "A6:G18", "$6:$6")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")


def test_what_cells_hold_is_no_formula_and_no_markup(rich, mark):
    bad = '=HYPERLINK("x")<b>&"\x07\u202e'
    result = loaded(mark(rich, [finding("H301", LIST, 9, "B", message=bad)]).data)
    cell = result[RESULT]["E7"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")<b>&"', "s") or cell.value.startswith("=HYPERLINK")
    assert (
        b"<f>" not in parts(mark(rich, [finding("H301", LIST, 9, "B", message=bad)]).data)["xl/worksheets/sheet6.xml"]
    )


def test_no_more_than_so_many_comments_and_all_in_the_list(tmp_path, mark):
    data = fast_write(book(poor=1500, near_poor=1500), tmp_path / "a.xlsx").read_bytes()
    found = [finding("H306", LIST, row, "G") for row in range(8, 2508)]
    result = loaded(mark(data, found).data)
    assert len(coloured(result)) == 2500
    assert sum(row[6].comment is not None for row in result[LIST].iter_rows()) == 2000
    assert len(listed(result)) == 2500


def test_same_input_same_bytes(rich, mark):
    assert mark(rich).data == mark(rich).data


# ------------------------------------------------------------ once more


def test_marking_again_does_not_pile_up(rich, mark):
    once = mark(rich)
    twice = mark(once.data, file=once.name)
    assert (twice.name, twice.data) == (once.name, once.data) or parts(twice.data) == parts(once.data)
    assert twice.name == "BC - kết quả kiểm tra.xlsx"


def test_marks_of_an_earlier_time_go_and_what_was_there_comes_back(rich, mark):
    clean = loaded(mark(mark(rich).data, []).data)
    assert coloured(clean) == {}
    assert listed(clean) == []
    sheet, own = clean[LIST], loaded(rich)[LIST]
    comments = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert comments == {"C9": "Đã hỏi trưởng thôn.", "I10": "Thẻ cấp tháng 2."}
    for place in ("I9", "I10", "G8", "C9", "B5"):
        assert repr(sheet[place].fill) == repr(own[place].fill)
        assert repr(sheet[place].font) == repr(own[place].font)


def test_a_sheet_of_the_sender_with_that_name_stays(rich, mark):
    theirs = loaded(rich)
    theirs.create_sheet(RESULT)["A1"] = "của xã"
    out = BytesIO()
    theirs.save(out)
    result = loaded(mark(mark(out.getvalue()).data).data)
    assert result.sheetnames[0] == f"{RESULT} (2)"
    assert result[RESULT]["A1"].value == "của xã"


def test_saved_by_another_program_the_marks_are_still_known(rich, mark):
    saved = BytesIO()
    loaded(mark(rich).data).save(saved)
    again = loaded(mark(saved.getvalue(), FOUND[:1]).data)
    assert coloured(again) == {(LIST, "I9"): "critical", (LIST, "G9"): "critical"}
    assert again.sheetnames.count(RESULT) == 1
    assert again[LIST]["I10"].fill.fgColor.rgb == "FFE2EFDA"
    assert again[LIST]["C9"].comment.text == "Đã hỏi trưởng thôn."
    assert [sheet for sheet in again.sheetnames if sheet.startswith(RESULT)] == [RESULT]


# ------------------------------------------------------------ other kinds, bad bytes


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_the_sample_workbooks_come_back(ending, mark, form):
    path = next(iter(sorted((PROJECT / "examples/inbox").glob(f"*/*2020-03.{ending}"))))
    data = path.read_bytes()
    before = read_workbook(data, path.name, form, ReadingLimits())
    place = before.located["household"]
    row = place.data_rows[3] + 1
    made = mark(data, [finding("H306", place.name, row, place.letter("members"))], path.name)
    assert made.name == f"{path.stem} - kết quả kiểm tra.xlsx"
    assert (f".{ending}" in steps(made) and "trả lại ở dạng" in steps(made)) == (ending != "xlsx")
    after = read_workbook(made.data, made.name, form, ReadingLimits())
    for name, one in before.located.items():
        assert one.data_rows == after.located[name].data_rows
        for field in one.columns:
            theirs, ours = ([value or None for value in each.located[name].values(field)] for each in (before, after))
            assert theirs == ours, (name, field)
    assert list(coloured(loaded(made.data))) == [(place.name, f"{place.letter('members')}{row}")]
    assert told(made.data) <= (told(data) if ending == "xlsx" else set())


def test_office_has_nothing_more_to_complain_of(rich, mark):
    assert told(mark(rich).data) <= told(rich)
    macros = with_macros(rich)
    made = mark(macros, file="BC.xlsm")
    assert made.name.endswith(".xlsm")
    assert told(made.data, ".xlsm") <= told(macros, ".xlsm")


@pytest.mark.parametrize(
    "path", sorted((GOLDEN / "hazards").glob("*/*/[!~]*")), ids=lambda path: path.parent.parent.name
)
def test_every_troublesome_file_comes_back_or_is_said_to_be_unreadable(path, mark, form):
    reading = read_workbook(path.read_bytes(), path.name, form, ReadingLimits())
    if not reading.is_readable:
        with pytest.raises(CannotBeAnnotated, match="không mở được"):
            mark(path.read_bytes(), [finding("F101", None)], path.name)
        return
    made = mark(path.read_bytes(), [finding("X403", next(iter(reading.located.values())).name)], path.name)
    assert read_workbook(made.data, made.name, form, ReadingLimits()).is_readable
    assert loaded(made.data).sheetnames[0] == RESULT


def with_entities(data, part):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return changed(data, {part: lambda xml: re.sub(r"(<\?xml[^>]*\?>)?", rf"\1{bomb}", xml, count=1)})


@pytest.mark.parametrize("part", ["xl/worksheets/_rels/sheet2.xml.rels", "[Content_Types].xml"])
def test_entities_in_what_is_read_make_it_unreadable(rich, mark, part):
    with pytest.raises(CannotBeAnnotated, match="không mở được"):
        mark(with_entities(rich, part), FOUND[:1])


def test_entities_are_never_resolved(rich, mark):
    made = mark(with_entities(rich, "xl/comments/comment1.xml"), FOUND[:1])
    assert "chỉ có giá trị" in steps(made)
    assert coloured(loaded(made.data)) == {(LIST, "I9"): "critical", (LIST, "G9"): "critical"}


def test_folders_of_the_zip_are_no_parts(rich, mark):
    with_folders = packed({"xl/": b"", "xl/worksheets/": b""} | parts(rich))
    assert parts(mark(with_folders).data) == parts(mark(rich).data)


def test_a_broken_picture_harms_nothing_else(rich, mark):
    name = next(name for name in parts(rich) if name.endswith(".png"))
    stored = BytesIO()
    with ZipFile(BytesIO(rich)) as source, ZipFile(stored, "w") as target:
        for each in source.namelist():
            target.writestr(each, source.read(each))
    data = bytearray(stored.getvalue())
    at = data.index(parts(rich)[name])
    data[at + 20] ^= 255
    made = mark(bytes(data), FOUND[:1])
    assert "chỉ có giá trị" in steps(made)


def test_the_row_of_a_household_is_the_senders(form, tmp_path):
    """Blank lines and another order of columns move cells; the mark follows the finding, not a count."""
    one = book(poor=9, near_poor=9, blank_rows_every=3, first_row=8)
    data = fast_write(one, tmp_path / "a.xlsx").read_bytes()
    row = row_of(one, 7)
    made = annotated_workbook(data, "a.xlsx", [finding("H306", LIST, row, "G")], OUTCOME, form)
    assert list(coloured(loaded(made.data))) == [(LIST, f"G{row}")]


def test_a_strict_workbook_stays_strict(form, tmp_path):
    """Excel can save in the namespaces of ISO's strict variant; ours follow."""
    spaces = (
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )

    def strict(xml):
        for old, new in spaces:
            xml = xml.replace(old, new)
        return xml

    data = fast_write(book(poor=9, near_poor=9), tmp_path / "a.xlsx").read_bytes()
    data = changed(data, dict.fromkeys(parts(data), strict))
    made = annotated_workbook(data, "a.xlsx", [finding("H306", LIST, 9, "G")], OUTCOME, form)
    assert not any("chỉ có giá trị".encode() in data for data in parts(made.data).values())
    assert read_workbook(made.data, "a.xlsx", form, ReadingLimits()).chosen["household"].count == 1
    ours = b"".join(data for name, data in parts(made.data).items() if "sheet6" in name or "comments" in name)
    assert b"schemas.openxmlformats.org/spreadsheetml" not in ours
