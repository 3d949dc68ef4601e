"""The checks every sentence of an answer passes before it leaves.

A sentence stands when its citations carry it: every figure, date, 文号, place, office and person
is found there, negation agrees, and its words are mostly theirs. A figure that is worked out must
show a formula whose operands are cited and whose arithmetic is right. Whoever wrote the sentence,
the extractive answerer or a language model, it passes the same checks.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

from assistant.chain.formulas import Formula, find_formulas
from ingest.numerals import (
    Quantity,
    QuantityKind,
    date_covers,
    is_article,
    quantities,
    same_quantity,
    same_unit,
)
from ingest.references import document_numbers
from ingest.schema import Record
from ingest.tokenizing import fold, to_simplified, words


class Rule(StrEnum):
    """What a sentence can be wrong about."""

    FIGURE = "figure"
    UNIT = "unit"
    PERCENTAGE_POINTS = "percentage_points"
    BOUND = "bound"
    DATE = "date"
    DOCUMENT_NUMBER = "document_number"
    PLACE = "place"
    ORGANISATION = "organisation"
    PERSON = "person"
    ATTRIBUTION = "attribution"
    NEGATION = "negation"
    COVERAGE = "coverage"
    FORMULA = "formula"


class Problem(Record):
    """One reason to withdraw a sentence."""

    rule: Rule
    message: str
    """What is wrong, in Chinese."""

    found: str
    """The part of the sentence that is wrong."""


def check_sentence(
    sentence: str, evidence: Sequence[str], *, computed: Sequence[str] = ()
) -> list[Problem]:
    """Return what is wrong with a sentence, given what it cites; an empty list lets it pass.

    Args:
        sentence: One sentence of an answer; citation markers such as [1] are ignored.
        evidence: The cited passages. Titles, 文号 and section headings of the citations belong
            here too where the sentence names them.
        computed: Formulas shown beside the sentence, e.g. "3300元−3000元=300元". Those within it
            are found without.

    A sentence that stands word for word in its evidence always passes, unless the quotation cuts
    a number or leaves out the 不 before it.
    """
    source = _read_evidence(tuple(evidence))
    claim = _MARKERS.sub("", sentence).strip()
    if source.quotes(claim):
        return []
    formulas = [formula for text in (claim, *computed) for formula in find_formulas(text)]
    problems = [problem for formula in formulas for problem in _check_formula(formula, source)]
    # What a formula states is checked with it; the rest of the sentence may use its result.
    plain = _cut_formulas(claim)
    results = [formula.result for formula in formulas]
    problems += _check_figures(plain, source, results)
    problems += _check_document_numbers(plain, source)
    problems += _check_names(plain, source)
    problems += _check_attribution(plain, source)
    problems += _check_negation(plain, source)
    problems += _check_coverage(plain, source)
    return problems


def _cut_formulas(claim: str) -> str:
    for formula in reversed(list(find_formulas(claim))):
        claim = claim[: formula.start] + " " + claim[formula.end :]
    return claim


_MARKERS = re.compile(r"[\[【]\d{1,3}[\]】]|\*\*")

# --- Evidence ---------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"[。！？；;!?\n]+")
_CLAUSE_END = re.compile(r"[，,、。！？；;：:!?\n（）()]+")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_NUMBER_SIGNS = frozenset("0123456789.〇零一二两三四五六七八九十百千万亿")
_NUMBER_SIGNS_AND_UNITS = _NUMBER_SIGNS | {"%", "‰"}


class _Evidence:
    """What the citations of a sentence say, read once."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self.texts = texts
        self.folded = "\n".join(_simplify(text) for text in texts)

    @cached_property
    def figures(self) -> list[tuple[str, Quantity]]:
        """Every figure with the text it stands in."""
        return [(text, quantity) for text in self.texts for quantity in quantities(text)]

    @cached_property
    def declared_units(self) -> list[tuple[Decimal, str]]:
        """Scale and unit of the numbers in a table: 万元 in 单位：万元 and in 投资（万元）."""
        return [
            (Decimal(_SCALES[match[1] or ""]), match[2])
            for text in self.texts
            for match in _DECLARED_UNIT.finditer(text)
        ]

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its 文号 in standard form."""
        return frozenset(d.number for text in self.texts for d in document_numbers(text))

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences, folded."""
        parts = (part for text in self.texts for part in _SENTENCE_END.split(text))
        return [_simplify(part) for part in parts if part.strip()]

    @cached_property
    def negated(self) -> frozenset[str]:
        """What stands behind a negation."""
        return frozenset(_negated_keys(self.folded))

    def quotes(self, claim: str) -> bool:
        """Return whether a claim stands word for word in one of the texts."""
        wanted = _EDGE.sub("", _simplify(claim))
        if not wanted:
            return True
        position = self.folded.find(wanted)
        while position >= 0:
            if not self._is_cut(wanted, position):
                return True
            position = self.folded.find(wanted, position + 1)
        return False

    def _is_cut(self, wanted: str, position: int) -> bool:
        before, after = self.folded[:position], self.folded[position + len(wanted) :]
        cuts_head = before[-1:] in _NUMBER_SIGNS and wanted[0] in _NUMBER_SIGNS and before[-1:]
        cuts_tail = wanted[-1] in _NUMBER_SIGNS and after[:1] in _NUMBER_SIGNS and after[:1]
        negated = _NEGATION_AT_END.search(before[-6:])
        return bool(cuts_head or cuts_tail or negated)


