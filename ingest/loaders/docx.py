"""Read Word documents (.docx)."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part, PartFactory
from docx.oxml.ns import nsmap, qn
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.parts.image import ImagePart
from lxml import etree
from lxml.etree import XMLSyntaxError
from lxml.etree import _Element as Element

from ingest.errors import EmptyDocumentError, IngestError, UnreadableDocumentError
from ingest.loaders.embedded import read_embedded
from ingest.loaders.numerals import superscript
from ingest.loaders.packages import damaged, open_package
from ingest.loaders.tables import PlacedCell, as_rows
from ingest.loaders.word_equations import MATHS, linear
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
OFF = frozenset({"0", "false", "off"})
TEXT_BOX = qn("w:txbxContent")
ALTERNATIVES = f"{{{NAMESPACES['mc']}}}AlternateContent"
EQUATION = f"{MATHS}oMath"
# Boxes that forms tick, from the Wingdings fonts, whose characters mean nothing without the font.
WINGDINGS = {"F052": "☑", "F0FE": "☑", "F0FC": "√", "F0A8": "□", "F06F": "□", "F0A3": "□"}

# Templates and documents with macros are the same inside as plain ones; a macro is a part that
# nobody here reads, let alone runs.
LIKE_DOCUMENTS = frozenset(
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ]
)

RESAVE_HINT = "请用 Word 或 WPS 打开，另存为新的 .docx 文件后重新上传。"


def _part_class(content_type: str, relation: str) -> type[Part] | None:
    """What python-docx takes a part for; None lets the type alone decide, as it does."""
    # An embedded document has the type of a document, but is a file and not XML.
    if relation.endswith("/aFChunk"):
        return Part
    if content_type in LIKE_DOCUMENTS:
        return DocumentPart
    return ImagePart if relation == RELATIONSHIP_TYPE.IMAGE else None


PartFactory.part_class_selector = _part_class


class DocxLoader:
    """Reads Word documents in the order of their body; see `Loader`."""

    media_types: frozenset[str] = frozenset({MEDIA_TYPE})

    def __init__(self, limits: LimitSettings, *, depth: int = 0) -> None:
        self._limits = limits
        self._depth = depth

    def load(self, path: Path) -> LoadedFile:
        """Read a Word document; see `Loader`."""
        with open_package(path, unpacked_mib=self._limits.unpacked_mib):
            document = open_document(path)
        reader = _BodyReader(document, path, self._limits, self._depth)
        blocks = tuple(reader.read(document.element.body))
        if not blocks:
            raise _empty(path, document, reader.warnings)
        return LoadedFile(
            blocks=blocks,
            media_type=MEDIA_TYPE,
            title=(document.core_properties.title or "").strip(),
            warnings=(*_warnings(document), *reader.warnings),
        )


def open_document(path: Path) -> DocumentObject:
    """Open a Word document, a template or one with macros too, whose package was checked.

    Raises:
        UnreadableDocumentError: it is damaged.
    """
    try:
        package = Package.open(str(path))
        part = package.main_document_part
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        raise damaged(path) from error
    if not isinstance(part, DocumentPart):
        raise damaged(path)
    document: DocumentObject = part.document
    return document


def _empty(path: Path, document: DocumentObject, notes: Sequence[str]) -> EmptyDocumentError:
    if document.element.body.find(".//" + qn("w:altChunk")) is not None:
        return EmptyDocumentError(
            f"《{path.name}》的正文嵌在另一种格式里（altChunk），没有读出文字。{''.join(notes)}",
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
            ("条批注", "//w:commentReference"),
            ("处隐藏的文字", "//w:r[w:t and w:rPr/w:vanish[not(@w:val='0' or @w:val='false')]]"),
        )
    }
    notes = [
        f"有 {count} {kind}没有读取，其中的文字如有需要请另行录入。"
        for kind, count in counts.items()
        if count
    ]
    if "macroEnabled" in document.part.content_type:
        notes.append("文件带宏：只读取了文字，宏没有运行。")
    return tuple(notes)


class _Piece(NamedTuple):
    """What one paragraph yields besides its own text, in the order met."""

    kind: BlockKind
    content: Element


class _BodyReader:
    """Walks the body of a document once, counting its paragraphs."""

    def __init__(
        self, document: DocumentObject, path: Path, limits: LimitSettings, depth: int
    ) -> None:
        self.warnings: list[str] = []
        self._path = path
        self._limits = limits
        self._depth = depth
        self._part = document.part
        self._cells_left = limits.table_cells
        self._paragraph = 0
        self._carried = ""
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
            elif child.tag == qn("w:altChunk"):
                yield from self._read_chunk(child)
        carried, self._carried = self._carried, ""
        yield from _split_lines(carried, 0, self._paragraph)

    def _read_chunk(self, chunk: Element) -> Iterator[Block]:
        """Yield what stands in an embedded part, which Word shows as if it stood here."""
        part = self._part.related_parts.get(chunk.get(qn("r:id"), ""))
        if part is None:
            self.warnings.append("有 1 处嵌入的内容已经丢失，没有读取。")
            return
        try:
            loaded = read_embedded(
                part.blob,
                # Fragments of pages do not always show what they are.
                ".html" if "html" in part.content_type else Path(part.partname).suffix,
                file=self._path.name,
                limits=self._limits,
                depth=self._depth + 1,
            )
        except IngestError as error:
            self.warnings.append(f"嵌入的内容没有读取：{error.message}{error.hint}")
            return
        self.warnings += loaded.warnings
        before = self._paragraph
        for block in loaded.blocks:
            shifted = _shifted(block, before)
            self._paragraph = max(self._paragraph, shifted.origin.paragraph)
            yield shifted

    def _read_paragraph(self, paragraph: Element) -> Iterator[Block]:
        carried, self._carried = self._carried, ""
        # Two paragraphs whose dividing mark was deleted are one.
        self._paragraph += not carried
        number = self._paragraph
        style = self._styles.of(paragraph)
        parts: list[str] = []
        pieces: list[_Piece] = []
        _collect(paragraph, parts, pieces)
        text = carried + "".join(parts)
        label = ""
        # An empty paragraph of a list takes a number; one deleted with its mark does not.
        if _has(paragraph, "w:pPr/w:rPr/w:del"):
            self._carried, text = text, ""
        elif style.list_id:
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


def _shifted(block: Block, paragraphs: int) -> Block:
    """Return a block of an embedded file, its places counted on in the outer one."""

    def moved(origin: Origin) -> Origin:
        return origin.model_copy(update={"paragraph": origin.paragraph + paragraphs, "page": None})

    rows = tuple(
        tuple(cell.model_copy(update={"origin": moved(cell.origin)}) for cell in row)
        for row in block.rows
    )
    return block.model_copy(update={"origin": moved(block.origin), "rows": rows})


def _part_root(document: DocumentObject, kind: str) -> Element | None:
    """Root of the part of a kind ("numbering", "footnotes") that the document refers to."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


def _children(element: Element) -> Iterator[Element]:
    """Yield child elements, those in transparent wrappers included, deleted ones left out.

    The control around a table of contents is left out whole: it repeats the headings.
    """
    for child in element:
        if child.tag == qn("w:sdt") and _is_contents(child):
            continue
        if child.tag in TRANSPARENT:
            yield from _children(child)
        elif isinstance(child.tag, str) and child.tag not in DELETED:
            yield child


def _is_contents(control: Element) -> bool:
    gallery = control.find("/".join(map(qn, ("w:sdtPr", "w:docPartObj", "w:docPartGallery"))))
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"


def _collect(element: Element, parts: list[str], pieces: list[_Piece]) -> None:
    """Add the text an element shows to `parts`, its notes and text boxes to `pieces`."""
    for child in _children(element):
        tag = child.tag
        if tag == EQUATION:
            parts.append(linear(child))
        elif tag == qn("w:t"):
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
        elif tag not in PROPERTIES and not (tag == qn("w:r") and _is_hidden(child)):
            _collect(child, parts, pieces)


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val")) not in OFF


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
        if mark is None or mark.get(qn("w:val")) in OFF:
            break
        count += 1
    return count
