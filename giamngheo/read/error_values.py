"""What a spreadsheet shows in a cell whose formula went wrong: such a text is no value."""

from __future__ import annotations

import re

# By their numbers in the binary formats ([MS-XLS] 2.5.10, BErr).
ERROR_OF_NUMBER = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
# Newer programs have more of them (#SPILL!, #CALC!, #BLOCKED! …), LibreOffice its own (Err:502).
_ERROR = re.compile(
    r"#[A-Z][A-Z/_]*[0-9]?[!?]|#(?:N/A|GETTING_DATA|NULL|DIV/0|VALUE|REF|NAME|NUM)|Err:\d{3}|#{3,}", re.IGNORECASE
)


def is_error(text: str) -> bool:
    return _ERROR.fullmatch(text.strip()) is not None
