"""Understand a follow-up: put back the subject, place and year that "那2021年呢？" leaves out.

By rules, so that it works without a language model: what the follow-up names takes the place of
its like in the question before, and a follow-up that asks something else gets that question's
subject. A question that stands alone is left as it is.
"""

import re
from collections.abc import Sequence
from functools import reduce

from assistant.retrieval.question import analyse_question
from assistant.schema import Answer, Turn

# What was said longer ago is rarely meant.
REMEMBERED_TURNS = 6
LONGEST_COMPLETED = 500

_OPENING = re.compile(
    r"^(?:那么?|还有|另外|然后|再问一下|请问|对了|嗯|好的?|以及|至于)+[，,、：: ]*(?![个位年天月])"
)
_WHAT_ABOUT = re.compile(
    r"(?:的话|的情况|方面)?(?:又)?(?:怎么样|怎样|如何|是多少|有多少|多少)?呢?[？?。！!]*$"
)
_ENDS_IN_WHAT_ABOUT = re.compile(r"呢[？?。！!]*$")
_FOLLOWS = re.compile(
    r"^(?:那(?!些?时)|它|他们|她们|这|其|该|此|上述|上面|刚才|还有|另外|然后|以及|至于)|前者|后者|上面说的|刚才说的"
)
_PRONOUN = re.compile(
    r"它们?|他们|她们|(?:这|那|该|此|上述)(?:一?[个项些种类笔份])?(?:政策|规定|补贴|补助|办法|文件|项目|标准|钱|事)?(?!样|么|时|里|年|[一二三四五六七八九十\d])"
)
_YEAR = re.compile(
    r"(?:19|20)\d{2}年(?:度|底|末|初|上半年|下半年)?(?:\d{1,2}月)?|(?<!\d)(?:19|20)\d{2}(?!\d)"
)
_OTHER_YEAR = re.compile(
    r"^(?:(?P<before>前一年|上一年|头一年)|(?P<after>后一年|下一年|第二年|次年|转年))$"
)
_PLACE = re.compile(
    r"(?:[一-鿿]{1,7}?(?:自治区|自治州|自治县|省|[市州县旗盟乡镇村区])(?![市县民场镇域里长委属级情均内别]))"
    r"|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|"
    r"四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_COMMON_PLACE_WORDS = """
城市 都市 地区 社区 山区 园区 城区 农村 乡村 城镇 乡镇 贫困县 贫困村 每村 各县 各村 各乡 全县 全村
"""
_NOT_PLACES = frozenset(_COMMON_PLACE_WORDS.split())
# Each stands where the other may: what is asked of one is asked of the other.
_COUNTERPARTS = tuple(
    frozenset(group.split())
    for group in (
        "农村 城市 城镇",
        "男 女 男性 女性 男职工 女职工",
        "小学 初中 高中 中职 高职 大学 本科 学前",
        "一级 二级 三级 四级",
        "省级 市级 县级 乡级 村级 州级 国家级",
        "上半年 下半年 一季度 二季度 三季度 四季度",
        "贫困户 脱贫户 非贫困户 监测户 边缘户",
        "最高 最低",
        "种植业 养殖业",
    )
)
# So few characters of its own mean that a question lives on the one before.
_SHORT = 4
# "脱贫人口小额信贷呢？" still names a thing; longer texts say something.
_LONGEST_NAME = 20
_ASKED = re.compile(
    r"多少|多[久长高大远深重]|几[个人户家名年次天亩元块分岁]|哪|什么|是啥|啥|谁|怎么|如何|何时|为何|为什么|能不能|可不可以|是否|有没有|是不是|要不要|吗"
)


def complete_question(question: str, history: Sequence[Turn]) -> str:
    """Return a question that can be understood alone.

    Args:
        question: As asked.
        history: What was asked and answered before, the oldest first.
    """
    asked = [turn.question.strip() for turn in history[-REMEMBERED_TURNS:]]
    return reduce(_complete, [*asked, question.strip()]) if asked else question


def note_reading(answer: Answer, asked: str) -> Answer:
    """Return an answer to a follow-up with the question as asked, and how it was understood."""
    if answer.question == asked:
        return answer
    notice = f"这个问题理解为：“{answer.question}”"
    return answer.model_copy(update={"question": asked, "notices": (notice, *answer.notices)})


def _complete(before: str, question: str) -> str:
    """Return a question completed by the one before it, which is complete."""
    core = _WHAT_ABOUT.sub("", _OPENING.sub("", question)).removesuffix("的").strip("，,、 ")
    asks_about = _ENDS_IN_WHAT_ABOUT.search(question) or _names_its_like(core)
    if core and asks_about and len(core) <= _LONGEST_NAME and not _ASKED.search(core):
        completed = _exchange(before, core)
    elif _is_follow_up(question):
        completed = _inherit(before, question)
    else:
        return question
    return completed if len(completed) <= LONGEST_COMPLETED else question


def _names_its_like(core: str) -> bool:
    """Say whether a text is but a year, a place, or what has a counterpart."""
    return bool(
        _YEAR.fullmatch(core) or _place(core) == core or any(core in g for g in _COUNTERPARTS)
    )


def _exchange(before: str, core: str) -> str:
    """Return the question before with what a follow-up names in the place of its like."""
    year, place = _YEAR.search(core), _place(core)
    completed = before
    if other := _OTHER_YEAR.match(core):
        known = _YEAR.search(before)
        if known is None:
            return core + before
        step = -1 if other["before"] else 1
        return before.replace(known[0], re.sub(r"\d{4}", lambda m: str(int(m[0]) + step), known[0]))
    if year:
        completed = _put(completed, _YEAR.search(completed), year[0])
    if place:
        completed = _put_place(completed, place)
    rest = _YEAR.sub("", core)
    rest = (rest.replace(place, "") if place else rest).strip("的在，,、 ")
    return _put_subject(completed, rest) if rest else completed


def _put(text: str, known: re.Match[str] | None, new: str) -> str:
    return new + text if known is None else text[: known.start()] + new + text[known.end() :]


def _put_place(text: str, place: str) -> str:
    """Put a place where one of its kind stands, or any; else before the question."""
    known = _places(text)
    alike = [each for each in known if each[-1] == place[-1]] or known
    return text.replace(alike[-1], place, 1) if alike else place + text


def _put_subject(text: str, subject: str) -> str:
    """Put a subject where its counterpart stands, else where the question's own does."""
    for group in _COUNTERPARTS:
        if subject in group:
            for other in sorted(group - {subject}, key=len, reverse=True):
                if other in text:
                    return text.replace(other, subject, 1)
    terms = [t for t in analyse_question(text).terms if len(t) > 1 and t in text]
    terms = [t for t in terms if not _YEAR.search(t) and _place(t) is None]
    alike = [t for t in terms if t[-1] == subject[-1] and t != subject]
    # A word that ends alike, 老年人 for 残疾人, is the like; else the first word is the subject.
    old = max(alike, key=len) if alike else next(iter(terms), None)
    if old is None or subject in text:
        return subject + text
    # 高龄老年人 goes with its last word: the whole of what stands before it is the old subject.
    return text.replace(max((t for t in terms if old in t), key=len), subject, 1)


def _inherit(before: str, question: str) -> str:
    """Return a follow-up that asks something else with the subject of the question before."""
    subject = _subject(before)
    rest = _OPENING.sub("", question)
    if not subject:
        return rest
    year, place = _YEAR.search(before), _place(before)
    head = ""
    if year and not _YEAR.search(rest) and year[0] not in subject:
        head = year[0]
    if place and _place(rest) is None and place not in subject:
        head += place
    pronoun = _PRONOUN.search(rest)
    if pronoun and subject not in rest:
        # 它的期限 is the subject's own.
        return head + rest[: pronoun.start()] + subject + rest[pronoun.end() :]
    return head + ("" if subject in rest else subject) + rest


def _subject(question: str) -> str:
    """Return what a question is about: its first stretch before it asks."""
    content = [part for part in _ASKED.split(question)[0].split("，") if part.strip()]
    if content and len(content[-1].strip()) > 1:
        return _PREDICATE.sub("", content[-1].strip().strip("是有为的要能可以"))
    stretches = [part for part in analyse_question(question).content if len(part) > 1]
    return max(stretches, key=len, default="")


# What is asked of a subject rather than part of it.
_PREDICATE = re.compile(
    r"(?<=..)(?=.)(?:每[人户月年天亩次]+)*(?:最[高低多少])?(?:可以?|能|应当?)?(?:补贴|补助|发放|发|给|领|贷款?|奖励?)?$"
)


def _is_follow_up(question: str) -> bool:
    asks = _ASKED.search(question) is not None
    if _FOLLOWS.search(question):
        return asks or question.endswith(("？", "?", "呢"))
    # "怎么申请？" has next to nothing of its own.
    own = "".join(analyse_question(question).content)
    return asks and len(own) <= _SHORT and not _places(question)


def _place(text: str) -> str | None:
    return next(iter(_places(text)), None)


def _places(text: str) -> list[str]:
    """Return the names of places, without the words that stand before them."""
    found = []
    for part in _YEAR.split(text):
        for match in _PLACE.finditer(part):
            name = re.sub(r"^.*?(?:请问|在|和|与|的|是|有|问|到|个)", "", match[0])
            if len(name) > 1 and name not in _NOT_PLACES and name[-2:] not in _NOT_PLACES:
                found.append(name)
    return found
