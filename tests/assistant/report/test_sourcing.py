from collections.abc import Callable

from assistant.report.schema import Rendered
from tests.assistant.report.papers import cells, lines, opened, template

Render = Callable[..., Rendered]


def test_the_list_of_sources_stands_at_the_end_and_names_each_once(render: Render) -> None:
    made = render(
        template("{{ 脱贫人口.户数 }}和{{ 脱贫人口.户数 }}，{{ 脱贫人口.人均纯收入 | 同比 }}"),
        source_table=True,
        comments=False,
    )
    assert lines(made.content)[-1] == "数据来源"
    head, households, *operands, growth = cells(made.content)
    assert head == ["序号", "数", "是什么", "来源或算法"]
    assert households[:2] == ["1", "993户"]
    assert households[3].startswith("台账.xlsx 表1!C5")
    assert [row[1] for row in operands] == ["16250.75元", "14631.25元"]
    assert growth[1] == "11.07%"
    assert growth[3].startswith("(16250.75 − 14631.25) ÷ 14631.25（数见第 2、3 项）")


def test_without_figures_there_is_no_list_of_sources(render: Render) -> None:
    assert lines(render(template("正文"), source_table=True).content) == ["正文"]


def test_the_page_settings_of_the_template_stay_at_the_very_end(render: Render) -> None:
    made = opened(render(template("{{ 脱贫人口.户数 }}"), source_table=True).content)
    assert made.element.body[-1].tag.endswith("}sectPr")
