"""Everything the project can do, one method each, over the real parts."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.application import LONGEST_QUESTION, Assistant
from assistant.errors import WrongUseError
from assistant.schema import AnswerFailed, AnswerReady, AnswerStatus, TextDelta
from assistant.settings import Settings
from ingest.errors import IndexMismatchError, ModelError, NotFoundError, PolicyError
from ingest.library import Store
from ingest.schema import Filters, Outcome
from ingest.testing import BigramEmbedder
from tests.assistant.tiny_library import POSTS, RANGERS, SOURCES

SUBSIDY = "公益性岗位每人每月补贴多少？"
FILE = "岗位办法.txt"


@pytest.fixture
def assistant() -> Assistant:
    """An assistant of its own, over an empty library."""
    return Assistant.from_settings(Settings())


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / FILE
    path.write_text(POSTS, encoding="utf-8")
    return path


def outcomes(assistant: Assistant, *paths: Path, library: str | None = None) -> list[Outcome]:
    return [event.outcome for event in assistant.ingest(paths, library=library)]


def found(assistant: Assistant) -> list[str]:
    """Return the chunks found, best first; vectors made anew agree in six digits, not in all."""
    return [hit.chunk.id for hit in assistant.search(SUBSIDY)]


# --- Asking -------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "  ", "\u3000\n"])
def test_no_question_is_wrong_use_and_says_what_to_do(
    tiny_assistant: Assistant, question: str
) -> None:
    for method in (tiny_assistant.ask, tiny_assistant.search):
        with pytest.raises(WrongUseError, match="没有输入问题") as raised:
            method(question)
        assert raised.value.hint


def test_a_question_may_be_long_but_not_endless(tiny_assistant: Assistant) -> None:
    longest = "补" * LONGEST_QUESTION
    assert tiny_assistant.ask(f" {longest} ")
    with pytest.raises(WrongUseError, match=str(LONGEST_QUESTION + 1)):
        tiny_assistant.ask(longest + "贴")


def test_blanks_around_a_question_change_nothing(tiny_assistant: Assistant) -> None:
    assert tiny_assistant.ask(f"\n {SUBSIDY}\t") == tiny_assistant.ask(SUBSIDY)


def test_search_gives_as_many_hits_as_asked_for(tiny_assistant: Assistant) -> None:
    assert len(tiny_assistant.search(SUBSIDY, top_k=3)) == 3
    assert len(tiny_assistant.search(SUBSIDY)) == 10


def test_search_and_ask_look_where_they_are_told(tiny_assistant: Assistant) -> None:
    only = Filters(library="总结")
    hits = tiny_assistant.search(SUBSIDY, filters=only)
    assert {hit.document.library for hit in hits} == {"总结"}
    answer = tiny_assistant.ask(SUBSIDY, filters=only)
    assert {hit.document.library for hit in answer.hits} == {"总结"}


@pytest.mark.parametrize("question", [SUBSIDY, "什么是公益性岗位？", "火星移民补贴是多少？"])
def test_a_stream_is_the_answer_piece_by_piece_and_then_whole(
    tiny_assistant: Assistant, question: str
) -> None:
    *pieces, last = tiny_assistant.stream(question)
    assert isinstance(last, AnswerReady)
    assert last.answer == tiny_assistant.ask(question)
    assert all(isinstance(piece, TextDelta) for piece in pieces)
    assert "".join(piece.text for piece in pieces if isinstance(piece, TextDelta)) == (
        last.answer.text
    )


def test_a_stream_that_fails_ends_with_the_reason(tiny_assistant: Assistant) -> None:
    (event,) = tiny_assistant.stream(" ")
    assert isinstance(event, AnswerFailed)
    assert event.code == "wrong_use"
    assert event.message
    assert event.hint


def test_an_index_of_another_model_is_refused(assistant: Assistant, rules: Path) -> None:
    outcomes(assistant, rules)
    other = Assistant(Store(Settings(), embedder=BigramEmbedder("other@1")))
    with pytest.raises(IndexMismatchError, match="other@1"):
        other.ask(SUBSIDY)
    (event,) = other.stream(SUBSIDY)
    assert isinstance(event, AnswerFailed)
    assert event.code == "index_mismatch"


# --- The library --------------------------------------------------------------------------


def test_documents_are_listed_by_library_and_name(tiny_assistant: Assistant) -> None:
    found = tiny_assistant.documents()
    assert {document.file for document in found} == set(SOURCES)
    assert [(d.library, d.file) for d in found] == sorted((d.library, d.file) for d in found)
    assert [d.file for d in tiny_assistant.documents(library="总结")] == ["红柳乡总结.txt"]
    assert tiny_assistant.documents(library="没有这个库") == []


def test_a_document_is_found_by_name_and_by_id(tiny_assistant: Assistant) -> None:
    document = tiny_assistant.document(FILE)
    assert tiny_assistant.document(document.id) == document


def test_what_is_not_there_is_named_with_where_to_look(assistant: Assistant) -> None:
    for call in (assistant.document, assistant.history, assistant.delete_document):
        with pytest.raises(NotFoundError, match="没有这份") as raised:
            call("没有这份.txt")
        assert "policy documents list" in raised.value.hint
    with pytest.raises(NotFoundError):
        assistant.revision_text("0" * 64)


def test_a_name_in_two_libraries_asks_for_the_id(assistant: Assistant, rules: Path) -> None:
    outcomes(assistant, rules, library="甲")
    outcomes(assistant, rules, library="乙")
    with pytest.raises(WrongUseError, match=FILE) as raised:
        assistant.delete_document(FILE)
    ids = [document.id for document in assistant.documents()]
    assert all(id_ in raised.value.hint for id_ in ids)
    assistant.delete_document(ids[0])
    assert [document.id for document in assistant.documents()] == ids[1:]


def test_old_revisions_stay_and_open(assistant: Assistant, rules: Path) -> None:
    outcomes(assistant, rules)
    rules.write_text(POSTS.replace("八百", "九百"), encoding="utf-8")
    assert outcomes(assistant, rules) == [Outcome.REVISED]
    new, old = assistant.history(FILE)
    assert (new.number, old.number) == (2, 1)
    assert (new.is_current, old.is_current) == (True, False)
    assert "九百" in assistant.revision_text(new.id)
    assert "八百" in assistant.revision_text(old.id)


def test_a_deleted_document_is_returned_and_gone(assistant: Assistant, rules: Path) -> None:
    outcomes(assistant, rules)
    before = assistant.document(FILE)
    assert assistant.delete_document(FILE) == before
    assert assistant.documents() == []
    assert assistant.search(SUBSIDY) == []


def test_rebuilding_counts_to_its_end_and_changes_no_hit(assistant: Assistant, rules: Path) -> None:
    outcomes(assistant, rules)
    before = found(assistant)
    progress = list(assistant.rebuild_index())
    assert progress[-1].done == progress[-1].total > 0
    assert found(assistant) == before
    assert all(check.passed for check in assistant.check())


def test_ingesting_does_nothing_until_it_is_followed(assistant: Assistant, rules: Path) -> None:
    events = assistant.ingest([rules])
    assert assistant.documents() == []
    assert next(iter(events)).outcome is Outcome.READY


def test_one_bad_file_costs_the_others_nothing(
    assistant: Assistant, rules: Path, tmp_path: Path
) -> None:
    bad, missing = tmp_path / "坏.pdf", tmp_path / "没有.txt"
    bad.write_bytes(b"%PDF-1.4 not really")
    events = {event.file: event for event in assistant.ingest([bad, missing, rules])}
    assert events[FILE].outcome is Outcome.READY
    for file in (bad.name, missing.name):
        assert events[file].outcome is Outcome.REFUSED
        assert "。" in events[file].reason


# --- Opening ------------------------------------------------------------------------------


def test_a_second_process_finds_what_the_first_took_in(assistant: Assistant, rules: Path) -> None:
    outcomes(assistant, rules)
    before = found(assistant)
    assistant.close()
    again = Assistant.from_settings(Settings())
    assert found(again) == before
    again.close()


def test_the_first_question_repairs_what_a_crash_left_undone(
    assistant: Assistant, rules: Path, tmp_path: Path
) -> None:
    other = tmp_path / "护林员办法.txt"
    other.write_text(RANGERS, encoding="utf-8")
    outcomes(assistant, rules, other)
    expected = found(assistant)
    # As if the process had died between the truth and the indexes.
    assistant.store.lexical.clear()
    assistant.close()
    again = Assistant.from_settings(Settings())
    assert found(again) == expected
    assert all(check.passed for check in again.check())
    again.close()


def test_building_one_opens_nothing(tmp_path: Path) -> None:
    home = tmp_path / "never"
    Assistant.from_settings(Settings(home=home)).close()
    assert not home.exists()


def test_importing_it_loads_nothing_heavy() -> None:
    program = (
        "import sys, assistant\n"
        "heavy = {'chromadb', 'jieba', 'onnxruntime', 'langchain_core', 'fastapi', 'torch'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])


def test_every_error_says_what_happened_and_what_to_do(tiny_assistant: Assistant) -> None:
    for call in (
        lambda: tiny_assistant.ask(""),
        lambda: tiny_assistant.document("没有"),
        lambda: tiny_assistant.revision_text("没有"),
    ):
        with pytest.raises(PolicyError) as raised:
            call()
        assert raised.value.message.endswith("。")
        assert raised.value.hint.endswith("。")


def test_a_reranker_that_cannot_be_loaded_is_named(
    tiny_assistant: Assistant, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="重排模型"):
        Assistant(tiny_assistant.store, reranker_model=str(tmp_path / "没有")).search("补贴")


def test_what_stands_in_a_library_one_may_not_see_is_as_if_it_were_not_there(
    corpus_assistant: Assistant,
) -> None:
    question = "公益性岗位每月补贴多少元？"
    assert corpus_assistant.ask(question).citations
    revision_id = corpus_assistant.documents()[0].revision_id
    stranger = corpus_assistant.limited_to(frozenset({"别的资料库"}))
    answer = stranger.ask(question)
    assert answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE
    assert (answer.hits, stranger.search(question), stranger.documents()) == ((), [], [])
    for look in (stranger.revision_text, stranger.revision_notes, stranger.document_of):
        with pytest.raises(NotFoundError):
            look(revision_id)
    with pytest.raises(NotFoundError):
        stranger.document(corpus_assistant.documents()[0].file)


def test_files_from_somebody_who_sees_some_libraries_go_into_one_of_them(
    assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "通知.txt").write_text("第一条 每月补贴八百元。", encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("file,library\n通知.txt,机密\n", encoding="utf-8")
    keeper = assistant.limited_to(frozenset({"默认"}))
    with pytest.raises(NotFoundError):
        list(keeper.ingest([tmp_path], library="机密"))
    list(keeper.ingest([tmp_path]))
    assert assistant.document("通知.txt").library == "默认"
