"""The command that writes the board for everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.output import AsJson, Today, print_json
from giamngheo.context import open_context

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="TỆP", help="Ghi vào tệp này thay vì vào thư mục dùng chung.", show_default=False),
]


def board(out: Out = None, today: Today = "", as_json: AsJson = False) -> int:
    from giamngheo.feedback.board import write_board

    path = write_board(open_context(today), out)
    if as_json:
        print_json({"path": path})
    else:
        print(f"Bảng theo dõi: {path}")
    return 0
