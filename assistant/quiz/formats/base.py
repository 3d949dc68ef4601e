"""What every exchange format is made of: items go out as bytes, files come in as questions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.exporting.wording import printable
from assistant.quiz.describing import KIND_LABELS
from assistant.quiz.schema import Difficulty, Flaw, Item, ItemKind, Question
from ingest.schema import Record
from ingest.settings import LimitSettings

EVERY_KIND = frozenset(ItemKind)
SIMPLE_KINDS = EVERY_KIND - {ItemKind.CASE}
ORDINARY_KINDS = SIMPLE_KINDS - {ItemKind.ORDERING}

# Of a stem, to tell which item is meant.
_SHOWN = 24


@dataclass(frozen=True)
class Written:
    """A file that goes out."""

    content: bytes
    notes: tuple[str, ...] = ()
    """What it does not carry, item by item, in Chinese."""


class Read(Record):
    """A question as it stands in a file that comes in."""

    place: str
    """Where it stands, in Chinese: "第5行"."""

    question: Question | None
    """None where nothing could be made of it; an `Item` where the file says as much."""

    topic: str = ""
    difficulty: Difficulty | None = None
    """None where the file does not say."""

    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True)
class Format:
    """A way to write items to a file and, of some, to read them."""

    name: str
    """For programs: "gift"."""

    label: str
    """For people, in Chinese."""

    suffix: str
    """Of the files that are written: ".xlsx"."""

    media_type: str
    kinds: frozenset[ItemKind]
    """That it carries; of a case, where `CASE` is not among them, the questions one by one."""

    write: Callable[[Sequence[Item]], Written]
    read: Callable[[Path, LimitSettings], list[Read]] | None = None
    """None where files come in by another format only. Raises `IngestError`."""

    read_suffixes: tuple[str, ...] = ()
    """Of the files that can be read."""

    remarks: tuple[str, ...] = ()
    """What nothing of this format carries, in Chinese."""


class CannotCarryError(Exception):
    """A format has no place for a question; its message says why, in Chinese."""


@dataclass(frozen=True)
class Entry:
    """A question to be written, with what it inherits from its item."""

    number: int
    """Of the item, from 1."""

    item: Item
    question: Question
    part: int = 0
    """Which question of a case it is, from 1; 0 for an item."""

    @property
    def id(self) -> str:
        """A name that stays the same however the question is edited."""
        return f"{self.item.id}-{self.part}" if self.part else self.item.id


@dataclass
class Notes:
    """What was not carried, collected while a file is written."""

    _found: dict[str, list[Entry]] = field(default_factory=dict)

    def add(self, entry: Entry, reason: str) -> None:
        """Remember what is not carried of a question."""
        self._found.setdefault(reason, []).append(entry)

    def all(self, remarks: Iterable[str] = ()) -> tuple[str, ...]:
        """Return a note for each reason, naming every item, after some general remarks."""
        return (*remarks, *(_note(reason, found) for reason, found in self._found.items()))


def _note(reason: str, entries: Sequence[Entry]) -> str:
    if len(entries) == 1:
        return f"第 {entries[0].number} 题“{_shown(entries[0].question.stem)}”：{reason}"
    numbers = list(dict.fromkeys(entry.number for entry in entries))
    return f"第 {'、'.join(map(str, numbers))} 题：{reason}"


def _shown(stem: str) -> str:
    line = " ".join(stem.split("\n"))
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "……"


def entries(items: Sequence[Item], kinds: frozenset[ItemKind], notes: Notes) -> Iterator[Entry]:
    """Yield the questions of kinds that a format carries, texts cleaned.

    The questions of a case come one by one, each with the situation before it, where the format
    has no cases; what has no place at all is noted.
    """
    for number, item in enumerate(items, start=1):
        if item.kind is ItemKind.CASE and item.kind not in kinds:
            whole = Entry(number, item, item)
            if item.parts:
                notes.add(
                    whole, f"案例题拆成 {len(item.parts)} 道小题写出，每道题前附上案例的情境。"
                )
            for part, question in enumerate(item.parts, start=1):
                stem = f"{item.stem}\n{question.stem}"
                alone = question.model_copy(update={"stem": stem})
                entry = Entry(number, item, cleaned(alone), part)
                if question.kind in kinds:
                    yield entry
                else:
                    label = KIND_LABELS[question.kind]
                    notes.add(entry, f"其中的{label}没有写出，这种格式没有这种题型。")
            continue
        entry = Entry(number, item, cleaned(item))
        if item.kind in kinds:
            yield entry
        else:
            notes.add(entry, f"这种格式没有{KIND_LABELS[item.kind]}，没有写出。")


def cleaned(question: Question) -> Question:
    """Return a question, its texts cleaned."""
    changes: dict[str, object] = {
        "stem": clean(question.stem),
        "options": tuple(map(clean, question.options)),
        "key": tuple(map(clean, question.key)),
        "variants": tuple(tuple(map(clean, texts)) for texts in question.variants),
        "rationale": clean(question.rationale),
    }
    if isinstance(question, Item):
        changes["parts"] = tuple(map(cleaned, question.parts))
    return question.model_copy(update=changes)


def clean(text: str) -> str:
    """Return a text without signs that no document can hold, blank ends of lines, empty lines."""
    text = printable(text).strip()
    if "\n" not in text:
        return text
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


def flaw(rule: str, message: str) -> Flaw:
    """Return a flaw found while a file is read."""
    return Flaw(rule=rule, message=message)
