"""Write numbers as lists and superscripts show them."""

CHINESE_DIGITS = "〇一二三四五六七八九"
CHINESE_UNITS = ("", "十", "百", "千")
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
LEGAL_UNITS = ("", "拾", "佰", "仟")
HEAVENLY_STEMS = "甲乙丙丁戊己庚辛壬癸"
EARTHLY_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN_VALUES = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def chinese_number(value: int) -> str:
    """Return a number from 1 to 9999 in Chinese counting numerals; others in digits.

    >>> chinese_number(12), chinese_number(105), chinese_number(110)
    ('十二', '一百零五', '一百一十')
    """
    counted = _count(value, "零" + CHINESE_DIGITS[1:], CHINESE_UNITS)
    return counted[1:] if counted.startswith("一十") else counted


def legal_number(value: int) -> str:
    """Return a number from 1 to 9999 in 大写 numerals; others in digits.

    >>> legal_number(12)
    '壹拾贰'
    """
    return _count(value, LEGAL_DIGITS, LEGAL_UNITS)


def _count(value: int, digits: str, units: tuple[str, ...]) -> str:
    if not 0 < value < 10_000:
        return str(value)
    parts: list[str] = []
    for power, digit in enumerate(reversed(str(value))):
        if digit != "0":
            parts.append(digits[int(digit)] + units[power])
        elif parts and parts[-1] != digits[0]:
            parts.append(digits[0])
    return "".join(reversed(parts))


def chinese_digits(value: int) -> str:
    """Return a number digit by digit.

    >>> chinese_digits(2023)
    '二〇二三'
    """
    return "".join(CHINESE_DIGITS[int(digit)] for digit in str(value))


def roman_number(value: int) -> str:
    """Return a number from 1 to 3999 in Roman numerals; others in digits.

    >>> roman_number(14)
    'XIV'
    """
    if not 0 < value < 4000:
        return str(value)
    written = ""
    for worth, sign in ROMAN_VALUES:
        count, value = divmod(value, worth)
        written += sign * count
    return written


def letter_number(value: int) -> str:
    """Return a number from 1 as Word letters its lists: A to Z, then AA, BB….

    >>> letter_number(3), letter_number(28)
    ('C', 'BB')
    """
    if value < 1:
        return str(value)
    repeats, letter = divmod(value - 1, 26)
    return chr(ord("A") + letter) * (repeats + 1)


def circled_number(value: int) -> str:
    """Return a number from 1 to 20 in a circle; others in digits.

    >>> circled_number(3)
    '③'
    """
    return chr(ord("①") + value - 1) if 0 < value <= 20 else str(value)


def superscript(text: str) -> str:
    """Return raised figures as such, so that 10⁴ does not become 104; other text unchanged.

    >>> superscript("2"), superscript("[1]")
    ('²', '[1]')
    """
    raised = text.translate(SUPERSCRIPTS)
    is_figure = bool(text) and all(a != b for a, b in zip(text, raised, strict=True))
    return raised if is_figure else text
