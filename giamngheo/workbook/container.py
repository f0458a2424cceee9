"""Open a workbook that nobody vouches for: look at its bytes first, load it afterwards.

calamine reads every kind we take and reads it fast, but it trusts what it is given: it lays a sheet out as
one dense block up to the last used cell, reserves what a header asks for, and follows any chain. So it never
sees the sender's container. The parts that matter are unpacked in small pieces, measured, and packed anew;
only that clean copy is loaded. What calamine does not tell (the text of an error, a formula that no program
has calculated) is noted on the way.

Whatever the bytes, nothing but `UnreadableWorkbook` comes out of `open_workbook`.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn
from xml.parsers import expat

from python_calamine import CalamineWorkbook, PasswordError

from giamngheo.vietnamese import number


class Fault(StrEnum):
    """Why a file is not read."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    NOT_TAKEN = "not_taken"
    EMPTY = "empty"


@dataclass(frozen=True)
class Limits:
    """How much of a workbook is read. `rows` and `columns` are the last used ones of a sheet."""

    file_bytes: int = 20 * 2**20
    unpacked_bytes: int = 300 * 2**20
    rows: int = 60_000
    columns: int = 512
    cells: int = 2_000_000  # of all sheets, each counted from A1 to its last used row and column
    text_bytes: int = 64 * 2**20  # of all cells: one shared text of 10 MB in 60,000 cells is 600 GB
    sheets: int = 255


class UnreadableWorkbook(Exception):
    """A file that gives no workbook; `detail` is a short Vietnamese remark on the cause."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells from A1 on: `rows[i]` is the row that the sender sees as `i + 1`.

    `uncalculated` holds (row, column), both from 0, of the formulas that no program has calculated.
    """

    name: str
    rows: list[list[object]]
    uncalculated: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Workbook:
    """The sheets with cells, in the workbook's order (chart sheets are left out), and the ending."""

    sheets: tuple[Sheet, ...]
    kind: str


DEFAULT_LIMITS = Limits()
_BROKEN = "tệp hỏng hoặc bị cắt cụt"
_PROTECTED = "tệp có đặt mật khẩu"


