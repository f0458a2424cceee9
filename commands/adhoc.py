"""`giamngheo adhoc`: a report on chosen indicators, units and villages, from what is stored, through Prefect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from commands.output import AsJson, PeriodOption, Today, print_json, written
from commands.run import prefect_ready, show_progress
from flows.run.requests import AdHocOrder
from giamngheo.context import Context, open_context
from giamngheo.core.errors import UsageError
from giamngheo.core.period import Period
from giamngheo.metadata.mistakes.wording import in_vietnamese
from giamngheo.report.ad_hoc.choice import AdHocRequest, choose
from giamngheo.report.releases import Release


def adhoc(
    period: PeriodOption,
    known_on: Annotated[
        str, typer.Option("--as-known-on", metavar="NGÀY", help="Chỉ tính báo cáo đã được chấp nhận đến hết ngày này.")
    ] = "",
    indicator: Annotated[
        list[str], typer.Option("--indicator", metavar="MÃ", help="Chỉ tiêu hoặc số liệu; lặp lại được.")
    ] = [],  # noqa: B006 - Typer's way of saying that there may be none
    unit: Annotated[list[str], typer.Option("--unit", metavar="MÃ", help="Đơn vị hoặc khu vực; lặp lại được.")] = [],  # noqa: B006
    village: Annotated[
        list[str],
        typer.Option("--village", metavar="TÊN", help="Nơi ở của hộ, như đơn vị ghi; «TÊN (MÃ)» nếu trùng tên."),
    ] = [],  # noqa: B006
    question: Annotated[
        list[str], typer.Option("--question", metavar="MÃ", help="Câu hỏi của giamngheo ask; lặp lại được.")
    ] = [],  # noqa: B006
    title: Annotated[str, typer.Option("--title", metavar="TÊN", help="Tên báo cáo (trích yếu).")] = "",
    basis: Annotated[str, typer.Option("--basis", metavar="CĂN_CỨ", help="Căn cứ, viết ở đầu báo cáo.")] = "",
    why: Annotated[str, typer.Option("--why", metavar="LÝ_DO", help="Vì sao lập; ghi vào sổ nhật ký.")] = "",
    to: Annotated[
        list[str], typer.Option("--to", metavar="NƠI_NHẬN", help="Tên hoặc địa chỉ đã khai báo; lặp lại được.")
    ] = [],  # noqa: B006
    address: Annotated[
        list[str], typer.Option("--address", metavar="ĐỊA_CHỈ", help="Địa chỉ chưa khai báo; số nhỏ được ẩn.")
    ] = [],  # noqa: B006
    again: Annotated[bool, typer.Option("--again", help="Gửi lại cả nơi đã có báo cáo này.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="THƯ_MỤC", help="Đặt thêm các tệp vào đây.")] = None,
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    context = open_context(today)
    asked = AdHocRequest(
        period=period,
        title=title,
        basis=basis,
        known_on=known_on,
        indicators=tuple(indicator),
        units=tuple(unit),
        villages=tuple(village),
        questions=tuple(question),
        to=tuple(to),
        addresses=tuple(address),
    )
    choose(context, asked)  # what there is not is said at once, before a server is started
    order = _order(asked, why=why, again=again, today=today)
    show_progress()
    with prefect_ready(context):
        from commands.order import order_ad_hoc

        made = order_ad_hoc(context, order)
    _tell(context, made, _laid(context, made, out), as_json)


def _order(asked: AdHocRequest, **more: Any) -> AdHocOrder:
    """As the form takes it, which is stricter than the command line: `UsageError` with the field that is not so."""
    try:
        return AdHocOrder(**vars(asked), **more)
    except ValidationError as error:
        first = error.errors()[0]
        title = AdHocOrder.model_fields[str(first["loc"][0])].title
        raise UsageError(f"{title}: {'; '.join(in_vietnamese(first))}.") from None


def _laid(context: Context, made: Release, out: Path | None) -> list[str]:
    from giamngheo.report.ad_hoc.publish import ad_hoc_folder
    from giamngheo.report.publish import all_files, place_of

    folder = ad_hoc_folder(context, Period.parse(made.period))
    if out is None:
        return [str(folder / place_of(file)) for file in made.files]
    return written(out, ((file.name, data) for file, data in all_files(context.archive, made)))


def _tell(context: Context, made: Release, paths: list[str], as_json: bool) -> None:
    from giamngheo.report.delivery import deliveries
    from giamngheo.send.outbox import state_in_words

    outbox = deliveries(context.warehouse, made.id)
    if as_json:
        sent: list[dict[str, Any]] = [{"recipient": one.recipient, "state": one.state} for one in outbox]
        print_json({"period": made.period, "number": made.revision, "files": paths, "deliveries": sent})
        return
    print("\n".join([*paths, *(f"{one.recipient_name}: {state_in_words(one.state)}" for one in outbox)]))
