"""Moodle's text formats: GIFT and Aiken."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from assistant.quiz.describing import DIFFICULTY_NAMES
from assistant.quiz.formats.base import (
    ORDINARY_KINDS,
    CannotCarryError,
    Entry,
    Format,
    Notes,
    Read,
    Written,
    clean,
    entries,
    flaw,
)
from assistant.quiz.formats.circulating import SUFFIXES, read_file_text
from assistant.quiz.formats.keys import (
    MALFORMED,
    RATIONALE,
    REFERENCE,
    WRONG_KEY,
    Raw,
    read_question,
)
from assistant.quiz.formats.markup import from_html
from assistant.quiz.formats.spelling import (
    difficulty_of,
    explain,
    is_true_false,
    join_points,
    one_line,
    same_question,
)
from assistant.quiz.schema import BLANK, LETTERS, Difficulty, Item, ItemKind, Question
from ingest.errors import EmptyDocumentError
from ingest.settings import LimitSettings

TEXT = "text/plain"
ROOT = "$course$/top/政策知识题库"

# What Moodle takes as the weight of one of so many right options, by their number.
MOST_RIGHT = 10

_SPECIAL = re.compile(r"([~=#{}:\\])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d+)?)%")
_TITLE = re.compile(r"::((?:\\.|[^\\:])*)::", re.DOTALL)
_MARKUP = re.compile(r"\[(html|plain|markdown|moodle)\]")
_TAG = re.compile(r"\[tag:((?:\\.|[^\\\]])*)\]")
_DIFFICULTY_TAG = "难度："
_GIFT_REMARKS = ("不含认知层次和编制人；依据以文字附在反馈之后。",)
_AIKEN_REMARKS = ("只含题干、选项和答案，没有解析、依据、知识点和难度。",)


# --- Writing GIFT -----------------------------------------------------------------------------


def escape(text: str) -> str:
    r"""Return a text as GIFT writes it, its line breaks as "\n"."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def share_of(right: int) -> str:
    """Return the percentage of one of several right options, as Moodle writes it."""
    return f"{100 / right:.5f}".rstrip("0").rstrip(".")


def write_gift(items: Sequence[Item]) -> Written:
    """Write items for Moodle's import of GIFT."""
    notes = Notes()
    parts: list[str] = []
    topic = None
    for entry in entries(items, ORDINARY_KINDS, notes):
        try:
            block = _block(entry)
        except CannotCarryError as error:
            notes.add(entry, f"{error}没有写出。")
            continue
        if entry.item.topic != topic:
            topic = entry.item.topic
            parts.append(f"$CATEGORY: {category_of(topic)}")
        parts.append(block)
    return Written("".join(f"{part}\n\n" for part in parts).encode(), notes.all(_GIFT_REMARKS))


def category_of(topic: str) -> str:
    """Return Moodle's category of a topic; a slash in a name is doubled."""
    name = " ".join(topic.split()).replace("/", "//")
    return f"{ROOT}/{name}" if name else ROOT


def topic_of(category: str) -> str:
    """Return the last name of a category; "" for the root of what we write."""
    if category.strip() == ROOT:
        return ""
    return re.split(r"(?<!/)/(?!/)", category.strip())[-1].replace("//", "/")


def _block(entry: Entry) -> str:
    question = entry.question
    answers = _answers(question)
    explanation = explain(question)
    if question.kind is ItemKind.SHORT_ANSWER:
        told = f"{REFERENCE}{join_points(question.key)}"
        explanation = (
            f"{told}{RATIONALE}{explanation}"
            if question.rationale
            else (f"{told}\n{explanation}".strip())
        )
    feedback = f"####{escape(explanation)}" if explanation else ""
    difficulty = f"{_DIFFICULTY_TAG}{DIFFICULTY_NAMES[entry.item.difficulty]}"
    block = (
        f"// [id:{entry.id}] [tag:{difficulty}]\n"
        f"::{escape(entry.id)}::[plain]{escape(question.stem)}{{{answers}{feedback}}}"
    )
    back = _read_block(block, 1, "").question
    if back is None or not same_question(back, question):
        raise CannotCarryError("题中的文字与 GIFT 的记号冲突，会被读错，")
    return block


