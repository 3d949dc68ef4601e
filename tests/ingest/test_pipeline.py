"""From files to a library that can be searched, with small real files."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.doctor import check
from ingest.errors import IndexMismatchError, NotFoundError
from ingest.indexing import lexical_query, rebuild_index, repair, settle
from ingest.library import MemoryVectorStore, Store
from ingest.pipeline import delete_document, ingest_files
from ingest.schema import Filters, IngestEvent, Outcome, Validity
from ingest.settings import IngestSettings
from ingest.testing import BigramEmbedder

SUBSIDY = """# 乡村公益岗位补贴办法

## 第一章 总则

第一条 为规范公益岗位补贴发放，制定本办法。

第二条 公益岗位补贴标准为每人每月 800 元，按季度发放。

## 第二章 附则

第三条 本办法自 2024 年 5 月 1 日起施行。
"""
WATER = """# 饮水工程管护规定

一、管护责任

村委会负责管道的日常巡查，每月至少两次。

二、水费

| 用户 | 水价 |
| --- | --- |
| 居民 | 2.5 元 |
| 学校 | 1.8 元 |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "补贴.md").write_text(SUBSIDY, encoding="utf-8")
    (folder / "饮水.md").write_text(WATER, encoding="utf-8")
    return folder


@pytest.fixture(params=["memory", "chroma"])
def any_store(
    request: pytest.FixtureRequest, settings: IngestSettings, embedder: BigramEmbedder
) -> Iterator[Store]:
    vectors = MemoryVectorStore() if request.param == "memory" else None
    store = Store(settings, embedder=embedder, vectors=vectors)
    yield store
    store.close()


@pytest.fixture
def store(settings: IngestSettings, embedder: BigramEmbedder) -> Iterator[Store]:
    store = Store(settings, embedder=embedder, vectors=MemoryVectorStore())
    yield store
    store.close()


def ingest(store: Store, *paths: Path, library: str | None = None) -> list[IngestEvent]:
    return list(ingest_files(paths, store=store, library=library))


def outcomes(events: list[IngestEvent]) -> dict[str, Outcome]:
    return {event.file: event.outcome for event in events}


def search(store: Store, question: str) -> tuple[list[tuple[str, float]], list[str]]:
    """What both indexes find, with scores."""
    vectors = store.vectors.search(store.embedder.embed_query(question), top_k=5)
    terms = store.lexical.search(lexical_query(question), top_k=5)
    return (
        [(id_, round(score, 5)) for id_, score in vectors],
        [f"{hit.chunk_id} {hit.score:.4f}" for hit in terms],
    )


def texts(store: Store, question: str) -> list[str]:
    chunk_ids = [hit.chunk_id for hit in store.lexical.search(lexical_query(question), top_k=5)]
    return [chunk.text for chunk, _ in store.library.resolve(chunk_ids)]


def is_sound(store: Store) -> bool:
    return all(finding.ok for finding in check(store))


def test_files_of_a_folder_become_searchable(any_store: Store, folder: Path) -> None:
    events = ingest(any_store, folder)
    assert outcomes(events) == {"补贴.md": Outcome.READY, "饮水.md": Outcome.READY}
    assert all(event.chunks > 0 for event in events)
    assert "每人每月 800 元" in texts(any_store, "公益岗位补贴标准是多少元")[0]
    unit_id, _ = search(any_store, "每人每月 800 元，按季度发放")[0][0]
    chunk = any_store.library.get_chunks([unit_id.split("#")[0]])[0]
    assert "800" in chunk.text
    assert is_sound(any_store)


def test_every_chunk_is_a_slice_of_its_revision(store: Store, folder: Path) -> None:
    ingest(store, folder)
    for document in store.library.list_documents():
        revision = store.library.get_revision(document.revision_id)
        for chunk in store.library.chunks_of(revision.id):
            assert revision.text[chunk.start : chunk.end] == chunk.text
            store.library.locate(revision.id, chunk.start)


