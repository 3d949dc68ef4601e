"""What an exported answer says in words: its grade, its sources, what to mind."""

import unicodedata
from datetime import date

from assistant.printing import VALIDITIES
from assistant.schema import Citation, Grade
from ingest.schema import Validity

GRADES = {
    Grade.QUOTABLE: "可直接引用",
    Grade.CHECK: "请核对",
    Grade.NOT_FOUND: "资料中没有",
}
GRADE_ADVICE = {
    Grade.QUOTABLE: "回答有明确出处，可直接引用。",
    Grade.CHECK: "回答可能不完整或有需要留意之处，请核对原文后再用。",
    Grade.NOT_FOUND: "资料中没有找到能回答这个问题的内容。",
}
SOURCES = "资料来源"
NO_SOURCES = "没有可以引用的资料。"

# Signs that turn the reading direction round could make a text look like another.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls, lone halves of surrogate pairs, and code points that are no characters.
_UNWRITABLE = frozenset({"Cc", "Cs"})


def printable(text: str) -> str:
    r"""Return a text without the signs that no document can hold, line ends and tabs kept.

    >>> printable("每月\x00八百元\n")
    '每月八百元\n'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or _is_printable(sign))


def in_words(day: date) -> str:
    """Return a day as it is written in a document.

    >>> in_words(date(2024, 7, 1))
    '2024年7月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def exported_on(day: date) -> str:
    """Return the line that says where an export comes from and what it is worth."""
    return (
        f"以上内容由政策助手摘自资料库，导出日期：{in_words(day)}。"
        "文件效力以导出当日为准，正式引用前请与原件核对。"
    )


def describe_source(citation: Citation) -> str:
    """Return where a citation stands: 《标题》（文号），章节，第N页，效力."""
    return "，".join(
        part
        for part in (
            _name(citation),
            " ".join(_section(citation)),
            f"第{citation.page}页" if citation.page else "",
            describe_validity_of(citation),
        )
        if part
    )


def describe_validity_of(citation: Citation) -> str:
    """Return whether a cited document may be quoted, with the day and what takes its place."""
    more = []
    if citation.repealed_on and citation.validity is Validity.REPEALED:
        more.append(f"自{in_words(citation.repealed_on)}起")
    elif citation.repealed_on:
        more.append(f"将于{in_words(citation.repealed_on)}废止")
    if citation.replaced_by:
        more.append(f"由{citation.replaced_by}代替")
    words = VALIDITIES[citation.validity]
    return f"{words}（{'，'.join(more)}）" if more else words


def _name(citation: Citation) -> str:
    number = f"（{citation.document_number}）" if citation.document_number else ""
    return f"《{citation.title}》{number}" if citation.title else f"{citation.document}{number}"


def _section(citation: Citation) -> tuple[str, ...]:
    # The first heading of many documents is their title.
    if citation.section and citation.section[0] == citation.title:
        return citation.section[1:]
    return citation.section


def _is_printable(sign: str) -> bool:
    is_character = ord(sign) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(sign) <= 0xFDEF
    return (
        is_character and sign not in _DIRECTIONS and unicodedata.category(sign) not in _UNWRITABLE
    )
