"""Items as rows of a sheet, by a map that says what stands in which column.

The maps of known platforms stand in `platforms`; people write their own for others, as JSON.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from assistant.errors import WrongUseError
from assistant.quiz.describing import DIFFICULTY_NAMES, KIND_LABELS
from assistant.quiz.formats.base import CannotCarryError, Entry, Notes, Read, entries, flaw
from assistant.quiz.formats.keys import MALFORMED, Raw, read_question
from assistant.quiz.formats.spelling import (
    difficulty_of,
    explain,
    join_points,
    kind_of,
    plain,
    same_question,
)
from assistant.quiz.formats.spreadsheets import LONGEST_CELL, Row, read_rows
from assistant.quiz.schema import LETTERED, LETTERS, Difficulty, Flaw, Item, ItemKind, Question
from ingest.errors import UnreadableDocumentError
from ingest.schema import Record
from ingest.settings import LimitSettings

# A header stands among the first rows, below a title and some words of advice.
_HEADER_WITHIN = 30
_LABELS: dict[ItemKind, str] = {
    kind: label for kind, label in KIND_LABELS.items() if kind is not ItemKind.CASE
}
# "（必填）" and "(勿删)" are advice in a header.
_ADVICE = re.compile(r"\([^()]*\)|[*:]")


class Content(StrEnum):
    """What a column holds."""

    NUMBER = "number"  # 题号
    KIND = "kind"  # 题型
    STEM = "stem"  # 题干
    OPTION = "option"  # 第 place 个选项
    OPTION_COUNT = "option_count"  # 选项数
    KEY = "key"  # 第 place 个答案；0 为全部答案
    EXPLANATION = "explanation"  # 解析，依据附在其后
    TOPIC = "topic"  # 知识点
    DIFFICULTY = "difficulty"  # 难度
    PART_KIND = "part_kind"  # 案例题的小题题型
    PART_STEM = "part_stem"  # 案例题的小题题干
    CONSTANT = "constant"  # 每行都写 text


class Column(Record):
    """A column of a sheet."""

    header: str
    holds: Content
    place: int = Field(default=0, ge=0, le=26)
    text: str = ""

    names: tuple[str, ...] = ()
    """Other headers it goes by in files that come in."""


class ColumnMap(Record):
    """What stands where on a platform's sheet."""

    label: str
    """The platform's name."""

    sheet: str = "Sheet1"
    rows_before: tuple[tuple[str, ...], ...] = ()
    """Above the header."""

    columns: tuple[Column, ...]
    kinds: dict[ItemKind, str] = Field(default_factory=lambda: dict(_LABELS))
    """What each kind that it carries is called."""

    difficulties: dict[Difficulty, str] = Field(default_factory=lambda: dict(DIFFICULTY_NAMES))
    truths: tuple[str, str] = ("A", "B")
    """How a key says that a statement is true, and that it is false."""

    shows_truths: bool = True
    """The options of a statement are written out."""

    keys_are_numbers: bool = False
    """"1,3" instead of "AC"."""

    letter_separator: str = ""
    blanks_are_options: bool = False
    """What a blank accepts stands where options stand, and in the key as well."""

    blank_separator: str = "|"
    variant_separator: str = ";"
    """"" where a blank accepts one answer."""

    longest_stem: int = Field(default=LONGEST_CELL, gt=0)
    """In characters."""

    longest_option: int = Field(default=LONGEST_CELL, gt=0)
    """In characters."""

    @model_validator(mode="after")
    def _check(self) -> "ColumnMap":
        for needed in (Content.STEM, Content.KEY):
            if not self.places_of(needed):
                raise ValueError(f"缺少内容为 {needed.value} 的列")
        return self

    def places_of(self, holds: Content) -> list[int]:
        """Return the numbers of the columns that hold something, counting from 1, by `place`."""
        found = [
            (column.place, number)
            for number, column in enumerate(self.columns, start=1)
            if column.holds is holds
        ]
        return [number for _, number in sorted(found)]

    @property
    def carried(self) -> frozenset[ItemKind]:
        """The kinds it has a place for."""
        return frozenset(self.kinds)


