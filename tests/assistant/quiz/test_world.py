from decimal import Decimal

import pytest

from assistant.quiz.world import World
from ingest.numerals import quantities
from ingest.schema import CELL_SEPARATOR
from tests.assistant.quiz.source_texts import seed_sources, source_of

POSTS = """白桦县公益性岗位管理办法
第一条 公益性岗位每人每月补贴八百元，由县人力资源和社会保障局按月发放。
第二条 岗位名单由乡镇人民政府公示，公示期不少于七个工作日。巡查道路全长5公里。
"""
NEWS = """红柳乡工作总结
红柳乡为每名护林员每月发放800元，另发安全帽。
村道硬化5000米，铺设管道3.2公里。
"""


@pytest.fixture
def world() -> World:
    return World([source_of(POSTS, file="办法.txt"), source_of(NEWS, file="总结.txt")])


def test_a_figure_is_found_in_whatever_spelling_and_unit(world: World) -> None:
    [wages] = quantities("800元")
    [length] = quantities("5000米")
    assert [found.quantity.text for found in world.statements_with(wages)] == ["八百元", "800元"]
    assert {found.quantity.text for found in world.statements_with(length)} == {"5公里", "5000米"}


def test_a_figure_of_another_unit_is_not_the_same(world: World) -> None:
    [people] = quantities("800人")
    assert world.statements_with(people) == []


def test_the_statement_that_says_most_of_a_text_comes_first(world: World) -> None:
    first = world.statements_like("岗位名单要公示多少天")[0]
    assert first.statement.text.startswith("第二条 岗位名单由乡镇人民政府公示")
    assert 0 < first.score <= 1


def test_a_statement_shares_all_with_itself(world: World) -> None:
    for statement in world.statements:
        assert world.statements_like(statement.text)[0].score == pytest.approx(1)


def test_nothing_is_like_a_text_of_other_words(world: World) -> None:
    assert world.statements_like("鸡鸣犬吠") == []
    assert world.statements_like("") == []


def test_figures_of_a_unit_stand_in_order_of_size(world: World) -> None:
    assert [each.quantity.value for each in world.figures_of_unit("公里")] == [
        Decimal("3.2"),
        Decimal(5),
    ]


def test_near_figures_have_the_unit_and_another_value(world: World) -> None:
    [length] = quantities("5公里")
    assert [each.quantity.text for each in world.figures_near(length)] == ["3.2公里"]


def test_a_text_is_contained_whatever_its_blanks_and_width(world: World) -> None:
    assert world.contains("另发 安全帽。 村道硬化５０００米")
    assert not world.contains("另发手套")


def test_statements_that_say_a_text_are_found(world: World) -> None:
    assert [each.source.document.file for each in world.statements_saying("每月发放")] == [
        "总结.txt"
    ]
    assert len(world.statements_saying("月")) == 2


def test_evidence_leads_back_to_its_statements(world: World) -> None:
    source = world.sources[0]
    start = source.text.index("公示期")
    evidence = source.evidence(start, start + 8)
    assert world.source_of(evidence) is source
    [statement] = world.statements_of(evidence)
    assert statement.start <= start < statement.end
    assert statement.as_evidence().text == statement.text


def test_an_empty_library_says_nothing() -> None:
    world = World([])
    assert world.statements == ()
    assert world.statements_like("补贴") == []
    assert not world.contains("补贴")


@pytest.mark.shared
def test_every_row_of_a_table_is_a_statement_with_its_headers() -> None:
    world = World(seed_sources())
    rows = [each for each in world.statements if each.is_row]
    assert len(rows) == sum(len(source.rows) for source in world.sources) > 100
    assert any(CELL_SEPARATOR in row.text and "：" in row.reading for row in rows)
    for statement in world.statements:
        assert statement.source.text[statement.start : statement.end] == statement.text
