"""Tell before a report is made what becomes of everything that its template asks for."""

from collections.abc import Iterable, Sequence

from jinja2 import Environment, TemplateSyntaxError, nodes

from assistant.indicators.catalogue import Catalogue
from assistant.report.context import FIXED_NAMES
from assistant.report.functions import FUNCTION_NAMES
from assistant.report.journal import Note
from assistant.report.language import complete
from assistant.report.schema import ItemKind, ItemState, Preflight, PreflightItem
from assistant.report.variables import Slip, Tag

# The gravest first.
_STATES = (
    ItemState.SYNTAX,
    ItemState.WRONG_UNIT,
    ItemState.UNDEFINED,
    ItemState.MISSING,
    ItemState.READY,
    ItemState.UNUSED,
)
# Gaps told for one tag of a loop.
_MOST_TOLD = 3


def tell_preflight(
    tags: Sequence[Tag],
    notes: Iterable[Note],
    slips: Iterable[Slip],
    *,
    asked: Iterable[str],
    given: Iterable[str],
) -> Preflight:
    """Return how everything stands, what has to be looked at first.

    Args:
        tags: Of the template, in its order.
        notes: What they came to.
        slips: Those that are none.
        asked: Names of the fields that the template asks for.
        given: Names of the fields that somebody filled in.
    """
    noted: dict[str, list[Note]] = {}
    for note in notes:
        noted.setdefault(note.tag.body, []).append(note)
    places: dict[str, dict[str, None]] = {}
    for tag in tags:
        if tag.is_output or tag.body in noted:
            places.setdefault(tag.body, {})[tag.place] = None
    items = [_tell_slip(slip) for slip in slips]
    is_filled = not items
    if is_filled:
        told = (_tell_tag(body, tuple(at), noted.get(body, [])) for body, at in places.items())
        items += [item for item in told if item]
    for name in sorted(set(given) - set(asked)):
        items.append(
            PreflightItem(
                name=name,
                kind=ItemKind.FIELD,
                state=ItemState.UNUSED,
                message=f"填写了“{name}”，但模板里没有用到。",
                hint="请核对名称是否与模板里写的一致。",
            )
        )
    return Preflight(items=tuple(sorted(items, key=_gravity)))


def _tell_tag(body: str, places: tuple[str, ...], notes: Sequence[Note]) -> PreflightItem | None:
    """Return how one expression stands; None for plain words, which cannot be missing."""
    if not notes:
        return PreflightItem(
            name=body,
            kind=ItemKind.UNKNOWN,
            state=ItemState.UNUSED,
            places=places,
            message="这次不会印出：它所在的条件不成立，或循环是空的。",
        )
    gaps = list(dict.fromkeys(note.gap for note in notes if note.gap))
    kinds = [note.kind for note in notes if note.kind is not ItemKind.UNKNOWN or note.gap]
    if not kinds:
        return None
    if not gaps:
        value = next((note.text for note in notes if note.text), "")
        return PreflightItem(
            name=body, kind=kinds[0], state=ItemState.READY, places=places, value=_short(value)
        )
    worst = min((gap.state for gap in gaps), key=_STATES.index)
    gravest = [gap for gap in gaps if gap.state is worst]
    more = f"另有 {len(gravest) - _MOST_TOLD} 处。" if len(gravest) > _MOST_TOLD else ""
    return PreflightItem(
        name=body,
        kind=gravest[0].kind,
        state=worst,
        places=places,
        message="".join(gap.message for gap in gravest[:_MOST_TOLD]) + more,
        hint=gravest[0].hint,
    )


def _tell_slip(slip: Slip) -> PreflightItem:
    return PreflightItem(
        name=slip.text or "模板",
        kind=ItemKind.UNKNOWN,
        state=ItemState.SYNTAX,
        places=(slip.place,),
        message=f"{slip.message.rstrip('。')}。",
        hint="请在 Word 中改正后重新上传。",
    )


def _gravity(item: PreflightItem) -> int:
    is_fine = item.state in (ItemState.READY, ItemState.UNUSED)
    return _STATES.index(ItemState.READY) if is_fine else _STATES.index(item.state)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


# --- Fields -----------------------------------------------------------------------------------


def find_fields(tags: Iterable[Tag], catalogue: Catalogue) -> tuple[str, ...]:
    """Return what a template asks of a person, in its order: names that nothing else has."""
    environment = Environment(autoescape=True)
    groups = catalogue.groups()
    loaded: dict[str, None] = {}
    stored: set[str] = {"loop"}
    for tag in {(tag.is_output, tag.body): tag for tag in tags}.values():
        try:
            tree = environment.parse(complete(tag) or "")
        except TemplateSyntaxError:
            continue
        owners = {id(node.node) for node in tree.find_all(nodes.Getattr)}
        for name in tree.find_all(nodes.Name):
            if name.ctx != "load":
                stored.add(name.name)
            elif id(name) not in owners:
                loaded[name.name] = None
    others = stored | FIXED_NAMES | FUNCTION_NAMES | set(groups)
    return tuple(name for name in loaded if name not in others and not catalogue.find(name))
