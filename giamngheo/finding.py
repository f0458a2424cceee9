"""A finding: one broken rule at one place of one workbook, in words for the one who must mend it."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.configuration.records import Severity


@dataclass(frozen=True)
class Finding:
    """`row` and `column` (a letter) are as the sender sees them; `None` where the finding is of the whole.

    `message` never holds the content of a column that names a person.
    """

    rule: str
    severity: Severity
    sheet: str | None
    row: int | None
    column: str | None
    message: str

    @property
    def sort_key(self) -> tuple[str, str, int, str]:
        return (self.sheet or "", self.rule, self.row or 0, self.column or "")


def status_of(findings: list[Finding]) -> str:
    """What becomes of a workbook with these findings: pending, rejected or accepted."""
    severities = {finding.severity for finding in findings}
    if "pending" in severities:
        return "pending"
    return "rejected" if "critical" in severities else "accepted"
