"""Answer in the words of a language model, every sentence checked before it is shown."""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from assistant.chain.answering import ExtractiveAnswerer, Found, deliver
from assistant.chain.checking import check_sentence
from assistant.chain.formulas import find_formulas
from assistant.chain.history import complete_question, note_reading
from assistant.chain.orders import omit_orders
from assistant.chain.passages import Passage, defuse, number_passages
from assistant.chain.rewriting import rewrite_question
from assistant.chain.sentences import Sentence, split_sentences
from assistant.chain.sheet import Sheet
from assistant.chat_model import read_answer, write_messages
from assistant.errors import ChatModelError
from assistant.prompting import load_prompt
from assistant.schema import Answer, AnswerReady, TextDelta, Turn
from ingest.errors import NotFoundError
from ingest.numerals import quantities
from ingest.schema import Filters
from ingest.tokenizing import words

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

Events: TypeAlias = Generator[TextDelta | AnswerReady, None, None]

GENERATIVE = "generative"

# What the prompt tells the model to say where the passages do not answer.
ABSENT = "资料中没有"

# A model that goes on after so many sentences that do not hold or were said before is babbling.
MOST_WASTED = 8

# Fewer characters of words than these, and a sentence is judged by every one of them.
_SHORT_CLAIM = 6
_LEAST_SHORT_COVERAGE = 0.6


class GenerativeAnswerer:
    """Answers in the words of a language model, from numbered passages; see `Answerer`.

    What the library does not answer is refused without asking the model. A sentence is shown only
    when the passages it cites carry it. Where the model gives no answer, the sources are quoted,
    and a notice says so.

    Args:
        extractive: Finds, refuses, and answers where the model does not.
        model: Any chat model of LangChain.

    Raises:
        PromptError: a prompt cannot be used as it is.
    """

    def __init__(self, extractive: ExtractiveAnswerer, model: "BaseChatModel") -> None:
        self._extractive = extractive
        self._model = model
        self._answer_prompt = load_prompt("answer", blanks=frozenset({"passages", "question"}))
        self._rewrite_prompt = load_prompt(
            "rewrite_question", blanks=frozenset({"history", "question"})
        )

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        libraries: AbstractSet[str] | None = None,
        history: Sequence[Turn] = (),
    ) -> Iterator[TextDelta | AnswerReady]:
        """See `Answerer`."""
        complete, failure = self._complete(question, history)
        found, passages = self._gather(complete, filters, libraries)
        again = partial(self._extractive.answer, complete, filters=filters, libraries=libraries)
        if not found.is_answerable:
            events = deliver(self._extractive.refuse(found))
        elif failure is not None:
            events = self._quote_instead(found, Sheet(), failure, again)
        else:
            events = self._write(found, passages, again)
        with closing(events):
            for event in events:
                if isinstance(event, AnswerReady):
                    event = AnswerReady(answer=note_reading(event.answer, question))
                yield event

    def _complete(
        self, question: str, history: Sequence[Turn]
    ) -> tuple[str, ChatModelError | None]:
        """Return the question as it can be understood alone, and why the model could not help."""
        if not history:
            return question, None
        by_rules = complete_question(question, history)
        try:
            rewritten = rewrite_question(self._model, self._rewrite_prompt, question, history)
        except ChatModelError as error:
            return by_rules, error
        return rewritten or by_rules, None

    def _gather(
        self, question: str, filters: Filters | None, libraries: AbstractSet[str] | None
    ) -> tuple[Found, Mapping[int, Passage]]:
        """Return what was found, and the passages by number, each proved to be a slice."""
        while True:
            found = self._extractive.find(question, filters=filters, libraries=libraries)
            passages = {each.number: each for each in number_passages(found.selected)}
            try:
                self._extractive.prove([each.citation for each in passages.values()])
            except NotFoundError:
                # A document was deleted since it was found; what is left of the library answers.
                continue
            return found, passages

    def _write(
        self, found: Found, passages: Mapping[int, Passage], again: Callable[[], Answer]
    ) -> Events:
        messages = write_messages(
            self._answer_prompt,
            passages="\n\n".join(each.shown for each in passages.values()),
            question=defuse(omit_orders(found.question)),
        )
        sheet, withdrawn, wasted, is_partial = Sheet(), 0, 0, False
        try:
            with closing(read_answer(self._model, messages)) as pieces:
                for sentence in split_sentences(pieces):
                    if not sentence.numbers and ABSENT in sentence.text:
                        is_partial = True
                        continue
                    shown = ""
                    if not is_carried(sentence, passages):
                        withdrawn += 1
                    else:
                        cited = [passages[number].citation for number in sentence.numbers]
                        shown = sheet.add(
                            sentence.text,
                            cited,
                            is_computed=any(find_formulas(sentence.text)),
                            starts_line=sentence.starts_line,
                        )
                    wasted += not shown
                    if wasted > MOST_WASTED:
                        raise ChatModelError("语言模型说的话大多没有依据，或者反复说同样的话。")
                    # An empty piece lets whoever follows the stream stop it.
                    yield TextDelta(text=shown)
        except ChatModelError as error:
            yield from self._quote_instead(found, sheet, error, again)
            return
        notices = []
        if withdrawn:
            notices.append(f"语言模型有{withdrawn}句话在资料中找不到依据，已经撤下。")
        if not sheet.statements:
            refusal = self._extractive.refuse(found)
            yield from deliver(
                refusal.model_copy(update={"notices": tuple(notices), "answerer": GENERATIVE})
            )
            return
        if is_partial:
            notices.append("所问的内容有一部分在资料中没有找到。")
        yield AnswerReady(answer=self._conclude(found, sheet, notices))

    def _quote_instead(
        self, found: Found, sheet: Sheet, error: ChatModelError, again: Callable[[], Answer]
    ) -> Events:
        """Yield the rest of an answer that the model did not finish, in words of the sources.

        Args:
            found: What was found.
            sheet: What was written so far.
            error: Why the model does not go on.
            again: Looks once more, where a document was deleted since it was found.
        """
        try:
            quoted = self._extractive.quote(found)
        except NotFoundError:
            quoted = again()
        if not sheet.statements:
            notice = f"{error.message}以上内容改为直接摘引原文。"
            notices = (*quoted.notices, notice)
            yield from deliver(quoted.model_copy(update={"notices": notices}))
            return
        by_marker = {citation.marker: citation for citation in quoted.citations}
        for statement in quoted.statements:
            piece = sheet.add(
                statement.text,
                [by_marker[marker] for marker in statement.markers],
                is_computed=statement.is_computed,
                starts_line=True,
            )
            yield TextDelta(text=piece)
        notice = f"{error.message}后面的内容是直接摘引的原文。"
        yield AnswerReady(answer=self._conclude(found, sheet, [notice]))

    def _conclude(self, found: Found, sheet: Sheet, notices: Sequence[str]) -> Answer:
        return self._extractive.conclude(
            found,
            text=sheet.text,
            statements=sheet.statements,
            citations=sheet.citations,
            notices=notices,
            answerer=GENERATIVE,
        )


