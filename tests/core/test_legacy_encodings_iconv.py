"""TCVN3 against a second opinion, glibc's TCVN5712-1: byte by byte, and in whole workbooks that mix it with Unicode."""

from __future__ import annotations

import subprocess
import unicodedata
from functools import cache

import pytest

from giamngheo.core.legacy_encodings import _TCVN3, decode_tcvn3, to_unicode
from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.workbook import cover_value, is_this_form, read_workbook
from tests.support.programs import need
from tests.support.workbooks import book, write

CHARSET = "TCVN5712-1"
SMALL = {
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưy"
    for tone in ("", *"\u0300\u0301\u0303\u0309\u0323")
} | {"đ"}
BARE_CAPITALS = set("ĂÂÊÔƠƯĐ")
# The charset has these too. The fonts have not: a capital with a tone is the small letter in a font of capitals
# (.VnTimeH), and in Latin-1 the same bytes are À to Û, control characters, or signs like ° and ±.
CAPITALS_WITH_TONES = {letter.upper() for letter in SMALL if not letter.isascii()} - BARE_CAPITALS
MARKS = set("\u0300\u0301\u0303\u0309\u0323")


@pytest.fixture(scope="module", autouse=True)
def oracle():
    """glibc's iconv with its table of this charset."""
    tool = need("iconv")
    known = subprocess.run([tool, "--list"], capture_output=True, text=True, check=True, timeout=30).stdout
    if CHARSET not in known:
        pytest.fail(f"iconv does not know {CHARSET}: apt-get install libc6 (its gconv modules)")


def iconv(data: bytes, source: str, target: str) -> bytes | None:
    """Nothing where the charset has no such byte or letter."""
    run = subprocess.run(
        ["iconv", "-f", source, "-t", target], input=data, capture_output=True, timeout=30, check=False
    )
    return run.stdout if run.returncode == 0 else None


@cache
def of_byte(code: int) -> str | None:
    decoded = iconv(bytes([code]), CHARSET, "UTF-8")
    return None if decoded is None else unicodedata.normalize("NFC", decoded.decode())


@cache
def tcvn3(text: str) -> str:
    """A text as an old workbook stores it, by iconv; ASCII stays."""
    stored = iconv(text.encode(), "UTF-8", CHARSET)
    assert stored is not None, text
    return stored.decode("latin-1")


def test_every_byte_of_the_fonts_is_the_same_letter():
    assert {code: decode_tcvn3(chr(code)) for code in _TCVN3} == {code: of_byte(code) for code in _TCVN3}
    assert set(_TCVN3.values()) == {letter for letter in SMALL if not letter.isascii()} | BARE_CAPITALS
    assert all(decode_tcvn3(chr(code)) == of_byte(code) for code in (*range(0x20, 0x7F), 0xA0))


def test_where_they_differ_the_charset_has_what_no_font_had():
    differ = {code: of_byte(code) for code in range(256) if decode_tcvn3(chr(code)) != of_byte(code)}
    assert set(differ.values()) == CAPITALS_WITH_TONES | MARKS
    assert len(differ) == len(CAPITALS_WITH_TONES | MARKS) == 65
    assert all(decode_tcvn3(chr(code)) == chr(code) for code in differ)


@pytest.mark.parametrize("letter", sorted(SMALL | BARE_CAPITALS))
def test_every_letter_survives_the_way_there_and_back(letter):
    assert decode_tcvn3(tcvn3(letter)) == letter
    assert to_unicode([f"Tæng céng {tcvn3(letter)}"]) == [f"Tổng cộng {letter}"]


# ---------------------------------------------------------------- whole workbooks

