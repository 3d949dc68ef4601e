"""What was amended or repealed is never quoted alone."""

from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.settings import Settings

RULE = """驻点干部管理规定

第一条 为规范驻点干部管理，制定本规定。
第二条 驻点干部每月驻点不少于十八天，由派出单位考勤。
第三条 驻点干部每人每天补助伙食费四十五元，由派出单位发放。
"""
AMENDMENT = """关于修改驻点干部管理规定的通知

一、将第三条中的“每人每天补助伙食费四十五元”修改为“每人每天补助伙食费七十元”。
二、本通知自印发之日起施行。
"""
OLD = """果树补助暂行规定

第二条 农户新栽果树，每亩补助苗木费三百一十元。
"""
NEW = """果树补助规定

第二条 农户新栽果树，每亩补助苗木费四百八十元。
"""
MANIFEST = """file,title,document_number,validity,replaced_by,repealed_on
规定.txt,驻点干部管理规定,测发〔2021〕1号,amended,测发〔2023〕2号,
修改.txt,关于修改驻点干部管理规定的通知,测发〔2023〕2号,in_force,,
旧.txt,果树补助暂行规定,测发〔2019〕5号,repealed,测发〔2022〕8号,2022-01-01
新.txt,果树补助规定,测发〔2022〕8号,in_force,,
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("amended")
    texts = {"规定.txt": RULE, "修改.txt": AMENDMENT, "旧.txt": OLD, "新.txt": NEW}
    for name, text in {**texts, "manifest.csv": MANIFEST}.items():
        (folder / name).write_text(text, encoding="utf-8")
    assistant = Assistant.from_settings(Settings(home=Path(folder / "home")))
    list(assistant.ingest([folder / name for name in texts]))
    return assistant


def test_an_amended_article_is_quoted_behind_what_amends_it(assistant: Assistant) -> None:
    answer = assistant.ask("驻点干部每人每天补助伙食费多少元？")
    assert "七十元" in answer.statements[0].text
    assert answer.statements[1].text.startswith("第三条")


def test_an_article_that_was_not_amended_stands_alone(assistant: Assistant) -> None:
    answer = assistant.ask("驻点干部每月驻点不少于多少天？")
    assert "十八天" in answer.statements[0].text
    assert all("修改为" not in statement.text for statement in answer.statements[:1])


def test_a_repealed_rule_is_not_quoted_beside_the_one_in_force(assistant: Assistant) -> None:
    answer = assistant.ask("农户新栽果树每亩补助苗木费多少元？")
    assert "四百八十元" in answer.statements[0].text
    assert "三百一十元" not in answer.text


def test_who_asks_about_the_past_is_told_of_it(assistant: Assistant) -> None:
    answer = assistant.ask("以前农户新栽果树每亩补助苗木费多少元？")
    assert "三百一十元" in answer.text
    assert any("已废止" in notice for notice in answer.notices)
