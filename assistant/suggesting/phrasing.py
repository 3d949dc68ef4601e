"""Put into a question what a heading, a sentence or a table row answers."""

import re
from collections.abc import Iterator

from ingest.numerals import QuantityKind, quantities
from ingest.schema import Metadata, TableRow
from ingest.tokenizing import to_simplified

# A question is read at a glance.
LONGEST_QUESTION = 36
_LONGEST_SUBJECT = 16
_LONGEST_HEADING = 16
_LONGEST_LABEL = 10

_PROMULGATED = re.compile(r"^.*(?:印发|转发|公布|发布)《?(.+?)》?的(?:通知|公告|决定)$")
_CONCERNING = re.compile(
    r"^.*?关于(.+?)的(?:指导|实施|调研|情况|工作)*(?:通知|意见|决定|公告|规定|办法|报告|通报)$"
)
_NAMED = re.compile(r"《(.+?)》")
_KIND = re.compile(
    r"(?:管理|实施|工作|操作|暂行|试行|培训|指导|调研)*"
    r"(?:办法|细则|条例|规定|方案|意见|通知|总结|报告|通报|问答|台账|计划|规划|明白纸|指南|手册|汇编|宣传页)+$"
)
_TABLES = re.compile(r"(?:台账|表|清单|名册)$")
_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_DOING = re.compile(
    r"^(?:进一步|切实|全面|认真|做好|加强|规范|调整|推行|推进|完善|健全|落实|开展|实施|修改|明确|提高)+"
)
_TRAILING = re.compile(r"(?:开发|运行|推进)?(?:管理|管护|工作|标准|事项|有关事项|若干问题|情况)+$")
_YEAR = re.compile(r"(?:19|20)\d{2}年度?")

_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+[章节条编篇]|[一二三四五六七八九十]+[、.．]"
    r"|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|附[件表录]\d*)[\s　:：]*"
)
_ASKED_ALREADY = re.compile(r"^(?:问[：:]?\s*)?(.{4,34}[？?])$")
_WORDS = re.compile(r"[\u4e00-\u9fff]+")

# How a heading becomes a question: the first that fits its end. {t} is the topic, the heading
# with its subject; {s} is the subject alone.
_HEADINGS = tuple(
    (re.compile(pattern), forms)
    for pattern, forms in (
        (r"(?:标准|额度|金额|比例|利率|限额|水平|水价|价格|分值)$", ("{t}是多少？",)),
        (r"(?:期限|时限|周期|有效期)$", ("{t}是多久？", "{t}有多长？")),
        (r"(?:对象|人群|人员)$", ("{t}有哪些？", "{t}是哪些人？")),
        (r"条件$", ("{t}有哪些？", "{t}是什么？")),
        (r"(?:办理|申请|申报)(?:程序|流程|步骤)$", ("{s}怎么申请？", "{t}是怎样的？")),
        (r"(?:程序|流程|步骤)$", ("{t}是怎样的？", "{t}有哪些步骤？")),
        (r"定义$", ("什么是{s}？",)),
        (r"(?:职责|分工)$", ("{s}由哪些部门负责？", "{t}是什么？")),
        (r"(?:范围|内容|构成)$", ("{t}包括哪些？", "{t}有哪些？")),
        (r"(?:用途|方式|情形|措施|原则|要求|类型|渠道)$", ("{t}有哪些？", "{t}是什么？")),
        (r"目标$", ("{t}是什么？",)),
    )
)
_CHAPTER = ("{t}有哪些规定？",)
_EMPTY_HEADING = re.compile(r"总则|附则|附件|附表|概述|其他|总体|说明|前言|基本情况|存在")

_DEFINED = re.compile(
    r"(?:^|[，。；\n])(?:本[一-鿿]{2,4}所称的?)?([一-鿿“”]{4,14}?)[，,]?(?:是指|指的是)(?!出|定|导|标)"
)
_CLAUSE_BREAK = re.compile(r"[，；：,;:、（(]")
_LEADING = re.compile(
    r"^(?:其中|同时|并且?|且|对|按照?|由|经|应当?|不|超过|以及|或者?|但|在|从|自|于|每|该|此|其|上述|"
    r"以上|以下|共|累计|达到?|一是|二是|三是|四是|第)"
)
_QUALIFIER = re.compile(
    r"(?:最高|最低|最多|至少|不超过|不低于|不少于|不高于|约|近|为|达|达到|共|是|合计|累计|一般|可以?)+$"
)
# 每人每月 behind a name is told with the figure; before a verb it belongs to the question.
_RATE = re.compile(r"[由按从]?(?:每[人户亩头村天日月年季学期]+)+$")
_AMOUNT_NAME = re.compile(r"(?:标准|限额|额度|工资|收费|水价|租金|金额|待遇|补助费|参考线|底线)$")
_AMOUNT_VERB = re.compile(r"(?:补贴|补助|奖补|奖励|救助|贷款|资助|贴息|缴费|发放|给予)$")
_TIME_NAME = re.compile(
    r"(?:公示期|公告期|公示时间|期限|有效期|时限|周期|服务期|过渡期|聘期|任期)$"
)
_NOT_ASKED_FOR = re.compile(r"由|原则上|分别|其中|以[上下]|[前后]$")
_MONEY = frozenset({"元"})
_TIME = frozenset({"天", "日", "工作日", "月", "年", "小时"})

