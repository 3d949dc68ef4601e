"""What the auditor does for a reader: find what does not add up in a draft, and write it in."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.auditor.annotating import annotate
from assistant.auditor.describing import RULE_NAMES
from assistant.auditor.ledger import FileFigures, Known, LedgerFigures, compare
from assistant.auditor.library import PASSAGES, Search
from assistant.auditor.library import find as find_contradictions
from assistant.auditor.page_setup import find_in_file
from assistant.auditor.reading import read_draft
from assistant.auditor.rules import RULES
from assistant.auditor.schema import Audited, Finding
from assistant.auditor.statements import read_statements
from assistant.errors import no_such_library
from assistant.progress import Progress, Report, ignore
from ingest.schema import DEFAULT_LIBRARY, Filters, Hit

if TYPE_CHECKING:
    from assistant.indicators.desk import Indicators
    from assistant.retrieval.retriever import Retriever
    from ingest.library import Store


class Auditor:
    """Audits drafts, for a reader of some libraries.

    Args:
        indicators: The ledger as the reader may see it.
        retriever: Makes or returns what finds passages; called only when a library is asked.
        store: The library and its settings.
        libraries: Those the reader may see; None for every one.
    """

    def __init__(
        self,
        indicators: "Indicators",
        retriever: "Callable[[], Retriever]",
        store: "Store",
        *,
        libraries: AbstractSet[str] | None = None,
    ) -> None:
        self._indicators = indicators
        self._retriever = retriever
        self._store = store
        self._libraries = libraries

    def audit(
        self,
        path: Path,
        *,
        file: str = "",
        library: str | None = None,
        indicators: Path | None = None,
        area: str = "",
        progress: Report = ignore,
    ) -> Audited:
        """Return what does not add up in a draft of any format that the library reads.

        The draft is compared with itself, with the standard for official documents, and with the
        ledger; with the passages of a library where one is named.

        Args:
            path: The draft; nobody has vouched for it.
            file: Its name for a person, where `path` has another.
            library: Whose ledger and passages; None for the ledger of every one the reader may
                see, and no passages.
            indicators: A file of indicators to compare with in place of the ledger.
            area: Of which the draft speaks where it names none.
            progress: Told of every rule, and of every figure that is looked up.

        Raises:
            IngestError: the draft or the file of indicators cannot be read.
            NotFoundError: there is no such library that the reader may see.
            CancelledError: `progress` said so.
        """
        if library is not None:
            self._require(library)
        limits, ocr = self._store.settings.limits, self._store.settings.ocr
        total = len(RULES) + 1
        progress(Progress(done=0, total=total, stage="读取文件"))
        draft = read_draft(path, limits, ocr, file=file)
        known = self._known(library, indicators)
        findings = find_in_file(draft, path, limits)
        for done, (rule, find) in enumerate(RULES.items(), start=1):
            progress(Progress(done=done, total=total, stage=f"检查{RULE_NAMES[rule]}"))
            findings += find(draft)
        progress(Progress(done=total - 1, total=total, stage="与台账核对"))
        # Where there is nothing to compare with, nobody need know what the figures are of.
        is_comparing = library is not None or known.areas()
        statements = list(read_statements(draft)) if is_comparing else []
        compared = compare(draft, statements, known, area=area)
        findings += compared.findings
        if library is not None:
            search = self._search(library)
            findings += find_contradictions(draft, statements, search, progress=progress)
        return Audited(
            file=file or path.name,
            clean=draft.clean,
            sections=draft.sections,
            findings=tuple(sorted(findings, key=lambda each: (each.start, each.end))),
            figures_compared=compared.checked,
        )

    def annotate(
        self, path: Path, audited: Audited, findings: Iterable[Finding] | None = None
    ) -> bytes:
        """Return a copy of an audited Word document with each finding as a comment.

        Args:
            path: The document.
            audited: What was found in it.
            findings: Those to write; all of them by default.

        Raises:
            WrongUseError: it is no .docx file, or has macros.
            IngestError: it cannot be read.
        """
        chosen = audited.findings if findings is None else findings
        limits = self._store.settings.limits
        return annotate(path, audited.text, chosen, limits, file=audited.file)

    # --- Inside -----------------------------------------------------------------------------

    def _known(self, library: str | None, indicators: Path | None) -> Known:
        if indicators is None:
            return LedgerFigures(self._indicators, library)
        # Nothing is kept; the library only says what the values would be compared with.
        seen = library or next(iter(sorted(self._libraries or ())), DEFAULT_LIBRARY)
        preview = self._indicators.preview_import(indicators, library=seen)
        return FileFigures(self._indicators.catalogue, preview.reading.figures)

    def _search(self, library: str) -> Search:
        def search(question: str) -> Sequence[Hit]:
            filters = Filters(library=library)
            found = retriever.retrieve(question, filters=filters, libraries=self._libraries)
            return found.hits(PASSAGES)

        retriever = self._retriever()
        return search

    def _require(self, library: str) -> None:
        known = {*self._store.library.libraries(), *self._indicators.libraries()}
        if library not in known or (self._libraries is not None and library not in self._libraries):
            raise no_such_library(library)