def test_the_same_bytes_twice_change_nothing_at_all(any_store: Store, folder: Path) -> None:
    ingest(any_store, folder)
    home = any_store.home
    before = _contents(home)
    calls = any_store.embedder.calls
    found = search(any_store, "补贴")
    events = ingest(any_store, folder)
    assert set(outcomes(events).values()) == {Outcome.UNCHANGED}
    assert _contents(home) == before
    assert any_store.embedder.calls == calls
    assert search(any_store, "补贴") == found


def _contents(home: Path) -> dict[str, object]:
    """Every row of every table, and the size and time of every other file."""
    found: dict[str, object] = {}
    for path in sorted(home.rglob("*")):
        if path.suffix == ".sqlite3":
            with sqlite3.connect(path) as connection:
                found[path.name] = list(connection.iterdump()) if "chroma" not in str(path) else ""
            connection.close()
        elif path.is_file() and "-" not in path.suffix and path.suffix != ".lock":
            found[str(path)] = (path.stat().st_size, path.stat().st_mtime_ns)
    return found


def test_a_changed_file_becomes_a_revision_whose_predecessor_still_opens(
    any_store: Store, folder: Path
) -> None:
    ingest(any_store, folder)
    library = any_store.library
    old = library.find_documents("补贴.md")[0]
    old_chunks = library.chunks_of(old.revision_id)
    (folder / "补贴.md").write_text(SUBSIDY.replace("800", "950"), encoding="utf-8")
    assert outcomes(ingest(any_store, folder)) == {
        "补贴.md": Outcome.REVISED,
        "饮水.md": Outcome.UNCHANGED,
    }
    assert "950" in texts(any_store, "公益岗位补贴标准")[0]
    assert not any("800" in text for text in texts(any_store, "公益岗位补贴标准"))
    assert library.get_chunks([chunk.id for chunk in old_chunks]) == old_chunks
    assert "800" in library.get_revision(old.revision_id).text
    assert library.original(old.revision_id).read_text(encoding="utf-8") == SUBSIDY
    assert is_sound(any_store)


def test_a_file_that_goes_back_to_its_first_content_takes_up_the_first_revision(
    store: Store, folder: Path
) -> None:
    ingest(store, folder)
    first = store.library.find_documents("补贴.md")[0].revision_id
    (folder / "补贴.md").write_text(SUBSIDY.replace("800", "950"), encoding="utf-8")
    ingest(store, folder)
    (folder / "补贴.md").write_text(SUBSIDY, encoding="utf-8")
    assert outcomes(ingest(store, folder))["补贴.md"] == Outcome.REVISED
    document = store.library.find_documents("补贴.md")[0]
    assert document.revision_id == first
    assert len(store.library.history(document.id)) == 2
    assert "800" in texts(store, "公益岗位补贴标准")[0]
    assert is_sound(store)


def test_a_deleted_document_is_gone_everywhere(any_store: Store, folder: Path) -> None:
    ingest(any_store, folder)
    document = any_store.library.find_documents("补贴.md")[0]
    (folder / "补贴.md").write_text(SUBSIDY.replace("800", "950"), encoding="utf-8")
    ingest(any_store, folder)
    delete_document(any_store, document.id)
    kept = any_store.library.list_documents()[0].revision_id[:16]
    assert {id_[:16] for id_ in any_store.vectors.ids()} == {kept}
    assert {id_[:16] for id_ in any_store.lexical.ids()} == {kept}
    assert len(list(any_store.library.originals.paths())) == 1
    assert texts(any_store, "公益岗位补贴标准") == []
    with pytest.raises(NotFoundError):
        delete_document(any_store, document.id)
    assert is_sound(any_store)


def test_the_manifest_overrides_what_the_text_says(store: Store, folder: Path) -> None:
    (folder / "manifest.csv").write_text(
        "file,title,validity,region\n补贴.md,岗位补贴办法,repealed,青禾县\n", encoding="utf-8"
    )
    events = ingest(store, folder)
    assert "manifest.csv" not in outcomes(events)
    document = store.library.find_documents("补贴.md")[0]
    assert document.metadata.title == "岗位补贴办法"
    assert document.metadata.validity == Validity.REPEALED
    assert document.id not in (store.library.visible_documents(Filters(in_force=True)) or ())
    assert outcomes(ingest(store, folder))["补贴.md"] == Outcome.UNCHANGED


