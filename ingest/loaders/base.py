"""What a loader is."""

from pathlib import Path
from typing import Protocol

from ingest.schema import LoadedFile


class Loader(Protocol):
    """Reads one file format into blocks in reading order.

    A loader reports what it finds and interprets nothing Chinese: numbering, page furniture and
    broken sentences are for `cleaning` and `sectioning`.
    """

    media_types: frozenset[str]
    """Media types it reads."""

    def load(self, path: Path) -> LoadedFile:
        """Read a file.

        Raises:
            UnreadableDocumentError: damaged, encrypted, or beyond a limit.
            EmptyDocumentError: the file opens but holds no text; the hint says what to do.
        """
        ...
