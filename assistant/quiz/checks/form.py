"""Rules about the form of an item: what a reader sees without knowing the matter."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.quiz.aligning import tokens
from assistant.quiz.checks.giving_away import (
    calculated,
    excludes_others,
    form_of_right_ones,
    names_its_body,
)
from assistant.quiz.checks.known import Known
from assistant.quiz.deriving import ASKS_FOR_FALSE, without_frame
from assistant.quiz.schema import (
    BLANK,
    CHOICES,
    LETTERED,
    LETTERS,
    MOST_OPTIONS,
    TRUE_FALSE_OPTIONS,
    Flaw,
    Item,
    ItemKind,
    Question,
    Severity,
)
from assistant.quiz.world import plain
from ingest.tokenizing import words

LONGEST_STEM = 2000
LONGEST_OPTION = 500
_FEWEST_CHOICES = 3
_FEWEST_STEPS = 3

# --- Letters and blanks -------------------------------------------------------------------------

_LETTERED_OPTION = re.compile(r"^\s*[（(]?[A-Ha-h][)）.、．:：]")
_MARKUP = re.compile(r"https?:|</?[a-z]+>|\\[a-z(]|\^|[①-⑳]|\ufffd|\|")
_DOUBLED = re.compile(r"[，、；：。]{2,}|[，、；：][。？]|（　　）（　　）")
_PAIRS = (("（", "）"), ("“", "”"), ("《", "》"), ("‘", "’"), ("【", "】"), ("〔", "〕"))


def malformed(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where options, key and blanks do not fit the kind, or signs are broken."""
    questions: Sequence[Question] = item.parts if item.kind is ItemKind.CASE else [item]
    if not questions:
        yield _flaw("malformed", "案例题没有小题。请至少写一道小题。")
    for question in questions:
        for message in (*_misfits(question), *_broken_signs(question)):
            yield _flaw("malformed", message)


def _flaw(rule: str, message: str, severity: Severity = Severity.ERROR) -> Flaw:
    return Flaw(rule=rule, message=message, severity=severity)


def _misfits(question: Question) -> Iterator[str]:
    if not question.stem.strip():
        yield "没有题干。请写上题干。"
    elif len(question.stem) > LONGEST_STEM:
        yield f"题干超过{LONGEST_STEM}字。请缩短。"
    if any(not option.strip() for option in question.options):
        yield "有空的选项。请补上内容或删去。"
    if any(len(option) > LONGEST_OPTION for option in question.options):
        yield f"有选项超过{LONGEST_OPTION}字。请缩短。"
    if any(_LETTERED_OPTION.match(option) for option in question.options):
        yield "选项内容里又写了A、B这样的字母。请删去字母，只留内容。"
    if question.kind in LETTERED:
        yield from _bad_letters(question)
    elif question.options:
        yield "这种题型没有选项。请删去选项，或改为选择题。"
    blanks = question.stem.count(BLANK)
    match question.kind:
        case ItemKind.SINGLE_CHOICE | ItemKind.MULTIPLE_CHOICE if blanks > 1:
            yield "选择题的题干里有不止一处空。请只留一处。"
        case ItemKind.FILL_BLANK:
            yield from _bad_blanks(question, blanks)
        case ItemKind.SHORT_ANSWER if not any(point.strip() for point in question.key):
            yield "没有答案要点。请写上要点。"
        case ItemKind.CASE:
            yield "小题不能又是案例题。请改为其他题型。"


