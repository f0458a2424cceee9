"""Settings that are not what somebody meant: said in a sentence, never ignored."""

from __future__ import annotations

import re

import pytest

from giamngheo.metadata.settings import Settings, load_settings, unknown_variables
from tests.conftest import PROJECT


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GIAMNGHEO_INBOXX", "GIAMNGHEO_INBOX"),
        ("GIAMNGHEO_SMTP_PASSWD", "GIAMNGHEO_SMTP_PASSWORD"),
        ("GIAMNGHEO_MAIL_HOST", "GIAMNGHEO_SMTP_HOST"),
        ("GIAMNGHEO_DATABASE_URL", "GIAMNGHEO_PREFECT_DATABASE_URL"),
        ("GIAMNGHEO_SETTLE_SECOND", "GIAMNGHEO_SETTLE_SECONDS"),
        ("giamngheo_inboxx", "GIAMNGHEO_INBOX"),
    ],
)
def test_a_misspelt_variable_is_an_error_with_the_name_that_was_meant(giamngheo, monkeypatch, written, meant):
    monkeypatch.setenv(written, "a secret of somebody")
    load_settings.cache_clear()
    code, out, err = giamngheo("status", "--period", "2020-01")
    assert (code, out) == (2, "")
    assert err == (
        f"Không có cài đặt nào tên {written}; ý bạn là {meant}? Sửa tên hoặc bỏ biến môi trường này. (Mã GN-301)\n"
    )


def test_a_name_like_no_other_is_said_too():
    (said,) = unknown_variables(["GIAMNGHEO_Q"])
    assert "GIAMNGHEO_Q; xem tên các biến trong docs/settings.md" in said


def test_misspelt_names_and_wrong_values_are_said_at_once(giamngheo, monkeypatch):
    monkeypatch.setenv("GIAMNGHEO_INBOXX", "x")
    monkeypatch.setenv("GIAMNGHEO_SMTP_PORT", "cổng")
    load_settings.cache_clear()
    code, _, err = giamngheo("status", "--period", "2020-01")
    assert (code, len(err.splitlines())) == (2, 2)


def test_every_setting_and_what_compose_reads_itself_is_known():
    text = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
    own = {f"GIAMNGHEO_{name.upper()}" for name in Settings.model_fields}
    assert unknown_variables(own | set(re.findall(r"GIAMNGHEO_[A-Z_]*[A-Z]\b", text)) | {"GIAMNGHEO_TEST_X"}) == []


@pytest.mark.parametrize("name", ["PREFECT_API_URL", "_GIAMNGHEO_COMPLETE", "GIAMNGHEO", "MY_GIAMNGHEO_INBOXX"])
def test_other_programs_variables_are_theirs(name):
    assert unknown_variables([name]) == []


def test_an_empty_variable_is_none(giamngheo, monkeypatch):
    """As Compose hands on what nobody set."""
    monkeypatch.setenv("GIAMNGHEO_INBOXX", "")
    load_settings.cache_clear()
    assert giamngheo("explanations", "--period", "2020-01")[0] == 0


def test_a_missing_configuration_folder_is_one_sentence_with_its_path(giamngheo, monkeypatch, tmp_path):
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(tmp_path / "gone"))
    load_settings.cache_clear()
    code, out, err = giamngheo("status", "--period", "2020-01")
    assert (code, out) == (2, "")
    assert err.startswith(f"Không có thư mục cấu hình {tmp_path / 'gone'}; sửa biến GIAMNGHEO_CONFIG")
    assert len(err.splitlines()) == 1
