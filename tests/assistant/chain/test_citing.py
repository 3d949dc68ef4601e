"""Citations are slices."""

import pytest

from assistant.chain.citing import LONGEST_CITATION, cite, cite_slice, evidence_of, is_verbatim
from assistant.chain.selecting import Selected
from ingest.schema import Validity
from tests.assistant.finding import choose, find, make_chunk, make_document, make_table

BEFORE = "白桦县公益性岗位管理办法\n"
TEXT = "第三条 每人每月补贴八百元。第四条 先公示。"
REVISION = BEFORE + TEXT
CHUNK = make_chunk(
    TEXT,
    start=len(BEFORE),
    end=len(REVISION),
    page=4,
    section_path=("第二章 待遇", "第三条"),
)
DOCUMENT = make_document(
    "岗位办法.txt",
    title="白桦县公益性岗位管理办法",
    document_number="白政发〔2024〕6号",
    validity=Validity.REPEALED,
)


def first(question: str, *passages: str) -> Selected:
    return choose(question, *passages)[1][0]


def test_a_citation_of_a_part_is_a_slice_of_the_revision() -> None:
    for start in range(len(TEXT)):
        citation = cite_slice(CHUNK, DOCUMENT, start, len(TEXT), 1)
        assert REVISION[citation.start : citation.end] == citation.text == TEXT[start:]


def test_a_citation_says_where_it_is_from_and_whether_it_holds() -> None:
    citation = cite_slice(CHUNK, DOCUMENT, 0, len(TEXT), 3)
    assert citation.marker == 3
    assert (citation.document, citation.title) == ("岗位办法.txt", DOCUMENT.metadata.title)
    assert citation.document_number == "白政发〔2024〕6号"
    assert citation.validity is Validity.REPEALED
    assert (citation.page, citation.section) == (4, CHUNK.section_path)
    assert (citation.document_id, citation.revision_id) == (DOCUMENT.id, CHUNK.revision_id)


def test_a_citation_is_checked_by_slicing_and_never_believed() -> None:
    citation = cite_slice(CHUNK, DOCUMENT, 0, len(TEXT), 1)
    assert is_verbatim(citation, lambda _: REVISION)
    assert not is_verbatim(citation, lambda _: REVISION.replace("八", "九"))
    assert not is_verbatim(citation, lambda _: "改" + REVISION)
    assert not is_verbatim(citation, lambda _: "")


def test_a_short_passage_is_cited_whole() -> None:
    (candidate,) = find("补贴多少元？", CHUNK, document=DOCUMENT).candidates
    selected = Selected(candidate, 1, {})
    assert cite(selected, 1).text == TEXT


@pytest.mark.parametrize("position", [0, 7, 15, 29])
def test_of_a_long_passage_the_sentences_around_are_cited(position: int) -> None:
    sentences = [f"第{n:02}句说的是公益性岗位管理中的一件事情，与别句无关。" for n in range(30)]
    sentences[position] = "沙棘亩产三百公斤。"
    long = "".join(sentences)
    selected = first("沙棘亩产多少公斤？", long)
    citation = cite(selected, 1)
    assert selected.text == sentences[position]
    assert selected.text in citation.text
    assert citation.text == long[citation.start : citation.end]
    assert LONGEST_CITATION / 2 < len(citation.text) <= LONGEST_CITATION
    assert citation.text[-1] == "。"


def test_a_sentence_longer_than_a_citation_is_cited_whole() -> None:
    endless = "沙棘" + "、枸杞" * LONGEST_CITATION + "。"
    assert cite(first("沙棘？", endless), 1).text == endless


def test_evidence_holds_what_a_reader_sees_around_the_passage() -> None:
    table = make_table(("村名", "户数"), ("上河村", "42"))
    (candidate,) = find("上河村多少户？", table, document=DOCUMENT).candidates
    evidence = "\n".join(evidence_of([Selected(candidate, 1, {})]))
    for part in ("上河村 | 42", "村名：上河村；户数：42", "白政发〔2024〕6号", "管理办法"):
        assert part in evidence
