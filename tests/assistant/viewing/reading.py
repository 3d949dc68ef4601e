"""Files read as ingestion reads them, without a library around."""

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

from assistant.viewing.blocks import SourceText
from assistant.viewing.pages import PDF, PageSigns, ReadSigns, RecognizeSigns
from assistant.viewing.places import find_places
from assistant.viewing.schema import Place, SourceBlock, SourceCell, SourceRow
from ingest.reading import read_file
from ingest.settings import LimitSettings, OcrSettings
from ingest.worker import Request


class SourceFile:
    """A file as a reader of the library gets to see it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        request = Request(
            path=path, file=path.name, document_id="d", revision_id="r" * 64, limits=LimitSettings()
        )
        self.reading = read_file(request)
        self.media_type = self.reading.health.media_type
        self.text = self.reading.clean.text
        # What stands on a page, from where its text was read.
        self.signs = cache(self._read_signs)
        self.source = SourceText(self.reading.clean, self.reading.sections, self.media_type)

    @cached_property
    def blocks(self) -> tuple[SourceBlock, ...]:
        return self.source.window(0, len(self.text))

    def places(self, words: str, *, occurrence: int = 0) -> list[Place]:
        """Where words of the text stand on the pages; the first of them by default."""
        start = -1
        for _ in range(occurrence + 1):
            start = self.text.index(words, start + 1)
        return self.places_between(start, start + len(words))

    def places_between(self, start: int, end: int) -> list[Place]:
        """Where the text between two offsets stands on the pages."""
        return find_places(self.source, start, end, self.signs)

    def _read_signs(self, number: int) -> PageSigns:
        kind = ReadSigns if self.media_type == PDF else RecognizeSigns
        return kind(
            path=self.path,
            file=self.path.name,
            limits=LimitSettings(),
            media_type=self.media_type,
            number=number,
            ocr=OcrSettings(),
        ).run()


def rows_of(block: SourceBlock) -> tuple[SourceRow, ...]:
    """The rows that stand in a block: a later part only repeats its headers."""
    return block.rows if block.is_continued else (*block.headers, *block.rows)


def cells_of(blocks: tuple[SourceBlock, ...]) -> Iterator[SourceCell]:
    for block in blocks:
        for row in rows_of(block):
            yield from row.cells
