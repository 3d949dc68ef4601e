"""The one entrance to retrieval, over the real indexes."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.application import Assistant
from assistant.retrieval.retriever import Retrieval, Retriever
from assistant.retrieval.weights import load_weights
from assistant.settings import Settings
from ingest.errors import IndexMismatchError
from ingest.library import Store
from ingest.pipeline import delete_document, ingest_files
from ingest.schema import Filters, Validity
from ingest.testing import BigramEmbedder
from tests.assistant.tiny_library import POSTS, RANGERS

SUBSIDY = "公益性岗位每人每月补贴多少？"


@pytest.fixture
def retriever(tiny_assistant: Assistant) -> Retriever:
    return tiny_assistant.retriever


def files(found: Retrieval, top_k: int = 20) -> list[str]:
    return [hit.document.file for hit in found.hits(top_k)]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        (SUBSIDY, "每月补贴八百元"),
        ("护林员一年补助多少钱？", "每年补助一万元"),
        ("岗位名单要公示几天？", "七个工作日"),
        ("下河村分红多少？", "下河村"),
        ("種了多少畝沙棘？", "沙棘一千二百亩"),
        pytest.param("公益岗位发多少钱？", "每月补贴八百元", id="spoken"),
        pytest.param("ＷＨＯ：公益性岗位　补贴", "每月补贴八百元", id="widths"),
    ],
)
def test_the_passage_that_answers_is_among_the_first(
    retriever: Retriever, question: str, passage: str
) -> None:
    assert any(passage in hit.chunk.text for hit in retriever.retrieve(question).hits(3))


def test_hits_come_best_first_and_each_once(retriever: Retriever) -> None:
    hits = retriever.retrieve(SUBSIDY).hits(50)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.chunk.id for hit in hits}) == len(hits)


def test_fewer_hits_are_the_first_of_more(retriever: Retriever) -> None:
    found = retriever.retrieve(SUBSIDY)
    assert found.hits(2) == found.hits(10)[:2]
    assert found.hits(0) == []


def test_the_same_question_finds_the_same_twice(retriever: Retriever) -> None:
    assert retriever.retrieve(SUBSIDY).hits(20) == retriever.retrieve(SUBSIDY).hits(20)


def test_a_traditional_question_finds_what_the_simplified_one_does(retriever: Retriever) -> None:
    traditional = retriever.retrieve("公益性崗位每人每月補貼多少？")
    assert traditional.hits(20) == retriever.retrieve(SUBSIDY).hits(20)


def test_every_hit_is_a_slice_of_its_revision(
    retriever: Retriever, tiny_assistant: Assistant
) -> None:
    for hit in retriever.retrieve(SUBSIDY).hits(50):
        text = tiny_assistant.revision_text(hit.chunk.revision_id)
        assert text[hit.chunk.start : hit.chunk.end] == hit.chunk.text
        assert hit.document.revision_id == hit.chunk.revision_id


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(library="政策"), {"岗位办法.txt", "护林员办法.txt"}),
        (Filters(region="红柳乡"), {"红柳乡总结.txt"}),
        (Filters(library="没有这个库"), set()),
        (Filters(library="政策", in_force=True), {"岗位办法.txt"}),
        (Filters(as_of=date(1950, 1, 1), library="政策"), {"岗位办法.txt"}),
    ],
)
def test_filters_leave_out_whatever_does_not_pass(
    retriever: Retriever, filters: Filters, expected: set[str]
) -> None:
    found = set(files(retriever.retrieve("补贴和补助多少元？", filters=filters), 50))
    assert found <= expected
    assert bool(found) == bool(expected)


def test_what_the_reader_may_not_see_is_never_found_even_by_name(retriever: Retriever) -> None:
    for question in (SUBSIDY, "白政发〔2024〕6号第三条", "岗位办法"):
        found = retriever.retrieve(question, libraries=frozenset({"总结"}))
        assert set(files(found, 100)) <= {"红柳乡总结.txt"}
        assert retriever.retrieve(question, libraries=frozenset()).candidates == []


@pytest.mark.parametrize(
    "question",
    ["？？？", "的", " ", "🙂", '" OR 1=1 --', "NEAR(补贴)", "words:补贴*", "补" * 500, "\x00"],
)
def test_odd_questions_are_no_trouble(retriever: Retriever, question: str) -> None:
    assert isinstance(retriever.retrieve(question).hits(5), list)


# --- Places that are named ------------------------------------------------------------------


def test_a_place_that_is_named_stands_first(retriever: Retriever) -> None:
    found = retriever.retrieve("白政发〔2024〕6号第四条")
    assert found.is_lookup
    assert found.hits(1)[0].chunk.article == "第四条"
    scores = [hit.score for hit in found.hits(50)]
    assert scores == sorted(scores, reverse=True)
    ids = [hit.chunk.id for hit in found.hits(50)]
    assert len(set(ids)) == len(ids)


def test_a_question_that_names_no_place_is_no_lookup(retriever: Retriever) -> None:
    assert not retriever.retrieve(SUBSIDY).is_lookup


# --- Rerankers ------------------------------------------------------------------------------


class Contrary:
    """Likes best what ranking likes least."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        self.asked.append(question)
        return [float(number) for number in range(len(passages))]


