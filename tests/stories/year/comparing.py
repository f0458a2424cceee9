"""Leaf by leaf: what a kept report says beside what the oracle says. What the oracle does not know is a fault, too."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

# Words, not figures: the configuration's own titles and names, and sentences whose truth `tests/stories/claims` holds. A number
# in the place of one of them is a fault.
WORDS = frozenset({
    "kind",  # of the document, and of a reason: told beside its month
    "office", "offices", "nouns",  # who publishes and who answers, from config/report.toml and config/plan.toml
    "title", "unit_of_measure", "article", "measure", "better", "short_title", "numerator_title", "denominator_title",
    "numerator_unit", "source", "denominator_source", "without_title", "value_title",  # of the plan's indicators
    "message", "remedy",  # of the form's rules
    "place", "what",  # how a change is called; which one it is its code, key and part say
    "since",  # what the replaced report was compared with
})  # fmt: skip
# Of one list alone: how a figure is counted, in words of the configuration.
_WORDS_OF = {"figure_sources": ("numerator", "denominator")}
# Lists without an order of their own: by what their lines are.
_KEYS = {
    "to_mend": ("unit", "severity", "rule", "sheet", "column", "rows", "sent"),
    "villages": ("unit", "village"),
    "sponsors": ("unit", "helper", "organisation"),
    "changes": ("code", "key", "part"),
    "reasons": ("name", "month_title"),
    "rejections": ("code", "received_at"),
}
_HANOI = dt.timezone(dt.timedelta(hours=7))
_NEAR = 1e-9


class Compared:
    """`figures`: how many numbers were compared, `facts`: how many dates, names, verdicts; `faults`: where they differ."""

    def __init__(self, said: dict[str, Any], expected: dict[str, Any]) -> None:
        self.figures = self.facts = 0
        self.faults = list(self._of_fields(said, expected, ""))

    def _of(self, said: Any, expected: Any, path: str, name: str) -> Iterator[str]:
        if isinstance(said, dict) and isinstance(expected, dict):
            yield from self._of_fields(said, expected, path)
        elif isinstance(said, list) and isinstance(expected, list):
            yield from self._of_lists(said, expected, path, name)
        elif not self._is_same(said, expected, name):
            yield f"{path}: {said!r}, the oracle says {expected!r}"

    def _of_fields(self, said: dict[str, Any], expected: dict[str, Any], path: str) -> Iterator[str]:
        for name, value in said.items():
            own = f"{path}.{name}".lstrip(".")
            is_words = name in WORDS or name in _WORDS_OF.get(path.partition("[")[0], ())
            if is_words and name not in expected:
                yield from _numbers_among_words(value, own)
            elif name not in expected:
                if not _is_empty(value):
                    yield f"{own}: {value!r}, of which the oracle knows nothing"
            else:
                yield from self._of(value, expected[name], own, name)
        for name in expected.keys() - said.keys():
            if not _is_empty(expected[name]):
                yield f"{path}.{name}: not said, the oracle says {expected[name]!r}".lstrip(".")

    def _of_lists(self, said: list[Any], expected: list[Any], path: str, name: str) -> Iterator[str]:
        keys = _KEYS.get(name)
        if keys:
            said, expected = (sorted(lines, key=lambda line: _key(line, keys)) for lines in (said, expected))
        self.figures += 1
        if len(said) != len(expected):
            wanted, found = ([_key(line, keys) if keys else line for line in lines] for lines in (expected, said))
            more = [one for one in found if one not in wanted][:3], [one for one in wanted if one not in found][:3]
            yield f"{path}: {len(said)} lines, the oracle says {len(expected)}: {more}"
            return
        for at, (one, other) in enumerate(zip(said, expected, strict=True)):
            yield from self._of(one, other, f"{path}[{at}]", name)

    def _is_same(self, said: Any, expected: Any, name: str) -> bool:
        if _is_number(said) and _is_number(expected):
            self.figures += 1
            return math.isclose(said, expected, rel_tol=_NEAR, abs_tol=_NEAR)
        self.facts += 1
        if name == "received_at" and said:
            moment = dt.datetime.fromisoformat(said).replace(tzinfo=dt.UTC)
            return moment.astimezone(_HANOI).date().isoformat() == expected
        return type(said) is type(expected) and said == expected


def _key(line: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(line.get(key) or "")[: 10 if key == "received_at" else None] for key in keys)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _numbers_among_words(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _numbers_among_words(part, f"{path}.{name}")
    elif value is not None and not isinstance(value, str):
        yield f"{path}: {value!r} where words are expected"
