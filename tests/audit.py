"""`make audit`: the libraries of requirements.lock against the published advisories (pip-audit).

Where these cannot be asked, or do not know a library, that is said and is no failure: a machine without the network learns
nothing, and shall not be told that all is well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.conftest import PROJECT

_PATIENCE_SECONDS = 15


def main() -> None:
    place = ("--requirement", PROJECT / "requirements.lock", "--no-deps", "--disable-pip")
    quiet = ("--format", "json", "--progress-spinner", "off", "--timeout", str(_PATIENCE_SECONDS))
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", *place, *quiet], capture_output=True, text=True, check=False
    )
    said, is_bad = judged(done.stdout, done.stderr)
    print(said)
    sys.exit(is_bad)


def judged(found: str, trouble: str) -> tuple[str, bool]:
    """What pip-audit's answer comes to, and whether a library has an advisory against it."""
    if not found.strip():
        last = (trouble.strip().splitlines() or ["no answer"])[-1]
        return f"The advisories could not be asked, so nothing is known of any library: {last[:300]}", False
    libraries: list[dict[str, Any]] = json.loads(found)["dependencies"]
    bad = [(one, each) for one in libraries for each in one.get("vulns", [])]
    unknown = sum("skip_reason" in one for one in libraries)
    lines = [f"{one['name']} {one['version']}: {each['id']}, mended in {each['fix_versions']}" for one, each in bad]
    without = f"; of {unknown} the service knows nothing" if unknown else ""
    return "\n".join([*lines, f"{len(libraries)} libraries asked about, {len(bad)} advisories{without}."]), bool(bad)


if __name__ == "__main__":
    main()
