from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.schema import BlockKind, CleanText, Section, SectionKind
from ingest.sectioning import split_sections
from tests.ingest.clean_texts import build

BODY = "各乡镇要落实帮扶责任，按月走访农户，及时核实收入变化，并把结果报县里备案。"
SEEDS = Path(__file__).parents[2] / "../shared/seeds"


def outline(*lines: str) -> list[str]:
    """Headings, indented by one point per level below the first."""
    sections = split_sections(build(*lines))
    return ["·" * (section.level - 1) + section.heading for section in sections]


def headings(*lines: str) -> list[str]:
    return [section.heading for section in split_sections(build(*lines))]


def test_numbering_nests_in_the_usual_order() -> None:
    assert outline(
        "第一编　通则",
        "第一章　总　则",
        "第一节　范围",
        "一、目标任务",
        "（一）总体目标",
        "1. 稳定增收",
        "（1）到户项目",
        BODY,
        "（2）到村项目",
        BODY,
        "第二章　附　则",
        BODY,
    ) == [
        "第一编 通则",
        "·第一章 总则",
        "··第一节 范围",
        "···一、目标任务",
        "····（一）总体目标",
        "·····1. 稳定增收",
        "······（1）到户项目",
        "······（2）到村项目",
        "·第二章 附则",
    ]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        pytest.param("第一章 总则", "第一章", id="chinese_numeral"),
        pytest.param("第1章　总则", "第1章", id="arabic_numeral_full_width_blank"),
        pytest.param("第 一 章 总则".replace(" 一 ", " 一"), "第一章", id="blank_in_number"),
        pytest.param("第一部分 基本情况", "第一部分", id="part"),
        pytest.param("一、基本情况", "一、", id="comma"),
        pytest.param("(一) 基本情况", "(一)", id="half_width_brackets"),
        pytest.param("1、基本情况", "1、", id="arabic_with_comma"),
        pytest.param("1.基本情况", "1.", id="arabic_with_point"),
        pytest.param("（1）基本情况", "（1）", id="arabic_in_brackets"),
        pytest.param("附 件", "附件", id="appendix_set_apart"),
        pytest.param("附件2：任务分工表", "附件2", id="appendix_with_number"),
        pytest.param("案例3-1", "案例3-1", id="case"),
    ],
)
def test_a_numbered_line_is_a_heading(line: str, number: str) -> None:
    (section,) = split_sections(build(line, BODY))
    assert section.number == number


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("1. 5万元以下的项目由乡镇审批", id="amount"),
        pytest.param("2016.02.23", id="date_with_points"),
        pytest.param("（2023）", id="year_in_brackets"),
        pytest.param("（2017年2月21日）", id="date_in_brackets"),
        pytest.param("第三条第二款规定的情形除外", id="article_only_mentioned"),
        pytest.param("第二章规定的程序适用于乡镇", id="chapter_only_mentioned"),
        pytest.param(f"第一部分说明理论渊源。{BODY}", id="sentence_that_begins_with_a_part"),
        pytest.param(f"第一，要加强组织领导。{BODY}", id="sentence_that_begins_with_an_ordinal"),
        pytest.param(f"一是抓产业。{BODY}", id="sentence_that_begins_with_yi_shi"),
        pytest.param("附件：1.申报表", id="list_of_attachments"),
        pytest.param("资料来源：县统计局", id="source"),
        pytest.param("图3-2　全县产业分布情况", id="caption"),
        pytest.param("各乡镇人民政府：", id="addressees"),
        pytest.param("县乡村振兴局办公室", id="office"),
        pytest.param("https://example.gov.cn/a", id="address"),
    ],
)
def test_what_only_looks_numbered_or_short_is_no_heading(line: str) -> None:
    assert headings(BODY, line, BODY) == []


def test_a_heading_with_text_on_its_line_ends_at_the_first_full_stop() -> None:
    clean = build(f"（一）加强组织领导。{BODY}")
    (section,) = split_sections(clean)
    assert section.heading == "（一）加强组织领导"
    assert clean.text[section.start : section.body_start] == "（一）加强组织领导。"
    assert clean.text[section.body_start :] == BODY


def test_an_article_is_headed_by_its_number_and_its_text_follows() -> None:
    clean = build("第一条　为规范资金管理，制定本办法。", "第一条之一　本办法适用于各乡镇。")
    first, second = split_sections(clean)
    assert (first.kind, first.heading, second.heading) == (
        SectionKind.ARTICLE,
        "第一条",
        "第一条之一",
    )
    assert clean.text[first.body_start :].startswith("　为规范")


