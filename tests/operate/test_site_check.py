"""What the self-check says of where the pages for leaders are laid."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from giamngheo.core.errors import ConfigurationError, StorageSilent, StorageUnavailable
from giamngheo.metadata.settings import load_settings
from giamngheo.operate.site_check import pages_for_leaders
from tests.support.office import Office, on_one_engine

ADDRESS = "https://lan:mat-khau@noi-bo.example/giam-ngheo"
SHOWN = "https://…@noi-bo.example/giam-ngheo"
pytestmark = on_one_engine


@pytest.fixture
def said(office: Office, monkeypatch):
    def of(folder: Path | None, address: str = "") -> str:
        monkeypatch.setenv("GIAMNGHEO_SITE_FOLDER", str(folder or ""))
        monkeypatch.setenv("GIAMNGHEO_SITE_ADDRESS", address)
        load_settings.cache_clear()
        return pages_for_leaders(office.context)

    return of


def test_where_they_lie_and_how_leaders_open_them(said, tmp_path):
    assert said(None).endswith("/reports/KỲ/trang-lanh-dao")
    assert said(tmp_path, ADDRESS) == f"{tmp_path}, ghi được; lãnh đạo mở bằng {SHOWN}"
    assert "chưa ghi address ở [site]" in said(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert said(tmp_path)
    assert sorted(tmp_path.iterdir()) == before  # nothing of the try is left


def test_an_address_under_which_nothing_is_laid(said):
    with pytest.raises(ConfigurationError, match=r"có address .* chưa khai folder") as raised:
        said(None, ADDRESS)
    assert SHOWN in str(raised.value)
    assert "mat-khau" not in str(raised.value)


@pytest.mark.parametrize("name", ["gone", "file"])
def test_a_folder_that_takes_nothing(said, tmp_path, name):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageUnavailable, match=rf"không ghi được vào .*{name} \(.+\)\. Kiểm tra ổ mạng đã gắn"):
        said(tmp_path / name)


def test_a_share_that_does_not_answer(said, tmp_path, monkeypatch):
    """To open what lies on it takes for ever, and gives no error."""
    silent = tmp_path / "silent"
    os.mkfifo(silent)
    monkeypatch.setattr("giamngheo.operate.site_check._PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda **_: silent.open("rb"))
    with pytest.raises(StorageSilent, match=r"không trả lời\. Kiểm tra ổ mạng đã gắn"):
        said(tmp_path)
