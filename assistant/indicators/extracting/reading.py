"""Reads a file, which nobody has vouched for, and proposes what it states."""

from dataclasses import dataclass, field
from pathlib import Path

from assistant.indicators.extracting.proposing import read_proposals
from assistant.indicators.schema import Proposal
from ingest.cleaning import clean
from ingest.errors import EmptyDocumentError
from ingest.loaders import load_file
from ingest.metadata import propose_metadata
from ingest.sectioning import split_sections
from ingest.settings import LimitSettings, OcrSettings
from ingest.worker import WORKERS, Task


@dataclass(frozen=True)
class Extraction(Task[list[Proposal]]):
    """A file whose indicators are asked for."""

    ocr: OcrSettings = field(default_factory=OcrSettings)

    def run(self) -> list[Proposal]:
        """Load, clean and read the file, in the worker.

        Raises:
            IngestError: it cannot be read, holds no text, or is beyond a limit.
        """
        loaded = load_file(self.path, self.limits, self.ocr)
        text = clean(loaded)
        if not text.text.strip():
            raise EmptyDocumentError(
                f"《{self.file}》中没有可以读出的文字。",
                hint="如果是扫描件，请先做文字识别；否则请用 Word 打开后另存为 .docx 再试。",
            )
        metadata = propose_metadata(text, loaded.title, self.file)
        return read_proposals(text, split_sections(text), metadata)


def read_file_proposals(
    path: Path, limits: LimitSettings, *, ocr: OcrSettings | None = None
) -> list[Proposal]:
    """Return the figures that a file states, for a person to accept, in reading order.

    The file is read in a process of its own, with bounded memory and time.

    Args:
        path: Any file that the library could take in.
        limits: Bounds on what it may cost.
        ocr: Whether and how scanned pages are recognized.

    Raises:
        IngestError: the file cannot be read, holds no text, or is beyond a limit.
    """
    return WORKERS.read(
        Extraction(path=path, file=path.name, limits=limits, ocr=ocr or OcrSettings())
    )
