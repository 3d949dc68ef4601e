"""Papers on paper: the questions, a sheet for the answers, and the key."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from assistant.errors import WrongUseError
from assistant.exporting.files import make_folder, write_new
from assistant.learning.asking import share_points
from assistant.learning.exam_document import ExamDocument, underline_of
from assistant.learning.schema import Paper, PaperItem
from assistant.learning.shuffling import read_version
from assistant.learning.wording import in_points
from assistant.quiz.describing import KIND_LABELS
from assistant.quiz.schema import BLANK, LETTERED, LETTERS, Evidence, Item, ItemKind, Question
from ingest.schema import Record

_ORDINALS = "一二三四五六七"
# What no file's name may hold.
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
# With blanks that do not break, so that both brackets stand in one line.
_PLACE = "（" + "\u00a0" * 6 + "）"
_RIGHT, _WRONG = "√", "×"
# Questions to a row of a sheet, and of what takes more room.
_TO_A_ROW, _LONG_TO_A_ROW = 10, 5
# Lines to write a short answer on: so many for each of its points, and so many in all.
_LINES_PER_POINT, _FEWEST_LINES, _MOST_LINES = 2, 4, 12
# Characters of a source that a key quotes.
_LONGEST_QUOTATION = 240

_WHAT_TO_DO = {
    ItemKind.SINGLE_CHOICE: "每题只有一个正确选项，请将字母填在括号内。",
    ItemKind.MULTIPLE_CHOICE: (
        "每题有两个或两个以上正确选项，请将字母填在括号内；"
        "全部选对得满分，少选且没有选错得一半分，选错不得分。"
    ),
    ItemKind.TRUE_FALSE: f"正确的在括号内打“{_RIGHT}”，错误的打“{_WRONG}”。",
    ItemKind.FILL_BLANK: "请将答案写在横线上。",
    ItemKind.SHORT_ANSWER: "请写在横线上。",
    ItemKind.ORDERING: "请按正确的先后顺序，将字母填在括号内。",
    ItemKind.CASE: "请阅读材料，回答问题。",
}


class PrintKind(StrEnum):
    """What is printed of a paper."""

    PAPER = "paper"  # 试卷
    ANSWER_SHEET = "answer_sheet"  # 答题纸
    KEY = "key"  # 参考答案


class Printed(Record):
    """A Word file of a paper."""

    file: str
    """Its name."""

    content: bytes


class _Section(Record):
    """What a paper asks of one kind."""

    ordinal: str
    kind: ItemKind
    items: tuple[PaperItem, ...]

    @property
    def points(self) -> Decimal | None:
        """Of each item; None where they differ."""
        points = {each.points for each in self.items}
        return points.pop() if len(points) == 1 else None

    @property
    def heading(self) -> str:
        """Its name and points: "一、单选题（每题2分，共10题，共20分）"."""
        total = in_points(sum((each.points for each in self.items), Decimal()))
        each = f"每题{in_points(self.points)}，" if self.points is not None else ""
        name = f"{self.ordinal}、{KIND_LABELS[self.kind]}"
        return f"{name}（{each}共{len(self.items)}题，共{total}）"


def print_paper(
    paper: Paper,
    version: str,
    kind: PrintKind,
    *,
    day: date,
    with_key: bool = False,
    with_rationale: bool = False,
) -> Printed:
    """Return a version of a paper, its answer sheet or its key as a Word file.

    Args:
        paper: The paper.
        version: "A", "B", ….
        kind: What is printed.
        day: For the file's properties.
        with_key: Whether the key stands at the end of the paper.
        with_rationale: Whether a key says why, and quotes its sources.

    Raises:
        NotFoundError: the paper has no such version.
    """
    sections = _sections(read_version(paper, version))
    label = f"（{version}卷）" if paper.blueprint.versions > 1 else ""
    title = f"{paper.blueprint.name}{label}"
    name = {PrintKind.ANSWER_SHEET: "答题纸", PrintKind.KEY: "参考答案"}.get(kind, "")
    document = ExamDocument(f"{title}{name}", day=day)
    match kind:
        case PrintKind.PAPER:
            document.add_title(title, f"满分{in_points(paper.points)}")
            document.add_name_line()
            for section in sections:
                _write_section(document, section)
            if with_key:
                _write_key(document, title, sections, with_rationale=with_rationale, follows=True)
        case PrintKind.ANSWER_SHEET:
            document.add_title(f"{title}答题纸")
            document.add_name_line()
            for section in sections:
                _write_answer_room(document, section)
        case PrintKind.KEY:
            _write_key(document, title, sections, with_rationale=with_rationale)
    return Printed(file=f"{title}{name}.docx", content=document.to_bytes())


def save_papers(
    paper: Paper, folder: Path, *, day: date, with_rationale: bool = False
) -> list[Path]:
    """Write each version of a paper, its answer sheet and its key into new files.

    Args:
        paper: The paper.
        folder: Where to; made where there is none.
        day: For the files' properties.
        with_rationale: Whether keys say why, and quote their sources.

    Returns:
        The files.

    Raises:
        WrongUseError: there is such a file already, or none can be written; none is left.
    """
    make_folder(folder)
    written: list[Path] = []
    try:
        for version in LETTERS[: paper.blueprint.versions]:
            for kind in PrintKind:
                printed = print_paper(paper, version, kind, day=day, with_rationale=with_rationale)
                # Only the file's name may come from what a person called the paper.
                path = folder / _UNFIT.sub("_", printed.file)
                write_new(path, printed.content)
                written.append(path)
    except WrongUseError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


def _sections(items: Sequence[PaperItem]) -> list[_Section]:
    kinds = dict.fromkeys(each.item.kind for each in items)
    return [
        _Section(
            ordinal=_ORDINALS[place],
            kind=kind,
            items=tuple(each for each in items if each.item.kind is kind),
        )
        for place, kind in enumerate(kinds)
    ]


# --- The paper --------------------------------------------------------------------------------


def _write_section(document: ExamDocument, section: _Section) -> None:
    document.add_heading(section.heading, _WHAT_TO_DO[section.kind])
    for each in section.items:
        worth = f"（{in_points(each.points)}）" if section.points is None else ""
        if each.item.kind is not ItemKind.CASE:
            _write_question(document, f"{each.number}.", each.item, worth)
            continue
        document.add_situation(f"{each.number}.", f"{worth}{each.item.stem}")
        for number, part, points in _parts(each):
            name = f"（{in_points(points)}，{KIND_LABELS[part.kind]}）"
            _write_question(document, number, part, name)


def _parts(each: PaperItem) -> Iterator[tuple[str, Question, Decimal]]:
    parts = each.item.parts
    shares = share_points(each.points, len(parts))
    for number, (part, points) in enumerate(zip(parts, shares, strict=True), start=1):
        yield f"（{number}）", part, points


def _write_question(document: ExamDocument, number: str, question: Question, worth: str) -> None:
    has_options = question.kind in LETTERED and question.kind is not ItemKind.TRUE_FALSE
    lines = _lines_for(question)
    document.add_question(
        number, [worth, *_stem(question)], stays_with_next=has_options or lines > 0
    )
    if has_options:
        document.add_options(question.options)
    document.add_room(lines)


def _stem(question: Question) -> Iterator[str | int]:
    """Yield the stem with places for letters, or lines to write on."""
    if question.kind is ItemKind.FILL_BLANK:
        first, *others = question.stem.split(BLANK)
        yield first
        for place, text in enumerate(others):
            yield underline_of(question.key[place] if place < len(question.key) else "")
            yield text
        return
    yield question.stem.replace(BLANK, _PLACE)
    if question.kind in LETTERED and BLANK not in question.stem:
        yield _PLACE


def _lines_for(question: Question) -> int:
    if question.kind is not ItemKind.SHORT_ANSWER:
        return 0
    return min(_MOST_LINES, max(_FEWEST_LINES, _LINES_PER_POINT * len(question.key)))


# --- The answer sheet -------------------------------------------------------------------------


def _write_answer_room(document: ExamDocument, section: _Section) -> None:
    document.add_heading(section.heading)
    if section.kind is not ItemKind.CASE:
        pairs = [(str(each.number), each.item) for each in section.items]
        _write_room_for(document, section.kind, pairs)
        return
    for each in section.items:
        for number, part, _ in _parts(each):
            name = f"{each.number}{number}"
            if part.kind in LETTERED:
                document.add_question(name, [_PLACE])
            else:
                _write_room_for(document, part.kind, [(name, part)])


def _write_room_for(
    document: ExamDocument, kind: ItemKind, questions: Sequence[tuple[str, Question]]
) -> None:
    if kind in LETTERED:
        is_long = kind in (ItemKind.MULTIPLE_CHOICE, ItemKind.ORDERING)
        grid = [(number, "") for number, _ in questions]
        document.add_grid(grid, width=_LONG_TO_A_ROW if is_long else _TO_A_ROW)
        return
    for number, question in questions:
        label = f"{number}." if number.isdecimal() else number
        if kind is ItemKind.FILL_BLANK:
            lines = [underline_of(text) for text in question.key]
            document.add_question(label, [part for line in lines for part in (line, "　")])
        else:
            document.add_question(label, [], stays_with_next=True)
            document.add_room(_lines_for(question))


# --- The key ----------------------------------------------------------------------------------


def _write_key(
    document: ExamDocument,
    title: str,
    sections: Sequence[_Section],
    *,
    with_rationale: bool,
    follows: bool = False,
) -> None:
    document.add_title(f"{title}参考答案", starts_page=follows)
    for section in sections:
        document.add_heading(section.heading)
        if section.kind in LETTERED and not with_rationale:
            is_long = section.kind in (ItemKind.MULTIPLE_CHOICE, ItemKind.ORDERING)
            grid = [(str(each.number), _answer(each.item)) for each in section.items]
            document.add_grid(grid, width=_LONG_TO_A_ROW if is_long else _TO_A_ROW)
            continue
        for each in section.items:
            _write_answers(document, each, with_rationale=with_rationale)


def _write_answers(document: ExamDocument, each: PaperItem, *, with_rationale: bool) -> None:
    item = each.item
    if item.kind is not ItemKind.CASE:
        _write_answer(document, f"{each.number}.", item, with_rationale=with_rationale)
        return
    for number, part, points in _parts(each):
        worth = f"（{in_points(points)}）"
        _write_answer(
            document, f"{each.number}{number}", part, worth, with_rationale=with_rationale
        )
    if with_rationale:
        _write_rationale(document, item)


def _write_answer(
    document: ExamDocument,
    number: str,
    question: Question,
    worth: str = "",
    *,
    with_rationale: bool,
) -> None:
    document.add_question(number, [worth, _answer(question)], stays_with_next=with_rationale)
    if with_rationale:
        _write_rationale(document, question)


def _write_rationale(document: ExamDocument, question: Question | Item) -> None:
    if question.rationale:
        document.add_text(f"解析：{question.rationale.removeprefix('解析：')}")
    for evidence in question.evidence:
        document.add_text(f"依据：{describe_evidence(evidence)}", is_quoted=True)


def _answer(question: Question) -> str:
    """Return a key as it is written down."""
    match question.kind:
        case ItemKind.TRUE_FALSE:
            return _RIGHT if question.key == ("A",) else _WRONG
        case ItemKind.SHORT_ANSWER:
            points = question.key
            if len(points) < 2:
                return "".join(points)
            return "；".join(
                f"{n}. {text.rstrip('；。')}" for n, text in enumerate(points, start=1)
            )
        case ItemKind.FILL_BLANK:
            return "；".join(question.key)
        case _:
            return "".join(question.key)


def describe_evidence(evidence: Evidence) -> str:
    """Return the words of a source with where they stand: “…”（《标题》，章节，第N页）."""
    text = " ".join(evidence.text.split())
    if len(text) > _LONGEST_QUOTATION:
        text = f"{text[:_LONGEST_QUOTATION]}……"
    where = [f"《{evidence.title}》" if evidence.title else evidence.document]
    where += [part for part in evidence.section if part != evidence.title]
    if evidence.page:
        where.append(f"第{evidence.page}页")
    return f"“{text}”（{'，'.join(where)}）"
