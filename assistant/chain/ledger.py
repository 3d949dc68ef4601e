"""Answer from the ledger of indicators, beside what the documents say.

A question is read as asking for a figure only when nothing is left of it but an indicator's name,
an area, a period, and words that ask: whatever else it says, the documents answer alone.
"""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from assistant.chain.answering import Answerer
from assistant.chain.history import complete_question
from assistant.indicators.areas import Area, AreaLevel, clean_area
from assistant.indicators.catalogue import Catalogue
from assistant.indicators.desk import Indicators
from assistant.indicators.extracting.times import complete, times
from assistant.indicators.periods import format_period, parse_period, year_before
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import Figure, Indicator, Period, PeriodKind
from assistant.indicators.showing import describe_source
from assistant.indicators.units import convert, same_dimension
from assistant.indicators.wording import describe_change
from assistant.schema import (
    Answer,
    AnswerReady,
    AnswerStatus,
    Grade,
    LedgerFigure,
    Statement,
    TextDelta,
    Turn,
)
from ingest.numerals import Quantity, QuantityKind, quantities
from ingest.schema import Filters

# Of several counties in one ledger each is told, up to so many.
MOST_AREAS = 3
# A figure of a document stands so near behind the indicator's name, in characters.
REACH = 20

# What may stand in a question about a figure beside name, area and period.
_ASKING = re.compile(
    "请问|请|帮我|查一下|查询|查|一下|告诉我|我想知道|想知道|是多少|有多少|达到多少|为多少|多少|是几|有几|几|"
    "达到|达|是|为|有|共有|共|总共|一共|的|了|呢|吗|是什么|什么|数据|数值|数字|指标|情况|怎么样|怎样|如何|"
    "我们|我县|我们县|本县|全县|我市|全市|全州|县里|全区|我区|同比|比上年|较上年|比去年|较去年|增长|增加|下降|减少|"
    "变化|增速|增幅|增长率|个|户|人|元|万元|亿元|亩|百分之|[0-9]|[\\s，。？！、：:,.?!“”\"']"
)
_CHANGE = re.compile("同比|比上年|较上年|比去年|较去年|增长|增加|下降|减少|变化|增速|增幅")
_SENTENCE = re.compile("[^。！？；\n]+")
_NUMBER = re.compile(r"\d+(?:[.．](?P<places>\d+))?")
_COUNTED = frozenset({QuantityKind.AMOUNT, QuantityKind.PERCENT, QuantityKind.PERCENTAGE_POINTS})
_WHOLE = frozenset({PeriodKind.YEAR, PeriodKind.DAY})
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[—\-])")

LedgerOf: TypeAlias = Callable[[AbstractSet[str] | None], Indicators]
"""The ledger as a reader of some libraries may see it; None for every one."""


@dataclass(frozen=True)
class Asked:
    """A question about a figure."""

    indicator: Indicator
    areas: tuple[Area, ...]
    period: Period | None
    """None for the latest there is."""

    asks_change: bool


@dataclass(frozen=True)
class Told:
    """A figure that the ledger has for a question."""

    figure: Figure
    line: str
    """What the reader sees."""

    figures: tuple[LedgerFigure, ...]


def read_question(question: str, indicators: Indicators, *, today: date) -> Asked | None:
    """Return which figure a question asks for; None where it asks for something else.

    Args:
        question: As it can be understood alone.
        indicators: The ledger as the reader may see it.
        today: What 去年 counts from.
    """
    named = times(question)
    period = None
    if len(named) == 1:
        period = parse_period(complete(named[0], now=str(today.year), spoken_of=""), today=today)
        if period is None:
            return None
    elif named:
        return None
    rest = question
    if named:
        rest = rest[: named[0].start] + "，" + rest[named[0].end :]
    matches = indicators.catalogue.find_in(rest, period.end.year if period else None)
    if len(matches) != 1:
        return None
    (match,) = matches
    rest = rest[: match.start] + "，" + rest[match.end :]
    areas = indicators.areas()
    mentioned = [area for area in areas if area.name in clean_area(rest)]
    if mentioned:
        longest = max(len(area.name) for area in mentioned)
        mentioned = [area for area in mentioned if len(area.name) == longest]
        rest = rest.replace(mentioned[0].name, "，")
    else:
        mentioned = [area for area in areas if area.level is AreaLevel.COUNTY] or [
            area for area in areas if not area.parent
        ]
    if not mentioned or len(mentioned) > MOST_AREAS or _ASKING.sub("", rest):
        return None
    return Asked(match.indicator, tuple(mentioned), period, _CHANGE.search(rest) is not None)


