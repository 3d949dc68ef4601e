"""Read plain text."""

import re
from pathlib import Path

from ingest.errors import EmptyDocumentError
from ingest.loaders.decoding import DecodedText, decode
from ingest.schema import Block, BlockKind, LoadedFile, Origin
from ingest.settings import LimitSettings

# Line ends as editors count them; `str.splitlines` would also break at form feeds and others.
LINE_END = re.compile(r"\r\n|\r|\n")


class TextLoader:
    """Reads plain text: a block per line that is not blank; see `Loader`."""

    media_types: frozenset[str] = frozenset({"text/plain"})

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a text file in any of the usual Chinese encodings; see `Loader`."""
        decoded = decode(path.read_bytes())
        blocks = tuple(
            Block(kind=BlockKind.PARAGRAPH, text=line, origin=Origin(paragraph=number))
            for number, line in enumerate(LINE_END.split(decoded.text), start=1)
            if line.strip()
        )
        if not blocks:
            raise EmptyDocumentError(
                f"《{path.name}》里没有文字。", hint="请确认文件内容后重新上传。"
            )
        return LoadedFile(
            blocks=blocks, media_type="text/plain", warnings=decoding_warnings(decoded)
        )


def decoding_warnings(decoded: DecodedText) -> tuple[str, ...]:
    """Return the warning for characters that could not be decoded, if there are any."""
    if not decoded.replaced:
        return ()
    return (
        f"有 {decoded.replaced} 处字符无法识别（显示为“\N{REPLACEMENT CHARACTER}”），"
        f"请核对原文，另存为 UTF-8 编码后重新上传。",
    )
