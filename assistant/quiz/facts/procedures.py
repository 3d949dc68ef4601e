"""Steps in their order: who proposes, who reviews, who approves; and what was issued when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.quiz.facts.documents import PolicyDocument, policy_documents, topic_at
from assistant.quiz.facts.statements import Slot, SlotKind
from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import names_nothing_outside
from ingest.metadata import KINDS
from ingest.schema import BlockKind

FEWEST_STEPS, MOST_STEPS = 3, 6


@dataclass(frozen=True)
class Procedure:
    """Steps in their order."""

    source: Source
    asks: str
    """Before the blank: "根据《…》，贫困户退出须经过下列环节，请按先后顺序排列："."""

    steps: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """Of the evidence, in the order of the steps."""

    topic: str
    fact: str
    dates: tuple[str, ...] = ()
    """Of events, when each was."""


def find_procedures(source: Source, slots: Sequence[Slot]) -> Iterator[Procedure]:
    """Return the procedures of a source, and the order in which its documents were issued.

    Args:
        source: The source.
        slots: What can be taken out of its sentences; a series of steps is a procedure.
    """
    yield from _of_series(source, slots)
    yield from _of_clauses(source)
    yield from _of_documents(source)


# --- “民主评议、核实认可、公示核查”的程序 ------------------------------------------------------

_STEPS = re.compile(r"程序|步骤|流程|工作法|步")

_NO_STEP = re.compile(r"透明|公开|参与|公平|到位|有序|规范")


def _of_series(source: Source, slots: Sequence[Slot]) -> Iterator[Procedure]:
    for slot in slots:
        text = slot.statement.standing.text
        behind = text[slot.places[-1][1] : slot.places[-1][1] + 14]
        if slot.kind is not SlotKind.SERIES or not _STEPS.search(behind.split("，")[0]):
            continue
        if slot.statement.source is not source:
            continue
        before = text[: slot.places[0][0]].rstrip("“")
        what = re.sub(r"^[”的]*", "", behind).split("，")[0]
        named = re.match(r"[“”\u4e00-\u9fff]*?(?:程序|步骤|流程|工作法)", what)
        if named is None or "，" in before or any(_NO_STEP.search(step) for step in slot.members):
            continue
        start, end = slot.statement.standing.start, slot.statement.standing.end
        yield Procedure(
            source=source,
            asks=f"{slot.statement.opening}{before}下列{named[0]}，请按先后顺序排列：",
            steps=slot.members[:MOST_STEPS],
            spans=((start, end),),
            topic=slot.statement.topic,
            fact=f"procedure:{'、'.join(slot.members)}",
        )


# --- 贫困户退出，由……提出，经……核实 ---------------------------------------------------------

_SUBJECT = re.compile(
    r"(?P<what>[\u4e00-\u9fff（）]{3,14}(?:退出|认定|识别|申报|审批|评定|调整))，(?=由)"
)
_DOING = re.compile(
    r"提出|初审|核实|核查|公示|公告|审定|审核|批准|备案|销号|报|评议|认可|申请|复核|复审|上报|确定"
)
_NUMBER_OF_ARTICLE = re.compile(r"^第[一二三四五六七八九十百]+条[　\s]*")
_LINK = re.compile(r"^(?:并|再|然后|最后|确定退出名单后)(?!在)|^并(?=在)")


def _of_clauses(source: Source) -> Iterator[Procedure]:
    for document in policy_documents(source):
        for sentence in source.sentences:
            if not document.start <= sentence.start < document.end:
                continue
            text = source.text[sentence.start : sentence.end].rstrip("。； ")
            text = _NUMBER_OF_ARTICLE.sub("", text)
            subject = _SUBJECT.match(text)
            if subject is None or sentence.passage.kind is not BlockKind.PARAGRAPH:
                continue
            steps = _steps_of(text[subject.end() :])
            if steps:
                yield _procedure(
                    source, document, subject["what"], steps, sentence.start, sentence.end
                )


def _steps_of(text: str) -> tuple[str, ...]:
    """Return the clauses of a sentence that are steps each; none where one is something else."""
    steps = [_LINK.sub("", clause).removesuffix("后") for clause in text.split("，")]
    if not FEWEST_STEPS <= len(steps) <= MOST_STEPS:
        return ()
    whole = all(_DOING.search(step) and names_nothing_outside(step) for step in steps)
    return tuple(steps) if whole and len(set(steps)) == len(steps) else ()


def _procedure(
    source: Source,
    document: PolicyDocument,
    what: str,
    steps: tuple[str, ...],
    start: int,
    end: int,
) -> Procedure:
    return Procedure(
        source=source,
        asks=f"根据《{document.title}》，{what}要经过下列环节，请按先后顺序排列：",
        steps=steps,
        spans=((start, end),),
        topic=document.title,
        fact=f"procedure:{document.title}:{what}",
    )


# --- Documents in the order of their dates ---------------------------------------------------

_KIND = re.compile(rf"(?:{'|'.join(KINDS)})(?:（[^（）]*）)?$")
_ISSUED = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*年(?:\s*(?P<month>\d{1,2})\s*月)?(?:\s*\d{1,2}\s*日)?(?P<who>[^。；《》\d]{0,24}?)"
    r"(?:印发|出台|颁布|发布|下发|公布)了?(?P<title>《[^《》]{6,40}》)"
)
_OF_THE_STATE = re.compile(r"国务院|中央|中办|国办|全国|国家|[教民财农林水交卫发]\w{0,6}部|委员会")
_GROUP = 4


@dataclass(frozen=True)
class _Issue:
    title: str
    year: int
    start: int
    end: int


def _of_documents(source: Source) -> Iterator[Procedure]:
    """Return documents of four different years, each group from one stretch of the source."""
    found: dict[str, set[int]] = {}
    issues: list[_Issue] = []
    for sentence in source.sentences:
        text = source.text[sentence.start : sentence.end]
        for match in _ISSUED.finditer(text):
            title = "".join(match["title"].split())
            if not _KIND.search(title[1:-1]) or not _OF_THE_STATE.search(match["who"]):
                continue
            year = int(match["year"])
            if title not in found:
                issues.append(_Issue(title, year, sentence.start, sentence.end))
            found.setdefault(title, set()).add(year)
    certain = [issue for issue in issues if len(found[issue.title]) == 1 and not _dated(issue)]
    while len(certain) >= _GROUP:
        group: list[_Issue] = []
        for issue in certain:
            if issue.year not in {other.year for other in group} and len(group) < _GROUP:
                group.append(issue)
        if len(group) < _GROUP:
            return
        certain = [issue for issue in certain if issue not in group]
        group.sort(key=lambda issue: issue.year)
        yield Procedure(
            source=source,
            asks="请将下列文件按印发或发布的时间由早到晚排列：",
            steps=tuple(issue.title for issue in group),
            spans=tuple((issue.start, issue.end) for issue in group),
            topic=topic_at(source, group[0].start),
            fact=f"order:{'、'.join(sorted(issue.title for issue in group))}",
            dates=tuple(f"{issue.year}年" for issue in group),
        )


def _dated(issue: _Issue) -> bool:
    """Return whether a document's title tells its time."""
    return re.search(r"\d", issue.title) is not None
