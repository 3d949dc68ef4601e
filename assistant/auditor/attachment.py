"""Attachments that are named but are not there, and lists of them that do not agree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.layout import find_rule
from ingest.numerals import parse_chinese_number
from ingest.schema import BlockKind

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_LIST = re.compile(r"(?:^|(?<=[。！？\n]))[ \u3000]*附\s*件\s*[：:]")
_ITEM = re.compile(r"(?:^|(?<=[\s　；;：:]))(\d{1,2})\s*[.．、]\s*(?=[^\d\s])")
_HEADING = re.compile(rf"附\s*件\s*({_NUMBER})?\s*[：:]?(?:[ \u3000]+[^。；]{{1,40}})?")
_REFERENCE = re.compile(
    rf"附\s*件\s*({_NUMBER}(?:\s*(?:[、,，和及至到]|[-—~～])\s*(?:附\s*件\s*)?{_NUMBER}(?![\d年月日个项%.．]))*)"
)
_ONE = re.compile(_NUMBER)
_SPAN = re.compile(rf"({_NUMBER})\s*(?:[至到]|[-—~～])\s*(?:附\s*件\s*)?({_NUMBER})")
# Of another document: 《…》附件2, 国办发〔2021〕5号附件1.
_ELSEWHERE = re.compile(
    r"(?:》|号|文件|通知|公告|该|其|原|合同|标书)(?:[^，。；]{0,8}[）)])?(?:的|中|中的)?[（(]?$"
)


@dataclass
class _Attachments:
    """What a draft says of its attachments."""

    listed: list[tuple[int, int, int]] = field(default_factory=list)
    """Number, and the offsets of it, of each item of the list."""

    headed: dict[int, int] = field(default_factory=dict)
    """Offset of the heading of each attachment that is there, by number."""

    is_single: bool = False
    """True where there is one without a number."""

    lines: list[tuple[int, int]] = field(default_factory=list)
    """Where the list and the headings stand; no reference is looked for there."""


def find(draft: Draft) -> Iterator[Finding]:
    """Yield references to attachments that do not exist, and faults of their list."""
    attachments = _read(draft)
    yield from _check_list(draft, attachments)
    known = {number for number, _, _ in attachments.listed} | set(attachments.headed)
    for paragraph in draft.paragraphs:
        if paragraph.kind is BlockKind.FOOTNOTE:
            continue
        text = draft.text[paragraph.start : paragraph.end]
        for match in _REFERENCE.finditer(text):
            start = paragraph.start + match.start()
            if any(first <= start < last for first, last in attachments.lines):
                continue
            if _ELSEWHERE.search(text[: match.start()]):
                continue
            for number in _numbers(match[1]):
                if number not in known and not (attachments.is_single and number == 1):
                    yield _missing(draft, start, paragraph.start + match.end(), number, known)


def _missing(draft: Draft, start: int, end: int, number: int, known: set[int]) -> Finding:
    if known:
        there = "、".join(f"附件{each}" for each in sorted(known))
        message, severity = f"提到附件{number}，但文件只有{there}。", Severity.ERROR
    else:
        message, severity = f"提到附件{number}，但没有找到附件说明和附件。", Severity.WARNING
    return draft.finding(
        Rule.ATTACHMENT,
        severity,
        start,
        end,
        message,
        expected=f"附件{max(known)}" if len(known) == 1 else "",
        basis=find_rule("attachment.page").basis,
    )


def _check_list(draft: Draft, attachments: _Attachments) -> Iterator[Finding]:
    for place, (number, start, end) in enumerate(attachments.listed, start=1):
        if number != place:
            yield draft.finding(
                Rule.ATTACHMENT,
                Severity.ERROR,
                start,
                end,
                f"附件说明的第{place}项编号是{number}，序号不连续。",
                expected=str(place),
                basis=find_rule("attachment.numbers").basis,
            )
            return
    listed = {number: (start, end) for number, start, end in attachments.listed}
    if not attachments.headed or not listed:
        return
    for number, (start, end) in listed.items():
        if number not in attachments.headed:
            yield draft.finding(
                Rule.ATTACHMENT,
                Severity.WARNING,
                start,
                end,
                f"附件说明列有附件{number}，但后面没有附件{number}。",
                basis=find_rule("attachment.page").basis,
            )
    for number, start in attachments.headed.items():
        if number not in listed:
            yield draft.finding(
                Rule.ATTACHMENT,
                Severity.WARNING,
                start,
                start + len("附件"),
                f"后面有附件{number}，但附件说明没有列出。",
                basis=find_rule("attachment.page").basis,
            )


def _read(draft: Draft) -> _Attachments:
    found = _Attachments()
    is_list_open = False
    for paragraph in draft.paragraphs:
        text = draft.text[paragraph.start : paragraph.end]
        begin = _LIST.search(text)
        if begin is None and is_list_open and _ITEM.match(text) and len(text) < 100:
            begin_at = 0
        elif begin is not None and not found.listed:
            begin_at = begin.end()
        else:
            is_list_open = False
            if heading := _HEADING.fullmatch(text.strip()):
                found.lines.append((paragraph.start, paragraph.end))
                if heading[1]:
                    found.headed.setdefault(_value(heading[1]), paragraph.start)
                else:
                    found.is_single = True
            continue
        # A name has no full stop; what follows one is text again.
        end_at = text.find("。", begin_at) if "。" in text[begin_at:] else len(text)
        items = list(_ITEM.finditer(text, begin_at, end_at))
        found.listed += [
            (int(item[1]), paragraph.start + item.start(1), paragraph.start + item.end(1))
            for item in items
        ]
        found.is_single |= not items
        begins_at = paragraph.start + (begin.start() if begin else 0)
        found.lines.append((begins_at, paragraph.start + end_at))
        is_list_open = bool(items) or not text[begin_at:].strip()
    return found


def _numbers(text: str) -> Iterator[int]:
    if span := _SPAN.fullmatch(text.strip()):
        yield from range(_value(span[1]), _value(span[2]) + 1)
    else:
        yield from (_value(number) for number in _ONE.findall(text))


def _value(text: str) -> int:
    return int(text) if text.isdigit() else int(parse_chinese_number(text) or 0)
