"""Read `manifest.csv`, the keeper's own word about the files beside it."""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ingest.categories import propose_category
from ingest.errors import IngestError
from ingest.schema import Metadata, Validity

# Columns by their English name, with the Chinese ones the keeper may write instead.
COLUMNS: dict[str, tuple[str, ...]] = {
    "file": ("文件", "文件名"),
    "title": ("标题", "题名"),
    "document_number": ("发文字号", "文号"),
    "issuing_authority": ("发文机关", "发文单位", "发布机关"),
    "issued_on": ("成文日期", "发文日期", "印发日期"),
    "effective_on": ("施行日期", "生效日期", "实施日期"),
    "repealed_on": ("废止日期", "失效日期"),
    "validity": ("效力", "有效性", "状态"),
    "replaced_by": ("替代文件", "被替代"),
    "region": ("地区", "适用地区"),
    "year": ("年份", "年度"),
    "kind": ("文种", "类型"),
    "category": ("类别", "分类"),
    "library": ("资料库", "库", "分库"),
}
_NAMES = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
_DATES = frozenset({"issued_on", "effective_on", "repealed_on"})
# What a keeper may call the validity of a document.
VALIDITY_WORDS = {
    "有效": Validity.IN_FORCE,
    "现行有效": Validity.IN_FORCE,
    "已修改": Validity.AMENDED,
    "修改": Validity.AMENDED,
    "已修订": Validity.AMENDED,
    "废止": Validity.REPEALED,
    "已废止": Validity.REPEALED,
    "失效": Validity.REPEALED,
    "未知": Validity.UNKNOWN,
} | {str(validity): validity for validity in Validity}
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?$"
)

ManifestRow = dict[str, str | int | date | Validity]


class ManifestError(IngestError):
    """A manifest that cannot be followed: an unknown column, a bad date, a file named twice."""

    code = "wrong_manifest"


def read_manifest(path: Path) -> dict[str, ManifestRow]:
    """Return what a manifest says of each file, by file name; empty cells are left out.

    UTF-8 with or without a byte order mark, or GB 18030; separated by commas, semicolons or tabs.

    Raises:
        ManifestError: names the column or the line and value that is wrong.
    """
    text = _decode(path)
    delimiter = max(",\t;，", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    names = _column_names(path, next(reader, []))
    rows: dict[str, ManifestRow] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        row = _read_row(path, reader.line_num, names, cells)
        file = str(row.pop("file", ""))
        if not file:
            raise ManifestError(
                f"{path.name} 第 {reader.line_num} 行没有写文件名。",
                hint="请在“文件”一列填写文件名，例如 低保办法.docx。",
            )
        if file in rows:
            raise ManifestError(
                f"{path.name} 第 {reader.line_num} 行：文件“{file}”出现了两次。",
                hint="请每个文件只留一行。",
            )
        rows[file] = row
    return rows


def apply_manifest(metadata: Metadata, row: Mapping[str, object]) -> Metadata:
    """Return the metadata with what the manifest states in place of what was proposed.

    A row that states the day of issue but no year gives the year, too. A category that was proposed
    follows the title and the 文种. Columns that are no metadata (`library`) are passed over. Values
    may be as read or as JSON.
    """
    stated = {key: value for key, value in row.items() if key in Metadata.model_fields}
    applied = Metadata.model_validate({**metadata.model_dump(), **stated})
    follows: dict[str, object] = {}
    if applied.issued_on is not None and "issued_on" in stated and "year" not in stated:
        follows["year"] = applied.issued_on.year
    proposed = propose_category(metadata.title, metadata.kind)
    if metadata.category == proposed and "category" not in stated:
        follows["category"] = propose_category(applied.title, applied.kind)
    return applied.model_copy(update=follows)


def _decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise ManifestError(
            f"无法读取 {path.name}：既不是 UTF-8 也不是 GB18030 编码。",
            hint="请用 Excel 另存为“CSV UTF-8（逗号分隔）”。",
        ) from error


def _column_names(path: Path, header: list[str]) -> list[str]:
    names = []
    for cell in header:
        title = cell.strip()
        if title and title not in _NAMES:
            known = "、".join(aliases[0] for aliases in COLUMNS.values())
            raise ManifestError(
                f"{path.name} 中有不认识的列“{title}”。", hint=f"可以使用的列：{known}。"
            )
        names.append(_NAMES.get(title, ""))
    if "file" not in names:
        raise ManifestError(
            f"{path.name} 缺少“文件”一列。", hint="请在第一行写上列名，并加上“文件”一列。"
        )
    return names


def _read_row(path: Path, line: int, names: list[str], cells: list[str]) -> ManifestRow:
    row: ManifestRow = {}
    for name, cell in zip(names, cells, strict=False):
        value = cell.strip()
        if not name or not value:
            continue
        if name in _DATES:
            row[name] = _read_date(path, line, value)
        elif name == "year":
            row[name] = _read_year(path, line, value)
        elif name == "validity":
            row[name] = _read_validity(path, line, value)
        else:
            row[name] = value
    return row


def parse_date(value: str) -> date | None:
    """Return the day that a keeper wrote; None where it is no date.

    >>> parse_date("2023年7月1日"), parse_date("去年")
    (datetime.date(2023, 7, 1), None)
    """
    match = _DATE.match(value)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def _read_date(path: Path, line: int, value: str) -> date:
    day = parse_date(value)
    if day is None:
        raise ManifestError(
            f"{path.name} 第 {line} 行：“{value}”不是日期。",
            hint="请写成 2023-07-01 或 2023年7月1日。",
        )
    return day


def _read_year(path: Path, line: int, value: str) -> int:
    match = re.fullmatch(r"((?:19|20)\d{2})\s*年?(?:度)?", value)
    if match is None:
        raise ManifestError(f"{path.name} 第 {line} 行：“{value}”不是年份。", hint="请写成 2023。")
    return int(match[1])


def _read_validity(path: Path, line: int, value: str) -> Validity:
    if value not in VALIDITY_WORDS:
        raise ManifestError(
            f"{path.name} 第 {line} 行：不认识的效力“{value}”。",
            hint="请写 有效、已修改、废止 或 未知。",
        )
    return VALIDITY_WORDS[value]
