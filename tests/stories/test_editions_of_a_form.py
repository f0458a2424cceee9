"""A form that changes in the year: a column that ends, one that comes, a choice that is another; each workbook by the
edition of its period, and one of the earlier edition is told so."""

from __future__ import annotations

import openpyxl
import pytest
import sqlalchemy as sa

from giamngheo.check.completeness import unit_reports
from giamngheo.core.period import Period
from giamngheo.feedback.form import form_workbook
from giamngheo.metadata import load_configuration
from giamngheo.metadata.editions import edition_begins, has_editions
from giamngheo.warehouse.schema import finding
from tests.support.config_folder import change, must_say
from tests.support.forms_beside import with_form
from tests.support.office import on_one_engine
from tests.support.second_form import FORM, household, typed_cover, write_second
from tests.support.workbooks import book, path_in

KHE = ("18604", "Xã Thạch Khê")
SHEET = "forms/BC-GN-02/bcgn02_household.toml"
NEW_COLUMN = """[[column]]
field = "digital"
heading = "Dịch vụ số"
group = "Chỉ số thiếu hụt"
type = "mark"
since = "2020-04"
required = true

[[column]]
field = "telecoms"
"""
NEEDS = ["Thiếu lao động", "Việc làm", "Dinh dưỡng", "Bảo hiểm y tế"]
ENDED = "Phương tiện phục vụ tiếp cận thông tin"


def with_editions(config):
    """From the second quarter on: no information means, digital services instead, and no merger of households."""
    change(config / SHEET, 'field = "information"\n', 'field = "information"\nuntil = "2020-03"\n')
    change(config / SHEET, '[[column]]\nfield = "telecoms"\n', NEW_COLUMN)
    change(config / SHEET, 'label = "Nhập vào hộ khác"\n', 'label = "Nhập vào hộ khác"\nuntil = "2020-03"\n')
    return config


@pytest.fixture
def editions(office, monkeypatch):
    with_editions(with_form(office.home, FORM, monkeypatch))
    office.today = "2020-06-20"
    return office


def sent(office, quarter, cutoff, rows, headings=None):
    """Put a workbook into the unit's folder, with other headings in place of some, and collect it."""
    path = path_in(office.inbox, book(*KHE, "2020-03", poor=1)).parent / f"BC-GN-02 {quarter.replace('/', '-')}.xlsx"
    write_second(path, typed_cover(KHE, quarter) | {"Ngày chốt số liệu": cutoff}, rows)
    workbook = openpyxl.load_workbook(path)
    for cell in workbook["Danh sách hộ"][1]:
        cell.value = (headings or {}).get(cell.value, cell.value)
    workbook.save(path)
    office.collect(office.today[:7])


def standing(office, quarter):
    reports = unit_reports(office.context.warehouse, Period.parse(quarter), FORM)
    (one,) = (one for one in reports if one.unit.code == KHE[0])
    return one


@on_one_engine
def test_each_quarter_is_judged_and_stored_by_its_own_edition(editions):
    sent(editions, "Quý I/2020", "14/03/2020", [household("186040001", marks=[*NEEDS, ENDED])])
    rows = [household("186040001", marks=[*NEEDS, ENDED])]
    sent(editions, "Quý II/2020", "14/06/2020", rows, {ENDED: "Dịch vụ số"})
    assert [standing(editions, quarter).status for quarter in ("2020-Q1", "2020-Q2")] == ["accepted", "accepted"]
    table = editions.context.warehouse.rows["bcgn02_household"]
    with editions.context.warehouse.reading() as connection:
        stored = connection.execute(sa.select(table.c.information, table.c.digital).order_by(table.c.submission_id))
        assert [tuple(row) for row in stored] == [(True, None), (None, True)]


