"""Reads the blueprints (双向细目表) of papers from files that people write."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import WrongUseError
from assistant.learning.schema import Blueprint, Demand
from assistant.quiz.formats.spelling import difficulty_of, kind_of, plain
from assistant.quiz.formats.spreadsheets import SUFFIXES, read_rows
from assistant.quiz.schema import Difficulty, ItemKind
from ingest.schema import DEFAULT_LIBRARY
from ingest.settings import LimitSettings

_KIND, _TOPIC, _DIFFICULTY, _COUNT, _POINTS = COLUMNS = ("题型", "主题", "难度", "题数", "每题分值")
_NEEDED = {_KIND, _COUNT, _POINTS}
# What tables say of a cell that may be anything, and of a row that adds up the others.
_ANY = frozenset({"", "不限", "任意", "全部", "-", "—", "/"})
_TOTALS = frozenset({"合计", "总计", "小计"})


def read_blueprint(
    path: Path,
    limits: LimitSettings,
    *,
    name: str = "",
    library: str = "",
    versions: int | None = None,
) -> Blueprint:
    """Return the blueprint that a file describes.

    A .json file holds the record; a table has a row for each cell, under the headers `COLUMNS`, of
    which 主题 and 难度 may be missing. An empty 题型 is that of the row above, as in merged cells.

    Args:
        path: A .json, .xlsx, .xls or .csv file.
        limits: What a file may cost.
        name: What the paper is called; "" for the name in the file, or that of the file.
        library: Whose items it takes; "" for the one in the file, or the usual one.
        versions: How many there are of it; None for as many as the file says, or one.

    Raises:
        WrongUseError: the file is no blueprint; the message says where and why.
        IngestError: the file cannot be read.
    """
    given = {
        key: value
        for key, value in {"name": name, "library": library, "versions": versions}.items()
        if value
    }
    suffix = path.suffix.lower()
    if suffix == ".json":
        return _from_json(path, given)
    if suffix in SUFFIXES:
        demands = _read_table(path, limits)
        defaults = {"name": path.stem, "library": DEFAULT_LIBRARY}
        return _checked(path, defaults | given | {"demands": demands})
    raise WrongUseError(f"《{path.name}》不是双向细目表。", hint="请用 .json、.xlsx 或 .csv 文件。")


def _from_json(path: Path, given: dict[str, Any]) -> Blueprint:
    try:
        written = Blueprint.model_validate_json(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(
            f"读不出《{path.name}》。", hint="请确认文件存在，并存为 UTF-8 编码。"
        ) from error
    except ValidationError as error:
        raise _no_blueprint(path, error) from error
    return _checked(path, vars(written) | given)


def _checked(path: Path, fields: Mapping[str, Any]) -> Blueprint:
    try:
        return Blueprint.model_validate(fields)
    except ValidationError as error:
        raise _no_blueprint(path, error) from error


def _no_blueprint(path: Path, error: ValidationError) -> WrongUseError:
    place = ".".join(str(part) for part in error.errors()[0]["loc"])
    at = f"“{place}”" if place else "格式"
    return WrongUseError(
        f"《{path.name}》的{at}不对，读不成双向细目表。",
        hint="名称和资料库为 1 至 100 字，版本 1 至 4 个，题数 1 至 500，每题分值不超过 100。",
    )


# --- Tables -----------------------------------------------------------------------------------


def _read_table(path: Path, limits: LimitSettings) -> list[Demand]:
    columns: dict[str, int] = {}
    sheet, kind = "", ""
    demands: list[Demand] = []
    for name, number, row in read_rows(path, limits):
        if not columns:
            named = {plain(text): column for column, text in row.items()}
            if set(named) >= _NEEDED:
                columns = {header: named[header] for header in COLUMNS if header in named}
                sheet = name
            continue
        if name != sheet:
            break
        cells = {header: row.get(column, "").strip() for header, column in columns.items()}
        if cells[_KIND] in _TOTALS or not any(cells[header] for header in (_COUNT, _POINTS)):
            continue
        kind = cells[_KIND] or kind
        demands.append(_read_demand(f"《{path.name}》第{number}行", cells | {_KIND: kind}))
    if not columns:
        raise WrongUseError(
            f"《{path.name}》里没有双向细目表。", hint=f"请让表头有这些列：{'、'.join(COLUMNS)}。"
        )
    if not demands:
        raise WrongUseError(f"《{path.name}》的双向细目表是空的。", hint="请填写题型、题数和分值。")
    return demands


def _read_demand(place: str, cells: Mapping[str, str]) -> Demand:
    topic = cells.get(_TOPIC, "")
    try:
        return Demand(
            kind=_read_kind(place, cells[_KIND]),
            topic="" if topic in _ANY else topic,
            difficulty=_read_difficulty(place, cells.get(_DIFFICULTY, "")),
            count=int(_read_number(place, _COUNT, cells[_COUNT].removesuffix("题"))),
            points=_read_number(place, _POINTS, cells[_POINTS].removesuffix("分")),
        )
    except ValidationError as error:
        raise WrongUseError(
            f"{place}的题数或分值超出范围。",
            hint="题数为 1 至 500，每题分值大于 0、不超过 100。",
        ) from error


def _read_kind(place: str, text: str) -> ItemKind:
    kind = kind_of(text)
    if kind is None:
        raise WrongUseError(
            f"{place}的题型“{text}”认不出。",
            hint="题型可以写：单选、多选、判断、填空、简答、排序、案例。",
        )
    return kind


def _read_difficulty(place: str, text: str) -> Difficulty | None:
    if text in _ANY:
        return None
    difficulty = difficulty_of(text)
    if difficulty is None:
        raise WrongUseError(
            f"{place}的难度“{text}”认不出。", hint="难度可以写：易、中、难，或空着。"
        )
    return difficulty


def _read_number(place: str, header: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or (header == _COUNT and number != int(number)):
        raise WrongUseError(f"{place}的{header}“{text}”不是数。", hint=f"请填写{header}，如 10。")
    return number
