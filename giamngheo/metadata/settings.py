"""Where things are and which services are used: `config/settings.toml`, over it `GIAMNGHEO_…` variables.

Read once at the edge (the command line, a flow's start) and handed on; the domain reads no environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from giamngheo.core.archive import folder_at
from giamngheo.core.errors import ConfigurationError
from giamngheo.core.formats import cause
from giamngheo.metadata.mistakes.wording import in_vietnamese, toml_mistake
from giamngheo.metadata.secret_files import sealing_key, secret_of, with_password

PROJECT = Path(__file__).resolve().parents[2]
_IS_CLONE = (PROJECT / "pyproject.toml").is_file()
# The sample configuration: that of the clone; where the program is installed alone, it brings a copy of the same files.
SAMPLE = PROJECT / "config" if _IS_CLONE else PROJECT / "giamngheo" / "sample" / "config"
# Nobody reports in the sample's name by having named no folder: installed alone, it is the one of the folder at hand.
_USUAL_CONFIG = SAMPLE if _IS_CLONE else Path("config")
_PREFIX = "GIAMNGHEO_"
_NOT_OURS = {
    "INBOX_DIR",
    "INBOX_READ_ONLY",
    "BIND",
    "PORT",
    "MAIL_CATCHER_PORT",
    "PRECHECK_BIND",
    "PRECHECK_PORT",
    "BI_BIND",
    "BI_PORT",
    "BI_TLS",
}  # docker-compose.yml reads these itself
_TESTS_OWN = "TEST_"


class ReadingLimits(BaseModel):
    """How large a workbook may be (rule F103)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    file_mb: int = Field(default=20, gt=0, description="Tệp lớn nhất được nhận, MB")
    unpacked_mb: int = Field(default=300, gt=0, description="Cỡ lớn nhất sau khi giải nén, MB")
    household_rows: int = Field(default=50_000, gt=0, description="Số dòng nhiều nhất của danh sách hộ")
    memory_mb: int = Field(default=1024, ge=128, description="Bộ nhớ nhiều nhất để mở một tệp, MB")
    seconds: int = Field(default=120, gt=0, description="Đọc một tệp lâu nhất bấy nhiêu giây")


class SmtpSettings(BaseModel):
    """How letters leave: the section [smtp] of the file, over it GIAMNGHEO_SMTP_…"""

    model_config = ConfigDict(frozen=True, extra="forbid")
    host: str = Field(default="", description="Để trống: thư được giữ thành tệp, không gửi ra ngoài.")
    port: int = Field(default=587, gt=0, lt=65536, description="Cổng của máy chủ thư")
    tls: Literal["starttls", "ssl", "none"] = Field(
        default="starttls", description="Cách mã hóa: starttls, ssl, hoặc none"
    )
    user: str = Field(default="", description="Tên đăng nhập")
    password: SecretStr | None = Field(default=None, description="Mật khẩu; nên dùng password_file")
    password_file: Path | None = Field(default=None, description="Tệp chứa mật khẩu")
    ca_file: Path | None = Field(default=None, description="Chứng thư gốc riêng của cơ quan.")
    sender: str = Field(default="giamngheo@localhost.localdomain", description="Địa chỉ gửi")
    sender_name: str = Field(default="", description="Tên bên gửi")
    timeout_seconds: int = Field(default=30, gt=0, description="Chờ máy chủ thư trả lời bấy nhiêu giây")
    answer_seconds: int = Field(default=300, gt=0, description="Khi đã chuyển hết một thư: chờ trả lời bấy nhiêu giây")
    letter_seconds: int = Field(default=900, gt=0, description="Gửi một thư lâu nhất bấy nhiêu giây")
    step_seconds: int = Field(default=3600, gt=0, description="Gửi mọi thư của một bước lâu nhất bấy nhiêu giây")

    @property
    def login_password(self) -> str | None:
        """Given by itself or in a file of its own. Never log it."""
        if self.password:
            return self.password.get_secret_value()
        if self.password_file:
            return secret_of(self.password_file, "GIAMNGHEO_SMTP_PASSWORD_FILE") or None
        return None


