"""The letter's body: all a summary says, in its order, as HTML and as text; small, escaped, readable at the edges."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from lxml import html as lxml_html

from giamngheo.metadata.letterhead import Contact
from giamngheo.report.documents.document import Bar, Headline, Link, Note, Summary, TrendBar
from giamngheo.report.render.mail import content_of, mail_html, mail_text
from tests.conftest import PROJECT

FOOT = "Thư do hệ thống giamngheo gửi tự động; vui lòng không trả lời thư này."
OFFICE = Contact(name="Phòng LĐ-TB&XH", telephone="0239 3000 000", address="phong@thachha.example")
FULL = Summary(
    subject="Giảm nghèo T3/2020: tỷ lệ hộ nghèo 3,85% (giảm 0,25 điểm từ đầu năm), 5/9 chỉ tiêu đạt, 22/22 đơn vị báo cáo",
    preheader="1.504 hộ nghèo, giảm 93 hộ so với kỳ gốc; 5/9 chỉ tiêu đạt; xã Thạch Hội chưa báo cáo.",
    title="Kết quả thực hiện chỉ tiêu giảm nghèo tháng 3 năm 2020 (lần 2, có điều chỉnh)",
    sender="PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI HUYỆN THẠCH HÀ",
    revision="Báo cáo này thay thế Báo cáo số 12/BC-LĐTBXH ngày 17/3/2020; số liệu của 2 đơn vị đã thay đổi.",
    lead=(
        "Số liệu tính từ 15/02/2020 đến 14/03/2020.",
        "21/22 đơn vị đã báo cáo; số liệu của đơn vị chưa báo cáo không được ước tính.",
    ),
    headlines=(
        Headline(
            "Hộ nghèo",
            "1.504 hộ",
            ("giảm 32 hộ so với tháng 2 năm 2020", "giảm 93 hộ so với kỳ gốc (tháng 12 năm 2019)"),
        ),
        Headline(
            "Tỷ lệ hộ nghèo",
            "3,85%",
            ("giảm 0,08 điểm % so với tháng 2 năm 2020", "giảm 0,25 điểm % so với kỳ gốc (tháng 12 năm 2019)"),
        ),
        Headline("Chỉ tiêu đạt", "5/9 chỉ tiêu", ("tăng 1 chỉ tiêu so với tháng 2 năm 2020",)),
    ),
    compared="So sánh trên cùng 21 đơn vị có báo cáo ở cả hai kỳ.",
    bars_title="Mức độ thực hiện chín chỉ tiêu",
    bars_lead="5/9 chỉ tiêu đạt, 1 đúng tiến độ, 2 chậm, 1 không phát sinh.",
    bars=(
        Bar(
            "Giảm tỷ lệ hộ nghèo",
            "0,25 điểm %",
            "> 0,5 điểm % (cả năm)",
            "Với tiến độ này, cuối năm giảm 1,00 điểm %.",
            "on_track",
            "Đúng tiến độ",
            50.0,
        ),
        Bar("Người nghèo có thẻ BHYT", "100,00%", "≥ 100%", "toàn tỉnh 97,20%", "attained", "Đạt", 100.0),
        Bar("Người cận nghèo có thẻ BHYT", "99,58%", "≥ 100%", "Còn 14 người chưa có thẻ.", "behind", "Chậm", 99.58),
        Bar("Hộ nghèo có nhu cầu được vay vốn ưu đãi", "100,00%", "≥ 100%", "", "attained", "Đạt", 100.0),
        Bar("Con em hộ nghèo thiếu hụt giáo dục được hỗ trợ", "–", "≥ 100%", "", "no_cases", "Không phát sinh", None),
        Bar("Người nghèo tiếp cận dịch vụ thông tin", "96,12%", "≥ 95%", "", "attained", "Đạt", 100.0),
        Bar("Hộ nghèo dùng nước sạch và nhà tiêu hợp vệ sinh", "95,40%", "≥ 95%", "", "attained", "Đạt", 100.0),
        Bar(
            "Hộ nghèo ở nhà tạm bợ, dột nát",
            "37 hộ",
            "= 0 hộ",
            "Đã xóa 21/58 nhà so với kỳ gốc.",
            "behind",
            "Chậm",
            36.2,
        ),
        Bar("Mô hình giảm nghèo bền vững đang phát triển", "15 mô hình", "≥ 14 mô hình", "", "attained", "Đạt", 100.0),
    ),
    trend_title="Tỷ lệ hộ nghèo từ kỳ gốc đến nay",
    trend=(
        TrendBar("Tháng 12/2019", "4,10%", 100.0),
        TrendBar("Tháng 1/2020", "–", None),
        TrendBar("Tháng 2/2020", "3,93%", 60.0),
        TrendBar("Tháng 3/2020", "3,85%", 12.0),
    ),
    trend_note="Theo lộ trình mục tiêu, đến tháng 3 năm 2020 là 3,98%; thực tế thấp hơn 0,13 điểm phần trăm.",
    notes=(
        Note(
            "Đơn vị cần quan tâm",
            (
                "Xã Thạch Hội: tỷ lệ hộ nghèo 7,21%, cao nhất huyện; 9 hộ ở nhà tạm bợ.",
                "Xã Ngọc Sơn: 6 người cận nghèo chưa có thẻ BHYT.",
            ),
        ),
        Note("Chưa báo cáo", ("Xã Thạch Hội.",)),
        Note(
            "Số liệu thay đổi",
            (
                "Xã Thạch Trị, hộ nghèo: 61 hộ (trước đây 63 hộ).",
                "Xã Việt Tiến, người nghèo có thẻ BHYT: 100,00% (trước đây 98,72%).",
            ),
        ),
    ),
)
FILES = (
    "Báo cáo giảm nghèo tháng 3-2020 (lần 2, có điều chỉnh).docx",
    "Phụ lục số liệu giảm nghèo tháng 3-2020 (lần 2, có điều chỉnh).xlsx",
)
EMPTY = replace(
    FULL,
    preheader="",
    title="Kết quả thực hiện chỉ tiêu giảm nghèo tháng 3 năm 2020",
    revision="",
    lead=("Chưa có đơn vị nào báo cáo (0/22 đơn vị).",),
    headlines=(),
    compared="",
    bars=(),
    bars_lead="",
    trend=(),
    notes=(),
)
# As long as the news of a hard month gets: a rise, a target that was lost, many units.
NEWS = replace(
    FULL,
    title="Kết quả thực hiện chỉ tiêu giảm nghèo tháng 10 năm 2020",
    sender="PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
    revision="",
    headlines=(
        Headline(
            "Tỷ lệ hộ nghèo",
            "4,49%",
            ("157 hộ", "tăng 33 hộ so với tháng 9 năm 2020", "giảm 13 hộ so với cuối năm 2019"),
            is_worse=True,
        ),
        *FULL.headlines[1:],
    ),
    brief=(
        "Số hộ nghèo TĂNG 33 hộ trong kỳ (3,54 → 4,49%), nhiều nhất: Xã Thạch Hội (+7), Xã Thạch Long (+5), Xã Thạch Trị "
        "(+5); toàn huyện Thạch Hà có 157 hộ nghèo (4,49%), giảm 13 hộ so với cuối năm 2019.",
        "Không còn đạt: mức giảm nghèo; 2/9 chỉ tiêu đạt; chậm: mức giảm nghèo, BHYT người nghèo, BHYT người cận nghèo và "
        "4 chỉ tiêu khác.",
        "Cả 10 đơn vị đã báo cáo, 10 đơn vị gửi muộn; cần quan tâm: Xã Thạch Long, Xã Thạch Hội, Xã Thạch Hải và 7 đơn vị khác.",
    ),
    is_bad=True,
)
ALARM = Summary(
    subject="[giamngheo] 2 sự cố",
    preheader="Không đọc được thư mục.",
    title="2 sự cố",
    sender="Hệ thống giamngheo",
    lead=(),
    notes=(
        Note(
            "Lượt chạy lỗi: Báo cáo tháng",
            ("Không đọc được thư mục.", "Lúc 20/03/2020 09:30."),
            Link("Mở lượt chạy", "http://may:4200/v2/runs/flow-run/7"),
            is_urgent=True,
        ),
        Note("Worker không chạy", ("Không có worker nào.",), is_urgent=True),
    ),
    foot=("Thư này chỉ gửi một lần cho mỗi sự cố.",),
)
LONG = "Nguyễn" * 10  # sixty letters without a space
EXTREME = replace(
    FULL,
    title=f"Kết quả của {LONG}",
    headlines=(Headline(LONG, LONG, (LONG,)), Headline("Chưa có", "chưa có số liệu")),
    bars=(
        Bar(LONG, LONG, LONG, LONG, "behind", LONG, 0.0),
        Bar(LONG, "12 hộ", "= 0 hộ", "", "behind", "Chậm", None),
        *FULL.bars,
        *FULL.bars,
        Bar("Hộ cận nghèo", "14 hộ", "", "", None, "", 140.0),
        Bar("Nhà tạm", "–", "", "", "no_data", "Chưa có số liệu", None),
    ),
    trend=(
        *(TrendBar(f"Tháng {month + 1}/2020", f"{month},15%", month * 8.0) for month in range(12)),
        TrendBar(LONG, LONG, 50.0),
    ),
    notes=(Note("Chưa báo cáo", (", ".join(f"Xã Thạch Thắng {unit}" for unit in range(216)) + ".",)),),
)


def _has_box(style: str) -> bool:
    """Whether a style gives a padding or a rule that is seen."""
    boxes = re.findall(r"(?<![\w-])(?:padding|border)(?:-(?:top|right|bottom|left))?\s*:\s*([^;]+)", style)
    return any(re.search(r"[1-9]", value) for value in boxes)


def shown(html: str) -> str:
    """What a reader sees, in order; not the preheader."""
    tree = lxml_html.fromstring(html)
    for hidden in tree.xpath("//head | //*[contains(@style, 'display:none') or contains(@style, 'display: none')]"):
        hidden.getparent().remove(hidden)
    return " ".join(" ".join(tree.itertext()).split())


def come_in_order(form: str, wanted: Sequence[str]) -> None:
    """Each text after the one before it."""
    place = 0
    for text in wanted:
        found = form.casefold().find(text.casefold(), place)

        assert found >= 0, f"{text!r} is missing after {form[max(place - 60, 0) : place]!r}"
        place = found + len(text)


def said(value: Any) -> list[str]:
    """Each text of a summary, in its order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in said(item)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in said(getattr(value, field.name))]
    return []


