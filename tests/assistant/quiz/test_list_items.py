from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.quiz.facts.amendments import find_amendments
from assistant.quiz.facts.definitions import find_definitions
from assistant.quiz.facts.responsibilities import find_groups, find_responsibilities
from assistant.quiz.facts.statements import SlotKind, find_slots, find_statements
from assistant.quiz.schema import BLANK, LETTERS, Item, ItemKind
from assistant.quiz.world import World
from assistant.quiz.writing.lists import make_list_items
from tests.assistant.quiz.source_texts import seed_sources, source_of, source_of_file

DUTIES = """乡村振兴责任制实施办法
第一章 总则
第一条 为了落实责任，制定本办法。
第二章 责任
第二条 省级党委和政府负责统筹规划，确保投入力度与任务相适应，并组织开展年度考核。
第三条 市级党委和政府负责协调域内跨县项目，对项目实施和资金使用情况进行督促检查。
第四条 县级党委和政府应当制订实施规划，优化配置各类要素，把政策措施落实到村到户到人。
第五条 国务院扶贫办指导各地开展动态监测，建立部门间信息互联共享机制，完善统计体系。
第六条 中央组织部统筹挂职干部人才选派管理工作，做到程序公开、数据准确、档案完整、结果公正。
第七条 贫困户退出，由村“两委”提出，经驻村工作队核实，在村内公示，公告退出。
第八条 建立扶贫公告公示制度，强化社会监督，保障资金在阳光下运行。
第九条 国务院扶贫开发领导小组负责综合协调，组织开展督查巡查，有关情况及时通报。
第十条 党中央、国务院主要负责统筹制定大政方针，出台重大政策举措，规划重大工程项目。
第十一条 本办法自2020年1月1日起施行。
"""

REPORT = """白桦县脱贫攻坚总结
一、主要做法
白桦县推行“七步工作法”（宣传发动、农户申请、入户调查、评议公示、听取意见、深度核查、评议汇总）。
白桦县采用“三项公示”（申请公示、评议公示、结果公示）。
“两因户”指因病因灾致贫、靠自身力量难以脱贫的贫困户。
“两无户”指无力脱贫、无业可扶的贫困户。
“两缺户”指缺生产资料、缺技术资金的贫困户。
“两有户”指有资源、有劳动能力但没有致富门路的贫困户。
"""


def items_of(*texts: str) -> list[Item]:
    sources = [
        source_of(text, file=f"{number}.txt", **({"region": "白桦县"} if "白桦" in text else {}))
        for number, text in enumerate(texts)
    ]
    world = World(sources)
    return [item for source in sources for item in make_list_items(source, world)]


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return items_of(DUTIES, REPORT)


def of_kind(items: Sequence[Item], kind: ItemKind, fact: str = "") -> list[Item]:
    return [item for item in items if item.kind is kind and item.fact.startswith(fact)]


def test_who_acts_is_asked_with_the_rule_that_says_so(items: list[Item]) -> None:
    stems = {item.stem: item for item in of_kind(items, ItemKind.SINGLE_CHOICE, "body:")}
    stem = next(stem for stem in stems if "跨县项目" in stem)
    assert stem.startswith(f"根据《乡村振兴责任制实施办法》，{BLANK}负责协调")
    assert stems[stem].key_texts == ("市级党委和政府",)
    # 跨县 tells that it is no county.
    assert "县级党委和政府" not in stems[stem].options
    assert "省级党委和政府" in stems[stem].options


def test_steps_are_shown_out_of_their_order(items: list[Item]) -> None:
    ordered = {item.fact: item for item in of_kind(items, ItemKind.ORDERING)}
    leaving = ordered["procedure:乡村振兴责任制实施办法:贫困户退出"]
    steps = ("由村“两委”提出", "经驻村工作队核实", "在村内公示", "公告退出")
    assert leaving.key_texts == steps
    assert leaving.options != steps
    seven = next(item for item in ordered.values() if "七步工作法" in item.stem)
    assert seven.key_texts[0] in {"宣传发动", "农户申请"}
    assert len(seven.options) == 6


