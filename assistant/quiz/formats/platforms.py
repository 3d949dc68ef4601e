"""What stands in which column on the platforms whose layout is known."""

from collections.abc import Sequence
from pathlib import Path

from assistant.quiz.describing import KIND_LABELS
from assistant.quiz.formats.base import Format, Notes, Read, Written
from assistant.quiz.formats.columns import Column, ColumnMap, Content, read_columns, rows_of
from assistant.quiz.formats.spreadsheets import (
    LONGEST_XLS,
    SUFFIXES,
    write_xls,
    write_xlsx,
)
from assistant.quiz.schema import LETTERS, Item, ItemKind
from ingest.loaders.sniffing import XLS, XLSX
from ingest.settings import LimitSettings

_FOUR_KINDS = (
    ItemKind.SINGLE_CHOICE,
    ItemKind.MULTIPLE_CHOICE,
    ItemKind.TRUE_FALSE,
    ItemKind.FILL_BLANK,
)
_LABELS = {kind: KIND_LABELS[kind] for kind in (*_FOUR_KINDS, ItemKind.SHORT_ANSWER)}


def _options(headers: Sequence[str]) -> list[Column]:
    return [
        Column(header=header, holds=Content.OPTION, place=place)
        for place, header in enumerate(headers, start=1)
    ]


CHAOXING = ColumnMap(
    label="学习通",
    sheet="课程题库",
    columns=(
        Column(header="目录", holds=Content.CONSTANT, text="/"),
        Column(header="题目类型", holds=Content.KIND),
        Column(header="大题题干", holds=Content.STEM),
        Column(header="小题题型", holds=Content.PART_KIND),
        Column(header="小题题干", holds=Content.PART_STEM),
        Column(header="正确答案", holds=Content.KEY),
        Column(header="答案解析", holds=Content.EXPLANATION),
        Column(header="难易度", holds=Content.DIFFICULTY),
        Column(header="知识点", holds=Content.TOPIC),
        Column(header="标签", holds=Content.CONSTANT),
        Column(header="选项数", holds=Content.OPTION_COUNT),
        *_options([f"选项{letter}" for letter in LETTERS[:8]]),
    ),
    kinds={**_LABELS, ItemKind.ORDERING: "排序题", ItemKind.CASE: "阅读理解"},
    blanks_are_options=True,
    blank_separator="|",
)

KAOSHIBAO = ColumnMap(
    label="考试宝",
    columns=(
        Column(header="题干（必填）", holds=Content.STEM),
        Column(header="题型 （必填）", holds=Content.KIND),
        *_options([f"选项 {letter}" for letter in LETTERS[:4]]),
        *[
            Column(header=f"选项{letter}\n(勿删)", holds=Content.OPTION, place=place)
            for place, letter in enumerate(LETTERS[4:8], start=5)
        ],
        Column(header="正确答案H\n（必填）", holds=Content.KEY, names=("正确答案",)),
        Column(header="解析", holds=Content.EXPLANATION),
        Column(header="章节", holds=Content.TOPIC),
        Column(header="难度", holds=Content.DIFFICULTY),
    ),
    kinds=_LABELS,
    variant_separator="",
)

MOTIBANG = ColumnMap(
    label="磨题帮",
    rows_before=(("标题", "政策知识题库"), ("描述", "由政策助手导出"), ("用时", "60")),
    columns=(
        Column(header="题干", holds=Content.STEM),
        Column(header="题型", holds=Content.KIND),
        *_options([f"选择项{place}" for place in range(1, 6)]),
        Column(header="解析", holds=Content.EXPLANATION),
        Column(header="答案1", holds=Content.KEY, place=1),
        Column(header="答案2", holds=Content.KEY, place=2),
        Column(header="得分1", holds=Content.CONSTANT, text="1"),
        Column(header="得分2", holds=Content.CONSTANT),
    ),
    kinds=_LABELS,
    variant_separator="",
)