@pytest.mark.parametrize("summary", [FULL, NEWS, EMPTY, EXTREME, ALARM])
def test_letter_is_small(summary):
    size = len(mail_html(summary, FILES).encode())

    assert size < 60_000


def test_parts_come_in_their_order():
    wanted = [
        *(FULL.sender, FULL.title, FULL.revision, *FULL.lead),
        *(text for one in FULL.headlines for text in (one.title, *one.changes)),
        *(FULL.compared, FULL.bars_title, FULL.bars_lead),
        *(bar.title for bar in FULL.bars),
        *(FULL.trend_title, *(point.title for point in FULL.trend), FULL.trend_note),
        *(text for note in FULL.notes for text in (note.heading, *note.sentences)),
        *("Tệp đính kèm", *FILES, FOOT),
    ]

    for form in (shown(mail_html(FULL, FILES)), mail_text(FULL, FILES)):
        come_in_order(form, wanted)


def test_the_news_comes_first_then_the_figures_then_what_they_rest_on():
    wanted = [
        *(NEWS.sender, NEWS.title, *NEWS.brief),
        *(text for one in NEWS.headlines for text in (one.title, *one.changes)),
        *(*NEWS.lead, NEWS.compared, NEWS.bars_title),
    ]

    for form in (shown(mail_html(NEWS, FILES)), mail_text(NEWS, FILES)):
        come_in_order(form, wanted)


