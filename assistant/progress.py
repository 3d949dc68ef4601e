"""How long work tells how far it is, and how it is told to stop."""

from collections.abc import Callable

from ingest.errors import PolicyError
from ingest.schema import Record


class Progress(Record):
    """How far a piece of work is."""

    done: int
    """Of `total`."""

    total: int
    """At least 1."""

    stage: str
    """What is being done, in Chinese: "读取工作表"."""


Report = Callable[[Progress], None]
"""Told of progress, often; may raise `CancelledError` to stop the work, which then leaves nothing
behind."""


class CancelledError(PolicyError):
    """Whoever asked for the work no longer wants it."""

    code = "cancelled"


def ignore(_progress: Progress) -> None:
    """Tell nobody."""
