"""What the keeper sees of a document beyond its record: its health sheet and its original file."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.errors import NotFoundError
from ingest.schema import Document, Metadata, Record, Validity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ingest.library import Library, RevisionInfo

# What a file really is, in words; found from its bytes, whatever its name says.
TYPE_NAMES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word 文档",
    "application/msword": "旧版 Word 文档或 WPS 文字",
    "application/vnd.ms-wordml": "Word 2003 XML 文档",
    "application/rtf": "RTF 文档",
    "application/vnd.oasis.opendocument.text": "OpenDocument 文字",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel 工作簿",
    "application/vnd.ms-excel": "旧版 Excel 工作簿或 WPS 表格",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument 表格",
    "application/pdf": "PDF 文件",
    "text/plain": "纯文本",
    "text/markdown": "Markdown 文本",
    "text/html": "网页",
    "multipart/related": "单个文件的网页",
    "text/csv": "CSV 表格",
    "image/png": "PNG 图片",
    "image/jpeg": "JPEG 图片",
    "image/tiff": "TIFF 图片",
    "image/bmp": "BMP 图片",
}
UNKNOWN_TYPE = "其他文件"

# A browser could take these for pages of ours and run what is in them.
RUNNABLE = frozenset({"text/html", "multipart/related", "application/vnd.ms-wordml", ""})
OPAQUE = "application/octet-stream"


class Duplicate(Record):
    """Another document with the very same bytes."""

    document_id: str
    file: str
    title: str
    library: str


class DocumentSheet(Document):
    """A document with what its keeper has to look at."""

    type_name: str
    """What the file really is, in Chinese, whatever its name says."""

    proposed: Metadata
    """What the text and the manifest say, without what was marked by hand."""

    marked: tuple[str, ...] = ()
    """Names of the metadata fields that were marked by hand."""

    duplicates: tuple[Duplicate, ...] = ()
    """Documents with the same bytes, as far as the reader may see them."""


class Original(NamedTuple):
    """The original file of a revision."""

    path: Path
    file: str
    """Its name, as it was handed in."""

    media_type: str
    """Nothing that a browser would run."""


def read_sheet(
    library: "Library", document: Document, duplicates: "Iterable[Document]"
) -> DocumentSheet:
    """Return a document with what its keeper has to look at.

    Args:
        library: Holds it.
        document: Which one.
        duplicates: Documents with the same bytes that the reader may see.

    Raises:
        NotFoundError: it has been deleted since.
    """
    return DocumentSheet(
        **dict(document),
        type_name=TYPE_NAMES.get(document.health.media_type, UNKNOWN_TYPE),
        proposed=library.unmarked_metadata(document.id),
        marked=tuple(library.read_marks(document.id)),
        duplicates=tuple(describe_duplicate(each) for each in duplicates),
    )


def describe_duplicate(document: Document) -> Duplicate:
    """Return how a document is named to somebody who has another one with the same bytes."""
    return Duplicate(
        document_id=document.id,
        file=document.file,
        title=document.metadata.title,
        library=document.library,
    )


def open_original(library: "Library", document: Document, revision: "RevisionInfo") -> Original:
    """Return the original file of one revision.

    Raises:
        NotFoundError: it is no longer there.
    """
    path = library.original(revision.id)
    if not path.is_file():
        raise NotFoundError(
            f"“{document.file}”第 {revision.number} 版的原件不在了。",
            hint="请管理员运行 policy doctor 检查，并从备份中恢复 originals 文件夹。",
        )
    media_type = revision.health.media_type
    return Original(path, document.file, OPAQUE if media_type in RUNNABLE else media_type)


def is_wanted(document: Document, *, validity: Validity | None, query: str, day: "date") -> bool:
    """Return whether a document passes what a keeper looks for in a list.

    Args:
        document: Which one.
        validity: On that day; None for every one.
        query: Words, all of which stand in the title, the 文号 or the file's name.
        day: Today.
    """
    metadata = document.metadata
    if validity is not None and metadata.validity_on(day) is not validity:
        return False
    names = f"{metadata.title}\n{metadata.document_number}\n{document.file}".casefold()
    return all(word in names for word in query.casefold().split())
