"""Which figures of a text state how much of something there is, and in which unit."""

import re
from decimal import Decimal
from typing import NamedTuple

from assistant.indicators.extracting.vocabulary import set_of
from ingest.numerals import Quantity, QuantityKind, as_written, is_article, quantities


class Stated(NamedTuple):
    """A figure that may be an indicator's value; offsets count in the text it was read from."""

    value: Decimal
    unit: str
    """As written, or as its noun says: "万人" for 8962万贫困人口."""

    qualifier: str
    start: int
    end: int
    """Just past its unit."""

    is_measure: bool
    """True for money, areas, lengths, shares and the like, which what stands before them names;
    a count (户, 个, 名) may also be named by the noun behind it."""


_BLANK = re.compile(r"[ \u00a0\u2009\u202f\u3000]")
# --- What is no indicator ---------------------------------------------------------------------

_TIME_UNITS = set_of("年 月 天 小时 分钟 分 秒 星期 岁 季度 世纪 工作日 代 辈 届 期 刻 时")
_NEVER = set_of(
    "岁 分钟 分 秒 星期 世纪 代 辈 号 字 章 节 款 编 卷 页 版 级 层 届 轮 步 季度 刻 大 段 片 国"
    " 连 师 团 区 省 州 番 遍 点 年级 班 队 组 趟 兆 孔 副 里 尺 寸 顷 升 毫升 毫克 伏 千伏"
)
_LASTING = re.compile(
    r"(?:期限|期为|期|时数|日照|无霜期|时间|年限|工期|周期|平均|年均|缩短|延长|最长|有效期"
    r"|过渡期|提前)(?:内|了|为|达|达到|约|长达|是|到|至|共)*\s*$"
)
_LASTING_BEHIND = re.compile(
    r"\s*(?:期|制(?!度|定)|(?:的)?(?:免费|义务|过渡期|工期|无霜期|保质期|宽限期|学制|职业教育))"
)
_PERIOD_BEHIND = re.compile(
    r"\s*(?:来|以来|前|后|间|内|之|中|多来|的时间|时间|左右的时间|初|末|底|里|才|就|度)"
)
# 四个方面, 五个一批, 两个确保, 三类人: they name, or are slogans.
_ABSTRACT_BEHIND = re.compile(
    r"\s*(?:的)?(?:不同|重要|主要|基本|关键|突出|重大|方面|部分|问题|原则|环节|层面|层次|维度"
    r"|阶段|步骤|步|关系|意识|转变|结合|确保|坚持|统一|不|精准|一批|一|必须"
    r"|要|能|到位|自信|维护|全面|文明|角度|特点|特征|机制|因素|原因|途径|时期|领域|大局|目标"
    r"|任务|要求|优势|作用|关口|关键|重点(?!村)|突出|难题|要素|板块"
    r"|方向|观点|概念|内容|性质|字|梦|百年|明确|更|重要|主要|基本|核心|纳入|加强|打造|增强|规律"
    r"|条件|层级|体系|看|好|带头|认同|共同|离不开|相关|有利|统筹|同步|严禁)"
)
_QUOTED = re.compile(r"[“‘《「]([^“”‘’《》」]{0,16})$")
_CLOSED = re.compile(r"[^“”‘’《》「」]{0,16}[”’》」]")
_NAMING_BEFORE = re.compile(
    r"(?:第|这|那|哪|某|另|同|唯|任何|每|有|作为|成为|作|另外|之|上|下|其中)\s*$"
)
# 五棵胡杨农场, 七里村 and 三眼井乡 are names.
_NAME_BEHIND = re.compile(
    r"[\u4e00-\u9fff]{0,3}?(?:农场|牧场|林场|[村镇乡县](?![\u4e00-\u9fff]*户))"
)
_NAMING_UNITS = set_of("棵 株 根 颗 眼 口 道 间 里 匹 泉")
_PHONE = re.compile(
    r"(?:电话|邮编|邮政编码|传真|手机|账号|编号|代码|ISBN|QQ|批准号|项目号|证号)[^，。；]{0,12}$"
)
# 14个片区之一 says which, and not how many; 4.贫困 begins an item of a list.
_ONE_OF = re.compile(r"[^，。；、]{0,14}之一")
_LISTED = re.compile(r"\s*[.．、]\s*[\u4e00-\u9fff]")
_MEETING = re.compile(r"产业|[\u4e00-\u9fff]{0,4}(?:会议|全会|大会|会晤|修[订正])")
_MINUTES = re.compile(r"\s*(?:['′’\"″]|\d+['′’])")
_COORDINATE = re.compile(r"(?:东经|西经|北纬|南纬|经度|纬度)[^，。；]{0,20}$")
_REFERENCE = re.compile(r"(?:第|附件|案例|专栏|倒数(?:[一二三四五六七八九十\d]+[至到])?)\s*$")

