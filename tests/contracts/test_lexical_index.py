"""The lexical index keeps this contract in every state its file can be in."""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ingest.errors import StoreUnavailableError
from ingest.library.lexical import K1, B, LexicalEntry, LexicalIndex, LexicalQuery, LexicalWeights

Fill = Callable[[LexicalIndex, Sequence[LexicalEntry]], None]


def _at_once(index: LexicalIndex, entries: Sequence[LexicalEntry]) -> None:
    index.add(entries)


def _one_by_one(index: LexicalIndex, entries: Sequence[LexicalEntry]) -> None:
    for one in entries:
        index.add([one])


def _with_many_segments_merged(index: LexicalIndex, entries: Sequence[LexicalEntry]) -> None:
    for number in range(40):
        index.add([entry(f"x{number}", 0, words="废弃 项目 补贴")])
    _one_by_one(index, entries)
    for number in range(40):
        index.delete_revision(f"x{number}".ljust(16, "0"))


@pytest.fixture(params=[_at_once, _one_by_one, _with_many_segments_merged])
def fill(request: pytest.FixtureRequest) -> Fill:
    chosen: Fill = request.param
    return chosen


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    index = LexicalIndex(tmp_path / "lexical.sqlite3")
    yield index
    index.close()


def entry(
    revision: str,
    number: int,
    *,
    words: str = "",
    bigrams: str = "",
    heading: str = "",
    tokens: str = "",
    document: str = "",
) -> LexicalEntry:
    return LexicalEntry(
        chunk_id=f"{revision.ljust(16, '0')}:{number:04d}",
        document_id=document or f"d-{revision}",
        words=tuple(words.split()),
        bigrams=tuple(bigrams.split()),
        heading=tuple(heading.split()),
        tokens=tuple(tokens.split()),
    )


LIBRARY = [
    entry("a", 0, words="雨露 计划 补贴 标准", heading="雨露 计划", bigrams="雨露 露计 计划"),
    entry("a", 1, words="补贴 发放 时间 每年 六月", heading="补贴", tokens="第3条"),
    entry("a", 2, words="项目 资金 管理 办法 项目 项目"),
    entry("b", 0, words="项目 验收", tokens="青政规〔2024〕2号", document="db"),
]


def find(index: LexicalIndex, words: str = "", *, tokens: str = "", top_k: int = 10) -> list[str]:
    query = LexicalQuery(words=tuple(words.split()), tokens=tuple(tokens.split()))
    return [hit.chunk_id for hit in index.search(query, top_k=top_k)]


