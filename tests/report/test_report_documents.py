"""What each document says, whom it is for, and that every period can be told: empty, partial, revised."""

from __future__ import annotations

import datetime as dt

import pytest

from giamngheo.report.compose.changes import changes_between
from giamngheo.report.compose.corrections_due import row_ranges
from giamngheo.report.content import Concern, Replaced, ReportContent, ToCorrect
from giamngheo.report.documents import codes_of, document_of, has_news
from giamngheo.report.documents.document import Document, Table
from giamngheo.report.render.files import report_files
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.wording import sentences, words
from tests.conftest import GOLDEN

MARCH = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
OFFICES = ("ldtbxh", "tckh", "gddt", "kthr", "nnptnt", "vhtt", "nhcsxh", "mttq")  # section III of the plan, 2 to 9
LONG = "Xã Thạch Khê Thượng Lưu Vĩnh Sơn Đại Đồng Tân Lâm Hương Trung Hạ"


def without_units(content, *left):
    """The same report where only the units `left` have reported."""
    codes = {unit.code for unit in content.units} - set(left)
    silent = {
        "reported": False,
        **dict.fromkeys(("households", "poor", "poor_rate", "near_poor", "near_poor_rate", "social_poor")),
    }
    units = [
        unit.model_copy(
            update=silent
            | {
                "indicators": [
                    value.model_copy(
                        update=dict.fromkeys(("value", "numerator", "denominator"), None) | {"status": "no_data"}
                    )
                    for value in unit.indicators
                ]
            }
        )
        if unit.code in codes
        else unit
        for unit in content.units
    ]
    reporters = [
        line.model_copy(
            update={
                "status": "missing",
                "version": None,
                "received_at": None,
                "on_time": None,
                "critical": 0,
                "warning": 0,
            }
        )
        if line.code in codes
        else line
        for line in content.reporters
    ]
    return content.model_copy(
        update={
            "units": units,
            "reporters": reporters,
            "missing": [unit.name for unit in units if not unit.reported],
            "coverage": content.coverage.model_copy(update={"reporting": len(left)}),
            "flows": [flow for flow in content.flows if flow.code in left],
            "villages": [line for line in content.villages if line.unit in left],
            "unit_resources": [line for line in content.unit_resources if line.unit in left],
            "concerns": [concern for concern in content.concerns if concern.code in left],
        }
    )


def nothing_known():
    empty = without_units(MARCH)
    nothing = dict.fromkeys(("value", "previous", "baseline", "numerator", "denominator", "attainment_percent", "pace"))
    gone = dict.fromkeys(("households", "poor", "poor_rate", "near_poor", "near_poor_rate", "social_poor"))
    return empty.model_copy(
        update={
            "attainment": [
                item.model_copy(update=nothing | {"status": "no_data", "coverage": empty.coverage})
                for item in MARCH.attainment
            ],
            "headline": [
                line.model_copy(
                    update=dict.fromkeys(("now", "previous", "baseline", "now_as_previous", "now_as_baseline"))
                )
                for line in MARCH.headline
            ],
            "district": MARCH.district.model_copy(
                update=gone
                | {
                    "reported": False,
                    "indicators": [
                        value.model_copy(
                            update=dict.fromkeys(("value", "numerator", "denominator")) | {"status": "no_data"}
                        )
                        for value in MARCH.district.indicators
                    ],
                }
            ),
            **{key: [] for key in ("resources", "models", "stories", "trend", "rejections", "warnings")},
        }
    )


def one_unit():
    """A district of one unit."""
    (unit,) = [unit for unit in MARCH.units if unit.code == "18604"]
    one = MARCH.coverage.model_copy(update={"reporting": 1, "expected": 1})
    return MARCH.model_copy(
        update={
            "units": [unit],
            "district": unit.model_copy(update={"code": "", "name": "Toàn huyện Thạch Hà"}),
            "reporters": [line for line in MARCH.reporters if line.code == unit.code],
            "flows": [flow for flow in MARCH.flows if flow.code == unit.code],
            "coverage": one,
            "villages": [line for line in MARCH.villages if line.unit == unit.code],
            "concerns": [],
        }
    )


