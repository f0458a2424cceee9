"""What `bi/content` brings into Superset, as it reads it."""

from __future__ import annotations

from typing import Any

import yaml

from tests.conftest import PROJECT

CONTENT = PROJECT / "bi" / "content"


def content(kind: str) -> list[dict[str, Any]]:
    """`databases`, `datasets`, `charts` or `dashboards`."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((CONTENT / kind).rglob("*.yaml"))]


def by_uuid(kind: str) -> dict[str, dict[str, Any]]:
    found = content(kind)
    known = {one["uuid"]: one for one in found}
    assert len(known) == len(found)
    return known


def dataset(name: str) -> dict[str, Any]:
    (found,) = [one for one in content("datasets") if one["table_name"] == name]
    return found


def rows_of(one: dict[str, Any]) -> str:
    """What stands after FROM: a view, or the dataset's own query."""
    return f"({one['sql']}) AS own" if one["sql"] else one["table_name"]


def metrics_of(one: dict[str, Any]) -> dict[str, str]:
    return {metric["metric_name"]: metric["expression"] for metric in one["metrics"]}