@lru_cache(maxsize=64)
def _read_evidence(texts: tuple[str, ...]) -> _Evidence:
    return _Evidence(texts)


def _simplify(text: str) -> str:
    return to_simplified(fold(text))


# --- Figures ----------------------------------------------------------------------------------

_SCALES = {"": 1, "千": 1000, "万": 10**4, "百万": 10**6, "亿": 10**8}
_DECLARED_UNIT = re.compile(
    r"(?:单位\s?[：:]\s?|[（(])(百万|[千万亿])?"
    r"(元|人|户|亩|吨|公斤|公里|平方米|平方公里|个|人次|千瓦|%)(?=[）)\s|，；;、/]|$)",
    re.MULTILINE,
)
_LOWER = "不低于|不少于|不小于|不得少于|不得低于|至少|最低|最少|以上"
_UPPER = "不超过|不高于|不多于|不大于|不得超过|不得高于|至多|最高|最多|以下|以内|之内"
# What may stand in the evidence for a bound of the sentence: 余 says more than, 近 less than.
_SAYS_LOWER = re.compile(rf"(?<![不得])(?:超过|高于|超|多于)|{_LOWER}|突破|逾|余|多|起")
_SAYS_UPPER = re.compile(rf"(?<![不得])(?:低于|少于)|{_UPPER}|不足|不到|上限|近|封顶")
_PLACE_UNITS = frozenset("省州市县区乡镇村国")
_LOWER_BOUNDS = frozenset([*_LOWER.split("|"), "超过", "高于"])
_UPPER_BOUNDS = frozenset([*_UPPER.split("|"), "低于", "少于"])


def _check_figures(claim: str, source: _Evidence, results: Sequence[Quantity]) -> Iterator[Problem]:
    for quantity in quantities(claim):
        if is_article(quantity) or _is_enumerator(quantity):
            continue
        if any(same_quantity(quantity, result) for result in results):
            continue
        matches = [(text, other) for text, other in source.figures if _states(other, quantity)]
        if matches:
            yield from _check_bound(quantity, matches)
        elif not _is_declared(quantity, source) and not _stands(quantity.text, source):
            yield _describe_missing(quantity, source)


def _is_enumerator(quantity: Quantity) -> bool:
    """Return whether it is 第一, which numbers the points of an answer, or 两县, which sums up."""
    if quantity.kind is QuantityKind.ORDINAL:
        return not quantity.unit
    return quantity.text[0] == "两" and quantity.unit in _PLACE_UNITS


def _states(other: Quantity, quantity: Quantity) -> bool:
    """Return whether a figure of the evidence carries one of the sentence."""
    if quantity.kind is QuantityKind.DATE:
        if other.kind is QuantityKind.DATE:
            return date_covers(other, quantity)
        # A table heads its columns 2019, 2020 without 年.
        return not other.unit and other.value * 10000 == quantity.value
    return same_quantity(other, quantity)


def _is_declared(quantity: Quantity, source: _Evidence) -> bool:
    """Return whether it is a bare number of a table, in the unit that the table's head states."""
    return any(
        not other.unit
        and other.kind is QuantityKind.AMOUNT
        and other.value * scale == quantity.value
        and quantity.unit
        and same_unit(unit, quantity.unit)
        for scale, unit in source.declared_units
        for _, other in source.figures
    )


