"""What a user can mend, said in one Vietnamese sentence with cause and remedy; never with a traceback.

The exit code tells a script what kind of trouble it was (`design.md`, "Commands").
"""

from __future__ import annotations


class GiamNgheoError(Exception):
    """Base of all that is shown to people."""

    exit_code = 2


class UsageError(GiamNgheoError):
    """The command, a period or a unit was given wrongly."""


class ConfigurationError(GiamNgheoError):
    """Files of `config/` or settings are wrong; every mistake at once, a line each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


class NothingFound(GiamNgheoError):
    """What was asked about is not there: no report, no figures, no unit that reported."""

    exit_code = 1


class ServiceAway(GiamNgheoError):
    """A service does not answer: shared folder, warehouse, mail server, Prefect. Trying again can help."""

    exit_code = 3


class AlreadyRunning(GiamNgheoError):
    """Another run is at work on the same warehouse."""

    exit_code = 3


class MailNotDelivered(GiamNgheoError):
    """Some recipient did not get the report. What was delivered stays delivered."""

    exit_code = 3
