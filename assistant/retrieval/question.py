"""Understand what kind of thing a question asks for."""

import re
from enum import StrEnum

from ingest.schema import Record
from ingest.tokenizing import fold, to_simplified, words


class QuestionKind(StrEnum):
    """What an answer must hold."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    LIST = "list"
    STEPS = "steps"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    YES_NO = "yes_no"
    REASON = "reason"
    TEXT = "text"


class Analysis(Record):
    """A question, understood."""

    text: str
    """The question as asked, in simplified characters."""

    kinds: tuple[QuestionKind, ...]
    """What is asked for; several when a question asks for several things, the first asked first."""

    units: tuple[str, ...] = ()
    """For numbers: classes of unit that can answer, e.g. "money" or "percent"; empty for any."""

    terms: tuple[str, ...] = ()
    """Words that carry the question's meaning, folded, without the words that ask."""

    content: tuple[str, ...] = ()
    """The question, folded, cut where it asks: the stretches that carry its meaning."""

    quoted: tuple[str, ...] = ()
    """What stands in quotation marks or 《》, folded."""

    count: int | None = None
    """How many items a list must have ("哪四级" is 4)."""

    @property
    def kind(self) -> QuestionKind:
        """The first thing asked for."""
        return self.kinds[0]


_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2, "俩": 2}
_COUNT = r"(?:[一二三四五六七八九十两俩]{1,3}|\d{1,2})"
# What goes on after a count makes it a part of a longer number.
_NUMERAL_SIGNS = "0-9.一二三四五六七八九十百千万亿"
_CLASSIFIER = "个项条样种点大批类级方步环节家人处部分方面句口道届户件块"

# The words that ask, per kind. Order matters: the first pattern that fits names the kind.
_PATTERNS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            QuestionKind.COMPARISON,
            r"相差|差多少|差几|哪个(?:更|最)|哪[边个家段](?:更|最|多|少|高|低|大|小|降|赔|增)"
            r"|还是[^？]{0,6}(?:高|低|多|少|大|小|早|晚)|[高多少低大小]多少|比[^例重较方如]{1,16}[多少高低大小快慢]"
            r"|(?:不一样|对不上|不一致|前后)|有什么(?:区别|不同)|区别|异同",
        ),
        (QuestionKind.REASON, r"为什么|为啥|为何|啥原因|什么原因|原因是|怎么会|咋会|凭什么"),
        (
            QuestionKind.STEPS,
            r"流程|程序|步骤|手续|怎[么样]?(?:申请|办|走|弄|报|评|认定|识别|核实|处理)"
            r"|如何(?:申请|办理|认定|识别|申报|处理|操作)|下一步|先(?:干|做)[啥什]",
        ),
        (
            QuestionKind.LIST,
            rf"(?:哪|这|是|分别是?|指|到底)(?:{_COUNT})?(?:{_COUNT}?[{_CLASSIFIER}])"
            rf"|哪(?:几|些|{_COUNT})|都有[啥什哪]|包括(?:哪|什|啥)|都包括|有(?:哪|些什么|啥内容)"
            r"|分别(?:是|有|指|要)|(?:列出|列举)|几(?:方面|大类)|哪里几",
        ),
        (
            QuestionKind.DATE,
            r"哪[一]?[年天日月]|几月|几号|何时|什么时[候间]|啥时[候间]?|多会儿|哪个月|多久开始|何年"
            r"|日期|几几年|时间是",
        ),
        (
            QuestionKind.NUMBER,
            r"多少|几(?:成|个|人|户|家|名|年|次|天|亩|元|块|分|岁|公里|所|座|处|期|倍|回|只|头|万|百|千|项|级|种)"
            r"|多[大长高远久重深宽厚]|百分之几|比例|占比|[率数额]是(?:多少)?|金额|标准是|总(?:数|额|量|共|计)"
            r"|到过|每[^，。]{0,6}多少|一年(?:补|发|能)",
        ),
        (
            QuestionKind.DEFINITION,
            r"什么(?:是|叫)|[是叫]什么意思|何谓|何为|指的?是?(?:什么|啥|哪)|含义|定义|(?:是|说白了)[^，。]{0,6}干[啥什]"
            r"|具体指|啥(?:叫|意思)|怎么理解|是啥|是什么",
        ),
        (
            QuestionKind.NAME,
            r"谁|哪(?:个|位|家|里|儿|座|所|级|支|部|门)|什么(?:单位|部门|地方|人|机构|名字|公司)|在哪|哪种|啥(?:地方|单位|部门|人)",
        ),
        (
            QuestionKind.YES_NO,
            r"能不能|可不可以|会不会|行不行|要不要|是不是|算不算|有没有|是否|能否|可否|吗[？?]?$|对不对|允不允许|该不该",
        ),
    )
)

