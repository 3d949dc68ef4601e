"""A profile on a document, read back by its structure and counted on the printed page."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from assistant.layout import PROFILES, Profile, apply_profile, find_profile
from assistant.layout.profiles import LETTERHEAD, LOOKS, NUMBER
from assistant.report.preview import Previewer, count_pages
from ingest.loaders.office import find_office
from ingest.settings import LimitSettings

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
by_profile = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)


def reopen(document: Any) -> Any:
    file = BytesIO()
    document.save(file)
    return Document(BytesIO(file.getvalue()))


def laid_out(profile: Profile) -> Any:
    document = Document()
    apply_profile(document, profile)
    return document


@by_profile
def test_a_page_has_the_margins_of_its_profile(profile: Profile) -> None:
    (section,) = reopen(laid_out(profile)).sections
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    expected = (profile.top_mm, profile.bottom_mm, profile.left_mm, profile.right_mm)
    assert [side.mm for side in sides] == pytest.approx(expected, abs=0.02)
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.02)


def test_the_margins_of_a_page_lying_on_its_side_turn_with_it() -> None:
    document = Document()
    document.sections[0].orientation = WD_ORIENTATION.LANDSCAPE
    apply_profile(document, find_profile("A"))
    (section,) = reopen(document).sections
    assert section.page_width.mm == pytest.approx(297, abs=0.02)
    # The top of the page is now at its left.
    sides = (section.right_margin, section.top_margin, section.bottom_margin, section.left_margin)
    assert [side.mm for side in sides] == pytest.approx((37, 28, 26, 35), abs=0.02)


@by_profile
def test_every_style_names_its_typeface_for_chinese(profile: Profile) -> None:
    styles = reopen(laid_out(profile)).styles
    fonts = {name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in LOOKS}
    assert fonts == {name: look.font for name, look in LOOKS.items()}
    assert styles["Normal"].paragraph_format.line_spacing == Pt(profile.line_pt)


def test_the_four_levels_of_headings_are_told_apart_as_the_standard_says() -> None:
    styles = reopen(laid_out(find_profile("A"))).styles
    looks = [styles[f"Heading {level}"].element.rPr for level in range(1, 5)]
    assert [look.rFonts.get(qn("w:eastAsia")) for look in looks] == [
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
        "仿宋_GB2312",
    ]
    # Word's outline and its table of contents follow this.
    outlines = [
        styles[f"Heading {level}"].element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
        for level in range(1, 5)
    ]
    assert outlines == ["0", "1", "2", "3"]


def test_the_letterhead_is_red_and_so_is_the_line_below_the_number() -> None:
    styles = reopen(laid_out(find_profile("A"))).styles
    assert str(styles[LETTERHEAD].font.color.rgb) == "FF0000"
    (line,) = styles[NUMBER].element.iter(qn("w:bottom"))
    assert line.get(qn("w:color")) == "FF0000"


@pytest.mark.parametrize(("name", "sides"), [("A", ["RIGHT", "LEFT"]), ("plain", ["CENTER"])])
def test_page_numbers_stand_outside_in_official_papers_and_in_the_middle_elsewhere(
    name: str, sides: list[str]
) -> None:
    document = reopen(laid_out(find_profile(name)))
    (section,) = document.sections
    footers = [section.footer, section.even_page_footer][: len(sides)]
    assert document.settings.odd_and_even_pages_header_footer == (len(sides) == 2)
    assert [footer.paragraphs[0].text for footer in footers] == ["— 1 —"] * len(sides)
    assert [footer.paragraphs[0].alignment.name for footer in footers] == sides


def test_a_profile_replaces_what_another_one_left() -> None:
    document = laid_out(find_profile("A"))
    for name in ("plain", "A"):
        apply_profile(document, find_profile(name))
    again, once = reopen(document), reopen(laid_out(find_profile("A")))
    for name in LOOKS:
        assert again.styles[name].element.xml == once.styles[name].element.xml
    (section,) = again.sections
    assert len(section.footer.paragraphs) == 1


def test_styles_that_a_document_lacks_are_added() -> None:
    document = Document()
    for name in ("Title", "Heading 4"):
        document.styles[name].delete()
    apply_profile(document, find_profile("A"))
    document.add_paragraph("标题", style="Title")
    found = reopen(document)
    assert found.paragraphs[0].style.font.size == Pt(22)
    assert set(LOOKS) <= {style.name for style in found.styles}


def test_a_font_table_is_made_where_there_is_none() -> None:
    document = Document()
    (number,) = [
        id_ for id_, each in document.part.rels.items() if each.reltype.endswith("/fontTable")
    ]
    document.part.drop_rel(number)
    apply_profile(document, find_profile("A"))
    (table,) = [
        each.target_part
        for each in reopen(document).part.rels.values()
        if each.reltype.endswith("/fontTable")
    ]
    assert "方正小标宋简体" in table.blob.decode()


def test_words_and_tables_stay_as_they_were() -> None:
    document = Document()
    document.add_paragraph("第一段。").runs[0].bold = True
    document.add_table(1, 2).rows[0].cells[1].text = "格"
    apply_profile(document, find_profile("B"))
    found = reopen(document)
    assert (found.paragraphs[0].text, found.paragraphs[0].runs[0].bold) == ("第一段。", True)
    assert found.tables[0].rows[0].cells[1].text == "格"


@needs_office
@pytest.mark.parametrize("name", ["A", "B"])
def test_a_page_of_the_standard_has_22_lines_of_28_characters(name: str) -> None:
    from pypdfium2 import PdfDocument

    document = laid_out(find_profile(name))
    # Two characters of indent, and then whole lines to the end of the second page.
    document.add_paragraph("青" * (2 * 22 * 28 - 2))
    file = BytesIO()
    document.save(file)
    pdf = Previewer(LimitSettings()).to_pdf(file.getvalue())
    assert count_pages(pdf) == 2
    with PdfDocument(pdf) as printed:
        pages = []
        for page in printed:
            text = page.get_textpage()
            pages.append(text.get_text_range().splitlines())
            text.close()
            page.close()
    assert [lines[-1] for lines in pages] == ["— 1 —", "— 2 —"]
    assert [[len(line) for line in lines[:-1]] for lines in pages] == [
        [26, *[28] * 21],
        [28] * 22,
    ]


def test_margins_and_lines_make_up_the_text_area() -> None:
    for profile in PROFILES[:2]:
        assert profile.text_width_mm == 156
        # Half a line more than 22, and less than 23.
        assert 22 <= Mm(profile.text_height_mm).pt / profile.line_pt < 22.5
