import pytest

from assistant.auditor import document_number
from assistant.auditor.reading import read_text
from assistant.auditor.schema import Severity


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param(
            "按国办发[2021]5号办理。", "国办发[2021]5号", "国办发〔2021〕5号", id="square"
        ),
        pytest.param(
            "按国办发（2021）5号办理。", "国办发（2021）5号", "国办发〔2021〕5号", id="round"
        ),
        pytest.param(
            "按国办发【2021】5号办理。", "国办发【2021】5号", "国办发〔2021〕5号", id="black"
        ),
        pytest.param("按国办发2021年5号办理。", "国办发2021年5号", "国办发〔2021〕5号", id="none"),
        pytest.param(
            "按国办发〔2021〕第5号办理。", "国办发〔2021〕第5号", "国办发〔2021〕5号", id="with_第"
        ),
        pytest.param(
            "按国办发〔2021〕05号办理。",
            "国办发〔2021〕05号",
            "国办发〔2021〕5号",
            id="leading_zero",
        ),
        pytest.param("县政发〔21〕5号", "〔21〕5号", "〔2021〕5号", id="short_year"),
    ],
)
def test_a_number_is_corrected_to_the_form_of_the_standard(
    text: str, found: str, expected: str
) -> None:
    (finding,) = document_number.find(read_text(text))
    assert (finding.found, finding.expected) == (found, expected)
    assert finding.severity is Severity.ERROR
    assert "GB/T 9704—2012" in finding.basis


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("按国办发〔2021〕5号和财农〔2021〕19号办理。", id="right"),
        pytest.param("按国办发﹝2021﹞5号办理。", id="six_cornered_under_another_code"),
        pytest.param("国务院令第743号公布。", id="order"),
        pytest.param("财政部公告2023年第5号。", id="announcement"),
        pytest.param("图书馆CIP数据核字（2020）第012843号", id="filing"),
        pytest.param("（2021）新22民初123号判决书。", id="court_case"),
        pytest.param("住在（2021）年建成的5号楼。", id="building"),
    ],
)
def test_what_is_right_or_of_another_kind_is_left_alone(text: str) -> None:
    assert list(document_number.find(read_text(text))) == []
