"""Signing, where the office signs: what it is asked, and whether a file that it put back is the report signed.

A file is the report by its code (`identity.py`), in its words or, where a scan has none, in its name. The program does not
verify digital signatures: who may write into the folder of signed files has the office's word.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from giamngheo.core.clock import Clock
from giamngheo.core.formats import day
from giamngheo.core.text import folded, tidy
from giamngheo.read.signed_file import SignedFile
from giamngheo.report.documents import document_of
from giamngheo.report.documents.document import Summary
from giamngheo.report.documents.summary.parts import notes_of
from giamngheo.report.identity import CODE_IN_WORDS, DRAFT, DraftCode, codes_in
from giamngheo.report.releases import Release, Signature, StoredFile
from giamngheo.report.render.files import WORD_MIME
from giamngheo.report.wording.listing import listed

_MIME = {"pdf": "application/pdf", "docx": WORD_MIME}
_APART = r"[-_/. ]*"  # between the parts of a number in a file's name, which can hold no slash
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{1,2})[-._ ](\d{1,2})[-._ ](\d{4})(?!\d)")


class NotTaken(Exception):
    """A file that does not go out: one sentence to the office, with what was read, what was expected, what to do."""


@dataclass(frozen=True)
class PutBack:
    """A file in the folder of signed files."""

    name: str
    sha256: str
    read: SignedFile


def code_of_file(file: PutBack) -> DraftCode:
    """Which draft it is; `NotTaken` where it does not say so, or says two."""
    if file.read.problem:
        raise NotTaken(
            f"{file.read.problem}; cần tệp PDF đã ký hoặc tệp Word .docx đã có số. Lưu lại rồi đặt vào thư mục."
        )
    found = codes_in(f"{file.read.text}\n{file.name}")
    if not found:
        raise NotTaken(
            f"không đọc thấy mã báo cáo trong văn bản cũng như trong tên tệp. Mã ở cuối mỗi trang dự thảo («{CODE_IN_WORDS}: "
            "BCGN-…»); bản quét thì ghi mã vào tên tệp rồi đặt lại."
        )
    if len(found) > 1:
        raise NotTaken(
            f"đọc thấy {listed([str(code) for code in found])}; mỗi tệp chỉ một báo cáo. Tách ra, hoặc sửa tên tệp."
        )
    return found[0]


def signature_in(
    file: PutBack, code: DraftCode, made: Release | None, taken: Mapping[str, Signature], is_out: bool, clock: Clock
) -> Signature:
    """What was signed of a report (`made`: the last on the code's period); `NotTaken` with the reason.

    `taken`: what is signed of it already, by document; `is_out`: somebody has it.
    """
    if made is None or code.revision > made.revision:
        raise NotTaken(f"không có báo cáo nào mang mã {code}. Đối chiếu với mã ở cuối trang dự thảo rồi sửa.")
    if code not in made.drafts:
        raise NotTaken(_outdated(code, made))
    draft = made.drafts[code]
    if before := taken.get(draft.document):
        raise NotTaken(
            f"báo cáo mã {code} đã có văn bản số {before.number} ký ngày {day(before.signed_on)}; tệp này khác văn bản ấy nên "
            "không gửi. Văn bản đã gửi có sai sót thì đính chính bằng công văn."
        )
    if is_out:
        raise NotTaken(f"báo cáo mã {code} đã gửi, không chờ ký nữa.")
    _require_final(file, made)
    number, signed_on = _number(file, made, draft.document), _day(file, made, clock.today)
    name = f"{_stem(draft)} (số {number.replace('/', '-')}).{file.read.type}"
    return Signature(draft.document, name, _MIME[file.read.type or "docx"], file.sha256, number, signed_on, clock.now)


def _outdated(code: DraftCode, made: Release) -> str:
    if not made.drafts:
        return (
            f"báo cáo {made.content.period_title}, lần {made.revision} không chờ ký; mã {code} là của bản dự thảo cũ."
        )
    current = listed([str(own) for own in made.drafts])
    return (
        f"mã {code} là của bản dự thảo cũ; từ đó số liệu đã đổi, bản hiện nay mang mã {current}. "
        "Ký bản dự thảo mới đã gửi qua thư rồi đặt vào thư mục."
    )


def _require_final(file: PutBack, made: Release) -> None:
    if DRAFT in tidy(file.read.text):
        raise NotTaken(f"còn chữ «{DRAFT}», nên chưa phải văn bản đã ký. Bỏ chữ ấy, ghi số, ngày, ký rồi đặt lại.")
    title = made.content.period_title
    if file.read.text.strip() and folded(title) not in folded(file.read.text):
        raise NotTaken(f"văn bản không nói về {title}, là kỳ của mã báo cáo. Đối chiếu mã với văn bản rồi đặt lại.")


def _number(file: PutBack, made: Release, document: str) -> str:
    """`45/BC-PLĐTBXH`, of the text or else of the name; as it is written there."""
    symbol = document_of(made.content, document).symbol
    parts = re.split(r"\W+", folded(symbol))
    in_text = re.search(rf"\bso\s*:\s*(\d+)\s*/\s*{re.escape(folded(symbol))}", folded(file.read.text))
    in_name = re.search(rf"(?<!\d)(\d{{1,5}}){_APART}{_APART.join(parts)}", folded(file.name))
    found = [one[1] for one in (in_text, in_name) if one]
    if not found:
        example = f"45-{symbol} 20-03-{made.content.issued_on.year} {next(iter(made.drafts))}.pdf"
        raise NotTaken(
            f"không đọc thấy số (dạng «Số: 45/{symbol}»). Ghi số trong văn bản; bản quét thì ghi vào tên tệp, ví dụ «{example}»."
        )
    _require_same("số", [str(int(one)) for one in found])
    return f"{found[0]}/{symbol}"


def _day(file: PutBack, made: Release, today: dt.date) -> dt.date:
    """The day of signing, of the text or else of the name; none before the draft, none to come.

    The reason names no day that passes: it would be another one each day, and told anew.
    """
    place, issued_on = made.content.office.place, made.content.issued_on
    dated = rf"{re.escape(folded(place))}\s*,?\s*ngay\s*(\d+)\s*thang\s*(\d+)\s*nam\s*(\d{{4}})"
    found = [one for one in (re.search(dated, folded(file.read.text)), _DAY_IN_NAME.search(file.name)) if one]
    _require_same("ngày", [f"{int(one[1]):02}/{int(one[2]):02}/{one[3]}" for one in found])
    signed_on = _valid(found[0]) if found else None
    if signed_on is None:
        raise NotTaken(
            f"không đọc thấy ngày ký (dạng «{place}, ngày 20 tháng 3 năm {issued_on.year}»). Ghi ngày trong văn bản; bản quét thì "
            f"ghi vào tên tệp, dạng 20-03-{issued_on.year}."
        )
    if not issued_on <= signed_on <= today:
        raise NotTaken(
            f"đọc thấy ngày ký {day(signed_on)}; ngày ký không thể trước ngày lập dự thảo {day(issued_on)}, cũng không thể là ngày "
            "chưa đến. Sửa ngày."
        )
    return signed_on


def _require_same(what: str, said: Sequence[str]) -> None:
    """Text and name, as far as they say it, in this order."""
    if len(set(said)) > 1:
        raise NotTaken(
            f"trong văn bản là {what} {said[0]}, trong tên tệp là {what} {said[1]}. Sửa chỗ sai rồi đặt lại."
        )


def _valid(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _stem(draft: StoredFile) -> str:
    """`Báo cáo giảm nghèo tháng 3-2020`: the draft's name without the mark, the code and the ending."""
    return draft.name.partition(str(codes_in(draft.name)[0]))[2].strip().rpartition(".")[0]


# ---------------------------------------------------------------- letters to the office


def draft_letter(code: DraftCode, draft: StoredFile, made: Release, folder: str) -> Summary:
    """What the office is asked."""
    symbol = document_of(made.content, draft.document).symbol
    what = (
        f"Đề nghị hoàn thiện dự thảo kèm theo, bỏ chữ «{DRAFT}», ghi số, ngày, ký, rồi đặt tệp PDF đã ký (hoặc tệp Word đã có "
        f"số) vào thư mục «{folder}»; hệ thống kiểm tra mã báo cáo và gửi đúng văn bản ấy cho các nơi nhận."
    )
    return _letter(
        made,
        f"Dự thảo để ký: {_stem(draft)}",
        what,
        ("Mã báo cáo", [f"{code}; để nguyên ở cuối trang, hoặc ghi trong tên tệp."]),
        (
            "Bản quét không có chữ",
            [f"Tên tệp ghi số, ngày ký, mã, ví dụ: 45-{symbol} 20-03-{code.period[:4]} {code}.pdf"],
        ),
        (
            "Lưu ý",
            ["Chưa nơi nào nhận báo cáo này.", "Số liệu thay đổi thì có dự thảo mới; chỉ bản mới nhất được gửi."],
        ),
    )


def refusal_letter(file: PutBack, why: str, made: Release, folder: str) -> Summary:
    """Why a file that was put back does not go out."""
    what = f"Tệp «{file.name}» trong thư mục «{folder}» chưa được nhận: {why}"
    return _letter(made, f"Chưa nhận được văn bản đã ký: {made.content.period_title}", what)


def _letter(made: Release, subject: str, what: str, *notes: tuple[str, list[str]]) -> Summary:
    return Summary(
        subject=subject,
        preheader=what,
        title=subject,
        sender=made.content.office.issuing_body,
        lead=(what,),
        notes=notes_of(*notes),
    )
