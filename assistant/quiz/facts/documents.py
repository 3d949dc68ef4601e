"""Policy documents, also those a book prints in full: which one a passage belongs to.

"《关于建立贫困退出机制的意见》“工作要求”部分" makes a rule understood that stands in an appendix.
"""

import re
from dataclasses import dataclass

from assistant.indicators.extracting.places import Rank
from assistant.quiz.sources import Source
from ingest.metadata import KINDS
from ingest.schema import Section, SectionKind

# What ends the title of a text that says what is to be done; a report or a summary does not.
_RULE_NAMES = """
实施细则 实施办法 实施方案 实施意见 工作方案 管理办法 暂行办法 暂行规定 指导意见 工作规则 实施条例
通知 意见 决定 决议 办法 条例 规定 细则 方案 规划 计划 纲要 规则 准则 规范 章程
"""
_RULES = frozenset(_RULE_NAMES.split())
_TITLE = re.compile(
    rf"[^“”，。；]{{4,60}}?(?:{'|'.join(kind for kind in KINDS if kind in _RULES)})"
    r"(?:（[^（）]{1,14}）)?"
)
_AFTER_HEAD_OF_PARTY = re.compile(r"(?<=中共中央)\s+")
# Numbers of headings, and what only arranges a text.
_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]+[章节部编篇条分]+|[（(]?[一二三四五六七八九十\d]+[）)、.．]|附件[一二三\d]*[：:]?"
    r"|案例\s*[一二三四五六七八九十\d-]*[：:]?|[一二三四五六七八九十]是|第[一二三四五六七八九十]，)\s*"
)
_MEANINGLESS = re.compile(
    r"今朝.*|总则|附则|总体要求|附录.*|文件选编|附件.*|后\s*记|前言|摘要|典型案例"
)


@dataclass(frozen=True)
class PolicyDocument:
    """A policy document: a source, or what a source prints in full."""

    title: str
    """As it is cited, without 《》."""

    start: int
    end: int


def policy_documents(source: Source) -> tuple[PolicyDocument, ...]:
    """Return the policy documents in a source, in reading order."""
    if _TITLE.fullmatch(_cited(source.title)):
        return (PolicyDocument(_cited(source.title), 0, len(source.text)),)
    return tuple(
        PolicyDocument(_cited(section.heading), section.start, section.end)
        for section in source.sections
        if _is_printed_document(section, source)
    )


def _is_printed_document(section: Section, source: Source) -> bool:
    """Return whether a section is a document of its own, with parts or articles."""
    return (
        not section.number
        and _TITLE.fullmatch(_cited(section.heading)) is not None
        and any(
            other.path[: len(section.path)] == section.path and other is not section
            for other in source.sections
            if section.start <= other.start < section.end
        )
    )


def _cited(title: str) -> str:
    return "".join(_AFTER_HEAD_OF_PARTY.sub("\0", title).split()).replace("\0", " ")


def plain_heading(heading: str) -> str:
    """Return a heading without its number, its subtitle and its blanks.

    >>> plain_heading("（二）促进转移就业")
    '促进转移就业'
    """
    name = _NUMBER.sub("", heading.strip())
    name = name.split(" ——")[0] if not name.startswith("——") else name
    return re.sub(r"\s+", " ", name).strip().removesuffix("。")


def topic_at(source: Source, offset: int) -> str:
    """Return the nearest heading that says what a passage is about, without its number."""
    path = source.section_path(offset)
    for heading in reversed(path):
        name = plain_heading(heading)
        if 4 <= len(name) <= 40 and not _MEANINGLESS.fullmatch(name):
            return name
    return source.title if re.search(r"[\u4e00-\u9fff]{4}", source.title) else ""


def article_at(source: Source, offset: int) -> str:
    """Return the number of the article in which a passage stands: "第五条"; "" for none."""
    return next(
        (
            section.number
            for section in source.sections
            if section.kind is SectionKind.ARTICLE and section.start <= offset < section.end
        ),
        "",
    )


def place_of(source: Source, offset: int) -> str | None:
    """Return what says where something holds that a source says of its own place.

    Returns:
        "根据《…》，" in a policy document, "在巴里坤县的脱贫攻坚工作中，" in what is about one
        place, "" in what is about the country; None where that is not certain.
    """
    document = next((d for d in policy_documents(source) if d.start <= offset < d.end), None)
    if document is not None:
        return f"根据《{document.title}》，"
    home = source.home_at(offset)
    if not home:
        return None
    if (source.places.rank_of(home) or Rank.COUNTY) <= Rank.COUNTRY:
        return ""
    return f"在{home}的{_work_of(source)}中，"


def _work_of(source: Source) -> str:
    """Return what kind of work a source is about."""
    named = max(("脱贫攻坚", "乡村振兴"), key=source.text.count)
    return f"{named}工作" if source.text.count(named) >= 10 else "有关工作"