# --- Units ------------------------------------------------------------------------------------

_PER = re.compile(
    r"\s*[/／]\s*(?P<per>(?:人|户|亩|年|月|天|日|生|吨|公斤|千克|平方米|平方厘米|平方公里|立方米"
    r"|头|只|羽|株|套|次|个|座|村|小时|公里|千瓦时|度|斤|升|名|位|学期|期|岗|百户)"
    r"(?:\s*[·.•/／]\s*(?:年|月|天|日|次|学期|人))?)(?![\u4e00-\u9fff]*公司)"
)
_EACH = re.compile(
    r"(?:每(?:个|一)?(?P<whom>人|户|生|亩|头|名|座|只|吨|公斤|平方米|棵|株|次|套|村|位|羽|对"
    r"|岗位?)?(?:每(?:个|一)?(?P<when>年|月|天|日|学年|学期|次))?"
    r"|每(?P<when2>年|月|天|日|学年|学期)(?:每(?P<whom2>人|户|生|亩))?)"
    r"(?P<between>(?:一次性|平均|给予|国家|财政|政府|发放|补助|补贴|奖励|资助|享受|生活费|学费|标准|资金|救助"
    r"|不低于|不少于|不超过|最高|至少|约|为|按|达到?|的|是|可|领取|缴纳|交纳|缴费|只需|可获"
    r"|收入)*)$"
)
_RANGE_SIGN = re.compile(r"\s*(?:[-—–~～－至到]|——)\s*")
LONGEST_NOUN = 6
_MONEY = frozenset({"元", "美元", "港元", "欧元", "块钱"})
_PEOPLE = re.compile(
    r"(?:人口|人数|人员|劳动力|学生|农民工|农民|农牧民|牧民|群众|居民|干部|党员|教师|医生|患者"
    r"|老人|儿童|妇女|对象|职工|村民|工人|游客|旅客|幼儿|少年|青年|队员|队伍|闽商|客商|志愿者"
    r"|贫困者|移民|军人|残疾人|孤儿|专家|师资|人才|者|员|工)$"
)
_PEOPLE_NOUN = (
    r"人口|人员|劳动力|学生|农民工|农民|农牧民|牧民|群众|居民|干部|党员|教师|医生|患者|老人|儿童"
    r"|妇女|对象|职工|村民|工人"
    r"|游客|幼儿|少年|青年|闽商|志愿者|移民|军人|残疾人|孤儿|专家|人才"
)
_HOUSEHOLD_NOUN = r"贫困户|农户|牧户|脱贫户|低保户|户|家庭"
_AMONG = (
    (re.compile(r"[^，。；：、（()）！？\d]{0,12}?(?:资金|贷款|投资|补助|专款|货款)"), "元"),
    (re.compile(rf"[^，。；：、（()）！？\d]{{0,20}}?(?:{_PEOPLE_NOUN})"), "人"),
    (re.compile(rf"[^，。；：、（()）！？\d的]{{0,6}}?(?:{_HOUSEHOLD_NOUN})"), "户"),
    (re.compile(r"[^，。；：、（()）！？\d的]{0,8}?企业"), "家"),
    (
        re.compile(
            r"[^，。；：、（()）！？\d的]{0,6}?(?:(?<![农乡])村(?!民|干部)|县(?!域)|项目(?!资金|贷款|投资))"
        ),
        "个",
    ),
)
_COUNTED_HOUSEHOLDS = re.compile(
    rf"\s*(?:农村|城镇|建档立卡|贫困|农牧民)?(?:{_HOUSEHOLD_NOUN})(?![籍联代主])"
)
_RAISED = re.compile(
    r"[^，。；\d]{0,8}?(?:提高|增加|上升|提升|上调|调整|增长|降低|下降|下调"
    r"|涨)[到至为](?:了)?(?:\d{4}\s*年[^，。；\d]{0,6}(?:\d季度)?[底末]?)?的?\s*"
)
_RATE_BEFORE = re.compile(r"(?:率|比重|占比|比例)[^，。；\d]{0,8}$")
_COUNTING = set_of(
    "个 户 人 名 位 家 头 只 匹 峰 羽 条 座 所 项 种 类 处 套 件 次 场 台 辆 架 艘 支 批 本 册"
    " 篇 幅 份 期 间 栋 幢 眼 口 根 株 棵 粒 枚 张 块 站 门 对 双 把 袋 箱 盒 瓶 桶 车 床 村 乡"
    " 镇 县 市 人次 户次 场次 亩次 学时 课时 标段 床位 年 月 天 小时"
)


