"""The commands by name, and what becomes of errors: one Vietnamese sentence, an exit code, no traceback."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from commands.completion import InstallCompletion, ShowCompletion, answer_shells
from commands.late_command import LateCommand
from commands.vietnamese_help import Group
from giamngheo import __version__
from giamngheo.core.errors import GiamNgheoError
from giamngheo.core.memory import collect_seldom

# Where each stands in `commands/`, and what it does. A file is imported when its command is called.
_COMMANDS = {
    "run:run": "Thu báo cáo của các đơn vị, kiểm tra, tính chỉ tiêu, lập và gửi báo cáo của kỳ.",
    "check:check": "Kiểm tra tệp báo cáo của đơn vị mà không lưu gì; in từng lỗi với trang tính, dòng, cột.",
    "precheck.command:precheck": "Mở một trang web để đơn vị tự kiểm tra tệp trước khi nộp; không lưu gì.",
    "status:status": "Đơn vị nào đã báo cáo, còn thiếu, bị trả lại trong kỳ.",
    "figures:figures": "Số liệu của kỳ: toàn địa bàn và từng đơn vị.",
    "attainment:attainment": "Mức độ đạt các chỉ tiêu của kế hoạch.",
    "outlook:outlook": "Dự báo đến cuối năm của từng chỉ tiêu: khoảng ước, sai số, nguy cơ không đạt.",
    "explain:explain": "Một con số được tính từ đâu: biểu thức, các thành phần, các tệp.",
    "ask:ask": "Câu hỏi lãnh đạo hay hỏi: ở đâu, bao nhiêu; trả lời bằng con số theo đơn vị, nơi ở, nguồn, tổ chức.",
    "data_docs:data_docs": "Trang tài liệu của Great Expectations về một kỳ: quy tắc nào, bao nhiêu dòng sai; không có giá trị nào.",
    "quality:quality": "Đơn vị nào hay nộp muộn, bị trả lại, phải sửa; số nào khác xa các đơn vị khác, nên hỏi lại.",
    "series:series": "Một số liệu của một đơn vị qua các tháng, kể cả khi đơn vị được nhập; chỗ không so được thì nêu rõ.",
    "report:report": "Dựng lại các tệp của báo cáo đã lập, giống từng byte.",
    "site:site": "Trang lãnh đạo của một kỳ: một thư mục trang web xem không cần máy chủ, từ tin chính đến từng đơn vị.",
    "adhoc:adhoc": "Báo cáo đột xuất: chọn chỉ tiêu, đơn vị, nơi ở, kỳ hoặc ngày, nơi nhận; lập từ số liệu đã có.",
    "export:export": "Xuất các view v_… thành tệp Parquet, số liệu thành tệp DHIS2 và SDMX-CSV, để dùng bằng công cụ khác.",
    "official:official": "Lập các Mẫu 7.1–7.5, 7.10 (Thông tư 07/2021/TT-BLĐTBXH) từ số liệu đã nhận, để ký; ô không có số liệu để trống.",
    "template:template": "Lập biểu mẫu Excel cho từng đơn vị, ghi sẵn danh sách của kỳ trước; có thể đặt vào thư mục của đơn vị.",
    "import_file:import_": "Chuyển tệp của hệ thống khác (csv, Excel) thành biểu của từng đơn vị, theo một tệp ánh xạ; biểu được kiểm tra như mọi tệp.",
    "board:board": "Bảng theo dõi cho mọi đơn vị: ai đã nộp, ai chưa, tháng nào, hạn nộp.",
    "closing:close": "Khóa một kỳ: không nhận thêm báo cáo, bản sửa.",
    "closing:reopen": "Mở lại một kỳ đã khóa; phải ghi lý do.",
    "extend:extend": "Gia hạn nộp báo cáo cho một đơn vị; phải ghi lý do.",
    "delivered:delivered": "Ghi rằng nơi nhận đã có báo cáo mà máy chủ thư không trả lời; thư đó không gửi lại.",
    "explanations:explanations": "Giải trình của các đơn vị về những chỗ cần xem lại của một kỳ.",
    "problems:problems": "Việc gì đang chờ: từ lúc nào, phải bấm gì.",
    "backup:backup": "Sao lưu kho dữ liệu và mọi bản gốc vào một thư mục, đọc lại để kiểm tra.",
    "backup:restore": "Khôi phục một bản sao lưu vào kho còn trống, kể cả khác loại cơ sở dữ liệu, rồi so khớp từng dòng.",
    "export_person:export_person": "Mọi dữ liệu đang giữ về một hộ, thành một tệp để trả lời yêu cầu của hộ; ghi vào sổ nhật ký.",
    "erase:erase": "Xóa dữ liệu cá nhân của một hộ theo yêu cầu; số liệu giữ nguyên. Không có --yes: chỉ liệt kê.",
    "retention:retention": "Dữ liệu hộ, bản gốc nào đã hết thời hạn bảo quản; xóa nếu có --remove.",
    "init:init": "Lập cấu hình cho đơn vị khác, hoặc cho năm sau, trong một thư mục mới; không ghi đè gì.",
    "doctor:doctor": "Kiểm tra cài đặt, kho dữ liệu, thư mục dùng chung, máy chủ thư, Prefect.",
    "deploy:deploy": "Đặt các việc và lịch vào máy chủ Prefect đúng như config/operation.toml.",
    "up:up": "Chạy máy chủ Prefect, worker và bộ canh chừng trên máy này, đặt lịch; Ctrl-C để dừng.",
    "watch:watch": "Canh chừng các lượt chạy và báo sự cố cho người vận hành bằng thư.",
}

_app = typer.Typer(
    name="giamngheo",
    cls=Group,
    help="Thu, kiểm tra, tổng hợp và báo cáo kết quả giảm nghèo của một địa bàn.",
    epilog="Hướng dẫn của một lệnh: giamngheo LỆNH --help. Mã kết thúc: 0 xong, 1 có tệp bị trả lại hoặc thiếu điều "
    "được hỏi, 2 lệnh hoặc cấu hình sai, 3 một dịch vụ không trả lời. Thêm --debug để xem chi tiết một lỗi.",
    context_settings={"help_option_names": ["-h", "--help"]},
    add_completion=False,  # in English; ours is in commands/completion.py
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"giamngheo {__version__}")
        raise typer.Exit


@_app.callback()
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
    group: Any = typer.main.get_command(_app)
    for place, told in _COMMANDS.items():
        group.add_command(LateCommand(place, told))
    return group


def main() -> int:
    """Run the command line; gives the exit code (0 done, 1 rejected or missing, 2 usage, 3 a service is away)."""
    collect_seldom()
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
