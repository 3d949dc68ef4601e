"""Every error the library raises on purpose.

PolicyError
├── IngestError                  one document failed; the run goes on to the next
│   ├── UnsupportedFormatError   no loader for what the file is
│   ├── UnreadableDocumentError  damaged, encrypted, or beyond a limit
│   └── EmptyDocumentError       opens, but yields no text: a scan, an altChunk container
├── StoreError                   the library cannot work; the run stops
│   ├── IndexMismatchError       built with another embedding model
│   └── StoreUnavailableError    a database or server does not answer
├── ModelError                   an embedding or ranking model cannot be used
├── NotFoundError                a document, revision or library that does not exist
└── SettingsError                a setting is wrong
"""


class PolicyError(Exception):
    """Base of every error meant for a person.

    Args:
        message: What happened, to which thing, in Chinese.
        hint: What to do next, in Chinese.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}{self.hint}"


class IngestError(PolicyError):
    """One document failed; the run goes on to the next."""

    code = "ingest_failed"


class UnsupportedFormatError(IngestError):
    """No loader for what the file is."""

    code = "unsupported_format"


class UnreadableDocumentError(IngestError):
    """The file is damaged, encrypted, or beyond a limit."""

    code = "unreadable_document"


class EmptyDocumentError(IngestError):
    """The file opens but yields no text."""

    code = "empty_document"


class StoreError(PolicyError):
    """The library cannot work."""

    code = "store_failed"


class IndexMismatchError(StoreError):
    """The index was built with another embedding model."""

    code = "index_mismatch"


class StoreUnavailableError(StoreError):
    """A database or server does not answer."""

    code = "store_unavailable"


class ModelError(PolicyError):
    """An embedding or ranking model cannot be used."""

    code = "model_failed"


class NotFoundError(PolicyError):
    """What was asked for does not exist."""

    code = "not_found"


class SettingsError(PolicyError):
    """A setting is wrong."""

    code = "wrong_setting"