_UNITS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (unit, re.compile(pattern))
    for unit, pattern in (
        (
            "percent",
            r"百分之|几成|比例|占比|占[^，。]{0,12}多少|率(?:是|为|有|达|多)|百分点|几个点|股份?占|税率|利率",
        ),
        (
            "money",
            r"多少钱|几块|多少[万亿]?元|[费款资贷补助金价租钱额入]+[^，。]{0,8}(?:多少|几)|"
            r"(?:补|发|领|赚|挣|赔|奖|花|投|给|存)[^，。]{0,6}多少(?![人户家名亩个])|工资|标准|租金|GDP|gdp|生产总值|产值",
        ),
        (
            "people",
            r"多少(?:个)?人|几个?人|多少名|几名|人数|人口|多少(?:学员|学生|劳动力|干部|老师)|几[个名]?干部",
        ),
        ("households", r"多少户|几户|户数|多少家|几家"),
        ("area", r"多少亩|面积|平方|公顷|多大"),
        ("distance", r"多[长远高深宽]|公里|千米|海拔|里程"),
        ("time", r"多久|多长时间|几[年天个月日]|多少[天年日]|几年级|时限|期限|几点"),
        ("temperature", r"多少度|温度|气温|冻到|几度"),
        ("weight", r"多少吨|产量|多重|公斤|千克"),
    )
)

_QUOTED = re.compile(r"[“\"「『《]([^”\"」』》]{1,40})[”\"」』》]")

_ASKING = re.compile(
    r"(?:请问|我想问|想问一下|说白了|到底|具体|分别|一共|总共|合起来|大概|差不多|准确数)"
    r"|多少|几成|几个|几|哪些|哪个|哪里|哪位|哪家|哪|什么|是啥|都有啥|啥|谁|怎么样|怎么|如何|为何|为什么|为啥|咋样?"
    r"|是不是|能不能|会不会|行不行|可不可以|要不要|有没有|是否|能否|[吗呢吧啊呀？?！!。，,、：:]"
)


def analyse_question(question: str) -> Analysis:
    """Understand a question.

    >>> analyse_question("贫困户要办扶贫贷款，得经过哪四级推荐？").kind
    <QuestionKind.LIST: 'list'>
    """
    text = to_simplified(question.strip())
    folded = fold(text)
    found = [(match.start(), kind) for kind, p in _PATTERNS if (match := p.search(folded))]
    found.sort(key=lambda each: each[0])
    kinds = tuple(kind for _, kind in found) or (QuestionKind.TEXT,)
    units = tuple(unit for unit, pattern in _UNITS if pattern.search(folded))
    counted = re.search(rf"[哪这]({_COUNT})(?![{_NUMERAL_SIGNS}年月日])", folded)
    return Analysis(
        text=text,
        kinds=kinds,
        units=units if QuestionKind.NUMBER in kinds or QuestionKind.COMPARISON in kinds else (),
        terms=tuple(dict.fromkeys(word for part in _ASKING.split(text) for word in words(part))),
        content=tuple(part for part in _ASKING.split(fold(text)) if part),
        quoted=tuple(fold(match[1]) for match in _QUOTED.finditer(text)),
        count=_read_count(counted[1]) if counted else None,
    )


def _read_count(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    if text in _NUMERALS:
        return _NUMERALS[text]
    if text.startswith("十") and text[1:] in _NUMERALS:
        return 10 + _NUMERALS[text[1:]]
    return None
