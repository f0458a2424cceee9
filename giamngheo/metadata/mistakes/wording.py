"""What pydantic finds wrong in a value, in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

from giamngheo.core.text import shortened
from giamngheo.metadata.validity import InForce

T = TypeVar("T", bound=Hashable)
# A pattern is no remedy for people: what it begins with → an example.
_EXAMPLES = {
    r"^\d{4}-(": "viết năm và tháng như 2020-05",
    r"^[A-Z]\d{3}": "viết một chữ hoa và ba chữ số, như A101",
    r"^[^@": "viết địa chỉ thư như ten@co-quan.vn",
    r"^([^@": "viết địa chỉ thư như ten@co-quan.vn, hoặc để trống",
    r"^\d{0,5}$": "viết các chữ số đầu của mã, nhiều nhất năm chữ số, như 186, hoặc để trống",
    r"^\d{5}$": "viết mã năm chữ số, như 18604",
    r"^[a-z][a-z0-9_]*$": "viết chữ thường không dấu, chữ số và dấu _, như ten_truong",
    r"^[^/%&<>]+$": "viết không có / % & < >, như Thu thập hằng ngày",
    r"^(https?://": "viết địa chỉ web như https://may-chu.example/song, hoặc để trống",
    r"^expect_": "viết tên kỳ vọng của Great Expectations, như expect_column_values_to_be_between",
    r"^hộ ": "viết bắt đầu bằng chữ «hộ», như hộ có mức sống trung bình",
    r"^[a-z][a-z0-9_-]*$": "viết chữ thường không dấu, chữ số, dấu - và dấu _, như giam-ngheo",
    r"^[^\W\d_]+(": "chỉ viết chữ và dấu cách, như khu phố",
    r"^[a-z0-9-]+$": "viết chữ thường không dấu, chữ số và dấu -, như thu-thap",
}

# What the name of an error begins with → what the value is not, and how to write it.
_EXPECTED = {
    "string_type": ("chữ", "đặt trong dấu nháy kép"),
    "path": ("đường dẫn", "đặt trong dấu nháy kép"),
    "int": ("số nguyên", "ghi một số nguyên, không có dấu nháy, không có phần lẻ"),
    "float": ("số", "ghi một số"),
    "decimal": ("số", "ghi một số"),
    "finite": ("số", "ghi một số"),
    "date": ("ngày", "ghi dạng 2020-03-14"),
    "bool": ("đúng/sai", "ghi true hoặc false"),
    **dict.fromkeys(("tuple", "list", "frozen_set"), ("danh sách", 'viết trong ngoặc vuông, như ["…", "…"]')),
    **dict.fromkeys(("model", "dict"), ("một mục có các khóa", "viết mỗi khóa một dòng dạng khóa = giá trị")),
}
_BOUNDS = {"ge": "ít nhất là", "gt": "lớn hơn", "le": "nhiều nhất là", "lt": "nhỏ hơn"}


def in_vietnamese(detail: Any) -> tuple[str, str]:
    """What is wrong and what to do, from one of pydantic's details."""
    wrong, remedy = _told(detail)
    return ("còn trống" if detail.get("input") == "" and detail["type"] != "value_error" else wrong), remedy


