"""The comments of a sheet: ours are added, a sender's own are kept, and ours of an earlier time are taken out.

A comment on a cell that has one already is written below it, after a line that tells it is ours. What is a
threaded comment is left alone: Excel shows the thread, not this text.
"""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.feedback.annotate.records import Cell
from giamngheo.feedback.annotate.sheet import address_of, cell_of
from giamngheo.feedback.annotate.xml import MAIN, Element, add, child, children, in_place, new, parse, to_bytes

AUTHOR = "giamngheo"
SIGN = "Kết quả kiểm tra"  # the first words of every comment of ours
SEPARATOR = "――――――――――"
_THREAD = "tc="
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Notes:
    def __init__(self, data: bytes | None, space: str = MAIN) -> None:
        self._root = parse(data) if data is not None else new(space, "comments")
        order = ("authors", "commentList", "extLst")
        self._authors = in_place(self._root, "authors", order)
        self._list = in_place(self._root, "commentList", order)
        self.is_changed = data is None

    def __len__(self) -> int:
        return len(self._list)

    def take_out_ours(self) -> list[Cell]:
        """Cells that have no comment any more."""
        gone = []
        for comment in children(self._list, "comment"):
            if self._is_ours(comment):
                self._list.remove(comment)
                gone += [cell] if (cell := cell_of(comment.get("ref", ""))) else []
                self.is_changed = True
            elif self._cut(comment):
                self.is_changed = True
        return gone

    def write(self, cell: Cell, head: str, lines: Iterable[str]) -> bool:
        """Add to a cell; whether it needs a shape, because it had no comment."""
        ref = address_of(cell)
        found = next((each for each in self._list if each.get("ref") == ref), None)
        if found is not None and self._author(found).startswith(_THREAD):
            return False
        self.is_changed = True
        if found is not None:
            text = in_place(found, "text", ("text", "commentPr"))
            self._as_runs(text)
            _run(text, f"\n{SEPARATOR}\n{SIGN} – {head}\n", is_bold=True)
        else:
            comment = add(self._list, "comment", ref=ref, authorId=str(self._author_id()), shapeId="0")
            text = add(comment, "text")
            _run(text, f"{SIGN} – {head}\n", is_bold=True)
        _run(text, "\n".join(lines), is_bold=False)
        return found is None

    def to_bytes(self) -> bytes:
        return to_bytes(self._root)

    def _author(self, comment: Element) -> str:
        names = children(self._authors, "author")
        number = int(comment.get("authorId", 0))
        return (names[number].text or "") if number < len(names) else ""

    def _author_id(self) -> int:
        names = [each.text for each in children(self._authors, "author")]
        if AUTHOR not in names:
            add(self._authors, "author").text = AUTHOR
            return len(names)
        return names.index(AUTHOR)

    def _is_ours(self, comment: Element) -> bool:
        said = _said(comment).lstrip()
        return self._author(comment) == AUTHOR or said.startswith(f"{SIGN} – ")

    def _cut(self, comment: Element) -> bool:
        """Take what we wrote below a sender's comment away."""
        if SEPARATOR not in _said(comment):
            return False
        is_cut = False
        for piece in [each for each in comment.iter() if each.tag.endswith("}t")]:
            before, mark, _ = (piece.text or "").partition(SEPARATOR)
            piece.text = "" if is_cut else before.rstrip("\n") if mark else piece.text
            is_cut = is_cut or bool(mark)
        text = child(comment, "text")
        for run in children(text, "r"):
            if not _said(run):
                run.getparent().remove(run)
        return True

    def _as_runs(self, text: Element) -> None:
        """A text without runs becomes one: only runs may follow each other."""
        bare = child(text, "t")
        if bare is not None:
            text.remove(bare)
            run = text.makeelement(bare.tag[:-1] + "r")
            text.insert(0, run)
            run.append(bare)


def _run(text: Element, words: str, is_bold: bool) -> None:
    run = add(text, "r")
    look = add(run, "rPr")
    if is_bold:
        add(look, "b")
    add(look, "sz", val="9")
    add(look, "color", indexed="81")
    add(look, "rFont", val="Tahoma")
    add(look, "family", val="2")
    piece = add(run, "t")
    piece.text = words
    piece.set(_SPACE, "preserve")


def _said(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter() if each.tag.endswith("}t"))