def test_everything_a_summary_says_is_in_both_forms():
    both = [shown(mail_html(FULL, FILES)), mail_text(FULL, FILES)]
    silent = {FULL.subject, FULL.preheader, "–", *(bar.status for bar in FULL.bars)}

    for text in said(FULL):
        if text not in silent:
            assert all(text.casefold() in form.casefold() for form in both), text


def test_first_sentence_after_the_title_is_the_revision():
    assert f"{FULL.title} {FULL.revision}" in shown(mail_html(FULL, FILES))
    assert "thay thế" not in mail_html(EMPTY, FILES)


def test_preheader_comes_first_and_is_hidden():
    body = lxml_html.fromstring(mail_html(FULL, FILES)).find("body")

    first = body[0]
    assert first.text == FULL.preheader
    assert "display" in first.get("style")
    assert FULL.preheader not in shown(mail_html(FULL, FILES))


def test_letter_needs_no_picture_no_script_and_nothing_from_the_network():
    for summary in (FULL, EMPTY, EXTREME):
        html = mail_html(summary, FILES)

        assert not re.search(r"<(img|script|link|a|iframe|form)\b|@import|@font-face|url\(|src=|href=", html)
        assert set(re.findall(r"https?://[^\"]+", html)) == {"http://www.w3.org/1999/xhtml"}


