"""Why the warehouse cannot be used is told in Vietnamese, with its address and without what the address keeps to itself."""

from __future__ import annotations

import pytest

from giamngheo.core.errors import ConfigurationError, WarehouseUnavailable
from giamngheo.warehouse import open_warehouse
from giamngheo.warehouse.engine import _in_words, as_written

POSTGRESQL = "postgresql+psycopg://lan:mat-khau@"
# As PostgreSQL 13 to 18, libpq and SQLite write it.
SAID = {
    'connection to server at "10.0.0.1", port 5432 failed: FATAL:  no pg_hba.conf entry for host "10.0.0.2", '
    'user "lan", database "kho", no encryption': "không cho máy này hoặc tài khoản này vào",
    'could not open certificate file "/srv/lan.pem": No such file or directory': "không đọc được tệp chứng thư hoặc khóa",
    'private key file "/srv/lan.key" has group or world access': "không đọc được tệp chứng thư hoặc khóa",
    'root certificate file "/srv/ca.pem" does not exist': "không có tệp chứng thư gốc",
    'FATAL:  database "kho" does not exist': "không có cơ sở dữ liệu hoặc tài khoản ấy",
    'FATAL:  role "lan" does not exist': "không có cơ sở dữ liệu hoặc tài khoản ấy",
    'FATAL:  role "lan" is not permitted to log in': "tài khoản không được đăng nhập",
    'FATAL:  password authentication failed for user "lan"': "sai tên hoặc mật khẩu đăng nhập",
    "fe_sendauth: no password supplied": "thiếu mật khẩu đăng nhập",
    "connection failed: timeout expired": "không trả lời kịp",
    'connection to server at "10.0.0.1", port 5432 failed: Connection timed out': "không trả lời kịp",
    'connection to server at "10.0.0.1", port 5432 failed: Network is unreachable': "không có mạng",
    'connection to server at "10.0.0.1", port 5432 failed: No route to host': "không tới được máy chủ",
    'could not translate host name "may" to address: Name or service not known': "không tìm thấy tên máy chủ",
    "SSL error: tlsv1 alert unknown ca": "bắt tay TLS không thành",
    "consuming input failed: server closed the connection unexpectedly": "máy chủ ngắt kết nối",
    "consuming input failed: EOF detected": "mất kết nối",
    "FATAL:  the database system is starting up": "đang khởi động hoặc đang dừng",
    "FATAL:  sorry, too many clients already": "máy chủ đã đủ kết nối",
    "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute": "máy chủ đã đủ kết nối",
    "canceling statement due to statement timeout": "một câu lệnh chạy quá lâu",
    "canceling statement due to lock timeout": "một câu lệnh chạy quá lâu",
    "deadlock detected": "hai việc chờ nhau",
    "out of shared memory": "máy chủ hết bộ nhớ",
    "permission denied for schema public": "không có quyền",
    "cannot execute INSERT in a read-only transaction": "máy chủ chỉ cho đọc",
    'could not extend file "base/5/1": No space left on device': "ổ đĩa hết chỗ",
    "attempt to write a readonly database": "tệp chỉ cho đọc",
    "database table is locked": "chương trình khác đang giữ tệp",
    "disk I/O error": "ổ đĩa đọc, ghi lỗi",
    "database disk image is malformed": "tệp hỏng",
}


@pytest.mark.parametrize("said", SAID)
def test_what_a_database_says_is_told_in_vietnamese(said):
    told = _in_words(said)
    assert SAID[said] in told
    assert said not in told


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"{POSTGRESQL}127.0.0.1:1/kho", "máy chủ từ chối kết nối"),
        ("postgresql+psycopg:///kho?host=/khong/co", "không có máy chủ cơ sở dữ liệu ở socket ấy"),
        (f"{POSTGRESQL}127.0.0.1:1/kho?sslmode=sai", "GIAMNGHEO_WAREHOUSE_URL có tham số viết sai"),
        (f"{POSTGRESQL}127.0.0.1:1/kho?sai=mat-khau-2", "GIAMNGHEO_WAREHOUSE_URL có tham số viết sai"),
        (f"{POSTGRESQL}127.0.0.1:99999/kho", "GIAMNGHEO_WAREHOUSE_URL có tham số viết sai"),
        (f"{POSTGRESQL}may.khong-co.invalid/kho", "không tìm thấy tên máy chủ"),
        ("sqlite:////proc/khong-co/kho.db", "không tìm thấy"),
        ("sqlite:////proc/version", "không mở được tệp"),
    ],
)
def test_a_database_that_cannot_be_used(configuration, address, said):
    with pytest.raises(WarehouseUnavailable, match=said) as caught:
        open_warehouse(address, configuration)
    assert "mat-khau" not in str(caught.value)
    assert "lan" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "kho",
        f"{POSTGRESQL}may:abc/kho",
        f"{POSTGRESQL}[::1/kho",
        f"{POSTGRESQL}may..huyen/kho",
        f"{POSTGRESQL}{'m' * 70}/kho",
    ],
)
def test_an_address_that_is_none_is_a_mistake_of_the_configuration(configuration, address):
    with pytest.raises(ConfigurationError, match="GIAMNGHEO_WAREHOUSE_URL: không phải địa chỉ cơ sở dữ liệu") as caught:
        open_warehouse(address, configuration)
    assert "mat-khau" not in str(caught.value)


@pytest.mark.parametrize("name", ["password", "sslpassword", "user", "passfile", "options", "service", "khoa-nam-sau"])
def test_of_an_address_only_what_is_known_to_be_no_secret_is_shown(name):
    address = f"{POSTGRESQL}may:5432/kho?{name}=bi-mat&sslmode=verify-full&sslrootcert=/ca.pem"
    shown = "postgresql+psycopg://…@may:5432/kho?sslmode=verify-full&sslrootcert=/ca.pem"
    assert as_written(address) == shown


def test_a_password_with_a_sign_of_the_address_is_not_shown():
    assert as_written("postgresql+psycopg://lan:mat@khau@may/kho") == "postgresql+psycopg://…@may/kho"
