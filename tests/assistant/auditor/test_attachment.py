import pytest

from assistant.auditor import attachment
from assistant.auditor.reading import read_text
from assistant.auditor.schema import Severity

LIST = "附件：1.项目清单\n2.资金明细\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("详见附件3。附件：1.项目清单 2.资金明细", id="list_in_a_line"),
        pytest.param(f"详见附件3。\n{LIST}", id="list_in_lines"),
        pytest.param(f"详见附件1、3。\n{LIST}", id="one_of_two"),
        pytest.param(f"见附件1至附件3。\n{LIST}", id="last_of_a_span"),
        pytest.param(f"见附件三。\n{LIST}", id="chinese_numeral"),
    ],
)
def test_an_attachment_that_is_not_listed_is_an_error(text: str) -> None:
    (finding,) = attachment.find(read_text(text))
    assert finding.severity is Severity.ERROR
    assert "提到附件3，但文件只有附件1、附件2" in finding.message


def test_an_attachment_named_without_any_list_is_a_warning() -> None:
    (finding,) = attachment.find(read_text("详见附件1。"))
    assert finding.severity is Severity.WARNING


def test_numbers_of_the_list_must_follow_each_other() -> None:
    (finding,) = attachment.find(read_text("正文。\n附件：1.项目清单\n3.资金明细"))
    assert (finding.found, finding.expected) == ("3", "2")


def test_the_list_and_the_attachments_behind_it_must_agree() -> None:
    text = f"正文。\n{LIST}附件1\n项目清单\n附件3\n资金明细"
    messages = [finding.message for finding in attachment.find(read_text(text))]
    assert messages == [
        "附件说明列有附件2，但后面没有附件2。",
        "后面有附件3，但附件说明没有列出。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"见附件1和附件2。\n{LIST}", id="both_listed"),
        pytest.param(f"见附件1。\n{LIST}附件1\n项目清单\n附件2\n资金明细", id="both_there"),
        pytest.param("见附件1。\n附件：项目清单", id="a_single_one"),
        pytest.param("按《某办法》附件2执行。", id="of_another_document"),
        pytest.param("附件：巩固产业扶贫成果\n正文。", id="heading_without_number"),
        pytest.param("双侧附件切除。", id="another_sense"),
        pytest.param("附件：1.甲 2.乙。后面的正文：1.丙。 1.丁。", id="text_behind_the_list"),
        pytest.param("按公告附件2办理。", id="of_an_announcement"),
    ],
)
def test_what_is_there_may_be_named(text: str) -> None:
    assert list(attachment.find(read_text(text))) == []
