"""What kind of thing a question asks for."""

import pytest

from assistant.retrieval.question import QuestionKind, analyse_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("公益性岗位每月补贴多少元？", QuestionKind.NUMBER),
        ("护林员的贫困发生率是百分之几？", QuestionKind.NUMBER),
        ("办法从什么时候开始施行？", QuestionKind.DATE),
        ("哪个单位负责公示？", QuestionKind.NAME),
        ("驻村工作队有哪些职责？", QuestionKind.LIST),
        ("低保怎么申请？", QuestionKind.STEPS),
        ("什么是公益性岗位？", QuestionKind.DEFINITION),
        ("上河村和下河村的分红相差多少？", QuestionKind.COMPARISON),
        ("退休人员能不能当护林员？", QuestionKind.YES_NO),
        ("为什么要轮换岗位？", QuestionKind.REASON),
        ("公益性岗位管理", QuestionKind.TEXT),
    ],
)
def test_the_words_that_ask_tell_the_kind(question: str, kind: QuestionKind) -> None:
    assert kind in analyse_question(question).kinds


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("每户补助多少钱？", "money"),
        ("惠及多少户？", "households"),
        ("培训了多少人？", "people"),
        ("占总户数的百分之几？", "percent"),
        ("种了多少亩？", "area"),
        ("驻村多长时间？", "time"),
    ],
)
def test_a_question_for_a_figure_tells_its_unit(question: str, unit: str) -> None:
    assert unit in analyse_question(question).units


def test_a_question_for_no_figure_asks_for_no_unit() -> None:
    assert analyse_question("为什么要公布工资标准？").units == ()


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("贷款要经过哪四级推荐？", 4),
        ("是哪两个村？", 2),
        ("分别是哪12项？", 12),
        ("要做好哪十二件事？", 12),
        ("有哪些职责？", None),
        ("这两年种了多少亩？", None),
        pytest.param("这20年种了多少亩？", None, id="years_of_two_digits"),
        pytest.param("这三十年种了多少亩？", None, id="years_of_two_numerals"),
        pytest.param("这3000元怎么领？", None, id="a_sum_of_money"),
    ],
)
def test_a_count_is_how_many_things_are_asked_for(question: str, count: int | None) -> None:
    assert analyse_question(question).count == count


def test_of_several_things_the_one_asked_first_comes_first() -> None:
    assert analyse_question("每户补多少钱，怎么申请？").kind is QuestionKind.NUMBER
    assert analyse_question("怎么申请，每户补多少钱？").kind is QuestionKind.STEPS


def test_the_words_that_ask_are_no_terms() -> None:
    analysis = analyse_question("请问公益性岗位到底能领多少补贴？")
    assert "补贴" in analysis.terms
    assert not {"请问", "到底", "多少"} & set(analysis.terms)
    assert "多少" not in "".join(analysis.content)


def test_a_traditional_question_is_understood_as_the_simplified_one() -> None:
    assert analyse_question("農村低保怎麼申請？") == analyse_question("农村低保怎么申请？")


def test_width_changes_nothing_but_the_text() -> None:
    wide, narrow = analyse_question("２０２３年补贴多少？"), analyse_question("2023年补贴多少?")
    assert wide.terms == narrow.terms
    assert wide.content == narrow.content
    assert wide.kinds == narrow.kinds


@pytest.mark.parametrize("question", ["“两不愁”指什么？", "《两不愁》指什么？", '"两不愁"指什么？'])
def test_what_is_quoted_is_kept_as_one(question: str) -> None:
    assert analyse_question(question).quoted == ("两不愁",)


@pytest.mark.parametrize("question", ["", "？", "的", "多少", "A", "🙂", "1" * 500])
def test_any_text_is_a_question(question: str) -> None:
    assert analyse_question(question).kinds
