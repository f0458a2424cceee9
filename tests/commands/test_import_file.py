"""Another system's export, from its file to rows in the warehouse; and all that can be wrong in it."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
import sqlalchemy as sa

from giamngheo.attain.period_figures import work_out
from giamngheo.core.legacy_encodings import _VNI
from giamngheo.core.period import Period
from tests.conftest import PROJECT
from tests.support.office import Office, office_in
from tests.support.old_fonts import tcvn3
from tests.support.workbooks import book, expected_figures, next_book, write_month

EXAMPLE = PROJECT / "examples" / "import"
MAPPING = EXAMPLE / "anh-xa.toml"
UNITS = [("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")]
CLASSES = {"Nghèo": "1", "Cận nghèo": "2", "Ra khỏi danh sách": "9"}
COLUMNS = {
    "MA_HO": "household_code",
    "HO_TEN": "head_name",
    "THON": "village",
    "LOAI_HO": "classification",
    "BIEN_DONG": "change",
    "SO_KHAU": "members",
    "BTXH": "social_protection",
    "BHYT": "insured",
    "NHU_CAU_VAY": "loan_needed",
    "DA_VAY": "loan_received",
    "TIEN_VAY_DONG": "loan_amount",
    "TRE_THIEU_HUT": "children_deprived",
    "TRE_HO_TRO": "children_supported",
    "THONG_TIN": "informed",
    "NUOC_SACH": "clean_water",
    "NHA_TIEU": "hygienic_latrine",
    "NHA_TAM": "temporary_housing",
}
MARKS = {"BTXH", "NHU_CAU_VAY", "DA_VAY", "NUOC_SACH", "NHA_TIEU", "NHA_TAM"}
HEADING = ["MA_XA", *COLUMNS, "TONG_SO_HO", "TONG_NHAN_KHAU", "CAP_NHAT"]


def months(unit, name):
    """January and February; no story, for those are another table."""
    before = book(unit, name, "2020-01", poor=6, near_poor=7, seed=2, stories=[], resources=[])
    now = next_book(before, pace=0.4)
    now.stories, now.resources, now.models = [], [], []
    return before, now


def exported(books):
    """The rows of the books as the other system writes them."""
    lines = []
    for one in books:
        for row in one.households:
            told = {their: row.get(our) for their, our in COLUMNS.items()}
            told["LOAI_HO"] = CLASSES[told["LOAI_HO"]]
            told["TIEN_VAY_DONG"] = int((told["TIEN_VAY_DONG"] or 0) * 1_000_000)
            told |= {mark: "Y" if told[mark] else "N" for mark in MARKS}
            numbers = {"TONG_SO_HO": one.total_households, "TONG_NHAN_KHAU": one.total_people, "CAP_NHAT": "01/02/2020"}
            told |= {"MA_XA": one.unit} | numbers
            lines.append([told[name] for name in HEADING])
    return lines


def as_csv(lines, delimiter=";"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADING, *lines])
    return out.getvalue()


def as_xlsx(lines):
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(["DANH SÁCH HỘ"])
    for line in ([], HEADING, *lines):
        workbook.active.append(line)
    workbook.save(out)
    return out.getvalue()


def vni(text):
    stored = {letter: typed for typed, letter in _VNI.items()}
    return "".join(stored.get(letter, letter) for letter in text)


SHAPES = {
    "xlsx": as_xlsx,
    "utf-8.csv": lambda lines: as_csv(lines).encode("utf-8-sig"),
    "utf-16.tsv": lambda lines: as_csv(lines, "\t").encode("utf-16"),
    "utf-16-without-mark.csv": lambda lines: as_csv(lines, ",").encode("utf-16-le"),
    "tcvn3.csv": lambda lines: tcvn3(as_csv(lines)).encode("latin-1"),
    "vni.csv": lambda lines: vni(as_csv(lines, "|")).encode("cp1252"),
}


def stored(office, unit):
    """The households of a unit's February, as the warehouse has them, but for the places they stood at."""
    warehouse = office.context.warehouse
    table, submission = (
        warehouse.rows["household"],
        sa.table("submission", sa.column("id"), sa.column("unit"), sa.column("period")),
    )
    query = (
        sa.select(*[table.c[field] for field in COLUMNS.values()])
        .join(submission, submission.c.id == table.c.submission_id)
        .where(submission.c.unit == unit, submission.c.period == "2020-02")
        .order_by(table.c.household_code)
    )
    with warehouse.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """What two communes' typed workbooks come to."""
    folder = tmp_path_factory.mktemp("typed")
    books = [months(*unit) for unit in UNITS]
    with office_in(folder) as office:
        write_month(office.inbox, [each for both in books for each in both])
        office.collect("2020-02")
        return {unit: stored(office, unit) for unit, _ in UNITS}


