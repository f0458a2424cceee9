"""What the office has still to write into its configuration: values that `giamngheo init` left open, for want of an answer."""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.record import Record

_MARK = "CẦN GHI"


def to_write(what: str) -> str:
    """In the place of a value that is not known yet."""
    return f"{_MARK}: {what}"


def require_written(configuration: Configuration, plans: Iterable[Plan]) -> None:
    """`ConfigurationError` names each key of the plans and of the letterhead whose value is not known yet, with its file."""
    files: dict[str, Record] = {configuration.declared.file_of(plan): plan for plan in plans}
    files["report.toml"] = configuration.letterhead
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
