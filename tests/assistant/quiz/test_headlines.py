"""Which values of the ledger are asked for, and how many of them beside documents."""

from decimal import Decimal

import pytest

from assistant.indicators.areas import place_areas
from assistant.indicators.catalogue import shipped_catalogue
from assistant.indicators.periods import require_period
from assistant.indicators.schema import Entry, Figure
from assistant.quiz.facts.headlines import headlines
from assistant.quiz.facts.indicators import make_indicator_items
from assistant.quiz.making import choose_items
from assistant.quiz.schema import BLANK, Evidence, Item, ItemKind, item_id_of

COUNTY, TOWN = "青禾县", "石桥镇"
AREAS = place_areas([("政策", COUNTY, ""), ("政策", TOWN, "")])
CATALOGUE = shipped_catalogue()


def entry(code: str, period: str, area: str = COUNTY, value: str = "17556") -> Entry:
    indicator = CATALOGUE.get(code)
    figure = Figure(
        value=Decimal(value),
        unit=indicator.unit if indicator else "盏",
        name=indicator.full_name if indicator else code,
        code=code if indicator else "",
        period=require_period(period),
        area=area,
    )
    return Entry(
        id=f"{code}:{period}:{area}", library="政策", figure=figure, entered_at="", entered_by=""
    )


def chosen(*entries: Entry) -> set[str]:
    return {one.id for one in headlines(entries, AREAS, CATALOGUE)}


def test_a_township_is_looked_up_and_its_county_is_known() -> None:
    county = entry("relieved.income", "2024年")
    assert chosen(county, entry("relieved.income", "2024年", TOWN)) == {county.id}


@pytest.mark.parametrize(
    ("code", "is_asked"),
    [
        pytest.param("relieved.people", True, id="of_a_group_that_cadres_answer_for"),
        pytest.param("gdp.total", True, id="better_or_worse"),
        pytest.param("area.communities", False, id="neither"),
        pytest.param("村级路灯数量", True, id="somebody_added_it"),
    ],
)
def test_what_the_catalogue_calls_important_is_asked(code: str, is_asked: bool) -> None:
    assert bool(chosen(entry(code, "2024年"))) is is_asked


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        pytest.param("relieved.income", {"2023年", "2024年", "2025年前三季度"}, id="rate"),
        pytest.param("monitored.new", {"2024年", "2025年前三季度"}, id="flow"),
    ],
)
def test_the_latest_is_asked(code: str, asked: set[str]) -> None:
    periods = (
        "2021年", "2022年", "2023年", "2024年", "2024年前三季度", "2025年第一季度", "2025年9月",
        "2025年第三季度", "2025年前三季度",
    )  # fmt: skip
    found = chosen(*(entry(code, period) for period in periods))
    assert {name.split(":")[1] for name in found} == asked


def test_what_is_not_asked_still_distracts() -> None:
    entries = [
        entry("relieved.income", f"{year}年", value=str(9000 + year))
        for year in (2021, 2022, 2023, 2024)
    ]
    items = list(make_indicator_items(entries, wanted=headlines(entries, AREAS, CATALOGUE)))
    assert {item.evidence[0].entry_id.split(":")[1] for item in items} == {"2023年", "2024年"}
    options = {option for item in items for option in item.options}
    assert {"11021元", "11022元"} <= options


# --- Beside documents -------------------------------------------------------------------------


def item(number: int, *, is_from_ledger: bool) -> Item:
    stem = f"第{number}条规定补贴{BLANK}元。"
    evidence = Evidence(
        document="台账" if is_from_ledger else "办法.txt",
        text="…",
        entry_id=f"e{number}" if is_from_ledger else "",
    )
    return Item(
        id=item_id_of("政策", ItemKind.FILL_BLANK, stem),
        library="政策",
        kind=ItemKind.FILL_BLANK,
        stem=stem,
        fact=f"f{number}",
        evidence=(evidence,),
    )


@pytest.mark.parametrize(
    ("documents", "ledger", "count", "asked"),
    [
        pytest.param(100, 100, 30, 10, id="a_third"),
        pytest.param(20, 100, None, 10, id="of_all_there_is"),
        pytest.param(100, 3, 30, 3, id="no_more_than_there_are"),
        pytest.param(0, 40, 30, 30, id="of_nothing_else"),
    ],
)
def test_documents_are_asked_twice_as_often_as_the_ledger(
    documents: int, ledger: int, count: int | None, asked: int
) -> None:
    candidates = [
        item(number, is_from_ledger=number >= documents) for number in range(documents + ledger)
    ]
    made = choose_items(candidates, lambda _item: [], count=count).items
    assert sum(bool(each.evidence[0].entry_id) for each in made) == asked
    assert len(made) == (count or documents + asked)
