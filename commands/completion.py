"""Completion of commands, options and paths by the Tab key. The shell is named, for a container shows none to find."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from typer._completion_classes import completion_init
from typer._completion_shared import get_completion_script, install

Shell = Literal["bash", "zsh", "fish", "powershell", "pwsh"]
_PROGRAM, _ASKED_BY = "giamngheo", "_GIAMNGHEO_COMPLETE"


def answer_shells() -> None:
    """Let Typer answer what a shell asks when Tab is pressed."""
    completion_init()


def _install(shell: Shell | None) -> None:
    if shell:
        _, path = install(shell, _PROGRAM, _ASKED_BY)
        print(f"Đã ghi gợi ý cho {shell} vào {path}. Mở cửa sổ lệnh mới, gõ giamngheo rồi bấm phím Tab.")
        raise typer.Exit


def _show(shell: Shell | None) -> None:
    if shell:
        print(get_completion_script(prog_name=_PROGRAM, complete_var=_ASKED_BY, shell=shell))
        raise typer.Exit


InstallCompletion = Annotated[
    Shell | None,
    typer.Option(
        "--install-completion", metavar="SHELL", is_eager=True, callback=_install, help="Cài gợi ý khi bấm phím Tab."
    ),
]
ShowCompletion = Annotated[
    Shell | None,
    typer.Option(
        "--show-completion", metavar="SHELL", is_eager=True, callback=_show, help="Chỉ in đoạn mã gợi ý, không cài."
    ),
]
