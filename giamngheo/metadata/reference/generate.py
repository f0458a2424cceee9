"""Every generated file of `docs/`, by its name there."""

from __future__ import annotations

from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.reference.form_page import form_page
from giamngheo.metadata.reference.indicators_page import indicators_page
from giamngheo.metadata.reference.schemas import schemas


def generated(configuration: Configuration) -> dict[str, str]:
    """The same configuration gives the same files."""
    return {
        "indicators.md": indicators_page(configuration),
        "form.md": form_page(configuration),
        **{f"schemas/{name}": text for name, text in schemas().items()},
    }
