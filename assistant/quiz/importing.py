"""Bring questions in from files: what they are, what is wrong with them, what carries them.

The file may come from anywhere, so it is read in a worker's process.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.progress import Progress, Report, ignore
from assistant.quiz.checking import Checker
from assistant.quiz.deriving import derive
from assistant.quiz.formats import FORMATS, ColumnMap, Read, find_format
from assistant.quiz.formats.keys import MALFORMED, SEVERAL_RIGHT, WRONG_KEY
from assistant.quiz.formats.spelling import plain
from assistant.quiz.schema import (
    BLANK,
    LETTERED,
    LETTERS,
    Evidence,
    Flaw,
    Item,
    ItemKind,
    Question,
    Severity,
    item_id_of,
)
from assistant.quiz.world import Similar, World
from ingest.errors import IngestError, UnreadableDocumentError, UnsupportedFormatError
from ingest.loaders import check_size
from ingest.loaders.packages import damaged
from ingest.schema import Record
from ingest.settings import LimitSettings
from ingest.worker import WORKERS, Task

# Below this share of common words a passage is about something else.
_LEAST_LIKE = 0.45
# A passage this near says the key of a short answer, or another key than the file's.
_SURELY_LIKE = 0.7
_CANDIDATES = 6
_QUOTED = 60
_STAGE = "核对试题"
_ID = re.compile(r"[0-9a-f]{16}")

# What the reader of a file says of a key, more exactly than the check of form.
_SAID_BY_READER = frozenset({MALFORMED, WRONG_KEY, SEVERAL_RIGHT})


class Imported(Record):
    """A question of a file, before anything is kept."""

    place: str
    """Where it stands, in Chinese: "第5行"."""

    item: Item | None
    """As a draft, with the evidence the file names; None where nothing could be made of it."""

    flaws: tuple[Flaw, ...] = ()
    proposed: tuple[Evidence, ...] = ()
    """Passages of the library that give the same key, where the file names none."""

    @property
    def accepted(self) -> Item | None:
        """The item with the proposed evidence."""
        if self.item is None or not self.proposed:
            return self.item
        return self.item.model_copy(update={"evidence": self.proposed})


# --- Reading ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReadRequest(Task[list[Read]]):
    """A file of questions to be read."""

    format: str = ""
    columns: ColumnMap | None = None

    def run(self) -> list[Read]:
        """Read the file, in the worker."""
        try:
            if self.format:
                return _reader(self.format, self.columns)(self.path, self.limits)
            return _recognize(self.path, self.limits)
        except IngestError as error:
            # The person knows the file by its own name.
            told = error.message.replace(self.path.name, self.file)
            raise type(error)(told, hint=error.hint) from error
        except MemoryError:
            raise
        # The parsing libraries raise whatever hostile bytes make happen; see `ingest.loaders`.
        except Exception as error:
            raise damaged(Path(self.file)) from error


def read_file(
    path: Path,
    limits: LimitSettings,
    *,
    file: str = "",
    format_name: str = "",
    columns: ColumnMap | None = None,
) -> list[Read]:
    """Return the questions of a file, read in a process with bounded memory and time.

    Args:
        path: The file.
        limits: Bounds on what it may cost.
        file: Its name where `path` has another.
        format_name: As in `FORMATS`; "" for the one that fits best.
        columns: A person's own map, for the format of mapped columns.

    Raises:
        IngestError: it cannot be read, or holds no question.
        WrongUseError: there is no such format.
    """
    check_size(path, limits)
    if format_name:
        _reader(format_name, columns)
    request = ReadRequest(
        path=path, file=file or path.name, limits=limits, format=format_name, columns=columns
    )
    return WORKERS.read(request)


def _reader(name: str, columns: ColumnMap | None) -> Callable[[Path, LimitSettings], list[Read]]:
    found = find_format(name, columns)
    if found.read is None:
        readable = "、".join(one.label for one in FORMATS.values() if one.read)
        raise UnsupportedFormatError(
            f"“{found.label}”只能导出，不能导入。", hint=f"可以导入的格式：{readable}。"
        )
    return found.read


def _recognize(path: Path, limits: LimitSettings) -> list[Read]:
    """Read a file by the format that makes most of it."""
    suffix = path.suffix.lower()
    readers = [one.read for one in FORMATS.values() if one.read and suffix in one.read_suffixes]
    if not readers:
        suffixes = sorted({suffix for one in FORMATS.values() for suffix in one.read_suffixes})
        raise UnsupportedFormatError(
            f"不能从 {suffix or '没有扩展名的'} 文件导入试题。",
            hint=f"请用 {'、'.join(suffixes)} 文件；Word 文件请另存为纯文本后导入。",
        )
    best: list[Read] = []
    refusals: list[IngestError] = []
    for read in dict.fromkeys(readers):
        try:
            reads = read(path, limits)
        except IngestError as error:
            refusals.append(error)
            continue
        if _sound(reads) > _sound(best) or not best:
            best = reads
    if best:
        return best
    if len({refusal.message for refusal in refusals}) == 1:
        raise refusals[0]
    raise UnreadableDocumentError(
        f"没有认出《{path.name}》是哪种题库文件。",
        hint="请选定格式后重新导入；其他平台的表格，请用列对应表说明每列是什么。",
    ) from refusals[0]


def _sound(reads: Sequence[Read]) -> int:
    return sum(read.question is not None and not read.flaws for read in reads)


# --- Judging ----------------------------------------------------------------------------------


def judge(
    reads: Sequence[Read],
    *,
    library: str,
    world: World,
    checker: Checker,
    taken: Container[str] = (),
    by: str = "",
    progress: Report = ignore,
) -> Iterator[Imported]:
    """Yield what the questions of a file are as items of a library; nothing is kept.

    Args:
        reads: As `read_file` returns them.
        library: Where they are to belong.
        world: What the library says.
        checker: Of that library and its bank; the items are not taken into it.
        taken: Ids of the items of the bank.
        by: Username.
        progress: Told of every question.
    """
    places: dict[str, str] = {}
    for done, read in enumerate(reads):
        progress(Progress(done=done, total=len(reads), stage=_STAGE))
        if read.question is None:
            yield Imported(place=read.place, item=None, flaws=read.flaws)
            continue
        item = _item_of(read, read.question, library, by)
        flaws = list(read.flaws)
        evidence, lost = _located(item.evidence, world)
        flaws += lost
        parts = []
        for part in item.parts:
            found, gone = _located(part.evidence, world)
            parts.append(part.model_copy(update={"evidence": found}))
            flaws += gone
        item = item.model_copy(update={"evidence": evidence, "parts": tuple(parts)})
        proposed: tuple[Evidence, ...] = ()
        if not evidence and not any(part.evidence for part in parts):
            proposed, missing = _propose(item, world)
            flaws.append(missing)
        if item.id in places:
            flaws.append(
                Flaw(
                    rule="duplicate",
                    message=f"与{places[item.id]}的题相同。只会导入前面那一道。",
                )
            )
        elif item.id in taken:
            flaws.append(
                Flaw(
                    rule="duplicate",
                    message=f"题库里已有同一道题（编号{item.id}）。不会再次导入。",
                )
            )
        places.setdefault(item.id, read.place)
        imported = Imported(place=read.place, item=item, proposed=proposed)
        known = {flaw.rule for flaw in flaws}
        if known & _SAID_BY_READER:
            known |= _SAID_BY_READER
        assert imported.accepted is not None
        flaws += [
            flaw
            for flaw in checker.check(imported.accepted)
            if flaw.rule not in known and flaw.rule != "missing_evidence"
        ]
        yield imported.model_copy(update={"flaws": tuple(flaws)})


def _item_of(read: Read, question: Question, library: str, by: str) -> Item:
    fields = {name: getattr(question, name) for name in Question.model_fields}
    id_ = item_id_of(library, question.kind, question.stem, question.options)
    more: dict[str, object] = {}
    if isinstance(question, Item):
        more = {
            "parts": question.parts,
            "bloom": question.bloom,
            "difficulty_reasons": question.difficulty_reasons,
        }
        if question.library == library and _ID.fullmatch(question.id):
            id_ = question.id
    if read.difficulty is not None:
        more["difficulty"] = read.difficulty
    return Item(**fields, **more, id=id_, library=library, topic=read.topic, author=by)


# --- Evidence ---------------------------------------------------------------------------------


def _located(stated: Sequence[Evidence], world: World) -> tuple[tuple[Evidence, ...], list[Flaw]]:
    """Return the evidence a file names as slices of the library, and what was not found."""
    found: list[Evidence] = []
    lost: list[Flaw] = []
    for evidence in stated:
        if evidence.entry_id:
            found.append(evidence)
        elif place := locate(evidence, world):
            found.append(place)
        else:
            told = evidence.text if len(evidence.text) <= _QUOTED else evidence.text[:_QUOTED]
            lost.append(
                Flaw(
                    rule="evidence_gone",
                    message=f"文件所写的依据“{told}”在资料库现行有效的文件中没有找到。"
                    "请在题目中重新选定依据。",
                )
            )
    return tuple(found), lost


def locate(evidence: Evidence, world: World) -> Evidence | None:
    """Return where the words of an evidence stand in the library in force; None for nowhere.

    Line breaks and blanks may differ, since not every file keeps them.
    """
    words = "".join(evidence.text.split())
    if not words:
        return None
    pattern = None
    named = [
        source
        for source in world.sources
        if evidence.revision_id == source.revision.id
        or plain(evidence.title or evidence.document)
        in {plain(source.title), plain(source.document.file)}
    ]
    for source in (*named, *(one for one in world.sources if one not in named)):
        start = source.text.find(evidence.text)
        if evidence.revision_id == source.revision.id and (
            source.text[evidence.start : evidence.end] == evidence.text
        ):
            return source.evidence(evidence.start, evidence.end)
        if start >= 0:
            return source.evidence(start, start + len(evidence.text))
        if source in named:
            pattern = pattern or re.compile(r"\s*".join(map(re.escape, words)))
            if match := pattern.search(source.text):
                return source.evidence(match.start(), match.end())
    return None


def _propose(question: Item, world: World) -> tuple[tuple[Evidence, ...], Flaw]:
    """Look for what carries a question in the library, and say how it went."""
    if question.kind is ItemKind.CASE:
        return (), _missing("案例题请由出题人选定依据。", Severity.ERROR)
    similar = [
        one
        for one in world.statements_like(_asserted(question), limit=_CANDIDATES)
        if one.score >= _LEAST_LIKE
    ]
    other: tuple[Similar, tuple[str, ...]] | None = None
    for one in similar:
        statement = one.statement
        context = (statement.source.title, *statement.source.section_path(statement.start))
        key = derive(question, [statement.reading], context=context).key
        if key is None and question.kind is ItemKind.SHORT_ANSWER:
            key = question.key if one.score >= _SURELY_LIKE else None
        if key and _same_key(question, key):
            evidence = statement.as_evidence()
            told = f"文件没有写依据；在《{evidence.title}》中找到一处能得出同样答案的原文，请核对。"
            return (evidence,), _missing(told, Severity.WARNING)
        if key and other is None and one.score >= _SURELY_LIKE:
            other = one, key
    if other is not None:
        one, key = other
        evidence = one.statement.as_evidence()
        told = (
            f"按《{evidence.title}》的原文，答案是{_spelled(question, key)}，"
            f"与文件的{_spelled(question, question.key)}不同。请核对答案和依据。"
        )
        return (), Flaw(rule="wrong_key", message=told, evidence=evidence)
    return (), _missing(
        "没有依据，资料库中也没有找到能得出答案的原文。请选定依据，或先把有关文件放进资料库。",
        Severity.ERROR,
    )


def _missing(told: str, severity: Severity) -> Flaw:
    return Flaw(rule="missing_evidence", message=told, severity=severity)


def _asserted(question: Question) -> str:
    """Return a question as the statement that its key makes of it."""
    letters = [LETTERS.index(letter) for letter in question.key] if _is_lettered(question) else []
    texts = [question.options[one] for one in letters if one < len(question.options)]
    if question.kind is ItemKind.TRUE_FALSE:
        return question.stem
    if not letters:
        texts = list(question.key)
    stem = question.stem
    while BLANK in stem and texts:
        taken = texts.pop(0) if question.kind is ItemKind.FILL_BLANK else "、".join(texts)
        texts = texts if question.kind is ItemKind.FILL_BLANK else []
        stem = stem.replace(BLANK, taken, 1)
    return "".join([stem, *texts])


def _is_lettered(question: Question) -> bool:
    return question.kind in LETTERED


def _same_key(question: Question, key: Iterable[str]) -> bool:
    if _is_lettered(question):
        return tuple(key) == question.key
    return [plain(text) for text in key] == [plain(text) for text in question.key]


def _spelled(question: Question, key: Sequence[str]) -> str:
    if question.kind is ItemKind.TRUE_FALSE:
        return {"A": "“正确”", "B": "“错误”"}.get("".join(key), "空")
    if _is_lettered(question):
        return "".join(key) or "空"
    return f"“{'；'.join(key)}”"
