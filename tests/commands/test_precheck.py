"""The page on which a unit tries its workbook: over real HTTP, by whoever reaches it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn

from commands.precheck import apart, checking
from commands.precheck.apart import CannotCheck, checked_apart
from commands.precheck.checking import checked
from commands.precheck.page import Page
from commands.precheck.service import service, uploaded
from giamngheo.context import open_context
from giamngheo.metadata.settings import ReadingLimits
from tests.read.test_hostile_workbooks import REFUSED
from tests.support.personal import Households
from tests.support.precheck import copy_in, findings_in, heading_in, precheck_in
from tests.support.returned import coloured, listed, loaded
from tests.support.workbooks import book, break_rule, fast_write, rule_of

BOOK = book("18604", "Xã Thạch Khê", "2020-03", poor=6, near_poor=7)
BROKEN = ("H306", "H318")
CHECK = apart._check
NAME = "BC-GN-01_18604_2020-03.xlsx"
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with precheck_in(tmp_path_factory.mktemp("precheck")) as running:
        yield running


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """The bytes of a good workbook and of a broken one."""
    folder = tmp_path_factory.mktemp("books")
    broken = BOOK
    for code in BROKEN:
        broken, _ = break_rule(broken, code)
    return [fast_write(one, folder / f"{number}.xlsx").read_bytes() for number, one in enumerate((BOOK, broken))]


def test_the_open_page_is_a_form_that_needs_nothing_from_elsewhere(page):
    shown = httpx.get(page.address)
    assert shown.status_code == 200
    assert "BC-GN-01" in shown.text
    assert "nhiều nhất 20 MB" in shown.text
    assert "<h2" not in shown.text
    assert "://" not in shown.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "", 200), ("GET", "khac", 404), ("PUT", "", 405), ("POST", "", 400)]
)
def test_whatever_is_asked_the_answer_is_shut_to_other_pages(page, method, path, status):
    shown = httpx.request(method, page.address + path)
    assert shown.status_code == status
    assert HEADERS.items() <= dict(shown.headers).items()
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "unsafe" not in shown.headers["content-security-policy"]
    assert not {"set-cookie", "server", "access-control-allow-origin"} & set(shown.headers)
    assert "Kiểm tra trước báo cáo giảm nghèo</title>" in shown.text


def test_a_good_workbook_would_be_accepted(page, books):
    shown = page.send(NAME, books[0])
    assert shown.status_code == 200
    assert heading_in(shown) == "✓ Xét riêng tệp này thì sẽ được nhận."
    assert "Xã Thạch Khê, tháng 3 năm 2020" in shown.text
    assert findings_in(shown) == []
    assert copy_in(shown) is None
    assert "hạn nộp 18/03/2020" in shown.text
    assert "còn so với báo cáo tháng trước" in shown.text


def test_a_broken_workbook_is_told_as_the_command_tells_it_and_marked(page, books, giamngheo, tmp_path):
    shown = page.send(NAME, books[1])
    assert heading_in(shown) == "✗ Tệp này sẽ bị trả lại."
    (tmp_path / NAME).write_bytes(books[1])
    [told] = json.loads(giamngheo("check", tmp_path / NAME, "--json", "--today", "2020-04-10")[1])
    said = findings_in(shown)
    assert sorted((message, rule) for _, message, rule in said) == sorted(
        (one["message"], one["rule"]) for one in told["findings"]
    )
    assert [rule for *_, rule in said] == list(map(rule_of, BROKEN))  # what must be corrected first
    assert all(place.startswith("Danh sách hộ, dòng ") for place, *_ in said)
    name, data = copy_in(shown)
    assert name == "BC-GN-01_18604_2020-03 - kết quả kiểm tra.xlsx"
    marked = loaded(data)
    assert sorted(coloured(marked).values()) == ["critical", "warning"]
    assert [line[6] for line in listed(marked)] == list(map(rule_of, BROKEN))


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [("anh.jpg", b"\xff\xd8\xff" + bytes(100), "F104"), (NAME, b"PK" + bytes(100), "F101")],
)
def test_what_is_no_workbook_is_said_to_be_none(page, name, data, rule):
    shown = page.send(name, data)
    assert [found[2] for found in findings_in(shown)] == [rule]
    assert copy_in(shown) is None


def test_of_an_empty_file_it_is_said_what_can_be_done_here(page):
    shown = page.send(NAME, b"")
    assert (shown.status_code, findings_in(shown), copy_in(shown)) == (400, [], None)
    assert heading_in(shown) == "Tệp rỗng, không có gì để kiểm tra"
    assert "chép" not in shown.text


@pytest.mark.parametrize("what", ["a zip of zips", "500,001 shared texts"])
def test_a_hostile_workbook_is_refused_and_the_next_is_checked(page, books, what):
    make, name, _ = REFUSED[what]
    shown = page.send(name, make())
    assert [found[2] for found in findings_in(shown)] in (["F101"], ["F103"])
    assert heading_in(shown) == "✗ Tệp này sẽ bị trả lại."
    assert heading_in(page.send(NAME, books[0])) == "✓ Xét riêng tệp này thì sẽ được nhận."


@pytest.mark.parametrize("is_told", [True, False])
def test_what_is_too_large_is_not_kept_and_said_to_be_too_large(page, is_told):
    """With its length, and in pieces without one."""
    head = f'--a\r\nContent-Disposition: form-data; name="tep"; filename="{NAME}"\r\n\r\n'.encode()
    pieces = [head, *[bytes(2**20)] * 21, b"\r\n--a--\r\n"]
    kind = {"Content-Type": "multipart/form-data; boundary=a"}
    shown = httpx.post(page.address, content=b"".join(pieces) if is_told else iter(pieces), headers=kind, timeout=120)
    assert shown.status_code == 413
    [(_, message, rule)] = findings_in(shown)
    assert rule == "F103"
    assert message.startswith("Tệp quá lớn: hơn 20 MB.")


def test_several_at_once_are_each_told_their_own(page, books):
    with ThreadPoolExecutor(3) as officers:
        shown = list(officers.map(lambda number: page.send(NAME, books[number % 2]), range(3)))
    assert [heading_in(one)[0] for one in shown] == ["✓", "✗", "✓"]


def test_nothing_is_stored_and_the_log_names_nobody(page, books):
    page.send(NAME, books[1])
    page.send("Trần Văn Sơn.xlsx", books[0])
    assert not (page.folder / "home").exists()
    kept = {path.relative_to(page.folder).parts[:2] for path in page.folder.rglob("*")}
    assert {parts for parts in kept if not parts[-1].startswith("pymp-")} == {
        ("log",),
        ("tmp",),
    }  # a socket of Python's
    households = Households()
    households.add([BOOK])
    assert households.in_data(books[0])
    assert households.in_text(page.log) == {}
    assert "Đã kiểm tra một tệp" in page.log
    for told in ("Traceback", "18604", "Thạch Khê", "BC-GN-01", "Sơn"):
        assert told not in page.log


@pytest.mark.usefixtures("one_month")
def test_what_the_unit_reported_before_is_told_nobody(giamngheo, tmp_path):
    """Who names another unit on a forged cover learns nothing of its list: the command compares, the page does not."""
    forged = book("18604", "Xã Thạch Khê", "2020-02", poor=1, near_poor=1, seed="forged")
    path = fast_write(forged, tmp_path / "BC-GN-01.xlsx")
    [told] = json.loads(giamngheo("check", path, "--json", "--today", "2020-03-10")[1])
    assert any("kỳ 01/2020" in finding["message"] for finding in told["findings"])
    context = open_context("2020-03-10", is_counted=False)
    assert context.has_warehouse
    found = checked(context, path.read_bytes(), path.name)
    assert "warehouse" not in vars(context)
    assert [
        finding for finding in found.findings if "kỳ trước" in finding.message or "01/2020" in finding.message
    ] == []
    assert found.status == "accepted"


# ---------------------------------------------------------------- bounds


@contextlib.contextmanager
def serving(limits, at_once):
    """The page in a thread of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = service(Page(["BC-GN-01"], limits.file_mb), limits, "2020-04-10", at_once)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join()


