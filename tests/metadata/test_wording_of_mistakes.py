"""Every error that a value can raise in one of our records has words of its own: what was read, what was expected."""

from __future__ import annotations

import datetime as dt
import importlib
import math
import pkgutil
import re
import tomllib
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

import giamngheo.metadata
from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.letterhead import Letterhead
from giamngheo.metadata.mistakes.wording import in_vietnamese, key_of, toml_mistake
from giamngheo.metadata.reader import Reader
from giamngheo.metadata.recipients import DatedCommunes
from giamngheo.metadata.record import Month, Words
from giamngheo.metadata.settings import load_settings

# The words for what we know nothing of; a pattern or a class of Python's in place of a remedy.
_NO_WORDS = re.compile(r"sửa lại giá trị|theo mẫu|\^|\b(gt|ge|lt|le|None|Input|should)\b")

# What TOML, CSV and variables can hold, each also in a list, in a table, and in a table of tables.
_VALUES = [
    *("", "x", "x" * 5000, "a@b.vn", "2020-02-30", "2020-13", 0, -1, 10**30, 0.5, 1e300, math.nan, math.inf),
    *(
        True,
        dt.date(2020, 2, 1),
        dt.datetime(2020, 2, 1, 3, 4),
        dt.time(7),
        [],
        {},
        ["x", "x"],
        "1900-01-01",
        "9" * 5000,
    ),
]
_SHAPES = [lambda value: value, lambda value: [value], lambda value: {"a": value}, lambda value: {"a": {"a": value}}]


def models():
    for found in pkgutil.walk_packages(giamngheo.metadata.__path__, "giamngheo.metadata."):
        importlib.import_module(found.name)
    waiting = [BaseModel]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        yield from (
            model for model in below if model.__module__.startswith("giamngheo.metadata") and model.model_fields
        )


def errors_of(model):
    """What pydantic says of each value in each field."""
    for field in model.model_fields.values():
        adapter = TypeAdapter(Annotated[field.annotation, "its bounds", *field.metadata])
        for value in _VALUES:
            for shape in _SHAPES:
                try:
                    adapter.validate_python(shape(value))
                except ValidationError as error:
                    yield from error.errors()


@pytest.mark.parametrize("model", sorted(set(models()), key=lambda model: model.__name__))
def test_every_error_that_a_record_can_raise_has_words(model):
    told = {(detail["type"], *in_vietnamese(detail)) for detail in errors_of(model)}
    assert not {words for words in told if _NO_WORDS.search("; ".join(words[1:]))}


def test_the_walk_meets_every_kind():
    met = {detail["type"] for model in set(models()) for detail in errors_of(model)}
    assert met >= {"int_from_float", "literal_error", "string_pattern_mismatch", "model_type", "value_error", "missing"}
    assert len(met) > 25


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Annotated[tuple[int, ...], Field(max_length=2)], [1, 2, 3], "nhiều mục quá; ghi nhiều nhất 2 mục"),
        (Annotated[tuple[int, ...], Field(min_length=2)], [1], "ít mục quá; ghi ít nhất 2 mục"),
        (Annotated[tuple[int, ...], Field(min_length=1)], [], "còn trống; ghi ít nhất 1 mục"),
        (Annotated[str, Field(max_length=2)], "abc", "giá trị «abc» quá dài; viết nhiều nhất 2 ký tự"),
        (Words, "  ", "còn trống; phải ghi"),
        (Month, "", "còn trống; viết năm và tháng như 2020-05"),
        (int, "", "còn trống; ghi một số nguyên, không có dấu nháy, không có phần lẻ"),
        (Literal["a", "b"], "", "còn trống; chọn một trong: 'a' hoặc 'b'"),
    ],
)
def test_what_was_expected_is_told(kind, value, words):
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    assert "; ".join(in_vietnamese(caught.value.errors()[0])) == words


def test_of_a_number_that_is_too_long_only_its_beginning_is_told():
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(int).validate_python("9" * 5000)
    assert in_vietnamese(caught.value.errors()[0])[1] == "ghi số nhỏ hơn"


def test_a_key_that_is_wrong_itself_is_named_without_pydantics_own_step():
    data = {"addresses": {"abc": "xa@huyen.vn"}}
    with pytest.raises(ValidationError) as caught:
        DatedCommunes.model_validate(data)
    assert {key_of(detail["loc"], data) for detail in caught.value.errors()} == {"addresses.abc"}


@pytest.mark.parametrize(
    ("text", "wrong", "remedy"),
    [
        ("a = 1\na = 2\n", "có khóa hoặc mục ghi hai lần, lần sau ở dòng 2", "chỉ để lại một lần"),
        ("a = 1\na = 2", "có khóa hoặc mục ghi hai lần, lần sau ở cuối tệp", "chỉ để lại một lần"),
        ("[a]\n[a]\n", "có khóa hoặc mục ghi hai lần, lần sau ở dòng 2", "chỉ để lại một lần"),
        ("[a]\n[[a]]\n", "có khóa hoặc mục ghi hai lần, lần sau ở dòng 2", "chỉ để lại một lần"),
        ("a = {b = 1, b = 2}\n", "có khóa hoặc mục ghi hai lần, lần sau ở dòng 1", "chỉ để lại một lần"),
        ("a = {b = 1}\n[a.c]\n", "có khóa hoặc mục ghi hai lần, lần sau ở dòng 2", "chỉ để lại một lần"),
        ("a =\nb = 1\n", "sai cú pháp TOML ở dòng 1, cột 4", "sửa dòng được nêu"),
        ("a = 2020-02-30\n", "sai cú pháp TOML ở dòng 1, cột 5", "sửa dòng được nêu"),
        ("a = ", "sai cú pháp TOML: tệp hết giữa chừng", "ghi nốt dòng cuối, đóng dấu nháy, dấu ngoặc còn mở"),
        ('a = """b\n', "sai cú pháp TOML: tệp hết giữa chừng", "ghi nốt dòng cuối, đóng dấu nháy, dấu ngoặc còn mở"),
        (f"a = {'9' * 5000}\n", "có một số quá dài", "ghi số ngắn hơn"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_what_to_do(tmp_path, monkeypatch, text, wrong, remedy):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - a number too long is Python's own
        tomllib.loads(text)
    assert toml_mistake(caught.value) == (wrong, remedy)
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    reader = Reader(tmp_path)
    assert reader.record("settings.toml", Letterhead) is None
    assert reader.mistakes == [f"config/settings.toml: {wrong}; {remedy}."]
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(tmp_path))
    load_settings.cache_clear()
    with pytest.raises(ConfigurationError) as said:
        load_settings()
    assert said.value.mistakes == reader.mistakes


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'code,name\n1,"' + b"x" * 140_000, "dấu nháy kép không đóng, hoặc một ô quá dài"),
        (b"code,name\n1,\xe1\xff", "không phải văn bản UTF-8"),
    ],
)
def test_a_list_that_is_no_csv_is_told(tmp_path, content, why):
    (tmp_path / "units.csv").write_bytes(content)
    reader = Reader(tmp_path)
    assert reader.units("units.csv") is None
    assert reader.mistakes == [f"config/units.csv: không đọc được ({why}); kiểm tra tệp, lưu dạng CSV UTF-8."]