def rerank(assistant: Assistant, question: str) -> tuple[Retrieval, Contrary]:
    judge = Contrary()
    return Retriever(assistant.store, load_weights(), reranker=judge).retrieve(question), judge


def test_a_reranker_has_the_last_word(tiny_assistant: Assistant, retriever: Retriever) -> None:
    found, judge = rerank(tiny_assistant, SUBSIDY)
    before = [hit.chunk.id for hit in retriever.retrieve(SUBSIDY).hits(20)]
    assert [hit.chunk.id for hit in found.hits(20)] == before[::-1]
    assert judge.asked == [SUBSIDY]


def test_reranked_hits_have_falling_scores_too(tiny_assistant: Assistant) -> None:
    found, _ = rerank(tiny_assistant, SUBSIDY)
    scores = [hit.score for hit in found.hits(50)]
    assert scores == sorted(scores, reverse=True)


def test_a_place_that_is_named_stands_before_what_a_reranker_likes(
    tiny_assistant: Assistant,
) -> None:
    found, _ = rerank(tiny_assistant, "白政发〔2024〕6号第四条")
    assert found.hits(1)[0].chunk.article == "第四条"


# --- While the library changes ------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "岗位办法.txt").write_text(POSTS, encoding="utf-8")
    (folder / "护林员办法.txt").write_text(RANGERS, encoding="utf-8")
    return folder


@pytest.fixture
def assistant(folder: Path) -> Assistant:
    assistant = Assistant.from_settings(Settings())
    list(assistant.ingest([folder]))
    return assistant


def test_an_empty_library_finds_nothing() -> None:
    assert Assistant.from_settings(Settings()).retriever.retrieve(SUBSIDY).candidates == []


def test_a_deleted_document_is_found_no_more(assistant: Assistant) -> None:
    assert "岗位办法.txt" in files(assistant.retriever.retrieve(SUBSIDY))
    delete_document(assistant.store, assistant.document("岗位办法.txt").id)
    assert set(files(assistant.retriever.retrieve(SUBSIDY))) == {"护林员办法.txt"}
    assert not assistant.retriever.retrieve("白政发〔2024〕6号第三条").is_lookup


def test_only_the_newest_revision_is_found(assistant: Assistant, folder: Path) -> None:
    assistant.retriever.retrieve(SUBSIDY)
    (folder / "岗位办法.txt").write_text(POSTS.replace("八百元", "九百元"), encoding="utf-8")
    list(assistant.ingest([folder]))
    found = "".join(hit.chunk.text for hit in assistant.retriever.retrieve(SUBSIDY).hits(50))
    assert "九百元" in found
    assert "八百元" not in found


def test_a_rule_repealed_since_the_last_question_is_found_as_repealed(
    assistant: Assistant, folder: Path
) -> None:
    assistant.retriever.retrieve("护林员补助")
    (folder / "manifest.csv").write_text("文件,效力\n护林员办法.txt,废止\n", encoding="utf-8")
    list(assistant.ingest([folder]))
    hits = assistant.retriever.retrieve("护林员补助").hits(50)
    found = {hit.document.metadata.validity for hit in hits if "护林员" in hit.document.file}
    assert found == {Validity.REPEALED}


def test_an_index_of_another_model_is_refused_with_the_command_that_rebuilds_it(
    assistant: Assistant,
) -> None:
    other = Store(Settings(), embedder=BigramEmbedder("other@1"))
    with pytest.raises(IndexMismatchError) as raised:
        Retriever(other, load_weights()).retrieve(SUBSIDY)
    assert "policy index rebuild" in raised.value.hint
    other.close()


def test_another_embedder_works_without_the_adapter(folder: Path) -> None:
    store = Store(Settings(), embedder=BigramEmbedder())
    list(ingest_files([folder], store=store))
    hits = Retriever(store, load_weights()).retrieve(SUBSIDY).hits(3)
    assert any("八百元" in hit.chunk.text for hit in hits)
    store.close()