def look_up(asked: Asked, indicators: Indicators) -> list[Told]:
    """Return what the ledger has for a question, an area each."""
    told = []
    for area in asked.areas:
        figure = _find(asked, area, indicators)
        if figure is not None:
            told.append(_tell(asked, figure, area.library, indicators))
    return told


def _find(asked: Asked, area: Area, indicators: Indicators) -> Figure | None:
    code = asked.indicator.code
    entries = indicators.series(code, area.name, library=area.library)
    stated = [(e.figure.period, e.figure) for e in entries if e.figure.period]
    if asked.period is None:
        whole = [pair for pair in stated if pair[0].kind in _WHOLE] or stated
        return max(whole, key=lambda pair: pair[0].end, default=(None, None))[1]
    same = [figure for period, figure in stated if _is_same(period, asked.period)]
    if same:
        # The catalogue's own scope before any other.
        return min(same, key=lambda figure: len(figure.scope))
    computed = indicators.figure(code, area.name, asked.period, library=area.library)
    return computed if isinstance(computed, Figure) else None


def _is_same(stated: Period, asked: Period) -> bool:
    """Say whether a value of one period answers for another: a year's last day does for a year."""
    if (stated.start, stated.end) == (asked.start, asked.end):
        return True
    days = {stated.kind, asked.kind}
    return PeriodKind.DAY in days and PeriodKind.YEAR in days and stated.end == asked.end


def _tell(asked: Asked, figure: Figure, library: str, indicators: Indicators) -> Told:
    shown = _show(figure, library)
    scope = f"（{figure.scope}）" if figure.scope else ""
    line = f"指标台账：{shown.period}{figure.area}{figure.name}{scope}为{shown.text}"
    figures = [shown]
    if asked.asks_change and figure.period:
        before = indicators.figure(
            asked.indicator.code, figure.area, year_before(figure.period), library=library
        )
        if isinstance(before, Figure):
            figures.append(_show(before, library))
            line += f"，上年为{figures[-1].text}，比上年{describe_change(figure, before)}"
        else:
            line += f"（{before.reason.rstrip('。')}，不能计算同比）"
    notes = [f"按 {each.formula} 计算" for each in figures if each.formula]
    sources = "；".join(dict.fromkeys(each.source for each in figures if each.source))
    notes += [f"来源：{sources}"] if sources else []
    line += f"（{'；'.join(notes)}）。" if notes else "。"
    return Told(figure, line, tuple(figures))


def _show(figure: Figure, library: str) -> LedgerFigure:
    return LedgerFigure(
        library=library,
        name=figure.name,
        area=figure.area,
        period=format_period(figure.period) if figure.period else "",
        text=print_figure(figure, thousands=True),
        source=describe_source(figure)
        or "；".join(filter(None, map(describe_source, figure.operands))),
        formula=figure.formula,
    )


# --- What the documents say -----------------------------------------------------------------


