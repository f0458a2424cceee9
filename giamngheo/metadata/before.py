"""What the program itself said before an office could configure it: the defaults of old configurations and old reports.

They stand apart from `config/`, which an office edits: a report that was published before is drawn again in its own words.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

BEFORE: dict[str, Any] = tomllib.loads((files("giamngheo.metadata") / "before.toml").read_text(encoding="utf-8"))
