"""Tables as files that Excel and WPS open, in which no text becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.errors import WrongUseError

# Rows of a sheet, without its header.
MOST_ROWS = 1_048_575

# What a program that opens the file would take for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@")


def write_sheet(
    file: Path, title: str, headers: Sequence[str], lines: Iterable[Sequence[str]]
) -> int:
    """Write a table of texts into a new file; return how many lines it has.

    Args:
        file: Where to; the suffix says whether as .xlsx or .csv.
        title: Name of the sheet.
        headers: Of the columns.
        lines: A text for each column.

    Raises:
        WrongUseError: the suffix is another one, there is such a file, it cannot be written, or a
            sheet cannot hold so many lines.
    """
    suffix = file.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise WrongUseError(f"不能导出为“{file.name}”。", hint="请让文件名以 .xlsx 或 .csv 结尾。")
    try:
        # Claims the name, so that no other file is written over.
        file.touch(exist_ok=False)
    except FileExistsError as error:
        raise WrongUseError(f"已经有文件“{file}”。", hint="请换一个文件名。") from error
    except OSError as error:
        raise WrongUseError(
            f"不能写入“{file}”：{error.strerror}。", hint="请换一个可以写入的文件夹。"
        ) from error
    try:
        if suffix == ".csv":
            return _write_csv(file, headers, lines)
        return _write_xlsx(file, title, headers, lines)
    except Exception:
        # A part would be taken for the whole.
        file.unlink(missing_ok=True)
        raise


def _write_xlsx(
    file: Path, title: str, headers: Sequence[str], lines: Iterable[Sequence[str]]
) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"

    def cell(text: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value=text)
        if text.startswith(_FORMULA_SIGNS):
            cell.data_type = "s"
            # So it stays a text also when somebody edits the cell.
            cell.quotePrefix = True
        return cell

    sheet.append(headers)
    count = 0
    try:
        for line in lines:
            count += 1
            if count > MOST_ROWS:
                raise WrongUseError(
                    f"一张表最多 {MOST_ROWS} 行，放不下全部记录。",
                    hint="请缩小日期范围分次导出，或导出为 .csv。",
                )
            sheet.append([cell(text) for text in line])
    finally:
        # A sheet that is not written to its end complains when it is forgotten.
        workbook.save(file)
    return count


def _write_csv(file: Path, headers: Sequence[str], lines: Iterable[Sequence[str]]) -> int:
    # Excel knows UTF-8 by the mark at the beginning alone.
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(headers)
        count = 0
        for line in lines:
            count += 1
            writer.writerow(
                [f"'{text}" if text.startswith(_FORMULA_SIGNS) else text for text in line]
            )
    return count
