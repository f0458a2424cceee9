"""Vietnamese typed with the fonts of before Unicode: TCVN3 (ABC, `.VnTime`) and VNI (`VNI-Times`).

Such text is stored as Latin-1 characters that only the right font shows as Vietnamese. A reader does not tell
fonts, so the letters themselves have to: a word counts for an old font when it is no Vietnamese syllable as
it stands, and is one when read through that font and through no other. Whatever is good Vietnamese already
is never touched by this, and one odd word (a foreign name, a unit) is not enough.

Convert before any cleaning: the letter ư of TCVN3 is the soft hyphen U+00AD, which cleaners drop.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from giamngheo.core.remembered import remembered_if_short


class Script(StrEnum):
    """How a text's Vietnamese letters are stored."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


def to_unicode(texts: Iterable[str]) -> list[str]:
    """The texts of one sheet in Unicode (NFC). What a text does not tell by itself, its sheet tells."""
    stored = list(texts)
    guesses = [None if text.isascii() else guess(text) for text in stored]
    usual = _most_frequent(guesses)
    return [_converted(text, found, usual) for text, found in zip(stored, guesses, strict=True)]


@remembered_if_short
def guess(text: str) -> Script | None:
    """What the text alone makes sure of; `None` for plain ASCII and for what may be either."""
    if text.isascii():
        return None
    if _ONLY_UNICODE.search(text):
        return Script.UNICODE
    weights = _weights(text)
    for script, weight, against in (
        (Script.TCVN3, weights.tcvn3, weights.not_tcvn3),
        (Script.VNI, weights.vni, weights.not_vni),
    ):
        if weight >= _ENOUGH and weight > 2 * against:
            return script
    return None


def decode_tcvn3(text: str) -> str:
    """`X· Th¹ch Khª` → `Xã Thạch Khê`."""
    return unicodedata.normalize("NFC", text.translate(_TCVN3))


def decode_vni(text: str) -> str:
    """`Xaõ Thaïch Kheâ` → `Xã Thạch Khê`: a letter and its mark are two characters."""
    return unicodedata.normalize("NFC", _VNI_LETTER.sub(lambda found: _VNI[found[0]], text))


def _most_frequent(guesses: list[Script | None]) -> Script:
    counts = Counter(found for found in guesses if found)
    # max keeps the first of equals: plain Unicode.
    return max((Script.UNICODE, Script.TCVN3, Script.VNI), key=lambda script: counts[script])


def _converted(text: str, found: Script | None, usual: Script) -> str:
    if text.isascii():
        return text
    if found is None and usual is not Script.UNICODE and _fits(text, usual):
        found = usual
    if found is Script.TCVN3:
        return decode_tcvn3(text)
    if found is Script.VNI:
        return decode_vni(text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


# ---------------------------------------------------------------- weighing words


# Letters that neither old font has a place for, and the combining marks of decomposed text.
_ONLY_UNICODE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u036f]"
)
_WORD = re.compile(r"[A-Za-z\u00a1-\u00ff]+")
_ENOUGH = 2


class _Weights(NamedTuple):
    tcvn3: int = 0
    not_tcvn3: int = 0
    vni: int = 0
    not_vni: int = 0


class _Word(NamedTuple):
    """Whether a word is a Vietnamese syllable as it stands, through TCVN3 and through VNI."""

    unicode: bool
    tcvn3: bool
    vni: bool
    is_broken: bool  # a sign or a capital in the middle of letters


def _weights(text: str) -> _Weights:
    # Each word once: `µm` ten times says no more than once.
    words = [_look_at(word) for word in set(_words(text))]
    return _Weights(
        tcvn3=sum(1 + word.is_broken for word in words if word.tcvn3 and not word.unicode and not word.vni),
        not_tcvn3=sum(not word.tcvn3 for word in words),
        vni=sum(1 for word in words if word.vni and not word.unicode and not word.tcvn3),
        not_vni=sum(not word.vni for word in words),
    )


def _fits(text: str, script: Script) -> bool:
    """Whether all of a doubtful text is Vietnamese through this font."""
    words = [_look_at(word) for word in _words(text)]
    return bool(words) and all(word.tcvn3 if script is Script.TCVN3 else word.vni for word in words)


def _words(text: str) -> list[str]:
    """The words that differ between the scripts; neither a lone sign (`×`, `µ`, `§`) nor an abbreviation with
    Đ (`L§` or `LÑ` for LĐ) is a syllable in any of them."""
    return [
        word
        for word in _WORD.findall(text)
        if not word.isascii() and _HAS_ASCII.search(word) and not _ABBREVIATION.fullmatch(word)
    ]


_HAS_ASCII = re.compile("[A-Za-z]")
_ABBREVIATION = re.compile("[A-Z§Ñ]+")
_SIGN_BETWEEN = re.compile(r"[^\W\d_][\u00a1-\u00bf\u00d7\u00f7]+[^\W\d_]")
_SIGNS = re.compile(r"[\u00a1-\u00bf\u00d7\u00f7]+")
_PRODUCT = re.compile(r"[A-Za-z][×÷·][A-Za-z]")  # `N·m` is a unit and would be `Nãm`


