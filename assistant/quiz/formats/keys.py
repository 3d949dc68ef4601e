"""Make a question of what was found in a file, and say what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.quiz.describing import KIND_LABELS
from assistant.quiz.formats.base import flaw
from assistant.quiz.formats.spelling import (
    EVIDENCE_MARK,
    is_true_false,
    letters_of,
    plain,
    split_explanation,
    split_points,
    tidy_stem,
    truth_of,
)
from assistant.quiz.schema import (
    BLANK,
    CHOICES,
    LETTERED,
    LETTERS,
    MOST_OPTIONS,
    TRUE_FALSE_OPTIONS,
    Flaw,
    ItemKind,
    Question,
)

REFERENCE = "参考答案："
"""Before the key of a short answer in an explanation, where a format has no other place."""

RATIONALE = "【解析】"
"""Between such a key and the rationale."""

_QUOTED = 30

WRONG_KEY = "wrong_key_form"
SEVERAL_RIGHT = "several_right_options"
MALFORMED = "malformed"


@dataclass
class Raw:
    """A question as a file spells it."""

    stem: str
    kind: ItemKind | None = None
    """None where the file does not say, or says something unknown."""

    options: Sequence[str] = ()
    key: str = ""
    explanation: str = ""
    marked: tuple[str, ...] = ()
    """Letters of the options that are marked as right where they stand."""

    blanks: Sequence[Sequence[str]] = ()
    """What each blank accepts, the usual answer first, where the file keeps them apart."""

    points: Sequence[str] | None = None
    """Of a short answer, where the file keeps them apart."""

    blank_separator: str = "|"
    """Between the answers of blanks in `key`."""

    variant_separator: str = ";"
    """Between what one blank accepts; "" for none."""

    flaws: list[Flaw] = field(default_factory=list)


def read_question(raw: Raw) -> tuple[Question | None, tuple[Flaw, ...]]:
    """Return the question, and what is wrong with it; None where there is no stem."""
    flaws = raw.flaws
    if not raw.stem:
        flaws.append(flaw(MALFORMED, "没有题干。请补上题干后重新导入。"))
        return None, tuple(flaws)
    kind = raw.kind or infer_kind(raw)
    raw.stem = tidy_stem(raw.stem, kind)
    if kind is ItemKind.SHORT_ANSWER and not raw.key and raw.explanation.startswith(REFERENCE):
        told, mark, cited = raw.explanation.removeprefix(REFERENCE).partition(EVIDENCE_MARK)
        raw.key, _, rationale = told.partition(RATIONALE)
        raw.explanation = rationale + mark + cited
    rationale, evidence = split_explanation(raw.explanation)
    options = tuple(raw.options[:MOST_OPTIONS])
    if len(raw.options) > MOST_OPTIONS:
        flaws.append(flaw(MALFORMED, f"选项超过 {MOST_OPTIONS} 个，多出的没有读入。"))
    key: tuple[str, ...] = ()
    variants: tuple[tuple[str, ...], ...] = ()
    if kind is ItemKind.TRUE_FALSE:
        key = _truth(raw, flaws)
        options = TRUE_FALSE_OPTIONS
    elif kind in LETTERED:
        key = _letters(raw, kind, options, flaws)
    elif kind is ItemKind.FILL_BLANK:
        key, variants = _blanks(raw, flaws)
        options = ()
    elif kind is ItemKind.SHORT_ANSWER:
        key = tuple(raw.points) if raw.points is not None else split_points(raw.key.strip())
        options = ()
        if not key:
            flaws.append(flaw(WRONG_KEY, "没有参考答案。请补上后再用。"))
    question = Question(
        kind=kind,
        stem=raw.stem,
        options=options,
        key=key,
        variants=variants,
        rationale=rationale,
        evidence=evidence,
    )
    return question, tuple(flaws)


def infer_kind(raw: Raw) -> ItemKind:
    """Return the kind a question is of by its options and key, where the file does not say."""
    if raw.options:
        if is_true_false(raw.options):
            return ItemKind.TRUE_FALSE
        letters = raw.marked or letters_of(raw.key, raw.options) or ()
        return ItemKind.MULTIPLE_CHOICE if len(letters) > 1 else ItemKind.SINGLE_CHOICE
    if raw.blanks:
        return ItemKind.FILL_BLANK
    # "A" and "1" say nothing of a statement.
    if plain(raw.key) not in {"A", "B", "1", "0"} and truth_of(raw.key):
        return ItemKind.TRUE_FALSE
    if BLANK in tidy_stem(raw.stem, ItemKind.FILL_BLANK):
        return ItemKind.FILL_BLANK
    return ItemKind.SHORT_ANSWER


def _truth(raw: Raw, flaws: list[Flaw]) -> tuple[str, ...]:
    """Return the key of a statement, whatever its options are called and in whichever order."""
    letters = raw.marked or (letters_of(raw.key, raw.options) if raw.options else None)
    said = raw.key
    if letters and len(letters) == 1 and LETTERS.index(letters[0]) < len(raw.options):
        said = raw.options[LETTERS.index(letters[0])]
    elif letters and len(letters) > 1 and not truth_of(raw.key):
        flaws.append(flaw(SEVERAL_RIGHT, "判断题只能有一个答案。请核对后改正。"))
        return ()
    truth = truth_of(said)
    if truth is None:
        flaws.append(
            flaw(WRONG_KEY, f"判断题的答案“{_quoted(said)}”看不出是对是错。请写“正确”或“错误”。")
        )
        return ()
    return (truth,)


def _letters(
    raw: Raw, kind: ItemKind, options: Sequence[str], flaws: list[Flaw]
) -> tuple[str, ...]:
    if len(options) < 2:
        flaws.append(flaw(MALFORMED, f"{KIND_LABELS[kind]}的选项少于两个。请补全选项。"))
    letters = raw.marked or letters_of(raw.key, options)
    if not letters:
        told = f"答案“{_quoted(raw.key)}”不是选项的字母" if raw.key else "没有答案"
        flaws.append(flaw(WRONG_KEY, f"{told}。请写成 A 或 ACD 这样的字母。"))
        return ()
    beyond = [letter for letter in letters if LETTERS.index(letter) >= len(options)]
    if beyond:
        flaws.append(
            flaw(WRONG_KEY, f"答案{'、'.join(beyond)}没有对应的选项。请核对答案，或补上选项。")
        )
    if len(set(letters)) < len(letters):
        flaws.append(flaw(WRONG_KEY, f"答案“{''.join(letters)}”中有重复的字母。请核对。"))
    if kind is ItemKind.SINGLE_CHOICE and len(letters) > 1:
        flaws.append(
            flaw(
                SEVERAL_RIGHT,
                f"单选题有 {len(letters)} 个答案（{''.join(letters)}）。"
                "请改成多选题，或只留一个正确选项。",
            )
        )
    if kind is ItemKind.ORDERING and sorted(letters) != list(LETTERS[: len(options)]):
        flaws.append(flaw(WRONG_KEY, "排序题的答案应包括每个选项，各一次。请核对。"))
    return letters if kind not in CHOICES else tuple(sorted(set(letters)))


def _blanks(raw: Raw, flaws: list[Flaw]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    accepted = [tuple(texts) for texts in raw.blanks] or _split(raw)
    if not any(accepted):
        flaws.append(flaw(WRONG_KEY, "填空题没有答案。请补上后再用。"))
        return (), ()
    asked = raw.stem.count(BLANK)
    if asked and asked != len(accepted):
        flaws.append(flaw(WRONG_KEY, f"题干有 {asked} 个空，答案却有 {len(accepted)} 个。请核对。"))
    key = tuple(texts[0] if texts else "" for texts in accepted)
    variants = tuple(texts[1:] for texts in accepted)
    return key, variants if any(variants) else ()


def _split(raw: Raw) -> list[tuple[str, ...]]:
    """Split a key into what its blanks accept."""
    if not raw.key:
        return []
    asked = raw.stem.count(BLANK) or 1
    parts = raw.key.split(raw.blank_separator) if raw.blank_separator else [raw.key]
    if len(parts) == 1 and asked > 1:
        # People part blanks by all kinds of signs; one that gives as many as there are is it.
        for sign in ("|", "；", ";", "\n", "、", "，", ","):
            if len(raw.key.split(sign)) == asked:
                parts = raw.key.split(sign)
                return [(part.strip(),) for part in parts]
    if not raw.variant_separator:
        return [(part.strip(),) for part in parts]
    return [tuple(text.strip() for text in part.split(raw.variant_separator)) for part in parts]


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "……"