class TaskRunnerSettings(BaseModel):
    """On what batches of workbooks are worked off: the section [task_runner] of the file, over it GIAMNGHEO_TASK_RUNNER_…"""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["threads", "processes", "dask"] = Field(
        default="threads",
        description="Các lô chạy ở đâu: threads (trong lượt chạy), processes (tiến trình con), dask (cụm Dask)",
    )
    workers: int = Field(
        default=2, ge=1, description="Bao nhiêu lô cùng lúc; cụm Dask có address thì theo số worker của cụm"
    )
    workbooks: int = Field(default=250, ge=1, description="Một lô khoảng bấy nhiêu tệp")
    address: str = Field(
        default="", description="Chỉ với dask: địa chỉ của cụm, như tls://may-chu:8786; trống: cụm riêng trên máy này"
    )

    @property
    def is_elsewhere(self) -> bool:
        """Whether batches may be worked off on other machines."""
        return self.kind == "dask" and bool(self.address)


class SiteSettings(BaseModel):
    """Where the pages for leaders lie: the section [site] of the file, over it GIAMNGHEO_SITE_…"""

    model_config = ConfigDict(frozen=True, extra="forbid")
    folder: Path | None = Field(
        default=None, description="Thư mục chứa trang lãnh đạo, mỗi kỳ một thư mục con; trống: cạnh tệp của báo cáo"
    )
    address: str = Field(
        default="",
        description="Lãnh đạo mở thư mục ấy bằng địa chỉ nào: https://…, hoặc \\\\máy\\thư-mục; trống: thư không có đường dẫn",
    )
    small_counts_below: int = Field(
        default=3, ge=1, description="Số hộ, số người của cấp nhỏ nhất dưới số này không nêu ở trang lãnh đạo"
    )


class _SettingsFile(TomlConfigSettingsSource):
    """`settings.toml`; the section [mail] is the old name of [smtp]."""

    def __call__(self) -> dict[str, Any]:
        found = super().__call__()
        return (
            found if "smtp" in found else {"smtp" if name == "mail" else name: value for name, value in found.items()}
        )