KAHOOT = ColumnMap(
    label="Kahoot",
    # The header stands in row 8, as in the platform's own sheet.
    rows_before=((), ("", "Kahoot"), (), (), (), (), ()),
    columns=(
        Column(header="", holds=Content.NUMBER),
        Column(header="Question - max 120 characters", holds=Content.STEM),
        *_options([f"Answer {place} - max 75 characters" for place in range(1, 5)]),
        Column(
            header="Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
            holds=Content.CONSTANT,
            text="30",
        ),
        Column(header="Correct answer(s) - choose at least one", holds=Content.KEY),
    ),
    kinds={kind: KIND_LABELS[kind] for kind in _FOUR_KINDS[:3]},
    truths=("1", "2"),
    keys_are_numbers=True,
    letter_separator=",",
    longest_stem=120,
    longest_option=75,
)

EXAMPLE = ColumnMap(
    label="自定义表格",
    columns=(
        Column(header="题号", holds=Content.NUMBER, names=("序号", "编号")),
        Column(header="题型", holds=Content.KIND, names=("题目类型", "试题类型", "类型")),
        Column(
            header="题干",
            holds=Content.STEM,
            names=("题目", "试题", "题目内容", "试题内容", "试题题干", "问题"),
        ),
        *[
            Column(
                header=f"选项{letter}",
                holds=Content.OPTION,
                place=place,
                names=(letter, f"答案{letter}", f"选项{place}", f"备选项{letter}"),
            )
            for place, letter in enumerate(LETTERS[:8], start=1)
        ],
        Column(
            header="答案",
            holds=Content.KEY,
            names=("正确答案", "标准答案", "参考答案", "试题答案", "正确选项"),
        ),
        Column(header="解析", holds=Content.EXPLANATION, names=("答案解析", "试题解析", "说明")),
        Column(header="知识点", holds=Content.TOPIC, names=("章节", "分类", "题目分类", "考点")),
        Column(header="难度", holds=Content.DIFFICULTY, names=("难易度", "难易程度", "难度系数")),
    ),
    truths=("正确", "错误"),
    shows_truths=False,
)


def format_of(columns: ColumnMap, name: str, *, is_old: bool = False) -> Format:
    """Return the format of sheets that follow a map.

    Args:
        columns: What stands where.
        name: The format's.
        is_old: Written as programs of before 2007 read it.
    """

    def write(items: Sequence[Item]) -> Written:
        notes = Notes()
        rows = rows_of(items, columns, notes)
        if is_old:
            kept = list(rows)
            content = write_xls(columns.sheet, iter(kept[:LONGEST_XLS]))
            lost = len(kept) - LONGEST_XLS
            told = (f"最后 {lost} 行超出 .xls 的行数上限，没有写出；请改用 .xlsx。",)
            return Written(content, (*notes.all(_remarks(columns)), *(told if lost > 0 else ())))
        content = write_xlsx(columns.sheet, rows)
        return Written(content, notes.all(_remarks(columns)))

    def read(path: Path, limits: LimitSettings) -> list[Read]:
        return read_columns(path, limits, [columns])

    return Format(
        name=name,
        label=columns.label + (" Excel（旧版 .xls）" if is_old else " Excel"),
        suffix=".xls" if is_old else ".xlsx",
        media_type=XLS if is_old else XLSX,
        kinds=columns.carried,
        write=write,
        read=read,
        read_suffixes=SUFFIXES,
        remarks=_remarks(columns),
    )


def _remarks(columns: ColumnMap) -> tuple[str, ...]:
    lost = ["认知层次", "编制人", "编号"]
    if not columns.places_of(Content.EXPLANATION):
        return (f"不含解析、依据、{'、'.join(lost)}、知识点和难度。",)
    if not columns.places_of(Content.DIFFICULTY):
        lost += ["知识点", "难度"]
    return (f"不含{'、'.join(lost)}；依据以文字附在解析之后。",)
