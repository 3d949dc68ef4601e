"""Questions whether a rule says so: its sentence as it is, or with the deciding word changed."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from assistant.quiz.facts.amendments import Amendment, Provisions
from assistant.quiz.schema import BLANK, LETTERS, TRUE_FALSE_OPTIONS, Item, ItemKind
from assistant.quiz.shuffling import shuffled
from assistant.quiz.writing.items import make_item, quote, quote_all

# Many a sentence of a rule is asked as it stands, for what nothing in it can be changed.
_TRUE_IN = 4


def write_amendment_items(amendment: Amendment) -> Iterator[Item]:
    """Return the question whether the rule says so, and on scales the one how far."""
    if scale := amendment.scale:
        yield _choice(amendment, scale)
    yield _statement(amendment)


def _choice(amendment: Amendment, scale: tuple[str, ...]) -> Item:
    text = amendment.statement.standing.text
    options = shuffled(scale, text)
    stem = text[: amendment.start] + BLANK + text[amendment.end :]
    return _item(
        amendment, ItemKind.SINGLE_CHOICE, stem, LETTERS[options.index(amendment.word)], options, ""
    )


def _statement(amendment: Amendment) -> Item:
    text = amendment.statement.standing.text
    is_true = int(sha256(text.encode()).hexdigest()[:8], 16) % _TRUE_IN == 0
    said = text if is_true else _changed(amendment)
    note = "" if is_true else f"题干把“{amendment.word}”改成了“{amendment.others[0]}”。"
    return _item(
        amendment, ItemKind.TRUE_FALSE, said, "A" if is_true else "B", TRUE_FALSE_OPTIONS, note
    )


def _item(
    amendment: Amendment,
    kind: ItemKind,
    said: str,
    key: str,
    options: Sequence[str],
    note: str,
) -> Item:
    statement = amendment.statement
    start, end = statement.standing.start, statement.standing.end
    # The opening has named the rule.
    stem = said.replace(f"《{statement.document}》", f"该{statement.document[-2:]}")
    return make_item(
        statement.source,
        kind=kind,
        stem=statement.opening + stem,
        options=options,
        key=[key],
        rationale=quote(statement.source, start, end) + note,
        spans=[(start, end)],
        topic=statement.topic,
        fact=f"rule:{statement.document}:{statement.standing.text}",
    )


def write_provision_items(provisions: Provisions) -> Iterator[Item]:
    """Return the question which sentences a part of a rule says."""
    first = provisions.others[0]
    right = [one.standing.text.rstrip("。") for one in provisions.others]
    wrong = [_changed(one).rstrip("。") for one in provisions.amendments]
    options = shuffled([*right, *wrong], provisions.heading)
    spans = [
        (one.standing.start, one.standing.end)
        for one in (*provisions.others, *(each.statement for each in provisions.amendments))
    ]
    notes = [f"“{one.word}”改成了“{one.others[0]}”" for one in provisions.amendments]
    named = provisions.heading.strip("“”")
    asks = f"关于“{named}”，" if named != first.document and "“" not in named else ""
    yield make_item(
        first.source,
        kind=ItemKind.MULTIPLE_CHOICE,
        stem=f"{first.opening}{asks}下列说法正确的有{BLANK}。",
        options=options,
        key=sorted(LETTERS[options.index(text)] for text in right),
        rationale=f"{quote_all(first.source, spans)}其余各项把{'，把'.join(notes)}。",
        spans=spans,
        topic=first.topic,
        fact=f"rules:{first.document}:{'；'.join(right)}",
    )


def _changed(amendment: Amendment) -> str:
    text = amendment.statement.standing.text
    return text[: amendment.start] + amendment.others[0] + text[amendment.end :]
