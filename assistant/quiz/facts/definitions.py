"""What a word means: “两因户”指因病因灾致贫的贫困户."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.indicators.extracting.places import Rank
from assistant.quiz.facts.documents import topic_at
from assistant.quiz.facts.gaps import Gap
from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import names_nothing_outside
from ingest.schema import BlockKind

_DEFINITION = re.compile(
    r"(?:所谓)?(?P<open>“?)(?P<term>[\u4e00-\u9fffA-Za-z+]{2,14})(?P<close>”?)(?P<link>，?是指|，?指的是|指|，就是)[，：]?"
    r"(?P<meaning>[^。；]{10,110})[。；）]"
)
_START = re.compile(r"(?:\d、|[（(][一二三四五六七八九十\d]+[)）])?\s*")
_NO_TERM = re.compile(
    r".*[的是在和不这那其该此我您们一]|全|各|使|让|主要|特别|现在|意思|党|习近平|一个|明确|领导"
)
_NO_MEANING = re.compile(
    r"^(?:在|如何|出|引|导)(?=[^，]{0,3}的)|如下|以下几|[一二三四五六七八九十]个方面|为什么"
)
# What is eaten, sung and celebrated is no policy.
_FOLKLORE = re.compile("碗|桌|菜肴|酒|婚|歌舞|民歌|刺绣|传说")
_NEAR = 3000


@dataclass(frozen=True)
class _Definition:
    term: str
    before: str
    """What stands before the term: whose it is, and a quotation mark."""

    behind: str
    meaning: str
    start: int
    end: int


def find_definitions(source: Source) -> Iterator[Gap]:
    """Return the words that a source explains, one sentence each."""
    found = list(_definitions(source))
    for definition in found:
        rivals = tuple(dict.fromkeys(other.term for other in found if _could_be(other, definition)))
        yield Gap(
            source=source,
            before=definition.before,
            answer=definition.term,
            behind=f"{definition.behind}{definition.meaning}。",
            rivals=rivals,
            start=definition.start,
            end=definition.end,
            topic=topic_at(source, definition.start),
            fact=f"definition:{definition.term}",
            meaning=definition.meaning,
        )


def _definitions(source: Source) -> Iterator[_Definition]:
    for sentence in source.sentences:
        if sentence.passage.kind is not BlockKind.PARAGRAPH:
            continue
        text = source.text[sentence.start : sentence.end]
        for at in _beginnings(text):
            match = _DEFINITION.match(text, at)
            if match is None or bool(match["open"]) != bool(match["close"]):
                continue
            term, meaning = match["term"], "".join(match["meaning"].split())
            is_named = bool(match["open"]) or match["link"].endswith("是指")
            if not is_named or _NO_TERM.match(term) or _NO_MEANING.search(meaning):
                continue
            if term in meaning or not names_nothing_outside(meaning) or re.search(r"\d", meaning):
                continue
            if _FOLKLORE.search(term + meaning) or _is_circular(term, meaning):
                continue
            home = source.home_at(sentence.start)
            rank = source.places.rank_of(home) or Rank.COUNTY
            is_local = bool(match["open"]) and rank > Rank.COUNTRY
            quote = match["open"]
            yield _Definition(
                term=term,
                before=(f"{home}的" if home and is_local else "") + quote,
                behind=match["close"] + match["link"],
                meaning=meaning,
                start=sentence.start + match.start("open"),
                end=sentence.start + match.end("meaning"),
            )


def _is_circular(term: str, meaning: str) -> bool:
    """Return whether a word is explained by its own words: 项目安排精准就是……进行项目安排."""
    pairs = {term[i : i + 2] for i in range(len(term) - 1)}
    repeats = len(term) > 2 and meaning.count(term[1:]) > 1
    return repeats or 2 * sum(pair in meaning for pair in pairs) > len(pairs)


def _beginnings(text: str) -> list[int]:
    """Return where a definition may begin: with the sentence, or in brackets."""
    lead = _START.match(text)
    return [lead.end() if lead else 0, *(match.end() for match in re.finditer(r"（(?=“)", text))]


def _could_be(other: _Definition, definition: _Definition) -> bool:
    """Return whether another word, explained near by, could be taken for the one explained."""
    return (
        other.term != definition.term
        and other.before == definition.before
        and abs(other.start - definition.start) < _NEAR
        and other.term not in definition.meaning
        and definition.term not in other.meaning
    )
