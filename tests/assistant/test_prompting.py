"""Prompts are text that anybody may edit, and mistakes in them are named."""

from pathlib import Path

import pytest

from assistant.errors import PromptError
from assistant.prompting import load_prompt

BLANKS = frozenset({"passages", "question"})


def load(folder: Path, text: str) -> None:
    (folder / "answer.md").write_text(text, encoding="utf-8")
    load_prompt("answer", blanks=BLANKS, folder=folder)


def test_the_prompts_of_the_project_can_be_used() -> None:
    answer = load_prompt("answer", blanks=BLANKS)
    assert answer.instructions
    assert answer.render(passages="甲", question="乙").count("乙") == 1
    load_prompt("rewrite_question", blanks=frozenset({"history", "question"}))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("资料：{passages}", "少了 {question}"),
        ("{passages}{question}{answer}", "多了 {answer}"),
        ("{passage}{question}", "多了 {passage}；少了 {passages}"),
        ("{passages}{question} {", "花括号"),
        ("{question}\n---\n{passages}", "少了 {question}"),
    ],
)
def test_a_blank_that_is_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(PromptError) as raised:
        load(tmp_path, text)
    assert named in raised.value.message
    assert "answer.md" in raised.value.message
    assert raised.value.hint


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"answer\.md"):
        load_prompt("answer", blanks=BLANKS, folder=tmp_path)
    (tmp_path / "answer.md").write_bytes("{passages}{question}资料".encode("gbk"))
    with pytest.raises(PromptError, match=r"answer\.md"):
        load_prompt("answer", blanks=BLANKS, folder=tmp_path)


def test_braces_in_what_is_filled_in_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "answer.md").write_text("{passages}|{question}", encoding="utf-8")
    prompt = load_prompt("answer", blanks=BLANKS, folder=tmp_path)
    assert prompt.render(passages="{question}", question="{x}") == "{question}|{x}"
    assert prompt.instructions == ""
