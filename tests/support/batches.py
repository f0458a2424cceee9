"""What a few units have sent, so that every way a workbook may go is among it: for batches, however it is divided among them."""

from __future__ import annotations

from pathlib import Path

from tests.support.workbooks import book, break_rule, next_book, write_month

KHE, DIEN = ("18604", "Xã Thạch Khê"), ("18667", "Xã Nam Điền")
UNITS = (("18562", "Thị trấn Thạch Hà"), KHE, DIEN)


def laid(inbox: Path) -> None:
    """Two months of three units: one of them has sent February twice, one a mistake, and a picture."""
    first = [book(*unit, "2020-01", poor=5, near_poor=4) for unit in UNITS]
    then = [next_book(one) for one in first]
    again = next_book(first[2], seed=7)
    write_month(inbox, [*first, then[0], break_rule(then[1], "C205")[0], then[2]])
    folder = inbox / " - ".join(DIEN)
    write_month(inbox / "lại", [again])
    next((inbox / "lại").rglob("*.xlsx")).rename(folder / "gửi lại.xlsx")
    (inbox / " - ".join(KHE) / "ảnh.jpg").write_bytes(b"\xff\xd8\xff\xe0 picture")
