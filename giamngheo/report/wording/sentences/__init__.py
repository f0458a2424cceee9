"""The sentences of a report, in administrative Vietnamese. None is said about a figure that is not known.

Every function is right with none, one and many; those that have nothing to say return an empty list or text.
"""

from giamngheo.report.wording.sentences.households import flows, headline
from giamngheo.report.wording.sentences.outlook import concerns, paces
from giamngheo.report.wording.sentences.plan import attainment_summary, behind, moved, points_note, titles_of
from giamngheo.report.wording.sentences.reported import all_in_time, models, rejection, reporting, resources, rule
from giamngheo.report.wording.sentences.scope import (
    changed,
    compared_units,
    coverage_sentence,
    district_coverage,
    joined,
    replaced,
    revision,
    window,
)

__all__ = [
    "all_in_time",
    "attainment_summary",
    "behind",
    "changed",
    "compared_units",
    "concerns",
    "coverage_sentence",
    "district_coverage",
    "flows",
    "headline",
    "joined",
    "models",
    "moved",
    "paces",
    "points_note",
    "rejection",
    "replaced",
    "reporting",
    "resources",
    "revision",
    "rule",
    "titles_of",
    "window",
]
