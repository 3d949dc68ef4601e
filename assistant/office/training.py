"""What trainers do in the background, and what comes of it until somebody fetches it."""

from collections.abc import Collection
from dataclasses import dataclass

from assistant.application import Assistant
from assistant.office.drafting import SentFile, on_disk
from assistant.progress import Report as ReportProgress
from assistant.quiz.desk import MadeItems
from assistant.quiz.formats import ColumnMap
from assistant.quiz.importing import Imported
from assistant.quiz.schema import ItemKind


def make_items(
    assistant: Assistant,
    *,
    library: str | None,
    documents: Collection[str],
    count: int | None,
    kinds: Collection[ItemKind] | None,
    by: str,
    progress: ReportProgress,
) -> MadeItems:
    """Make items; raises as `Quizzes.make`."""
    return assistant.quizzes.make(
        library=library, documents=documents, count=count, kinds=kinds, by=by, progress=progress
    )


@dataclass(frozen=True)
class CheckedBank:
    """How many items break each rule."""

    counts: dict[str, int]


def check_bank(assistant: Assistant, library: str | None, progress: ReportProgress) -> CheckedBank:
    """Check every item again; raises as `Quizzes.check_bank`."""
    return CheckedBank(assistant.quizzes.check_bank(library, progress=progress))


@dataclass(frozen=True)
class ReadQuestions:
    """A file of questions, and what they are as items of a library."""

    file: str
    library: str
    questions: tuple[Imported, ...]


def read_questions(
    assistant: Assistant,
    sent: SentFile,
    *,
    library: str,
    format_name: str,
    columns: ColumnMap | None,
    by: str,
    progress: ReportProgress,
) -> ReadQuestions:
    """Read a file of questions; raises as `Quizzes.preview_import`."""
    with on_disk(sent) as path:
        read = assistant.quizzes.preview_import(
            path,
            library=library,
            file=sent.name,
            format_name=format_name,
            columns=columns,
            by=by,
            progress=progress,
        )
    return ReadQuestions(sent.name, library, tuple(read))
