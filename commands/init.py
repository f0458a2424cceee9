"""`giamngheo init`: the configuration of another office in a new folder; the office's plan of the next year beside the old one."""

from __future__ import annotations

import itertools
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from giamngheo.attain.reporting_rates import ReportingRate
from giamngheo.context import Context, open_context
from giamngheo.core.errors import ConfigurationError, GiamNgheoError, Unforeseen, UsageError
from giamngheo.core.files import write_new
from giamngheo.core.formats import cause, number
from giamngheo.core.period import Period
from giamngheo.metadata.classes import CLASS
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.load import load_configuration
from giamngheo.metadata.plan import BaselineStocks
from giamngheo.metadata.scaffold.answers import COUNTRYS_LIST, Answers, read_answers, written_answers
from giamngheo.metadata.scaffold.folder import (
    config_below,
    files_in,
    hidden_in,
    lay_beside,
    lay_config,
    require_room,
)
from giamngheo.metadata.scaffold.new_office import files_of_office, sample_in
from giamngheo.metadata.scaffold.next_year import (
    OF_ONE_WAREHOUSE,
    ended_in,
    files_of_next_year,
    home_in,
    left_out_of,
    plan_of_next_year,
    uncounted_by,
)
from giamngheo.metadata.scaffold.to_check import TO_CHECK
from giamngheo.metadata.scaffold.units import NewUnit, units_of
from giamngheo.metadata.scaffold.words_of_levels import sender_of
from giamngheo.metadata.settings import SAMPLE
from giamngheo.operate.year_end import reports_by_closed_plan
from giamngheo.report.wording.listing import listed

_KEPT = "tra-loi"  # the file in which the answers of the screen are kept when no configuration comes of them


def init(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="THƯ_MỤC",
            help="Thư mục mới; cấu hình nằm ở config/ trong đó. Có --from-year: không ghi thì thêm vào cấu hình đang dùng.",
            show_default=False,
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="TỆP", help="Tệp TOML có sẵn câu trả lời; không có: hỏi từng câu."),
    ] = None,
    write_answers: Annotated[
        Path | None, typer.Option("--write-answers", metavar="TỆP", help="Ghi các câu trả lời vào tệp này để dùng lại.")
    ] = None,
    from_year: Annotated[
        int | None,
        typer.Option("--from-year", metavar="NĂM", help="Lập kế hoạch năm sau từ cấu hình đang dùng, của năm này."),
    ] = None,
    to: Annotated[int | None, typer.Option("--to", metavar="NĂM", help="Năm sau đó; không ghi: năm kế tiếp.")] = None,
) -> None:
    if folder:
        config_below(folder)
    if from_year is not None:
        if answers or write_answers:
            raise UsageError("--from-year lấy cấu hình đang dùng, không hỏi gì; bỏ --answers, --write-answers.")
        _next_year(folder, open_context(), from_year, from_year + 1 if to is None else to)
    elif to is not None:
        raise UsageError("--to đi cùng --from-year; ghi thêm --from-year và năm của cấu hình đang dùng.")
    elif folder is None:
        raise UsageError("Chưa biết lập cấu hình ở đâu; ghi thư mục mới: giamngheo init THƯ_MỤC.")
    else:
        _new_office(folder, answers, write_answers)


def _new_office(folder: Path, file: Path | None, write_answers: Path | None) -> None:
    if write_answers:
        _require_new(write_answers)
    answers = read_answers(file) if file else _asked(write_answers is not None)
    if write_answers:
        _keep(answers, write_answers)
    config, units = _laid(folder, answers, file or write_answers)
    print(f"Đã lập cấu hình ở {config}: {len(units)} đơn vị, {len(answers.recipient)} nơi nhận.")
    print("\nPhải xem lại những gì còn là của mẫu (đầu mỗi tệp ghi rõ, ở các dòng #!; xem xong thì xóa các dòng ấy):")
    for name, (what, _) in TO_CHECK.items():
        print(f"  config/{name}: {what}")
    if not answers.units.table:
        print(
            f"  config/units.csv: lấy từ {COUNTRYS_LIST}; đơn vị đổi tên, sáp nhập, lập mới sau đó thì tự ghi vào bảng"
        )
    inbox = answers.office.inbox
    made = "" if "://" in inbox or Path(inbox).is_absolute() else f"mkdir -p {shlex.quote(inbox)} && "
    place = shlex.quote(str(folder.absolute()))
    plan = answers.plan
    _tell_what_next(
        f'cd {place} && {made}export GIAMNGHEO_CONFIG="$PWD/config"',
        (plan.baseline_month, f"biểu của kỳ gốc, các đơn vị nộp trước{' (nên có)' if answers.stocks else ''}"),
        (f"{plan.year}-01", "biểu của tháng đầu"),
    )


