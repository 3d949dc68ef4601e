"""What is printed for a thing of a template, and what is noted about it."""

import re
from collections.abc import Callable
from typing import Any

from assistant.errors import WrongUseError
from assistant.exporting.wording import printable
from assistant.indicators.units import same_dimension, split_scale
from assistant.report.charts import Chart
from assistant.report.context import Field, Function, Group, Passage, Scope, Value, View
from assistant.report.journal import Gap, Note
from assistant.report.marks import without_marks
from assistant.report.schema import ItemKind, ItemState, Piece
from assistant.report.variables import Tag
from ingest.numerals import is_unit

# docxtpl begins a paragraph here.
PARAGRAPH = "\a"

_LONGEST_UNIT = 6
_SURE = frozenset({"%", "‰", "百分点", "个百分点"})
_ENDS_WORD = re.compile(r"[\s，。；、：,;:.)）】”]|$")


class Printer:
    """Shows the things of one rendering.

    Args:
        scope: What they stand on; its journal takes the notes.
        draw: Makes a picture of a chart, as markup; None while nothing is to be made.
    """

    def __init__(self, scope: Scope, draw: Callable[[Chart], Any]) -> None:
        self._journal = scope.journal
        self._draw = draw

    def show(self, thing: Any) -> Any:
        """Return what is printed: text to be escaped, or markup."""
        match thing:
            case Value():
                return self._show_value(thing)
            case Field():
                return self._show_field(thing)
            case Passage():
                self._journal.remarks += thing.prose.notes
                lines = thing.prose.paragraphs
                return PARAGRAPH.join("".join(map(self._show_piece, line)) for line in lines)
            case Chart():
                return self._show_chart(thing)
            case View():
                return self._show_words(thing.title)
            case str() | int() | float() if not isinstance(thing, bool):
                return self._show_words(str(thing))
        return self._show_gap(_no_words(thing))

    def _show_value(self, value: Value) -> str:
        gap, otherwise = value.gap, value.style.otherwise
        if gap:
            if otherwise is None or gap.state not in (ItemState.MISSING, ItemState.UNDEFINED):
                return self._show_gap(gap)
            return self._show_words(otherwise, kind=ItemKind.INDICATOR)
        try:
            text = value.text()
        except WrongUseError as error:
            wrong = value.wrong(error.message.rstrip("。"), error.hint, ItemState.WRONG_UNIT)
            return self._show_value(wrong)
        if fault := find_unit_fault(value, self._journal.tag):
            wrong = value.wrong(
                fault, "请改模板里标签后面的字，或用 | 单位(…) 换算。", ItemState.WRONG_UNIT
            )
            return self._show_value(wrong.styled(otherwise=None))
        assert value.figure
        return self._journal.mark(
            Note(
                text=text,
                tag=self._journal.tag,
                kind=ItemKind.INDICATOR,
                printed=((value.figure, text),),
                unit=value.unit,
                places=value.places(),
                remarks=value.remarks(),
            )
        )

    def _show_field(self, field: Field) -> str:
        outcome = field.outcome()
        if isinstance(outcome, Gap):
            return self._show_gap(outcome)
        lines = printable(without_marks(outcome)).split("\n")
        return PARAGRAPH.join(
            self._show_words(line.strip(), kind=ItemKind.FIELD) for line in lines if line.strip()
        )

    def _show_piece(self, piece: Piece) -> str:
        text = printable(without_marks(piece.text))
        printed = ((piece.figure, text),) if piece.figure else ()
        note = Note(
            text=text,
            tag=self._journal.tag,
            kind=ItemKind.PROSE,
            printed=printed,
            citation=piece.citation,
        )
        if piece.figure or piece.citation:
            return self._journal.mark(note)
        self._journal.tell(note)
        return text

    def _show_chart(self, chart: Chart) -> Any:
        figures = [value.figure for value in chart.values if value.figure]
        note = Note(
            text="",
            tag=self._journal.tag,
            kind=ItemKind.CHART,
            printed=tuple(zip(figures, chart.texts(), strict=True)),
        )
        picture = self._draw(chart)
        return picture + self._journal.mark(note)

    def _show_gap(self, gap: Gap) -> str:
        text = f"【待补：{printable(gap.name)}】"
        return self._journal.mark(Note(text=text, tag=self._journal.tag, kind=gap.kind, gap=gap))

    def _show_words(self, text: str, kind: ItemKind = ItemKind.UNKNOWN) -> str:
        self._journal.tell(Note(text=text, tag=self._journal.tag, kind=kind))
        return text


def find_unit_fault(value: Value, tag: Tag) -> str:
    """Return what is wrong between a number and the words around it; "" when nothing is.

    A template may print the bare number and have the unit in its own words, behind it or at the
    head of its column; that must be the unit in which the number is printed. Where the number
    comes with its unit, the words behind it must not repeat it.
    """
    unit, after = value.unit, tag.after
    if value.style.words or value.style.is_worded:
        return ""
    if value.style.has_unit:
        for repeated in (unit, split_scale(unit)[1], f"个{unit}"):
            if repeated and after.startswith(repeated):
                is_whole = _ENDS_WORD.match(after[len(repeated) :])
                if len(repeated) > 1 or is_whole:
                    return f"数字已经带单位“{unit}”，模板里后面又写了“{repeated}”"
        return ""
    if written := _unit_before(after):
        is_sure = split_scale(written)[0] or written in _SURE
        is_whole = _ENDS_WORD.match(after[len(written) :])
        if (is_sure or is_whole) and not _is_same(unit, written):
            return f"数字的单位是“{unit or '无'}”，模板里后面写的是“{written}”"
    elif tag.unit and _unit_before(tag.unit) == tag.unit and not _is_same(unit, tag.unit):
        return f"数字的单位是“{unit or '无'}”，表头写的是“{tag.unit}”"
    return ""


def _is_same(unit: str, written: str) -> bool:
    # 元/人·月 and the like may be told in words: 每人每月800元.
    scale, counted = split_scale(unit.split("/")[0])
    written_scale, written_counted = split_scale(written.split("/")[0])
    return scale == written_scale and same_dimension(counted, written_counted)


def _unit_before(text: str) -> str:
    """Return the unit that a text begins with, the longest; "" where none does."""
    for length in range(min(_LONGEST_UNIT, len(text)), 0, -1):
        start = text[:length]
        scale, counted = split_scale(start)
        if is_unit(start) or start in _SURE or (scale and is_unit(counted)):
            return start
    return ""


def _no_words(thing: Any) -> Gap:
    match thing:
        case Group():
            name, message = thing.name, f"“{thing.name}”是一组指标，请写明是哪一个"
        case Function():
            name, message = thing.name, f"“{thing.name}”要写成 {thing.example}"
        case list():
            name, message = "一串地区或年份", "一串地区或年份要用 for 逐个写出"
        case _:
            name, message = str(thing)[:20], "这里没有可以印出来的内容"
    return Gap(name, ItemKind.UNKNOWN, ItemState.SYNTAX, f"{message}。")
