"""Items that ask for cells of tables."""

from assistant.quiz.schema import BLANK, Item, ItemKind
from assistant.quiz.world import World
from assistant.quiz.writing.figures import make_figure_items
from tests.assistant.quiz.source_texts import source_of

TABLE = (
    "和田地区发展报告\n"
    "表1 和田地区各县脱贫攻坚主要指标\n"
    "县\t年份\t脱贫人口（人）\t人均纯收入（元）\t参保率（%）\n"
    "洛浦县\t2019年\t20134\t9850\t100\n"
    "墨玉县\t2019年\t31207\t9910\t98\n"
    "策勒县\t2019年\t15206\t9700\t99\n"
    "于田县\t2019年\t18911\t9655\t97\n"
)


def cells_of(text: str) -> list[Item]:
    """Return the items on cells of a document's tables."""
    source = source_of(text)
    return [item for item in make_figure_items(source, World([source])) if "中，" in item.stem]


def test_a_cell_is_asked_for_with_its_title_year_area_and_unit() -> None:
    stems = {item.stem for item in cells_of(TABLE) if item.kind is ItemKind.SINGLE_CHOICE}
    assert stems
    for stem in stems:
        assert stem.startswith("在“和田地区各县脱贫攻坚主要指标”中，2019年")
        assert stem.endswith(f"为{BLANK}。")
        assert "县" in stem


def test_other_rows_of_the_same_column_are_distractors() -> None:
    choices = [item for item in cells_of(TABLE) if item.kind is ItemKind.SINGLE_CHOICE]
    incomes = [item for item in choices if "人均纯收入" in item.stem]
    assert incomes
    for item in incomes:
        assert set(item.options) == {"9850元", "9910元", "9700元", "9655元"}


def test_the_evidence_of_a_cell_is_its_row() -> None:
    for item in cells_of(TABLE):
        [evidence] = item.evidence
        assert evidence.text.count("|") == 4


def test_a_table_without_a_telling_title_or_without_years_is_left_out() -> None:
    assert cells_of(TABLE.replace("和田地区各县脱贫攻坚主要指标", "指标")) == []
    without_year = TABLE.replace("年份\t", "").replace("2019年\t", "")
    assert cells_of(without_year) == []
