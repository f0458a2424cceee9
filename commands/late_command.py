"""A command that is imported when it is called: what the others need would cost it a second."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

import typer

from commands.vietnamese_help import Command


class LateCommand(Command):
    """Its name and what it does, enough for the list of commands and for Tab; `place` like `closing:reopen` is the file of
    `commands/` and the function in it."""

    def __init__(self, place: str, told: str) -> None:
        self._module, _, self._function = place.partition(":")
        super().__init__(name=self._function.strip("_").replace("_", "-"), help=told)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Of the command itself: from here on nothing of this one is used."""
        return self.itself.make_context(info_name, args, parent=parent, **extra)

    def get_params(self, ctx: Any) -> list[Any]:
        """Of the command itself, for what is said of an option that stands before its command."""
        return list(self.itself.get_params(ctx))

    @cached_property
    def itself(self) -> Any:
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        function = getattr(import_module(f"commands.{self._module}"), self._function)
        alone.command(self.name, cls=Command, help=self.help)(function)
        return typer.main.get_command(alone)
