"""The number of a cell: stored as one, or written as text."""

from decimal import Decimal
from typing import NamedTuple

from assistant.indicators.importing.grids import CellValue, Fault
from assistant.indicators.importing.labels import tidy
from assistant.indicators.importing.refusing import LONGEST_TEXT, Refused
from assistant.indicators.importing.schema import RefusalCode
from assistant.indicators.importing.tables import read_number
from ingest.numerals import QuantityKind, quantities

# Beyond these no figure of a county lies; an exponent in a .csv would fill memory with zeros.
LARGEST, SMALLEST = 15, -12

_FAULTS = {
    Fault.NO_RESULT: (
        "公式没有保存计算结果",
        "请用 Excel 或 WPS 打开文件，保存一次后重新导入。",
    ),
    Fault.CIRCLE: (
        "公式循环引用，算不出结果",
        "请在 Excel 中用“公式—错误检查—循环引用”找到并改正，或粘贴为数值。",
    ),
    Fault.ERROR: ("公式出错", "请改正公式，或填写数值。"),
    Fault.DATE: ("单元格里是日期，不是数", "请改成数值，或检查单元格格式。"),
    Fault.LOGICAL: ("单元格里是真假值，不是数", "请改成数值。"),
}
_NO_NUMBERS = frozenset({Fault.DATE, Fault.LOGICAL})


class CellNumber(NamedTuple):
    """A number as a cell has it."""

    value: Decimal
    is_percent: bool = False
    unit: str = ""
    """Written behind it in its cell."""

    qualifier: str = ""
    decimals: int | None = None
    """Places shown, where there are more."""


def read_cell(text: str, value: CellValue, place: str) -> CellNumber:
    """Return the number of a cell.

    Args:
        text: What it shows.
        value: What it holds besides.
        place: Its name.

    Raises:
        Refused: it holds none, or one that no county has.
    """
    if value.fault is not None:
        code = RefusalCode.TEXT if value.fault in _NO_NUMBERS else RefusalCode.FORMULA
        raise Refused(place, code, *_FAULTS[value.fault])
    number = _parse(text, value)
    if number is None:
        raise Refused(
            place,
            RefusalCode.TEXT,
            "应该是数，却是文字",
            "请填写数值；暂时没有数的请留空或填“—”。",
        )
    if number.value and not SMALLEST <= number.value.adjusted() <= LARGEST:
        raise Refused(
            place,
            RefusalCode.RANGE,
            "数太大或太小，不像是填报的数",
            "请核对小数点和单位后重新导入。",
        )
    return number


def _parse(text: str, value: CellValue) -> CellNumber | None:
    if value.number is not None:
        return CellNumber(
            value.number, value.is_percent, decimals=_shown_places(text, value.number)
        )
    number = read_number(text)
    if number is not None:
        return CellNumber(number, is_percent=tidy(text).endswith("%"))
    if len(text) > LONGEST_TEXT:
        return None
    plain = tidy(text)
    found = quantities(plain)
    if len(found) != 1 or found[0].kind not in (QuantityKind.AMOUNT, QuantityKind.PERCENT):
        return None
    (one,) = found
    rest = plain.replace(one.text, "", 1)
    for word in one.qualifier.split("、"):
        rest = rest.replace(word, "", 1)
    if rest.strip("()（）"):
        return None
    is_percent = one.kind is QuantityKind.PERCENT
    return CellNumber(one.value, is_percent, unit=one.unit, qualifier=one.qualifier)


def _shown_places(text: str, number: Decimal) -> int | None:
    exponent = number.as_tuple().exponent
    stored = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if not stored:
        return None
    _, _, fraction = tidy(text).rstrip("%").partition(".")
    shown = len(fraction) if fraction.isdigit() or not fraction else stored
    return shown if shown < stored else None
