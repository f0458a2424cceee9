"""The mapping file: which of their columns goes into which of ours, and what their values mean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from giamngheo.core.errors import ConfigurationError, UsageError
from giamngheo.core.text import headings_of
from giamngheo.metadata.form import Form, Sheet
from giamngheo.metadata.reader import Reader
from giamngheo.metadata.record import FieldName, Record
from giamngheo.read.tables import HowToRead


class Mapped(Record):
    """What goes into one of our columns: their column, or the same value everywhere."""

    column: str = Field(default="", description="Tiêu đề cột của tệp")
    values: dict[str, str] = Field(default={}, description="Giá trị của tệp → chữ mà biểu nhận")
    factor: float = Field(default=1, gt=0, description="Nhân với số này: đồng → triệu đồng là 0.000001")
    constant: str | int | float | None = Field(default=None, description="Giá trị chung cho mọi dòng")


class ImportMapping(Record):
    """A mapping file. Keys of `columns` and `cover` are our fields or our headings."""

    table: FieldName = Field(default="household", description="Trang của biểu mà các dòng là của nó")
    unit: str = Field(default="", description="Tiêu đề cột có mã đơn vị; trống: mọi dòng là của --unit")
    decimal: Literal[",", "."] = Field(default=",", description="Dấu thập phân của số viết dạng chữ")
    sheet: str = Field(default="", description="Trang tính của tệp; trống: trang có các cột mà columns nêu")
    delimiter: str = Field(default="", max_length=1, description="Dấu ngăn cột của tệp CSV; trống: tự nhận")
    encoding: str = Field(default="", description="Bảng mã của tệp CSV; trống: tự nhận")
    columns: dict[str, Mapped] = Field(min_length=1, description="Cột của biểu = cột của tệp")
    cover: dict[str, Mapped] = Field(
        default={}, description="Như columns, cho trang thông tin; lấy dòng đầu của đơn vị"
    )

    @field_validator("columns", "cover", mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        """`"Mã hộ" = "MA_HO"` is short for `{ column = "MA_HO" }`."""
        if not isinstance(value, dict):
            return value
        return {name: {"column": one} if isinstance(one, str) else one for name, one in value.items()}

    @property
    def reading(self) -> HowToRead:
        return HowToRead(self.sheet, self.delimiter, self.encoding)


def load_mapping(file: Path, form: Form) -> ImportMapping:
    """With our fields for names; `ConfigurationError` with everything that is wrong in the file."""
    if not file.is_file():
        raise UsageError(f"Không có tệp {file}; lập một tệp bằng giamngheo import TỆP --sample.")
    reader = Reader(file.parent, called="")
    mapping = reader.record(file.name, ImportMapping)
    if mapping is None:
        raise ConfigurationError(reader.mistakes)
    tables = [sheet.table for sheet in form.sheets if sheet.layout == "table"]
    if mapping.table not in tables:
        wrong = f"biểu không có trang bảng «{mapping.table}»; chọn một trong: {', '.join(tables)}"
        raise ConfigurationError([f"{file.name}, khóa «table»: {wrong}."])
    if mistakes := [*_mistakes(mapping, file.name, form)]:
        raise ConfigurationError(mistakes)
    of = form.tables[mapping.table]
    columns = {_field(of, name): one for name, one in mapping.columns.items()}
    cover = {_field(form.tables["cover"], name): one for name, one in mapping.cover.items()}
    return mapping.model_copy(update={"columns": columns, "cover": cover})


def _mistakes(mapping: ImportMapping, file: str, form: Form) -> Iterator[str]:
    for part, table, mapped in (("columns", mapping.table, mapping.columns), ("cover", "cover", mapping.cover)):
        sheet = form.tables[table]
        fields = [_field(sheet, name) for name in mapped]
        for name, field in zip(mapped, fields, strict=True):
            place = f"{file}, khóa «{part}.{name}»"
            if not field:
                known = ", ".join(f"«{column.heading}»" for column in sheet.column)
                yield f"{place}: biểu không có cột này; ghi một trong: {known}."
            elif fields.count(field) > 1:
                yield f"{place}: cột «{sheet.columns[field].heading}» được ghi hai lần; bỏ một."
            one = mapped[name]
            if bool(one.column) is (one.constant is not None):
                yield f"{place}: ghi column (cột của tệp) hoặc constant (một giá trị chung), chỉ một trong hai."


def _field(sheet: Sheet, name: str) -> str:
    """Our field by its own name or by a heading; empty where there is none."""
    found = (sheet.field_of_heading[way] for way in headings_of(name) if way in sheet.field_of_heading)
    return name if name in sheet.columns else next(found, "")
