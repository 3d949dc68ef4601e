"""Measure the auditor: how many seeded errors it finds, and how often it is wrong about true texts.

Each error stands alone in a copy of a stretch of a document; it is found when the auditor says
something there that it does not say of the untouched stretch. What the auditor says of untouched
documents is a false alarm, unless a person has read it and it is true; those are listed in
`true_contradictions.csv`.
"""

import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from assistant.auditor.reading import Draft, read_text
from assistant.auditor.rules import find_all
from assistant.auditor.schema import Finding, Severity
from assistant.evaluation.seeding import Seed, seed_anywhere, seed_errors
from assistant.evaluation.ties import Kind
from ingest.loaders.text import LINE_END
from ingest.schema import Record

CONFIRMED = Path(__file__).with_name("true_contradictions.csv")
# About as long as a report for a meeting.
STRETCH = 20_000
# Of one kind, from one stretch and from all.
MOST_IN_STRETCH = 4
MOST_OF_KIND = 40
# Ties of tables are few, and stand together.
MOST_IN_TABLES = 12
# Of errors that nothing in the text tells of.
UNTIED_IN_STRETCH = 2

_SEED = 20240501
_PARAGRAPH_END = re.compile(r"[。！？]\s*$")


class Recall(Record):
    """How many errors of a kind were found."""

    name: str
    seeded: int
    found: int
    missed: tuple[str, ...] = ()
    """Where the others stand: the document and what was changed into what."""

    @property
    def share(self) -> float:
        """Share found, 0 to 1; 0 where nothing was seeded."""
        return self.found / self.seeded if self.seeded else 0.0


class Alarms(Record):
    """What the auditor says of untouched texts."""

    characters: int
    confirmed: int
    """Findings that a person has confirmed, hints aside."""

    false: tuple[tuple[str, Finding], ...]
    """Document and finding, hints aside."""

    hints: int

    @property
    def per_ten_thousand(self) -> float:
        """False alarms per 10,000 characters."""
        return len(self.false) * 10_000 / self.characters if self.characters else 0.0


def read_documents(data: Path) -> dict[str, str]:
    """Return the texts of the four documents and of the government work reports, by file name."""
    folders = (data / "seeds", *sorted((data / "eval/external/laws").glob("gov_work_reports_*")))
    paths = [path for folder in folders for path in sorted(folder.glob("*.txt"))]
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def measure_recall(documents: dict[str, str]) -> tuple[list[Recall], Recall]:
    """Return the recall of each kind of error, and that of figures changed anywhere.

    The same documents always get the same errors.
    """
    chooser = random.Random(_SEED)
    drawn: dict[Kind, list[tuple[_Stretch, Seed]]] = defaultdict(list)
    untied: list[tuple[_Stretch, Seed]] = []
    for name, text in documents.items():
        for part in cut(text):
            stretch = _Stretch(name, part)
            by_kind: dict[Kind, list[Seed]] = defaultdict(list)
            for seed in seed_errors(stretch.draft, chooser):
                by_kind[seed.kind].append(seed)
            for kind, seeds in by_kind.items():
                most = MOST_IN_TABLES if kind in _OF_TABLES else MOST_IN_STRETCH
                chosen = chooser.sample(seeds, min(len(seeds), most))
                drawn[kind] += [(stretch, seed) for seed in chosen]
            anywhere = seed_anywhere(stretch.draft, chooser, UNTIED_IN_STRETCH)
            untied += [(stretch, seed) for seed in anywhere]
    for pairs in (*drawn.values(), untied):
        chooser.shuffle(pairs)
    recalls = [_measure(kind, drawn[kind][:MOST_OF_KIND]) for kind in Kind]
    return recalls, _measure("任意一个数被改", untied[:MOST_OF_KIND])


def measure_alarms(documents: dict[str, str]) -> Alarms:
    """Return what the auditor says of untouched documents, each read as a whole."""
    confirmed = read_confirmed()
    characters = hints = true = 0
    false: list[tuple[str, Finding]] = []
    for name, text in documents.items():
        draft = read_text(text)
        characters += len(draft.text)
        for finding in find_all(draft):
            if finding.severity is Severity.HINT:
                hints += 1
            elif (name, finding.rule.value, finding.found) in confirmed:
                true += 1
            else:
                false.append((name, finding))
    return Alarms(characters=characters, confirmed=true, false=tuple(false), hints=hints)


