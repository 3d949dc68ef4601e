"""Read a file that lies inside another one."""

import tempfile
from pathlib import Path

from ingest.errors import IngestError, UnsupportedFormatError
from ingest.loaders.html import HtmlLoader
from ingest.loaders.mht import MhtLoader
from ingest.loaders.sniffing import detect_media_type
from ingest.loaders.text import TextLoader
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings

# Files in files in files are made to be counted, not to be read.
MAXIMUM_DEPTH = 3


def read_embedded(
    data: bytes, suffix: str, *, file: str, limits: LimitSettings, depth: int
) -> LoadedFile:
    """Return what an embedded text, web page or Word document holds.

    Args:
        data: The embedded file.
        suffix: Its suffix, with the dot, as a hint; its bytes decide.
        file: Name of the outer file, for messages.
        limits: Bounds, the same as for the outer file.
        depth: How many files it lies in, from 1.

    Raises:
        UnsupportedFormatError: neither text, page nor Word document, or too deep.
        IngestError: as the loader of its format raises.
    """
    # These two embed files themselves.
    from ingest.loaders.docx import DocxLoader
    from ingest.loaders.office import OfficeLoader

    if depth > MAXIMUM_DEPTH:
        raise UnsupportedFormatError(
            f"《{file}》里的文件套了不止 {MAXIMUM_DEPTH} 层。", hint="请另存为普通的 .docx 后上传。"
        )
    with tempfile.TemporaryDirectory(prefix="policy-embedded-") as name:
        path = Path(name) / f"embedded{suffix}"
        path.write_bytes(data)
        loaders = (
            TextLoader(limits),
            HtmlLoader(limits),
            MhtLoader(limits),
            DocxLoader(limits, depth=depth),
            OfficeLoader(limits),
        )
        try:
            media_type = detect_media_type(path)
            for loader in loaders:
                if media_type in loader.media_types:
                    return loader.load(path)
        except IngestError as error:
            message = error.message.replace(path.name, file)
            raise type(error)(message, hint=error.hint) from error
    raise UnsupportedFormatError(
        f"《{file}》里嵌有 {media_type} 文件，没有读取。", hint="请把它取出来单独上传。"
    )
