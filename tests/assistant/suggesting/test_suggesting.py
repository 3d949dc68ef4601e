import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from assistant.application import Assistant
from assistant.chain.history import complete_question
from assistant.cli import main
from assistant.schema import Answer, Grade, Turn
from assistant.settings import Settings
from assistant.suggesting.candidates import Candidate
from assistant.suggesting.examples import MOST_EXAMPLES, Examples
from assistant.suggesting.suggester import MOST_FOLLOW_UPS
from ingest.errors import ModelError, NotFoundError
from ingest.schema import Outcome
from tests.assistant.tiny_library import open_tiny_library

POSTS_QUESTION = "公益性岗位每人每月补贴多少？"


# --- Examples ---------------------------------------------------------------------------------


def test_every_example_is_answered_in_so_many_words(corpus_assistant: Assistant) -> None:
    questions = corpus_assistant.suggest_questions()
    assert len(questions) == len(set(questions)) == MOST_EXAMPLES
    answers = [corpus_assistant.ask(question) for question in questions]
    assert {answer.grade for answer in answers} == {Grade.QUOTABLE}
    # They show what there is: no two of the first from one document.
    cited = [answer.citations[0].document for answer in answers[:5]]
    assert len(set(cited)) == 5


def test_examples_are_the_same_whoever_asks_first(
    corpus_assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = corpus_assistant.suggest_questions()
    monkeypatch.delitem(vars(corpus_assistant._parts), "suggester")
    assert corpus_assistant.suggest_questions() == before


def test_examples_come_at_once_when_they_were_found_before(corpus_assistant: Assistant) -> None:
    questions = corpus_assistant.suggest_questions()
    started = perf_counter()
    assert corpus_assistant.suggest_questions(patience_s=0.15) == questions
    assert perf_counter() - started < 0.2


def test_a_reader_sees_examples_of_their_libraries_only(tiny_assistant: Assistant) -> None:
    reader = tiny_assistant.limited_to(frozenset({"政策"}))
    questions = reader.suggest_questions()
    assert questions
    for question in questions:
        assert {hit.document.library for hit in reader.ask(question).hits} == {"政策"}
    assert not set(questions) & set(
        tiny_assistant.limited_to(frozenset({"总结"})).suggest_questions()
    )
    assert tiny_assistant.limited_to(frozenset()).suggest_questions() == []


def test_examples_of_one_library_are_answered_by_it(tiny_assistant: Assistant) -> None:
    (question, *_) = tiny_assistant.suggest_questions(library="政策")
    (citation, *_) = tiny_assistant.ask(question).citations
    assert tiny_assistant.document(citation.document_id).library == "政策"


def test_a_library_that_may_not_be_seen_is_not_there(tiny_assistant: Assistant) -> None:
    with pytest.raises(NotFoundError):
        tiny_assistant.limited_to(frozenset({"总结"})).suggest_questions(library="政策")


def test_a_repealed_document_gives_no_example(tiny_assistant: Assistant) -> None:
    assert not [q for q in tiny_assistant.suggest_questions() if "护林员" in q]


def test_a_deleted_document_is_suggested_no_more(tmp_path: Path) -> None:
    assistant = open_tiny_library(tmp_path)
    assert [q for q in assistant.suggest_questions(library="政策") if "公益性岗位" in q]
    assistant.delete_document("岗位办法.txt")
    assert assistant.suggest_questions(library="政策") == []
    assistant.close()


def test_documents_take_turns_and_those_with_a_question_come_last() -> None:
    def candidates(name: str, count: int) -> list[Candidate]:
        return [Candidate((f"{name}{number}",)) for number in range(count)]

    tried = []

    def try_out(candidate: Candidate) -> str | None:
        (question,) = candidate.questions
        tried.append(question)
        return None if question == "乙0" else question

    examples = Examples([iter(candidates("甲", 9)), iter(candidates("乙", 9))], try_out)
    assert examples.get(None) == ["甲0", "乙1", "甲1", "乙2"]
    assert tried == ["甲0", "乙0", "乙1", "甲1", "乙2"]


def test_who_has_no_patience_gets_what_there_is_and_the_next_one_more() -> None:
    examples = Examples([iter([Candidate(("问",))])], lambda candidate: candidate.questions[0])
    assert examples.get(0) == []
    assert examples.get(None) == ["问"]


def test_a_question_that_fails_is_told_and_does_not_end_the_search() -> None:
    def try_out(candidate: Candidate) -> str | None:
        (question,) = candidate.questions
        if question == "坏":
            raise ModelError("模型没有应答。")
        return question

    examples = Examples([iter([Candidate(("坏",)), Candidate(("好",))])], try_out)
    with pytest.raises(ModelError):
        examples.get(None)
    assert examples.get(None) == ["好"]


def test_a_document_deleted_meanwhile_is_passed_over() -> None:
    def gone():
        raise NotFoundError("没有。")
        yield

    examples = Examples([gone(), iter([Candidate(("问",))])], lambda each: each.questions[0])
    assert examples.get(None) == ["问"]


# --- After an answer --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "公益性岗位补贴标准是多少？",
        "低保怎么申请？",
        "控辍保学由谁负责？",
        "禾苑小区2025年劳动力就业率是多少？",
    ],
)
def test_every_follow_up_is_answered_with_something_new(
    corpus_assistant: Assistant, question: str
) -> None:
    answer = corpus_assistant.ask(question)
    follow_ups = corpus_assistant.suggest_follow_ups(answer)
    assert 1 <= len(follow_ups) <= MOST_FOLLOW_UPS
    turn = Turn(question=question, answer=answer.text)
    for each in follow_ups:
        assert complete_question(each, [turn]) == each
        following = corpus_assistant.ask(each, history=[turn])
        assert following.grade is not Grade.NOT_FOUND
        assert following.statements[0] != answer.statements[0]


