"""Items in the words of a language model; what breaks a rule stays as the rules wrote it."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from assistant.chain.checking import check_sentence
from assistant.chain.orders import omit_orders
from assistant.chain.passages import defuse
from assistant.chain.sentences import split_sentences, without_thoughts
from assistant.chat_model import read_answer, write_messages
from assistant.errors import ChatModelError, WrongUseError
from assistant.prompting import Prompt, load_prompt
from assistant.quiz.checking import Checker
from assistant.quiz.describing import KIND_LABELS
from assistant.quiz.formats.circulating import read_text
from assistant.quiz.formats.spelling import plain, tidy_stem
from assistant.quiz.rating import rated
from assistant.quiz.schema import (
    BLANK,
    LETTERS,
    Evidence,
    Flaw,
    Item,
    ItemKind,
    ItemState,
    Question,
    Severity,
    item_id_of,
)
from ingest.numerals import QuantityKind, quantities, same_quantity
from ingest.schema import Record

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

# Of the rule-made stem; more words than these say more than it did.
_LONGER = 2.0
_SPARE = 20
# In characters.
_SITUATION = range(30, 401)
_LONGEST_RATIONALE = 300
_SHORTEST_SENTENCE = 6
_MOST_EVIDENCE = 2400
_FEWEST_PARTS = 2
_MOST_PARTS = 4
_MOST_OPTIONS = 6

_LEADING = re.compile(r"^(?:改好的)?(?:题干|解析|案例题)\s*[:：]\s*|^\d{1,2}[.．、]\s*")
_SITUATION_LINE = re.compile(
    r"^\s*(?:情境|案例|背景)\s*[:：]\s*(.+?)(?=\n\s*\d{1,2}\s*[.．、]|\Z)", re.S
)
_TITLES = re.compile(r"《[^》]*》|[〔\[]\d{4}[〕\]]\s*\d+\s*号")
_QUOTES = "\"'“”「」"
# What a situation may not invent; three people in a household are nobody's rule.
_NOT_INVENTED = frozenset(
    {QuantityKind.PERCENT, QuantityKind.PERCENTAGE_POINTS, QuantityKind.DATE, QuantityKind.RATIO}
)
_MONEY = re.compile("元|亩|公里|平方米")


class Rewritten(Record):
    """An item after a language model was asked."""

    item: Item
    """As it was, where nothing of what the model wrote could be kept."""

    notes: tuple[str, ...] = ()
    """What was not kept, and why, in Chinese."""


class WrittenCase(Record):
    """A case that a language model wrote."""

    item: Item | None
    """None where nothing of it could be kept."""

    notes: tuple[str, ...] = ()
    """What was not kept, and why, in Chinese."""


class ModelWriter:
    """Words items with a language model.

    The key, the options and the evidence stay as they are; a stem stays only where every check
    lets it pass, a sentence of a rationale only where the evidence carries it, a question of a case
    only where its key follows from the evidence.

    Args:
        model: Any chat model of LangChain.
        name: The model's, told as the author of what it wrote.

    Raises:
        PromptError: a prompt cannot be used as it is.
    """

    def __init__(self, model: "BaseChatModel", *, name: str) -> None:
        self._model = model
        self._name = name
        self._stem = load_prompt(
            "quiz_stem", blanks=frozenset({"kind", "stem", "options", "evidence"})
        )
        self._rationale = load_prompt(
            "quiz_rationale", blanks=frozenset({"stem", "options", "key", "evidence"})
        )
        self._case = load_prompt("quiz_case", blanks=frozenset({"evidence", "questions"}))

    # --- Stems ------------------------------------------------------------------------------

    def rephrase(self, item: Item, checker: Checker) -> Rewritten:
        """Return an item with a smoother stem, or as it was.

        Args:
            item: A draft that is no case.
            checker: Of its library and bank.

        Raises:
            WrongUseError: the item is a case, has left the drafts, or has no evidence.
        """
        _check_draft(item)
        try:
            text = self._ask(
                self._stem,
                kind=KIND_LABELS[item.kind],
                stem=defuse(item.stem),
                options=_shown_options(item),
                evidence=_shown_evidence(item.evidence),
            )
        except ChatModelError as error:
            return _unchanged(item, f"{error.message}题干没有改。")
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        stem = tidy_stem(_LEADING.sub("", lines[0]).strip(_QUOTES), item.kind) if lines else ""
        if not stem or plain(stem) == plain(item.stem):
            return _unchanged(item, "语言模型没有给出新的题干，题干没有改。")
        if told := _wrong_with(stem, item):
            return _unchanged(item, f"语言模型改的题干{told}，没有采用。")
        changed = rated(item.model_copy(update={"stem": stem}))
        if told := _new_fault(item, changed, checker):
            return _unchanged(item, f"语言模型改的题干没有通过检查：{told}")
        return Rewritten(item=changed.model_copy(update={"author": self._name}))

    # --- Rationales -------------------------------------------------------------------------

    def explain(self, item: Item, checker: Checker) -> Rewritten:
        """Return an item with a rationale in the model's words, or as it was.

        Args:
            item: A draft that is no case.
            checker: Of its library and bank.

        Raises:
            WrongUseError: the item is a case, has left the drafts, or has no evidence.
        """
        _check_draft(item)
        evidence = [
            *(one.text for one in item.evidence),
            *("，".join((one.title, *one.section)) for one in item.evidence),
            item.stem,
            f"答案，{'、'.join(item.key_texts)}，{'、'.join(item.key)}",
        ]
        messages = write_messages(
            self._rationale,
            stem=defuse(item.stem),
            options=_shown_options(item),
            key=defuse("；".join(item.key_texts)),
            evidence=_shown_evidence(item.evidence),
        )
        kept: list[str] = []
        withdrawn = 0
        try:
            with closing(read_answer(self._model, messages)) as text:
                for sentence in split_sentences(text):
                    told = _LEADING.sub("", sentence.text).strip()
                    says_something = len(plain(told)) >= _SHORTEST_SENTENCE
                    is_order = omit_orders(told) != told
                    if says_something and not is_order and not check_sentence(told, evidence):
                        kept.append(told)
                    else:
                        withdrawn += 1
        except ChatModelError as error:
            return _unchanged(item, f"{error.message}解析没有改。")
        rationale = "".join(kept)
        if not rationale or len(rationale) > _LONGEST_RATIONALE:
            return _unchanged(item, "语言模型写的解析和依据对不上，没有采用。")
        changed = item.model_copy(update={"rationale": rationale})
        if told := _new_fault(item, changed, checker):
            return _unchanged(item, f"语言模型写的解析没有通过检查：{told}")
        note = f"语言模型写的解析有 {withdrawn} 句和依据对不上，已经撤下。"
        return Rewritten(
            item=changed.model_copy(update={"author": self._name}),
            notes=(note,) if withdrawn else (),
        )

    # --- Cases ------------------------------------------------------------------------------

    def write_case(self, items: Sequence[Item], checker: Checker) -> WrittenCase:
        """Return a case on what carries some items: a situation and questions about it.

        Where fewer than two of the model's questions hold, the items themselves are asked.

        Args:
            items: Of one library, with their evidence; two or more.
            checker: Of that library and its bank.

        Raises:
            WrongUseError: there are fewer than two, of several libraries, or without evidence.
        """
        check_several(items)
        evidence = _evidence_of(items)
        try:
            text = self._ask(
                self._case,
                evidence=_shown_evidence(evidence),
                questions="\n".join(f"- {defuse(item.stem)}" for item in items[:_MOST_PARTS]),
            )
        except ChatModelError as error:
            return WrittenCase(item=None, notes=(f"{error.message}案例没有写成。",))
        match = _SITUATION_LINE.search(text)
        situation = " ".join(match[1].split()) if match else ""
        parts, refused = self._parts(text[match.end() :] if match else "", items, evidence, checker)
        notes = [f"语言模型写的问题有 {refused} 道没有通过检查，没有采用。"] if refused else []
        if len(parts) < _FEWEST_PARTS:
            parts = [_as_part(item) for item in items[:_MOST_PARTS]]
            notes.append("语言模型写的问题不够，改用所选的题目。")
        if told := _wrong_with_situation(situation, evidence, parts):
            return WrittenCase(item=None, notes=(f"语言模型写的情境{told}，案例没有写成。",))
        case = rated(
            Item(
                id=item_id_of(items[0].library, ItemKind.CASE, situation),
                library=items[0].library,
                kind=ItemKind.CASE,
                stem=situation,
                evidence=evidence,
                parts=tuple(parts),
                topic=items[0].topic,
                author=self._name,
            )
        )
        if faults := _errors(checker.check(case)):
            told = faults[0].message
            return WrittenCase(item=None, notes=(*notes, f"案例没有通过检查：{told}"))
        return WrittenCase(item=case, notes=tuple(notes))

    def _parts(
        self, text: str, items: Sequence[Item], evidence: Sequence[Evidence], checker: Checker
    ) -> tuple[list[Question], int]:
        """Return the questions that hold, each with the evidence that gives its key."""
        parts: list[Question] = []
        refused = 0
        asked = {plain(item.stem) for item in items}
        for read in read_text(text):
            question = read.question
            is_sound = (
                question is not None
                and not read.flaws
                and question.kind in {ItemKind.SINGLE_CHOICE, ItemKind.TRUE_FALSE}
                and len(question.options) <= _MOST_OPTIONS
                and plain(question.stem) not in asked
            )
            found = self._carried(question, items, evidence, checker) if question else None
            if not is_sound or found is None or len(parts) == _MOST_PARTS:
                refused += 1
                continue
            asked.add(plain(found.stem))
            parts.append(found)
        return parts, refused

    def _carried(
        self,
        question: Question,
        items: Sequence[Item],
        evidence: Sequence[Evidence],
        checker: Checker,
    ) -> Question | None:
        """Return a question with the evidence from which its key follows; None for no such."""
        stem, options = question.stem, question.options
        if omit_orders(stem) != stem:
            return None
        for one in evidence:
            alone = Item(
                id=item_id_of(items[0].library, question.kind, stem, options),
                library=items[0].library,
                kind=question.kind,
                stem=stem,
                options=options,
                key=question.key,
                evidence=(one,),
                # What is not certain is left out.
                fact="case",
            )
            # The items it is made from ask nearly the same, which a case may.
            faults = [
                flaw
                for flaw in _errors(checker.check(alone))
                if flaw.rule not in {"duplicate", "near_duplicate"}
            ]
            if not faults:
                return question.model_copy(update={"evidence": (one,), "rationale": ""})
        return None

    def _ask(self, prompt: Prompt, **values: str) -> str:
        messages = write_messages(prompt, **values)
        with closing(read_answer(self._model, messages)) as text:
            return "".join(without_thoughts(text)).strip()


# --- What is asked ----------------------------------------------------------------------------


def _check_draft(item: Item) -> None:
    if item.kind is ItemKind.CASE:
        raise WrongUseError("案例题不能整题改写。", hint="请分别修改情境和小题。")
    if item.state is not ItemState.DRAFT:
        raise WrongUseError("只有待审的题可以请语言模型改写。", hint="请先把题目退回待审。")
    if not item.evidence:
        raise WrongUseError("没有依据的题不能请语言模型改写。", hint="请先选定依据。")


def check_several(items: Sequence[Item]) -> None:
    """Refuse what no case can be made of; raises `WrongUseError`."""
    if len(items) < _FEWEST_PARTS or len({item.library for item in items}) > 1:
        raise WrongUseError(
            "写案例需要同一资料库的两道以上题目。", hint="请选择内容相近的二至四道题。"
        )
    if any(not item.evidence for item in items[:_MOST_PARTS]):
        raise WrongUseError("所选题目中有的没有依据。", hint="请先为它们选定依据，或换一道题。")


def _evidence_of(items: Sequence[Item]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(one for item in items[:_MOST_PARTS] for one in item.evidence))


def _shown_options(item: Item) -> str:
    shown = (
        f"{letter}. {defuse(option)}" for letter, option in zip(LETTERS, item.options, strict=False)
    )
    return "；".join(shown) or "无"


def _shown_evidence(evidence: Sequence[Evidence]) -> str:
    lines = []
    room = _MOST_EVIDENCE
    for one in evidence:
        text = omit_orders(one.text)[:room]
        room -= len(text)
        lines.append(f"《{defuse(one.title)}》：{defuse(text)}")
        if room <= 0:
            break
    return "\n".join(lines)


# --- What is kept -----------------------------------------------------------------------------


def _unchanged(item: Item, note: str) -> Rewritten:
    logger.info("an item stays as it was: %s", item.id)
    return Rewritten(item=item, notes=(note,))


def _wrong_with(stem: str, item: Item) -> str:
    """Return what a stem does that the old one did not; "" for nothing."""
    if omit_orders(stem) != stem:
        return "夹带了指令"
    if stem.count(BLANK) != item.stem.count(BLANK):
        return "填空的地方和原来不一样"
    if len(stem) > len(item.stem) * _LONGER + _SPARE:
        return "比原来长得太多"
    old = list(quantities(item.stem))
    new = list(quantities(stem))
    if len(old) != len(new) or not all(
        any(same_quantity(one, other) for other in old) for one in new
    ):
        return "里的数字和原来不一样"
    if set(_TITLES.findall(stem)) != set(_TITLES.findall(item.stem)):
        return "里的文件名称和原来不一样"
    if item.kind is not ItemKind.TRUE_FALSE:
        said, before = plain(stem), plain(item.stem)
        told = [plain(text) for text in item.key_texts]
        if any(text and text in said and text not in before for text in told):
            return "把答案写了出来"
    evidence = [item.stem, *(one.text for one in item.evidence)]
    evidence += ["，".join((one.title, *one.section)) for one in item.evidence]
    # A statement may be false on purpose: it has to say what the old one said, no more, no less.
    against = [item.stem] if item.kind is ItemKind.TRUE_FALSE else evidence
    filled = stem.replace(BLANK, "")
    if check_sentence(filled, [text.replace(BLANK, "") for text in against]):
        return "说了原题和依据没有说的"
    return ""


def _new_fault(old: Item, new: Item, checker: Checker) -> str:
    """Return the first rule that the new form breaks and the old one did not; "" for none."""
    before = {flaw.rule for flaw in checker.check(old)}
    return next(
        (flaw.message for flaw in checker.check(new) if flaw.rule not in before),
        "",
    )


def _errors(flaws: Sequence[Flaw]) -> list[Flaw]:
    return [flaw for flaw in flaws if flaw.severity is Severity.ERROR]


def _as_part(item: Item) -> Question:
    fields = {name: getattr(item, name) for name in Question.model_fields}
    return Question(**fields)


def _wrong_with_situation(
    situation: str, evidence: Sequence[Evidence], parts: Sequence[Question]
) -> str:
    """Return what a situation must not do; "" where it may stay."""
    if len(situation) not in _SITUATION:
        return "太短" if len(situation) < _SITUATION.start else "太长"
    if omit_orders(situation) != situation:
        return "夹带了指令"
    known = "\n".join(f"《{one.title}》{one.text}" for one in evidence)
    if not all(title in known for title in _TITLES.findall(situation)):
        return "提到了依据里没有的文件"
    if any(_invented(situation, known)):
        return "写了依据里没有的金额、比例或日期"
    said = plain(situation)
    keys = [
        plain(text)
        for part in parts
        if part.kind is not ItemKind.TRUE_FALSE
        for text in part.key_texts
    ]
    if any(len(key) > 1 and key in said for key in keys):
        return "把小题的答案写了出来"
    return ""


def _invented(situation: str, known: str) -> Iterator[bool]:
    stated = list(quantities(known))
    for quantity in quantities(situation):
        if quantity.kind in _NOT_INVENTED or _MONEY.search(quantity.unit):
            yield not any(same_quantity(quantity, other) for other in stated)