@on_one_engine
def test_a_workbook_of_the_earlier_edition_is_told_so_and_nothing_else(editions):
    sent(editions, "Quý II/2020", "14/06/2020", [household("186040001", "Cận nghèo", "Chết", [*NEEDS, ENDED])])
    one = standing(editions, "2020-Q2")
    assert one.status == "rejected"
    with editions.context.warehouse.reading() as connection:
        query = sa.select(finding.c.rule, finding.c.message).where(finding.c.submission_id == one.submission)
        ((rule, message),) = connection.execute(query).all()
    assert rule == "C213"
    assert message == (
        f"Tệp làm theo phiên bản cũ của biểu (còn cột «{ENDED}», thiếu cột «Dịch vụ số»); từ kỳ 04/2020 dùng phiên bản mới. "
        "Lấy biểu mới ở thư mục «_bieu-mau» trong thư mục của đơn vị, chép số liệu sang rồi gửi lại."
    )


@on_one_engine
def test_a_value_that_is_no_longer_taken_is_named_and_in_its_own_time_it_is_taken(editions):
    left = household("186040001", "Ra khỏi danh sách", "Nhập vào hộ khác", NEEDS)
    sent(editions, "Quý I/2020", "14/03/2020", [left])
    assert standing(editions, "2020-Q1").status == "accepted"
    sent(editions, "Quý II/2020", "14/06/2020", [left], {ENDED: "Dịch vụ số"})
    one = standing(editions, "2020-Q2")
    assert (one.status, editions.rules(one.submission)) == ("rejected", ["H305"])


@on_one_engine
def test_the_form_is_drawn_as_it_is_in_its_period(editions):
    own = editions.context.configuration
    unit = editions.context.units.get(KHE[0], Period.parse("2020-03"))
    form = own.form_of(FORM)
    assert [edition_begins(form, Period.parse(code)) for code in ("2020-Q1", "2020-Q2")] == [
        None,
        Period.parse("2020-04"),
    ]
    drawn = {}
    for code in ("2020-Q1", "2020-Q2"):
        path = editions.home / f"{code}.xlsx"
        path.write_bytes(form_workbook(own, unit, Period.parse(code), None, form))
        workbook = openpyxl.load_workbook(path)
        drawn[code] = " ".join(str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row)
    assert ENDED in drawn["2020-Q1"]
    assert "Dịch vụ số" not in drawn["2020-Q1"]
    assert ENDED not in drawn["2020-Q2"]
    assert "Dịch vụ số" in drawn["2020-Q2"]
    assert "Nhập vào hộ khác" in drawn["2020-Q1"]
    assert "Chọn một trong: Không có; Tái cận nghèo; Tách hộ; Hộ không còn người." in drawn["2020-Q2"]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (SHEET, 'field = "village"\n', 'field = "village"\nsince = "2020-05"\nuntil = "2020-04"\n', "trước since"),
        (
            SHEET,
            'field = "household_code"\n',
            'field = "household_code"\nuntil = "2020-04"\n',
            "cần ở mọi kỳ; bỏ until",
        ),
        (SHEET, 'label = "Tách hộ"\n', 'label = "Tách hộ"\nalso = ["Nhập hộ"]\n', "chữ «nhập hộ» thuộc hai mục"),
        ("forms/BC-GN-02/bcgn02_cover.toml", "C213", "C214", ""),
        ("forms/BC-GN-02/bcgn02_cover.toml", 'column = "old_edition"', 'column = "cutoff"', "chép quy tắc C213"),
        (
            "forms/BC-GN-01/household.toml",
            'field = "insured"\n',
            'field = "insured"\nuntil = "2020-06"\n',
            "không đếm được hết năm 2020; bỏ until, hoặc",
        ),
    ],
)
def test_what_dates_cannot_say(home, monkeypatch, file, old, new, said):
    config = with_editions(with_form(home, FORM, monkeypatch))
    change(config / file, old, new)
    if said:
        must_say(config, said)
    else:
        assert has_editions(load_configuration(config).form_of(FORM))
