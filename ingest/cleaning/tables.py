"""Give table rows their headers: titles, header lines, continued tables, drifting columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.cleaning.lines import (
    CAPTION,
    NUMBERED,
    SENTENCE_END,
    SOURCE,
    TITLE_LENGTH,
    Line,
)
from ingest.cleaning.mapping import MappedText
from ingest.schema import BlockKind

CONTINUED = re.compile(
    r"[（(]?\s*(?:续\s*表|接上表|续上表)\s*[\d一二三四五六七八九十\-—–.．]*\s*[）)]?|表.{0,40}[（(]续[）)]"
)
IN_BRACKETS = re.compile(r"[（(【\[].*[）)】\]]")
UNIT_LINE = re.compile(r"[（(]?\s*(?:计量)?单位\s*[:：]\s*\S.{0,20}")
NUMBER = re.compile(
    r"[\[（(]?[≥≤><＞＜+\-－−约近]*\s*\d[\d.,，:：/\s]*(?:[%‰％]|[^\W\d]{0,3}|[^\W\d]?[(（].{1,4}[)）])[\])）]?"
    r"(?:\s*[\[（(][\d.,]+[\])）])?"
)
YEAR = re.compile(r"(?:19|20)\d{2}\s*(?:年.{0,8})?|\d{1,2}\s*[月季].{0,4}")
BLANK_VALUES = frozenset({"", "—", "-", "－", "——", "/", "无", "…"})
UNIT = re.compile(
    r"[%‰％℃]|[十百千万亿]*(?:元|吨|亩|公顷|户|人|人次|个|家|所|套|辆|座|头|只|羽|株|台|件|处|条|公里|千米|米|平方米"
    r"|平方公里|立方米|千瓦|千瓦时|公斤|斤|岁|年|天|次|人\s*次|张|名|篇|期|场)(?:/\S+)?|百分点"
)
UNIT_HEADER = re.compile(r"(?:计量)?单\s*位")
TYPICAL_HEADER = re.compile(
    r"序\s*号|编\s*号|名\s*称|项\s*目|指\s*标|地\s*区|类\s*别|类\s*型|内\s*容|年\s*份|时\s*间|姓\s*名|单\s*位|乡\s*镇|县.{0,3}"
)
LONGEST_HEADER = 40
# How many lines above a continued table its unit may stand.
CAPTION_REACH = 6
MOSTLY = 0.7


@dataclass(slots=True)
class Table:
    """A table ready to be written."""

    titles: list[MappedText] = field(default_factory=list)
    """Rows above the header that hold one cell: titles and units."""

    headers: list[list[MappedText]] = field(default_factory=list)
    """Header lines as they read."""

    rows: list["Row"] = field(default_factory=list)
    notes: list[MappedText] = field(default_factory=list)
    """Remarks in the last rows."""


@dataclass(slots=True)
class Row:
    """A data row: its cells, a header for each, and the group it stands in."""

    cells: list[MappedText]
    headers: list[str]
    group: str = ""


# --- Lines with tabs become tables ----------------------------------------------------------


def gather_tables(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Turn lines with tabs into tables, and join the parts of tables that pages divide.

    Returns:
        The lines with tables in place, and how many were left out: "(续表)" and repeated headers.
    """
    result: list[Line] = []
    dropped = 0
    waiting: list[Line] = []  # what stands between a table and its continuation
    is_continued = False
    for line in (part for run in _tabbed_runs(lines) for part in run):
        table = next((kept for kept in reversed(result) if kept not in waiting), None)
        has_table = table is not None and table.kind is BlockKind.TABLE
        if has_table and line.kind is BlockKind.FOOTNOTE:
            waiting.append(line)
            result.append(line)
        elif has_table and CONTINUED.fullmatch(line.text.text) and line.kind is not BlockKind.TABLE:
            is_continued = True
            dropped += 1
        elif is_continued and UNIT_LINE.fullmatch(line.text.text):
            is_repeated = any(line.text.text == kept.text.text for kept in result[-CAPTION_REACH:])
            dropped += is_repeated
            if not is_repeated:
                waiting.append(line)
                result.append(line)
        elif (
            table is not None
            and has_table
            and line.kind is BlockKind.TABLE
            and (is_continued or _continues(table, line))
        ):
            repeated = _repeated_header(table, line)
            dropped += repeated
            table.rows += line.rows[repeated:]
            is_continued = False
        else:
            waiting, is_continued = [], False
            result.append(line)
    return result, dropped


