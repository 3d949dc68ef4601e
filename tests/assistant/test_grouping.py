import pytest

from assistant.application import Assistant
from assistant.cli import main
from assistant.errors import WrongUseError
from assistant.schema import DocumentHits, DocumentSearch
from ingest.schema import Filters


def files(found: DocumentSearch) -> list[str]:
    return [group.document.file for group in found.groups]


def test_hits_are_grouped_by_document_the_best_first(corpus_assistant: Assistant) -> None:
    found = corpus_assistant.search_documents("公益性岗位补贴标准")
    assert files(found)[0] == "乡村公益性岗位管理通知.docx"
    assert len(set(files(found))) == len(found.groups) == found.documents
    best = [group.passages[0].score for group in found.groups]
    assert best == sorted(best, reverse=True)
    for group in found.groups:
        scores = [passage.score for passage in group.passages]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == min(3, group.count)
        assert {each.chunk.document_id for each in group.passages} == {group.document.id}
    assert sum(group.count for group in found.groups) == found.passages


def test_every_passage_with_a_word_is_counted(corpus_assistant: Assistant) -> None:
    library = corpus_assistant.store.library
    found = corpus_assistant.search_documents("过渡期", page_size=50)
    with_word = {
        chunk.id
        for document in corpus_assistant.documents()
        for chunk in library.chunks_of(document.revision_id)
        if "过渡期" in chunk.text.replace("\n", "")
    }
    assert with_word
    assert found.passages == len(with_word)


def test_a_figure_is_found_however_it_is_written(corpus_assistant: Assistant) -> None:
    by_digits = corpus_assistant.search_documents("30000元")
    by_words = corpus_assistant.search_documents("三万元")
    assert set(files(by_digits)) == set(files(by_words))
    marked = {
        passage.chunk.text[each.start : each.end]
        for group in by_digits.groups
        for passage in group.passages
        for each in passage.highlights
    }
    assert {"3万元", "30000"} <= marked


def test_what_stands_nowhere_is_not_found(corpus_assistant: Assistant) -> None:
    assert corpus_assistant.search_documents("高铁票价") == DocumentSearch(
        groups=(), documents=0, passages=0
    )


def test_pages_together_are_the_whole(corpus_assistant: Assistant) -> None:
    whole = corpus_assistant.search_documents("补助", page_size=50)
    pages = [
        corpus_assistant.search_documents("补助", page=page, page_size=2)
        for page in range(1, whole.documents // 2 + 3)
    ]
    assert [file for page in pages for file in files(page)] == files(whole)
    assert files(pages[-1]) == []
    assert {(page.documents, page.passages) for page in pages} == {
        (whole.documents, whole.passages)
    }


def test_filters_hold(corpus_assistant: Assistant) -> None:
    found = corpus_assistant.search_documents("补助资金", filters=Filters(year=2021))
    assert files(found) == ["财政衔接补助资金管理暂行办法.txt"]


def test_nothing_of_another_library_is_found_or_counted(tiny_assistant: Assistant) -> None:
    reader = tiny_assistant.limited_to(frozenset({"总结"}))
    found = reader.search_documents("公益性岗位补贴")
    assert {group.document.library for group in found.groups} <= {"总结"}
    own = reader.search_documents("红柳乡人均纯收入")
    assert files(own) == ["红柳乡总结.txt"]
    assert own.documents == 1


def test_an_empty_question_is_wrong_use(tiny_assistant: Assistant) -> None:
    with pytest.raises(WrongUseError):
        tiny_assistant.search_documents("  ")


def test_the_command_prints_documents_with_the_words_found_marked(
    tiny_assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["search", "公益性岗位 800元", "--by-document", "-k", "1"]
    assert main(command, assistant=tiny_assistant) == 0
    output = capsys.readouterr().out
    assert "1. 《白桦县乡村公益性岗位管理办法》（白政发〔2024〕6号）" in output
    assert "【八百元】" in output
    assert "2. " not in output
    assert main([*command, "--json"], assistant=tiny_assistant) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert DocumentHits.model_validate_json(line).document.file == "岗位办法.txt"


def test_the_command_says_when_nothing_is_found(
    tiny_assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "高铁票价", "--by-document"], assistant=tiny_assistant) == 0
    assert capsys.readouterr().out == "没有找到相关文件。\n"