def find_difference(told: Told, answer: Answer, catalogue: Catalogue) -> str:
    """Return a sentence that names a document's other figure for the same thing.

    Args:
        told: What the ledger says.
        answer: What the documents say.
        catalogue: Tells names.

    Returns:
        "" where no cited passage says anything else, or one says the same.
    """
    figure = told.figure
    other = ""
    for citation in answer.citations:
        for stated in _stated_of(told, citation.text, catalogue):
            value = convert(stated.value, stated.unit, figure.unit)
            finest = max(_last_place(stated, figure.unit), _last_digit(figure.value))
            if abs(value - figure.value) < finest:
                return ""
            other = other or (
                f"《{citation.title or citation.document}》中为{stated.text}，"
                f"指标台账中为{print_figure(figure, thousands=True)}，两者不一致，请核对。"
            )
    return other


def _stated_of(told: Told, text: str, catalogue: Catalogue) -> Iterator[Quantity]:
    """Yield what a passage states of the same indicator, in a sentence of the same year."""
    figure = told.figure
    year = figure.period.end.year if figure.period else None
    for sentence in _SENTENCE.findall(text):
        years = set(_YEAR.findall(sentence))
        if years and years != {str(year)}:
            continue
        for match in catalogue.find_in(sentence, year):
            if match.indicator.code != figure.code:
                continue
            for quantity in quantities(sentence[match.end : match.end + REACH]):
                if quantity.kind in _COUNTED and same_dimension(quantity.unit, figure.unit):
                    yield quantity
                    break


def _last_place(quantity: Quantity, unit: str) -> Decimal:
    """Return what the last digit of a written figure counts, in a unit."""
    number = _NUMBER.search(quantity.text)
    places = len(number["places"] or "") if number else 0
    scale = 1
    for sign, size in (("万", 10**4), ("亿", 10**8)):
        scale *= size if sign in quantity.text else 1
    return convert(Decimal(scale).scaleb(-places), quantity.unit, unit)


def _last_digit(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


# --- Answering ------------------------------------------------------------------------------


class LedgerAnswerer:
    """Tells what the ledger says, then what another answerer says; see `Answerer`.

    Args:
        documents: Answers from the documents.
        ledger_of: Gives the ledger as a reader may see it.
    """

    def __init__(self, documents: Answerer, ledger_of: LedgerOf) -> None:
        self.documents = documents
        self._ledger_of = ledger_of

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        libraries: AbstractSet[str] | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[TextDelta | AnswerReady]:
        """See `Answerer`."""
        indicators = self._ledger_of(_within(libraries, filters))
        asked = read_question(complete_question(question, history), indicators, today=date.today())
        told = look_up(asked, indicators) if asked else []
        for each in told:
            yield TextDelta(text=each.line + "\n")
        events = self.documents.stream(
            question, filters=filters, libraries=libraries, history=history
        )
        with closing(events) if isinstance(events, Generator) else nullcontext():
            for event in events:
                if told and isinstance(event, AnswerReady):
                    event = AnswerReady(answer=_join(told, event.answer, indicators.catalogue))
                yield event


def _within(libraries: AbstractSet[str] | None, filters: Filters | None) -> AbstractSet[str] | None:
    if filters is None or filters.library is None:
        return libraries
    return {filters.library} if libraries is None else {filters.library} & libraries


def _join(told: Sequence[Told], answer: Answer, catalogue: Catalogue) -> Answer:
    """Return one answer of both, which says where they differ."""
    differences = [find_difference(each, answer, catalogue) for each in told]
    notices = (*filter(None, differences), *answer.notices)
    # Documents that tell nothing make the ledger's figure no less sure.
    is_unsure = answer.grade is Grade.CHECK
    return answer.model_copy(
        update={
            "status": AnswerStatus.ANSWERED,
            "text": "".join(f"{each.line}\n" for each in told) + answer.text,
            "statements": (
                *(Statement(text=each.line, markers=()) for each in told),
                *answer.statements,
            ),
            "figures": tuple(figure for each in told for figure in each.figures),
            "notices": notices,
            "confidence": 1.0,
            "grade": Grade.CHECK if notices or is_unsure else Grade.QUOTABLE,
        }
    )
