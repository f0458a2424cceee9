"""Settings: one name for each, in the file's section and in the environment."""

from __future__ import annotations

import shutil

import pytest

from giamngheo.core.errors import ConfigurationError
from giamngheo.metadata.settings import TaskRunnerSettings, load_settings
from tests.conftest import PROJECT


@pytest.fixture
def file(tmp_path, monkeypatch):
    folder = tmp_path / "config"
    folder.mkdir()
    shutil.copy(PROJECT / "config" / "settings.toml", folder)
    monkeypatch.setenv("GIAMNGHEO_CONFIG", str(folder))
    load_settings.cache_clear()
    yield folder / "settings.toml"
    load_settings.cache_clear()


def test_every_variable_of_the_mail_server(file, monkeypatch, tmp_path):
    secret = tmp_path / "password"
    secret.write_text("bí mật\n", encoding="utf-8")
    values = {
        "HOST": "thu.example",
        "PORT": "465",
        "TLS": "ssl",
        "USER": "gn",
        "SENDER": "a@b.vn",
        "CA_FILE": "/ca.pem",
    }
    for name, value in (values | {"PASSWORD_FILE": str(secret)}).items():
        monkeypatch.setenv(f"GIAMNGHEO_SMTP_{name}", value)
    smtp = load_settings().smtp
    assert (smtp.host, smtp.port, smtp.tls, smtp.user) == ("thu.example", 465, "ssl", "gn")
    assert (smtp.sender, str(smtp.ca_file), smtp.login_password) == ("a@b.vn", "/ca.pem", "bí mật")
    assert smtp.sender_name == "Phòng LĐ-TB&XH huyện Thạch Hà"  # the file's, where the environment is silent
    assert file.exists()


def test_a_password_goes_before_its_file_and_is_not_shown(file, monkeypatch):
    monkeypatch.setenv("GIAMNGHEO_SMTP_PASSWORD", "mật khẩu")
    monkeypatch.setenv("GIAMNGHEO_SMTP_PASSWORD_FILE", str(file))
    settings = load_settings()
    assert settings.smtp.login_password == "mật khẩu"
    assert "mật khẩu" not in repr(settings)


def test_an_empty_variable_says_nothing(file, monkeypatch):
    file.write_text('[smtp]\nhost = "trong-tep"\n', encoding="utf-8")
    for name in ("HOST", "PORT", "TLS", "USER", "SENDER"):
        monkeypatch.setenv(f"GIAMNGHEO_SMTP_{name}", "")
    smtp = load_settings().smtp
    assert (smtp.host, smtp.port, smtp.tls) == ("trong-tep", 587, "starttls")


def test_the_section_may_bear_its_old_name(file, monkeypatch):
    file.write_text('[mail]\nhost = "cu"\nport = 25\n', encoding="utf-8")
    monkeypatch.setenv("GIAMNGHEO_SMTP_PORT", "26")
    smtp = load_settings().smtp
    assert (smtp.host, smtp.port) == ("cu", 26)