def test_the_whole_way_to_rows_like_those_of_typed_workbooks(giamngheo, home, tmp_path, typed):
    """One commune by the workbook of all, one by text; laid, collected, checked, stored."""
    books = [months(*unit) for unit in UNITS]
    write_month(home / "inbox", [before for before, _ in books])
    office = Office(home)
    office.collect("2020-01")
    lines, laid = exported(now for _, now in books), []
    for (_, now), shape in zip(books, ("xlsx", "utf-8.csv"), strict=True):
        file = tmp_path / f"export.{shape}"
        file.write_bytes(SHAPES[shape](lines))
        arguments = ("import", file, "--map", MAPPING, "--period", "2020-02", "--unit", now.unit, "--lay", "--json")
        code, out, err = giamngheo(*arguments)
        told = json.loads(out)
        assert (code, err, told["problems"], told["unmapped"]) == (0, "", [], ["CAP_NHAT"])
        assert told["rows"] == {now.unit: {"household": len(now.households), "cover": 1}}
        again = json.loads(giamngheo(*arguments)[1])
        assert (again["laid"], again["kept"]) == ([], told["laid"])
        laid += told["laid"]
    assert len(laid) == 2
    office.collect("2020-02")
    worked = work_out(office.context.warehouse, Period.parse("2020-02"))
    for _, now in books:
        assert office.statuses("2020-02")[now.unit] == "accepted"
        assert stored(office, now.unit) == typed[now.unit]
        expected = expected_figures(now) | {
            "models": worked.units[now.unit]["models"]
        }  # of the month before, carried on
        assert {key: worked.units[now.unit][key] for key in expected} == expected


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_encoding_says_the_same(giamngheo, tmp_path, shape):
    now = months(*UNITS[0])[1]
    file = tmp_path / f"export.{shape}"
    file.write_bytes(SHAPES[shape](exported([now])))
    arguments = ("--map", MAPPING, "--period", "2020-02", "--to", tmp_path / "to")
    code, out, err = giamngheo("import", file, *arguments)
    assert (code, err) == (0, "")
    assert f"18604 Xã Thạch Khê: {len(now.households)} dòng «Danh sách hộ»" in out
    sheet = openpyxl.load_workbook(tmp_path / "to" / "BC-GN-01_18604_2020-02.xlsx")["Danh sách hộ"]
    names = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {row["head_name"] for row in now.households} <= names
    assert {row["village"] for row in now.households} <= names


def one_file(tmp_path, change, unit=UNITS[0]):
    """An export of one commune with something changed in its lines."""
    lines = exported([months(*unit)[1]])
    change(lines)
    file = tmp_path / "export.csv"
    file.write_text(as_csv(lines), encoding="utf-8")
    return file, lines


