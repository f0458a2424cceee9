"""The sentences of a report, in administrative Vietnamese. None is said about a figure that is not known.

Every function is right with none, one and many; those that have nothing to say return an empty list or text.
"""

from giamngheo.report.wording.sentences.areas import furthest_behind
from giamngheo.report.wording.sentences.concerns import any_over_limit, attention_rule, concerns, not_met
from giamngheo.report.wording.sentences.households import (
    between_classes,
    classes_counted,
    classes_listed,
    flows,
    headline,
    unknown_classes,
    ways_of,
    whose_moves,
)
from giamngheo.report.wording.sentences.news import brief, fell_behind, is_bad, lost, subject
from giamngheo.report.wording.sentences.outlook import outlooks
from giamngheo.report.wording.sentences.plan import (
    against,
    attainment_summary,
    before,
    behind,
    doubtful,
    met,
    moved,
    on_track,
    over_limit,
    points_note,
    titles_of,
    unknown,
    value_said,
    year_note,
)
from giamngheo.report.wording.sentences.reported import (
    all_in_time,
    models,
    rejection,
    reporting,
    resources,
    rule,
    sponsors,
)
from giamngheo.report.wording.sentences.revised import changed, reason, replaced, revision
from giamngheo.report.wording.sentences.scope import (
    compared_units,
    coverage_sentence,
    district_coverage,
    joined,
    rates_beside,
    rounding,
    trend_units,
    window,
    year_received,
)
from giamngheo.report.wording.sentences.standards import (
    APART,
    beside_main,
    by_standards,
    counted_by_standards,
    standard_changed,
    standards_of_unit,
)
from giamngheo.report.wording.sentences.targets import targets_revised, unit_targets_revised
from giamngheo.report.wording.sentences.tasks import carried_over, tasks, where_to_look
from giamngheo.report.wording.sentences.villages import village_targets, villages_without_households
from giamngheo.report.wording.sentences.year import new_baseline, units_by_result

__all__ = [
    "APART",
    "against",
    "all_in_time",
    "any_over_limit",
    "attainment_summary",
    "attention_rule",
    "before",
    "behind",
    "beside_main",
    "between_classes",
    "brief",
    "by_standards",
    "carried_over",
    "changed",
    "classes_counted",
    "classes_listed",
    "compared_units",
    "concerns",
    "counted_by_standards",
    "coverage_sentence",
    "district_coverage",
    "doubtful",
    "fell_behind",
    "flows",
    "furthest_behind",
    "headline",
    "is_bad",
    "joined",
    "lost",
    "met",
    "models",
    "moved",
    "new_baseline",
    "not_met",
    "on_track",
    "outlooks",
    "over_limit",
    "points_note",
    "rates_beside",
    "reason",
    "rejection",
    "replaced",
    "reporting",
    "resources",
    "revision",
    "rounding",
    "rule",
    "sponsors",
    "standard_changed",
    "standards_of_unit",
    "subject",
    "targets_revised",
    "tasks",
    "titles_of",
    "trend_units",
    "unit_targets_revised",
    "units_by_result",
    "unknown",
    "unknown_classes",
    "value_said",
    "village_targets",
    "villages_without_households",
    "ways_of",
    "where_to_look",
    "whose_moves",
    "window",
    "year_note",
    "year_received",
]