def _laid(folder: Path, answers: Answers, file: Path | None) -> tuple[Path, Sequence[NewUnit]]:
    """What only the whole shows to be wrong is mended in the answers, so they are not lost."""
    sample = sample_in(SAMPLE)
    try:
        units = units_of(answers.units, sender_of(answers.levels))
        return lay_config(folder, files_of_office(sample, answers, units)), units
    except Exception as error:  # what nobody foresaw loses no answer either
        if file is None:
            file = _free_name()
            _keep(answers, file)
        again = f"giamngheo init {shlex.quote(str(folder))} --answers {shlex.quote(str(file))}"
        if not isinstance(error, ConfigurationError):
            said = error if isinstance(error, GiamNgheoError) else Unforeseen(error)
            raise UsageError(f"{said} Câu trả lời có ở {file}; chạy lại: {again}") from error
        draft = any(mistake.startswith("config/") for mistake in error.mistakes)
        where = " (các tệp config/ nói trên là của cấu hình định lập, chưa có)" if draft else ""
        told = f"Chưa ghi gì. Sửa câu trả lời trong {file}{where} rồi chạy: {again}"
        raise ConfigurationError([*error.mistakes, told]) from error


def _asked(is_kept: bool) -> Answers:
    from commands.dialogue import asked_answers

    if not is_kept:
        print("Muốn giữ các câu trả lời để dùng lại: dừng lại, chạy thêm --write-answers TỆP.")
    return asked_answers(load_configuration(SAMPLE))


def _require_new(answers: Path) -> None:
    """Before anybody answers."""
    if os.path.lexists(answers):
        raise UsageError(f"Đã có {answers}; không ghi đè. Chọn tên tệp khác cho --write-answers.")
    require_room(answers.absolute().parent)