def half_sent(place):
    """A connection on which the beginning of a workbook has come, and no more does."""
    connection = socket.create_connection(place)
    connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n--a\r\n")
    return connection


def until(status, address):
    """The first answer of this status to who sends no file."""
    deadline = time.monotonic() + 60
    while (shown := httpx.post(address, content=b"")).status_code != status:
        assert time.monotonic() < deadline, shown.status_code
    return shown


def test_who_sends_too_slowly_is_told_and_gives_his_place_back():
    with serving(ReadingLimits(seconds=1), 1) as place, half_sent(place) as slow:
        slow.settimeout(30)
        said = slow.makefile("rb").read().decode()
    assert said.startswith("HTTP/1.1 408")
    assert "Tệp gửi lên quá chậm" in said


def test_who_comes_when_all_places_are_taken_is_told_to_come_again():
    with serving(ReadingLimits(seconds=60), 1) as place, contextlib.ExitStack() as stack:
        taken = [stack.enter_context(half_sent(place)) for _ in range(4)]
        address = "http://{}:{}".format(*place)
        shown = until(503, address)  # all four have been taken in
        assert shown.headers["retry-after"] == "60"
        assert heading_in(shown) == "Đang có nhiều tệp chờ kiểm tra"
        assert httpx.get(address).status_code == 200
        for connection in taken:
            connection.close()
        until(400, address)  # their going has been noticed


