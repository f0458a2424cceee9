"""Which of the files that an office puts back are the report signed, and what the office is told of the others."""

from __future__ import annotations

import datetime as dt
from unicodedata import normalize

import pytest

from giamngheo.core.clock import Clock
from giamngheo.read.signed_file import SignedFile
from giamngheo.report.content import ReportContent
from giamngheo.report.identity import code_of
from giamngheo.report.releases import DRAFT_FILE, Release, Signature, StoredFile
from giamngheo.report.render.files import WORD_MIME
from giamngheo.report.signing import NotTaken, PutBack, code_of_file, signature_in
from tests.conftest import GOLDEN

CONTENT = ReportContent.model_validate_json((GOLDEN / "report-2020-03.json").read_text(encoding="utf-8"))
CODE = str(code_of(CONTENT, "giam-ngheo"))
DRAFT = StoredFile(f"DỰ THẢO {CODE} Báo cáo giảm nghèo tháng 3-2020.docx", DRAFT_FILE, WORD_MIME, "0" * 64)
MADE = Release(1, "giam-ngheo", "2020-03", 1, dt.datetime(2020, 3, 17), "", CONTENT, (DRAFT,))
CLOCK = Clock(dt.date(2020, 3, 24))
BEFORE = Signature(
    "giam-ngheo", "a.pdf", "application/pdf", "1" * 64, "44/BC-PLĐTBXH", dt.date(2020, 3, 19), dt.datetime(2020, 3, 19)
)


def text(number="45", day="20", month="03", title="tháng 3 năm 2020", code=CODE, mark=""):
    return (
        f"{mark}\nSố: {number}/BC-PLĐTBXH\nThạch Hà, ngày {day} tháng {month} năm 2020\n"
        f"Kết quả giảm nghèo {title}\nMã báo cáo: {code}"
    )


def judged(words, name="a.pdf", made=MADE, taken=None, is_out=False, problem="", clock=CLOCK):
    file = PutBack(name, "f" * 64, SignedFile("docx" if name.endswith("docx") else "pdf", words, problem))
    return signature_in(file, code_of_file(file), made, taken or {}, is_out, clock)


TAKEN = {
    "by its words": (text(), "a.pdf", "45"),
    "by its words, whatever the name": (text(day="17"), "BC tháng 3.docx", "45"),
    "as an officer may write it": (text(number=" 045 ", day="24", month="3").upper(), "a.pdf", "045"),
    "by its name": ("", f"45-BC-PLĐTBXH 20-03-2020 {CODE}.pdf", "45"),
    "by its name, written otherwise": ("", f"{CODE.lower()} 45_BC_PLDTBXH 20.3.2020.pdf", "45"),
    "by both": (text(), f"45-BC-PLĐTBXH 20-03-2020 {CODE}.pdf", "45"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_what_is_the_report_signed_is_taken(case):
    words, name, number = TAKEN[case]
    found = judged(words, name)
    assert found.number == f"{number}/BC-PLĐTBXH"
    assert dt.date(2020, 3, 17) <= found.signed_on <= CLOCK.today
    assert found.name == f"Báo cáo giảm nghèo tháng 3-2020 (số {number}-BC-PLĐTBXH).{name.rpartition('.')[2]}"
    assert found.sha256 == "f" * 64
    assert found.mime == (WORD_MIME if name.endswith("docx") else "application/pdf")


REFUSED = {
    "not signed": (text(mark="DỰ THẢO"), {}, "còn chữ «DỰ THẢO»"),
    "not signed, as a PDF may write it": (text(mark=normalize("NFD", "DỰ \nTHẢO")), {}, "còn chữ «DỰ THẢO»"),
    "no number": (text(number="……"), {}, "không đọc thấy số (dạng «Số: 45/BC-PLĐTBXH»)"),
    "two numbers": (text(), {"name": f"46-BC-PLĐTBXH {CODE}.pdf"}, "trong văn bản là số 45, trong tên tệp là số 46"),
    "two days": (
        text(),
        {"name": "45 21.03.2020.pdf"},
        "trong văn bản là ngày 20/03/2020, trong tên tệp là ngày 21/03/2020",
    ),
    "no day": (text(day="……"), {}, "không đọc thấy ngày ký"),
    "a day that is none": (text(day="32"), {}, "không đọc thấy ngày ký"),
    "a day before the draft": (text(day="16"), {}, "không thể trước ngày lập dự thảo 17/03/2020"),
    "a day to come": (text(day="25"), {}, "đọc thấy ngày ký 25/03/2020; ngày ký không thể trước"),
    "no code": (text(code=""), {}, "không đọc thấy mã báo cáo"),
    "two codes": (text(), {"name": "BCGN-2020-02-L1-00000000.pdf"}, "mỗi tệp chỉ một báo cáo"),
    "no report of that code": (text(), {"made": None}, f"không có báo cáo nào mang mã {CODE}"),
    "a revision to come": (text(code="BCGN-2020-03-L2-00000000"), {}, "không có báo cáo nào mang mã"),
    "an earlier draft": (text(code="BCGN-2020-03-L1-00000000"), {}, f"bản hiện nay mang mã {CODE}"),
    "another period's text": (text(title="tháng 2"), {}, "không nói về tháng 3 năm 2020"),
    "signed already": (text(), {"taken": {"giam-ngheo": BEFORE}}, "đã có văn bản số 44/BC-PLĐTBXH ký ngày 19/03/2020"),
    "out already": (text(), {"is_out": True}, "đã gửi, không chờ ký nữa"),
    "a scan without a number": ("", {"name": f"20-03-2020 {CODE}.pdf"}, "không đọc thấy số"),
    "a scan without a day": ("", {"name": f"45-BC-PLĐTBXH {CODE}.pdf"}, "không đọc thấy ngày ký"),
    "unreadable": ("", {"problem": "tệp có đặt mật khẩu"}, "tệp có đặt mật khẩu; cần tệp PDF đã ký"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_says_why(case):
    words, given, expected = REFUSED[case]
    with pytest.raises(NotTaken) as told:
        judged(words, **given)
    assert expected in str(told.value)


@pytest.mark.parametrize("case", REFUSED)
def test_a_reason_is_the_same_on_the_next_day_or_the_office_is_told_anew(case):
    words, given, _ = REFUSED[case]
    reasons = set()
    for today in (23, 24):
        with pytest.raises(NotTaken) as told:
            judged(words, **given, clock=Clock(dt.date(2020, 3, today)))
        reasons.add(str(told.value))
    assert len(reasons) == 1