def is_carried(sentence: Sentence, passages: Mapping[int, Passage]) -> bool:
    """Say whether the passages a sentence cites carry all of it.

    Each part of a sentence must be carried by what is cited behind that part: "甲8元[1]，乙9元[2]"
    may swap the two, though both figures are cited. A formula takes its operands from
    anywhere in the sentence.
    """
    if not sentence.numbers or any(number not in passages for number in sentence.numbers):
        return False
    if not _is_carried_by(sentence.text, sentence.numbers, passages):
        return False
    if len(sentence.segments) == 1 or any(find_formulas(sentence.text)):
        return True
    return all(
        bool(numbers) and not check_sentence(text, _evidence(numbers, passages))
        for text, numbers in sentence.segments
    )


def _is_carried_by(text: str, numbers: Sequence[int], passages: Mapping[int, Passage]) -> bool:
    evidence = _evidence(numbers, passages)
    problems = check_sentence(text, evidence)
    if problems:
        # Which rule, and never what was asked or answered.
        logger.info("a sentence was withdrawn: %s", ", ".join(p.rule for p in problems))
    return not problems and _says_what_stands_there(text, evidence)


def _says_what_stands_there(text: str, evidence: Sequence[str]) -> bool:
    """Say whether a short sentence says something, in words of its source.

    The checks let a short sentence pass, for a quotation may be short; but a model's "可以。", or
    a bare figure, tells nothing of what it rests on.
    """
    if any(find_formulas(text)):
        return True
    for figure in reversed(quantities(text)):
        text = text[: figure.start] + " " + text[figure.end :]
    content = set(words(text))
    total = sum(len(word) for word in content)
    if total < 2:
        return False
    if total >= _SHORT_CLAIM:
        return True
    known = "".join(words("\n".join(evidence)))
    return sum(len(w) for w in content if w in known) >= _LEAST_SHORT_COVERAGE * total


def _evidence(numbers: Sequence[int], passages: Mapping[int, Passage]) -> list[str]:
    return [text for number in numbers for text in passages[number].evidence]
