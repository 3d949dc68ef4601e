import threading
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from assistant.errors import EditConflictError, WrongUseError
from assistant.quiz.bank import Bank, ItemFilters, NewItem, Outdated
from assistant.quiz.schema import (
    Action,
    Decision,
    Difficulty,
    Evidence,
    Flaw,
    Item,
    ItemKind,
    ItemState,
    Severity,
    item_id_of,
)
from assistant.quiz.tables import SCHEMA, Base
from ingest.errors import NotFoundError
from ingest.library.database import (
    migration_scripts,
    read_version,
)

POLICY = frozenset({"政策"})


def make_item(
    stem: str = "公益性岗位每人每月补贴（　　）元。", *, library: str = "政策", **fields: Any
) -> Item:
    """An item of four options with its evidence."""
    options = ("600", "700", "800", "900")
    return Item(
        **{
            "id": item_id_of(library, ItemKind.SINGLE_CHOICE, stem, options),
            "library": library,
            "kind": ItemKind.SINGLE_CHOICE,
            "stem": stem,
            "options": options,
            "key": ("C",),
            "evidence": (evidence(),),
            **fields,
        }
    )


def evidence(revision: str = "r1", **fields: Any) -> Evidence:
    return Evidence(
        **{
            "document": "岗位办法.txt",
            "document_id": "d1",
            "revision_id": revision,
            "text": "公益性岗位每人每月补贴八百元",
            "end": 14,
            **fields,
        }
    )


def add(bank: Bank, *items: Item, flaws: tuple[Flaw, ...] = ()) -> tuple[str, ...]:
    new = [NewItem(item=item, flaws=flaws) for item in items]
    return bank.add(new, action=Action.MADE).ids


def decide(bank: Bank, decision: Decision, *ids: str, reason: str = "") -> list[str]:
    """Decide, and return what was said where it could not be."""
    decided = bank.decide(ids, decision, reason=reason, by="wang", libraries=None)
    return [each.message for each in decided.refused]


def publish(bank: Bank, *ids: str) -> None:
    assert decide(bank, Decision.ACCEPT, *ids) == []
    assert decide(bank, Decision.PUBLISH, *ids) == []


# --- Tables -----------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_bank_uses(engine: Engine) -> None:
    def is_own(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name in Base.metadata.tables

    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": is_own}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert read_version(connection, SCHEMA) == SCHEMA.head


def test_the_newest_migration_of_the_bank_is_the_one_the_code_expects() -> None:
    assert migration_scripts(SCHEMA).get_heads() == [SCHEMA.head]


# --- Adding -----------------------------------------------------------------------------------


def test_an_item_comes_back_as_it_was_put_in(bank: Bank) -> None:
    item = make_item(
        topic="待遇",
        difficulty=Difficulty.HARD,
        difficulty_reasons=("四个选项相近",),
        author="wang",
        fact="figure:白桦县:2024:补贴:元",
        rationale="第三条规定每月八百元。",
    )
    add(bank, item)
    assert bank.get(item.id, libraries=None).item == item


def test_an_item_is_there_once_however_often_it_is_made(bank: Bank) -> None:
    item = make_item()
    add(bank, item)
    added = bank.add([NewItem(item=item)], action=Action.MADE)
    assert added.ids == ()
    assert added.known == (item.id,)


def test_a_fact_is_asked_once_however_it_is_worded(bank: Bank) -> None:
    add(bank, make_item(fact="figure:补贴"))
    assert add(bank, make_item("每月补贴（　　）元。", fact="figure:补贴")) == ()
    assert add(bank, make_item(library="总结", fact="figure:补贴"))


def test_what_a_person_wrote_has_no_fact_and_is_never_left_out(bank: Bank) -> None:
    assert len(add(bank, make_item("甲是（　　）。"), make_item("乙是（　　）。"))) == 2


def test_a_fact_whose_item_a_trainer_refused_is_not_asked_again(bank: Bank) -> None:
    (id_,) = add(bank, make_item(fact="figure:补贴"))
    decide(bank, Decision.REJECT, id_, reason="太容易")
    assert add(bank, make_item("每月补贴（　　）元。", fact="figure:补贴")) == ()
    ids, facts = bank.taken("政策")
    assert id_ in ids
    assert len(facts) == 1


def test_two_makers_at_the_same_time_double_no_item(bank: Bank) -> None:
    items = [
        make_item(f"第{number}条规定补贴（　　）元。", fact=f"f{number}") for number in range(40)
    ]
    added: list[int] = []

    def make() -> None:
        added.append(len(add(bank, *items)))

    makers = [threading.Thread(target=make) for _ in range(6)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert sum(added) == 40
    assert bank.find(libraries=None).total == 40


# --- Finding ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        pytest.param(ItemFilters(), ["补贴", "公示", "分红"], id="everything"),
        pytest.param(ItemFilters(library="政策"), ["补贴", "公示"], id="a_library"),
        pytest.param(ItemFilters(topic="待遇"), ["补贴"], id="a_topic"),
        pytest.param(ItemFilters(kind=ItemKind.SINGLE_CHOICE, query="公示"), ["公示"], id="words"),
        pytest.param(ItemFilters(query="８００ 公示"), ["公示"], id="words_of_any_width"),
        pytest.param(ItemFilters(query="没有%的"), [], id="a_sign_of_the_database_is_a_sign"),
        pytest.param(ItemFilters(difficulty=Difficulty.HARD), ["公示"], id="a_difficulty"),
        pytest.param(ItemFilters(state=ItemState.REVIEWED), [], id="a_state"),
        pytest.param(ItemFilters(flawed=True), ["分红"], id="with_flaws"),
        pytest.param(ItemFilters(flawed=False), ["补贴", "公示"], id="without_flaws"),
    ],
)
def test_items_are_found(bank: Bank, filters: ItemFilters, wanted: list[str]) -> None:
    add(bank, make_item("补贴（　　）元。", topic="待遇"))
    add(bank, make_item("公示（　　）日。", difficulty=Difficulty.HARD))
    flaw = Flaw(rule="absolute_words", message="有绝对化的词。", severity=Severity.WARNING)
    add(bank, make_item("分红（　　）元。", library="总结"), flaws=(flaw,))
    found = bank.find(filters, libraries=None)
    assert [view.item.stem[:2] for view in found.items] == wanted
    assert found.total == len(wanted)
    assert [view.item.stem[:2] for view in bank.each(filters, libraries=None)] == wanted


