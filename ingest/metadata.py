"""Propose what is known about a document from its text: a blank rather than a guess.

Layout of an official document, GB/T 9704—2012, 7.2 and 7.3: issuing authority and 发文字号 in the
head, title, text, signature of the authority and date below the text.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from ingest.categories import propose_category
from ingest.numerals import parse_chinese_number
from ingest.schema import BlockKind, CleanText, Metadata, Validity
from ingest.tokenizing import to_simplified

# Lines of the head and of the end in which a document speaks of itself, and their characters.
HEAD_LINES = 40
HEAD_CHARACTERS = 2500
TAIL_LINES = 12
TITLE_LINES = 14
LONGEST_TITLE = 80

# Longer names before the shorter ones that end them.
_KIND_NAMES = """
实施细则 实施办法 实施方案 实施意见 工作方案 管理办法 暂行办法 暂行规定 指导意见
政府工作报告 工作报告 调研报告 调查报告 研究报告 工作总结 工作要点 工作规则 议事规则
司法解释 修正案 组织法 实施条例 通知 通报 通告 公告 公报 意见 决定 决议 办法 条例 规定
细则 方案 规划 计划 纲要 要点 报告 总结 批复 复函 函 纪要 命令 令 议案 请示 规则 准则
规范 标准 指南 章程 制度 解释 措施 举措 解读 倡议书 公开信 问答 法典 宪法 法
"""
KINDS = tuple(_KIND_NAMES.split())
# What the name of a kind ends with, when it is a longer name of a usual one.
_USUAL_NAMES = "意见 办法 规定 方案 细则 报告 总结 条例 规则 要点 法 解释 函 令 章程"
_USUAL = tuple(_USUAL_NAMES.split())

# Codes of authorities in 发文字号, and who they are.
_CODES = """
中发=中共中央 中办发=中共中央办公厅 厅字=中共中央办公厅 国发=国务院 国函=国务院
国办发=国务院办公厅 国办函=国务院办公厅 国令=国务院
民发=民政部 人社部发=人力资源社会保障部 国开办发=国务院扶贫办
国乡振发=国家乡村振兴局 建村=住房城乡建设部 医保发=国家医疗保障局
新政发=新疆维吾尔自治区人民政府 新政办发=新疆维吾尔自治区人民政府办公厅
新党发=新疆维吾尔自治区党委 京政发=北京市人民政府 津政发=天津市人民政府
冀政发=河北省人民政府 晋政发=山西省人民政府 内政发=内蒙古自治区人民政府
辽政发=辽宁省人民政府 吉政发=吉林省人民政府 黑政发=黑龙江省人民政府 沪府发=上海市人民政府
苏政发=江苏省人民政府 浙政发=浙江省人民政府 皖政发=安徽省人民政府
赣府发=江西省人民政府 鲁政发=山东省人民政府 鄂政发=湖北省人民政府
湘政发=湖南省人民政府 桂政发=广西壮族自治区人民政府
渝府发=重庆市人民政府 川府发=四川省人民政府 黔府发=贵州省人民政府
云政发=云南省人民政府 藏政发=西藏自治区人民政府 陕政发=陕西省人民政府
甘政发=甘肃省人民政府 宁政发=宁夏回族自治区人民政府
"""
AUTHORITIES = dict(entry.split("=") for entry in _CODES.split())

# Fields of the table that government web pages put above a document.
LABELLED_PASSAGES = 8
_LABELS = {
    "发文字号": "number",
    "文号": "number",
    "发文机关": "authority",
    "发布机构": "authority",
    "制定机关": "authority",
    "成文日期": "issued_on",
    "发文日期": "issued_on",
    "施行日期": "effective_on",
    "生效日期": "effective_on",
    "实施日期": "effective_on",
}

PROVINCES = (
    "北京市|天津市|上海市|重庆市|河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|江西省|山东省|河南省"
    "|湖北省|湖南省|广东省|海南省|四川省|贵州省|云南省|陕西省|甘肃省|青海省|台湾省|内蒙古自治区|广西壮族自治区"
    "|西藏自治区|宁夏回族自治区|新疆维吾尔自治区|新疆生产建设兵团|香港特别行政区|澳门特别行政区"
)
SHORT_PROVINCES = {
    re.sub(r"(?:市|省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$", "", name): name
    for name in PROVINCES.split("|")
    if name != "新疆生产建设兵团"
}

_DIGIT = "[0-9０-９〇○零一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?P<year>[12１２]?{_DIGIT}{{3,4}})\s*年\s*(?P<month>{_DIGIT}{{1,3}})\s*月\s*(?P<day>{_DIGIT}{{1,3}})\s*日"
)
_DATE_LINE = re.compile(rf"[（(]?\s*{_DATE.pattern}\s*(?:印发|发布|公布)?[)）]?$")
_DASHED_DATE = re.compile(
    r"(?:时间|日期|发布时间|成文日期)\s*[：:]\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
)
_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{1,14}(?:[（(][\u4e00-\u9fff]{1,4}[)）])?[\u4e00-\u9fff]{0,4})"
    r"\s*[〔\[［【（(﹝〈<]\s*(?P<year>[0-9０-９]{4})\s*[〕\]］】）)﹞〉>]\s*第?\s*(?P<serial>[0-9０-９]{1,5})\s*号"
)
_ORDER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,40}?)令\s*(?:[（(])?第?\s*(?P<serial>[0-9０-９一二三四五六七八九十百零〇]{1,6})\s*号"
)
_ADOPTED = re.compile(r"通过|批准|修正|修订|公布|发布|施行|印发")
_MEETING = re.compile(
    r"(?P<body>(?:第[一二三四五六七八九十]+届)?[\u4e00-\u9fff]{2,24}?)(?:第[一二三四五六七八九十百零〇]+届)?"
    r"(?P<meeting>人民代表大会(?:常务委员会)?|常务委员会)(?:第[一二三四五六七八九十百零〇\d]+次)?会议"
)
_EFFECTIVE = re.compile(rf"自\s*{_DATE.pattern}\s*起?\s*(?:正式)?(?:施行|实施|执行|生效|开始施行)")
_FROM_ISSUE = re.compile(
    r"(?:本[\u4e00-\u9fff]{1,6}|)自(?:公布|发布|印发|颁布|下发)之日起(?:施行|实施|执行|生效)"
)
_SELF = re.compile(
    r"本(?:法|条例|办法|规定|细则|意见|通知|决定|方案|规则|通告|公告|制度|规范|标准|措施|政策|解释)"
)
_EXPIRES = re.compile(
    rf"(?:有效期(?:限)?(?:至|到|截至|为[^。；]{{0,20}}至)|(?:暂?执行|施行|实施)(?:期限)?至|截止到?)\s*{_DATE.pattern}"
)
_REPEALED = re.compile(
    rf"(?:本(?:文件|办法|规定|通知|条例|意见|法)|该文件|全文)(?:已)?(?:自|于)\s*{_DATE.pattern}\s*起?\s*(?:废止|失效|停止执行)"
)
_REPEALED_MARK = re.compile(
    r"[（(【\[]\s*(?:已|全文)?\s*(?:废止|失效)\s*[)）】\]]|^(?:已|全文)(?:废止|失效)$"
)
_ORGANISATION = re.compile(
    r"^(?:中共|中国共产党)?[\u4e00-\u9fff、 　（）]{2,38}?"
    r"(?:人民政府|政府|办公厅|办公室|委员会|常委会|国务院|中共中央|党委|[省市县区]委|总局|[局厅]|(?<!再)部|(?<!部)署|法院|检察院|指挥部|领导小组|总队|支队"
    r"|银行|支行|分行|中心|调研组|课题组|联合会|总工会|管委会|工作组|研究院|工作队|街道办事处)$"
)
_HEADER = re.compile(r"^(?P<body>[\u4e00-\u9fff、 　]{4,40}?)\s*文\s*件$")
_TITLE_OF = re.compile(r"^(?P<body>.{3,50}?)(?:印发)?(?:《[^》]*》|)?(?:关于|转发|印发)")
# A place's own name holds no word of a policy: 上海市促进浦东新区…, 文化娱乐市场.
_NAME = (
    r"(?:(?![全各本我该某省市县区乡镇和与及的等]|促进|管理|文化|城市|规划|实施|关于|工作|建设|发展|保护|农村|乡村"
    r"|贫困|深度|重点|基层|国家|脱贫|中国|人民|行政|自治|直辖|开发|示范|经济|地方|社会|调整|暂停|上线|取消|[致驻对从在]|公共|全面|进一步|疫情|防控|期间|应对|转发|印发|国务院)[\u4e00-\u9fff])"
)
_PLACE = re.compile(
    rf"(?P<province>{PROVINCES})?"
    rf"(?P<city>{_NAME}{{2,10}}?(?:自治州|地区|盟|(?<![大都])市(?![场民政容级区委直])))?"
    rf"(?P<county>{_NAME}{{2,9}}?(?:自治县|自治旗|新区|(?<![省市])县(?![级域委直])|旗|(?<![地社园校景山牧农林辖城小])区(?![域划委])))?"
    rf"(?P<town>{_NAME}{{2,6}}?(?:[乡镇](?![镇村])|街道))?"
)
_GARBAGE = re.compile(
    r"(?i)^(?:microsoft\s|无标题|未命名|文档\s*\d*|document\d*|untitled|新建|幻灯片|工作簿|book\d*|slide|[\W\d_]*$)"
)
_HASHED = re.compile(r"^[0-9a-f_\-]{8,}$", re.I)
_END_OF_TITLE = re.compile(rf"(?:{'|'.join(KINDS)})(?:（[^（）]{{1,14}}）|\([^()]{{1,14}}\))*$")
# A line that another one may complete to a title.
_BEGINS_TITLE = re.compile(rf"关于|印发|转发|\d{{4}}年|{_ORGANISATION.pattern}")
# The first line is the title even where no 文种 ends it, unless it is one of these.
_NO_FIRST_LINE = re.compile(
    rf"[。；;]|[：:]$|^第.{{1,6}}[章条节编]|^[一二三四五六七八九十]+、|^附件|{_ORGANISATION.pattern}"
    rf"|{_HEADER.pattern}|^(?:来源|时间|日期|发布|索引号|您的位置)|〔\d{{4}}〕\d+号$|[\d>|]$|[选汇]编$"
)
_NO_TITLE = re.compile(
    r"[。；;！!]|^特此|^通知公告$|^[—\-（(]|^第.{1,6}[章条节编]|^[一二三四五六七八九十]+、|^(?:来源|时间|日期|发布|索引号|字号|附件|目\s*录|主题词|抄送|您的位置)|[：:]$|^\d(?!\d{3}年)"
)


def propose_metadata(clean: CleanText, loaded_title: str, file_name: str) -> Metadata:
    """Return what a document says of itself; fields it does not state stay empty.

    Args:
        clean: The document's text.
        loaded_title: The title in the file's own properties, "" for none.
        file_name: The file's name, consulted for title and year last of all.
    """
    passages = [p for p in clean.passages if p.kind is not BlockKind.TABLE and p.end > p.start]
    written = [clean.text[p.start : p.end].strip() for p in passages]
    # 號, 關於 and 辦法 are read as 号, 关于 and 办法; the title stays as it is written.
    lines = to_simplified("\n".join(written)).split("\n")
    labels = _labelled_values(clean, lines)
    head = _head(lines)
    tail = [line for line in lines[-TAIL_LINES:] if len(line) <= 60]
    title = _title(clean, _head(written), loaded_title, file_name)
    name = to_simplified(title)
    number = standard_document_number(labels.get("number", "")) or _document_number(head, name)
    authority = labels.get("authority", "") or _authority(head, tail, name, number)
    issued_on = _find_date(labels.get("issued_on", "")) or _issued_on(head, tail)
    effective_on = _find_date(labels.get("effective_on", "")) or _effective_on(
        head, lines, issued_on
    )
    repealed_on = _repealed_on(lines)
    kind = _kind(name)
    is_repealed = any(_REPEALED_MARK.search(line) for line in [name, *head[:6]])
    return Metadata(
        title=title,
        document_number=number,
        issuing_authority=authority,
        issued_on=issued_on,
        effective_on=effective_on,
        repealed_on=repealed_on,
        validity=Validity.REPEALED if is_repealed else Validity.UNKNOWN,
        region=_region(name, authority),
        year=_year(name, number, issued_on, file_name),
        kind=kind,
        category=propose_category(name, kind),
    )


def standard_document_number(text: str) -> str:
    """Return a 发文字号 in its standard form, "" where the text holds none.

    Brackets become 〔〕, digits half width, 第 and leading zeros go (GB/T 9704—2012, 7.2.5).

    >>> standard_document_number("国办发[２０２３]第 05 号")
    '国办发〔2023〕5号'
    """
    match = _NUMBER.search(text)
    if match is None:
        return ""
    code = re.sub(r"\s", "", match["code"]).replace("(", "（").replace(")", "）")
    return f"{code}〔{int(match['year'])}〕{int(match['serial'])}号"


def _labelled_values(clean: CleanText, lines: Sequence[str]) -> dict[str, str]:
    """Return what a web page or a cover sheet states in fields: 发文字号：…, 成文日期：…."""
    cells: list[str] = []
    for passage in clean.passages[:LABELLED_PASSAGES]:
        if passage.kind is BlockKind.TABLE:
            text = to_simplified(clean.text[passage.start : passage.end])
            cells.extend(cell.strip() for cell in re.split(r" \| |\n", text))
    values: dict[str, str] = {}
    for label, value in pairwise(cells):
        if (key := _LABELS.get(label.rstrip("：: "))) and value:
            values.setdefault(key, value)
    for line in lines[:LABELLED_PASSAGES]:
        label, mark, value = line.replace(":", "：").partition("：")
        if mark and (key := _LABELS.get(label.strip())) and len(value) <= 40:
            values.setdefault(key, value.strip())
    return values


# --- Title and number -----------------------------------------------------------------------


def _head(lines: Sequence[str]) -> list[str]:
    head: list[str] = []
    characters = 0
    for line in lines[:HEAD_LINES]:
        characters += len(line)
        head.append(line)
        if characters > HEAD_CHARACTERS:
            break
    return head


def _title(clean: CleanText, head: Sequence[str], loaded_title: str, file_name: str) -> str:
    """Return the title: a marked heading, lines that end like one, or the properties' title."""
    named = _tidy(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name))
    named = re.sub(r"[（(]\d{4}[-.年]?\d{0,2}[-.月]?\d{0,2}日?[)）]$", "", named)
    tops = [p for p in clean.passages if p.kind is BlockKind.HEADING and p.level == 1]
    # Sheets of a workbook, chapters of a file: none of several top headings is the title.
    if len(tops) > 1 and _is_about(loaded_title, file_name + clean.text[:600]):
        return _tidy(loaded_title)
    for passage in clean.passages[:6]:
        if passage.kind is BlockKind.HEADING and passage.level == 1:
            line = clean.text[passage.start : passage.end].strip()
            if 2 <= len(line) <= LONGEST_TITLE and not _NO_TITLE.search(line):
                return _tidy(line)
    for i, line in enumerate(head[:TITLE_LINES]):
        if title := _title_at(head, i):
            return title
        if i == 0 and 8 <= len(line) <= LONGEST_TITLE and not _NO_FIRST_LINE.search(line):
            return _tidy(line)
        if len(line) > LONGEST_TITLE and i > 2:
            break
    if loaded_title.strip() and not _GARBAGE.match(loaded_title.strip()):
        return _tidy(loaded_title)
    return "" if _GARBAGE.match(named) or _is_hashed(file_name) else named


