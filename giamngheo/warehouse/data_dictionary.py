"""`docs/data-dictionary.md`: every view and table, every field, rule and indicator, as the schema and `config/` have them.

`python -m giamngheo.warehouse.data_dictionary` writes it; so does `make docs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from giamngheo.core.files import write_whole
from giamngheo.core.period import Period
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Column, Form, Sheet
from giamngheo.metadata.load import load_configuration
from giamngheo.metadata.plan import Indicator, Plan
from giamngheo.metadata.reference.markdown import GENERATED, code, table
from giamngheo.metadata.rules import Rule
from giamngheo.metadata.settings import PROJECT
from giamngheo.warehouse import schema
from giamngheo.warehouse.view_creation import READER
from giamngheo.warehouse.views import VIEWS

NAME = "data-dictionary.md"

_ABOUT = f"""\
# Từ điển dữ liệu

Cho người dùng Excel, Power BI, Metabase hoặc công cụ khác với kho dữ liệu. Chỉ đọc các view `v_…`: tên cột của chúng được giữ
qua các phiên bản, không có tên, mã, ghi chú của hộ nào, không có nội dung ô nào. Bảng `v_column` trong kho có cùng những lời
giải thích này; ở PostgreSQL chúng còn là COMMENT của từng cột, và vai trò `{READER}` chỉ đọc được các view
([cách lập](operations.md#a-role-that-reads-the-views)). Các bảng khác là của chương trình, có thể đổi ở phiên bản sau.

Trong mọi view, toàn bộ địa bàn là dòng có `unit` trống (NULL), tên ở `unit_name`. Thời điểm theo giờ UTC; ngày theo giờ Việt
Nam. Phần trăm là 0 đến 100, tiền là triệu đồng. `giamngheo export --out THƯ_MỤC` ghi các view thành tệp Parquet.
"""
_KINDS = {
    "text": "chữ",
    "whole": "số nguyên",
    "number": "số",
    "yes_no": "có/không",
    "day": "ngày",
    "moment": "thời điểm",
}
_SEVERITIES = {"critical": "lỗi phải sửa", "warning": "lưu ý", "pending": "chờ"}


def data_dictionary(configuration: Configuration) -> str:
    """The same configuration gives the same page."""
    parts = (*_views(), *_plans(configuration), *_forms(configuration.forms), *_tables(configuration))
    return "\n".join([GENERATED, _ABOUT, *parts])


def _views() -> Iterator[str]:
    yield "## Các view\n"
    for view in VIEWS:
        yield f"### `{view.name}`\n\n{view.comment}.\n"
        yield table(["Cột", "Kiểu", "Nghĩa"], ((code(one.name), _KINDS[one.kind], one.comment) for one in view.columns))


def _plans(configuration: Configuration) -> Iterator[str]:
    """The indicators and figures whose codes stand in the views."""
    for plan in configuration.declared.plans.values():
        yield f"## Chỉ tiêu và số liệu của kế hoạch năm {plan.year}\n\n{plan.title}. Cách tính, mức độ đạt: [indicators.md](indicators.md).\n"
        yield "Chỉ tiêu (`indicator` của `v_attainment`); giá trị là tử số / mẫu số cộng trên các dòng của trang:\n"
        heads = ["Mã", "Chỉ tiêu", "Đơn vị tính", "Căn cứ", "Tử số", "Mẫu số"]
        yield table(heads, (_indicator(one) for one in plan.indicator))
        yield "Số liệu (`figure` của `v_figure`):\n"
        yield table(["Mã", "Số liệu", "Đơn vị tính", "Trang", "Biểu thức", "Loại"], _figures(plan))


def _indicator(one: Indicator) -> tuple[str, ...]:
    denominator = _over(one.denominator_rows or one.rows, one.denominator) if one.denominator else ""
    return (code(one.code), one.title, one.unit_of_measure, one.article, _over(one.rows, one.numerator), denominator)


def _over(rows: str, expression: str) -> str:
    return f"{code(rows)}: {code(' '.join(expression.split()))}"


def _figures(plan: Plan) -> Iterator[tuple[str, ...]]:
    for rows, figures in plan.figures.items():
        for key, one in figures.items():
            expression = code(" ".join(one.value.split()))
            yield code(key), one.title, one.unit_of_measure, code(rows), expression, one.kind


def _forms(forms: Iterable[Form]) -> Iterator[str]:
    for form in forms:
        yield f"## Biểu {form.id}: {form.title}\n\nCách đọc và cách sửa: [form.md](form.md).\n"
        for sheet in form.sheets:
            yield from _sheet(sheet)
        yield "### Quy tắc của cả tệp\n"
        yield _rules(form.rule)


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"### Trang «{sheet.name}», bảng `{sheet.table}`\n"
    yield table(["Trường", "Tiêu đề", "Kiểu", "Đơn vị tính", "Từ", "Dữ liệu cá nhân"], map(_field, sheet.column))
    if sheet.rule:
        yield _rules(sheet.rule)


def _field(column: Column) -> tuple[str, ...]:
    since = Period.parse(column.since).title if column.since else ""
    kind = ", ".join(code(one) for one in column.choice_codes) if column.choice else column.type
    personal = "có" if column.personal else ""
    return code(column.field), column.heading, kind, column.unit_of_measure, since, personal


def _rules(rules: Iterable[Rule]) -> str:
    return table(["Quy tắc", "Mức", "Sai gì"], ((one.code, _SEVERITIES[one.severity], one.title) for one in rules))


def _tables(configuration: Configuration) -> Iterator[str]:
    """What the program keeps for itself, by a sentence each."""
    yield "## Các bảng của chương trình\n"
    own = [*schema.metadata.sorted_tables]
    own += [one for form in configuration.forms for one in schema.form_tables(form).values()]
    yield table(["Bảng", "Là gì"], sorted((code(one.name), one.comment or "") for one in own))


def main() -> None:
    page = data_dictionary(load_configuration(PROJECT / "config"))
    write_whole(PROJECT / "docs" / NAME, page.encode())


if __name__ == "__main__":
    main()
