"""Write items as plain text, one dialect for each platform that takes text."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.quiz.describing import DIFFICULTY_NAMES, KIND_LABELS
from assistant.quiz.formats.base import (
    ORDINARY_KINDS,
    SIMPLE_KINDS,
    CannotCarryError,
    Entry,
    Format,
    Notes,
    Read,
    Written,
    entries,
)
from assistant.quiz.formats.circulating import (
    MARK,
    SUFFIXES,
    is_marked,
    read_circulating,
    read_text,
)
from assistant.quiz.formats.keys import RATIONALE, REFERENCE
from assistant.quiz.formats.spelling import explain, join_points, one_line, same_question
from assistant.quiz.formats.spreadsheets import LONGEST_CELL, read_rows, write_xlsx
from assistant.quiz.formats.spreadsheets import SUFFIXES as SHEETS
from assistant.quiz.schema import BLANK, LETTERED, LETTERS, Item, ItemKind, Question
from ingest.errors import UnreadableDocumentError
from ingest.loaders.sniffing import XLSX
from ingest.settings import LimitSettings

TEXT = "text/plain"

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CELL_HEADER = "题干"
_REMARKS = ("不含认知层次、编制人和编号；依据以文字附在解析之后。",)
_BARE_REMARKS = ("不含知识点、难度、认知层次、编制人和编号；依据以文字附在解析之后。",)

_WriteBlock = Callable[[int, Entry, Question], list[str]]


def _blocks(
    items: Sequence[Item],
    kinds: frozenset[ItemKind],
    write: _WriteBlock,
    notes: Notes,
    *,
    takes_variants: bool = True,
) -> list[list[str]]:
    """Return the lines of each question, every one of which says just that when it is read."""
    blocks: list[list[str]] = []
    for entry in entries(items, kinds, notes):
        question = _one_line(entry.question)
        if question is not entry.question:
            notes.add(entry, "文字中的换行改成了空格。")
        if not takes_variants and any(question.variants):
            question = question.model_copy(update={"variants": ()})
            notes.add(entry, "这种格式每空只收一种答案，其他写法没有写出。")
        try:
            block = write(len(blocks) + 1, entry, question)
            reads = list(read_text("\n".join(block)))
            back = reads[0].question if len(reads) == 1 else None
            if back is None or not same_question(back, question):
                raise CannotCarryError("题中的文字与这种格式的记号相同，会被读错，")
        except CannotCarryError as error:
            notes.add(entry, f"{error}没有写出。")
        else:
            blocks.append(block)
    return blocks


def _one_line(question: Question) -> Question:
    """Return a question without line breaks in its texts; the same one where there are none."""
    evidence = tuple(
        one.model_copy(update={"text": one_line(one.text.strip())}) for one in question.evidence
    )
    folded = question.model_copy(
        update={
            "stem": one_line(question.stem),
            "options": tuple(map(one_line, question.options)),
            "key": tuple(map(one_line, question.key)),
            "variants": tuple(tuple(map(one_line, texts)) for texts in question.variants),
            "rationale": one_line(question.rationale),
            "evidence": evidence,
        }
    )
    return question if same_question(folded, question) else folded


def _lettered(question: Question) -> list[str]:
    return [
        f"{letter}. {option}" for letter, option in zip(LETTERS, question.options, strict=False)
    ]


def _explained(question: Question, mark: str) -> list[str]:
    explanation = explain(question)
    if not explanation:
        return []
    if question.rationale:
        return (mark + explanation).split("\n")
    return explanation.split("\n")


# --- 问卷星 -----------------------------------------------------------------------------------


def _circulating(number: int, entry: Entry, question: Question) -> list[str]:
    """Return a question as most offices hold it: 问卷星's form with marked options."""
    label = KIND_LABELS[question.kind].removesuffix("题")
    lines = [f"{number}. ({label}){question.stem}"]
    if question.kind is ItemKind.ORDERING or any(map(is_marked, question.options)):
        lines += [*_lettered(question), f"答案：{''.join(question.key)}"]
    elif question.kind in LETTERED:
        right = set(question.key)
        lines += [line + (MARK if line[0] in right else "") for line in _lettered(question)]
    elif question.kind is ItemKind.FILL_BLANK:
        variants = question.variants or ((),) * len(question.key)
        for place, (text, others) in enumerate(zip(question.key, variants, strict=True), start=1):
            lines.append(f"空{place}答案：{'|'.join((text, *others))}")
    else:
        lines.append(f"答案：{one_line(join_points(question.key))}")
    lines += _explained(question, "解析：")
    if entry.item.topic:
        lines.append(f"知识点：{one_line(entry.item.topic)}")
    lines.append(f"难度：{DIFFICULTY_NAMES[entry.item.difficulty]}")
    return lines


