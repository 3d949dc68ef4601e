import random

import pytest

from assistant.auditor.reading import read_text
from assistant.evaluation.auditing import apply, cut
from assistant.evaluation.seeding import Seed, seed_anywhere, seed_errors
from assistant.evaluation.ties import Kind


def seeds_of(text: str) -> list[Seed]:
    return list(seed_errors(read_text(text), random.Random(1)))


def copies(text: str, kind: Kind) -> list[str]:
    draft = read_text(text)
    return [
        copy
        for seed in seed_errors(draft, random.Random(1))
        if seed.kind is kind and (copy := apply(seed, text, draft))
    ]


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        pytest.param("共有260户，其中甲类110户、乙类98户、丙类52户。", Kind.PART, 3, id="part"),
        pytest.param("共有260户，其中甲类110户、乙类98户、丙类52户。", Kind.TOTAL, 1, id="total"),
        pytest.param("全年收入32.39亿元，支出31.16亿元，结转1.23亿元。", Kind.REST, 1, id="rest"),
        pytest.param("三次产业结构比为11.8:48.3:39.9。", Kind.SHARE, 3, id="ratio"),
        pytest.param("应到2217人，实到1764人，占79.57%。", Kind.RATE, 3, id="rate"),
        pytest.param("由62292万元增加到66185万元，增加3893万元。", Kind.CHANGE, 3, id="change"),
        pytest.param("由95.2%提高到97.6%，提高2.4个百分点。", Kind.POINTS, 1, id="points"),
        pytest.param("由6500元增加到13000元。", Kind.SWAPPED, 1, id="swapped"),
        pytest.param("由6500元增加到13000元。", Kind.DIRECTION, 1, id="direction"),
        pytest.param("费用下降28%，好。", Kind.MULTIPLE, 1, id="multiple"),
        pytest.param("规划（2017—2020年）已经印发。", Kind.YEAR, 1, id="range_of_years"),
        pytest.param("见国办发〔2021〕5号文件。", Kind.BRACKET, 1, id="bracket"),
        pytest.param("于2021年3月5日印发。", Kind.DATE_FORM, 1, id="date"),
    ],
)
def test_an_error_is_drawn_where_the_text_tells_of_it(text: str, kind: Kind, count: int) -> None:
    assert len([seed for seed in seeds_of(text) if seed.kind is kind]) == count


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("共有260户，其中甲类110户、乙类98户、丙类50户。", id="parts_that_miss"),
        pytest.param("共有260余户，其中甲类110户、乙类98户、丙类52户。", id="about"),
        pytest.param("应到2217人，实到1764人，占82%。", id="rate_of_something_else"),
        pytest.param("全县有学校12所，村卫生室43个。", id="nothing_to_do_with_each_other"),
    ],
)
def test_no_figure_is_changed_that_nothing_else_binds(text: str) -> None:
    assert seeds_of(text) == []


def test_a_change_is_no_smaller_than_what_rounding_explains() -> None:
    for copy in copies("总量3.0万吨，其中甲1.2万吨、乙1.7万吨。", Kind.TOTAL):
        assert "3.1万吨" not in copy


def test_figures_in_a_table_are_changed_in_their_cell() -> None:
    table = "表1 资金\n项目\t甲\t乙\t合计\n产业\t10\t20\t30\n就业\t11\t22\t33"
    changed = copies(table, Kind.TABLE_TOTAL)
    assert len(changed) == 2
    assert all(len(copy.splitlines()) == 4 for copy in changed)
    assert all(copy.startswith("表1 资金\n项目\t甲\t乙\t合计\n") for copy in changed)


def test_each_copy_differs_from_the_text_in_one_place() -> None:
    text = "第一段。\n共有260户，其中甲类110户、乙类98户、丙类52户。\n第三段。"
    for copy in copies(text, Kind.PART):
        assert copy != text
        assert [a == b for a, b in zip(copy.split("\n"), text.split("\n"), strict=True)] == [
            True,
            False,
            True,
        ]


def test_figures_that_nothing_binds_are_drawn_apart() -> None:
    draft = read_text("全县有学校12所，村卫生室43个。")
    assert len(list(seed_anywhere(draft, random.Random(1), 9))) == 2


def test_a_long_text_is_cut_where_paragraphs_end() -> None:
    text = "\n".join(["好" * 150 + "。", "断" * 150] * 200)
    stretches = list(cut(text))
    assert "\n".join(stretches) == text
    assert all(stretch.endswith("。") for stretch in stretches[:-1])
    assert len(stretches) > 1