def test_screen_reader_finds_language_headings_and_what_each_table_is_for():
    tree = lxml_html.fromstring(mail_html(FULL, FILES))
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
    tables = tree.xpath("//table")
    data = [table for table in tables if table.get("role") is None]

    assert tree.get("lang") == "vi"
    assert tree.xpath("//body/div[@role='article']/@lang") == ["vi"]
    assert tree.findtext("head/title") == FULL.title
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.text_content().strip() for heading in tree.xpath("//h1 | //h2 | //h3"))
    assert {table.get("role") for table in tables} == {"presentation", None}
    assert all(bar.get("aria-label") for bar in tree.xpath("//*[@role='img']"))
    assert [table.get("aria-label") for table in data] == [FULL.trend_title]
    assert len(data[0].xpath(".//th[@scope='row']")) == len(FULL.trend)


def test_bars_are_cells_as_wide_as_they_stand_for():
    tree = lxml_html.fromstring(mail_html(FULL, FILES))
    bars = [(bar.get("aria-label"), bar.xpath(".//td/@width")) for bar in tree.xpath("//*[@role='img']")]

    assert bars[0] == ("Mức thực hiện: 50% so với mục tiêu", ["50%", "50%"])
    assert bars[1] == ("Đạt", ["100%"])
    assert bars[2] == ("Mức thực hiện: 99,58% so với mục tiêu", ["99%", "1%"])  # does not look like all
    assert len(bars) == 8  # nothing is drawn where nothing can be


@pytest.mark.parametrize("summary", [FULL, NEWS, EMPTY, EXTREME, ALARM])
def test_padding_and_rules_stand_on_cells(summary):
    """Outlook for Windows draws with Word, which leaves them out on blocks; what is in `@media` it does not read."""
    html = mail_html(summary, FILES)
    sheets = re.sub(
        r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", "".join(re.findall(r"<style[^>]*>(.*?)</style>", html, re.S))
    )
    ruled = [(selector.strip(), style) for selector, style in re.findall(r"([^{}]+)\{([^{}]*)\}", sheets)]
    styled = [(element.tag, element.get("style")) for element in lxml_html.fromstring(html).xpath("//body//*[@style]")]
    drawn = [(what, style) for what, style in [*ruled, *styled] if _has_box(style)]

    # A button's link has its padding twice: `mso-padding-alt` on the cell is what Word reads.
    assert {what.split()[-1] for what, _ in drawn} - {"a"} <= {"td", "th"}
    assert all("mso-padding-alt:12px 20px" in html for what, _ in drawn if what == "a")


