"""Let a language model say what a follow-up means, and believe it only where that is safe."""

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from assistant.chain.checking import check_sentence
from assistant.chain.history import LONGEST_COMPLETED, REMEMBERED_TURNS
from assistant.chain.orders import omit_orders
from assistant.chain.passages import defuse
from assistant.chain.sentences import MARKER, without_thoughts
from assistant.chat_model import read_answer, write_messages
from assistant.prompting import Prompt
from assistant.retrieval.question import analyse_question
from assistant.schema import Turn
from ingest.numerals import quantities
from ingest.tokenizing import fold

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Of an earlier answer, what may hold the thing meant.
_REMEMBERED_CHARACTERS = 200
# More pieces than this are no single question.
_MOST_PIECES = 2 * LONGEST_COMPLETED


def rewrite_question(
    model: "BaseChatModel", prompt: Prompt, question: str, history: Sequence[Turn]
) -> str | None:
    """Return a follow-up as a question that can be understood alone, or None.

    None where the model adds what the conversation does not hold, or loses a figure of the
    question or most of its words: then the question is better completed by rules.

    Raises:
        ChatModelError: the model gives no answer.
    """
    turns = [
        (turn.question.strip(), MARKER.sub("", turn.answer)[:_REMEMBERED_CHARACTERS])
        for turn in history[-REMEMBERED_TURNS:]
    ]
    # Orders are looked for in what was said, before it stands behind the names of who said it.
    safe = [tuple(defuse(omit_orders(text)) for text in turn) for turn in turns]
    shown = "\n".join(f"用户：{asked}\n助手：{answered}" for asked, answered in safe)
    messages = write_messages(prompt, history=shown, question=defuse(omit_orders(question)))
    with closing(read_answer(model, messages)) as pieces:
        written = "".join(islice(without_thoughts(pieces), _MOST_PIECES)).strip()
    lines = written.splitlines()
    if len(lines) != 1 or len(written) > LONGEST_COMPLETED:
        return None
    said = [question, *(text for turn in turns for text in turn)]
    rewritten = written.removeprefix("改写：").strip("“”\"'「」 ")
    if not rewritten or check_sentence(rewritten, ["\n".join(said)]):
        return None
    folded, words = fold(rewritten), analyse_question(question).terms
    has_figures = all(fold(figure.text) in folded for figure in quantities(question))
    kept = sum(word in folded for word in words)
    return rewritten if has_figures and 2 * kept >= len(words) else None
