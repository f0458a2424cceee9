"""What is said of a wrong call: one Vietnamese sentence with the name that was perhaps meant, never Typer's English."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from typer.exceptions import TyperException

from giamngheo.core.errors import UsageError
from giamngheo.core.text import small

_TYPOGRAPHIC_DASH = re.compile(r"[–—]+(?P<name>[a-z][a-z-]*)(=.*)?")


class Misused(UsageError):
    """The command line was typed wrongly: the sentence says what, and where to read more."""


def unknown_command(name: str, commands: Sequence[str]) -> Misused:
    return Misused(f"Không có lệnh «{name}»{_meant(get_close_matches(name, commands))} Xem giamngheo --help.")


def refuse_extra(ctx: Any, rest: Sequence[str]) -> None:
    """`Misused` if something stands there that the command does not take."""
    if rest and not ctx.resilient_parsing:
        said = " ".join(rest)
        raise Misused(
            f"Lệnh {ctx.info_name} không nhận thêm «{said}»; bỏ đi, hoặc ghi sau tùy chọn của nó. {_see(ctx)}"
        )


def refuse_typographic_dashes(ctx: Any, args: Sequence[str]) -> None:
    """`Misused` for «–period»: word processors make one long dash of two hyphens, and commands are copied from them."""
    for argument in args:
        found = _TYPOGRAPHIC_DASH.fullmatch(argument)
        if found and not ctx.resilient_parsing:
            raise Misused(f"«{argument}» có dấu gạch dài của phần mềm soạn thảo; viết hai dấu trừ: --{found['name']}.")


@contextlib.contextmanager
def known_where(ctx: Any) -> Iterator[None]:
    """What Typer refuses inside, said in our words: it does not always know of which command it speaks."""
    try:
        yield
    except TyperException as error:
        raise Misused(f"{_sentence(error, ctx)} {_see(ctx)}") from error


def options_of(command: Any, ctx: Any) -> list[Any]:
    """The options that the help shows."""
    return [each for each in command.get_params(ctx) if each.param_type_name == "option" and not each.hidden]


def expected(parameter: Any) -> str:
    """What a parameter's value has to be, where that can be said: `số nguyên từ 1 đến 65535`."""
    if choices := parameter.type_descriptor.choices:
        return f"một trong: {', '.join(choices)}"
    if parameter.type_descriptor.annotation is not int:
        return ""
    least, most = parameter.min, parameter.max
    bounds = [f"từ {least}" if least is not None else "", f"đến {most}" if most is not None else ""]
    return " ".join(filter(None, ["số nguyên", *bounds, "trở lên" if most is None and least is not None else ""]))


def _sentence(error: Any, ctx: Any) -> str:
    match type(error).__name__:
        case "MissingParameter":
            return f"Thiếu {_name(error.param)} ({_uncapital(error.param.help)})."
        case "NoSuchOption":
            return _unknown_option(error.option_name, ctx)
        case "BadOptionUsage":
            return _option_without_its_value(error.option_name, ctx)
        case "BadParameter" if error.param is not None:
            return _bad_value(error)
    return "Lệnh viết chưa đúng."


def _unknown_option(name: str, ctx: Any) -> str:
    own = [known for option in options_of(ctx.command, ctx) for known in option.opts]
    if ctx.parent is None and name in _options_of_commands(ctx):
        return f"Tùy chọn {name} viết sau tên lệnh, không viết trước."
    near = get_close_matches(name, own) or [known for known in own if known.startswith(f"-{name}")]
    return f"Lệnh {ctx.info_name} không có tùy chọn {name}{_meant(near)}"


def _options_of_commands(ctx: Any) -> set[str]:
    commands = ctx.command.commands.values()
    return {name for command in commands for option in options_of(command, ctx) for name in option.opts}


def _option_without_its_value(name: str, ctx: Any) -> str:
    option = next(option for option in options_of(ctx.command, ctx) if name in option.opts)
    if option.is_flag:
        return f"Tùy chọn {name} không nhận giá trị; chỉ viết {name}."
    return f"Sau {name} thiếu {option.metavar} ({_uncapital(option.help)})."


def _bad_value(error: Any) -> str:
    wanted = expected(error.param)
    given = _given(error)
    name = _name(error.param).split()[0]
    return f"Giá trị{given} của {name} không dùng được" + (f"; phải là {wanted}." if wanted else ".")


def _given(error: Any) -> str:
    """` «abc»`, as it was typed; nothing where Typer does not hand it on."""
    mistakes = error.__cause__.errors() if hasattr(error.__cause__, "errors") else []
    return f" «{mistakes[0]['input']}»" if mistakes else ""


def _name(parameter: Any) -> str:
    """`--period KỲ`, or `CHỈ_TIÊU`."""
    long = [option for option in parameter.opts if option.startswith("--")]
    return " ".join([*long[:1], str(parameter.metavar)])


def _meant(near: Sequence[str]) -> str:
    """The end of a sentence."""
    return f"; ý bạn là {' hoặc '.join(near)}?" if near else "."


def _see(ctx: Any) -> str:
    return f"Xem {ctx.command_path} --help."


def _uncapital(text: str) -> str:
    """For the middle of a sentence: `Kỳ: 2020-03.` becomes `kỳ: 2020-03`; `UBND` stays."""
    is_word = text[1:2].islower() or text[1:2] == " "
    return (small(text) if is_word else text).rstrip(".")