def test_a_page_holds_what_it_should_and_all_pages_hold_everything(bank: Bank) -> None:
    ids = add(bank, *(make_item(f"第{number}题（　　）。") for number in range(7)))
    pages = [bank.find(libraries=None, page=page, page_size=3) for page in (1, 2, 3)]
    assert [len(page.items) for page in pages] == [3, 3, 1]
    assert tuple(view.item.id for page in pages for view in page.items) == ids


def test_thousands_of_items_are_read_a_few_at_a_time(bank: Bank) -> None:
    ids = add(bank, *(make_item(f"第{number}题（　　）。") for number in range(3_000)))
    assert tuple(view.item.id for view in bank.each(libraries=None)) == ids
    wanted = ItemFilters(ids=ids[::3])
    assert tuple(view.item.id for view in bank.each(wanted, libraries=None)) == ids[::3]


def test_a_reader_of_one_library_finds_and_counts_nothing_of_another(bank: Bank) -> None:
    (seen,) = add(bank, make_item(topic="待遇"))
    (hidden,) = add(bank, make_item("来访（　　）次。", library="信访", topic="信访"))
    assert [each.item.id for each in bank.find(libraries=POLICY).items] == [seen]
    assert bank.find(libraries=POLICY).total == 1
    assert bank.topics(libraries=POLICY) == {"待遇": 1}
    assert bank.tally(libraries=POLICY).states[ItemState.DRAFT] == 1
    with pytest.raises(NotFoundError):
        bank.get(hidden, libraries=POLICY)
    with pytest.raises(NotFoundError):
        bank.history(hidden, libraries=POLICY)
    decided = bank.decide([hidden], Decision.ACCEPT, libraries=POLICY)
    assert decided.done == ()
    assert "没有这道题" in decided.refused[0].message
    assert bank.get(hidden, libraries=None).item.state is ItemState.DRAFT


def test_items_are_counted_by_state_kind_and_difficulty(bank: Bank) -> None:
    ids = add(bank, make_item("甲（　　）。"), make_item("乙（　　）。"))
    add(bank, make_item("丙（　　）。"), flaws=(Flaw(rule="duplicate", message="重复。"),))
    decide(bank, Decision.ACCEPT, ids[0])
    tally = bank.tally(libraries=None)
    assert (tally.states[ItemState.DRAFT], tally.states[ItemState.REVIEWED]) == (2, 1)
    assert tally.kinds[ItemKind.SINGLE_CHOICE] == 3
    assert tally.difficulties[Difficulty.MEDIUM] == 3
    assert tally.flawed == 1