def _free_name() -> Path:
    names = (Path(f"{_KEPT}{f'-{number}' if number > 1 else ''}.toml") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def _keep(answers: Answers, file: Path) -> None:
    try:
        write_new(file.absolute(), written_answers(answers).encode("utf-8"))
    except OSError as error:
        raise UsageError(f"Không ghi được {file} ({cause(error)}); chọn tệp khác cho --write-answers.") from error


def _next_year(folder: Path | None, context: Context, closed: int, year: int) -> None:
    from giamngheo.attain.closing_stocks import closing_stocks

    running = context.configuration
    last = running.plans[-1].year
    if last != closed:
        raise UsageError(f"Cấu hình đang dùng là của năm {last}; ghi --from-year {last}.")
    if year != closed + 1:
        raise UsageError(f"Chỉ lập được cấu hình của năm kế tiếp; ghi --to {closed + 1} hoặc bỏ --to.")
    stocks, reports = closing_stocks(context.warehouse, closed) if context.has_warehouse else (None, None)
    files = files_in(context.settings.config)
    if folder:
        config = lay_config(folder, files_of_next_year(files, running, stocks))
        plan = config / next(iter(load_configuration(config).declared.plans))
        print(f"Đã lập cấu hình năm {year} ở {config}; cấu hình năm {closed} để nguyên.")
    else:
        plan = lay_beside(context.settings.config, *plan_of_next_year(files, running, stocks))
        print(f"Đã lập kế hoạch năm {year} ở {plan}; kế hoạch năm {closed} và các tệp khác để nguyên.")
    _tell_of_baseline(running, closed, stocks, reports, plan)
    if context.has_warehouse:
        _tell_of_reports(context, closed, has_stocks=stocks is not None)
    if titles := [f"«{title}»" for part in uncounted_by(running) for title in part.values()]:
        print(f"Không đưa vào kế hoạch năm {year}, vì đếm bằng trường đã thôi thu (until): {', '.join(titles)}.")
    if ended := ended_in(running, closed):
        print(
            f"Hết hiệu lực trong năm {closed}, còn trong units.csv để so sánh: {listed([one.name for one in ended])}."
        )
    print(f"Ghi number, title và xem lại cơ quan, chỉ tiêu, target của từng chỉ tiêu trong {plan.name}.")
    if folder:
        _tell_of_folder(running, context.settings.config, year)
        _tell_of_warehouse(home_in(files_in(config)), year)
        use_it = f"export GIAMNGHEO_CONFIG={shlex.quote(str(config.absolute()))}"
        _tell_what_next(use_it, (f"{year}-01", "biểu của tháng đầu"))
        return
    print(f"Kỳ của năm {closed} vẫn theo kế hoạch cũ, kỳ của năm {year} theo kế hoạch này; một kho giữ cả hai năm.")
    if running.village_targets:
        print(
            f"Mục tiêu theo {running.levels.village.noun} của năm {year}: thêm dòng có valid_from = {year}-01-01 vào village-targets.csv."
        )
    print(f"Ghi xong thì chạy giamngheo doctor, rồi lập biểu: giamngheo template --period {year}-01 --lay")


def _tell_of_folder(running: Configuration, config: Path, year: int) -> None:
    """What of the running configuration is not in the new one, and when that is to be used."""
    if gone := left_out_of(running, year):
        print(f"Không chép sang, vì của năm cũ: {'; '.join(gone)}.")
    if hidden := hidden_in(config):
        print(f"Không chép sang tệp ẩn và thư mục liên kết: {', '.join(hidden)}; cần thì tự chép.")
    print(f"Làm xong mọi báo cáo của năm {year - 1} rồi mới dùng cấu hình này.")


def _tell_of_warehouse(home: str, year: int) -> None:
    """That it is another one, and which variables would keep it from being so."""
    print(
        f"Kho dữ liệu của năm {year} nằm riêng, ở {home} (home trong settings.toml); {', '.join(OF_ONE_WAREHOUSE)} của năm cũ "
        "không chép sang: cần thì ghi nơi mới."
    )
    variables = [f"GIAMNGHEO_{name.upper()}" for name in ("home", *OF_ONE_WAREHOUSE)]
    if over := [name for name in variables if os.environ.get(name)]:
        print(f"Đang có {', '.join(over)}, đè lên settings.toml: đổi sang nơi của năm {year} hoặc bỏ trước khi dùng.")


def _tell_of_baseline(
    running: Configuration, closed: int, stocks: BaselineStocks | None, reports: ReportingRate | None, plan: Path
) -> None:
    if stocks:
        print(
            f"Kỳ gốc 12/{closed}, theo báo cáo: {number(stocks.poor)} hộ nghèo, {number(stocks.near_poor)} hộ cận nghèo."
        )
    else:
        have = _reports_there(running, closed, reports) if reports else "chưa có kho dữ liệu"
        print(f"Chưa lấy được số hộ của kỳ gốc 12/{closed}: {have}. Biết thì ghi baseline_stocks trong {plan.name}.")


def _tell_of_reports(context: Context, closed: int, *, has_stocks: bool) -> None:
    """Whether the stocks may still change, and which reports of the new year were judged by the closed one's plan."""
    from giamngheo.store.deadlines import closed_months

    if has_stocks and f"{closed}-12" not in closed_months(context.warehouse, context.clock.today):
        print(
            f"Tháng 12 năm {closed} chưa khóa, nên số hộ của kỳ gốc còn có thể đổi; báo cáo năm xong thì giamngheo close {closed}."
        )
    if again := reports_by_closed_plan(context.warehouse, closed + 1):
        titles, periods = listed([one.title for one in again]), " ".join(f"--period {one.period}" for one in again)
        print(f"Đã lập theo kế hoạch năm {closed}: {titles}; ghi xong kế hoạch thì làm lại: giamngheo run {periods}")


def _reports_there(running: Configuration, closed: int, reports: ReportingRate) -> str:
    """How many there are of December, by the standard of the new year; or that its lists are not by that one."""
    december = Period(closed, "month", 12)
    column, standard = running.class_column(december, december + 1), running.standard_of(december + 1)
    if column is None and standard:
        return f"báo cáo tháng 12 không theo {standard.name}, là chuẩn của năm {closed + 1}"
    by_new = f" ghi đủ phân loại theo {standard.name}" if column != CLASS and standard else ""
    return f"mới có {reports.reports}/{reports.owed} báo cáo tháng 12{by_new}"


def _tell_what_next(use_it: str, *forms: tuple[str, str]) -> None:
    """`forms`: months whose forms the units get, and what of it is to be said."""
    commands = [
        *(
            (f"giamngheo template --period {month} --lay", f"{why}, vào thư mục của từng đơn vị")
            for month, why in forms
        ),
        ("giamngheo doctor", "còn phải ghi, phải cài gì"),
    ]
    print("\nCác lệnh tiếp theo, theo thứ tự:")
    print(f"  {use_it}")
    for command, why in commands:
        print(f"  {command:<43}  # {why}")