def test_the_chunk_with_the_rarer_words_comes_first(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    assert find(index, "雨露 补贴") == [LIBRARY[0].chunk_id, LIBRARY[1].chunk_id]


def test_chunks_that_share_nothing_are_not_found(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    assert find(index, "驻村 工作队") == []
    assert find(index) == []


def test_scores_are_bm25_per_field(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    hits = index.search(LexicalQuery(words=("项目", "项目")), top_k=1)
    rarity = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    mean = (4 + 5 + 6 + 2) / 4
    norm = K1 * (1 - B + B * 6 / mean)
    assert hits[0].chunk_id == LIBRARY[2].chunk_id
    assert hits[0].words == pytest.approx(rarity * 3 * (K1 + 1) / (3 + norm), rel=1e-5)
    assert hits[0].bigrams == hits[0].heading == hits[0].tokens == 0


def test_the_question_s_words_are_looked_for_in_headings_too(
    index: LexicalIndex, fill: Fill
) -> None:
    fill(index, LIBRARY)
    hit = index.match(LexicalQuery(words=("计划",))).of([LIBRARY[0].chunk_id])
    assert hit[LIBRARY[0].chunk_id].heading > 0


def test_figures_and_numbers_are_found_as_they_are(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    assert find(index, tokens="青政规〔2024〕2号") == [LIBRARY[3].chunk_id]
    assert find(index, tokens="第3条") == [LIBRARY[1].chunk_id]


@pytest.mark.parametrize("term", ['"', "AND", "*", "a'; DROP TABLE entry", "^", "%", ""])
def test_no_term_is_read_as_syntax(index: LexicalIndex, term: str) -> None:
    index.add([*LIBRARY, entry("c", 0, words="正常").model_copy(update={"words": (term,)})])
    hits = index.search(LexicalQuery(words=(term,)), top_k=5)
    assert [hit.chunk_id for hit in hits] == ["c".ljust(16, "0") + ":0000"]


def test_weights_decide_what_a_field_counts(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    query = LexicalQuery(words=("补贴",))
    only_headings = LexicalWeights(words=0, heading=2)
    hits = index.search(query, top_k=5, weights=only_headings)
    assert [hit.chunk_id for hit in hits] == [LIBRARY[1].chunk_id]
    assert hits[0].score == pytest.approx(2 * hits[0].heading)


def test_only_allowed_documents_are_found(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    query = LexicalQuery(words=("项目",))
    assert [hit.chunk_id for hit in index.search(query, top_k=5, documents={"db", "?"})] == [
        LIBRARY[3].chunk_id
    ]
    assert index.search(query, top_k=5, documents=set()) == []
    assert index.match(query, documents={"db"}).of([LIBRARY[2].chunk_id]) == {}


def test_any_chunk_can_be_scored_also_one_that_shares_nothing(
    index: LexicalIndex, fill: Fill
) -> None:
    fill(index, LIBRARY)
    scores = index.match(LexicalQuery(words=("雨露",))).of([LIBRARY[3].chunk_id, "unknown"])
    assert list(scores) == [LIBRARY[3].chunk_id]
    assert scores[LIBRARY[3].chunk_id].score == 0


def test_top_k_bounds_the_hits_and_equal_scores_keep_their_order(index: LexicalIndex) -> None:
    index.add([entry("a", number, words="补贴 标准") for number in range(20)])
    assert find(index, "补贴", top_k=3) == [f"{'a'.ljust(16, '0')}:{n:04d}" for n in range(3)]
    assert find(index, "补贴", top_k=0) == []


def test_frequencies_count_chunks_not_occurrences(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    assert index.document_frequency(["项目", "补贴", "没有"]) == {"项目": 2, "补贴": 2, "没有": 0}
    assert index.document_frequency(["补贴"], field="heading") == {"补贴": 1}
    assert index.count() == 4
    assert index.ids() == {one.chunk_id for one in LIBRARY}


def test_a_deleted_revision_is_gone_and_no_longer_counts(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    index.delete_revision("a".ljust(16, "0") + "more characters of the whole id")
    assert find(index, "补贴 项目") == [LIBRARY[3].chunk_id]
    assert index.document_frequency(["项目"]) == {"项目": 1}


def test_a_chunk_taken_in_twice_is_there_once_with_its_last_terms(index: LexicalIndex) -> None:
    index.add(LIBRARY)
    index.add([entry("a", 0, words="教育 资助")])
    assert index.count() == 4
    assert find(index, "雨露") == []
    assert find(index, "教育") == [LIBRARY[0].chunk_id]


def test_deleting_the_last_chunks_does_not_hand_their_postings_to_new_ones(
    index: LexicalIndex,
) -> None:
    index.add([entry("a", 0, words="旧")])
    index.delete_revision("a".ljust(16, "0"))
    index.add([entry("b", 0, words="新")])
    assert find(index, "旧") == []


def test_a_cleared_index_is_empty_and_can_be_filled_again(index: LexicalIndex, fill: Fill) -> None:
    fill(index, LIBRARY)
    index.clear()
    assert index.count() == 0
    assert find(index, "补贴") == []
    fill(index, LIBRARY)
    assert len(find(index, "补贴")) == 2


def test_what_another_process_writes_is_found(index: LexicalIndex, tmp_path: Path) -> None:
    assert find(index, "补贴") == []
    other = LexicalIndex(tmp_path / "lexical.sqlite3")
    other.add(LIBRARY)
    other.close()
    assert len(find(index, "补贴")) == 2


def test_threads_search_while_one_takes_chunks_in(index: LexicalIndex) -> None:
    index.add(LIBRARY)
    failures: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(50):
                assert LIBRARY[0].chunk_id in find(index, "雨露")
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(30):
        index.add([entry(f"n{number}", 0, words="雨露 其他")])
    for reader in readers:
        reader.join()
    assert failures == []


def test_a_damaged_file_is_reported_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "lexical.sqlite3"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreUnavailableError, match="词语索引") as caught:
        LexicalIndex(path)
    assert "policy index rebuild" in caught.value.hint