def test_an_article_with_a_title_in_brackets_keeps_it() -> None:
    (section,) = split_sections(build("第三条　【适用范围】本办法适用于各乡镇。"))
    assert section.heading == "第三条 【适用范围】"


def test_articles_without_a_blank_are_found_by_their_order() -> None:
    assert headings("第一条为规范管理，制定本办法。", "第二条各乡镇适用本办法。") == [
        "第一条",
        "第二条",
    ]


def test_numbers_of_more_than_a_thousand_articles_are_read() -> None:
    assert headings("第一千一百六十四条 本编调整民事关系。") == ["第一千一百六十四条"]


def test_articles_run_on_over_chapters() -> None:
    assert outline(
        "第一章　总则",
        "第一条　为了规范，制定本办法。",
        "第二章　附则",
        "第二条　本办法自公布之日起施行。",
    ) == ["第一章 总则", "·第一条", "第二章 附则", "·第二条"]


def test_items_of_a_list_are_no_headings() -> None:
    assert headings(
        "第五条　有下列情形之一的，予以退出：",
        "（一）收入稳定超过标准的；",
        "（二）举家搬离的；",
        "（三）其他情形。",
        "第六条　退出须公示。",
    ) == ["第五条", "第六条"]


def test_neighbouring_short_numbered_lines_are_a_list() -> None:
    assert headings("参加单位如下。", "1. 县财政局", "2. 县民政局", "3. 县教育局", BODY) == []


def test_numbering_that_restarts_in_an_appendix_stays_inside_it() -> None:
    assert outline(
        "一、基本情况", BODY, "二、主要成效", "（一）产业", BODY,
        "附件：就业举措", "一、家庭工坊", BODY, "二、庭院经济", BODY,
        "（二）教育", BODY, "三、存在问题", BODY,
    ) == [
        "一、基本情况", "二、主要成效", "·（一）产业",
        "··附件：就业举措", "···一、家庭工坊", "···二、庭院经济",
        "·（二）教育", "三、存在问题",
    ]  # fmt: skip


def test_numbering_that_runs_on_over_parts_stays_at_its_level() -> None:
    assert outline(
        "一、总体要求", "（一）指导思想", BODY, "（二）目标", BODY,
        "二、重点任务", "（三）产业", BODY, "（四）就业", BODY,
    ) == [
        "一、总体要求", "·（一）指导思想", "·（二）目标",
        "二、重点任务", "·（三）产业", "·（四）就业",
    ]  # fmt: skip


def test_the_nesting_that_a_document_shows_wins() -> None:
    assert outline(
        "（一）农业", "一、种植", BODY, "二、养殖", BODY,
        "（二）工业", "一、加工", BODY, "二、纺织", BODY,
    ) == [
        "（一）农业", "·一、种植", "·二、养殖", "（二）工业", "·一、加工", "·二、纺织",
    ]  # fmt: skip


def test_every_document_of_a_collection_stands_beside_the_others() -> None:
    assert outline(
        "附录二", "文件选编",
        "关于推进协作工作的指导意见", "一、总体要求", BODY, "二、保障措施", BODY,
        "考核工作实施办法", "第一条　为了考核，制定本办法。", "第二条　本办法由县里解释。",
        "关于建立退出机制的意见", "一、指导思想", BODY,
    ) == [
        "附录二 文件选编",
        "·关于推进协作工作的指导意见", "··一、总体要求", "··二、保障措施",
        "·考核工作实施办法", "··第一条", "··第二条",
        "·关于建立退出机制的意见", "··一、指导思想",
    ]  # fmt: skip


def test_a_title_and_its_subtitle_are_one_heading() -> None:
    assert headings("第三章　把山路走宽", "——交通帮扶的做法", BODY) == [
        "第三章 把山路走宽 ——交通帮扶的做法"
    ]


def test_titles_with_subtitles_in_a_collection_stand_side_by_side() -> None:
    assert outline(
        "附录一", "典型案例",
        "把电接到山顶上", "——某县光伏帮扶纪实", "一、主要做法", BODY, "二、主要成效", BODY,
        "把路修到家门口", "——某乡交通帮扶纪实", BODY,
    ) == [
        "附录一 典型案例",
        "·把电接到山顶上 ——某县光伏帮扶纪实", "··一、主要做法", "··二、主要成效",
        "·把路修到家门口 ——某乡交通帮扶纪实",
    ]  # fmt: skip


