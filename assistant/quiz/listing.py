"""Enumerations of a text, and which of them a question or statement speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from assistant.quiz.aligning import Tokens, tokens

# Share of a longer member's tokens that must stand in the enumeration in their order.
_SHORTEST_LOOSE = 8
_LOOSE = 0.9

NAMED = re.compile(r"[“「]([^”」]{2,30})[”」]")
COUNTED = re.compile(r"[一二三四五六七八九十两\d]+(?:个|项|大|类|种|条|有|不|到位?|步|级|保|统一)")
# “甲、乙、丙”“三个统一”: a list stands before its name at most as far as its sentence begins.
_INTRODUCES = re.compile(r"[”」]?[^，。；：（]{0,6}(?:[，,]?(?:即|包括|分别|是指|指)|[：:（—])")
_SENTENCE_END = re.compile(r"[。！？\n]")

_CLAIM = re.compile(r"(?P<name>[^：:]*)[：:](?P<members>[^。：:]*)$")
_SAID_TO_BELONG = re.compile(
    r"^“(?P<member>[^”]+)”(?:是|属于|为)(?P<list>.*(?:之一|内容|要点|方面|步骤|措施|任务|环节|范围|成员).*)$"
)
_SEPARATOR = re.compile(
    r"[、；;]|，(?=[^，]*$)|(?<=[\u4e00-\u9fff”）])[和及与](?=[\u4e00-\u9fff“])"
)
_STEPS = re.compile(r"步骤|顺序|依次|程序|流程|先后")

# One series of marks each; the first one of a series begins an enumeration.
_NUMBERS = "一二三四五六七八九十"
_SERIES = (
    r"(?P<mark>[一二三四五六七八九十]{1,2})是(?!否)",
    r"第(?P<mark>[一二三四五六七八九十]{1,2})[，,、]",
    r"[（(](?P<mark>[一二三四五六七八九十]{1,3})[）)]",
    r"(?:(?<=\n)|^)\s*(?P<mark>[一二三四五六七八九十]{1,2})、",
    r"[（(](?P<mark>\d{1,2})[）)]",
    r"(?:(?<=[\n。；：])|^)\s*(?P<mark>\d{1,2})[.．、](?!\d)",
    r"(?P<mark>[①②③④⑤⑥⑦⑧⑨⑩])",
)
_HEAD_END = re.compile(r"[。；;：:，,\n]|——")
_INLINE = re.compile(r"[^，。；：、！？\n“”（）()]{1,30}(?:、[^，。；：、！？\n“”（）()]{1,30})+")
_SENTENCE_CLOSE = re.compile(r"[。；;\n]")
_BRACKETED = re.compile(r"（([^（）]*[、，；][^（）]*)）")
_ANY_SIGN = re.compile(r"[、，；]")
_PAIR = re.compile(r"(?<=[\u4e00-\u9fff])(?:以及|和|与|及)(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Claim:
    """What a statement says of a list."""

    name: str
    """The words by which it names the list."""

    members: tuple[str, ...]
    is_whole: bool
    """It names every member, and not one of them."""

    is_ordered: bool


def read_claim(statement: str) -> Claim | None:
    """Return what a statement says of a list, or None where it speaks of none."""
    text = statement.strip().rstrip("。")
    if match := _SAID_TO_BELONG.match(text):
        return Claim(match["list"], (match["member"],), is_whole=False, is_ordered=False)
    if match := _CLAIM.match(text):
        members = split_members(match["members"])
        if len(members) > 1:
            is_ordered = _STEPS.search(match["name"]) is not None
            return Claim(match["name"], members, is_whole=True, is_ordered=is_ordered)
    return None


def split_members(text: str) -> tuple[str, ...]:
    """Return what a text puts side by side, by ； where it has any, otherwise by 、."""
    sign = "；" if "；" in text else "、"
    return tuple(filter(None, (part.strip() for part in text.replace(";", "；").split(sign))))


def region_named(name: str, text: str, probes: Sequence[str]) -> Tokens:
    """Return the stretch of a text that lists what a question names.

    Args:
        name: The question's stem, or the part of it that names the list in quotation marks.
        text: The evidence.
        probes: What may be members: of the stretches before and behind the name the one counts
            that has more of them.
    """
    for wanted in (match[1] for match in NAMED.finditer(name)):
        at = text.find(wanted)
        if at < 0 or not COUNTED.search(wanted):
            continue
        behind, before = _around(text, at, at + len(wanted))
        if _INTRODUCES.match(behind):
            return tokens(behind)
        stretches = [tokens(behind), tokens(before)]
        return max(stretches, key=lambda part: sum(stands_in(tokens(p), part) for p in probes))
    return tokens(text)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands behind a list's name, and before it, up to the next list's name."""
    names = [m for m in NAMED.finditer(text) if COUNTED.search(m[1])]
    following = [m.start() for m in names if m.start() >= end]
    preceding = [m.end() for m in names if m.end() < start]
    ends = [m.end() for m in _SENTENCE_END.finditer(text, 0, start)]
    behind = text[end : min(following, default=len(text))]
    before = text[max([0, *preceding, *ends]) : start]
    return behind, before


