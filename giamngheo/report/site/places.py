"""Where each page lies in the folder: names of ASCII alone, links from one to the other without a server."""

from __future__ import annotations

INDEX, UNITS, REPORTERS = "index.html", "don-vi.html", "bao-cao.html"
# Folders of which every page is ours.
UNIT_PAGES, FIGURE_PAGES, QUESTION_PAGES = "don-vi", "chi-tieu", "cau-hoi"
CHANGED, YEAR_END, BESIDE_BASELINE = (
    f"{QUESTION_PAGES}/{name}.html" for name in ("vi-sao-thay-doi", "den-cuoi-nam", "so-voi-dau-nam")
)


def of_unit(code: str) -> str:
    return f"{UNIT_PAGES}/{code}.html"


def of_figure(code: str) -> str:
    return f"{FIGURE_PAGES}/{code}.html"


def of_question(code: str) -> str:
    return f"{QUESTION_PAGES}/{code}.html"


def anchor_of(unit: str) -> str:
    """Of the row of a unit on a figure's page."""
    return f"u-{unit}"


class Links:
    """From a page in a folder, or beside the folders."""

    def __init__(self, page: str) -> None:
        self._up = "../" if "/" in page else ""

    def to(self, page: str, anchor: str = "") -> str:
        return f"{self._up}{page}{f'#{anchor}' if anchor else ''}"
