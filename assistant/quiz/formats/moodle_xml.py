"""Moodle's XML, which carries every kind but cases."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from assistant.quiz.describing import DIFFICULTY_NAMES
from assistant.quiz.formats.base import (
    SIMPLE_KINDS,
    CannotCarryError,
    Entry,
    Format,
    Notes,
    Read,
    Written,
    entries,
    flaw,
)
from assistant.quiz.formats.gift import MOST_RIGHT, category_of, share_of, topic_of
from assistant.quiz.formats.keys import MALFORMED, Raw, read_question
from assistant.quiz.formats.markup import from_html, parse_xml, to_html
from assistant.quiz.formats.spelling import (
    difficulty_of,
    explain,
    join_points,
    same_question,
    split_points,
)
from assistant.quiz.schema import BLANK, LETTERS, Difficulty, Item, ItemKind, Question
from ingest.errors import EmptyDocumentError, UnreadableDocumentError
from ingest.settings import LimitSettings

XML = "application/xml"

_TAG = "难度："
_SHOWN_NAME = 60
_CLOZE = re.compile(
    r"\{\d*:(?:SHORTANSWER|SHORTANSWER_C|SA|SAC|MW|MWC|NUMERICAL|NM):((?:\\.|[^\\}])*)\}"
)
_CLOZE_SPECIAL = re.compile(r'([}#~/"\\])')
_ESCAPED = re.compile(r"\\(.)")
_TYPES = {
    "multichoice": None,
    "truefalse": ItemKind.TRUE_FALSE,
    "shortanswer": ItemKind.FILL_BLANK,
    "numerical": ItemKind.FILL_BLANK,
    "cloze": ItemKind.FILL_BLANK,
    "essay": ItemKind.SHORT_ANSWER,
    "ordering": ItemKind.ORDERING,
}
_REMARKS = (
    "不含认知层次和编制人；依据以文字附在通用反馈之后。",
    "排序题按正确顺序写出，由 Moodle 打乱，需要 Moodle 4.4 以上，或装有 ordering 插件。",
)


# --- Writing ----------------------------------------------------------------------------------


def write_moodle_xml(items: Sequence[Item]) -> Written:
    """Write items for Moodle's import of XML."""
    notes = Notes()
    quiz = etree.Element("quiz")
    topic = None
    for entry in entries(items, SIMPLE_KINDS, notes):
        try:
            question = _question(entry)
        except CannotCarryError as error:
            notes.add(entry, f"{error}没有写出。")
            continue
        if entry.item.topic != topic:
            topic = entry.item.topic
            category = etree.SubElement(quiz, "question", type="category")
            _text(etree.SubElement(category, "category"), category_of(topic))
        quiz.append(question)
    content = etree.tostring(quiz, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Written(content, notes.all(_REMARKS))


def _question(entry: Entry) -> Any:
    question = entry.question
    kind, stem = _type_of(question), to_html(question.stem)
    if kind == "cloze":
        stem = _cloze(question)
    element = etree.Element("question", type=kind)
    name = " ".join(question.stem.split("\n"))
    _text(etree.SubElement(element, "name"), name[:_SHOWN_NAME])
    _html(element, "questiontext", stem)
    _html(element, "generalfeedback", to_html(explain(question)))
    etree.SubElement(element, "defaultgrade").text = "1"
    etree.SubElement(element, "idnumber").text = entry.id
    _ANSWERS[kind](element, question)
    tags = etree.SubElement(element, "tags")
    _text(etree.SubElement(tags, "tag"), f"{_TAG}{DIFFICULTY_NAMES[entry.item.difficulty]}")
    back = _read_element(element, "").question
    if back is None or not same_question(back, _in_order(question)):
        raise CannotCarryError("题中的文字与 Moodle 的记号冲突，会被读错，")
    return element


def _in_order(question: Question) -> Question:
    """Return a question, the options of a 排序题 in the right order."""
    if question.kind is not ItemKind.ORDERING:
        return question
    letters = tuple(LETTERS[: len(question.options)])
    return question.model_copy(update={"options": question.key_texts, "key": letters})


def _type_of(question: Question) -> str:
    match question.kind:
        case ItemKind.TRUE_FALSE:
            return "truefalse"
        case ItemKind.FILL_BLANK if question.stem.count(BLANK) == len(question.key) > 1:
            return "cloze"
        case ItemKind.FILL_BLANK:
            return "shortanswer"
        case ItemKind.SHORT_ANSWER:
            return "essay"
        case ItemKind.ORDERING:
            return "ordering"
    return "multichoice"


def _cloze(question: Question) -> str:
    """Return the stem with the answers where its blanks are."""
    variants = question.variants or ((),) * len(question.key)
    first, *rest = question.stem.split(BLANK)
    parts = [to_html(first)]
    for text, others, after in zip(question.key, variants, rest, strict=True):
        accepted = [f"={_escape_cloze(one)}" for one in (text, *others)]
        parts.append(f"{{1:SHORTANSWER:{'~'.join(accepted)}}}{to_html(after)}")
    if any(_CLOZE.search(to_html(part)) for part in (first, *rest)):
        raise CannotCarryError("题干中有 Moodle 完形填空的记号，会被读错，")
    return "".join(parts)


def _escape_cloze(text: str) -> str:
    return _CLOZE_SPECIAL.sub(r"\\\1", to_html(text))


def _add_choices(element: Any, question: Question) -> None:
    is_single = question.kind is ItemKind.SINGLE_CHOICE
    right = set(question.key)
    if is_single and len(right) != 1:
        raise CannotCarryError(f"单选题有 {len(right)} 个答案，")
    if not 1 <= len(right) <= MOST_RIGHT:
        raise CannotCarryError(f"正确选项不在 1 至 {MOST_RIGHT} 个之间，")
    etree.SubElement(element, "single").text = "true" if is_single else "false"
    etree.SubElement(element, "shuffleanswers").text = "true"
    etree.SubElement(element, "answernumbering").text = "ABCD"
    for letter, option in zip(LETTERS, question.options, strict=False):
        fraction = share_of(len(right)) if letter in right else "0" if is_single else "-100"
        _answer(element, fraction, to_html(option), "html")


def _add_truth(element: Any, question: Question) -> None:
    if question.key not in {("A",), ("B",)}:
        raise CannotCarryError("判断题没有答案，")
    for letter, name in (("A", "true"), ("B", "false")):
        fraction = "100" if question.key == (letter,) else "0"
        _answer(element, fraction, name, "moodle_auto_format")


def _add_texts(element: Any, question: Question) -> None:
    if len(question.key) != 1:
        raise CannotCarryError(f"题干的空与 {len(question.key)} 个答案对不上，")
    etree.SubElement(element, "usecase").text = "0"
    for text in (*question.key, *(question.variants[0] if question.variants else ())):
        # A star stands for any text.
        _answer(element, "100", text.replace("*", "\\*"), "moodle_auto_format")


def _add_essay(element: Any, question: Question) -> None:
    etree.SubElement(element, "responseformat").text = "editor"
    _html(element, "graderinfo", to_html(join_points(question.key)))


def _add_order(element: Any, question: Question) -> None:
    for name, text in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "ABSOLUTE_POSITION"),
        ("showgrading", "SHOW"),
    ):
        etree.SubElement(element, name).text = text
    if sorted(question.key) != list(LETTERS[: len(question.options)]):
        raise CannotCarryError("排序题的答案没有包括每个选项，")
    for place, option in enumerate(question.key_texts, start=1):
        _answer(element, str(place), to_html(option), "html")


