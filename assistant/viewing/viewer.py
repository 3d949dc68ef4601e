"""Shows revisions: their blocks, their pages, and where on them a citation stands."""

import atexit
import logging
from collections.abc import Callable
from dataclasses import dataclass

from assistant.documents import open_original
from assistant.errors import WrongUseError
from assistant.versions import revision_notes
from assistant.viewing.blocks import SourceText
from assistant.viewing.pages import (
    PDF,
    DrawPage,
    PageSigns,
    PageTask,
    PictureFormat,
    ReadSigns,
    RecognizeSigns,
)
from assistant.viewing.places import find_places, resembles
from assistant.viewing.schema import Place, SourceForm, SourceView
from ingest.errors import IngestError, NotFoundError, UnreadableDocumentError
from ingest.library import Library, RevisionInfo
from ingest.library.caching import Lru
from ingest.schema import Document
from ingest.settings import LimitSettings, OcrSettings
from ingest.worker import Result, Workers

logger = logging.getLogger(__name__)

KEPT_TEXTS = 8
KEPT_PICTURES = 40
KEPT_SIGNS = 40
# Nobody waits longer for a page; recognizing one takes 2 s, or 20 on a machine that is busy.
SECONDS = 60
# Of their own, so that a reader does not wait for a book that is being taken in.
READERS = Workers(size=2)
atexit.register(READERS.end)


@dataclass(frozen=True)
class _Source:
    """A revision with what is known of its original."""

    document: Document
    revision: RevisionInfo
    text: SourceText

    @property
    def media_type(self) -> str:
        """Of the original."""
        return self.revision.health.media_type

    @property
    def form(self) -> SourceForm:
        """How it can be shown."""
        health = self.revision.health
        if health.media_type.startswith("image/"):
            return SourceForm.SCAN
        if health.media_type != PDF:
            return SourceForm.TEXT
        is_scan = 2 * health.ocr_pages > (health.pages or 0)
        return SourceForm.SCAN if is_scan else SourceForm.PDF

    @property
    def pages(self) -> int | None:
        """Number of pages that can be drawn."""
        return None if self.form is SourceForm.TEXT else self.revision.health.pages


class SourceViewer:
    """Shows the revisions of a library; any number of threads may use it.

    Args:
        library: The truth, with the original files.
        limits: Bounds on what one file may cost.
        ocr: How text is recognized.
    """

    def __init__(self, library: Library, limits: LimitSettings, ocr: OcrSettings) -> None:
        self._library = library
        self._limits = limits.model_copy(update={"seconds": min(SECONDS, limits.seconds)})
        self._ocr = ocr
        self._texts: Lru[str, SourceText] = Lru(KEPT_TEXTS)
        self._pictures: Lru[tuple[str, int, int, PictureFormat], bytes] = Lru(KEPT_PICTURES)
        self._signs: Lru[tuple[str, int], PageSigns] = Lru(KEPT_SIGNS)

    def view(
        self, document: Document, revision_id: str, start: int, end: int, *, around: int
    ) -> SourceView:
        """Return the blocks around a citation; see `Assistant.view`."""
        source = self._source(document, revision_id)
        characters = len(source.text.text)
        if not 0 <= start <= end <= characters:
            raise WrongUseError(
                f"这份资料共 {characters} 字，没有第 {start} 至 {end} 字。",
                hint="请从回答的出处重新打开原文。",
            )
        first = max(0, min(start - around // 2, characters - around))
        last = min(characters, max(start, min(end, start + around)) + around // 2)
        return self._view(source, first, max(last, first + around), place=start)

    def view_from(
        self, document: Document, revision_id: str, first: int, *, limit: int
    ) -> SourceView:
        """Return the blocks from an offset on; see `Assistant.view_from`."""
        source = self._source(document, revision_id)
        return self._view(source, first, first + limit, place=first)

    def draw_page(
        self,
        document: Document,
        revision_id: str,
        number: int,
        *,
        width: int,
        picture_format: PictureFormat,
    ) -> bytes:
        """Return the picture of a page; see `Assistant.draw_page`."""
        source = self._source(document, revision_id)
        if source.pages is None:
            raise NotFoundError(f"《{document.file}》不分页，没有页面图。", hint="请直接看正文。")
        if not 1 <= number <= source.pages:
            raise NotFoundError(
                f"《{document.file}》共 {source.pages} 页，没有第 {number} 页。",
                hint="请检查页码。",
            )

        task = self._task(DrawPage, source, number, width=width, picture_format=picture_format)
        key = revision_id, number, width, picture_format
        return self._pictures.get(key, lambda: _do(task))

    def find_places(
        self, document: Document, revision_id: str, start: int, end: int
    ) -> list[Place]:
        """Return where on its pages a citation stands; see `Assistant.find_places`."""
        source = self._source(document, revision_id)
        if source.pages is None:
            return []

        def read(number: int) -> PageSigns:
            return self._signs.get((revision_id, number), lambda: self._read(source, number))

        return find_places(source.text, start, end, read)

    # --- Inside -----------------------------------------------------------------------------

    def _source(self, document: Document, revision_id: str) -> _Source:
        history = self._library.history(document.id)
        revision = next(each for each in history if each.id == revision_id)

        def load() -> SourceText:
            clean = self._library.clean_text(revision_id)
            sections = self._library.sections(revision_id)
            return SourceText(clean, sections, revision.health.media_type)

        return _Source(document, revision, self._texts.get(revision_id, load))

    def _view(self, source: _Source, first: int, last: int, *, place: int) -> SourceView:
        blocks = source.text.window(first, last)
        return SourceView(
            document=source.document,
            revision=source.revision,
            notes=revision_notes(self._library, source.revision.id),
            form=source.form,
            pages=source.pages,
            outline=source.text.outline(),
            place=source.text.place(place),
            blocks=blocks,
            start=blocks[0].start if blocks else first,
            end=blocks[-1].end if blocks else first,
            characters=len(source.text.text),
        )

    def _read(self, source: _Source, number: int) -> PageSigns:
        """Return the signs of a page from where its text was read."""
        if source.media_type == PDF:
            signs = _do(self._task(ReadSigns, source, number))
            has_scans = source.revision.health.ocr_pages > 0
            if not has_scans or resembles(signs, source.text.page_text(number)):
                return signs
        return _do(self._task(RecognizeSigns, source, number))

    def _task(
        self, kind: Callable[..., PageTask[Result]], source: _Source, number: int, **more: object
    ) -> PageTask[Result]:
        return kind(
            path=open_original(self._library, source.document, source.revision).path,
            file=source.document.file,
            limits=self._limits,
            media_type=source.media_type,
            number=number,
            ocr=self._ocr,
            **more,
        )


def _do(task: PageTask[Result]) -> Result:
    try:
        return READERS.read(task)
    except IngestError as error:
        logger.warning("cannot open page %d: %s", task.number, error.code)
        raise UnreadableDocumentError(
            f"《{task.file}》第 {task.number} 页打不开。",
            hint="请改看文字，或下载原件后用其他软件打开。",
        ) from error