def _answers(question: Question) -> str:
    match question.kind:
        case ItemKind.TRUE_FALSE:
            return "TRUE" if question.key == ("A",) else "FALSE"
        case ItemKind.SINGLE_CHOICE:
            return (
                "".join(
                    f"\n{'=' if letter in question.key else '~'}{_answer(option)}"
                    for letter, option in zip(LETTERS, question.options, strict=False)
                )
                + "\n"
            )
        case ItemKind.MULTIPLE_CHOICE:
            if not 1 <= len(question.key) <= MOST_RIGHT:
                raise CannotCarryError(f"正确选项不在 1 至 {MOST_RIGHT} 个之间，")
            share = share_of(len(question.key))
            return (
                "".join(
                    f"\n~%{share if letter in question.key else '-100'}%{escape(option)}"
                    for letter, option in zip(LETTERS, question.options, strict=False)
                )
                + "\n"
            )
        case ItemKind.FILL_BLANK:
            if len(question.key) != 1:
                raise CannotCarryError("GIFT 的填空题只能有一个空，请改用 Moodle XML，")
            accepted = (*question.key, *(question.variants[0] if question.variants else ()))
            if any("->" in text for text in accepted):
                raise CannotCarryError("答案中有“->”，GIFT 用它表示连线题，")
            return " ".join(f"={_answer(text)}" for text in accepted)
    return ""


def _answer(text: str) -> str:
    # "%50%的村" would be taken for a weight.
    return ("%100%" if text.startswith("%") else "") + escape(text)


# --- Reading GIFT -----------------------------------------------------------------------------


def read_gift(path: Path, limits: LimitSettings) -> list[Read]:
    """Return the questions of a GIFT file.

    Raises:
        IngestError: too large, no text, or without questions.
    """
    reads = list(_read_gift(read_file_text(path, limits)))
    if not reads:
        raise EmptyDocumentError(
            f"《{path.name}》里没有找到 GIFT 试题。", hint="请核对选择的格式。"
        )
    return reads


def _read_gift(text: str) -> Iterator[Read]:
    topic = ""
    block: list[str] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip().startswith("$CATEGORY:"):
            topic = topic_of(line.strip().removeprefix("$CATEGORY:"))
        elif line.strip():
            start = start if block else number
            block.append(line)
        elif block:
            if any(not line.strip().startswith("//") for line in block):
                yield _read_block("\n".join(block), start, topic)
            block = []


def _read_block(block: str, line: int, topic: str) -> Read:
    """Read a question, which has no empty line in it."""
    lines = block.split("\n")
    comments = "".join(line for line in lines if line.strip().startswith("//"))
    text = "\n".join(line for line in lines if not line.strip().startswith("//")).strip()
    difficulty = _difficulty(comments)
    place = f"第 {line} 行"
    if title := _TITLE.match(text):
        text = text[title.end() :].lstrip()
    markup = _MARKUP.match(text)
    text = text[markup.end() :] if markup else text
    start, end = _find(text, "{"), _find(text, "}", last=True)
    if start < 0 or end < start:
        return Read(
            place=place,
            question=None,
            topic=topic,
            flaws=(flaw(MALFORMED, "没有用花括号 { } 写出答案。请补上后重新导入。"),),
        )
    before, inside, after = text[:start], text[start + 1 : end].strip(), text[end + 1 :]

    def shown(part: str) -> str:
        part = unescape(part)
        return from_html(part) if markup and markup[1] == "html" else clean(part)

    inside, explanation = _split_feedback(inside)
    raw = Raw(stem=shown(before), explanation=shown(explanation), variant_separator="")
    _read_answers(inside, raw, shown)
    if after.strip():
        gap = BLANK if BLANK not in raw.stem else ""
        raw.stem = f"{raw.stem}{gap}{shown(after)}"
    if any(one.rule == _UNKNOWN for one in raw.flaws):
        return Read(place=place, question=None, topic=topic, flaws=tuple(raw.flaws))
    question, flaws = read_question(raw)
    return Read(place=place, question=question, topic=topic, difficulty=difficulty, flaws=flaws)


