"""An office that is like no other here: five communes of an area, a plan, classes, documents and words of its own.

Set up as a new user does: by the answers of `giamngheo init` and by editing what it wrote, without a line of Python. What
its communes send is made here too, so that it can be counted without the product.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from pathlib import Path

from commands.init import init
from tests.support.config_folder import add_choices, change, let_pass
from tests.support.forms_beside import lay_form
from tests.support.new_office import as_toml
from tests.support.workbooks import (
    ESCAPED,
    ESCAPED_NEAR,
    LEFT,
    NEAR_POOR,
    NEW,
    POOR,
    TO_NEAR_POOR,
    UNCHANGED,
    Book,
    book,
)

UNITS = {
    "99101": "Xã Bản Khoang",
    "99104": "Xã Nậm Lư",
    "99107": "Xã Sín Chải",
    "99110": "Phường Cầu Mây",
    "99113": "Xã Tả Gia",
}
LOW_INCOME, TO_LOW_INCOME, ESCAPED_LOW_INCOME = "Thu nhập thấp", "Chuyển sang thu nhập thấp", "Thoát thu nhập thấp"
BASELINE, MONTH, LATE = "2025-12", "2026-01", "99113"
CUTOFF, FEWEST = 12, 3  # day of the month; a count that is published
ANSWERS = {
    "office": {
        "name": "BAN GIẢM NGHÈO VÙNG THƯỢNG",
        "issuing_name": "Ban Giảm nghèo Vùng Thượng",
        "parent_body": "UBND TỈNH THƯỢNG SƠN",
        "symbol": "BC-BGN",
        "place": "Vùng Thượng",
        "addressee": "Ủy ban nhân dân tỉnh Thượng Sơn",
        "department": "Sở Nông nghiệp và Môi trường tỉnh Thượng Sơn",
        "signer_title": "TRƯỞNG BAN",
        "operator": "van-hanh@thuong.example",
    },
    "contact": {"name": "Ban Giảm nghèo Vùng Thượng", "telephone": "0999 111 333", "address": "gn@thuong.example"},
    "plan": {
        "number": "09/KH-BGN",
        "title": "Kế hoạch số 09/KH-BGN ngày 05/01/2026 về giảm nghèo Vùng Thượng năm 2026",
        "area": "vùng Thượng",
        "year": 2026,
    },
    "levels": {"whole": "vùng", "sender": "xã", "together": "các xã, phường"},
    "calendar": {"cutoff_day": CUTOFF, "due_working_days": 3, "report_day": 19},
    "units": {"table": "don-vi.csv"},
    "recipient": [{"name": "UBND tỉnh Thượng Sơn", "address": "ubnd@thuong-son.example"}],
}
_OFFICES = """[offices.bgn]
name = "Ban Giảm nghèo Vùng Thượng"
article = "mục IV.1"
also = ["models", "resources", "stories"]

[offices.nhcs]
name = "Ngân hàng Chính sách xã hội Vùng Thượng"
article = "mục IV.2"

"""
# Of the sample's indicators, with the target of this plan and whose it is; the others are not in it.
_TARGETS = {
    "poverty_reduction": ('{ sign = "between", value = 1, to = 1.5, by_year_end = true }', "bgn"),
    "insured_poor": ('{ sign = "≥", value = 98, per_unit = true }', "bgn"),
    "loan_access": ('{ sign = ">", value = 80, by_year_end = true, per_unit = true, units = { 99104 = 60 } }', "nhcs"),
    "temporary_housing": ('{ sign = "≤", value = 1, by_year_end = true }', "bgn"),
    "models": ('{ sign = "≥", value = 4 }', "bgn"),
}
_NEAR_POOR_RATE = """[[indicator]]
code = "near_poor_rate"
title = "Tỷ lệ hộ cận nghèo"
short_title = "hộ cận nghèo"
value_title = "tỷ lệ hộ cận nghèo"
measure = "rate"
numerator = "count(*) filter (where classification = 'near_poor')"
denominator = "sum(households)"
denominator_rows = "cover"
numerator_title = "hộ cận nghèo"
numerator_unit = "hộ"
denominator_title = "tổng số hộ"
unit_of_measure = "%"
target = { sign = "≤", value = 6, by_year_end = true }
better = "lower"
responsible = "bgn"
article = "mục II.2"

