"""One LibreOffice with a profile of its own, in Vietnamese notation; it is given lists of jobs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.support.programs import need

_OFFICER = Path(__file__).with_name("officer.py")
_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale"><value>vi-VN</value></prop></item>
</oor:items>
"""


@dataclass
class Job:
    """Open a workbook, take steps in it (`officer.py` says which), save it: path, kind, and what else is told."""

    open: str
    steps: list[list[Any]]
    save: list[tuple[str, str, dict[str, str]]]
    right: str | None = None
    told: dict[str, str] = field(default_factory=dict)


class LibreOffice:
    """The program, from its start to `quit`."""

    def __init__(self, folder: Path) -> None:
        office = need("LibreOffice")
        self._python, self._pipe = need("LibreOffice's Python"), f"giamngheo{abs(hash(str(folder)))}"
        (folder / "profile/user").mkdir(parents=True)
        (folder / "profile/user/registrymodifications.xcu").write_text(_LOCALE, encoding="utf-8")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, "--headless", "--norestore", profile, f"--accept=pipe,name={self._pipe};urp;"]
        self._program = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)

    def work(self, jobs: Sequence[Job]) -> list[dict[str, Any]]:
        """What was seen in each job; or the `error` that ended it."""
        return self._said([asdict(job) for job in jobs])

    def quit(self) -> None:
        with suppress(subprocess.SubprocessError):
            self._said(["quit"])
            self._program.wait(timeout=30)
        with suppress(ProcessLookupError):
            os.killpg(self._program.pid, signal.SIGKILL)

    def _said(self, told: Sequence[Any]) -> list[Any]:
        command = [self._python, str(_OFFICER), self._pipe]
        done = subprocess.run(
            command, input=json.dumps(told), check=True, timeout=60 + 8 * len(told), stdout=subprocess.PIPE, text=True
        )
        return json.loads(done.stdout)