def test_the_parts_of_the_same_document_are_suggested(corpus_assistant: Assistant) -> None:
    answer = corpus_assistant.ask("公益性岗位补贴标准是多少？")
    follow_ups = corpus_assistant.suggest_follow_ups(answer)
    assert "乡村公益性岗位的聘用程序是怎样的？" in follow_ups


def test_another_row_of_the_table_is_suggested(corpus_assistant: Assistant) -> None:
    answer = corpus_assistant.ask("禾苑小区2025年劳动力就业率是多少？")
    follow_ups = corpus_assistant.suggest_follow_ups(answer)
    assert "石桥新村2025年劳动力就业率是多少？" in follow_ups


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Two counties and two years, each with a document about the same."""
    folder = tmp_path_factory.mktemp("twins")
    manifest = ["文件,地区,年份"]
    for county, year, people in (
        ("白桦县", 2023, 310),
        ("白桦县", 2024, 420),
        ("云杉县", 2024, 55),
    ):
        title = f"{county}{year}年技能培训工作总结"
        text = f"{title}\n一、培训情况\n{year}年{county}组织技能培训{people}人次。\n"
        (folder / f"{county}{year}.txt").write_text(text, encoding="utf-8")
        manifest.append(f"{county}{year}.txt,{county},{year}")
    (folder / "manifest.csv").write_text("\n".join(manifest), encoding="utf-8")
    settings = Settings(home=tmp_path_factory.mktemp("home"), _env_file=None)
    assistant = Assistant.from_settings(settings)
    events = list(assistant.ingest([folder]))
    assert {event.outcome for event in events} == {Outcome.READY}, events
    yield assistant
    assistant.close()


def test_another_year_and_another_place_are_suggested_where_there_are_documents(
    twins: Assistant,
) -> None:
    answer = twins.ask("2024年白桦县组织技能培训多少人次？")
    assert "420人次" in answer.statements[0].text
    assert twins.suggest_follow_ups(answer)[:2] == [
        "2023年白桦县组织技能培训多少人次？",
        "2024年云杉县组织技能培训多少人次？",
    ]


def test_after_a_refusal_only_what_was_named_is_suggested(corpus_assistant: Assistant) -> None:
    named = corpus_assistant.ask("驻村工作队员的高铁票能报销多少？")
    assert named.grade is Grade.NOT_FOUND
    assert all("驻村工作队" in each for each in corpus_assistant.suggest_follow_ups(named))
    foreign = corpus_assistant.ask("高铁票价是多少？")
    assert foreign.hits
    assert corpus_assistant.suggest_follow_ups(foreign) == []


def test_nothing_follows_an_answer_from_a_library_no_longer_seen(
    tiny_assistant: Assistant,
) -> None:
    answer = tiny_assistant.ask(POSTS_QUESTION)
    assert tiny_assistant.suggest_follow_ups(answer)
    assert tiny_assistant.limited_to(frozenset({"总结"})).suggest_follow_ups(answer) == []


def test_an_answer_without_sources_has_no_follow_ups(tiny_assistant: Assistant) -> None:
    answer = Answer(
        question="？",
        status="insufficient_evidence",
        text="没有。",
        confidence=0.0,
        grade=Grade.NOT_FOUND,
    )
    assert tiny_assistant.suggest_follow_ups(answer) == []


# --- On the command line ----------------------------------------------------------------------


def test_the_command_prints_a_question_a_line(
    tiny_assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["suggest", "--library", "政策"], assistant=tiny_assistant) == 0
    questions = tiny_assistant.suggest_questions(library="政策")
    assert capsys.readouterr().out.splitlines() == questions
    assert main(["suggest", "--library", "政策", "--json"], assistant=tiny_assistant) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [{"question": question} for question in questions]


def test_the_command_says_what_to_do_where_there_is_nothing_to_ask(
    tiny_assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["suggest", "--library", "没有"], assistant=tiny_assistant) == 0
    output = capsys.readouterr()
    assert output.out == ""
    assert "policy ingest" in output.err
