"""A file becomes text, sections and chunks: everything that needs neither library nor model."""

import unicodedata
from collections.abc import Sequence

from ingest.chunking import split_chunks
from ingest.cleaning import clean
from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import load_file
from ingest.metadata import propose_metadata
from ingest.schema import BlockKind, Chunk, CleanText, Health, LoadedFile, Section
from ingest.sectioning import split_sections
from ingest.worker import Reading, Request

# Above one in a thousand, what cannot be read is worth a warning.
_SUSPICIOUS_SHARE = 0.001


def read_file(request: Request) -> Reading:
    """Load, clean and cut a file.

    Raises:
        IngestError: it cannot be read, holds no text, or is beyond a limit.
    """
    loaded = load_file(request.path, request.limits, request.ocr)
    _check_length(request, loaded)
    text = clean(loaded)
    if not text.text.strip():
        raise EmptyDocumentError(
            f"《{request.file}》中没有可以读出的文字。",
            hint="如果是扫描件，请先做文字识别；否则请用 Word 打开后另存为 .docx 再导入。",
        )
    sections = split_sections(text)
    chunks = split_chunks(
        text, sections, revision_id=request.revision_id, document_id=request.document_id
    )
    return Reading(
        clean=text,
        sections=sections,
        chunks=chunks,
        proposed=propose_metadata(text, loaded.title, request.file),
        health=measure_health(loaded, text, sections, chunks),
    )


def measure_health(
    loaded: LoadedFile, text: CleanText, sections: Sequence[Section], chunks: Sequence[Chunk]
) -> Health:
    """Return what became of a file's content, with what its keeper should look at."""
    tables = [passage for passage in text.passages if passage.kind == BlockKind.TABLE]
    suspicious = sum(map(_is_suspicious, text.text))
    warnings = list(loaded.warnings)
    if suspicious > _SUSPICIOUS_SHARE * len(text.text):
        warnings.append(f"有 {suspicious} 个字符无法识别，可能是编码或字体问题，请对照原文检查。")
    return Health(
        media_type=loaded.media_type,
        characters=len(text.text),
        pages=loaded.pages,
        tables=len(tables),
        table_rows=sum(len(table.rows) for table in tables),
        headings=len(sections),
        chunks=len(chunks),
        ocr_pages=loaded.ocr_pages,
        ocr_confidence=loaded.ocr_confidence,
        suspicious_characters=suspicious,
        furniture_removed=text.furniture_removed,
        joined=text.joined,
        warnings=tuple(warnings),
    )


def _check_length(request: Request, loaded: LoadedFile) -> None:
    characters = sum(
        len(block.text) + sum(len(cell.text) for row in block.rows for cell in row)
        for block in loaded.blocks
    )
    limit = request.limits.characters
    if characters > limit:
        raise UnreadableDocumentError(
            f"无法读取《{request.file}》：共 {characters} 字，超过上限 {limit} 字。",
            hint="请拆成几个较小的文件后重新导入。",
        )


def _is_suspicious(sign: str) -> bool:
    """Return whether a character is a replacement, a private-use one or a control."""
    return sign == "\ufffd" or (unicodedata.category(sign) in {"Co", "Cc"} and sign not in "\n\t")
