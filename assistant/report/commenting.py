"""Tell in a Word comment where each figure comes from; and take comments out again."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.run import Run

from assistant.exporting.wording import describe_source as describe_citation
from assistant.exporting.wording import printable
from assistant.indicators.periods import format_period
from assistant.indicators.rounding import print_figure, settle
from assistant.indicators.schema import CellSource, Figure, Source
from assistant.progress import Progress, Report, ignore
from assistant.report.journal import Note
from assistant.report.marks import MARKED, number_of, without_marks
from assistant.report.places import BOX, TABLE, P, own_texts
from assistant.schema import Citation
from ingest.numerals import format_number

AUTHOR, INITIALS = "政策助手", "政策"

# A comment is read beside the page, not studied.
_LONGEST_QUOTATION = 200
_DEEPEST = 4
# After the point, of a quotient that goes on.
_DIGITS = 8
_TELL_EVERY = 50
_REFERENCE = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'
_RUN, _TEXT, _PROPERTIES = qn("w:r"), qn("w:t"), qn("w:rPr")
_REFERENCES = tuple(
    qn(f"w:{name}") for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
)


# --- Putting in -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where in the body of a document a note stands."""

    note: Note
    table: Any
    """The outermost table around it; None outside tables."""


def resolve_marks(
    document: Any, notes: Sequence[Note], *, comments: bool, progress: Report = ignore
) -> list[Place]:
    """Take the marks out of a filled document, and put comments where they were.

    Runs are split where a figure begins and ends, each part keeping its looks. Gaps are
    highlighted, with comments or without. Headers, footers, footnotes and text boxes cannot hold
    comments and lose their marks.

    Args:
        document: Changed in place.
        notes: What the marks lead to, by their numbers.
        comments: Whether comments are made.
        progress: Told how far it is; may raise to stop.

    Returns:
        The notes found in the body, in its order.
    """
    found: list[Place] = []
    commenter = _Commenter(document) if comments else None
    for paragraph in list(document.element.body.iter(P)):
        marked = [text for text in own_texts(paragraph) if MARKED.search(text.text or "")]
        if next(paragraph.iterancestors(BOX), None) is not None:
            for text in marked:
                text.text = without_marks(text.text)
            continue
        tables = [None, *paragraph.iterancestors(TABLE)]
        # A run that was split holds several of the texts.
        for run_with_marks in dict.fromkeys(text.getparent() for text in marked):
            for number, element in _split(run_with_marks):
                note, run = notes[number], Run(element, document)
                found.append(Place(note, tables[-1]))
                if note.gap:
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW
                if commenter:
                    commenter.add(run, tell_note(note))
        if len(found) % _TELL_EVERY == 0:
            done = min(len(found), len(notes))
            progress(Progress(done=done, total=max(1, len(notes)), stage="写批注"))
    _clean_stories(document)
    return found


class _Commenter:
    """Adds comments to a document, however many.

    python-docx looks at every comment there is before it adds one, which for the 4,000 figures of
    a report of 200 pages takes half a minute.
    """

    def __init__(self, document: Any) -> None:
        self._comments = document.part._comments_part.element
        used = [int(comment.get(qn("w:id"))) for comment in self._comments]
        self._next = max(used, default=-1) + 1
        self._moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def add(self, run: Run, lines: Sequence[str]) -> None:
        """Comment on a run, a paragraph for each line; nothing for no line."""
        if not lines:
            return
        paragraphs = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="CommentText"/></w:pPr>{_REFERENCE if not number else ""}'
            f'<w:r><w:t xml:space="preserve">{escape(printable(line))}</w:t></w:r></w:p>'
            for number, line in enumerate(lines)
        )
        self._comments.append(
            parse_xml(
                f'<w:comment {nsdecls("w")} w:id="{self._next}" w:author="{AUTHOR}"'
                f' w:initials="{INITIALS}" w:date="{self._moment}">{paragraphs}</w:comment>'
            )
        )
        anchor = _anchor(run)
        anchor.mark_comment_range(anchor, self._next)
        self._next += 1


def _anchor(run: Run) -> Run:
    """Return the run itself; for a chart, which has no text, that of its picture."""
    before = run._element.getprevious()
    is_picture = before is not None and next(before.iter(qn("w:drawing")), None) is not None
    return Run(before, run._parent) if not run.text and is_picture else run


def _split(run: Any) -> list[tuple[int, Any]]:
    """Split a run at its marks and return the marked parts with their numbers."""
    found, parts = [], [_like(run)]
    for child in list(run):
        if child.tag == _PROPERTIES:
            continue
        if child.tag != _TEXT or not MARKED.search(child.text or ""):
            parts[-1].append(child)
            continue
        end = 0
        for match in MARKED.finditer(child.text):
            _write(parts[-1], child.text[end : match.start()])
            part = _like(run)
            _write(part, match[2])
            found.append((number_of(match), part))
            parts += [part, _like(run)]
            end = match.end()
        _write(parts[-1], child.text[end:])
    marked = [part for _, part in found]
    for part in parts:
        if part in marked or any(child.tag != _PROPERTIES for child in part):
            run.addprevious(part)
    run.getparent().remove(run)
    return found


