"""What each document says, whom it is for, and that every period can be told: empty, partial, revised."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from giamngheo.core import processes
from giamngheo.report import content as say
from giamngheo.report.compose.changes import changes_between
from giamngheo.report.compose.corrections_due import row_ranges
from giamngheo.report.content import Concern, Replaced, ReportContent, ToCorrect
from giamngheo.report.documents import Documents, codes_of, document_of, tables
from giamngheo.report.documents.commune import commune_document
from giamngheo.report.documents.document import Document, Table
from giamngheo.report.render.files import each_report_file, report_files
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.wording import sentences
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
    nothing = dict.fromkeys(
        ("value", "previous", "baseline", "numerator", "denominator", "attainment_percent", "outlook")
    )
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
                        "outlook": None,
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
        preview = document.summary.preheader  # what a mailbox shows beside the subject
        assert len(preview) <= 200
        assert re.search(r"(\.|[\w)%»]…|^)$", preview), preview
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
    assert sentences.subject(MARCH) == (
        "Giảm nghèo T3/2020: có 1.504 hộ nghèo (3,85%), giảm 32 hộ so với tháng 2 năm 2020; 2/9 chỉ tiêu đạt; "
        "22/22 đơn vị báo cáo"
    )
    assert sentences.subject(nothing_known()) == "Giảm nghèo T3/2020: chưa có số liệu, 0/22 đơn vị báo cáo"
    assert sentences.subject(revised()).startswith("Giảm nghèo T3/2020 (lần 2, có điều chỉnh): ")


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
        what = {"giam-ngheo": "báo cáo", "so-ldtbxh": "công văn", "xa-18604": "phiếu kết quả"}[code]
        first = f"Đây là {what} lần 2 (có điều chỉnh), thay thế {what} lần 1 ngày 17/03/2020"
        assert document.opening.startswith(first)  # why is not known of a report by an earlier version
        assert document.summary.revision.startswith(
            first if code != "so-ldtbxh" else first.replace("công văn", "báo cáo")
        )
        assert "Xã Thạch Khê, hộ nghèo: từ 47 hộ thành 45 hộ." in "\n".join(sentences_in(document))
        (table,) = [table for table in document.sheets if table.key == "changes"]
        assert [row[:2] for row in table.rows] == [("Xã Thạch Khê", "Hộ nghèo")]


def test_a_revised_report_goes_to_whom_it_has_news_for():
    content = revised()
    assert [code for code in codes_of(content) if Documents(content).has_news(code)] == [
        "giam-ngheo",
        "so-ldtbxh",
        "xa-18604",
    ]
    assert all(Documents(MARCH).has_news(code) for code in codes_of(MARCH))


def test_of_who_sent_nothing_it_is_not_said_that_nothing_is_to_be_corrected():
    content = without_units(MARCH, "18562")
    own, silent = (document_of(content, code).sheets[-1] for code in ("xa-18562", "xa-18604"))
    assert (own.key, silent.key) == ("to_mend", "to_mend")
    assert (own.empty, silent.empty) == ("Không có nội dung nào cần sửa.", "Đơn vị chưa có báo cáo được nhận.")


@pytest.mark.parametrize(
    ("lists", "to"),
    [
        (["missing", "class_flows"], set()),
        (["models"], {"co-quan-nnptnt", "co-quan-mttq"}),
        (["stories"], {"co-quan-vhtt", "co-quan-mttq"}),
        (["sponsors"], {"co-quan-mttq"}),
        (None, {"co-quan-nnptnt", "co-quan-vhtt", "co-quan-mttq"}),  # of an earlier version: not known which
    ],
)
def test_an_office_is_told_of_the_lists_that_it_gets_alone(lists, to):
    content = revised()
    offices = [
        one.model_copy(update={"also": ["models", "stories", "sponsors"]}) if one.code == "mttq" else one
        for one in content.offices
    ]
    content = content.model_copy(update={"lists_changed": True, "changed_lists": lists, "offices": offices})
    assert {
        code for code in codes_of(content) if code.startswith("co-quan-") and Documents(content).has_news(code)
    } == to


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


REASONS = [
    say.Reason(
        name="Xã Thạch Khê",
        kind="corrected",
        month_title="tháng 3 năm 2020",
        version=2,
        received_at=dt.datetime(2020, 3, 19, 18, 0),  # UTC: the 20th at the office
    ),
    say.Reason(
        name="Thị trấn Thạch Hà",
        kind="added",
        month_title="tháng 2 năm 2020",
        version=1,
        received_at=dt.datetime(2020, 3, 18, 2, 0),
    ),
]


def test_a_revision_leads_with_its_reason_and_what_it_comes_to():
    moved = [say.VerdictMoved(title="Mô hình giảm nghèo bền vững", old="attained", new="behind")]
    poor = say.Change(
        place="Toàn huyện", code="", key="poor", what="Hộ nghèo", unit_of_measure="hộ", old=1506.0, new=1504.0
    )
    content = revised().model_copy(update={"reasons": REASONS, "verdicts_moved": moved, "changes": [poor]})
    assert sentences.reason(content) == (
        "Điều chỉnh vì: Xã Thạch Khê gửi lại báo cáo tháng 3 năm 2020 (lần 2, nhận ngày 20/03/2020); "
        "Thị trấn Thạch Hà gửi thêm báo cáo tháng 2 năm 2020 (lần 1, nhận ngày 18/03/2020). "
        "Thay đổi chính: số hộ nghèo từ 1.506 thành 1.504 hộ; "
        "mô hình giảm nghèo bền vững: từ «Đạt» thành «Chậm»."
    )
    assert document_of(content, "giam-ngheo").opening.startswith("Điều chỉnh vì: Xã Thạch Khê")


def test_a_revision_for_no_workbook_is_for_how_it_is_worked_out():
    content = revised().model_copy(update={"reasons": [], "changes": []})
    assert sentences.reason(content) == (
        "Điều chỉnh theo cách tính, danh mục hiện hành. "
        "Số hộ nghèo, hộ cận nghèo chung, kết luận và số còn thiếu của các chỉ tiêu không đổi."
    )


def test_an_earlier_versions_report_with_gaps_is_not_called_whole():
    old = MARCH.model_copy(update={"flow_gaps": ["Xã Thạch Khê (tháng 2 năm 2020)"], "flow_coverage": None})
    assert "đầy đủ" not in sentences.all_in_time(old)
    assert "chưa gồm tháng thiếu báo cáo của: Xã Thạch Khê (tháng 2 năm 2020)" in sentences.coverage_sentence(old)


def test_what_nobody_can_see_is_not_told():
    unseen = say.Change(
        place="Xã A", code="18604", key="poor_rate", what="Tỷ lệ", unit_of_measure="%", old=99.731, new=99.733
    )
    part = say.Change(
        place="Xã A", code="18604", key="poor", what="tử số", unit_of_measure="", old=1, new=2, is_internal=True
    )
    content = revised().model_copy(update={"changes": [unseen, part]})
    assert tables.changes(content).rows == ()
    assert tables.changes(content, unit="18604").rows == ()
    seen = say.Change(place="Xã A", code="18604", key="poor", what="Hộ nghèo", unit_of_measure="hộ", old=1, new=2)
    assert len(tables.changes(content.model_copy(update={"changes": [unseen, part, seen]})).rows) == 1
    assert sentences.changed(content, 0).startswith(
        "Số liệu được nêu không thay đổi so với báo cáo lần 1; chỉ có thay đổi nhỏ"
    )


OUTLOOK = say.Outlook(least_step=-12, most_step=-5, months=3, low=-3.0, high=4.0, verdict="open", tried=3, came_true=2)


def foreseen(indicator, **changes):
    item = next(item for item in MARCH.attainment if item.indicator == indicator)
    found = OUTLOOK.model_copy(update=changes)
    return sentences.outlooks([item.model_copy(update={"status": "behind", "outlook": found})])


def test_an_outlook_is_a_range_of_whole_households_with_how_often_it_came_true():
    assert foreseen("temporary_housing", low=0.0, high=3.4) == [
        "Hộ nghèo ở nhà tạm bợ, dột nát: 3 tháng gần đây mỗi tháng giảm 5 đến 12 hộ; theo đà đó cuối năm ước 0 đến 4 hộ, "
        "mục tiêu không còn hộ nào: chưa chắc đạt. Dự báo như vậy cho tháng sau mới thử được 3 lần, đúng 2 lần."
    ]
    assert foreseen("temporary_housing", tried=0, came_true=0)[0].endswith(
        ": chưa chắc đạt. Dự báo như vậy chưa thử được lần nào."
    )


def test_an_outlook_of_a_reduction_speaks_of_the_rate():
    (said,) = foreseen("poverty_reduction", least_step=0.02, most_step=0.1, low=0.4, high=0.9)
    assert (
        "mỗi tháng tỷ lệ giảm 0,02 đến 0,10 điểm phần trăm; theo đà đó cuối năm ước 0,40 đến 0,90 điểm phần trăm"
        in said
    )
    (said,) = foreseen("poverty_reduction", least_step=-0.1, most_step=-0.02, low=-0.4, high=0.2)
    assert "mỗi tháng tỷ lệ tăng 0,02 đến 0,10 điểm phần trăm" in said
    assert (
        "cuối năm ước từ tăng 0,40 điểm phần trăm đến giảm 0,20 điểm phần trăm, mục tiêu giảm trên 0,5 điểm phần trăm:"
        in said
    )
    (said,) = foreseen("poverty_reduction", least_step=-0.1, most_step=-0.02, low=-0.4, high=-0.2)
    assert "cuối năm ước tăng 0,20 đến 0,40 điểm phần trăm" in said


def test_what_is_at_risk_stands_first_and_what_is_met_or_unjudged_has_no_outlook():
    housing, models = (
        next(item for item in MARCH.attainment if item.indicator == code) for code in ("temporary_housing", "models")
    )
    likely = housing.model_copy(update={"outlook": OUTLOOK.model_copy(update={"verdict": "likely"})})
    risky = models.model_copy(update={"status": "behind", "outlook": OUTLOOK.model_copy(update={"verdict": "at_risk"})})
    first, second = sentences.outlooks([likely, risky])
    assert first.startswith("Mô hình")
    assert second.endswith("đạt nếu giữ đà này. Dự báo như vậy cho tháng sau mới thử được 3 lần, đúng 2 lần.")
    for status in ("attained", "not_enough", "missed", "no_cases"):
        assert sentences.outlooks([risky.model_copy(update={"status": status})]) == []


def test_better_and_worse_follow_what_the_indicator_wants():
    housing = next(item for item in MARCH.attainment if item.indicator == "temporary_housing")
    worse = housing.model_copy(update={"previous": 20.0})
    same = next(item for item in MARCH.attainment if item.indicator == "models").model_copy(update={"previous": 15.0})
    said = sentences.moved(MARCH.model_copy(update={"attainment": [worse, same]}))
    assert said == [
        "Kém hơn so với tháng 2 năm 2020 (1 chỉ tiêu): nhà ở tăng 7 hộ.",
        "Không đổi so với tháng 2 năm 2020 (1 chỉ tiêu): mô hình.",
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


@pytest.mark.parametrize("is_revised", [False, True], ids=["first", "revised"])
def test_a_units_document_needs_no_more_than_its_own_part(is_revised):
    """Which is small enough for another process: what the whole report says beside it changes nothing."""
    content = revised().model_copy(update={"reasons": REASONS}) if is_revised else MARCH
    parts = Documents(content)
    for code in (code for code in codes_of(content) if code.startswith("xa-")):
        part = parts.part_of(code)
        whole = commune_document(replace(part, content=content))
        assert replace(parts.of(code), content=content) == whole
    assert {line.unit for line in part.content.villages} == {part.unit.code}
    assert len(part.content.model_dump_json()) * (2 if is_revised else 5) < len(content.model_dump_json())


def test_documents_of_many_units_are_the_same_from_other_processes(monkeypatch):
    wanted = {(code, "excel") for code in codes_of(MARCH) if code.startswith("xa-")} | {("giam-ngheo", "word")}
    alone = report_files(MARCH, wanted)
    monkeypatch.setattr(processes, "_FEW", 2)
    monkeypatch.setattr(processes.os, "cpu_count", lambda: 2)
    assert list(each_report_file(MARCH, wanted)) == alone
