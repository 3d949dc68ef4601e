"""Counties, townships and villages: what an area is, and which are parts of which."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from unicodedata import normalize

from ingest.schema import Record


class AreaLevel(StrEnum):
    """How large an area is."""

    COUNTRY = "country"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    OTHER = "other"  # 县级部门、园区等


_ENDINGS = (
    (AreaLevel.TOWNSHIP, ("镇", "乡", "街道", "街道办", "街道办事处", "苏木")),
    (AreaLevel.VILLAGE, ("村", "社区", "嘎查")),
    (AreaLevel.PREFECTURE, ("地区", "自治州", "州", "盟")),
    (AreaLevel.COUNTY, ("县", "自治县", "旗", "自治旗", "区")),
    (AreaLevel.PROVINCE, ("省", "自治区", "兵团")),
)
_COUNTRY = frozenset({"全国", "中国", "我国"})
_CITIES_OF_PROVINCE_RANK = frozenset({"北京市", "天津市", "上海市", "重庆市"})

# 老县镇 is a township of its own.
_NAMED_COUNTY = re.compile("(.+?县).{2,}")


def clean_area(name: str) -> str:
    """Return an area's name as the ledger keeps it: no blanks, one width.

    >>> clean_area(" 石桥　镇 ")
    '石桥镇'
    """
    return "".join(normalize("NFKC", name).split())


def level_of(name: str) -> AreaLevel:
    """Return how large an area is, by its name.

    A 市 is taken for a prefecture, which most are that stand beside counties in one ledger.

    >>> level_of("石桥镇").value
    'township'
    """
    if name in _COUNTRY:
        return AreaLevel.COUNTRY
    if name in _CITIES_OF_PROVINCE_RANK or name.endswith(("自治区", "省")):
        return AreaLevel.PROVINCE
    if name.endswith("市"):
        return AreaLevel.PREFECTURE
    for level, endings in _ENDINGS:
        if name.endswith(endings):
            return level
    return AreaLevel.OTHER


def is_part_of_county(name: str) -> bool:
    """Return whether an area is what a county's total is made of: a township, 县级部门."""
    return level_of(name) in (AreaLevel.TOWNSHIP, AreaLevel.OTHER)


class Area(Record):
    """An area of which a library has values."""

    library: str
    name: str
    level: AreaLevel
    parent: str = ""
    """The area it is a part of; "" where that cannot be said."""

    is_expected: bool = True
    """Whether its parent's total asks for a value of it; not of 县级部门 and the like."""


def known_area(name: str, areas: Iterable[Area]) -> str:
    """Return the name under which an area is known: "石桥镇" for "青禾县石桥镇".

    Args:
        name: Perhaps with the area it is a part of before it.
        areas: Those that are known.

    Returns:
        The name itself where none of them is meant.
    """
    name = clean_area(name)
    return next((one.name for one in areas if one.parent and name == one.parent + one.name), name)


def county_of(name: str, counties: Sequence[str]) -> str:
    """Return the county that an area is a part of: the one it is named after, else the only one.

    >>> county_of("石桥镇", ["青禾县"])
    '青禾县'
    >>> county_of("红松县石桥镇", ["青禾县"])
    ''

    Args:
        name: An area.
        counties: Those it may belong to.

    Returns:
        "" where it is no part of a county, or of one that cannot be told.
    """
    if not is_part_of_county(name):
        return ""
    if named := _NAMED_COUNTY.match(name):
        return named[1] if named[1] in counties else ""
    return counties[0] if len(counties) == 1 else ""


def place_areas(named: Iterable[tuple[str, str, str]]) -> list[Area]:
    """Return areas in their order, each with the one it is a part of; see `county_of`.

    Args:
        named: Library, name, and parent where somebody named it, in the order to keep.
    """
    rows = list(named)
    counties: dict[str, list[str]] = {}
    for library, name, _ in rows:
        if level_of(name) is AreaLevel.COUNTY:
            counties.setdefault(library, []).append(name)
    return [
        Area(
            library=library,
            name=name,
            level=level_of(name),
            parent=parent or county_of(name, counties.get(library, [])),
            is_expected=level_of(name) is not AreaLevel.OTHER,
        )
        for library, name, parent in rows
    ]