_ANSWERS = {
    "multichoice": _add_choices,
    "truefalse": _add_truth,
    "shortanswer": _add_texts,
    "cloze": lambda _element, _question: None,
    "essay": _add_essay,
    "ordering": _add_order,
}


def _answer(element: Any, fraction: str, text: str, form: str) -> None:
    answer = etree.SubElement(element, "answer", fraction=fraction, format=form)
    _text(answer, text, is_markup=form == "html")


def _html(element: Any, name: str, markup: str) -> None:
    _text(etree.SubElement(element, name, format="html"), markup, is_markup=True)


def _text(element: Any, text: str, *, is_markup: bool = False) -> None:
    # In HTML every ">" is written "&gt;", and so no "]]>" ends the section too early.
    held = etree.CDATA(text) if is_markup and text else text
    etree.SubElement(element, "text").text = held


# --- Reading ----------------------------------------------------------------------------------


def read_moodle_xml(path: Path, limits: LimitSettings) -> list[Read]:
    """Return the questions of a Moodle XML file.

    Raises:
        IngestError: damaged, too large, another XML, or without questions.
    """
    root = parse_xml(path, limits)
    if root.tag != "quiz":
        raise UnreadableDocumentError(
            f"《{path.name}》不是 Moodle 的试题文件。",
            hint="请在 Moodle 题库中选“导出”、“Moodle XML 格式”后重新导入。",
        )
    reads = list(_read_quiz(root))
    if not reads:
        raise EmptyDocumentError(f"《{path.name}》里没有试题。", hint="请确认文件内容。")
    return reads


