"""A folder of configuration as its files, and files laid into a new folder: all of them or none, over nothing."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from giamngheo.core.errors import UsageError
from giamngheo.core.files import write_new
from giamngheo.core.formats import cause
from giamngheo.metadata.load import load_configuration
from giamngheo.metadata.reference.schemas import schemas

Files = dict[str, bytes]  # path below the folder → content

_CONFIG, _SCHEMAS = "config", "schemas"
_SCHEMAS_OF_CLONE = b"../docs/schemas/"  # where the files of the project's own `config/` name theirs
_MOST_NAMED = 5


def files_in(folder: Path) -> Files:
    """The tables and TOML files of a configuration."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".toml", ".csv") and path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def config_below(folder: Path) -> Path:
    """Where the new configuration goes; `UsageError` names what is there already."""
    target = folder / _CONFIG
    there = [target] if target.is_file() else sorted(path for path in target.rglob("*") if path.is_file())
    if there:
        named = ", ".join(map(str, there[:_MOST_NAMED])) + (", …" if len(there) > _MOST_NAMED else "")
        raise UsageError(f"Đã có {named}; không ghi đè và chưa ghi gì. Chọn thư mục khác.")
    return target


def lay_config(folder: Path, files: Files) -> Path:
    """Put a configuration with its schemas into `folder/config`, once it loads; gives that folder.

    `ConfigurationError` with every mistake in what would be laid, `UsageError` where something is already, or nothing can be
    written: then nothing has been.
    """
    target = config_below(folder)
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put_together(target, _with_schemas(files))
    except BaseException as error:
        for path in made:
            with contextlib.suppress(OSError):
                path.rmdir()
        if not isinstance(error, OSError):
            raise
        raise UsageError(f"Không ghi được vào {folder} ({cause(error)}); chưa ghi gì. Chọn thư mục khác.") from error
    return target


def lay_beside(config: Path, name: str, data: bytes) -> Path:
    """Put one more file into a configuration that is in use, once it loads with it; gives the file's place.

    `ConfigurationError` with every mistake that there would be, `UsageError` where something is there already, or nothing can
    be written: then nothing has been.
    """
    target = config / name
    with tempfile.TemporaryDirectory() as beside:
        _try_out(Path(beside), files_in(config) | {name: data})
    try:
        target.parent.mkdir(exist_ok=True)
        write_new(target, data)
    except FileExistsError:
        raise UsageError(f"Đã có {target}; không ghi đè và chưa ghi gì.") from None
    except OSError as error:
        raise UsageError(f"Không ghi được {target} ({cause(error)}); chưa ghi gì.") from error
    return target


def below_first_line(file: bytes, comment: str) -> bytes:
    """A TOML file with a comment under the line that names its schema."""
    first, _, rest = file.decode("utf-8").partition("\n")
    lines = (f"# {line}" for line in comment.splitlines())
    return "\n".join([first, *lines, rest]).encode("utf-8")


def _put_together(target: Path, files: Files) -> None:
    """Beside its place, where it is tried, and then brought there by one renaming."""
    with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=target.parent) as beside:
        draft = Path(beside) / _CONFIG
        _try_out(draft, files)
        os.rename(draft, target)


def _try_out(draft: Path, files: Files) -> None:
    for name, data in files.items():
        (draft / name).parent.mkdir(parents=True, exist_ok=True)
        (draft / name).write_bytes(data)
    load_configuration(draft)


def _with_schemas(files: Files) -> Files:
    """The schemas lie among them, and each file names its own there."""
    own = {name: data.replace(_SCHEMAS_OF_CLONE, f"{_SCHEMAS}/".encode(), 1) for name, data in files.items()}
    return own | {f"{_SCHEMAS}/{name}": text.encode("utf-8") for name, text in schemas().items()}


def filled_in(file: bytes, fill: Callable[..., None], *values: Any) -> bytes:
    """A TOML file with other values, its comments and its order kept."""
    import tomlkit

    document = tomlkit.parse(file.decode("utf-8"))
    fill(document, *values)
    return tomlkit.dumps(document).encode("utf-8")
