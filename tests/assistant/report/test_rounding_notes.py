from collections.abc import Callable, Sequence

import pytest

from assistant.report.schema import Rendered
from tests.assistant.report.papers import lines, opened, template

Render = Callable[..., Rendered]

NOTE = "注：部分数据经四舍五入，各分项之和与总计略有出入。"
FUNDS = "衔接资金.计划资金"


def table(cell: str, total: str = "") -> Sequence[Sequence[str]]:
    """Return a table of the townships with a row for the county."""
    return [
        ["乡镇", "数"],
        ["{%tr for 乡 in 乡镇 %}", ""],
        ["{{ 乡.名称 }}", f"{{{{ 乡.{cell} }}}}"],
        ["{%tr endfor %}", ""],
        ["合计", f"{{{{ {total or cell} }}}}"],
    ]


def test_rounded_parts_that_miss_their_total_are_explained_below_the_table(render: Render) -> None:
    # 2150.335 + 1350.335 + 1100.33 = 4601.000, printed 2150.34 + 1350.34 + 1100.33 = 4601.01.
    made = render(template("前", rows=table(f"{FUNDS} | 小数(2)")))
    assert made.notes == (NOTE,)
    body = opened(made.content).element.body
    assert body[1].tag.endswith("}tbl")
    assert lines(made.content) == ["前", NOTE]


@pytest.mark.parametrize("cell", [f"{FUNDS} | 小数(3)", "脱贫人口.户数"])
def test_parts_that_make_their_total_as_printed_need_no_note(render: Render, cell: str) -> None:
    made = render(template(rows=table(cell)))
    assert made.notes == ()


def test_a_total_of_another_year_is_not_excused(render: Render) -> None:
    made = render(template(rows=table(f"{FUNDS} | 小数(2)", f"{FUNDS} | 上年 | 小数(2)")))
    assert made.notes == ()


def test_shares_that_miss_a_hundred_are_explained(render: Render) -> None:
    rows = [
        ["{%tr for 乡 in 乡镇 %}"],
        [f"{{{{ 乡.{FUNDS} | 占比({FUNDS}) | 小数(1) }}}}"],
        ["{%tr endfor %}"],
    ]
    made = render(template(rows=rows))
    assert [each.text for each in made.figures] == ["46.7%", "29.3%", "23.9%"]
    assert made.notes == (NOTE,)


def test_without_a_total_in_the_table_there_is_no_note(render: Render) -> None:
    made = render(template(rows=table(f"{FUNDS} | 小数(2)")[:-1]))
    assert made.notes == ()
