"""Which report a command line asks for."""

from typing import Any

import pytest

from assistant.errors import WrongUseError
from assistant.indicators.schema import Rounding
from assistant.report.asking import read_request
from assistant.report.describing import describe_preflight
from assistant.report.schema import (
    ItemKind,
    ItemState,
    Preflight,
    PreflightItem,
    RenderRequest,
)


def read(*fields: str, **changes: Any) -> RenderRequest:
    options: dict[str, Any] = {
        "template": "工作汇报",
        "area": "青禾县",
        "period": "2024年",
        "library": None,
        "rounding": "half_up",
        **changes,
    }
    return read_request(fields=fields, **options)


def test_fields_are_read_with_their_lines() -> None:
    request = read("签发人=高文远", "存在的问题=一是甲。\\n二是乙＝丙。", "主送机关＝县政府")
    assert request.fields == {
        "签发人": "高文远",
        "存在的问题": "一是甲。\n二是乙＝丙。",
        "主送机关": "县政府",
    }


def test_a_formula_in_a_field_keeps_its_equals_sign() -> None:
    assert read("说明=1+1=2").fields == {"说明": "1+1=2"}


@pytest.mark.parametrize("field", ["签发人", "=高文远", ""])
def test_a_field_without_a_name_is_refused_with_an_example(field: str) -> None:
    with pytest.raises(WrongUseError) as refusal:
        read(field)
    assert "名称=内容" in refusal.value.hint


def test_an_unknown_way_of_rounding_is_refused_with_those_there_are() -> None:
    assert read(rounding="half_even").rounding is Rounding.HALF_EVEN
    with pytest.raises(WrongUseError, match="up") as refusal:
        read(rounding="up")
    assert "half_up" in refusal.value.hint


def item(state: ItemState, **changes: Any) -> PreflightItem:
    return PreflightItem(name="签发人", kind=ItemKind.FIELD, state=state, **changes)


def test_a_pre_flight_is_told_with_places_reasons_and_what_comes_next() -> None:
    missing = item(
        ItemState.MISSING, places=("第2段",), message="没有填写。", hint="请填写“签发人”。"
    )
    told = describe_preflight(Preflight(items=(missing, item(ItemState.READY))))
    assert told.splitlines() == [
        "[缺] 请您填写 签发人（第2段）：没有填写。请填写“签发人”。",
        "共 2 项：已齐 1 项，缺 1 项。",
        "还不能生成正式报告；加上 --draft 可以先生成带“待补”标记的草稿。",
    ]
    assert "可以生成报告" in describe_preflight(Preflight(items=(item(ItemState.READY),)))
    wrong = describe_preflight(Preflight(items=(item(ItemState.SYNTAX),)))
    assert "请在 Word 中改好" in wrong
