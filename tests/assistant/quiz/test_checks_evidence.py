"""What carries an item is there, is in force, and says what it said."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.indicators.schema import Entry, EntryState, Figure, Period, PeriodKind
from assistant.quiz.checking import Checker
from assistant.quiz.schema import Evidence, Item, ItemKind
from assistant.quiz.world import World
from tests.assistant.quiz.checked import SUMMARY_TEXT, item_of, library, rules_broken
from tests.assistant.quiz.source_texts import source_of

STORES = "2023年，白桦县发展沙棘种植1.2万亩，新建冷库35座，建成村道26.4公里。"


@pytest.fixture(scope="module")
def world() -> World:
    return library()


@pytest.fixture
def stores(world: World) -> Item:
    stem = "2023年，白桦县新建冷库（　　）座。"
    return item_of(world, ItemKind.FILL_BLANK, stem, (), ("35",), STORES)


def test_evidence_in_force_is_no_flaw(world: World, stores: Item) -> None:
    assert rules_broken(world, stores) == set()


def test_an_item_without_evidence_is_refused(world: World, stores: Item) -> None:
    assert "missing_evidence" in rules_broken(world, stores.model_copy(update={"evidence": ()}))


def test_a_repealed_source_is_caught(world: World, stores: Item) -> None:
    # What is no longer in force is no source of the world.
    rest = World([each for each in world.sources if each.document.file != "白桦总结.txt"])
    assert "evidence_not_in_force" in rules_broken(rest, stores)


def test_a_new_revision_is_caught(stores: Item) -> None:
    revised = source_of(SUMMARY_TEXT.replace("35座", "36座"), file="白桦总结.txt")
    assert "evidence_gone" in rules_broken(World([revised]), stores)


def test_evidence_that_is_no_slice_of_its_source_is_caught(world: World, stores: Item) -> None:
    moved = stores.evidence[0].model_copy(update={"start": stores.evidence[0].start + 1})
    item = stores.model_copy(update={"evidence": (moved,)})
    assert "evidence_gone" in rules_broken(world, item)


def entry(value: str, state: EntryState = EntryState.CURRENT) -> Entry:
    year = Period(kind=PeriodKind.YEAR, start=date(2020, 1, 1), end=date(2020, 12, 31))
    figure = Figure(
        value=Decimal(value), unit="元", name="脱贫人口人均纯收入", period=year, area="白桦县"
    )
    return Entry(
        id="e1",
        library="政策",
        figure=figure,
        state=state,
        entered_at="2024-01-01T00:00:00Z",
        entered_by="",
    )


@pytest.mark.parametrize(
    ("now", "is_flawed"),
    [
        pytest.param(entry("12556"), False, id="the_same_value"),
        pytest.param(entry("12655"), True, id="another_value"),
        pytest.param(entry("12556", EntryState.WITHDRAWN), True, id="withdrawn"),
        pytest.param(None, True, id="gone"),
    ],
)
def test_a_changed_indicator_is_caught(world: World, now: Entry | None, is_flawed: bool) -> None:
    text = "2020年，白桦县脱贫人口人均纯收入，12556元"
    evidence = Evidence(document="指标台账", text=text, entry_id="e1")
    item = item_of(
        world,
        ItemKind.SINGLE_CHOICE,
        "2020年，白桦县脱贫人口人均纯收入为（　　）。",
        ("11556元", "12056元", "12556元", "15256元"),
        ("C",),
    ).model_copy(update={"evidence": (evidence,)})
    flaws = Checker(world, find_entry=lambda _: now).check(item)
    assert [flaw.rule for flaw in flaws] == (["indicator_changed"] if is_flawed else [])
