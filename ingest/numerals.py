"""Every figure of a Chinese text, with its value: 三万, 30000, 3万元, 百分之五, 1:3, 2013年11月3日.

One compiled expression finds the candidates; what the expression cannot know (whether 十八 in
十八洞村 counts anything, what 5 means in 5—10万元) is decided afterwards, left to right.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from ingest.schema import Record


class QuantityKind(StrEnum):
    """What a figure says."""

    AMOUNT = "amount"
    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    RATIO = "ratio"
    DATE = "date"
    ORDINAL = "ordinal"


class Quantity(Record):
    """A figure as it stands in a text, and its value."""

    value: Decimal
    """The value with 万 and 亿 multiplied in; 5 for 5% and for 5个百分点; 0.5 for 5‰; for a ratio
    its first part divided by its second; for a date year×10000 + month×100 + day, with 0 for each
    part that is not stated."""

    unit: str
    """The unit in its usual form, e.g. "公里" for 千米; "" where none follows. For a ratio its
    parts, "1:3" or, for a share, "1/3". For an ordinal what is counted: 届, 次, 条."""

    kind: QuantityKind

    qualifier: str = ""
    """余, 多, 约, 近, 以上, 以下, 左右, 不低于, 不超过, 至少…; several are joined by "、"."""

    start: int
    """Offset of the figure's first character, in code points."""

    end: int
    """Offset just past its unit; a qualifier before or after it stands outside."""

    text: str
    """The figure as it stands, unit included."""


# --- Chinese numerals -------------------------------------------------------------------------

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2}
_TENS = {"廿": 20, "卅": 30}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_DIGIT_CHARACTERS = "〇○零一二两三四五六七八九"
_NUMERAL_CHARACTERS = _DIGIT_CHARACTERS + "十百千万亿廿卅"


