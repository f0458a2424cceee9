"""What an office puts back is told by its content; whatever the bytes, nothing comes out but an answer."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from giamngheo.metadata.settings import ReadingLimits
from giamngheo.read.signed_file import SignedFile, read_signed_file
from tests.support.signing import as_pdf, as_scan, saved

LIMITS = ReadingLimits(memory_mb=256, seconds=20)
SAID = ["Số: 45/BC-PLĐTBXH", "Thạch Hà, ngày 24 tháng 02 năm 2020", "tháng 2 năm 2020", "BCGN-2020-02-L1-3F9A2C18"]


def word(*lines):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def zipped(**members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return out.getvalue()


def locked(data, user, owner="owner"):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.encrypt(user, owner, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("data", "type_"), [(as_pdf(SAID), "pdf"), (word(*SAID), "docx")])
def test_the_words_of_a_pdf_and_of_a_word_file(data, type_):
    found = read_signed_file(data, LIMITS)
    assert (found.type, found.problem) == (type_, "")
    assert all(line in found.text for line in SAID)


def test_the_words_of_a_foot_and_of_a_table_are_read_and_deleted_ones_are_not():
    document = Document()
    document.add_table(1, 1).cell(0, 0).text = "Số: 45/BC"
    document.sections[0].footer.paragraphs[0].text = SAID[-1]
    document.add_paragraph("DỰ THẢO")
    data = saved(document)
    with zipfile.ZipFile(BytesIO(data)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    body = members["word/document.xml"].decode()
    assert "<w:t>DỰ THẢO</w:t>" in body
    body = body.replace("<w:t>DỰ THẢO</w:t>", "<w:delText>DỰ THẢO</w:delText>")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in (members | {"word/document.xml": body.encode()}).items():
            package.writestr(name, content)
    text = read_signed_file(out.getvalue(), LIMITS).text
    assert "Số: 45/BC" in text
    assert SAID[-1] in text
    assert "DỰ THẢO" not in text


def test_a_scan_has_no_words():
    assert read_signed_file(as_scan(), LIMITS) == SignedFile("pdf", "")


def test_a_pdf_locked_against_changes_is_read_one_with_a_password_is_not():
    assert SAID[0] in read_signed_file(locked(as_pdf(SAID), ""), LIMITS).text
    assert read_signed_file(locked(as_pdf(SAID), "mat khau"), LIMITS).problem == "tệp có đặt mật khẩu"


BOMB = b"<a>" + b" " * (40 * 2**20)
BAD = {
    "no bytes": (b"", "không phải tệp PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "không phải tệp PDF"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 1000, "không phải tệp PDF"),
    "a PDF cut short": (as_pdf(SAID)[:300], "hỏng"),
    "a PDF of nothing": (b"%PDF-1.7\n%%EOF", "hỏng"),
    "a Word file cut short": (word(*SAID)[:5000], "hỏng"),
    "a workbook": (zipped(xl__workbook_xml=b"<a/>"), "không phải tệp Word"),
    "macros": (zipped(word__document_xml=b"<a/>", word__vbaProject_bin=b"0"), "macro"),
    "a bomb": (zipped(word__document_xml=BOMB), "sau khi giải nén"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_none_of_them_says_what_it_is(case):
    data, said = BAD[case]
    limits = LIMITS.model_copy(update={"unpacked_mb": 20})
    found = read_signed_file(data, limits)
    assert found.type is None
    assert said in found.problem


def test_a_file_that_asks_for_too_much_takes_nobody_with_it():
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    heavy = DecodedStreamObject()
    heavy.set_data(b"BT /F1 12 Tf (x) Tj ET\n" * 2_500_000)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(heavy.flate_encode())
    out = BytesIO()
    writer.write(out)
    found = read_signed_file(out.getvalue(), ReadingLimits(memory_mb=512, seconds=1))
    assert found.type is None
    assert found.problem == "đọc hơn 1 giây chưa xong"
    found = read_signed_file(out.getvalue(), ReadingLimits(memory_mb=128, seconds=60))
    assert found.problem == "tệp nặng quá mức hệ thống mở được"
    assert read_signed_file(as_pdf(SAID), LIMITS).type == "pdf"