"""
_FIGURES = """[figures.household]
low_income = { title = "Hộ có lao động thu nhập thấp", unit_of_measure = "hộ", value = "count(*) filter (where classification = 'low_income')" }
change_to_low_income = { title = "Chuyển sang thu nhập thấp", unit_of_measure = "hộ", value = "count(*) filter (where change = 'to_low_income')", kind = "flow" }
change_escaped_low_income = { title = "Thoát thu nhập thấp", unit_of_measure = "hộ", value = "count(*) filter (where change = 'escaped_low_income')", kind = "flow" }
"""
_RECIPIENTS = """document = "giam-ngheo"

[[recipient]]
name = "Sở Nông nghiệp và Môi trường tỉnh Thượng Sơn"
address = "so@thuong-son.example"
document = "so-nnmt"

[[recipient]]
name = "Cổng thông tin Vùng Thượng"
address = "cong@thuong.example"
document = "cong-khai"

[[recipient]]
name = "Ngân hàng Chính sách xã hội Vùng Thượng"
address = "nhcs@thuong.example"
document = "co-quan-nhcs"
"""
_CLASS = """name = "hộ cận nghèo"
role = "near_poor"

[[class]]
code = "low_income"
name = "hộ có lao động thu nhập thấp"
role = "on_the_list"
"""
_TRANSITIONS = """
[[transition]]
change = "to_low_income"
kind = "between"
name = "chuyển sang thu nhập thấp"
from = ["poor", "near_poor"]
to = "low_income"

[[transition]]
change = "escaped_low_income"
kind = "exit"
name = "thoát thu nhập thấp"
from = ["low_income"]
way = "escaped"
"""
_OF_THE_SAMPLE = {
    "Ngân sách huyện": "Ngân sách vùng",
    " đầu năm 2020": "",
    "14/03/2020": "12/03/2026",
    "03/2020": "03/2026",
    "năm 2020": "năm 2026",
}


def third_office(folder: Path) -> Path:
    """Its configuration."""
    lines = [f"{code},{name},{code}@thuong.example" for code, name in UNITS.items()]
    (folder / "don-vi.csv").write_text("\n".join(["code,name,address", *lines, ""]), "utf-8")
    (folder / "answers.toml").write_text(as_toml(ANSWERS), "utf-8")
    init(folder, folder / "answers.toml")
    config = folder / "config"
    _plan(config / "plan.toml")
    _classes(config)
    _form(config / "forms" / "BC-GN-01")
    lay_form(config, "BC-GN-02")
    change(config / "forms/BC-GN-02/bcgn02_cover.toml", " đầu năm 2020", "")
    change(config / "recipients.toml", 'document = "giam-ngheo"\n', _RECIPIENTS, 1)
    report = config / "report.toml"
    report.write_text(re.sub(r'(?m)^code = "[\w-]+"', 'code = "so-nnmt"', report.read_text("utf-8")), "utf-8")
    change(report, "[attention]", f"[publication]\nsmall_counts_below = {FEWEST}\n\n[attention]", 1)
    return config


def _plan(file: Path) -> None:
    """Its offices and targets in the place of the sample's, and a figure for each new choice of the form."""
    text = file.read_text("utf-8")
    head, _, rest = text.partition("[offices.")
    comment = rest[rest.index("# Chỉ tiêu. numerator") : rest.index("[[indicator]]\ncode")]
    body, mark, figures = rest[rest.index("[[indicator]]\ncode") :].partition("# Số liệu kèm báo cáo")
    kept = [one for one in body.split("[[indicator]]\n") if one.split('"')[1:2] and one.split('"')[1] in _TARGETS]
    for at, one in enumerate(kept):
        target, office = _TARGETS[one.split('"')[1]]
        own = re.sub(r"(?m)^target = .*$", f"target = {target}", one)
        own = re.sub(r'(?m)^responsible = ".*"$', f'responsible = "{office}"', own)
        kept[at] = re.sub(r'(?m)^article = ".*"$', f'article = "mục II.{at + 3}"', f"[[indicator]]\n{own}")
    file.write_text("".join([head, _OFFICES, comment, _NEAR_POOR_RATE, *kept, mark, figures]), "utf-8")
    change(file, "[figures.household]\n", _FIGURES)


