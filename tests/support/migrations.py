"""A warehouse of an older version: the schema's steps taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from giamngheo.warehouse.engine import MIGRATIONS


def step_back(engine: sa.Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(immediate=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