_UNKNOWN = "unknown_kind"


def _difficulty(comments: str) -> Difficulty | None:
    for tag in _TAG.findall(comments):
        if tag.startswith(_DIFFICULTY_TAG):
            return difficulty_of(tag.removeprefix(_DIFFICULTY_TAG))
    return None


def _split_feedback(inside: str) -> tuple[str, str]:
    place = 0
    while (place := inside.find("####", place)) >= 0:
        if not _is_escaped(inside, place):
            return inside[:place].strip(), inside[place + 4 :]
        place += 1
    return inside, ""


@dataclass(frozen=True)
class _Answer:
    sign: str
    weight: float | None
    text: str


def _read_answers(inside: str, raw: Raw, shown: Callable[[str], str]) -> None:
    """Fill in kind, options and key from what stands between the braces."""
    bare = inside.split("#")[0].strip().upper()
    if not inside:
        raw.kind = ItemKind.SHORT_ANSWER
        return
    if bare in {"T", "TRUE", "F", "FALSE"}:
        raw.kind, raw.key = ItemKind.TRUE_FALSE, bare
        return
    if inside.startswith("#"):
        raw.kind = ItemKind.FILL_BLANK
        number = inside[1:].strip().lstrip("=").split("=")[0].split("#")[0].strip()
        value, _, tolerance = number.partition(":")
        raw.blanks = [(value,)]
        if tolerance.strip(" 0.") or ".." in value:
            raw.flaws.append(
                flaw(MALFORMED, f"数值题的范围“{number}”没有读入，只留下数值。请核对答案。")
            )
        return
    answers = [_Answer(one.sign, one.weight, shown(one.text)) for one in _split_answers(inside)]
    if not answers:
        raw.flaws.append(flaw(WRONG_KEY, "花括号中的答案没有用 = 或 ~ 开头。请改正后重新导入。"))
        return
    if all(one.sign == "=" for one in answers):
        if any("->" in one.text for one in answers):
            raw.flaws.append(flaw(_UNKNOWN, "连线题不能导入。请改成其他题型。"))
            return
        raw.kind = ItemKind.FILL_BLANK
        raw.blanks = [tuple(one.text for one in answers)]
        return
    right = [one.sign == "=" or (one.weight or 0) > 0 for one in answers]
    is_weighted = not any(one.sign == "=" for one in answers)
    raw.kind = ItemKind.MULTIPLE_CHOICE if is_weighted else ItemKind.SINGLE_CHOICE
    raw.options = [one.text for one in answers]
    raw.marked = tuple(letter for letter, is_right in zip(LETTERS, right, strict=False) if is_right)


def _split_answers(inside: str) -> Iterator[_Answer]:
    starts = [
        place
        for place, sign in enumerate(inside)
        if sign in "=~" and not _is_escaped(inside, place)
    ]
    for start, end in pairwise([*starts, len(inside)]):
        text = inside[start + 1 : end].strip()
        weight = _WEIGHT.match(text)
        text = text[weight.end() :] if weight else text
        feedback = _find(text, "#")
        yield _Answer(
            inside[start],
            float(weight[1]) if weight else None,
            (text if feedback < 0 else text[:feedback]).strip(),
        )


