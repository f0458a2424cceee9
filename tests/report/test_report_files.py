"""The report's files together: coverage with every table, nothing that runs, revised ones say so everywhere."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from giamngheo.report.content import Coverage, Model, Rejection, ReportContent, RuleCount, Story
from giamngheo.report.documents import document_of
from giamngheo.report.render.excel import excel_annex
from giamngheo.report.render.files import report_files
from giamngheo.report.render.mail import mail_html, mail_text
from giamngheo.report.render.word import word_document
from tests.conftest import GOLDEN

NASTY = ['=HYPERLINK("http://x","bấm")', "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>", "a\u202eb\x07"]


@pytest.fixture(scope="module")
def content() -> ReportContent:
    """The report on March 2020 of the sample months, as the warehouse gave it."""
    return ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def incomplete(content) -> ReportContent:
    """Two units are missing, one of them was returned."""
    gone = {"18604", "18667"}
    units = [
        line.model_copy(
            update={"reported": False}
            | dict.fromkeys(("households", "poor", "poor_rate", "near_poor", "near_poor_rate", "social_poor"))
        )
        if line.code in gone
        else line
        for line in content.units
    ]
    return content.model_copy(
        update={
            "coverage": Coverage(reporting=20, expected=22),
            "missing": ["Xã Thạch Khê", "Xã Nam Điền"],
            "units": units,
            "rejections": [
                Rejection(
                    code="18604",
                    name="Xã Thạch Khê",
                    received_at=dt.datetime(2020, 3, 17),
                    rules=[RuleCount(rule="H302", message="Mã hộ bị lặp", count=3)],
                )
            ],
        }
    )


def word_text(data: bytes) -> str:
    document = Document(BytesIO(data))
    return "\n".join("".join(node.itertext()) for node in document.element.body)


def workbook(content, code="giam-ngheo") -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(excel_annex(document_of(content, code))))


def all_forms(content, code="giam-ngheo") -> list[str]:
    """Word, workbook, letter and its text alternative, as plain text."""
    document = document_of(content, code)
    cells = "\n".join(
        str(cell.value) for sheet in workbook(content, code) for row in sheet.iter_rows() for cell in row if cell.value
    )
    files = [document.word_name, document.excel_name]
    return [
        word_text(word_document(document)),
        cells,
        mail_html(document.summary, files),
        mail_text(document.summary, files),
    ]


def test_names_of_the_files(content):
    assert [file.name for file in report_files(content)] == [
        "Báo cáo giảm nghèo tháng 3-2020.docx",
        "Phụ lục số liệu giảm nghèo tháng 3-2020.xlsx",
    ]


def test_coverage_stands_with_every_table_and_the_missing_are_named(incomplete):
    for form in all_forms(incomplete):
        assert "20/22 đơn vị" in form
        assert "Xã Thạch Khê" in form
        assert "Xã Nam Điền" in form
    for sheet in workbook(incomplete):
        said = " ".join(str(sheet.cell(row, 1).value) for row in range(1, 5))
        assert "20/22 đơn vị" in said or sheet.title in ("Diễn biến", "Giải thích"), sheet.title


def test_a_missing_units_figures_are_not_zero(incomplete):
    sheet = workbook(incomplete)["Theo đơn vị"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "18604")
    assert not any(row[2:8])
    assert 0 not in row[2:8]


def test_nothing_from_outside_runs(content):
    models = [Model(unit=x, name=x, village=x, field=x, status=x, households=1, budget=1) for x in NASTY]
    stories = [Story(unit=x, summary=x) for x in NASTY]
    nasty = content.model_copy(update={"models": models, "stories": stories, "missing": NASTY})
    for sheet in workbook(nasty):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or re.match(r"=(SUM\(|IF\(N\(|[A-Z]+\d+-[A-Z]+\d+$)", str(cell.value))
    for form in all_forms(nasty):
        assert "\x07" not in form
        assert "\u202e" not in form
    summary = document_of(nasty, "giam-ngheo").summary
    assert "<script>" not in mail_html(summary, NASTY)


def test_the_letter_is_short_and_stands_alone(content):
    html, text = all_forms(content)[2:]
    assert len(html.encode()) < 60_000
    assert '<html lang="vi"' in html
    assert "<" not in text
    for part in ("1.504 hộ", "3,85%", "22/22 đơn vị", "0,25 điểm phần trăm", "15 mô hình"):
        assert part in html.replace("\u00a0", " ")
        assert part in text


def test_a_revised_report_says_so_in_every_form(content):
    revised = content.model_copy(update={"revision": 2})
    word, cells, html, text = all_forms(revised)
    for form in (word, html, text):
        assert "lần 2, có điều chỉnh" in form
        assert "thay thế báo cáo lần 1" in form
    assert "(lần 2, có điều chỉnh)" in cells
    assert all("(lần 2, có điều chỉnh)" in file.name for file in report_files(revised))


def test_nobody_has_reported(content):
    nobody = content.model_copy(
        update={
            "coverage": Coverage(reporting=0, expected=22),
            "missing": [unit.name for unit in content.units],
            "headline": [line.model_copy(update={"now": None}) for line in content.headline],
            "attainment": [
                item.model_copy(
                    update=dict.fromkeys(("value", "numerator", "denominator", "attainment_percent"))
                    | {"status": "no_data", "coverage": Coverage(reporting=0, expected=22)}
                )
                for item in content.attainment
            ],
            "flows": [],
            "resources": [],
            "models": [],
            "stories": [],
        }
    )
    for code in ("giam-ngheo", "so-ldtbxh", "co-quan-gddt"):
        for form in all_forms(nobody, code):
            assert "0/22 đơn vị" in form
            assert "None" not in form


def test_nobody_is_named_who_is_not_in_the_content(content):
    for code in ("giam-ngheo", "co-quan-mttq", "xa-18604"):
        for form in all_forms(content, code):
            assert not re.search(r"\b186040{0,2}\d{2,4}\b", form)
