"""What pydantic finds wrong in a value, in Vietnamese."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, TypeVar

T = TypeVar("T", bound=Hashable)


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
            return f"giá trị «{found}» không dùng được", f"chọn một trong: {context.get('expected')}"
        case "string_pattern_mismatch":
            return f"giá trị «{found}» không đúng dạng", f"viết theo mẫu {context.get('pattern')}"
        case "string_type":
            return f"giá trị «{found}» không phải chữ", "đặt trong dấu nháy kép"
        case "too_short" | "string_too_short":
            return "còn trống", "ghi ít nhất một mục"
        case kind if kind.startswith(("int", "float", "decimal")):
            return f"giá trị «{found}» không phải số", "ghi một số"
        case kind if kind.startswith(("greater", "less")):
            bounds = ", ".join(f"{name} {value}" for name, value in context.items())
            return f"giá trị «{found}» ngoài giới hạn", f"ghi số trong khoảng cho phép ({bounds})"
        case kind if kind.startswith("date"):
            return f"giá trị «{found}» không phải ngày", "ghi dạng 2020-03-14"
        case "value_error":  # our own words
            wrong, _, remedy = str(context["error"]).partition(", ")
            return f"giá trị «{found}» không dùng được: {wrong}", remedy
        case kind if kind.startswith("bool"):
            return f"giá trị «{found}» không phải đúng/sai", "ghi true hoặc false"
    return f"giá trị «{found}» không dùng được ({detail['msg']})", "sửa lại giá trị"


def repeated(values: Iterable[T]) -> list[T]:
    """Those that come again, each time that they do."""
    seen: set[T] = set()
    again = []
    for value in values:
        if value in seen:
            again.append(value)
        seen.add(value)
    return again
