"""What tests of the configuration share."""

from __future__ import annotations

import shutil

import pytest

from tests.conftest import PROJECT


@pytest.fixture
def folder(tmp_path):
    """The project's configuration, to be changed."""
    return shutil.copytree(PROJECT / "config", tmp_path / "config")