_TOTALS = re.compile(r"合计|小计|总计|全县|全市|全省|全国|平均|其他")
_PLACE = re.compile(r".+(?:[乡镇村县市区州省]|社区|小区|新村|新居)")
_COLUMN = re.compile(
    r"(?:收入|标准|比例|率|分红|金额|补贴|补助|户数|人数|面积|产量|工资|水价|投资|岗位数|余额)$"
)
_DULL_COLUMN = re.compile(r"其中|来源|用途|规模|占比")
_FIGURE = re.compile(r"[\d,.]+\s*[%％]?")
_LONGEST_COLUMN = 12


def subject_of(metadata: Metadata) -> str:
    """Return what a document is about, in the few words in which people would ask for it.

    >>> subject_of(Metadata(title="青禾县脱贫人口小额信贷实施细则", region="清河省云岭市青禾县"))
    '脱贫人口小额信贷'
    >>> subject_of(Metadata(title="关于进一步规范乡村公益性岗位开发管理的通知"))
    '乡村公益性岗位'

    Returns:
        Empty where the title does not say it briefly.
    """
    subject = _BRACKETS.sub("", to_simplified(metadata.title))
    if _TABLES.search(subject):
        return ""
    for pattern in (_PROMULGATED, _CONCERNING):
        if match := pattern.match(subject):
            subject = match[1]
    if match := _NAMED.search(subject):
        subject = match[1]
    subject = _YEAR.sub("", subject)
    subject = _without_names(subject, metadata)
    subject = _KIND.sub("", subject)
    subject = re.split(r"[和与、及]", subject)[0]
    subject = _TRAILING.sub("", _DOING.sub("", subject))
    is_brief = 2 <= len(subject) <= _LONGEST_SUBJECT and _WORDS.fullmatch(subject)
    return subject if is_brief else ""


def _without_names(text: str, metadata: Metadata) -> str:
    """Leave out the place and the office at the beginning of a title."""
    for name in (*metadata.issuing_authority.split("、"), *_places(metadata.region)):
        text = text.removeprefix(name) if name else text
    return text


def _places(region: str) -> list[str]:
    """Return a region with and without the greater ones before it, the longest first."""
    parts = re.findall(r".+?(?:自治区|自治州|自治县|[省市州县旗区乡镇村])", region)
    return ["".join(parts[number:]) for number in range(len(parts))]


def heading_of(text: str) -> str:
    """Return a heading without its number and what follows its first mark.

    >>> heading_of("（三）贷款期限。")
    '贷款期限'
    """
    return _BRACKETS.sub("", _NUMBER.sub("", text.strip())).strip("。：: 　")


def questions_of_heading(heading: str, subject: str, *, is_chapter: bool = False) -> Iterator[str]:
    """Yield ways to ask for what stands under a heading, the best first.

    Args:
        heading: As it stands, with its number.
        subject: What the document is about; may be empty.
        is_chapter: Whether it heads a chapter of articles, whose contents can be asked for.
    """
    heading = to_simplified(heading.strip())
    if asked := _ASKED_ALREADY.match(_NUMBER.sub("", heading)):
        yield asked[1].replace("?", "？")
        return
    text = heading_of(heading)
    if not 2 <= len(text) <= _LONGEST_HEADING or _EMPTY_HEADING.search(text) or not subject:
        return
    # 岗位类型和补贴标准 are two things to ask for.
    for part in reversed(re.split(r"和|、|及", text)):
        part = _DOING.sub("", part)
        for pattern, forms in _HEADINGS:
            if pattern.search(part) and _WORDS.fullmatch(part):
                yield from _fill(forms, part, subject)
                break
    if is_chapter and _WORDS.fullmatch(text):
        yield from _fill(_CHAPTER, text, subject)


def _fill(forms: tuple[str, ...], heading: str, subject: str) -> Iterator[str]:
    topic = heading if _overlap(heading, subject) else f"{subject}的{heading}"
    for form in forms:
        question = form.format(t=topic, s=subject)
        if len(question) <= LONGEST_QUESTION:
            yield question


