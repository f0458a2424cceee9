"""The commune officer's handbook names what the officer meets: sheets, words to choose, folders, states, days."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from giamngheo.core.period import Period
from giamngheo.feedback.board import BOARD_NAME
from giamngheo.feedback.board.page import STATE_STYLES
from giamngheo.receive.ignored_names import ANSWERS
from tests.conftest import PROJECT

HANDBOOK = PROJECT / "docs" / "huong-dan-xa.md"
TEXT = HANDBOOK.read_text(encoding="utf-8")
PICTURES = {"xa-danh-sach", "xa-ket-qua", "xa-o-mau"}


def test_every_sheet_and_every_choice_of_the_list_is_named(form):
    for sheet in form.sheets:
        assert f"| **{sheet.name}**" in TEXT, sheet.name
        assert f"**{sheet.name}** (bắt buộc)" in TEXT or not sheet.required, sheet.name
    labels = {choice.label for column in form.tables["household"].column for choice in column.choice}
    assert len(labels) > 10
    assert {label for label in labels if label not in TEXT} == set()


def test_the_folders_the_board_and_its_states_are_named():
    from giamngheo.feedback.annotate.listing import NAME, SEVERITIES
    from giamngheo.feedback.form import LAID_FOLDER

    assert f"`{ANSWERS}`" in TEXT
    assert f"`{LAID_FOLDER}`" in TEXT
    assert f"`{BOARD_NAME}`" in TEXT
    assert f"«{NAME}»" in TEXT
    assert SEVERITIES["critical"].lower() in TEXT
    assert SEVERITIES["warning"].lower() in TEXT
    states = "\n".join(line for line in TEXT.splitlines() if re.match(r"\| [✓✗…–]", line))
    for style in STATE_STYLES.values():
        assert style.word in states, style.word


def test_the_days_are_those_of_the_calendar(configuration):
    days = configuration.working_calendar.days_of(Period.parse("2020-03"))
    assert (days.cutoff, days.cutoff_moved, days.due) == (
        dt.date(2020, 3, 14),
        dt.date(2020, 3, 16),
        dt.date(2020, 3, 18),
    )
    assert f"ngày {configuration.calendar.cutoff_day}." in TEXT
    assert f"{configuration.calendar.due_working_days} ngày làm việc sau ngày chốt" in TEXT
    assert f"ngày {configuration.calendar.report_day} hoặc ngày làm việc kế tiếp" in TEXT
    assert f"**{days.due:%d/%m/%Y}**" in TEXT
    collecting = next(one for one in configuration.operation.deployment if one.flow == "collect")
    assert f"{collecting.at}" in TEXT


def test_rules_that_are_named_are_rules(form):
    named = set(re.findall(r"\b[A-Z]\d{3}\b", TEXT))
    assert named
    assert named <= {rule.code for _, rule in form.rules}


def test_pictures_are_there_small_and_have_words():
    found = re.findall(r"!\[([^\]]{10,})\]\(hinh/([^)]+)\.png\)", TEXT)
    assert {name for _, name in found} == PICTURES
    for name in PICTURES:
        assert (HANDBOOK.parent / "hinh" / f"{name}.png").stat().st_size <= 120_000, name


@pytest.mark.parametrize("word", ["GIAMNGHEO_", "Prefect", "config/", "`GN-"])
def test_nothing_of_the_operator_is_in_it(word):
    assert word not in TEXT