def test_a_changed_manifest_row_revises_without_reading_the_file_again(
    store: Store, folder: Path, embedder: BigramEmbedder
) -> None:
    ingest(store, folder)
    calls = embedder.calls
    manifest = folder / "manifest.csv"
    manifest.write_text("file,validity\n补贴.md,repealed\n", encoding="utf-8")
    assert outcomes(ingest(store, folder)) == {
        "补贴.md": Outcome.REVISED,
        "饮水.md": Outcome.UNCHANGED,
    }
    assert embedder.calls == calls
    manifest.write_text("file,title\n补贴.md,独一无二的新标题\n", encoding="utf-8")
    ingest(store, folder)
    document = store.library.find_documents("补贴.md")[0]
    assert document.metadata.validity != Validity.REPEALED
    assert "公益岗位" in texts(store, "独一无二的新标题")[0]
    assert len(store.library.history(document.id)) == 1
    assert is_sound(store)


def test_the_manifest_may_name_the_library_and_the_caller_has_the_last_word(
    store: Store, folder: Path
) -> None:
    (folder / "manifest.csv").write_text("file,library\n补贴.md,县级库\n", encoding="utf-8")
    ingest(store, folder)
    assert store.library.libraries() == ["县级库", "默认"]
    ingest(store, folder, library="测试")
    assert store.library.libraries() == ["县级库", "测试", "默认"]


def test_a_refused_file_says_why_and_the_run_goes_on(store: Store, folder: Path) -> None:
    (folder / "空.txt").write_text("\n \n", encoding="utf-8")
    (folder / "程序.exe").write_bytes(b"MZ\x90\x00\x03" + bytes(range(256)))
    (folder / "~$锁.docx").write_bytes(b"lock")
    events = ingest(store, folder, folder / "没有.docx")
    refused = {event.file: event.reason for event in events if event.outcome == Outcome.REFUSED}
    assert refused.keys() == {"空.txt", "程序.exe", "没有.docx"}
    assert all("请" in reason for reason in refused.values())
    assert len(store.library.list_documents()) == 2
    assert len(list(store.library.originals.paths())) == 2


