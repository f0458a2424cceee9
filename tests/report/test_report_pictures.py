"""The pictures: same content, same bytes; readable in print, in grey, and with any content."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache

import matplotlib
import pytest
from fontTools.ttLib import TTFont
from matplotlib.text import Text
from PIL import Image

from giamngheo.report import content as say
from giamngheo.report.content import ReportContent
from giamngheo.report.render.pictures import Drawn, picture
from giamngheo.report.render.pictures.sheet import (
    BLUE,
    INK,
    SOFT,
    STATUS_STYLES,
    VERMILION,
    Canvas,
    drawable,
    house_style,
    width_of,
    wrapped,
)
from tests.conftest import GOLDEN, PROJECT
from tests.support.report_content import every_code, make_content

pytestmark = pytest.mark.filterwarnings("error")

LONG_NAME = "Xã Nguyễn Thị Minh Khai Hưng Nguyên Phường Nhiễu Tường Ngã Ba"
BASELINE, FALL = 4.0991, 0.5
ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


def point(at: int, rate: float | None, reporting: int = 22) -> say.TrendPoint:
    """`at` months after the baseline, December 2019."""
    year, month = divmod(2019 * 12 + 11 + at, 12)
    return say.TrendPoint(
        period=f"{year}-{month + 1:02d}",
        title=f"tháng {month + 1} năm {year}",
        coverage=say.Coverage(reporting=reporting, expected=22),
        poor=None,
        poor_rate=rate,
        near_poor_rate=None,
        target_rate=BASELINE - FALL * at / 12 if at <= 12 else None,
    )


FOUR = [point(at, rate) for at, rate in enumerate((4.0991, 4.02, 3.9376, 3.8537))]
RATES = (4.0991, 4.02, None, 3.9376, 3.96, 3.97, 3.95, 3.9, 3.88, None, None, 3.7, 3.62)
TRENDS = {
    "none": [],
    "one": FOUR[:1],
    "four": FOUR,
    "year": [point(at, rate, 22 - at % 2) for at, rate in enumerate(RATES) if at != 9],
    "no rates": [point(at, None, 0) for at in range(3)],
    "zero": [point(at, 0.0) for at in range(3)],
    "rising": [point(at, 4.1 + at / 5) for at in range(6)],
    "beyond the year": [point(at, 4.1 - at / 30) for at in range(9, 22)],
}


def units_of(number: int) -> list[say.UnitLine]:
    lines = itertools.islice(itertools.cycle(make_content().units), number)
    return [line.model_copy(update={"code": f"{at:05d}", "name": f"Xã Số {at}"}) for at, line in enumerate(lines)]


def heat_contents() -> dict[str, ReportContent]:
    whole = make_content()
    named = [line.model_copy(update={"name": LONG_NAME}) for line in units_of(60)]
    empty = [
        line.model_copy(update={"indicators": [no_cases(cell) for cell in line.indicators]}) for line in whole.units
    ]
    odd = [whole.units[0].model_copy(update={"name": "=1+1 $x$ \u202e<b>漢\U0001f600"})]
    return {
        "whole": whole,
        "golden": ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8")),
        "two missing": make_content(absent=every_code()[:2]),
        "all missing": make_content(absent=every_code()),
        "one unit": whole.model_copy(update={"units": whole.units[:1]}),
        "no unit": whole.model_copy(update={"units": []}),
        "216 units": whole.model_copy(update={"units": units_of(216)}),
        "long names": whole.model_copy(update={"units": named[:22]}),
        "many long names": whole.model_copy(update={"units": named}),
        "zero denominators": whole.model_copy(update={"units": empty}),
        "odd letters": whole.model_copy(update={"units": odd}),
        "12 indicators": with_indicators(whole, 12),
        "20 indicators": with_indicators(whole, 20),
    }


def no_cases(cell: say.UnitAttained) -> say.UnitAttained:
    return cell.model_copy(update={"value": None, "status": "no_cases" if cell.target is not None else None})


def with_indicators(content: ReportContent, number: int) -> ReportContent:
    """So many indicators by repeating those that there are."""

    def repeated(lines: list) -> list:
        again = itertools.islice(itertools.cycle(lines[:8]), number)
        return [line.model_copy(update={"indicator": f"i{at}"}) for at, line in enumerate(again)]

    units = [line.model_copy(update={"indicators": repeated(line.indicators)}) for line in content.units]
    return content.model_copy(update={"attainment": repeated(content.attainment), "units": units})


HEATS = heat_contents()
_AT_THE_END = {"behind": "missed", "on_track": "not_enough"}
HEATS["closing"] = HEATS["whole"].model_copy(
    update={
        "units": [
            unit.model_copy(
                update={
                    "indicators": [
                        cell.model_copy(update={"status": _AT_THE_END.get(cell.status, cell.status)})
                        for cell in unit.indicators
                    ]
                }
            )
            for unit in HEATS["whole"].units
        ]
    }
)
EVERY = {f"trend: {name}": ("trend", make_content(trend=points)) for name, points in TRENDS.items()}
EVERY |= {f"heat: {name}": ("heat", content) for name, content in HEATS.items()}
every_picture = pytest.mark.parametrize("name", EVERY)


@dataclass(frozen=True)
class Seen:
    """A picture, and the sheet on which it was drawn: to look at what stands there."""

    drawn: Drawn
    sheet: Canvas

    @property
    def texts(self) -> list[Text]:
        return [text for text in self.sheet.figure.findobj(Text) if text.get_visible() and text.get_text()]

    @property
    def said(self) -> list[str]:
        return [text.get_text() for text in self.texts]

    @property
    def prose(self) -> str:
        return " ".join(self.said).replace("\n", " ")


@lru_cache
def seen(name: str) -> Seen:
    """Each once: it takes half a second."""
    sheets: list[Canvas] = []
    drawn = Canvas.drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "drawn", lambda sheet: sheets.append(sheet) or drawn(sheet))
        return Seen(picture(*EVERY[name]), *sheets)


@every_picture
def test_a_picture_has_its_measure_and_is_small(name):
    drawn = seen(name).drawn
    image = Image.open(io.BytesIO(drawn.png))
    assert drawn.width_mm == 165
    assert drawn.height_mm <= 235
    for pixels, mm, dpi in zip(image.size, (drawn.width_mm, drawn.height_mm), image.info["dpi"], strict=True):
        assert abs(pixels / dpi * 25.4 - mm) < 0.2
    assert len(drawn.png) < 150_000
    assert set(image.info) == {"dpi"}  # no name of a program, no date


@every_picture
def test_no_letter_outside_and_no_text_over_another(name):
    sheet = seen(name).sheet
    width, height = sheet.canvas.get_width_height()
    with house_style():
        boxes = [(text.get_text(), text.get_window_extent(sheet.canvas.get_renderer())) for text in seen(name).texts]
    assert boxes
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        shared_x = min(first.x1, second.x1) - max(first.x0, second.x0)
        shared_y = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert shared_x <= 2 or shared_y <= 3, (one, other)  # boxes have a little air of their own


@every_picture
def test_letters_are_in_the_font_and_large_enough(name):
    assert seen(name).texts
    for text in seen(name).texts:
        font = text.get_fontproperties()
        assert font.get_size_in_points() >= 7
        assert font.get_file().startswith(matplotlib.get_data_path())
        assert {ord(letter) for letter in text.get_text()} - {10} <= letters_of(font.get_file())


@lru_cache
def letters_of(file: str) -> frozenset[int]:
    return frozenset(TTFont(file).getBestCmap())


def test_every_vietnamese_letter_can_be_drawn():
    assert drawable(ALPHABET + ALPHABET.upper()) == ALPHABET + ALPHABET.upper()
    assert drawable("漢") == "\ufffd"


def test_the_same_content_gives_the_same_bytes_in_any_process(tmp_path):
    """Whatever the time zone, the hash seed, the language and the machine's matplotlibrc."""
    (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\nlines.linewidth: 9\n")
    script = (
        "import hashlib, warnings; warnings.simplefilter('ignore')\n"
        "from tests.report import test_report_pictures as t\n"
        "for key, content in (('trend', t.make_content(trend=t.TRENDS['year'])), ('heat', t.HEATS['two missing'])):\n"
        "    print(hashlib.sha256(t.picture(key, content).png).hexdigest())\n"
    )
    ours = {"TZ": "America/New_York", "PYTHONHASHSEED": "7", "LANG": "C", "MPLCONFIGDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, env=os.environ | ours, capture_output=True, text=True, check=True
    )
    contents = {"trend": make_content(trend=TRENDS["year"]), "heat": HEATS["two missing"]}
    for _ in range(2):
        here = [hashlib.sha256(picture(key, content).png).hexdigest() for key, content in contents.items()]
        assert done.stdout.split() == here


def test_statuses_differ_in_grey_and_letters_can_be_read_on_them():
    looks = [STATUS_STYLES[code] for code in ("no_cases", "attained", "on_track", "behind")]
    greys = [lightness(look.fill) for look in looks]
    assert all(lighter - darker >= 10 for lighter, darker in itertools.pairwise(greys))
    assert len({(look.marker, look.filling) for look in looks}) == len(looks)
    assert all(contrast(INK, look.fill) >= 4.5 for look in looks)
    assert all(contrast(colour, "#FFFFFF") >= 4.5 for colour in (INK, SOFT, BLUE, VERMILION))


def test_the_file_keeps_the_colours_of_the_house():
    image = Image.open(io.BytesIO(seen("heat: whole").drawn.png)).convert("RGB")
    colours = {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in image.getcolors(256)}
    shown = {cell.status for unit in HEATS["whole"].units for cell in unit.indicators if cell.status in STATUS_STYLES}
    assert len(shown) == 4
    assert {STATUS_STYLES[status].fill for status in shown} <= colours


def test_at_the_end_of_the_year_targets_are_missed_and_some_cannot_be_judged():
    shown, units = seen("heat: closing"), HEATS["closing"].units
    assert "Không đạt" in shown.said
    assert "Chưa đủ căn cứ" in shown.said
    counts = [sum(cell.status == "missed" for cell in unit.indicators if cell.target is not None) for unit in units]
    bold = [text.get_text() for text in shown.texts if "Bold" in text.get_fontproperties().get_file()]
    assert [int(text) for text in bold if text.isdigit()] == sorted(counts, reverse=True)


def test_units_stand_worst_first_and_who_is_missing_last():
    shown = seen("heat: two missing")
    names = [text for text in shown.said if text.startswith(("Xã", "Thị"))]
    assert names[-2:] == [unit.name for unit in HEATS["two missing"].units if not unit.reported]
    assert shown.said.count("chưa có số liệu") == 2
    bold = [text.get_text() for text in shown.texts if "Bold" in text.get_fontproperties().get_file()]
    counts = [int(text) for text in bold]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 20


def test_more_units_than_fit_are_counted():
    shown = seen("heat: 216 units")
    assert "40 đơn vị có nhiều chỉ tiêu chậm nhất trong 216 đơn vị" in shown.prose
    assert shown.prose.count("Xã Số") == 40


def test_the_trend_says_what_it_shows():
    shown = seen("trend: year")
    assert [text for text in shown.said if text.endswith("%")] == [
        *("4,10%", "4,02%", "3,94%", "3,96%", "3,97%", "3,95%", "3,90%", "3,88%", "3,70%", "3,62%")
    ]
    assert "Trục đứng bắt đầu từ 3,40%, không phải từ 0." in shown.prose
    assert "Chấm rỗng là tháng chưa đủ đơn vị báo cáo (T1/2020: 21/22; T3/2020: 21/22; " in shown.prose
    assert "Chỗ ngắt là tháng chưa có đủ báo cáo (T2/2020, T9/2020, T10/2020)." in shown.prose


def test_the_path_goes_straight_on_to_december():
    said = seen("trend: four").said
    assert "Lộ trình\nmục tiêu\n(3,60%)" in said
    assert [text for text in said if text.startswith("T") and text[1].isdigit()] == [
        *("T12\n2019", "T1\n2020"),
        *(f"T{month}" for month in range(2, 13)),
    ]


@pytest.mark.parametrize("name", ["trend: none", "trend: no rates", "heat: no unit"])
def test_without_figures_it_says_so(name):
    (text,) = seen(name).said
    assert text.startswith("Chưa có số liệu")


def test_long_words_are_cut_at_the_edge():
    for text in (LONG_NAME, "x" * 200, ""):
        lines = wrapped(text, 30, most=2)
        assert len(lines) <= 2
        assert all(width_of(line) <= 30 for line in lines)
    assert wrapped("x" * 200, 30, most=2)[-1].endswith("…")


def test_another_key_is_a_mistake():
    with pytest.raises(KeyError):
        picture("pie", make_content())


def lightness(colour: str) -> float:
    """L* of CIELAB: how light it looks in grey print, 0 to 100."""
    return 116 * luminance(colour) ** (1 / 3) - 16


def contrast(one: str, other: str) -> float:
    """WCAG 2: from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
