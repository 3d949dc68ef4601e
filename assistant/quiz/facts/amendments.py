"""Words of a rule on which all depends: who must, at which level, when, before whom, how far.

“应当”是不是“可以”，“备案”是不是“审批”: with one of them changed a sentence is another rule, and no
other sentence of its document makes it true again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.quiz.facts.documents import topic_at
from assistant.quiz.facts.statements import Statement


@dataclass(frozen=True)
class Amendment:
    """A word of a rule that decides, and what it could be mistaken for."""

    statement: Statement
    start: int
    """Of the word, in the statement's text."""

    end: int
    others: tuple[str, ...]
    """What would make it another rule, the likest first."""

    @property
    def word(self) -> str:
        """The word as the rule has it."""
        return self.statement.standing.text[self.start : self.end]

    @property
    def scale(self) -> tuple[str, ...]:
        """What stands beside the word on its scale of levels or duties; empty where it has none."""
        rest = self.statement.standing.text.replace(self.word, "")
        for scale in _SCALES:
            if self.word in scale and not any(other in rest for other in scale):
                return scale
        return ()


_SCALES = (
    ("中央财政", "省级财政", "市级财政", "县级财政"),
    ("中央预算内投资", "省级预算内投资", "市级预算内投资", "县级预算内投资"),
    ("中央统筹", "省级统筹", "市级统筹", "县级统筹"),
    ("主体责任", "监督责任", "领导责任", "首要责任"),
    ("第一责任人", "直接责任人", "具体责任人", "分管责任人"),
    ("负总责", "负监督责任", "负具体责任", "负协调责任"),
    ("省域范围", "县域范围", "市域范围", "全国范围"),
    ("国务院扶贫办", "国家发展改革委", "财政部", "民政部"),
    ("中央组织部", "中央宣传部", "中央统战部", "中央政法委"),
    ("省部级后备干部", "厅局级后备干部", "县处级后备干部", "乡科级后备干部"),
    ("备案", "审批", "核准", "复核"),
)
# The word, and what it is changed into. The first that fits is taken, so the telling ones lead.
_CHANGES = """
(?:先诊疗后付费)=先付费后诊疗
税前扣除=税后扣除
输入地政府=输出地政府
城镇职工基本养老保险=城乡居民基本养老保险
城乡居民基本养老保险(?=制度)=城镇职工基本养老保险
第一责任人=直接责任人
首要责任=监督责任
主体责任=监督责任
负总责(?=，|。)=负监督责任
一把手负责制=分管领导负责制
党政主要(?=负责同志|领导|负责人)=党政分管
党委和政府主要负责人=党委和政府分管负责人
主要负责(?=同志|人)=分管负责
书记和县长是=分管副县长是
省级审定=省级备案
省级统筹=中央统筹
省域范围=全国范围
省级财政=中央财政
中央财政=省级财政
中央预算内投资=省级预算内投资
一般性转移支付(?!、|和|资金、)=专项转移支付
报国务院扶贫开发领导小组备案=报国务院扶贫开发领导小组审批
备案(?!管理|登记)=审批
审批(?!权限)=备案
国家扶贫标准=省级扶贫标准
县级和西部=省级和西部
省部级后备干部=县处级后备干部
县以上机关=市以上机关|省以上机关
要保持稳定=要定期轮换
保持不变(?!，支持)=逐步取消
分别设立=联合设立
直接委托村级组织自建自管=统一交由乡镇政府代建代管
免抵押、免担保=低抵押、低担保
财政按基础利率贴息=财政按市场利率贴息
微利或保本=市场化定价
主体和主导作用=补充和引导作用
免除学杂费(?!、)=减半收取学杂费
订单定向免费培养=订单定向自费培养
免费(?=筛查|检查|培训)=自费
提前介入=事后介入
不定期=定期
定期(?!限)=不定期
高于全国平均水平=达到全国平均水平
接近全国平均水平=高于全国平均水平
第三方评估=部门评估
每半年=每季度
年底=年中
年初=年底
逐级督查=随机抽查
应当(?=根据|参照|建立|调整|制定|指导|追究)=可以
(?<!也)可以=必须
允许=禁止
(?<!予以)优先(?=支持|安排|保障|提供|布局|解决|实施|采用|吸纳|用于|向)=适当
将所有(?=符合条件)=优先将
全部(?=纳入|用于|返还)=部分
全额=部分
逐步(?=增加|提高)=一次性
以奖代补=先补后奖
探索建立=全面建立
(?:(?<=，)|(?<!.))鼓励(?=[^，。和]{0,12}(?:企业|机构|地方|院校|超市|外出务工人员|市县|总行))(?!和|支持|引导)=要求
抽样调查=全面调查
中央纪委机关=省级纪委机关
最高人民检察院=省级人民检察院
审计署=省级审计机关
国家发展改革委=财政部
中央组织部=中央宣传部
民政部(?=、)=教育部
国务院扶贫办(?!公室)=国家发展改革委
纪检监察机关=审计机关
工商联系统=供销社系统
省（自治区、直辖市）党委和政府=市（地）党委和政府|县级党委和政府
省级党委和政府=县级党委和政府|市级党委和政府
市级党委和政府=省级党委和政府|县级党委和政府
县级党委和政府=市级党委和政府|省级党委和政府
市（地）党委和政府=省（自治区、直辖市）党委和政府|县级党委和政府
国务院扶贫开发领导小组=国家发展改革委|省级扶贫开发领导小组
"""