def _like(run: Any) -> Any:
    """Return an empty run that looks like another."""
    new = OxmlElement("w:r")
    properties = run.find(_PROPERTIES)
    if properties is not None:
        new.append(deepcopy(properties))
    return new


def _write(run: Any, text: str) -> None:
    if text:
        element = OxmlElement("w:t")
        element.text = text
        element.set(qn("xml:space"), "preserve")
        run.append(element)


def _clean_stories(document: Any) -> None:
    """Take the marks out of what is not the body."""
    for part in document.part.package.iter_parts():
        if part is document.part:
            continue
        if isinstance(part, XmlPart):
            for text in part.element.iter(_TEXT):
                text.text = without_marks(text.text or "")
        elif part.content_type.endswith("footnotes+xml"):
            part._blob = without_marks(part.blob.decode("utf-8")).encode("utf-8")


# --- Words ------------------------------------------------------------------------------------


def tell_note(note: Note) -> list[str]:
    """Return what a comment says of something printed; nothing for plain words."""
    if note.gap:
        return [line for line in (note.gap.message, note.gap.hint) if line]
    lines = [line for figure, text in note.printed for line in tell_figure(figure, text)]
    if note.citation:
        lines.append(f"来源：{tell_source(note.citation)}")
    return [*lines, *note.remarks]


def tell_figure(figure: Figure, text: str = "") -> list[str]:
    """Return where a figure comes from, a line each: name, formula, operands, source, scope.

    Args:
        figure: Stated or computed.
        text: As it was printed; told where it is not the figure as it stands.
    """
    stated = print_figure(figure)
    title = f"{name_figure(figure)}：{stated}"
    return [
        title if stated.startswith(text) else f"{title}，印作“{text}”",
        *_tell_origin(figure),
        *_tell_operands(figure, 1),
    ]


def _tell_origin(figure: Figure) -> Iterator[str]:
    if figure.formula:
        exact = settle(figure.value)
        shown = round(exact, _DIGITS).normalize()
        sign = "=" if shown == exact else "≈"
        yield f"计算：{figure.formula} {sign} {format_number(shown)}{figure.unit}"
    if figure.source:
        yield f"来源：{tell_source(figure.source)}"
    if figure.scope:
        yield f"口径：{figure.scope}"


def _tell_operands(figure: Figure, depth: int) -> Iterator[str]:
    for operand in figure.operands if depth <= _DEEPEST else ():
        # A stated one as it was stated, whatever its places in print.
        exact = operand if operand.formula else operand.model_copy(update={"decimals": None})
        told = "；".join([f"{name_figure(operand)}：{print_figure(exact)}", *_tell_origin(operand)])
        yield "　" * depth + told
        yield from _tell_operands(operand, depth + 1)


def tell_source(source: Source) -> str:
    """Return a source in a line: file and cell, citation with its words, or who typed it in."""
    if isinstance(source, Citation):
        words = source.text.strip().replace("\n", " ")
        more = "…" if len(words) > _LONGEST_QUOTATION else ""
        return f"{describe_citation(source)}：“{words[:_LONGEST_QUOTATION]}{more}”"
    if isinstance(source, CellSource):
        return f"{source.name}，原文“{source.text}”"
    by = f"（{source.by}录入）" if source.by else ""
    return f"{source.note}{by}"


def name_figure(figure: Figure) -> str:
    """Return of what a figure is: "青禾县2024年脱贫人口人均纯收入"."""
    period = format_period(figure.period) if figure.period else ""
    is_told = figure.area and figure.area in figure.name
    return f"{'' if is_told else figure.area}{period}{figure.name}"


# --- Taking out -------------------------------------------------------------------------------


def strip_comments(content: bytes) -> bytes:
    """Return a .docx file without any comment, of ours or of others.

    Args:
        content: The file, perhaps edited since it was made.
    """
    document = Document(BytesIO(content))
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            _remove_references(part.element)
    relations = document.part.rels
    # Besides the comments themselves: their threads, their ids, and who wrote them.
    for id_ in [id_ for id_, each in relations.items() if _is_of_comments(each.reltype)]:
        del relations[id_]
    stripped = BytesIO()
    document.save(stripped)
    return stripped.getvalue()


def _remove_references(root: Any) -> None:
    for element in list(root.iter(*_REFERENCES)):
        parent = element.getparent()
        parent.remove(element)
        if parent.tag == _RUN and all(child.tag == _PROPERTIES for child in parent):
            parent.getparent().remove(parent)


def _is_of_comments(kind: str) -> bool:
    name = kind.rpartition("/")[2]
    return name.startswith("comments") or name == "people"