def test_a_statement_that_was_changed_says_in_its_rationale_what_was(items: list[Item]) -> None:
    changed = [i for i in of_kind(items, ItemKind.TRUE_FALSE) if i.key == ("B",)]
    assert changed
    assert all("改成了" in i.rationale or "不在其中" in i.rationale for i in changed)
    for item in of_kind(items, ItemKind.TRUE_FALSE, "body:"):
        is_verbatim = item.evidence[0].text.rstrip("。") in item.stem
        assert is_verbatim is (item.key == ("A",))


def test_every_item_quotes_evidence_that_stands_in_its_source(items: list[Item]) -> None:
    assert {item.kind for item in items} >= {
        ItemKind.SINGLE_CHOICE,
        ItemKind.TRUE_FALSE,
        ItemKind.FILL_BLANK,
        ItemKind.SHORT_ANSWER,
        ItemKind.ORDERING,
    }
    sources = {"0.txt": source_of(DUTIES, file="0.txt"), "1.txt": source_of(REPORT, file="1.txt")}
    for item in items:
        assert item.evidence
        assert item.fact
        for evidence in item.evidence:
            text = sources[evidence.document].text
            assert text[evidence.start : evidence.end] == evidence.text
        assert all(letter in LETTERS for letter in item.key) or not item.options


def test_a_distractor_is_nowhere_in_the_list_or_its_sentence(items: list[Item]) -> None:
    for item in items:
        if item.kind not in {ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE}:
            continue
        negative = "【不包括】" in item.stem
        wrong = set(item.key_texts) if negative else set(item.options) - set(item.key_texts)
        said = "".join(evidence.text for evidence in item.evidence)
        assert not any(option in said for option in wrong)


def test_a_blank_takes_what_was_left_out_word_for_word(items: list[Item]) -> None:
    for item in of_kind(items, ItemKind.FILL_BLANK, "series:"):
        whole = item.stem.replace(BLANK, item.key[0]).split("》，", 1)[1]
        assert whole.rstrip("。") in item.evidence[0].text


def test_nothing_is_asked_twice_in_the_same_words(items: list[Item]) -> None:
    assert len({item.id for item in items}) == len(items)


def test_the_same_library_gives_the_same_items(items: list[Item]) -> None:
    assert items_of(DUTIES, REPORT) == items


def test_words_that_are_explained_are_told_apart_from_their_neighbours() -> None:
    found = {gap.answer: gap for gap in find_definitions(source_of(REPORT, region="白桦县"))}
    assert set(found) == {"两因户", "两无户", "两缺户", "两有户"}
    assert set(found["两因户"].rivals) == {"两无户", "两缺户", "两有户"}
    assert found["两因户"].before.startswith("白桦县")


def test_who_helps_whom_leaves_out_who_helps_the_same_province() -> None:
    rule = (
        "关于加强扶贫协作的指导意见\n一、结对关系\n结对关系为：上海市帮扶云南省、贵州省遵义市；"
        "天津市帮扶甘肃省；福建省帮扶宁夏回族自治区，厦门市帮扶甘肃省临夏州；"
        "山东省帮扶重庆市；珠海市帮扶云南省怒江州。\n二、要求\n各地要抓好落实。"
    )
    gaps = {gap.behind: gap for gap in find_responsibilities(source_of(rule))}
    nujiang = gaps["帮扶云南省怒江州。"]
    assert nujiang.answer == "珠海市"
    assert "上海市" not in nujiang.rivals
    # A province or 直辖市 stands beside others, a city beside cities.
    assert nujiang.rivals == ("厦门市",)
    assert "天津市" in gaps["帮扶云南省。"].rivals
    assert "福建省" not in gaps["帮扶甘肃省临夏州。"].rivals