def test_thirty_bad_cells_are_thirty_lines_and_the_check_names_them(giamngheo, tmp_path):
    def spoil(lines):
        for number in range(10):
            lines[number][HEADING.index("LOAI_HO")] = "7"
            lines[number][HEADING.index("SO_KHAU")] = "ba"
            lines[number][HEADING.index("BTXH")] = "?"

    file, lines = one_file(tmp_path, spoil)
    arguments = ("--map", MAPPING, "--period", "2020-02", "--to", tmp_path)
    code, out, err = giamngheo("import", file, *arguments)
    assert (code, err) == (1, "")
    said = [line for line in out.splitlines() if line.startswith("export.csv, dòng ")]
    assert len(said) == 30
    assert said[0] == (
        "export.csv, dòng 2, cột «LOAI_HO»: đọc được «7», cần một trong: Nghèo, Cận nghèo, Ra khỏi danh sách; thêm vào values "
        "của cột này."
    )
    assert said[1] == "export.csv, dòng 2, cột «SO_KHAU»: đọc được «ba», cần một số."
    assert said[2] == "export.csv, dòng 2, cột «BTXH»: đọc được «?», cần x hoặc để trống; thêm vào values của cột này."
    assert not any(line[HEADING.index("HO_TEN")] in out or line[HEADING.index("MA_HO")] in out for line in lines)
    judged = json.loads(giamngheo("check", tmp_path / "BC-GN-01_18604_2020-02.xlsx", "--json")[1])[0]
    rules = [finding["rule"] for finding in judged["findings"]]
    assert (rules.count("H304"), rules.count("H314"), rules.count("H313")) == (10, 10, 10)


def test_wrong_values_arrive_as_they_are(giamngheo, tmp_path):
    """More insured than members, and half a person: understood, wrong, and for the check to say."""

    def spoil(lines):
        lines[0][HEADING.index("BHYT")] = 29
        lines[1][HEADING.index("SO_KHAU")] = 2.5

    file, _ = one_file(tmp_path, spoil)
    assert giamngheo("import", file, "--map", MAPPING, "--period", "2020-02", "--to", tmp_path)[0] == 0
    judged = json.loads(giamngheo("check", tmp_path / "BC-GN-01_18604_2020-02.xlsx", "--json")[1])[0]
    assert {"H306", "H307"} <= {finding["rule"] for finding in judged["findings"]}


def test_rows_of_nobody_are_said_and_left(giamngheo, tmp_path):
    def spoil(lines):
        lines[0][0], lines[1][0], lines[2][0] = "", "99999", "Nguyễn Văn Kín"

    file, lines = one_file(tmp_path, spoil)
    code, out, _ = giamngheo("import", file, "--map", MAPPING, "--period", "2020-02", "--json")
    told = json.loads(out)
    assert code == 1
    assert told["rows"]["18604"]["household"] == len(lines) - 3
    assert [(one["row"], one["column"], one["read"]) for one in told["problems"]] == [
        (2, "MA_XA", ""),
        (3, "MA_XA", "99999"),
        (4, "MA_XA", "…"),
    ]


def test_without_to_or_lay_nothing_is_written(giamngheo, home, tmp_path):
    file, _ = one_file(tmp_path, lambda _: None)
    code, out, _ = giamngheo("import", file, "--map", MAPPING, "--period", "2020-02", "--unit", "18604")
    assert code == 0
    assert "Chưa ghi tệp nào. Thêm --to THƯ_MỤC" in out
    assert list((home / "inbox").iterdir()) == []
    assert giamngheo("import", file, "--map", MAPPING, "--period", "2020-02", "--unit", "18667")[0] == 1  # not its rows


def test_a_column_of_names_mapped_by_mistake_is_not_quoted(giamngheo, tmp_path):
    file, lines = one_file(tmp_path, lambda _: None)
    for mapped in (
        '"Phân loại hộ" = "HO_TEN"\nhousehold_code = "MA_HO"',
        '"Phân loại hộ" = "HO_TEN"\n"Chủ hộ" = "HO_TEN"',
    ):
        (tmp_path / "m.toml").write_text(f"[columns]\n{mapped}\n", encoding="utf-8")
        out = giamngheo("import", file, "--map", tmp_path / "m.toml", "--period", "2020-02", "--unit", "18604")[1]
        assert out.count("đọc được «…»") == len(lines)
        assert not any(line[HEADING.index("HO_TEN")] in out for line in lines)


