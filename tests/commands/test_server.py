"""The Prefect server that commands talk to: one that ended is told from one that is silent, with true seconds."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import time

import pytest

from commands import server as servers
from commands.server import PrefectServer
from flows.health import is_answering, trouble_of
from giamngheo.core.errors import PrefectUnavailable
from giamngheo.core.os_locks import free_port
from giamngheo.operate.services import local_api


@pytest.fixture
def nobody():
    return local_api(free_port())


@pytest.fixture
def other_program():
    """Something that listens at a port and is no Prefect server; gives the port."""

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(404)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Refusing) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening.server_port
        listening.shutdown()


def test_a_server_that_ended_is_said_at_once(nobody, tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"])
    began = time.monotonic()
    with pytest.raises(
        PrefectUnavailable, match=r"tự dừng sau \d giây \(mã 7\)\. Xem cuối nhật ký .*server\.log"
    ) as said:
        PrefectServer(nobody, process, tmp_path / "server.log").wait()
    assert time.monotonic() - began < 10
    assert "không trả lời" not in str(said.value)


def test_a_silent_server_is_said_with_the_seconds_that_went_by(nobody, monkeypatch):
    monkeypatch.setattr(servers, "_PATIENCE_SECONDS", 1.5)
    with pytest.raises(PrefectUnavailable, match=r"không trả lời sau 2 giây\. Kiểm tra PREFECT_API_URL"):
        PrefectServer(nobody).wait()


def test_why_a_server_does_not_answer(nobody, other_program):
    assert trouble_of(nobody) == "bị từ chối kết nối"
    assert trouble_of(local_api(other_program)) == "HTTP 404"
    assert not is_answering(local_api(other_program))


@pytest.mark.parametrize(
    "address",
    ["không phải địa chỉ", "http://may:abc/api", "http://", "ftq://may/api", "http://[::1/api", "http://ten may/api"],
)
def test_an_address_that_is_none_is_said_to_be_none(address):
    assert trouble_of(address) == "địa chỉ viết sai"


def test_a_program_that_speaks_otherwise_is_no_server():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet():
            connection, _ = listening.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b"220 mail ready\r\n")

        threading.Thread(target=greet, daemon=True).start()
        assert trouble_of(local_api(listening.getsockname()[1])) == "không trả lời như một máy chủ web"


def test_a_port_in_use_is_said_before_anything_is_started(giamngheo, other_program):
    code, out, err = giamngheo("up", "--port", other_program)
    assert (code, out) == (2, "")
    assert err == f"Cổng {other_program} đã có chương trình khác dùng; chọn cổng khác bằng --port. (Mã GN-302)\n"


def test_a_port_that_listens_and_never_speaks_is_in_use_too(giamngheo, monkeypatch):
    monkeypatch.setattr("flows.health._PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert "đã có chương trình khác dùng" in giamngheo("up", "--port", mute.getsockname()[1])[2]


def test_a_server_that_is_gone_with_its_run_is_linked_to_by_nobody(tmp_path):
    """In a process of its own: Prefect reads its settings once."""
    program = """if True:
        from pathlib import Path
        from types import SimpleNamespace
        from commands.server import prefect_server
        with prefect_server(Path({home!r}), SimpleNamespace(run_days=1, event_days=1)):
            from flows.run.context import link_to, with_link
            from giamngheo.warehouse.run_log import Run
            print([link_to(Run("7", "Báo cáo")), with_link("Đã xong.", Run("7", "Báo cáo"))])
    """
    command = [sys.executable, "-c", program.format(home=str(tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout == "['', 'Đã xong.']\n"
