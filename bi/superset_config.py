"""What Superset is told, by `SUPERSET_CONFIG_PATH`. Passwords come as files, which docker-compose.yml names."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url


def secret(name: str) -> str:
    """The first line of a file, without Notepad's mark and blanks at its ends, as roles.sql reads it.

    An empty one would be a door without a lock.
    """
    path = Path(os.environ[name])
    first_line = path.read_bytes().partition(b"\n")[0]
    text = first_line.removeprefix(BOM_UTF8).strip(b" \t\r").decode()
    if not text:
        raise SystemExit(
            f"Tệp mật khẩu {path.name} còn trống: ghi vào đó một mật khẩu (xem đầu tệp docker-compose.yml)."
        )
    return text


def behind_tls() -> bool:
    said = os.environ["GIAMNGHEO_BI_TLS"].strip().lower()
    if said not in {"true", "false"}:
        raise SystemExit(f"GIAMNGHEO_BI_TLS trong tệp .env là «{said}»; phải là true hoặc false.")
    return said == "true"


def address(url: str, password_file: str) -> URL:
    return make_url(os.environ[url]).set(password=secret(password_file))


SECRET_KEY = secret("SUPERSET_SECRET_KEY_FILE")
SQLALCHEMY_DATABASE_URI = address("SUPERSET_DATABASE_URL", "SUPERSET_DATABASE_PASSWORD_FILE").render_as_string(
    hide_password=False
)


def DB_CONNECTION_MUTATOR(uri: URL, params: dict[str, Any], *_: object) -> tuple[URL, dict[str, Any]]:
    """Where the warehouse is and the reader's password stand in the environment and in a file, not in Superset's database."""
    warehouse = make_url(os.environ["WAREHOUSE_URL"])
    if uri.username == warehouse.username:
        uri = address("WAREHOUSE_URL", "BI_READER_PASSWORD_FILE")
    return uri, params


APP_NAME = "Giảm nghèo"
# Superset has no Vietnamese: its own words stay English. Numbers and dates are written our way.
LANGUAGES: dict[str, dict[str, str]] = {}
D3_FORMAT = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]}
D3_TIME_FORMAT = {
    "dateTime": "%H:%M %d/%m/%Y",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["SA", "CH"],
    "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
    "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
    "months": [f"Tháng {number}" for number in range(1, 13)],
    "shortMonths": [f"Th{number}" for number in range(1, 13)],
}

# Nobody without an account. A log-in ends with the browser, and ten hours after Superset has last written its cookie: at the
# log-in, and on pages that keep something in it.
AUTH_ROLE_PUBLIC = ""
PERMANENT_SESSION_LIFETIME = timedelta(hours=10)
SESSION_COOKIE_SECURE = behind_tls()
RATELIMIT_STORAGE_URI = "memory://"  # of log-ins; one process serves

# The browser asks no other machine for anything: no pictures of a tracker, no maps.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,  # a proxy with TLS stands before it, or it is this machine alone
    "session_cookie_secure": SESSION_COOKIE_SECURE,
}
