"""Runs in LibreOffice's own Python: does in a running LibreOffice what an officer does, a list of jobs at a time.

A job opens a workbook, takes steps in it, and saves it under each of its names. What is typed is typed as on the
keyboard, in Vietnamese notation; a locked cell takes nothing. Jobs come as JSON, and what was seen goes back as JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException

COLOURS = {0xFFBFC1, 0xC01F21, 0xFFE49B, 0x9C5A03}
_CONTENT = 1 | 2 | 4 | 16  # numbers, days, texts, formulas
FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "csv": "Text - txt - csv (StarCalc)",
    "pdf": "calc_pdf_Export",
}


class Officer:
    """Sits before one workbook; `right` is another one, that has what should stand in each cell."""

    def __init__(self, book, right):
        self.book, self.right = book, right
        self.saw = []

    def do(self, step, *told):
        getattr(self, step)(*told)

    def type(self, sheet, cell, text):
        page = self.book.Sheets.getByName(sheet)
        self._write(page, page.getCellRangeByName(cell), text)

    def mend(self, instead=None):
        """Each cell that has our colour gets what `instead` says, or what stands there in the right workbook."""
        for sheet, cell in self._coloured():
            self.saw.append([sheet, cell])
            told = (instead or {}).get(f"{sheet}!{cell}")
            right = self.right.Sheets.getByName(sheet).getCellRangeByName(cell).FormulaLocal
            self.type(sheet, cell, right if told is None else told)

    def look(self):
        """Only tells which cells have our colour."""
        self.saw += map(list, self._coloured())

    def unprotect(self, sheet):
        self.book.Sheets.getByName(sheet).unprotect("")

    def clear_rows(self, sheet, first, count):
        """With the Delete key. LibreOffice deletes no whole row of a protected xls: beyond column IV all is locked."""
        page = self.book.Sheets.getByName(sheet)
        page.getCellRangeByPosition(0, first - 1, _used(page).EndColumn, first + count - 2).clearContents(_CONTENT)

    def delete_column(self, sheet, cell):
        page = self.book.Sheets.getByName(sheet)
        page.Columns.removeByIndex(page.getCellRangeByName(cell).CellAddress.Column, 1)

    def copy_column(self, sheet, cell):
        """A new column before this one, with all that is seen in it in the right workbook."""
        page, right = (each.Sheets.getByName(sheet) for each in (self.book, self.right))
        column = page.getCellRangeByName(cell).CellAddress.Column
        page.Columns.insertByIndex(column, 1)
        for row in range(_used(right).EndRow + 1):
            page.getCellByPosition(column, row).String = right.getCellByPosition(column, row).String

    def copy_rows(self, sheet, first, count):
        """What stands in these rows in the right workbook."""
        page, right = (each.Sheets.getByName(sheet) for each in (self.book, self.right))
        for row in range(first - 1, first - 1 + count):
            for column in range(_used(right).EndColumn + 1):
                text = right.getCellByPosition(column, row).FormulaLocal
                self._write(page, page.getCellByPosition(column, row), text)

    def delete_sheet(self, sheet):
        self.book.Sheets.removeByName(sheet)

    def rename_sheet(self, sheet, name):
        self.book.Sheets.getByName(sheet).Name = name

    def copy_sheet(self, sheet):
        """The sheet of the right workbook."""
        self.book.Sheets.importSheet(self.right, sheet, self.book.Sheets.Count)

    def _write(self, page, cell, text):
        if page.isProtected() and cell.CellProtection.IsLocked and cell.FormulaLocal != text:
            raise ValueError(f"{cell.AbsoluteName} is locked")
        cell.FormulaLocal = text

    def _coloured(self):
        """What is seen of it in the form's sheets (our own list is none of them): no cell that another one covers."""
        for sheet in self.book.Sheets:
            if self.right.Sheets.hasByName(sheet.Name):
                for alike in sheet.UniqueCellFormatRanges:
                    if alike.CellBackColor in COLOURS:
                        for area in alike:
                            seen = (cell for cell in _cells(area.RangeAddress) if not _is_covered(sheet, cell))
                            yield from ((sheet.Name, cell) for cell in seen)


def _is_covered(sheet, cell):
    """By the first cell of those it is merged with."""
    cursor = sheet.createCursorByRange(sheet.getCellRangeByName(cell))
    cursor.collapseToMergedArea()
    return next(_cells(cursor.RangeAddress)) != cell


def _cells(area):
    for row in range(area.StartRow, area.EndRow + 1):
        for column in range(area.StartColumn, area.EndColumn + 1):
            yield f"{_letters(column)}{row + 1}"


def _letters(column):
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(65 + last)


def _used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return cursor.RangeAddress


def _said(**told):
    found = []
    for name, value in told.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        found.append(one)
    return tuple(found)


def _under_password(kind, **told):
    """As the dialog has it: what encrypts an xlsx is told in another way."""
    if kind != "xlsx" or "Password" not in told:
        return told
    ways = NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", told["Password"])
    return {"EncryptionData": uno.Any("[]com.sun.star.beans.NamedValue", ways)}


def _desktop(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while True:  # until it has started; whoever waits for us has an end
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.25)


class Office:
    """The running program; a workbook that others are compared with stays open."""

    def __init__(self, pipe):
        self.desktop = _desktop(pipe)
        self._right = {}

    def work(self, job):
        if job == "quit":
            return self.desktop.terminate()
        book = None
        try:
            book = self._open(job["open"], **job.get("told", {}))
            officer = Officer(book, self._kept(job.get("right")))
            for step in job["steps"]:
                officer.do(*step)
            for path, kind, told in job["save"]:
                book.storeToURL(Path(path).as_uri(), _said(FilterName=FILTERS[kind], **_under_password(kind, **told)))
            return {"saw": officer.saw}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}
        finally:
            if book is not None:
                book.close(True)

    def _open(self, path, **told):
        book = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, _said(Hidden=True, **told))
        if book is None:
            raise ValueError(f"{path} does not open")
        return book

    def _kept(self, path):
        if path and path not in self._right:
            self._right[path] = self._open(path)
        return self._right.get(path)


if __name__ == "__main__":
    office = Office(sys.argv[1])
    told = json.dumps([office.work(job) for job in json.load(sys.stdin)])
    print(told, flush=True)
    os._exit(0)  # the bridge may crash when Python takes it down in its own order