def _stands(text: str, source: _Evidence) -> bool:
    """Return whether a figure stands in the evidence as it is, and not inside a longer one."""
    wanted = _simplify(text)
    for match in re.finditer(re.escape(wanted), source.folded):
        before = source.folded[match.start() - 1 : match.start()] if match.start() else ""
        after = source.folded[match.end() : match.end() + 1]
        if before not in _NUMBER_SIGNS and not (
            wanted[-1] in _NUMBER_SIGNS and after in _NUMBER_SIGNS_AND_UNITS
        ):
            return True
    return False


def _check_bound(quantity: Quantity, matches: Sequence[tuple[str, Quantity]]) -> Iterator[Problem]:
    """Yield a problem where 以上 or 不超过 is the sentence's own."""
    stated = set(quantity.qualifier.split("、"))
    around = [_clause_around(text, other) for text, other in matches]
    for bounds, says in ((_LOWER_BOUNDS, _SAYS_LOWER), (_UPPER_BOUNDS, _SAYS_UPPER)):
        if stated & bounds and not any(says.search(clause) for clause in around):
            word = (stated & bounds).pop()
            yield Problem(
                rule=Rule.BOUND,
                message=f"原文的“{quantity.text}”没有“{word}”的意思。",
                found=f"{word}{quantity.text}",
            )


def _clause_around(text: str, figure: Quantity) -> str:
    """Return the words of a figure's clause that stand next to it."""
    before = _CLAUSE_END.split(text[max(0, figure.start - 12) : figure.start])[-1]
    return before + figure.text + _CLAUSE_END.split(text[figure.end : figure.end + 6])[0]


def _describe_missing(quantity: Quantity, source: _Evidence) -> Problem:
    """Say how a figure that the evidence does not carry is wrong."""
    equal = [other for _, other in source.figures if other.value == quantity.value]
    percentages = {QuantityKind.PERCENT, QuantityKind.PERCENTAGE_POINTS}
    if quantity.kind is QuantityKind.DATE:
        rule, message = Rule.DATE, f"日期“{quantity.text}”在引用的原文中找不到。"
    elif quantity.kind in percentages and any(other.kind in percentages for other in equal):
        rule = Rule.PERCENTAGE_POINTS
        message = f"“{quantity.text}”与原文不符：百分比和百分点不是一回事。"
    elif any(other.kind is quantity.kind for other in equal):
        rule = Rule.UNIT
        message = f"“{quantity.text}”的单位与原文不符，原文是“{equal[0].text}”。"
    else:
        rule, message = Rule.FIGURE, f"数字“{quantity.text}”在引用的原文中找不到。"
    return Problem(rule=rule, message=message, found=quantity.text)


def _check_formula(formula: Formula, source: _Evidence) -> Iterator[Problem]:
    terms = len(formula.operands)
    for operand in formula.operands:
        # 100% turns a share into a percentage; an average divides by the number of its terms.
        if operand.text in {"100%", "100", "12"} or (not operand.unit and operand.value < terms):
            continue
        if not any(_states(other, operand) for _, other in source.figures) and not _is_declared(
            operand, source
        ):
            message = f"算式中的“{operand.text}”在引用的原文中找不到。"
            yield Problem(rule=Rule.FORMULA, message=message, found=formula.text)
    if not formula.is_right:
        yield Problem(rule=Rule.FORMULA, message="算式的结果不对。", found=formula.text)
    elif formula.unit_problem:
        message = f"算式有误：{formula.unit_problem}。"
        yield Problem(rule=Rule.FORMULA, message=message, found=formula.text)


def _check_document_numbers(claim: str, source: _Evidence) -> Iterator[Problem]:
    for document_number in document_numbers(claim):
        if document_number.number not in source.numbers:
            yield Problem(
                rule=Rule.DOCUMENT_NUMBER,
                message=f"文号“{document_number.text}”在引用的原文中找不到。",
                found=document_number.text,
            )


# --- Names ------------------------------------------------------------------------------------

