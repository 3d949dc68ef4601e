"""The keeper says of a document by hand what its text and the manifest do not, or say wrongly."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.errors import WrongUseError
from ingest.categories import LONGEST_CATEGORY, MOST_CATEGORIES
from ingest.manifest import VALIDITY_WORDS, apply_manifest, parse_date
from ingest.references import standard_numbers
from ingest.schema import LONGEST_MARK, Document, Marks, Metadata, Validity

if TYPE_CHECKING:
    from ingest.library import Store

# What a keeper writes for something that there is none of.
NONE = "无"

NAMES = {
    "title": "标题",
    "document_number": "文号",
    "issuing_authority": "发文机关",
    "issued_on": "成文日期",
    "effective_on": "施行日期",
    "repealed_on": "废止日期",
    "replaced_by": "替代文件",
    "validity": "效力",
    "region": "地区",
    "year": "年份",
    "kind": "文种",
    "category": "类别",
}
_DATES = frozenset({"issued_on", "effective_on", "repealed_on"})


def read_marks(written: Mapping[str, str | None]) -> Marks:
    """Return what a keeper wrote in words; None says nothing, "无" that there is none.

    Args:
        written: Fields of `Marks`, as typed in a terminal.

    Raises:
        WrongUseError: a word, date or year cannot be understood.
    """
    stated = {
        name: _read(name, value.strip()) for name, value in written.items() if value is not None
    }
    try:
        return Marks(**stated)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        if name == "year":
            raise WrongUseError("年份不对。", hint="请写 1900 到 2100 之间的年份。") from error
        raise WrongUseError(f"{NAMES[name]}太长。", hint=f"最多 {LONGEST_MARK} 个字。") from error


def read_validity(word: str) -> Validity:
    """Return the validity that a keeper wrote.

    Raises:
        WrongUseError: it is none of the words for one.
    """
    if word not in VALIDITY_WORDS:
        raise WrongUseError(f"不认识的效力“{word}”。", hint="请写 有效、已修改、废止 或 未知。")
    return VALIDITY_WORDS[word]


def _read(name: str, value: str) -> Any:
    if name == "validity":
        return read_validity(value)
    if value == NONE:
        return None if name in _DATES or name == "year" else ""
    if name in _DATES:
        if (day := parse_date(value)) is None:
            raise WrongUseError(
                f"“{value}”不是日期。", hint=f"请写成 2023-07-01 或 2023年7月1日；没有则写 {NONE}。"
            )
        return day
    if name == "year":
        if not (match := re.fullmatch(r"(\d{4})年?", value)):
            raise WrongUseError(f"“{value}”不是年份。", hint=f"请写成 2023；没有则写 {NONE}。")
        return int(match[1])
    return value


def mark_document(
    store: "Store", document: Document, marks: Marks, *, reset: bool, confirmed_by: str
) -> Document:
    """Return the document as it is known after marking.

    Args:
        store: Where it is kept.
        document: Which one.
        marks: What the keeper says; what is not set stays as it was. `replaced_by` may be the
            name of a file in the same library: its 文号 or title is then kept.
        reset: Forget earlier marks first, so that the manifest and the text count again.
        confirmed_by: Name of the person who found all of it right; empty for nobody, which leaves
            an earlier confirmation as it is.

    Raises:
        WrongUseError: nothing is said, or what is said contradicts itself.
        NotFoundError: the document has been deleted since.
    """
    from ingest.indexing import settle_what_can_be
    from ingest.library import Confirmation

    stated = {
        name: _clean(name, value)
        for name, value in marks.model_dump(mode="json", exclude_unset=True).items()
    }
    if not stated and not reset and not confirmed_by:
        raise WrongUseError(
            "没有写要修改什么。", hint=f"请写明{'、'.join(NAMES.values())}中的至少一项。"
        )
    _check_category(store, document, stated)
    if stated.get("replaced_by"):
        stated["replaced_by"] = _name_replacement(store, document, stated["replaced_by"])
    with store.writing():
        known = store.library.get_document(document.id)
        earlier = {} if reset else store.library.read_marks(document.id)
        marked = {**earlier, **stated}
        unmarked = store.library.unmarked_metadata(document.id)
        _check(document.file, apply_manifest(unmarked, marked), marks)
        confirmed = None
        if confirmed_by:
            confirmed = Confirmation(date.today(), confirmed_by)
        elif known.confirmed_on and not reset:
            confirmed = Confirmation(known.confirmed_on, known.confirmed_by)
        store.library.mark_document(document.id, marked, confirmed=confirmed)
        found = store.library.get_document(document.id)
        if found.metadata.title != known.metadata.title:
            for _ in settle_what_can_be(store):
                pass
    return found


def check_categories(names: Sequence[str]) -> list[str]:
    """Return a list of categories as it is kept.

    Raises:
        WrongUseError: there are too many, or one is no name, or stands there twice.
    """
    kept = [_on_one_line(name, NAMES["category"]) for name in names]
    if not kept or len(kept) > MOST_CATEGORIES:
        raise WrongUseError(f"类别有 {len(kept)} 个。", hint=f"请写 1 到 {MOST_CATEGORIES} 个。")
    for name in kept:
        if not 0 < len(name) <= LONGEST_CATEGORY:
            raise WrongUseError(
                f"类别“{name}”的长度不对。", hint=f"每个类别写 1 到 {LONGEST_CATEGORY} 个字。"
            )
        if kept.count(name) > 1:
            raise WrongUseError(f"类别“{name}”写了两次。", hint="请删去其中一个。")
    return kept


def _on_one_line(text: str, name: str) -> str:
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in line):
        raise WrongUseError(f"{name}中有看不见的字符。", hint="请删去后重新输入。")
    return line


def _clean(name: str, value: Any) -> Any:
    """Return a mark as it is kept: on one line, a 文号 and bodies in their standard form."""
    if not isinstance(value, str):
        return value
    text = _on_one_line(value, NAMES[name])
    if name == "document_number":
        return standard_numbers(text)
    if name == "issuing_authority":
        return "、".join(part for part in re.split(r"[、,，;；\s]+", text) if part)
    return text


def _check_category(store: "Store", document: Document, stated: Mapping[str, Any]) -> None:
    category = stated.get("category")
    if not category or category == document.metadata.category:
        return
    known = store.library.categories()
    if category not in known:
        raise WrongUseError(f"没有类别“{category}”。", hint=f"现有的类别：{'、'.join(known)}。")


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