def _bad_letters(question: Question) -> Iterator[str]:
    count = len(question.options)
    letters = LETTERS[:count]
    key = question.key
    if count > MOST_OPTIONS:
        yield f"选项超过{MOST_OPTIONS}个。请减少选项。"
        return
    if not key:
        yield "没有答案。请标出正确选项。"
    elif any(letter not in letters or len(letter) != 1 for letter in key):
        yield "答案字母超出了选项范围。请对照选项改正。"
    elif len(set(key)) < len(key):
        yield "答案里同一个字母出现了两次。请删去重复的。"
    match question.kind:
        case ItemKind.TRUE_FALSE if question.options != TRUE_FALSE_OPTIONS or len(key) != 1:
            yield "判断题的选项应为“正确”“错误”，答案只能选一个。请改正。"
        case ItemKind.SINGLE_CHOICE if len(key) > 1:
            yield "单选题有不止一个答案。请只留一个，或改为多选题。"
        case ItemKind.SINGLE_CHOICE if count < _FEWEST_CHOICES:
            yield f"选项少于{_FEWEST_CHOICES}个。请补足选项。"
        case ItemKind.MULTIPLE_CHOICE if len(key) == 1:
            yield "多选题只有一个答案。请补上其他正确选项，或改为单选题。"
        case ItemKind.MULTIPLE_CHOICE if count < _FEWEST_CHOICES:
            yield f"选项少于{_FEWEST_CHOICES}个。请补足选项。"
        case ItemKind.MULTIPLE_CHOICE if list(key) != sorted(key):
            yield "答案字母没有按顺序排列。请按字母顺序写。"
        case ItemKind.ORDERING if count < _FEWEST_STEPS:
            yield f"排序题的步骤少于{_FEWEST_STEPS}个。请补足步骤。"
        case ItemKind.ORDERING if sorted(key) != list(letters):
            yield "排序题的答案没有包含每个步骤。请把每个字母各写一次。"
        case ItemKind.ORDERING if list(key) == sorted(key):
            yield "排序题的步骤已按正确顺序排列。请打乱选项的顺序。"


def _bad_blanks(question: Question, blanks: int) -> Iterator[str]:
    if not blanks:
        yield f"填空题的题干里没有空。请在要填的地方写“{BLANK}”。"
    elif blanks != len(question.key):
        yield f"题干有{blanks}处空，答案有{len(question.key)}个。请使两者一致。"
    if any(not text.strip() for text in question.key):
        yield "有空没有答案。请补上。"
    if question.variants and len(question.variants) != len(question.key):
        yield "“其他可接受的答案”与空的个数不一致。请改正。"


def _broken_signs(question: Question) -> Iterator[str]:
    for text in (question.stem, *question.options):
        if sign := _MARKUP.search(text):
            yield f"文字里有残留的符号“{sign[0]}”。请删去。"
        elif sign := _DOUBLED.search(text):
            yield f"标点“{sign[0]}”连用。请改正。"
        else:
            for opening, closing in _PAIRS:
                if text.count(opening) != text.count(closing):
                    yield f"“{opening}”和“{closing}”没有成对。请补上或删去。"


# --- Options ------------------------------------------------------------------------------------


