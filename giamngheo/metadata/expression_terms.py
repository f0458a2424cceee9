"""What an accepted expression adds up: told apart from another by what is counted, not by how it is written or called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from giamngheo.metadata.expressions import parsed

if TYPE_CHECKING:
    from sqlglot import exp


@lru_cache(maxsize=256)
def terms_of_expression(expression: str) -> Mapping[str, float]:
    """Each count and sum as SQL → how often it is added, below nought where it is taken away. Parentheses and `coalesce(…, 0)`
    change nothing of a sum, and are none of it."""
    found: dict[str, float] = defaultdict(float)
    for term, times in _terms(parsed(expression), 1.0):
        found[term] += times
    return MappingProxyType({term: times for term, times in found.items() if times})


def _terms(node: exp.Expr, times: float) -> Iterator[tuple[str, float]]:
    from sqlglot import exp

    if isinstance(node, exp.Paren | exp.Coalesce):
        yield from _terms(node.this, times)
    elif isinstance(node, exp.Neg):
        yield from _terms(node.this, -times)
    elif isinstance(node, exp.Add | exp.Sub):
        yield from _terms(node.this, times)
        yield from _terms(node.expression, times if isinstance(node, exp.Add) else -times)
    elif isinstance(node, exp.Mul):
        factor, rest = (
            (node.this, node.expression) if isinstance(node.this, exp.Literal) else (node.expression, node.this)
        )
        yield from _terms(rest, times * float(factor.this))
    else:
        yield node.sql(dialect="postgres"), times
