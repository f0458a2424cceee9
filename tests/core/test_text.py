"""How texts are made comparable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giamngheo.core.text import headings_of, key, plain, shortened, tidy

vietnamese = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ ĐĂÂ",
    max_size=40,
)


@given(vietnamese)
def test_decomposed_letters_are_the_same_text(text):
    assert key(unicodedata.normalize("NFD", text)) == key(unicodedata.normalize("NFC", text))


@given(vietnamese)
def test_case_and_spaces_do_not_matter(text):
    assert key(f"  {text.upper().replace(' ', '   ')}\u00a0") == key(text)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)
    assert key(key(text)) == key(text) or "(" in text or "[" in text
    assert plain(plain(text)) == plain(text) or "(" in text or "[" in text


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("thuỷ", "thủy"), ("HOÀ BÌNH", "Hòa Bình"), ("khoẻ", "khỏe"), ("Ðỉnh Bàn", "Đỉnh Bàn")],
)
def test_both_ways_to_place_a_tone(one, other):
    assert key(one) == key(other)


def test_letters_that_differ_stay_apart():
    assert key("quý") != key("quy")
    assert key("Tổng") != key("Tống")
    assert key("nghèo") != key("nghẻo")
    assert plain("Đã được vay") == plain("Da duoc vay")


def test_brackets_and_line_breaks_of_headings():
    assert plain("Số tiền vay\n(triệu đồng)") == plain("Số tiền vay")
    assert plain("Kỳ báo cáo:") == plain("kỳ báo cáo")
    assert plain("Số người có thẻ BHYT") in headings_of("Số người có thẻ\nBHYT")


def test_a_text_all_in_brackets_is_not_lost():
    assert key("(x)") == "(x)"
    assert plain("(Triệu đồng)") == "(trieu dong)"


def test_invisible_letters_go():
    assert tidy("Th\u200bạch\u00a0 Khê\ufeff") == "Thạch Khê"


@pytest.mark.parametrize("half", [0xD83D, 0xDE00])
def test_halves_of_letters_are_not_kept(half):
    """Excel's `_xD83D_`, and what other programs cut in two: no database takes them."""
    assert tidy(f"Nguyễn{chr(half)} Văn A") == "Nguyễn Văn A"


NEWS = "Toàn huyện có 1.291 hộ nghèo (3,77%), giảm 18 hộ so với tháng 2. Chậm: BHYT; nhà tạm."


@pytest.mark.parametrize(
    ("most", "says"),
    [
        (100, NEWS),
        (len(NEWS), NEWS),
        (80, "Toàn huyện có 1.291 hộ nghèo (3,77%), giảm 18 hộ so với tháng 2."),
        (64, "Toàn huyện có 1.291 hộ nghèo (3,77%), giảm 18 hộ so với tháng 2."),
        (63, "Toàn huyện có 1.291 hộ nghèo (3,77%)…"),
        (41, "Toàn huyện có 1.291 hộ nghèo (3,77%)…"),
        (33, "Toàn huyện có 1.291 hộ nghèo…"),
        (12, "Toàn huyện…"),
        (3, "To…"),
    ],
)
def test_a_text_that_is_too_long_ends_as_people_end(most, says):
    assert shortened(NEWS, most) == says


@given(st.text("ab .,;(", max_size=60), st.integers(2, 70))
def test_what_is_left_of_it_fits_and_is_its_beginning(text, most):
    found = shortened(text, most)
    assert len(found) <= most
    assert text.startswith(found.removesuffix("…"))
    assert (found == text) == (len(text) <= most)
