"""Jinja templates of a package, as our mails use them."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def template(package: str, name: str) -> Any:
    """`name` in the folder `templates` of a package; text in HTML is escaped, a name that is not given is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader(package),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