def _overlap(heading: str, subject: str) -> bool:
    """Say whether a heading names its subject itself."""
    return subject in heading or (len(subject) > 3 and subject[-4:] in heading)


def question_of_definition(sentence: str) -> str | None:
    """Return the question that a definition answers.

    >>> question_of_definition("本办法所称公益性岗位，是指由财政资金补贴的岗位。")
    '什么是公益性岗位？'
    """
    match = _DEFINED.search(_NUMBER.sub("", sentence))
    if match is None or _LEADING.match(match[1]):
        return None
    return f"什么是{match[1]}？"


def question_of_figure(sentence: str, subject: str) -> str | None:
    """Return the question that an amount or a time limit in a sentence answers.

    >>> question_of_figure("公益性岗位每人每月补贴八百元。", "公益性岗位")
    '公益性岗位每人每月补贴多少元？'
    >>> question_of_figure("岗位名单由乡镇公示，公示期不少于七个工作日。", "公益性岗位")
    '公益性岗位的公示期是多久？'

    Args:
        sentence: As it stands.
        subject: What the document is about; put before a clause that does not name it.

    Returns:
        None where no figure is told by a clause that can stand alone.
    """
    for figure in quantities(sentence):
        if figure.kind is not QuantityKind.AMOUNT or figure.unit not in _MONEY | _TIME:
            continue
        clause = _CLAUSE_BREAK.split(sentence[: figure.start])[-1].split("。")[-1]
        clause = _QUALIFIER.sub("", _NUMBER.sub("", clause.strip()))
        asked, ending = _ask_for_figure(clause, is_money=figure.unit in _MONEY)
        if not ending or not 3 <= len(asked) <= 24 or not _WORDS.fullmatch(asked):
            continue
        if _LEADING.match(asked) or _NOT_ASKED_FOR.search(asked):
            continue
        if not _names(asked, subject):
            asked = f"{subject}的{asked}"
        question = f"{asked}{ending}？"
        if len(question) <= LONGEST_QUESTION:
            return question
    return None


def _ask_for_figure(clause: str, *, is_money: bool) -> tuple[str, str]:
    """Return what of a clause is asked about, and how the question ends; empty if it cannot be."""
    name = _QUALIFIER.sub("", _RATE.sub("", clause))
    if not is_money:
        return clause, "是多久" if _TIME_NAME.search(clause) else ""
    if _AMOUNT_NAME.search(name):
        return name, "是多少"
    return clause, "多少元" if _AMOUNT_VERB.search(clause) else ""


def _names(text: str, subject: str) -> bool:
    """Say whether a text shares a word of three characters with its subject."""
    return not subject or any(
        subject[start : start + 3] in text for start in range(max(1, len(subject) - 2))
    )


def questions_of_row(row: TableRow, caption: str, metadata: Metadata) -> Iterator[str]:
    """Yield questions that the figures of a table row answer.

    Args:
        row: Its first cell names what the row is about.
        caption: The table's title.
        metadata: Of the document.
    """
    label, year = row.cells[0].strip(), _year_of(caption, metadata)
    is_place = _PLACE.fullmatch(label) is not None
    # What a year's table says of 产业发展 is asked for in more words than its label.
    if not _is_label(label) or _TOTALS.search(label) or (year and not is_place):
        return
    for header, cell in zip(row.headers[1:], row.cells[1:], strict=True):
        name = _column_name(header)
        if not name or not _FIGURE.fullmatch(cell.strip()):
            continue
        when = "" if _YEAR.match(name) else year
        question = f"{label}{'' if when or _YEAR.match(name) else '的'}{when}{name}是多少？"
        if len(question) <= LONGEST_QUESTION:
            yield question


def _is_label(text: str) -> bool:
    return 2 <= len(text) <= _LONGEST_LABEL and _WORDS.fullmatch(text) is not None


def _column_name(header: str) -> str:
    """Return a header's levels as one name; empty for one nobody asks for.

    >>> _column_name("人均纯收入/2024年"), _column_name("住院救助/救助比例")
    ('2024年人均纯收入', '住院救助比例')
    """
    name, when = "", ""
    # A slash inside brackets stands between units.
    for level in (each.strip() for each in _BRACKETS.sub("", header).split("/")):
        if _YEAR.fullmatch(level):
            when = level
            continue
        shared = next((n for n in range(len(level), 0, -1) if name.endswith(level[:n])), 0)
        name += level[shared:]
    if not _COLUMN.search(name) or _DULL_COLUMN.search(name) or len(name) > _LONGEST_COLUMN:
        return ""
    return when + name


def _year_of(caption: str, metadata: Metadata) -> str:
    found = _YEAR.search(caption) or _YEAR.search(metadata.title)
    return found[0].removesuffix("度") if found else ""
