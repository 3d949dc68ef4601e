"""What is chosen of all that could be asked, and how hard it is expected to be."""

from collections import Counter
from decimal import Decimal

import pytest

from assistant.indicators.periods import require_period
from assistant.indicators.schema import Entry, Figure
from assistant.progress import CancelledError, Progress
from assistant.quiz.checking import Checker
from assistant.quiz.facts.indicators import make_indicator_items
from assistant.quiz.making import SHARES, choose_items, write_candidates
from assistant.quiz.rating import rate
from assistant.quiz.rows import fact_key
from assistant.quiz.schema import (
    BLANK,
    TRUE_FALSE_OPTIONS,
    Bloom,
    Difficulty,
    Flaw,
    Item,
    ItemKind,
    Question,
    item_id_of,
)
from assistant.quiz.world import World
from tests.assistant.quiz.source_texts import source_of


def candidate(number: int, kind: ItemKind = ItemKind.FILL_BLANK, **fields: str) -> Item:
    stem = f"第{number}条规定补贴{BLANK}元。"
    return Item(
        **{
            "id": item_id_of("政策", kind, stem),
            "library": "政策",
            "kind": kind,
            "stem": stem,
            "fact": f"f{number}",
            "topic": f"第{number % 5}章",
            **fields,
        }
    )


def passes(_item: Item) -> list[Flaw]:
    return []


# --- Choosing ---------------------------------------------------------------------------------


def test_kinds_share_as_in_an_ordinary_paper() -> None:
    candidates = [
        candidate(1000 * place + number, kind)
        for place, kind in enumerate(SHARES)
        for number in range(100)
    ]
    chosen = choose_items(candidates, passes, count=110).items
    counts = Counter(item.kind for item in chosen)
    assert counts == {kind: 10 * share for kind, share in SHARES.items()}


def test_where_a_kind_runs_out_the_others_fill_the_count() -> None:
    candidates = [candidate(n) for n in range(50)]
    candidates += [candidate(100 + n, ItemKind.ORDERING) for n in range(2)]
    chosen = choose_items(candidates, passes, count=30).items
    assert len(chosen) == 30
    assert sum(item.kind is ItemKind.ORDERING for item in chosen) == 2


def test_topics_take_turns() -> None:
    chosen = choose_items([candidate(n) for n in range(100)], passes, count=25).items
    assert set(Counter(item.topic for item in chosen).values()) == {5}


def test_a_fact_is_asked_once_though_it_could_be_asked_in_several_kinds() -> None:
    both = [candidate(n, kind) for n in range(9) for kind in (ItemKind.FILL_BLANK, ItemKind.CASE)]
    both += [candidate(n, ItemKind.SHORT_ANSWER) for n in range(9)]
    chosen = choose_items(both, passes).items
    assert sorted(item.fact for item in chosen) == [f"f{n}" for n in range(9)]


def test_what_the_bank_has_is_left_out() -> None:
    known_id, known_fact = candidate(1).id, ("政策", fact_key("f2"))
    chosen = choose_items(
        [candidate(n) for n in range(4)], passes, known_ids=[known_id], known_facts=[known_fact]
    )
    assert {item.fact for item in chosen.items} == {"f0", "f3"}
    elsewhere = choose_items([candidate(2)], passes, known_facts=[("总结", fact_key("f2"))])
    assert len(elsewhere.items) == 1


def test_the_same_seed_gives_the_same_items_and_another_one_others() -> None:
    candidates = [candidate(n) for n in range(60)]
    first, same, other = (
        [item.id for item in choose_items(some, passes, count=10, seed=seed).items]
        for some, seed in ((candidates, 1), (candidates[::-1], 1), (candidates, 2))
    )
    assert first == same
    assert set(first) != set(other)


def test_what_a_check_refuses_is_counted_by_rule_and_another_one_takes_its_place() -> None:
    def check(item: Item) -> list[Flaw]:
        is_bad = item.fact in ("f1", "f2")
        return [Flaw(rule="wrong_key", message="…"), Flaw(rule="duplicate", message="…")][
            : 2 * is_bad
        ]

    made = choose_items([candidate(n) for n in range(6)], check)
    assert len(made.items) == 4
    assert made.refused == {"wrong_key": 2, "duplicate": 2}


def test_a_maker_that_is_no_longer_wanted_stops() -> None:
    told: list[Progress] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 3:
            raise CancelledError("…")

    with pytest.raises(CancelledError):
        choose_items([candidate(n) for n in range(60)], passes, progress=tell)
    assert [each.done for each in told] == [1, 2, 3]


# --- From the ledger --------------------------------------------------------------------------


def entry(value: str, year: int, area: str = "青禾县", **fields: str) -> Entry:
    figure = Figure(
        **{
            "value": Decimal(value),
            "unit": "元",
            "name": "脱贫人口人均纯收入",
            "area": area,
            "period": require_period(f"{year}年"),
            **fields,
        }
    )
    return Entry(
        id=f"{area}{year}{value}", library="政策", figure=figure, entered_at="", entered_by=""
    )