def test_other_settings_with_an_underscore_stay_whole(file, monkeypatch):
    monkeypatch.setenv("GIAMNGHEO_WAREHOUSE_URL", "sqlite:///x.db")
    monkeypatch.setenv("GIAMNGHEO_SETTLE_SECONDS", "3")
    monkeypatch.setenv("GIAMNGHEO_LIMITS_FILE_MB", "5")
    settings = load_settings()
    assert (settings.warehouse, settings.settle_seconds) == ("sqlite:///x.db", 3.0)
    assert (settings.limits.file_mb, settings.limits.unpacked_mb) == (5, 300)
    assert file.exists()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("GIAMNGHEO_SMTP_PORT", "cổng", "GIAMNGHEO_SMTP_PORT"),
        ("GIAMNGHEO_SMTP_TLS", "có", "GIAMNGHEO_SMTP_TLS"),
        ("GIAMNGHEO_SMTP_HOTS", "x", "GIAMNGHEO_SMTP_HOST?"),
        ("GIAMNGHEO_SETTLE_SECONDS", "-1", "GIAMNGHEO_SETTLE_SECONDS"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(file, monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert len(caught.value.mistakes) == 1
    assert says in caught.value.mistakes[0]
    assert file.exists()


def test_an_empty_password_file_opens_nothing(file, tmp_path, monkeypatch):
    empty = tmp_path / "prefect-auth"
    empty.write_text("\n")
    monkeypatch.setenv("GIAMNGHEO_PREFECT_AUTH_FILE", str(empty))
    with pytest.raises(ConfigurationError, match="prefect-auth rỗng; ghi một dòng dạng admin:mật-khẩu"):
        _ = load_settings().prefect_auth
    assert file.exists()


@pytest.mark.parametrize(
    ("variable", "asked"),
    [
        ("ARCHIVE_KEY_FILE", lambda settings: settings.archive_keys),
        ("PREFECT_AUTH_FILE", lambda settings: settings.prefect_auth),
        ("SMTP_PASSWORD_FILE", lambda settings: settings.smtp.login_password),
        ("WAREHOUSE_PASSWORD_FILE", lambda settings: settings.warehouse),
        ("PREFECT_DATABASE_PASSWORD_FILE", lambda settings: settings.prefect_database),
    ],
)
@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe\x01", "không phải văn bản UTF-8"), (None, "(không tìm thấy)")]
)
@pytest.mark.usefixtures("file")
def test_a_secret_that_is_no_text_or_not_there_is_named_with_its_file(
    tmp_path, monkeypatch, variable, asked, content, says
):
    secret = tmp_path / "secret"
    if content:
        secret.write_bytes(content)
    for name in ("WAREHOUSE", "PREFECT_DATABASE"):
        monkeypatch.setenv(f"GIAMNGHEO_{name}_URL", "postgresql+psycopg://a@b/c")
    monkeypatch.setenv(f"GIAMNGHEO_{variable}", str(secret))
    with pytest.raises(ConfigurationError) as caught:
        asked(load_settings())
    assert f"GIAMNGHEO_{variable}: " in str(caught.value)
    assert says in str(caught.value)


def test_what_is_wrong_in_a_file_of_settings_is_said_in_vietnamese_and_tells_no_secret(file):
    file.write_text("home = \n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="sai cú pháp TOML ở dòng 1, cột 8; sửa dòng được nêu"):
        load_settings()
    file.write_text("[smtp]\npassword = 4711\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert "«smtp.password»" in str(caught.value)
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql://may:abc/kho", "kho"])
@pytest.mark.parametrize(
    ("variable", "asked"),
    [
        ("GIAMNGHEO_WAREHOUSE", lambda settings: settings.warehouse),
        ("GIAMNGHEO_PREFECT_DATABASE", lambda settings: settings.prefect_database),
    ],
)
def test_an_address_of_a_database_that_is_none_is_named(file, monkeypatch, variable, asked, address):
    monkeypatch.setenv(f"{variable}_URL", address)
    monkeypatch.setenv(f"{variable}_PASSWORD_FILE", str(file))
    with pytest.raises(ConfigurationError, match=f"{variable}_URL: không phải địa chỉ cơ sở dữ liệu"):
        asked(load_settings())


def test_where_batches_are_worked_off(file, monkeypatch):
    assert load_settings().task_runner == TaskRunnerSettings()  # what the sample says is what holds without it
    file.write_text("", encoding="utf-8")
    load_settings.cache_clear()
    assert load_settings().task_runner.kind == "threads"
    for name, value in {"KIND": "dask", "WORKERS": "6", "WORKBOOKS": "40", "ADDRESS": "tls://may:8786"}.items():
        monkeypatch.setenv(f"GIAMNGHEO_TASK_RUNNER_{name}", value)
    monkeypatch.setenv("GIAMNGHEO_WAREHOUSE_URL", "postgresql+psycopg://gn@may/gn")
    load_settings.cache_clear()
    own = load_settings().task_runner
    assert (own.kind, own.workers, own.workbooks, own.address) == ("dask", 6, 40, "tls://may:8786")
    assert own.is_elsewhere


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"KIND": "processes", "ADDRESS": "tls://may:8786"},
            "address là địa chỉ của cụm Dask, nhưng kind là processes",
        ),
        ({"KIND": "dask", "ADDRESS": "tls://may:8786"}, "máy khác không ghi được vào kho dữ liệu SQLite"),
        ({"KIND": "spark"}, "chọn một trong: 'threads', 'processes' hoặc 'dask'"),
        ({"WORKERS": "0"}, "ghi số ít nhất là 1"),
        (
            {"WORKER": "3"},
            "Không có cài đặt nào tên GIAMNGHEO_TASK_RUNNER_WORKER; ý bạn là GIAMNGHEO_TASK_RUNNER_WORKERS?",
        ),
    ],
    ids=str,
)
def test_batches_that_could_not_be_worked_off_there(monkeypatch, variables, said):
    for name, value in variables.items():
        monkeypatch.setenv(f"GIAMNGHEO_TASK_RUNNER_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert said in str(caught.value)
