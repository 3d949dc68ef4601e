from decimal import Decimal
from pathlib import Path

import pytest

from assistant.indicators.extracting.proposing import as_line
from tests.assistant.indicators.extracting.reading_texts import propose, told


def areas(folder: Path, text: str) -> list[str]:
    return [proposal.area for proposal in propose(folder, text)]


def periods(folder: Path, text: str) -> list[str]:
    return [proposal.period for proposal in propose(folder, text)]


def test_a_proposal_shows_the_words_it_was_read_from(tmp_path: Path) -> None:
    text = "青禾县2024年工作总结\n一、收入\n截至2024年底，全县有脱贫户8416户30939人。\n"
    first, second = propose(tmp_path, text)
    assert first.evidence == second.evidence == "截至2024年底，全县有脱贫户8416户30939人。"
    assert (first.area, first.period) == ("青禾县", "2024年底")
    assert (first.value, first.unit, second.value, second.unit) == (8416, "户", 30939, "人")


def test_long_sentences_are_cut_to_the_clauses_around_a_figure(tmp_path: Path) -> None:
    text = (
        "青禾县情况\n" + "推进各项工作取得明显成效，" * 20 + "投入资金300万元，" + "继续努力，" * 40
    )
    (proposal,) = propose(tmp_path, text + "不断前进。\n")
    assert "投入资金300万元" in proposal.evidence
    assert len(proposal.evidence) <= 160


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("石桥镇建成大棚20座。", ["石桥镇"], id="of_the_clause"),
        pytest.param(
            "2024年底，青禾县退出贫困村38个（其中石桥镇10个，白杨乡2个），贫困发生率降至0.2%。",
            ["青禾县", "石桥镇", "白杨乡", "青禾县"],
            id="brackets_close_again",
        ),
        pytest.param(
            "青禾县贫困人口8万人，占全省的12%。", ["青禾县", "青禾县"], id="a_whole_is_no_area"
        ),
        pytest.param(
            "石桥镇、白杨乡均设立200万元基金。", ["石桥镇、白杨乡"], id="a_list_of_places"
        ),
        pytest.param(
            "洛浦县人均收入8000元。全县贫困户还有300户。", ["洛浦县", "洛浦县"], id="全县"
        ),
        pytest.param("由哈密市交通局认领资金500万元。", ["青禾县"], id="who_gives_is_not_where"),
        pytest.param(
            "我国贫困人口从9899万人，减少到1660万人。全部退出贫困村38个。",
            ["全国", "全国", "全国"],
            id="the_country_where_a_paragraph_opens_with_it",
        ),
        pytest.param(
            "产业不断壮大。我国贫困人口有1660万人。全部退出贫困村38个。",
            ["全国", "青禾县"],
            id="the_country_in_passing",
        ),
        pytest.param("光伏园区遍及全国28个省。", ["全国"], id="the_country_before_a_count"),
        pytest.param(
            "在石桥镇，书记说：“全国还有5000万贫困人口。”",
            ["全国"],
            id="the_country_in_a_quotation",
        ),
        pytest.param("是全国首批示范县，建成大棚20座。", ["青禾县"], id="a_rank_is_no_area"),
        pytest.param(
            "青禾县贫困发生率高出全国平均水平（12.4%）3个百分点。",
            ["全国", "青禾县"],
            id="a_bracket_ends_what_is_compared",
        ),
        pytest.param("从北京市到和田市运送旅客2000人次。", ["青禾县"], id="a_route_is_no_area"),
        pytest.param("北京市→和田市运送旅客2000人次。", ["青禾县"], id="a_drawn_route_is_no_area"),
        pytest.param(
            "驻有第一师阿拉尔市和16个团场、第三师图木舒克市和18个团场。",
            ["阿拉尔市", "图木舒克市"],
            id="the_nearest_of_a_list",
        ),
        pytest.param(
            "北京市帮助石桥镇新建校舍20所，培训教师300人次。",
            ["石桥镇", "石桥镇"],
            id="who_is_helped",
        ),
        pytest.param("投入资金20万元用于石桥镇道路建设。", ["石桥镇"], id="what_a_sum_is_spent_on"),
    ],
)
def test_the_area_of_a_figure(tmp_path: Path, text: str, expected: list[str]) -> None:
    # Names that the document knows.
    known = "石桥镇有14个村。石桥镇和白杨乡相邻。白杨乡、石桥镇。白杨乡发展。\n"
    found = areas(tmp_path, f"青禾县工作汇报\n一、情况\n{known}二、成效\n{text}\n")
    assert found[-len(expected) :] == expected


def test_a_line_behind_a_dash_entitles_a_case(tmp_path: Path) -> None:
    text = (
        "我国脱贫攻坚案例汇编\n一、湖南省麻阳苗族自治县的做法\n发放贷款300笔。\n"
        "——山东省青岛市对口帮扶纪实\n建成大棚20座。\n组织培训2630人。\n"
    )
    assert areas(tmp_path, text)[-2:] == ["山东省青岛市"] * 2


