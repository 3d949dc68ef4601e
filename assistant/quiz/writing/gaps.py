"""Questions for one name: a choice, a blank, a statement with another name in its place."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from assistant.quiz.facts.gaps import Gap
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Item, ItemKind
from assistant.quiz.shuffling import shuffled
from assistant.quiz.writing.items import make_item, quote

_RIVALS = 3


def write_gap_items(gap: Gap) -> Iterator[Item]:
    """Return the questions that a sentence with one place for a name allows."""
    stem = f"{gap.before}{BLANK}{gap.behind}"
    rivals = _likest(gap)[:_RIVALS]
    if len(rivals) == _RIVALS:
        options = shuffled([gap.answer, *rivals], stem)
        key = LETTERS[options.index(gap.answer)]
        yield _item(gap, ItemKind.SINGLE_CHOICE, stem, [key], options)
    yield _item(gap, ItemKind.FILL_BLANK, stem, [gap.answer])
    if gap.meaning:
        link = gap.behind[: -len(gap.meaning) - 1].replace("，", "").replace("就是", "是指")
        text = f"{gap.before}{gap.answer}{link}什么？"
        yield _item(gap, ItemKind.SHORT_ANSWER, text, [gap.meaning])
    if rivals:
        is_true = int(sha256(stem.encode()).hexdigest()[:8], 16) % 2 == 0
        said = gap.answer if is_true else rivals[0]
        note = "" if is_true else f"题干把“{gap.answer}”改成了“{said}”。"
        letter = "A" if is_true else "B"
        text = f"{gap.before}{said}{gap.behind}"
        yield _item(gap, ItemKind.TRUE_FALSE, text, [letter], TRUE_FALSE_OPTIONS, note)


def _likest(gap: Gap) -> list[str]:
    """Return the names of a kind with the answer first, in an order that favours none."""
    mixed = shuffled(gap.rivals, gap.before + gap.behind)
    return sorted(mixed, key=lambda name: name[-1] != gap.answer[-1])


def _item(
    gap: Gap,
    kind: ItemKind,
    stem: str,
    key: Sequence[str],
    options: Sequence[str] = (),
    note: str = "",
) -> Item:
    return make_item(
        gap.source,
        kind=kind,
        stem=stem,
        options=options,
        key=key,
        rationale=quote(gap.source, gap.start, gap.end) + note,
        spans=[(gap.start, gap.end)],
        topic=gap.topic,
        fact=gap.fact,
    )
