"""Answer a question from its evidence alone, without having seen its key.

Nothing here knows how items are written: a stem is laid beside the evidence, and the place of its
blank there tells the answer; a statement is laid beside it, and what differs tells whether it is
true; members of a list stand in one enumeration; steps stand in their order. Where the evidence
does not decide, the answer is that it does not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from assistant.quiz.aligning import Tokens, context_score, tokens
from assistant.quiz.judging import judge
from assistant.quiz.listing import enumerations, position_in, region_named, stands_in
from assistant.quiz.schema import (
    BLANK,
    LETTERS,
    TRUE_FALSE_OPTIONS,
    ItemKind,
    Question,
)
from assistant.quiz.tabling import Found, Row, find_cell
from assistant.quiz.world import plain
from ingest.numerals import (
    Quantity,
    QuantityKind,
    date_covers,
    date_parts,
    quantities,
    same_quantity,
)
from ingest.schema import Record

# A place whose words agree less with the stem's is not the place of its blank.
LEAST_CONTEXT = 0.5
# The second best place must be so much worse where it says something else.
LEAST_MARGIN = 0.08

_ASKING = re.compile(
    r"哪(?:一)?年(?:哪(?:一)?月)?|何时|什么时[候间]|多少|哪[一几]?[个些项种类名家所](?:[一-鿿]{0,4}?(?=[？?]|负责|牵头|承担))?"
    r"|什么|谁|何地|哪里|如何|怎样|几(?=[个人户元年月天日项种类名家所次])"
)
_FRAME = re.compile(
    r"^(?:(?:根据|依据|按照|按|据|依照)[^，《]{0,12}《[^》]*》[^，。]{0,12}[，,：:]"
    r"|《[^》]*》[^，。]{0,8}(?:规定|要求|显示|记载|指出|提出|明确|统计|介绍)[，,：:])"
)
_STATEMENTS = re.compile(
    r"(?:说法|表述|描述|叙述|做法|判断|理解)[^，。]{0,8}(?:正确|错误|不正确|有误|不符|相符|符合)"
)
ASKS_FOR_FALSE = re.compile(
    r"【?不(?:属于|包括|包含|含)】?(?=[^，。；（]{0,10}（)"
    r"|【?不是】?(?=[^，。；（]{0,10}（　　）。?$)"
    r"|【?不(?:正确|符合|应当?|得|能|可以|需要|属于|包括|是)】?[^，。；]{0,12}的(?:是|有|一项|选项|说法)"
    r"|【?(?:错误|有误|不符|不当|不妥)】?的(?:是|有|一项|说法)|除[^，。]{1,30}(?:以外|之外|外)[，,]?[^，。]{0,20}（"
)
_LISTING = re.compile(
    r"属于|包括|包含|之一|有哪些|哪些|分别是|分别为|主要有|内容[有为是]|其中[之一]*的是"
)


class Derived(Record):
    """What the evidence answers."""

    key: tuple[str, ...] | None
    """As in `Question.key`; None where the evidence does not decide, empty where it carries no
    option at all."""

    reason: str
    """What was found or missed, in Chinese."""


class Asked(Record):
    """A question as it is put to whoever does not know its key."""

    kind: ItemKind
    stem: str
    options: tuple[str, ...] = ()


def derive(
    question: Question,
    evidence_texts: Sequence[str],
    *,
    rows: Sequence[Row] = (),
    context: Sequence[str] = (),
) -> Derived:
    """Answer a question from its evidence.

    Args:
        question: The question; its key is not looked at.
        evidence_texts: Verbatim; a row of a table as "列：值；列：值".
        rows: Those of the texts that are rows of tables, with their headers.
        context: What the evidence stands under: title, headings, area. Names and years of a stem
            may stand there instead.
    """
    asked = Asked(kind=question.kind, stem=question.stem, options=question.options)
    texts = [text for text in evidence_texts if text.strip()]
    if not texts:
        return Derived(key=None, reason="没有依据原文，无法作答")
    # A row also reads as a sentence: 2016年11月23日，国务院，《…》. A statement is laid beside that
    # alone, without the headers between.
    if asked.kind is ItemKind.TRUE_FALSE:
        texts = [t for t in texts if not any(all(c in t for c in row.cells) for row in rows)]
    texts += ["，".join(filter(None, row.cells)) for row in rows]
    context = [*context, *(header for row in rows for header in row.headers)]
    cell = find_cell(without_frame(asked.stem).replace(BLANK, ""), rows)
    if cell and (derived := _read_cell(asked, cell)):
        return derived
    match asked.kind:
        case ItemKind.TRUE_FALSE:
            return _derive_true_false(asked, texts, context)
        case ItemKind.ORDERING:
            return _derive_order(asked, texts)
        case ItemKind.FILL_BLANK:
            return _derive_blanks(asked, texts)
        case ItemKind.SINGLE_CHOICE | ItemKind.MULTIPLE_CHOICE:
            return _derive_choice(asked, texts, context)
        case ItemKind.SHORT_ANSWER | ItemKind.CASE:
            return Derived(key=None, reason="简答和案例由人评阅")


def with_blank(stem: str) -> str:
    """Return a stem with its blank, also where it is worded as a question.

    >>> with_blank("2020年全县有多少户脱贫？")
    '2020年全县有（　　）户脱贫？'
    """
    if BLANK in stem:
        return stem
    asking = list(_ASKING.finditer(stem))
    if not asking:
        return f"{stem}{BLANK}"
    last = asking[-1]
    return f"{stem[: last.start()]}{BLANK}{stem[last.end() :]}"


def without_frame(stem: str) -> str:
    """Return a stem without the document that it names at its beginning."""
    return _FRAME.sub("", stem, count=1)


def is_negative(stem: str) -> bool:
    """Return whether a stem asks for what is not so: 不属于, 错误的是."""
    return ASKS_FOR_FALSE.search(stem) is not None


def lists_members(stem: str, kind: ItemKind) -> bool:
    """Return whether a stem asks which options stand in a list."""
    many = kind is ItemKind.MULTIPLE_CHOICE
    return many or is_negative(stem) or _LISTING.search(stem) is not None


# --- Statements ---------------------------------------------------------------------------------


def _derive_true_false(asked: Asked, texts: Sequence[str], context: Sequence[str]) -> Derived:
    verdict = judge(without_frame(asked.stem.replace(BLANK, "")), texts, context=context)
    if verdict.is_true is None:
        return Derived(key=None, reason=verdict.reason)
    options = asked.options or TRUE_FALSE_OPTIONS
    wanted = TRUE_FALSE_OPTIONS[0] if verdict.is_true else TRUE_FALSE_OPTIONS[1]
    if wanted not in options:
        return Derived(key=None, reason="判断题的选项应为“正确”“错误”")
    return Derived(key=(LETTERS[options.index(wanted)],), reason=verdict.reason)


# --- Tables -------------------------------------------------------------------------------------


def _read_cell(asked: Asked, cell: Found) -> Derived | None:
    """Answer from the cell that a question asks for, or return None where it does not answer it."""
    reason = f"表中该格为“{cell.text}”"
    match asked.kind:
        case ItemKind.SINGLE_CHOICE | ItemKind.MULTIPLE_CHOICE:
            negative = is_negative(asked.stem)
            chosen = [
                number
                for number, option in enumerate(asked.options)
                if _is_cell(option, cell, asked.kind) is not negative
            ]
            return Derived(key=_letters(chosen), reason=reason)
        case ItemKind.FILL_BLANK if asked.stem.count(BLANK) == 1:
            follows = plain(asked.stem.partition(BLANK)[2])
            unit = "" if not cell.unit or follows.startswith(plain(cell.unit)) else cell.unit
            return Derived(key=(f"{cell.text}{unit}",), reason=reason)
        case ItemKind.TRUE_FALSE:
            right = LETTERS[TRUE_FALSE_OPTIONS.index("正确" if _says(asked.stem, cell) else "错误")]
            return Derived(key=(right,), reason=reason)
    return None


def _is_cell(option: str, cell: Found, kind: ItemKind) -> bool:
    if plain(option) in {plain(cell.text), plain(f"{cell.text}{cell.unit}")}:
        return True
    if kind is ItemKind.MULTIPLE_CHOICE:
        return stands_in(tokens(option), tokens(cell.text))
    figures = quantities(option)
    return cell.figure is not None and len(figures) == 1 and same_quantity(figures[0], cell.figure)


def _says(statement: str, cell: Found) -> bool:
    if cell.figure is not None:
        return any(same_quantity(figure, cell.figure) for figure in quantities(statement))
    return plain(cell.text) in plain(statement)


# --- Order --------------------------------------------------------------------------------------


def _derive_order(asked: Asked, texts: Sequence[str]) -> Derived:
    whole = tokens("\n".join(texts))
    places: dict[int, int] = {}
    for number, option in enumerate(asked.options):
        found = position_in(tokens(option), whole)
        if found is None:
            return Derived(key=None, reason=f"依据中找不到步骤“{option}”")
        places[number] = found
    if len(set(places.values())) < len(places):
        return Derived(key=None, reason="有的步骤在依据中分不出先后")
    ordered = sorted(places, key=places.__getitem__)
    return Derived(key=tuple(LETTERS[number] for number in ordered), reason="依原文先后")


# --- Blanks -------------------------------------------------------------------------------------


def _derive_blanks(asked: Asked, texts: Sequence[str]) -> Derived:
    """Read off the evidence what stands where each blank is."""
    stem = without_frame(with_blank(asked.stem))
    parts = stem.split(BLANK)
    if members := _missing_members(parts, texts):
        return Derived(key=members, reason="依据所列各项中题干未写的")
    answers = []
    for number in range(len(parts) - 1):
        before, behind = "".join(parts[: number + 1]), "".join(parts[number + 1 :])
        found = max(
            (
                each
                for text in map(tokens, texts)
                # What follows directly ends the blank; the next blank's answer is not known.
                for each in (*_figures(before, behind, text), _slot(before, behind, text))
            ),
            key=lambda each: each[0],
        )
        if found[0] < LEAST_CONTEXT or not found[1]:
            return Derived(key=None, reason=f"依据中找不到第{number + 1}空所在的原句")
        answers.append(found[1])
    return Derived(key=tuple(answers), reason="依原句")


def _missing_members(parts: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """Return the members of an enumeration that a stem leaves blank, where it names the rest."""
    if not all(map(_is_member, parts, parts[1:])):
        return ()
    sign = "；" if re.search(f"；{BLANK}|{BLANK}；", BLANK.join(parts)) else "、"
    said = frozenset(map(plain, _named_members(BLANK.join(parts), sign)))
    lists = (
        each
        for text in ("\n".join(texts), *texts)
        for each in enumerations(text, whole=sign == "；")
    )
    for members in lists:
        read = [plain(member) for member in members]
        named = [any(_begins_alike(member, each) for each in said) for member in read]
        # Before the first member and behind the last one the sentence goes on.
        named[0] = named[0] or any(read[0].endswith(member) for member in said)
        named[-1] = named[-1] or any(read[-1].startswith(member) for member in said)
        if sum(named) >= min(_FEWEST_NAMED, len(said)) and named.count(False) == len(parts) - 1:
            return tuple(m for m, is_named in zip(members, named, strict=True) if not is_named)
    return ()


def _begins_alike(member: str, said: str) -> bool:
    """Return whether a member is said, by all of it or, where it is long, by its head."""
    return member == said or (len(member) > 3 and said.startswith(member))


def _is_member(before: str, behind: str) -> bool:
    """Return whether a blank between two parts of a stem stands for a member of a list."""
    return before[-1:] in _OPENS_MEMBER and (not behind or behind[0] in _CLOSES_MEMBER)


def _named_members(whole: str, sign: str) -> Iterator[str]:
    """Yield what a stem puts beside its blanks."""
    ends = _RUN_END if sign == "、" else _LONG_RUN_END
    first, last = whole.index(BLANK), whole.rindex(BLANK) + len(BLANK)
    before, behind = ends.split(whole[:first])[-1], ends.split(whole[last:])[0]
    for member in (before + whole[first:last] + behind).split(sign):
        if member and BLANK not in member:
            yield member


_OPENS_MEMBER = frozenset("：:、；，括为是有即“（")
_CLOSES_MEMBER = frozenset("、；。，”）")
_RUN_END = re.compile(r"[：:，,。；“”（）]|包括|分别[是为]")
_LONG_RUN_END = re.compile(r"[：:。“”]|包括|分别[是为]")
# Members that a stem must name before the rest of the list is what it asks for.
_FEWEST_NAMED = 2
# Numbers put into a blank to see what unit follows it: of a count, and of a year.
_TRIED = ("7", "2007")


def _figures(before: str, behind: str, text: Tokens) -> Iterator[tuple[float, str]]:
    """Yield how well each figure fits a blank with the unit that follows it, and the figure."""
    for number in _TRIED:
        filled = tokens(before + number + behind)
        index = filled.index_at(len(before))
        tried = filled.items[index]
        if tried.figure is None or tried.start != len(before):
            continue
        unit = filled.text[tried.start + len(number) : tried.end]
        for place, token in enumerate(text.items):
            figure = token.figure
            if figure is None or not _same_form(figure, tried.figure):
                continue
            score = context_score(
                filled.keys[:index], filled.keys[index + 1 :], text, place, place + 1
            )
            said = "".join(figure.text.split())
            if said.endswith(unit):
                yield score, said.removesuffix(unit) if unit else said


def _same_form(one: Quantity, other: Quantity) -> bool:
    if one.kind is not other.kind:
        return False
    return one.kind is QuantityKind.DATE or one.unit == other.unit


def _slot(before: str, behind: str, text: Tokens) -> tuple[float, str]:
    """Return how well the best place for a blank fits, and what stands there."""
    left, right = tokens(before).keys, tokens(behind).keys
    best = (0.0, "")
    for start in sorted({*_ends_of(left, text), *_beginnings(text)}):
        for end in _starts_of(right, text, start):
            score = context_score(left, right, text, start, end)
            if start < end and score > best[0]:
                said = text.text[text.items[start].start : text.items[end - 1].end]
                best = (score, said)
    return best


def _ends_of(keys: Sequence[str], text: Tokens) -> list[int]:
    """Return indices just past where what precedes a blank stands, after the longest match."""
    for length in range(min(len(keys), 6), 0, -1):
        found = [end for _, end in text.find(keys[-length:])]
        if found:
            return found
    return []


def _beginnings(text: Tokens) -> list[int]:
    """Return indices at which a clause, or what stands in quotation marks, begins."""
    items = text.items
    return [
        index
        for index in range(len(text))
        if index == 0 or _BLANK_END.search(text.text[items[index - 1].end : items[index].start])
    ]


_BLANK_END = re.compile(r"[，,。；;、！？\n（）()“”]")
# A blank is no longer than so many tokens.
_LONGEST_BLANK = 40


def _starts_of(keys: Sequence[str], text: Tokens, start: int) -> list[int]:
    """Return indices behind `start` at which what follows a blank may begin."""
    for length in range(min(len(keys), 6), 0, -1):
        found = [
            first
            for first, _ in text.find(keys[:length])
            if start < first <= start + _LONGEST_BLANK
        ]
        if found:
            return found
    # Nothing follows: the blank ends with its clause, or is one figure.
    is_figure = start < len(text) and text.items[start].figure is not None
    ends = [start + 1] if is_figure else []
    for index in range(start + 1, min(len(text), start + _LONGEST_BLANK) + 1):
        previous = text.items[index - 1]
        following = text.items[index].start if index < len(text) else len(text.text)
        if _BLANK_END.search(text.text[previous.end : following]) or index == len(text):
            ends.append(index)
            break
    return ends


# --- Choices ------------------------------------------------------------------------------------


def _derive_choice(asked: Asked, texts: Sequence[str], context: Sequence[str]) -> Derived:
    if len(asked.options) < 2:
        return Derived(key=None, reason="选项不足两个")
    stem = without_frame(asked.stem)
    negative = is_negative(stem)
    if _STATEMENTS.search(stem):
        return _choose_statements(asked, texts, context, is_negative=negative)
    if lists_members(stem, asked.kind):
        return _choose_members(asked, stem, texts, is_negative=negative)
    return _choose_place(asked, with_blank(stem), texts, context)


def _choose_statements(
    asked: Asked, texts: Sequence[str], context: Sequence[str], *, is_negative: bool
) -> Derived:
    verdicts = [judge(option, texts, context=context) for option in asked.options]
    open_ = [verdict for verdict in verdicts if verdict.is_true is None]
    if open_:
        return Derived(key=None, reason=open_[0].reason)
    chosen = [i for i, verdict in enumerate(verdicts) if verdict.is_true is not is_negative]
    return Derived(key=_letters(chosen), reason="逐项与依据对照")


def _letters(numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(LETTERS[number] for number in numbers)


@dataclass(frozen=True)
class _Place:
    """Where an option, or another figure of its kind, stands in the evidence."""

    option: int | None
    key: tuple[str, ...]
    score: float


def _choose_place(asked: Asked, stem: str, texts: Sequence[str], context: Sequence[str]) -> Derived:
    """Choose the option that stands where the blank is."""
    places = [
        place
        for text in texts
        for number, option in enumerate(asked.options)
        for place in _places(stem, number, option, tokens(text))
    ]
    if not places:
        return Derived(key=(), reason="依据中没有任何一个选项的内容")
    best = max(places, key=lambda place: (place.score, place.option is not None))
    if best.score < LEAST_CONTEXT:
        said = {place.option for place in places}
        if best.option is not None and len(said) == 1 and _is_about(stem, best.key, texts):
            return Derived(key=_letters([best.option]), reason="依据中只有这一项")
        return Derived(key=None, reason="题干与依据原句对不上，无法从依据推出答案")
    near = [place for place in places if place.score > best.score - LEAST_MARGIN]
    if any(place.key != best.key for place in near):
        return Derived(key=None, reason="依据中有几处都与题干对得上，答案不唯一")
    chosen = sorted({place.option for place in near if place.option is not None})
    if not chosen:
        return Derived(key=(), reason="依据该处的内容不在选项中")
    return Derived(key=_letters(chosen), reason="依原句")


def _is_about(stem: str, option: Sequence[str], texts: Sequence[str]) -> bool:
    """Return whether evidence has a long option, and most words of the stem."""
    asked = tokens(stem.replace(BLANK, "")).keys
    shared = max(LCSseq.similarity(asked, tokens(text).keys) for text in texts)
    return len(option) >= _LONG_OPTION and shared * 2 >= len(asked) > 0


# Tokens of an option that stands in evidence by no chance.
_LONG_OPTION = 6


def _places(stem: str, number: int, option: str, text: Tokens) -> Iterator[_Place]:
    """Yield where an option, and every figure of its unit, stands in a text."""
    before, _, behind = stem.partition(BLANK)
    filled = tokens(before + option + behind.replace(BLANK, option))
    first, last = filled.index_at(len(before)), filled.index_at(len(before + option) - 1) + 1
    wanted = filled.keys[first:last]
    left, right = filled.keys[:first], filled.keys[last:]
    for start, end in text.find(wanted):
        yield _Place(number, wanted, context_score(left, right, text, start, end))
    if len(wanted) == 1 and (figure := filled.items[first].figure) is not None:
        for index, token in enumerate(text.items):
            other = token.figure
            if other is None or other.kind is not figure.kind or token.key == wanted[0]:
                continue
            is_date = figure.kind is QuantityKind.DATE
            if is_date and (_exactness(other) != _exactness(figure)):
                if date_covers(other, figure):
                    score = context_score(left, right, text, index, index + 1)
                    yield _Place(number, wanted, score)
                continue
            if not is_date and other.unit != figure.unit:
                continue
            score = context_score(left, right, text, index, index + 1)
            yield _Place(None, (token.key,), score)


def _exactness(date: Quantity) -> tuple[bool, ...]:
    return tuple(bool(part) for part in date_parts(date))


def _choose_members(asked: Asked, stem: str, texts: Sequence[str], *, is_negative: bool) -> Derived:
    """Choose the options that stand in the enumeration that the stem names."""
    region = region_named(stem, "\n".join(texts), asked.options)
    inside = [stands_in(tokens(option), region) for option in asked.options]
    if not any(inside):
        return Derived(key=None, reason="依据中没有任何一个选项的内容")
    chosen = [number for number, is_in in enumerate(inside) if is_in is not is_negative]
    return Derived(key=_letters(chosen), reason="与依据所列逐项对照")