def test_a_collection_speaks_of_a_place_for_its_paragraph_alone(tmp_path: Path) -> None:
    text = (
        "我国脱贫攻坚案例汇编\n一、我国的企业\n"
        "按照沭阳县的经验，企业投入资金20万元用于洛浦县道路建设。受益农户12户。\n培训人员300人。\n"
    )
    assert areas(tmp_path, text) == ["洛浦县", "洛浦县", "全国"]


def test_an_item_of_a_list_speaks_of_the_group_of_places_it_opens_with(tmp_path: Path) -> None:
    text = (
        "青禾县情况说明\n一、贫困情况\n（一）全县识别贫困人口7703人。\n"
        "（二）14个重点村建档立卡贫困人口6139人。\n因病致贫241人。\n"
        "（三）全县残疾人34人。\n"
    )
    assert areas(tmp_path, text)[-3:] == ["14个重点村", "14个重点村", "青禾县"]


def test_a_heading_gives_the_area_of_what_stands_under_it(tmp_path: Path) -> None:
    text = "脱贫攻坚案例汇编\n一、安徽省六安市的做法\n完成危房改造14320户。\n组织培训2630人。\n"
    assert areas(tmp_path, text) == ["安徽省六安市"] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2020年，养殖合作社达52家。", ["2020年"], id="before_the_figure"),
        pytest.param("2020年养殖合作社52家。社员有120名。", ["2020年"] * 2, id="next_sentence"),
        pytest.param("2020年合作社52家。目前社员有120名。", ["2020年", ""], id="目前_ends_it"),
        pytest.param(
            "2016年贫困人口由2014年的7703人下降至277人。",
            ["2014年", "2016年"],
            id="的_dates_what_follows_alone",
        ),
        pytest.param("较2018年底减少2200户。", [""], id="a_base_is_no_period"),
        pytest.param(
            "实有贫困户1932户，较2016年底在册贫困户1935户减少3户。",
            ["", "2016年底", ""],
            id="a_base_dates_its_own_figure",
        ),
        pytest.param(
            "2016-2018年，自然增长率分别为10.7%、10.5%、10.8%。",
            ["2016年", "2017年", "2018年"],
            id="a_year_for_each_of_a_series",
        ),
        pytest.param(
            "2015年、2017年贫困发生率分别为10.7%、5.5%。",
            ["2015年", "2017年"],
            id="a_named_year_for_each",
        ),
        pytest.param(
            "到2022年，实用人才分别达到242名、244名、250名。",
            ["", "", ""],
            id="a_series_with_one_date_has_none",
        ),
        pytest.param(
            "1979-1985年合作社增加120家。人均纯收入从133元上升到397元。",
            ["1979-1985年", "1979年", "1985年"],
            id="the_ends_of_a_span_told_before",
        ),
        pytest.param(
            "2001年6月召开全委会议，确定了目标任务：解决44万人的温饱。",
            [""],
            id="a_meeting_dates_no_aim",
        ),
        pytest.param("始于2003年的基金，每年投入200万元。", [""], id="a_beginning_is_no_period"),
        pytest.param(
            "2015年合作社52家。党的十八大以来，新修公路500公里。",
            ["2015年", "党的十八大以来"],
            id="since_an_event",
        ),
    ],
)
def test_the_period_of_a_figure(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert periods(tmp_path, f"工作汇报\n一、成效\n{text}\n") == expected


def test_a_summary_speaks_of_the_year_of_its_title(tmp_path: Path) -> None:
    text = "青禾县2024年度工作总结\n一、成效\n全年新建公路62.5公里。\n"
    assert told(propose(tmp_path, text)) == ["青禾县|2024年|新建公路|62.5公里"]


def test_sources_at_the_foot_of_a_page_state_nothing(tmp_path: Path) -> None:
    text = (
        "工作汇报\n全县脱贫人口收入增长①。\n"
        "① 张三：《扶贫研究》，人民出版社，2019年版，共投入30万元。\n"
    )
    assert propose(tmp_path, text) == []


def test_a_text_without_figures_states_nothing(tmp_path: Path) -> None:
    assert propose(tmp_path, "工作汇报\n各项工作稳步推进。\n") == []


def test_the_terminal_prints_a_row_with_its_cells_apart_by_tabs(tmp_path: Path) -> None:
    text = (
        "青禾县2024年度工作总结\n表1 收入（单位：元）\n乡镇\t收入\n石桥镇\t16147\n白杨乡\t15735\n"
    )
    line = as_line(propose(tmp_path, text)[0])
    assert line == {
        "name": "收入",
        "area": "青禾县石桥镇",
        "period": "2024年",
        "value": "16147",
        "unit": "元",
        "qualifier": "",
        "evidence": "石桥镇\t16147",
    }


def test_every_proposal_of_the_sample_library_is_a_slice_of_its_text(corpus: Path) -> None:
    from assistant.evaluation.sampling import extract

    extracted = extract(corpus / "documents/2024年度工作总结.docx")
    assert len(extracted.proposals) > 100
    for one in extracted.proposals:
        assert extracted.text[one.start : one.end] == one.evidence
    stated = {(one.name, one.area, one.period, one.value, one.unit) for one in extracted.proposals}
    assert ("脱贫人口人均纯收入", "青禾县", "2024年", Decimal(15796), "元") in stated
    assert ("外出务工人数", "青禾县石桥镇", "2024年", Decimal(2156), "人") in stated
