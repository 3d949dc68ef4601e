"""Where a paragraph of a Word file stands, in words a person can follow."""

from typing import Any

from docx.oxml.ns import qn

P, TABLE, ROW, CELL, TEXT = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "t"))
BOX = qn("w:txbxContent")
# What the roots of the parts of a file are called.
_STORIES = {
    qn("w:hdr"): "页眉",
    qn("w:ftr"): "页脚",
    qn("w:footnotes"): "脚注",
    qn("w:endnotes"): "尾注",
}


class Places:
    """The places of the paragraphs below a root: "第3段", "表1第2行第4列", "页眉第1段".

    Paragraphs are counted as a person counts them: those outside tables that have text.

    Args:
        root: The body of a document, or the root of a header or footer.
    """

    def __init__(self, root: Any) -> None:
        self._story = _STORIES.get(root.tag, "")
        self._cells = dict(_find_cells(root))
        self._number = 0

    def next(self, paragraph: Any) -> str:
        """Return the place of the next paragraph; they are asked for in the file's order."""
        cell = ""
        for ancestor in paragraph.iterancestors():
            if ancestor.tag == BOX:
                return f"{self._story}文本框"
            cell = self._cells.get(ancestor, cell)
        if cell:
            return self._story + cell
        self._number += any(text.text for text in paragraph.iter(TEXT))
        return f"{self._story}第{self._number}段"


def own_texts(paragraph: Any) -> list[Any]:
    """Return the stretches of text of a paragraph, without those of text boxes in it."""
    found = list(paragraph.iter(TEXT))
    if next(paragraph.iter(BOX), None) is None:
        return found
    return [text for text in found if next(text.iterancestors(P)) is paragraph]


def _find_cells(root: Any) -> list[tuple[Any, str]]:
    """Return the cells of the outermost tables with their places."""
    cells = []
    number = 0
    for table in root.iter(TABLE):
        if next(table.iterancestors(TABLE), None) is not None:
            continue
        number += 1
        for row_number, row in enumerate(_below(table, ROW), start=1):
            for column, cell in enumerate(_below(row, CELL), start=1):
                cells.append((cell, f"表{number}第{row_number}行第{column}列"))
    return cells


def _below(parent: Any, tag: str) -> list[Any]:
    """Return the rows of a table or the cells of a row, those in content controls too."""
    found = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            found.extend(_below(child, tag))
    return found
