"""What the outbox needs of whatever carries mail: a connection that takes one message and says what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed in. `tls`: starttls, ssl or none; `ca_file`: an office's own certificate."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str | None = field(default=None, repr=False)
    timeout_seconds: int = 30
    ca_file: Path | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one message: `sent`, `refused` for good, or `deferred`; and the server's words."""

    state: str
    text: str

    @property
    def is_taken(self) -> bool:
        return self.state == "sent"


class Connection(Protocol):
    """Open for all messages of one go."""

    def submit(self, recipient: str, message: bytes) -> Answer:
        """Give one message to the server, once. Raises nothing for what the server answers."""
        ...
