"""Where letters are handed in: the office's mail server or, without one, a letter box on this machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from giamngheo.mail.letter_box import letter_box
from giamngheo.mail.outbox import server_of
from giamngheo.mail.post import Connection, connected
from giamngheo.settings import Settings


@contextlib.contextmanager
def post_office(settings: Settings) -> Iterator[Connection]:
    """An open connection for all letters of one go; `MailServerAway` if there is none to be had."""
    if settings.mail_host:
        with connected(server_of(settings)) as connection:
            yield connection
    else:
        with (
            letter_box(settings.letters) as (host, port),
            connected(server_of(settings, host, port)) as connection,
        ):
            yield connection
