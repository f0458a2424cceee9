"""The sentences of a report, in administrative Vietnamese. None is said about a figure that is not known.

Every function is right with none, one and many; those that have nothing to say return an empty list or text.
"""

from giamngheo.report.wording.sentences.closing import new_baseline, tasks, units_by_result, where_to_look
from giamngheo.report.wording.sentences.households import flows, headline
from giamngheo.report.wording.sentences.news import brief, is_bad, lost, subject
from giamngheo.report.wording.sentences.outlook import concerns, outlooks
from giamngheo.report.wording.sentences.plan import attainment_summary, behind, doubtful, moved, points_note, titles_of
from giamngheo.report.wording.sentences.reported import (
    all_in_time,
    models,
    rejection,
    reporting,
    resources,
    rule,
    sponsors,
)
from giamngheo.report.wording.sentences.scope import (
    changed,
    compared_units,
    coverage_sentence,
    district_coverage,
    joined,
    reason,
    replaced,
    revision,
    rounding,
    trend_units,
    window,
)

__all__ = [
    "all_in_time",
    "attainment_summary",
    "behind",
    "brief",
    "changed",
    "compared_units",
    "concerns",
    "coverage_sentence",
    "district_coverage",
    "doubtful",
    "flows",
    "headline",
    "is_bad",
    "joined",
    "lost",
    "models",
    "moved",
    "new_baseline",
    "outlooks",
    "points_note",
    "reason",
    "rejection",
    "replaced",
    "reporting",
    "resources",
    "revision",
    "rounding",
    "rule",
    "sponsors",
    "subject",
    "tasks",
    "titles_of",
    "trend_units",
    "units_by_result",
    "where_to_look",
    "window",
]
