"""Read Word documents (.docx)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import nsmap, qn
from lxml import etree
from lxml.etree import _Element as Element

from ingest.errors import EmptyDocumentError, UnreadableDocumentError, UnsupportedFormatError
from ingest.loaders.numerals import superscript
from ingest.loaders.packages import damaged, open_package
from ingest.loaders.tables import PlacedCell, as_rows
from ingest.loaders.word_numbering import NumberedLists
from ingest.loaders.word_styles import Styles
from ingest.schema import Block, BlockKind, LoadedFile, Origin
from ingest.settings import LimitSettings

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMESPACES = {
    **nsmap,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
}

# With tracked changes accepted, these are gone. A row or paragraph mark keeps its own `w:del`,
# which is handled where rows are read.
DELETED = frozenset(map(qn, ("w:del", "w:moveFrom")))
# Wrappers whose content reads as if they were not there.
TRANSPARENT = frozenset(
    map(qn, ["w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml"])
)
PROPERTIES = frozenset(map(qn, ["w:pPr", "w:rPr", "w:sdtPr", "w:instrText", "w:delText", "w:rt"]))
NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
TEXT_BOX = qn("w:txbxContent")
ALTERNATIVES = f"{{{NAMESPACES['mc']}}}AlternateContent"
MATHS_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Boxes that forms tick, from the Wingdings fonts, whose characters mean nothing without the font.
WINGDINGS = {"F052": "☑", "F0FE": "☑", "F0FC": "√", "F0A8": "□", "F06F": "□", "F0A3": "□"}

RESAVE_HINT = "请用 Word 或 WPS 打开，另存为新的 .docx 文件后重新上传。"


class DocxLoader:
    """Reads Word documents in the order of their body; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a Word document; see `Loader`."""
        with open_package(path, unpacked_mib=self._limits.unpacked_mib):
            document = _open(path)
        reader = _BodyReader(document, path, self._limits.table_cells)
        blocks = tuple(reader.read(document.element.body))
        if not blocks:
            raise _empty(path, document)
        return LoadedFile(
            blocks=blocks,
            media_type=MEDIA_TYPE,
            title=(document.core_properties.title or "").strip(),
            warnings=_warnings(document),
        )


def _open(path: Path) -> DocumentObject:
    try:
        return Document(str(path))
    except ValueError as error:
        # python-docx takes no templates and no documents with macros.
        raise UnsupportedFormatError(
            f"无法读取《{path.name}》：它是带宏的文档或模板，不是普通的 Word 文档。",
            hint=RESAVE_HINT,
        ) from error
    except (PackageNotFoundError, BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise damaged(path) from error


def _empty(path: Path, document: DocumentObject) -> EmptyDocumentError:
    if document.element.body.find(qn("w:altChunk")) is not None:
        return EmptyDocumentError(
            f"《{path.name}》里没有可读的正文：它只是一个外壳，正文嵌在另一种格式里（altChunk）。",
            hint=RESAVE_HINT,
        )
    if document.element.body.find(".//" + qn("w:drawing")) is not None:
        return EmptyDocumentError(
            f"《{path.name}》里只有图片，没有文字。", hint="请先做文字识别（OCR），再上传识别结果。"
        )
    return EmptyDocumentError(f"《{path.name}》里没有文字。", hint="请确认文件内容后重新上传。")


def _warnings(document: DocumentObject) -> tuple[str, ...]:
    body = document.element.body
    counts: Mapping[str, int] = {
        kind: int(etree.XPath(f"count({path})", namespaces=NAMESPACES)(body))
        for kind, path in (
            ("张图片", "//pic:pic | //v:imagedata[not(ancestor::mc:Fallback)]"),
            ("个图表或组织结构图", "//c:chart | //dgm:relIds"),
            ("处嵌入的其他文件", "//w:altChunk"),
        )
    }
    return tuple(
        f"有 {count} {kind}没有读取，其中的文字请另行录入。"
        for kind, count in counts.items()
        if count
    )


class _Piece(NamedTuple):
    """What one paragraph yields besides its own text, in the order met."""

    kind: BlockKind
    content: Element


class _BodyReader:
    """Walks the body of a document once, counting its paragraphs."""

    def __init__(self, document: DocumentObject, path: Path, maximum_cells: int) -> None:
        self._path = path
        self._cells_left = maximum_cells
        self._paragraph = 0
        self._styles = Styles(document.styles.element)
        self._lists = NumberedLists(_part_root(document, "numbering"))
        self._notes = {
            kind: {note.get(qn("w:id"), ""): note for note in root}
            for kind in ("footnotes", "endnotes")
            if (root := _part_root(document, kind)) is not None
        }

    def read(self, container: Element) -> Iterator[Block]:
        """Yield the blocks of a body, a cell or a text box."""
        for child in _children(container):
            if child.tag == qn("w:p"):
                yield from self._read_paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._read_table(child)

    def _read_paragraph(self, paragraph: Element) -> Iterator[Block]:
        self._paragraph += 1
        number = self._paragraph
        style = self._styles.of(paragraph)
        parts: list[str] = []
        pieces: list[_Piece] = []
        _collect(paragraph, parts, pieces)
        text = "".join(parts)
        label = ""
        # An empty paragraph of a list takes a number; one deleted with its mark does not.
        if style.list_id and not _has(paragraph, "w:pPr/w:rPr/w:del"):
            label = self._lists.next_number(style.list_id, style.list_level)
        if text.strip() and not style.is_contents:
            yield from _split_lines(label + text, style.heading_level, number)
        for piece in pieces:
            if piece.kind is BlockKind.FOOTNOTE:
                yield from self._read_note(piece.content, number)
            else:
                yield from self.read(piece.content)

    def _read_note(self, reference: Element, paragraph: int) -> Iterator[Block]:
        """Yield a foot- or endnote as one block, placed where it is referred to."""
        notes = self._notes.get(NOTES[reference.tag], {})
        note = notes.get(reference.get(qn("w:id"), ""))
        if note is None:
            return
        lines: list[str] = []
        for paragraph_element in note.iter(qn("w:p")):
            parts: list[str] = []
            _collect(paragraph_element, parts, [])
            lines.append("".join(parts).strip())
        if text := " ".join(filter(None, lines)):
            yield Block(kind=BlockKind.FOOTNOTE, text=text, origin=Origin(paragraph=paragraph))

    def _read_table(self, table: Element) -> Iterator[Block]:
        rows = [
            row
            for row in _children(table)
            if row.tag == qn("w:tr") and not _has(row, "w:trPr/w:del")
        ]
        cells = [[cell for cell in _children(row) if cell.tag == qn("w:tc")] for row in rows]
        # A table of one cell is a frame around text.
        if sum(map(len, cells)) == 1:
            yield from self.read(cells[0][0])
            return
        self._cells_left -= sum(map(len, cells))
        if self._cells_left < 0:
            raise UnreadableDocumentError(
                f"无法读取《{self._path.name}》：表格单元格太多。",
                hint="请拆成几个较小的文件后重新上传。",
            )
        first_paragraph = self._paragraph + 1
        after: list[Block] = []
        placed = [
            [
                cell._replace(text=self._cell_text(element, after))
                for cell, element in row
                if cell.row_span
            ]
            for row in _place(rows, cells)
        ]
        yield Block(
            kind=BlockKind.TABLE,
            origin=Origin(paragraph=first_paragraph),
            rows=as_rows(placed, paragraph=first_paragraph),
            header_rows=_header_rows(rows),
        )
        yield from after

    def _cell_text(self, cell: Element, after: list[Block]) -> str:
        """Return a cell's text; tables and notes in it are added to `after`."""
        blocks = list(self.read(cell))
        apart = {BlockKind.TABLE, BlockKind.FOOTNOTE}
        after += (block for block in blocks if block.kind in apart)
        return "\n".join(block.text for block in blocks if block.kind not in apart)


