"""What can be read without its source, and what cannot."""

import pytest

from assistant.quiz.sources import Source
from assistant.quiz.standing_alone import Standing, names_nothing_outside, stand_alone
from tests.assistant.quiz.source_texts import source_of

TITLE = "青禾县脱贫攻坚总结\n"


def county(text: str) -> Source:
    """Return a paragraph in the report of 青禾县."""
    return source_of(TITLE + text, region="青禾县")


def read(text: str, source: Source | None = None) -> Standing | None:
    """Return how a sentence of the county's report reads alone."""
    source = source or county(text)
    start = source.text.index(text)
    return stand_alone(source, start, start + len(text))


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        pytest.param(
            "2020年，青禾县脱贫人口人均纯收入12000元。",
            "2020年，青禾县脱贫人口人均纯收入12000元。",
            id="whole_already",
        ),
        pytest.param(
            "2020年，全县建档立卡贫困户 2198 户。",
            "2020年，青禾县建档立卡贫困户2198户。",
            id="the_county_is_named",
        ),
        pytest.param(
            "截至2018年底，发放贷款300万元;",
            "截至2018年底，青禾县发放贷款300万元。",
            id="place_put_in",
        ),
        pytest.param(
            "县财政安排资金800万元。", "青禾县财政安排资金800万元。", id="county_s_treasury"
        ),
        pytest.param(
            "2011年自治县安排资金800万元。", "2011年青禾县安排资金800万元。", id="autonomous_county"
        ),
        pytest.param(
            "国务院印发了《意见》（以下简称《意见》）。", "国务院印发了《意见》。", id="short_name"
        ),
        pytest.param(
            "（二）同时，青禾县新建幼儿园12所。",
            "青禾县新建幼儿园12所。",
            id="mark_and_link_left_out",
        ),
        pytest.param(
            "国家对贫困户给予补助500元。",
            "国家对贫困户给予补助500元。",
            id="the_state_is_no_county",
        ),
        pytest.param(
            "2019年,石人子乡种植红枣3000亩(其中新增200亩)。",
            "2019年，青禾县石人子乡种植红枣3000亩（其中新增200亩）。",
            id="township_gets_its_county_and_marks_their_width",
        ),
    ],
)
def test_a_sentence_is_completed_by_what_its_source_takes_for_granted(
    text: str, alone: str
) -> None:
    standing = read(text)
    assert standing is not None
    assert standing.text == alone


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("该项目总投资300万元。", id="this_project"),
        pytest.param("其中，贫困户120户。", id="among_which"),
        pytest.param("但是仍有120户没有脱贫。", id="but"),
        pytest.param("目前全县共有合作社12家。", id="now"),
        pytest.param("去年全县脱贫120户。", id="last_year"),
        pytest.param("全村脱贫12户。", id="which_village"),
        pytest.param("他家养羊120只。", id="he"),
        pytest.param("致贫原因如下图所示，因病致贫占30%。", id="figure"),
        pytest.param("“我家收入增加了3000元。", id="half_a_quotation"),
        pytest.param("你家今后能增收3000元吗？", id="question"),
        pytest.param("王建.《贫困研究》，人民出版社，2015年版，第18页。", id="a_work_quoted"),
        pytest.param("全县企业 and 合作社共12家。", id="foreign_word"),
        pytest.param("三年来，新建村道120公里。", id="since_when"),
        pytest.param("2020年，青禾县和云岭县交界，全县有贫困户12户。", id="which_of_two_counties"),
        pytest.param("青禾县脱贫人口人均", id="cut_off"),
    ],
)
def test_what_its_source_alone_explains_is_refused(text: str) -> None:
    assert read(text) is None


def test_a_place_in_another_county_s_paragraph_is_not_taken_for_the_home() -> None:
    source = county("云岭县经验很多。\n云岭县搞得好，全县脱贫120户。2020年，发放贷款300万元。")
    own = read("云岭县搞得好，全县脱贫120户。", source)
    assert own is not None
    assert own.text == "云岭县搞得好，全县脱贫120户。"
    assert own.area == "云岭县"
    following = read("2020年，发放贷款300万元。", source)
    assert following is not None
    assert "青禾县" not in following.text
    assert following.area == ""


def test_a_clause_is_read_alone_where_it_ends() -> None:
    source = county("2020年，全县修路120公里，投资 3000 万元。")
    start = source.text.index("2020")
    end = source.text.index("，投资")
    standing = stand_alone(source, start, end)
    assert standing is not None
    assert standing.text == "2020年，青禾县修路120公里。"


def test_a_slice_of_the_source_is_found_in_the_text() -> None:
    source = county("（一）2020年,全县修路 120 公里,投资 3 000 万元。")
    start = source.text.index("（一）")
    standing = stand_alone(source, start, source.text.index("。", start) + 1)
    assert standing is not None
    at = source.text.index("120 公里")
    placed = standing.place(at, at + len("120 公里"))
    assert placed is not None
    assert standing.text[slice(*placed)] == "120公里"
    county_at = source.text.index("全县")
    assert standing.place(county_at, county_at + 2) is None


def test_a_heading_names_the_place_of_what_stands_under_it() -> None:
    source = source_of("全国脱贫攻坚案例\n一、云岭县的做法\n全县修路120公里。\n", title="全国案例")
    standing = read("全县修路120公里。", source)
    assert standing is not None
    assert standing.text == "云岭县修路120公里。"
    assert standing.area == "云岭县"


def test_notes_and_tables_are_not_read_as_sentences() -> None:
    source = source_of(f"{TITLE}全县增收^①。\n① 贫困户收入按2010年不变价计算，为2300元。")
    note = source.text.index("贫困户收入")
    assert stand_alone(source, note, len(source.text)) is None


def test_a_short_text_is_understood_by_itself_or_not() -> None:
    assert names_nothing_outside("县级人民政府")
    assert not names_nothing_outside("该县人民政府")
    assert not names_nothing_outside("（县级人民政府")
