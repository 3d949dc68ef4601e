"""What is right here may be right, or otherwise, elsewhere in the library."""

import re
from collections.abc import Sequence

import pytest

from assistant.quiz.checks.elsewhere import agree, contradicted_source, second_true_option
from assistant.quiz.checks.known import Known
from assistant.quiz.schema import BLANK, Item, ItemKind
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from ingest.numerals import quantities
from tests.assistant.quiz.checked import item_of, library, rules_broken
from tests.assistant.quiz.source_texts import seed_sources, source_of

STORES = "2023年，白桦县发展沙棘种植1.2万亩，新建冷库35座，建成村道26.4公里。"
OFFERED = ("1.1万亩", "1.2万亩", "1.4万亩", "2.1万亩")


def with_text(text: str, region: str = "白桦县") -> World:
    """Return the library with one more document."""
    return World([*library().sources, source_of(text, file="另一份.txt", region=region)])


def seabuckthorn(world: World) -> Item:
    stem = "2023年，白桦县发展沙棘种植（　　）。"
    return item_of(world, ItemKind.SINGLE_CHOICE, stem, OFFERED, ("B",), STORES)


def test_an_answer_that_stands_alone_is_not_contradicted() -> None:
    world = library()
    assert rules_broken(world, seabuckthorn(world)) == set()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2023年，白桦县沙棘种植面积达到1.3万亩。", id="in_other_words"),
        pytest.param("白桦县2023年发展沙棘种植13000亩，户均增收800元。", id="in_another_order"),
    ],
)
def test_another_value_for_the_same_question_is_found(text: str) -> None:
    world = with_text(text)
    assert "contradicted_source" in rules_broken(world, seabuckthorn(world))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2022年，白桦县发展沙棘种植0.9万亩。", id="another_year"),
        pytest.param("2023年，红柳县发展沙棘种植0.9万亩。", id="another_county"),
        pytest.param("2023年，白桦县发展枸杞种植0.9万亩。", id="another_thing"),
        pytest.param("2023年，白桦县发展沙棘种植12000亩。", id="the_same_in_another_unit"),
        pytest.param("2023年，白桦县发展沙棘种植1.18万亩。", id="the_same_before_rounding"),
        pytest.param("2023年，白桦县沙棘种植增加0.9万亩。", id="a_change"),
        pytest.param("2023年以来，白桦县发展沙棘种植1.5万亩。", id="more_than_the_year"),
        pytest.param("2023年，全国发展沙棘种植2.1万亩。", id="the_whole_country"),
        pytest.param("2023年，白桦县发展沙棘种植12万亩。", id="another_magnitude"),
        pytest.param(
            "2023年，白桦县发展沙棘种植1.2万亩，林下沙棘种植1.4万亩。", id="where_both_are_stated"
        ),
    ],
)
def test_what_speaks_of_something_else_or_says_the_same_does_not_contradict(text: str) -> None:
    world = with_text(text)
    assert "contradicted_source" not in rules_broken(world, seabuckthorn(world))


def test_a_figure_in_a_name_is_not_compared() -> None:
    text = "表格“沙棘种植五年行动计划”列出：“建设冷库”由县林草局牵头。"
    world = World([source_of(text, file="甲.txt"), *with_text("沙棘种植三年行动计划。").sources])
    stem = "在“沙棘种植五年行动计划”中，“建设冷库”由县林草局牵头。"
    item = item_of(world, ItemKind.TRUE_FALSE, stem, (), ("A",), text)
    assert list(contradicted_source(item, Known(world))) == []


@pytest.mark.parametrize("kind", [ItemKind.TRUE_FALSE, ItemKind.FILL_BLANK])
def test_no_kind_with_one_answer_asks_what_sources_state_differently(kind: ItemKind) -> None:
    world = with_text("2023年，白桦县沙棘种植面积达到1.3万亩。")
    if kind is ItemKind.TRUE_FALSE:
        stem = "2023年，白桦县发展沙棘种植1.2万亩。"
        item = item_of(world, kind, stem, (), ("A",), STORES)
    else:
        stem = "2023年，白桦县发展沙棘种植（　　）万亩。"
        item = item_of(world, kind, stem, (), ("1.2",), STORES)
    assert "contradicted_source" in rules_broken(world, item)


