"""How kinds, keys and explanations are spelled in files, ours and other people's."""

import re
import unicodedata
from collections.abc import Sequence

from assistant.quiz.schema import (
    BLANK,
    LETTERS,
    TRUE_FALSE_OPTIONS,
    Difficulty,
    Evidence,
    ItemKind,
    Question,
)

_KINDS = {
    "单选": ItemKind.SINGLE_CHOICE,
    "单项选择": ItemKind.SINGLE_CHOICE,
    "单项": ItemKind.SINGLE_CHOICE,
    "选择": ItemKind.SINGLE_CHOICE,
    "多选": ItemKind.MULTIPLE_CHOICE,
    "多项选择": ItemKind.MULTIPLE_CHOICE,
    "多项": ItemKind.MULTIPLE_CHOICE,
    "不定项": ItemKind.MULTIPLE_CHOICE,
    "不定项选择": ItemKind.MULTIPLE_CHOICE,
    "判断": ItemKind.TRUE_FALSE,
    "是非": ItemKind.TRUE_FALSE,
    "判断改错": ItemKind.TRUE_FALSE,
    "填空": ItemKind.FILL_BLANK,
    "多项填空": ItemKind.FILL_BLANK,
    "简答": ItemKind.SHORT_ANSWER,
    "问答": ItemKind.SHORT_ANSWER,
    "论述": ItemKind.SHORT_ANSWER,
    "名词解释": ItemKind.SHORT_ANSWER,
    "主观": ItemKind.SHORT_ANSWER,
    "排序": ItemKind.ORDERING,
    "案例": ItemKind.CASE,
    "案例分析": ItemKind.CASE,
    "阅读理解": ItemKind.CASE,
    "材料": ItemKind.CASE,
    "综合": ItemKind.CASE,
}
KIND_WORDS = "|".join(sorted(_KINDS, key=len, reverse=True))

_RIGHT = frozenset({"正确", "对", "是", "√", "✓", "✔", "T", "TRUE", "Y", "YES", "1", "A"})
_WRONG = frozenset({"错误", "错", "否", "×", "✗", "✘", "X", "F", "FALSE", "N", "NO", "0", "B"})
_TRUE_FALSE_WORDS = ({"正确", "对", "√", "是"}, {"错误", "错", "×", "否"})

_DIFFICULTIES = {
    "易": Difficulty.EASY,
    "简单": Difficulty.EASY,
    "容易": Difficulty.EASY,
    "较易": Difficulty.EASY,
    "中": Difficulty.MEDIUM,
    "中等": Difficulty.MEDIUM,
    "一般": Difficulty.MEDIUM,
    "难": Difficulty.HARD,
    "困难": Difficulty.HARD,
    "较难": Difficulty.HARD,
}

_BETWEEN_LETTERS = re.compile(r"[\s,，、;；|/.。和与及→>-]+")
_EMPTY_BRACKETS = re.compile(r"[（(][\s_＿]*[）)]")
UNDERSCORES = re.compile(r"_{2,}|＿{2,}")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

EVIDENCE_MARK = "【依据】"
_EVIDENCE = re.compile(r"《(?P<title>[^\n]*?)》(?:第(?P<page>\d+)页)?：(?P<text>.*)", re.DOTALL)


def kind_of(label: str) -> ItemKind | None:
    """Return the kind a label names: "单项选择题", "（多选）"; None for an unknown one."""
    word = plain(label).strip("[]()（）【】 ")
    return _KINDS.get(word.removesuffix("题"))


def difficulty_of(label: str) -> Difficulty | None:
    """Return the difficulty a label names; None for an unknown one."""
    return _DIFFICULTIES.get(plain(label).removesuffix("题"))


