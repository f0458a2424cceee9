"""What the office has still to write into its configuration: values that `giamngheo init` left open, for want of an answer."""

from __future__ import annotations

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.configuration import Configuration

_MARK = "CẦN GHI"


def to_write(what: str) -> str:
    """In the place of a value that is not known yet."""
    return f"{_MARK}: {what}"


def require_written(configuration: Configuration) -> None:
    """`ConfigurationError` names each key whose value is not known yet, with its file."""
    files = {"plan.toml": configuration.plan, "report.toml": configuration.letterhead}
    left = [
        f"config/{name}, khóa «{key}»"
        for name, record in files.items()
        for key, value in record
        if isinstance(value, str) and value.startswith(_MARK)
    ]
    if left:
        raise ConfigurationError(
            [f"Còn chỗ phải ghi: {'; '.join(left)}. Ghi vào đó, chạy giamngheo doctor rồi làm lại."]
        )