def _read(changes: str) -> Iterator[tuple[re.Pattern[str], tuple[str, ...]]]:
    for line in changes.split():
        pattern, _, others = line.rpartition("=")
        yield re.compile(pattern), tuple(others.split("|"))


_PATTERNS = tuple(_read(_CHANGES))
_SHORTEST_AROUND = 14
_LEVEL = frozenset("省市县乡")
_LEVEL_WORDS = ("中央", "省级", "市级", "县级")
# When and for whom a rule holds its title mostly tells.
_FORMAL = re.compile("适用于|施行|负责解释")


def find_amendments(statement: Statement) -> Iterator[Amendment]:
    """Return the word of a rule on which most depends; nothing for what is no rule."""
    text = statement.standing.text
    if not statement.document or _FORMAL.search(text):
        return
    for pattern, others in _PATTERNS:
        found = list(pattern.finditer(text))
        if len(found) != 1 or len(text) - len(found[0][0]) < _SHORTEST_AROUND:
            continue
        start, end = found[0].span()
        rest = text[:start] + text[end:]
        # 县级党委和政府 加强对贫困县的管理: a level that the rule speaks of too gives it away.
        free = tuple(
            other
            for other in others
            if other not in text
            and not (other[0] in _LEVEL and other[0] in rest)
            and not (other[:2] in _LEVEL_WORDS and other[:2] in rest)
        )
        if free:
            yield Amendment(statement, start, end, free)
            return


@dataclass(frozen=True)
class Provisions:
    """What one part of a rule says, some of it in sentences that can be changed."""

    heading: str
    amendments: tuple[Amendment, ...]
    others: tuple[Statement, ...]
    """Sentences of the same part that stand as they are."""


# Whose circumstances, what is shown in public: a sentence that goes on from the one before.
_GOES_ON = re.compile("情节|公示|公告|对不|对在|按照权责|提前|资产可|要强化|原则上|考核报告")
_SHORTEST_OPTION, _LONGEST_OPTION = 14, 72
_MOST_CHANGED, _LEAST_OTHERS, _MOST_OTHERS = 2, 2, 3
_FEWEST_OPTIONS = 4


def find_provisions(statements: Iterable[Statement]) -> Iterator[Provisions]:
    """Return the parts of rules of which several sentences are short enough to stand together."""
    parts: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        text = statement.standing.text
        if _FORMAL.search(text) or _GOES_ON.match(text):
            continue
        if statement.document and _SHORTEST_OPTION <= len(text) <= _LONGEST_OPTION:
            heading = topic_at(statement.source, statement.standing.start)
            parts.setdefault((statement.document, heading), []).append(statement)
    for (_, heading), same in parts.items():
        changed = [amendment for one in same for amendment in find_amendments(one)]
        whole = [one for one in same if all(each.statement is not one for each in changed)]
        while changed:
            # One or two, so that how many are right cannot be known beforehand.
            count = 1 + changed[0].start % _MOST_CHANGED
            some, changed = changed[:count], changed[count:]
            # Where little else is said, what was to be changed next stands as it is.
            while changed and len(whole) < max(_LEAST_OTHERS, _FEWEST_OPTIONS - count):
                whole.append(changed.pop(0).statement)
            taken, whole = whole[:_MOST_OTHERS], whole[_MOST_OTHERS:]
            if len(taken) >= _LEAST_OTHERS and len(some) + len(taken) >= _FEWEST_OPTIONS:
                yield Provisions(heading, tuple(some), tuple(taken))
