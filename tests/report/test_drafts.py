"""A draft says what it is, in every page's foot too; nothing of it stands in what goes out unsigned."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from giamngheo.report.content import ReportContent
from giamngheo.report.documents import document_of
from giamngheo.report.identity import DraftCode, code_of, codes_in
from giamngheo.report.render.files import report_files
from giamngheo.report.render.word import word_document
from tests.conftest import GOLDEN
from tests.support.ooxml import complaints


@pytest.fixture(scope="module")
def content() -> ReportContent:
    return ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))


def texts(data):
    """Words of the body, and those of each section's feet (which later sections take over)."""
    document = Document(BytesIO(data))
    body = "\n".join("".join(part.itertext()) for part in document.element.body)
    feet = [
        "\n".join(paragraph.text for paragraph in footer.paragraphs)
        for section in document.sections
        for footer in (section.footer, section.first_page_footer)
    ]
    return body, feet


@pytest.mark.parametrize("document", ["giam-ngheo", "so-ldtbxh", "co-quan-gddt"])
def test_a_draft_is_marked_and_its_number_and_day_are_open(content, document):
    (draft,) = report_files(content, {(document, "draft")})
    code = str(code_of(content, document))
    assert draft.name.startswith(f"DỰ THẢO {code} ")
    body, feet = texts(draft.data)
    assert "DỰ THẢO" in body
    assert "ngày …… tháng …… năm 2020" in body
    assert "Số: ……/" in body
    assert set(feet) == {f"Mã báo cáo: {code}"}
    assert complaints(draft.data, ".docx") == []
    assert report_files(content, {(document, "draft")}) == [draft]


def test_what_goes_out_unsigned_bears_neither_mark_nor_code(content):
    body, feet = texts(word_document(document_of(content, "giam-ngheo")))
    assert "DỰ THẢO" not in body
    assert "BCGN" not in body + "".join(feet)
    assert "ngày ……" not in body


def test_every_draft_has_a_code_of_its_own(content):
    changed = content.model_copy(update={"missing": ["Xã Thạch Khê"]})
    revised = content.model_copy(update={"revision": 2})
    found = [code_of(content, "giam-ngheo"), code_of(content, "so-ldtbxh")]
    found += [code_of(each, "giam-ngheo") for each in (changed, revised)]
    assert len({code.digest for code in found}) == 4
    assert [code.revision for code in found] == [1, 1, 1, 2]


CODES = [DraftCode(period, 12, "3F9A2C18") for period in ("2020-03", "2020-Q1", "2020-H1", "2020-9M", "2020")]


@pytest.mark.parametrize("code", CODES, ids=str)
@pytest.mark.parametrize(
    "written",
    [
        "Mã báo cáo: {}",
        "45 {}.pdf",
        "chữ{}chữ",
        "{}{}",
        lambda code: code.lower(),
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.replace("-", "_"),
        lambda code: " ".join(code),
        lambda code: code.replace("-", "-\n"),
    ],
)
def test_a_code_is_read_however_a_program_has_written_it(code, written):
    text = written(str(code)) if callable(written) else written.format(code, code)
    assert codes_in(text) == [code]


@pytest.mark.parametrize(
    "text", ["", "BCGN-2020-03-L1", "BCGN-2020-03-3F9A2C18", "BCGN-20-03-L1-3F9A2C18", "27/KH-UBND"]
)
def test_what_is_no_code_is_none(text):
    assert codes_in(text) == []


def test_two_codes_are_two():
    assert codes_in(f"{CODES[0]} và {CODES[1]}, {CODES[0]}") == CODES[:2]


def test_a_code_drawn_by_itself_is_the_one_in_the_name(content):
    document = replace(document_of(content, "giam-ngheo"), draft=str(CODES[0]))
    assert set(texts(word_document(document))[1]) == {f"Mã báo cáo: {CODES[0]}"}
