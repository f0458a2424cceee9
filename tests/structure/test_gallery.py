"""The gallery's page tells of each picture in the words that `make gallery` has for it."""

from __future__ import annotations

import html
import re

import pytest

from giamngheo.report.render.mail import mail_text
from tests.conftest import PROJECT
from tests.gallery import FIRST_SCREENS, HARD, LETTERS, OPENINGS, PRINTED, hard_documents

PAGE = (PROJECT / "docs" / "gallery" / "README.md").read_text(encoding="utf-8")
SHOWN = {file: html.unescape(words) for file, words in re.findall(r'<img src="([^"]+)" alt="([^"]*)"', PAGE)}


def test_every_picture_is_on_the_page():
    assert set(SHOWN) == {path.name for path in (PROJECT / "docs" / "gallery").glob("*.png")}


@pytest.mark.parametrize("item", PRINTED, ids=lambda item: item.name)
def test_every_page_of_a_document_is_told(item):
    told = [words for file, words in sorted(SHOWN.items()) if re.fullmatch(rf"{item.name}-\d\d\.png", file)]
    assert told == list(item.seen)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_every_letter_is_told(letter):
    first = f"{letter.name}-{letter.widths[0]}-{letter.schemes[0]}.png"
    assert SHOWN[first].startswith(letter.seen)


@pytest.mark.parametrize("paper", HARD, ids=lambda paper: paper.name)
def test_every_hard_month_is_told_by_what_its_report_says(paper, hard):
    assert paper.pictures.items() <= SHOWN.items()
    assert f"## Months as they really come: {paper.caption}\n" in PAGE
    said = hard[paper.name]
    for told in paper.pictures.values():
        figures = re.findall(r"\d+(?:,\d+)?", told)
        assert figures
        assert [figure for figure in figures if figure not in said] == []


@pytest.fixture(scope="module")
def hard():
    """The figures of each hard month's report in its letter and its text."""
    found = {}
    for name, document in hard_documents().items():
        blocks = [block for section in document.sections for block in section.blocks if isinstance(block, str)]
        text = " ".join([document.summary.subject, mail_text(document.summary, []), *blocks])
        found[name] = set(re.findall(r"\d+(?:,\d+)?", text))
    return found


def test_openings_for_comparison_are_told_as_such():
    for file, seen in FIRST_SCREENS.items():
        assert SHOWN[file] == seen
        assert seen.count("written for this comparison") == len(list(OPENINGS.glob("*.html"))) == 2


def test_no_words_are_a_files_name():
    assert SHOWN
    assert {file for file, words in SHOWN.items() if len(words.split()) < 4} == set()
