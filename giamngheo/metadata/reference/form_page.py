"""A page for each form: its sheets, their columns, and every rule. The main form's is `docs/form.md`, which leads to the others
in `docs/forms/`, and says how every form is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.period import Period
from giamngheo.metadata.form import Choice, Column, Form, Sheet
from giamngheo.metadata.reference.markdown import GENERATED, code, table
from giamngheo.metadata.rules import Rule

_TYPES = {
    "text": "chữ",
    "code": "mã",
    "whole": "số nguyên",
    "decimal": "số",
    "mark": "đánh dấu",
    "date": "ngày",
    "month": "tháng",
    "quarter": "quý",
    "half": "nửa năm",
    "year": "năm",
    "rule": "mã quy tắc",
}
_SEVERITIES = {"critical": "lỗi phải sửa", "warning": "lưu ý", "pending": "chờ"}


def form_pages(main: Form, others: Iterable[Form]) -> dict[str, str]:
    """By their names in `docs/`."""
    named = {f"forms/{form.id}.md": form for form in others}
    return {"form.md": _main_page(main, named)} | {name: _other_page(form) for name, form in named.items()}


def _main_page(form: Form, others: dict[str, Form]) -> str:
    links = "; ".join(f"[{other.id}, {other.title}]({name})" for name, other in others.items())
    more = [f"Biểu khác, dùng kèm: {links}.\n"] if others else []
    return "\n".join([GENERATED, _title(form), *more, _HOW, _reading(form), _seen(), *_parts(form)])


def _other_page(form: Form) -> str:
    how = f"Mỗi {form.senders_noun} mỗi {_TYPES[form.frequency]} một tệp. Cách đọc, mức của lỗi: xem [biểu chính](../form.md).\n"
    return "\n".join([GENERATED, _title(form), how, _reading(form), *_parts(form)])


def _title(form: Form) -> str:
    return f"# Biểu {form.id}: {form.title}\n"


def _parts(form: Form) -> list[str]:
    sheets = (part for sheet in form.sheets for part in _sheet(sheet))
    return [*sheets, "## Quy tắc của cả tệp\n", _rules(form.rule)]


_HOW = """\
Mỗi đơn vị mỗi tháng một tệp. Không vị trí nào cố định: trang tính, cột, dòng được tìm theo tên; không phân biệt chữ
hoa, dấu cách thừa, có dấu hay không dấu. *Lỗi phải sửa*: cả tệp bị trả lại, bản đã nhận trước đó vẫn giữ nguyên giá
trị. *Lưu ý*: tệp được nhận, chỗ đó được nêu ra. *Chờ*: xem lại ở lần thu sau. Một dòng đã sai một quy tắc thì không bị
nêu thêm những gì chỉ là hệ quả của lỗi đó. Cột có tháng bắt đầu thì báo cáo của các tháng trước không bị hỏi tới.

Chữ được so sánh theo Unicode dựng sẵn (NFC), dấu thanh kiểu cũ và kiểu mới như nhau; chữ gõ bằng phông TCVN3 (ABC), VNI
được chuyển sang Unicode trước. Số gõ thành chữ đọc theo cách viết Việt Nam: 1.771 là một nghìn bảy trăm bảy mươi mốt,
50,5 là năm mươi phẩy năm. Tiêu đề được so bỏ phần trong ngoặc, trừ khi phần ấy nói đơn vị tính hoặc làm nghĩa ngược lại; không đoán tiêu đề gần
giống. Giá trị trong ô thì không bị cắt bớt chữ nào.
"""

_SEEN = """## Hệ thống thấy gì ở mỗi loại tệp

Người xem thấy gì thì hệ thống đọc thế; chỗ nào người xem thấy khác với giá trị trong tệp thì được nêu ra. Loại tệp không cho
biết điều nào thì hệ thống không đoán: tệp .xlsb được nhận kèm một lưu ý xin lưu lại dạng .xlsx. Công thức chưa được tính ở
tệp .xls nhận ra được nếu chương trình ghi tệp có đánh dấu như thế; tệp do Excel, LibreOffice lưu thì công thức đã được tính.

