"""Write numbers in Chinese: 三万二千, and 叁万贰仟元整 for sums of money."""

from decimal import Decimal

from assistant.errors import WrongUseError
from assistant.indicators.rounding import attach_unit, printed_value, round_decimal
from assistant.indicators.schema import Figure, Rounding
from ingest.numerals import format_number

_DIGITS = "零一二三四五六七八九"
_SCALES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿")
_LONGEST = 12  # digits before the point: up to 千亿
# 正式票据用字: 中国人民银行《支付结算办法》附件一.
_FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


def spell_number(value: Decimal) -> str:
    """Return a number in Chinese as it is read aloud.

    >>> spell_number(Decimal("32000"))
    '三万二千'
    >>> spell_number(Decimal("-10.5"))
    '负十点五'

    Raises:
        WrongUseError: it has more than 12 digits before its point.
    """
    whole, _, decimals = format_number(abs(value)).partition(".")
    spelled = _spell_whole(int(whole))
    # 十五 at the beginning, 一百一十五 within.
    spelled = spelled[1:] if spelled.startswith("一十") else spelled
    if decimals:
        spelled += "点" + "".join(_DIGITS[int(digit)] for digit in decimals)
    return f"负{spelled}" if value < 0 else spelled


def spell_figure(
    figure: Figure,
    *,
    decimals: int | None = None,
    unit: str | None = None,
    rounding: Rounding = Rounding.HALF_UP,
) -> str:
    """Return a figure as `print_figure` prints it, its number in Chinese: "三万二千元".

    Raises:
        UnitError: the figure has no value in `unit`.
        WrongUseError: it has more than 12 digits before its point.
    """
    value = printed_value(figure, decimals=decimals, unit=unit, rounding=rounding)
    return attach_unit(spell_number(value), figure.unit if unit is None else unit, figure.qualifier)


def spell_amount(yuan: Decimal) -> str:
    """Return a sum of money in the formal characters of bills, to the 分.

    >>> spell_amount(Decimal("32000"))
    '人民币叁万贰仟元整'
    >>> spell_amount(Decimal("1409.50"))
    '人民币壹仟肆佰零玖元伍角整'

    Raises:
        WrongUseError: it has more than 12 digits before its point.

    References:
        中国人民银行《支付结算办法》附件一“正确填写票据和结算凭证的基本规定”.
    """
    cents = int(abs(round_decimal(yuan, 2, Rounding.HALF_UP)) * 100)
    whole, (tenths, hundredths) = cents // 100, divmod(cents % 100, 10)
    spelled = f"{_spell_whole(whole)}元" if whole or not cents else ""
    if tenths:
        spelled += f"{_DIGITS[tenths]}角"
    elif whole and hundredths:
        spelled += "零"
    spelled += f"{_DIGITS[hundredths]}分" if hundredths else "整"
    return f"人民币{'负' if yuan < 0 and cents else ''}{spelled.translate(_FORMAL)}"


def _spell_whole(number: int) -> str:
    """Spell an integer in groups of four digits, 零 where a group or its front is empty."""
    if not number:
        return _DIGITS[0]
    if number >= 10**_LONGEST:
        raise WrongUseError(
            f"数字太大，写不成中文数字：{number}。",
            hint="请换用较大的单位，例如用“亿元”代替“元”。",
        )
    spelled = ""
    for power in range(len(_MYRIADS) - 1, -1, -1):
        group = number // 10 ** (4 * power) % 10**4
        if not group:
            continue
        # 零 stands for the digits left out before a group: 三亿零五万, 三万零五十.
        skipped = spelled and (group < 1000 or not number // 10 ** (4 * power + 4) % 10**4)
        spelled += ("零" if skipped else "") + _spell_group(group) + _MYRIADS[power]
    return spelled


def _spell_group(group: int) -> str:
    spelled = ""
    for power in range(3, -1, -1):
        digit = group // 10**power % 10
        if digit:
            spelled += _DIGITS[digit] + _SCALES[power]
        elif spelled and group % 10**power and not spelled.endswith("零"):
            spelled += "零"
    return spelled
