"""`giamngheo delivered`: a recipient says that the report has arrived, of which the mail server never answered."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from commands.output import AsJson, Today, print_json
from giamngheo.context import open_context
from giamngheo.core.period import Period
from giamngheo.report.delivery import confirm


def delivered(
    period: Annotated[str, typer.Argument(metavar="KỲ", help="Kỳ của báo cáo: 2020-03, 2020-Q1, …")],
    address: Annotated[str, typer.Argument(metavar="ĐỊA_CHỈ", help="Hộp thư của nơi nhận nói đã có báo cáo.")],
    today: Today = "",
    as_json: AsJson = False,
) -> None:
    made, confirmed = confirm(open_context(today), Period.parse(period), address, getpass.getuser())
    if as_json:
        print_json({"period": period, "delivered": confirmed.recipient})
    else:
        ended = "lượt ấy" if made.is_ad_hoc else "kỳ"
        print(f"Đã ghi: {confirmed.recipient_name} đã có {made.called}. Bấm Retry ở lượt chạy để kết thúc {ended}.")
