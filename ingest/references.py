"""References to documents and their parts: 国办发〔2023〕5号, 《…办法》, 第三条第二款第（一）项.

Each is found in every bracket, width and numeral form people write, and given one standard form,
so that a question and a text that mean the same document meet in the index.
"""

import re
from collections.abc import Sequence

from ingest.numerals import parse_chinese_number
from ingest.schema import Record


class DocumentNumber(Record):
    """A 发文字号 as it stands in a text."""

    number: str
    """The standard form, e.g. "国办发〔2023〕5号"."""

    start: int
    end: int
    text: str


class ArticleReference(Record):
    """A reference to an article, as it stands in a text."""

    article: int
    """3 for 第三条."""

    inserted: int = 0
    """1 for 第三条之一; 0 where there is no 之."""

    paragraph: int | None = None
    """2 for 第二款."""

    item: int | None = None
    """1 for 第（一）项."""

    start: int
    end: int
    text: str


class TitleReference(Record):
    """A title in 《》, as it stands in a text."""

    title: str
    """Without 《》 and without blanks."""

    start: int
    end: int
    text: str


class Lookup(Record):
    """A question that names the place it wants to read."""

    document_number: str = ""
    """In standard form; empty when the document is named by its title."""

    title: str = ""
    """Without 《》; possibly only a part of the full title."""

    article: int | None = None
    inserted: int = 0
    paragraph: int | None = None
    item: int | None = None

    rest: str = ""
    """What the question asks beyond the place, e.g. "补贴标准"; empty for a plain lookup."""


# Digits in one width and brackets in one shape, code point for code point.
_FOLD = str.maketrans("０１２３４５６７８９[](){}［］（）【】﹝﹞〖〗", "0123456789" + "〔〕" * 8)
_BLANK = "[ \u00a0\u3000\t]*"
_NUMERAL = "(?:[0-9]{1,4}|[〇○零一二两三四五六七八九十百千]{1,7})"
_YEAR = rf"(?:(?:[0-9]{_BLANK}){{4}}|[一二][〇○零一二三四五六七八九]{{3}})"
# 5号楼 and 3号线 are no document numbers.
_NUMBER_END = f"{_BLANK}号(?![楼院线店房井门厅路])"

_DOCUMENT_NUMBER = re.compile(
    rf"""
      〔{_BLANK}(?P<year>{_YEAR})年?{_BLANK}〕
        {_BLANK}第?{_BLANK}(?P<number>{_NUMERAL}){_NUMBER_END}
    | (?<=[发办函字电规政文告令]){_BLANK}(?P<open_year>{_YEAR})
        (?:年{_BLANK}第?|第){_BLANK}(?P<open_number>{_NUMERAL}){_NUMBER_END}
    | (?<=令){_BLANK}〔?{_BLANK}第{_BLANK}(?P<order>{_NUMERAL}){_NUMBER_END}〕?
    """,
    re.VERBOSE,
)
_AGENCY = re.compile(f"[\u4e00-\u9fff]{{1,20}}{_BLANK}$")
# What stands before an agency's code in a sentence and is no part of it.
_LEAD = re.compile(
    r".*(?:根据|按照|依据|依照|遵照|执行|落实|贯彻|参照|参见|详见|参考|查询|查找|查一下|文件|通知|意见|印发"
    r"|关于|出台|下发|制定|颁布|发布|转发|号[和与及]|按|见|以及|请问|的|了|为|是|在|由|对|将|从|据)"
)


def document_numbers(text: str) -> list[DocumentNumber]:
    """Return the 文号 of a text, in order, each with its standard form.

    Brackets, widths, blanks, Chinese numerals and the open form 国办发2023年5号 are all read;
    orders keep theirs (国务院令第743号), and so do announcements (公告2023年第5号).

    >>> [found.number for found in document_numbers("按照国办发[2023] ５号")]
    ['国办发〔2023〕5号']
    """
    folded = text.translate(_FOLD)
    found: list[DocumentNumber] = []
    for match in _DOCUMENT_NUMBER.finditer(folded):
        floor = found[-1].end if found else 0
        agency, start = _agency_before(folded, match.start(), floor)
        if not agency:
            continue
        end = match.end()
        number = _standard_form(agency, match)
        found.append(DocumentNumber(number=number, start=start, end=end, text=text[start:end]))
    return found


def standard_numbers(text: str) -> str:
    """Return a text with each 文号 in its standard form, and without blanks around and in it.

    >>> standard_numbers("国办发[2023] 第05号")
    '国办发〔2023〕5号'
    """
    parts: list[str] = []
    position = 0
    for found in document_numbers(text):
        parts.extend((text[position : found.start].strip(), found.number))
        position = found.end
    return "".join([*parts, text[position:].strip()])


def _agency_before(folded: str, position: int, floor: int) -> tuple[str, int]:
    """Return the agency's code that ends at a position, and where it starts."""
    match = _AGENCY.search(folded[max(floor, position - 24) : position])
    if not match:
        return "", position
    code = match[0]
    start = position - len(code)
    if (lead := _LEAD.match(code)) and len(code[lead.end() :].strip()) >= 2:
        start, code = start + lead.end(), code[lead.end() :]
    # 和政发 is an agency's code, but between two 文号 和 joins them.
    if floor and start == floor and len(code.strip()) > 2 and code[0] in "和与及":
        start, code = start + 1, code[1:]
    return code.strip(), start


def _standard_form(agency: str, match: re.Match[str]) -> str:
    if match["order"]:
        return f"{agency}第{_read(match['order'])}号"
    year = _read(re.sub(_BLANK, "", match["year"] or match["open_year"]))
    number = _read(match["number"] or match["open_number"])
    if match["open_year"] and agency.endswith(("告", "令")):
        return f"{agency}{year}年第{number}号"
    return f"{agency}〔{year}〕{number}号"


