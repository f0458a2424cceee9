"""The house style of every picture: its measure, letters, colours and marks, and the sheet it is drawn on.

Colours are those of Okabe and Ito, made lighter or darker so that they also differ in grey print
(https://jfly.uni-koeln.de/color/). Letters are DejaVu, which matplotlib brings along: nothing depends on the fonts
of the machine. Lengths are millimetres from the upper left corner, sizes of letters points, both as printed.
"""

from __future__ import annotations

import io
import threading
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from giamngheo.report.wording.listing import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties
    from PIL.Image import Image as Bitmap

WIDTH = 165.0
DPI = 200
MM_PER_INCH = 25.4
SMALL, NORMAL = 7.0, 7.5  # below 7 points print is not read without effort

INK, SOFT, LINE = "#1A1A1A", "#595959", "#D0D0D0"
BLUE, VERMILION = "#0072B2", "#B94E00"  # dark enough for letters on white

LETTER_SPACING = 1.2  # a line of letters is that much higher than its letters
_POINTS_PER_MM = 72 / MM_PER_INCH
_SHADES = 4  # between letters and their ground in the file's palette: a quarter of the size, no difference to see
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Drawn:
    """A picture as a PNG file, and how large it is on paper."""

    png: bytes
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class StatusStyle:
    """How a status looks: the colour of its cell, and a sign for who sees no colours (matplotlib's marker and filling)."""

    fill: str
    marker: Literal["o", "_", "x"]
    filling: Literal["full", "left", "none"]


# From light to dark, the worse the darker; `–`, ●, ◐, ○.
STATUS_STYLES = {
    "no_cases": StatusStyle("#FFFFFF", "_", "none"),
    "attained": StatusStyle("#C9E2F2", "o", "full"),
    "on_track": StatusStyle("#E9B450", "o", "left"),
    "behind": StatusStyle("#D97740", "o", "none"),
    "missed": StatusStyle("#B5521B", "x", "full"),
    "not_enough": StatusStyle("#ECECEC", "_", "none"),
}
HATCHED = "#B8B8B8"
MARGIN = 0.5  # mm at the edges, so that no letter is cut


class Canvas:
    """A blank picture of the given height."""

    def __init__(self, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.height = height
        self.figure = Figure((WIDTH / MM_PER_INCH, height / MM_PER_INCH), dpi=DPI, facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)
        self._ground = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
        self._ground.set_axis_off()
        self._signs: dict[StatusStyle, list[tuple[float, float]]] = {}

    def plot(self, left: float, top: float, width: float, height: float) -> Axes:
        """An area for lines with axes of its own."""
        box = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        return self.figure.add_axes(box, facecolor="none")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = NORMAL,
        bold: bool = False,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "left",
        upright: Literal["top", "center", "bottom"] = "center",
        turned: bool = False,
    ) -> None:
        """Lines of letters, with the named side or the middle at the place."""
        self._ground.text(
            x,
            y,
            drawable(text),
            size=size,
            color=colour,
            fontproperties=letters(size, bold),
            horizontalalignment=align,
            verticalalignment=upright,
            multialignment=align,
            linespacing=LETTER_SPACING,
            rotation=90 if turned else 0,
            parse_math=False,
        )

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, hatched: bool = False) -> None:
        """A cell of a table; hatched where there is nothing to show."""
        from matplotlib.patches import Rectangle

        patch = Rectangle((x, y), width, height, facecolor=fill, edgecolor=LINE, linewidth=0.5)
        if hatched:
            patch.set_hatch("//////")
            patch.set_hatchcolor(HATCHED)
            patch.set_hatch_linewidth(0.5)
        self._ground.add_artist(patch)  # as `add_patch`, without measuring the axes again for each

    def dot(self, x: float, y: float, colour: str) -> None:
        """A point as the lines have them, for a heading."""
        self._ground.plot([x], [y], "o", markersize=5, color=colour)

    def sign(self, x: float, y: float, style: StatusStyle) -> None:
        """A status's sign; all of a kind are drawn at once, at the end."""
        self._signs.setdefault(style, []).append((x, y))

    def drawn(self) -> Drawn:
        """The file: nothing but the picture and its measure, no name of a program and no date."""
        from PIL import Image

        for style, places in self._signs.items():
            self._draw_signs(style, places)
        self.canvas.draw()  # type: ignore[no-untyped-call]
        points = self.canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        image = Image.frombuffer("RGBA", self.canvas.get_width_height(), points, "raw", "RGBA", 0, 1)
        few = image.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
        file = io.BytesIO()
        few.save(file, "PNG", compress_level=8, dpi=(DPI, DPI))
        return Drawn(file.getvalue(), WIDTH, self.height)

    def _draw_signs(self, style: StatusStyle, places: list[tuple[float, float]]) -> None:
        self._ground.plot(
            [x for x, _ in places],
            [y for _, y in places],
            style.marker,
            color=INK,
            fillstyle=style.filling,
            markerfacecoloralt="none",
            markersize=4.6,
            markeredgewidth=0.8,
        )


