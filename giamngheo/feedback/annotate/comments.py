"""The comments of a sheet: ours are added, a sender's own are kept, and ours of an earlier time are taken out.

A comment on a cell that has one already is written below it, after a line that tells it is ours. What is a
threaded comment is left alone: Excel shows the thread, not this text.
"""

from __future__ import annotations

from collections.abc import Iterable

from giamngheo.feedback.annotate.records import Cell, cell_of
from giamngheo.feedback.annotate.xml import Element, add, beside, fragments, in_place, namespace_of, new, parse

AUTHOR = "giamngheo"
SIGN = "Kết quả kiểm tra"  # the first words of every comment of ours
SEPARATOR = "――――――――――"
_THREAD = "tc="
_ORDER = "authors commentList extLst"
_RUN = (
    '<r><rPr>{bold}<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/></rPr>'
    '<t xml:space="preserve"/></r>'
)


class Comments:
    def __init__(self, data: bytes | None, namespace: str) -> None:
        self.root = parse(data) if data is not None else new(namespace, "comments")
        self._authors = in_place(self.root, "authors", _ORDER)
        self._list = in_place(self.root, "commentList", _ORDER)
        self._of_cell = {each.get("ref", ""): each for each in reversed(self._list.findall("{*}comment"))}
        self.is_changed = data is None

    def __len__(self) -> int:
        return len(self._list)

    def take_out_ours(self) -> list[Cell]:
        """Cells that have no comment any more."""
        gone = []
        for comment in self._list.findall("{*}comment"):
            if self._is_ours(comment):
                self._list.remove(comment)
                ref = comment.get("ref", "")
                self._of_cell.pop(ref, None)
                gone += [cell] if (cell := cell_of(ref)) else []
                self.is_changed = True
            elif SEPARATOR in _text_of(comment):
                _cut(comment)
                self.is_changed = True
        return gone

    def write(self, cell: Cell, head: str, lines: Iterable[str]) -> bool:
        """Add to a cell; whether it needs a shape, because it had no comment."""
        found = self._of_cell.get(cell.address)
        if found is not None and self._author(found).startswith(_THREAD):
            return False
        self.is_changed = True
        start = "" if found is None else f"\n{SEPARATOR}\n"
        text = self._new_text(cell) if found is None else _text_in_runs(found)
        for words, bold in ((f"{start}{SIGN} – {head}\n", "<b/>"), ("\n".join(lines), "")):
            text.extend(fragments(_RUN.format(bold=bold), namespace_of(text)))
            text[-1][-1].text = words
        return found is None

    def _new_text(self, cell: Cell) -> Element:
        names = [each.text for each in self._authors.findall("{*}author")]
        if AUTHOR not in names:
            add(self._authors, "author").text = AUTHOR
            names.append(AUTHOR)
        author = str(names.index(AUTHOR))
        return add(add(self._list, "comment", ref=cell.address, authorId=author, shapeId="0"), "text")

    def _author(self, comment: Element) -> str:
        names = self._authors.findall("{*}author")
        number = int(comment.get("authorId", 0))
        return (names[number].text or "") if number < len(names) else ""

    def _is_ours(self, comment: Element) -> bool:
        return self._author(comment) == AUTHOR or _text_of(comment).lstrip().startswith(f"{SIGN} – ")


def _cut(comment: Element) -> None:
    """Take what we wrote below a sender's comment away."""
    is_cut = False
    for piece in comment.iter("{*}t"):
        before, mark, _ = (piece.text or "").partition(SEPARATOR)
        piece.text = "" if is_cut else before.rstrip("\n") if mark else piece.text
        is_cut = is_cut or bool(mark)
    for run in comment.findall("{*}text/{*}r"):
        if not _text_of(run):
            run.getparent().remove(run)


def _text_in_runs(comment: Element) -> Element:
    """A text without runs becomes one: only runs may follow each other."""
    text = in_place(comment, "text", "text commentPr")
    bare = text.find("{*}t")
    if bare is not None:
        run = beside(text, "r")
        text.insert(0, run)
        run.append(bare)
    return text


def _text_of(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter("{*}t"))