def _read(numeral: str) -> int:
    if numeral[0].isascii():
        return int(numeral)
    return int(parse_chinese_number(numeral) or 0)


_ARTICLE = re.compile(
    rf"""
    (?:第{_BLANK}(?P<article>{_NUMERAL}){_BLANK}条(?![件路街线河渠龙生道村高])
      |(?<=》){_BLANK}(?P<open>{_NUMERAL}){_BLANK}条)
    (?:{_BLANK}之{_BLANK}(?P<inserted>[一二三四五六七八九十]{{1,3}}|[0-9]{{1,2}}))?
    (?:{_BLANK}第{_BLANK}(?P<paragraph>{_NUMERAL}){_BLANK}款)?
    (?:{_BLANK}第{_BLANK}〔?{_BLANK}(?P<item>{_NUMERAL}){_BLANK}〕?{_BLANK}项)?
    """,
    re.VERBOSE,
)


def article_references(text: str) -> list[ArticleReference]:
    """Return the references to articles in a text, in order.

    第三条, 第 3 条, 第三条之一, 第三条第二款第（一）项, and 3条 right after a title in 《》.
    """
    folded = text.translate(_FOLD)
    return [
        ArticleReference(
            article=_read(match["article"] or match["open"]),
            inserted=_read(match["inserted"]) if match["inserted"] else 0,
            paragraph=_read(match["paragraph"]) if match["paragraph"] else None,
            item=_read(match["item"]) if match["item"] else None,
            start=match.start(),
            end=match.end(),
            text=text[match.start() : match.end()],
        )
        for match in _ARTICLE.finditer(folded)
    ]


# A title longer than this is a 》 that somebody forgot.
_LONGEST_TITLE = 150
_TITLE = re.compile(rf"《((?:[^《》]|《[^《》]*》){{1,{_LONGEST_TITLE}}})》")


def title_references(text: str) -> list[TitleReference]:
    """Return the titles in 《》 of a text, in order; a title within a title is a part of it."""
    return [
        TitleReference(
            title=re.sub(r"\s+", "", match[1]),
            start=match.start(),
            end=match.end(),
            text=match[0],
        )
        for match in _TITLE.finditer(text)
    ]


def index_tokens(text: str) -> list[str]:
    """Return tokens for the lexical index: each 文号 in standard form, "第3条" for 第三条."""
    tokens = [found.number for found in document_numbers(text)]
    for reference in article_references(text):
        tokens.append(f"第{reference.article}条")
        if reference.inserted:
            tokens.append(f"第{reference.article}条之{reference.inserted}")
    return tokens


_OPEN_TITLE = re.compile(
    r"(?P<title>[\u4e00-\u9fff（）()、]{1,60}?(?:法典|法|条例|办法|规定|细则|意见|通知|规则|方案|决定|规范|章程|准则|标准))"
    r"[\s，,的]*$"
)
# Words around a lookup that ask for nothing but the text itself.
_FILLER = re.compile(
    r"请问|请|帮我|我想|想要|一下|查询|查看|查找|查|看看|看|找|根据|按照|依据|文件|全文|原文|内容|具体|主要"
    r"|是怎么|是如何|怎么|如何|规定了|规定|说了|写了|讲了|明确了|是什么|什么|哪些|有|是|的|了|中|里|吗|呢|啊|说|写|讲"
    r"|\s|[，。？?！!：:、“”\"《》〈〉；;（）()]"
)


def parse_lookup(question: str) -> Lookup | None:
    """Return the place a question names, or None for an ordinary question.

    A question is a lookup when it names one document, by 文号 or title, and one article of it
    (国办发〔2023〕5号第三条, 《…办法》第十二条, 劳动法第三十六条), or when it says nothing but the
    document.

    >>> found = parse_lookup("国办发[2023]5号第三条")
    >>> found.document_number, found.article
    ('国办发〔2023〕5号', 3)
    """
    numbers, titles = document_numbers(question), title_references(question)
    articles = article_references(question)
    if len(numbers) > 1 or len(titles) > 1 or len(articles) > 1:
        return None
    spans = [
        *((number.start, number.end) for number in numbers),
        *((reference.start, reference.end) for reference in titles),
        *((article.start, article.end) for article in articles),
    ]
    title = titles[0].title if titles else ""
    if not numbers and not titles and articles:
        title, span = _title_before(question, articles[0].start)
        spans.append(span)
    if not numbers and not title:
        return None
    rest = _FILLER.sub("", _without(question, spans))
    if rest and not articles:
        return None
    place = articles[0] if articles else None
    return Lookup(
        document_number=numbers[0].number if numbers else "",
        title=title,
        article=place.article if place else None,
        inserted=place.inserted if place else 0,
        paragraph=place.paragraph if place else None,
        item=place.item if place else None,
        rest=rest,
    )


_POLITE = re.compile(r"^(?:请问|请|帮我|我想|查询|查看|查找|查一下|查|看看|看一下|根据|按照|依据)+")


def _title_before(question: str, position: int) -> tuple[str, tuple[int, int]]:
    """Return the title written without 《》 right before a position, and its span."""
    match = _OPEN_TITLE.search(question[:position])
    if not match:
        return "", (position, position)
    title = _POLITE.sub("", match["title"])
    return title, (match.end("title") - len(title), match.end())


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, position = "", 0
    for start, end in sorted(spans):
        kept += text[position:start]
        position = max(position, end)
    return kept + text[position:]