@lru_cache(maxsize=2048)
def _look_at(word: str) -> _Word:
    is_broken = bool(_SIGN_BETWEEN.search(word)) and not _PRODUCT.fullmatch(word)
    is_broken = is_broken or _has_capital_inside(word)
    return _Word(
        unicode=not is_broken and all(map(_is_written_so, _SIGNS.split(word))),
        tcvn3=all(letter in _TCVN3_LETTERS for letter in word) and _is_syllable(decode_tcvn3(word)),
        vni=bool(_VNI_WORD.fullmatch(word)) and _is_syllable(decode_vni(word)),
        is_broken=is_broken,
    )


def _has_capital_inside(word: str) -> bool:
    """`nghÌo`: TCVN3 puts small letters where Latin-1 has capitals."""
    return any(before.islower() and after.isupper() and not after.isascii() for before, after in pairwise(word))


# ---------------------------------------------------------------- Vietnamese syllables


_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_TONES = ("", _ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)
_RHYMES = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oat oay oăm oăn oăng oăt oe oen oeo oet
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uât uây uê uêch uênh uôc uôi uôm uôn uông uôt
    uơ uy uya uych uynh uyt uyu uyên uyêt
    ư ưa ưc ưi ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêt yêu
""".split()  # noqa: SIM905
# Known as they stand, but too rare to tell an old font by.
_RARE_RHYMES = "êng oao oap oăc ooc oong uâng uên uyn uyp ưm yêng".split()  # noqa: SIM905
_BEFORE_FRONT_VOWELS = frozenset(("k", "gh", "ngh"))
_BEFORE_OTHER_VOWELS = frozenset(("c", "ng", "g"))
_ONSETS = frozenset(
    ("", *"b ch d đ gi h kh l m n nh p ph qu r s t th tr v x".split())  # noqa: SIM905
) | (_BEFORE_FRONT_VOWELS | _BEFORE_OTHER_VOWELS)


def _toned(rhymes: list[str], *, strict: bool) -> dict[str, str]:
    """Every rhyme with every tone where it may stand → its first letter without the tone.

    Strictly, only sắc and nặng are spoken before p, t, c, ch.
    """
    found = {}
    for rhyme in rhymes:
        tones = (_ACUTE, _DOT) if strict and rhyme.endswith(("p", "t", "c", "ch")) else _TONES
        for place in _tone_places(rhyme):
            for tone in tones:
                toned = rhyme[: place + 1] + tone + rhyme[place + 1 :]
                found[unicodedata.normalize("NFC", toned)] = rhyme[0]
    return found


def _tone_places(rhyme: str) -> tuple[int, ...]:
    """Old and new placement: `hoà` and `hòa`."""
    marked = [place for place, letter in enumerate(rhyme) if letter in "ăâêôơư"]
    if marked:
        return (marked[-1],)
    vowels = [place for place, letter in enumerate(rhyme) if letter in "aeiouy"]
    if len(vowels) == 2 and len(rhyme) == 2:
        return (0, 1) if rhyme in ("oa", "oe", "uy") else (0,)
    return (vowels[min(len(vowels) - 1, 1)],)


_SPOKEN = _toned(_RHYMES, strict=True)
_WRITTEN = _toned(_RHYMES + _RARE_RHYMES, strict=False)


def _is_written_so(word: str) -> bool:
    """Vietnamese as it stands: the tone may be left out, and plain ASCII is always possible."""
    return word.isascii() or _is_syllable(word.replace("Ð", "Đ"), _WRITTEN, _ONSETS | {"q"})


def _is_syllable(word: str, rhymes: dict[str, str] = _SPOKEN, onsets: frozenset[str] = _ONSETS) -> bool:
    small = word.lower()
    return any(
        small[cut:] in rhymes and small[:cut] in onsets and _go_together(small[:cut], rhymes[small[cut:]])
        for cut in range(min(4, len(small)))
    )


def _go_together(onset: str, first: str) -> bool:
    """`k` before e, ê, i, y and `c` before all others, and so on."""
    if onset in _BEFORE_FRONT_VOWELS:
        return first in "ieê" or (first == "y" and onset == "k")
    if onset in _BEFORE_OTHER_VOWELS:
        return first not in "eêy" and (first != "i" or onset == "g")
    return True


# ---------------------------------------------------------------- TCVN 5712:1993, third set


_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_TCVN3 = {start + step: letter for start, run in _TCVN3_RUNS.items() for step, letter in enumerate(run)}
_ASCII_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TCVN3_LETTERS = frozenset(map(chr, _TCVN3)) | frozenset(_ASCII_LETTERS)


# ---------------------------------------------------------------- VNI


_TONE_MARKS = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_ROOF_MARKS = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_BOWL_MARKS = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    found = dict(_ALONE)
    for letters, above, marks in (
        ("aeouy", "", _TONE_MARKS),
        ("aeo", "\u0302", _ROOF_MARKS),
        ("a", "\u0306", _BOWL_MARKS),
    ):
        found |= {letter + mark: letter + above + tone for letter in letters for mark, tone in marks.items()}
    found |= {letter + mark: _ALONE[letter] + tone for letter in "ôö" for mark, tone in _TONE_MARKS.items()}
    small = {key: unicodedata.normalize("NFC", value) for key, value in found.items()}
    capital = {key.upper(): value.upper() for key, value in small.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in small.items() if len(key) == 2}
    return small | capital | mixed


_VNI = _vni_table()
_VNI_LETTERS = "|".join(sorted(_VNI, key=len, reverse=True))
_VNI_LETTER = re.compile(_VNI_LETTERS)
_VNI_WORD = re.compile(f"(?:{_VNI_LETTERS}|[A-Za-z])+")