def _is_about(title: str, text: str) -> bool:
    """True when a title from a file's properties shares four characters in a row with the file."""
    grams = (title[i : i + 4] for i in range(len(title) - 3))
    return not _GARBAGE.match(title.strip()) and any(gram in text for gram in grams)


def _title_at(head: Sequence[str], i: int) -> str:
    """Return the title of one to three lines that begins at line `i`, or ""."""
    joined = ""
    for line in head[i : i + 3]:
        if not line or len(line) > LONGEST_TITLE or _NO_TITLE.search(line) or _NUMBER.search(line):
            return ""
        if _HEADER.match(line) or (not joined and _ORGANISATION.match(line) and "关于" not in line):
            # A letterhead is the first line of a title only when "关于…" comes next.
            following = head[i + 1] if i + 1 < len(head) else ""
            if _HEADER.match(line) or not following.startswith("关于"):
                return ""
        if joined and line.startswith("关于") and "关于" in joined:
            return ""
        if not joined and not _END_OF_TITLE.search(line) and not _BEGINS_TITLE.search(line):
            return ""
        joined += line if not joined or not joined[-1].isascii() else f" {line}"
        if _END_OF_TITLE.search(line):
            is_long_enough = len(joined) >= 4 and not re.match(r"^(?:各|同志)", joined)
            return _tidy(joined) if is_long_enough else ""
    return ""


