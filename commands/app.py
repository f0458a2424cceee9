"""The commands by name, and what becomes of errors: one Vietnamese sentence, an exit code, no traceback."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from commands import (
    attainment,
    board,
    check,
    closing,
    deploy,
    doctor,
    explain,
    explanations,
    extend,
    figures,
    report,
    run,
    series,
    status,
    template,
    up,
    watch,
)
from commands.completion import InstallCompletion, ShowCompletion, answer_shells
from commands.vietnamese_help import Group
from giamngheo import __version__
from giamngheo.errors import GiamNgheoError

app = typer.Typer(
    name="giamngheo",
    cls=Group,
    help="Thu, kiểm tra, tổng hợp và báo cáo kết quả giảm nghèo của huyện.",
    epilog="Hướng dẫn của một lệnh: giamngheo LỆNH --help. Mã kết thúc: 0 xong, 1 có tệp bị trả lại hoặc thiếu điều "
    "được hỏi, 2 lệnh hoặc cấu hình sai, 3 một dịch vụ không trả lời. Thêm --debug để xem chi tiết một lỗi.",
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,  # in English; ours is in commands/completion.py
    rich_markup_mode=None,
)
for module in (
    run,
    check,
    status,
    figures,
    attainment,
    explain,
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


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"giamngheo {__version__}")
        raise typer.Exit


@app.callback()
def _options_without_command(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="In phiên bản.")
    ] = False,
    install_completion: InstallCompletion = None,
    show_completion: ShowCompletion = None,
) -> None:
    """What may stand where no command does. Their callbacks answer; before a command there is nothing to do."""


def command_line() -> Any:
    """All commands, ready to be run, and to be completed in a shell."""
    answer_shells()
    return typer.main.get_command(app)


def main() -> int:
    """Run the command line; gives the exit code (0 done, 1 rejected or missing, 2 usage, 3 a service is away)."""
    os.umask(0o077)  # what we write holds names of households: for this account alone
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        return command_line().main(arguments, standalone_mode=False, prog_name="giamngheo") or 0
    except GiamNgheoError as error:
        return _said(f"{error} (Mã {error.code})", error.exit_code, debug)
    except TyperException:  # what commands/misuse.py does not put into words
        return _said("Lệnh viết chưa đúng. Xem giamngheo --help.", 2, debug)
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
