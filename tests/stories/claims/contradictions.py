"""Reads the claims out of a report's papers and gives those that the workbooks do not bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.stories.claims.oracle import MONTHS, REDUCTION, TARGETS, Truth, months_of
from tests.stories.claims.papers import Papers
from tests.stories.claims.world import UNITS
from tests.support.workbooks import NEAR_POOR, POOR

_NUMBER = r"\d{1,3}(?:\.\d{3})*(?:,\d+)?"
SHORT = {
    "mức giảm nghèo": REDUCTION,
    "BHYT người nghèo": "Người nghèo có thẻ BHYT",
    "BHYT người cận nghèo": "Người thuộc hộ cận nghèo có thẻ BHYT",
    "vay vốn": "Hộ nghèo có nhu cầu được vay vốn ưu đãi",
    "giáo dục": "Con em hộ nghèo thiếu hụt giáo dục được hỗ trợ",
    "thông tin": "Người nghèo tiếp cận dịch vụ thông tin",
    "nước sạch và vệ sinh": "Hộ nghèo dùng nước sạch và vệ sinh",
    "nhà ở": "Hộ nghèo ở nhà tạm bợ, dột nát",
    "mô hình": "Mô hình giảm nghèo bền vững",
}


def contradictions(papers: Papers, truth: Truth) -> list[str]:
    """Each with what stands there; empty where every claim that was found is true."""
    found = [*_coverage(papers, truth), *_direction(papers, truth), *_verdicts(papers, truth)]
    found += [*_trend(papers, truth), *_movements(papers, truth), *_ranks(papers, truth), *_outlooks(papers, truth)]
    return found


def number(text: str) -> Fraction:
    return Fraction(text.replace(".", "").replace(",", "."))


def shown(value: Fraction | float, places: int = 2) -> str:
    """As the papers write it, half up."""
    exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,.{places}f}"
    return text.translate(str.maketrans(",.", ".,"))


def _month(title: str) -> str:
    """`tháng 5 năm 2020`, `T5/2020` → `2020-05`."""
    found = re.search(r"(?:tháng |T)(\d+)(?: năm |/)(\d{4})", title, re.IGNORECASE)
    return f"{found[2]}-{int(found[1]):02d}" if found else ""


# ---------------------------------------------------------------- who reported


def _coverage(papers: Papers, truth: Truth) -> Iterator[str]:
    units, of_all = len(truth.units), len(UNITS)
    reports, owed = truth.unit_months
    cells = [str(cell) for rows in papers.sheets.values() for row in rows for cell in row if isinstance(cell, str)]
    cells += [cell for table in papers.word_tables for row in table for cell in row]
    for text in [*papers.prose, *cells]:
        for part, whole in re.findall(r"(\d+)/(\d+) đơn vị", text):
            # Of months, and of class flows, other units are meant, and said so.
            if (int(part), int(whole)) != (units, of_all) and "trong kỳ" not in text and not _is_about_others(text):
                yield f"coverage {part}/{whole}, not {units}/{of_all}: {text}"
        for part, whole in re.findall(r"(\d+)/(\d+) báo cáo tháng", text):
            if (int(part), int(whole)) != (reports, owed):
                yield f"coverage {part}/{whole} báo cáo tháng, not {reports}/{owed}: {text}"
        if not truth.is_whole and "oàn huyện" in text:
            yield f"«toàn huyện» of {units} units: {text}"
        if "đầy đủ" in text and "đã báo cáo" in text and (reports < owed or not truth.is_whole):
            yield f"all reported, {reports}/{owed}: {text}"
        if (found := re.search(r"Số liệu của \d+/\d+ đơn vị; chưa có: ([^.;]+)", text)) and truth.missing != _names(
            found[1]
        ):
            yield f"missing units are {truth.missing}: {text}"
        for month, count in re.findall(r"thiếu (?:báo cáo )?(tháng \d+ năm \d+) của (\d+) đơn vị", text):
            if of_all - len(truth.at(_month(month))) != int(count):
                yield f"{month} lacks {of_all - len(truth.at(_month(month)))} units: {text}"
    if reports < owed and not any(f"{reports}/{owed}" in text or f"{units}/{of_all}" in text for text in papers.prose):
        yield "nobody says what is missing"
    if truth.is_whole and reports < owed and not any("báo cáo tháng" in text for text in papers.lines):
        yield "the letter is silent about missing months"


def _is_about_others(text: str) -> bool:
    return text.startswith(("Hộ nghèo (", "Hộ cận nghèo (", "Cộng hộ nghèo", "Từ cuối năm", "- T")) or bool(
        re.match(r"\d+/\d+ đơn vị$", text)
    )


def _names(text: str) -> set[str]:
    return {name.strip() for name in text.split(",")}


# ---------------------------------------------------------------- up or down


def _direction(papers: Papers, truth: Truth) -> Iterator[str]:
    compared = truth.compared_with or (MONTHS[0] if truth.last != MONTHS[0] else None)
    moved = truth.moved(compared)
    first = [papers.subject, papers.lines[2], next(text for text in papers.paragraphs if _is_first(text))]
    for text in first:
        level = re.search(rf"có ({_NUMBER}) hộ nghèo \(({_NUMBER})%\)", text)
        if level and (number(level[1]) != truth.total(truth.last, "poor") or level[2] != _rate(truth)):
            yield f"level is {truth.total(truth.last, 'poor')}, {_rate(truth)}%: {text}"
        rise = re.search(rf"TĂNG ({_NUMBER}) hộ", text)
        if (rise is not None) != (moved is not None and moved > 0):
            yield f"a rise of {moved} since {compared}: {text}"
        elif rise and number(rise[1]) != moved:
            yield f"a rise of {moved}: {text}"
        elif rise and "giảm" in text.split(";")[0]:
            yield f"«giảm» in the news of a rise: {text}"
        fall = re.search(
            rf"(giảm|tăng) ({_NUMBER}) hộ so với (tháng \d+ năm \d+|quý [IV]+ năm \d+|cuối năm 2019)", text
        )
        if fall and not rise:
            then = MONTHS[0] if fall[3].startswith("cuối") else _of_title(fall[3])
            want = truth.moved(then)
            if want is None or number(fall[2]) * (1 if fall[1] == "tăng" else -1) != want:
                yield f"moved by {want} since {then}: {text}"
    if moved and moved > 0 and "▲" not in papers.html:
        yield "the letter shows no sign of a rise"
    for text in papers.paragraphs:
        yield from _stock_sentence(text, truth)


def _is_first(text: str) -> bool:
    return bool(re.search(r"có [\d.]+ hộ nghèo \(", text) or "TĂNG" in text or "không còn hộ nghèo" in text)


def _stock_sentence(text: str, truth: Truth) -> Iterator[str]:
    """`… có 150 hộ nghèo, chiếm tỷ lệ 3,85% tổng số hộ; so với tháng 2 năm 2020 giảm 3 hộ (…)`."""
    found = re.search(
        rf"có ({_NUMBER}) hộ (nghèo bảo trợ xã hội|nghèo|cận nghèo), chiếm tỷ lệ ({_NUMBER})%", text, re.IGNORECASE
    )
    if not found:
        return
    key = {"nghèo": "poor", "cận nghèo": "near_poor", "nghèo bảo trợ xã hội": "social_poor"}[found[2]]
    if number(found[1]) != truth.total(truth.last, key) or found[3] != _rate(truth, key):
        yield f"{key} is {truth.total(truth.last, key)}, {_rate(truth, key)}%: {text}"
    pattern = rf"so với (tháng \d+ năm \d+|quý [IV]+ năm \d+|cuối năm 2019) (?:(giảm|tăng) ({_NUMBER}) hộ|(không đổi))"
    for title, way, amount, _ in re.findall(pattern, text):
        then = MONTHS[0] if title.startswith("cuối") else _of_title(title)
        both = truth.both(then)
        want = truth.total(truth.last, key, both) - truth.total(then, key, both)
        said = number(amount) * (1 if way == "tăng" else -1) if way else 0
        if not both or said != want:
            yield f"{key} moved by {want} since {then}: {text}"


def _of_title(title: str) -> str:
    if title.startswith("quý"):
        roman, year = re.match(r"quý ([IV]+) năm (\d+)", title).groups()  # type: ignore[union-attr]
        return months_of(f"{year}-Q{['I', 'II', 'III', 'IV'].index(roman) + 1}")[-1]
    return _month(title)


def _rate(truth: Truth, key: str = "poor") -> str:
    return shown(Fraction(truth.total(truth.last, key)) / Fraction(truth.total(truth.last, "households")) * 100)


# ---------------------------------------------------------------- targets


def _verdicts(papers: Papers, truth: Truth) -> Iterator[str]:
    want = truth.statuses()
    met = sum(status == "Đạt" for status in want.values())
    doubt = sum(status in ("Chưa đủ căn cứ", "Chưa có số liệu") for status in want.values())
    lost = truth.lost()
    for text in (papers.subject, *papers.lines, *papers.paragraphs):
        if found := re.search(r"(\d+)/9 chỉ tiêu đạt(?:, (\d+) chưa đủ căn cứ)?", text):
            if (int(found[1]), int(found[2] or 0)) != (met, doubt):
                yield f"{met} met, {doubt} doubtful: {text}"
        if found := re.search(r"[Kk]hông còn đạt: ([^;]+);", text):
            named = {SHORT[name] for name in re.split(r", | và \d+ chỉ tiêu khác", found[1]) if name in SHORT}
            if not named or not named <= lost:
                yield f"lost are {lost}: {text}"
    if lost and "hông còn đạt" not in papers.subject:
        yield f"lost and not said: {lost}"
    tables = [rows for rows in papers.word_tables if rows[0][1:2] == ["Chỉ tiêu"] or "Mức độ" in rows[0]]
    seen = {title: row for rows in tables for row in rows for title in TARGETS if title in row[:2]}
    sheet = {str(row[0]): [str(cell) for cell in row] for row in papers.sheets["Chỉ tiêu"] if row[0] in TARGETS}
    if set(seen) != set(TARGETS) or set(sheet) != set(TARGETS):
        yield f"tables lack {set(TARGETS) - set(seen)} {set(TARGETS) - set(sheet)}"
    for title, status in want.items():
        for where, row in (("Word", seen.get(title, [])), ("Excel", sheet.get(title, []))):
            if status not in row:
                yield f"{where}, {title} is {status}: {row}"
        line = next((text for text in papers.lines if text.startswith(f"- {title}:") and "ục tiêu" in text), "")
        value = truth.value(title)
        if f". {status}" not in line:
            yield f"letter, {title} is {status}: {line}"
        if value is not None and shown(abs(value), 2 if TARGETS[title][1] else 0) not in line:
            yield f"letter, {title} is {shown(value)}: {line}"


# ---------------------------------------------------------------- months, movements, ranks, outlooks


def _trend(papers: Papers, truth: Truth) -> Iterator[str]:
    want = truth.trend()
    sheet = {_month(str(row[0])): row for row in papers.sheets["Diễn biến"] if _month(str(row[0] or ""))}
    letter = {_month(text): text for text in papers.lines if re.match(r"- T\d+/\d{4}: ", text)}
    for month, rate in want.items():
        text = shown(rate) if rate is not None else None
        if (
            letter
            and (text or "không có số liệu") not in letter.get(month, "")
            and not (text is None and "–" in letter[month])
        ):
            yield f"letter, {month} is {text}: {letter.get(month)}"
        cell = sheet.get(month, [None] * 3)[2]
        is_right = (
            cell in (None, "") if rate is None else isinstance(cell, int | float) and abs(cell - float(rate)) < 1e-6
        )
        if not is_right:
            yield f"workbook, {month} is {text}: {cell}"
    widths = [
        float(found)
        for found in re.findall(r'accent-fill" width="(\d+)%|faint-fill" width="(\d+)%', papers.html)
        for found in found
        if found
    ]
    known = [rate for rate in want.values() if rate is not None]
    if len(known) > 1 and widths and min(known) > max(known) / 2:
        column = re.findall(
            r'(?:accent|faint)-fill"[^>]*width="(\d+)%"', papers.html[papers.html.find("Tỷ lệ hộ nghèo từng tháng") :]
        )
        if column and min(map(int, column)) < 45:
            yield f"bars do not begin at nothing: {column}"


def _movements(papers: Papers, truth: Truth) -> Iterator[str]:
    pattern = (
        rf"^(Hộ nghèo|Hộ cận nghèo)(?: \((\d+)/\d+ đơn vị\))?: đầu kỳ ({_NUMBER}) hộ; thêm ({_NUMBER}) hộ.*; "
        rf"bớt ({_NUMBER}) hộ.*; cuối kỳ ({_NUMBER}) hộ"
    )
    found = {match[1]: match for text in papers.paragraphs if (match := re.match(pattern, text))}
    for label, title in ((POOR, "Hộ nghèo"), (NEAR_POOR, "Hộ cận nghèo")):
        want, match = truth.class_flow(label), found.get(title)
        if (want is None) != (match is None):
            yield f"movements of {title}: {want} {match and match[0]}"
        elif want and match:
            said = [number(match[at]) for at in range(3, 7)]
            if said != [want[key] for key in ("opening", "came", "left", "closing")]:
                yield f"movements of {title} are {want}: {match[0]}"
            if int(match[2] or len(UNITS)) != want["units"]:
                yield f"movements of {title} are over {want['units']} units: {match[0]}"


def _ranks(papers: Papers, truth: Truth) -> Iterator[str]:
    moves = truth.unit_moves()
    order = sorted((by for by in moves.values() if by > 0), reverse=True)
    for text in (papers.lines[2], *papers.paragraphs):
        if found := re.search(r"nhiều nhất: ([^;]+);", text):
            named = re.findall(r"([^,(]+) \(\+(\d+)\)", found[1])
            said = [int(by) for _, by in named]
            if said != order[: len(said)] or any(moves.get(name.strip()) != int(by) for name, by in named):
                yield f"largest rises are {order[:3]}: {text}"


def _outlooks(papers: Papers, truth: Truth) -> Iterator[str]:
    for text in papers.paragraphs:
        found = re.match(r"- (.+?): 3 tháng gần đây .*cuối năm ước (.+?), mục tiêu", text)
        if found is None:
            continue
        title = re.sub(r" \(\d+/\d+ .*\)$", "", found[1])
        want = truth.outlook(title)
        if want is None:
            yield f"nothing can be foreseen of {title}: {text}"
            continue
        said = [number(one) for one in re.findall(_NUMBER, found[2])]
        low, high = _bounded(title, want)
        shown_range = (
            {shown(abs(low)), shown(abs(high))} if TARGETS[title][1] else {str(int(low // 1)), str(-int(-high // 1))}
        )
        if {shown(one) if TARGETS[title][1] else str(int(one)) for one in said} != shown_range:
            yield f"{title} comes to {shown_range}: {text}"


def _bounded(title: str, want: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    if title == REDUCTION:
        return want
    most = Fraction(100) if TARGETS[title][1] else max(want)
    return min(max(want[0], Fraction(0)), most), min(max(want[1], Fraction(0)), most)
