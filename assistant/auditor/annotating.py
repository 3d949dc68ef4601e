"""Findings as comments in a copy of a Word document; nothing else of it changes."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.run import Run

from assistant.auditor.describing import describe
from assistant.auditor.schema import Finding
from assistant.errors import WrongUseError
from ingest.errors import UnreadableDocumentError
from ingest.loaders.docx import MEDIA_TYPE, open_document
from ingest.loaders.packages import open_package
from ingest.loaders.sniffing import detect_media_type
from ingest.schema import Record
from ingest.settings import LimitSettings
from ingest.worker import WORKERS, Task

AUTHOR, INITIALS = "审校", "审"

# Characters around a finding by which its place is known again; fewer where they differ.
_CONTEXTS = (24, 12, 6, 0)
# Blanks differ between the text and the file, and so does what parts the cells of a table.
_PASSED_OVER = re.compile(r"[\s|]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What Word takes for gone, shows twice, or lets nobody comment on.
_LEFT_OUT = frozenset(map(qn, ("w:del", "w:moveFrom", "w:txbxContent")))


class Note(Record):
    """A comment, and by which text its place is known."""

    before: str
    found: str
    after: str
    share: float
    """How far into the text, 0 to 1; decides between places that read alike."""

    text: str


@dataclass(frozen=True)
class Annotation(Task[bytes]):
    """Comments to be written into a copy of a Word document that nobody has vouched for."""

    notes: tuple[Note, ...]

    def run(self) -> bytes:
        """See `add_comments`."""
        return add_comments(self.path, self.notes, self.limits)


def annotate(
    path: Path, text: str, findings: Iterable[Finding], limits: LimitSettings, *, file: str = ""
) -> bytes:
    """Return a copy of a Word document with a comment at each finding.

    Args:
        path: The document that was audited.
        text: Its text, which the findings count in.
        findings: What is to be said.
        limits: Bounds on what reading it may cost.
        file: Its name for a person, where `path` has another.

    Raises:
        WrongUseError: it is no Word document (.docx), or has macros.
        IngestError: it cannot be read.
    """
    name = file or path.name
    _check(path, name, limits)
    notes = tuple(_make_note(text, finding) for finding in findings)
    return WORKERS.read(Annotation(path=path, file=name, limits=limits, notes=notes))


def add_comments(path: Path, notes: Sequence[Note], limits: LimitSettings) -> bytes:
    """Return a copy of a Word document with comments; what has no place stands at the beginning.

    Raises:
        UnreadableDocumentError: damaged, too large, or without any text to comment on.
    """
    with open_package(path, unpacked_mib=limits.unpacked_mib):
        document = open_document(path)
    stream = _Stream(document.element.body.iter(qn("w:r")))
    if not stream.runs:
        raise UnreadableDocumentError(
            f"《{path.name}》的正文里没有可以加批注的文字。",
            hint="文字可能在文本框或图片里，请对照审校结果逐条修改。",
        )
    placed = sorted(((*stream.find(note), note) for note in notes), key=lambda each: each[:2])
    stream.split({place for start, end, _ in placed for place in (start, end)})
    for start, end, note in placed:
        runs = [Run(stream.run_at(place), document) for place in (start, end - 1)]
        document.add_comment(runs, note.text, AUTHOR, INITIALS)
    copy = io.BytesIO()
    document.save(copy)
    return copy.getvalue()


def _check(path: Path, name: str, limits: LimitSettings) -> None:
    if detect_media_type(path) != MEDIA_TYPE:
        raise WrongUseError(
            f"《{name}》不是 .docx 文件，不能在里面写批注。",
            hint="请在 Word 或 WPS 中另存为 .docx，再审校一次；或直接查看审校结果。",
        )
    with open_package(path, unpacked_mib=limits.unpacked_mib) as package:
        if _has_macros(package):
            raise WrongUseError(
                f"《{name}》带宏，不写批注副本，以免把宏传出去。",
                hint="请在 Word 中另存为不带宏的 .docx，再审校一次。",
            )


def _has_macros(package: ZipFile) -> bool:
    types = package.read("[Content_Types].xml")
    return b"macroEnabled" in types or b"vbaProject" in types


def _make_note(text: str, finding: Finding) -> Note:
    width = 2 * _CONTEXTS[0]
    return Note(
        before=_bare(text[max(0, finding.start - width) : finding.start])[-_CONTEXTS[0] :],
        found=_bare(text[finding.start : finding.end]),
        after=_bare(text[finding.end : finding.end + width])[: _CONTEXTS[0]],
        share=finding.start / max(1, len(text)),
        text=_NOT_IN_XML.sub("", describe(finding)),
    )


def _bare(text: str) -> str:
    return _PASSED_OVER.sub("", text)


class _Stream:
    """The text of a document without blanks, each character with the run it stands in."""

    def __init__(self, runs: Iterable[CT_R]) -> None:
        self.runs: list[CT_R] = []
        texts: list[str] = []
        self._places: list[tuple[int, int]] = []
        for run in runs:
            text = "".join(part.text or "" for part in run.findall(qn("w:t")))
            if not _bare(text) or any(each.tag in _LEFT_OUT for each in run.iterancestors()):
                continue
            for offset, sign in enumerate(text):
                if not _PASSED_OVER.match(sign):
                    self._places.append((len(self.runs), offset))
                    texts.append(sign)
            self.runs.append(run)
        self._text = "".join(texts)
        self._segments: dict[int, list[tuple[int, CT_R]]] = {}

    def find(self, note: Note) -> tuple[int, int]:
        """Return where a note belongs: the first of its characters, and just past the last."""
        near = note.share * len(self._text)
        for width in _CONTEXTS:
            before = note.before[max(0, len(note.before) - width) :]
            sought = before + note.found + note.after[:width]
            if not note.found or not sought:
                continue
            starts = [match.start() for match in re.finditer(re.escape(sought), self._text)]
            if starts:
                start = min(starts, key=lambda place: abs(place - near)) + len(before)
                return start, start + len(note.found)
        return 0, 1

    def split(self, places: Iterable[int]) -> None:
        """Cut runs so that each place begins one; a run that holds more than text stays."""
        cuts: dict[int, set[int]] = defaultdict(set)
        for place in places:
            if place < len(self._places):
                index, offset = self._places[place]
                cuts[index].add(offset)
        for index, offsets in cuts.items():
            self._segments[index] = list(_cut(self.runs[index], sorted(offsets - {0})))

    def run_at(self, place: int) -> CT_R:
        """Return the run that holds a character, after `split`."""
        index, offset = self._places[place]
        run = self.runs[index]
        for start, segment in self._segments.get(index, []):
            if start <= offset:
                run = segment
        return run


def _cut(run: CT_R, offsets: Sequence[int]) -> Iterator[tuple[int, CT_R]]:
    """Yield the pieces of a run, the first of which is the run itself, with where they begin."""
    yield 0, run
    content = [child for child in run if child.tag != qn("w:rPr")]
    if len(content) != 1 or content[0].tag != qn("w:t"):
        return
    text = content[0].text or ""
    last = run
    for start, end in zip(offsets, [*offsets[1:], len(text)], strict=False):
        piece = deepcopy(run)
        _set_text(piece, text[start:end])
        last.addnext(piece)
        last = piece
        yield start, piece
    if offsets:
        _set_text(run, text[: offsets[0]])


def _set_text(run: CT_R, text: str) -> None:
    part = run.find(qn("w:t"))
    assert part is not None
    part.text = text
    part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