# --- Deciding ---------------------------------------------------------------------------------


def test_an_item_goes_from_draft_over_reviewed_to_published_and_its_history_tells_who(
    bank: Bank,
) -> None:
    (id_,) = add(bank, make_item())
    publish(bank, id_)
    assert bank.get(id_, libraries=None).item.state is ItemState.PUBLISHED
    changes = bank.history(id_, libraries=None)
    told = [(change.action, change.by) for change in changes]
    assert told == [(Action.PUBLISHED, "wang"), (Action.ACCEPTED, "wang"), (Action.MADE, "")]


def test_what_was_not_reviewed_is_not_published(bank: Bank) -> None:
    (id_,) = add(bank, make_item())
    (message,) = decide(bank, Decision.PUBLISH, id_)
    assert "请先审题" in message


def test_what_has_a_grave_flaw_is_not_published_and_a_slight_one_does_not_matter(
    bank: Bank,
) -> None:
    slight = Flaw(rule="absolute_words", message="…", severity=Severity.WARNING)
    grave = Flaw(rule="wrong_key", message="…")
    (good,) = add(bank, make_item("甲（　　）。"), flaws=(slight,))
    (bad,) = add(bank, make_item("乙（　　）。"), flaws=(slight, grave))
    decide(bank, Decision.ACCEPT, good, bad)
    decided = bank.decide([good, bad], Decision.PUBLISH, libraries=None)
    assert decided.done == (good,)
    assert [each.id for each in decided.refused] == [bad]
    assert "必须改正" in decided.refused[0].message


@pytest.mark.parametrize("decision", [Decision.REJECT, Decision.WITHDRAW])
def test_what_is_refused_or_withdrawn_keeps_its_reason(bank: Bank, decision: Decision) -> None:
    (id_,) = add(bank, make_item())
    with pytest.raises(WrongUseError, match="原因"):
        decide(bank, decision, id_, reason="  ")
    decide(bank, decision, id_, reason="题干有歧义")
    item = bank.get(id_, libraries=None).item
    assert (item.state, item.note) == (ItemState.WITHDRAWN, "题干有歧义")
    assert bank.history(id_, libraries=None)[0].note == "题干有歧义"


def test_a_restored_item_is_a_draft_again_and_its_reason_is_history(bank: Bank) -> None:
    (id_,) = add(bank, make_item())
    decide(bank, Decision.WITHDRAW, id_, reason="待核")
    assert decide(bank, Decision.RESTORE, id_) == []
    item = bank.get(id_, libraries=None).item
    assert (item.state, item.note) == (ItemState.DRAFT, "")


def test_of_two_items_on_one_fact_only_one_is_restored(bank: Bank) -> None:
    (first,) = add(bank, make_item("甲（　　）。", fact="f"))
    bank.outdate([Outdated(id=first, change=Action.GONE, message="已删除。")])
    (second,) = add(bank, make_item("乙（　　）。", fact="f"))
    (message,) = decide(bank, Decision.RESTORE, first)
    assert "考同一内容" in message
    bank.outdate([Outdated(id=second, change=Action.GONE, message="已删除。")])
    decided = bank.decide([first, second], Decision.RESTORE, libraries=None)
    assert decided.done == (first,)


def test_a_decision_that_does_not_fit_says_what_the_item_is(bank: Bank) -> None:
    (id_,) = add(bank, make_item())
    decide(bank, Decision.WITHDRAW, id_, reason="待核")
    (message,) = decide(bank, Decision.ACCEPT, id_)
    assert "已撤回" in message
    assert "恢复" in message


# --- Editing ----------------------------------------------------------------------------------


def edit(bank: Bank, item: Item, version: int, *, by: str = "li") -> Item:
    return bank.edit(item, version=version, flaws=(), checked_at=0, by=by, libraries=None).item


def test_an_edited_item_keeps_its_id_and_what_it_asked_before(bank: Bank) -> None:
    item = make_item()
    add(bank, item)
    edit(bank, item.model_copy(update={"stem": "每月补贴（　　）元。"}), 1)
    view = bank.get(item.id, libraries=None)
    assert (view.item.stem, view.version, view.updated_by) == ("每月补贴（　　）元。", 2, "li")
    before = bank.history(item.id, libraries=None)[0].before
    assert before is not None
    assert before.stem == item.stem


