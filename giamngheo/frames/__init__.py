"""Stacks the readings of a batch into typed frames: what Great Expectations judges and the warehouse keeps.

One frame per sheet of the form, over all workbooks of the batch; beside them frames about the workbooks
themselves (`workbook`, `sheet`, `part`, `formula`, `total`, `departed`). Every frame has

* `at`: its own running number, by which a failing row is found again,
* `submission`: the key of the workbook in the batch,
* `sheet_name`, `row`: the place as the sender sees it.

A typed column `x` that may hold unreadable cells has `x__text` beside it: the text that stands there instead.
"""

from giamngheo.frames.batch import Batch, History, Item

__all__ = ["Batch", "History", "Item"]
