"""Expectations that the library does not have."""

from __future__ import annotations

from typing import Any

from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics import ColumnMapMetricProvider, column_condition_partial


class ColumnValuesWhole(ColumnMapMetricProvider):  # type: ignore[misc]  # mypy does not read Great Expectations
    """Whether each number has no fraction."""

    condition_metric_name = "column_values.whole_number"

    @column_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column: Any, **_: Any) -> Any:
        return column % 1 == 0


class ExpectColumnValuesToBeWholeNumbers(ColumnMapExpectation):  # type: ignore[misc]
    """Expect every number to be whole: households, people and children are not divided."""

    map_metric = "column_values.whole_number"
    success_keys = ("mostly",)