def test_of_two_editors_the_later_one_is_told_and_undoes_nothing(bank: Bank) -> None:
    item = make_item()
    add(bank, item)
    edit(bank, item.model_copy(update={"stem": "甲（　　）。"}), 1)
    with pytest.raises(EditConflictError, match="刚被别人改过"):
        edit(bank, item.model_copy(update={"stem": "乙（　　）。"}), 1)
    assert bank.get(item.id, libraries=None).item.stem == "甲（　　）。"
    assert len(bank.history(item.id, libraries=None)) == 2


def test_an_edited_published_item_is_to_be_published_again(bank: Bank) -> None:
    item = make_item()
    add(bank, item)
    publish(bank, item.id)
    version = bank.get(item.id, libraries=None).version
    assert edit(bank, item, version).state is ItemState.REVIEWED


def test_an_editor_moves_no_item_to_another_library_and_changes_no_state(bank: Bank) -> None:
    item = make_item(fact="f")
    add(bank, item)
    changes = {"library": "信访", "state": ItemState.PUBLISHED, "fact": "", "note": "x"}
    edited = edit(bank, item.model_copy(update=changes), 1)
    assert edited == item


# --- When sources change ------------------------------------------------------------------------


def test_an_item_is_found_by_what_carries_its_key_until_it_is_withdrawn(bank: Bank) -> None:
    (id_,) = add(bank, make_item())
    (anchor,) = bank.anchors()
    assert (anchor.document_id, anchor.revision_id) == ("d1", "r1")
    assert [view.item.id for view in bank.anchored(anchor)] == [id_]
    decide(bank, Decision.WITHDRAW, id_, reason="待核")
    assert bank.anchors() == []
    assert bank.anchored(anchor) == []


def test_evidence_that_moved_is_kept_without_asking_anybody(bank: Bank) -> None:
    item = make_item()
    add(bank, item)
    publish(bank, item.id)
    before = bank.get(item.id, libraries=None)
    moved = before.item.model_copy(update={"evidence": (evidence("r2"),)})
    assert bank.move([before.model_copy(update={"item": moved})]) == (item.id,)
    # An editor who began before must not put the old evidence back.
    assert bank.move([before]) == ()
    view = bank.get(item.id, libraries=None)
    assert view.item.state is ItemState.PUBLISHED
    assert [anchor.revision_id for anchor in bank.anchors()] == ["r2"]
    assert bank.history(item.id, libraries=None)[0].action is Action.MOVED


def test_an_outdated_item_is_listed_with_what_corrects_it_until_it_is_put_aside(
    bank: Bank,
) -> None:
    old = make_item(fact="f")
    new = make_item("公益性岗位每人每月补贴（　　）元？", fact="f")
    add(bank, old)
    correction = NewItem(item=new, replaces=old.id)
    bank.outdate(
        [Outdated(id=old.id, change=Action.CHANGED, message="改为900元。", proposal=correction)]
    )
    (affected,) = bank.affected(libraries=None)
    assert (affected.item.id, affected.change) == (old.id, Action.CHANGED)
    assert affected.message == affected.item.note == "改为900元。"
    assert affected.proposal is not None
    assert (affected.proposal.id, affected.proposal.state) == (new.id, ItemState.DRAFT)
    assert bank.affected(libraries=frozenset({"总结"})) == []
    assert decide(bank, Decision.REJECT, old.id, reason="不再使用") == []
    assert bank.affected(libraries=None) == []


def test_marks_of_a_check_change_nothing_else(bank: Bank) -> None:
    (id_,) = add(bank, make_item())
    flaw = Flaw(rule="second_true_option", message="B 也对。")
    bank.mark({id_: [flaw]}, checked_at=7)
    view = bank.get(id_, libraries=None)
    assert (view.flaws, view.version) == ((flaw,), 1)
    assert bank.unchecked([id_], 7, libraries=None) == []
    assert [item.id for item in bank.unchecked([id_], 8, libraries=None)] == [id_]


def test_a_withdrawn_item_says_whether_its_trainer_or_its_source_did_it(bank: Bank) -> None:
    (mine, changed) = add(
        bank, make_item("甲（　　）。", fact="f"), make_item("乙（　　）。", fact="g")
    )
    decide(bank, Decision.WITHDRAW, mine, reason="待核")
    bank.outdate([Outdated(id=changed, change=Action.REPEALED, message="已废止。")])
    assert [each.item.id for each in bank.affected(libraries=None)] == [changed]
    assert len(bank.taken("政策")[1]) == 1