def test_each_part_has_its_rule_and_each_warning_its_frame_as_a_cell():
    full, alarm = (lxml_html.fromstring(mail_html(summary, FILES)) for summary in (FULL, ALARM))

    def cells(tree, side):
        return [
            cell for cell in tree.xpath("//td") if re.search(rf"border-{side}: [1-4]px solid", cell.get("style", ""))
        ]

    headings = len(full.xpath("//h2"))
    assert len(cells(full, "top")) == headings + 1 + len(FULL.headlines)  # the foot has a rule too
    assert [" ".join(cell.text_content().split()) for cell in cells(full, "left")] == [FULL.revision]
    assert len(cells(alarm, "left")) == len(ALARM.notes)


def test_what_is_to_be_opened_is_a_button_of_a_cell_and_an_address_in_the_text():
    (link,) = lxml_html.fromstring(mail_html(ALARM, [])).xpath("//a")
    cell = link.getparent()

    assert (link.get("href"), link.text.strip()) == ("http://may:4200/v2/runs/flow-run/7", "Mở lượt chạy")
    assert cell.tag == "td"
    assert cell.get("bgcolor")
    assert "- Lúc 20/03/2020 09:30.\nMở lượt chạy: http://may:4200/v2/runs/flow-run/7\n" in mail_text(ALARM, [])


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        (Contact(), FOOT),
        (
            OFFICE,
            "Thư do hệ thống giamngheo gửi tự động. Cần hỏi, xin liên hệ Phòng LĐ-TB&XH, điện thoại 0239 3000 000 hoặc trả lời "
            "thư này.",
        ),
        (Contact(address="a@b.example"), "Thư do hệ thống giamngheo gửi tự động. Cần hỏi, xin trả lời thư này."),
        (
            Contact(telephone="0239 3000 000"),
            "Thư do hệ thống giamngheo gửi tự động. Cần hỏi, xin liên hệ điện thoại 0239 3000 000. Vui lòng không trả lời thư "
            "này.",
        ),
    ],
)
def test_the_foot_says_whom_to_ask_and_nobody_who_is_not_named(contact, said):
    message = content_of(FULL, contact)

    assert shown(message.html).endswith(said)
    assert message.text.endswith(f"\n\n{said}\n")
    assert (message.reply_to, message.reply_to_name) == (contact.address, contact.name)


def test_status_does_not_hang_on_colour():
    letter = shown(mail_html(FULL, FILES))

    assert all(words in letter for words in ("✓ Đạt", "→ Đúng tiến độ", "! Chậm", "– Không phát sinh"))


def test_what_a_part_surely_misses_has_no_sign_of_a_question():
    bar = Bar("Người nghèo có thẻ BHYT", "97,00%", "100%", "", "not_enough", "Chắc chắn chưa đạt", 97.0)
    letter = shown(mail_html(replace(FULL, bars=(bar, replace(bar, status_text="Chưa đủ căn cứ"))), FILES))
    assert "! Chắc chắn chưa đạt" in letter
    assert "? Chưa đủ căn cứ" in letter


@pytest.mark.parametrize(("value", "is_told"), [("87,10%", False), ("87,10% (27/31)", False), ("82,75% (24/29)", True)])
def test_how_far_a_figure_is_stands_not_beside_the_same_figure(value, is_told):
    bar = Bar("Vay vốn", value, "100%", "", "behind", "Chậm", 87.1)
    text = mail_text(replace(FULL, bars=(bar,)), FILES)
    assert ("Mức thực hiện: 87,1% so với mục tiêu." in text) == is_told


def test_bar_that_cannot_be_drawn_says_so():
    bar = Bar("Hộ nghèo ở nhà tạm", "12 hộ", "= 0 hộ", "", "behind", "Chậm", None)

    both = [form(replace(FULL, bars=(bar,)), FILES) for form in (mail_html, mail_text)]

    assert all("Không tính được tỷ lệ so với mục tiêu." in one for one in both)
    assert 'role="img"' not in both[0]


