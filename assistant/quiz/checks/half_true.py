"""Whether what an item calls false is itself said of the same matter, a little apart.

加快实施易地扶贫搬迁工程 and 实施保障基本医疗工程 both stand in one decision: a statement that has
exchanged them is no false one, only one in other words.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from rapidfuzz.distance import LCSseq

from assistant.quiz.deriving import without_frame
from assistant.quiz.schema import Item
from assistant.quiz.world import Statement, World, plain
from ingest.numerals import quantities

# Characters of words that are known again, and of the verb before them.
_SHORTEST, _VERB = 4, 2
# The duty of another body is long, and no half truth.
_LONGEST = 16
_MOST = 60
# Characters in common between two changes that are one.
_GAP = 2
# What is done and set up; a body or a place that stands beside another one is no half truth.
_NAMED = re.compile(r"机制|工程|制度|体系|行动|政策|措施|计划|办法|模式|产业")


def changed_words(item: Item, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what a false statement says before words that its evidence has not, and those words."""
    said = plain(without_frame(item.stem)).rstrip("。.")
    text = max((plain(each) for each in texts), key=partial(LCSseq.similarity, said), default="")
    runs: list[tuple[int, int]] = []
    for edit in LCSseq.opcodes(said, text):
        if edit.tag == "equal" or edit.src_end == edit.src_start:
            continue
        if runs and edit.src_start - runs[-1][1] <= _GAP:
            runs[-1] = (runs[-1][0], edit.src_end)
        else:
            runs.append((edit.src_start, edit.src_end))
    for start, end in runs:
        # 机制 at the end of both is not exchanged, but belongs to the name.
        tail = _NAMED.match(said, end)
        yield said[:start], said[start : tail.end() if tail else end]


def stated_beside(before: str, words: str, item: Item, world: World) -> Statement | None:
    """Return a statement of the item's own document that says words of the same matter, or None.

    It says them after the same verb, or names what is done in the paragraph of the evidence.

    Args:
        before: What stands before the words in the item.
        words: What the item calls false.
        item: Its evidence tells the document and the paragraph.
        world: The library.
    """
    wanted, verb = plain(words), plain(before)[-_VERB:]
    if len(wanted) < _SHORTEST or quantities(words):
        return None
    own = {each.revision_id for each in item.evidence}
    for statement in world.statements_saying(words, limit=_MOST):
        if statement.source.revision.id not in own or statement.is_row:
            continue
        if len(verb) == _VERB and verb.isalpha() and verb + wanted in statement.plain:
            return statement
        is_done = len(wanted) <= _LONGEST and any(
            match.end() == len(wanted) for match in _NAMED.finditer(wanted)
        )
        if is_done and any(_is_near(statement, each.start, each.end) for each in item.evidence):
            return statement
    return None


def _is_near(statement: Statement, start: int, end: int) -> bool:
    """Return whether a statement stands in the paragraph of a slice of its source."""
    text = statement.source.text
    first, last = sorted([(statement.start, statement.end), (start, end)])
    return "\n" not in text[first[1] : max(first[1], last[0])].strip()
