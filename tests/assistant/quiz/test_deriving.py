"""A question is answered from its evidence alone, by whoever has not seen the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quiz.deriving import derive, is_negative, with_blank, without_frame
from assistant.quiz.schema import LETTERS, TRUE_FALSE_OPTIONS, ItemKind, Question
from assistant.quiz.tabling import Row

YEARS = "2016年脱贫2119户，2017年脱贫79户，2018年脱贫12户。"
OFFICES = "护林员由县林业局牵头管理，县财政局配合，补贴由县人社局发放。"
LIST = (
    "坚持“四个到位”，即责任到位、资金到位、人员到位、监督到位，落实“两个确保”，即确保吃、确保穿。"
)
ROW = Row(
    caption="表1 各乡镇冷库（单位：座）",
    headers=("乡镇", "2022年", "2023年", "牵头单位"),
    cells=("红柳乡", "28", "35", "县农业局"),
)


def key_of(
    kind: ItemKind, stem: str, options: tuple[str, ...], *texts: str, rows: tuple[Row, ...] = ()
) -> tuple[str, ...] | None:
    if kind is ItemKind.TRUE_FALSE:
        options = TRUE_FALSE_OPTIONS
    return derive(Question(kind=kind, stem=stem, options=options), texts, rows=rows).key


@pytest.mark.parametrize(
    ("stem", "options", "text", "key"),
    [
        pytest.param(
            "2017年脱贫（　　）。",
            ("12户", "79户", "2119户"),
            YEARS,
            ("B",),
            id="figure_of_its_year",
        ),
        pytest.param(
            "2018年脱贫多少户？",
            ("79户", "12户", "2119户"),
            YEARS,
            ("B",),
            id="worded_as_a_question",
        ),
        pytest.param(
            "护林员由（　　）牵头管理。",
            ("县财政局", "县人社局", "县林业局"),
            OFFICES,
            ("C",),
            id="name",
        ),
        pytest.param(
            "补贴由哪个单位发放？", ("县财政局", "县人社局", "县林业局"), OFFICES, ("B",), id="who"
        ),
        pytest.param(
            "道路全长（　　）。",
            ("5000米", "500米", "50公里"),
            "道路全长5公里。",
            ("A",),
            id="unit",
        ),
        pytest.param(
            "道路全长（　　）。",
            ("6公里", "7公里", "8公里"),
            "道路全长5公里。",
            (),
            id="no_option_is_right",
        ),
        pytest.param(
            "“四个到位”【不包括】（　　）。",
            ("责任到位", "确保吃", "人员到位"),
            LIST,
            ("B",),
            id="what_is_not_in_the_list",
        ),
        pytest.param(
            "属于“两个确保”的是（　　）。",
            ("责任到位", "确保吃", "人员到位"),
            LIST,
            ("B",),
            id="of_two_lists_the_one_that_is_asked_for",
        ),
        pytest.param(
            "下列说法正确的是（　　）。",
            ("2016年脱贫79户", "2017年脱贫79户", "2018年脱贫79户"),
            YEARS,
            ("B",),
            id="statements_as_options",
        ),
    ],
)
def test_a_choice_is_answered(
    stem: str, options: tuple[str, ...], text: str, key: tuple[str, ...]
) -> None:
    assert key_of(ItemKind.SINGLE_CHOICE, stem, options, text) == key


def test_several_members_are_chosen() -> None:
    options = ("确保吃", "责任到位", "监督到位", "确保穿")
    stem = "“四个到位”包括（　　）。"
    assert key_of(ItemKind.MULTIPLE_CHOICE, stem, options, LIST) == ("B", "C")


@pytest.mark.parametrize(
    ("stem", "text", "key"),
    [
        ("2017年脱贫（　　）户。", YEARS, ("79",)),
        ("投入资金（　　）万元。", "当年投入资金1.4亿元，其中县级投入资金320万元。", ("320",)),
        ("护林员由（　　）牵头管理。", OFFICES, ("县林业局",)),
        ("“四个到位”，即责任到位、资金到位、（　　）、监督到位。", LIST, ("人员到位",)),
        ("公示期不少于（　　）个工作日。", "名单公示期不少于七个工作日。", ("七",)),
    ],
)
def test_a_blank_is_filled(stem: str, text: str, key: tuple[str, ...]) -> None:
    assert key_of(ItemKind.FILL_BLANK, stem, (), text) == key


@pytest.mark.parametrize(
    ("statement", "key"),
    [
        pytest.param("2017年脱贫79户。", "A", id="verbatim"),
        pytest.param("2017年脱贫97户。", "B", id="another_figure"),
        pytest.param("2017年脱贫12户。", "B", id="the_figure_of_another_year"),
        pytest.param("护林员由县林业局牵头管理。", "A", id="name"),
        pytest.param("护林员由县水利局牵头管理。", "B", id="another_name"),
        pytest.param("县林业局不牵头管理护林员。", None, id="words_the_evidence_has_not"),
        pytest.param("补贴不由县人社局发放。", "B", id="negated"),
        pytest.param("贫困发生率比上年上升。", "B", id="another_direction"),
        pytest.param("补贴标准不超过八百元。", "B", id="another_bound"),
        pytest.param("“四个到位”包括：责任到位、资金到位、人员到位、监督到位。", "A", id="list"),
        pytest.param(
            "“四个到位”包括：责任到位、资金到位、确保吃、监督到位。", "B", id="a_false_member"
        ),
        pytest.param("玉米亩产达到五百公斤。", None, id="of_something_else"),
    ],
)
def test_a_statement_is_judged(statement: str, key: str | None) -> None:
    more = "贫困发生率比上年下降。补贴标准不低于八百元。"
    texts = (YEARS, OFFICES, *more.split("。"), LIST)
    wanted = None if key is None else (key,)
    assert key_of(ItemKind.TRUE_FALSE, statement, (), *texts) == wanted


def test_steps_are_put_in_the_order_of_the_evidence() -> None:
    steps = ("审核", "申请", "备案")
    text = "办理程序：（一）申请；（二）审核；（三）备案。"
    assert key_of(ItemKind.ORDERING, "请排列步骤。", steps, text) == ("B", "A", "C")
    assert key_of(ItemKind.ORDERING, "请排列步骤。", (*steps, "公告"), text) is None


@pytest.mark.parametrize(
    ("kind", "stem", "options", "key"),
    [
        (
            ItemKind.SINGLE_CHOICE,
            "2023年红柳乡的冷库为（　　）。",
            ("28座", "35座", "53座"),
            ("B",),
        ),
        (ItemKind.FILL_BLANK, "2022年红柳乡的冷库为（　　）座。", (), ("28",)),
        (ItemKind.TRUE_FALSE, "2023年红柳乡的冷库为28座。", (), ("B",)),
        (ItemKind.TRUE_FALSE, "红柳乡冷库的牵头单位是县农业局。", (), ("A",)),
        (
            ItemKind.SINGLE_CHOICE,
            "红柳乡冷库的牵头单位是（　　）。",
            ("县水利局", "县农业局"),
            ("B",),
        ),
    ],
)
def test_a_cell_is_found_by_its_row_and_column(
    kind: ItemKind, stem: str, options: tuple[str, ...], key: tuple[str, ...]
) -> None:
    text = "表1：乡镇：红柳乡；2022年：28；2023年：35；牵头单位：县农业局"
    assert key_of(kind, stem, options, text, rows=(ROW,)) == key


def test_without_evidence_nothing_is_answered() -> None:
    assert key_of(ItemKind.SINGLE_CHOICE, "脱贫（　　）。", ("1户", "2户"), " ") is None


@given(key=st.lists(st.sampled_from(LETTERS[:4]), max_size=4))
def test_the_key_is_not_looked_at(key: list[str]) -> None:
    question = Question(
        kind=ItemKind.SINGLE_CHOICE,
        stem="2017年脱贫（　　）。",
        options=("12户", "79户", "2119户"),
        key=tuple(key),
    )
    assert derive(question, [YEARS]).key == ("B",)


@given(stem=st.text(max_size=40), text=st.text(max_size=80), kind=st.sampled_from(ItemKind))
def test_any_text_is_answered_or_not_without_an_error(stem: str, text: str, kind: ItemKind) -> None:
    derived = derive(Question(kind=kind, stem=stem, options=("甲", "乙2户", "")), [text])
    assert derived.reason


@pytest.mark.parametrize(
    ("stem", "blanked"),
    [
        ("2020年全县有多少户脱贫？", "2020年全县有（　　）户脱贫？"),
        ("何时完成搬迁？", "（　　）完成搬迁？"),
        ("脱贫（　　）户？", "脱贫（　　）户？"),
        ("脱贫标准为", "脱贫标准为（　　）"),
    ],
)
def test_a_question_has_its_blank_where_it_asks(stem: str, blanked: str) -> None:
    assert with_blank(stem) == blanked


def test_a_frame_is_no_part_of_the_matter() -> None:
    assert without_frame("根据《办法》规定，补贴为（　　）。") == "补贴为（　　）。"
    assert without_frame("《办法》的颁布部门是（　　）。") == "《办法》的颁布部门是（　　）。"


@pytest.mark.parametrize(
    ("stem", "negative"),
    [
        ("“四个到位”不包括（　　）。", True),
        ("下列做法不正确的是（　　）。", True),
        ("下列做法错误的是（　　）。", True),
        ("清退不符合条件的贫困人口（　　）。", False),
        ("公示期不少于（　　）天。", False),
    ],
)
def test_what_asks_for_the_false_one_is_known(stem: str, negative: bool) -> None:
    assert is_negative(stem) is negative
