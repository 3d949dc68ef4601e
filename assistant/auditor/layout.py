"""How a draft departs from the layout of official documents, as far as its text shows.

What the standard lays down is an error in a document with a 发文字号, and a hint in any other
draft, which need not be one; what it calls usual is always a hint.

References:
    GB/T 9704—2012 《党政机关公文格式》.
"""

import re
from collections.abc import Iterator

from assistant.auditor.reading import Draft, Paragraph
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.layout import Strength, find_rule
from ingest.numerals import parse_chinese_number
from ingest.schema import BlockKind

_FIRST = re.compile(r"\s*([一二三四五六七八九十]{1,3})(?:、|[.．](?!\d))")
_SECOND = re.compile(r"\s*[（(]([一二三四五六七八九十]{1,3})[）)]")
_ODD_NUMBERS = (
    (re.compile(r"\s*([一二三四五六七八九十]{1,3}[.．,，])(?=[一-鿿])"), "、"),
    (re.compile(r"\s*([（(][一二三四五六七八九十]{1,3}[）)][、.．,，])"), ""),
    (re.compile(r"\s*(\d{1,2}[、，,])(?=[一-鿿])"), "."),
)
_HALF_WIDTH = re.compile(r"(?<=[一-鿿])[,;:?!](?=[一-鿿])")
_FULL_WIDTH = str.maketrans(",;:?!", "，；：？！")
_ADDRESSEES = re.compile(
    r"[^，。；\d]{2,60}(?:府|局|委|办|会|院|部|站|所|中心|单位|厅|处|社|团|区|县|乡|镇|村)\s*([:])?"
)
_ATTACHMENT = re.compile(r"附\s*件\s*[：:].{2,60}?([。；;，、])\s*$")
_TITLE_END = re.compile(r"[。；;，]$")
# Where the addressees stand, counted in paragraphs.
_HEAD = 8


def find(draft: Draft) -> Iterator[Finding]:
    """Yield departures from the standard, each kind once."""
    yield from _find_title(draft)
    yield from _find_addressees(draft)
    yield from _find_attachments(draft)
    yield from _find_odd_numbers(draft)
    yield from _find_gaps(draft)
    yield from _find_punctuation(draft)


def report(
    draft: Draft, key: str, start: int, end: int, message: str, *, expected: str = ""
) -> Finding:
    """Return a finding by the key of a rule of the standard, as grave as the rule is strict."""
    rule = find_rule(key)
    is_strict = rule.strength is Strength.REQUIRED and bool(draft.metadata.document_number)
    severity = Severity.ERROR if is_strict else Severity.HINT
    return draft.finding(
        Rule.LAYOUT, severity, start, end, message, expected=expected, basis=rule.basis
    )


def _lines(draft: Draft) -> Iterator[tuple[Paragraph, str]]:
    for paragraph in draft.paragraphs:
        if paragraph.kind is not BlockKind.FOOTNOTE:
            yield paragraph, draft.text[paragraph.start : paragraph.end]


def _find_title(draft: Draft) -> Iterator[Finding]:
    for paragraph, text in list(_lines(draft))[:_HEAD]:
        if text.rstrip("。；;，") == draft.metadata.title and _TITLE_END.search(text):
            end = paragraph.end
            yield report(draft, "title.place", end - 1, end, "标题末尾不加标点。")
            return


def _find_addressees(draft: Draft) -> Iterator[Finding]:
    for paragraph, text in list(_lines(draft))[1:_HEAD]:
        match = _ADDRESSEES.fullmatch(text.strip())
        if match and match[1]:
            start = paragraph.start + text.rindex(":")
            yield report(
                draft, "addressees", start, start + 1, "主送机关后面用全角冒号。", expected="："
            )
            return


def _find_attachments(draft: Draft) -> Iterator[Finding]:
    for paragraph, text in _lines(draft):
        if match := _ATTACHMENT.match(text):
            start, end = paragraph.start + match.start(1), paragraph.start + match.end(1)
            yield report(draft, "attachment.place", start, end, "附件名称后面不加标点。")
            return


def _find_odd_numbers(draft: Draft) -> Iterator[Finding]:
    """Yield the first heading number of each kind that is not written as usual."""
    for pattern, mark in _ODD_NUMBERS:
        found = (
            (paragraph, match)
            for paragraph, text in _lines(draft)
            if (match := pattern.match(text))
        )
        if first := next(found, None):
            paragraph, match = first
            expected = match[1][:-1] + mark
            yield report(
                draft,
                "heading.numbers",
                paragraph.start + match.start(1),
                paragraph.start + match.end(1),
                f"层次序数“{match[1]}”通常写作“{expected}”，全文还有同样写法的请一并改。",
                expected=expected,
            )


def _find_gaps(draft: Draft) -> Iterator[Finding]:
    """Yield numbers of headings that leave one out: 一、 followed by 三、."""
    first = second = 0
    for paragraph, text in _lines(draft):
        if match := _FIRST.match(text):
            number, before, second = _value(match[1]), first, 0
            first = number
        elif match := _SECOND.match(text):
            number, before = _value(match[1]), second
            second = number
        else:
            continue
        if before and number > before + 1:
            yield report(
                draft,
                "heading.numbers",
                paragraph.start + match.start(1),
                paragraph.start + match.end(1),
                f"层次序数从{before}跳到{number}，中间缺号。",
            )


def _find_punctuation(draft: Draft) -> Iterator[Finding]:
    """Yield the first mark of half width among Chinese signs, with how many there are."""
    found = [
        (paragraph.start + match.start(), match[0])
        for paragraph, text in _lines(draft)
        for match in _HALF_WIDTH.finditer(text)
    ]
    if found:
        start, mark = found[0]
        yield draft.finding(
            Rule.LAYOUT,
            Severity.HINT,
            start,
            start + 1,
            f"中文里用了半角标点，全文共{len(found)}处。",
            expected=mark.translate(_FULL_WIDTH),
            basis="GB/T 15834—2011 《标点符号用法》",
        )


def _value(numeral: str) -> int:
    return int(parse_chinese_number(numeral) or 0)
