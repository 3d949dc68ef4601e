"""The promises of the design that the library and its answers keep, one by one."""

import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.chain.answering import ExtractiveAnswerer
from assistant.retrieval.weights import load_weights
from assistant.schema import Answer, AnswerStatus, Grade
from assistant.settings import Settings
from ingest.schema import Filters, Outcome

QUESTIONS = [
    "管水员每月补贴多少元？",
    "什么是饮水安全工程？",
    "水费每立方米多少元？",
    "东沟村有多少户？",
    "云泽水发〔2024〕2号第三条",
    "护渠员每年补助多少钱？",
    "火星上有多少个村？",
]
SUBSIDY = QUESTIONS[0]

WATER = """云泽县农村饮水安全工程管护办法
云泽水发〔2024〕2号

第一条 为保障农村群众饮水安全，制定本办法。
第二条 本办法所称饮水安全工程，是指政府投资建设的集中供水工程。
第三条 管水员每月补贴三百元，由乡镇按季度发放。
第四条 水费标准为每立方米二元五角，特困供养人员减半收取。
"""
CANALS = """云泽县护渠员管理办法

第一条 护渠员每年补助五千元，汛期每天巡渠一次。
第二条 护渠员年满六十五周岁的，不再续聘。
"""
VILLAGES = """# 云泽县集中供水台账

单位：户

| 村名 | 户数 | 备注 |
|---|---|---|
| 东沟村 | 126 | 自流 |
| 西坪村 | 98 | 机井 |
"""
SOURCES = {"饮水办法.txt": WATER, "护渠员办法.txt": CANALS, "供水台账.md": VILLAGES}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for file, text in SOURCES.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def assistant(folder: Path) -> Iterator[Assistant]:
    assistant = Assistant.from_settings(Settings())
    assert outcomes(assistant, folder) == [Outcome.READY] * len(SOURCES)
    yield assistant
    assistant.close()


def outcomes(assistant: Assistant, *paths: Path) -> list[Outcome]:
    return [event.outcome for event in assistant.ingest(paths)]


def willing(assistant: Assistant) -> ExtractiveAnswerer:
    """Return the real answerer, answering whenever it finds a sentence."""
    weights = load_weights().model_copy(update={"refuse_below": 0.0})
    return ExtractiveAnswerer(assistant.retriever, assistant.store.library, weights)


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def found(assistant: Assistant, question: str) -> list[str]:
    return [hit.chunk.id for hit in assistant.search(question)]


def signs(text: str) -> str:
    """Return a text without blanks and the marks of Markdown."""
    return re.sub(r"[\s|#-]", "", text)


# --- 1. Everything stands in the text, and leads back to the original -----------------------


def test_nothing_of_a_file_is_lost(assistant: Assistant) -> None:
    for file, source in SOURCES.items():
        text = assistant.revision_text(assistant.document(file).revision_id)
        assert signs(text) == signs(source)


def test_chunks_are_slices_and_together_hold_the_whole_text(assistant: Assistant) -> None:
    for document in assistant.documents():
        text = assistant.revision_text(document.revision_id)
        held = set()
        for chunk in assistant.store.library.chunks_of(document.revision_id):
            assert text[chunk.start : chunk.end] == chunk.text
            held.update(range(chunk.start, chunk.end))
        assert all(text[i].isspace() for i in range(len(text)) if i not in held)


@pytest.mark.parametrize("file", ["饮水办法.txt", "护渠员办法.txt"])
def test_every_character_leads_back_to_its_line_in_the_original(
    assistant: Assistant, file: str
) -> None:
    lines = SOURCES[file].splitlines()
    revision_id = assistant.document(file).revision_id
    for offset, sign in enumerate(assistant.revision_text(revision_id)):
        if not sign.isspace():
            origin = assistant.store.library.locate(revision_id, offset)
            assert lines[origin.paragraph - 1][origin.offset] == sign