def _tabbed_runs(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines, those with tabs that stand together replaced by a table each."""
    runs: list[list[Line]] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and _is_tabbed(lines[end]):
            end += 1
        if end - index > 1 or (end > index and lines[index].text.text.count("\t") > 1):
            first = lines[index]
            table = Line(BlockKind.TABLE, first.text.slice(0, 0), is_tabbed=True)
            table.rows = [
                [cell.strip() for cell in line.text.split("\t")] for line in lines[index:end]
            ]
            runs.append([table])
        elif end == index:
            runs.append([lines[index]])
            end += 1
        else:
            runs.append(list(lines[index:end]))
        index = max(end, index + 1)
    return runs


def _is_tabbed(line: Line) -> bool:
    return line.kind is BlockKind.PARAGRAPH and "\t" in line.text.text


def _continues(table: Line, part: Line) -> bool:
    """Whether a table goes on in another one that only footnotes or blank lines keep apart."""
    if _repeated_header(table, part):
        return True
    if not (table.is_tabbed and part.is_tabbed):
        pages = (table.rows[-1][-1].runs[0].place.page, part.place.page)
        return (
            None not in pages
            and pages[0] != pages[1]
            and len(table.rows[-1]) == len(part.rows[0])
            and not _is_header(part.rows[0])
        )
    return not part.rows[0][0].text or not _is_header(part.rows[0])


def _repeated_header(table: Line, part: Line) -> int:
    """How many rows at the beginning of a part repeat the table's header."""
    header = _header_start(table.rows)
    for start in range(header + 1):
        count = 0
        while (
            count < len(part.rows)
            and start + count < len(table.rows)
            and _shape(part.rows[count]) == _shape(table.rows[start + count])
        ):
            count += 1
        if count:
            return count
    return 0


def _shape(row: Sequence[MappedText]) -> list[str]:
    return [re.sub(r"\s+", "", cell.text) for cell in row]


# --- What the rows are ----------------------------------------------------------------------


def read_table(line: Line) -> Table:
    """Return a table with titles, headers, data rows and remarks told apart.

    Columns that do not fit the header get empty headers: none is better than a wrong one.

    Args:
        line: A table; its cells are clean.
    """
    rows = line.rows
    table = Table()
    start = _header_start(rows)
    table.titles = [_filled(row)[0] for row in rows[:start]]
    end = start + _header_count(rows[start:], line)
    table.headers = rows[start:end]
    data = rows[end:]
    while data and len(_filled(data[-1])) == 1 and SOURCE.match(_filled(data[-1])[0].text):
        table.notes.insert(0, _filled(data.pop())[0])
    headers = _header_texts(table.headers)
    kinds = _column_kinds(data, len(headers))
    unit = _unit_column(data, headers)
    above: list[MappedText] = []
    group = ""
    for row in data:
        if _is_group(row):
            group = row[0].text.rstrip("：:")
            table.rows.append(Row([_filled(row)[0]], [headers[0] if headers else ""]))
            above = []
            continue
        # Where the number of columns changes, the cells above are those of other columns.
        is_merged = line.is_tabbed and len(row) == len(above)
        above = _filled_down(row, above) if is_merged else list(row)
        cells, fitting = _fit(above, headers, kinds, unit=unit)
        table.rows.append(Row(cells, fitting, group))
    return table


def _filled(row: Sequence[MappedText]) -> list[MappedText]:
    """The cells of a row that hold something, one for each merged cell."""
    return list({id(cell): cell for cell in row if cell.text}.values())


def _header_start(rows: Sequence[Sequence[MappedText]]) -> int:
    """How many rows at the top hold one cell only: titles and units."""
    start = 0
    while start < len(rows) - 1 and len(rows[start]) > 1 and len(_filled(rows[start])) == 1:
        if len(_filled(rows[start + 1])) == 1 and start > 1:
            break
        start += 1
    return start


def _header_count(rows: Sequence[Sequence[MappedText]], line: Line) -> int:
    """How many rows are header lines."""
    if line.header_rows:
        return max(1, line.header_rows - (len(line.rows) - len(rows)))
    if len(rows) < 2 or not _is_header(rows[0]):
        return 0
    if len(rows[0]) == 2 and not _is_pair_header(rows):
        return 0
    if line.is_tabbed:
        # A second line below merged cells: "2019年⇥⇥2020年⇥" over "⇥户数⇥人数⇥户数⇥人数".
        gaps = sum(not cell.text for cell in rows[0][1:-1])
        is_second = gaps and not rows[1][0].text and _is_header(rows[1]) and len(rows) > 2
        is_second = is_second and not any(NUMBER.fullmatch(c.text) for c in rows[1])
        return 2 if is_second else 1
    # A cell merged over columns has its parts below; one merged over rows reaches down to them.
    count = 1
    while count < len(rows) - 1 and count < 4 and _is_header(rows[count]):
        merged_across = len(_filled(rows[count - 1])) < len([c for c in rows[count - 1] if c.text])
        shared = any(a is b and a.text for a, b in zip(rows[count - 1], rows[count], strict=False))
        if not (merged_across or shared):
            break
        count += 1
    return count


def _is_header(row: Sequence[MappedText]) -> bool:
    """Whether a row may be a header: short words or years, no figures."""
    texts = [cell.text for cell in row if cell.text]
    years = sum(bool(YEAR.fullmatch(text)) for text in texts)
    if not texts or (years == len(texts) and row[0].text):
        return False
    return all(
        len(text) <= LONGEST_HEADER
        and not text.endswith(("。", "；"))
        and (YEAR.fullmatch(text) or not NUMBER.fullmatch(text))
        for text in texts
    )


def _is_pair_header(rows: Sequence[Sequence[MappedText]]) -> bool:
    """Whether the first row of a table of two columns is a header, and not a name and a value."""
    first = [cell.text for cell in rows[0]]
    values = [row[1].text for row in rows[1:] if len(row) > 1]
    numbers = sum(bool(NUMBER.fullmatch(value)) for value in values)
    return bool(TYPICAL_HEADER.fullmatch(first[0])) or numbers >= MOSTLY * max(1, len(values))


def _header_texts(headers: Sequence[Sequence[MappedText]]) -> list[str]:
    """One header per column, the levels joined by "/"."""
    width = max((len(row) for row in headers), default=0)
    levels: list[list[str]] = []
    for number, row in enumerate(headers):
        texts = [cell.text for cell in row] + [""] * (width - len(row))
        if number < len(headers) - 1:
            for column in range(1, width):
                texts[column] = texts[column] or texts[column - 1]
        levels.append(texts)
    return [
        "/".join(dict.fromkeys(level[column] for level in levels if level[column]))
        for column in range(width)
    ]


def _is_group(row: Sequence[MappedText]) -> bool:
    """Whether a row holds nothing but the name of the rows below it."""
    return len(row) > 2 and bool(row[0].text) and len(_filled(row)) == 1


def _filled_down(row: Sequence[MappedText], above: Sequence[MappedText]) -> list[MappedText]:
    """A row whose empty cells at the left repeat those above: they were merged."""
    cells = list(row)
    for column, cell in enumerate(cells):
        if cell.text or column >= len(above) or not any(c.text for c in cells[column + 1 :]):
            break
        cells[column] = above[column]
    return cells


# --- Which header belongs to which cell ------------------------------------------------------


def _column_kinds(rows: Sequence[Sequence[MappedText]], width: int) -> list[str]:
    """What columns hold: "number", "text" or "", by the rows that are as long as the header."""
    kinds: list[str] = []
    fitting = [row for row in rows if len(_trimmed(row, width)) == width and not _is_group(row)]
    for column in range(width):
        values = [row[column].text for row in fitting if row[column].text not in BLANK_VALUES]
        numbers = sum(bool(NUMBER.fullmatch(value)) for value in values)
        if len(values) >= 2 and numbers >= MOSTLY * len(values):
            kinds.append("number")
        elif len(values) >= 2 and numbers <= (1 - MOSTLY) * len(values):
            kinds.append("text")
        else:
            kinds.append("")
    return kinds


def _trimmed(row: Sequence[MappedText], width: int) -> list[MappedText]:
    """A row without the empty cells that trailing tabs leave behind its last column."""
    cells = list(row)
    while len(cells) > width and not cells[-1].text:
        cells.pop()
    return cells


def _unit_column(rows: Sequence[Sequence[MappedText]], headers: Sequence[str]) -> int | None:
    """The column of units, which shows how far the columns of a row have drifted.

    Where "单位" means the offices themselves, no row has a unit.
    """
    column = next((i for i, header in enumerate(headers) if UNIT_HEADER.fullmatch(header)), None)
    with_unit = sum(len(_units(row)) == 1 for row in rows)
    return column if with_unit > len(rows) / 2 else None


def _units(row: Sequence[MappedText]) -> list[int]:
    """The columns of a row that hold a unit."""
    return [
        column
        for column, cell in enumerate(row)
        if column and UNIT.fullmatch(re.sub(r"\s", "", cell.text))
    ]


def _fit(
    row: Sequence[MappedText],
    headers: Sequence[str],
    kinds: Sequence[str],
    *,
    unit: int | None,
) -> tuple[list[MappedText], list[str]]:
    """Return a row's cells and a header for each, empty where it cannot be told."""
    width = len(headers)
    cells = _trimmed(row, width)
    if not width:
        return cells, [""] * len(cells)
    if len(cells) < width:
        empty = cells[-1].slice(len(cells[-1].text), len(cells[-1].text))
        cells += [empty] * (width - len(cells))
    shift = _shift(cells, width, unit=unit)
    if shift is not None and shift + width == len(cells) and _is_plausible(cells[shift:], kinds):
        return cells, [""] * shift + list(headers)
    known = [""] * len(cells)
    if unit is not None and shift is not None:
        # The columns up to the unit are certain, those behind it are not.
        known[shift : shift + unit + 1] = headers[: unit + 1]
    return cells, known


def _shift(cells: Sequence[MappedText], width: int, *, unit: int | None) -> int | None:
    """How many columns a row has before the first one of the header; None where unknown."""
    if unit is None or not cells[unit].text:
        return 0 if len(cells) == width else None
    units = [column for column in _units(cells) if column >= unit]
    return units[0] - unit if len(units) == 1 else None


def _is_plausible(cells: Sequence[MappedText], kinds: Sequence[str]) -> bool:
    """Whether words stand where words are expected and figures where figures are."""
    wrong = sum(
        cell.text not in BLANK_VALUES
        and kind != ""
        and bool(NUMBER.fullmatch(cell.text)) != (kind == "number")
        for cell, kind in zip(cells, kinds, strict=True)
    )
    return wrong <= 1


# --- Titles above a table --------------------------------------------------------------------


def caption_of(before: Sequence[Line]) -> str:
    """Return the title and unit that stand right above a table; empty where there is none.

    Args:
        before: The lines above the table, the nearest last.
    """
    title = unit = ""
    for line in reversed(before[-2:]):
        text = line.text.text
        if line.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or len(text) > TITLE_LENGTH:
            break
        if UNIT_LINE.fullmatch(text) and not unit and not title:
            unit = text
            continue
        is_title = CAPTION.match(text) or not (
            text[-1] in SENTENCE_END
            or IN_BRACKETS.fullmatch(text)
            or NUMBERED.match(text)
            or "，" in text
            or SOURCE.match(text)
        )
        if is_title:
            title = text
        break
    if not unit:
        return title
    unit = unit if unit[0] in "（(" else f"（{unit}）"
    return title + unit
