"""What is counted or listed one by one: villages, money, models, stories, organisations. Nothing here is of the product."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from tests.stories.claims.oracle import TARGETS, Target
from tests.stories.year.facts import LISTED
from tests.stories.year.life import UNITS
from tests.stories.year.told import CODES, OF_VILLAGES, Told, Tree, number, rate
from tests.support.workbooks.figures import expected_figures
from tests.support.workbooks.form import Book, Row
from tests.support.workbooks.months import PURPOSES, SOURCES
from tests.support.workbooks.typed import folded

_NO_VILLAGE = "Không ghi thôn"


class Lists(Told):
    def lists(self) -> Tree:
        truth = self.truth
        rows = [(unit, row) for unit, book in truth.resource_books for row in book.resources]
        return {
            "villages": [line for unit in truth.units for line in self._villages(unit)],
            "resources": [
                {"source": source, "purpose": purpose, **_resources(row for _, row in rows if (row["source"], row["purpose"]) == (source, purpose))}
                for source in SOURCES
                for purpose in PURPOSES
                if any((row["source"], row["purpose"]) == (source, purpose) for _, row in rows)
            ],
            "unit_resources": [
                {"unit": unit, "source": source, **_resources(row for own, row in rows if (own, row["source"]) == (unit, source))}
                for unit in sorted(truth.units)
                for source in SOURCES
                if any((own, row["source"]) == (unit, source) for own, row in rows)
            ],
            "models": [
                {"unit": UNITS[unit], **{name: row[name] for name in ("name", "village", "field", "status")},
                 "households": float(row["households"]), "budget": float(row["budget"])}
                for unit, row in truth.models
            ],
            "stories": [{"unit": UNITS[unit], "summary": said} for unit, said in truth.stories],
            "sponsors": [line for unit in truth.units for line in self._sponsors(unit)],
        }  # fmt: skip

    def _sponsors(self, unit: str) -> list[Tree]:
        own = [row for row in self.rows(unit, self.truth.last) if row["classification"] in LISTED]
        helped = Counter(self._helper(row["sponsor"]) for row in own)
        return [
            {"unit": UNITS[unit], "helper": kind, "organisation": name, "households": float(count)}
            for (kind, name), count in helped.items()
        ]

    def _helper(self, written: object) -> tuple[str, str]:
        """As `config/report.toml` says: an organisation by one of its names, else nobody or others."""
        names, nobody = self._organisations
        text = folded(written)
        if not text or text in nobody:
            return "nobody", ""
        return ("organisation", names[text]) if text in names else ("other", "")

    @cached_property
    def _organisations(self) -> tuple[dict[str, str], set[str]]:
        told = tomllib.loads((self.config / "report.toml").read_text("utf-8"))
        names = {folded(text): one["name"] for one in told["organisation"] for text in (one["name"], *one["also"])}
        return names, {folded(word) for word in told["nobody"]}

    def _villages(self, unit: str) -> list[Tree]:
        """By their names; those without one last."""
        rows: dict[str, list[Row]] = {}
        for row in self.rows(unit, self.truth.last):
            if row["classification"] in LISTED:
                rows.setdefault(row["village"] or _NO_VILLAGE, []).append(row)
        return [self._village(unit, name, own) for name, own in rows.items()]

    def _village(self, unit: str, name: str, rows: list[Row]) -> Tree:
        (book,) = self.truth.books(unit, self.truth.last)
        counts = {key: Fraction(value) for key, value in expected_figures(_of_rows(book, rows)).items()}
        return {
            "unit": unit,
            "village": name,
            **{key: number(counts[key]) for key in ("poor", "near_poor", "social_poor")},
            "indicators": [_of_village(TARGETS[title], counts) for title in OF_VILLAGES],
        }


def _of_rows(book: Book, rows: list[Row]) -> Book:
    return replace(book, households=rows, models=[], stories=[], resources=[])


def _of_village(target: Target, counts: dict[str, Fraction]) -> Tree:
    part, whole = counts[target.numerator], counts[target.denominator] if target.denominator else None
    return {
        "indicator": CODES[target.title],
        "value": number(part) if whole is None else rate(part, whole),
        "numerator": number(part),
        "denominator": number(whole),
        "target": None,
        "status": None,
        "previous": None,
        "attainment_percent": None,
        "lacking": None,
    }


def _resources(rows: Iterable[Row]) -> Tree:
    own = list(rows)
    return {name: float(sum(row[name] for row in own)) for name in ("amount", "households")}