def test_duties_of_a_body_are_told_from_those_of_other_ranks(items: list[Item]) -> None:
    asked = {item.stem: item for item in of_kind(items, ItemKind.SINGLE_CHOICE, "duty:")}
    city = asked[f"根据《乡村振兴责任制实施办法》，市级党委和政府的职责是{BLANK}。"]
    assert city.key_texts == ("负责协调域内跨县项目，对项目实施和资金使用情况进行督促检查",)
    assert len(city.options) == 4


TABLE = """# 白桦县乡村振兴总结

## 一、任务分工

表1 白桦县乡村振兴任务分工

| 项目名称 | 牵头单位 | 责任单位 |
| --- | --- | --- |
| 推进产业结构调整 | 县自然资源局 | 县林业局、水利局、发改委，各乡镇 |
| 培育新型职业农民 | 县人社局 | 县教育局、科技局、工会，各乡镇 |
| 建强文化阵地 | 县文旅局 | 县住建局、体育局、文物局，各乡镇 |
| 推进健康乡村 | 县卫健委 | 县民政局、医保局、残联，各乡镇 |
"""


def test_a_table_tells_who_leads_but_not_whom_its_name_gives_away(tmp_path: Path) -> None:
    file = tmp_path / "分工.md"
    file.write_text(TABLE, encoding="utf-8")
    source = source_of_file(file, region="白桦县")
    leads = {gap.before: gap for gap in find_responsibilities(source)}
    land = next(gap for before, gap in leads.items() if "推进产业结构调整" in before)
    assert land.answer == "县自然资源局"
    assert set(land.rivals) == {"县人社局", "县文旅局", "县卫健委"}
    assert not any("文化阵地" in before or "健康乡村" in before for before in leads)
    assert not any("责任单位" in item.stem for item in make_list_items(source, World([source])))


def test_whom_a_province_helps_is_asked_beside_whom_others_help() -> None:
    rule = (
        "关于加强扶贫协作的指导意见\n一、结对关系\n结对关系为：上海市帮扶云南省、贵州省遵义市；"
        "天津市帮扶甘肃省、河北省承德市；江苏省帮扶陕西省、青海省西宁市，苏州市帮扶贵州省铜仁市；"
        "山东省帮扶重庆市；珠海市帮扶云南省怒江州。\n二、要求\n各地要抓好落实。"
    )
    groups = {group.name: group.texts for group in find_groups(source_of(rule))}
    assert groups["上海市帮扶的地区"] == ("云南省", "贵州省遵义市")
    asked = {i.stem: i for i in of_kind(items_of(rule), ItemKind.MULTIPLE_CHOICE)}
    tianjin = next(item for stem, item in asked.items() if "天津市帮扶的地区" in stem)
    assert set(tianjin.key_texts) == {"甘肃省", "河北省承德市"}
    jiangsu = next((item for stem, item in asked.items() if "江苏省帮扶的地区" in stem), tianjin)
    assert "贵州省铜仁市" not in jiangsu.options


def amended(sentence: str) -> list[tuple[str, tuple[str, ...]]]:
    rule = (
        f"乡村振兴责任制实施办法\n第一章 总则\n第一条 {sentence}\n第二条 本办法自发布之日起施行。"
    )
    found = find_statements(source_of(rule))
    return [(one.word, one.others) for each in found for one in find_amendments(each)]


@pytest.mark.parametrize(
    ("sentence", "word", "other"),
    [
        ("贫困户退出名单由县级扶贫办审核后报上一级扶贫办备案。", "备案", "审批"),
        ("扶持易地搬迁的长期贷款，由中央财政给予百分之九十的贴息。", "中央财政", "省级财政"),
        ("乡级人民政府负责人是本乡镇项目资金管理的第一责任人。", "第一责任人", "直接责任人"),
    ],
)
def test_the_word_on_which_a_rule_depends_is_changed(sentence: str, word: str, other: str) -> None:
    assert amended(sentence) == [(word, (other,))]