def test_a_partner_figure_with_another_value_contradicts() -> None:
    first, second = "2016年，全县2119户7426人脱贫。", "全年有2120户7426人达到脱贫标准。"
    world = World([source_of(first, file="甲.txt"), source_of(second, file="乙.txt")])
    stem = "2016年，白桦县（　　）户7426人脱贫。"
    item = item_of(world, ItemKind.FILL_BLANK, stem, (), ("2119",), first)
    assert "contradicted_source" in rules_broken(world, item)


def test_a_distractor_that_is_true_elsewhere_is_found() -> None:
    # Without a year the question has the answer of each year.
    world = with_text("白桦县发展沙棘种植1.4万亩。")
    item = seabuckthorn(world)
    undated = item.model_copy(update={"stem": "白桦县发展沙棘种植（　　）。"})
    [flaw] = second_true_option(undated, Known(world))
    assert "选项C" in flaw.message
    assert flaw.evidence is not None
    assert flaw.evidence.document == "另一份.txt"


def names(world: World, options: Sequence[str]) -> Item:
    stem = "公益性岗位补贴由（　　）按月发放。"
    evidence = "公益性岗位每人每月补贴八百元，由县人力资源和社会保障局按月发放。"
    return item_of(world, ItemKind.SINGLE_CHOICE, stem, tuple(options), ("A",), evidence)


def test_a_name_that_is_right_elsewhere_is_found() -> None:
    options = ("县人力资源和社会保障局", "县乡村振兴局", "县民政局", "县财政局")
    world = library()
    assert "second_true_option" not in rules_broken(world, names(world, options))
    other = with_text("公益性岗位补贴由县乡村振兴局按月发放。")
    assert "second_true_option" in rules_broken(other, names(other, options))


def test_a_member_of_the_list_is_no_distractor() -> None:
    world = library()
    stem = "白桦县落实的“三个到位”【不包括】（　　）。"
    evidence = "白桦县落实“三个到位”，即责任到位、资金到位、人员到位。"
    options = ("责任到位", "资金到位", "人员到位", "监督到位")
    item = item_of(world, ItemKind.SINGLE_CHOICE, stem, options, ("D",), evidence)
    assert rules_broken(world, item) == set()
    # Another document counts the distractor among them.
    other = with_text("要做到“三个到位”，即责任到位、监督到位、人员到位。")
    assert "second_true_option" in rules_broken(other, item)


def test_an_option_that_is_half_of_the_key_is_refused() -> None:
    world = library()
    options = ("县人力资源和社会保障局", "人力资源和社会保障局", "县民政局", "县财政局")
    assert "second_true_option" in rules_broken(world, names(world, options))


def test_a_false_statement_that_stands_in_the_library_is_refused() -> None:
    world = with_text("2023年，白桦县新建冷库53座。")
    stem = "2023年，白桦县新建冷库53座。"
    item = item_of(world, ItemKind.TRUE_FALSE, stem, (), ("B",), STORES)
    assert "second_true_option" in rules_broken(world, item)


TWICE = "白桦县建立横向生态补偿机制，完善林权流转制度。县里还要建立碳汇交易机制。"


@pytest.mark.parametrize(("changed", "is_true"), [("碳汇交易机制", True), ("水权交易机制", False)])
def test_a_change_to_what_the_document_also_says_makes_nothing_false(
    changed: str, is_true: bool
) -> None:
    world = with_text(TWICE)
    stem = f"白桦县建立{changed}，完善林权流转制度。"
    item = item_of(world, ItemKind.TRUE_FALSE, stem, (), ("B",), TWICE[:22])
    flaws = {flaw.rule for flaw in second_true_option(item, Known(world))}
    assert flaws == ({"second_true_option"} if is_true else set())