def stands_in(member: Tokens, region: Tokens) -> bool:
    """Return whether a member stands in a region, a long one but for a few words."""
    return position_in(member, region) is not None


def position_in(member: Tokens, region: Tokens) -> int | None:
    """Return the index of a member's first token in a region, or None where it is not there."""
    if not len(member):
        return None
    if found := next(region.find(member.keys), None):
        return found[0]
    if len(member) < _SHORTEST_LOOSE:
        return None
    window = len(member) + 4
    for index in range(max(1, len(region) - window + 1)):
        shared = LCSseq.similarity(member.keys, region.keys[index : index + window])
        if shared >= _LOOSE * len(member):
            return index
    return None


# --- Members ------------------------------------------------------------------------------------


def enumerations(text: str, *, whole: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield the members of every enumeration of a text.

    Args:
        text: The text.
        whole: Whether numbered members go on to the end of their first sentence, and not only of
            its first clause.
    """
    for series in _SERIES:
        yield from _marked(text, series, _SENTENCE_CLOSE if whole else _HEAD_END)
    for match in _BRACKETED.finditer(text):
        yield tuple(part.strip() for part in _ANY_SIGN.split(match[1]))
    for match in _INLINE.finditer(text):
        parts = [part.strip() for part in match[0].split("、")]
        for split in (parts[-1:], parts):
            both = [half for part in split for half in _PAIR.split(part)]
            yield (*parts[: len(parts) - len(split)], *both)


def _marked(text: str, series: str, ends: re.Pattern[str]) -> Iterator[tuple[str, ...]]:
    run: list[tuple[int, int]] = []
    for match in re.finditer(series, text):
        number = _value(match["mark"])
        if number == len(run) + 1:
            run.append((match.start(), match.end()))
        elif number == 1:
            yield from _heads(text, run, ends)
            run = [(match.start(), match.end())]
    yield from _heads(text, run, ends)


def _heads(
    text: str, run: Sequence[tuple[int, int]], ends: re.Pattern[str]
) -> Iterator[tuple[str, ...]]:
    if len(run) < 2:
        return
    borders = [start for start, _ in run[1:]] + [len(text)]
    members = [text[begin:end].strip() for (_, begin), end in zip(run, borders, strict=True)]
    yield tuple(ends.split(member, maxsplit=1)[0].strip() for member in members)


def _value(mark: str) -> int:
    if mark.isdigit() and mark.isascii():
        return int(mark)
    if mark in "①②③④⑤⑥⑦⑧⑨⑩":
        return "①②③④⑤⑥⑦⑧⑨⑩".index(mark) + 1
    if mark == "十":
        return 10
    tens, _, ones = mark.partition("十") if "十" in mark else ("", "", mark)
    base = (_NUMBERS.index(tens) + 1 if tens else 1) * 10 if "十" in mark else 0
    return base + (_NUMBERS.index(ones) + 1 if ones else 0)
