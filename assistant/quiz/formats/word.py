"""Items as a Word document to be read and corrected on paper: keys and evidence below each."""

from collections.abc import Sequence
from datetime import date

from assistant.exporting.word import OfficialDocument
from assistant.exporting.wording import exported_on
from assistant.quiz.describing import DIFFICULTY_NAMES, KIND_LABELS
from assistant.quiz.formats.base import EVERY_KIND, Format, Written, cleaned
from assistant.quiz.schema import LETTERED, LETTERS, Item, ItemKind, Question
from ingest.loaders.sniffing import DOCX

TITLE = "政策知识题库"

_NUMERALS = "一二三四五六七"
_REMARKS = ("供阅读和校对，不能再导入；不含认知层次和编制人。",)


def write_word(items: Sequence[Item]) -> Written:
    """Write items by kind, each with its key, rationale and evidence."""
    document = OfficialDocument(TITLE, day=date.today())
    number = 0
    kinds = [kind for kind in ItemKind if any(item.kind is kind for item in items)]
    for numeral, kind in zip(_NUMERALS, kinds, strict=False):
        found = [item for item in items if item.kind is kind]
        document.add_heading(f"{numeral}、{KIND_LABELS[kind]}（共 {len(found)} 题）")
        for item in found:
            number += 1
            _add_item(document, number, item)
    if not items:
        document.add_paragraph("没有试题。")
    document.add_note(exported_on(date.today()))
    return Written(document.to_bytes(), _REMARKS)


def _add_item(document: OfficialDocument, number: int, item: Item) -> None:
    _add_question(document, f"{number}. ", cleaned(item))
    for place, part in enumerate(item.parts, start=1):
        _add_question(document, f"（{place}）", cleaned(part))
    about = [f"主题：{item.topic}"] if item.topic else []
    document.add_paragraph("；".join([*about, f"难度：{DIFFICULTY_NAMES[item.difficulty]}"]))


def _add_question(document: OfficialDocument, number: str, question: Question) -> None:
    document.add_paragraph(f"{number}{question.stem}")
    if question.kind is not ItemKind.TRUE_FALSE:
        for letter, option in zip(LETTERS, question.options, strict=False):
            document.add_paragraph(f"{letter}. {option}")
    if question.kind is not ItemKind.CASE:
        document.add_paragraph(f"答案：{_key(question)}")
    if question.rationale:
        document.add_paragraph(f"解析：{question.rationale}")
    for evidence in question.evidence:
        page = f"第{evidence.page}页" if evidence.page else ""
        document.add_paragraph(f"依据：《{evidence.title or evidence.document}》{page}")
        document.add_quotation(evidence.text)


def _key(question: Question) -> str:
    if question.kind is ItemKind.TRUE_FALSE:
        return "".join(question.key_texts)
    if question.kind in LETTERED:
        return "".join(question.key)
    variants = question.variants or ((),) * len(question.key)
    accepted = [
        f"{text}（或{'、'.join(others)}）" if others else text
        for text, others in zip(question.key, variants, strict=True)
    ]
    if question.kind is ItemKind.SHORT_ANSWER and len(accepted) > 1:
        return "".join(f"（{place}）{text}" for place, text in enumerate(accepted, start=1))
    return "；".join(accepted)


WORD = Format(
    name="word",
    label="Word 试题清单",
    suffix=".docx",
    media_type=DOCX,
    kinds=EVERY_KIND,
    write=write_word,
    remarks=_REMARKS,
)