def test_a_fault_of_ours_in_one_file_does_not_stop_the_run(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise KeyError("unexpected")

    monkeypatch.setattr("ingest.pipeline.prepare", stumble)
    assert sorted(outcomes(ingest(store, folder)).values()) == [Outcome.READY, Outcome.REFUSED]


def test_two_files_of_one_name_do_not_replace_each_other(store: Store, folder: Path) -> None:
    below = folder / "下级"
    below.mkdir()
    (below / "补贴.md").write_text("# 别的内容\n\n完全不同。", encoding="utf-8")
    events = [event for event in ingest(store, folder) if event.file == "补贴.md"]
    assert sorted(event.outcome for event in events) == [Outcome.READY, Outcome.REFUSED]
    assert "改名" in next(event.reason for event in events if event.reason)
    assert len(store.library.history(store.library.find_documents("补贴.md")[0].id)) == 1


# --- Crashes, repairs, rebuilds -----------------------------------------------------------------


class PowerCut(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("part", ["vectors", "lexical", "journal"])
def test_what_a_crash_left_undone_is_finished_at_the_next_start(
    settings: IngestSettings,
    embedder: BigramEmbedder,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
) -> None:
    vectors = MemoryVectorStore()
    store = Store(settings, embedder=embedder, vectors=vectors)
    broken = {
        "vectors": (store.vectors, "add"),
        "lexical": (store.lexical, "add"),
        "journal": (store.library.journal, "finish"),
    }[part]

    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    monkeypatch.setattr(*broken, cut)
    with pytest.raises(PowerCut):
        ingest(store, folder / "补贴.md")
    monkeypatch.undo()
    store.close()

    store = Store(settings, embedder=embedder, vectors=vectors)
    assert not is_sound(store)
    assert [progress.file for progress in repair(store)] == ["补贴.md"]
    assert is_sound(store)
    assert "800" in texts(store, "公益岗位补贴标准")[0]
    assert list(repair(store)) == []
    store.close()


def test_a_crash_while_a_document_is_deleted_is_finished_at_the_next_start(
    store: Store, folder: Path
) -> None:
    ingest(store, folder)
    store.library.delete_document(store.library.find_documents("补贴.md")[0].id)
    assert not is_sound(store)
    list(repair(store))
    assert is_sound(store)
    assert store.library.journal.entries(pending_only=True) == []


def test_a_copy_that_a_crash_cut_short_is_removed_at_the_next_start(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", cut)
        # Nothing can be tidied up any more.
        patch.setattr(Path, "unlink", cut)
        with pytest.raises(PowerCut):
            ingest(store, folder / "补贴.md")
    originals = store.home / "originals"
    assert [path.is_file() for path in originals.glob(".*")] == [True]
    list(repair(store))
    assert list(originals.glob(".*")) == []
    assert outcomes(ingest(store, folder))["补贴.md"] == Outcome.READY


def test_a_lost_index_file_is_made_again_at_the_next_start(
    settings: IngestSettings, embedder: BigramEmbedder, folder: Path
) -> None:
    vectors = MemoryVectorStore()
    store = Store(settings, embedder=embedder, vectors=vectors)
    ingest(store, folder)
    found = search(store, "公益岗位补贴标准")
    store.close()
    for path in settings.home.glob("lexical.sqlite3*"):
        path.unlink()
    vectors.clear()
    store = Store(settings, embedder=embedder, vectors=vectors)
    assert len(list(repair(store))) == 2
    assert search(store, "公益岗位补贴标准") == found
    assert is_sound(store)
    store.close()


def test_repair_leaves_what_somebody_else_is_writing(store: Store, folder: Path) -> None:
    ingest(store, folder)
    store.library.journal.require([store.library.list_documents()[0].revision_id], "add")
    with store.writing():
        assert _in_another_thread(lambda: list(repair(store))) == []
    assert len(list(repair(store))) == 1


def _in_another_thread(work: object) -> object:
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(work()))  # type: ignore[operator]
    thread.start()
    thread.join()
    return results[0]


def test_a_rebuilt_index_finds_the_same(any_store: Store, folder: Path) -> None:
    ingest(any_store, folder)
    (folder / "补贴.md").write_text(SUBSIDY.replace("800", "950"), encoding="utf-8")
    ingest(any_store, folder)
    questions = ["公益岗位补贴标准", "学校的水价", "第三条"]
    before = [search(any_store, question) for question in questions]
    stray = any_store.library.originals.path_of("ab" * 32, ".md")
    stray.parent.mkdir()
    stray.write_text("left by a crash", encoding="utf-8")
    progress = list(rebuild_index(any_store))
    assert [(one.done, one.total) for one in progress] == [(1, 2), (2, 2)]
    after = [search(any_store, question) for question in questions]
    for (old_vectors, old_terms), (new_vectors, new_terms) in zip(before, after, strict=True):
        assert sorted(old_vectors) == sorted(new_vectors)
        assert sorted(old_terms) == sorted(new_terms)
    assert not stray.exists()
    assert is_sound(any_store)


def test_an_index_of_another_model_is_refused_until_it_is_rebuilt(
    settings: IngestSettings, embedder: BigramEmbedder, folder: Path
) -> None:
    vectors = MemoryVectorStore()
    first = Store(settings, embedder=embedder, vectors=vectors)
    ingest(first, folder / "补贴.md")
    first.close()
    other = Store(settings, embedder=BigramEmbedder("other@1", 32), vectors=vectors)
    with pytest.raises(IndexMismatchError, match="policy index rebuild"):
        ingest(other, folder)
    assert [finding.name for finding in check(other) if not finding.ok] == ["向量模型"]
    list(rebuild_index(other))
    ingest(other, folder)
    assert is_sound(other)
    other.close()


# --- The doctor ---------------------------------------------------------------------------------


def test_the_doctor_names_the_index_that_differs(store: Store, folder: Path) -> None:
    ingest(store, folder)
    document = store.library.list_documents()[0]
    store.lexical.delete_revision(document.revision_id)
    wrong = [finding for finding in check(store) if not finding.ok]
    assert [finding.name for finding in wrong] == ["词语索引"]
    assert "policy index rebuild" in wrong[0].remedy
    store.vectors.delete_revision(document.revision_id)
    assert {finding.name for finding in check(store) if not finding.ok} == {"词语索引", "向量索引"}


def test_the_doctor_finds_a_lost_and_a_changed_original(store: Store, folder: Path) -> None:
    ingest(store, folder)
    first, second = store.library.originals.paths()
    first.unlink()
    second.write_text("改过", encoding="utf-8")
    wrong = [finding for finding in check(store) if not finding.ok]
    assert [finding.name for finding in wrong] == ["原件"]
    assert "2 份" in wrong[0].message


def test_the_doctor_finds_a_chunk_that_is_no_slice_of_its_text(store: Store, folder: Path) -> None:
    ingest(store, folder)
    with sqlite3.connect(store.home / "library.sqlite3") as connection:
        connection.execute("UPDATE chunk SET text = 'x' WHERE ordinal = 0")
    connection.close()
    assert [finding.name for finding in check(store) if not finding.ok] == ["正文与片段"]


def test_the_doctor_reports_a_server_that_is_down(
    settings: IngestSettings, embedder: BigramEmbedder
) -> None:
    store = Store(
        settings.model_copy(update={"chroma_url": "http://127.0.0.1:9"}), embedder=embedder
    )
    wrong = [finding for finding in check(store) if not finding.ok]
    assert [finding.name for finding in wrong] == ["索引"]
    assert "POLICY_CHROMA_URL" in wrong[0].remedy
    store.close()


# --- Threads and processes ----------------------------------------------------------------------


def test_threads_search_while_one_ingests(any_store: Store, folder: Path) -> None:
    ingest(any_store, folder / "补贴.md")
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(10):
                assert any("800" in text for text in texts(any_store, "公益岗位补贴标准"))
                assert search(any_store, "公益岗位补贴")[0]
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(5):
        path = folder / f"新{number}.md"
        path.write_text(WATER + f"\n第{number}号补充。", encoding="utf-8")
        assert outcomes(ingest(any_store, path)) == {path.name: Outcome.READY}
    for reader in readers:
        reader.join()
    assert failures == []
    assert is_sound(any_store)


def test_two_processes_ingest_at_once(
    settings: IngestSettings, embedder: BigramEmbedder, folder: Path
) -> None:
    for number in range(4):
        (folder / f"新{number}.md").write_text(WATER + f"\n第{number}号。", encoding="utf-8")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ingest.testing import BigramEmbedder\n"
        "from ingest.library import Store\n"
        "from ingest.pipeline import ingest_files\n"
        "from ingest.settings import IngestSettings\n"
        "settings = IngestSettings(_env_file=None, home=sys.argv[1])\n"
        "store = Store(settings, embedder=BigramEmbedder())\n"
        "for event in ingest_files([Path(sys.argv[2])], store=store):\n"
        "    assert event.outcome != 'refused', event.reason\n"
    )
    command = [sys.executable, "-c", program, settings.home, folder]
    processes = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    store = Store(settings, embedder=embedder)
    assert len(store.library.list_documents()) == 6
    assert all(len(store.library.history(one.id)) == 1 for one in store.library.list_documents())
    assert is_sound(store)
    store.close()


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    program = (
        "import sys, ingest.library\n"
        "heavy = {'chromadb', 'alembic', 'jieba', 'pdfplumber'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])


def test_settling_twice_is_the_same_as_once(store: Store, folder: Path) -> None:
    ingest(store, folder)
    found = search(store, "补贴")
    store.library.journal.require([d.revision_id for d in store.library.list_documents()], "add")
    for _ in settle(store):
        pass
    assert sorted(search(store, "补贴")[0]) == sorted(found[0])
    assert is_sound(store)
