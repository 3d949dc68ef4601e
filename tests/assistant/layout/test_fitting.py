"""What is laid out once the words are known."""

from typing import Any

import pytest
from docx import Document
from docx.shared import Pt

from assistant.layout import apply_profile, find_profile, fit_words
from assistant.layout.fitting import SMALLEST_LETTERHEAD, measure
from assistant.layout.profiles import DATE, LETTERHEAD, LETTERHEAD_SIZE, SIGNATURE


def write(**lines: str) -> Any:
    document = Document()
    apply_profile(document, find_profile("A"))
    for style, text in lines.items():
        document.add_paragraph(text, style=style)
    fit_words(document)
    return document


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param("青禾县人民政府文件", LETTERHEAD_SIZE, id="nine_fill_the_line"),
        pytest.param("青禾县农业农村局文件", 44, id="ten_are_smaller"),
        pytest.param("青禾县委农村工作领导小组办公室文件", SMALLEST_LETTERHEAD, id="seventeen"),
        pytest.param("青" * 30, SMALLEST_LETTERHEAD, id="thirty_take_two_lines"),
    ],
)
def test_a_letterhead_fills_one_line_as_long_as_it_can_be_read(name: str, size: float) -> None:
    (paragraph,) = write(**{LETTERHEAD: name}).paragraphs
    (run,) = paragraph.runs
    assert (run.font.size or paragraph.style.font.size) == Pt(size)


@pytest.mark.parametrize("name", ["青禾县农业农村局", "青禾县委农村工作领导小组办公室", "县政府"])
def test_the_date_begins_two_characters_right_of_the_signature(name: str) -> None:
    signature, date = write(**{SIGNATURE: name, DATE: "2025年1月16日"}).paragraphs
    ends = [each.paragraph_format.right_indent.pt / 16 for each in (signature, date)]
    begins = [end + measure(each.text) for end, each in zip(ends, (signature, date), strict=True)]
    # Counted from the right edge.
    assert begins[0] - begins[1] == pytest.approx(2, abs=0.05)
    # The longer of the two ends two characters from the edge.
    longer = 0 if measure(name) >= 6.5 else 1
    assert ends[longer] == pytest.approx(2, abs=0.05)


def test_a_document_without_a_letterhead_stays_as_it_is() -> None:
    document = Document()
    document.add_paragraph("正文。")
    before = document.element.xml
    fit_words(document)
    assert document.element.xml == before
