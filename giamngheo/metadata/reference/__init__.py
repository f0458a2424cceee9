"""The configuration for people and editors: pages and schemas, generated into `docs/`, never written by hand."""

from giamngheo.metadata.reference.generate import generated

__all__ = ["generated"]
