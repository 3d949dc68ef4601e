"""发文字号 that are not written as the standard asks: 国办发[2021]5号 for 国办发〔2021〕5号."""

import re
from collections.abc import Iterator

from assistant.auditor.reading import Draft
from assistant.auditor.schema import Finding, Rule, Severity
from assistant.layout import find_rule
from ingest.references import DocumentNumber, document_numbers

_TAIL = re.compile(r"[〔\[［【（({｛﹝〖<〈]|[0-9０-９]|[一二][〇○零一二三四五六七八九]{3}")
# Some fonts have the six-cornered brackets under another code.
_BRACKETED = re.compile(r"〔[^〔〕]*〕|﹝[^﹝﹞]*﹞")
_SERIAL = re.compile(r"(第?)\s*([0-9０-９]+|[〇○零一二两三四五六七八九十百千]+)\s*号$")
# Licences, filings and court cases count in forms of their own: 数据核字（2020）第012843号.
_OTHER_NUMBERS = re.compile(r"[字证]\s*$")
_SHORT_YEAR = re.compile(
    r"(?<=[发办函电规政文])\s*[〔\[［【（(﹝]\s*(\d\d)\s*[〕\]］】）)﹝]\s*第?\s*(\d{1,4})\s*号"
)


def find(draft: Draft) -> Iterator[Finding]:
    """Yield numbers with wrong brackets, 第, leading zeros, or a year that is not whole."""
    for paragraph in draft.paragraphs:
        text = draft.text[paragraph.start : paragraph.end]
        for found in document_numbers(text):
            if finding := _check(draft, paragraph.start, found):
                yield finding
        for match in _SHORT_YEAR.finditer(text):
            start, end = paragraph.start + match.start(), paragraph.start + match.end()
            yield draft.finding(
                Rule.DOCUMENT_NUMBER,
                Severity.ERROR,
                start,
                end,
                f"发文字号“{match[0].strip()}”的年份没有写全四位。",
                expected=f"〔20{match[1]}〕{int(match[2])}号",
                basis=find_rule("document_number.brackets").basis,
            )


def _check(draft: Draft, offset: int, found: DocumentNumber) -> Finding | None:
    tail = _TAIL.search(found.text)
    if (
        tail is None
        or "〔" not in found.number
        or _OTHER_NUMBERS.search(found.text[: tail.start()])
    ):
        return None
    written = found.text[tail.start() :]
    expected = found.text[: tail.start()] + found.number[found.number.index("〔") :]
    serial = _SERIAL.search(written)
    faults, key = [], "document_number.serial"
    if serial and serial[1]:
        faults.append("顺序号前不加“第”字")
    if serial and serial[2][0] in "0０":
        faults.append("顺序号不编虚位")
    if not re.search("[0-9０-９]", written):
        faults.append("年份和顺序号用阿拉伯数字")
    if not _BRACKETED.search(written):
        faults.insert(0, "年份用六角括号〔〕括起来")
        key = "document_number.brackets"
    if not faults:
        return None
    return draft.finding(
        Rule.DOCUMENT_NUMBER,
        Severity.ERROR,
        offset + found.start,
        offset + found.end,
        f"发文字号“{found.text.strip()}”写法不对：{'，'.join(faults)}。",
        expected=expected.strip(),
        basis=find_rule(key).basis,
    )
