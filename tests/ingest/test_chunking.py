import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import Budget, split_chunks, split_sentences, split_units
from ingest.schema import Chunk, CleanText
from ingest.sectioning import split_sections
from tests.ingest.clean_texts import build

BODY = "各乡镇要落实帮扶责任，按月走访农户，及时核实收入变化，并把结果报县里备案。"
SMALL = Budget(target=60, maximum=90)
SEEDS = Path(__file__).parents[2] / "../shared/seeds"


def chunks(*lines: str, budget: Budget = SMALL) -> list[Chunk]:
    return chunks_of(build(*lines), budget)


def chunks_of(clean: CleanText, budget: Budget) -> list[Chunk]:
    sections = split_sections(clean)
    return split_chunks(
        clean, sections, revision_id="a" * 64, document_id="document", budget=budget
    )


def check(clean: CleanText, found: list[Chunk]) -> None:
    """What always holds: slices match, nothing overlaps, nothing is lost."""
    for number, chunk in enumerate(found):
        assert clean.text[chunk.start : chunk.end] == chunk.text
        assert chunk.id == f"{'a' * 16}:{number:04d}"
        assert chunk.text == chunk.text.strip() != ""
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join("".join(chunk.text.split()) for chunk in found) == "".join(clean.text.split())


# --- Chunks ---------------------------------------------------------------------------------


def test_a_heading_stays_with_the_text_under_it() -> None:
    found = chunks("一、目标", BODY, "二、措施", "（一）产业", BODY)
    assert [chunk.text.splitlines()[0] for chunk in found] == ["一、目标", "二、措施"]
    assert found[1].section_path == ("二、措施", "（一）产业")


def test_small_neighbouring_sections_share_a_chunk_and_the_path_they_share() -> None:
    (chunk,) = chunks("一、原则", "（一）公开", "张榜公布。", "（二）公正", "一把尺子。")
    assert chunk.section_path == ("一、原则",)


def test_no_chunk_reaches_across_a_chapter() -> None:
    first, second = chunks("第一章 总则", "短句。", "第二章 附则", "短句。")
    assert (first.section_path, second.section_path) == (("第一章 总则",), ("第二章 附则",))


def test_the_title_of_a_statute_does_not_end_the_text_before_it() -> None:
    found = chunks(BODY, "考核工作实施办法", "第一条　为了考核，制定本办法。")
    assert [chunk.text.splitlines()[0] for chunk in found] == [BODY, "考核工作实施办法"]


def test_every_article_has_chunks_of_its_own() -> None:
    found = chunks("第一章 总则", "第一条　为规范管理，制定本办法。", "第二条　本办法适用于本县。")
    assert [chunk.article for chunk in found] == ["第一条", "第二条"]
    assert found[0].text.startswith("第一章 总则\n第一条")
    assert found[0].section_path == ("第一章 总则", "第一条")


def test_a_long_article_is_divided_between_its_paragraphs() -> None:
    found = chunks("第八条　" + BODY, BODY, BODY, BODY)
    assert {chunk.article for chunk in found} == {"第八条"}
    assert all(chunk.text.endswith("。") for chunk in found) and len(found) > 1


def test_what_follows_the_last_article_is_not_part_of_it() -> None:
    found = chunks("第九条　本办法自公布之日起施行。", "附件：任务分工", BODY)
    assert [chunk.article for chunk in found] == ["第九条", ""]


def test_a_long_paragraph_is_divided_at_sentence_ends() -> None:
    found = chunks(BODY * 8)
    assert all(chunk.text.endswith("。") for chunk in found)
    assert all(len(chunk.text) <= SMALL.maximum for chunk in found)


def test_a_long_sentence_is_divided_at_a_comma() -> None:
    found = chunks("，".join(["按月走访农户并且核实收入"] * 20) + "。")
    assert all(chunk.text[-1] in "，。" for chunk in found)


def test_a_table_stands_alone_with_its_header_in_the_first_chunk() -> None:
    rows = [f"大河镇第{i}村 | {i * 10} | 养殖合作社带动增收" for i in range(8)]
    found = chunks(BODY, "村名 | 户数 | 做法", *rows, BODY)
    tables = [chunk for chunk in found if chunk.rows]
    assert tables[0].text.startswith("村名 | 户数 | 做法\n大河镇第0村")
    assert len(tables) > 1
    assert [row.cells[1] for chunk in tables for row in chunk.rows] == [
        str(i * 10) for i in range(8)
    ]
    for chunk in tables:
        lines = [chunk.text[row.start - chunk.start : row.end - chunk.start] for row in chunk.rows]
        assert set(lines) <= set(rows)
    assert BODY not in "".join(chunk.text for chunk in tables)


def test_notes_stand_apart_and_say_so() -> None:
    found = chunks(BODY, "^① 县统计局：《统计公报》。", BODY)
    assert [chunk.is_note for chunk in found] == [False, True, False]