def equal_options(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where two options say the same, spelling and units apart."""
    read = [(tokens(option).keys or (plain(option),)) for option in item.options]
    for (i, one), (j, other) in combinations(enumerate(read), 2):
        if one == other or plain(item.options[i]) == plain(item.options[j]):
            yield _flaw(
                "equal_options",
                f"选项{LETTERS[i]}和{LETTERS[j]}意思相同。请改写其中一个。",
            )


_ABOVE = re.compile(
    r"以上(?:选项|各项|说法|答案)?(?:都|均|皆|全)|(?:全部|全都?|都)(?:正确|对|不对|是|不是|错误?)$"
    r"|^[A-H](?:[和、与]?[A-H])+(?:都|均)?(?:对|正确)?$"
)


def all_of_the_above(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where an option speaks of the other options."""
    if item.kind is ItemKind.TRUE_FALSE:
        return
    for option in item.options:
        if _ABOVE.search(option.strip()):
            yield _flaw(
                "all_of_the_above",
                f"选项“{option}”谈的是其他选项。请换成一项具体内容，或改为多选题。",
            )


# --- What gives a key away ----------------------------------------------------------------------

# The key is told by its length when it is so many times as long as the longest other option, and
# by so many characters.
_LONGER = 1.5
_BY = 6


def key_given_away(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where the key can be told without knowing the matter."""
    yield from _told_by_stem(item)
    if item.kind is not ItemKind.SINGLE_CHOICE or len(item.key) != 1:
        return
    number = LETTERS.find(item.key[0])
    if not 0 <= number < len(item.options) or len(item.options) < 2:
        return
    key = item.options[number]
    others = [option for i, option in enumerate(item.options) if i != number]
    yield from _told_by_length(key, others)
    yield from _told_by_words(without_frame(item.stem), key, others)
    yield from _told_by_form(key, others)


def _told_by_stem(item: Item) -> Iterator[Flaw]:
    if figures := calculated(item):
        message = f"由题干里的“{figures}”可以算出答案。请改考别处，或删去其中的数字。"
    elif total := excludes_others(item):
        message = f"其他选项都大于总数“{total}”，一看便知不对。请换成较小的选项。"
    elif word := names_its_body(item):
        message = f"题干里的“{word}”已说出答案。请改写题干，或改考别处。"
    elif alike := form_of_right_ones(item):
        message = f"只有正确选项的写法都是{alike}，容易看出答案。请统一各选项的写法。"
    else:
        return
    yield _flaw("key_given_away", message)


def _told_by_length(key: str, others: Sequence[str]) -> Iterator[Flaw]:
    lengths = [len(option) for option in others]
    if len(key) >= _LONGER * max(lengths) and len(key) >= max(lengths) + _BY:
        yield _flaw("key_given_away", "正确选项明显比其他选项长。请把各选项写得差不多长。")
    elif len(key) * _LONGER <= min(lengths) and len(key) + _BY <= min(lengths):
        yield _flaw("key_given_away", "正确选项明显比其他选项短。请把各选项写得差不多长。")


def _told_by_words(stem: str, key: str, others: Sequence[str]) -> Iterator[Flaw]:
    asked = _telling(stem)
    own = _telling(key) & asked
    shared = set[str]().union(*(_telling(option) & asked for option in others))
    if (only := own - shared) and not shared:
        word = max(sorted(only), key=len)
        yield _flaw(
            "key_given_away",
            f"只有正确选项里有题干的“{word}”。请改写题干或选项，使其不暗示答案。",
        )


def _telling(text: str) -> set[str]:
    """Return the words of a text that say something, figures apart."""
    return {
        word for word in words(text) if len(word) > 1 and not any(sign.isdigit() for sign in word)
    }


def _told_by_form(key: str, others: Sequence[str]) -> Iterator[Flaw]:
    form = _form(key)
    if all(_form(option) != form for option in others):
        yield _flaw(
            "key_given_away",
            "正确选项的写法（数字、单位、书名号等）与其他选项都不同。请统一写法。",
        )


_DIGIT = re.compile(r"\d")


def _form(option: str) -> tuple[object, ...]:
    read = tokens(option)
    figures = tuple(
        (token.figure.kind, token.figure.unit)
        for token in read.items
        # 一村一品 is a name.
        if token.figure is not None and _DIGIT.search(token.figure.text)
    )
    quoted = option[:1] in "“《" and option[-1:] in "”》"
    # Two words of any length have one form; two figures must have the same units.
    return (figures, quoted) if figures and len(read) <= len(figures) + 2 else (quoted,)


# --- Stems --------------------------------------------------------------------------------------

_ABSOLUTE = re.compile(
    r"一切|所有|绝对|永远|从不|从来|任何|唯一|总是|完全|毫无|百分之百|无一例外|必定|肯定会|无论如何|凡是|一律"
)


def absolute_words(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where a word that allows no exception is not the source's own."""
    if item.kind not in CHOICES:
        return
    said = "".join(known.texts(item.evidence))
    texts = [item.stem] if item.kind is ItemKind.TRUE_FALSE else list(item.options)
    for text in texts:
        for match in _ABSOLUTE.finditer(text):
            if match[0] not in said and not known.world.contains(text):
                yield _flaw(
                    "absolute_words",
                    f"“{match[0]}”说得太绝对，容易被看出是错的。请换成依据中的说法。",
                )


_EMPHASIS = re.compile(r"[【“*][^】”*]*(?:不|错误|有误|除)[^】”*]*[】”*]")


def negative_without_emphasis(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where a stem asks for what is not so, and a reader may overlook it."""
    if item.kind not in {ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE}:
        return
    match = ASKS_FOR_FALSE.search(item.stem)
    if match and not _EMPHASIS.search(item.stem):
        yield _flaw(
            "negative_without_emphasis",
            f"题干要选的是不符合的一项，“{match[0].rstrip('（')}”容易看漏。"
            "请把否定词写在【】里，如“【不属于】”，或改为正面提问。",
        )


_OPENING = re.compile(
    r"^(?:但是?|而且?|并且?|同时|因此|因而|所以|此外|另外|其中|其次|再次|还有?|也|则|从而|以及|于是|然而|不过|否则"
    r"|[一二三四五六七八九十]是|第[一二三四五六七八九十]，|首先|最后|[，。、；：])"
)
_POINTING = re.compile(
    r"该(?:[省市州县区乡镇村国]|地区|项目|办法|条例|规定|意见|方案|工程|公司|企业|合作社|人|户|文|政策|制度|机制|通知|法|会|局|院|校|部门)"
    r"|本(?:[省市州县区乡镇村章节条款文]|办法|条例|规定|意见|方案|通知|法|细则|地区?(?!化)|报告|书|课题|研究|调[研查])"
    r"|上述|前述|前款|如[上下](?:图|表|所述)?|[上下][图表]|[见如][图表]|这(?:[一些种个项次样里])|此(?:[次项类种举外时]|后)|那(?:[些种个]|时)"
    r"|我[省市州县区乡镇村旗局部]|我们|他们?|她们?|它们?|当地|当年|同年|同期|今年|去年|上年|前年|明年|本月|目前|现在|如今|近年来|近[年日期]|截至目前|至今|日前|不久前"
)
_WHOLE = re.compile(r"(?:全|各)(?:[县市区乡镇村州旗](?!（[地州]）)|自治[县区州])")
_EACH_PLACE = re.compile(r"各省|各地|各级|省级|市级|县级|地方")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,}(?:省|市|州|县|区|旗|乡|镇|村)")
_YEAR = re.compile(
    r"(?:19|20)\d\d|[一二][〇零○九][〇零○一二三四五六七八九]{2}年|[“\"][十一二三四]+五[”\"]|十[一二三四]五"
)
_RELATIVE = re.compile("[当同今去上前明]年|同期|目前|现在|如今|近年来|截至目前|至今|当地|日前")
# 其他 and the like are words of their own.
_SELF = re.compile(r"^其(?![他它余次实])|[，、；](?:使|让)?其(?![他它余次实中])")


# 2016年以来，累计投入…: nobody did it.
_OWNERLESS = re.compile(
    r"^(?:[^，。；（]{0,14}年(?:以来|以后|起|底|末)?，?)?"
    r"(?P<verb>累计|共?投入|总投资|改名|更名|共?接待|挽回|其投资|争取资金|筹集资金)"
)
_DOUBLED_PLACE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,6}[县市州])(?=[^，。；、（“]{1,20}(?P=place))"
)


def incomplete_stem(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where a stem, or a case's question, needs its source to be understood."""
    texts = [item.stem] if item.kind is not ItemKind.CASE else []
    if item.kind in {ItemKind.FILL_BLANK, ItemKind.TRUE_FALSE} or item.kind in CHOICES:
        texts = [item.stem]
    for text in texts:
        if found := _needs_source(text):
            yield _flaw(
                "incomplete_stem",
                f"题干里的“{found}”离开原文看不懂。请写明是哪里、哪年、哪份文件或哪个对象。",
            )
        elif doubled := _DOUBLED_PLACE.search(text):
            yield _flaw(
                "incomplete_stem", f"题干里“{doubled['place']}”写了两次，读不通。请删去一处。"
            )


def _needs_source(stem: str) -> str:
    if opening := _OPENING.match(stem):
        return opening[0]
    if ownerless := _OWNERLESS.match(without_frame(stem)):
        return ownerless["verb"]
    quoted = re.sub(r"“[^”]*”|《[^》]*》", "", stem)
    for match in _POINTING.finditer(quoted):
        before = quoted[: match.start()]
        if _RELATIVE.fullmatch(match[0]) and _YEAR.search(before):
            continue
        # 巴里坤县，该县 has said which.
        suffix = match[0][-1]
        if match[0][0] in "该本此这" and suffix in "省市州县区乡镇村国" and _names(before, suffix):
            continue
        # 各省结合本地区实际, and 根据《…办法》，可以参照该办法, have said which.
        if match[0].startswith("本地") and _EACH_PLACE.search(before):
            continue
        if match[0][0] == "该" and f"{match[0][1:]}》" in stem[: stem.find(match[0])]:
            continue
        if (
            match[0][0] in "他她它"
            and re.search(r"[\u4e00-\u9fff]", before[-40:])
            and "，" in before
        ):
            continue
        return match[0]
    for match in _WHOLE.finditer(quoted):
        if not _names(quoted, match[0][-1]):
            return match[0]
    if found := _SELF.search(quoted):
        return found[0] if found.start() == 0 else ""
    return ""


def _names(text: str, suffix: str) -> bool:
    """Return whether a text names a place of a rank, or one that can stand for it."""
    return any(match[0].endswith(suffix) or suffix in "州区" for match in _PLACE.finditer(text))
