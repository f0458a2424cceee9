"""`python -m giamngheo`: runs the console script `giamngheo`, which stands above all rooms."""

import sys
from importlib.metadata import distribution

if __name__ == "__main__":
    [script] = distribution("giamngheo").entry_points.select(group="console_scripts", name="giamngheo")
    sys.exit(script.load()())
