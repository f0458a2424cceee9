"""`giamngheo erase`: a household's data go, on request; what is counted stays."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from commands.output import Today
from giamngheo.context import Context, open_context
from giamngheo.core.errors import InboxUnavailable, NothingFound
from giamngheo.core.formats import number
from giamngheo.operate.erasure import destroyable, erase_household
from giamngheo.operate.household_files import exports_of, left_in_shared_folder, row_exports_of
from giamngheo.operate.household_traces import Traces, code_from, no_traces, require_off_the_list, traces_of

Code = Annotated[str, typer.Argument(metavar="MÃ_HỘ", help="Mã hộ, ví dụ 186040001.")]
Why = Annotated[
    str,
    typer.Option("--why", metavar="CĂN_CỨ", help="Căn cứ, ví dụ số đơn; được ghi vào sổ nhật ký, đừng ghi tên người."),
]


def erase(
    code: Code,
    why: Why,
    originals: Annotated[
        bool, typer.Option("--originals", help="Hủy cả bản gốc có hộ này, cùng mọi hộ khác trong đó.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Xóa thật; không có thì chỉ liệt kê.")] = False,
    today: Today = "",
) -> None:
    context = open_context(today)
    household = code_from(code)
    try:
        traces = traces_of(context, household)
    except NothingFound:
        _list_out_of_reach(context, no_traces(household))  # others may keep what we no longer hold
        raise
    require_off_the_list(context.warehouse, traces)
    _list(context, traces, originals)
    if not yes:
        print("Chưa xóa gì. Thêm --yes để xóa.")
        return
    done = erase_household(context, household, getpass.getuser(), why, originals)
    print(f"Đã xóa: {number(done.rows)} dòng trong kho, {number(done.originals)} bản gốc. Số liệu không đổi.")


def _list(context: Context, traces: Traces, with_originals: bool) -> None:
    """What goes and what stays; never a name."""
    print(
        f"Trong kho: {number(sum(map(len, traces.rows.values())))} dòng của hộ, {number(len(traces.mentions))} chỗ khác nhắc "
        f"mã hộ, {number(len(traces.findings))} lỗi và lưu ý, {number(len(traces.lines))} giải trình."
    )
    going = {one.submission.sha256 for one in destroyable(context, traces)} if with_originals else set()
    for one in traces.originals:
        if one.holds is not False:
            fate = "sẽ hủy" if one.submission.sha256 in going else "giữ nguyên"
            seen = fate if one.holds else "không mở được, phải xem tay"
            print(f"Bản gốc {one.submission.sha256[:12]}… {one.submission.file}: {seen}.")
    for period, revision in traces.reports:
        print(f"Báo cáo kỳ {period} lần {revision} nêu gương sáng của hộ; tệp báo cáo giữ nguyên.")
    _list_out_of_reach(context, traces)


def _list_out_of_reach(context: Context, traces: Traces) -> None:
    """What only people can take away; that nobody can look there now keeps nothing else from going."""
    for at in exports_of(context, traces.code):
        print(f"Dữ liệu của hộ đã xuất lúc {at} (export-person): tệp nào còn giữ thì phải xóa tay.")
    for at in row_exports_of(context, traces.code):
        print(f"Có thể có hộ này trong tệp lập lúc {at} (explain --rows): tệp nào còn giữ thì phải xóa tay.")
    try:
        left = left_in_shared_folder(context, traces)
    except InboxUnavailable as error:
        print(f"Chưa biết tệp nào trong thư mục dùng chung còn hộ này: {error} Xem được rồi thì gõ lại lệnh này.")
        return
    if left.folders:
        print(f"Đã xem thư mục dùng chung của {', '.join(left.folders)}; thư mục của đơn vị khác không xem.")
    for place in left.files:
        print(f"Trong thư mục dùng chung, phải xóa tay: {place}.")
    for one in left.unseen:
        print(f"Trong thư mục dùng chung, phải xem tay ({one.why}): {one.place}.")
