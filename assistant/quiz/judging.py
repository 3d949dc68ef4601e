"""Whether a statement is true, told by laying it beside its evidence: what differs decides."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from assistant.quiz.aligning import Tokens, context_score, tokens
from assistant.quiz.listing import (
    Claim,
    enumerations,
    position_in,
    read_claim,
    region_named,
    stands_in,
)
from ingest.numerals import Quantity, QuantityKind, date_covers
from ingest.schema import Record

# Share of a statement's tokens that the evidence must have before differences mean anything.
_LEAST_COVERED = 0.7
_LEAST_CONTEXT = 0.45
_AS_GOOD = 0.02
_SHORTEST_BLOCK = 2
_FIGURE = "figure"
_LONGEST_CHANGE = 24
_CLAUSE_END = re.compile(r"[，,。；;：:！？\n]")

_NEGATION = re.compile(r"不(?![断仅但论管]|得不)|未(?!来)|没有|无(?![论疑线偿])|非(?!常)|禁止|严禁")
_BOUND = re.compile(
    r"不低于|不少于|不超过|不高于|不得超过|不得低于|至少|至多|最高|最低|超过|低于|高于|少于|多于"
    r"|以上|以下|以内|不足|近|约|余|左右|突破"
)
# What a text says for what it has named before.
_PRONOUN = re.compile(
    r"[全该本我此这那各]?[省市州县区旗乡镇村国疆地户办法条例规定意见通知方案]*|其|他们?|她们?|它们?|上述|前述|以上"
)
_LIGHT = re.compile(r"[的了是为将和与及也都已就并且在于对中共有等其所把被由从到向按以等个者即]*")


class Verdict(Record):
    """What the evidence says of a statement."""

    is_true: bool | None
    """None where it does not tell."""

    reason: str
    """In Chinese."""


@dataclass(frozen=True)
class _Difference:
    """A stretch of the statement and what stands in its place."""

    said: str
    found: str


def judge(statement: str, texts: Sequence[str], *, context: Sequence[str] = ()) -> Verdict:
    """Say whether texts carry a statement.

    Args:
        statement: A sentence.
        texts: Its evidence.
        context: What the evidence stands under: title, headings, area.
    """
    names = sorted((name for name in context if len(name) > 1), key=len, reverse=True)
    for name in names:
        if not any(name in text for text in texts):
            # What the evidence stands under is not said again by it.
            statement = statement.replace(name, "")
    claim = tokens(statement)
    if not len(claim):
        return Verdict(is_true=None, reason="没有可以判断的陈述")
    if (listed := read_claim(statement)) and (verdict := _judge_list(listed, texts)):
        return verdict
    around = "\n".join(context)
    best = max((_compare(claim, tokens(text)) for text in texts), key=lambda each: each.covered)
    differences = [_supplied(each, names) for each in best.differences]
    supplied = sum(
        len(tokens(old.said)) - len(tokens(new.said))
        for old, new in zip(best.differences, differences, strict=True)
    )
    if best.covered < _LEAST_COVERED * (len(claim) - supplied):
        return Verdict(is_true=None, reason="陈述与依据原句对不上，无法判断")
    verdicts = [
        *(_judge_figure(claim, index, texts, around) for index in _figures(claim)),
        *(_judge_difference(each) for each in differences),
    ]
    refuted = [verdict for verdict in verdicts if verdict.is_true is False]
    unknown = [verdict for verdict in verdicts if verdict.is_true is None]
    return next(iter([*refuted, *unknown]), Verdict(is_true=True, reason="与依据一致"))


# --- Lists --------------------------------------------------------------------------------------


def _judge_list(claim: Claim, texts: Sequence[str]) -> Verdict | None:
    """Compare the members a statement names with those the evidence lists; None where it does not.

    What the evidence lists in a sentence of its own is compared word by word.
    """
    region = region_named(claim.name, "\n".join(texts), claim.members)
    places = {member: position_in(tokens(member), region) for member in claim.members}
    missing = [member for member, place in places.items() if place is None]
    if claim.is_whole and len(missing) * 2 > len(claim.members):
        # Not a list of the evidence's: it is read as any other sentence.
        return None
    if missing:
        return Verdict(is_true=False, reason=f"依据所列各项中没有“{missing[0]}”")
    if not claim.is_whole:
        return Verdict(is_true=True, reason="依据所列各项中有这一项")
    found = [place for place in places.values() if place is not None]
    if claim.is_ordered and found != sorted(found):
        return Verdict(is_true=False, reason="各步的先后与依据不同")
    if any(_goes_on(claim.members, texts)):
        return Verdict(is_true=None, reason="陈述没有列全依据中的各项")
    return Verdict(is_true=True, reason="与依据所列一致")


def _goes_on(claimed: Sequence[str], texts: Sequence[str]) -> Iterator[bool]:
    """Yield whether an enumeration of the evidence has all that is claimed, and more."""
    for members in (each for text in ("\n".join(texts), *texts) for each in enumerations(text)):
        if len(members) > len(claimed):
            listed = [tokens(member) for member in members]
            yield all(any(stands_in(tokens(m), other) for other in listed) for m in claimed)


# --- Figures ------------------------------------------------------------------------------------


def _figures(claim: Tokens) -> Iterator[int]:
    return (index for index, token in enumerate(claim.items) if token.figure is not None)


def _judge_figure(claim: Tokens, index: int, texts: Sequence[str], around: str) -> Verdict:
    """Compare a figure of the statement with the one that stands in its place."""
    token = claim.items[index]
    figure = token.figure
    assert figure is not None
    places = [
        (score, other)
        for text in map(tokens, texts)
        for position, other in enumerate(text.items)
        if other.figure is not None and _comparable(figure, other.figure)
        for score in [
            context_score(claim.keys[:index], claim.keys[index + 1 :], text, position, position + 1)
        ]
    ]
    best = max((score for score, _ in places), default=0.0)
    equal = [
        score for score, other in places if other.key == token.key or _covers(other.figure, figure)
    ]
    # A year may stand in an earlier sentence, where the words around it are others.
    if equal and (max(equal) >= best - _AS_GOOD or best < _LEAST_CONTEXT):
        return Verdict(is_true=True, reason="")
    if best >= _LEAST_CONTEXT:
        found = max(places, key=lambda each: each[0])[1]
        assert found.figure is not None
        return Verdict(
            is_true=False, reason=f"依据写的是“{found.figure.text}”，不是“{figure.text}”"
        )
    if any(each.key == token.key for each in tokens(around).items):
        return Verdict(is_true=True, reason="")
    return Verdict(is_true=None, reason=f"依据中找不到“{figure.text}”所在的原句")


def _comparable(one: Quantity, other: Quantity) -> bool:
    if one.kind is QuantityKind.DATE or other.kind is QuantityKind.DATE:
        return one.kind is other.kind
    return True


def _covers(stated: Quantity | None, claimed: Quantity) -> bool:
    return (
        stated is not None
        and stated.kind is claimed.kind is QuantityKind.DATE
        and date_covers(stated, claimed)
    )


# --- Words --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Comparison:
    """A statement beside one text."""

    covered: int
    """How many tokens of the statement the text has."""

    differences: tuple[_Difference, ...]


def _compare(claim: Tokens, text: Tokens) -> _Comparison:
    claimed, found = _without_figures(claim), _without_figures(text)
    matcher = SequenceMatcher(None, claimed, found, autojunk=False)
    blocks = [
        (i, j, size)
        for i, j, size in matcher.get_matching_blocks()
        # A match of a single character between two differences is chance.
        if size >= _SHORTEST_BLOCK or (size and claimed[i] == _FIGURE)
    ]
    covered = sum(size for _, _, size in blocks)
    differences = []
    for (i, j, size), (next_i, next_j, _) in pairwise(blocks):
        said = _cut(claim, i + size, next_i)
        between = _cut(text, j + size, next_j)
        if said or between:
            differences.append(_Difference(said, between))
    if blocks and (opening := _cut(claim, 0, blocks[0][0])):
        before = _CLAUSE_END.split(text.text[: text.items[blocks[0][1]].start])[-1]
        differences.insert(0, _Difference(opening, _words(before)))
    last = (blocks[-1][0] + blocks[-1][2], blocks[-1][1] + blocks[-1][2]) if blocks else (0, 0)
    if blocks and (closing := _cut(claim, last[0], len(claim))):
        behind = _CLAUSE_END.split(text.text[text.items[last[1] - 1].end :])[0]
        differences.append(_Difference(closing, _words(behind)))
    return _Comparison(covered, tuple(differences))


def _without_figures(text: Tokens) -> list[str]:
    """Return the keys, every figure alike: whether it is the right one is told apart."""
    return [_FIGURE if token.figure is not None else token.key for token in text.items]


def _cut(text: Tokens, start: int, end: int) -> str:
    """Return the words between two tokens, without figures."""
    return "".join(
        text.text[token.start : token.end]
        for token in text.items[start:end]
        if token.figure is None
    )


def _supplied(difference: _Difference, names: Sequence[str]) -> _Difference:
    """Return a difference without what the evidence stands under: its area, its headings.

    Only what is put in, or stands for 全县 and the like, is supplied; what replaces other words is
    a change.
    """
    said = difference.said
    if difference.found and not _PRONOUN.fullmatch(difference.found):
        lead = next((name for name in names if said.startswith(name)), "")
        return _Difference(said.removeprefix(lead).removeprefix("的"), difference.found)
    for name in names:
        said = said.replace(name, "")
    is_known = said in _LEFT_OVER or any(said in name for name in names)
    return _Difference("" if is_known else said, difference.found)


# Of 在巴里坤县 and 巴里坤县的.
_LEFT_OVER = frozenset("在的于中")


def _words(text: str) -> str:
    read = tokens(text)
    return _cut(read, 0, len(read))


def _judge_difference(difference: _Difference) -> Verdict:
    said, found = difference.said, difference.found
    if bool(_NEGATION.search(said)) != bool(_NEGATION.search(found)):
        if not said and len(found) > _LONGEST_CHANGE:
            return Verdict(is_true=True, reason="")
        return Verdict(
            is_true=False, reason=f"依据写的是“{found or '肯定'}”，陈述是“{said or '肯定'}”"
        )
    if not said:
        is_bound = len(found) <= 4 and _BOUND.search(found)
        if is_bound:
            return Verdict(is_true=None, reason=f"陈述少了依据中的“{found}”")
        return Verdict(is_true=True, reason="")
    if _LIGHT.fullmatch(said):
        return Verdict(is_true=True, reason="")
    if not found or _PRONOUN.fullmatch(found) or _LIGHT.fullmatch(found):
        return Verdict(is_true=None, reason=f"依据中没有“{said}”")
    if len(said) <= _LONGEST_CHANGE and len(found) <= _LONGEST_CHANGE:
        return Verdict(is_true=False, reason=f"依据写的是“{found}”，不是“{said}”")
    return Verdict(is_true=None, reason=f"陈述的“{said}”与依据的说法不同，无法判断")
