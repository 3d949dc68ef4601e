"""Sentences on figures in the words of a language model; none with a figure of its own stays."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from assistant.chain.checking import check_sentence
from assistant.chain.passages import defuse
from assistant.chain.sentences import split_sentences
from assistant.chat_model import read_answer, write_messages
from assistant.errors import ChatModelError
from assistant.indicators.periods import format_period, year_before
from assistant.indicators.schema import Figure, Period, Rounding
from assistant.prompting import load_prompt
from assistant.report.schema import Piece, Prose
from assistant.report.sentences import Fact, describe_fact, name_fact, printed
from ingest.numerals import Quantity, QuantityKind, quantities, same_quantity

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

# Facts told to the model; more than these no paragraph holds.
MOST_FACTS = 24

# Dates are checked with the words of the sentence; 一是 counts nothing.
_NUMBERS = frozenset(
    {
        QuantityKind.AMOUNT,
        QuantityKind.PERCENT,
        QuantityKind.PERCENTAGE_POINTS,
        QuantityKind.RATIO,
    }
)
_UP, _DOWN = re.compile("增|提高|上升|多|高于"), re.compile("下降|减|降低|少|低于")
_LEVEL = re.compile("持平")
# Words that say of when the numbers after them are; "比上年增长" says nothing of the next one.
_TIMES = re.compile(
    r"[比较]上年|(?P<before>上年|去年|[由从]$)|(?P<year>(?:19|20)\d\d)年|(?P<now>今年|本年|[到至达]$)"
)


@dataclass(frozen=True)
class _Known:
    """A number that a sentence may use."""

    quantity: Quantity
    figure: Figure
    name: str
    """After which it must stand."""

    kind: "_Time"


class _Time(Enum):
    """Of when a number is."""

    NOW = "now"
    BEFORE = "before"
    CHANGE = "change"


class Drafter:
    """Words paragraphs on figures with a language model.

    A sentence stays only where each of its numbers is one of those the ledger gives, behind the
    name of what it counts, and where nothing else is said that was not told.

    Args:
        model: Any chat model of LangChain.

    Raises:
        PromptError: the prompt cannot be used as it is.
    """

    def __init__(self, model: "BaseChatModel") -> None:
        self._model = model
        self._prompt = load_prompt(
            "report_section", blanks=frozenset({"area", "period", "topic", "facts"})
        )

    def write(
        self,
        topic: str,
        facts: Sequence[Fact],
        by_rule: tuple[Piece, ...],
        *,
        area: str,
        period: Period,
        rounding: Rounding = Rounding.HALF_UP,
    ) -> Prose:
        """Return a paragraph on figures; the one written by rule where the model gives none.

        Args:
            topic: What the paragraph is about.
            facts: All that may be said.
            by_rule: The same as rules say it.
            area: Of the report.
            period: Of the report.
            rounding: What becomes of a half.
        """
        told = [describe_fact(fact, period, rounding=rounding) for fact in facts[:MOST_FACTS]]
        known = [
            each for fact, pieces in zip(facts, told, strict=False) for each in _know(fact, pieces)
        ]
        evidence = [
            *(printed(pieces) for pieces in told),
            printed(by_rule),
            f"{area}，全县，{topic}，{format_period(period)}，{format_period(year_before(period))}",
        ]
        messages = write_messages(
            self._prompt,
            area=area,
            period=format_period(period),
            topic=defuse(topic),
            facts="\n".join(f"- {defuse(printed(pieces))}" for pieces in told),
        )
        kept: list[Piece] = []
        withdrawn, failure = 0, ""
        try:
            with closing(read_answer(self._model, messages)) as text:
                for sentence in split_sentences(text):
                    pieces = _prove(sentence.text, known, evidence, period.end.year)
                    withdrawn += not pieces
                    kept += pieces
        except ChatModelError as error:
            failure = f"{error.message}“{topic}”一段改为按规则写成。"
        if failure or not kept:
            notes = failure or f"“{topic}”一段，语言模型写的话都和台账对不上，已改为按规则写成。"
            return Prose(paragraphs=(by_rule,), notes=(notes,))
        notes = f"“{topic}”一段，语言模型有{withdrawn}句话和台账对不上，已经撤下。"
        return Prose(paragraphs=(tuple(kept),), notes=(notes,) if withdrawn else ())


def _know(fact: Fact, pieces: Sequence[Piece]) -> Iterator[_Known]:
    """Yield the numbers of a fact as they were told."""
    for piece in pieces:
        if piece.figure is not None:
            times = {id(fact.now): _Time.NOW, id(fact.before): _Time.BEFORE}
            time = times.get(id(piece.figure), _Time.CHANGE)
            for quantity in quantities(piece.text):
                yield _Known(quantity, piece.figure, name_fact(fact), time)


def _prove(
    sentence: str, known: Sequence[_Known], evidence: Sequence[str], year: int
) -> list[Piece]:
    """Return a sentence in pieces, each number with its figure; nothing where it does not hold."""
    problems = check_sentence(sentence, evidence)
    if problems:
        logger.info("a sentence was withdrawn: %s", ", ".join(each.rule for each in problems))
        return []
    pieces: list[Piece] = []
    end, time = 0, _Time.NOW
    for quantity in quantities(sentence):
        if quantity.kind not in _NUMBERS:
            continue
        between = sentence[end : quantity.start]
        time = _follow(time, between, year)
        name = _nearest_name(sentence[: quantity.start], known)
        found = next(
            (
                each
                for each in known
                if each.name == name
                and same_quantity(quantity, each.quantity)
                and _fits(each, time, between)
            ),
            None,
        )
        if found is None:
            logger.info("a sentence was withdrawn: a figure of its own")
            return []
        pieces += [Piece(text=between), Piece(text=quantity.text, figure=found.figure)]
        end = quantity.end
    # A sentence without a number says nothing that could be checked.
    return [*pieces, Piece(text=sentence[end:])] if pieces else []


def _follow(time: _Time, words: str, year: int) -> _Time:
    """Return of when a number is, after the words before it."""
    for match in _TIMES.finditer(words):
        if match["before"] or (match["year"] and int(match["year"]) != year):
            time = _Time.BEFORE
        elif match["now"] or match["year"]:
            time = _Time.NOW
    return time


def _nearest_name(words: str, known: Sequence[_Known]) -> str:
    """Return the name that stands last in the words before a number, the longest of several."""
    ends = {
        each.name: (words.rfind(each.name) + len(each.name), len(each.name))
        for each in known
        if each.name in words
    }
    return max(ends, key=ends.__getitem__, default="")


def _fits(each: _Known, time: _Time, words: str) -> bool:
    """Return whether the words before a number say of when it is, or which way it went."""
    if each.kind is not _Time.CHANGE:
        return each.kind is time
    return _goes_right(each.figure, words)


def _goes_right(change: Figure, words: str) -> bool:
    """Return whether the words before a change say that it went the way it did."""
    right, wrong = (_UP, _DOWN) if change.value > 0 else (_DOWN, _UP)
    return not wrong.search(words) and not _LEVEL.search(words) and right.search(words) is not None