def _tidy(title: str) -> str:
    title = re.sub(r"\^?[①-⑳*]|\^\S$", "", title)
    title = re.sub(r"(?<=[\u4e00-\u9fff》）])\s+(?=[\u4e00-\u9fff《（])", " ", title.strip())
    # 中 华 人 民: letters set apart for looks.
    if len(title.split()) > 3 and all(len(part) == 1 for part in title.split()):
        title = "".join(title.split())
    return re.sub(r"\s+", " ", title)


def _is_hashed(file_name: str) -> bool:
    return bool(_HASHED.match(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)))


def _document_number(head: Sequence[str], title: str) -> str:
    """Return the 发文字号 that stands alone on a line of the head, or the number of an order.

    A number inside a sentence, in a book title or behind one belongs to another document.
    """
    for line in head:
        match = _NUMBER.match(line)
        if match is None or len(line) > match.end() + 14:
            continue
        rest = line[match.end() :].strip()
        if not rest or rest.startswith(("签发人", "签", "）", ")")):
            return standard_document_number(line)
    for line in (title, *head[:8]):
        match = _ORDER.search(line)
        if (
            match
            and (len(line) <= match.end() + 3 or "公布" in line[match.end() :])
            and "《" not in line
        ):
            body = re.sub(r"^.*日\s*|^(?:中华人民共和国)(?=国务院)", "", match["body"]).strip()
            serial = parse_chinese_number(match["serial"]) or match["serial"]
            return f"{body}令第{int(serial)}号"
    match = _NUMBER.search(title)
    if match and title.endswith(("号）", "号)", "号")):
        return standard_document_number(re.split(r"[（(](?=[^（(]*[〔\[])", title)[-1])
    return ""


