import pickle
from pathlib import Path

import docx
import pytest

from assistant.auditor.reading import LONGEST_SENTENCE, Draft, read_draft, read_text
from assistant.auditor.schema import Rule, Severity
from ingest.errors import IngestError
from ingest.settings import LimitSettings

LIMITS = LimitSettings()


@pytest.fixture(scope="module")
def summary(corpus: Path) -> Draft:
    return read_draft(corpus / "documents" / "2024年度工作总结.docx", LIMITS)


@pytest.fixture(scope="module")
def study(corpus: Path) -> Draft:
    return read_draft(corpus / "documents" / "易地搬迁后续扶持调研报告.pdf", LIMITS)


def test_sentences_and_cells_are_slices_of_the_text(summary: Draft, study: Draft) -> None:
    for draft in (summary, study):
        for sentence in draft.sentences:
            assert draft.text[sentence.start : sentence.end] == sentence.text
        cells = [cell for table in draft.tables for row in table.rows for cell in row]
        assert cells
        for cell in cells:
            assert draft.text[cell.start : cell.end] == cell.text


def test_a_sentence_stands_in_a_paragraph_of_a_word_file(summary: Draft) -> None:
    start = summary.text.index("脱贫人口人均纯收入由")
    assert summary.place(start) == "第7段"


def test_a_cell_stands_in_a_row_and_a_column_with_the_header_counted(summary: Draft) -> None:
    table = summary.tables[1]
    cell = next(cell for cell in table.data[0] if cell.text == "15902")
    assert cell.header == "人均纯收入/2023年"
    assert summary.place(cell.start) == "表2第3行第2列"


def test_a_paragraph_of_a_pdf_stands_on_a_page(study: Draft) -> None:
    assert study.place(study.text.index("（二）抓产业")) == "第2页第3段"
    assert study.place(0) == "第1页第1段"


def test_a_line_of_a_pasted_text_is_a_paragraph() -> None:
    draft = read_text("一、基本情况\n\n全镇112户。已脱贫38户！剩下的呢")
    assert [sentence.text for sentence in draft.sentences] == [
        "一、基本情况",
        "全镇112户。",
        "已脱贫38户！",
        "剩下的呢",
    ]
    assert draft.place(draft.text.index("已脱贫")) == "第2段"


def test_the_closing_quotation_mark_belongs_to_the_sentence_it_closes() -> None:
    draft = read_text("他说：“共有5户。”后来有6户。")
    assert [sentence.text for sentence in draft.sentences] == ["他说：“共有5户。”", "后来有6户。"]


def test_neighbours_are_of_the_same_paragraph() -> None:
    draft = read_text("到位资金5万元。支出4万元。\n另有3户。")
    first, second, third = draft.sentences
    assert draft.neighbour(first, 1) == second
    assert draft.neighbour(second, -1) == first
    assert draft.neighbour(second, 1) is None
    assert draft.neighbour(third, -1) is None


def test_a_merged_cell_is_a_value_only_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for row, values in zip(
        table.rows, [("乡镇", "户数", "人数"), ("甲乡", "5", ""), ("乙乡", "7", "9")], strict=True
    ):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(1, 1).merge(table.cell(1, 2))
    path = tmp_path / "merged.docx"
    document.save(str(path))

    (read,) = read_draft(path, LIMITS).tables

    assert [cell.is_merged for cell in read.data[0]] == [False, False, True]
    assert [cell.is_merged for cell in read.data[1]] == [False, False, False]


def test_a_table_is_known_by_the_number_in_its_title(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("前言。\n\n表2-1 各乡镇户数\n\n乡镇\t户数\n甲乡\t5\n乙乡\t7\n", "utf-8")
    draft = read_draft(path, LIMITS)
    assert draft.place(draft.text.index("7")) == "表2-1第3行第2列"


def test_a_finding_knows_its_place_and_its_words() -> None:
    draft = read_text("第一段。\n剩下的75户年底前脱贫。")
    start = draft.text.index("75户")
    finding = draft.finding(Rule.PARTS, Severity.ERROR, start, start + 3, "不对", expected="74户")
    assert (finding.place, finding.found, finding.expected) == ("第2段", "75户", "74户")


def test_a_draft_travels_between_processes(summary: Draft) -> None:
    again = pickle.loads(pickle.dumps(summary))
    assert again.tables == summary.tables
    assert again.place(500) == summary.place(500)


def test_a_file_that_is_no_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(IngestError):
        read_draft(path, LIMITS)


def test_a_sentence_without_an_end_is_cut_behind_a_comma() -> None:
    text = "甲乡5户，" * 1000
    draft = read_text(text)
    assert "".join(sentence.text for sentence in draft.sentences) == text
    assert max(len(sentence.text) for sentence in draft.sentences) <= LONGEST_SENTENCE
    assert {sentence.text[-1] for sentence in draft.sentences} == {"，"}
