"""What the office has still to write into its configuration: values that `giamngheo init` left open, for want of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.plan import Plan
from giamngheo.metadata.record import Record

_MARK = "CẦN GHI"
NOTE = "#!"  # what each line of a note begins with that `giamngheo init` puts at the top of a file: what in it is another's


def to_write(what: str) -> str:
    """In the place of a value that is not known yet."""
    return f"{_MARK}: {what}"


def noted_in(folder: Path) -> list[str]:
    """The files of a configuration in which a note still stands: nobody has looked through what was copied."""
    files = (path for path in sorted(folder.rglob("*.toml")) if path.is_file())
    noted = (path for path in files if any(line.startswith(NOTE.encode()) for line in path.read_bytes().splitlines()))
    return [path.relative_to(folder).as_posix() for path in noted]


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
