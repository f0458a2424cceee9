"""Open a workbook that nobody vouches for: look at its bytes first, load it afterwards.

calamine reads every kind we take and reads it fast, but it trusts what it is given: it lays a sheet out as
one dense block up to the last used cell, reserves what a header asks for, and follows any chain. So it never
sees the sender's container. The parts that matter are unpacked in small pieces, measured, and packed anew;
only that clean copy is loaded. What calamine does not tell (the text of an error, a formula that no program
has calculated) is noted on the way.

Whatever the bytes, nothing but `UnreadableWorkbook` comes out of `open_workbook`.
"""

from giamngheo.read.formats.faults import Fault, Limits, UnreadableWorkbook
from giamngheo.read.formats.grid import Workbook, Worksheet
from giamngheo.read.formats.opening import open_workbook

__all__ = ["Fault", "Limits", "UnreadableWorkbook", "Workbook", "Worksheet", "open_workbook"]