class Settings(BaseSettings):
    """Everything of `config/settings.toml`; a variable is GIAMNGHEO_ and the name, of a section after the section's."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,  # GIAMNGHEO_SMTP_PASSWORD_FILE is password_file of smtp
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
    )

    home: Path = Field(default=Path("var"), description="Nơi lưu kho dữ liệu, bản gốc, báo cáo, thư")
    config: Path = Field(default=_USUAL_CONFIG, description="Thư mục cấu hình")
    backup: Path | None = Field(default=None, description="Thư mục sao lưu hằng đêm; trống: không tự sao lưu")
    inbox: str = Field(default="examples/inbox", description="Thư mục dùng chung: đường dẫn hoặc địa chỉ fsspec")
    warehouse_url: SecretStr | None = Field(default=None, description="Địa chỉ kho dữ liệu; trống: SQLite trong home")
    warehouse_password_file: Path | None = Field(default=None, description="Tệp chứa mật khẩu của kho dữ liệu")
    prefect_database_url: SecretStr | None = Field(
        default=None, description="Cơ sở dữ liệu của máy chủ Prefect; trống: SQLite"
    )
    prefect_database_password_file: Path | None = Field(
        default=None, description="Tệp chứa mật khẩu của cơ sở dữ liệu đó"
    )
    archive_url: SecretStr | None = Field(
        default=None, description="Nơi lưu bản gốc: thư mục hoặc địa chỉ fsspec; trống: archive trong home"
    )
    archive_key: SecretStr | None = Field(
        default=None, description="Khóa mã hóa bản gốc; nên dùng archive_key_file; trống: không mã hóa"
    )
    archive_key_file: Path | None = Field(
        default=None, description="Tệp chứa khóa mã hóa bản gốc, mỗi dòng một khóa, khóa mới trên cùng"
    )
    prefect_auth_file: Path | None = Field(default=None, description="Tệp chứa tên:mật khẩu mở máy chủ Prefect")
    sending: bool = Field(default=True, description="false: ngừng mọi thư gửi đi")
    answers: bool = Field(default=False, description="true: trả tệp đánh dấu và Bảng theo dõi vào thư mục dùng chung")
    settle_seconds: float = Field(default=1.0, ge=0, description="Tệp vừa đổi được nhìn lại sau bấy nhiêu giây")
    limits: ReadingLimits = Field(default=ReadingLimits(), description="Tệp lớn đến đâu thì nhận")
    smtp: SmtpSettings = Field(default=SmtpSettings(), description="Máy chủ thư")
    task_runner: TaskRunnerSettings = Field(
        default=TaskRunnerSettings(), description="Các lô tệp được xử lý ở đâu, bao nhiêu lô cùng lúc"
    )
    site: SiteSettings = Field(default=SiteSettings(), description="Trang lãnh đạo, lập cùng mỗi báo cáo")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        folder = init_settings().get("config") or env_settings().get("config") or _USUAL_CONFIG
        return (
            init_settings,
            env_settings,
            _SettingsFile(settings_cls, toml_file=Path(folder) / "settings.toml"),
        )

    @property
    def archive(self) -> Any:
        """A path, or the same of a store that several machines share. Its address may hold a password: never log it."""
        return folder_at(self.archive_url.get_secret_value()) if self.archive_url else self.home / "archive"

    @property
    def archive_keys(self) -> tuple[str, ...]:
        """With which the archive's files are sealed, the newest first; none: they are not. Never log them."""
        given = self.archive_key.get_secret_value() if self.archive_key else ""
        if not given and self.archive_key_file:
            given = secret_of(self.archive_key_file, "GIAMNGHEO_ARCHIVE_KEY_FILE")
        return tuple(sealing_key(text) for text in given.split())

    @property
    def pseudonym_key_file(self) -> Path:
        """With which names are made in place of erased households' codes; made when the first is erased."""
        return self.home / "pseudonym-key"

    @property
    def mail_folder(self) -> Path:
        """Where messages are kept as files when no mail server is configured."""
        return self.home / "mail"

    @property
    def warehouse(self) -> str:
        """The warehouse's SQLAlchemy address. It may hold a password: never log it."""
        if self.warehouse_url:
            return with_password(
                self.warehouse_url.get_secret_value(), self.warehouse_password_file, "GIAMNGHEO_WAREHOUSE"
            )
        return f"sqlite:///{(self.home / 'warehouse.db').resolve()}"

    @property
    def prefect_database(self) -> str | None:
        """The address of the Prefect server's own database; nothing: SQLite under the home. Never log it."""
        if not self.prefect_database_url:
            return None
        url = self.prefect_database_url.get_secret_value()
        return with_password(url, self.prefect_database_password_file, "GIAMNGHEO_PREFECT_DATABASE")

    @property
    def own_prefect_auth_file(self) -> Path:
        """Where `giamngheo up` keeps the password that it made because the office gave none."""
        return self.home / "prefect-auth"

    @property
    def prefect_auth(self) -> str | None:
        """`name:password` that opens the Prefect server and its UI; nothing: no password."""
        given = self.prefect_auth_file
        if given is None and not self.own_prefect_auth_file.exists():
            return None
        file = given or self.own_prefect_auth_file
        if not (found := secret_of(file, "GIAMNGHEO_PREFECT_AUTH_FILE")):
            raise ConfigurationError([f"GIAMNGHEO_PREFECT_AUTH_FILE: {file} rỗng; ghi một dòng dạng admin:mật-khẩu."])
        return found


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Read the settings; `ConfigurationError` names every value that cannot be used, and where it stands.

    A misspelt variable is a mistake too: ignored in silence, it would leave the office on another setting than it wrote.
    """
    misspelt = unknown_variables(name for name, value in os.environ.items() if value)
    try:
        settings = Settings()
    except ValidationError as error:
        others = [_mistake(detail) for detail in error.errors() if not _is_misspelt(detail)]
        raise ConfigurationError(misspelt + others) from error
    except SettingsError as error:
        name = str(error).partition('"')[2].partition('"')[0]  # its own sentence is English
        raise ConfigurationError(
            [f"Biến môi trường {_PREFIX}{name.upper()}: giá trị không đọc được; sửa hoặc bỏ biến này."]
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            [f"config/settings.toml: không đọc được ({cause(error)}); lưu tệp dạng UTF-8."]
        ) from error
    except ValueError as error:  # of TOML, and a number of more digits than Python takes
        wrong, remedy = toml_mistake(error)
        raise ConfigurationError([f"config/settings.toml: {wrong}; {remedy}."]) from error
    if misspelt:
        raise ConfigurationError(misspelt)
    if not settings.config.is_dir():
        raise ConfigurationError(
            [
                f"Không có thư mục cấu hình {settings.config.absolute()}; sửa biến GIAMNGHEO_CONFIG hoặc đặt thư mục vào đó. "
                "Lập cấu hình mới: giamngheo init THƯ_MỤC."
            ]
        )
    if mistakes := _contradictions(settings):
        raise ConfigurationError(mistakes)
    absolute: dict[str, Any] = {
        name: path.absolute() for name in ("home", "config", "backup") if (path := getattr(settings, name))
    }
    if settings.site.folder:
        absolute["site"] = settings.site.model_copy(update={"folder": settings.site.folder.absolute()})
    return settings.model_copy(update=absolute)


def unknown_variables(names: Iterable[str]) -> list[str]:
    """A sentence for each variable that looks like a setting and is none, with the name that was perhaps meant."""
    known = {name.upper() for name in Settings.model_fields}
    known |= {f"SMTP_{name}".upper() for name in SmtpSettings.model_fields}
    known |= {f"LIMITS_{name}".upper() for name in ReadingLimits.model_fields}
    known |= {f"TASK_RUNNER_{name}".upper() for name in TaskRunnerSettings.model_fields}
    known |= {f"SITE_{name}".upper() for name in SiteSettings.model_fields}
    sentences = []
    for name in sorted(names):
        own = name.upper().removeprefix(_PREFIX)
        if name.upper() != own and own not in known | _NOT_OURS and not own.startswith(_TESTS_OWN):
            near = get_close_matches(own, known, n=1, cutoff=0.5)
            meant = (
                f"ý bạn là {_PREFIX}{near[0]}? Sửa tên" if near else "xem tên các biến trong docs/settings.md, sửa tên"
            )
            sentences.append(f"Không có cài đặt nào tên {name}; {meant} hoặc bỏ biến môi trường này.")
    return sentences


def _contradictions(settings: Settings) -> list[str]:
    """Settings each of which can be used, but not beside another."""
    runner, own = settings.task_runner, settings.warehouse_url
    if runner.address and runner.kind != "dask":
        return [
            f'Cài đặt «task_runner»: address là địa chỉ của cụm Dask, nhưng kind là {runner.kind}; ghi kind = "dask" hoặc bỏ address.'
        ]
    if runner.is_elsewhere and (own is None or own.get_secret_value().startswith("sqlite")):
        return [
            "Cài đặt «task_runner»: máy khác không ghi được vào kho dữ liệu SQLite, là một tệp của máy này; đặt kho trên "
            "PostgreSQL (GIAMNGHEO_WAREHOUSE_URL), hoặc bỏ address để cụm Dask chạy trên máy này."
        ]
    return []


def _is_misspelt(detail: Any) -> bool:
    """A variable of a section that is none of its settings: it is among the unknown ones already."""
    name = f"{_PREFIX}{'_'.join(map(str, detail['loc']))}".upper()
    return detail["type"] == "extra_forbidden" and bool(unknown_variables(each for each in os.environ if each == name))


def _mistake(detail: Any) -> str:
    name = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"config/settings.toml, khóa «{name}»: không có cài đặt này; xóa đi hoặc sửa lại tên."
    variable = f"GIAMNGHEO_{name.upper().replace('.', '_')}"
    is_secret = any(word in name for word in ("password", "key", "url"))
    wrong, remedy = in_vietnamese(detail | {"input": "…"} if is_secret else detail)
    return f"Cài đặt «{name}» (config/settings.toml hoặc biến {variable}): {wrong}; {remedy}."