MISTAKES = {
    'unit = "MA_HUYEN"\n[columns]\nvillage = "THON"\nsponsor = "TO_CHUC"': "Tệp không có cột «TO_CHUC», «MA_HUYEN»",
    '[columns]\n"Màu sắc" = "MAU"': "m.toml, khóa «columns.Màu sắc»: biểu không có cột này; ghi một trong: «Mã hộ»",
    '[columns]\nvillage = "THON"\n"Thôn" = "THON"': "cột «Thôn, tổ dân phố» được ghi hai lần; bỏ một.",
    "[columns]\nvillage = { factor = 2 }": "ghi column (cột của tệp) hoặc constant (một giá trị chung)",
    'table = "cover"\n[columns]\nvillage = "THON"': "biểu không có trang bảng «cover»; chọn một trong: explanation, household, model",
    '[columns]\nvillage = "THON': "m.toml",
    '[columns]\nvillage = { column = "THON", he_so = 2 }': "m.toml, khóa «columns.village.he_so»",
}


@pytest.mark.parametrize("mapping", MISTAKES)
def test_mistakes_of_a_mapping_are_named(giamngheo, tmp_path, mapping):
    file, _ = one_file(tmp_path, lambda _: None)
    (tmp_path / "m.toml").write_text(mapping, encoding="utf-8")
    code, out, err = giamngheo("import", file, "--map", tmp_path / "m.toml", "--period", "2020-02", "--unit", "18604")
    assert (code, out) == (2, "")
    assert MISTAKES[mapping] in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--period", "2020-02"], "Thiếu --map ÁNH_XẠ hoặc --period KỲ."),
        (["--map", MAPPING, "--period", "2020-Q1"], "kỳ 2020-Q1 không phải tháng"),
        (["--map", MAPPING, "--period", "2019-06"], "Kỳ 2019-06 có trước kỳ gốc 2019-12 của kế hoạch"),
        (["--map", "/no.toml", "--period", "2020-02"], "Không có tệp /no.toml; lập một tệp bằng giamngheo import"),
        (["--map", MAPPING, "--period", "2020-02", "--unit", "99999"], "không có đơn vị mang mã 99999"),
    ],
)
def test_wrong_calls(giamngheo, tmp_path, arguments, says):
    file, _ = one_file(tmp_path, lambda _: None)
    code, out, err = giamngheo("import", file, *arguments)
    assert (code, out) == (2, "")
    assert says in err


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"PK\x03\x04 nothing"),
        ("a.pdf", b"%PDF"),
        ("a.csv", b""),
        ("a.csv", b'"a;b\n' * 50_000),
        ("a.csv", b"\0\xff"),
    ],
)
def test_files_that_hold_no_table(giamngheo, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    for arguments in (("--map", MAPPING, "--period", "2020-02"), ("--sample",)):
        code, out, err = giamngheo("import", tmp_path / name, *arguments)
        assert (code, out) == (2, "")
        assert err.endswith("(Mã GN-302)\n")


def test_a_mapping_to_begin_with(giamngheo, tmp_path):
    """Proposed from the headings; with what is left to say it works as the example does."""
    file = tmp_path / "a.csv"
    lines = exported([months(*UNITS[0])[1]])
    text = (
        as_csv(lines)
        .replace("LOAI_HO", "Phân loại", 1)
        .replace("SO_KHAU", "Số khẩu", 1)
        .replace("NHU_CAU_VAY", "Khác", 1)
    )
    file.write_text(text, encoding="utf-8")
    code, out, err = giamngheo("import", file, "--sample")
    assert (code, err) == (0, "")
    assert 'unit = "MA_XA"' in out
    assert '"Mã hộ" = "MA_HO"' in out
    assert '"Số nhân khẩu" = "Số khẩu"' in out
    assert (
        '"Phân loại hộ" = { column = "Phân loại", values = { "1" = "CẦN GHI", "2" = "CẦN GHI", "9" = "CẦN GHI" } }'
        in out
    )
    assert '# "Có nhu cầu vay" = ""  # bắt buộc' in out
    assert "# Cột của tệp chưa dùng: HO_TEN, " in out
    assert not any(line[HEADING.index("HO_TEN")] in out for line in lines)
    (tmp_path / "m.toml").write_text(out, encoding="utf-8")
    told = giamngheo("import", file, "--map", tmp_path / "m.toml", "--period", "2020-02")[1]
    assert told.count("cột «Phân loại»: đọc được «") == len(lines)  # what is left to be said is said of each row


def a_workbook(file, *sheets):
    """Name and rows of each sheet."""
    workbook = openpyxl.Workbook()
    del workbook["Sheet"]
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(file)
    return file


COVER = [["BÁO CÁO XUẤT TỪ PHẦN MỀM"], ["Xã", "Thạch Khê"], ["Mã hộ", "xem trang sau"]]
TITLES = [["DANH SÁCH HỘ NGHÈO"], [], ["Tháng 2 năm 2020"]]


def test_the_table_on_a_later_sheet_and_below_titles_is_found(giamngheo, tmp_path):
    lines = exported([months(*UNITS[0])[1]])
    file = a_workbook(tmp_path / "a.xlsx", ("Bìa", COVER), ("Trống", []), ("DS_HO", [*TITLES, HEADING, *lines]))
    code, out, err = giamngheo("import", file, "--map", MAPPING, "--period", "2020-02")
    assert (code, err) == (0, "")
    assert f"18604 Xã Thạch Khê: {len(lines)} dòng «Danh sách hộ»" in out
    assert "Trang tính của tệp không được đọc: «Bìa»" in out
    out = giamngheo("import", file, "--sample")[1]
    assert 'sheet = "DS_HO"   # trang tính khác của tệp: "Bìa"' in out
    assert '"Mã hộ" = "MA_HO"' in out


def test_a_sheet_is_found_by_the_name_that_the_sample_proposes(giamngheo, tmp_path):
    """With a space behind, which nobody sees."""
    lines = exported([months(*UNITS[0])[1]])
    file = a_workbook(tmp_path / "a.xlsx", ("Bìa", COVER), ("Danh sách  hộ ", [HEADING, *lines]))
    (named,) = (line for line in giamngheo("import", file, "--sample")[1].splitlines() if line.startswith("sheet = "))
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING.read_text("utf-8").replace('# sheet = "DS_HO"', named), "utf-8")
    code, out, err = giamngheo("import", file, "--map", mapping, "--period", "2020-02")
    assert (code, err, f"{len(lines)} dòng «Danh sách hộ»" in out) == (0, "", True)


