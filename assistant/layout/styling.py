"""Put a profile on a Word document: page, styles, page numbers, and what replaces a typeface."""

import math
from collections.abc import Iterator
from typing import Any

from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor

from assistant.layout.fonts import ALTERNATIVES
from assistant.layout.profiles import (
    BODY,
    BODY_SIZE,
    LOOKS,
    PAGE_MM,
    PAGE_NUMBER_FONT,
    SMALL_SIZE,
    Alignment,
    Look,
    PageNumber,
    Profile,
)

_ALIGNMENTS = {
    Alignment.JUSTIFIED: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Alignment.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Alignment.CENTRED: WD_ALIGN_PARAGRAPH.CENTER,
    Alignment.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
# 7.5: from the text to the lines beside the page number.
_PAGE_NUMBER_GAP = Mm(7)
# 7.2.7: from the 发文字号 to the red line, in points.
_RULE_GAP = "11"
_RULE_COLOUR = "FF0000"
# Word sets signs closer or wider in steps of this part of a point.
_STEPS = 20
# Word has no style for these until one is added.
_OWN = frozenset(LOOKS) - {BODY, "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4"}


def apply_profile(document: Any, profile: Profile) -> None:
    """Set a document in a profile: its pages, styles, page numbers and fallback typefaces.

    Styles that the profile does not know stay as they are, and so does what somebody set by hand
    on single paragraphs and words.

    Args:
        document: Of python-docx; changed in place.
        profile: What it is to look like.
    """
    _set_styles(document, profile)
    for number, section in enumerate(document.sections):
        _set_page(section, profile)
        _set_page_numbers(section, profile, is_first=number == 0)
    document.settings.odd_and_even_pages_header_footer = profile.page_number is PageNumber.OUTER
    _set_alternatives(document)
    _set_language(document)


def set_font(properties: Any, font: str) -> None:
    """Give a `w:rPr` a typeface for every script.

    Word picks the typeface of 汉字 from w:eastAsia, which `font.name` leaves alone; quotation marks
    are 汉字 to it only where w:hint says so.
    """
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


# --- Pages ----------------------------------------------------------------------------------


def _set_page(section: Any, profile: Profile) -> None:
    """Give a section the paper and margins; on a page lying on its side they turn with it."""
    sides = [profile.top_mm, profile.right_mm, profile.bottom_mm, profile.left_mm]
    width, height = PAGE_MM
    if section.orientation == WD_ORIENTATION.LANDSCAPE:
        width, height = height, width
        sides = [*sides[3:], *sides[:3]]
    section.page_width, section.page_height = Mm(width), Mm(height)
    names = ("top_margin", "right_margin", "bottom_margin", "left_margin")
    for name, side in zip(names, sides, strict=True):
        setattr(section, name, Mm(side))
    section.gutter = 0
    section.footer_distance = section.bottom_margin - _PAGE_NUMBER_GAP - Pt(SMALL_SIZE)
    _drop_grid(section)


def _drop_grid(section: Any) -> None:
    """Let lines stand where their exact height puts them.

    A grid of lines and signs would also give 28 signs to a line, but LibreOffice reads it as one
    of 10.5 points and gives each sign two places; `_narrow` does the same in every program.
    """
    properties = section._sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)


def _set_page_numbers(section: Any, profile: Profile, *, is_first: bool) -> None:
    is_outer = profile.page_number is PageNumber.OUTER
    odd = Alignment.RIGHT if is_outer else Alignment.CENTRED
    for footer, side in ((section.footer, odd), (section.even_page_footer, Alignment.LEFT)):
        # Later sections go on as the first one does, unless they have footers of their own.
        if is_first or not footer.is_linked_to_previous:
            _write_page_number(footer, _ALIGNMENTS[side])


