"""Word files made for one test, and reading them again."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document


def template(*lines: str, rows: Sequence[Sequence[str]] = (), header: str = "") -> bytes:
    """Return a template with paragraphs, then a table, then a header."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(0, len(rows[0]), style="Table Grid")
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    return to_bytes(document)


def to_bytes(document: Any) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def opened(content: bytes) -> Any:
    return Document(BytesIO(content))


def lines(content: bytes) -> list[str]:
    """Return the paragraphs outside tables that say something."""
    return [paragraph.text for paragraph in opened(content).paragraphs if paragraph.text]


def cells(content: bytes, number: int = 0) -> list[list[str]]:
    """Return the texts of a table."""
    return [[cell.text for cell in row.cells] for row in opened(content).tables[number].rows]


def comments(content: bytes) -> list[str]:
    return [comment.text for comment in opened(content).comments]
