"""Old fonts: what is recognised, and above all what is left alone."""

# ruff: noqa: SIM905 (lists of words are easier to read as text)

from __future__ import annotations

import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giamngheo.core.legacy_encodings import _TCVN3, _VNI, Script, decode_tcvn3, decode_vni, guess, to_unicode
from tests.support.old_fonts import tcvn3
from tests.support.programs import need

# Unicode, TCVN3, VNI (domain notes, 6.1)
SAMPLES = [
    ("Xã Thạch Khê", "X· Th¹ch Khª", "Xaõ Thaïch Kheâ"),
    ("Thị trấn Thạch Hà", "ThÞ trÊn Th¹ch Hµ", "Thò traán Thaïch Haø"),
    ("Xã Đỉnh Bàn", "X· §Ønh Bµn", "Xaõ Ñænh Baøn"),
    ("Xã Lưu Vĩnh Sơn", "X· L\u00adu VÜnh S¬n", "Xaõ Löu Vónh Sôn"),
    ("Xã Tượng Sơn", "X· T\u00adîng S¬n", "Xaõ Töôïng Sôn"),
    ("Xã Nam Điền", "X· Nam §iÒn", "Xaõ Nam Ñieàn"),
    ("hộ nghèo", "hé nghÌo", "hoä ngheøo"),
    ("hộ cận nghèo", "hé cËn nghÌo", "hoä caän ngheøo"),
    ("Tổng cộng", "Tæng céng", "Toång coäng"),
]

# Vietnamese words whose letters are all in Latin-1, so that nothing shows at once that they are Unicode.
DOUBTFUL = """
    Hà hoà hòa Lê Sôn có không nhà nghèo bò gà lúa là và xã Bình Tân Hòa HÒA BÌNH HÀ Trí Tú Thúy quý
    quá gì già giêng Kông cà phê hé lò tôn mía cá tím mèo nuôi con trâu bê ngô khoai ốc Dê Đê êm Ê Ý
    ý Í ới quà Tú Hùng Hòe khoè lúa nếp thoát nghèo Cán Hoàn Toàn Thoa Oanh Khuê Thuý thuỷ Tuyên
    Quyên Xuân nguyên hoàng kiêm Yên Yến
""".split()
FOREIGN = """
    João São Tomé Müller Citroën René José Núñez Ångström café résumé smörgåsbord naïve Curaçao Noël
    Zürich Loïc Köln École Besançon Škoda Łódź Krông Kôn Plông Hmông Ibáñez nghành Ðình
""".split()
SIGNS = [
    "×",
    "✓",
    "✔",
    "±",
    "°",
    "µ",
    "m²",
    "km²",
    "«Hà»",
    "5 µm",
    "3×4",
    "N·m",
    "m×n",
    "½",
    "§ 5",
    "±5°C",
    "©",
    "–",
    "…",
]


def vni(text: str) -> str:
    stored: dict[str, str] = {}
    for key, letter in _VNI.items():
        stored.setdefault(letter, key)
    return "".join(letter if letter.isascii() else stored.get(letter, letter) for letter in text)


@pytest.mark.parametrize(("unicode", "abc", "two"), SAMPLES)
def test_the_samples_are_recognised_and_decoded(unicode, abc, two):
    assert [guess(unicode), guess(abc), guess(two)] == [Script.UNICODE, Script.TCVN3, Script.VNI]
    assert to_unicode([unicode, abc, two]) == [unicode] * 3


def test_tcvn3_is_what_iconv_says():
    stored = bytes(_TCVN3)
    run = subprocess.run(
        [need("iconv"), "-f", "TCVN5712-1", "-t", "UTF-8"], input=stored, capture_output=True, check=True
    )
    assert decode_tcvn3(stored.decode("latin-1")) == unicodedata.normalize("NFC", run.stdout.decode())
    assert len(_TCVN3) == 74


def test_vni_has_every_letter_of_vietnamese_once_small_and_once_capital():
    letters = {
        unicodedata.normalize("NFC", letter + tone)
        for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
        for tone in ("", *"\u0301\u0300\u0309\u0303\u0323")
    } | {"đ", "Đ"}
    assert {decode_vni(vni(letter)) for letter in letters} == letters


