"""Every generated file of `docs/`, by its name there."""

from __future__ import annotations

from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.form import Form
from giamngheo.metadata.reader import Reader
from giamngheo.metadata.reference.form_page import form_pages
from giamngheo.metadata.reference.indicators_page import indicators_page
from giamngheo.metadata.reference.schemas import schemas
from giamngheo.metadata.settings import PROJECT


def generated(configuration: Configuration) -> dict[str, str]:
    """The same configuration gives the same files."""
    own = configuration.other_forms
    others = [*own, *(form for form in _to_take() if not any(form.id == one.id for one in own))]
    return {
        "indicators.md": indicators_page(configuration),
        **form_pages(configuration.form, others),
        **{f"schemas/{name}": text for name, text in schemas().items()},
    }


def _to_take() -> list[Form]:
    """The forms of `examples/forms`, which an office may put beside its own."""
    reader = Reader(PROJECT / "examples", called="examples/")
    return [form for folder in reader.form_folders() if (form := reader.form(folder))]