def stated_figures(text: str) -> list[Stated]:
    """Return the figures of a text that may be values of indicators, in order.

    Dates, ordinals, ratios, article numbers, years and what only makes up a name (三类地区,
    “五个一批”) are left out; a range gives both its ends. Figures without a unit are taken where a
    noun tells it.
    """
    found = quantities(text)
    stated: list[Stated] = []
    for index, quantity in enumerate(found):
        if quantity.kind not in (
            QuantityKind.AMOUNT,
            QuantityKind.PERCENT,
            QuantityKind.PERCENTAGE_POINTS,
        ):
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        figure = _read(text, quantity, following)
        if figure is not None:
            if stated:
                first, second = stated[-1], figure
                if _goes_up_to(text, first, second) or _rises(text, first, second):
                    # 由每人每月200元提高到300元, 每户1万～5万元
                    figure = second._replace(unit=first.unit)
                elif _goes_up_to(text, second, first, between=(first.end, second.start)):
                    # 1万元～5万元/户
                    stated[-1] = first._replace(unit=second.unit)
            stated.append(figure)
    return stated


def _goes_up_to(
    text: str, paid: Stated, other: Stated, *, between: tuple[int, int] | None = None
) -> bool:
    """Return whether two figures are the ends of a range of which one says for whom it is paid."""
    start, end = between or (paid.end, other.start)
    unit, _, per = paid.unit.partition("/")
    return bool(per) and unit == other.unit and _RANGE_SIGN.fullmatch(text, start, end) is not None


def _rises(text: str, first: Stated, second: Stated) -> bool:
    """Return whether the second figure is what a sum paid each time was raised to."""
    if "/" in second.unit:
        return False
    unit, _, per = first.unit.partition("/")
    between = text[first.end : second.start]
    return bool(per) and unit == second.unit and _RAISED.fullmatch(between) is not None


def _read(text: str, quantity: Quantity, following: Quantity | None) -> Stated | None:
    value, unit = as_written(quantity)
    before, behind = text[max(0, quantity.start - 30) : quantity.start], text[quantity.end :][:30]
    if following is not None and _is_range(text, quantity, following):
        # 5—10万元: the first end is written without its unit.
        other = as_written(following)
        if not quantity.text.endswith(other[1]) and other[0]:
            value, unit = value_in(quantity.value, following, other)
    bare = unit.strip("百千万亿")
    if _PHONE.search(before) or _is_noise(quantity, before, behind):
        return None
    end = quantity.end
    if quantity.kind is QuantityKind.AMOUNT:
        if not bare:
            told = _told_unit(quantity, unit, before, behind)
            if told is None:
                return None
            unit, bare = told, told.strip("百千万亿")
        elif per := _PER.match(text, end):
            unit, end = f"{unit}/{_BLANK.sub('', per['per'])}", per.end()
        elif bare in _MONEY and (each := _each(before)):
            unit = f"{unit}/{each}"
        elif unit == "个" and _COUNTED_HOUSEHOLDS.match(behind):
            unit = "户"
    return Stated(
        value=value,
        unit=unit,
        qualifier=quantity.qualifier,
        start=quantity.start,
        end=end,
        is_measure=bare not in _COUNTING,
    )