def test_several_sheets_of_the_same_columns_are_not_passed_over(giamngheo, tmp_path):
    """A sheet for each commune: read one by one, as is said; never the first alone."""
    sheets = [(name, [HEADING, *exported([months(unit, name)[1]])]) for unit, name in UNITS]
    file = a_workbook(tmp_path / "a.xlsx", *sheets)
    code, out, err = giamngheo("import", file, "--map", MAPPING, "--period", "2020-02")
    assert (code, out) == (2, "")
    assert "Các trang tính «Xã Thạch Khê», «Xã Nam Điền» đều có những cột ấy; ghi sheet" in err
    for unit, name in UNITS:
        mapping = tmp_path / f"{unit}.toml"
        mapping.write_text(MAPPING.read_text("utf-8").replace('# sheet = "DS_HO"', f'sheet = "{name}"'), "utf-8")
        code, out, _ = giamngheo("import", file, "--map", mapping, "--period", "2020-02")
        assert (code, unit in out) == (0, True)


def test_the_example_works(giamngheo, tmp_path):
    file = EXAMPLE / "xuat-phan-mem-khac.csv"
    code, out, err = giamngheo("import", file, "--map", MAPPING, "--period", "2020-04", "--to", tmp_path)
    assert (code, err) == (0, "")
    assert "Cột của tệp không được dùng: «NGAY_CAP_NHAT»" in out
    judged = json.loads(giamngheo("check", *sorted(tmp_path.glob("*.xlsx")), "--json")[1])
    assert [(one["unit"], one["status"]) for one in judged] == [("18562", "accepted"), ("18604", "accepted")]
