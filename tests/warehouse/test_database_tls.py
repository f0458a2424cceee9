"""A database on another machine is the one that it should be: by its certificate, as `verify-full` asks."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from giamngheo.core.errors import WarehouseUnavailable
from giamngheo.core.os_locks import free_port
from giamngheo.warehouse import open_warehouse
from giamngheo.warehouse.engine import tls_advice
from tests.support.mail_server import certificate
from tests.support.programs import need

PASSWORD = "mật-khẩu-kho"


@pytest.fixture(scope="module")
def server():
    """Debian's PostgreSQL on loopback, with a certificate of its own for `localhost`: (port, the certificate's file)."""
    programs = Path(need("PostgreSQL"))
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders let nobody else in
        yield from _server_in(Path(folder), programs)


def _server_in(folder, programs):
    user = "postgres" if os.geteuid() == 0 else None
    _, file = certificate(folder, "localhost")
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "key.pem").chmod(0o600)
    for path in (folder, *folder.iterdir()) if user else ():
        shutil.chown(path, *pwd.getpwnam(user)[2:4])
    as_server = {"cwd": folder, "user": user, "extra_groups": [] if user else None}
    made = ["initdb", "-D", "data", "-U", "giamngheo", "--pwfile=password", "--auth=scram-sha-256", "--encoding=UTF8"]
    subprocess.run([programs / made[0], *made[1:]], **as_server, check=True, capture_output=True)
    port = free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "ssl": "on",
        "ssl_cert_file": folder / "certificate.pem",
        "ssl_key_file": folder / "key.pem",
    }
    told = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([programs / "postgres", "-D", "data", *told], **as_server, stdout=log, stderr=log)
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-d", "postgres"]
    while subprocess.run(ready, check=False).returncode:
        assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
        time.sleep(0.1)
    yield port, file
    process.terminate()
    process.wait()


def address(port, host="localhost", **query):
    return sa.URL.create("postgresql+psycopg", "giamngheo", PASSWORD, host, port, "postgres", query)


def opened(url, configuration):
    return open_warehouse(url.render_as_string(hide_password=False), configuration)


def test_the_right_server_is_opened_and_nothing_is_advised(server, configuration):
    port, file = server
    url = address(port, sslmode="verify-full", sslrootcert=str(file))
    warehouse = opened(url, configuration)
    with warehouse.reading() as connection:
        assert connection.scalar(sa.text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) is True
        assert (
            connection.scalar(sa.text("SHOW tcp_keepalives_idle")) == "20"
        )  # or a dead machine's locks stay for two hours
    assert tls_advice(warehouse.engine.url) == ""
    warehouse.engine.dispose()


def test_a_server_that_is_another_is_refused_and_it_is_said_why(server, tmp_path, configuration):
    port, file = server
    _, other = certificate(tmp_path, "localhost")
    wrong = {
        "không do chứng thư gốc ở sslrootcert ký": address(port, sslmode="verify-full", sslrootcert=str(other)),
        "mang tên máy khác": address(port, "127.0.0.1", sslmode="verify-full", sslrootcert=str(file)),
        "không có tệp chứng thư gốc": address(port, sslmode="verify-full", sslrootcert=str(tmp_path / "không có.pem")),
    }
    for said, url in wrong.items():
        with pytest.raises(WarehouseUnavailable, match=said) as caught:
            opened(url, configuration)
        assert PASSWORD not in str(caught.value)


def test_a_server_that_does_not_encrypt_gets_no_password(configuration):
    got = []

    def refuse(connection):
        with connection:
            got.append(connection.recv(1024))
            connection.sendall(b"N")  # its whole answer to a client that asks for TLS
            got.append(connection.recv(1024))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=lambda: refuse(listening.accept()[0]), daemon=True)
        thread.start()
        url = address(listening.getsockname()[1], "127.0.0.1", sslmode="verify-full", sslrootcert="system")
        with pytest.raises(WarehouseUnavailable, match="không mã hóa kết nối"):
            opened(url, configuration)
        thread.join(timeout=30)
    assert [len(each) for each in got] == [8, 0]  # the question for TLS, and then nothing


@pytest.mark.parametrize(
    ("url", "is_advised"),
    [
        ("postgresql+psycopg://giamngheo@kho.huyen.example/giamngheo", True),
        ("postgresql+psycopg://giamngheo@kho.huyen.example/giamngheo?sslmode=require", True),
        ("postgresql+psycopg://giamngheo@postgres:5432/giamngheo", True),
        ("postgresql+psycopg://giamngheo@kho.huyen.example/giamngheo?sslmode=verify-full&sslrootcert=/ca.pem", False),
        ("postgresql+psycopg://giamngheo@127.0.0.1/giamngheo", False),
        ("postgresql+psycopg:///giamngheo?host=/run/postgresql", False),
        ("sqlite:///kho.db", False),
    ],
)
def test_another_machine_that_nobody_verifies_is_told(url, is_advised):
    advice = tls_advice(sa.make_url(url))
    assert bool(advice) is is_advised
    assert not is_advised or "sslmode=verify-full" in advice