def _write_circulating(items: Sequence[Item]) -> Written:
    notes = Notes()
    blocks = _blocks(items, SIMPLE_KINDS, _circulating, notes)
    return _text(blocks, notes, _REMARKS)


def _text(blocks: list[list[str]], notes: Notes, remarks: Sequence[str]) -> Written:
    content = "\n\n".join("\n".join(block) for block in blocks)
    return Written(f"{content}\n".encode() if content else b"", notes.all(remarks))


WENJUANXING = Format(
    name="wenjuanxing_text",
    label="问卷星文本（(正确答案) 标在选项后）",
    suffix=".txt",
    media_type=TEXT,
    kinds=SIMPLE_KINDS,
    write=_write_circulating,
    read=read_circulating,
    read_suffixes=SUFFIXES,
    remarks=_REMARKS,
)


def _cell(number: int, _entry: Entry, question: Question) -> list[str]:
    """Return a question as a cell of 问卷星's sheet has it, a line for each break."""
    lines = [f"{number}. {_marked_stem(question)}", ""]
    if question.options:
        lines += [*_lettered(question), ""]
    return [*lines, f"答案：{_key_line(question)}", *_explained(question, "解析：")]


def _marked_stem(question: Question) -> str:
    """Return the stem, with the kind before it."""
    return f"[{KIND_LABELS[question.kind]}]{question.stem}"


def _key_line(question: Question) -> str:
    if question.kind is ItemKind.TRUE_FALSE or question.kind in LETTERED:
        return "".join(question.key)
    if question.kind is ItemKind.FILL_BLANK:
        variants = question.variants or ((),) * len(question.key)
        return "|".join(
            ";".join((text, *others)) for text, others in zip(question.key, variants, strict=True)
        )
    return one_line(join_points(question.key))


def _write_cells(items: Sequence[Item]) -> Written:
    notes = Notes()
    cells = []
    for block in _blocks(items, SIMPLE_KINDS, _breakable, notes):
        cells.append("<br/>".join(block))
    rows = iter([[_CELL_HEADER], *([cell] for cell in cells)])
    return Written(write_xlsx("Sheet1", rows), notes.all(_BARE_REMARKS))


def _breakable(number: int, entry: Entry, question: Question) -> list[str]:
    block = _cell(number, entry, question)
    if any(_BREAK.search(line) for line in block):
        raise CannotCarryError("文字中有“<br/>”，这种格式用它换行，")
    if sum(map(len, block)) + len("<br/>") * len(block) > LONGEST_CELL:
        raise CannotCarryError(f"文字超过 Excel 一格 {LONGEST_CELL} 个字的上限，")
    return block


def _read_cells(path: Path, limits: LimitSettings) -> list[Read]:
    reads: list[Read] = []
    column = None
    for _, number, row in read_rows(path, limits):
        if column is None:
            column = next((place for place, text in row.items() if text == _CELL_HEADER), None)
            continue
        if cell := row.get(column):
            for read in read_text(_BREAK.sub("\n", cell)):
                reads.append(read.model_copy(update={"place": f"第 {number} 行"}))
    if column is None:
        raise UnreadableDocumentError(
            f"《{path.name}》里没有“{_CELL_HEADER}”一列。",
            hint="请核对选择的格式；一题占一行、分成多列的表格，请选其他 Excel 格式。",
        )
    return reads


