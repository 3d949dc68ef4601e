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
    head, *rows = cells(made.content)
    assert head == ["序号", "正文", "来源与算法"]
    assert [row[:2] for row in rows] == [["1", "993户"], ["2", "11.07%"]]
    assert "来源：台账.xlsx 表1!C5" in rows[0][2]
    assert "计算：(16250.75 − 14631.25) ÷ 14631.25" in rows[1][2]


def test_without_figures_there_is_no_list_of_sources(render: Render) -> None:
    assert lines(render(template("正文"), source_table=True).content) == ["正文"]


def test_the_page_settings_of_the_template_stay_at_the_very_end(render: Render) -> None:
    made = opened(render(template("{{ 脱贫人口.户数 }}"), source_table=True).content)
    assert made.element.body[-1].tag.endswith("}sectPr")


def test_the_title_asked_of_the_person_is_that_of_the_file(render: Render) -> None:
    made = render(template("{{ 标题 }}"), fields={"标题": "关于衔接资金的报告"})
    assert opened(made.content).core_properties.title == "关于衔接资金的报告"