def open_workbook(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read the workbook `data`; its `name` tells which kind it claims to be."""
    kind = _taken_kind(data, name, limits)
    try:
        package, grids = _OPENERS[kind](data, kind, limits)
        return Workbook(tuple(_load(package, grids, limits)), kind)
    except UnreadableWorkbook:
        raise
    except PasswordError as error:
        raise UnreadableWorkbook(Fault.ENCRYPTED, _PROTECTED) from error
    except Exception as error:
        # Hostile bytes may break any parser at any point; what it then says is of no use to the sender.
        raise UnreadableWorkbook(Fault.DAMAGED, _BROKEN) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # pyo3's, for a panic in Rust; not an Exception
            raise
        raise UnreadableWorkbook(Fault.DAMAGED, _BROKEN) from error


# ---------------------------------------------------------------- what kind it is


_ZIP_START = b"PK\x03\x04"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN_STARTS = (
    (b"%PDF", "tệp PDF"),
    (b"{\\rtf", "tệp RTF"),
    (b"\xff\xd8\xff", "tệp ảnh"),
    (b"\x89PNG", "tệp ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"<!doctype html", "trang web (HTML)"),
    (b"<html", "trang web (HTML)"),
    (b"<?xml", "tệp XML"),
    (_OLE_START, "tệp Office 97–2003"),
)


def _taken_kind(data: bytes, name: str, limits: Limits) -> str:
    if not data:
        raise UnreadableWorkbook(Fault.EMPTY, "tệp rỗng (0 byte)")
    ending = name.rpartition(".")[2].strip().casefold() if "." in name else ""
    if ending not in _OPENERS:
        shown = f"đuôi tệp .{ending[:12]}" if ending else "tên tệp không có đuôi"
        raise UnreadableWorkbook(Fault.NOT_TAKEN, shown)
    if len(data) > limits.file_bytes:
        raise UnreadableWorkbook(Fault.TOO_LARGE, f"tệp {_megabytes(len(data))}")
    return ending


def _other_kind(data: bytes, kind: str) -> NoReturn:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((words for sign, words in _KNOWN_STARTS if start.startswith(sign.lower())), "loại khác")
    _damaged(f"đuôi là .{kind} nhưng nội dung là {found}")


def _damaged(detail: str) -> NoReturn:
    raise UnreadableWorkbook(Fault.DAMAGED, detail)


def _too_large(detail: str) -> NoReturn:
    raise UnreadableWorkbook(Fault.TOO_LARGE, detail)


def _megabytes(size: int) -> str:
    return f"{number(size / 2**20)} MB"


# ---------------------------------------------------------------- what a sheet holds


# More marks than this are no report; and a set of two million places would cost 400 MB.
_MOST_MARKS = 50_000


@dataclass
class _Grid:
    """What a look at a sheet found: how far it reaches, and what calamine will not tell."""

    name: str
    rows: int = 0
    columns: int = 0
    text_bytes: int = 0
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, rows: int, columns: int, limits: Limits) -> None:
        """Note that cells up to this row and column are used, unless that is too far."""
        if rows > limits.rows:
            _too_large(f"ô ở dòng {number(rows)} của trang tính {self.name}")
        if columns > limits.columns:
            _too_large(f"ô ở cột thứ {number(columns)} của trang tính {self.name}")
        if rows > self.rows:
            self.rows = rows
        if columns > self.columns:
            self.columns = columns

    def mark(self, row: int, column: int, error: str = "") -> None:
        """Note an error's text or, without one, a formula without a value."""
        if error:
            self.errors[row, column] = error[:32]
        else:
            self.uncalculated.add((row, column))
        if len(self.errors) + len(self.uncalculated) > _MOST_MARKS:
            _too_large(f"quá nhiều ô lỗi hoặc chưa tính trong trang tính {self.name}")

    def forget(self) -> None:
        self.rows = self.columns = self.text_bytes = 0
        self.uncalculated.clear()
        self.errors.clear()


# A sheet that is no grid of cells (a chart, a macro sheet) is None, so that the places stay in step.
_Grids = list[_Grid | None]
# The bytes, the ending, the limits → a clean container and what was found in each sheet.
_Opener = Callable[[bytes, str, Limits], tuple[bytes, _Grids]]


def _check_count(sheets: int, limits: Limits) -> None:
    if sheets > limits.sheets:
        _too_large(f"hơn {number(limits.sheets)} trang tính")


def _check_whole(grids: _Grids, limits: Limits) -> None:
    _check_count(len(grids), limits)
    found = [grid for grid in grids if grid]
    if sum(grid.rows * grid.columns for grid in found) > limits.cells:
        widest = max(found, key=lambda grid: grid.rows * grid.columns)
        last = f"dòng {number(widest.rows)}, cột thứ {number(widest.columns)}"
        _too_large(f"trang tính {widest.name} kéo dài tới {last}")
    if sum(grid.text_bytes for grid in found) > limits.text_bytes:
        _too_large("quá nhiều chữ trong các ô")


def _load(package: bytes, grids: _Grids, limits: Limits) -> Iterator[Sheet]:
    _check_whole(grids, limits)
    book = CalamineWorkbook.from_filelike(io.BytesIO(package))
    if len(book.sheets_metadata) != len(grids):
        _damaged("danh mục trang tính không khớp")
    loaded = 0
    for index, grid in enumerate(grids):
        if grid is None:
            continue
        rows: list[list[object]] = book.get_sheet_by_index(index).to_python(skip_empty_area=False)
        # Should calamine ever see more than we did, it is not to add up over the sheets.
        loaded += len(rows) * len(rows[0]) if rows else 0
        if loaded > 2 * limits.cells:
            _too_large("quá nhiều ô")
        for place, error in grid.errors.items():
            _put(rows, place, error)
        yield Sheet(book.sheets_metadata[index].name, rows, frozenset(grid.uncalculated))


def _put(rows: list[list[object]], place: tuple[int, int], value: object) -> None:
    """Lay a value over a cell; calamine gives an error as an empty text, or not at all."""
    row, column = place
    width = max(len(rows[0]) if rows else 0, column + 1)
    rows.extend([] for _ in range(row + 1 - len(rows)))
    for line in rows:
        line.extend([""] * (width - len(line)))
    rows[row][column] = value


# ---------------------------------------------------------------- zip: xlsx, xlsm, xlsb, ods


_CHUNK = 2**20
_MOST_MEMBERS = 20_000
_CENTRAL_ENTRY = b"PK\x01\x02"


class _Archive:
    """A zip of unknown origin: only stored or deflated members, read in pieces of at most 1 MB."""

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        if not data.startswith(_ZIP_START):
            _other_kind(data, kind)
        # zipfile makes an object of every entry, and 20 MB of directory are 400,000 of them.
        if data.count(_CENTRAL_ENTRY) > _MOST_MEMBERS:
            _too_large(f"hơn {number(_MOST_MEMBERS)} tệp con")
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._members = {member.filename.lower(): member for member in self._zip.infolist()}
        unpacked = sum(member.file_size for member in self._zip.infolist())
        if unpacked > limits.unpacked_bytes:
            _too_large(f"{_megabytes(unpacked)} sau khi giải nén")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    def size(self, name: str) -> int:
        return self._members[name.lower()].file_size

    def name(self, name: str) -> str:
        return self._members[name.lower()].filename

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member's bytes. zipfile stops at the size that was declared and compares the checksum there, so
        a member that says less than it holds gives no more than it says, or is found out."""
        member = self._members[name.lower()]
        if member.flag_bits & 1:
            raise UnreadableWorkbook(Fault.ENCRYPTED, _PROTECTED)
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            _damaged("kiểu nén lạ")  # LZMA asks for gigabytes before the first byte
        with self._zip.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def xml(self, name: str) -> Iterator[bytes]:
        """The same for XML: no declarations of entities, no tag or text without end."""
        tail = b""
        for chunk in self.chunks(name):
            seam = tail + chunk[:16]
            if b"!DOCTYPE" in chunk or b"!ENTITY" in chunk or b"!DOCTYPE" in seam or b"!ENTITY" in seam:
                _damaged("XML có khai báo thực thể (DOCTYPE)")
            if b"\0" in chunk:
                _damaged("XML không ở dạng UTF-8")  # where UTF-16 would hide a declaration
            if len(chunk) == _CHUNK and b"<" not in chunk:
                _too_large("một ô có hơn 1 MB chữ")
            tail = chunk[-16:]
            yield chunk


class _Package:
    """The clean zip for calamine. Large parts are packed again, so that they are never held whole.

    To be closed also where the sender's file is refused: a zip that is left open complains to the console.
    """

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._zip = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1)

    def add(self, name: str, chunks: Iterable[bytes], size: int) -> None:
        if size <= _CHUNK:
            self._zip.writestr(name, b"".join(chunks), zipfile.ZIP_STORED)
            return
        with self._zip.open(name, "w") as target:
            for chunk in chunks:
                target.write(chunk)

    def __enter__(self) -> _Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def bytes(self) -> bytes:
        self._zip.close()
        return self._buffer.getvalue()


def _parse(
    chunks: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _local(tag: str) -> str:
    """`x:row` → `row`: some programs write every tag with a prefix."""
    return tag.rpartition(":")[2] if ":" in tag else tag


# ---------------------------------------------------------------- xlsx, xlsm


_ROOT_RELATIONS = "_rels/.rels"


def _open_xlsx(data: bytes, kind: str, limits: Limits) -> tuple[bytes, _Grids]:
    archive = _Archive(data, kind, limits)
    if "xl/workbook.xml" not in archive:
        _no_workbook(archive, kind)
    sheets = _listed_sheets(archive, limits)
    relations = _relations(archive, "xl/workbook.xml", limits)
    with _Package() as package:
        _copy_frame(package, archive, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", _ROOT_RELATIONS)
        _copy_frame(package, archive, *_parts(relations, "styles"))
        strings = _SharedStrings(archive, _parts(relations, "sharedStrings"))
        strings.copy(package, limits)

        def look(part: str, grid: _Grid) -> None:
            _look_at_sheet(archive, part, grid, strings, limits)
            package.add(archive.name(part), archive.xml(part), archive.size(part))

        grids = _look_at_each(sheets, relations, look)
        return package.bytes(), grids


def _look_at_each(
    sheets: list[tuple[str, str]],
    relations: dict[str, tuple[str, str]],
    look: Callable[[str, _Grid], None],
) -> _Grids:
    """One grid for every listed sheet; a part that is listed twice is looked at once, and counts twice."""
    looked_at: dict[str, _Grid] = {}
    grids: _Grids = []
    for name, relation in sheets:
        if relation not in relations:
            _damaged(f"thiếu trang tính {name}")
        part, use = relations[relation]
        if use == "worksheet" and part not in looked_at:
            looked_at[part] = _Grid(name)
            look(part, looked_at[part])
        grids.append(looked_at.get(part))
    return grids


def _no_workbook(archive: _Archive, kind: str) -> NoReturn:
    signs = (
        ("xl/workbook.xml", "sổ tính .xlsx"),
        ("xl/workbook.bin", "sổ tính .xlsb"),
        ("word/document.xml", "văn bản Word (.docx)"),
        ("ppt/presentation.xml", "trình chiếu (.pptx)"),
        ("content.xml", "tài liệu OpenDocument (.ods, .odt)"),
    )
    found = next((words for member, words in signs if member in archive), "tệp nén (zip)")
    _damaged(f"đuôi là .{kind} nhưng nội dung là {found}")


def _listed_sheets(archive: _Archive, limits: Limits) -> list[tuple[str, str]]:
    """(name, id of the relation) of every sheet, in order."""
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            found.append((attributes.get("name", ""), relation))
            _check_count(len(found), limits)

    _parse(archive.xml("xl/workbook.xml"), start)
    return found


def _relations(archive: _Archive, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """id → (part, use) of all that the workbook part points to inside the file."""
    folder, _, leaf = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        _check_count(len(found) // 8, limits)
        found[attributes.get("Id", "")] = (path, attributes.get("Type", "").rpartition("/")[2])

    _parse(archive.xml(f"{folder}/_rels/{leaf}.rels"), start)
    return found


def _parts(relations: dict[str, tuple[str, str]], use: str) -> list[str]:
    return list(dict.fromkeys(part for part, its_use in relations.values() if its_use == use))


def _copy_frame(package: _Package, archive: _Archive, *names: str) -> None:
    for name in names:
        if name in archive:
            package.add(archive.name(name), archive.xml(name), archive.size(name))


class _SharedStrings:
    """The texts that cells name by number: one long text in many cells is a bomb."""

    def __init__(self, archive: _Archive, parts: list[str]) -> None:
        self._archive = archive
        self._parts = [part for part in parts if part in archive]
        self._lengths: list[int] | None = None
        self.longest = 0

    def copy(self, package: _Package, limits: Limits) -> None:
        for part in self._parts:
            size = self._archive.size(part)
            if size > limits.text_bytes:
                _too_large("quá nhiều chữ trong các ô")
            if size <= _CHUNK:
                content = b"".join(self._archive.xml(part))
                head, *texts = content.split(b"si>")
                self.longest = max(self.longest, len(_TAG.sub(b"", head)), *map(len, texts))
                package.add(self._archive.name(part), [content], size)
            else:
                self.longest = max(self.longest, *self.lengths(), 0)
                package.add(self._archive.name(part), self._archive.xml(part), size)

    def lengths(self) -> list[int]:
        """Bytes of every text; worked out only where the longest one gives no sufficient bound."""
        if self._lengths is None:
            self._lengths = []
            for part in self._parts:
                self._measure(part, self._lengths)
        return self._lengths

    def _measure(self, part: str, lengths: list[int]) -> None:
        def start(tag: str, _: dict[str, str]) -> None:
            if _local(tag) == "si":
                lengths.append(0)

        def text(value: str) -> None:
            if lengths:
                lengths[-1] += len(value.encode())

        _parse(self._archive.xml(part), start, None, text)


def _look_at_sheet(archive: _Archive, part: str, grid: _Grid, strings: _SharedStrings, limits: Limits) -> None:
    """Quick for what every program writes; exact for all else, and before a sheet is refused."""
    if part not in archive:
        _damaged(f"thiếu trang tính {grid.name}")
    if _quick_look(archive, part, grid, strings, limits):
        return
    grid.forget()
    exact = _ExactLook(grid, strings, limits)
    blocks = _blocks(archive.xml(part), archive.size(part))
    _parse(exact.without_formatted_rows(blocks), exact.start, exact.end, exact.text)


# Every cell; without an address in the usual place both groups are empty.
_CELL = re.compile(rb'<c(?: r="([A-Z]{1,3})([0-9]{1,7})"|(?=[\s/>]))')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_FORMULA = rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*"
_FORMULA_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^<>]*)>\s*' + _FORMULA + rb"(<v\s*/>|<v[^<>]*>\s*</v>)?\s*</c>"
)
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]*\st="e"[^<>]*>\s*(?:' + _FORMULA + rb")?<v[^<>]*>([^<]*)</v>")
_TAG = re.compile(rb"<[^<>]*>")


def _quick_look(archive: _Archive, part: str, grid: _Grid, strings: _SharedStrings, limits: Limits) -> bool:
    """Fill in `grid`; False where this way of looking is not sure, or would refuse the sheet.

    Formatted cells without a value count here. That is why the last word is the exact look's.
    """
    cells = text = 0
    count_text = archive.size(part) > limits.text_bytes // 8  # the markup of a smaller one does not matter
    for block in _blocks(archive.xml(part), archive.size(part)):
        found = _CELL.findall(block)
        places = {column for column, _ in found}
        if b"" in places or _PREFIXED_CELL.search(block):
            return False
        rows = max(map(int, {row for _, row in found}), default=0)
        columns = max(map(_column, places), default=0)
        if rows > limits.rows or columns > limits.columns:
            return False
        grid.reach(rows, columns, limits)
        cells += len(found)
        text += len(_TAG.sub(b"", block)) if count_text else 0
        _mark_cells(block, grid)
    grid.text_bytes = cells * strings.longest + (text if count_text else archive.size(part))
    return grid.rows * grid.columns <= limits.cells and grid.text_bytes <= limits.text_bytes


def _mark_cells(block: bytes, grid: _Grid) -> None:
    if b"</f>" in block or b"<f " in block:
        for column, row, attributes, value in _FORMULA_WITHOUT_VALUE.findall(block):
            # Excel and LibreOffice give the empty text as t="str" with an empty value: that is a result.
            if not value or b't="str"' not in attributes:
                grid.mark(int(row) - 1, _column(column) - 1)
    if b't="e"' in block:
        for column, row, error in _ERROR.findall(block):
            grid.mark(int(row) - 1, _column(column) - 1, error.decode("utf-8", "replace"))


def _blocks(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The same bytes, never cut inside a cell."""
    if size <= _CHUNK:
        yield b"".join(chunks)
        return
    rest = b""
    for chunk in chunks:
        block = rest + chunk
        cut = next((at for sign in (b"<row", b"<c ", b"<") if (at := block.rfind(sign)) > 0), 0)
        yield block[:cut]
        rest = block[cut:]
    yield rest


def _column(letters: bytes | str) -> int:
    """`A` → 1, `XFD` → 16384."""
    value = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        value = value * 26 + letter - 64
    return value


_ATTRIBUTES = rb'(?:\s[\w:]++="[^"<>]*+")*+\s?'
_FORMATTED_ROW = re.compile(
    rb'<row r="[0-9]{1,7}"' + _ATTRIBUTES + rb'(?:/>|>(?:<c r="[A-Z]{1,3}[0-9]{1,7}"' + _ATTRIBUTES + rb"/>)*+</row>)"
)


class _ExactLook:
    """A worksheet's XML event by event, with positions counted as calamine counts them."""

    def __init__(self, grid: _Grid, strings: _SharedStrings, limits: Limits) -> None:
        self._grid, self._strings, self._limits = grid, strings, limits
        self._row = self._column = 0  # where the next cell is, unless it says so itself
        self._in_value = False
        self._has_left_out = False
        self._open_cell("")

    def without_formatted_rows(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """A million rows with borders and nothing in them would take seconds, event by event."""
        for block in blocks:
            bare, count = _FORMATTED_ROW.subn(b"", block)
            self._has_left_out = self._has_left_out or count > 0
            yield bare

    def _need_no_address(self) -> None:
        if self._has_left_out:  # then counting on from the one before would go wrong
            _damaged("ô hoặc dòng không có địa chỉ")

    def _open_cell(self, kind: str) -> None:
        self._type = kind
        self._filled = self._formula = self._has_value = False
        self._value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            if address := attributes.get("r"):
                self._row, self._column = _place(address)
            else:
                self._need_no_address()
            self._open_cell(attributes.get("t", ""))
        elif name == "row":
            if address := attributes.get("r"):
                self._row = int(address) - 1
            else:
                self._need_no_address()
        elif name in ("v", "is"):
            self._filled = self._in_value = True
            self._has_value = name == "v"
        elif name == "f":
            self._formula = True

    def text(self, value: str) -> None:
        if self._in_value:
            self._grid.text_bytes += len(value.encode())
            if len(self._value) < 32:
                self._value += value

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "c":
            self._close_cell()
            self._column += 1
        elif name == "row":
            self._row += 1
            self._column = 0
        elif name in ("v", "is"):
            self._in_value = False

    def _close_cell(self) -> None:
        if not self._filled and not self._formula:
            return  # only formatted
        grid = self._grid
        grid.reach(self._row + 1, self._column + 1, self._limits)
        if self._formula and not self._value and not (self._type == "str" and self._has_value):
            grid.mark(self._row, self._column)
        elif self._type == "e" and self._value:
            grid.mark(self._row, self._column, self._value)
        elif self._type == "s":
            lengths = self._strings.lengths()
            grid.text_bytes += lengths[int(self._value)] if self._value else 0
        if grid.text_bytes > self._limits.text_bytes:
            _too_large("quá nhiều chữ trong các ô")


def _place(address: str) -> tuple[int, int]:
    """`B3` → (2, 1)."""
    digits = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return int(digits) - 1, _column(address[: len(address) - len(digits)].upper()) - 1


# ---------------------------------------------------------------- ods


_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = "META-INF/manifest.xml"


def _open_ods(data: bytes, kind: str, limits: Limits) -> tuple[bytes, _Grids]:
    archive = _Archive(data, kind, limits)
    if "mimetype" not in archive or not b"".join(archive.chunks("mimetype")).startswith(_ODS_TYPE):
        _no_workbook(archive, kind)
    if any(b"encryption-data" in chunk for chunk in archive.xml(_ODS_MANIFEST)):
        raise UnreadableWorkbook(Fault.ENCRYPTED, _PROTECTED)
    look = _OdsLook(limits)
    _parse(archive.xml("content.xml"), look.start, look.end, look.text)
    with _Package() as package:
        package.add("mimetype", [_ODS_TYPE], 0)
        package.add(_ODS_MANIFEST, archive.xml(_ODS_MANIFEST), archive.size(_ODS_MANIFEST))
        size = archive.size("content.xml")
        package.add("content.xml", _without_indents(_blocks(archive.xml("content.xml"), size)), size)
        return package.bytes(), list(look.grids)


_INDENT = re.compile(rb">\s+(?=</?table:|<text:p[\s/>])")


def _without_indents(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """calamine stumbles over blanks between cells, as in content that was indented for reading."""
    for block in blocks:
        yield _INDENT.sub(b">", block) if block.count(b"\n") > 3 else block


_ODS_CELLS = frozenset(("table:table-cell", "table:covered-table-cell"))
_ODS_VALUES = frozenset(
    f"office:{kind}" for kind in ("value", "string-value", "date-value", "time-value", "boolean-value")
)


class _OdsLook:
    """content.xml event by event: cells and rows come with a count of how often they are repeated."""

    def __init__(self, limits: Limits) -> None:
        self.grids: list[_Grid] = []
        self._limits = limits
        self._in_table = self._in_cell = False
        self._row = self._row_repeat = self._column = self._repeat = self._last = 0
        self._attributes: dict[str, str] = {}
        self._text = ""
        self._text_bytes = self._row_text_bytes = 0
        self._has_content = False
        self._marks: list[tuple[int, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _ODS_CELLS and self._in_table:
            self._in_cell, self._has_content = True, False
            self._attributes, self._text, self._text_bytes = attributes, "", 0
            self._repeat = _times(attributes.get("table:number-columns-repeated"))
        elif self._in_cell:
            self._has_content = True
            if tag == "text:s":  # so many blanks: a few bytes that may stand for gigabytes
                self._text_bytes += _times(attributes.get("text:c"))
        elif tag == "table:table-row" and self._in_table:
            self._row_repeat = _times(attributes.get("table:number-rows-repeated"))
            self._column = self._last = self._row_text_bytes = 0
            self._marks = []
        elif tag == "table:table" and "table:name" in attributes:
            self._in_table, self._row = True, 0
            self.grids.append(_Grid(attributes["table:name"]))

    def text(self, value: str) -> None:
        if self._in_cell:
            self._text_bytes += 3 * len(value)
            if len(self._text) < 32:
                self._text += value

    def end(self, tag: str) -> None:
        if tag in _ODS_CELLS and self._in_cell:
            self._in_cell = False
            self._close_cell(self._attributes)
        elif tag == "table:table-row" and self._in_table:
            self._close_row(self.grids[-1])
        elif tag == "table:table":
            self._in_table = False

    def _close_cell(self, attributes: dict[str, str]) -> None:
        first = self._column
        self._column += self._repeat
        formula = attributes.get("table:formula")
        valued = "office:value-type" in attributes or not _ODS_VALUES.isdisjoint(attributes)
        if not valued and formula is None:
            return  # only formatted, or covered by a merged one
        self._last = self._column
        self.grids[-1].reach(0, self._last, self._limits)
        length = self._text_bytes + len(attributes.get("office:string-value", ""))
        self._row_text_bytes += (length + len(formula) if formula else length) * self._repeat
        mark = None
        if attributes.get("calcext:value-type") == "error":
            mark = self._text or "#N/A"
        elif formula and not valued and not self._has_content:
            mark = ""  # LibreOffice writes an empty paragraph where the result is the empty text
        if mark is not None:
            self._marks += [(column, mark) for column in range(first, self._column)]

    def _close_row(self, grid: _Grid) -> None:
        first = self._row
        self._row += self._row_repeat
        if not self._last:
            return
        grid.reach(self._row, self._last, self._limits)
        grid.text_bytes += self._row_text_bytes * self._row_repeat
        if grid.text_bytes > self._limits.text_bytes:
            _too_large("quá nhiều chữ trong các ô")
        if self._marks:
            for row in range(first, self._row):
                for column, mark in self._marks:
                    grid.mark(row, column, mark)


def _times(value: str | None) -> int:
    return int(value) if value else 1


# ---------------------------------------------------------------- xlsb


def _open_xlsb(data: bytes, kind: str, limits: Limits) -> tuple[bytes, _Grids]:
    archive = _Archive(data, kind, limits)
    if "xl/workbook.bin" not in archive:
        _no_workbook(archive, kind)
    relations = _relations(archive, "xl/workbook.bin", limits)
    book = _held(archive, "xl/workbook.bin", limits)
    lengths: list[int] = []
    with _Package() as package:
        _copy_frame(package, archive, _ROOT_RELATIONS, "xl/_rels/workbook.bin.rels")
        package.add("xl/workbook.bin", [book], len(book))

        def copy(part: str) -> bytes:
            content = _held(archive, part, limits)
            package.add(archive.name(part), [content], len(content))
            return content

        def look(part: str, grid: _Grid) -> None:
            _look_at_brt(copy(part), grid, lengths, limits)

        for part in _parts(relations, "styles"):
            copy(part)
        for part in _parts(relations, "sharedStrings"):
            records = _brt_records(copy(part), limits)
            lengths += [size for record, _, size in records if record == 19]  # BrtSSTItem
        grids = _look_at_each(_brt_sheets(book, limits), relations, look)
        return package.bytes(), grids


def _held(archive: _Archive, part: str, limits: Limits) -> bytes:
    """A binary part whole: 50,000 rows are 20 MB of it."""
    if archive.size(part) > limits.text_bytes:
        _too_large(f"{_megabytes(archive.size(part))} sau khi giải nén")
    return b"".join(archive.chunks(part))


def _brt_records(content: bytes, limits: Limits) -> Iterator[tuple[int, int, int]]:
    """(type, where its data begin, how many) of each record."""
    at, end, budget = 0, len(content), 4 * limits.cells
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (content[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift == 28:
                break
        budget -= 1
        if at + size > end:
            _damaged(_BROKEN)
        if budget < 0:
            _too_large("quá nhiều ô")
        yield kind, at, size
        at += size


def _brt_sheets(book: bytes, limits: Limits) -> list[tuple[str, str]]:
    found = []
    for kind, at, size in _brt_records(book, limits):
        if kind == 156:  # BrtBundleSh
            relation, after = _wide_text(book, at + 8)
            name, end = _wide_text(book, after)
            if end > at + size:
                _damaged(_BROKEN)
            found.append((name, relation))
            _check_count(len(found), limits)
    return found


def _wide_text(content: bytes, at: int) -> tuple[str, int]:
    length = int.from_bytes(content[at : at + 4], "little")
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


_ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def _look_at_brt(content: bytes, grid: _Grid, lengths: list[int], limits: Limits) -> None:
    row = 0
    unpack = struct.Struct("<I").unpack_from
    for kind, at, size in _brt_records(content, limits):
        if kind == 0:  # BrtRowHdr
            row = unpack(content, at)[0]
        elif 2 <= kind <= 11:  # a cell with a value, typed or from a formula
            column = unpack(content, at)[0]
            grid.reach(row + 1, column + 1, limits)
            if kind in (3, 11):
                grid.mark(row, column, _ERROR_TEXTS.get(content[at + 8], "#N/A"))
            elif kind == 7:
                grid.text_bytes += lengths[unpack(content, at + 8)[0]]
            elif kind in (6, 8):
                grid.text_bytes += size
        elif kind == 146:  # BrtEndSheetData
            return


# ---------------------------------------------------------------- xls


def _open_xls(data: bytes, kind: str, limits: Limits) -> tuple[bytes, _Grids]:
    if data.startswith(_ZIP_START):
        _no_workbook(_Archive(data, kind, limits), kind)
    ole = _Ole(data, kind)
    stream = bytearray(ole.stream("Workbook") or ole.stream("Book") or _not_xls(ole, kind))
    biff = _Biff(stream, limits)
    grids: _Grids = [biff.look_at_sheet(start, name) for start, name in biff.sheets]
    return _ole_of(bytes(stream)), grids


def _unless_ole(opener: _Opener) -> _Opener:
    """A protected .xlsx is an OLE file around the encrypted zip: it must not pass for another kind."""

    def open_it(data: bytes, kind: str, limits: Limits) -> tuple[bytes, _Grids]:
        if data.startswith(_OLE_START):
            _not_xls(_Ole(data, kind), kind)
        return opener(data, kind, limits)

    return open_it


def _not_xls(ole: _Ole, kind: str) -> NoReturn:
    if ole.holds("EncryptedPackage", "EncryptionInfo"):
        raise UnreadableWorkbook(Fault.ENCRYPTED, _PROTECTED)
    signs = (("Workbook", "sổ tính .xls"), ("Book", "sổ tính .xls"), ("WordDocument", "văn bản Word (.doc)"))
    found = next((words for stream, words in signs if ole.holds(stream)), "tệp Office 97–2003 khác")
    _damaged(f"đuôi là .{kind} nhưng nội dung là {found}")


_END_OF_CHAIN = 0xFFFFFFFA  # this and above: end, free, and the tables' own sectors
_FREE = 0xFFFFFFFF
_MINI_CUTOFF = 4096


class _Ole:
    """A compound file: streams in chains of sectors. A chain that bites its tail, or leaves the file, ends
    the reading."""

    def __init__(self, data: bytes, kind: str) -> None:
        if not data.startswith(_OLE_START):
            _other_kind(data, kind)
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._sector not in (512, 4096):
            _damaged(_BROKEN)
        directory, mini_table, table_more = (struct.unpack_from("<I", data, at)[0] for at in (48, 60, 68))
        self._table = self._read_table(table_more)
        used = max((sector for sector, after in enumerate(self._table) if after != _FREE), default=0)
        if (used + 1) * self._sector >= len(data):
            _damaged(_BROKEN)
        self._entries = self._read_directory(self._whole(directory))
        self._mini_table = _numbers(self._whole(mini_table))
        root = next((entry for entry in self._entries.values() if entry[2] == 5), None)
        self._mini = self._whole(root[0]) if root else b""

    def holds(self, *names: str) -> bool:
        return any(name in self._entries for name in names)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, or nothing where there is none of that name."""
        if name not in self._entries:
            return b""
        start, size, _ = self._entries[name]
        if size < _MINI_CUTOFF:
            pieces = [self._mini[64 * at : 64 * at + 64] for at in _chain(start, self._mini_table)]
            content = b"".join(pieces)
        else:
            content = self._whole(start)
        if len(content) < size:
            _damaged(_BROKEN)
        return content[:size]

    def _whole(self, start: int) -> bytes:
        return b"".join(map(self._read, _chain(start, self._table)))

    def _read(self, sector: int) -> bytes:
        return self._data[(sector + 1) * self._sector : (sector + 2) * self._sector]

    def _read_table(self, more: int) -> list[int]:
        """The table of what follows what: its own sectors are listed in the header and in further sectors."""
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(len(self._data) // self._sector):
            if more >= _END_OF_CHAIN:
                break
            *listed, more = _numbers(self._read(more))
            sectors += listed
        return _numbers(b"".join(self._read(sector) for sector in sectors if sector < _END_OF_CHAIN))

    def _read_directory(self, content: bytes) -> dict[str, tuple[int, int, int]]:
        """name → (first sector, size, type); the root comes with type 5."""
        found: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(content) - 127, 128):
            length = min(struct.unpack_from("<H", content, at + 64)[0], 64)
            name = content[at : at + length].decode("utf-16-le", "replace").rstrip("\0")
            start, size = struct.unpack_from("<II", content, at + 116)
            if content[at + 66] in (2, 5):
                found.setdefault(name, (start, size, content[at + 66]))
        return found


def _chain(start: int, table: list[int]) -> Iterator[int]:
    sector = start
    for _ in range(len(table) + 1):
        if sector >= _END_OF_CHAIN:
            return
        yield sector
        sector = table[sector]
    _damaged(_BROKEN)


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(content) // 4}I", content))


def _ole_of(stream: bytes) -> bytes:
    """A compound file with nothing but this workbook stream: no macros, no chains but our own."""
    stream = stream.ljust(_MINI_CUTOFF, b"\0")
    sectors = -(-len(stream) // 512)
    tables = 1
    while tables * 128 < sectors + 1 + tables + _further(tables):
        tables += 1
    further = _further(tables)
    first_table = sectors + 1
    chain = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables, *[0xFFFFFFFC] * further]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    listed = [first_table + index for index in range(tables)]
    header = struct.pack("<8s16xHHHHH6xII", _OLE_START, 0x3E, 3, 0xFFFE, 9, 6, 0, tables)
    header += struct.pack("<IIIIIII", sectors, 0, _MINI_CUTOFF, 0xFFFFFFFE, 0, *_more(first_table, tables, further))
    header += struct.pack("<109I", *_padded(listed[:109], 109))
    directory = _ole_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + _ole_entry("Workbook", 2, 0, len(stream))
    content = header + stream.ljust(sectors * 512, b"\0") + directory.ljust(512, b"\0")
    content += struct.pack(f"<{len(chain)}I", *chain)
    for index in range(further):
        part = _padded(listed[109 + 127 * index : 109 + 127 * (index + 1)], 127)
        after = first_table + tables + index + 1 if index + 1 < further else 0xFFFFFFFE
        content += struct.pack("<128I", *part, after)
    return content


def _further(tables: int) -> int:
    """Sectors that list the table's sectors, beyond the 109 that the header lists."""
    return -(-max(tables - 109, 0) // 127)


def _more(first_table: int, tables: int, further: int) -> tuple[int, int]:
    return (first_table + tables if further else 0xFFFFFFFE), further


def _padded(values: list[int], length: int) -> list[int]:
    return values + [0xFFFFFFFF] * (length - len(values))


def _ole_entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    return struct.pack("<64sHBBIII36xIQ", encoded, len(encoded), kind, 1, none, none, child, start, size)


_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FORMULA_RECORD, _ROW_OF_NUMBERS = 0x0006, 0x00BD
_FILE_PASS, _SHEET_RECORD, _STRINGS_RECORD, _DIMENSIONS = 0x002F, 0x0085, 0x00FC, 0x0200
_NAME, _EXTERNAL_SHEET, _IGNORED = 0x0018, 0x0017, 0x0FFF
_TEXT_BY_NUMBER, _BOOLEAN_OR_ERROR = 0x00FD, 0x0205
# number, label, boolean or error, RK number, label by number
_ONE_CELL = frozenset((0x0203, 0x0204, 0x0205, 0x027E, 0x00FD))
_MOST_CONTINUED = 20_000


class _Biff:
    """The workbook stream of an .xls: records one after the other.

    While it is looked at, what calamine takes on trust or does not need is made harmless in place: the
    dimensions (it reserves that many cells), the formulas (it writes their text) and the defined names.
    """

    def __init__(self, stream: bytearray, limits: Limits) -> None:
        self._stream, self._limits = stream, limits
        self._budget = 2 * limits.cells
        self._strings: tuple[int, list[bytes]] = (0, [])
        self._lengths: list[int] | None = None
        self.sheets: list[tuple[int, str]] = []
        self._read_globals()

    def _read_globals(self) -> None:
        stream, wide = self._stream, True
        for kind, at, size in self._records(0):
            if kind == _BOF:
                wide = struct.unpack_from("<H", stream, at)[0] == 0x0600
            elif kind == _FILE_PASS:
                raise UnreadableWorkbook(Fault.ENCRYPTED, _PROTECTED)
            elif kind == _SHEET_RECORD:
                self._list_sheet(at, size, wide)
            elif kind == _STRINGS_RECORD:
                self._note_strings(at, size)
            elif kind in (_NAME, _EXTERNAL_SHEET):
                struct.pack_into("<H", stream, at - 4, _IGNORED)

    def _records(self, at: int) -> Iterator[tuple[int, int, int]]:
        """(type, where its data begin, how many) of each record up to the end of this substream."""
        stream, unpack = self._stream, struct.Struct("<HH").unpack_from
        while True:
            kind, size = unpack(stream, at)
            at += 4
            self._budget -= 1
            if self._budget < 0:
                _too_large("quá nhiều ô")
            if at + size > len(stream):
                _damaged(_BROKEN)
            if kind == _EOF:
                return
            yield kind, at, size
            at += size

    def _list_sheet(self, at: int, size: int, wide: bool) -> None:
        start = struct.unpack_from("<I", self._stream, at)[0]
        text = bytes(self._stream[at + 7 : at + size])
        if wide:
            name = text[1:].decode("utf-16-le" if text[:1] == b"\x01" else "latin-1", "replace")
        else:
            name = text.decode("cp1252", "replace")
        self.sheets.append((start, name))
        _check_count(len(self.sheets), self._limits)

    def _note_strings(self, at: int, size: int) -> None:
        """The shared texts: their record and those that continue it."""
        count = struct.unpack_from("<i", self._stream, at + 4)[0]
        pieces = [bytes(self._stream[at + 8 : at + size])]
        at += size
        while self._stream[at : at + 2] == b"\x3c\x00":
            size = struct.unpack_from("<H", self._stream, at + 2)[0]
            pieces.append(bytes(self._stream[at + 4 : at + 4 + size]))
            at += 4 + size
        # calamine reserves a place for each text that the record announces, and the least has 3 bytes.
        if not 0 <= 3 * count <= sum(map(len, pieces)) or len(pieces) > _MOST_CONTINUED:
            _damaged(_BROKEN)
        self._strings = (count, pieces)

    def look_at_sheet(self, start: int, name: str) -> _Grid:
        stream, limits, grid = self._stream, self._limits, _Grid(name)
        unpack = struct.Struct("<HH").unpack_from
        used: list[int] = []
        for kind, at, size in self._records(start):
            if kind in _ONE_CELL:
                row, column = unpack(stream, at)
                grid.reach(row + 1, column + 1, limits)
                if kind == _TEXT_BY_NUMBER:
                    used.append(struct.unpack_from("<I", stream, at + 6)[0])
                elif kind == _BOOLEAN_OR_ERROR and stream[at + 7]:
                    grid.mark(row, column, _ERROR_TEXTS.get(stream[at + 6], "#N/A"))
            elif kind == _ROW_OF_NUMBERS:
                row, column = unpack(stream, at)
                grid.reach(row + 1, column + (size - 6) // 6, limits)
            elif kind == _FORMULA_RECORD:
                row, column = unpack(stream, at)
                grid.reach(row + 1, column + 1, limits)
                if stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
                    grid.mark(row, column, _ERROR_TEXTS.get(stream[at + 8], "#N/A"))
                stream[at + 20 : at + 22] = b"\0\0"  # a formula of no length
            elif kind == _DIMENSIONS:
                stream[at : at + size] = bytes(size)
        grid.text_bytes = self._text_bytes(used)
        return grid

    def _text_bytes(self, used: list[int]) -> int:
        if not used:
            return 0
        count, pieces = self._strings
        whole = sum(map(len, pieces))
        if whole * len(used) <= self._limits.text_bytes:
            return whole * len(used)  # even if every cell held all texts
        if self._lengths is None:
            self._lengths = _text_lengths(count, pieces)
        return sum(self._lengths[index] for index in used if index < len(self._lengths))


def _text_lengths(count: int, pieces: list[bytes]) -> list[int]:
    """Characters of every shared text; a text may go on in the next record, then with flags of its own."""
    lengths, piece, at = [], 0, 0
    for _ in range(count):
        if at >= len(pieces[piece]):
            piece, at = piece + 1, 0
        left, flags = struct.unpack_from("<HB", pieces[piece], at)
        lengths.append(left)
        at += 3
        after = 0
        if flags & 8:
            after += 4 * struct.unpack_from("<H", pieces[piece], at)[0]
            at += 2
        if flags & 4:
            after += struct.unpack_from("<I", pieces[piece], at)[0]
            at += 4
        while left:
            width = 1 + (flags & 1)
            here = min(left, (len(pieces[piece]) - at) // width)
            at += here * width
            left -= here
            if left:
                piece += 1
                flags, at = pieces[piece][0], 1
        while after > len(pieces[piece]) - at:
            after -= len(pieces[piece]) - at
            piece, at = piece + 1, 0
        at += after
    return lengths


_OPENERS: dict[str, _Opener] = {
    "xlsx": _unless_ole(_open_xlsx),
    "xlsm": _unless_ole(_open_xlsx),
    "xlsb": _unless_ole(_open_xlsb),
    "xls": _open_xls,
    "ods": _open_ods,
}