# --- Authority ------------------------------------------------------------------------------


def _authority(head: Sequence[str], tail: Sequence[str], title: str, number: str) -> str:
    """Return who issued it: signature, letterhead, title, adopting body, or the number's code."""
    return (
        _signed_by(tail)
        or _signed_by(head)
        or _letterhead(head)
        or _named_in_title(title)
        or _adopted_by(head, title)
        or _by_code(number)
    )


def _signed_by(tail: Sequence[str]) -> str:
    """Return the bodies on the lines right above the date that ends the text."""
    for i in range(len(tail) - 1, 0, -1):
        if not _DATE_LINE.match(tail[i]):
            continue
        bodies: list[str] = []
        for line in reversed(tail[:i]):
            if len(line) > 40 or not _ORGANISATION.match(line):
                break
            bodies[:0] = re.split(r"[、\s]+", line)
        if bodies:
            return "、".join(body for body in bodies if len(body) > 1)
    return ""


def _letterhead(head: Sequence[str]) -> str:
    for line in head[:6]:
        if match := _HEADER.match(line):
            return "、".join(re.split(r"[、\s]+", match["body"].strip()))
    return ""


def _named_in_title(title: str) -> str:
    match = _TITLE_OF.match(title)
    if match is None or title.startswith("转发"):
        return ""
    bodies = [body for body in re.split(r"[、\s]+", match["body"].strip()) if body]
    return "、".join(bodies) if all(_ORGANISATION.match(body) for body in bodies) else ""


