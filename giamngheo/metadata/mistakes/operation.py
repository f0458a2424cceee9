"""Mistakes of `config/operation.toml` that a single key does not show."""

from __future__ import annotations

from collections.abc import Iterator

from giamngheo.metadata.mistakes.wording import repeated
from giamngheo.metadata.operation import Operation

_FILE = "config/operation.toml"


def mistakes_of_operation(operation: Operation) -> Iterator[str]:
    for name in repeated(deployment.name for deployment in operation.deployment):
        yield f"{_FILE}, khóa «deployment.{name}»: tên việc bị lặp; đổi name."
    for deployment in operation.deployment:
        if (deployment.flow == "report") != (deployment.kind is not None):
            yield (
                f"{_FILE}, khóa «deployment.{deployment.name}.kind»: việc report phải có kind, "
                "việc khác không có; sửa lại mục này."
            )
