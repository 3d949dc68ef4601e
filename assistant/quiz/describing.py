"""What items, and what checks find in them, are called, and how they look in a terminal."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from assistant.errors import WrongUseError
from assistant.quiz.schema import (
    LETTERED,
    LETTERS,
    Action,
    Bloom,
    Change,
    Difficulty,
    Evidence,
    Flaw,
    Item,
    ItemKind,
    ItemState,
    ItemView,
    Question,
    Severity,
)

Fields = dict[str, Any]
Named = TypeVar("Named", bound=StrEnum)

KIND_NAMES = {
    ItemKind.SINGLE_CHOICE: "单选",
    ItemKind.MULTIPLE_CHOICE: "多选",
    ItemKind.TRUE_FALSE: "判断",
    ItemKind.FILL_BLANK: "填空",
    ItemKind.SHORT_ANSWER: "简答",
    ItemKind.ORDERING: "排序",
    ItemKind.CASE: "案例",
}
KIND_LABELS = {kind: f"{name}题" for kind, name in KIND_NAMES.items()}
STATE_NAMES = {
    ItemState.DRAFT: "待审",
    ItemState.REVIEWED: "已审",
    ItemState.PUBLISHED: "已发布",
    ItemState.WITHDRAWN: "已撤回",
}
DIFFICULTY_NAMES = {Difficulty.EASY: "易", Difficulty.MEDIUM: "中", Difficulty.HARD: "难"}
BLOOM_NAMES = {
    Bloom.REMEMBER: "识记",
    Bloom.UNDERSTAND: "理解",
    Bloom.APPLY: "应用",
    Bloom.ANALYZE: "分析",
}
ACTION_NAMES = {
    Action.MADE: "按规则出题",
    Action.WRITTEN: "人工命题",
    Action.IMPORTED: "导入",
    Action.PROPOSED: "依据变化后改出",
    Action.EDITED: "修改",
    Action.ACCEPTED: "审题通过",
    Action.REJECTED: "审题未通过",
    Action.PUBLISHED: "发布",
    Action.WITHDRAWN: "撤回",
    Action.RESTORED: "恢复",
    Action.MOVED: "依据移到新版本",
    Action.CHANGED: "依据已改，自动撤回",
    Action.GONE: "依据已无，自动撤回",
    Action.REPEALED: "依据失效，自动撤回",
}
SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "提醒"}


# --- For programs -----------------------------------------------------------------------------


def item_fields(item: Item) -> Fields:
    """Return what a script is told of an item."""
    fields = _question_fields(item)
    cases = {"parts": [_question_fields(part) for part in item.parts]} if item.parts else {}
    return {
        "id": item.id,
        **fields,
        **cases,
        "topic": item.topic,
        "difficulty": item.difficulty,
        "bloom": item.bloom,
        "state": item.state,
        "note": item.note,
        "library": item.library,
        "fact": item.fact,
    }


def _question_fields(question: Question) -> Fields:
    return {
        "kind": question.kind,
        "stem": question.stem,
        "options": list(question.options),
        "key": list(question.key),
        "rationale": question.rationale,
        "evidence": [_evidence_fields(each) for each in question.evidence],
    }


def _evidence_fields(evidence: Evidence) -> Fields:
    return {
        "document": evidence.document,
        "text": evidence.text,
        "start": evidence.start,
        "end": evidence.end,
        "page": evidence.page,
        "section": list(evidence.section),
    }


def view_fields(view: ItemView) -> Fields:
    """Return what a script is told of an item and what is known of it."""
    return item_fields(view.item) | {
        "flaws": [{"rule": flaw.rule, "message": flaw.message} for flaw in view.flaws],
        "version": view.version,
        "updated_at": view.updated_at,
        "updated_by": view.updated_by,
    }


# --- For people -------------------------------------------------------------------------------


def describe_item(item: Item) -> str:
    """Return an item on a line: id, kind, difficulty, state, stem."""
    kind, difficulty = KIND_NAMES[item.kind], DIFFICULTY_NAMES[item.difficulty]
    stem = " ".join(item.stem.split())
    return f"{item.id}  {kind}  {difficulty}  {STATE_NAMES[item.state]}  {stem}"


def describe_view(view: ItemView) -> str:
    """Return an item as a trainer looks at it, with its key, its evidence and its flaws."""
    item = view.item
    lines = [
        f"{item.id}  {KIND_NAMES[item.kind]}  {STATE_NAMES[item.state]}",
        f"主题：{item.topic or '—'}　难度：{DIFFICULTY_NAMES[item.difficulty]}"
        f"{_because(item.difficulty_reasons)}　层次：{BLOOM_NAMES[item.bloom]}",
        "",
        *_question_lines(item),
    ]
    for number, part in enumerate(item.parts, start=1):
        lines += ["", f"（{number}）{KIND_NAMES[part.kind]}", *_question_lines(part)]
    if item.note:
        lines += ["", f"原因：{item.note}"]
    if view.flaws:
        lines += ["", *map(describe_flaw, view.flaws)]
    return "\n".join(lines)


def _because(reasons: tuple[str, ...]) -> str:
    return f"（{'；'.join(reasons)}）" if reasons else ""


def _question_lines(question: Question) -> list[str]:
    lines = [question.stem]
    options = zip(LETTERS, question.options, strict=False)
    lines += [f"  {letter}. {option}" for letter, option in options]
    if question.key:
        joint = "" if question.kind in LETTERED else "；"
        lines.append(f"答案：{joint.join(question.key)}")
    if question.rationale:
        lines.append(f"解析：{question.rationale}")
    lines += [f"依据：{describe_evidence(each)}" for each in question.evidence]
    return lines


def describe_evidence(evidence: Evidence) -> str:
    """Return what carries a key, with where it stands."""
    page = f"第{evidence.page}页" if evidence.page else "".join(evidence.section[-1:])
    return f"{evidence.document}{f' {page}' if page else ''}：“{evidence.text}”"


def describe_flaw(flaw: Flaw) -> str:
    """Return what is wrong with an item."""
    shown = f"（见{describe_evidence(flaw.evidence)}）" if flaw.evidence else ""
    return f"{SEVERITY_NAMES[flaw.severity]}：{flaw.message}{shown}"


def describe_change(change: Change) -> str:
    """Return who did what to an item, on a line."""
    note = f"：{change.note}" if change.note else ""
    before = f"（原题干：{change.before.stem}）" if change.before else ""
    by = f"  {change.by}" if change.by else ""
    return f"{change.at[:19]}{by}  {ACTION_NAMES[change.action]}{note}{before}"


# --- What people write -------------------------------------------------------------------------


def read_named(word: str, names: Mapping[Named, str], what: str) -> Named:
    """Return what a word names, Chinese or English.

    Args:
        word: "单选", "单选题" or "single_choice".
        names: The Chinese name of each.
        what: What they are called, for the message.

    Raises:
        WrongUseError: it names none.

    >>> read_named("单选题", KIND_NAMES, "题型").value
    'single_choice'
    """
    for member, name in names.items():
        if word.removesuffix("题") in (name, member.value):
            return member
    raise WrongUseError(
        f"没有这种{what}：{word}。", hint=f"可用的有：{'、'.join(names.values())}。"
    )