VALUES = {2019: "11000", 2020: "12600", 2021: "13900", 2022: "15200"}
ENTRIES = [entry(value, year) for year, value in VALUES.items()]


def test_a_value_of_the_ledger_is_asked_with_indicator_area_and_year() -> None:
    items = list(make_indicator_items(ENTRIES))
    blank = next(item for item in items if item.kind is ItemKind.FILL_BLANK)
    assert blank.stem == f"2019年青禾县脱贫人口人均纯收入为{BLANK}元。"
    assert blank.key == ("11000",)
    assert blank.evidence[0].text == "2019年青禾县脱贫人口人均纯收入为11000元。"
    assert blank.evidence[0].entry_id == ENTRIES[0].id
    choices = [item for item in items if item.kind is ItemKind.SINGLE_CHOICE]
    assert choices[1].options == ("11000元", "12600元", "13900元", "15200元")
    assert choices[1].key_texts == ("12600元",)


def test_a_changed_statement_says_what_was_changed() -> None:
    for item in make_indicator_items(ENTRIES):
        if item.options == TRUE_FALSE_OPTIONS:
            (stated,) = [text for text in item.evidence if text.text in item.rationale]
            assert (item.key == ("A",)) is (item.stem == stated.text)
            assert ("写成了" in item.rationale) is (item.key == ("B",))


def test_every_item_of_the_ledger_passes_the_checks() -> None:
    entries = {each.id: each for each in ENTRIES}
    checker = Checker(World([]), find_entry=entries.get)
    for item in make_indicator_items(ENTRIES):
        assert checker.check(item) == [], item


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"area": ""}, id="no_area"),
        pytest.param({"unit": ""}, id="no_unit"),
        pytest.param({"qualifier": "余"}, id="only_nearly_known"),
        pytest.param({"formula": "1 + 1"}, id="computed"),
    ],
)
def test_a_value_that_is_not_plain_is_not_asked_for(fields: dict[str, str]) -> None:
    area = fields.pop("area", "青禾县")
    assert list(make_indicator_items([entry("11000", 2019, area, **fields)])) == []


def test_a_value_far_from_the_others_is_no_distractor() -> None:
    villages = {"上村": "900", "中村": "800", "下村": "700"}
    village = [entry(value, 2019, name) for name, value in villages.items()]
    items = make_indicator_items([entry("11000", 2019), *village])
    county = [item for item in items if "青禾县" in item.stem]
    assert {item.kind for item in county} == {ItemKind.FILL_BLANK}


# --- Candidates -------------------------------------------------------------------------------

TEXT = """白桦县公益性岗位管理办法
第一章 待遇
第一条 岗位人员有下列情形之一的，予以解聘：
（一）连续旷工3天的；
（二）弄虚作假骗取补贴的；
（三）不服从工作安排的；
（四）违反村规民约情节严重的。
"""


def test_candidates_are_rated_have_a_topic_and_are_of_the_kinds_wanted() -> None:
    source = source_of(TEXT)
    world = World([source])
    told: list[Progress] = []
    candidates = write_candidates([source], world, ENTRIES, progress=told.append)
    assert candidates
    assert all(item.topic for item in candidates)
    assert any(item.difficulty is Difficulty.HARD for item in candidates)
    assert (told[-1].done, told[-1].total) == (2, 2)
    wanted = write_candidates([source], world, ENTRIES, kinds=[ItemKind.TRUE_FALSE])
    assert {item.kind for item in wanted} == {ItemKind.TRUE_FALSE}


# --- Rating -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "difficulty", "reasons", "bloom"),
    [
        (
            Question(kind=ItemKind.TRUE_FALSE, stem="每月补贴800元。", key=("A",)),
            Difficulty.EASY, (), Bloom.REMEMBER,
        ),
        (
            Question(
                kind=ItemKind.SINGLE_CHOICE, stem=f"补贴{BLANK}。", key=("A",),
                options=("800元", "820元", "850元", "900元"),
            ),
            Difficulty.MEDIUM, ("选项的数相近",), Bloom.REMEMBER,
        ),
        (
            Question(
                kind=ItemKind.SINGLE_CHOICE, stem=f"补贴{BLANK}。", key=("A",),
                options=("80元", "800元", "8000元", "8万元"),
            ),
            Difficulty.EASY, (), Bloom.REMEMBER,
        ),
        (
            Question(kind=ItemKind.FILL_BLANK, stem=f"{BLANK}至{BLANK}元。", key=("1", "2")),
            Difficulty.HARD, ("要写出原文中的词或数", "有2个空"), Bloom.REMEMBER,
        ),
        (
            Question(
                kind=ItemKind.ORDERING, stem="排序", options=tuple("甲乙丙丁戊"), key=tuple("ABCDE")
            ),
            Difficulty.HARD, ("要记住先后顺序", "要点有5个"), Bloom.UNDERSTAND,
        ),
    ],
)  # fmt: skip
def test_difficulty_has_reasons(
    question: Question, difficulty: Difficulty, reasons: tuple[str, ...], bloom: Bloom
) -> None:
    rating = rate(question)
    assert (rating.difficulty, rating.reasons, rating.bloom) == (difficulty, reasons, bloom)
