"""Questions that name the place they want to read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.retrieval.lookup import find_places
from ingest.library import MemoryVectorStore, Store
from ingest.pipeline import ingest_files
from ingest.settings import IngestSettings
from ingest.testing import BigramEmbedder
from tests.assistant.tiny_library import write_sources

AMENDED = """白桦县临时救助办法（修订）
白政发〔2023〕9号
第一条 临时救助用于突发困难家庭。
第一条之一 救助金不超过三千元。
第二条 救助申请向乡镇人民政府提出。
"""
ORIGINAL = """白桦县临时救助办法
白政发〔2015〕2号
第二条 救助申请向县民政局提出。
"""
TRADITIONAL = """農村飲水安全工程運行管護辦法
第一條 為加強農村飲水安全工程管護，制定本辦法。
第三條 管水員每月補貼三百元。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("lookup")
    folder = write_sources(home / "sources")
    for file, text in (("救助.txt", AMENDED), ("旧救助.txt", ORIGINAL), ("饮水.txt", TRADITIONAL)):
        (folder / file).write_text(text, encoding="utf-8")
    store = Store(
        IngestSettings(home=home / "home", _env_file=None),
        embedder=BigramEmbedder(),
        vectors=MemoryVectorStore(),
    )
    list(ingest_files([folder], store=store))
    yield store
    store.close()


def places(question: str, store: Store) -> list[tuple[str, str]]:
    return [(d.file, c.article) for c, d in find_places(question, store.library)]


@pytest.mark.parametrize(
    "question",
    [
        "白政发〔2024〕6号第三条",
        "白政发[2024]6号第3条",
        "白政发（２０２４）６号 第 三 条 规定了什么？",
        "《白桦县乡村公益性岗位管理办法》第三条",
        "请问《乡村公益性岗位管理办法》第三条的内容是什么？",
        "乡村公益性岗位管理办法第三条",
    ],
)
def test_number_or_title_and_article_lead_to_the_article(question: str, store: Store) -> None:
    assert places(question, store) == [("岗位办法.txt", "第三条")]


def test_a_title_that_others_hold_means_the_shortest(store: Store) -> None:
    found = places("《乡村公益性岗位管理办法实施细则》第三条", store)
    assert found == [("岗位细则.txt", "第三条")]


def test_an_article_that_the_shortest_does_not_have_is_found_in_the_next(store: Store) -> None:
    found = places("《临时救助办法》第一条之一", store)
    assert found == [("救助.txt", "第一条之一")]


def test_an_inserted_article_is_not_the_one_before_it(store: Store) -> None:
    assert places("白政发〔2023〕9号第一条", store) == [("救助.txt", "第一条")]


def test_a_document_alone_opens_at_its_beginning(store: Store) -> None:
    found = find_places("白政发〔2024〕6号", store.library)
    assert {document.file for _, document in found} == {"岗位办法.txt"}
    assert found[0][0].start == 0
    assert [chunk.start for chunk, _ in found] == sorted(chunk.start for chunk, _ in found)


@pytest.mark.parametrize(
    "question",
    [
        "公益性岗位每月补贴多少？",
        "白政发〔2024〕7号第三条",
        "白政发〔2024〕6号第九十九条",
        "《没有这个办法》第三条",
        "第三条",
        "《》第三条",
        "",
    ],
)
def test_what_names_no_place_of_the_library_finds_none(question: str, store: Store) -> None:
    assert places(question, store) == []


def test_a_document_the_reader_may_not_see_is_not_found(store: Store) -> None:
    question = "白政发〔2024〕6号第三条"
    ((_, document),) = find_places(question, store.library)
    seen = frozenset({document.id})
    assert find_places(question, store.library, documents=seen)
    assert find_places(question, store.library, documents=frozenset()) == []


def test_a_title_in_traditional_characters_is_found_by_a_simplified_question(store: Store) -> None:
    found = find_places("《农村饮水安全工程运行管护办法》", store.library)
    assert {document.file for _, document in found} == {"饮水.txt"}


def test_every_place_is_a_slice_of_its_revision(store: Store) -> None:
    for chunk, _ in find_places("白政发〔2024〕6号", store.library):
        text = store.library.get_revision(chunk.revision_id).text
        assert text[chunk.start : chunk.end] == chunk.text


def test_of_two_of_one_title_the_one_in_force_is_opened(tmp_path: Path) -> None:
    rule = "白桦县养老服务办法\n第一条 每月补贴{}元。\n"
    for file, amount in (("一.txt", "一百"), ("二.txt", "二百")):
        (tmp_path / file).write_text(rule.format(amount), encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("文件,效力\n一.txt,废止\n二.txt,有效\n", "utf-8")
    store = Store(
        IngestSettings(home=tmp_path / "home", _env_file=None),
        embedder=BigramEmbedder(),
        vectors=MemoryVectorStore(),
    )
    list(ingest_files([tmp_path / "一.txt", tmp_path / "二.txt"], store=store))
    assert places("《养老服务办法》第一条", store) == [("二.txt", "第一条")]
    store.close()
