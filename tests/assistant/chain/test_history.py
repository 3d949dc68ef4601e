"""A follow-up is completed by the conversation before it."""

import pytest

from assistant.application import Assistant
from assistant.chain.history import complete_question
from assistant.schema import Turn


def complete(question: str, *asked: str) -> str:
    return complete_question(question, [Turn(question=each, answer="。") for each in asked])


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("2020年红柳乡人均收入是多少？", "那2021年呢？", "2021年红柳乡人均收入是多少？"),
        ("2020年红柳乡人均收入是多少？", "2021年？", "2021年红柳乡人均收入是多少？"),
        ("2019年白桦县有多少户？", "前一年呢？", "2018年白桦县有多少户？"),
        ("2019年白桦县有多少户？", "第二年呢？", "2020年白桦县有多少户？"),
        ("农村低保标准是多少？", "城市的呢？", "城市低保标准是多少？"),
        ("白桦县2020年脱贫多少户？", "临水县呢？", "临水县2020年脱贫多少户？"),
        ("上河村2024年分红多少？", "下河村2023年的呢？", "下河村2023年分红多少？"),
        ("低保标准是多少？", "2023年兰州市的呢？", "兰州市2023年低保标准是多少？"),
        ("护林员每人每年补助多少钱？", "公益性岗位呢？", "公益性岗位每人每年补助多少钱？"),
        ("老年人每月补贴多少元？", "残疾人呢？", "残疾人每月补贴多少元？"),
        ("一级残疾每月补贴多少？", "二级呢？", "二级残疾每月补贴多少？"),
        ("产假有多少天？", "护理假呢？", "护理假有多少天？"),
    ],
)
def test_what_a_follow_up_names_takes_the_place_of_its_like(
    before: str, question: str, expected: str
) -> None:
    assert complete(question, before) == expected


@pytest.mark.parametrize(
    ("before", "question", "kept"),
    [
        ("公益性岗位每人每月补贴多少元？", "那怎么申请？", ["公益性岗位", "怎么申请"]),
        ("公益性岗位每人每月补贴多少元？", "它由谁发放？", ["公益性岗位", "由谁发放"]),
        ("2023年红柳乡养殖肉羊多少只？", "那种植沙棘多少亩？", ["2023年", "红柳乡", "沙棘"]),
        ("脱贫人口小额信贷每户最高可以贷款多少？", "期限多长？", ["小额信贷", "期限多长"]),
    ],
)
def test_a_follow_up_that_asks_something_else_keeps_subject_place_and_year(
    before: str, question: str, kept: list[str]
) -> None:
    completed = complete(question, before)
    assert all(part in completed for part in kept), completed


@pytest.mark.parametrize(
    "question",
    ["护林员每人每年补助多少钱？", "岗位名单要公示多久？", "什么是公益性岗位？", "谢谢", "那好吧"],
)
def test_what_stands_alone_is_left_as_it_is(question: str) -> None:
    assert complete(question, "公益性岗位每人每月补贴多少元？") == question


def test_follow_ups_may_follow_one_another() -> None:
    asked = ["2020年红柳乡人均收入是多少？", "那2021年呢？"]
    assert complete("白桦县呢？", *asked) == "2021年白桦县人均收入是多少？"


def test_without_a_conversation_nothing_changes() -> None:
    assert complete("那2021年呢？") == "那2021年呢？"


def test_a_long_or_strange_conversation_does_no_harm() -> None:
    for before in ("补" * 5000, "", "？", "{[<", "2020年" * 400):
        assert len(complete("那2021年呢？", *[before] * 50)) <= 500


def test_a_follow_up_is_answered_and_says_how_it_was_understood(tiny_assistant: Assistant) -> None:
    history = [Turn(question="2022年红柳乡人均纯收入是多少元？", answer="9600元。[1]")]
    answer = tiny_assistant.ask("那2023年呢？", history=history)
    assert answer.question == "那2023年呢？"
    assert "“2023年红柳乡人均纯收入是多少元？”" in answer.notices[0]
    assert answer.hits == tiny_assistant.ask("2023年红柳乡人均纯收入是多少元？").hits
    assert tiny_assistant.ask("上河村有多少户？", history=history).notices == (
        tiny_assistant.ask("上河村有多少户？").notices
    )
