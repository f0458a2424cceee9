"""The short end of a run: who reported, what was attained, where the files lie, what to type next."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from rich.console import Console

from commands.output import print_table
from giamngheo.context import Context
from giamngheo.core.period import Period
from giamngheo.operate.year_end import plan_to_lay
from giamngheo.report.delivery import deliveries, is_awaited
from giamngheo.report.publish import find_report
from giamngheo.report.releases import Release
from giamngheo.report.wording import goals, words


def print_summary(context: Context, period: Period) -> None:
    made = find_report(context, period)
    content = made.content
    say = Console(highlight=False, soft_wrap=True).print
    print_table(
        f"\nBáo cáo {content.period_title}: {words.coverage_text(content)}",
        ["Chỉ tiêu", "Kết quả", "Mục tiêu", "Mức độ"],
        [
            (item.title, words.value_text(item), goals.target_text(item), goals.verdict(item))
            for item in content.attainment
        ],
        right=(1, 2),
    )
    if content.missing:
        say(f"Chưa có báo cáo: {', '.join(content.missing)}.")
    say(f"Tệp báo cáo:  {context.report_folder(period)}/")
    say(_mail_line(context, period, made))
    if told := plan_to_lay(context.configuration, period):
        say(told)
    program = as_called(sys.argv[0], os.environ.get("GIAMNGHEO_CONFIG"))
    say(f"Xem tiếp:     {program} status --period {period}")
    say(f"              {program} attainment --period {period} --by-unit")


def as_called(program: str, config: str | None) -> str:
    """How the same office is asked in the shell of whoever called: the program where it lies below the folder at hand, and the
    configuration, which a script may have named for itself alone."""
    path = Path(program).absolute()
    is_here = path.name == "giamngheo" and path.is_relative_to(Path.cwd())
    name = str(path.relative_to(Path.cwd())) if is_here else "giamngheo"
    return f"GIAMNGHEO_CONFIG={shlex.quote(config)} {name}" if config else name


def _mail_line(context: Context, period: Period, made: Release) -> str:
    if is_awaited(context.warehouse, period):
        return "Thư:          chờ ký: dự thảo đã gửi cơ quan, chưa gửi nơi nhận nào"
    outbox = deliveries(context.warehouse, made.id)
    if not outbox:
        return "Thư:          chưa gửi (chạy lại không có --no-send để gửi)"
    sent = sum(delivery.state == "sent" for delivery in outbox)
    where = (
        f"qua {context.settings.smtp.host}"
        if context.settings.smtp.host
        else f"giữ tại {context.settings.mail_folder}/"
    )
    return f"Thư:          {sent}/{len(outbox)} nơi nhận đã có, {where}"
