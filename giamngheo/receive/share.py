"""The shared folder as what may be mounted and silent: every question to it ends within a minute of silence.

`require_answer` goes before a step's first question, `asked` around each piece of its work. Who only names the folder asks nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from giamngheo.core.errors import InboxSilent
from giamngheo.core.formats import without_secret
from giamngheo.core.patience import Answered, NoAnswer, require_answer, while_it_answers
from giamngheo.core.text import capital

R = TypeVar("R")
_PATIENCE_SECONDS = 60
_LEAST_BYTES_A_SECOND = 100_000  # of a line that is slow, and works


@dataclass(frozen=True)
class Share:
    """`address`: a path, or what fsspec opens; `name`: what people call it."""

    address: str
    name: str = "thư mục dùng chung"

    def require_answer(self) -> None:
        """`InboxSilent` where a mounted one says nothing; of other addresses their libraries know by themselves."""
        if "://" not in self.address:
            self._bounded(lambda: require_answer(Path(self.address), _PATIENCE_SECONDS))

    def asked(self, work: Callable[[Answered], R], size_bytes: int = 0) -> R:
        """What the work gives, or raises; `InboxSilent` where it gets no answer, each of which it reports. `size_bytes`: how much
        goes over the line between two of them."""
        seconds = _PATIENCE_SECONDS + size_bytes / _LEAST_BYTES_A_SECOND
        return self._bounded(lambda: while_it_answers(work, seconds))

    def _bounded(self, work: Callable[[], R]) -> R:
        try:
            return work()
        except NoAnswer as silence:
            place = f"{capital(self.name)} «{without_secret(self.address)}»"
            raise InboxSilent(silence.said_of(place)) from silence
