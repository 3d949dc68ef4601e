"""Rules about what carries an item: it is there, it is in force, it says what it said."""

from collections.abc import Iterator, Sequence

from assistant.indicators.schema import Entry, EntryState
from assistant.quiz.checks.known import Known
from assistant.quiz.schema import Evidence, Flaw, Item, ItemKind
from assistant.quiz.world import plain
from ingest.numerals import format_number, quantities


def missing_evidence(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where nothing carries the key."""
    if not any(each.text.strip() for each in _evidence_of(item)):
        yield Flaw(
            rule="missing_evidence",
            message="没有依据原文。请从资料库中选出能推出答案的原文。",
        )


def evidence_gone(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where a document in force no longer has the text at its place."""
    for each in _evidence_of(item):
        if not each.revision_id:
            continue
        source = known.world.source_of(each)
        if source is None:
            if any(s.document.id == each.document_id for s in known.world.sources):
                yield _gone(each, "已有新版本")
        elif source.text[each.start : each.end] != each.text:
            yield _gone(each, "中该处的文字已不同")


def _gone(evidence: Evidence, how: str) -> Flaw:
    return Flaw(
        rule="evidence_gone",
        message=f"《{evidence.title or evidence.document}》{how}，依据不再是原文。"
        "请对照现行原文改题或撤回。",
        evidence=evidence,
    )


def evidence_not_in_force(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where the document is repealed, not yet in force, or gone from the library."""
    current = {source.document.id for source in known.world.sources}
    for each in _evidence_of(item):
        if each.document_id and each.document_id not in current:
            yield Flaw(
                rule="evidence_not_in_force",
                message=f"《{each.title or each.document}》已废止、尚未施行或已从资料库删除。"
                "请撤回此题，或改用现行文件作依据。",
                evidence=each,
            )


def indicator_changed(item: Item, known: Known) -> Iterator[Flaw]:
    """Yield where the ledger no longer has the value that an item states."""
    if known.find_entry is None:
        return
    for each in _evidence_of(item):
        if not each.entry_id:
            continue
        entry = known.find_entry(each.entry_id)
        if entry is None or entry.state is not EntryState.CURRENT:
            yield _changed(each, "已被更正或撤下")
        elif not _states(each.text, entry):
            yield _changed(each, "的值与依据不同")


def _states(text: str, entry: Entry) -> bool:
    value = entry.figure.value
    return any(figure.value == value for figure in quantities(text)) or (
        plain(f"{format_number(value)}{entry.figure.unit}") in plain(text)
    )


def _changed(evidence: Evidence, how: str) -> Flaw:
    return Flaw(
        rule="indicator_changed",
        message=f"指标台账中“{evidence.text}”{how}。请按现在的值改题，或撤回。",
        evidence=evidence,
    )


def _evidence_of(item: Item) -> Sequence[Evidence]:
    if item.kind is ItemKind.CASE and not item.evidence:
        return [each for part in item.parts for each in part.evidence]
    return item.evidence
