"""Secrets that settings give by a file of their own, or as a key: read, and refused with what to do."""

from __future__ import annotations

import base64
from pathlib import Path

from giamngheo.core.errors import ConfigurationError
from giamngheo.core.files import UNREADABLE, secret_in
from giamngheo.core.formats import cause

_KEY_BYTES = 32


def secret_of(file: Path, variable: str) -> str:
    """What stands in the file that a setting names; `variable`: by which the setting is told. Never log it."""
    try:
        found = secret_in(file)
    except OSError as error:
        raise ConfigurationError(
            [f"{variable}: không đọc được {file} ({cause(error)}); kiểm tra đường dẫn và quyền đọc."]
        ) from error
    if UNREADABLE in found:
        raise ConfigurationError(
            [f"{variable}: {file} không phải văn bản UTF-8; ghi lại tệp ấy, hoặc trỏ tới tệp đúng."]
        )
    return found


def sealing_key(text: str) -> str:
    """A key as Fernet has it: 32 bytes in letters that a web address may have."""
    try:
        if len(base64.b64decode(text, b"-_", validate=True)) == _KEY_BYTES:
            return text
    except ValueError:
        pass
    raise ConfigurationError(
        [
            "GIAMNGHEO_ARCHIVE_KEY, GIAMNGHEO_ARCHIVE_KEY_FILE: không phải khóa mã hóa (32 byte dạng base64); tạo khóa bằng "
            "openssl rand -base64 32 | tr '+/' '-_'."
        ]
    )


def with_password(url: str, file: Path | None, variable: str) -> str:
    """A database's address with the password that stands in a file of its own; `variable`: of both, without its ending. Never log it."""
    if not file:
        return url
    import sqlalchemy as sa

    try:
        address = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:  # of a port that is no number
        raise ConfigurationError([f"{variable}_URL: không phải địa chỉ cơ sở dữ liệu; sửa lại."]) from error
    return address.set(password=secret_of(file, f"{variable}_PASSWORD_FILE")).render_as_string(hide_password=False)