def read_confirmed() -> set[tuple[str, str, str]]:
    """Return the findings on untouched texts that are true: document, rule, what is found."""
    with CONFIRMED.open(encoding="utf-8", newline="") as file:
        return {(row["document"], row["rule"], row["found"]) for row in csv.DictReader(file)}


def cut(text: str) -> Iterator[str]:
    """Yield a text in stretches of about `STRETCH` characters, cut where a paragraph ends."""
    lines: list[str] = []
    length = 0
    for line in LINE_END.split(text):
        lines.append(line)
        length += len(line)
        if length >= STRETCH and _PARAGRAPH_END.search(line):
            yield "\n".join(lines)
            lines, length = [], 0
    if any(map(str.strip, lines)):
        yield "\n".join(lines)


def apply(seed: Seed, text: str, draft: Draft) -> str | None:
    """Return a copy of a text with one error; None where cleaning changed what stands there."""
    lines = LINE_END.split(text)
    first, last = draft.origin(seed.start), draft.origin(seed.end - 1)
    line = first.paragraph - 1
    before = 0
    if first.cell:
        column = int(first.cell.rpartition("列")[2]) - 1
        before = sum(len(cell) + 1 for cell in lines[line].split("\t")[:column])
    start, end = before + first.offset, before + last.offset + 1
    if (first.paragraph, first.cell) != (last.paragraph, last.cell):
        return None
    if _bare(lines[line][start:end]) != _bare(draft.text[seed.start : seed.end]):
        return None
    lines[line] = lines[line][:start] + seed.replacement + lines[line][end:]
    return "\n".join(lines)


# --- Inside -----------------------------------------------------------------------------------

_OF_TABLES = frozenset({Kind.TABLE_CELL, Kind.TABLE_TOTAL, Kind.TEXT_TABLE})
# Errors of form, of which a hint is enough.
_FORMS = frozenset({Kind.DATE_FORM, Kind.BRACKET})


class _Stretch:
    """A part of a document, as long as a report, and what is said of it untouched."""

    def __init__(self, document: str, text: str) -> None:
        self.document, self.text = document, text
        self.draft = read_text(text)

    @cached_property
    def said(self) -> Counter[tuple[str, str, str]]:
        return Counter(map(_saying, find_all(self.draft)))

    def tells(self, seed: Seed, copy: Draft) -> bool:
        """Whether something new is said where the error stands, or what it contradicts."""
        grown = len(copy.text) - len(self.draft.text)
        places = [seed.start, *(p + grown if p > seed.start else p for p in seed.others)]
        passages = [(each.start, each.end) for each in copy.paragraphs]
        passages += [(each.start, each.end) for each in copy.tables]
        around = [(a, b) for a, b in passages if any(a <= place < b for place in places)]
        known = self.said.copy()
        for finding in find_all(copy):
            known[_saying(finding)] -= 1
            is_new = known[_saying(finding)] < 0
            is_plain = finding.severity is not Severity.HINT or seed.kind in _FORMS
            if is_new and is_plain and any(a <= finding.start < b for a, b in around):
                return True
        return False

    def describe(self, seed: Seed) -> str:
        text = self.draft.text
        was = f"【{text[seed.start : seed.end]}→{seed.replacement}】"
        around = text[max(0, seed.start - 60) : seed.start], text[seed.end : seed.end + 60]
        return f"{self.document}：{was.join(around)}".replace("\n", "⏎")


def _measure(name: str, drawn: Sequence[tuple[_Stretch, Seed]]) -> Recall:
    found, missed = 0, []
    for stretch, seed in drawn:
        copy = apply(seed, stretch.text, stretch.draft)
        if copy is None:
            continue
        if stretch.tells(seed, read_text(copy)):
            found += 1
        else:
            missed.append(stretch.describe(seed))
    return Recall(name=name, seeded=found + len(missed), found=found, missed=tuple(missed))


def _saying(finding: Finding) -> tuple[str, str, str]:
    return finding.rule.value, finding.found, finding.message


def _bare(text: str) -> str:
    return "".join(text.split())