def _part_root(document: DocumentObject, kind: str) -> Element | None:
    """Root of the part of a kind ("numbering", "footnotes") that the document refers to."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


def _children(element: Element) -> Iterator[Element]:
    """Yield child elements, those in transparent wrappers included, deleted ones left out."""
    for child in element:
        if child.tag in TRANSPARENT:
            yield from _children(child)
        elif isinstance(child.tag, str) and child.tag not in DELETED:
            yield child


def _collect(element: Element, parts: list[str], pieces: list[_Piece]) -> None:
    """Add the text an element shows to `parts`, its notes and text boxes to `pieces`."""
    for child in _children(element):
        tag = child.tag
        if tag in {qn("w:t"), MATHS_TEXT}:
            text = child.text or ""
            parts.append(superscript(text) if _is_raised(element) else text)
        elif tag == qn("w:tab"):
            parts.append("\t")
        elif tag == qn("w:cr") or (tag == qn("w:br") and child.get(qn("w:type")) is None):
            parts.append("\n")
        elif tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif tag == qn("w:sym"):
            parts.append(_symbol(child))
        elif tag in NOTES:
            pieces.append(_Piece(BlockKind.FOOTNOTE, child))
        elif tag == TEXT_BOX:
            pieces.append(_Piece(BlockKind.PARAGRAPH, child))
        elif tag == ALTERNATIVES:
            # The same drawing twice: for new programs, then for old ones.
            _collect(child[0], parts, pieces)
        elif tag not in PROPERTIES:
            _collect(child, parts, pieces)


def _is_raised(run: Element) -> bool:
    properties = run.find(qn("w:rPr"))
    position = None if properties is None else properties.find(qn("w:vertAlign"))
    return position is not None and position.get(qn("w:val")) == "superscript"


def _symbol(symbol: Element) -> str:
    code = symbol.get(qn("w:char"), "").upper()
    if code in WINGDINGS:
        return WINGDINGS[code]
    is_private = not code or "E000" <= code <= "F8FF"
    return "" if is_private else chr(int(code, 16))


def _split_lines(text: str, level: int, paragraph: int) -> Iterator[Block]:
    """Yield a block per line of a paragraph; a heading over several lines stays one."""
    if level:
        heading = text.replace("\n", "")
        if heading.strip():
            origin = Origin(paragraph=paragraph)
            yield Block(kind=BlockKind.HEADING, text=heading, origin=origin, level=level)
        return
    offset = 0
    for line in text.split("\n"):
        if line.strip():
            origin = Origin(paragraph=paragraph, offset=offset)
            yield Block(kind=BlockKind.PARAGRAPH, text=line, origin=origin)
        offset += len(line) + 1


def _has(element: Element, path: str) -> bool:
    return element.find("/".join(map(qn, path.split("/")))) is not None


def _place(
    rows: list[Element], cells: list[list[Element]]
) -> list[list[tuple[PlacedCell, Element]]]:
    """Place the cells on the grid; those a cell above reaches into get row span 0."""
    placed: list[list[tuple[PlacedCell, Element]]] = []
    open_at: dict[int, tuple[int, int]] = {}
    for number, (row, row_cells) in enumerate(zip(rows, cells, strict=True)):
        column = _integer_property(row, "w:trPr", "w:gridBefore", 0)
        line: list[tuple[PlacedCell, Element]] = []
        for cell in row_cells:
            width = max(1, _integer_property(cell, "w:tcPr", "w:gridSpan", 1))
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            is_covered = merge is not None and merge.get(qn("w:val")) != "restart"
            if is_covered and column in open_at:
                above_row, above_index = open_at[column]
                above, element = placed[above_row][above_index]
                grown = above._replace(row_span=number - above.row + 1)
                placed[above_row][above_index] = (grown, element)
                line.append((PlacedCell("", number, column, 0, width), cell))
            else:
                if merge is None:
                    open_at.pop(column, None)
                else:
                    open_at[column] = (number, len(line))
                line.append((PlacedCell("", number, column, 1, width), cell))
            column += width
        placed.append(line)
    return placed


def _integer_property(element: Element, properties: str, name: str, default: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    text = "" if found is None else found.get(qn("w:val"), "")
    return int(text) if text.isdecimal() else default


def _header_rows(rows: list[Element]) -> int:
    """Count the leading rows that Word repeats on every page."""
    count = 0
    for row in rows:
        mark = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
        if mark is None or mark.get(qn("w:val")) in {"0", "false", "off"}:
            break
        count += 1
    return count
