"""A folder of configuration as its files, and files laid into a new folder: all of them or none, over nothing."""

from __future__ import annotations

import contextlib
import os
import posixpath
import tempfile
from pathlib import Path

from giamngheo.core.errors import UsageError
from giamngheo.core.files import write_new
from giamngheo.core.formats import cause
from giamngheo.metadata.load import load_configuration
from giamngheo.metadata.reference.schemas import schemas
from giamngheo.metadata.scaffold.toml_files import filled_in, name_schema

Files = dict[str, bytes]  # path below the folder → content

_CONFIG, _SCHEMAS = "config", "schemas"
_MOST_NAMED = 5


def files_in(folder: Path) -> Files:
    """All of a configuration, also what only the office knows why it lies there; hidden files are programs', not its.

    `UsageError` where one cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path: path.relative_to(folder) for path in paths}
    try:
        return {name.as_posix(): path.read_bytes() for path, name in names.items() if not _is_hidden(name)}
    except OSError as error:
        raise UsageError(
            f"Không đọc được {error.filename} ({cause(error)}); chưa ghi gì. Sửa quyền đọc rồi chạy lại."
        ) from error


def hidden_in(folder: Path) -> list[str]:
    """What `files_in` passes over: hidden files, and folders that lie elsewhere."""
    found = sorted(
        path for path in folder.rglob("*") if path.name.startswith(".") or (path.is_symlink() and path.is_dir())
    )
    names = [path.relative_to(folder) for path in found]
    return [name.as_posix() for name in names if not _is_hidden(name.parent)]


def config_below(folder: Path) -> Path:
    """Where the new configuration goes; `UsageError` names what is there already, or why nothing can be written there."""
    target = folder / _CONFIG
    try:
        there = [target] if target.is_file() else sorted(path for path in target.rglob("*") if path.is_file())
        there_is = (path for path in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(path))
        require_room(next(there_is))
    except OSError as error:
        raise _not_written(folder, error) from error
    if there:
        named = ", ".join(map(str, there[:_MOST_NAMED])) + (", …" if len(there) > _MOST_NAMED else "")
        raise UsageError(f"Đã có {named}; không ghi đè và chưa ghi gì. Chọn thư mục khác.")
    return target


def require_room(place: Path) -> None:
    """`UsageError` where nothing can be written. Tried, since rights alone do not tell: a share may be read-only, or full."""
    if not place.is_dir():
        raise UsageError(f"{place} không có, hoặc không phải thư mục; chưa ghi gì. Chọn thư mục khác.")
    try:
        with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=place):
            pass
    except OSError as error:
        raise _not_written(place, error) from error


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
        raise _not_written(folder, error) from error
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


def _not_written(folder: Path, error: OSError) -> UsageError:
    return UsageError(f"Không ghi được vào {folder} ({cause(error)}); chưa ghi gì. Chọn thư mục khác.")


def _is_hidden(name: Path) -> bool:
    return any(part.startswith(".") for part in name.parts)


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
    """The program's own lie among them, and each file names its own there."""
    laid = {f"{_SCHEMAS}/{name}": text.encode("utf-8") for name, text in schemas().items()}
    return {name: _naming_schema(name, data, laid) for name, data in files.items()} | laid


def _naming_schema(name: str, data: bytes, laid: Files) -> bytes:
    def moved(schema: str) -> str:
        ours = f"{_SCHEMAS}/{posixpath.basename(schema)}"
        return posixpath.relpath(ours, posixpath.dirname(name) or ".") if ours in laid else schema

    if not name.endswith(".toml"):
        return data
    try:
        return filled_in(data, name_schema, moved)
    except ValueError:  # no TOML: what nobody reads stays as it is, what is read is said to be wrong when it is tried
        return data
