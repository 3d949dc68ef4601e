"""What the standard asks of a 公文, clause by clause, and how strictly.

Only what the standard lays down without a "generally" or "it is recommended" may be called an
error; everything else is a habit that a document may depart from.

References:
    GB/T 9704—2012 《党政机关公文格式》, in our own words.
"""

from enum import StrEnum

from ingest.schema import Record

STANDARD = "GB/T 9704—2012"


class Strength(StrEnum):
    """How strictly the standard asks for something."""

    REQUIRED = "规定"
    USUAL = "一般"
    RECOMMENDED = "推荐"


class LayoutRule(Record):
    """One thing the standard says of how a 公文 looks."""

    key: str
    """What it is about, e.g. "date.form"."""

    clause: str
    """Number of the clause, e.g. "7.3.5.4"."""

    strength: Strength

    text: str
    """What it asks for, in a Chinese sentence."""

    @property
    def basis(self) -> str:
        """The rule as a finding or a report cites it.

        >>> find_rule("date.form").basis[:24]
        'GB/T 9704—2012 7.3.5.4（规'
        """
        return f"{STANDARD} {self.clause}（{self.strength}）：{self.text}"


def _rule(key: str, clause: str, strength: Strength, text: str) -> LayoutRule:
    return LayoutRule(key=key, clause=clause, strength=strength, text=text)


_REQUIRED, _USUAL, _RECOMMENDED = Strength.REQUIRED, Strength.USUAL, Strength.RECOMMENDED

RULES = (
    _rule("page.size", "5.1", _REQUIRED, "用 A4 型纸，宽210毫米、高297毫米。"),
    _rule(
        "page.margins",
        "5.2.1",
        _REQUIRED,
        "上边空37毫米、左边空28毫米，各容许相差1毫米；版心宽156毫米、高225毫米。",
    ),
    _rule("text.font", "5.2.2", _USUAL, "没有另外说明的文字用3号仿宋体。"),
    _rule("text.lines", "5.2.3", _USUAL, "每面22行，每行28个字，撑满版心。"),
    _rule("text.colour", "5.2.4", _USUAL, "没有另外说明的文字为黑色。"),
    _rule("secrecy.font", "7.2.2", _USUAL, "密级和保密期限用3号黑体，顶格排在版心左上角。"),
    _rule(
        "letterhead.name",
        "7.2.4",
        _REQUIRED,
        "发文机关标志用机关全称或者规范简称，可以加“文件”二字，居中，红色，"
        "上边缘距版心上边缘35毫米。",
    ),
    _rule("letterhead.font", "7.2.4", _RECOMMENDED, "发文机关标志用小标宋体。"),
    _rule(
        "document_number.place",
        "7.2.5",
        _REQUIRED,
        "发文字号排在发文机关标志下空二行处，居中；上行文居左空一字，和签发人同在一行。",
    ),
    _rule(
        "document_number.brackets",
        "7.2.5",
        _REQUIRED,
        "发文字号的年份写全四位，用六角括号〔〕括起来。",
    ),
    _rule(
        "document_number.serial",
        "7.2.5",
        _REQUIRED,
        "发文顺序号不加“第”字，不编虚位（1不写成01），后面加“号”字。",
    ),
    _rule(
        "signatory", "7.2.6", _REQUIRED, "上行文写明签发人：三个字加全角冒号和姓名，居右空一字。"
    ),
    _rule("letterhead.line", "7.2.7", _REQUIRED, "发文字号下4毫米处排一条和版心等宽的红色分隔线。"),
    _rule("title.font", "7.3.1", _USUAL, "标题用2号小标宋体。"),
    _rule(
        "title.place", "7.3.1", _REQUIRED, "标题排在红色分隔线下空二行处，居中；回行时词意完整。"
    ),
    _rule(
        "addressees",
        "7.3.2",
        _REQUIRED,
        "主送机关排在标题下空一行处，顶格，最后一个机关名称后面用全角冒号。",
    ),
    _rule("text.first_page", "7.3.3", _REQUIRED, "首页必须有正文。"),
    _rule("text.indent", "7.3.3", _REQUIRED, "每个自然段左空二字，回行顶格。"),
    _rule("heading.numbers", "7.3.3", _USUAL, "层次序数依次用“一、”“（一）”“1.”“（1）”。"),
    _rule("heading.fonts", "7.3.3", _USUAL, "第一层用黑体，第二层用楷体，第三层、第四层用仿宋体。"),
    _rule(
        "attachment.place",
        "7.3.4",
        _REQUIRED,
        "附件说明在正文下空一行，左空二字写“附件”、全角冒号和名称；名称后面不加标点。",
    ),
    _rule(
        "attachment.numbers",
        "7.3.4",
        _REQUIRED,
        "附件不止一个时，用阿拉伯数字编顺序号，写成“附件：1.……”。",
    ),
    _rule(
        "signature.place",
        "7.3.5.2",
        _REQUIRED,
        "不盖章的，署名在正文或附件说明下空一行，右空二字；成文日期在下一行，首字比署名首字右移二字。",
    ),
    _rule(
        "date.form",
        "7.3.5.4",
        _REQUIRED,
        "成文日期用阿拉伯数字，年、月、日写全，月、日不编虚位（1不写成01）。",
    ),
    _rule("note.place", "7.3.6", _REQUIRED, "附注加圆括号，左空二字，排在成文日期下一行。"),
    _rule("attachment.page", "7.3.7", _REQUIRED, "附件另面编排；序号、标题和附件说明一致。"),
    _rule(
        "attachment.mark", "7.3.7", _REQUIRED, "“附件”二字和顺序号用3号黑体，顶格排在版心左上角。"
    ),
    _rule("imprint.font", "7.4", _USUAL, "抄送机关、印发机关和印发日期用4号仿宋体。"),
    _rule(
        "page_number.form",
        "7.5",
        _USUAL,
        "页码用4号半角宋体阿拉伯数字，两边各一条一字线，线距版心下边缘7毫米；"
        "单页居右空一字，双页居左空一字。",
    ),
    _rule("table.landscape", "8", _REQUIRED, "横排表格的页码位置和其他页一致。"),
)

_BY_KEY = {rule.key: rule for rule in RULES}


def find_rule(key: str) -> LayoutRule:
    """Return the rule of a key; `KeyError` where there is none."""
    return _BY_KEY[key]