_PLACE = re.compile(
    r"(?=([一-鿿]{2})"
    r"(自治区|自治州|[州盟县乡镇村]|省(?![份略])|市(?![场民值容])|区(?![域别间块分])|旗(?![帜下舰]))"
    r"(?![属级直域]|人大|政协))"
)
# Names that mostly stand without 省 or 市: the provinces and their capitals.
_REGIONS = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|"
    "贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|石家庄|太原|沈阳|长春|哈尔滨|南京|杭州|"
    "合肥|福州|南昌|济南|郑州|武汉|长沙|广州|海口|成都|贵阳|昆明|西安|兰州|西宁|呼和浩特|南宁|拉萨|银川|乌鲁木齐|"
    "深圳|大连|青岛|宁波|厦门"
)
# Common words that end like the name of a place.
_COMMON_PLACE_WORDS = """
全省 全市 全州 全县 全区 全乡 全镇 全村 各省 各市 各州 各县 各区 各乡 各镇 各村 该省 该市
该县 该区 该乡 该镇 该村 本省 本市 本县 本区 本乡 本镇 本村 我省 我市 我州 我县 我区 我乡
我镇 我村 外省 外县 城市 都市 超市 上市 股市 门市 集市 夜市 入市 地市 州市 县市 省市 山区
牧区 农区 地区 社区 小区 园区 景区 灾区 片区 校区 库区 林区 辖区 城区 郊区 市区 街区 新区
特区 厂区 老区 政区 发区 范区 护区 困区 境区 疆区 县区 市县 州县 困县 业县 困村 政村 然村
乡村 农村 新村 驻村 入村 进村 离村 在村 出村 到村 返村 心村 城镇 乡镇 集镇 小镇 色镇 村镇
县乡 返乡 回乡 家乡 离乡 下乡 城乡 治区 治州 治县 红旗 国旗 升旗 后村 范村 点村 明村 丽村
护村 每村 邻村 分区 战区 军区 居区 出区 库县 边县 大县 强县 穷县 小村 大村 美村
"""
_COMMON_PLACES = frozenset(_COMMON_PLACE_WORDS.split())
_ORGANISATION = re.compile(
    r"(?=([一-鿿]{2})"
    r"(局(?![面部限势])|委(?![托任屈派])|办(?![法理事案学证公])|部(?![门分署位件队落])|厅|院(?!校))"
    r")"
)
_COMMON_ORGANISATION_WORDS = """
全部 内部 外部 东部 西部 中部 北部 南部 干部 支部 局部 大部 村部 总部 各部 腹部 头部 胸部
底部 顶部 举办 主办 承办 开办 创办 兴办 停办 申办 督办 经办 代办 协办 怎办 该办 新办 自办
合办 村委 党委 常委 县委 省委 市委 区委 州委 乡委 镇委 两委 班委 格局 布局 结局 大局 全局
开局 当局 僵局 破局 时局 客厅 餐厅 大厅 出院 入院 住院 剧院 影院 庭院 在院 转院 医院 法院
学院
"""
_COMMON_ORGANISATIONS = frozenset(_COMMON_ORGANISATION_WORDS.split())
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
)
_PERSON = re.compile(
    rf"([{_SURNAMES}][一-鿿]{{1,2}})(?:同志|书记|县长|市长|省长|州长|乡长|镇长|村长|主任|局长|部长|厅长|主席|教授|医生)"
)


def _check_names(claim: str, source: _Evidence) -> Iterator[Problem]:
    folded = _simplify(claim)
    for stem, suffix in _places(folded):
        if not _has_place(stem, suffix, source):
            name = stem + suffix
            message = f"地名“{name}”在引用的原文中找不到。"
            yield Problem(rule=Rule.PLACE, message=message, found=name)
    for match in _REGIONS.finditer(folded):
        if match[0] not in source.folded:
            message = f"地名“{match[0]}”在引用的原文中找不到。"
            yield Problem(rule=Rule.PLACE, message=message, found=match[0])
    for match in _ORGANISATION.finditer(folded):
        name = match[1] + match[2]
        if match[1][0] in _NOT_IN_NAMES:
            continue
        if name[1:] not in _COMMON_ORGANISATIONS and name not in source.folded:
            message = f"机构“{name}”在引用的原文中找不到。"
            yield Problem(rule=Rule.ORGANISATION, message=message, found=name)
    for match in _PERSON.finditer(folded):
        if match[1] not in source.folded and match[1][:2] not in source.folded:
            message = f"人名“{match[1]}”在引用的原文中找不到。"
            yield Problem(rule=Rule.PERSON, message=message, found=match[1])