NAMES = (
    *("Nguyễn Thị Hồng", "Trần Văn Đức", "Lê Hữu Phước", "Đặng Thị Tuyết", "Phan Đình Lưu", "Hoàng Mỹ"),
    *("Hà Văn Lực", "Lê Thị Hà", "Bùi Thuý Vượng", "Dương Kỳ", "Võ Tá Cương", "Ngô Sĩ Liễn"),
)
VILLAGES = ("Thôn Đại Hải", "Thôn Bắc Lạc", "Tổ dân phố Nam Thượng", "Thôn Hoà Lạc", "Thôn 3", "Tiền Ngọ")
NOTES = ("hộ có người khuyết tật", "vợ ốm nặng, con nhỏ", "x", "đã xoá nhà tạm", "", "5 m2 đất ở; 2 người")
OWN = {"head_name": NAMES, "village": VILLAGES, "note": NOTES}
TEXTS = (*OWN, "classification", "change")
HEADINGS = {
    "head_name": "Họ và tên chủ hộ",
    "village": "Thôn, tổ dân phố",
    "classification": "Phân loại hộ",
    "change": "Biến động trong kỳ",
    "members": "Số nhân khẩu",
    "loan_amount": "Số tiền vay (triệu đồng)",
    "informed": "Số người tiếp cận thông tin",
    "temporary_housing": "Nhà tạm bợ, dột nát",
}
EVERY_ROW = range(len(NAMES))
# Which cells an officer typed with the old font: these fields, in these rows of the list.
MIXES = {
    "no cell": ((), ()),
    "every cell": (TEXTS, EVERY_ROW),
    "every second row": (TEXTS, EVERY_ROW[::2]),
    "names only": (("head_name",), EVERY_ROW),
    "villages and notes": (("village", "note"), EVERY_ROW),
    "all but the classes": (tuple(OWN), EVERY_ROW),
    "one row": (TEXTS, (5,)),
    "all rows but one": (TEXTS, [row for row in EVERY_ROW if row != 5]),
}


def in_unicode():
    """A unit's workbook, all in Unicode."""
    made = book("18604", "Xã Thạch Khê", "2020-01", poor=6, near_poor=6)
    for number, row in enumerate(made.households):
        row.update({field: texts[number % len(texts)] for field, texts in OWN.items()})
    made.stories[0]["summary"] = "Vay vốn nuôi bò sinh sản, trả hết nợ rồi xin thoát nghèo."
    made.models[0]["name"] = "Trồng ổi, bưởi"
    return made


def typed(mix, headings):
    """The same, some of it typed with the old font."""
    made = in_unicode()
    fields, rows = MIXES[mix]
    for row in (made.households[number] for number in rows):
        row.update({field: tcvn3(row[field]) for field in fields if row[field]})
    if headings:
        made.headings = {field: tcvn3(heading) for field, heading in HEADINGS.items()}
        made.cover["Tên đơn vị"] = tcvn3("Xã Thạch Khê")
        made.stories[0]["summary"] = tcvn3(made.stories[0]["summary"])
        made.models[0]["name"] = tcvn3(made.models[0]["name"])
    return made


def read(made, form, folder):
    file = write(made, folder / "b.xlsx")
    reading = read_workbook(file.read_bytes(), file.name, form, ReadingLimits())
    assert is_this_form(reading, form)
    return reading


def texts_in(made, form, folder):
    """The texts of the workbook as they are read, and the columns that were found."""
    reading = read(made, form, folder)
    household = reading.located["household"]
    found = {
        field: [text or "" for text in household.typed[field].values] for field in TEXTS if field in household.columns
    }
    found["unit_name"] = [cover_value(reading, "unit_name", form)]
    found["story"] = reading.located["story"].typed["summary"].values
    found["model"] = reading.located["model"].typed["name"].values
    return found, set(household.columns)


@pytest.mark.parametrize("headings", [False, True], ids=["headings in Unicode", "headings in TCVN3"])
@pytest.mark.parametrize("mix", MIXES)
def test_a_workbook_that_mixes_them_is_read_as_if_it_were_unicode(mix, headings, form, tmp_path):
    meant, columns = texts_in(in_unicode(), form, tmp_path)
    assert meant["head_name"] == list(NAMES)
    found, found_columns = texts_in(typed(mix, headings), form, tmp_path)
    assert (found, found_columns) == (meant, columns)


@pytest.mark.parametrize("text", ["Hà", "Ngô Sĩ", "vợ ốm, con nhỏ", "Hội CCB", "UBMTTQ xã"])
def test_a_short_text_that_may_be_either_is_left_as_it_was_typed(text):
    """In a sheet that is mostly Unicode: nothing is guessed, so the officer sees what was sent."""
    sheet = ["Nguyễn Thị Hồng", "Cận nghèo", "Không đổi", "Họ và tên chủ hộ", "Trần Văn Đức"]
    assert to_unicode([tcvn3(text), *sheet]) == [tcvn3(text), *sheet]


@pytest.mark.parametrize(("field", "heading"), [("household_code", "Mã hộ"), ("note", "Ghi chú")])
def test_a_short_heading_in_an_old_font_among_unicode(field, heading, form, tmp_path):
    made = in_unicode()
    made.headings = {field: tcvn3(heading)}
    assert field in read(made, form, tmp_path).located["household"].columns


def test_a_doubtful_heading_in_unicode_above_rows_in_an_old_font(form, tmp_path):
    made = typed("every cell", headings=True)
    made.headings["note"] = "Ghi chú"
    assert "note" in read(made, form, tmp_path).located["household"].columns
