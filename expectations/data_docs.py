"""Great Expectations' own documentation of a period: what was asked of which rows, and of how many it does not hold; never a value.

Its pages are as many as there are frames, however many units report. They name files of style and script elsewhere on the web: without
a way there they are plain, and whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from expectations.suites import expectation_of, rules_by_frame
from giamngheo.check.batch import Batch

# How many rows fail, and none of what stands in them.
_COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0, "return_unexpected_index_query": False}


def build_data_docs(batches: Sequence[Batch], title: str, folder: Path) -> int:
    """Write the site into an empty folder, `index.html` first; gives how many frames were judged."""
    context = _context(folder)
    asset = context.data_sources.add_pandas("giamngheo").add_dataframe_asset(title)
    rows = asset.add_batch_definition_whole_dataframe("rows")
    judged = sum(_judged(context, rows, batch, name) for batch in batches for name in rules_by_frame(batch.form))
    context.build_data_docs()
    return judged


def _context(folder: Path) -> Any:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    for name in list(context.get_site_names()):
        context.delete_data_docs_site(name)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute())}
    index = {"class_name": "DefaultSiteIndexBuilder"}
    site = {
        "class_name": "SiteBuilder",
        "site_index_builder": index,
        "store_backend": store,
        "show_how_to_buttons": False,
    }
    context.add_data_docs_site(site_name="giamngheo", site_config=site)
    return context


def _judged(context: Any, rows: Any, batch: Batch, name: str) -> bool:
    """Whether the frame has rows to be judged."""
    import great_expectations as gx

    frame = batch.frames[name]
    if frame.empty:
        return False
    rules = rules_by_frame(batch.form)[name]
    called = f"{batch.form.id} {name}"
    told = [f"{rule.code}: {rule.title}" for rule in dict.fromkeys(rule for rule, _ in rules)]
    suite = context.suites.add(
        gx.ExpectationSuite(
            name=called,
            expectations=[expectation_of(number, rule, expect) for number, (rule, expect) in enumerate(rules)],
            notes=told,
        )
    )
    validation = context.validation_definitions.add(gx.ValidationDefinition(name=called, data=rows, suite=suite))
    validation.run(batch_parameters={"dataframe": frame}, result_format=_COUNTS)
    return True