def all_late():
    reporters = [line.model_copy(update={"on_time": False}) for line in MARCH.reporters]
    return MARCH.model_copy(update={"reporters": reporters, "late": [line.name for line in reporters]})


def no_cases():
    """Every denominator is zero."""
    return MARCH.model_copy(
        update={
            "attainment": [
                item.model_copy(
                    update={
                        "value": None,
                        "denominator": 0 if item.denominator is not None else None,
                        "numerator": 0,
                        "status": "no_cases",
                        "attainment_percent": None,
                        "pace": None,
                    }
                )
                for item in MARCH.attainment
            ],
            "units": [
                unit.model_copy(
                    update={
                        "indicators": [
                            value.model_copy(
                                update={"value": None, "numerator": 0, "denominator": 0, "status": "no_cases"}
                            )
                            for value in unit.indicators
                        ]
                    }
                )
                for unit in MARCH.units
            ],
        }
    )


def long_names():
    rename = {unit.code: f"{LONG} {at}" for at, unit in enumerate(MARCH.units)}
    return MARCH.model_copy(
        update={
            "units": [unit.model_copy(update={"name": rename[unit.code]}) for unit in MARCH.units],
            "reporters": [line.model_copy(update={"name": rename[line.code]}) for line in MARCH.reporters],
            "flows": [flow.model_copy(update={"name": rename[flow.code]}) for flow in MARCH.flows],
            "missing": list(rename.values()),
        }
    )


def ten_thousand_findings():
    rules = [
        ToCorrect(
            unit="18604",
            rule=f"H{at:03d}",
            severity="critical" if at % 2 else "warning",
            message="Số người có thẻ BHYT lớn hơn số nhân khẩu.",
            remedy="Sửa số người có thẻ BHYT hoặc số nhân khẩu.",
            sheet="Danh sách hộ",
            column="H",
            rows=row_ranges(range(8, 1008, 2)),
            count=500,
        )
        for at in range(20)
    ]
    return MARCH.model_copy(update={"to_mend": rules})


def revised():
    units = [unit.model_copy(update={"poor": 45.0}) if unit.code == "18604" else unit for unit in MARCH.units]
    new = MARCH.model_copy(
        update={
            "units": units,
            "revision": 2,
            "replaces": Replaced(revision=1, issued_on=dt.date(2020, 3, 17)),
            "issued_on": dt.date(2020, 3, 20),
        }
    )
    return new.model_copy(update={"changes": changes_between(MARCH, new)})


PERIODS = {
    "march": lambda: MARCH,
    "nothing known": nothing_known,
    "one unit": one_unit,
    "all late": all_late,
    "no cases": no_cases,
    "long names": long_names,
    "ten thousand findings": ten_thousand_findings,
    "revised": revised,
    "two of twenty-two": lambda: without_units(MARCH, "18604", "18667"),
}


def tables_in(document: Document) -> list[Table]:
    inside = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    return [*inside, *document.sheets, *document.appendices]


def sentences_in(document: Document) -> list[str]:
    said = [block for section in document.sections for block in section.blocks if isinstance(block, str)]
    return [*said, *(text for note in document.summary.notes for text in note.sentences), *document.summary.lead]


