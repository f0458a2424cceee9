"""Great Expectations asks an expectation for its `configuration` more than a hundred times a validation, and each time (1.24)
turns all of its fields into a new one: half of what a check takes. Here it is worked out once a validation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from great_expectations.expectations.expectation import Expectation

_worked_out = Expectation.configuration.fget
# By the expectation's identity, beside the expectation itself, so that no other is given the same one meanwhile.
_kept: ContextVar[dict[int, tuple[Any, Any]] | None] = ContextVar("configurations", default=None)


@contextlib.contextmanager
def configurations_kept() -> Iterator[None]:
    """Within, no expectation may be changed after it was asked for its configuration; outside, all is the library's."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def _configuration(expectation: Any) -> Any:
    kept = _kept.get()
    if kept is None:
        return _worked_out(expectation)
    if id(expectation) not in kept:
        kept[id(expectation)] = (expectation, _worked_out(expectation))
    return kept[id(expectation)][1]


Expectation.configuration = property(_configuration)
