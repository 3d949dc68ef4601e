from collections.abc import Callable

from assistant.report.schema import Rendered
from tests.assistant.report.papers import opened, template

Render = Callable[..., Rendered]


def test_the_title_asked_of_the_person_is_that_of_the_file(render: Render) -> None:
    made = render(template("{{ 标题 }}"), fields={"标题": "关于衔接资金的报告"})
    assert opened(made.content).core_properties.title == "关于衔接资金的报告"
