"""Items that ask when something happened."""

import pytest

from assistant.quiz.schema import BLANK, Item, ItemKind
from assistant.quiz.world import World
from assistant.quiz.writing.figures import make_figure_items
from ingest.numerals import quantities
from tests.assistant.quiz.source_texts import source_of

NAMES = ((1955, "民族"), (1964, "边境"))
ISSUED = "2015年11月29日，中共中央、国务院印发《关于打赢脱贫攻坚战的决定》，明确了目标任务。"


def dates_of(text: str, *others: str) -> list[Item]:
    """Return the items on dates of a text, beside other documents of the library."""
    source = source_of(f"脱贫攻坚大事\n{text}")
    world = World([source, *(source_of(other, file="另.txt") for other in others)])
    return [item for item in make_figure_items(source, world) if item.fact.startswith("date:")]


def test_the_date_of_a_document_is_asked_for_among_dates_of_other_years() -> None:
    [choice] = [item for item in dates_of(ISSUED) if item.kind is ItemKind.SINGLE_CHOICE]
    assert choice.stem == f"{BLANK}，中共中央、国务院印发《关于打赢脱贫攻坚战的决定》。"
    assert choice.key_texts == ("2015年11月29日",)
    assert all(option.endswith("年11月29日") for option in choice.options)
    assert len({option[:4] for option in choice.options}) == 4
    assert choice.fact == "date:《关于打赢脱贫攻坚战的决定》"


def test_a_year_alone_is_also_filled_in_but_a_day_is_not() -> None:
    kinds = {item.kind for item in dates_of(ISSUED)}
    assert ItemKind.FILL_BLANK not in kinds
    year = "1955年，国家设立“民族地区补助费”。"
    [blank] = [item for item in dates_of(year) if item.kind is ItemKind.FILL_BLANK]
    assert blank.stem == f"{BLANK}年，国家设立“民族地区补助费”。"
    assert blank.key == ("1955",)


def test_an_event_that_the_library_dates_otherwise_is_not_asked_for() -> None:
    other = "国务院文件汇编\n2016年2月，国务院印发《关于打赢脱贫攻坚战的决定》。"
    assert dates_of(ISSUED, other) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2015年以来，国务院先后印发《关于打赢脱贫攻坚战的决定》。", id="since"),
        pytest.param("2015年，国务院印发的《关于打赢脱贫攻坚战的决定》指出。", id="what_it_says"),
        pytest.param("2015年，各项工作有序推进。", id="nothing_happened"),
        pytest.param("2015年，王大爷的儿子被评为全县劳动模范。", id="a_story"),
    ],
)
def test_what_has_no_date_of_its_own_is_left_out(text: str) -> None:
    assert dates_of(text) == []


def test_a_table_of_documents_tells_their_dates() -> None:
    table = (
        "附表 涉及产业扶贫的政策文件\n出台时间\t出台部门\t政策文件名称\n"
        "2016.11.23\t国务院\t《脱贫攻坚五年规划》\n"
        "2018.06.15\t中共中央 国务院\t《关于三年行动的指导意见》\n"
    )
    choices = {
        item.stem: item.key_texts for item in dates_of(table) if item.kind is ItemKind.SINGLE_CHOICE
    }
    assert choices == {
        f"{BLANK}，国务院出台《脱贫攻坚五年规划》。": ("2016年11月23日",),
        f"{BLANK}，中共中央、国务院出台《关于三年行动的指导意见》。": ("2018年6月15日",),
    }


def test_a_changed_date_says_what_it_was() -> None:
    texts = [
        f"{year}年，国家设立“{name}地区补助费”。" for year, name in ((1955, "民族"), (1964, "边境"))
    ]
    statements = [item for item in dates_of("\n".join(texts)) if item.kind is ItemKind.TRUE_FALSE]
    for item in statements:
        [stated] = [each.text for each in quantities(item.stem)][:1]
        is_changed = f"题中改成了“{stated}”" in item.rationale
        assert is_changed is (item.key_texts == ("错误",))