def test_a_level_of_which_the_rule_speaks_too_is_not_put_in() -> None:
    assert not amended("省级党委和政府负责市级和县级的考核工作，组织落实退出机制。")


def test_a_changed_rule_is_false_and_says_what_was_changed() -> None:
    rule = DUTIES.replace(
        "第九条", "第九条 扶贫小额信贷的贴息资金由中央财政负担，按年结算。\n第十条"
    )
    asked = [item for item in items_of(rule) if item.fact.startswith("rule:")]
    choice = next(i for i in asked if i.kind is ItemKind.SINGLE_CHOICE and "贴息" in i.stem)
    assert choice.key_texts == ("中央财政",)
    assert set(choice.options) == {"中央财政", "省级财政", "市级财政", "县级财政"}
    for item in of_kind(asked, ItemKind.TRUE_FALSE):
        assert ("改成了" in item.rationale) is (item.key == ("B",))


def test_a_part_of_a_rule_is_asked_by_its_own_sentences_beside_changed_ones() -> None:
    rule = (
        "关于支持山区建设的指导意见\n一、加大资金投入\n"
        "对易地搬迁的长期贷款，由中央财政给予贴息支持。\n"
        "增加山区教育和卫生的转移支付规模，扩大支持范围。\n"
        "大力发展山区特色种植业，支持建设农产品批发市场。\n"
        "加强山区道路和通信设施建设，改善群众的出行条件。\n"
        "二、加强组织领导\n加强山区基层干部培训，提高服务群众的本领。\n"
    )
    item = next(i for i in items_of(rule) if i.fact.startswith("rules:"))
    assert item.kind is ItemKind.MULTIPLE_CHOICE
    assert "关于“加大资金投入”" in item.stem
    wrong = set(item.options) - set(item.key_texts)
    assert wrong == {"对易地搬迁的长期贷款，由省级财政给予贴息支持"}
    assert "“中央财政”改成了“省级财政”" in item.rationale


def test_what_is_eaten_or_explained_by_itself_is_no_definition() -> None:
    text = (
        "白桦县脱贫攻坚总结\n一、主要做法\n“八大碗”是指清一色的大碗呈上四荤四素八道菜的席面。\n"
        "“项目安排精准”是指在项目安排过程中要精准安排各类项目到村到户。\n"
    )
    assert not list(find_definitions(source_of(text, region="白桦县")))


def test_a_sentence_that_leans_on_its_source_is_no_statement() -> None:
    text = (
        f"{DUTIES}第十条 该单位应当按照上述要求，抓好落实、抓好督查、抓好考核、抓好问责各项工作。\n"
    )
    kept = [one.standing.text for one in find_statements(source_of(text))]
    assert any("跨县项目" in sentence for sentence in kept)
    assert not any("上述" in sentence for sentence in kept)


def test_what_a_rule_sets_up_can_be_taken_out_of_its_sentence() -> None:
    slots = [s for one in find_statements(source_of(DUTIES)) for s in find_slots(one)]
    means = [slot.members[0] for slot in slots if slot.kind is SlotKind.MEANS]
    assert "扶贫公告公示制度" in means
    series = [slot.members for slot in slots if slot.kind is SlotKind.SERIES]
    assert series == [("程序公开", "数据准确", "档案完整", "结果公正")]


def test_a_text_without_lists_gives_no_items() -> None:
    assert items_of("通知\n请遵照执行。") == []


@pytest.mark.shared
def test_the_real_documents_give_hundreds_of_items_of_every_kind() -> None:
    world = World(seed_sources())
    items = [item for source in world.sources for item in make_list_items(source, world)]
    counts = {kind: len(of_kind(items, kind)) for kind in ItemKind if kind is not ItemKind.CASE}
    assert len(items) >= 500
    assert all(counts.values())
    assert counts[ItemKind.SHORT_ANSWER] + counts[ItemKind.ORDERING] >= 60
