"""What a user can correct, said in one Vietnamese sentence with cause and remedy; never with a traceback.

The exit code tells a script what kind of trouble it was (`README.md`, "Two commands"). The numbered code (`GN-101`) is a
heading of the operator's handbook, `docs/van-hanh.md`.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath
from typing import Any


class GiamNgheoError(Exception):
    """Base of all that is shown to people."""

    exit_code = 2
    code = "GN-901"

    def __reduce__(self) -> tuple[Any, ...]:
        """From another process it comes with the words it had: what it was made of stays behind."""
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(kind: type[GiamNgheoError], args: tuple[Any, ...], own: dict[str, Any]) -> GiamNgheoError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(own)
    return error


class Unforeseen(GiamNgheoError):
    """A defect of the program. Says where it was met, never the error's own words: they may quote a cell."""

    def __init__(self, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        place = f", {PurePath(frames[-1].filename).name} dòng {frames[-1].lineno}" if frames else ""
        super().__init__(f"Gặp lỗi ngoài dự kiến của phần mềm ({type(error).__name__}{place}).")


class UsageError(GiamNgheoError):
    """The command, a period or a unit was given wrongly."""

    code = "GN-302"


class NotWanted(GiamNgheoError):
    """Somebody has cancelled, paused or deleted the run while it was sending."""

    exit_code = 3
    code = "GN-203"


class ConfigurationError(GiamNgheoError):
    """Files of `config/` or settings are wrong; every mistake at once, a line each."""

    code = "GN-301"

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


class NothingFound(GiamNgheoError):
    """What was asked about is not there: no report, no figures, no unit that reported."""

    exit_code = 1
    code = "GN-402"


class ServiceUnavailable(GiamNgheoError):
    """A service does not answer. Trying again can help."""

    exit_code = 3
    code = "GN-100"


class InboxUnavailable(ServiceUnavailable):
    """The shared folder cannot be listed."""

    code = "GN-101"


class InboxSilent(InboxUnavailable):
    """The shared folder does not answer, not even with an error; no reason to try at once again, which would take as long."""


class WarehouseUnavailable(ServiceUnavailable):
    """The database does not answer, or cannot be written."""

    code = "GN-102"


class MailServerUnavailable(ServiceUnavailable):
    """The mail server does not take messages now."""

    code = "GN-103"


class MailDeferred(MailServerUnavailable):
    """The mail server works and puts some messages off: who is not known to it yet is asked to come again in minutes."""


class PrefectUnavailable(ServiceUnavailable):
    """The Prefect server does not answer."""

    code = "GN-104"


class StorageUnavailable(ServiceUnavailable):
    """The home folder or the archive cannot be used: no room, no right, or a file is gone."""

    code = "GN-105"


class StorageSilent(GiamNgheoError):
    """A folder does not answer, not even with an error; no reason to try at once again, which would take as long."""

    exit_code = 3
    code = "GN-105"


class ArchiveLocked(GiamNgheoError):
    """Originals are sealed with a key that is not among ours: nothing is damaged."""

    code = "GN-106"


class WorkersUnavailable(ServiceUnavailable):
    """What works batches off beside the run (child processes, a Dask cluster) died more than once, or does not answer."""

    code = "GN-107"


class MailNotDelivered(GiamNgheoError):
    """Some recipient did not get the report. What was delivered stays delivered."""

    exit_code = 3
    code = "GN-201"


class MailTooSlow(GiamNgheoError):
    """The mail server takes messages, but not in the time that a step has; no reason to try at once again."""

    exit_code = 3
    code = "GN-103"


class SendingIsOff(GiamNgheoError):
    """The switch that stops all sending is on; messages wait."""

    exit_code = 3
    code = "GN-202"


class AlreadyRunning(GiamNgheoError):
    """Another run is at work on the same warehouse; `run_id` is its own, `is_same_job` whether it does the same."""

    exit_code = 3
    code = "GN-401"

    def __init__(self, sentence: str, run_id: str = "", run_name: str = "", is_same_job: bool = False) -> None:
        super().__init__(sentence)
        self.run_id = run_id
        self.run_name = run_name
        self.is_same_job = is_same_job


class SomeFailed(GiamNgheoError):
    """An unforeseen error was met in some workbooks; the others went their way."""

    code = "GN-501"


class NotApproved(GiamNgheoError):
    """The report waits for approval, and this run has nobody to ask."""

    code = "GN-601"


class NotSigned(GiamNgheoError):
    """The draft is at the office for longer than the office allows itself."""

    code = "GN-603"


class NotWell(GiamNgheoError):
    """The self-check found something that the operator must correct."""

    exit_code = 3
    code = "GN-701"
