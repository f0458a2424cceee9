"""An office with a third class of households: titles and revisions speak of it as of the others."""

from __future__ import annotations

import pytest

from giamngheo.report.content import Change, Replaced, ReportContent
from giamngheo.report.documents import tables
from giamngheo.report.wording import sentences
from tests.conftest import GOLDEN

MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
NAME = "hộ có mức sống trung bình"


@pytest.fixture(scope="module")
def with_third() -> ReportContent:
    third = {"code": "average", "name": NAME, "role": "on_the_list"}
    own = MARCH.classes
    more = {"more": {"average": 7.0, "average_rate": 1.0}}
    return MARCH.model_copy(
        update={
            "classes": own.model_copy(update={"classes": (*own.classes, own.listed[1].model_copy(update=third))}),
            "units": [unit.model_copy(update=more) for unit in MARCH.units],
            "district": MARCH.district.model_copy(update=more),
        }
    )


def test_titles_name_every_class_that_is_listed(with_third):
    assert tables.units(MARCH).title == "Hộ nghèo, hộ cận nghèo theo đơn vị"
    assert tables.units(with_third).title == f"Hộ nghèo, hộ cận nghèo, {NAME} theo đơn vị"


def test_a_revision_says_how_each_class_moved(with_third):
    assert f"Số hộ nghèo, hộ cận nghèo, {NAME} chung, kết luận" in said(with_third)
    moved = Change(place="", code="", key="average", what="…", unit_of_measure="hộ", old=9, new=7)
    assert said(with_third, moved).endswith(f"Thay đổi chính: số {NAME} từ 9 thành 7 hộ.")
    assert "Số hộ nghèo, hộ cận nghèo chung, kết luận" in said(MARCH)


def said(content, *changes):
    before = Replaced.model_construct(revision=1, issued_on=content.issued_on)
    update = {"revision": 2, "replaces": before, "reasons": [], "changes": list(changes), "verdicts_moved": []}
    return sentences.reason(content.model_copy(update=update))
