"""What lies in the shared folder and is nobody's report, by its name."""

from __future__ import annotations

from giamngheo.core.text import tidy

_IGNORED_NAMES = frozenset(
    {"thumbs.db", "desktop.ini", "ehthumbs.db", ".ds_store", "bảng theo dõi.html"}
)  # the last is our board
ANSWERS, FORMS = "_phan-hoi", "_bieu-mau"  # what we lay into a unit's folder
_OWNER_FILES = ("~$", ".~lock", "._")
_IGNORED_BEGINNINGS = (".", "~wrl", "~df", ANSWERS, FORMS)
_IGNORED_ENDINGS = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", "#", ".lnk~")


def is_ignored(name: str) -> bool:
    """Owner files and temporary files of office programs, system files, and what we put there ourselves."""
    folded = tidy(name).casefold()
    return holds_no_rows(name) or folded.startswith(_IGNORED_BEGINNINGS) or folded.endswith(_IGNORED_ENDINGS)


def holds_no_rows(name: str) -> bool:
    """What names an editor or belongs to the system, and is no copy of anything."""
    folded = tidy(name).casefold()
    return folded in _IGNORED_NAMES or folded.startswith(_OWNER_FILES)
