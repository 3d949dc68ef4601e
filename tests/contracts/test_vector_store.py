"""Every vector store keeps this contract: in memory, Chroma in this process, a Chroma server."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from ingest.embedding.base import FloatMatrix
from ingest.errors import SettingsError, StoreUnavailableError
from ingest.library.chroma import ChromaStore
from ingest.library.vectors import MemoryVectorStore, Unit, VectorStore

DIMENSION = 32


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", folder]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/api/v2/heartbeat")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError(url)


@pytest.fixture(params=["memory", "embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    store: VectorStore
    if request.param == "memory":
        store = MemoryVectorStore()
    elif request.param == "embedded":
        store = ChromaStore.embedded(tmp_path / "chroma")
    else:
        store = ChromaStore.server(request.getfixturevalue("chroma_server"))
        store.clear()
    yield store
    store.close()


def units(revision: str, count: int, *, document: str = "", library: str = "甲") -> list[Unit]:
    revision = revision.ljust(16, "0")
    return [
        Unit(
            id=f"{revision}:{index:04d}#0",
            chunk_id=f"{revision}:{index:04d}",
            document_id=document or f"d-{revision}",
            revision_id=revision,
            library=library,
        )
        for index in range(count)
    ]


def vectors(count: int, *, seed: int = 0) -> FloatMatrix:
    values = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def test_the_nearest_unit_comes_first_and_its_score_is_the_cosine(store: VectorStore) -> None:
    matrix = vectors(20)
    store.add(units("a", 20), matrix)
    question = matrix[7] + 0.1 * matrix[3]
    question /= np.linalg.norm(question)
    hits = store.search(question, top_k=5)
    assert hits[0][0] == units("a", 20)[7].id
    cosines = matrix @ question
    assert [score for _, score in hits] == pytest.approx(sorted(cosines)[:-6:-1], abs=1e-5)


def test_fewer_units_than_asked_for_are_all_returned(store: VectorStore) -> None:
    store.add(units("a", 3), vectors(3))
    assert len(store.search(vectors(1)[0], top_k=100)) == 3


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.search(vectors(1)[0], top_k=5) == []
    assert store.count() == 0
    assert store.ids() == set()


def test_only_allowed_documents_are_found(store: VectorStore) -> None:
    store.add(units("a", 5, document="da"), vectors(5))
    store.add(units("b", 5, document="db"), vectors(5, seed=1))
    hits = store.search(vectors(1)[0], top_k=10, documents={"db", "unknown"})
    assert {id_ for id_, _ in hits} == {unit.id for unit in units("b", 5)}
    assert store.search(vectors(1)[0], top_k=10, documents=set()) == []


def test_a_document_far_from_the_question_is_found_when_it_alone_is_allowed(
    store: VectorStore,
) -> None:
    question = vectors(1)[0]
    store.add(units("a", 50, document="near"), np.tile(question, (50, 1)))
    store.add(units("b", 3, document="far"), vectors(3, seed=1))
    assert {id_ for id_, _ in store.search(question, top_k=3, documents={"far"})} == {
        unit.id for unit in units("b", 3)
    }
    assert len(store.search(question, top_k=10, documents={"near", "far"})) == 10


def test_a_deleted_revision_is_gone_and_the_others_stay(store: VectorStore) -> None:
    store.add(units("a", 4), vectors(4))
    store.add(units("b", 4), vectors(4, seed=1))
    store.delete_revision(units("a", 1)[0].revision_id + "more characters of the whole id")
    store.delete_revision("unknown".ljust(16))
    assert store.ids() == {unit.id for unit in units("b", 4)}
    assert {id_ for id_, _ in store.search(vectors(1)[0], top_k=10)} == store.ids()


def test_a_unit_taken_in_twice_is_there_once_with_its_last_vector(store: VectorStore) -> None:
    store.add(units("a", 2), vectors(2))
    store.add(units("a", 2), vectors(2, seed=1))
    assert store.count() == 2
    assert store.search(vectors(2, seed=1)[1], top_k=1)[0][1] == pytest.approx(1, abs=1e-5)


def test_a_cleared_store_takes_vectors_of_another_dimension(store: VectorStore) -> None:
    store.add(units("a", 2), vectors(2))
    store.clear()
    assert store.count() == 0
    store.add(units("a", 2), vectors(2)[:, :8].copy())
    assert store.count() == 2


def test_more_units_than_one_batch_allows_are_all_taken_in(store: VectorStore) -> None:
    store.add(units("a", 6000), vectors(6000)[:, :4].copy())
    assert store.count() == 6000
    assert len(store.ids()) == 6000


def test_threads_search_while_one_changes_the_store(store: VectorStore) -> None:
    store.add(units("a", 50, document="da"), vectors(50))
    failures: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(20):
                hits = store.search(vectors(1)[0], top_k=3, documents={"da"})
                assert len(hits) == 3
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    for round_ in range(5):
        store.add(units(f"b{round_}", 20), vectors(20, seed=round_))
        store.delete_revision(units(f"b{round_}", 1)[0].revision_id)
    for reader in readers:
        reader.join()
    assert failures == []


def test_an_embedded_store_is_there_again_after_it_was_closed(tmp_path: Path) -> None:
    first = ChromaStore.embedded(tmp_path)
    first.add(units("a", 3), vectors(3))
    first.close()
    second = ChromaStore.embedded(tmp_path)
    assert second.count() == 3
    assert second.search(vectors(3)[2], top_k=1)[0][0] == units("a", 3)[2].id
    second.close()


def test_what_another_process_writes_is_found(tmp_path: Path) -> None:
    store = ChromaStore.embedded(tmp_path)
    store.add(units("a", 3), vectors(3))
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.contracts.test_vector_store import ChromaStore, units, vectors\n"
        "ChromaStore.embedded(Path(sys.argv[1])).add(units('b', 3), vectors(3, seed=1))\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, tmp_path],
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert store.search(vectors(3, seed=1)[1], top_k=1)[0][0] == units("b", 3)[1].id
    store.close()


def test_a_server_that_does_not_answer_is_reported_with_what_to_do() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(StoreUnavailableError, match="没有应答") as caught:
        ChromaStore.server(url).count()
    assert "POLICY_CHROMA_URL" in caught.value.hint


def test_an_address_without_a_host_is_refused() -> None:
    with pytest.raises(SettingsError, match="地址"):
        ChromaStore.server("localhost:8000")
