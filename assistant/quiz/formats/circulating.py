"""Read questions from plain text as it goes from office to office.

Numbered questions, lettered options, the key in a line of its own, after the right option, or in
the brackets of the stem: people write all of it, and this reads all of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.quiz.formats.base import Read, clean
from assistant.quiz.formats.keys import Raw, read_question
from assistant.quiz.formats.spelling import (
    EVIDENCE_MARK,
    KIND_WORDS,
    difficulty_of,
    kind_of,
    letters_of,
    plain,
)
from assistant.quiz.schema import BLANK, CHOICES, LETTERS, Difficulty, ItemKind
from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.loaders import check_size
from ingest.loaders.decoding import decode
from ingest.settings import LimitSettings

SUFFIXES = (".txt",)

MARK = "(正确答案)"
"""Behind a right option."""

_NUMBER = re.compile(r"(?:第\s*)?(\d{1,5})\s*(?:题\s*[.．、:：]?|[.．、:：)）])\s*(.*)")
_SECTION = re.compile(
    rf"(?:第?[一二三四五六七八九十]+(?:部分|大题)?\s*[、.．:：]\s*)?({KIND_WORDS})题?"
    r"\s*(?:[（(\[【].*|[:：]?\s*(?:共|每).*)?[:：]?"
)
_KIND = rf"[\[(（【]\s*({KIND_WORDS})题?\s*[\])）】]\s*(?:[(（]系统评分[)）])?"
_KIND_FIRST = re.compile(_KIND + r"\s*")
_KIND_LAST = re.compile(_KIND + r"\s*\*?$")
_SCORE = re.compile(
    r"(?:[\[(（【]\s*(?:分值\s*[:：]\s*\d+(?:\.\d+)?|\d+(?:\.\d+)?\s*分)\s*[\])）】]"
    r"|(?<=\s)\d+(?:\.\d+)?\s*分)$"
)
_OPTION = re.compile(r"[(（\[]?([A-Za-zＡ-Ｚ])\s*[.．、:：)）\]]\s*(.*)")
_MARKED = re.compile(r"[（(]正确答案[）)]$")
_KEY = re.compile(
    r"(?:【\s*(?:正确|标准|参考)?答案\s*】\s*[:：]?|(?:正确|标准|参考)?答案\s*[:：])\s*(.*)"
)
_KEY_IN_BRACKETS = re.compile(r"[（(](?:正确|标准|参考)?答案\s*[:：]\s*([^（）()]*)[）)]$")
_BLANK_KEY = re.compile(r"空\s*(\d{1,3})\s*(?:答案)?\s*[:：]\s*(.*)")
_EXPLANATION = re.compile(
    r"(?:【\s*(?:答案|试题)?解析\s*】\s*[:：]?|(?:答案|试题)?解析\s*[:：])\s*(.*)"
)
_TOPIC = re.compile(r"【?(?:章节|知识点|考点|分类)】?\s*[:：]\s*(.*)")
_DIFFICULTY = re.compile(r"【?(?:难度|难易度|难易程度)】?\s*[:：]\s*(.*)")
_LETTERS_IN_STEM = re.compile(r"[（(]\s*([A-Z](?:[\s、,，]*[A-Z])*)\s*[）)]")
_TRUTH_IN_STEM = re.compile(r"[（(]\s*([√×✓✗✔✘对错]|正确|错误)\s*[）)]\s*([。.]?)$")
_EACH_IN_BRACKETS = re.compile(r"(?:[（(][^（）()]*[）)])+")
_IN_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
# How far a number may jump where some questions are missing.
_MOST_SKIPPED = 20


@dataclass
class _Block:
    """What was read of one question."""

    line: int
    is_numbered: bool
    section: ItemKind | None
    stem: list[str]
    options: list[str] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    has_key: bool = False
    blanks: dict[int, str] = field(default_factory=dict)
    explanation: list[str] = field(default_factory=list)
    topic: str = ""
    difficulty: Difficulty | None = None
    at: list[str] | None = None
    """Where a further line belongs; None for nowhere."""

    @property
    def is_complete(self) -> bool:
        return bool(self.options or self.has_key or self.blanks or self.explanation)


def read_circulating(path: Path, limits: LimitSettings) -> list[Read]:
    """Return the questions of a text file in any of the usual encodings.

    Raises:
        IngestError: too large, empty, or no text.
    """
    text = read_file_text(path, limits)
    reads = list(read_text(text))
    if not reads:
        raise EmptyDocumentError(
            f"《{path.name}》里没有找到试题。",
            hint="每题请以题号开头，选项以 A. B. 开头，另起一行写“答案：”。",
        )
    return reads


def read_file_text(path: Path, limits: LimitSettings) -> str:
    """Return the text of a file, line ends as one sign.

    Raises:
        IngestError: too large, or no text.
    """
    check_size(path, limits)
    data = path.read_bytes()
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or data.startswith(b"%PDF"):
        raise UnreadableDocumentError(
            f"《{path.name}》不是文本文件。",
            hint="请选择与文件相符的格式；Word 文件请另存为“纯文本（.txt）”后导入。",
        )
    text = decode(data).text
    if len(text) > limits.characters:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：共 {len(text)} 个字，超过上限 {limits.characters} 个。",
            hint="请拆成几个文件后重新导入。",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(text: str) -> Iterator[Read]:
    """Yield the questions of a text; `place` names the line of each."""
    for block in _blocks(text):
        if read := _read_block(block):
            yield read


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    section: ItemKind | None = None
    last = 0
    after_blank = after_section = True
    for number, raw_line in enumerate(text.split("\n"), start=1):
        line = clean(raw_line)
        if not line:
            after_blank = True
            continue
        started = _NUMBER.fullmatch(line)
        if (heading := _SECTION.fullmatch(line)) and not (block and block.at is block.key):
            if block is not None:
                yield block
            block, section, after_section = None, kind_of(heading[1]), True
        elif started and _starts(int(started[1]), last, block, after_blank, after_section):
            if block is not None:
                yield block
            last, after_section = int(started[1]), False
            block = _Block(number, True, section, [started[2]])
            block.at = block.stem
        elif block is None or (after_blank and block.is_complete and not _belongs(line, block)):
            if block is not None:
                yield block
            block = _Block(number, False, section, [line])
            block.at = block.stem
        else:
            _add(line, block)
        after_blank = False
    if block is not None:
        yield block


def _starts(
    number: int, last: int, block: _Block | None, after_blank: bool, after_section: bool
) -> bool:
    """Return whether a number is that of the next question, and not of a point of an answer."""
    if block is None or number == last + 1:
        return True
    if after_section and number == 1:
        return True
    if not block.is_complete:
        return False
    return (number == 1 and after_blank) or last < number <= last + _MOST_SKIPPED


def _belongs(line: str, block: _Block) -> bool:
    """Return whether a line below an empty one goes on with a question."""
    option = _OPTION.fullmatch(line)
    if option and _place(option[1]) == len(block.options):
        return True
    patterns = (_KEY, _BLANK_KEY, _EXPLANATION, _TOPIC, _DIFFICULTY)
    return line.startswith(EVIDENCE_MARK) or any(one.fullmatch(line) for one in patterns)


def _place(letter: str) -> int:
    return LETTERS.index(plain(letter).upper())


def _add(line: str, block: _Block) -> None:
    """Put a line where it belongs in a question."""
    option = _OPTION.fullmatch(line)
    if option and _place(option[1]) == len(block.options) and not block.has_key:
        block.options += _split_options(option[2], len(block.options))
        block.at = block.options
    elif match := _BLANK_KEY.fullmatch(line):
        block.blanks[int(match[1])] = match[2]
        block.at = None
    elif match := _KEY.fullmatch(line):
        block.has_key = True
        block.key.append(match[1])
        block.at = block.key
    elif match := _EXPLANATION.fullmatch(line):
        block.explanation.append(match[1])
        block.at = block.explanation
    elif line.startswith(EVIDENCE_MARK):
        block.explanation.append(line)
        block.at = block.explanation
    elif match := _TOPIC.fullmatch(line):
        block.topic, block.at = match[1], None
    elif match := _DIFFICULTY.fullmatch(line):
        block.difficulty, block.at = difficulty_of(match[1]), None
    elif block.at is block.options:
        block.options[-1] += "\n" + line
    elif block.at is not None:
        block.at.append(line)


def _split_options(text: str, place: int) -> list[str]:
    """Split options that stand in one line: "甲  B. 乙  C. 丙"."""
    found: list[str] = []
    while place + 1 < len(LETTERS):
        place += 1
        cut = re.search(rf"\s+[(（\[]?{LETTERS[place]}\s*[.．、:：)）\]]\s*", text)
        if cut is None:
            break
        found.append(text[: cut.start()])
        text = text[cut.end() :]
    return [*found, text]


def _read_block(block: _Block) -> Read | None:
    stem = "\n".join(block.stem).strip()
    kind, stem = _take_kind(stem)
    kind = kind or block.section
    options = block.options
    if not options and kind in CHOICES and len(block.stem) > 2:
        # 问卷星 shows options without letters, a line each.
        stem, *options = stem.split("\n")
        kind_again, stem = _take_kind(stem)
        kind = kind_again or kind
    key = "\n".join(block.key).strip()
    if match := _KEY_IN_BRACKETS.search(stem):
        stem, key = stem[: match.start()], key or match[1]
    marked = tuple(
        LETTERS[place] for place, option in enumerate(options[: len(LETTERS)]) if is_marked(option)
    )
    if key and letters_of(key, options) != marked:
        # The key stands elsewhere, and so the words are the option's own.
        marked = ()
    if marked:
        options = [_MARKED.sub("", option, count=1) for option in options]
    if not key and not marked:
        key, stem = _take_key(stem, has_options=bool(options))
    if not block.is_numbered and not (options or key or block.blanks or kind):
        # A title, or words of advice.
        return None
    raw = Raw(
        stem=stem.strip(),
        kind=kind,
        options=[option.strip() for option in options],
        key=key,
        explanation="\n".join(block.explanation).strip(),
        marked=marked,
        blanks=[
            tuple(part.strip() for part in re.split(r"[|;]", block.blanks[number]))
            for number in sorted(block.blanks)
        ],
    )
    if not options and _EACH_IN_BRACKETS.fullmatch(key):
        raw.blanks = raw.blanks or [(text.strip(),) for text in _IN_BRACKETS.findall(key)]
    question, flaws = read_question(raw)
    return Read(
        place=f"第 {block.line} 行",
        question=question,
        topic=block.topic,
        difficulty=block.difficulty,
        flaws=flaws,
    )


def is_marked(option: str) -> bool:
    """Return whether an option's text ends with the mark of a right one."""
    return _MARKED.search(option) is not None


def _take_kind(stem: str) -> tuple[ItemKind | None, str]:
    """Take the kind, the points and the star of a required question off a stem."""
    kind = None
    if match := _KIND_FIRST.match(stem):
        kind, stem = kind_of(match[1]), stem[match.end() :]
    first, separator, rest = stem.partition("\n")
    first = _SCORE.sub("", first)
    if kind is None and (last := _KIND_LAST.search(first)):
        kind, first = kind_of(last[1]), first[: last.start()].rstrip()
        first = _SCORE.sub("", first).rstrip()
    return kind, first + separator + rest


def _take_key(stem: str, *, has_options: bool) -> tuple[str, str]:
    """Take the key out of the brackets of a stem: "……是（ B ）。", "……。（√）"."""
    if has_options:
        found = list(_LETTERS_IN_STEM.finditer(stem))
        if len(found) == 1 and letters_of(found[0][1]):
            return found[0][1], stem[: found[0].start()] + BLANK + stem[found[0].end() :]
        return "", stem
    if match := _TRUTH_IN_STEM.search(stem):
        return match[1], stem[: match.start()].rstrip() + match[2]
    return "", stem