WENJUANXING_CELLS = Format(
    name="wenjuanxing",
    label="问卷星 Excel",
    suffix=".xlsx",
    media_type=XLSX,
    kinds=SIMPLE_KINDS,
    write=_write_cells,
    read=_read_cells,
    read_suffixes=SHEETS,
    remarks=_BARE_REMARKS,
)


# --- 企学院 -----------------------------------------------------------------------------------

_LONGEST_STEM = 2000
_LONGEST_OPTION = 500


def _qixueyuan(number: int, _entry: Entry, question: Question) -> list[str]:
    """Return a question as 企学院 and 七巧 take it."""
    if len(question.stem) > _LONGEST_STEM:
        raise CannotCarryError(f"题干有 {len(question.stem)} 个字，超过上限 {_LONGEST_STEM} 个，")
    if any(len(option) > _LONGEST_OPTION for option in question.options):
        raise CannotCarryError(f"有选项超过上限 {_LONGEST_OPTION} 个字，")
    marks = "(系统评分)" if question.kind is ItemKind.FILL_BLANK else ""
    stem = question.stem
    if question.kind is ItemKind.FILL_BLANK:
        stem = stem.replace(BLANK, "____")
    lines = [f"{number}. [{KIND_LABELS[question.kind]}]{marks}{stem}"]
    if question.kind is ItemKind.TRUE_FALSE:
        lines.append(f"答案：{''.join(question.key_texts)}")
    elif question.kind in LETTERED:
        lines += [*_lettered(question), f"答案：{';'.join(question.key)}"]
    else:
        lines.append(f"答案：{_key_line(question)}")
    return [*lines, *_explained(question, "解析：")]


def _write_qixueyuan(items: Sequence[Item]) -> Written:
    notes = Notes()
    return _text(_blocks(items, ORDINARY_KINDS, _qixueyuan, notes), notes, _BARE_REMARKS)


QIXUEYUAN = Format(
    name="qixueyuan",
    label="企学院/七巧文本",
    suffix=".txt",
    media_type=TEXT,
    kinds=ORDINARY_KINDS,
    write=_write_qixueyuan,
    read=read_circulating,
    read_suffixes=SUFFIXES,
    remarks=_BARE_REMARKS,
)


# --- 答题小程序 -------------------------------------------------------------------------------


def _mini_program(number: int, _entry: Entry, question: Question) -> list[str]:
    """Return a question as mini programs take it, which tell the kind by the answer."""
    lines = [f"{number}. {question.stem}"]
    if question.kind is ItemKind.SHORT_ANSWER:
        # An answer would make it another kind.
        told = f"{REFERENCE}{one_line(join_points(question.key))}"
        if question.rationale:
            told += f"{RATIONALE}{question.rationale}"
        bare = question.model_copy(update={"rationale": ""})
        return [*lines, f"【解析】{told}", *_explained(bare, "")]
    if question.kind is ItemKind.FILL_BLANK:
        lines.append("【答案】" + "".join(f"({text})" for text in question.key))
    elif question.kind is ItemKind.TRUE_FALSE:
        lines.append(f"【答案】{''.join(question.key_texts)}")
    else:
        lines += [*_lettered(question), f"【答案】{''.join(question.key)}"]
    return [*lines, *_explained(question, "【解析】")]


def _write_mini_program(items: Sequence[Item]) -> Written:
    notes = Notes()
    blocks = _blocks(items, ORDINARY_KINDS, _mini_program, notes, takes_variants=False)
    return _text(blocks, notes, _BARE_REMARKS)


MINI_PROGRAM = Format(
    name="mini_program",
    label="答题小程序文本",
    suffix=".txt",
    media_type=TEXT,
    kinds=ORDINARY_KINDS,
    write=_write_mini_program,
    read=read_circulating,
    read_suffixes=SUFFIXES,
    remarks=_BARE_REMARKS,
)
