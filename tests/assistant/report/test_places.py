from collections.abc import Callable

import pytest

from assistant.report.rendering import Form
from assistant.report.schema import ItemState, Preflight
from tests.assistant.report.papers import opened, template, to_bytes


def units(content: bytes) -> list[str]:
    return [tag.unit for tag in Form(content).tags]


def test_a_cell_knows_the_unit_at_the_head_of_its_column() -> None:
    rows = [["乡镇", "户数（户）", "资金(单位：万元)"], ["{{ 甲 }}", "{{ 乙 }}", "{{ 丙 }}"]]
    assert units(template(rows=rows)) == ["", "户", "万元"]


def test_a_cell_knows_the_unit_of_its_row() -> None:
    rows = [["指标", "计量单位", "数值"], ["收入", "元", "{{ 甲 }}"], ["户数", "户", "{{ 乙 }}"]]
    assert units(template(rows=rows)) == ["元", "户"]


def test_a_head_that_spans_columns_speaks_for_each_of_them() -> None:
    document = opened(template(rows=[["乡镇", "资金（万元）", ""], ["", "{{ 甲 }}", "{{ 乙 }}"]]))
    table = document.tables[0]
    table.cell(0, 1).merge(table.cell(0, 2))
    assert units(to_bytes(document)) == ["万元", "万元"]


def test_tables_within_a_cell_count_as_that_cell() -> None:
    document = opened(template("一", rows=[["甲", "乙"]]))
    document.tables[0].cell(0, 1).add_table(1, 1).cell(0, 0).text = "{{ 甲 }}"
    document.add_paragraph("{{ 乙 }}")
    places = [tag.place for tag in Form(to_bytes(document)).tags]
    assert places == ["表1第1行第2列", "第2段"]


@pytest.mark.parametrize(
    ("head", "state"), [("万元", ItemState.READY), ("亿元", ItemState.WRONG_UNIT)]
)
def test_a_bare_number_must_have_the_unit_at_the_head_of_its_column(
    check: Callable[..., Preflight], head: str, state: ItemState
) -> None:
    rows = [["乡镇", f"资金（{head}）"], ["全县", "{{ 衔接资金.计划资金 | 数值 }}"]]
    (item,) = check(template(rows=rows)).items
    assert item.state is state
