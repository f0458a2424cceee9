"""A JSON schema for each file of `config/`: editors then complete the keys, and show a mistake while it is typed.

Descriptions are those of the fields, in Vietnamese; docstrings speak to programmers and are left out.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from giamngheo.metadata.classes import Classes
from giamngheo.metadata.dated_letterhead import DatedLetterhead
from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.levels import Levels
from giamngheo.metadata.operation import Operation
from giamngheo.metadata.plan import Plan, VillageTarget
from giamngheo.metadata.question import Questions
from giamngheo.metadata.recipients import Recipients
from giamngheo.metadata.settings import Settings
from giamngheo.metadata.unit import Area, ProvisionalCode, Unit
from giamngheo.metadata.working_calendar import CalendarRules

_FILES: dict[str, tuple[str, type[BaseModel]]] = {
    "plan": ("Kế hoạch: cơ quan, chỉ tiêu, số liệu", Plan),
    "levels": ("Các cấp, và cách gọi từng cấp", Levels),
    "classes": ("Các diện hộ, biến động, chuẩn nghèo", Classes),
    "calendar": ("Lịch: ngày chốt, hạn nộp, ngày nghỉ", CalendarRules),
    "recipients": ("Nơi nhận báo cáo", Recipients),
    "report": ("Phần đầu, phần cuối của báo cáo", DatedLetterhead),
    "questions": ("Câu hỏi của lãnh đạo", Questions),
    "operation": ("Vận hành tự động", Operation),
    "settings": ("Cài đặt chung", Settings),
    "form": ("Biểu: cách đọc và quy tắc của cả tệp", Form),
    "sheet": ("Một trang tính của biểu: cột và quy tắc", Sheet),
}
_TABLES: dict[str, tuple[str, type[BaseModel]]] = {
    "units": ("Đơn vị, mỗi dòng một khoảng thời gian", Unit),
    "areas": ("Khu vực giữa đơn vị và toàn bộ, mỗi dòng một khoảng thời gian", Area),
    "unit-codes": ("Mã tạm thời của đơn vị", ProvisionalCode),
    "village-targets": ("Mục tiêu mà đơn vị giao cho từng nơi ở", VillageTarget),
}


def schemas() -> dict[str, str]:
    """File name → schema; of a table (.csv) that of all its lines."""
    files = {name: _schema(title, model) for name, (title, model) in _FILES.items()}
    del files["form"]["properties"]["sheets"]  # the files beside it
    del files["settings"]["properties"]["config"]["default"]  # where the program lies
    for name, (title, model) in _TABLES.items():
        row = _schema(title, model)
        files[name] = {"title": row.pop("title"), "type": "array", "items": row}
    return {f"{name}.schema.json": _written(schema) for name, schema in files.items()}


def _schema(title: str, model: type[BaseModel]) -> dict[str, Any]:
    found = model.model_json_schema()
    for part in [found, *found.get("$defs", {}).values()]:
        part.pop("description", None)
        part.pop("title", None)
        for value in part.get("properties", {}).values():
            value.pop("title", None)
    return {"title": title} | found


def _written(schema: dict[str, Any]) -> str:
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(dialect | schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
