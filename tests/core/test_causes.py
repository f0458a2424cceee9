"""Whatever an operator is told as a cause is Vietnamese: every number of the system, every kind that our code asks about."""

from __future__ import annotations

import ast
import csv
import errno
import gzip
import importlib
import os
import re
import socket
import ssl
import zlib

import httpx
import pytest
from upath import UPath

from giamngheo.core.formats import cause
from tests.structure.test_house import FILES, PROJECT

# A name of our own for an error that we know nothing better of: `lỗi KeyError`.
_UNKNOWN = re.compile(r"lỗi [A-Za-z.]+$")
# What has words by its number, or by what lies beneath it.
_ROOTS = (OSError, Exception, BaseException, httpx.HTTPError)


def asked_about():
    """Every exception class that stands in an `except` under which `cause` is called: (file, class)."""
    for path in FILES:
        text = (PROJECT / path).read_text(encoding="utf-8")
        if "cause(" not in text or path.parts[-1] == "formats.py":
            continue
        module = importlib.import_module(".".join(path.with_suffix("").parts))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler) and node.type and _asks(node):
                kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                yield from ((str(path), eval(ast.unparse(kind), vars(module) | {"httpx": httpx})) for kind in kinds)


def _asks(handler):
    calls = (node for node in ast.walk(handler) if isinstance(node, ast.Call))
    return any(ast.unparse(call) == f"cause({handler.name})" for call in calls)


def below(kind):
    yield kind
    for each in kind.__subclasses__():
        yield from below(each)


def test_every_kind_that_our_code_asks_about_has_words():
    found = {(file, kind) for file, kind in asked_about() if kind not in _ROOTS}
    assert {kind for _, kind in found} >= {EOFError, zlib.error, csv.Error, UnicodeDecodeError, ValueError}
    wordless = {(file, kind) for file, kind in found if _UNKNOWN.match(cause(kind.__new__(kind)))}
    assert not wordless


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_number_of_the_system_is_told(number):
    said = cause(OSError(number, os.strerror(number)))
    assert said == f"lỗi hệ thống {errno.errorcode[number]}" or not re.search(r"[A-Z]{2}|rror", said), said


def test_numbers_of_openssl_and_of_the_resolver_are_not_those_of_the_system():
    kinds = [kind for kind in below(OSError) if kind.__module__ in ("ssl", "socket")]
    assert {ssl.SSLError, ssl.SSLEOFError, socket.gaierror, socket.herror} <= set(kinds)
    for kind in kinds:
        for number in range(1, 10):
            assert "hệ thống" not in cause(kind(number, "[SSL: WRONG_VERSION_NUMBER] wrong version number")), kind
            assert cause(kind(number, "")) == cause(kind()), kind


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1032)"), "bắt tay TLS không thành"),
        (ssl.SSLEOFError(8, "EOF occurred in violation of protocol"), "bắt tay TLS không thành"),
        (ssl.SSLError(5, "SSL_ERROR_SYSCALL"), "bắt tay TLS không thành"),
        (ssl.SSLCertVerificationError(1, "certificate verify failed"), "chứng thư của máy chủ không tin được"),
        (socket.herror(1, "Unknown host"), "không tìm thấy tên máy chủ"),
        (socket.gaierror(-2, "Name or service not known"), "không tìm thấy tên máy chủ"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "mất kết nối"),
        (gzip.BadGzipFile("Not a gzipped file"), "tệp hỏng"),
        (PermissionError(), "không có quyền"),
        (OSError(errno.ENOSPC, "No space left on device"), "ổ đĩa hết chỗ"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "lỗi hệ thống EXDEV"),
        (KeyError("x"), "lỗi KeyError"),
        (OSError(), "lỗi OSError"),
    ],
)
def test_a_cause(error, said):
    assert cause(error) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [("khong://may/thu-muc", "địa chỉ viết sai"), ("smb://may/thu-muc", "chưa cài thư viện cho loại địa chỉ ấy")],
)
def test_a_folder_of_a_kind_that_is_not_here(address, said):
    with pytest.raises((ValueError, ImportError)) as caught:
        UPath(address).is_dir()
    assert cause(caught.value) == said


def test_of_a_librarys_error_it_is_what_the_library_met():
    with pytest.raises(httpx.ConnectError) as caught:
        httpx.get("http://127.0.0.1:1")
    assert cause(caught.value) == "bị từ chối kết nối"


def test_a_name_of_a_host_that_is_none():
    with pytest.raises(UnicodeError) as caught:
        socket.create_connection(("mail..huyen", 25))
    assert cause(caught.value) == "tên có chữ không dùng được"