def _places(folded: str) -> Iterator[tuple[str, str]]:
    """Yield the last two characters of the name of each place, and its suffix.

    Where a name begins is unknown without a dictionary, and two characters are enough to tell
    whether the evidence has it.
    """
    for match in _PLACE.finditer(folded):
        if _is_place(match):
            yield match[1], match[2]


def _is_place(match: re.Match[str]) -> bool:
    return match[1][1] + match[2][0] not in _COMMON_PLACES and match[1][1] not in _NOT_IN_NAMES


def _has_place(stem: str, suffix: str, source: _Evidence) -> bool:
    # 巴里坤 in the evidence carries 巴里坤县; 在 in 在沛县 is no part of the name.
    return stem in source.folded or (stem[0] in _NOT_IN_NAMES and stem[1] + suffix in source.folded)


_NOT_IN_NAMES = frozenset("的在和与及或从到对向由为是了各每个这那该本全一二三四五六七八九十两几位")


def _check_attribution(claim: str, source: _Evidence) -> Iterator[Problem]:
    """Yield a problem where a figure belongs to another place in every passage that has it."""
    folded = _simplify(claim)
    places = set(_places(folded))
    for stem, suffix in places:
        if suffix in {"村", "区"} or sum(other == suffix for _, other in places) > 1:
            continue
        for quantity in quantities(claim):
            if quantity.kind in {QuantityKind.DATE, QuantityKind.ORDINAL} or is_article(quantity):
                continue
            matches = [(t, other) for t, other in source.figures if _states(other, quantity)]
            owners = [_owners(text, other.start, suffix) for text, other in matches]
            if owners and all(names and stem not in names for names in owners):
                yield Problem(
                    rule=Rule.ATTRIBUTION,
                    message=f"原文的“{quantity.text}”说的不是“{stem}{suffix}”。",
                    found=f"{stem}{suffix}{quantity.text}",
                )


def _owners(text: str, position: int, suffix: str) -> set[str]:
    """Return the places of a kind that a figure may be about; empty where none is named.

    These are the places of its own clause and, before it, the nearest place with those joined to
    it: 甲县、乙县 both own what follows.
    """
    before = _simplify(text[max(0, position - 300) : position])
    clause = max((match.end() for match in _CLAUSE_END.finditer(before)), default=0)
    found = [
        (match.start(), match[1])
        for match in _PLACE.finditer(before)
        if match[2] == suffix and _is_place(match)
    ]
    owners: set[str] = {stem for start, stem in found if start >= clause}
    nearest = len(before)
    for start, stem in reversed(found):
        # A name and the sign that joins it take up to ten characters.
        if owners and nearest - start > 10:
            break
        owners.add(stem)
        nearest = start
    return owners


# --- Negation ---------------------------------------------------------------------------------

_NO_NEGATION = (
    "不断|不仅|不但|不同|不论|不管|不久|不妨|不愧|不动产|不锈钢|不可或缺|不得不|无论|无人机|无障碍|无霜期|无偿|无线|"
    "无疑|无数|无私|无缝|无害|未来|没收|了不起|对不起|差不多"
)
_NEGATOR = (
    "不得|不能|不予|不再|不可|不应|不宜|不准|不许|不会|没有|尚未|从未|并未|未能|未曾|禁止|严禁|"
    "不|未|没|无|勿"
)
_NEGATION = re.compile(rf"{_NO_NEGATION}|(?P<negator>{_NEGATOR})[“‘《]?(?=(?P<key>[一-鿿]{{1,4}}))")
_NEGATION_AT_END = re.compile(rf"(?:{_NEGATOR})[“‘《]?$")


