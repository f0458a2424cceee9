"""Writes the generated files: `python -m giamngheo.metadata.reference`, or `make docs`."""

from __future__ import annotations

from giamngheo.metadata.load import load_configuration
from giamngheo.metadata.reference.generate import generated
from giamngheo.metadata.settings import PROJECT


def main() -> None:
    for name, text in generated(load_configuration(PROJECT / "config")).items():
        file = PROJECT / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
