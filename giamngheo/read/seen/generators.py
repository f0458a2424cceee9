"""Programs that write a formula and leave it to whoever opens the file to work out what it comes to."""

from __future__ import annotations

from giamngheo.read.package import UntrustedZip

_CALCULATING = ("LibreOffice", "OpenOffice", "Microsoft", "Collabora", "Gnumeric", "Calligra", "WPS", "Google")
_EXCEL, _OPEN_DOCUMENT = ("docProps/app.xml", "Application"), ("meta.xml", "generator")


def is_made_by_poi(archive: UntrustedZip) -> bool:
    """Whether Apache POI wrote an Excel file: it calculates nothing unless asked, and does not say so in the workbook."""
    return any("POI" in name for name in _names(archive, *_EXCEL))


def is_calculated(archive: UntrustedZip) -> bool:
    """Whether the program that wrote an OpenDocument file calculates: LibreOffice trusts no other, either."""
    return any(known in name for name in _names(archive, *_OPEN_DOCUMENT) for known in _CALCULATING)


def _names(archive: UntrustedZip, part: str, tag: str) -> list[str]:
    return [each.text or "" for each in archive.elements(part, tag)] if part in archive else []
