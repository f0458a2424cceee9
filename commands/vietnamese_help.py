"""Typer's own words in Vietnamese: the frame of its help, and what it says of a wrong call."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

_FRAME = {
    "Usage:": "Cách dùng:",
    "[OPTIONS]": "[TÙY CHỌN]",
    "COMMAND [ARGS]...": "LỆNH …",
    "Options:": "Tùy chọn:",
    "Commands:": "Lệnh:",
    "Arguments:": "Tham số:",
    "Show this message and exit.": "Hiện hướng dẫn này.",
    "[required]": "[bắt buộc]",
    "[default: ": "[mặc định: ",
}


class Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _in_vietnamese(super().get_help(ctx))


class Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _in_vietnamese(super().get_help(ctx))


def sentence_of(error: Any) -> str:
    """What is wrong with a call."""
    name = _name(error)
    match type(error).__name__:
        case "MissingParameter":
            return f"Thiếu {name}."
        case "NoSuchOption":
            return f"Không có tùy chọn {error.option_name}."
        case "BadParameter" | "BadArgumentUsage" | "BadOptionUsage":
            return f"Giá trị của {name} không dùng được."
    message = error.format_message()
    if message.startswith("No such command"):
        return f"Không có lệnh {message.split(chr(39))[1]}."
    return f"Lệnh chưa đúng ({message})."


def _name(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "option_name", None) or "tham số")
    names = (option for option in parameter.opts if option.startswith("--"))
    return str(next(names, parameter.metavar or parameter.name))


def _in_vietnamese(text: str) -> str:
    for english, vietnamese in _FRAME.items():
        text = text.replace(english, vietnamese)
    return text