def plain(text: str) -> str:
    """Return a text in half-width signs without blanks, for comparing."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def letters_of(text: str, options: Sequence[str] = ()) -> tuple[str, ...] | None:
    """Return the letters a key spells: "AC", "A,C", "1,3", or an option's own words.

    Returns:
        None where it spells none.
    """
    word = _BETWEEN_LETTERS.sub("", plain(text)).upper().strip("()[]")
    if word and all(letter in LETTERS for letter in word):
        return tuple(word)
    numbers = [part for part in _BETWEEN_LETTERS.split(plain(text)) if part]
    # "2016" may be an option; a number of an option is at most 26.
    if numbers and all(part.isdecimal() and 1 <= int(part) <= 26 for part in numbers):
        by_text = [part for part in numbers if part in map(plain, options)]
        if not by_text:
            return tuple(LETTERS[int(part) - 1] for part in numbers)
    for number, option in enumerate(options[: len(LETTERS)]):
        if plain(option) == plain(text) != "":
            return (LETTERS[number],)
    return None


def truth_of(text: str) -> str | None:
    """Return "A" for a statement said to be true, "B" for a false one, None for neither."""
    word = plain(text).upper().strip("()[]")
    if word in _RIGHT:
        return "A"
    return "B" if word in _WRONG else None


def is_true_false(options: Sequence[str]) -> bool:
    """Return whether the options are 正确 and 错误, in this order, or say the same."""
    return len(options) == 2 and all(
        plain(option) in words for option, words in zip(options, _TRUE_FALSE_WORDS, strict=True)
    )


def one_line(text: str) -> str:
    """Return a text, its lines joined by a space."""
    if "\n" not in text:
        return text
    return " ".join(filter(None, (line.strip() for line in text.split("\n"))))


def tidy_stem(stem: str, kind: ItemKind) -> str:
    """Return a stem, the places to be filled in as `BLANK`: "( )", and "____" in a 填空题."""
    stem = _EMPTY_BRACKETS.sub(BLANK, stem)
    if kind is ItemKind.FILL_BLANK and BLANK not in stem:
        stem = UNDERSCORES.sub(BLANK, stem)
    return stem


# --- Points of a short answer -----------------------------------------------------------------


def join_points(points: Sequence[str]) -> str:
    """Return the points of a short answer as one text: ①……②……; a single one as it stands."""
    if len(points) < 2:
        return "".join(points)
    marks = _CIRCLED if len(points) <= len(_CIRCLED) else ()
    return "\n".join(
        f"{marks[number]}{point}" if marks else point for number, point in enumerate(points)
    )


def split_points(text: str) -> tuple[str, ...]:
    """Return the points of a short answer, see `join_points`."""
    if not text.startswith(_CIRCLED[0]):
        return (text,) if text else ()
    points: list[str] = []
    rest = text
    for number, mark in enumerate(_CIRCLED):
        if not rest.startswith(mark):
            break
        following = _CIRCLED[number + 1 : number + 2]
        cut = rest.find(following) if following else -1
        points.append(rest[1:cut].strip() if cut > 0 else rest[1:].strip())
        rest = rest[cut:] if cut > 0 else ""
    return tuple(points) if len(points) > 1 and all(points) else (text,)


def points_of(question: Question) -> tuple[str, ...]:
    """Return the key, a short answer of one text as the points that its writer numbered."""
    if question.kind is ItemKind.SHORT_ANSWER and len(question.key) == 1:
        return split_points(question.key[0])
    return question.key


# --- Explanations -----------------------------------------------------------------------------


def explain(question: Question) -> str:
    """Return the rationale with the evidence below it, a line each, for formats with one field."""
    lines = [question.rationale] if question.rationale else []
    for evidence in question.evidence:
        page = f"第{evidence.page}页" if evidence.page else ""
        title = evidence.title or evidence.document
        lines.append(f"{EVIDENCE_MARK}《{title}》{page}：{evidence.text.strip()}")
    return "\n".join(lines)


def split_explanation(text: str) -> tuple[str, tuple[Evidence, ...]]:
    """Return the rationale and the evidence of an explanation, see `explain`.

    What the evidence cites is the title and the words: where they stand has to be looked up.
    """
    rationale, *cited = text.split(EVIDENCE_MARK)
    evidence = []
    for part in cited:
        match = _EVIDENCE.fullmatch(part.strip())
        if match is None:
            # Somebody's own words after all.
            return text, ()
        evidence.append(
            Evidence(
                document=match["title"],
                title=match["title"],
                text=match["text"].strip(),
                page=int(match["page"]) if match["page"] else None,
            )
        )
    return rationale.strip(), tuple(evidence)


# --- What is compared -------------------------------------------------------------------------


def same_question(first: Question, second: Question) -> bool:
    """Return whether two questions say the same, evidence compared by its words.

    How a place to be filled in is drawn makes no difference.
    """
    return _shape(first) == _shape(second)


def _shape(question: Question) -> tuple[object, ...]:
    variants = question.variants if any(question.variants) else ()
    return (
        question.kind,
        tidy_stem(question.stem, question.kind),
        TRUE_FALSE_OPTIONS if question.kind is ItemKind.TRUE_FALSE else question.options,
        points_of(question),
        variants,
        question.rationale,
        tuple(
            (each.title or each.document, each.text.strip(), each.page)
            for each in question.evidence
        ),
    )
