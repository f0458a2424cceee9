"""Checks a Word or Excel file as Office would: against the schemas of ECMA-376, and by rules that they do not hold.

Schemas, relationships, and references to styles are checked by openxml-audit, a port of Microsoft's Open XML SDK.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

_CONTENT_TYPES = "[Content_Types].xml"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def complaints(data: bytes, suffix: str) -> list[str]:
    """What Office might say about a file; `suffix` is `.docx` or `.xlsx`."""
    return [*_by_schema(data, suffix), *_without_type(data), *_ids_given_twice(data)]


def _by_schema(data: bytes, suffix: str) -> list[str]:
    from openxml_audit import FileFormat, OpenXmlValidator

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(data)
        result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(path)
    return [f"{error.part_uri} {error.path}: {error.description}" for error in result.errors]


def _without_type(data: bytes) -> list[str]:
    """Office refuses a package with a part whose type is not declared."""
    with ZipFile(BytesIO(data)) as package:
        types = etree.fromstring(package.read(_CONTENT_TYPES))
        names = set(package.namelist()) - {_CONTENT_TYPES}
    defaults = {node.get("Extension").lower() for node in types.iter(f"{_TYPES}Default")}
    overrides = {node.get("PartName").lstrip("/") for node in types.iter(f"{_TYPES}Override")}
    unknown = {name for name in names - overrides if name.rpartition(".")[2].lower() not in defaults}
    lost = overrides - names
    return [f"{name}: no content type" for name in sorted(unknown)] + [f"{name}: no part" for name in sorted(lost)]


def _ids_given_twice(data: bytes) -> list[str]:
    """Word repairs a document in which two drawings have one id."""
    with ZipFile(BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.startswith("word/") and name.endswith(".xml")]
        ids = Counter(node.get("id") for name in names for node in etree.fromstring(package.read(name)).iter(_DRAWING))
    return [f"drawing {key} is there {times} times" for key, times in ids.items() if times > 1]