def _adopted_by(head: Sequence[str], title: str) -> str:
    """Return the assembly that passed a statute, or the body whose order published it."""
    for line in head[1:10]:
        if not _ADOPTED.search(line) or len(line) > 120 or not _DATE.search(line):
            continue
        if order := _ORDER.search(line):
            return re.sub(r"^.*日\s*|^中华人民共和国(?=国务院)", "", order["body"]).strip()
        if match := _MEETING.search(line[_DATE.search(line).end() :].strip()):  # type: ignore[union-attr]
            body = re.sub(r"^第[一二三四五六七八九十]+届", "", match["body"])
            body = re.sub(r"第?[一二三四五六七八九十百]+届$", "", body)
            # 市十二届人民代表大会 leaves the city to the title.
            return body + match["meeting"] if len(body) >= 2 else ""
    return ""


def _by_code(number: str) -> str:
    return AUTHORITIES.get(number.partition("〔")[0], "")


# --- Dates ----------------------------------------------------------------------------------


def _issued_on(head: Sequence[str], tail: Sequence[str]) -> date | None:
    """Return the date of signature, of the last adoption or revision, or under the title."""
    adopted = [found for line in head[:14] for found in _adoptions(line)]
    if adopted:
        return max(adopted)
    for line in reversed(tail):
        if (match := _DATE_LINE.match(line)) and (found := _date(match)):
            return found
    for line in head[:14]:
        if (match := _DATE_LINE.match(line)) and (found := _date(match)):
            return found
        speech = re.match(rf"[—\-（(]+\s*(?:在)?{_DATE.pattern}", line)
        if speech and (found := _date(speech)):
            return found
        if (dashed := _DASHED_DATE.search(line)) and len(line) < 40:
            return _safe_date(*(int(part) for part in dashed.groups()))
    return None


