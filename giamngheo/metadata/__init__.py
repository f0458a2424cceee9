"""The configuration: data of `config/`, loaded once into frozen, typed records."""

from giamngheo.metadata.configuration import Configuration
from giamngheo.metadata.load import load_configuration

__all__ = ["Configuration", "load_configuration"]
