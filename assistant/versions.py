"""The versions of a document: what to compare, and what to mind when an old one is read."""

from collections.abc import Sequence
from datetime import date

from assistant.errors import WrongUseError
from assistant.validity import describe_validity
from ingest.differences import RevisionDifference
from ingest.differences import compare_revisions as compare
from ingest.errors import NotFoundError
from ingest.library import Library, RevisionInfo
from ingest.schema import Document


def compare_revisions(
    library: Library, document: Document, old_number: int | None, new_number: int | None
) -> RevisionDifference:
    """Return how a document changed; see `Assistant.compare_revisions`."""
    history = library.history(document.id)
    new = find_revision(document, history, new_number)
    if old_number is None:
        # A file that went back to an earlier content is compared with what it was before that.
        numbers = [revision.number for revision in history]
        before = [number for number in numbers if number < new.number]
        others = before or [number for number in numbers if number != new.number]
        if not others:
            raise WrongUseError(
                f"“{document.file}”只有一个版本，没有可以比较的。",
                hint="文件改动后重新入库，就会有新的版本。",
            )
        old_number = max(others)
    if old_number == new.number:
        raise WrongUseError(f"两边都是第 {new.number} 版。", hint="请写两个不同的版本号。")
    return compare(library, document, find_revision(document, history, old_number), new)


def find_revision(
    document: Document, history: Sequence[RevisionInfo], number: int | None
) -> RevisionInfo:
    """Return the revision of a number, or the current one; see `Assistant.revision`."""
    for revision in history:
        if revision.is_current if number is None else revision.number == number:
            return revision
    known = "、".join(str(revision.number) for revision in reversed(history))
    raise NotFoundError(f"“{document.file}”没有第 {number} 版。", hint=f"现有的版本：{known}。")


def revision_notes(library: Library, revision_id: str) -> tuple[str, ...]:
    """Return what to mind before quoting a revision; see `Assistant.revision_notes`."""
    document = library.document_of(revision_id)
    metadata, today = document.metadata, date.today()
    name = f"《{metadata.title or document.file}》"
    notes = [
        describe_validity(
            name,
            validity=metadata.validity_on(today),
            effective_on=metadata.effective_on,
            repealed_on=metadata.repealed_on,
            replaced_by=metadata.replaced_by,
            day=today,
        )
    ]
    numbers = {revision.id: revision.number for revision in library.history(document.id)}
    if revision_id != document.revision_id and numbers:
        notes.append(
            f"这是{name}的第 {numbers[revision_id]} 版，现在用的是第 "
            f"{numbers[document.revision_id]} 版，引用前请核对。"
        )
    return tuple(note for note in notes if note)