def test_an_unnumbered_short_line_before_text_is_a_heading() -> None:
    assert headings(BODY, "就业产业并重 拓宽增收渠道", BODY) == ["就业产业并重 拓宽增收渠道"]


def test_a_short_line_after_an_open_sentence_is_none() -> None:
    assert headings("各乡镇按照统一安排部署并且结合本地实际情况认真组织开展了农户收入监测和",
                    "帮扶责任人按月走访", BODY) == []  # fmt: skip


def test_a_list_of_names_is_no_heading() -> None:
    names = ("新疆大学经济学院", "石河子大学农学院", "塔里木大学农学院")
    assert headings("参加编写的单位如下", *names, BODY) == []


def test_given_levels_are_followed() -> None:
    assert outline(
        "# 管理条例", "## 第一章 总则", "第一条 为了管理。", "## 附 则", "第二条 施行。"
    ) == [
        "管理条例",
        "·第一章 总则",
        "··第一条",
        "·附则",
        "··第二条",
    ]


def test_given_levels_that_say_nothing_give_way_to_numbers() -> None:
    assert outline(
        "# 一、目标", "# （一）总体", BODY, "# （二）分项", BODY, "# 二、措施", BODY
    ) == [
        "一、目标",
        "·（一）总体",
        "·（二）分项",
        "二、措施",
    ]


def test_footnote_marks_are_no_part_of_a_heading() -> None:
    assert headings("（四）行业帮扶^①", BODY) == ["（四）行业帮扶"]


def test_entries_of_a_reference_list_are_no_headings() -> None:
    assert headings(
        "参考文献", "1、张某.《农村调查》", "期刊论文部分", "2、李某.《县域经济》", "后记", BODY
    ) == ["参考文献", "后记"]


def test_a_text_without_headings_has_no_sections() -> None:
    assert split_sections(build(BODY, BODY)) == []
    assert split_sections(CleanText(text="", passages=(), runs=())) == []


# --- Invariants -----------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        BODY, BODY, "第一章　总则", "第二章 资金", "第一条　为了规范。", "第二条　适用本办法。",
        "一、目标", "二、措施", "三、保障", "（一）总体要求", "（二）具体安排",
        "（三）加强领导。" + BODY,
        "1. 产业帮扶", "2. 就业帮扶", "（1）到户", "附件：情况说明", "附录一", "案例一：合作社",
        "做强产业 稳住就业", "——副标题在这里", "第一，抓好开局起步", "后 记", "# 标题", "## 小标题",
        "^① 脚注。", "甲 | 乙", "1 | 2", "  ",
    ]
)  # fmt: skip


def check_nesting(clean: CleanText, sections: list[Section]) -> None:
    open_: list[Section] = []
    for before, after in pairwise(sections):
        assert before.start < after.start
        assert before.body_start <= after.start
    for section in sections:
        assert 0 <= section.start < section.body_start <= section.end <= len(clean.text)
        assert section.level == len(section.path)
        assert section.path[-1] == section.heading
        while open_ and open_[-1].end <= section.start:
            open_.pop()
        assert [parent.heading for parent in open_] == list(section.path[:-1])
        if open_:
            assert section.end <= open_[-1].end
        open_.append(section)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=30))
def test_sections_nest_in_order_without_overlap(lines: list[str]) -> None:
    clean = build(*lines)
    check_nesting(clean, split_sections(clean))


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.exists(), reason="the four real documents are not beside the project")
@pytest.mark.parametrize(
    ("pattern", "chapters"),
    [pytest.param("000*", 8, id="book"), pytest.param("003*", 10, id="book_with_documents")],
)
def test_the_chapters_of_real_books_are_found_once(pattern: str, chapters: int) -> None:
    text = next(SEEDS.glob(pattern)).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and " | " not in line]
    clean = build(*(line for line in lines if not line.startswith("#")))
    sections = split_sections(clean)
    check_nesting(clean, sections)
    top = [s for s in sections if s.number.endswith("章") and s.level == 1]
    assert len(top) == chapters
    assert all(passage.kind is not BlockKind.HEADING for passage in clean.passages)
