"""What the cells of a table state, with the words of their rows and headers."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from assistant.indicators.extracting.places import Gazetteer, Rank
from assistant.indicators.extracting.times import times
from ingest.numerals import normalize_unit
from ingest.schema import CELL_SEPARATOR, Passage, TableRow


class CellFigure(NamedTuple):
    """A number in a cell, and what row and headers say of it."""

    name: str
    area: str
    """Empty where neither row nor header nor title names one."""

    period: str
    value: Decimal
    unit: str
    qualifier: str
    row: TableRow


class CellText(NamedTuple):
    """A cell that holds sentences; offsets count in the document's text."""

    start: int
    end: int
    area: str
    """Of its row."""


_UNITS = (
    r"(?:[十百千万亿]*(?:元|美元|吨|亩|公顷|户|人次|人|名|个|家|所|套|辆|座|头|只|羽|株|台|件|处"
    r"|条|公里|千米|米|平方米|平方公里|立方米|千瓦时|千瓦|兆瓦|公斤|斤|岁|年|天|日|次|张|篇"
    r"|期|场|间|栋|项|种|村|岗|分|桌|倍|度|例|本|册|m\s*²|m2|㎡|km²)|%|‰|％"
    r"|个?百分点)(?:\s*[/／]\s*[\u4e00-\u9fff·/]{1,6})?"
)
_NUMBER = re.compile(
    rf"(?P<sign>[≥≤><＞＜约近超＋+]|不低于|不少于|不超过|至少|高于"
    rf"|低于)?\s*[\[（(【〔]?\s*(?P<number>[-−－]?\d{{1,3}}(?:[,，]\d{{3}})+(?:\.\d+)?"
    rf"|[-−－]?\d+(?:\.\d+)?)"
    rf"\s*(?P<unit>{_UNITS})?\s*(?P<about>左右|以上|以下|以内|余"
    rf"|多)?\s*[\])）】〕]?(?:\s*[\[（(][\d.,]+[\])）])?"
)
_PLACED = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12})\s+(?P<rest>\d.*)")
_SIGNS = {
    "≥": "不低于",
    "≤": "不超过",
    ">": "高于",
    "＞": "高于",
    "<": "低于",
    "＜": "低于",
    "+": "",
    "＋": "",
}
_IN_BRACKETS = re.compile(rf"[（(\[【]\s*(?P<unit>{_UNITS})\s*[）)\]】]")
_UNIT_LINE = re.compile(r"单位\s*[:：]\s*(?P<units>[^）)\n]{1,30})")
_UNIT_HEADER = re.compile(r"(?:计量)?单\s*位")
_WHOLE_UNIT = re.compile(_UNITS)
_PERIOD_HEADER = re.compile(
    r"年\s*份|年\s*度|时\s*期|时\s*间|月\s*份|季\s*度|年\s*代|日\s*期|期\s*限|时\s*限|年月"
)
_NO_VALUE_HEADER = re.compile(
    r"序\s*号|编\s*号|排\s*[名序位]|名\s*次|代\s*码|电\s*话|文\s*号|邮\s*编|账\s*号|页\s*码|版本"
    r"|索引|身份|条款|依据|条\s*号"
)
_AREA_HEADER = re.compile(
    r"(?:乡\s*镇|街\s*道|地\s*区|区\s*域|县|市|村|社\s*区|州|省|安置点|师\s*团|区划"
    r"|行政区)(?:[（(].*[）)])?(?:名\s*称)?"
)
_SMALL_AREA = re.compile(r"(?:乡|镇|街道|村|社区|农场)$")
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|全[县市区省州]|总\s*数|县\s*级|本级")
_GENERIC = re.compile(
    r"数\s*字|数\s*值|数\s*量|数\s*据|值|指\s*标|项\s*目|事\s*项|内\s*容|名\s*称|类\s*[别型]"
    r"|合\s*计|小\s*计|总\s*计|备\s*注|其\s*中|单位名称|情况"
)
_YEAR_ONLY = re.compile(r"\s*((?:19|20)\d{2})\s*(?:年(?:度)?)?\s*")
_YEAR_CELL = re.compile(
    r"\s*(?:19|20)\d{2}\s*(?:年.{0,8})?\s*(?:[—–\-~～至]+\s*(?:19|20)\d{2}\s*年?)?\s*"
)
_BLANK = re.compile(r"\s+")
_NOTHING = re.compile(r"[-—–－/／]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# What a heading tells of its unit, for titles with several: 单位：户、人、万元.
_HINTS = (
    (re.compile(r"率|比重|占比|比例|进度|增长(?!额)|增幅|增速"), re.compile(r"%|％|‰|百分点")),
    (re.compile(r"户数|户$|户（|脱贫不稳定|边缘易致贫|突发严重|家庭|监测对象$"), re.compile(r"户")),
    (
        re.compile(
            r"人均|收入|资金|金额|支出|投资|产值|余额|贷款|补[助贴]|标准|户均|到位|计划|中央"
            r"|省级|市级|县级|税|利润|价|费|工资|额$"
        ),
        re.compile(r"元"),
    ),
    (
        re.compile(r"人数|人口|劳动力|务工|就业|学生|干部|党员|老人|对象|职工|人员|编制|贫困人"),
        re.compile(r"人|名"),
    ),
    (re.compile(r"面积|耕地|林地|草场"), re.compile(r"亩|公顷|平方")),
    (re.compile(r"产量|总量"), re.compile(r"吨|公斤")),
    (re.compile(r"里程|公路|长度"), re.compile(r"公里|千米|米")),
    (re.compile(r"人次"), re.compile(r"人次")),
    (re.compile(r"项目|岗位|村|个数|基地|合作社|企业|家数|数$"), re.compile(r"个|家|座|所|处")),
)
# What a heading says by itself, where no unit is told anywhere.
_TOLD = (
    (re.compile(r"人口数|人数|总人口|人口$|人员编制|劳动力$|务工$"), "人"),
    (re.compile(r"户数$"), "户"),
    (re.compile(r"(?:率|比重|占比|比例)$"), "%"),
)
_WITHOUT_UNIT = re.compile(r"(?:系数|指数|倍数|得分|分值|比值|弹性)(?:$|[（(])")


def read_cells(
    passage: Passage, text: str, places: Gazetteer, area: str
) -> Iterator[CellFigure | CellText]:
    """Yield what the cells of a table state, row by row.

    Args:
        passage: The table.
        text: The document's text.
        places: Its places.
        area: Of the section the table stands in.
    """
    titled = places.find(passage.caption)
    own = titled[0].name if titled and not titled[0].stands_for else area
    years = [time.text for time in times(passage.caption) if time.year]
    title = _Title(area=own, period=years[0] if years else "", units=_title_units(passage.caption))
    above: TableRow | None = None
    for row in passage.rows:
        yield from _read_row(row, above, places, title)
        above = row


class _Title(NamedTuple):
    area: str
    period: str
    units: list[str]


def _read_row(
    row: TableRow, above: TableRow | None, places: Gazetteer, title: _Title
) -> Iterator[CellFigure | CellText]:
    headers = _filled(row.headers)
    merged = _merged_from_above(row, above)
    labels: list[str] = []
    area, period, unit = "", "", ""
    offset = row.start
    for column, (header, cell) in enumerate(zip(headers, row.cells, strict=True)):
        start, offset = offset, offset + len(cell) + len(CELL_SEPARATOR)
        stripped = cell.strip()
        if not stripped or _NOTHING.fullmatch(stripped) or _NO_VALUE_HEADER.search(header):
            continue
        if _PERIOD_HEADER.search(header) and _YEAR_CELL.fullmatch(stripped):
            period = _with_year_sign(stripped)
        elif _UNIT_HEADER.fullmatch(header.strip()) and _WHOLE_UNIT.fullmatch(stripped):
            unit = _unit(stripped)
        elif match := _NUMBER.fullmatch(stripped):
            if column < merged or (_YEAR_CELL.fullmatch(stripped) and not header):
                continue
            figure = _figure(match, header, headers, labels, row, title, places)
            yield from _placed(figure, area, period, unit, title)
        elif (placed := _PLACED.fullmatch(stripped)) and (
            match := _NUMBER.fullmatch(placed["rest"].strip())
        ):
            figure = _figure(match, header, headers, labels, row, title, places)
            inside = _joined_area(placed["place"], places, title.area) or placed["place"]
            yield from _placed(figure, inside, period, unit, title)
        elif len(_HAN.findall(stripped)) > 8 and any(c.isdigit() for c in stripped):
            yield CellText(start, start + len(cell), area or title.area)
        elif _AREA_HEADER.fullmatch(_BLANK.sub("", header)) and not _TOTAL.fullmatch(stripped):
            area = _joined_area(stripped, places, title.area) or _part_of(
                title.area, stripped, places
            )
        elif not _TOTAL.fullmatch(stripped):
            named = _joined_area(stripped, places, title.area)
            area = named or area
            if named is None or named[-len(stripped) :] != stripped:
                labels.append(stripped)


def _placed(
    figure: CellFigure | None, area: str, period: str, unit: str, title: _Title
) -> Iterator[CellFigure]:
    """Yield a figure completed by what its row says."""
    if figure is None:
        return
    unit = figure.unit or unit
    if not unit:
        unit = _guess(figure.name, title.units)
    if not unit and not _WITHOUT_UNIT.search(figure.name):
        return
    yield figure._replace(
        area=figure.area or area or title.area,
        period=figure.period or period or title.period,
        unit=unit,
    )


def _figure(
    match: re.Match[str],
    header: str,
    headers: Sequence[str],
    labels: Sequence[str],
    row: TableRow,
    title: _Title,
    places: Gazetteer,
) -> CellFigure | None:
    """Return the figure of a cell with what its header and the labels before it say."""
    names: list[str] = []
    area, period, unit = "", "", ""
    for part in [*labels, *header.split("/")]:
        bare = part.strip()
        if found := _IN_BRACKETS.search(bare):
            unit = _unit(found["unit"])
            bare = _IN_BRACKETS.sub("", bare).strip()
        if _YEAR_CELL.fullmatch(bare):
            period = _with_year_sign(bare)
        elif bare in header and (place := _column_area(bare, places)):
            area = place
        elif _TOTAL.fullmatch(bare) and (span := _span(headers)):
            period = span
        elif bare and not _GENERIC.fullmatch(bare):
            names.append(bare)
    name = _BLANK.sub("", "".join(names))
    if not name:
        return None
    if "年均" in name and not period:
        period = _span(headers)
    own = _unit(match["unit"] or "")
    sign = match["sign"] or ""
    qualifier = "、".join(filter(None, [_SIGNS.get(sign, sign), match["about"] or ""]))
    number = re.sub(r"[,，]", "", match["number"]).replace("−", "-").replace("－", "-")
    return CellFigure(name, area, period, Decimal(number), own or unit, qualifier, row)


def _column_area(header: str, places: Gazetteer) -> str:
    found = places.find(header)
    if found and not found[0].stands_for and found[0].start == 0 and found[-1].end == len(header):
        return "".join(mention.name for mention in found)
    return places.full_name(header)


def _joined_area(label: str, places: Gazetteer, around: str) -> str | None:
    """Return the place that a label begins with, behind the place the table is about."""
    found = places.find(label)
    if not found or found[0].start or found[0].stands_for:
        return None
    name = found[0].name
    holds = places.holds(around, found[0].rank)
    return around + name if holds and name not in around else name


def _part_of(around: str, label: str, places: Gazetteer) -> str:
    """Return a township or village of a county with the county's name before it."""
    is_part = _SMALL_AREA.search(label) is not None and places.rank_of(around) is Rank.COUNTY
    return around + label if is_part else label


def _filled(headers: Sequence[str]) -> list[str]:
    """Return the headers; one that tells its unit also heads the column without one behind it."""
    filled: list[str] = []
    for header in headers:
        is_wide = bool(filled) and _IN_BRACKETS.search(filled[-1]) is not None
        filled.append(header or (filled[-1] if is_wide else ""))
    return filled


def _merged_from_above(row: TableRow, above: TableRow | None) -> int:
    """Return how many cells at the left are the ones of the row above, merged downwards."""
    if above is None or len(above.cells) != len(row.cells):
        return 0
    count = 0
    while count < len(row.cells) and row.cells[count] == above.cells[count]:
        count += 1
    return count


def _span(headers: Sequence[str]) -> str:
    """Return the years that the headers reach over: "2016—2020年"."""
    years = [match[1] for header in headers if (match := _YEAR_ONLY.fullmatch(header))]
    return f"{years[0]}—{years[-1]}年" if len(years) > 1 else ""


def _with_year_sign(cell: str) -> str:
    text = _BLANK.sub("", cell)
    return text + "年" if text[-1].isdigit() else text


def _unit(unit: str) -> str:
    written = _BLANK.sub("", unit).replace("％", "%").removeprefix("个") or ""
    if unit.strip() == "个":
        return "个"
    return normalize_unit(written) if written[:1].isascii() and written not in {"%"} else written


def _title_units(caption: str) -> list[str]:
    units: list[str] = []
    for match in _UNIT_LINE.finditer(caption):
        units += [_unit(unit) for unit in re.split(r"[、，,；;]", match["units"]) if unit.strip()]
    return units


def _guess(name: str, units: Sequence[str]) -> str:
    """Return the unit a name asks for: of those in the title, or by itself."""
    if len(units) == 1:
        told = next((told for pattern, told in _TOLD if pattern.search(name)), "")
        return told if told == "%" else units[0]
    for hint, fitting in _HINTS:
        if hint.search(name):
            for unit in units:
                if fitting.search(unit):
                    return unit
    return next((told for pattern, told in _TOLD if pattern.search(name)), "")
