"""What tests show as a workbook with charts for Excel and WPS, in which no text is a formula."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from assistant.exporting.wording import in_words, printable
from assistant.learning.schema import ItemStatistics, Rate, Statistics
from assistant.quiz.describing import KIND_LABELS

_HEAD = Font(bold=True)
_FILL = PatternFill("solid", fgColor="DDE6F0")
_PERCENT, _DECIMAL = "0.0%", "0.00"
# What a program that opens the file would take for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@")
# More bars in one chart cannot be told apart.
_MOST_BARS = 40
_LONGEST_CELL = 32_000

_NOTES = (
    "知晓率＝答对的题次÷考到的题次；没有作答的算没有答对。",
    "一个人多次参加同一测试的，只计第一次；没有任何作答的不计；还没有批改的简答题不计。",
    "难度＝答对的比例，不足 5 人次不算。",
    "区分度＝成绩最好的 27% 的答对率－成绩最差的 27% 的答对率，不足 10 人次不算；"
    "低于 0.2 的请看题干，为负的请核对答案。",
)


def write_statistics(statistics: Statistics, *, scope: str, day: date) -> bytes:
    """Return statistics as an .xlsx file.

    Args:
        statistics: What tests show.
        scope: Of what, in Chinese.
        day: On which it was looked at.
    """
    workbook = Workbook()
    first = workbook.active
    first.title = "总览"
    _write_overview(first, statistics, scope, day)
    for title, name, rates in (
        ("单位", "单位", statistics.units),
        ("主题", "主题", statistics.topics),
        ("测试", "测试", statistics.tests),
    ):
        _write_rates(workbook.create_sheet(title), name, rates)
    _write_items(workbook.create_sheet("题目"), statistics.items)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_overview(sheet: Any, statistics: Statistics, scope: str, day: date) -> None:
    overall = statistics.overall
    rows: list[tuple[Any, ...]] = [
        ("范围", scope),
        ("统计日期", in_words(day)),
        ("参加人数", overall.learners),
        ("作答题次", overall.answers),
        ("答对题次", overall.right),
        ("知晓率", _number(overall.share)),
        ("需要核对的题目", sum(bool(item.notes) for item in statistics.items)),
        (),
        *((note,) for note in _NOTES),
    ]
    for number, values in enumerate(rows, start=1):
        _write_row(sheet, number, values)
    sheet["B6"].number_format = _PERCENT
    for row in range(1, 8):
        sheet.cell(row, 1).font = _HEAD
        sheet.cell(row, 2).alignment = Alignment(horizontal="left")
    _set_widths(sheet, (18, 40))


def _write_rates(sheet: Any, name: str, rates: Sequence[Rate]) -> None:
    _write_head(sheet, (name, "人数", "题次", "答对", "知晓率"))
    for row, rate in enumerate(rates, start=2):
        values = (rate.name, rate.learners, rate.answers, rate.right, _number(rate.share))
        _write_row(sheet, row, values)
        sheet.cell(row, 5).number_format = _PERCENT
    _set_widths(sheet, (30, 10, 10, 10, 10))
    if rates:
        _add_chart(sheet, f"各{name}知晓率", min(len(rates), _MOST_BARS))


def _add_chart(sheet: Any, title: str, bars: int) -> None:
    chart = BarChart()
    # Names stand beside their bars, where there is room for them.
    chart.type, chart.title, chart.legend = "bar", title, None
    chart.add_data(Reference(sheet, min_col=5, min_row=1, max_row=bars + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=bars + 1))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    chart.y_axis.number_format, chart.y_axis.majorUnit = "0%", 0.2
    # openpyxl hides axes unless told.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = max(7, 2 + bars * 0.8), 18
    sheet.add_chart(chart, "G2")


def _write_items(sheet: Any, items: Sequence[ItemStatistics]) -> None:
    _write_head(
        sheet,
        ("题目", "题型", "主题", "答案", "人次", "答对", "难度", "区分度", "各选项人次", "提示"),
    )
    for row, item in enumerate(items, start=2):
        chosen = "；".join(f"{text}：{count}" for text, count in item.choices.items())
        _write_row(
            sheet,
            row,
            (
                item.stem,
                KIND_LABELS[item.kind],
                item.topic,
                "；".join(item.key),
                item.answers,
                item.right,
                _number(item.difficulty),
                _number(item.discrimination),
                chosen,
                "".join(item.notes),
            ),
        )
        for column in (7, 8):
            sheet.cell(row, column).number_format = _DECIMAL
        for column in (1, 4, 9, 10):
            sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
    _set_widths(sheet, (60, 8, 18, 24, 8, 8, 8, 8, 40, 50))


# --- Cells ------------------------------------------------------------------------------------


def _write_head(sheet: Any, names: Sequence[str]) -> None:
    sheet.append(names)
    for cell in sheet[1]:
        cell.font, cell.fill = _HEAD, _FILL
    sheet.freeze_panes = "A2"


def _write_row(sheet: Any, row: int, values: Sequence[Any]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        if not isinstance(value, str):
            cell.value = value
            continue
        cell.value = printable(value)[:_LONGEST_CELL]
        if value.startswith(_FORMULA_SIGNS):
            cell.data_type = "s"
            # So it stays a text also when somebody edits the cell.
            cell.quotePrefix = True


def _set_widths(sheet: Any, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