def _classes(config: Path) -> None:
    file = config / "classes.toml"
    change(file, 'name = "hộ cận nghèo"\nrole = "near_poor"\n', _CLASS)
    change(file, 'from = ["poor"]\nto = "near_poor"', 'from = ["poor", "low_income"]\nto = "near_poor"')
    file.write_text(file.read_text("utf-8") + _TRANSITIONS, "utf-8")


def _form(form: Path) -> None:
    """The class in the choices and their rules; what the sample's form says of its own place and year, as it is here."""
    household = form / "household.toml"
    add_choices(household, "left", {"low_income": LOW_INCOME})
    add_choices(household, "removed", {"to_low_income": TO_LOW_INCOME, "escaped_low_income": ESCAPED_LOW_INCOME})
    let_pass(
        household,
        ("low_income: unchanged", "low_income: to_low_income", "left: escaped_low_income"),
        (
            "low_income > low_income: unchanged",
            "poor > low_income: to_low_income",
            "low_income > left: escaped_low_income",
        ),
    )
    change(household, "Chỉ ghi: Nghèo, Cận nghèo hoặc", f"Chỉ ghi: Nghèo, Cận nghèo, {LOW_INCOME} hoặc")
    for name in ("cover.toml", "model.toml", "resource.toml"):
        text = (form / name).read_text("utf-8")
        for old, new in _OF_THE_SAMPLE.items():
            text = text.replace(old, new)
        (form / name).write_text(text, "utf-8")


def sent() -> dict[tuple[str, str], Book]:
    """(commune, month) → what it sends: of each class some, of whom in the month some leave, change and come."""
    found = {}
    for at, (code, name) in enumerate(UNITS.items()):
        first = book(code, name, BASELINE, poor=5 + at, near_poor=7, stories=[], resources=[])
        for row in first.households[-2:]:
            row["classification"] = LOW_INCOME
        found[code, BASELINE] = _signed(first)
        found[code, MONTH] = _signed(_month_after(first, at))
    return found


def _month_after(before: Book, at: int) -> Book:
    """In the ward nearly all the poor leave, so that what is left of them is too few to be published."""
    one = copy.deepcopy(before)
    one.period = MONTH
    poor, near, low = (
        [row for row in one.households if row["classification"] == name] for name in (POOR, NEAR_POOR, LOW_INCOME)
    )
    is_ward = one.unit_name.startswith("Phường")
    for row in poor[: len(poor) - 1 if is_ward else 1]:
        row.update(classification=LEFT, change=ESCAPED, social_protection=None)
    if not is_ward:
        poor[1].update(classification=NEAR_POOR, change=TO_NEAR_POOR, social_protection=None)
        poor[2].update(classification=LOW_INCOME, change=TO_LOW_INCOME, social_protection=None)
    near[0].update(classification=LEFT, change=ESCAPED_NEAR, social_protection=None)
    low[0].update(classification=LEFT, change=ESCAPED_LOW_INCOME, social_protection=None)
    new = copy.deepcopy(near[1])
    new.update(household_code=f"{one.unit}{900 + at:04d}", change=NEW)
    one.households = [*one.households, new]
    one.resources = [{"source": "Quỹ Vì người nghèo", "purpose": "Nhà ở", "amount": 12.5 + at, "households": 1}]
    return one


def _signed(one: Book) -> Book:
    """By this office's calendar, and by nobody of another office."""
    year, month = one.year_and_month()
    one.cover.update(
        {
            "Ngày chốt số liệu": dt.date(year, month, CUTOFF),
            "Người lập biểu": "Cán bộ lập biểu",
            "Số điện thoại": "0999 000 111",
        }
    )
    one.households = [
        {**row, "change": row["change"] if one.period != BASELINE else UNCHANGED} for row in one.households
    ]
    return one