def _sleeps(*_):
    time.sleep(600)


def _is_killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def _needs_too_much(*wanted):
    checking.checked = lambda *_: bytearray(2**31)  # in this child alone; it may take one gigabyte
    return CHECK(*wanted)


def _has_a_defect(*_):
    return apart._done(lambda _: 1 / 0, "")


@pytest.mark.parametrize(
    ("work", "seconds", "detail"),
    [(_sleeps, 1, "kiểm tra hơn 1 giây chưa xong"), (_is_killed, 120, "tệp nặng quá mức hệ thống mở được")],
)
def test_a_check_that_takes_too_much_ends_and_the_workbook_is_too_large(monkeypatch, work, seconds, detail):
    monkeypatch.setattr(apart, "_check", work)
    found = checked_apart(ReadingLimits(seconds=seconds), "2020-04-10", NAME, b"")
    assert [finding.rule for finding in found.findings] == ["F103"]
    assert detail in found.findings[0].message


def test_what_needs_more_memory_than_there_is_is_too_large(monkeypatch):
    monkeypatch.setattr(apart, "_check", _needs_too_much)
    found = checked_apart(ReadingLimits(), "2020-04-10", NAME, b"")
    assert [finding.rule for finding in found.findings] == ["F103"]


def test_a_defect_is_not_the_workbooks(monkeypatch):
    monkeypatch.setattr(apart, "_check", _has_a_defect)
    with pytest.raises(CannotCheck):
        checked_apart(ReadingLimits(), "2020-04-10", NAME, b"")


# ---------------------------------------------------------------- the form, the command


@pytest.mark.parametrize(
    ("named", "name"),
    [("a b.xlsx", "a b.xlsx"), ("C:\\tệp\\báo cáo.xls", "báo cáo.xls"), ("../%22a%22\u202e.ods", '"a".ods')],
)
def test_a_file_comes_out_of_the_form_as_it_was(named, name):
    data = b"a\r\n--b\r\n\r\n--a" + bytes(range(256))
    body = bytearray(
        f'--a\r\nContent-Disposition: form-data; filename="{named}"\r\n\r\n'.encode() + data + b"\r\n--a--\r\n"
    )
    assert uploaded(body) == (name, data)


@pytest.mark.parametrize(
    "body", [b"", b"\r\n\r\n", b"--a\r\n\r\n\r\n--a--", b'--a\r\nx; filename=""\r\n\r\n\r\n--a--\r\n', bytes(99)]
)
def test_a_form_without_a_file_has_none(body):
    assert uploaded(bytearray(body)) is None


def test_a_port_that_is_taken_is_said(giamngheo):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, err = giamngheo("precheck", "--port", port)
    assert (code, out) == (2, "")
    assert f"Không mở được cổng {port} ở địa chỉ 127.0.0.1" in err