@pytest.mark.parametrize(
    "stored",
    [
        "TOÅNG COÄNG",
        "Toång coäng",
        "THAÏCH HAØ",
        "Ñaëng Höõu Ñöùc",
        "Nguyeãn Thò Tuyeát",
        "Hoï vaø teân chuû hoä",
    ],
)
def test_vni_is_decoded_small_and_capital(stored):
    assert guess(stored) is Script.VNI
    assert all(letter.isascii() or unicodedata.name(letter).startswith("LATIN") for letter in decode_vni(stored))
    assert vni(decode_vni(stored)) == stored


def test_a_doubtful_text_follows_its_sheet():
    assert to_unicode(["hoà", "Lê", "Hà"]) == ["hoà", "Lê", "Hà"]
    assert to_unicode(["hoà", "Xaõ", "Hà", "Toång coäng"]) == ["hồ", "Xã", "Hà", "Tổng cộng"]
    assert to_unicode(["X·", "Hµ", "Lª", "Tæng céng"]) == ["Xã", "Hà", "Lê", "Tổng cộng"]


def test_plain_unicode_wins_a_tie():
    assert to_unicode(["hoà", "Toång coäng", "Tổng cộng"])[0] == "hoà"


def test_a_sheet_may_mix_scripts_cell_by_cell():
    assert to_unicode(["hộ nghèo", "hé nghÌo", "hoä ngheøo", "ho ngheo", ""]) == ["hộ nghèo"] * 3 + [
        "ho ngheo",
        "",
    ]


def test_abbreviations_do_not_stand_in_the_way():
    assert to_unicode(["C¸n bé L§-TB&XH"]) == ["Cán bộ LĐ-TB&XH"]
    assert to_unicode(["Caùn boä LÑ-TB&XH"]) == ["Cán bộ LĐ-TB&XH"]


def test_a_decomposed_text_is_composed():
    assert to_unicode([unicodedata.normalize("NFD", "Tượng Sơn"), "Ha\u0300"]) == ["Tượng Sơn", "Hà"]


def test_marks_of_the_form_stay_marks_even_in_a_sheet_of_an_old_font():
    assert to_unicode(["×", "✓", "hé nghÌo", "Tæng céng"])[:2] == ["×", "✓"]


@given(st.lists(st.sampled_from(DOUBTFUL), min_size=1), st.sampled_from(["NFC", "NFD"]))
def test_vietnamese_in_unicode_is_never_changed(words, form):
    texts = [" ".join(words), *words]
    stored = [unicodedata.normalize(form, text) for text in texts]
    assert to_unicode(stored) == [unicodedata.normalize("NFC", text) for text in texts]


@given(st.lists(st.sampled_from(FOREIGN + SIGNS + ["Trần Thị Hà", "Không đổi", "hoà"])))
def test_foreign_names_and_signs_are_never_changed(texts):
    assert to_unicode(texts) == texts


@pytest.mark.parametrize("texts", [[word] for word in FOREIGN + SIGNS] + [SIGNS, FOREIGN])
def test_foreign_names_and_signs_by_themselves(texts):
    assert to_unicode(texts) == texts


VIETNAMESE = """
    Nguyễn Trần Phạm Đặng Hoàng Lê Thị Hữu Đức Tuyết Phượng Ngọc Thạch Khê Tượng Sơn hộ nghèo cận
    không đổi phát sinh mới tái chuyển đến thoát ra khỏi danh sách nước sạch vệ sinh nhà tiêu hợp
    tạm bợ dột nát thiếu hụt trẻ em được hỗ trợ tiếp cận thông tin đồng ý giống cây con bưởi Phúc
    Trạch quỹ vì người
""".split()


@given(st.lists(st.sampled_from(VIETNAMESE), min_size=3, max_size=12))
def test_a_sentence_survives_both_old_fonts(words):
    text = " ".join(words)
    sheet = ["Tổng cộng", "hộ nghèo", text]
    assert [one.lower() for one in to_unicode(map(tcvn3, sheet))] == [one.lower() for one in sheet]
    assert to_unicode(map(vni, sheet)) == sheet


@given(st.text())
def test_any_text_gives_a_text_in_nfc(text):
    (found,) = to_unicode([text])
    assert unicodedata.is_normalized("NFC", found)
