"""The files of a new office, out of a sample that itself serves an office."""

from __future__ import annotations

import shutil

import pytest

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.scaffold.answers import Answers
from giamngheo.metadata.scaffold.folder import lay_config
from giamngheo.metadata.scaffold.new_office import files_of_office, sample_in
from giamngheo.metadata.scaffold.units import NewUnit
from tests.conftest import PROJECT
from tests.support.new_office import ANSWERS, UNITS

ASKED = Answers.model_validate(ANSWERS)
NEW_UNITS = [NewUnit(code=code, name=name) for code, name in UNITS.items()]


@pytest.fixture
def clone(tmp_path):
    """The `config/` of a clone."""
    return shutil.copytree(PROJECT / "config", tmp_path / "clone")


def test_what_a_clones_own_office_has_added_is_not_the_new_ones(clone, tmp_path):
    before = sample_in(clone)
    (clone / "plans").mkdir()
    (clone / "plans" / "2021.toml").write_bytes(before["plan.toml"])
    (clone / "công văn.docx").write_bytes(b"PK")
    assert sample_in(clone) == before
    assert lay_config(tmp_path / "new", files_of_office(before, ASKED, NEW_UNITS)).is_dir()


def test_a_file_that_a_clone_does_not_have_is_named(clone):
    for name in ("levels.toml", "areas.csv"):
        (clone / name).unlink()
    with pytest.raises(ConfigurationError, match=r"thiếu tệp areas.csv, levels.toml; chép lại từ bản gốc"):
        sample_in(clone)
