"""A share that is mounted empty, or by half, is not a month without reports."""

from __future__ import annotations

import pytest

from giamngheo.core.errors import InboxUnavailable
from giamngheo.operate import health
from giamngheo.receive.mounted import last_looks, note_look, require_mounted
from giamngheo.warehouse.audit_log import entries
from tasks.receive import receive
from tests.support.office import on_one_engine
from tests.support.workbooks import book, write_month

pytestmark = on_one_engine
TODAY = "2020-03-17"
BEFORE = {f"{18600 + number}": 12 for number in range(22)}


def without(*numbers, files=0):
    """22 units with twelve files each, of which some have so many."""
    return BEFORE | {f"{18600 + number}": files for number in numbers}


def looked(office, files, units=()):
    note_look(office.context.warehouse, files, office.context.clock.now, units)


@pytest.mark.parametrize(
    ("now", "is_mounted"),
    [
        (BEFORE, True),
        ({}, False),  # an empty mount point
        (dict.fromkeys(BEFORE, 0), False),  # folders and nothing in them
        (without(0), True),
        (without(0, 1, 2, 3), True),  # up to one of five may have cleared theirs
        (without(0, 1, 2, 3, 4), False),
        (dict.fromkeys(list(BEFORE)[:11], 12), False),  # half of the folders
        (without(*range(22), files=6), True),
        (without(*range(22), files=5), False),  # half of the files in each
        (without(*range(22), files=40), True),
    ],
)
def test_far_less_than_at_the_last_look_is_another_folder(office, now, is_mounted):
    looked(office, BEFORE)
    if is_mounted:
        require_mounted(office.context.warehouse, "/inbox", now)
    else:
        with pytest.raises(InboxUnavailable, match="Kiểm tra ổ mạng đã kết nối"):
            require_mounted(office.context.warehouse, "/inbox", now)


def test_folders_that_nobody_has_laid_yet_are_no_share_that_fell_away(office):
    for _ in range(2):
        with pytest.raises(InboxUnavailable, match=r"chạy giamngheo template --period 2019-12 --lay: lệnh lập thư mục"):
            require_mounted(office.context.warehouse, "/inbox", {})
        looked(office, {})


def test_a_small_office_may_clear_one_of_two_folders_and_not_both(office):
    looked(office, {"18604": 3, "18667": 3})
    require_mounted(office.context.warehouse, "/inbox", {"18604": 3, "18667": 0})
    with pytest.raises(
        InboxUnavailable,
        match=r"chỉ còn 0 tệp, lần trước \(.*\) có 6 tệp; 2 đơn vị trước có tệp nay không có.*--cleared",
    ):
        require_mounted(office.context.warehouse, "/inbox", {"18604": 0, "18667": 0})


def test_one_unit_that_tidies_its_pictures_stops_nobody(office):
    looked(office, BEFORE | {"18600": 2_000})
    require_mounted(office.context.warehouse, "/inbox", BEFORE)


def test_of_some_units_only_theirs_is_compared_and_remembered(office):
    looked(office, {"18604": 3, "18667": 3})
    require_mounted(office.context.warehouse, "/inbox", {"18604": 3}, ["18604"])
    with pytest.raises(InboxUnavailable):
        require_mounted(office.context.warehouse, "/inbox", {"18604": 0}, ["18604"])
    looked(office, {"18604": 5}, ["18604"])
    with office.context.warehouse.reading() as connection:
        found = {unit: look.files for unit, look in last_looks(connection).items() if look.files}
    assert found == {"18604": 5, "18667": 3}


def test_a_damaged_original_is_replaced_by_the_good_one_and_it_is_written_down(office):
    write_month(office.inbox, [book()])
    (submission,) = receive.fn("2019-12", [], TODAY)
    (path,) = office.context.archive.folder.glob("*/*")
    good = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"?" * len(good))
    with pytest.raises(Exception, match="1 bản gốc hỏng, 0 bản gốc không còn"):
        health.archive(office.context)
    assert receive.fn("2019-12", [], TODAY) == [submission]
    assert path.read_bytes() == good
    assert health.archive(office.context) == "1 tệp, không tệp nào hỏng"
    ((_, entry),) = entries(office.context.warehouse, path.name, ("heal",))
    assert entry.why == "bản gốc hỏng được thay bằng bản tốt của đơn vị"
    path.unlink()
    with pytest.raises(Exception, match="0 bản gốc hỏng, 1 bản gốc không còn"):
        health.archive(office.context)