def test_a_table_row_stands_as_it_reads_with_its_headers_beside_it(assistant: Assistant) -> None:
    document = assistant.document("供水台账.md")
    text = assistant.revision_text(document.revision_id)
    chunks = assistant.store.library.chunks_of(document.revision_id)
    rows = [row for chunk in chunks for row in chunk.rows]
    assert [text[row.start : row.end] for row in rows] == [
        "东沟村 | 126 | 自流",
        "西坪村 | 98 | 机井",
    ]
    assert all("户数：" in row.sentence for row in rows)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_citation_is_a_slice_and_its_place_is_where_it_says(
    assistant: Assistant, question: str
) -> None:
    for citation in willing(assistant).answer(question).citations:
        text = assistant.revision_text(citation.revision_id)
        assert text[citation.start : citation.end] == citation.text
        assert all(heading in text for heading in citation.section)
        assert signs(citation.text) in signs(SOURCES[citation.document])


# --- 2. The database is the truth, the indexes follow it ------------------------------------


def test_indexes_that_were_lost_are_made_again_from_the_truth(assistant: Assistant) -> None:
    before = {question: found(assistant, question) for question in QUESTIONS}
    home = assistant.store.home
    assistant.close()
    shutil.rmtree(home / "chroma")
    for path in home.glob("lexical.sqlite3*"):
        path.unlink()
    # Chroma keeps what a process has opened, so the new start is a rebuild in the open.
    again = Assistant.from_settings(Settings())
    list(again.rebuild_index())
    assert {question: found(again, question) for question in QUESTIONS} == before
    assert all(check.passed for check in again.check())
    again.close()


def test_the_doctor_sees_an_index_that_disagrees(assistant: Assistant) -> None:
    assistant.store.lexical.delete_revision(assistant.document("饮水办法.txt").revision_id)
    failed = [check for check in assistant.check() if not check.passed]
    assert failed
    assert all(check.remedy for check in failed)


def test_originals_are_kept_byte_for_byte(assistant: Assistant, folder: Path) -> None:
    for document in assistant.documents():
        kept = assistant.store.library.original(document.revision_id)
        assert kept.read_bytes() == (folder / document.file).read_bytes()


# --- 3. The same bytes change nothing; other bytes are another revision ---------------------


def test_the_same_files_twice_change_nothing(assistant: Assistant, folder: Path) -> None:
    before = assistant.documents(), assistant.store.library.generation
    assert outcomes(assistant, folder) == [Outcome.UNCHANGED] * len(SOURCES)
    assert (assistant.documents(), assistant.store.library.generation) == before


def test_a_changed_file_is_a_revision_and_the_old_one_is_no_longer_searched(
    assistant: Assistant, folder: Path
) -> None:
    old = willing(assistant).answer(SUBSIDY)
    rewrite(folder / "饮水办法.txt", "三百元", "四百元")
    assert sorted(outcomes(assistant, folder)) == ["revised", "unchanged", "unchanged"]
    new = willing(assistant).answer(SUBSIDY)
    assert "三百元" in old.text
    assert "四百元" in new.text
    assert all("三百元" not in hit.chunk.text for hit in assistant.search(SUBSIDY, top_k=100))
    assert [revision.number for revision in assistant.history("饮水办法.txt")] == [2, 1]


def test_an_old_citation_still_opens(assistant: Assistant, folder: Path) -> None:
    (citation, *_) = willing(assistant).answer(SUBSIDY).citations
    rewrite(folder / "饮水办法.txt", "第一条 ", "第一条 （修订）")
    outcomes(assistant, folder)
    text = assistant.revision_text(citation.revision_id)
    assert text[citation.start : citation.end] == citation.text


def test_a_file_that_turns_back_is_its_first_revision_again(
    assistant: Assistant, folder: Path
) -> None:
    first = assistant.document("饮水办法.txt").revision_id
    rewrite(folder / "饮水办法.txt", "三百元", "四百元")
    outcomes(assistant, folder)
    rewrite(folder / "饮水办法.txt", "四百元", "三百元")
    outcomes(assistant, folder)
    assert assistant.document("饮水办法.txt").revision_id == first
    assert "三百元" in willing(assistant).answer(SUBSIDY).text


