"""Open a workbook that nobody vouches for, and give what a person sees in it.

Each kind is read by its own library, or in one streaming pass by lxml; a reader trusts nothing that would cost much to be
wrong about, and what it cannot bound (memory, time) the child process bounds in which it runs (`giamngheo/read/pool.py`).

Whatever the bytes, nothing but `UnreadableWorkbook` (or `MemoryError`) comes out of `open_workbook`.
"""

from giamngheo.read.faults import Fault, Limits, UnreadableWorkbook
from giamngheo.read.formats.opening import is_taken, open_workbook
from giamngheo.read.seen.worksheet import Workbook, Worksheet

__all__ = ["Fault", "Limits", "UnreadableWorkbook", "Workbook", "Worksheet", "is_taken", "open_workbook"]
