"""Which modules decide, and which tests are asked about them: the one place to change when a room comes or goes.

A room's own tests come first. What crosses rooms (a story) stands behind them where only it sees what a module does.
"""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent

_GUARDS = "tests/stories/test_guards.py"
_CHANGES = "tests/stories/test_changes.py"
_MERGERS = "tests/stories/test_mergers.py"
_VILLAGES = "tests/stories/test_village_targets.py"
_CLAIMS = "tests/stories/claims"
_SIGNING = "tests/stories/test_signing.py"
_SIGNED = ("tests/report/test_signatures.py", "tests/report/test_drafts.py")
_RUNS = "tests/warehouse/test_runs.py"
_SENT = "tests/tasks/test_send.py"

# Of a report's tests those about what it says and to whom; the others look at how it is drawn.
_SAID = tuple(
    f"tests/report/test_{name}.py"
    for name in (
        "what_is_said",
        "report_words",
        "sentences",
        "report_composed",
        "small_office",
        "small_decisions",
        "outlook",
        "sponsors",
        "village_sentences",
        "report_documents",
        "report_mail",
        "read_back",
    )
)
_PUBLISHED = ("tests/report/test_recipients.py", "tests/report/test_report_files.py", "tests/report/test_lineage.py")

# Without those that start a command of its own for each of their steps: minutes of processor for one fault.
_FLOWS = (
    "tests/tasks",
    *(f"tests/flows/test_{name}.py" for name in ("schedule", "requests", "in_one_process", "deployments", "watch")),
)

_MAIL_TO_UNITS = ("tests/feedback/test_receipts.py", "tests/feedback/test_reminders.py")

ON_BOTH_ENGINES = {_RUNS}

DECIDING: dict[str, tuple[str, ...]] = {
    "giamngheo/core/period.py": ("tests/core",),
    "giamngheo/core/clock.py": ("tests/core",),
    "giamngheo/core/formats.py": ("tests/core", "tests/report/test_report_words.py"),
    "giamngheo/core/text.py": ("tests/core",),
    "giamngheo/core/files.py": ("tests/core",),
    "giamngheo/core/os_locks.py": (_RUNS,),
    "giamngheo/core/errors.py": ("tests/core", _RUNS),
    "giamngheo/metadata/plan.py": ("tests/metadata",),
    "giamngheo/metadata/units.py": ("tests/metadata",),
    "giamngheo/metadata/boundary_changes.py": ("tests/metadata",),
    "giamngheo/metadata/recipients.py": ("tests/metadata",),
    "giamngheo/metadata/working_calendar.py": (
        "tests/metadata/test_calendar.py",
        "tests/metadata/test_reporting_schedule.py",
        "tests/metadata/test_reference.py",
    ),
    "giamngheo/metadata/reporting_schedule.py": ("tests/metadata/test_reporting_schedule.py",),
    "giamngheo/metadata/mistakes": ("tests/metadata/test_mistakes.py", "tests/metadata"),
    "giamngheo/warehouse/run_lock.py": (_RUNS,),
    "giamngheo/warehouse/run_log.py": (_RUNS,),
    "giamngheo/warehouse/audit_log.py": (_RUNS,),
    "giamngheo/send": ("tests/send",),
    "giamngheo/store": ("tests/store", "tests/check"),
    "giamngheo/check": ("tests/check", "tests/expectations", _MERGERS),
    "giamngheo/attain": ("tests/attain",),
    "giamngheo/attain/like_for_like.py": ("tests/attain", _MERGERS),
    "giamngheo/attain/provenance.py": ("tests/attain", "tests/commands/test_commands.py"),
    "giamngheo/receive": ("tests/receive", "tests/report/test_report_composed.py"),
    "giamngheo/report/content": (*_SAID, _CLAIMS),
    "giamngheo/report/compose": (*_SAID, _CLAIMS),
    "giamngheo/report/compose/villages.py": (*_SAID, _VILLAGES, _CLAIMS),
    "giamngheo/report/compose/revision.py": (*_PUBLISHED, _CHANGES, *_SAID, _CLAIMS),
    "giamngheo/report/compose/joined.py": (*_SAID, _MERGERS, _CLAIMS),
    "giamngheo/report/wording": (*_SAID, _CLAIMS),
    "giamngheo/report/publish.py": (*_PUBLISHED, "tests/core/test_files.py", _GUARDS, _RUNS, _CHANGES, _SIGNING, _SENT),
    "giamngheo/report/releases.py": (*_PUBLISHED, _GUARDS, _RUNS, _CHANGES, _SIGNING),
    "giamngheo/report/delivery.py": (*_PUBLISHED, _GUARDS, _RUNS, _CHANGES),
    "giamngheo/report/lineage.py": (*_PUBLISHED, _CHANGES),
    "giamngheo/report/corrections.py": (*_PUBLISHED, _GUARDS, _CHANGES),
    "giamngheo/report/signing.py": (*_SIGNED, _SIGNING),
    "giamngheo/report/identity.py": (*_SIGNED, _SIGNING),
    "giamngheo/read/signed_file.py": ("tests/read/test_signed_file.py", _SIGNING),
    "giamngheo/feedback/receipts.py": ("tests/feedback/test_receipts.py",),
    "giamngheo/feedback/reminders.py": ("tests/feedback/test_reminders.py",),
    "giamngheo/feedback/unfinished.py": ("tests/feedback/test_reminders.py", "tests/feedback/test_receipts.py"),
    "expectations": ("tests/expectations", "tests/check", _GUARDS, "tests/stories/test_new_field.py"),
    "expectations/outgoing.py": ("tests/expectations", "tests/flows/test_in_one_process.py", _GUARDS),
    "tasks": (*_FLOWS, _GUARDS, *_MAIL_TO_UNITS, *_PUBLISHED, "tests/stories/test_new_field.py"),
    "tasks/sign.py": (_SIGNING, "tests/flows/test_signed_report.py"),
    "flows": (*_FLOWS, *_MAIL_TO_UNITS, _GUARDS),
}


def modules(only: list[str]) -> dict[str, list[str]]:
    """Each module that decides (or those under the paths of `only`), with its test files, the nearest first."""
    found = {
        path: test_files
        for place, tests in DECIDING.items()
        for test_files in [_files(tests, "test_*.py")]
        for path in _files([place], "*.py")
    }
    return {path: tests for path, tests in found.items() if not only or path.startswith(tuple(only))}


def _files(places: list[str] | tuple[str, ...], pattern: str) -> list[str]:
    paths = [PROJECT / place for place in places]
    found = [sorted(path.rglob(pattern)) if path.is_dir() else [path] for path in paths]
    return list(dict.fromkeys(path.relative_to(PROJECT).as_posix() for each in found for path in each))
