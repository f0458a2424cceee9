"""The configuration: data of `config/`, loaded once into frozen, typed records."""

from giamngheo.configuration.load import load_configuration
from giamngheo.configuration.records import Configuration

__all__ = ["Configuration", "load_configuration"]
