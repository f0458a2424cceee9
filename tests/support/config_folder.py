"""The project's configuration in a folder of the test's own, written otherwise in a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata import load_configuration


def change(path: Path, old: str, new: str, count: int = -1) -> None:
    """Replace a text that must be there; the first `count` times, or everywhere."""
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(folder)
    return caught.value.mistakes
