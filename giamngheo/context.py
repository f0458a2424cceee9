"""What a step needs to work: settings, configuration, warehouse, archive, clock. Opened at the edge, handed on."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from giamngheo import __version__
from giamngheo.core.archive import Archive
from giamngheo.core.clock import Clock
from giamngheo.core.errors import StorageUnavailable, UsageError
from giamngheo.core.formats import cause
from giamngheo.core.period import Period
from giamngheo.core.sealing import Seal
from giamngheo.metadata import Configuration, load_configuration
from giamngheo.metadata.classes import classes_before
from giamngheo.metadata.settings import Settings, load_settings
from giamngheo.metadata.units import Units
from giamngheo.warehouse import Warehouse, open_warehouse
from giamngheo.warehouse.engine import as_written


@dataclass(frozen=True)
class Context:
    settings: Settings
    configuration: Configuration
    clock: Clock

    @cached_property
    def warehouse(self) -> Warehouse:
        self._make_home()
        return open_warehouse(self.settings.warehouse, self.configuration)

    @property
    def has_warehouse(self) -> bool:
        """Whether there may be one: none is made only to find it empty."""
        return self.settings.warehouse_url is not None or (self.settings.home / "warehouse.db").exists()

    @cached_property
    def archive(self) -> Archive:
        is_elsewhere = self.settings.archive_url is not None  # than beside the warehouse, on a disk of this machine
        archive = Archive(self.settings.archive, Seal(self.settings.archive_keys), may_be_away=is_elsewhere)
        archive.require_answer()
        return archive

    def report_folder(self, period: Period) -> Path:
        """Where people find a period's report; the archive has the same files for good."""
        return self.settings.home / "reports" / period.code

    @property
    def units(self) -> Units:
        return self.configuration.unit_register

    @cached_property
    def rules_version(self) -> str:
        """Changes when a workbook could be judged otherwise: form, units and their kinds, first month, or the program itself."""
        own = self.configuration
        judged_by = (own.forms, own.units, own.provisional_codes, own.first_month, own.levels)
        text = f"{__version__} {[str(part) for part in judged_by]}"
        text += "" if own.classes == classes_before() else str(own.classes)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def common_ground(self) -> str:
        """What all machines that work for this office must have alike, or they would judge otherwise, or store elsewhere."""
        limits = hashlib.sha256(str(self.settings.limits).encode()).hexdigest()[:8]
        return (
            f"quy tắc {self.rules_version}, giới hạn đọc {limits}, kho dữ liệu {as_written(self.settings.warehouse)}, "
            f"bản gốc {self.archive.place}"
        )

    def require_countable(self) -> None:
        """`ConfigurationError` if the plans have mistakes that were left unseen when this was opened to count nothing."""
        load_configuration(self.settings.config)

    def _make_home(self) -> None:
        try:
            self.settings.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(
                f"Không tạo được thư mục {self.settings.home} ({cause(error)}). "
                "Kiểm tra quyền ghi và cài đặt GIAMNGHEO_HOME."
            ) from error


def open_context(today: str = "", is_counted: bool = True) -> Context:
    """With the offices, recipients and letterhead of `today`, a day like `2020-03-17`; empty: the real one.

    Not `is_counted`: for what counts nothing by the plan, or `require_countable` first.
    """
    settings, clock = load_settings(), Clock(_day(today))
    configuration = load_configuration(settings.config) if is_counted else load_configuration(settings.config, False)
    return Context(settings, configuration.on(clock.today), clock)


def day_of(today: str) -> str:
    """The day that a run takes for today, decided once: a run over midnight stays in its day."""
    return open_context(today).clock.today.isoformat()


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"Ngày «{text}» không đúng; viết như 2020-03-17.") from None
