"""What a new item is compared with is what the bank holds now."""

import pytest

from assistant.quiz import neighbours as module
from assistant.quiz.bank import Bank, NewItem
from assistant.quiz.neighbours import Neighbours
from assistant.quiz.schema import Action, Decision
from tests.assistant.quiz.test_bank import add, decide, make_item


def test_a_bank_is_followed_through_everything_that_is_done_to_it(bank: Bank) -> None:
    neighbours = Neighbours(bank)
    first = make_item("公益性岗位每人每月补贴（　　）元。")
    other = make_item("护林员每月巡山不少于（　　）天。")
    again = make_item("公益性岗位每人每月补贴（　　）元。", id="0" * 16)
    add(bank, first)
    assert neighbours.of("政策").same(again) == [first.id]
    assert neighbours.of("总结").same(again) == []

    add(bank, other)
    assert len(neighbours.of("政策")) == 2
    decide(bank, Decision.WITHDRAW, first.id, reason="待核")
    assert neighbours.of("政策").same(again) == []
    decide(bank, Decision.RESTORE, first.id)
    assert neighbours.of("政策").same(again) == [first.id]

    version = bank.get(first.id, libraries=None).version
    changed = first.model_copy(update={"stem": "护林员每年补助（　　）元。"})
    bank.edit(changed, version=version, flaws=(), checked_at=0, by="", libraries=None)
    assert neighbours.of("政策").same(again) == []
    assert neighbours.of("政策").same(changed.model_copy(update={"id": "1"})) == [first.id]


def test_what_one_caller_adds_is_not_seen_by_another(bank: Bank) -> None:
    neighbours = Neighbours(bank)
    neighbours.of("政策").add(make_item())
    assert len(neighbours.of("政策")) == 0


def test_many_changes_are_read_at_once(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CHANGES", 2)
    neighbours = Neighbours(bank)
    assert len(neighbours.of("政策")) == 0
    items = [NewItem(item=make_item(f"第{number}题（　　）。")) for number in range(5)]
    bank.add(items, action=Action.MADE)
    assert len(neighbours.of("政策")) == 5
