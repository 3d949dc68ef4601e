"""Make a file's text readable in one go, and keep the way back to the original.

lines ─▶ furniture ─▶ notes ─▶ tables ─▶ characters ─▶ joining ─▶ CleanText

Only what a reader of the printed page would not read is left out: page numbers, running heads,
tables of contents, empty places of pictures, marks of footnotes and markup. Words are never
changed, nor are widths of characters or single blanks: they are folded for matching, elsewhere.
"""

from collections.abc import Sequence

from ingest.cleaning.characters import clean_cell, clean_line
from ingest.cleaning.furniture import drop_furniture
from ingest.cleaning.joining import join_lines
from ingest.cleaning.lines import Line, read_lines
from ingest.cleaning.mapping import MappedText, TextWriter
from ingest.cleaning.notes import mark_notes
from ingest.cleaning.tables import Row, caption_of, gather_tables, read_table
from ingest.schema import CELL_SEPARATOR, BlockKind, CleanText, LoadedFile, Passage, TableRow

__all__ = ["clean"]

# Formats whose blocks are lines; in the others they are paragraphs.
LINE_FORMATS = frozenset({"text/plain", "text/markdown", "application/pdf"})


def clean(loaded: LoadedFile) -> CleanText:
    """Return a file's text in reading order, with the way back to the original.

    Every character leads through `runs` to its place, see `MappedText`. Footnotes, reference
    lists and colophons are passages of kind footnote, behind the paragraph they interrupt.

    Args:
        loaded: What a loader read; a line of a text file or of a PDF page is a block.

    Returns:
        The cleaned text; empty for a file without text.
    """
    lines, removed = drop_furniture(list(read_lines(loaded)))
    has_bracket_marks = mark_notes(lines)
    lines, repeated = gather_tables(lines)
    is_wrapped = loaded.media_type in {"application/pdf", "text/plain"}
    for line in lines:
        if line.kind is BlockKind.TABLE:
            line.rows = _clean_rows(line.rows, is_wrapped=is_wrapped)
        else:
            is_note = line.kind is BlockKind.FOOTNOTE
            line.text = clean_line(
                _without_caret(line.text) if is_note else line.text,
                drop_bracket_marks=has_bracket_marks and not is_note,
            )
    # Some lines were nothing but marks and markup.
    lines = [line for line in lines if line.text.text or line.rows]
    is_lines = loaded.media_type in LINE_FORMATS or loaded.media_type.startswith("image/")
    lines, joined = join_lines(lines, has_paragraphs=not is_lines)
    return _write(lines, removed=removed + repeated, joined=joined)


def _clean_rows(
    rows: Sequence[Sequence[MappedText]], *, is_wrapped: bool
) -> list[list[MappedText]]:
    """Clean every cell once, so that a merged cell stays one object; leave empty rows out."""
    cells = {id(cell): cell for row in rows for cell in row}
    by_id = {key: clean_cell(cell, is_wrapped=is_wrapped) for key, cell in cells.items()}
    cleaned = [[by_id[id(cell)] for cell in row] for row in rows]
    return [row for row in cleaned if any(cell.text for cell in row)]


def _without_caret(note: MappedText) -> MappedText:
    """A footnote with its number, but without the sign that raised it."""
    return note.slice(1, len(note.text)).strip() if note.text.startswith("^") else note


# --- Writing --------------------------------------------------------------------------------


def _write(lines: Sequence[Line], *, removed: int, joined: int) -> CleanText:
    writer = TextWriter()
    passages: list[Passage] = []
    for index, line in enumerate(lines):
        if line.kind is BlockKind.TABLE:
            passages += _write_table(writer, line, caption_of(lines[max(0, index - 2) : index]))
        else:
            passages.append(_write_passage(writer, line.kind, line.text, level=line.level))
    text, runs = writer.finish()
    return CleanText(
        text=text,
        passages=tuple(passages),
        runs=runs,
        furniture_removed=removed,
        joined=joined,
    )


def _write_passage(
    writer: TextWriter, kind: BlockKind, text: MappedText, *, level: int = 0
) -> Passage:
    if writer.length:
        writer.write_separator("\n")
    start = writer.length
    writer.write(text)
    return Passage(kind=kind, start=start, end=writer.length, level=level)


def _write_table(writer: TextWriter, line: Line, title: str) -> list[Passage]:
    """Write a table, a line per row, and the remarks below it."""
    table = read_table(line)
    caption = title
    for row_title in table.titles:
        if row_title.text not in caption:
            caption = f"{caption} {row_title.text}".strip()
    start = writer.length + bool(writer.length)
    for row_title in table.titles:
        _write_row(writer, [row_title])
    for header in table.headers:
        _write_row(writer, header)
    rows: list[TableRow] = []
    for row in table.rows:
        row_start, row_end = _write_row(writer, row.cells)
        rows.append(
            TableRow(
                start=row_start,
                end=row_end,
                headers=tuple(row.headers),
                cells=tuple(cell.text for cell in row.cells),
                sentence=_sentence(row, caption),
            )
        )
    passages: list[Passage] = []
    if writer.length > start:
        passages.append(
            Passage(
                kind=BlockKind.TABLE,
                start=start,
                end=writer.length,
                rows=tuple(rows),
                caption=caption,
            )
        )
    passages += [_write_passage(writer, BlockKind.PARAGRAPH, note) for note in table.notes]
    return passages


def _write_row(writer: TextWriter, cells: Sequence[MappedText]) -> tuple[int, int]:
    """Write a row on a line of its own and return its offsets."""
    if writer.length:
        writer.write_separator("\n")
    start = writer.length
    for number, cell in enumerate(cells):
        if number:
            writer.write_separator(CELL_SEPARATOR)
        writer.write(cell)
    return start, writer.length


def _sentence(row: Row, caption: str) -> str:
    """The row as a sentence: '表题：header：value；header：value'."""
    values: list[str] = []
    before: MappedText | None = None
    for header, cell in zip(row.headers, row.cells, strict=True):
        is_repeated = cell is before and not header
        before = cell
        if cell.text and not is_repeated:
            values.append(f"{header}：{cell.text}" if header else cell.text)
    parts = [part for part in (caption, row.group) if part]
    return "：".join([*parts, "；".join(values)])
