"""Judges a batch: every rule of the form on every row, and in words what is wrong and not merely a consequence."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.messages import finding_of
from expectations.suites import failures
from expectations.suppress import without_consequences
from expectations.violations import Violation, violations_at
from giamngheo.check.batch import Batch
from giamngheo.check.explanations import with_explanations
from giamngheo.check.finding import Finding


def judge(batch: Batch) -> dict[int, list[Finding]]:
    """Findings of every workbook of a batch, by submission; a workbook without any has an empty list."""
    findings: dict[int, set[Finding]] = {item.submission: set() for item in batch.items}
    for violation in without_consequences(list(_violations(batch)), batch):
        findings[violation.submission].add(finding_of(violation, batch))
    listed = {submission: sorted(found, key=lambda finding: finding.sort_key) for submission, found in findings.items()}
    return with_explanations(listed, batch.explanations, batch.owners, batch.known.previous.explained)


def _violations(batch: Batch) -> Iterator[Violation]:
    for name, rule, expect, places in failures(batch.form, batch.frames):
        found = violations_at(rule, expect, name, batch.frames[name], places, batch.form)
        yield from (violation for violation in found if not _asks_too_early(violation, batch))


def _asks_too_early(violation: Violation, batch: Batch) -> bool:
    """Whether a rule looks at a field that was not collected yet in the workbook's month."""
    return any((violation.submission, violation.table, field) in batch.not_asked for field in violation.fields)
