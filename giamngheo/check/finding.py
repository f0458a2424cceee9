"""A finding: one broken rule at one place of one workbook, in words for the one who must correct it."""

from __future__ import annotations

from dataclasses import dataclass, field

from giamngheo.metadata.rules import Severity


@dataclass(frozen=True)
class Finding:
    """`row` and `column` (a letter) are as the sender sees them; `None` where the finding is of the whole.

    `message` never holds the content of a column that names a person. `subject` is what the finding is about, where
    that has a name (a household's code), and `mark` changes with the values that the rule looked at; neither is shown.
    `explanation` is what the unit says of it, and `quiet_since` the month in which it did, where that was an earlier
    one and nothing has changed: such a finding is kept and not spoken of again.
    """

    rule: str
    severity: Severity
    sheet: str | None
    row: int | None
    column: str | None
    message: str
    subject: str = field(default="", compare=False)
    mark: str = field(default="", compare=False)
    explanation: str | None = None
    quiet_since: str | None = None

    @property
    def is_explained(self) -> bool:
        """Only a warning can be: what must be corrected stays to be corrected, whatever is said of it."""
        return self.severity == "warning" and self.explanation is not None

    @property
    def sort_key(self) -> tuple[str, str, int, str]:
        return (self.sheet or "", self.rule, self.row or 0, self.column or "")


def place_in_words(sheet: str | None, row: int | None, column: str | None) -> str:
    """`Danh sách hộ, dòng 12, cột F`; nothing of what is found in the whole workbook."""
    return ", ".join(filter(None, (sheet, f"dòng {row}" if row else "", f"cột {column}" if column else "")))


def status_of(findings: list[Finding]) -> str:
    """What becomes of a workbook with these findings: pending, rejected or accepted."""
    severities = {finding.severity for finding in findings}
    if "pending" in severities:
        return "pending"
    return "rejected" if "critical" in severities else "accepted"
