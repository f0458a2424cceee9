"""Reads the files of `config/` into records, and collects mistakes instead of stopping at the first."""

from __future__ import annotations

import csv
import io
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from giamngheo.core.formats import cause
from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.mistakes.units import mistakes_of_units
from giamngheo.metadata.mistakes.wording import in_vietnamese, key_of, toml_mistake, without_empty
from giamngheo.metadata.unit import Area, Key, Unit

R = TypeVar("R", bound=BaseModel)
PLANS = "plans"  # the folder of further years' plans
FORMS = "forms"


class Reader:
    """Reads files and collects mistakes instead of stopping at the first. `called`: what people call the folder."""

    def __init__(self, folder: Path, called: str = "config/") -> None:
        self.folder = folder
        self._called = called
        self.mistakes: list[str] = []
        self.line_of: dict[tuple[str, Key], int] = {}  # (file, unit or area in it) → its line

    def record(
        self, name: str, model: type[R], extra: dict[str, Any] | None = None, beneath: dict[str, Any] | None = None
    ) -> R | None:
        """`extra` stands over what the file says, `beneath` where it says nothing."""
        data = self._toml(name)
        return None if data is None else self._build(name, model, (beneath or {}) | data | (extra or {}))

    def units(self, name: str) -> tuple[Unit, ...] | None:
        rows = self._csv(name)
        if rows is None:
            return None
        if not rows:
            self.mistake(name, "", "không có đơn vị nào", "ghi mỗi đơn vị một dòng")
            return None
        units = []
        for line, row in enumerate(rows, start=2):
            values = row | {"aliases": tuple(filter(None, (row.get("aliases") or "").split("|")))}
            unit = self._build(f"{name}, dòng {line}", Unit, values)
            if unit:
                units.append(unit)
                self.line_of[name, unit.key] = line
        if len(units) == len(rows):  # of lines that cannot be read nothing more is said
            self.mistakes += mistakes_of_units(units, f"{self._called}{name}")
        return tuple(sorted(units, key=lambda unit: unit.order))

    def lines(self, name: str, model: type[R]) -> tuple[R, ...]:
        """The lines of a table that may be left out: none where there is no such file."""
        rows = (self._csv(name) or []) if (self.folder / name).exists() else []
        built = [self._build(f"{name}, dòng {line}", model, row) for line, row in enumerate(rows, start=2) if row]
        return tuple(line for line in built if line)

    def areas(self, name: str) -> tuple[Area, ...] | None:
        """None where there is no such file, or no line in it; nothing where a line cannot be read."""
        rows = (self._csv(name) or []) if (self.folder / name).exists() else []
        found = []
        for line, row in enumerate(rows, start=2):
            if area := self._build(f"{name}, dòng {line}", Area, row):
                found.append(area)
                self.line_of[name, area.key] = line
        return tuple(found) if len(found) == len(rows) else None

    def _csv(self, name: str) -> list[dict[str, Any]] | None:
        """Lines by the names of their columns, without what is empty; a Vietnamese spreadsheet parts them by semicolons."""
        try:
            text = self._text(name, "utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.mistake(name, "", f"không đọc được ({cause(error)})", "kiểm tra tệp, lưu dạng CSV UTF-8")
            return None
        return [{field: value for field, value in row.items() if field and value} for row in rows]

    def plan_files(self) -> list[str]:
        """`plan.toml` and those of the folder `plans`; the first where there is none, to be missed."""
        further = [path.relative_to(self.folder).as_posix() for path in sorted(self.folder.glob(f"{PLANS}/*.toml"))]
        return ["plan.toml", *further] if not further or (self.folder / "plan.toml").exists() else further

    def form_folders(self) -> list[Path]:
        folders = sorted(path.parent for path in (self.folder / FORMS).glob("*/form.toml"))
        if not folders:
            self.mistake(FORMS, "", "không có biểu nào", "thêm thư mục biểu có tệp form.toml")
        return folders

    def form(self, folder: Path) -> Form | None:
        names = [f"{FORMS}/{folder.name}/{path.name}" for path in sorted(folder.glob("*.toml"))]
        sheets = [self.record(name, Sheet) for name in names if not name.endswith("/form.toml")]
        form = self.record(f"{FORMS}/{folder.name}/form.toml", Form, {"sheets": tuple(filter(None, sheets))})
        return form if None not in sheets else None  # of a form with a sheet that cannot be read nothing more is said

    def _toml(self, name: str) -> dict[str, Any] | None:
        try:
            return tomllib.loads(self._text(name, "utf-8"))
        except FileNotFoundError:
            self.mistake(name, "", "không có tệp này", "chép lại từ bản gốc của thư mục config")
            return None
        except (OSError, UnicodeDecodeError) as error:
            self.mistake(name, "", f"không đọc được ({cause(error)})", "lưu tệp dạng UTF-8")
            return None
        except ValueError as error:  # of TOML, and a number of more digits than Python takes
            self.mistake(name, "", *toml_mistake(error))
            return None

    def _text(self, name: str, encoding: str) -> str:
        """With each letter as one: where a file comes from another system its marks may stand apart, which nobody sees."""
        return unicodedata.normalize("NFC", (self.folder / name).read_text(encoding=encoding))

    def _build(self, name: str, model: type[R], data: dict[str, Any]) -> R | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in without_empty(error.errors()):
                self.mistake(name, key_of(detail["loc"], data), *self.told(detail, model))
            return None

    def told(self, detail: Any, model: type[BaseModel]) -> tuple[str, str]:
        """What is wrong in a value of a record, and what to do; of a missing one also what it means."""
        wrong, remedy = in_vietnamese(detail)
        meaning = _meaning(model, detail["loc"]) if detail["type"] == "missing" else ""
        return wrong + (meaning and f" ({meaning})"), remedy

    def mistake(self, name: str, key: str, wrong: str, remedy: str) -> None:
        place = f"{self._called}{name}" + (f", khóa «{key}»" if key else "")
        self.mistakes.append(f"{place}: {wrong}; {remedy}.")


def delimiter_of(table: str) -> str:
    """A comma, or the semicolon of a Vietnamese spreadsheet."""
    heading = table.partition("\n")[0]
    return ";" if ";" in heading and "," not in heading else ","


def _meaning(model: type[BaseModel], steps: Iterable[int | str]) -> str:
    """What the schema says of a key, which an officer is to write."""
    schema = model.model_json_schema()
    part = schema
    for step in steps:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        part = part.get("items", {}) if isinstance(step, int) else part.get("properties", {}).get(step, {})
    return str(part.get("description", ""))
