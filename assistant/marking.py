"""The keeper marks a document by hand: its validity, its dates, what replaces it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.errors import WrongUseError
from ingest.manifest import VALIDITY_WORDS, apply_manifest, parse_date
from ingest.schema import LONGEST_REPLACEMENT, Document, Marks, Metadata, Validity

if TYPE_CHECKING:
    from ingest.library import Store

# What a keeper writes for a date or a document that there is none of.
NONE = "无"


def read_marks(
    *,
    validity: str | None = None,
    effective_on: str | None = None,
    repealed_on: str | None = None,
    replaced_by: str | None = None,
) -> Marks:
    """Return what a keeper wrote in words; None says nothing, "无" that there is none.

    Raises:
        WrongUseError: a word or date cannot be understood.
    """
    stated: dict[str, Any] = {}
    if validity is not None:
        if validity not in VALIDITY_WORDS:
            raise WrongUseError(
                f"不认识的效力“{validity}”。", hint="请写 有效、已修改、废止 或 未知。"
            )
        stated["validity"] = VALIDITY_WORDS[validity]
    for name, value in (("effective_on", effective_on), ("repealed_on", repealed_on)):
        if value is None:
            continue
        stated[name] = None if value == NONE else parse_date(value)
        if stated[name] is None and value != NONE:
            raise WrongUseError(
                f"“{value}”不是日期。", hint=f"请写成 2023-07-01 或 2023年7月1日；没有则写 {NONE}。"
            )
    if replaced_by is not None:
        if len(replaced_by) > LONGEST_REPLACEMENT:
            raise WrongUseError("替代文件的名称太长。", hint=f"最多 {LONGEST_REPLACEMENT} 个字。")
        stated["replaced_by"] = "" if replaced_by == NONE else replaced_by
    return Marks(**stated)


def mark_document(store: "Store", document: Document, marks: Marks, *, reset: bool) -> Document:
    """Return the document as it is known after marking.

    Args:
        store: Where it is kept.
        document: Which one.
        marks: What the keeper says; what is not set stays as it was. `replaced_by` may be the
            name of a file in the same library: its 文号 or title is then kept.
        reset: Forget earlier marks first, so that the manifest and the text count again.

    Raises:
        WrongUseError: nothing is said, or what is said contradicts itself.
        NotFoundError: the document has been deleted since.
    """
    stated = marks.model_dump(mode="json", exclude_unset=True)
    if not stated and not reset:
        raise WrongUseError(
            "没有写要修改什么。", hint="请写明效力、施行日期、废止日期、替代文件中的至少一项。"
        )
    if marks.replaced_by:
        stated["replaced_by"] = _name_replacement(store, document, marks.replaced_by.strip())
    with store.writing():
        earlier = {} if reset else store.library.read_marks(document.id)
        marked = {**earlier, **stated}
        unmarked = store.library.unmarked_metadata(document.id)
        _check(document.file, apply_manifest(unmarked, marked), marks)
        store.library.mark_document(document.id, marked)
    return store.library.get_document(document.id)


def _name_replacement(store: "Store", document: Document, replacement: str) -> str:
    """Return how the replacing document is cited, where it is a file of the library."""
    found = store.library.find_documents(replacement, library=document.library)
    if not found:
        return replacement
    if found[0].id == document.id:
        raise WrongUseError(
            f"“{document.file}”不能由它自己代替。", hint="请写新文件的文件名或文号。"
        )
    metadata = found[0].metadata
    title = f"《{metadata.title}》" if metadata.title else found[0].file
    return metadata.document_number or title


def _check(file: str, metadata: Metadata, marks: Marks) -> None:
    """Refuse what would leave a document with two truths."""
    begins, ends = metadata.effective_on, metadata.repealed_on
    if begins is not None and ends is not None and ends < begins:
        raise WrongUseError(
            f"“{file}”的废止日期（{ends}）早于施行日期（{begins}）。",
            hint="请改正其中一个日期；没有的日期可以清除。",
        )
    if "validity" not in marks.model_fields_set or ends is None:
        return
    is_over = ends <= date.today()
    if is_over and marks.validity in (Validity.IN_FORCE, Validity.AMENDED):
        raise WrongUseError(
            f"“{file}”的废止日期是 {ends}，已经过去，不能标为有效或已修改。",
            hint="若它没有废止，请同时清除废止日期。",
        )
    if (
        not is_over
        and marks.validity is Validity.REPEALED
        and "repealed_on" not in (marks.model_fields_set)
    ):
        raise WrongUseError(
            f"“{file}”的废止日期是 {ends}，还没有到。",
            hint="请同时写明实际的废止日期；不知道是哪一天，就清除废止日期。",
        )