def _check_negation(claim: str, source: _Evidence) -> Iterator[Problem]:
    folded = _simplify(claim)
    for negator, key in _negations(folded):
        parts = _lengths(key)
        is_own = any(
            part not in source.negated and _is_affirmed(part, source.folded) for part in parts
        )
        # In words of its own a sentence may still negate, if its source negates anything.
        if is_own or not source.negated:
            message = f"原文没有“{negator}{key}”的说法。"
            yield Problem(rule=Rule.NEGATION, message=message, found=f"{negator}{key}")
    nearest = _nearest_sentences(folded, source)
    for negator, key in dict.fromkeys(found for text in nearest for found in _negations(text)):
        # The whole phrase is surer than its first word, which may stand affirmed elsewhere too.
        for part in _lengths(key):
            if _is_affirmed(part, folded) and not any(_is_affirmed(part, t) for t in nearest):
                message = f"原文是“{negator}{key}”，答句去掉了否定。"
                yield Problem(rule=Rule.NEGATION, message=message, found=part)
                break


def _negations(folded: str) -> Iterator[tuple[str, str]]:
    """Yield each negation and up to four characters behind it."""
    for match in _NEGATION.finditer(folded):
        if match["negator"]:
            yield match["negator"], match["key"]


def _lengths(key: str) -> tuple[str, ...]:
    """Return what is compared of a negated phrase: the whole, and its first two characters."""
    return (key, key[:2]) if len(key) > 2 else (key,)


def _negated_keys(folded: str) -> Iterator[str]:
    for _, key in _negations(folded):
        yield from _lengths(key)


def _is_affirmed(key: str, folded: str) -> bool:
    """Return whether words stand somewhere without a negation right before them."""
    return any(
        not _NEGATION_AT_END.search(folded[max(0, match.start() - 4) : match.start()])
        for match in re.finditer(re.escape(key), folded)
    )


def _nearest_sentences(folded: str, source: _Evidence) -> list[str]:
    """Return the sentences of the evidence that share most with a claim."""
    pairs = {folded[i : i + 2] for i in range(len(folded) - 1)}
    shared = [
        sum(sentence[i : i + 2] in pairs for i in range(len(sentence) - 1))
        for sentence in source.sentences
    ]
    best = max(shared, default=0)
    return [s for s, n in zip(source.sentences, shared, strict=True) if n and n * 2 > best]


# --- Words ------------------------------------------------------------------------------------

# Set by judgement, not fitted; `python -m assistant.evaluation.bench corruption` shows what they
# catch.
_LEAST_COVERAGE = Decimal("0.6")
_LEAST_PART_COVERAGE = Decimal("0.4")
# A part shorter than this is too short to judge on its own, in characters of words.
_SHORTEST_PART = 6
# Words an answer needs and a source does not: "according to", "differs by", "in total".
_FRAME_WORDS = """
根据 按照 依据 规定 因此 所以 其中 分别 合计 总计 共计 一共 相差 增加 减少 增长 下降 提高
降低 高出 低于 高于 资料 文件 显示 提到 指出 表明 原文 计算 等于 以上 以下 来源 即 也就是
如下 包括 主要 答案 可以 需要 应当 相比 相同 不同 一致 没有 规定的 属于 情况 说明 前者 后者
以及 同时 目前 具体 有关 相关
"""
_FRAME = frozenset(_FRAME_WORDS.split())


def _check_coverage(claim: str, source: _Evidence) -> Iterator[Problem]:
    """Yield a problem where a sentence, or a part of it, is in words the evidence does not have."""
    parts = [part.strip() for part in _PART_END.split(claim) if part.strip()]
    counts = [_count_covered(part, source) for part in parts]
    whole = sum(found for found, _ in counts), sum(total for _, total in counts)
    for part, (found, total), least in (
        (claim, whole, _LEAST_COVERAGE),
        *((p, n, _LEAST_PART_COVERAGE) for p, n in zip(parts, counts, strict=True)),
    ):
        if total >= _SHORTEST_PART and found < least * total:
            shown = part if len(part) <= 20 else f"{part[:20]}…"
            message = f"“{shown}”的说法在引用的原文中找不到依据。"
            yield Problem(rule=Rule.COVERAGE, message=message, found=part)
            return


def _count_covered(part: str, source: _Evidence) -> tuple[int, int]:
    """Return how many characters of a part's words the evidence has, and how many there are."""
    for figure in reversed(quantities(part)):
        part = part[: figure.start] + " " + part[figure.end :]
    content = {
        word
        for word in words(part)
        if len(word) > 1 and word not in _FRAME and not any(c.isdigit() for c in word)
    }
    total = sum(len(word) for word in content)
    return sum(len(word) for word in content if word in source.folded), total


_PART_END = re.compile(r"[，,。！？；;：:!?\n]+")