def unescape(text: str) -> str:
    r"""Return a text that GIFT wrote with backslashes."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def _find(text: str, sign: str, *, last: bool = False) -> int:
    """Return where a sign without a backslash before it stands; -1 for nowhere."""
    places = [
        place for place, one in enumerate(text) if one == sign and not _is_escaped(text, place)
    ]
    return (places[-1] if last else places[0]) if places else -1


def _is_escaped(text: str, place: int) -> bool:
    """Return whether an odd number of backslashes stands before a place."""
    first = place
    while first and text[first - 1] == "\\":
        first -= 1
    return (place - first) % 2 == 1


GIFT = Format(
    name="gift",
    label="Moodle GIFT",
    suffix=".txt",
    media_type=TEXT,
    kinds=ORDINARY_KINDS,
    write=write_gift,
    read=read_gift,
    read_suffixes=(".txt", ".gift"),
    remarks=_GIFT_REMARKS,
)


# --- Aiken ------------------------------------------------------------------------------------

_AIKEN_KINDS = frozenset({ItemKind.SINGLE_CHOICE, ItemKind.TRUE_FALSE})
_AIKEN_OPTION = re.compile(r"([A-Z])[.)]\s+(.*)")
_AIKEN_ANSWER = re.compile(r"ANSWER:\s*([A-Z])\s*")


def write_aiken(items: Sequence[Item]) -> Written:
    """Write the questions with one right option; Aiken knows no others."""
    notes = Notes()
    blocks = []
    for entry in entries(items, _AIKEN_KINDS, notes):
        texts = (entry.question.stem, *entry.question.options)
        stem, *options = map(one_line, texts)
        if (stem, *options) != texts:
            notes.add(entry, "文字中的换行改成了空格。")
        lines = [
            stem,
            *(f"{letter}. {option}" for letter, option in zip(LETTERS, options, strict=False)),
            f"ANSWER: {''.join(entry.question.key)}",
        ]
        sent = Question(
            kind=entry.question.kind, stem=stem, options=tuple(options), key=entry.question.key
        )
        reads = list(_read_aiken("\n".join(lines)))
        back = reads[0].question if len(reads) == 1 else None
        if back is None or not same_question(back, sent):
            notes.add(entry, "题中的文字与 Aiken 的记号相同，会被读错，没有写出。")
        else:
            blocks.append("\n".join(lines))
    content = "\n\n".join(blocks)
    return Written(f"{content}\n".encode() if content else b"", notes.all(_AIKEN_REMARKS))


def read_aiken(path: Path, limits: LimitSettings) -> list[Read]:
    """Return the questions of an Aiken file.

    Raises:
        IngestError: too large, no text, or without questions.
    """
    reads = list(_read_aiken(read_file_text(path, limits)))
    if not any(read.question and read.question.options for read in reads):
        raise EmptyDocumentError(
            f"《{path.name}》里没有找到 Aiken 试题。", hint="请核对选择的格式。"
        )
    return reads


def _read_aiken(text: str) -> Iterator[Read]:
    stem: list[str] = []
    options: list[str] = []
    start = 0
    for number, raw_line in enumerate(text.split("\n"), start=1):
        line = clean(raw_line)
        if not line:
            continue
        start = start or number
        option = _AIKEN_OPTION.fullmatch(line)
        answer = _AIKEN_ANSWER.fullmatch(line)
        if option and stem and LETTERS.index(option[1]) == len(options):
            options.append(option[2])
        elif answer:
            if stem:
                yield _aiken_read(start, "\n".join(stem), options, answer[1])
            stem, options, start = [], [], 0
        elif options:
            options[-1] += "\n" + line
        else:
            stem.append(line)
    if stem:
        yield _aiken_read(start, "\n".join(stem), options, "")


def _aiken_read(line: int, stem: str, options: list[str], key: str) -> Read:
    kind = ItemKind.TRUE_FALSE if is_true_false(options) else ItemKind.SINGLE_CHOICE
    question, flaws = read_question(Raw(stem=stem, kind=kind, options=options, key=key))
    return Read(place=f"第 {line} 行", question=question, flaws=flaws)


AIKEN = Format(
    name="aiken",
    label="Aiken",
    suffix=".txt",
    media_type=TEXT,
    kinds=_AIKEN_KINDS,
    write=write_aiken,
    read=read_aiken,
    read_suffixes=SUFFIXES,
    remarks=_AIKEN_REMARKS,
)
