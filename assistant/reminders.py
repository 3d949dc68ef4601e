"""Find the documents that ask for the keeper's eyes."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from assistant.office.schema import Reminder, ReminderKind
from assistant.validity import describe_validity
from ingest.library import Library
from ingest.references import document_numbers, title_references
from ingest.schema import Document, Validity
from ingest.tokenizing import fold, to_simplified

# What nobody has looked at for a year may have been amended or repealed since.
STALE_AFTER = timedelta(days=365)

EXCERPT_CHARACTERS = 60

_SENTENCE_ENDS = re.compile("[。；;\n]")
# A text that says of another one that it ends does not rely on it.
_ENDS = re.compile("废止|失效|停止执行|不再执行|代替|取代")
_INNER_TITLE = re.compile("《(.+)》")

_ORDER = (
    ReminderKind.REFERS_TO_REPEALED,
    ReminderKind.REPEALED_WITHOUT_REPLACEMENT,
    ReminderKind.STALE,
    ReminderKind.UNCONFIRMED,
)


class Mention(NamedTuple):
    """A place where a text names a document."""

    name: str
    """文号 in its standard form, or the key of a title."""

    start: int
    end: int


class Mentions:
    """Which documents the texts of a library name.

    A revision never changes, so each is read once; any number of threads may ask.

    Args:
        library: Holds the texts.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Mention, ...]] = {}

    def of(self, revision_ids: Sequence[str]) -> dict[str, tuple[Mention, ...]]:
        """Return where revisions name documents; one that was deleted since may be left out."""
        with self._lock:
            missing = [id_ for id_ in revision_ids if id_ not in self._known]
            for id_, text in self._library.texts(missing):
                self._known[id_] = tuple(_find_mentions(text))
            return {id_: self._known[id_] for id_ in revision_ids if id_ in self._known}

    def excerpt(self, revision_id: str, mention: Mention) -> str:
        """Return the words around a mention."""
        return _sentence_around(self._library.get_revision(revision_id).text, mention)


def find_reminders(
    documents: Iterable[Document], mentions: Mentions, *, today: date
) -> list[Reminder]:
    """Return what asks for the keeper's eyes, the most urgent kind first.

    Args:
        documents: Those the keeper may see; nothing is told of others.
        mentions: Which documents their texts name.
        today: The day on which somebody asks.
    """
    documents = list(documents)
    found = [*_by_state(documents, today), *_by_mentions(documents, mentions, today)]
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), one.library, one.file))


def _by_state(documents: Sequence[Document], today: date) -> Iterator[Reminder]:
    for document in documents:
        metadata, confirmed_on = document.metadata, document.confirmed_on
        if metadata.validity_on(today) is Validity.REPEALED and not metadata.replaced_by:
            yield _remind(
                ReminderKind.REPEALED_WITHOUT_REPLACEMENT,
                document,
                "已废止，但没有写明由哪份文件代替。请补上替代文件；确实没有的，可以忽略。",
                since=metadata.repealed_on,
            )
        if confirmed_on is None:
            yield _remind(
                ReminderKind.UNCONFIRMED,
                document,
                "文件信息是从原文和清单中得来的，还没有人核对。请核对后点“确认”。",
            )
        elif confirmed_on + STALE_AFTER <= today:
            yield _remind(
                ReminderKind.STALE,
                document,
                f"上次由{document.confirmed_by}于{confirmed_on}核对，已满一年。"
                "请核对是否仍然有效，再点“确认”。",
                since=confirmed_on,
            )


def _by_mentions(
    documents: Sequence[Document], mentions: Mentions, today: date
) -> Iterator[Reminder]:
    repealed = [one for one in documents if one.metadata.validity_on(today) is Validity.REPEALED]
    if not repealed:
        return
    gone = {one.id for one in repealed}
    relying = [
        one for one in documents if one.id not in gone and not _ENDS.search(one.metadata.title)
    ]
    # A new rule often bears the title of the one it replaces, and is then what is meant.
    current = {key for one in documents if one.id not in gone for key in _title_keys(one)}
    named = {key: one for one in repealed for key in _title_keys(one) - current}
    named |= {one.metadata.document_number: one for one in repealed}
    # Not every document has a number, or a title.
    named.pop("", None)
    found = mentions.of([one.revision_id for one in relying])
    for document in relying:
        told: set[str] = set()
        for mention in found.get(document.revision_id, ()):
            old = named.get(mention.name)
            if old is None or old.id in told or _replaces(document, old):
                continue
            excerpt = mentions.excerpt(document.revision_id, mention)
            if _ENDS.search(excerpt):
                continue
            told.add(old.id)
            yield _remind(
                ReminderKind.REFERS_TO_REPEALED,
                document,
                f"文中写有“{_shorten(excerpt)}”。{_describe(old, today)}",
                since=old.metadata.repealed_on,
            )


def _remind(
    kind: ReminderKind, document: Document, detail: str, *, since: date | None = None
) -> Reminder:
    return Reminder(
        kind=kind,
        document_id=document.id,
        file=document.file,
        title=document.metadata.title,
        library=document.library,
        detail=detail,
        since=since,
    )


def _find_mentions(text: str) -> Iterator[Mention]:
    for number in document_numbers(text):
        yield Mention(number.number, number.start, number.end)
    for reference in title_references(text):
        yield Mention(_key(reference.title), reference.start, reference.end)


def _key(title: str) -> str:
    """Return a title in the form in which the ways of writing it are alike."""
    return re.sub(r"[\s《》〈〉]", "", to_simplified(fold(title)))


def _title_keys(document: Document) -> set[str]:
    """Return the keys under which a document is named: its title, and what it hands on."""
    title = document.metadata.title
    inner = _INNER_TITLE.search(title)
    return {_key(name) for name in (title, inner[1] if inner else "") if name}


def _replaces(document: Document, old: Document) -> bool:
    """Return whether a document is the one that takes the place of a repealed one."""
    named, metadata = _key(old.metadata.replaced_by), document.metadata
    return bool(named) and named in {_key(metadata.document_number), _key(metadata.title)}


def _describe(old: Document, today: date) -> str:
    metadata = old.metadata
    number = f"（{metadata.document_number}）" if metadata.document_number else ""
    return describe_validity(
        f"《{metadata.title or old.file}》{number}",
        validity=Validity.REPEALED,
        effective_on=metadata.effective_on,
        repealed_on=metadata.repealed_on,
        replaced_by=metadata.replaced_by,
        day=today,
    )


def _sentence_around(text: str, mention: Mention) -> str:
    before = [match.end() for match in _SENTENCE_ENDS.finditer(text, 0, mention.start)][-1:]
    after = _SENTENCE_ENDS.search(text, mention.end)
    return text[before[0] if before else 0 : after.start() if after else len(text)].strip()


def _shorten(sentence: str) -> str:
    if len(sentence) <= EXCERPT_CHARACTERS:
        return sentence
    return f"{sentence[:EXCERPT_CHARACTERS]}…"
