"""A form beside the main one: laid into a configuration, and a workbook on it, typed by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from giamngheo.metadata.settings import load_settings
from tests.conftest import PROJECT


def lay_form(config: Path, form: str) -> Path:
    """Add one of the example forms to a configuration; gives the form's folder."""
    return Path(shutil.copytree(PROJECT / "examples" / "forms" / form, config / "forms" / form))


def with_form(folder: Path, form: str, patch: pytest.MonkeyPatch) -> Path:
    """The project's configuration with the form in it, which the settings see from now on; gives its folder."""
    config = folder / "config"
    shutil.copytree(PROJECT / "config", config)
    lay_form(config, form)
    patch.setenv("GIAMNGHEO_CONFIG", str(config))
    load_settings.cache_clear()
    return config


def typed(
    cover: Mapping[str, str], name: str, headings: Iterable[str], lines: Iterable[Sequence[object]]
) -> openpyxl.Workbook:
    """A cover of labels and values, and one numbered list, whose sheet has the `name`."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Thông tin"
    for label, value in cover.items():
        sheet.append([label, value])
    listed = workbook.create_sheet(name)
    listed.append(["STT", *headings])
    for number, line in enumerate(lines, start=1):
        listed.append([number, *line])
    return workbook


def saved(workbook: openpyxl.Workbook, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path