def _told(detail: Any) -> tuple[str, str]:
    context = detail.get("ctx", {})
    value = f"giá trị «{shortened(str(detail.get('input')), 60)}»"
    match detail["type"]:
        case "missing":
            return "thiếu khóa này", "thêm vào"
        case "extra_forbidden":
            return "khóa này không có trong quy định", "xóa đi hoặc sửa lại tên khóa"
        case "literal_error":
            expected = str(context.get("expected")).replace(" or ", " hoặc ")
            return f"{value} không dùng được", f"chọn một trong: {expected}"
        case "string_pattern_mismatch":
            return f"{value} không đúng dạng", _example_of(str(context.get("pattern")))
        case "too_short":
            return ("ít mục quá" if detail["input"] else "còn trống"), f"ghi ít nhất {context['min_length']} mục"
        case "string_too_short":
            return "còn trống", "phải ghi"
        case "too_long":
            return "nhiều mục quá", f"ghi nhiều nhất {context['max_length']} mục"
        case "string_too_long":
            return f"{value} quá dài", f"viết nhiều nhất {context['max_length']} ký tự"
        case "int_parsing_size":
            return f"{value} quá lớn", "ghi số nhỏ hơn"
        case kind if kind.startswith(("greater", "less")):
            bounds = ", ".join(f"{_BOUNDS[name]} {bound}" for name, bound in context.items())
            return f"{value} ngoài giới hạn", f"ghi số {bounds}"
        case "value_error":  # our own words
            wrong, _, remedy = str(context["error"]).partition(", ")
            return f"{value} không dùng được: {wrong}", remedy
    return next(
        (
            (f"{value} không phải {expected}", remedy)
            for begin, (expected, remedy) in _EXPECTED.items()
            if detail["type"].startswith(begin)
        ),
        (f"{value} không dùng được", "sửa lại giá trị"),
    )


def without_empty(details: Sequence[Any]) -> list[Any]:
    """pydantic says of a list that it is too short also where an entry of it cannot be read: what is wrong is that entry."""
    ways = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if detail["type"] != "too_short"
        or not any(way != detail["loc"] and way[: len(detail["loc"])] == detail["loc"] for way in ways)
    ]


def toml_mistake(error: ValueError) -> tuple[str, str]:
    """What is wrong in a file that is no TOML and what to do; the library's own sentence is English, its place stands in it."""
    said = str(error)
    place = re.search(r"line (\d+), column (\d+)", said)
    line = f"dòng {place[1]}" if place else "cuối tệp"
    if said.startswith("Exceeds the limit"):  # of Python, which names no line
        return "có một số quá dài", "ghi số ngắn hơn"
    if said.startswith("Cannot ") or "inline table key" in said:
        return f"có khóa hoặc mục ghi hai lần, lần sau ở {line}", "chỉ để lại một lần"
    if place:
        return f"sai cú pháp TOML ở {line}, cột {place[2]}", "sửa dòng được nêu"
    return "sai cú pháp TOML: tệp hết giữa chừng", "ghi nốt dòng cuối, đóng dấu nháy, dấu ngoặc còn mở"


def key_of(steps: Iterable[int | str], data: Any) -> str:
    """The key as people find it in the file: an entry of a list by what it calls itself, else by its running number."""
    place = ""
    for step in steps:
        try:
            data = data[step]
        except (LookupError, TypeError):
            if not (isinstance(data, dict | list) and str(step).isidentifier()):
                continue  # no key that is missing, but a step of pydantic's own, as of what is wrong in a key itself
            data = None
        if isinstance(step, int):
            place += f".{name}" if (name := _name_of(data)) else f" (mục {step + 1})"
        else:
            place += f".{step}"
    return place.removeprefix(".")


def _name_of(entry: Any) -> str:
    names = (entry.get(key) for key in ("code", "change", "field", "name")) if isinstance(entry, dict) else ()
    return next((name for name in names if isinstance(name, str) and name), "")


def _example_of(pattern: str) -> str:
    return next((told for begin, told in _EXAMPLES.items() if pattern.startswith(begin)), f"viết theo mẫu {pattern}")


def wrong_way_round(place: str, one: InForce) -> list[str]:
    """The mistake of days of which the last comes before the first, if so."""
    text = f"{place} hết hiệu lực trước khi bắt đầu; sửa valid_from, valid_to."
    return [text] if one.last_day < one.first_day else []


def repeated(values: Iterable[T]) -> list[T]:
    """Those that come again, each time that they do."""
    seen: set[T] = set()
    again = []
    for value in values:
        if value in seen:
            again.append(value)
        seen.add(value)
    return again