def _write_page_number(footer: Any, alignment: WD_ALIGN_PARAGRAPH) -> None:
    footer.is_linked_to_previous = False
    first, *others = footer.paragraphs
    for old in (*footer.tables, *others):
        old._element.getparent().remove(old._element)
    first.clear()
    first.alignment = alignment
    # One character away from the edge.
    layout = first.paragraph_format
    layout.left_indent = layout.right_indent = Pt(SMALL_SIZE)
    layout.first_line_indent = Length(0)
    for part in ("— ", "PAGE", " —"):
        run = first.add_run("" if part == "PAGE" else part)
        run.font.size = Pt(SMALL_SIZE)
        set_font(run._element.get_or_add_rPr(), PAGE_NUMBER_FONT)
        if part == "PAGE":
            _add_field(run, part)


def _add_field(run: Any, name: str) -> None:
    """Let Word fill a run in, e.g. with the number of the page."""
    for kind in ("begin", "separate", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._element.append(mark)
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = name
            run._element.append(code)
        if kind == "separate":
            run.add_text("1")


# --- Styles ---------------------------------------------------------------------------------


def _set_styles(document: Any, profile: Profile) -> None:
    styles = document.styles
    known = {style.name for style in styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    for name, look in LOOKS.items():
        if name not in known:
            added = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name not in _OWN)
            added.base_style = styles[BODY]
            added.quick_style = True
        _restyle(styles[name], look, profile)
    if profile.characters is not None:
        _narrow(styles[BODY], Mm(profile.text_width_mm).pt / profile.characters)


def _restyle(style: Any, look: Look, profile: Profile) -> None:
    """Give a style these looks and none of those it had."""
    element = style.element
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    for kind in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(kind)):
            element.remove(old)
    set_font(element.get_or_add_rPr(), look.font)
    style.font.size = Pt(look.size)
    if look.colour:
        style.font.color.rgb = RGBColor.from_string(look.colour)
    layout = style.paragraph_format
    layout.alignment = _ALIGNMENTS[look.alignment]
    layout.space_before = Pt(look.before * profile.line_pt)
    layout.space_after = Pt(look.after * profile.line_pt)
    if look.line is None:
        layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        layout.line_spacing = Pt(look.line * profile.line_pt)
    layout.left_indent = Pt(look.left * look.size)
    layout.right_indent = Pt(look.right * look.size)
    layout.first_line_indent = Pt((look.first_line - look.hanging) * look.size)
    layout.keep_with_next = look.stays_with_next or None
    # Otherwise a page ends early, and has fewer lines than the standard wants.
    layout.widow_control = False
    layout.page_break_before = look.starts_page or None
    if look.rule_below:
        _add_rule_below(element.get_or_add_pPr())
    properties = element.get_or_add_pPr()
    for script in ("autoSpaceDE", "autoSpaceDN"):
        # Letters and figures stand as close to 汉字 as these to each other.
        space = OxmlElement(f"w:{script}")
        space.set(qn("w:val"), "0")
        properties.insert_element_before(
            space, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
    if outline is not None:
        # Word lists headings beside the text by it.
        element.get_or_add_pPr().append(outline)


def _narrow(style: Any, pitch: float) -> None:
    """Set the signs of a style so close that each takes `pitch` points; others inherit it."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(math.floor((pitch - BODY_SIZE) * _STEPS)))
    style.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz")


def _add_rule_below(properties: Any) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in {
        "val": "single",
        "sz": "12",
        "space": _RULE_GAP,
        "color": _RULE_COLOUR,
    }.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


# --- Typefaces and language -----------------------------------------------------------------


def _set_alternatives(document: Any) -> None:
    """Name for each typeface what Word takes where it is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in ALTERNATIVES.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"
    ).encode()
    for part in _font_tables(document):
        part._blob = content
        return
    name = PackURI("/word/fontTable.xml")
    part = Part(name, CONTENT_TYPE.WML_FONT_TABLE, content, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _font_tables(document: Any) -> Iterator[Any]:
    return (
        relation.target_part
        for relation in document.part.rels.values()
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE
    )


def _set_language(document: Any) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for theme in document.settings.element.iter(qn("w:themeFontLang")):
        theme.set(qn("w:eastAsia"), "zh-CN")
