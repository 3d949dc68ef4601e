"""The bank follows its sources: one library in which something happens to every document."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.indicators.periods import require_period
from assistant.indicators.schema import Figure
from assistant.quiz.bank import NewItem
from assistant.quiz.facts.indicators import make_indicator_items
from assistant.quiz.living import LivingBank, Refreshed
from assistant.quiz.schema import (
    BLANK,
    Action,
    Affected,
    Decision,
    Draft,
    Evidence,
    Item,
    ItemKind,
    ItemState,
)
from assistant.quiz.sources import read_source
from assistant.settings import Settings
from ingest.schema import Marks, Validity

LIBRARY = "政策"
POSTS = """白桦县公益性岗位管理办法
第一条 为规范公益性岗位管理，制定本办法。
第二条 公益性岗位每人每月补贴800元，由县人社局发放，每年不超过12个月。
第三条 岗位名单公示7日，公示由乡镇人民政府负责。
第四条 岗位人员由村民委员会评议产生。
第五条 岗位人员每周工作不少于20小时，每年体检1次。
第六条 岗位补贴由县财政局审核。
"""
# Another article before the others, figures changed, a sentence reworded, another one gone.
NEW_POSTS = """白桦县公益性岗位管理办法
第一条 为规范公益性岗位管理，制定本办法。
第一条之一 本办法适用于全县各乡镇。
第二条 公益性岗位每人每月补贴900元，由县人社局发放，每年不超过12个月。
第三条 岗位名单公示7日，公示由乡镇人民政府负责。
第五条 岗位人员每周工作不少于20小时，每年体检2次。
第六条 岗位补贴不再由县财政局审核。
"""
LOANS = "脱贫人口小额信贷明白纸\n小额信贷每户最高可以贷款5万元。\n"
RANGERS = "护林员管理办法\n护林员每月巡山不少于22天。\n"
NOTES = "会议纪要\n会议决定新建冷库两座。\n"
FILES = {
    "岗位办法.txt": POSTS,
    "信贷明白纸.txt": LOANS,
    "护林员办法.txt": RANGERS,
    "纪要.txt": NOTES,
}


def figure(value: str, area: str = "白桦县") -> Figure:
    return Figure(
        value=Decimal(value),
        unit="元",
        name="脱贫人口人均纯收入",
        area=area,
        period=require_period("2024年"),
    )


@dataclass(frozen=True)
class Changed:
    """A library before and after."""

    assistant: Assistant
    living: LivingBank
    items: dict[str, Item]
    """By what happens to them."""

    refreshed: Refreshed

    def now(self, name: str) -> Item:
        """An item as it is now."""
        return self.assistant.quizzes.item(self.items[name].id).item

    def affected(self, name: str) -> Affected:
        """What is told of an item."""
        found = {each.item.id: each for each in self.assistant.quizzes.affected()}
        return found[self.items[name].id]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    home = tmp_path_factory.mktemp("living")
    assistant = Assistant.from_settings(Settings(home=home / "home", _env_file=None))
    for file, text in FILES.items():
        (home / file).write_text(text, encoding="utf-8")
    list(assistant.ingest([home / file for file in FILES], library=LIBRARY))
    assistant.indicators.put([figure("17556"), figure("16000", "红柳乡")], library=LIBRARY)
    items = write_items(assistant)
    ids = [item.id for item in items.values()]
    assert not assistant.quizzes.decide(ids, Decision.ACCEPT).refused
    living = LivingBank(assistant._parts.bank, assistant.store.library, assistant._parts.ledger)
    assert living.refresh() == Refreshed()
    change_sources(assistant, home)
    yield Changed(assistant, living, items, living.refresh())
    assistant.close()


def write_items(assistant: Assistant) -> dict[str, Item]:
    quizzes = assistant.quizzes

    def cite(file: str, text: str) -> tuple[Evidence, ...]:
        source = read_source(assistant.store.library, assistant.document(file))
        start = source.text.index(text)
        return (source.evidence(start, start + len(text)),)

    def write(
        file: str,
        text: str,
        stem: str,
        key: tuple[str, ...],
        options: tuple[str, ...] = (),
        kind: ItemKind = ItemKind.FILL_BLANK,
    ) -> Item:
        draft = Draft(
            kind=kind, stem=stem, options=options, key=key, evidence=cite(file, text),
            rationale=f"原文：{text}",
        )  # fmt: skip
        return quizzes.write(draft, library=LIBRARY).item

    posts = "岗位办法.txt"
    subsidy = "公益性岗位每人每月补贴800元，由县人社局发放，每年不超过12个月。"
    hours = "岗位人员每周工作不少于20小时，每年体检1次。"
    items = {
        "moved": write(posts, "岗位名单公示7日", f"白桦县公益性岗位名单公示{BLANK}日。", ("7",)),
        "blank": write(
            posts, subsidy, f"白桦县公益性岗位每人每月补贴{BLANK}元，由县人社局发放。", ("800",)
        ),
        "choice": write(
            posts, subsidy, f"白桦县公益性岗位每人每月补贴{BLANK}，由县人社局发放。", ("B",),
            ("700元", "800元", "850元", "1000元"), ItemKind.SINGLE_CHOICE,
        ),
        "other figure": write(
            posts, hours, f"白桦县公益性岗位人员每周工作不少于{BLANK}小时。", ("20",)
        ),
        "gone": write(
            posts, "岗位人员由村民委员会评议产生。", f"白桦县公益性岗位人员由{BLANK}评议产生。",
            ("村民委员会",),
        ),
        "reworded": write(
            posts, "岗位补贴由县财政局审核。", f"白桦县公益性岗位补贴由{BLANK}审核。", ("县财政局",)
        ),
        "untouched": write(
            "信贷明白纸.txt", "小额信贷每户最高可以贷款5万元。",
            f"脱贫人口小额信贷每户最高可以贷款{BLANK}。", ("5万元",),
        ),
        "repealed": write(
            "护林员办法.txt", "护林员每月巡山不少于22天。", f"护林员每月巡山不少于{BLANK}天。",
            ("22",),
        ),
        "deleted": write(
            "纪要.txt", "会议决定新建冷库两座。", f"会议决定新建冷库{BLANK}座。", ("两",)
        ),
    }  # fmt: skip
    entries = assistant.indicators.find(library=LIBRARY).items
    for item in make_indicator_items(entries):
        if item.kind is ItemKind.FILL_BLANK:
            name = "corrected value" if "白桦县" in item.stem else "withdrawn value"
            assistant._parts.bank.add([NewItem(item=item)], action=Action.MADE)
            items[name] = item
    return items


def change_sources(assistant: Assistant, home: Path) -> None:
    (home / "岗位办法.txt").write_text(NEW_POSTS, encoding="utf-8")
    list(assistant.ingest([home / "岗位办法.txt"], library=LIBRARY))
    replaced = Marks(validity=Validity.REPEALED, replaced_by="白政发〔2025〕3号")
    assistant.mark_document("护林员办法.txt", replaced)
    assistant.delete_document("纪要.txt")
    assistant.indicators.put([figure("17600")], library=LIBRARY)
    (entry,) = assistant.indicators.find(library=LIBRARY, area="红柳乡").items
    assistant.indicators.withdraw(entry.id)


def test_exactly_the_items_that_a_change_touches_are_touched(changed: Changed) -> None:
    names = {item.id: name for name, item in changed.items.items()}
    assert {names[id_] for id_ in changed.refreshed.moved} == {"moved", "other figure"}
    assert {names[id_] for id_ in changed.refreshed.outdated} == {
        "blank", "choice", "gone", "reworded", "repealed", "deleted",
        "corrected value", "withdrawn value",
    }  # fmt: skip
    view = changed.assistant.quizzes.item(changed.items["untouched"].id)
    assert view.item.state is ItemState.REVIEWED
    assert view.item.evidence == changed.items["untouched"].evidence


@pytest.mark.parametrize(
    ("name", "action", "said"),
    [
        ("blank", Action.CHANGED, "800元"),
        ("choice", Action.CHANGED, "改为“第二条 公益性岗位每人每月补贴900元"),
        ("gone", Action.GONE, "已没有原来的依据“岗位人员由村民委员会评议产生。”"),
        ("reworded", Action.CHANGED, "不再由县财政局审核"),
        ("repealed", Action.REPEALED, "已废止，由白政发〔2025〕3号代替"),
        ("deleted", Action.GONE, "已从资料库删除"),
        ("corrected value", Action.CHANGED, "改为“2024年白桦县脱贫人口人均纯收入为17600元”"),
        ("withdrawn value", Action.GONE, "已撤回"),
    ],
)
def test_an_item_whose_source_no_longer_carries_it_is_withdrawn_with_the_reason(
    changed: Changed, name: str, action: Action, said: str
) -> None:
    affected = changed.affected(name)
    assert (affected.item.state, affected.change) == (ItemState.WITHDRAWN, action)
    assert said in affected.message
    assert changed.assistant.quizzes.history(affected.item.id)[0].action is action


def test_evidence_that_still_stands_moves_to_the_new_revision_and_is_its_slice(
    changed: Changed,
) -> None:
    item = changed.now("moved")
    (evidence,) = item.evidence
    document = changed.assistant.document("岗位办法.txt")
    text = changed.assistant.revision_text(document.revision_id)
    assert evidence.revision_id == document.revision_id
    assert text[evidence.start : evidence.end] == evidence.text == "岗位名单公示7日"
    assert evidence.start != changed.items["moved"].evidence[0].start
    assert item.state is ItemState.REVIEWED


def test_a_figure_that_the_item_does_not_ask_for_does_not_withdraw_it(changed: Changed) -> None:
    (evidence,) = changed.now("other figure").evidence
    assert "体检2次" in evidence.text


def test_a_changed_figure_gives_a_corrected_blank(changed: Changed) -> None:
    proposal = changed.affected("blank").proposal
    assert proposal is not None
    assert (proposal.state, proposal.key) == (ItemState.DRAFT, ("900",))
    assert "900元" in proposal.evidence[0].text
    assert "900元" in proposal.rationale
    assert "800元" not in proposal.rationale


def test_a_changed_figure_gives_a_corrected_choice_in_its_order(changed: Changed) -> None:
    proposal = changed.affected("choice").proposal
    assert proposal is not None
    assert proposal.options == ("700元", "850元", "900元", "1000元")
    assert proposal.key_texts == ("900元",)


def test_a_corrected_value_of_the_ledger_gives_a_corrected_item(changed: Changed) -> None:
    proposal = changed.affected("corrected value").proposal
    assert proposal is not None
    assert proposal.key == ("17600",)
    assert changed.affected("withdrawn value").proposal is None


def test_what_is_gone_or_reworded_is_left_to_a_person(changed: Changed) -> None:
    assert changed.affected("gone").proposal is None
    assert changed.affected("reworded").proposal is None


def test_the_next_look_touches_nothing_more(changed: Changed) -> None:
    assert changed.living.refresh() == Refreshed()


def test_a_restored_item_whose_source_is_gone_is_withdrawn_again(changed: Changed) -> None:
    quizzes = changed.assistant.quizzes
    id_ = changed.items["deleted"].id
    quizzes.decide([id_], Decision.RESTORE)
    assert changed.living.refresh().outdated == (id_,)
    assert quizzes.item(id_).item.state is ItemState.WITHDRAWN