def drawn_text(text: str) -> Drawn:
    """A sentence in the place of a picture for which there is nothing to show."""
    sheet = Canvas(16)
    sheet.text(WIDTH / 2, 8, text, align="center", colour=SOFT)
    return sheet.drawn()


@contextmanager
def house_style() -> Iterator[None]:
    """Whatever a machine's matplotlibrc says, and in whatever thread: matplotlib's settings belong to the process."""
    import matplotlib

    ours: Any = {name: value for name, value in matplotlib.rcParamsDefault.items() if name != "backend"}
    with _one_at_a_time, matplotlib.rc_context(ours):
        yield


# ---------------------------------------------------------------- letters


@lru_cache
def letters(size: float, bold: bool = False) -> FontProperties:
    """The font, by its file: a search by name would depend on the machine."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_file(bold), size=size)


def drawable(text: str) -> str:
    """The text with `�` for each letter that the font does not have: a name from outside may hold any."""
    known = _known_letters()
    return "".join(letter if letter == "\n" or ord(letter) in known else "\ufffd" for letter in text)


def whole_pixels(length: float) -> float:
    """A little less than `length` mm: cells of whole pixels with the same text look the same, and the file is smaller."""
    return int(length / MM_PER_INCH * DPI) * MM_PER_INCH / DPI


def height_of(lines: int, size: float) -> float:
    """How high so many lines are, in mm."""
    return lines * size * LETTER_SPACING / _POINTS_PER_MM


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = NORMAL, bold: bool = False) -> float:
    """How wide a line is, in mm."""
    sizes = _measure().get_text_width_height_descent(drawable(text), letters(size, bold), False)  # type: ignore[no-untyped-call]
    return float(sizes[0]) / DPI * MM_PER_INCH


def wrapped(text: str, width: float, size: float = NORMAL, most: int = 99) -> list[str]:
    """The text from outside in lines of at most `width` mm; what does not fit into `most` lines ends with `…`."""
    lines = [""]
    for word in plain(text).split():
        joined = f"{lines[-1]} {word}".strip()
        if width_of(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _in_pieces(word, width, size)
    lines = [line for line in lines if line]
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], _shortened(rest, width, size)]
    return lines


def _in_pieces(word: str, width: float, size: float) -> list[str]:
    """A word wider than its line is cut where the line ends."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _shortened(text: str, width: float, size: float) -> str:
    too_long = bisect_left(range(1, len(text)), True, key=lambda end: width_of(f"{text[:end]}…", size) > width)
    return f"{text[:too_long].rstrip()}…"


def _file(bold: bool) -> str:
    import matplotlib

    return f"{matplotlib.get_data_path()}/fonts/ttf/{'DejaVuSans-Bold' if bold else 'DejaVuSans'}.ttf"


@lru_cache(maxsize=1)
def _measure() -> RendererAgg:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, DPI)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def _known_letters() -> frozenset[int]:
    """What both the regular and the bold letters have."""
    from matplotlib.font_manager import get_font

    regular, bold = (get_font(_file(bold)).get_charmap() for bold in (False, True))
    return frozenset(regular) & frozenset(bold)


# ---------------------------------------------------------------- the file's colours


@lru_cache(maxsize=1)
def _palette() -> Bitmap:
    """Every colour of the house as it is, and the shades of its letters and lines on their grounds."""
    from PIL import Image

    grounds = ["#FFFFFF", *(style.fill for style in STATUS_STYLES.values())]
    on_ground = [(INK, ground) for ground in dict.fromkeys(grounds)]
    on_white = [(colour, "#FFFFFF") for colour in (SOFT, LINE, HATCHED, BLUE, VERMILION)]
    colours = [shade for top, ground in [*on_ground, *on_white] for shade in _shades(top, ground)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in dict.fromkeys(colours) for part in colour])
    return palette


def _shades(top: str, ground: str) -> list[tuple[int, ...]]:
    above, below = (bytes.fromhex(colour[1:]) for colour in (top, ground))
    steps = [step / _SHADES for step in range(_SHADES + 1)]
    return [tuple(round(a * step + b * (1 - step)) for a, b in zip(above, below, strict=True)) for step in steps]
