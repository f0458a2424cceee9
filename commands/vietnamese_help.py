"""Commands that help in Vietnamese: every line of the help is drawn here, no word of Typer's own is left in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from typer.core import TyperCommand, TyperGroup

from commands import misuse

_HELP_OPTION = "Hiện hướng dẫn này."


class _InVietnamese:
    """What a command and the group of all commands share: how they help, and what they say of a wrong call."""

    kind: ClassVar[str]  # what stands after the options in the line that shows the use

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        misuse.refuse_typographic_dashes(ctx, args)
        with misuse.known_where(ctx):
            return super().parse_args(ctx, args)  # type: ignore[misc, no-any-return]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        needed = [_names(each) for each in misuse.options_of(self, ctx) if each.required]
        pieces = [*(_shown(each) for each in _arguments(self, ctx)), *needed, "[TÙY_CHỌN]", self.kind]
        formatter.write_usage(ctx.command_path, " ".join(filter(None, pieces)), prefix="Cách dùng: ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _write(formatter, "Tham số", ((_shown(each), _meaning(each)) for each in _arguments(self, ctx)))
        _write(formatter, "Tùy chọn", ((_names(each), _meaning(each)) for each in misuse.options_of(self, ctx)))
        _write(formatter, "Lệnh", ((name, command.help) for name, command in getattr(self, "commands", {}).items()))


class Command(_InVietnamese, TyperCommand):
    kind = ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # what is too much is said in our own words
        rest = super().parse_args(ctx, args)
        misuse.refuse_extra(ctx, rest)
        return rest


class Group(_InVietnamese, TyperGroup):
    kind = "LỆNH …"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not set(args) - {"--"} and not ctx.resilient_parsing:
            print(self.get_help(ctx))
            ctx.exit()
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise misuse.unknown_command(args[0], list(self.commands))
        return super().resolve_command(ctx, args)


def _arguments(command: Any, ctx: Any) -> list[Any]:
    return [each for each in command.get_params(ctx) if each.param_type_name == "argument"]


def _shown(argument: Any) -> str:
    return str(argument.metavar if argument.required else f"[{argument.metavar}]")


def _names(option: Any) -> str:
    """`-h, --help`; `--period KỲ`."""
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar}"


def _meaning(parameter: Any) -> str:
    text = _HELP_OPTION if parameter.name == "help" else parameter.help
    notes = [
        "bắt buộc" if parameter.required else "",
        misuse.expected(parameter),
        f"mặc định: {parameter.default}" if _has_default(parameter) else "",
    ]
    told = "; ".join(filter(None, notes))
    return f"{text} [{told}]" if told else str(text)


def _has_default(parameter: Any) -> bool:
    return not getattr(parameter, "is_flag", False) and parameter.default not in (None, "", ())


def _write(formatter: Any, title: str, rows: Iterable[tuple[str, str]]) -> None:
    if rows := list(rows):
        with formatter.section(title):
            formatter.write_dl(rows)