# --- 4. Not knowing is a result -------------------------------------------------------------


def test_what_the_library_does_not_hold_is_refused_with_the_nearest_passages(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("火星上有多少个村？")
    assert answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE
    assert answer.grade is Grade.NOT_FOUND
    assert answer.citations == ()
    assert answer.hits


# --- 7. What a reader may not see -----------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_reader_may_not_see_is_never_found_counted_or_quoted(
    assistant: Assistant, folder: Path, question: str
) -> None:
    (folder / "manifest.csv").write_text("文件,资料库\n护渠员办法.txt,公开\n", encoding="utf-8")
    assistant.delete_document("护渠员办法.txt")
    outcomes(assistant, folder / "护渠员办法.txt")
    answer = willing(assistant).answer(question, libraries=frozenset({"公开"}))
    seen = {hit.document.file for hit in answer.hits} | {c.document for c in answer.citations}
    assert seen <= {"护渠员办法.txt"}


# --- What the people fear -------------------------------------------------------------------


def mark_repealed(assistant: Assistant, folder: Path) -> None:
    (folder / "manifest.csv").write_text("文件,效力\n护渠员办法.txt,废止\n", encoding="utf-8")
    outcomes(assistant, folder)


@pytest.mark.parametrize(
    "asked_before",
    [
        False,
        pytest.param(
            True,
        ),
    ],
)
def test_a_repealed_rule_is_marked_from_the_moment_the_keeper_says_so(
    assistant: Assistant, folder: Path, asked_before: bool
) -> None:
    question = "护渠员每年补助多少钱？"
    if asked_before:
        assistant.search(question)
    mark_repealed(assistant, folder)
    answer = willing(assistant).answer(question)
    assert "五千元" in answer.text
    assert any("已废止" in notice for notice in answer.notices)
    assert answer.grade is Grade.CHECK


def test_a_rule_is_marked_from_the_day_of_its_repeal(assistant: Assistant, folder: Path) -> None:
    rows = "文件,废止日期\n护渠员办法.txt,2020-01-01\n饮水办法.txt,2999-01-01\n"
    (folder / "manifest.csv").write_text(rows, encoding="utf-8")
    outcomes(assistant, folder)
    assert willing(assistant).answer(SUBSIDY, filters=Filters(in_force=True)).notices == ()
    notices = willing(assistant).answer("护渠员每年补助多少钱？").notices
    assert any("已废止" in notice for notice in notices)


def test_only_rules_in_force_are_searched_when_asked_so(assistant: Assistant, folder: Path) -> None:
    mark_repealed(assistant, folder)
    hits = assistant.search("护渠员补助", filters=Filters(in_force=True))
    assert "护渠员办法.txt" not in {hit.document.file for hit in hits}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gets_the_same_answer(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question) == assistant.ask(question)


# --- Many at once ---------------------------------------------------------------------------


def test_eight_ask_while_files_come_change_and_go(assistant: Assistant, folder: Path) -> None:
    answerer, stop, failures = willing(assistant), threading.Event(), []

    def ask(number: int) -> list[Answer]:
        answers = []
        while not stop.is_set():
            try:
                answers.append(answerer.answer(QUESTIONS[(number + len(answers)) % 6]))
            except Exception as error:
                failures.append(error)
                break
        return answers

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask, number) for number in range(8)]
        try:
            for amount in ("四百", "五百", "六百"):
                rewrite(folder / "饮水办法.txt", "第一条 ", f"第一条 （{amount}）")
                (folder / "新办法.txt").write_text(f"新增办法\n第一条 补贴{amount}元。\n", "utf-8")
                outcomes(assistant, folder)
                assistant.delete_document("护渠员办法.txt")
                assistant.delete_document("新办法.txt")
        finally:
            stop.set()
        answers = [answer for each in asking for answer in each.result()]
    assert failures == []
    assert len(answers) >= 8
    # What nobody touched is answered as before.
    assert all("126" in answer.text for answer in answers if answer.question == QUESTIONS[3])
    assert all(check.passed for check in assistant.check())
