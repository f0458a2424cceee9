"""What pydantic finds wrong in a value, in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import Any, TypeVar

T = TypeVar("T", bound=Hashable)
# A pattern is no remedy for people: what it begins with → an example.
_EXAMPLES = {
    r"^\d{4}-(": "viết năm và tháng như 2020-05",
    r"^[A-Z]\d{3}": "viết một chữ hoa và ba chữ số, như A101",
    r"^[^@": "viết địa chỉ thư như ten@co-quan.vn",
    r"^([^@": "viết địa chỉ thư như ten@co-quan.vn, hoặc để trống",
    r"^\d{5}$": "viết mã năm chữ số, như 18604",
    r"^[a-z][a-z0-9_]*$": "viết chữ thường không dấu, chữ số và dấu _, như ten_truong",
    r"^[^/%&<>]+$": "viết không có / % & < >, như Thu thập hằng ngày",
    r"^[a-z0-9-]+$": "viết chữ thường không dấu, chữ số và dấu -, như thu-thap",
}

_BOUNDS = {"ge": "ít nhất là", "gt": "lớn hơn", "le": "nhiều nhất là", "lt": "nhỏ hơn"}


def in_vietnamese(detail: Any) -> tuple[str, str]:
    """What is wrong and what to do, from one of pydantic's details."""
    context = detail.get("ctx", {})
    found = str(detail.get("input"))[:60]
    match detail["type"]:
        case "missing":
            return "thiếu khóa này", "thêm vào"
        case "extra_forbidden":
            return "khóa này không có trong quy định", "xóa đi hoặc sửa lại tên khóa"
        case "literal_error":
            return (
                f"giá trị «{found}» không dùng được",
                f"chọn một trong: {str(context.get('expected')).replace(' or ', ' hoặc ')}",
            )
        case "string_pattern_mismatch":
            return f"giá trị «{found}» không đúng dạng", _example_of(str(context.get("pattern")))
        case "string_type":
            return f"giá trị «{found}» không phải chữ", "đặt trong dấu nháy kép"
        case "tuple_type" | "list_type":
            return f"giá trị «{found}» không phải danh sách", 'viết trong ngoặc vuông, như ["…", "…"]'
        case "too_short" | "string_too_short":
            return "còn trống", "ghi ít nhất một mục"
        case kind if kind.startswith("int"):
            return f"giá trị «{found}» không phải số nguyên", "ghi một số nguyên, không có dấu nháy, không có phần lẻ"
        case kind if kind.startswith(("float", "decimal", "finite")):
            return f"giá trị «{found}» không phải số", "ghi một số"
        case kind if kind.startswith(("greater", "less")):
            bounds = ", ".join(f"{_BOUNDS[name]} {value}" for name, value in context.items())
            return f"giá trị «{found}» ngoài giới hạn", f"ghi số {bounds}"
        case kind if kind.startswith("date"):
            return f"giá trị «{found}» không phải ngày", "ghi dạng 2020-03-14"
        case "value_error":  # our own words
            wrong, _, remedy = str(context["error"]).partition(", ")
            return f"giá trị «{found}» không dùng được: {wrong}", remedy
        case kind if kind.startswith("bool"):
            return f"giá trị «{found}» không phải đúng/sai", "ghi true hoặc false"
    return f"giá trị «{found}» không dùng được", "sửa lại giá trị"


def toml_mistake(error: ValueError) -> str:
    """Where a file breaks the rules of TOML; the library's own sentence is English, and its place stands in it."""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    return f"sai cú pháp TOML ở dòng {place[1]}, cột {place[2]}" if place else "sai cú pháp TOML ở cuối tệp"


def key_of(steps: Iterable[int | str], data: Any) -> str:
    """The key as people find it in the file: an entry of a list by what it calls itself, else by its running number."""
    place = ""
    for step in steps:
        try:
            data = data[step]
        except (LookupError, TypeError):  # a key that is missing, or a step of pydantic's own
            data = None
        if isinstance(step, int):
            place += f".{name}" if (name := _name_of(data)) else f" (mục {step + 1})"
        else:
            place += f".{step}"
    return place.removeprefix(".")


def _name_of(entry: Any) -> str:
    names = (entry.get(key) for key in ("code", "field", "name")) if isinstance(entry, dict) else ()
    return next((name for name in names if isinstance(name, str) and name), "")


def _example_of(pattern: str) -> str:
    return next((told for begin, told in _EXAMPLES.items() if pattern.startswith(begin)), f"viết theo mẫu {pattern}")


def repeated(values: Iterable[T]) -> list[T]:
    """Those that come again, each time that they do."""
    seen: set[T] = set()
    again = []
    for value in values:
        if value in seen:
            again.append(value)
        seen.add(value)
    return again
