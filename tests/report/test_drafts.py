"""A draft says what it is, in every page's foot too; nothing of it stands in what goes out unsigned."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.signed_file import read_signed_file
from giamngheo.report.content import ReportContent
from giamngheo.report.documents import document_of
from giamngheo.report.identity import DraftCode, code_of, codes_in
from giamngheo.report.render.files import ReportFile, report_files
from giamngheo.report.render.word import word_document
from tests.conftest import GOLDEN
from tests.support.ooxml import complaints
from tests.support.programs import need

pytestmark = pytest.mark.usefixtures("small_pictures")


@pytest.fixture(scope="module")
def content() -> ReportContent:
    return ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def full_draft(content) -> ReportFile:
    (draft,) = report_files(content, {("giam-ngheo", "draft")})
    return draft


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
def test_a_draft_is_marked_and_its_number_and_day_are_open(content, full_draft, document):
    (draft,) = [full_draft] if document == full_draft.document else report_files(content, {(document, "draft")})
    code = str(code_of(content, document))
    assert draft.name.startswith(f"DỰ THẢO {code} ")
    body, feet = texts(draft.data)
    assert "DỰ THẢO" in body
    assert "ngày …… tháng …… năm 2020" in body
    assert "Số: ……/" in body
    assert set(feet) == {f"Mã báo cáo: {code}"}
    assert complaints(draft.data, ".docx") == []


@pytest.mark.slow
def test_a_draft_saved_as_pdf_by_libreoffice_is_read_back(content, full_draft, tmp_path):
    """Number, day and the code in every page's foot."""
    drawn = tmp_path / "draft.docx"
    drawn.write_bytes(full_draft.data)
    office = need("LibreOffice")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, drawn], check=True)
    data = (tmp_path / "draft.pdf").read_bytes()
    found = read_signed_file(data, ReadingLimits(memory_mb=256, seconds=20))
    code = code_of(content, "giam-ngheo")
    assert codes_in(found.text) == [code]
    pages = len(PdfReader(BytesIO(data)).pages)
    assert pages > 5
    assert found.text.count(str(code)) == pages
    for said in ("Số: ……/BC-PLĐTBXH", "DỰ THẢO", "ngày …… tháng …… năm 2020"):
        assert said in found.text


def test_a_draft_is_the_same_bytes_again_and_what_goes_out_unsigned_bears_neither_mark_nor_code(content):
    wanted = {("co-quan-gddt", "draft"), ("co-quan-gddt", "word")}
    files = {file.kind: file.data for file in report_files(content, wanted)}
    assert {file.kind: file.data for file in report_files(content, wanted)} == files
    body, feet = texts(files["word"])
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
    document = replace(document_of(content, "co-quan-gddt"), draft=str(CODES[0]))
    assert set(texts(word_document(document))[1]) == {f"Mã báo cáo: {CODES[0]}"}