def _adoptions(line: str) -> Iterator[date]:
    """Yield the dates in a line such as （2023年1月5日…会议通过 2024年…修正）."""
    if len(line) > 600 or not re.match(rf"[（(]?\s*{_DATE.pattern}\s*[\u4e00-\u9fff《]", line):
        return
    if not re.search(r"通过|批准|修正|修订|公布|发布", line) or re.search(r"。.", line):
        return
    for match in _DATE.finditer(line):
        following = line[match.end() : match.end() + 4]
        if (found := _date(match)) and not following.lstrip().startswith(("起施行", "施行", "起")):
            yield found


def _effective_on(head: Sequence[str], lines: Sequence[str], issued_on: date | None) -> date | None:
    """Return since when the document holds: the last statement it makes about itself."""
    for line in reversed(lines[-60:]):
        match = _EFFECTIVE.search(line)
        if match and _speaks_of_itself(line, match.start()):
            return _date(match)
    for line in head[:14]:
        stated = re.match(rf"{_DATE.pattern}\s*起?施行$", line)
        if stated:
            return _date(stated)
    # The day of publication is the day of signature only of a text that was never revised.
    is_revised = any(re.search(r"修正|修订", line) for line in head[:14])
    if issued_on and not is_revised:
        for line in reversed(lines[-40:]):
            if (found := _FROM_ISSUE.search(line)) and _speaks_of_itself(line, found.end()):
                return issued_on
    return None


def _speaks_of_itself(line: str, offset: int) -> bool:
    """True when the sentence around an offset begins with 本办法, 本通知…, not with a title."""
    sentence = re.split(r"[。；]", line[max(0, offset - 40) : offset])[-1]
    match = _SELF.search(sentence)
    return match is not None and "《" not in sentence[: match.start()]


def _repealed_on(lines: Sequence[str]) -> date | None:
    for line in lines[-40:]:
        match = _REPEALED.search(line)
        if match:
            return _date(match)
        match = _EXPIRES.search(line)
        if match and _speaks_of_itself(line, match.start()):
            return _date(match)
    return None


def _find_date(text: str) -> date | None:
    if match := _DATE.search(text):
        return _date(match)
    dashed = re.search(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    return _safe_date(*(int(part) for part in dashed.groups())) if dashed else None


def _date(match: re.Match[str]) -> date | None:
    parts = [_number(match[name]) for name in ("year", "month", "day")]
    return _safe_date(*parts)


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    value = parse_chinese_number(text.replace("○", "〇"))
    return int(value) if value is not None else 0


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


# --- Region, year, kind ---------------------------------------------------------------------


def _region(title: str, authority: str) -> str:
    """Return the area named at the beginning of the title, or of the authority's name."""
    title = re.sub(r"^(?:\d{4}年度?|关于|中共|印发|转发)+", "", title)
    return _leading_place(title) or _leading_place(re.sub(r"^中共", "", authority.split("、")[0]))


def _leading_place(text: str) -> str:
    short = next((name for name in SHORT_PROVINCES if text.startswith(name)), "")
    prefix = ""
    if short and not re.match(PROVINCES, text):
        # 新疆洛浦县 → 新疆维吾尔自治区洛浦县, but not 北京大学.
        rest = text[len(short) :]
        if re.match(r"[\u4e00-\u9fff]{2,8}?(?:自治州|地区|市|自治县|县|旗)", rest):
            prefix, text = SHORT_PROVINCES[short], rest
    match = _PLACE.match(text)
    place = match.group() if match else ""
    return prefix + place if place else ""


def _year(title: str, number: str, issued_on: date | None, file_name: str) -> int | None:
    for text in (title, number):
        if found := re.search(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|〕)", text):
            return int(found[1])
    if issued_on:
        return issued_on.year
    found = re.search(r"(?<!\d)((?:19|20)\d{2})(?:年|[-.]\d{1,2})", file_name)
    return int(found[1]) if found else None


def _kind(title: str) -> str:
    """Return the 文种 that ends the title: the special name's general one."""
    bare = re.sub(r"(?:（[^（）]*）|\([^()]*\))+$", "", title).rstrip("》 ")
    name = next((kind for kind in KINDS if bare.endswith(kind)), "")
    return next((usual for usual in _USUAL if name.endswith(usual)), name)
