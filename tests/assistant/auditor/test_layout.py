from pathlib import Path

import docx
import pytest
from docx.shared import Mm

from assistant.auditor import layout
from assistant.auditor.page_setup import find_in_file
from assistant.auditor.reading import read_draft, read_text
from assistant.auditor.schema import Finding, Severity
from ingest.settings import LimitSettings

LIMITS = LimitSettings()
HEAD = "青政发〔2024〕5号\n关于做好春耕工作的通知\n"


def audit(text: str) -> list[Finding]:
    return list(layout.find(read_text(text)))


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        pytest.param("总结\n一、甲\n内容。\n三、乙\n内容。", "三", "", id="a_number_left_out"),
        pytest.param("总结\n（一）、甲\n内容。", "（一）、", "（一）", id="mark_behind_brackets"),
        pytest.param("总结\n1、做好春耕。\n内容。", "1、", "1.", id="arabic_with_comma"),
        pytest.param("总结\n一.做好春耕\n内容。", "一.", "一、", id="chinese_with_point"),
        pytest.param("总结\n做好春耕,抓好秋收。", ",", "，", id="half_width_comma"),
    ],
)
def test_what_is_usual_is_only_suggested(text: str, found: str, expected: str) -> None:
    (finding,) = audit(text)
    assert (finding.found, finding.expected) == (found, expected)
    assert finding.severity is Severity.HINT


def test_what_the_standard_lays_down_is_an_error_in_an_official_document() -> None:
    (finding,) = audit(f"{HEAD}各乡镇人民政府:\n请认真执行。")
    assert (finding.found, finding.expected) == (":", "：")
    assert finding.severity is Severity.ERROR
    assert "规定" in finding.basis


def test_the_same_is_a_hint_in_any_other_draft() -> None:
    (finding,) = audit("春耕工作总结\n各乡镇人民政府:\n请认真执行。")
    assert finding.severity is Severity.HINT


def test_the_name_of_an_attachment_takes_no_mark() -> None:
    (finding,) = audit(f"{HEAD}请认真执行。\n附件：项目清单。")
    assert finding.found == "。"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            f"{HEAD}各乡镇人民政府：\n一、甲\n（一）乙\n1.丙\n（1）丁\n二、戊\n附件：项目清单",
            id="official",
        ),
        pytest.param("第一篇\n一、甲\n二、乙\n第二篇\n一、丙", id="numbers_begin_again"),
        pytest.param("总结\n一、甲\n二、2024年工作\n三、乙", id="year_behind_the_number"),
        pytest.param("比例为3:2，网址http://a.cn，A,B两组。", id="half_width_in_its_place"),
    ],
)
def test_what_is_in_order_is_left_alone(text: str) -> None:
    assert audit(text) == []


@pytest.mark.parametrize(
    ("number", "top", "count"),
    [
        pytest.param("青政发〔2024〕5号", 25.4, 1, id="official_with_usual_margins"),
        pytest.param("青政发〔2024〕5号", 37, 0, id="official_as_it_should_be"),
        pytest.param("", 25.4, 0, id="any_other_draft"),
    ],
)
def test_the_page_of_an_official_document_is_measured(
    tmp_path: Path, number: str, top: float, count: int
) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(top), Mm(28)
    for text in (number, "关于做好春耕工作的通知", "请认真执行。"):
        document.add_paragraph(text)
    path = tmp_path / "通知.docx"
    document.save(str(path))
    assert len(find_in_file(read_draft(path, LIMITS), path, LIMITS)) == count
