"""What somebody practises: new questions, and those answered wrong before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from assistant.learning.asking import Posed
from assistant.learning.attempts import Kept, Sitting
from assistant.learning.schema import PracticeRequest, PracticeTopic, Retry
from assistant.learning.shuffling import choose_order
from assistant.learning.telling import Hidden, may_tell, tell
from assistant.quiz.schema import Item, ItemKind

# A short answer has nobody to mark it, and a case is a story for a test.
MARKED_BY_RULE = frozenset(ItemKind) - {ItemKind.SHORT_ANSWER, ItemKind.CASE}

# A wrong answer leaves the list once its question was answered right so often.
RIGHT_TO_LEAVE = 2


def choose_practice(
    items: Iterable[Item],
    request: PracticeRequest,
    done: Mapping[str, bool],
    hidden: Hidden,
    *,
    seed: str,
) -> list[Item]:
    """Return items to practise: first what was never asked, then what was answered wrong.

    Args:
        items: Published ones that the learner may see.
        request: What the learner wants.
        done: Whether the last answer was right, by the ids of items that were asked.
        hidden: What a test asks just now.
        seed: Decides which.
    """
    kinds = set(request.kinds) or MARKED_BY_RULE
    fitting = sorted(
        (
            item
            for item in items
            if item.kind in kinds
            and request.library in ("", item.library)
            and request.topic in ("", item.topic)
            and not hidden.covers(item)
        ),
        key=lambda item: item.id,
    )
    Random(seed).shuffle(fitting)
    fitting.sort(key=lambda item: (item.id in done, done.get(item.id, False)))
    once = {item.fact or item.id: item for item in reversed(fitting)}
    return [item for item in fitting if once[item.fact or item.id] is item][: request.count]


def count_topics(items: Iterable[Item]) -> list[PracticeTopic]:
    """Return what can be practised, by library, topic and kind."""
    counts = Counter((item.library, item.topic, item.kind) for item in items)
    kinds = list(ItemKind)
    return [
        PracticeTopic(library=library, topic=topic, kind=kind, items=count)
        for (library, topic, kind), count in sorted(
            counts.items(), key=lambda one: (one[0][0], one[0][1], kinds.index(one[0][2]))
        )
    ]


def last_answers(sittings: Iterable[Sitting]) -> dict[str, bool]:
    """Return whether a learner's last answer was right, by the ids of the items."""
    return {
        kept.posed.item.id: bool(kept.mark.is_right)
        for _, kept in _by_time(sittings)
        if kept.reply.answer
    }


# --- Wrong answers ----------------------------------------------------------------------------


@dataclass
class _Slip:
    """How a question went since it was first answered wrong."""

    sitting: Sitting
    """Of the last wrong answer, and so the next."""

    kept: Kept
    wrong: int = 0
    right_since: int = 0


def find_retries(sittings: Iterable[Sitting], moment: str, hidden: Hidden) -> list[Retry]:
    """Return what was answered wrong and not yet right twice since, the latest first.

    What must not be told yet is left out, and so is what a person marks: it could never leave the
    list again.

    Args:
        sittings: Of one learner.
        moment: Now.
        hidden: What a test asks just now.
    """
    slips = _find_slips(sittings, moment, hidden)
    found = []
    for number, slip in enumerate(slips, start=1):
        kept = slip.kept
        found.append(
            Retry(
                question=kept.posed.show(number),
                library=kept.posed.item.library,
                topic=kept.posed.item.topic,
                answer=kept.reply.answer,
                mark=tell(kept).model_copy(update={"number": number}),
                wrong=slip.wrong,
                right_since=slip.right_since,
                answered_at=_answered_at(slip.sitting, kept),
            )
        )
    return found


def pose_retries(
    sittings: Iterable[Sitting],
    items: Mapping[str, Item],
    moment: str,
    hidden: Hidden,
    *,
    seed: str,
    count: int,
) -> list[Posed]:
    """Return the questions of `find_retries` to be asked again, as the bank has them now.

    Args:
        sittings: Of one learner.
        items: Published ones by their ids; what is not published any more is not asked.
        moment: Now.
        hidden: What a test asks just now.
        seed: Decides the order of options.
        count: How many at most.
    """
    random = Random(seed)
    found = []
    for slip in _find_slips(sittings, moment, hidden):
        old = slip.kept.posed
        item = items.get(old.item.id)
        if item is None or old.part > len(item.parts):
            continue
        question = item.parts[old.part - 1] if old.part else item
        found.append(Posed(item, old.part, choose_order(question, random), old.points))
    return found[:count]


def _find_slips(sittings: Iterable[Sitting], moment: str, hidden: Hidden) -> list[_Slip]:
    slips: dict[tuple[str, int], _Slip] = {}
    for sitting, kept in _told(sittings, moment, hidden):
        name = (kept.posed.item.id, kept.posed.part)
        if kept.mark.is_right and name in slips:
            slips[name].right_since += 1
        elif not kept.mark.is_right:
            old = slips.pop(name, None)
            slips[name] = _Slip(sitting, kept, wrong=(old.wrong if old else 0) + 1)
    return [slip for slip in reversed(slips.values()) if slip.right_since < RIGHT_TO_LEAVE]


def _told(
    sittings: Iterable[Sitting], moment: str, hidden: Hidden
) -> Iterator[tuple[Sitting, Kept]]:
    """Yield the answers of which a learner may know whether they were right, the oldest first."""
    for sitting, kept in _by_time(sittings):
        is_asked = kept.reply.answer or (sitting.test and not sitting.is_open)
        if (
            is_asked
            and kept.posed.question.kind is not ItemKind.SHORT_ANSWER
            and not hidden.covers(kept.posed.item)
            and may_tell(sitting, kept, moment, hidden)
        ):
            yield sitting, kept


def _by_time(sittings: Iterable[Sitting]) -> Sequence[tuple[Sitting, Kept]]:
    pairs = [(sitting, kept) for sitting in sittings for kept in sitting.questions]
    return sorted(pairs, key=lambda pair: _answered_at(*pair))


def _answered_at(sitting: Sitting, kept: Kept) -> str:
    return kept.reply.saved_at or sitting.submitted_at or sitting.started_at
