"""What is said of a workbook."""

from __future__ import annotations

from dataclasses import dataclass

from giamngheo.check.finding import Finding
from giamngheo.feedback.annotate.records import AnnotatedWorkbook


@dataclass(frozen=True)
class Prechecked:
    """What would become of a workbook: `status`, in words `verdict` and `next_steps`. `unit` and `about` as they are called,
    empty where they cannot be read; `marked`: its copy with marks, none where there is nothing to mark."""

    status: str
    unit: str
    about: str
    verdict: str
    next_steps: tuple[str, ...]
    findings: tuple[Finding, ...]
    marked: AnnotatedWorkbook | None = None

    @property
    def to_correct(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity != "warning"]

    @property
    def to_look_at(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "warning" and not finding.is_explained]
