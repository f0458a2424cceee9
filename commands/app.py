"""The commands by name, and what becomes of errors: one Vietnamese sentence, an exit code, no traceback."""

from __future__ import annotations

import os
import sys
import traceback

import typer
from typer.exceptions import Abort, TyperException

from commands import (
    board,
    check,
    closing,
    deploy,
    doctor,
    explanations,
    extend,
    report,
    run,
    series,
    show,
    template,
    up,
    watch,
)
from commands.vietnamese_help import Group, sentence_of
from giamngheo.core.errors import GiamNgheoError

app = typer.Typer(
    name="giamngheo",
    cls=Group,
    help="Thu, kiểm tra, tổng hợp và báo cáo kết quả giảm nghèo của huyện.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (
    run,
    check,
    show,
    series,
    report,
    template,
    board,
    closing,
    extend,
    explanations,
    doctor,
    deploy,
    up,
    watch,
):
    module.add_to(app)


def main() -> int:
    """Run the command line; gives the exit code (0 done, 1 rejected or missing, 2 usage, 3 a service is away)."""
    os.umask(0o077)  # what we write holds names of households: for this account alone
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        return app(arguments, standalone_mode=False, prog_name="giamngheo") or 0
    except GiamNgheoError as error:
        return _said(f"{error} (Mã {error.code})", error.exit_code, debug)
    except TyperException as error:
        return _said(f"{sentence_of(error)} Xem giamngheo --help.", 2, debug)
    except (KeyboardInterrupt, Abort):
        return _said("Đã dừng theo yêu cầu; chạy lại lệnh để làm tiếp, việc đã xong không bị làm lại.", 130, debug)
    except BrokenPipeError:
        return 0
    except Exception as error:
        sentence = (
            f"Gặp lỗi ngoài dự kiến ({type(error).__name__}). "
            "Chạy lại với --debug và gửi phần in ra cho người phụ trách phần mềm."
        )
        return _said(sentence, 2, debug)


def _said(sentence: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    print(sentence, file=sys.stderr)
    return code