def test_a_note_between_a_heading_and_its_text_does_not_part_them() -> None:
    (chunk,) = chunks("一、气候", "^① 县志。", "^② 年鉴。", "年均气温八度。")
    assert chunk.text.endswith("年均气温八度。") and not chunk.is_note


def test_reference_lists_and_colophons_are_notes() -> None:
    assert chunks("参考文献", "1、某某：《农村调查》。")[0].is_note
    assert chunks("责任编辑：某某", "开本：16", "ISBN 978-7-0000", "定价：32.00元")[0].is_note


def test_a_chunk_knows_its_page() -> None:
    assert chunks(BODY)[0].page == 1


def test_an_empty_text_has_no_chunks() -> None:
    assert chunks_of(CleanText(text="", passages=(), runs=()), SMALL) == []


# Tokens that must stay whole, and words around them; no punctuation, so every cut is a hard one.
WHOLE = [
    "2023年11月30日", "1,234.5万元", "24 327户", "5.3%", "337.5公里", "国办发〔2023〕5号",
    "《关于做好监测工作的通知》", "阿布都热合曼·买买提", "百分之三十五", "二〇二三年", "0.8—1万元",
]  # fmt: skip
WORDS = ["帮扶责任人", "走访农户", "核实收入", "防返贫监测", "乡镇干部", "落实到村", "合作社带动"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WHOLE + WORDS * 2), min_size=20, max_size=60))
def test_a_cut_inside_a_sentence_spares_figures_names_dates_and_numbers(parts: list[str]) -> None:
    text = "的".join(parts)
    clean = build(text)
    found = chunks_of(clean, Budget(target=60, maximum=80))
    check(clean, found)
    cuts = [chunk.start for chunk in found[1:]]
    spans = [m.span() for m in re.finditer("|".join(map(re.escape, WHOLE)), text)]
    assert not [cut for cut in cuts for a, b in spans if a < cut < b]


LINES = st.sampled_from(
    [
        BODY, BODY * 4, "第一章　总则", "第二章 资金", "第一条　为了规范。", "第二条　" + BODY,
        "一、目标", "二、措施", "（一）总体要求", "（三）加强领导。" + BODY, "附件：情况说明",
        "# 标题", "^① 脚注。", "甲 | 乙", "1 | 2", "  ", "，".join(["按月走访"] * 40),
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_chunks_hold_the_text_once_in_order(lines: list[str]) -> None:
    clean = build(*lines)
    found = chunks_of(clean, SMALL)
    check(clean, found)
    assert all(len(chunk.text) <= SMALL.maximum for chunk in found if not chunk.rows)
    for chunk in found:
        check_units(chunk)


# --- Units and sentences --------------------------------------------------------------------


def check_units(chunk: Chunk) -> None:
    units = split_units(chunk)
    assert all(a < b for a, b in units)
    assert all(before[1] <= after[0] for before, after in pairwise(units))
    covered = "".join("".join(chunk.text[a:b].split()) for a, b in units)
    assert covered == "".join(chunk.text.split())


def test_units_group_sentences_and_keep_table_rows_apart() -> None:
    (text,) = chunks(BODY * 6, budget=Budget())
    lengths = [b - a for a, b in split_units(text)]
    assert all(60 <= length <= 150 for length in lengths)
    (table,) = chunks("村名 | 户数", "大河村 | 20", "花园村 | 30")
    assert [table.text[a:b] for a, b in split_units(table)] == [
        "村名 | 户数",
        "大河村 | 20",
        "花园村 | 30",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("一。二！三？", ["一。", "二！", "三？"], id="ends"),
        pytest.param("甲；乙。", ["甲；", "乙。"], id="semicolon"),
        pytest.param("他说：“走。”", ["他说：“走。”"], id="closing_quotation_mark_stays"),
        pytest.param("（见附件。）下一句。", ["（见附件。）下一句。"], id="not_inside_brackets"),
        pytest.param("阿不都·热合曼来了。", ["阿不都·热合曼来了。"], id="not_at_a_name_point"),
        pytest.param("增长3.5%。", ["增长3.5%。"], id="not_at_a_decimal_point"),
        pytest.param("等等……好。", ["等等……", "好。"], id="ellipsis"),
        pytest.param("第一行\n第二行", ["第一行", "第二行"], id="line_end"),
        pytest.param(
            "http://a.cn/b?c=1;d=2 见此。", ["http://a.cn/b?c=1;d=2 见此。"], id="address"
        ),
        pytest.param("", [], id="nothing"),
        pytest.param("。。", ["。。"], id="marks_alone"),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences


@given(st.text(alphabet="甲乙。！？；…”“（）《》3.·\n ", max_size=60))
def test_sentences_hold_the_text_once_in_order(text: str) -> None:
    spans = split_sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.exists(), reason="the four real documents are not beside the project")
def test_real_books_are_chunked_whole_and_within_the_budget() -> None:
    for path in SEEDS.glob("00*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        clean = build(*(line for line in lines if line.strip() and " | " not in line))
        found = chunks_of(clean, Budget())
        check(clean, found)
        assert max(len(chunk.text) for chunk in found) <= Budget().maximum
