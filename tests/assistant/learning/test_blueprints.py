from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assistant.errors import WrongUseError
from assistant.learning.blueprints import read_blueprint
from assistant.learning.schema import Blueprint
from assistant.quiz.schema import Difficulty, ItemKind
from ingest.settings import LimitSettings
from tests.assistant.learning.items import blueprint, demand

LIMITS = LimitSettings()
HEADERS = ("题型", "主题", "难度", "题数", "每题分值")


def write_table(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_table_is_read_as_offices_write_it(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "三月测试.xlsx",
        ("三月测试双向细目表",),
        HEADERS,
        ("单项选择题", "就业帮扶", "中等", 10, 2),
        (None, "不限", "难", "5题", "2.5分"),
        ("判断题", None, None, 4, 1),
        ("合计", None, None, 19, 36.5),
    )
    assert read_blueprint(path, LIMITS, versions=2) == Blueprint(
        name="三月测试",
        library="默认",
        demands=(
            demand(ItemKind.SINGLE_CHOICE, 10, topic="就业帮扶", difficulty=Difficulty.MEDIUM),
            demand(ItemKind.SINGLE_CHOICE, 5, difficulty=Difficulty.HARD, points=Decimal("2.5")),
            demand(ItemKind.TRUE_FALSE, 4, points=Decimal(1)),
        ),
        versions=2,
    )


def test_a_table_in_text_form_needs_neither_topic_nor_difficulty(tmp_path: Path) -> None:
    path = tmp_path / "卷.csv"
    path.write_bytes("题型,题数,每题分值\n填空,3,2\n".encode("gb18030"))
    found = read_blueprint(path, LIMITS, name="季度测试", library="政策文件")
    assert (found.name, found.library, found.versions) == ("季度测试", "政策文件", 1)
    assert found.demands == (demand(ItemKind.FILL_BLANK, 3),)


def test_a_record_is_read_and_what_is_given_counts_more(tmp_path: Path) -> None:
    written = blueprint(demand(ItemKind.FILL_BLANK, 3), versions=3)
    path = tmp_path / "卷.json"
    path.write_text(written.model_dump_json(), encoding="utf-8")
    assert read_blueprint(path, LIMITS) == written
    assert read_blueprint(path, LIMITS, name="另一份").name == "另一份"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(("选填", None, None, 3, 2), "第2行的题型“选填”认不出", id="kind"),
        pytest.param(("单选", None, "很难", 3, 2), "第2行的难度“很难”认不出", id="difficulty"),
        pytest.param(("单选", None, None, "若干", 2), "第2行的题数“若干”不是数", id="count"),
        pytest.param(("单选", None, None, 2.5, 2), "第2行的题数“2.5”不是数", id="half_an_item"),
        pytest.param(("单选", None, None, 3, None), "第2行的每题分值“”不是数", id="no_points"),
        pytest.param(("单选", None, None, 501, 2), "第2行的题数或分值超出范围", id="too_many"),
        pytest.param(("合计", None, None, 3, 2), "是空的", id="nothing_but_a_total"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_row(
    row: tuple[object, ...], message: str, tmp_path: Path
) -> None:
    path = write_table(tmp_path / "卷.xlsx", HEADERS, row)
    with pytest.raises(WrongUseError, match=message) as raised:
        read_blueprint(path, LIMITS)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("卷.json", "{}", "“name”不对", id="fields_missing"),
        pytest.param("卷.json", "[", "格式不对", id="no_json"),
        pytest.param("卷.csv", "名称,数\n甲,1\n", "没有双向细目表", id="other_table"),
        pytest.param("卷.docx", "卷", "不是双向细目表", id="other_file"),
    ],
)
def test_a_file_that_is_no_blueprint_is_told(
    name: str, content: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WrongUseError, match=message):
        read_blueprint(path, LIMITS)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = write_table(tmp_path / "卷.xlsx", HEADERS, ("单选", None, None, 3, 2))
    with pytest.raises(WrongUseError, match="“name”不对"):
        read_blueprint(path, LIMITS, name="卷" * 101)
