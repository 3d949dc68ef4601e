"""Items leave for other programs and come from them, a module for each family of formats.

spelling · markup  ◀  keys  ◀  spreadsheets · columns · circulating  ◀  one module per family

What a file has no place for is told in `Written.notes`, item by item; what is wrong with a file
that comes in is told in `Read.flaws`, question by question.
"""

from collections.abc import Sequence

from assistant.errors import WrongUseError
from assistant.quiz.formats.anki import ANKI
from assistant.quiz.formats.base import Format, Read, Written
from assistant.quiz.formats.columns import ColumnMap, parse_map
from assistant.quiz.formats.gift import AIKEN, GIFT
from assistant.quiz.formats.lossless import LOSSLESS
from assistant.quiz.formats.moodle_xml import MOODLE_XML
from assistant.quiz.formats.platforms import (
    CHAOXING,
    EXAMPLE,
    KAHOOT,
    KAOSHIBAO,
    MOTIBANG,
    format_of,
)
from assistant.quiz.formats.qti import QTI_12, QTI_21
from assistant.quiz.formats.texts import MINI_PROGRAM, QIXUEYUAN, WENJUANXING, WENJUANXING_CELLS
from assistant.quiz.formats.word import WORD
from assistant.quiz.schema import Item

__all__ = [
    "CUSTOM",
    "EXAMPLE",
    "FORMATS",
    "ColumnMap",
    "Format",
    "Read",
    "Written",
    "find_format",
    "parse_map",
    "write_items",
]

CUSTOM = "columns"
"""The format whose columns people map themselves; `EXAMPLE` where they do not."""

FORMATS = {
    one.name: one
    for one in (
        WORD,
        WENJUANXING,
        WENJUANXING_CELLS,
        format_of(CHAOXING, "chaoxing"),
        format_of(KAOSHIBAO, "kaoshibao"),
        format_of(MOTIBANG, "motibang"),
        format_of(MOTIBANG, "motibang_xls", is_old=True),
        format_of(EXAMPLE, CUSTOM),
        QIXUEYUAN,
        MINI_PROGRAM,
        format_of(KAHOOT, "kahoot"),
        MOODLE_XML,
        GIFT,
        AIKEN,
        QTI_12,
        QTI_21,
        ANKI,
        LOSSLESS,
    )
}
"""By name, in the order in which people see them."""


def find_format(name: str, columns: ColumnMap | None = None) -> Format:
    """Return a format by its name.

    Args:
        name: As in `FORMATS`.
        columns: A person's own map, for `CUSTOM`.

    Raises:
        WrongUseError: there is no such format, or it takes no map.
    """
    found = FORMATS.get(name)
    if found is None:
        raise WrongUseError(f"没有名为“{name}”的格式。", hint=f"可用的格式：{'、'.join(FORMATS)}。")
    if columns is None:
        return found
    if name != CUSTOM:
        raise WrongUseError(
            f"“{found.label}”的列是固定的，不能另附列对应表。", hint=f"请改用格式 {CUSTOM}。"
        )
    return format_of(columns, CUSTOM)


def write_items(items: Sequence[Item], name: str, columns: ColumnMap | None = None) -> Written:
    """Write items in a format; arguments and errors as for `find_format`."""
    return find_format(name, columns).write(items)