@pytest.mark.parametrize("name", PERIODS)
def test_every_document_of_every_period_is_whole(name):
    content = PERIODS[name]()
    for document in (document_of(content, code) for code in codes_of(content)):
        keys = {table.key for table in document.appendices}
        assert len(keys) == len(document.appendices)
        assert len({table.name for table in document.sheets}) == len(document.sheets), document.code
        for table in tables_in(document):
            assert all(len(row) == len(table.columns) for row in [*table.rows, *([table.total] if table.total else [])])
            assert 0 < len(table.name) <= 31
        for text in sentences_in(document):
            assert "None" not in text
            assert "nan" not in text.split()
            assert "  " not in text
            assert text.rstrip().endswith((".", ":", ";")), text


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PERIODS if name != "march"])
def test_every_form_of_every_period_can_be_drawn(name):
    content = PERIODS[name]()
    codes = ["giam-ngheo", "so-ldtbxh", "co-quan-gddt", "co-quan-mttq", "xa-18604"]
    files = report_files(content, {(code, kind) for code in codes for kind in ("word", "excel")})
    assert len(files) == 10
    assert len({file.name for file in files}) == 10
    for code in codes:
        summary = document_of(content, code).summary
        assert len(mail_html(summary, ["a.xlsx"]).encode()) < 100_000
        assert summary.title.upper() in mail_text(summary, ["a.xlsx"])


def test_there_is_a_document_for_everybody():
    codes = codes_of(MARCH)
    assert codes[:2] == ["giam-ngheo", "so-ldtbxh"]
    assert codes[2:10] == [f"co-quan-{code}" for code in OFFICES]
    assert codes[10:] == [f"xa-{unit.code}" for unit in MARCH.units]


def test_the_subject_says_the_news():
    assert words.subject(MARCH) == (
        "Giảm nghèo T3/2020: tỷ lệ hộ nghèo 3,85% (giảm 0,25 điểm từ đầu năm), 2/9 chỉ tiêu đạt, 22/22 đơn vị báo cáo"
    )
    assert words.subject(nothing_known()) == "Giảm nghèo T3/2020: chưa có số liệu, 0/22 đơn vị báo cáo"
    assert words.subject(revised()).startswith("Giảm nghèo T3/2020 (lần 2, có điều chỉnh): ")


def test_a_revised_report_says_so_everywhere_and_lists_what_changed():
    content = revised()
    assert [(change.code, change.key, change.old, change.new) for change in content.changes] == [
        ("18604", "poor", 47.0, 45.0)
    ]
    for code in ("giam-ngheo", "so-ldtbxh", "xa-18604"):
        document = document_of(content, code)
        for text in (
            document.title,
            document.summary.title,
            document.summary.subject,
            document.word_name,
            document.excel_name,
        ):
            assert "(lần 2, có điều chỉnh)" in text
        what = {"giam-ngheo": "báo cáo", "so-ldtbxh": "công văn", "xa-18604": "thông báo"}[code]
        first = f"Đây là {what} lần 2 (có điều chỉnh), thay thế {what} lần 1 ngày 17/03/2020"
        assert document.opening.startswith(first)
        assert document.summary.revision.startswith(
            first if code != "so-ldtbxh" else first.replace("công văn", "báo cáo")
        )
        assert "Xã Thạch Khê, hộ nghèo: từ 47 hộ thành 45 hộ." in "\n".join(sentences_in(document))
        (table,) = [table for table in document.sheets if table.key == "changes"]
        assert [row[:2] for row in table.rows] == [("Xã Thạch Khê", "Hộ nghèo")]


def test_a_revised_report_goes_to_whom_it_has_news_for():
    content = revised()
    assert [code for code in codes_of(content) if has_news(content, code)] == ["giam-ngheo", "so-ldtbxh", "xa-18604"]
    assert all(has_news(MARCH, code) for code in codes_of(MARCH))


def test_concerns_are_said_with_their_reasons_and_no_others():
    concerns = [
        Concern(code="1", name="Xã A", behind=["vay vốn", "nhà ở"], of_targets=8, poor_more_by=2),
        Concern(code="2", name="Xã B", behind=[], of_targets=8, poor_more_by=1),
        Concern(code="3", name="Xã C", behind=["vay vốn"], of_targets=1, poor_more_by=-3),
    ]
    content = MARCH.model_copy(update={"concerns": concerns})
    assert sentences.concerns(content, 2) == [
        "Xã A: chậm 2/8 chỉ tiêu (vay vốn, nhà ở); số hộ nghèo tăng 2 hộ so với tháng 2 năm 2020.",
        "Xã B: số hộ nghèo tăng 1 hộ so với tháng 2 năm 2020.",
        "Và 1 đơn vị khác.",
    ]
    assert sentences.concerns(content, 3)[-1] == "Xã C: chậm 1/1 chỉ tiêu (vay vốn)."


