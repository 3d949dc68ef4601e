"""Named layouts: what a document is set in, measured in millimetres and points."""

from enum import StrEnum

from assistant.errors import WrongUseError
from assistant.layout.rules import STANDARD
from ingest.schema import Record

# --- Typefaces ------------------------------------------------------------------------------

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
HEADING_FONTS = ("黑体", "楷体_GB2312")
PAGE_NUMBER_FONT = "宋体"

# --- Sizes, in points -----------------------------------------------------------------------

LETTERHEAD_SIZE = 48.0  # so that a name of eight 汉字 fills the text area
TITLE_SIZE = 22.0  # 2号
BODY_SIZE = 16.0  # 3号
SMALL_SIZE = 14.0  # 4号
CELL_SIZE = 12.0  # 小4号

# --- Names of styles, as people see them in Word --------------------------------------------

BODY, TITLE = "Normal", "Title"
HEADINGS = ("Heading 1", "Heading 2", "Heading 3", "Heading 4")
LETTERHEAD, NUMBER, ADDRESSEES = "发文机关标志", "发文字号", "主送机关"
BYLINE = "标题下署名"
ATTACHMENTS, SIGNATURE, DATE, REMARK = "附件说明", "署名", "成文日期", "附注"
ATTACHMENT_MARK, IMPRINT = "附件序号", "版记"
CAPTION, CELL = "表题", "表格文字"
PICTURE, PICTURE_CAPTION = "图片", "图题"
QUOTATION, NOTE = "引文", "说明"


class Alignment(StrEnum):
    """Where the lines of a paragraph stand."""

    JUSTIFIED = "justified"
    LEFT = "left"
    CENTRED = "centred"
    RIGHT = "right"


class Look(Record):
    """What a style looks like; widths count in 汉字 of its own size, heights in body lines."""

    font: str
    size: float
    """In points."""

    alignment: Alignment = Alignment.JUSTIFIED
    first_line: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    before: float = 0
    after: float = 0
    line: float | None = 1
    """Height of its lines, in body lines; None for as high as the signs ask for."""

    colour: str = ""
    """Six hexadecimal digits; empty for the usual black."""

    stays_with_next: bool = False
    starts_page: bool = False
    rule_below: bool = False
    """True for the red line below a letterhead."""


_HEADING = {
    "size": BODY_SIZE,
    "alignment": Alignment.LEFT,
    "first_line": 2,
    "stays_with_next": True,
}

LOOKS = {
    BODY: Look(font=BODY_FONT, size=BODY_SIZE, first_line=2),
    TITLE: Look(
        font=TITLE_FONT, size=TITLE_SIZE, alignment=Alignment.CENTRED, after=1, line=34 / 28.95
    ),
    HEADINGS[0]: Look.model_validate({"font": HEADING_FONTS[0], **_HEADING}),
    HEADINGS[1]: Look.model_validate({"font": HEADING_FONTS[1], **_HEADING}),
    HEADINGS[2]: Look.model_validate({"font": BODY_FONT, **_HEADING}),
    HEADINGS[3]: Look.model_validate({"font": BODY_FONT, **_HEADING}),
    LETTERHEAD: Look(
        font=TITLE_FONT,
        size=LETTERHEAD_SIZE,
        alignment=Alignment.CENTRED,
        line=2.4,
        before=3,
        after=2,
        colour="FF0000",
    ),
    NUMBER: Look(
        font=BODY_FONT, size=BODY_SIZE, alignment=Alignment.CENTRED, after=2, rule_below=True
    ),
    ADDRESSEES: Look(font=BODY_FONT, size=BODY_SIZE, alignment=Alignment.LEFT),
    BYLINE: Look(font=HEADING_FONTS[1], size=BODY_SIZE, alignment=Alignment.CENTRED, after=1),
    # "附件：" and the number hang before the names.
    ATTACHMENTS: Look(
        font=BODY_FONT, size=BODY_SIZE, alignment=Alignment.LEFT, left=6, hanging=4, before=1,
        stays_with_next=True,
    ),
    SIGNATURE: Look(
        font=BODY_FONT, size=BODY_SIZE, alignment=Alignment.RIGHT, right=2, before=1,
        stays_with_next=True,
    ),
    DATE: Look(font=BODY_FONT, size=BODY_SIZE, alignment=Alignment.RIGHT, right=2),
    REMARK: Look(font=BODY_FONT, size=BODY_SIZE, first_line=2),
    ATTACHMENT_MARK: Look(
        font=HEADING_FONTS[0], size=BODY_SIZE, alignment=Alignment.LEFT, after=1,
        stays_with_next=True, starts_page=True,
    ),
    IMPRINT: Look(font=BODY_FONT, size=SMALL_SIZE, left=1, right=1),
    CAPTION: Look(
        font=HEADING_FONTS[0], size=SMALL_SIZE, alignment=Alignment.CENTRED, stays_with_next=True
    ),
    PICTURE_CAPTION: Look(font=HEADING_FONTS[0], size=SMALL_SIZE, alignment=Alignment.CENTRED),
    CELL: Look(font=BODY_FONT, size=CELL_SIZE, alignment=Alignment.LEFT, line=None),
    PICTURE: Look(
        font=BODY_FONT, size=BODY_SIZE, alignment=Alignment.CENTRED, before=0.5, line=None,
        stays_with_next=True,
    ),
    QUOTATION: Look(font=HEADING_FONTS[1], size=SMALL_SIZE, first_line=2),
    NOTE: Look(font=HEADING_FONTS[1], size=SMALL_SIZE, first_line=2),
}  # fmt: skip