"""
# Every cell of this table is tried with a real file: tests/read/test_kinds_of_files.py.
SEEN_IN = {
    "Giá trị, lỗi công thức": ("xlsx", "xls", "ods", "xlsb"),
    "Trang tính ẩn": ("xlsx", "xls", "ods", "xlsb"),
    "Định dạng số hiện số khác": ("xlsx", "xls", "ods", "xlsb"),
    "Ô ghi ở rất xa ngoài bảng": ("xlsx", "xls", "ods", "xlsb"),
    "Ô gộp": ("xlsx", "xls", "ods"),
    "Dòng, cột ẩn": ("xlsx", "xls", "ods"),
    "Gạch ngang": ("xlsx", "xls", "ods"),
    "Phông ký hiệu (Wingdings)": ("xlsx", "xls", "ods"),
    "Công thức chưa được tính": ("xlsx", "xls", "ods"),
    "Hộp kiểm vẽ trên ô": ("xlsx", "xls", "ods"),
    "Hình vẽ, hộp chữ, ghi chú của ô, màu chữ": (),
}
KINDS = {"xlsx": ".xlsx, .xlsm", "xls": ".xls", "ods": ".ods", "xlsb": ".xlsb"}


def _reading(form: Form) -> str:
    yes, no = (", ".join(f"«{text}»" for text in texts if text) for texts in (form.marks.yes, form.marks.no))
    return f"Ô đánh dấu: có là {yes}; không là ô trống hoặc {no}.\n"


def _seen() -> str:
    rows = [[what, *("có" if kind in kinds else "không" for kind in KINDS)] for what, kinds in SEEN_IN.items()]
    return _SEEN + table(["", *KINDS.values()], rows)


def _sheet(sheet: Sheet) -> list[str]:
    needed = "bắt buộc" if sheet.required else "không bắt buộc"
    also = f", cũng gọi là {', '.join(f'«{name}»' for name in sheet.also)}" if sheet.also else ""
    heads = ["Tiêu đề", "Trường", "Kiểu", "Bắt buộc", "Dữ liệu cá nhân", "Đơn vị tính", "Cách viết khác", "Từ tháng"]
    return [
        f"## Trang «{sheet.name}»\n",
        f"Trong cấu hình: `{sheet.table}`; {needed}{also}.\n",
        table(heads, (_column(column) for column in sheet.column)),
        *(["Quy tắc:\n", _rules(sheet.rule)] if sheet.rule else []),
        *(["So sánh với báo cáo của đơn vị ở biểu chính:\n", _comparisons(sheet)] if sheet.comparison else []),
    ]


def _comparisons(sheet: Sheet) -> str:
    """What is told to both senders; as warnings."""
    rows = ((one.code, _SEVERITIES["warning"], one.title, one.remedy) for one in sheet.comparison)
    return table(["Mã", "Mức", "Sai gì", "Cách sửa"], rows)


def _column(column: Column) -> tuple[str, ...]:
    return (
        f"{column.group}: {column.heading}" if column.group else column.heading,
        code(column.field),
        _type(column),
        "có" if column.required else "",
        "có" if column.personal else "",
        column.unit_of_measure,
        "; ".join(column.also),
        _when(column),
    )


def _when(dated: Column | Choice) -> str:
    until = f"đến {Period.parse(dated.until).title}" if dated.until else ""
    return " ".join(filter(None, [Period.parse(dated.since).title if dated.since else "", until]))


def _type(column: Column) -> str:
    if column.type == "choice":
        return "một trong: " + "; ".join(_choice(choice) for choice in column.choice)
    return _TYPES[column.type] + (", để trống là 0" if column.empty_is_zero else "")


def _choice(choice: Choice) -> str:
    return f"{choice.label} ({', '.join(filter(None, [code(choice.code), _when(choice)]))})"


def _rules(rules: Iterable[Rule]) -> str:
    return table(
        ["Mã", "Mức", "Sai gì", "Cách sửa"],
        ((rule.code, _SEVERITIES[rule.severity], rule.title, rule.remedy) for rule in rules),
    )
