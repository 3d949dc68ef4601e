"""Word documents in the layout of an exam paper, written from top to bottom."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.shared import Length, Mm, Pt

from assistant.exporting.wording import printable
from assistant.layout import apply_profile
from assistant.layout.profiles import (
    HEADING_FONTS,
    PAGE_NUMBER_FONT,
    TITLE_FONT,
    PageNumber,
    Profile,
)
from assistant.layout.styling import set_font
from assistant.quiz.schema import LETTERS

EXAM = Profile(
    name="exam",
    title="试卷",
    note="每面能多排几题：四边各空两厘米多，小四号宋体，页码居中。",
    is_standard=False,
    top_mm=25,
    bottom_mm=24,
    left_mm=24,
    right_mm=22,
    line_pt=21,
    page_number=PageNumber.CENTRED,
)
TEXT_FONT, HEADING_FONT, QUOTED_FONT = PAGE_NUMBER_FONT, *HEADING_FONTS
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 18.0, 12.0, 10.5
TEXT_WIDTH = Mm(EXAM.text_width_mm)

HEADING, QUESTION, OPTION, SMALL, LINE = "试卷大题", "试题", "选项", "说明文字", "答题线"

# "12. " in front of a question, by which its further lines and its options are indented.
_NUMBER_LENGTH = 2
_NUMBER_WIDTH = Pt(TEXT_SIZE * _NUMBER_LENGTH)
# Between an option and the next one in its line, in 汉字.
_GAP = 1.0
_CELL_HEIGHT, _HEAD_WIDTH = Mm(8), Mm(16)
# A blank that does not break is a quarter to a half of a 汉字 wide, as the typeface has it.
_BLANKS = 3


class ExamDocument:
    """A paper, an answer sheet or a key.

    Text is put in as it is: what looks like markup stays text.
    """

    def __init__(self, title: str, *, day: date) -> None:
        self._document = Document()
        apply_profile(self._document, EXAM)
        self._add_styles()
        properties = self._document.core_properties
        properties.title = printable(title)[:255]
        properties.author = properties.last_modified_by = "政策助手"
        properties.comments, properties.language = "", "zh-CN"
        properties.created = properties.modified = datetime(day.year, day.month, day.day)

    def to_bytes(self) -> bytes:
        """Return the document as a .docx file."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    # --- Headings ---------------------------------------------------------------------------

    def add_title(self, text: str, note: str = "", *, starts_page: bool = False) -> None:
        """Add the name of the paper, with a line below it."""
        paragraph = self._document.add_paragraph(style="Title")
        paragraph.paragraph_format.page_break_before = starts_page or None
        self._run(paragraph, text)
        if note:
            below = self._document.add_paragraph(style=SMALL)
            below.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._run(below, note)

    def add_name_line(self) -> None:
        """Add the line in which name, unit and score are written."""
        paragraph = self._document.add_paragraph(style=SMALL)
        width = TEXT_WIDTH.pt
        stops = (0.25, 0.27, 0.75, 0.77, 1.0)
        for share in stops:
            is_line = share not in (0.27, 0.77)
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                Pt(width * share), leader=WD_TAB_LEADER.LINES if is_line else WD_TAB_LEADER.SPACES
            )
        layout = paragraph.paragraph_format
        layout.space_before, layout.space_after = Pt(6), Pt(6)
        self._run(paragraph, "姓名：\t\t单位及职务：\t\t得分：\t")

    def add_heading(self, text: str, note: str = "") -> None:
        """Add the heading of a section, with what to do in it."""
        paragraph = self._document.add_paragraph(style=HEADING)
        self._run(paragraph, text)
        if note:
            run = self._run(paragraph, note)
            set_font(run._element.get_or_add_rPr(), TEXT_FONT)
            run.font.size = Pt(SMALL_SIZE)

    # --- Questions --------------------------------------------------------------------------

    def add_question(
        self, number: str, parts: Iterable[str | int], *, stays_with_next: bool = False
    ) -> None:
        """Add a question behind its number.

        Args:
            number: "12." or "（1）".
            parts: Of the stem, in order: text, or the length of a line to write on, in 汉字.
            stays_with_next: Whether something of it follows.
        """
        paragraph = self._document.add_paragraph(style=QUESTION)
        paragraph.paragraph_format.keep_with_next = stays_with_next or None
        # A longer number would push what follows to a tab further right.
        self._run(paragraph, number + ("\t" if measure(number) < _NUMBER_LENGTH else ""))
        for part in parts:
            if isinstance(part, int):
                # Ordinary blanks would not be underlined at the end of a line.
                self._run(paragraph, "\u00a0" * part * _BLANKS).font.underline = True
            else:
                self._run(paragraph, part)

    def add_situation(self, number: str, text: str) -> None:
        """Add what happened in a case."""
        paragraph = self._document.add_paragraph(style=QUESTION)
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, f"{number}\t")
        set_font(self._run(paragraph, text)._element.get_or_add_rPr(), QUOTED_FONT)

    def add_options(self, options: Sequence[str]) -> None:
        """Add options with their letters, several to a line where they are short."""
        columns = count_columns(options)
        step = Length((TEXT_WIDTH - _NUMBER_WIDTH) // columns)
        for first in range(0, len(options), columns):
            paragraph = self._document.add_paragraph(style=OPTION)
            layout = paragraph.paragraph_format
            layout.keep_with_next = first + columns < len(options) or None
            for column in range(1, columns):
                layout.tab_stops.add_tab_stop(Length(_NUMBER_WIDTH + step * column))
            texts = options[first : first + columns]
            self._run(
                paragraph,
                "\t".join(f"{LETTERS[first + i]}. {text}" for i, text in enumerate(texts)),
            )
            if columns == 1:
                # Further lines begin under the words, not under the letter.
                layout.left_indent = Length(_NUMBER_WIDTH + Pt(TEXT_SIZE * 1.5))
                layout.first_line_indent = Length(-Pt(TEXT_SIZE * 1.5))

    def add_room(self, lines: int) -> None:
        """Add empty lines to write on."""
        for left in reversed(range(lines)):
            paragraph = self._document.add_paragraph(style=LINE)
            paragraph.paragraph_format.keep_with_next = left > 0 or None
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                TEXT_WIDTH, leader=WD_TAB_LEADER.LINES
            )
            self._run(paragraph, "\t")

    # --- Answers ----------------------------------------------------------------------------

    def add_grid(self, columns: Sequence[tuple[str, str]], *, width: int) -> None:
        """Add numbers with room for the answers below them, or with the answers.

        Args:
            columns: Number and answer of each question.
            width: Questions to a row.
        """
        table = self._document.add_table(0, width + 1, style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for first in range(0, len(columns), width):
            some = columns[first : first + width]
            self._add_row(table, ["题号", *(number for number, _ in some)], stays_with_next=True)
            self._add_row(table, ["答案", *(answer for _, answer in some)])

    def _add_row(self, table: Any, texts: Sequence[str], *, stays_with_next: bool = False) -> None:
        row = table.add_row()
        row.height, row.height_rule = _CELL_HEIGHT, WD_ROW_HEIGHT_RULE.AT_LEAST
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        step = Length((TEXT_WIDTH - _HEAD_WIDTH) // (len(row.cells) - 1))
        for place, cell in enumerate(row.cells):
            cell.width = step if place else _HEAD_WIDTH
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            (paragraph,) = cell.paragraphs
            paragraph.style = self._document.styles[SMALL]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = stays_with_next or None
            self._run(paragraph, texts[place] if place < len(texts) else "")

    def add_text(self, text: str, *, is_quoted: bool = False) -> None:
        """Add a small paragraph under a question: an explanation, or the words of a source."""
        paragraph = self._document.add_paragraph(style=SMALL)
        paragraph.paragraph_format.left_indent = _NUMBER_WIDTH
        run = self._run(paragraph, text)
        if is_quoted:
            set_font(run._element.get_or_add_rPr(), QUOTED_FONT)

    # --- Inside -----------------------------------------------------------------------------

    @staticmethod
    def _run(paragraph: Any, text: str) -> Any:
        return paragraph.add_run(printable(text))

    def _add_styles(self) -> None:
        styles = self._document.styles
        _dress(styles["Title"], TITLE_FONT, TITLE_SIZE, before=0, after=6)
        styles["Title"].paragraph_format.line_spacing = Pt(TITLE_SIZE * 1.5)
        for name, font, size, before, after in (
            (HEADING, HEADING_FONT, TEXT_SIZE, 10, 3),
            (QUESTION, TEXT_FONT, TEXT_SIZE, 2, 0),
            (OPTION, TEXT_FONT, TEXT_SIZE, 0, 0),
            (SMALL, TEXT_FONT, SMALL_SIZE, 0, 0),
            (LINE, TEXT_FONT, TEXT_SIZE, 0, 0),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            _dress(style, font, size, before=before, after=after)
        hanging = styles[QUESTION].paragraph_format
        hanging.left_indent, hanging.first_line_indent = _NUMBER_WIDTH, Length(-_NUMBER_WIDTH)
        hanging.tab_stops.add_tab_stop(_NUMBER_WIDTH)
        styles[OPTION].paragraph_format.left_indent = _NUMBER_WIDTH
        styles[HEADING].paragraph_format.keep_with_next = True
        styles[SMALL].paragraph_format.line_spacing = Pt(18)
        styles[LINE].paragraph_format.line_spacing = Pt(26)


def _dress(style: Any, font: str, size: float, *, before: float, after: float) -> None:
    set_font(style.element.get_or_add_rPr(), font)
    style.font.size = Pt(size)
    layout = style.paragraph_format
    layout.first_line_indent = Length(0)
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.alignment = (
        WD_ALIGN_PARAGRAPH.CENTER if style.name == "Title" else WD_ALIGN_PARAGRAPH.LEFT
    )


def count_columns(options: Sequence[str]) -> int:
    """Return how many options stand in a line.

    >>> count_columns(["1200亩", "1300亩", "1400亩", "1500亩"])
    4
    >>> count_columns(["由乡镇人民政府公示七个工作日"] * 4)
    2
    """
    widest = max(map(measure, options), default=0) + measure("A. ") + _GAP
    fitting = math.floor((TEXT_WIDTH - _NUMBER_WIDTH) / Pt(TEXT_SIZE) / widest)
    # Four options stand in one line or two, five and six in two or three: never three and one.
    likings = (3, 2, 1) if len(options) in (3, 5, 6) else (4, 2, 1)
    return next((columns for columns in likings if columns <= fitting), 1)


def measure(text: str) -> float:
    """Return the width of a text in 汉字; figures and letters take half of one."""
    return sum(1.0 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def underline_of(text: str) -> int:
    """Return how long a line to write a text on is, in 汉字: it does not tell how long the text is.

    >>> underline_of("村"), underline_of("县人力资源和社会保障局")
    (5, 10)
    """
    return 5 if measure(text) <= 5 else 10