def test_the_pace_is_said_of_what_is_not_attained_yet():
    said = sentences.paces(MARCH.attainment)
    assert len(said) == 7
    assert said[0] == (
        "Giảm tỷ lệ hộ nghèo: bình quân mỗi tháng tỷ lệ giảm 0,08 điểm %; giữ tốc độ này, đạt mục tiêu (> 0,5 điểm %) "
        "vào tháng 7 năm 2020, cả năm ước 0,98 điểm %."
    )
    assert said[-1].startswith("Hộ nghèo ở nhà tạm bợ, dột nát: bình quân mỗi tháng giảm 9,3 hộ;")


def test_a_pace_that_does_not_suffice_says_what_is_needed():
    item = next(item for item in MARCH.attainment if item.indicator == "temporary_housing")
    slow = item.pace.model_copy(update={"per_month": -1.0, "year_end": 18.0, "reached_in": ""})
    (said,) = sentences.paces([item.model_copy(update={"pace": slow})])
    assert said == (
        "Hộ nghèo ở nhà tạm bợ, dột nát: bình quân mỗi tháng giảm 1 hộ; giữ tốc độ này, cuối năm ước 18 hộ "
        "(mục tiêu = 0 hộ); để đạt mục tiêu, mỗi tháng còn lại cần giảm 3 hộ."
    )
    still = item.pace.model_copy(update={"per_month": 0.0, "year_end": 27.0, "reached_in": ""})
    (said,) = sentences.paces([item.model_copy(update={"pace": still})])
    assert "không đổi từ kỳ gốc" in said


def test_better_and_worse_follow_what_the_indicator_wants():
    housing = next(item for item in MARCH.attainment if item.indicator == "temporary_housing")
    worse = housing.model_copy(update={"previous": 20.0})
    same = next(item for item in MARCH.attainment if item.indicator == "models").model_copy(update={"previous": 15.0})
    said = sentences.moved(MARCH.model_copy(update={"attainment": [worse, same]}))
    assert said == [
        "Giảm sút so với tháng 2 năm 2020 (1 chỉ tiêu): nhà ở (tăng 7 hộ).",
        "Không đổi so với tháng 2 năm 2020: 1 chỉ tiêu.",
    ]
    assert sentences.moved(MARCH.model_copy(update={"previous_title": None})) == []
    incomparable = [item.model_copy(update={"previous": None}) for item in MARCH.attainment]
    assert sentences.moved(MARCH.model_copy(update={"attainment": incomparable})) == []


def test_rows_to_correct_are_named_in_ranges():
    assert row_ranges([9, 7, 8, 12]) == "7–9, 12"
    assert row_ranges([0]) == ""
    many = row_ranges(range(1, 2001, 2))
    assert many.startswith("1, 3, 5")
    assert many.endswith(" và 960 dòng khác")


def test_a_scorecard_of_a_unit_without_a_report_says_so():
    content = without_units(MARCH, "18667")
    document = document_of(content, "xa-18604")
    assert document.summary.subject == "Giảm nghèo T3/2020, xã Thạch Khê: chưa có số liệu của đơn vị"
    assert "Huyện chưa có số liệu của đơn vị cho tháng 3 năm 2020 (chưa báo cáo)." in document.summary.lead
    assert document.summary.headlines == ()
    assert document.summary.bars == ()


def test_findings_are_told_by_rule_and_place():
    document = document_of(ten_thousand_findings(), "xa-18604")
    (note,) = [note for note in document.summary.notes if note.heading == "Nội dung cần sửa"]
    assert note.sentences[0].startswith("Có 10.000 chỗ cần sửa")
    assert "trang «Danh sách hộ», cột H, dòng 8, 10, 12" in note.sentences[1]
    assert note.sentences[-1] == "Và 12 loại nội dung khác."