def parse_chinese_number(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral, or None where it is not a well-formed one.

    Both spellings are read: with scales (二百五十六, 两万五, 一点二亿) and by digits (二〇二三).

    >>> parse_chinese_number("一百二十三点五")
    Decimal('123.5')
    >>> parse_chinese_number("十三五") is None
    True
    """
    if "点" in text:
        return _parse_with_point(text)
    if not text or any(c not in _NUMERAL_CHARACTERS for c in text):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return Decimal("".join(str(_DIGITS[c]) for c in text))
    value = _parse_scaled(text)
    return None if value is None else Decimal(value)


def _parse_with_point(text: str) -> Decimal | None:
    whole_text, _, rest = text.partition("点")
    decimals = rest.rstrip("万亿")
    whole = parse_chinese_number(whole_text)
    if whole is None or not decimals or any(c not in _DIGITS for c in decimals):
        return None
    value = Decimal(f"{whole}." + "".join(str(_DIGITS[c]) for c in decimals))
    for scale in rest[len(decimals) :]:
        value *= _MYRIADS[scale]
    return value


def _parse_scaled(text: str) -> int | None:
    """Read a numeral with scales; a lone last digit counts in tenths of the scale before it."""
    total, group, digit = 0, 0, -1
    last_scale = 0  # of the character before, 0 after a digit or 零
    ceiling = 10**4  # scales within a group must fall
    for position, character in enumerate(text):
        if character in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[character]
            last_scale = last_scale if digit else 0
        elif character in _TENS:
            if digit > 0 or ceiling <= 10:
                return None
            group, digit, ceiling, last_scale = group + _TENS[character], -1, 10, 10
        elif character in _SCALES:
            scale = _SCALES[character]
            if scale >= ceiling or (digit <= 0 and scale != 10 and position > 0):
                return None
            group += scale * (digit if digit > 0 else 1)
            digit, ceiling, last_scale = -1, scale, scale
        else:
            scale = _MYRIADS[character]
            group += max(digit, 0)
            # 百万 and 万亿 stand without a digit before them, 三万 and 一亿 with one.
            if group == 0:
                group = 1 if position == 0 else 0
            if total and total < scale:
                total, group = (total + group) * scale, 0
            else:
                total, group = total + group * scale, 0
            digit, ceiling, last_scale = -1, 10**4, scale
    if digit > 0:
        # 两万五 is 25000 and 三百五 is 350, but 二十五 is 25 and 三百零五 is 305.
        shorthand = last_scale >= 100 and text[-2] in "百千万亿"
        group += digit * last_scale // 10 if shorthand else digit
    return total + group


# --- Units ------------------------------------------------------------------------------------

# Spellings of one unit; the first is the form we use.
_SPELLINGS = (
    "元 块钱 圆 人民币 元人民币",
    "公里 千米 km KM",
    "米 m",
    "厘米 公分 cm CM",
    "毫米 mm MM",
    "平方公里 平方千米 km2 km² 平方KM",
    "平方米 ㎡ m2 m² M2 平米 平方",
    "立方米 m3 m³ 立方",
    "公顷 hm2 hm²",
    "公斤 千克 kg KG",
    "克 g",
    "吨 t",
    "千瓦时 度电 kWh",
    "千瓦 kW KW",
    "兆瓦 MW",
    "兆瓦时 MWh",
    "度 ℃ 摄氏度 °C °",
    "兆 M",
    "小时 个小时 h",
    "分钟 min",
    "月 个月",
    "工作日 个工作日",
    "年 周年 个年头",
    "星期 个星期 周",
    "天 日",
    "岁 周岁",
    "人次 人·次",
    "户次",
    "美元",
    "港元",
    "欧元",
)
_PLAIN_UNITS = (
    "个 户 人 名 位 家 亩 亩次 斤 头 只 匹 峰 羽 条 座 所 项 种 类 处 套 件 次 场 场次 台 "
    "辆 架 艘 支 批 本 册 篇 幅 份 期 届 轮 级 层 间 栋 幢 孔 眼 口 根 株 棵 粒 枚 张 块 "
    "片 段 倍 番 分 秒 米/秒 毫克 毫升 升 微克 海里 里 尺 寸 顷 村 乡 镇 县 区 市 州 省 "
    "国 师 团 连 代 辈 字 页 卷 兆帕 伏 千伏 伏安 千伏安 瓦 床 床位 站 组 队 班 门 对 双 "
    "副 把 例 桌 批次 件次 袋 箱 盒 瓶 桶 车 趟 遍 大 章 节 款 编 号 季度 世纪 年级 标段 学时 课时"
)
_CANONICAL = {spelling: line.split()[0] for line in _SPELLINGS for spelling in line.split()} | {
    unit: unit for unit in _PLAIN_UNITS.split()
}

# What one of the unit is in the other: compared after conversion, never written converted.
_CONVERSIONS = {
    "公里": ("米", Decimal(1000)),
    "厘米": ("米", Decimal("0.01")),
    "毫米": ("米", Decimal("0.001")),
    "平方公里": ("平方米", Decimal(10**6)),
    "公顷": ("平方米", Decimal(10**4)),
    "吨": ("公斤", Decimal(1000)),
    "克": ("公斤", Decimal("0.001")),
    "斤": ("公斤", Decimal("0.5")),
    "兆瓦": ("千瓦", Decimal(1000)),
    "瓦": ("千瓦", Decimal("0.001")),
}

_PERSON_UNITS = frozenset("人名位口")
# 个 may stand for each of these: 5家企业, 5个企业.
_CLASSIFIERS = frozenset(
    "个名位家座所项种类处条套件支批场台份期间栋级站村乡镇县区市省州组队班块片张部只头口眼孔轮团师"
)
# 一个 is mostly an article, not a count.
_ARTICLE_UNITS = frozenset("个种项条次批件家套级类代片份张把场期大段处轮")


def normalize_unit(unit: str) -> str:
    """Return the usual form of a unit: "公里" for "千米"; unknown units come back unchanged."""
    return _CANONICAL.get(unit, unit)


def is_unit(text: str) -> bool:
    """Return whether a text is a unit that is known here, in any of its spellings."""
    return text in _CANONICAL


def is_counter(unit: str) -> bool:
    """Return whether a unit counts things that are named behind it: 5家企业, 3户家庭.

    >>> is_counter("名"), is_counter("公里")
    (True, False)
    """
    usual = normalize_unit(unit)
    return usual in _CLASSIFIERS or usual in _PERSON_UNITS or usual == "户"


def same_unit(first: str, second: str) -> bool:
    """Return whether two units may count the same thing; a missing unit goes with every unit."""
    a, b = normalize_unit(first), normalize_unit(second)
    if a == b or not a or not b:
        return True
    if a in _PERSON_UNITS and b in _PERSON_UNITS:
        return True
    return "个" in (a, b) and a in _CLASSIFIERS and b in _CLASSIFIERS


# --- The expression ---------------------------------------------------------------------------

_WIDTHS = str.maketrans("０１２３４５６７８９．％：／∶", "0123456789.%:/:")
_BLANK = "[ \u00a0\u2009\u202f\u3000]"
_ARABIC = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!\d)|\d+)(?:\.\d+)?"
_CHINESE = f"[{_NUMERAL_CHARACTERS}]+"
# Not 两: 一点两区 is no number.
_CN_DIGIT = "[〇○零一二三四五六七八九]"
_CN_SMALL = "[一二三四五六七八九十廿卅]{1,3}"
# 千 belongs to the unit in 5千瓦 and 百 in 5百分点.
_SCALE = r"(?:[十百千]?[万亿]{1,2}(?:\d{4}万?(?!\d)|\d{1,3}[千百万])?|[百千](?![瓦克赫卡伏米分]))"
_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_DAY_END = r"(?:[日号]|(?=[-—–~～至]\d{1,2}[日号]))"
_UNIT = "|".join(sorted(map(re.escape, _CANONICAL), key=len, reverse=True))

# Every branch begins with one of these, and looking at one character first makes the scan several
# times faster.
_FIRST = rf"(?=[\dh{_NUMERAL_CHARACTERS}第图表附案专〔\[（(【［﹝\-−－])"

_FIGURE = re.compile(
    rf"""{_FIRST}(?:
      (?P<skip>
          https?://[\w./?&=%\#:~+-]+
        | [〔\[（(【［﹝]\s?(?:19|20)\d\d\s?[〕\])）】］﹞]\s?第?\s?(?:\d+|{_CN_SMALL})\s?号
        | (?<!\d)(?:19|20)\d\d年?第\s?\d+\s?号
        | (?:[图表]|附[件表]|案例|专栏)\s?\d+(?:\s?[-—–.]\s?\d+)*(?![\d%万亿])
        | [(（\[【](?:\d{{1,2}}|{_CN_SMALL})[)）\]】]
        | (?:(?<=\n)|(?<=\n[ \t\u3000])|\A)\d{{1,2}}(?:[、)）]|\.(?!\d))
        | (?<=[日午晚晨])\d{{1,2}}:\d\d(?::\d\d)?分?
        | (?<!\d)\d{{1,2}}:\d\d分
      )
    | (?P<date>
          (?<![\d.])(?P<iso_year>{_YEAR})(?P<mark>[-./])(?P<iso_month>{_MONTH})(?P=mark)
            (?P<iso_day>{_DAY})(?![\d.])
        | (?<![\d.-])(?P<short_year>{_YEAR})-(?P<short_month>1[0-2]|0[1-9])(?![\d年月-])
        | (?<![\d.])(?P<year>{_YEAR}){_BLANK}?年
            (?:{_BLANK}?(?P<month>{_MONTH}){_BLANK}?月
              (?:{_BLANK}?(?P<day>{_DAY}){_BLANK}?{_DAY_END})?)?
        | (?P<cn_year>[一二][一二三四五六七八九〇○零]{{3}})年
            (?:(?P<cn_month>十[一二]?|[一二三四五六七八九])月
              (?:(?P<cn_day>{_CN_SMALL})[日号])?)?
        | (?<![\d.])(?P<only_month>{_MONTH}){_BLANK}?月
            (?:{_BLANK}?(?P<only_day>{_DAY}){_BLANK}?{_DAY_END})?
      )
    | (?P<outline>(?<![\d.])\d+(?:\.\d+){{2,}}(?!\d))
    | (?P<base>{_CHINESE}|\d+){_BLANK}?分之{_BLANK}?
        (?P<part>{_CHINESE}(?:点{_CN_DIGIT}+)?|{_ARABIC})(?P<base_points>个百分点)?
    | (?P<ratio>(?<![\d.:/])\d+(?:\.\d+)?(?:\s?:\s?\d+(?:\.\d+)?)+(?![\d:])
        | (?<![\d.])\d+(?:\.\d+)?{_BLANK}?比{_BLANK}?\d+(?:\.\d+)?)
    | (?P<fraction>(?<![\d./])\d{{1,3}}/\d{{1,3}}(?![\d/]))
    | (?P<tenths>[一二两三四五六七八九]|(?<![\d.])\d(?:\.\d)?){_BLANK}?成
        (?P<half>半|[一二三四五六七八九](?![个项名人种]))?
        (?![为立员本长效果功绩就熟品交都套片分型年不人语])
    | (?P<ordinal>第{_BLANK}?)?
      (?P<sign>零下{_BLANK}?|(?<![\w)）%])[-−－](?=\d)|(?<=[为至到达低有是约])[-−－](?=\d))?
      (?:(?<![A-Za-z_.\d])(?P<arabic>{_ARABIC})
          (?:{_BLANK}?(?P<middle>[多余几]?){_BLANK}?(?P<scale>{_SCALE}))?
        |(?P<chinese>{_CHINESE}(?:点{_CN_DIGIT}+[万亿]*)?)
          (?:(?P<cn_middle>[多余几])(?P<cn_scale>[万亿]+))?)
      (?P<after>{_BLANK}?[多余几])?
      (?:{_BLANK}?(?P<unit>%|‰|个?百分点|{_UNIT}))?
    )""",
    re.VERBOSE,
)

_RANGE = re.compile(r"\s?(?:[-—–~～−－]{1,2}|至|到)\s?")
_RANGE_GOES_ON = re.compile(rf"{_RANGE.pattern}{_CN_SMALL}{_BLANK}?(?:{_UNIT})")
_BEFORE = re.compile(
    r"(不低于|不少于|不小于|不超过|不高于|不多于|不大于|不得超过|不得高于|不得少于|不得低于|至少|至多|最高"
    r"|最多|最低|最少|大约|将近|接近|超过|高于|低于|多于|少于|不足|不到|突破|(?<![节契合公制条])约|(?<![附最])近|超|逾"
    r"|上)(?:为|达|达到|到|有|的)?\s?$"
)
_AFTER = re.compile(
    r"\s?(?:[（(]不?含[^（）()]{0,6}[）)])?[（(]?"
    r"(以上|以下|以内|之内|左右|上下|余|多)(?![样次种元方])"
)
_SEPARATOR = re.compile(f"{_BLANK}|,")
_WRITTEN_SCALE = re.compile(r"(?<=[\d十百千多余几.〇○零一二三四五六七八九两])[万亿]{1,2}$")
_DIGIT_RUN = re.compile(r"\d")
_BLANKS = re.compile(_BLANK)
_ADJACENT = re.compile("([一二三四五六七八])([二三四五六七八九])([十百千万亿]*)")
_CLAUSE_END = re.compile(r"\s*(?:[，。；、！？）)】」”’,;!?|\n]|$|以上|以下|左右|余|多|至|到)")
# 几百, 数十万 and 成千 have no value; 统一 and 万一 are words.
_ROUND_SCALES = frozenset({"百万", "千万", "百亿", "千亿", "万亿"})
_VAGUE = frozenset("几数好若成各逐统惟唯专单之")


def quantities(text: str) -> list[Quantity]:
    """Return every figure of a text, in order.

    文号 are left out, and so are the numbers of figures, tables, annexes and list items, clock
    times and addresses of web pages. In a range (5—10万元, 3～5%) both ends are figures, and the
    first takes scale and unit from the second where it has none. 四五万元 gives both its ends.

    >>> [(q.value, q.unit, q.kind.value) for q in quantities("投入三万元，增长5%")]
    [(Decimal('30000'), '元', 'amount'), (Decimal('5'), '%', 'percent')]
    """
    folded = text.translate(_WIDTHS)
    found: list[Quantity] = []
    for quantity, scale in _scan(folded, text):
        if found and _RANGE.fullmatch(folded, found[-1].end, quantity.start):
            found[-1], joined = _join_range(found[-1], quantity, scale)
            found.append(joined)
        else:
            found.append(quantity)
    return found


def _scan(folded: str, text: str) -> Iterator[tuple[Quantity, Decimal]]:
    """Yield figures with the scale written behind their number (10000 for 3万)."""
    for match in _FIGURE.finditer(folded):
        if match["skip"] or match["outline"]:
            continue
        if match["date"]:
            yield _read_date(match, folded, text), Decimal(1)
        elif match["base"] or match["fraction"]:
            if share := _read_share(match, folded, text):
                yield share, Decimal(1)
        elif match["ratio"]:
            if ratio := _read_ratio(match, folded, text):
                yield ratio, Decimal(1)
        elif match["tenths"]:
            yield _read_tenths(match, folded, text), Decimal(1)
        elif match["arabic"]:
            yield from _read_arabic(match, folded, text)
        else:
            yield from _read_chinese(match, folded, text)


def _make(
    match: re.Match[str],
    folded: str,
    text: str,
    value: Decimal,
    unit: str,
    kind: QuantityKind,
    *,
    qualifier: str = "",
    end: int | None = None,
) -> Quantity:
    start, end = match.start(), match.end() if end is None else end
    while text[end - 1].isspace():
        end -= 1
    before = _BEFORE.search(folded[max(0, start - 8) : start])
    after = _AFTER.match(folded, end)
    stated = [
        before[1] if before and before[1] != "上" else "",
        qualifier.strip(),
        after[1] if after else "",
    ]
    return Quantity(
        value=value,
        unit=unit,
        kind=kind,
        qualifier="、".join(filter(None, stated)),
        start=start,
        end=end,
        text=text[start:end],
    )


def _read_date(match: re.Match[str], folded: str, text: str) -> Quantity:
    chinese_year = match["cn_year"]
    if chinese_year:
        year = int(parse_chinese_number(chinese_year) or 0)
        month = int(parse_chinese_number(match["cn_month"] or "〇") or 0)
        day = int(parse_chinese_number(match["cn_day"] or "〇") or 0)
    else:
        year = int(match["year"] or match["iso_year"] or match["short_year"] or 0)
        month = int(
            match["month"] or match["iso_month"] or match["short_month"] or match["only_month"] or 0
        )
        day = int(match["day"] or match["iso_day"] or match["only_day"] or 0)
    return _make(match, folded, text, _date_value(year, month, day), "", QuantityKind.DATE)


def _date_value(year: int, month: int, day: int) -> Decimal:
    return Decimal(year * 10000 + month * 100 + day)


def _read_share(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    """Read 百分之五, 千分之三, 三分之一 and 1/3."""
    if match["fraction"]:
        part_text, _, base_text = match["fraction"].partition("/")
        part, base = Decimal(part_text), Decimal(base_text)
    else:
        scale = {"百": 100, "千": 1000, "万": 10000}.get(match["base"])
        read_base = Decimal(scale) if scale else _parse_any(match["base"])
        read_part = Decimal(100) if match["part"] == "百" else _parse_any(match["part"])
        if read_part is None or read_base is None:
            return None
        part, base = read_part, read_base
    if not base:
        return None
    if match["base"] and base >= 100:
        value = part * 100 / base
        if match["base_points"]:
            return _make(match, folded, text, value, "百分点", QuantityKind.PERCENTAGE_POINTS)
        return _make(match, folded, text, value, "%", QuantityKind.PERCENT)
    return _make(match, folded, text, part / base, f"{part:f}/{base:f}", QuantityKind.RATIO)


def _parse_any(text: str) -> Decimal | None:
    if text[0] in "0123456789":
        return _parse_arabic(text)
    return parse_chinese_number(text)


def _parse_arabic(text: str) -> Decimal:
    return Decimal(_SEPARATOR.sub("", text))


def _read_ratio(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    parts = [Decimal(part.strip()) for part in re.split("[:比]", _BLANKS.sub("", match["ratio"]))]
    if not parts[1]:
        return None
    unit = ":".join(format_number(part) for part in parts)
    return _make(match, folded, text, parts[0] / parts[1], unit, QuantityKind.RATIO)


def _read_tenths(match: re.Match[str], folded: str, text: str) -> Quantity:
    digit = match["tenths"]
    tenths = Decimal(_DIGITS[digit]) if digit in _DIGITS else Decimal(digit)
    half = match["half"]
    extra = 5 if half == "半" else _DIGITS[half] if half else 0
    return _make(match, folded, text, tenths * 10 + extra, "%", QuantityKind.PERCENT)


def _read_arabic(
    match: re.Match[str], folded: str, text: str
) -> Iterator[tuple[Quantity, Decimal]]:
    unit = match["unit"] or ""
    # 19XMZ005, 4A and G30 are codes.
    if (
        not unit
        and folded[match.end() : match.end() + 1].isascii()
        and (folded[match.end() : match.end() + 1].isalpha())
    ):
        return
    number = _parse_arabic(match["arabic"])
    scale, rest = Decimal(1), Decimal(0)
    if match["scale"]:
        scale_text = _DIGIT_RUN.split(match["scale"])[0]
        scale = parse_chinese_number(scale_text) or Decimal(1)
        rest = _parse_compound(match["scale"][len(scale_text) :])
    value = number * scale + rest
    qualifier = (match["middle"] or "") + (match["after"] or "")
    yield _count(match, folded, text, value, unit, qualifier), scale


def _parse_compound(text: str) -> Decimal:
    """Read what follows the first scale: 2000万 in 1亿2000万, 5千 in 3万5千."""
    if not text:
        return Decimal(0)
    digits = text.rstrip("百千万")
    value = Decimal(digits)
    for scale in text[len(digits) :]:
        value *= _SCALES.get(scale) or _MYRIADS[scale]
    return value


def _count(
    match: re.Match[str], folded: str, text: str, value: Decimal, unit: str, qualifier: str
) -> Quantity:
    """Make the quantity a number and its unit spell."""
    if match["sign"]:
        value = -value
    if match["ordinal"]:
        kind, unit = QuantityKind.ORDINAL, normalize_unit(unit)
    elif unit == "%":
        kind = QuantityKind.PERCENT
    elif unit == "‰":
        kind, unit, value = QuantityKind.PERCENT, "%", value / 10
    elif unit.endswith("百分点"):
        kind, unit = QuantityKind.PERCENTAGE_POINTS, "百分点"
    else:
        unit = normalize_unit(unit)
        # 十九大, 19届 and 5号 name one thing; 三大 counts.
        names = unit in {"届", "号"} or (unit == "大" and value >= 10)
        kind = QuantityKind.ORDINAL if names else QuantityKind.AMOUNT
    return _make(match, folded, text, value, unit, kind, qualifier=qualifier)


def _read_chinese(
    match: re.Match[str], folded: str, text: str
) -> Iterator[tuple[Quantity, Decimal]]:
    numeral, unit = match["chinese"], match["unit"] or ""
    before = folded[match.start() - 1 : match.start()] if match.start() else ""
    qualifier = (match["cn_middle"] or "") + (match["after"] or "")
    numerals = numeral, match["cn_scale"] or ""
    if pair := _ADJACENT.fullmatch(numeral):
        # 四五万元: from 40000 to 50000.
        low, high, scales = pair[1], pair[2], pair[3]
        if _DIGITS[high] != _DIGITS[low] + 1 or not (unit or scales):
            return
        for digit in (low, high):
            value = parse_chinese_number(digit + scales)
            if value is not None:
                yield _count(match, folded, text, value, unit, "约"), Decimal(1)
        return
    if not match["ordinal"] and not _counts(match, folded, numeral, unit, before):
        return
    value = parse_chinese_number(numerals[0])
    if value is None:
        return
    for scale in numerals[1]:
        value *= _MYRIADS[scale]
    yield _count(match, folded, text, value, unit, qualifier), _trailing_scale(numeral)


def _trailing_scale(numeral: str) -> Decimal:
    scale = Decimal(1)
    for character in reversed(numeral):
        if character not in _MYRIADS:
            break
        scale *= _MYRIADS[character]
    return scale


def _counts(match: re.Match[str], folded: str, numeral: str, unit: str, before: str) -> bool:
    """Return whether a Chinese numeral counts something, and is not a part of a word or name."""
    if before in _VAGUE and before:
        return False
    if numeral[0] in "百千万亿":
        # 近万人 and 百万亩 are figures; 万元 in a table's heading and 千万不要 are not.
        if not set(numeral) <= set("百千万亿") or not unit:
            return False
        qualified = _BEFORE.search(folded[max(0, match.start() - 8) : match.start()])
        return qualified is not None or numeral in _ROUND_SCALES
    if len(numeral) > 1 and all(c in _DIGITS for c in numeral):
        return len(numeral) > 2 and any(_DIGITS[c] == 0 for c in numeral) and bool(unit)
    if numeral == "十" and unit in {"分", "足"}:
        return False
    if unit:
        return True
    if _RANGE_GOES_ON.match(folded, match.end()):
        return True
    # Without a unit: 三万, and 二十五 at the end of a clause; not 十八 in 十八洞村.
    return (
        "百" in numeral[1:]
        or bool(set("千万亿") & set(numeral[1:]))
        or (len(numeral) > 1 and _CLAUSE_END.match(folded, match.end()) is not None)
    )


def _join_range(first: Quantity, second: Quantity, scale: Decimal) -> tuple[Quantity, Quantity]:
    """Complete each end of a range by what only the other end states."""
    kind = first.kind
    if kind is QuantityKind.DATE:
        return first, _continue_date(first, second)
    if kind is not QuantityKind.AMOUNT or first.unit:
        return first, second
    if second.kind is QuantityKind.DATE:
        return _begin_date(first, second), second
    if second.kind in {QuantityKind.PERCENT, QuantityKind.PERCENTAGE_POINTS}:
        completed = first.model_copy(update={"kind": second.kind, "unit": second.unit})
        return completed, second
    if second.kind is not QuantityKind.AMOUNT:
        return first, second
    if not second.unit and _is_year(first) and _is_year(second):
        dates = [
            q.model_copy(update={"kind": QuantityKind.DATE, "value": q.value * 10000})
            for q in (first, second)
        ]
        return dates[0], dates[1]
    # 200～300万元 is 200万元 to 300万元, but 8000—1万元 is 8000元 to 10000元.
    bare = first.text[-1].isdigit() and first.value < second.value / scale
    value = first.value * scale if bare else first.value
    return first.model_copy(update={"value": value, "unit": second.unit}), second


def _is_year(quantity: Quantity) -> bool:
    return quantity.text.isdigit() and 1900 <= quantity.value <= 2100


def _begin_date(first: Quantity, second: Quantity) -> Quantity:
    """Read 2016 in 2016—2019年 as a year and 1 in 1—6月 as a month."""
    year, month, _ = date_parts(second)
    if year and not month and _is_year(first):
        value = first.value * 10000
    elif month and first.value <= 12:
        value = first.value * 100
    else:
        return first
    return first.model_copy(update={"kind": QuantityKind.DATE, "value": value})


def _continue_date(first: Quantity, second: Quantity) -> Quantity:
    """Give 28日 in 2015年11月27—28日 its month, and 5月 in 2018年3月至5月 its year."""
    year, month, day = date_parts(first)
    if second.kind is QuantityKind.DATE:
        own_year, own_month, own_day = date_parts(second)
        if own_year or not year:
            return second
        return second.model_copy(update={"value": _date_value(year, own_month, own_day)})
    if day and second.text[-1] in "日号" and second.value <= 31:
        value = _date_value(year, month, int(second.value))
        return second.model_copy(update={"kind": QuantityKind.DATE, "unit": "", "value": value})
    if year and not month and not second.unit and _is_year(second):
        return second.model_copy(
            update={"kind": QuantityKind.DATE, "value": _date_value(int(second.value), 0, 0)}
        )
    return second


# --- Comparing --------------------------------------------------------------------------------


def date_parts(date: Quantity) -> tuple[int, int, int]:
    """Return year, month and day of a date, 0 for each that is not stated."""
    value = int(date.value)
    return value // 10000, value // 100 % 100, value % 100


def date_covers(stated: Quantity, claimed: Quantity) -> bool:
    """Return whether a stated date carries a claimed one that is as exact or less.

    2016年11月3日 carries 2016年, 2016年11月 and 11月3日.
    """
    pairs = zip(date_parts(claimed), date_parts(stated), strict=True)
    return all(not claim or claim == state for claim, state in pairs)


def same_quantity(first: Quantity, second: Quantity) -> bool:
    """Return whether two figures say the same: 三万 = 30000 = 3万元, 百分之五 = 5%, 八成 = 80%.

    Kinds must agree (5% is not 5个百分点), and so must units as far as both are stated; 5公里 is
    5000米. Qualifiers are not compared.
    """
    if first.kind is not second.kind:
        return False
    if first.kind is QuantityKind.RATIO:
        return first.unit == second.unit or (
            first.value == second.value and first.unit.count(":") == second.unit.count(":") < 2
        )
    if first.unit == second.unit or same_unit(first.unit, second.unit):
        return first.value == second.value
    base, factor = _CONVERSIONS.get(first.unit, (first.unit, Decimal(1)))
    other_base, other_factor = _CONVERSIONS.get(second.unit, (second.unit, Decimal(1)))
    return base == other_base and first.value * factor == second.value * other_factor


def in_base_unit(quantity: Quantity) -> tuple[Decimal, str]:
    """Return value and unit after conversion, so that figures that are the same meet.

    >>> in_base_unit(quantities("5公里")[0]) == in_base_unit(quantities("5000米")[0])
    True
    """
    unit, factor = _CONVERSIONS.get(quantity.unit, (quantity.unit, Decimal(1)))
    return quantity.value * factor, unit


def format_number(value: Decimal) -> str:
    """Return a number in plain digits, without exponent and without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_written(quantity: Quantity) -> tuple[Decimal, str]:
    """Return value and unit as they stand, 万 and 亿 with the unit: 10 and 亿元 for 10亿余元.

    Blanks are left out of the unit, 个百分点 is 百分点, and 5‰ is 5 of ‰. What is written with
    several scales keeps the last one: 12000 and 万元 for 1亿2000万元.

    >>> as_written(quantities("共50千米")[0])
    (Decimal('50'), '千米')
    """
    text = _BLANKS.sub("", quantity.text)
    if quantity.kind is QuantityKind.PERCENTAGE_POINTS:
        return quantity.value, "百分点"
    if quantity.kind is QuantityKind.PERCENT:
        if text.endswith("‰"):
            return Decimal(format_number(quantity.value * 10)), "‰"
        return quantity.value, "%"
    if quantity.kind is not QuantityKind.AMOUNT:
        return quantity.value, quantity.unit
    spelled = [form for form, usual in _CANONICAL.items() if usual == quantity.unit]
    unit = max((form for form in spelled if text.endswith(form)), key=len, default=quantity.unit)
    scaled = _WRITTEN_SCALE.search(text.removesuffix(unit).rstrip("多余几"))
    # The first end of 5—10万元 has its scale from the second one.
    scale = _trailing_scale(scaled[0]) if scaled else Decimal(1)
    return quantity.value / scale, (scaled[0] if scaled else "") + unit


