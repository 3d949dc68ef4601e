"""Show where a text says the words and figures of a question, however it writes them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from assistant.retrieval.matching import Query, Term
from assistant.schema import Highlight
from ingest.numerals import (
    Quantity,
    QuantityKind,
    date_covers,
    is_article,
    quantities,
    same_quantity,
)
from ingest.references import article_references, document_numbers
from ingest.tokenizing import fold, to_simplified

Span = tuple[int, int]


def find_highlights(query: Query, text: str) -> tuple[Highlight, ...]:
    """Return where a text says what is asked about, in its order, none overlapping.

    Words are found in each of their forms, in full or half width, simplified or traditional;
    figures by their value: 三万, 3万元 and 30000 are one.

    Args:
        query: The question.
        text: As it is; the highlights count its code points.
    """
    question = query.analysis.text
    found = [
        *_find_words(_forms(query), text),
        *_find_figures(quantities(question), text),
        *_find_references(question, text),
    ]
    return tuple(Highlight(start=start, end=end) for start, end in _merge(found))


def plain_words(query: Query) -> tuple[Term, ...]:
    """Return the words of a question but those of its figures, 文号 and articles.

    Those are found by their value; 3 and 万 of 3万 tell nothing.
    """
    question = to_simplified(fold(query.analysis.text))
    places = [
        *((each.start, each.end) for each in quantities(question)),
        *((each.start, each.end) for each in document_numbers(question)),
        *((each.start, each.end) for each in article_references(question)),
    ]
    for start, end in places:
        question = question[:start] + " " * (end - start) + question[end:]
    return tuple(term for term in query.words if term.forms[0] in question)


def _forms(query: Query) -> list[str]:
    forms = [form for term in plain_words(query) for form in term.forms]
    # 县 or 年 marks half of a page; alone, it is what was asked for.
    return [form for form in forms if len(form) > 1] or forms


def _find_words(forms: Sequence[str], text: str) -> Iterator[Span]:
    """Yield where forms stand, also where a blank or the end of a line breaks them."""
    if not forms:
        return
    comparable = _comparable(text)
    for form in forms:
        pattern = r"\s*".join(map(re.escape, form))
        if form[0].isascii() and form[0].isalnum():
            pattern = rf"(?<![0-9a-z.]){pattern}"
        if form[-1].isascii() and form[-1].isalnum():
            pattern = rf"{pattern}(?![0-9a-z]|\.\d)"
        yield from (match.span() for match in re.finditer(pattern, comparable))


def _comparable(text: str) -> str:
    """Return a text folded sign by sign, so that offsets stay what they are."""
    folded = "".join(_fold_sign(sign) for sign in text)
    simplified = to_simplified(folded)
    return simplified if len(simplified) == len(text) else folded


def _fold_sign(sign: str) -> str:
    folded = unicodedata.normalize("NFKC", sign).lower()
    return folded if len(folded) == 1 else sign


def _find_figures(asked: Sequence[Quantity], text: str) -> Iterator[Span]:
    wanted = [figure for figure in asked if not is_article(figure)]
    if wanted:
        for figure in quantities(text):
            if any(_is_same(figure, each) for each in wanted):
                yield figure.start, figure.end


def _is_same(stated: Quantity, asked: Quantity) -> bool:
    if stated.kind is asked.kind is QuantityKind.DATE:
        return date_covers(stated, asked)
    return same_quantity(stated, asked)


def _find_references(question: str, text: str) -> Iterator[Span]:
    numbers = {each.number for each in document_numbers(question)}
    articles = {(each.article, each.inserted) for each in article_references(question)}
    for number in document_numbers(text) if numbers else ():
        if number.number in numbers:
            yield number.start, number.end
    for article in article_references(text) if articles else ():
        if (article.article, article.inserted) in articles:
            yield article.start, article.end


def _merge(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