def test_a_distractor_after_the_same_verb_in_the_document_is_refused() -> None:
    world = with_text(TWICE)
    options = ("横向生态补偿机制", "碳汇交易机制", "水权交易机制", "用地保障机制")
    stem = "白桦县建立（　　），完善林权流转制度。"
    item = item_of(world, ItemKind.SINGLE_CHOICE, stem, options, ("A",), TWICE[:22])
    [flaw] = second_true_option(item, Known(world))
    assert "选项B" in flaw.message


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.41万平方公里", "14087平方公里", True),
        ("5公里", "5000米", True),
        ("1.41万平方公里", "14287平方公里", False),
        ("2119户", "2120户", False),
        ("5%", "5.4%", True),
        ("2019年", "2020年", False),
    ],
)
def test_figures_agree_as_far_as_the_rougher_one_goes(one: str, other: str, same: bool) -> None:
    [first], [second] = quantities(one), quantities(other)
    assert agree(first, second) is same
    assert agree(second, first) is same


# --- The true contradictions of the four documents ----------------------------------------------

# Which document, a few words before the figure, and the figure, blanks apart: what the tables in
# noise-*.md and systems-*.md list, as far as the same thing is called the same.
CONTRADICTED = [
    (0, "建档立卡贫困人口", "2198户"),
    (0, "14个，贫困人口", "2922户"),
    (0, "实现减贫", "2192户"),
    (0, "贫困人口中", "2120户"),
    (0, "贫困人口中", "2119户"),
    (0, "已实现转移就业", "2106人"),
    (0, "已实现转移就业", "2096人"),
    (0, "公司与", "1932户"),
    (0, "已与全县", "1953户"),
    (0, "免费教育，对", "244名"),
    (0, "资助政策，对", "162名"),
    (0, "乡镇场区的", "13个"),
    (0, "乡镇场区的", "14个"),
    (0, "种植食用菌", "45.7万平方米"),
    (0, "、食用菌", "39万平方米"),
    (0, "综合贫困发生率稳定控制在", "0.5%"),
    (1, "摘帽", "32个"),
    (1, "全部退出、", "35个"),
    (1, "全部退出，", "35个"),
    (1, "四地州边境线", "2560公里"),
    (1, "边境线长达", "2622公里"),
    (1, "边境线总长的", "45.7%"),
    (1, "边境线总长的", "46.8%"),
    (1, "维吾尔族人口的", "77.9%"),
    (1, "维吾尔族人口的", "61.3%"),
    (1, "距和田市", "24公里"),
    (1, "距和田市", "15公里"),
    (1, "年产量达", "4.5万吨"),
]


@pytest.fixture(scope="module")
def seeds() -> Known:
    return Known(World(seed_sources()))


def blanked(source: Source, before: str, figure: str, world: World) -> Item:
    """Return the sentence around a figure of a document with the figure left blank."""
    spaced = [r"\s*".join(map(re.escape, words)) for words in (before, figure)]
    match = re.search(rf"{spaced[0]}\s*({spaced[1]})", source.text)
    assert match is not None, (before, figure)
    start, end = match.span(1)
    # As far as the clause around goes, from the beginning of its sentence on.
    first = next(
        each.start for each in world.statements if each.source is source and each.end > start
    )
    last = min(source.text.find(sign, end) % len(source.text) for sign in "，；。\n")
    stem = f"{source.text[first:start]}{BLANK}{source.text[end:last]}。".replace("\n", "")
    return Item(
        id="x",
        library="扶贫",
        kind=ItemKind.FILL_BLANK,
        stem=stem,
        key=(source.text[start:end],),
        evidence=(source.evidence(first, last),),
        fact="figure:x",
    )


@pytest.mark.shared
@pytest.mark.parametrize(("number", "before", "figure"), CONTRADICTED)
def test_what_the_documents_state_differently_is_refused(
    number: int, before: str, figure: str, seeds: Known
) -> None:
    item = blanked(seeds.world.sources[number], before, figure, seeds.world)
    assert [flaw.rule for flaw in contradicted_source(item, seeds)] == ["contradicted_source"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("number", "before", "figure"),
    [(0, "土鸡", "14670羽"), (1, "个县（市）、", "382个")],
)
def test_what_the_documents_state_once_is_not(
    number: int, before: str, figure: str, seeds: Known
) -> None:
    item = blanked(seeds.world.sources[number], before, figure, seeds.world)
    assert list(contradicted_source(item, seeds)) == []
