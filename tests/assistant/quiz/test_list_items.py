from collections.abc import Sequence
from pathlib import Path

import pytest

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
第九条 本办法自2020年1月1日起施行。
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
    assert "县级党委和政府" in stems[stem].options


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
    assert "天津市" in nujiang.rivals
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
| 推进产业结构调整 | 县农业局 | 县林业局、水利局、发改委，各乡镇 |
| 培育新型职业农民 | 县人社局 | 县教育局、科技局、工会，各乡镇 |
| 建强文化阵地 | 县文旅局 | 县住建局、体育局、文物局，各乡镇 |
| 推进健康乡村 | 县卫健委 | 县民政局、医保局、残联，各乡镇 |
"""


def test_a_table_tells_who_leads_and_who_takes_part(tmp_path: Path) -> None:
    file = tmp_path / "分工.md"
    file.write_text(TABLE, encoding="utf-8")
    source = source_of_file(file, region="白桦县")
    leads = {gap.before: gap for gap in find_responsibilities(source)}
    farming = next(gap for before, gap in leads.items() if "推进产业结构调整" in before)
    assert farming.answer == "县农业局"
    assert set(farming.rivals) == {"县人社局", "县文旅局", "县卫健委"}
    parts = {group.name: group.texts for group in find_groups(source)}
    assert ("林业局", "水利局", "发改委") in parts.values()
    items = list(make_list_items(source, World([source])))
    asked = next(i for i in of_kind(items, ItemKind.MULTIPLE_CHOICE) if "健康乡村" in i.stem)
    assert set(asked.key_texts) == {"民政局", "医保局", "残联"}
    assert len(asked.options) == 5


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