def test_month_without_figure_is_a_gap_in_words():
    summary = replace(FULL, trend=(TrendBar("Tháng 1/2020", "", None), TrendBar("Tháng 2/2020", "4,00%", 100.0)))

    assert "Tháng 1/2020 chưa đủ số liệu" in shown(mail_html(summary, FILES))
    assert "- Tháng 1/2020: chưa đủ số liệu\n" in mail_text(summary, FILES)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_any_number_of_headlines_share_the_width(count):
    summary = replace(FULL, headlines=FULL.headlines[:count])

    html = mail_html(summary, FILES)

    assert html.count('class="number') == count
    if count > 1:
        assert f".mj-column-per-{ {2: '50', 3: '33-333332'}[count] } {{ width:" in html


@pytest.mark.parametrize("count", [0, 1, 4, 13])
def test_trend_of_any_length(count):
    summary = replace(FULL, trend=(FULL.trend[0],) * count)

    tree = lxml_html.fromstring(mail_html(summary, FILES))

    assert len(tree.xpath("//th[@scope='row']")) == count
    assert (FULL.trend_title in tree.text_content()) == (count > 0)


def test_text_from_outside_is_never_markup():
    nasty = "<b>đậm</b> & \"ngoặc\" 'đơn' {{ 7 * 7 }} {% raw %} <!--[if mso]> </mj-text> &lt; \x07\u202e"
    clean = "<b>đậm</b> & \"ngoặc\" 'đơn' {{ 7 * 7 }} {% raw %} <!--[if mso]> </mj-text> &lt;"
    summary = Summary(
        subject=nasty,
        preheader=nasty,
        title=nasty,
        sender=nasty,
        lead=(nasty,),
        notes=(Note(nasty, (nasty,)),),
        revision=nasty,
        headlines=(Headline(nasty, nasty, (nasty,)),),
        compared=nasty,
        bars_title=nasty,
        bars_lead=nasty,
        bars=(Bar(nasty, nasty, nasty, nasty, "behind", nasty, 10.0), Bar(nasty, nasty, nasty, nasty, None, "", 5.0)),
        trend_title=nasty,
        trend=(TrendBar(nasty, nasty, 10.0), TrendBar(nasty, nasty, None)),
        trend_note=nasty,
    )

    html, text = mail_html(summary, [nasty]), mail_text(summary, [nasty])
    tree = lxml_html.fromstring(html)

    assert tree.xpath("//b | //mj-text") == []
    assert tree.findtext("head/title") == clean
    assert tree.xpath("//body/div[@role='article']/@aria-label") == [clean]
    assert clean in shown(html)
    assert clean in text
    assert not re.search("[\x07\u202e]", html + text)


def test_report_without_anything_known_is_still_a_letter():
    html, text = mail_html(EMPTY, []), mail_text(EMPTY, [])

    assert shown(html) == " ".join([EMPTY.sender, EMPTY.title, *EMPTY.lead, FOOT])
    assert text == f"{EMPTY.sender}\n\n{EMPTY.title.upper()}\n\n{EMPTY.lead[0]}\n\n{FOOT}\n"


def test_text_alternative_stands_alone():
    text = mail_text(FULL, FILES)
    lines = text.splitlines()

    assert not re.search(r"<\w|&\w+;|&#|\{\{", text)
    assert "\n\n\n" not in text
    assert all(line == line.strip() for line in lines)
    assert (
        "- Giảm tỷ lệ hộ nghèo: 0,25 điểm %, mục tiêu > 0,5 điểm % (cả năm). Đúng tiến độ. "
        "Mức thực hiện: 50% so với mục tiêu. Với tiến độ này, cuối năm giảm 1,00 điểm %." in lines
    )
    assert "- Người nghèo có thẻ BHYT: 100,00%, mục tiêu ≥ 100%. Đạt. Toàn tỉnh 97,20%." in lines
    assert "- Người cận nghèo có thẻ BHYT: 99,58%, mục tiêu ≥ 100%. Chậm. Còn 14 người chưa có thẻ." in lines
    assert lines[-1] == FOOT


def test_same_summary_gives_same_bytes_in_another_process():
    code = (
        "from tests.report.test_report_mail import *; import hashlib;"
        "print(hashlib.sha256((mail_html(FULL, FILES) + mail_text(FULL, FILES)).encode()).hexdigest())"
    )

    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(found) == 1
