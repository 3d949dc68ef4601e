from itertools import pairwise

import pytest

from assistant.retrieval.highlighting import find_highlights
from assistant.retrieval.matching import ChunkView
from tests.assistant.finding import make_chunk, make_document, make_query


def highlighted(question: str, text: str) -> list[str]:
    query = make_query(question, [ChunkView(make_chunk(text), make_document())])
    return [text[each.start : each.end] for each in find_highlights(query, text)]


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        pytest.param("三万", "每户可贷3万元。", ["3万元"], id="chinese_numeral"),
        pytest.param("30000元", "每户可贷三万元。", ["三万元"], id="digits"),
        pytest.param("3万", "每户可贷 30,000 元。", ["30,000 元"], id="thousands"),
        pytest.param("5%", "利率为百分之五。", ["百分之五"], id="percent"),
        pytest.param("2024年", "自2024年7月1日起施行。", ["2024年7月1日"], id="year_of_a_day"),
        pytest.param("第十二条", "见第12条和第十三条。", ["第12条"], id="article"),
        pytest.param(
            "青政规〔2024〕2号",
            "按照青政规[2024]2号执行，共2户。",
            ["青政规[2024]2号"],
            id="document_number",
        ),
        pytest.param("饮水安全", "飲水安全標準", ["飲水安全"], id="traditional"),
        pytest.param("ＧＤＰ", "全县gdp增长", ["gdp"], id="width_and_case"),
        pytest.param("公益性岗位", "乡村公益\n性岗位", ["公益\n性岗位"], id="across_lines"),
        pytest.param("打工", "外出务工人数", ["外出务工"], id="spoken_word"),
        pytest.param("GDP", "GDPR不是一回事", [], id="part_of_a_latin_word"),
        pytest.param("300元", "每人3000元", [], id="part_of_a_figure"),
        pytest.param("水", "水质和水价", ["水", "水"], id="one_character_alone"),
        pytest.param("水价标准", "水是生命", [], id="one_character_of_a_word"),
    ],
)
def test_words_and_figures_are_highlighted_however_they_are_written(
    question: str, text: str, found: list[str]
) -> None:
    assert highlighted(question, text) == found


def test_highlights_come_in_order_and_do_not_overlap() -> None:
    text = "公益性岗位补贴：公益性岗位每人每月补贴800元。"
    query = make_query("公益性岗位补贴", [ChunkView(make_chunk(text), make_document())])
    highlights = find_highlights(query, text)
    said = [text[each.start : each.end] for each in highlights]
    assert said == ["公益性岗位补贴", "公益性岗位", "补贴"]
    assert all(before.end < after.start for before, after in pairwise(highlights))