def value_in(
    whole: Decimal, following: Quantity, written: tuple[Decimal, str]
) -> tuple[Decimal, str]:
    """Return a plain value in the unit in which the next figure was written."""
    return whole * written[0] / following.value, written[1]


def _is_range(text: str, first: Quantity, second: Quantity) -> bool:
    is_joined = _RANGE_SIGN.fullmatch(text, first.end, second.start) is not None
    return is_joined and first.unit == second.unit


def _is_noise(quantity: Quantity, before: str, behind: str) -> bool:
    """Return whether a figure counts nothing that an indicator states."""
    unit = quantity.unit
    if is_article(quantity) or _REFERENCE.search(before) or _ONE_OF.match(behind):
        return True
    if not unit and quantity.value < 30 and _LISTED.match(behind):
        return True
    if (unit == "次" and _MEETING.match(behind)) or (unit == "项" and behind.startswith("规定")):
        return True
    if _COORDINATE.search(before) or (unit == "度" and _MINUTES.match(behind)):
        return True
    if quantity.kind is not QuantityKind.AMOUNT:
        return False
    is_chinese = quantity.text[0] not in "0123456789０１２３４５６７８９"
    if unit in _NEVER:
        return True
    if unit in _TIME_UNITS:
        lasts = _LASTING.search(before) or _LASTING_BEHIND.match(behind)
        return _PERIOD_BEHIND.match(behind) is not None or not lasts
    if _QUOTED.search(before) and _CLOSED.match(behind) and (is_chinese or quantity.value < 30):
        return True
    if not is_chinese:
        return False
    if unit in _NAMING_UNITS and _NAME_BEHIND.match(behind):
        return True
    if quantity.value == 1 and quantity.text[0] == "一" and unit not in _MONEY:
        return True
    small = quantity.value <= 20 and unit in _COUNTING
    if small and (_ABSTRACT_BEHIND.match(behind) or _NAMING_BEFORE.search(before)):
        return True
    # 两县 and 三乡 are counts, 三农 and 五保 are words; 四家 alone says little.
    return (
        small
        and unit
        in {
            "次",
            "种",
            "类",
            "条",
            "项",
            "本",
            "口",
            "场",
            "支",
            "门",
            "张",
            "把",
            "对",
            "双",
            "块",
        }
        and not re.match(r"\s*(?:的)?[\u4e00-\u9fff]{2}", behind)
    )


def _each(before: str) -> str:
    """Return for whom and how often a sum is paid: "人·月" behind 每人每月."""
    match = _EACH.search(_BLANK.sub("", before))
    if match is None:
        return ""
    whom = match["whom"] or match["whom2"] or ""
    when = match["when"] or match["when2"] or ""
    when = {"日": "天", "学年": "年"}.get(when, when)
    if not when and whom not in {"生", "亩"} and not match["between"]:
        # 每户5000元
        return whom
    return "·".join(filter(None, [whom, when]))


def _told_unit(quantity: Quantity, scale: str, before: str, behind: str) -> str | None:
    """Return the unit of a figure that is written without one, as the words beside it tell."""
    if not scale and quantity.value < 10 and not quantity.text[0].isdigit():
        return None
    nearest = [
        (match.end(), unit) for noun, unit in _AMONG if (match := noun.match(behind.lstrip()))
    ]
    # 5100荣获中国食品企业 counts no enterprises.
    if nearest and (scale or min(nearest)[0] <= LONGEST_NOUN):
        return scale + min(nearest)[1]
    phrase = _subject_end(before)
    if scale and _PEOPLE.search(phrase):
        return scale + "人"
    if _RATE_BEFORE.search(before) and quantity.value == 0:
        return "%"
    return None


def _subject_end(before: str) -> str:
    """Return what stands before a figure without the words that only lead to it."""
    return re.sub(
        r"(?:由|从|的|为|是|有|仍|仍有|还有|达到?|约|近|共有?|超过|减少到?了?|增加到?了?|下降到?"
        r"|增长到|上升到|至|到|下降至|减至|从不到|\s)+$",
        "",
        before,
    )