def _read_quiz(root: Any) -> Iterator[Read]:
    topic = ""
    for element in root.findall("question"):
        if element.get("type") == "category":
            topic = topic_of(element.findtext("category/text") or "")
        # A description asks nothing.
        elif element.get("type") != "description":
            yield _read_element(element, topic)


def _read_element(element: Any, topic: str) -> Read:
    place, kind = f"第 {element.sourceline} 行", element.get("type") or ""
    if kind not in _TYPES:
        told = flaw("unknown_kind", f"Moodle 的“{kind}”题型不能导入。请改成其他题型。")
        return Read(place=place, question=None, topic=topic, flaws=(told,))
    raw = Raw(
        stem=_shown(element.find("questiontext")),
        kind=_TYPES[kind],
        explanation=_shown(element.find("generalfeedback")),
    )
    answers = element.findall("answer")
    texts = [_shown(answer) for answer in answers]
    shares = [_share(answer) for answer in answers]
    right = [text for text, share in zip(texts, shares, strict=True) if share > 0]
    if kind == "truefalse":
        raw.key = right[0] if len(right) == 1 else ""
    elif kind == "multichoice":
        is_single = (element.findtext("single") or "true").strip() in {"true", "1"}
        raw.kind = ItemKind.SINGLE_CHOICE if is_single else ItemKind.MULTIPLE_CHOICE
        raw.options = texts
        raw.marked = tuple(
            letter for letter, share in zip(LETTERS, shares, strict=False) if share > 0
        )
    elif kind == "cloze":
        _read_cloze(element, raw)
    elif kind == "essay":
        raw.points = split_points(_shown(element.find("graderinfo")))
    elif kind == "ordering":
        raw.options = [text for _, text in sorted(zip(shares, texts, strict=True), key=_first)]
        raw.marked = tuple(LETTERS[: len(texts)])
    else:
        raw.blanks = [tuple(text.replace("\\*", "*") for text in right)]
        _check_tolerance(answers, raw)
    question, flaws = read_question(raw)
    return Read(
        place=place,
        question=question,
        topic=topic,
        difficulty=_difficulty(element),
        flaws=flaws,
    )


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


def _read_cloze(element: Any, raw: Raw) -> None:
    markup = element.findtext("questiontext/text") or ""
    raw.blanks = [_accepted(inside) for inside in _CLOZE.findall(markup)]
    raw.stem = from_html(_CLOZE.sub(lambda _: BLANK, markup))
    if not raw.blanks or re.search(r"\{\d*:[A-Z_]+:", raw.stem):
        raw.flaws.append(
            flaw(MALFORMED, "完形填空中有不能导入的空（如下拉选项）。请对照原题补上。")
        )


def _accepted(inside: str) -> tuple[str, ...]:
    """Return what a blank of a cloze accepts in full."""
    found = []
    for part in re.findall(r"(?:\\.|[^\\~])+", inside):
        match = re.match(r"(?:=|%100%)(?:%100%)?((?:\\.|[^\\#])*)", part)
        if match:
            found.append(from_html(_ESCAPED.sub(r"\1", match[1])))
    return tuple(found)


def _check_tolerance(answers: Sequence[Any], raw: Raw) -> None:
    tolerances = [(answer.findtext("tolerance") or "0").strip() for answer in answers]
    if any(text.strip("0.") for text in tolerances):
        raw.flaws.append(flaw(MALFORMED, "数值题的容差没有读入，只留下数值。请核对答案。"))


def _shown(element: Any) -> str:
    """Return what an element with a text in some markup shows."""
    if element is None:
        return ""
    text = element.findtext("text") or ""
    is_plain = element.get("format") in {"plain_text", "moodle_auto_format", None}
    return text.strip() if is_plain and element.tag == "answer" else from_html(text)


def _share(answer: Any) -> float:
    try:
        return float(answer.get("fraction") or 0)
    except ValueError:
        return 0.0


def _difficulty(element: Any) -> Difficulty | None:
    for tag in element.iterfind("tags/tag/text"):
        if (tag.text or "").startswith(_TAG):
            return difficulty_of(tag.text.removeprefix(_TAG))
    return None


MOODLE_XML = Format(
    name="moodle_xml",
    label="Moodle XML",
    suffix=".xml",
    media_type=XML,
    kinds=SIMPLE_KINDS,
    write=write_moodle_xml,
    read=read_moodle_xml,
    read_suffixes=(".xml",),
    remarks=_REMARKS,
)
