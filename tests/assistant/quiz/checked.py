"""What the tests of the checks share: a small library, and items over it."""

from assistant.quiz.checking import Checker
from assistant.quiz.schema import (
    TRUE_FALSE_OPTIONS,
    Evidence,
    Item,
    ItemKind,
    Severity,
    item_id_of,
)
from assistant.quiz.sources import Source
from assistant.quiz.world import World
from tests.assistant.quiz.source_texts import source_of

RULES_TEXT = """白桦县乡村公益性岗位管理办法
第一条 公益性岗位每人每月补贴八百元，由县人力资源和社会保障局按月发放。
第二条 岗位名单由乡镇人民政府公示，公示期不少于七个工作日。
第三条 公益性岗位包括护林员、保洁员、护水员和治安员。
第四条 申请按以下步骤办理：（一）本人申请。（二）村级评议。（三）乡镇审核。（四）县级备案。
"""
SUMMARY_TEXT = """白桦县2023年工作总结
2023年，白桦县发展沙棘种植1.2万亩，新建冷库35座，建成村道26.4公里。
2022年，白桦县新建冷库28座。
白桦县落实“三个到位”，即责任到位、资金到位、人员到位。
"""
OTHER_TEXT = """青禾县调研报告
2023年，青禾县发展沙棘种植3.6万亩。
"""


def library() -> World:
    """Return what the tests check against."""
    return World(
        [
            source_of(RULES_TEXT, file="岗位办法.txt", region="白桦县"),
            source_of(SUMMARY_TEXT, file="白桦总结.txt", region="白桦县"),
            source_of(OTHER_TEXT, file="青禾报告.txt", region="青禾县"),
        ]
    )


def evidence_of(world: World, text: str) -> Evidence:
    """Return the first place where a text stands verbatim."""
    source: Source = next(each for each in world.sources if text in each.text)
    start = source.text.index(text)
    return source.evidence(start, start + len(text))


def item_of(
    world: World,
    kind: ItemKind,
    stem: str,
    options: tuple[str, ...],
    key: tuple[str, ...],
    *evidence: str,
    fact: str = "figure:x",
) -> Item:
    """Return an item as a rule writes it; its evidence is given by its text."""
    return Item(
        id=item_id_of("政策", kind, stem, options),
        library="政策",
        kind=kind,
        stem=stem,
        options=TRUE_FALSE_OPTIONS if kind is ItemKind.TRUE_FALSE else options,
        key=key,
        evidence=tuple(evidence_of(world, text) for text in evidence),
        fact=fact,
    )


def rules_broken(world: World, item: Item, *others: Item) -> set[str]:
    """Return the rules that an item breaks, warnings included."""
    flaws = Checker(world, others).check(item)
    for flaw in flaws:
        assert flaw.message.endswith("。")
        assert flaw.severity in Severity
    return {flaw.rule for flaw in flaws}