def index_tokens(text: str) -> list[str]:
    """Return normalised tokens of the figures of a text, for the lexical index.

    三万元, 3万元 and 30000元 all give "#30000" and "#30000元"; 百分之五 and 5% give "#5%"; a date
    gives "#2013-11-03", "#2013-11" and "#2013". 一个 and its like give nothing: they say "a".
    """
    tokens: list[str] = []
    for quantity in quantities(text):
        if not is_article(quantity):
            tokens += _tokens(quantity)
    return tokens


def is_article(quantity: Quantity) -> bool:
    """Return whether the figure is 一个, 一项 or the like, which mostly mean "a"."""
    return quantity.text[0] == "一" and quantity.value == 1 and quantity.unit in _ARTICLE_UNITS


def _tokens(quantity: Quantity) -> list[str]:
    number, unit = format_number(quantity.value), quantity.unit
    match quantity.kind:
        case QuantityKind.DATE:
            year, month, day = date_parts(quantity)
            whole = [f"{year:04d}"] if year else []
            if month:
                whole.append(f"{whole[0]}-{month:02d}" if year else f"-{month:02d}")
            if day and whole:
                whole.append(f"{whole[-1]}-{day:02d}")
            return [f"#{part}" for part in reversed(whole)]
        case QuantityKind.RATIO:
            return [f"#{unit}"]
        case QuantityKind.ORDINAL:
            return [f"#第{number}{unit}"]
        case QuantityKind.PERCENT | QuantityKind.PERCENTAGE_POINTS:
            return [f"#{number}{unit}"]
        case QuantityKind.AMOUNT if unit:
            shown = "人" if unit in _PERSON_UNITS else unit
            return [f"#{number}", f"#{number}{shown}"]
    return [f"#{number}"]
