"""A value of the ledger in the words of a page."""

from decimal import Decimal

import pytest

from assistant.indicators.schema import CellSource, Figure, Source, TypedSource
from assistant.indicators.showing import describe_source
from assistant.schema import Citation

CELL = CellSource(file="台账.xlsx", sheet="收入", cell="C5", text="17556")
CITATION = Citation(
    marker=1,
    document="年度总结.docx",
    document_id="d",
    revision_id="r",
    chunk_id="d:0000",
    title="青禾县年度总结",
    text="脱贫人口人均纯收入17556元",
    start=0,
    end=14,
)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(CELL, "台账.xlsx 收入!C5", id="cell"),
        pytest.param(CITATION, "《青禾县年度总结》", id="document"),
        pytest.param(
            CITATION.model_copy(update={"title": ""}), "《年度总结.docx》", id="without_a_title"
        ),
        pytest.param(
            CITATION.model_copy(update={"page": 3}), "《青禾县年度总结》第3页", id="with_pages"
        ),
        pytest.param(
            CITATION.model_copy(update={"section": ("第二章", "第十二条")}),
            "《青禾县年度总结》第十二条",
            id="without_pages",
        ),
        pytest.param(TypedSource(by="孙丽华", note="季度报表"), "季度报表", id="typed"),
        pytest.param(TypedSource(by="孙丽华", note=""), "孙丽华填写", id="typed_without_a_note"),
        pytest.param(None, "", id="computed"),
    ],
)
def test_where_a_figure_comes_from_is_told_in_a_line(source: Source | None, words: str) -> None:
    figure = Figure(value=Decimal(17556), unit="元", name="人均纯收入", source=source)
    assert describe_source(figure) == words