def parse_map(text: str) -> ColumnMap:
    """Return the map a person wrote as JSON.

    Raises:
        WrongUseError: it is none; the message says what is wrong.
    """
    try:
        return ColumnMap.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise WrongUseError(
            f"列对应表不是完整的 JSON：第 {error.lineno} 行第 {error.colno} 个字附近有误。",
            hint="请从导出的示例改起，注意引号、逗号和括号成对。",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(
            f"第 {part + 1} 项" if isinstance(part, int) else f" {part} " for part in first["loc"]
        )
        told = str(first["ctx"]["error"]) if first["type"] == "value_error" else first["msg"]
        raise WrongUseError(
            f"列对应表有误：{place.strip() or '整体'}：{told}。",
            hint="每列写明 header（表头）和 holds（内容），可用的内容见示例。",
        ) from error


# --- Writing ----------------------------------------------------------------------------------


def rows_of(items: Sequence[Item], columns: ColumnMap, notes: Notes) -> Iterator[list[str]]:
    """Yield the rows of a sheet: those above the header, the header, and the items."""
    yield from (list(row) for row in columns.rows_before)
    yield [column.header for column in columns.columns]
    for entry in entries(items, columns.carried, notes):
        try:
            rows = list(_rows_of(entry, columns, notes))
        except CannotCarryError as error:
            notes.add(entry, f"{error}没有写出。")
        else:
            yield from rows


def _rows_of(entry: Entry, columns: ColumnMap, notes: Notes) -> Iterator[list[str]]:
    if entry.question.kind is not ItemKind.CASE:
        yield _checked(entry, entry.question, columns, notes)
        return
    parts = entry.question.parts if isinstance(entry.question, Item) else ()
    if not parts:
        raise CannotCarryError("案例题还没有小题，")
    for number, part in enumerate(parts):
        if part.kind not in columns.carried:
            raise CannotCarryError(f"案例题中有{KIND_LABELS[part.kind]}，这种格式没有，")
        row = _checked(entry, part, columns, notes)
        where = {holds: columns.places_of(holds) for holds in Content}
        for place in where[Content.PART_KIND]:
            row[place - 1] = columns.kinds[part.kind]
        for place in where[Content.PART_STEM]:
            row[place - 1] = part.stem
        # The situation stands once, beside the first question.
        for place in where[Content.STEM]:
            row[place - 1] = "" if number else entry.question.stem
        for place in where[Content.KIND]:
            row[place - 1] = "" if number else columns.kinds[ItemKind.CASE]
        yield row


def _checked(entry: Entry, question: Question, columns: ColumnMap, notes: Notes) -> list[str]:
    """Return the row of a question, which says just that question when it is read."""
    if columns.variant_separator == "" and any(question.variants):
        notes.add(entry, "这种格式每空只收一种答案，其他写法没有写出。")
        question = question.model_copy(update={"variants": ()})
    if not columns.places_of(Content.EXPLANATION):
        question = question.model_copy(update={"rationale": "", "evidence": ()})
    row = _row(entry, question, columns)
    if any(len(text) > LONGEST_CELL for text in row):
        raise CannotCarryError(f"有文字超过 Excel 一格 {LONGEST_CELL} 个字的上限，")
    back, _ = read_question(_raw(dict(enumerate(row, start=1)), columns))
    if back is None or not same_question(back, question):
        raise CannotCarryError("题中的文字与这种格式的分隔符号或写法冲突，会被读错，")
    return row


def _row(entry: Entry, question: Question, columns: ColumnMap) -> list[str]:
    if len(question.stem) > columns.longest_stem:
        raise CannotCarryError(
            f"题干有 {len(question.stem)} 个字，超过上限 {columns.longest_stem} 个，"
        )
    options = _options(question, columns)
    long = [text for text in options if len(text) > columns.longest_option]
    if long:
        raise CannotCarryError(
            f"选项有 {len(long[0])} 个字，超过上限 {columns.longest_option} 个，"
        )
    most = len(columns.places_of(Content.OPTION))
    if len(options) > most:
        raise CannotCarryError(f"有 {len(options)} 个选项，这种格式最多 {most} 个，")
    keys = _keys(question, columns)
    if len(keys) > len(columns.places_of(Content.KEY)):
        raise CannotCarryError(
            f"有 {len(keys)} 个空，这种格式最多 {len(columns.places_of(Content.KEY))} 个，"
        )
    texts = {
        Content.NUMBER: str(entry.number),
        Content.KIND: columns.kinds[question.kind],
        Content.STEM: question.stem,
        Content.OPTION_COUNT: str(len(options)) if options else "",
        Content.EXPLANATION: explain(question),
        Content.TOPIC: entry.item.topic,
        Content.DIFFICULTY: columns.difficulties.get(entry.item.difficulty, ""),
    }
    lists = {Content.OPTION: options, Content.KEY: keys}
    row = []
    for column in columns.columns:
        if column.holds is Content.CONSTANT:
            row.append(column.text)
        elif column.holds in lists:
            listed = lists[column.holds]
            place = max(column.place, 1) - 1
            row.append(listed[place] if place < len(listed) else "")
        else:
            row.append(texts.get(column.holds, ""))
    return row


def _options(question: Question, columns: ColumnMap) -> Sequence[str]:
    if question.kind is ItemKind.FILL_BLANK and columns.blanks_are_options:
        return _blanks(question, columns)
    if question.kind is ItemKind.TRUE_FALSE and not columns.shows_truths:
        return ()
    return question.options


def _keys(question: Question, columns: ColumnMap) -> Sequence[str]:
    """Return what stands in the columns of keys; the first has all where there is one."""
    places = columns.places_of(Content.KEY)
    if question.kind is ItemKind.TRUE_FALSE:
        return [columns.truths["AB".index(letter)] for letter in question.key]
    if question.kind in LETTERED:
        names = question.key
        if columns.keys_are_numbers:
            names = tuple(str(LETTERS.index(letter) + 1) for letter in question.key)
        return [columns.letter_separator.join(names)]
    if question.kind is ItemKind.FILL_BLANK:
        blanks = _blanks(question, columns)
        return blanks if len(places) > 1 else [columns.blank_separator.join(blanks)]
    return [join_points(question.key)]


def _blanks(question: Question, columns: ColumnMap) -> list[str]:
    variants = question.variants or ((),) * len(question.key)
    return [
        columns.variant_separator.join((text, *others))
        for text, others in zip(question.key, variants, strict=True)
    ]


# --- Reading ----------------------------------------------------------------------------------


def read_columns(path: Path, limits: LimitSettings, maps: Sequence[ColumnMap]) -> list[Read]:
    """Return the questions of a workbook that follows one of some maps.

    Raises:
        IngestError: the file cannot be read, or follows none of them.
    """
    reads: list[Read] = []
    sheets: dict[str, list[tuple[int, Row]]] = {}
    for sheet, number, row in read_rows(path, limits):
        sheets.setdefault(sheet, []).append((number, row))
    is_known = False
    for sheet, rows in sheets.items():
        found = _find_header(rows, maps)
        if found is None:
            continue
        is_known = True
        header, columns, where = found
        named = f"工作表“{sheet}”" if len(sheets) > 1 else ""
        below = [(number, row) for number, row in rows if number > header]
        reads += _read_sheet(below, columns, where, named)
    if not is_known:
        labels = "、".join(dict.fromkeys(columns.label for columns in maps))
        raise UnreadableDocumentError(
            f"《{path.name}》里没有找到{labels}的表头。",
            hint="请核对选择的格式；其他平台的表格，请用列对应表说明每列是什么。",
        )
    return reads


def _find_header(
    rows: Sequence[tuple[int, Row]], maps: Sequence[ColumnMap]
) -> tuple[int, ColumnMap, dict[int, int]] | None:
    """Return the header's row, the map that knows most of it, and its columns by the map's."""
    best: tuple[int, int, ColumnMap, dict[int, int]] | None = None
    for number, row in rows[:_HEADER_WITHIN]:
        headers = {_header(text): column for column, text in reversed(list(row.items()))}
        for columns in maps:
            where = {}
            for place, column in enumerate(columns.columns, start=1):
                names = [_header(name) for name in (column.header, *column.names)]
                known = [headers[name] for name in names if name in headers and name]
                if known:
                    where[place] = known[0]
            has_stem = columns.places_of(Content.STEM)[0] in where
            has_key = any(place in where for place in columns.places_of(Content.KEY))
            if has_stem and has_key and (best is None or len(where) > best[0]):
                best = (len(where), number, columns, where)
    return best and best[1:]


def _header(text: str) -> str:
    return _ADVICE.sub("", plain(text)).upper()


def _read_sheet(
    rows: Sequence[tuple[int, Row]], columns: ColumnMap, where: Mapping[int, int], sheet: str
) -> Iterator[Read]:
    case: tuple[str, Row, list[Question], list[Flaw]] | None = None
    for number, cells in rows:
        row = {place: cells.get(column, "") for place, column in where.items()}
        if not any(row.values()):
            continue
        place = f"{sheet}第 {number} 行"
        if _text(row, columns, Content.PART_STEM):
            if case is None or _text(row, columns, Content.STEM):
                if case is not None:
                    yield _read_case(case, columns)
                case = (place, row, [], [])
            part, flaws = read_question(_raw(_as_part(row, columns), columns))
            if part is not None:
                case[2].append(part)
            case[3].extend(flaws)
            continue
        if case is not None:
            yield _read_case(case, columns)
            case = None
        question, flaws = read_question(_raw(row, columns))
        yield Read(
            place=place,
            question=question,
            topic=_text(row, columns, Content.TOPIC),
            difficulty=_difficulty(row, columns),
            flaws=flaws,
        )
    if case is not None:
        yield _read_case(case, columns)


def _read_case(case: tuple[str, Row, list[Question], list[Flaw]], columns: ColumnMap) -> Read:
    place, row, parts, flaws = case
    situation = _text(row, columns, Content.STEM)
    if not situation:
        flaws.append(flaw(MALFORMED, "小题前没有案例的情境（大题题干）。请补上后重新导入。"))
    return Read(
        place=place,
        # Its id and library are the importer's to give.
        question=Item(id="", library="", kind=ItemKind.CASE, stem=situation, parts=tuple(parts))
        if situation
        else None,
        topic=_text(row, columns, Content.TOPIC),
        difficulty=_difficulty(row, columns),
        flaws=tuple(flaws),
    )


def _as_part(row: Row, columns: ColumnMap) -> Row:
    """Return a row of a case as if its question stood alone."""
    changed = dict(row)
    for alone, part in ((Content.KIND, Content.PART_KIND), (Content.STEM, Content.PART_STEM)):
        for place in columns.places_of(alone):
            changed[place] = _text(row, columns, part)
    return changed


def _raw(row: Row, columns: ColumnMap) -> Raw:
    label = _text(row, columns, Content.KIND)
    by_label = {plain(name): kind for kind, name in columns.kinds.items()}
    kind = by_label.get(plain(label)) or kind_of(label)
    options = [row.get(place, "") for place in columns.places_of(Content.OPTION)]
    while options and not options[-1]:
        options.pop()
    keys = [row.get(place, "") for place in columns.places_of(Content.KEY)]
    raw = Raw(
        stem=_text(row, columns, Content.STEM),
        kind=kind,
        options=options,
        key=keys[0],
        explanation=_text(row, columns, Content.EXPLANATION),
        blank_separator=columns.blank_separator,
        variant_separator=columns.variant_separator,
    )
    if label and kind is None:
        raw.flaws.append(flaw(MALFORMED, f"不认识题型“{label}”，按选项和答案推断。请核对题型。"))
    if kind is ItemKind.FILL_BLANK:
        listed = options if columns.blanks_are_options else keys if len(keys) > 1 else []
        apart = columns.variant_separator
        if any(listed):
            raw.blanks = [
                tuple(part.strip() for part in text.split(apart)) if apart else (text,)
                for text in listed
                if text
            ]
    if kind is ItemKind.TRUE_FALSE and plain(keys[0]) in map(plain, columns.truths):
        raw.options, raw.key = (), "AB"[[*map(plain, columns.truths)].index(plain(keys[0]))]
    return raw


def _text(row: Row, columns: ColumnMap, holds: Content) -> str:
    return next((row[place] for place in columns.places_of(holds) if row.get(place)), "")


def _difficulty(row: Row, columns: ColumnMap) -> Difficulty | None:
    label = _text(row, columns, Content.DIFFICULTY)
    by_label = {plain(name): difficulty for difficulty, name in columns.difficulties.items()}
    return by_label.get(plain(label)) or difficulty_of(label)
