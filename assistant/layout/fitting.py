"""What can only be laid out once the words are known: the letterhead, and signature and date."""

from typing import Any
from unicodedata import east_asian_width

from docx.shared import Length, Pt

from assistant.layout.profiles import BODY_SIZE, DATE, LETTERHEAD, LETTERHEAD_SIZE, SIGNATURE

# A letterhead that would have to be smaller than this takes two lines.
SMALLEST_LETTERHEAD = 26.0
# 7.3.5.2, in 汉字: from the right edge, and how much further right the date begins.
_EDGE, _SHIFT = 2.0, 2.0


def fit_words(document: Any) -> None:
    """Let the letterhead fill one line, and date and signature stand to each other as they should.

    Args:
        document: Of python-docx, filled; changed in place.
    """
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    signature: Any = None
    for paragraph in document.paragraphs:
        # Most paragraphs name no style, and finding the one that is then meant takes long.
        name = paragraph.style.name if paragraph._p.style else ""
        if name == LETTERHEAD:
            _fit_letterhead(paragraph, Length(width).pt)
        elif name == SIGNATURE:
            signature = paragraph
        elif name == DATE and signature is not None:
            _place(signature, paragraph)
            signature = None


def _fit_letterhead(paragraph: Any, width_pt: float) -> None:
    size = int(width_pt / max(measure(paragraph.text), 1))
    if size < LETTERHEAD_SIZE:
        for run in paragraph.runs:
            run.font.size = Pt(max(size, SMALLEST_LETTERHEAD))


def _place(signature: Any, date: Any) -> None:
    """Set the indents by which the date begins two characters right of the signature.

    The signature ends two characters from the edge, unless the date is longer: then the date does.
    """
    name, day = measure(signature.text), measure(date.text)
    of_date = name + _EDGE - day - _SHIFT if day <= name else _EDGE
    of_signature = of_date + day + _SHIFT - name
    for paragraph, indent in ((date, of_date), (signature, of_signature)):
        paragraph.paragraph_format.right_indent = Length(Pt(indent * BODY_SIZE))


def measure(text: str) -> float:
    """Return the width of a text in 汉字; figures and letters take half of one.

    >>> measure("2025年1月16日")
    6.5
    """
    return sum(1.0 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)