class PageNumber(StrEnum):
    """Where the page number stands below the text."""

    OUTER = "outer"
    CENTRED = "centred"


class Profile(Record):
    """A layout under a name."""

    name: str
    """As settings and the command line have it."""

    title: str
    """As people read it."""

    note: str
    """When to choose it, in a Chinese sentence."""

    is_standard: bool
    """True for a layout of the standard, which statutory genres take."""

    top_mm: float
    bottom_mm: float
    left_mm: float = 28
    right_mm: float = 26
    line_pt: float
    """Exact height of a body line."""

    characters: int | None = None
    """汉字 of the body size to a line; None for as many as there is room for."""

    page_number: PageNumber = PageNumber.OUTER

    @property
    def text_width_mm(self) -> float:
        """Width of the text on an upright page."""
        return PAGE_MM[0] - self.left_mm - self.right_mm

    @property
    def text_height_mm(self) -> float:
        """Height of the text on an upright page."""
        return PAGE_MM[1] - self.top_mm - self.bottom_mm


# 5.1: A4, width and height.
PAGE_MM = (210.0, 297.0)

PROFILES = (
    Profile(
        name="A",
        title=f"公文甲式（{STANDARD}）",
        note="上边空37毫米、下边空35毫米，行距固定值28.95磅，每面22行、每行28字。",
        is_standard=True,
        top_mm=37,
        bottom_mm=35,
        line_pt=28.95,
        characters=28,
    ),
    Profile(
        name="B",
        title=f"公文乙式（{STANDARD}）",
        note="上边空34.58毫米、下边空32.58毫米，行距固定值29.45磅，每面22行、每行28字；"
        "首末两行的字身到版心边缘，和印刷厂的排法一致。",
        is_standard=True,
        top_mm=34.58,
        bottom_mm=32.58,
        line_pt=29.45,
        characters=28,
    ),
    Profile(
        name="plain",
        title="普通材料",
        note="年度总结、调研报告等不是法定文种，没有版头和版记，页码居中。",
        is_standard=False,
        top_mm=30,
        bottom_mm=28,
        line_pt=28,
        page_number=PageNumber.CENTRED,
    ),
)

STANDARD_PROFILE, _, PLAIN_PROFILE = PROFILES


def find_profile(name: str) -> Profile:
    """Return the profile of a name, in capitals or not.

    Raises:
        WrongUseError: there is none; says which there are.
    """
    for profile in PROFILES:
        if profile.name.lower() == name.strip().lower():
            return profile
    known = "；".join(f"{each.name}：{each.title}" for each in PROFILES)
    raise WrongUseError(f"没有名为“{name}”的版式。", hint=f"请从这些版式中选一个——{known}。")
