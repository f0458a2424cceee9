"""The views as datasets of Apache Superset (`bi/content/datasets`), so that an office's own charts say what each column means.

`python -m giamngheo.warehouse.superset_datasets` writes them; so does `make docs`. The files are YAML in the form that Superset
exports and imports; each value in them is written as JSON, which is YAML, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid5

from giamngheo.core.files import write_whole
from giamngheo.metadata.settings import PROJECT
from giamngheo.warehouse.views import VIEWS, Kind, View, ViewColumn

FOLDER = PROJECT / "bi" / "content" / "datasets" / "views"
DATABASE = UUID("6e670001-0000-4000-8000-000000000001")  # of bi/content/databases/giamngheo.yaml
_GENERATED = "# Sinh ra từ giamngheo/warehouse/views.py bằng `make docs`; sửa ở đó, không sửa ở đây."
_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "whole": "INTEGER",
    "number": "DOUBLE PRECISION",
    "yes_no": "BOOLEAN",
    "day": "DATE",
    "moment": "TIMESTAMP WITHOUT TIME ZONE",
}
# What heads a column whose comment begins with its values.
_NAMES = {
    ("v_completeness", "status"): "Tình trạng, mã",
    ("v_completeness", "reported"): "Có báo cáo đạt",
    ("v_completeness", "on_time"): "Đúng hạn",
    ("v_completeness", "late"): "Muộn",
    ("v_completeness", "missing"): "Chưa gửi gì",
    ("v_attainment", "status"): "Mức độ đạt, mã",
    ("v_attainment", "target"): "Mục tiêu, bằng số",
    ("v_finding", "severity"): "Mức, mã",
    ("v_finding", "status"): "Được nhận hay bị trả lại, mã",
    ("v_finding", "is_latest"): "Tệp sau cùng",
    ("v_delivery", "kind"): "Loại thư, mã",
    ("v_delivery", "state"): "Đã gửi hay còn chờ, mã",
}
_ONE_ROW = "CASE WHEN COUNT(*) = 1 THEN MAX({}) END"
_ONE_MONTH = "CASE WHEN COUNT(DISTINCT period) = 1 THEN {} END"
_NEITHER = "on_time = 0 AND late = 0"  # these two, on time and late are all of a month's units, each once
_NOT_MIXED = "Trống khi gộp nhiều dòng: không cộng, không lấy trung bình được"
_NOT_OVER_MONTHS = "Trống khi gộp nhiều tháng"
# What may be summed, of each view: name, heading, SQL, what it says. A stock is not summed over months, nor the whole with its
# units, and no rate is averaged: such a sum is left empty.
_METRICS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "v_attainment": (("the_value", "Giá trị", _ONE_ROW.format("value"), _NOT_MIXED),),
    "v_figure": (("the_value", "Giá trị", _ONE_ROW.format("value"), _NOT_MIXED),),
    "v_poverty": (
        ("all_households", "Tổng số hộ", _ONE_MONTH.format("SUM(households)"), _NOT_OVER_MONTHS),
        ("poor_households", "Hộ nghèo", _ONE_MONTH.format("SUM(poor)"), _NOT_OVER_MONTHS),
        ("near_poor_households", "Hộ cận nghèo", _ONE_MONTH.format("SUM(near_poor)"), _NOT_OVER_MONTHS),
    ),
    "v_completeness": (
        ("owing", "Phải báo cáo", "COUNT(*)", "Mỗi đơn vị mỗi tháng một lượt"),
        ("all_on_time", "Đúng hạn", "SUM(on_time)", "Báo cáo đạt đầu tiên, hoặc tệp đang chờ kiểm tra, đến đúng hạn"),
        ("all_late", "Muộn", "SUM(late)", "Báo cáo đạt đầu tiên, hoặc tệp đang chờ kiểm tra, đến sau hạn"),
        (
            "all_unclear",
            "Đã báo cáo, không rõ đúng hạn hay muộn",
            f"SUM(CASE WHEN {_NEITHER} THEN reported ELSE 0 END)",
            "Không biết tệp đến lúc nào, vì sao: cột «Đúng hạn hay muộn»",
        ),
        (
            "all_without",
            "Chưa có báo cáo đạt",
            f"SUM(CASE WHEN {_NEITHER} THEN 1 - reported ELSE 0 END)",
            "Chưa nộp, bị trả lại, hoặc tệp chưa kiểm tra xong mà không rõ ngày nộp",
        ),
    ),
    "v_finding": (("places", "Số chỗ", "SUM(findings)", "Số chỗ sai quy tắc, ở mọi lần gửi được chọn"),),
}
_ROWS = (("rows", "Số dòng", "COUNT(*)", ""),)
# What Superset works out beside a view's own columns: Vietnam's hour, which has no summer time.
_WORKED_OUT = {
    "v_completeness": (
        ("received_here", "Lúc nhận (giờ Việt Nam)", "received_at + INTERVAL '7 hours'"),
        ("returned_here", "Lúc trả lại (giờ Việt Nam)", "returned_at + INTERVAL '7 hours'"),
    ),
    "v_delivery": (("sent_here", "Lúc gửi (giờ Việt Nam)", "sent_at + INTERVAL '7 hours'"),),
}


def datasets() -> dict[str, str]:
    """File name → text."""
    return {f"{view.name}.yaml": "\n".join([*_dataset(view), ""]) for view in VIEWS}


def dataset_uuid(view: str) -> UUID:
    return uuid5(DATABASE, view)


def heading(view: View, column: ViewColumn) -> str:
    """A column's comment as far as it names the column: up to what the values are."""
    return _NAMES.get((view.name, column.name)) or re.split(r"\s*[:;]|, viết bằng chữ", column.comment)[0]


def _dataset(view: View) -> Iterator[str]:
    yield _GENERATED
    days = [one.name for one in view.columns if one.kind in ("day", "moment")]
    yield from _lines(
        table_name=view.name,
        description=view.comment,
        main_dttm_col=next((name for name in days if name == "last_day"), None),
        offset=0,
        schema="public",
        catalog=None,
        sql=None,
        filter_select_enabled=True,
        normalize_columns=False,
        always_filter_main_dttm=False,
        uuid=str(dataset_uuid(view.name)),
        database_uuid=str(DATABASE),
        version="1.0.0",
        is_managed_externally=True,
    )
    yield "metrics:"
    for name, said, expression, description in _METRICS.get(view.name, _ROWS):
        yield from _item(metric_name=name, verbose_name=said, expression=expression, description=description)
    yield "columns:"
    for column in view.columns:
        yield from _column(column.name, heading(view, column), column.kind, column.comment)
    for name, said, expression in _WORKED_OUT.get(view.name, ()):
        yield from _column(name, said, "moment", said, expression)


def _column(name: str, said: str, kind: Kind, description: str, expression: str | None = None) -> Iterator[str]:
    return _item(
        column_name=name,
        verbose_name=said,
        type=_TYPES[kind],
        is_dttm=kind in ("day", "moment"),
        groupby=kind != "number",
        filterable=True,
        expression=expression,
        description=description,
    )


def _item(**values: object) -> Iterator[str]:
    first, *others = _lines(**values)
    yield f"- {first}"
    yield from (f"  {line}" for line in others)


def _lines(**values: object) -> Iterator[str]:
    return (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())


def main(folder: Path = FOLDER) -> None:
    for name, text in datasets().items():
        write_whole(folder / name, text.encode())


if __name__ == "__main__":
    main()
