"""Who gets a report, as the configuration of the project says."""

from __future__ import annotations

from giamngheo.configuration import load_configuration
from tests.conftest import PROJECT


def recipients(*papers: str) -> list[str]:
    """Addresses, sorted: of everybody, or of those who get some papers (`xa-` means all that begin so)."""
    everybody = load_configuration(PROJECT / "config").recipients
    return sorted(one.address for one in everybody if not papers or one.paper.startswith(papers))
