"""The files as programs that have never heard of us see them."""

import json
import sqlite3
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlrd
from docx import Document
from lxml import etree

from assistant.errors import WrongUseError
from assistant.quiz.formats import EXAMPLE, FORMATS, find_format, parse_map, write_items
from assistant.quiz.formats.qti import QTI_1, QTI_2
from assistant.quiz.schema import BLANK, TRUE_FALSE_OPTIONS, Item, ItemKind
from ingest.settings import LimitSettings
from tests.assistant.quiz.formats.sample_items import EVIDENCE, ITEMS, make

OPTION_LETTERS = "ABCDEFGH"


def rows(name: str, items: tuple[Item, ...] = ITEMS) -> list[tuple[object, ...]]:
    """Return the cells of the only sheet of a workbook."""
    book = openpyxl.load_workbook(BytesIO(write_items(items, name).content))
    (sheet,) = book.worksheets
    return [tuple("" if cell is None else cell for cell in row) for row in sheet.values]


# --- Sheets -----------------------------------------------------------------------------------


def test_chaoxing_has_its_columns_and_spells_keys_as_letters() -> None:
    header, first, second, truth, blanks, *_ = rows("chaoxing")
    assert header == (
        *("目录", "题目类型", "大题题干", "小题题型", "小题题干", "正确答案", "答案解析"),
        *("难易度", "知识点", "标签", "选项数"),
        *(f"选项{letter}" for letter in OPTION_LETTERS),
    )
    assert first[1:3] == ("单选题", ITEMS[0].stem)
    assert (first[5], first[7], first[8], first[10]) == ("A", "难", "脱贫/人口", "4")
    assert second[5] == "ABCE"
    assert (truth[5], truth[10], truth[11:13]) == ("B", "2", TRUE_FALSE_OPTIONS)
    assert (blanks[1], blanks[11:13]) == ("填空题", ("12;十二", "186"))


def test_chaoxing_puts_the_questions_of_a_case_below_its_situation() -> None:
    (_, first, second) = rows("chaoxing", ITEMS[7:8])
    assert first[1:6] == ("阅读理解", ITEMS[7].stem, "单选题", f"应当先{BLANK}。", "A")
    assert second[1:6] == ("", "", "简答题", "为什么？", "先定等级，再定办法")


def test_kaoshibao_has_its_headers_with_their_line_breaks() -> None:
    header, first, *_ = rows("kaoshibao")
    assert header == (
        *("题干（必填）", "题型 （必填）", "选项 A", "选项 B", "选项 C", "选项 D"),
        *("选项E\n(勿删)", "选项F\n(勿删)", "选项G\n(勿删)", "选项H\n(勿删)"),
        *("正确答案H\n（必填）", "解析", "章节", "难度"),
    )
    assert first[:4] == (ITEMS[0].stem, "单选题", "1,234人", "=1+1")
    assert first[10] == "A"
    assert str(first[11]).startswith(
        "通报写明。\n【依据】《关于印发《脱贫攻坚 <通报>》的通知》第3页"
    )


def test_motibang_has_three_rows_above_its_header() -> None:
    lines = rows("motibang")
    assert [line[0] for line in lines[:3]] == ["标题", "描述", "用时"]
    assert lines[3] == (
        *("题干", "题型", *(f"选择项{place}" for place in range(1, 6))),
        *("解析", "答案1", "答案2", "得分1", "得分2"),
    )
    blanks = next(line for line in lines if line[1] == "填空题")
    assert blanks[8:11] == ("12", "186", "1")


def test_motibang_writes_old_workbooks_with_the_same_cells() -> None:
    old = xlrd.open_workbook(file_contents=write_items(ITEMS, "motibang_xls").content)
    sheet = old.sheet_by_index(0)
    lines = [tuple(sheet.row_values(row)) for row in range(sheet.nrows)]
    new = rows("motibang")
    assert [tuple(filter(None, line)) for line in lines] == [
        tuple(filter(None, line)) for line in new
    ]


def test_kahoot_has_its_header_and_the_numbers_of_right_answers() -> None:
    lines = rows(
        "kahoot",
        (
            ITEMS[0],
            make(20, ItemKind.MULTIPLE_CHOICE, "选", options=tuple("甲乙丙"), key=("A", "C")),
        ),
    )
    assert lines[7] == (
        *("", "Question - max 120 characters"),
        *(f"Answer {place} - max 75 characters" for place in range(1, 5)),
        "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
        "Correct answer(s) - choose at least one",
    )
    assert lines[8][2:] == (*ITEMS[0].options, "30", "1")
    assert lines[9][2:] == ("甲", "乙", "丙", "", "30", "1,3")


@pytest.mark.parametrize(
    ("stem", "option", "told"),
    [
        pytest.param("长" * 121, "乙", "题干有 121 个字，超过上限 120 个", id="long_stem"),
        pytest.param("短", "长" * 76, "选项有 76 个字，超过上限 75 个", id="long_option"),
    ],
)
def test_kahoot_refuses_what_is_too_long_and_names_the_item(
    stem: str, option: str, told: str
) -> None:
    item = make(1, ItemKind.SINGLE_CHOICE, stem, options=("甲", option), key=("A",))
    written = write_items([item], "kahoot")
    (note,) = [note for note in written.notes if told in note]
    assert note.startswith(f"第 1 题“{stem[:24]}")
    longest = make(1, ItemKind.SINGLE_CHOICE, "长" * 120, options=("甲", "长" * 75), key=("A",))
    assert not any("超过" in note for note in write_items([longest], "kahoot").notes)


def test_an_option_that_looks_like_a_formula_is_a_text() -> None:
    book = openpyxl.load_workbook(BytesIO(write_items(ITEMS[:1], "columns").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_text_longer_than_a_cell_is_named_and_not_cut() -> None:
    item = make(1, ItemKind.SHORT_ANSWER, "简述。", key=("长" * 33_000,))
    written = write_items([item], "chaoxing")
    assert any("超过 Excel 一格" in note and "第 1 题" in note for note in written.notes)


def test_wenjuanxing_has_one_cell_for_each_question() -> None:
    header, first, *_ = rows("wenjuanxing", ITEMS[1:3])
    assert header == ("题干",)
    assert str(first[0]).startswith(
        "1. [多选题]下列属于“六个精准”的有（　　）。<br/><br/>A. 扶持对象精准<br/>B."
    )
    assert str(first[0]).endswith("<br/><br/>答案：ABCE")


# --- A person's own columns -------------------------------------------------------------------


def own_map(**changes: object) -> str:
    columns = [
        {"header": "试题内容", "holds": "stem"},
        {"header": "备选一", "holds": "option", "place": 1},
        {"header": "备选二", "holds": "option", "place": 2},
        {"header": "标准答案", "holds": "key"},
        {"header": "分值", "holds": "constant", "text": "2"},
    ]
    return json.dumps({"label": "考试星", "columns": columns, **changes}, ensure_ascii=False)


def test_people_say_themselves_which_column_holds_what(tmp_path: Path) -> None:
    columns = parse_map(own_map(keys_are_numbers=True, letter_separator="、"))
    item = make(1, ItemKind.MULTIPLE_CHOICE, "都对", options=("甲", "乙"), key=("A", "B"))
    written = write_items([item], "columns", columns)
    path = tmp_path / "考试星.xlsx"
    path.write_bytes(written.content)
    assert [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][2]] == [
        *("都对", "甲", "乙", "1、2", "2")
    ]
    read = find_format("columns", columns).read
    assert read is not None
    (found,) = read(path, LimitSettings())
    assert found.question is not None
    assert (found.question.options, found.question.key) == (("甲", "乙"), ("A", "B"))


def test_the_example_of_a_map_can_be_written_out_and_changed() -> None:
    assert parse_map(EXAMPLE.model_dump_json()) == EXAMPLE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("{", "不是完整的 JSON", id="broken"),
        pytest.param('{"label": "甲", "columns": []}', "缺少内容为 stem 的列", id="no_stem"),
        pytest.param(own_map(surprise=1), "surprise", id="unknown_field"),
        pytest.param("[]", "列对应表有误", id="list"),
    ],
)
def test_a_map_that_cannot_be_used_says_why(text: str, told: str) -> None:
    with pytest.raises(WrongUseError, match=told):
        parse_map(text)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(WrongUseError) as caught:
        find_format("word97")
    assert "gift" in caught.value.hint
    with pytest.raises(WrongUseError, match="列是固定的"):
        find_format("kahoot", EXAMPLE)


# --- XML --------------------------------------------------------------------------------------


def test_moodle_finds_its_elements_and_shares() -> None:
    content = write_items(ITEMS, "moodle_xml").content
    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    assert b"<![CDATA[" in content
    root = etree.fromstring(content)
    kinds = [element.get("type") for element in root if element.get("type") != "category"]
    assert kinds == [
        *("multichoice", "multichoice", "truefalse", "cloze", "shortanswer", "essay", "ordering"),
        *("multichoice", "essay", "multichoice", "multichoice"),
    ]
    categories = root.xpath("question[@type='category']/category/text/text()")
    assert categories[0] == "$course$/top/政策知识题库/脱贫//人口"
    single, several = root.xpath("question[@type='multichoice']")[:2]
    assert [answer.get("fraction") for answer in single.iter("answer")] == ["100", "0", "0", "0"]
    assert single.findtext("single") == "true"
    assert single.findtext("questiontext/text") == (
        "2016年，全县贫困人口为（　　）。<br>（以年末为准）"
    )
    assert single.findtext("idnumber") == ITEMS[0].id
    assert [answer.get("fraction") for answer in several.iter("answer")] == [
        *("25", "25", "25", "-100", "25", "-100", "-100")
    ]
    (cloze,) = root.xpath("question[@type='cloze']")
    assert cloze.findtext("questiontext/text") == (
        "全县共有{1:SHORTANSWER:=12~=十二}个乡镇、{1:SHORTANSWER:=186}个村。"
    )


def test_qti_1_2_says_what_is_right_and_how_it_is_scored() -> None:
    package = zipfile.ZipFile(BytesIO(write_items(ITEMS, "qti12").content))
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    (href,) = manifest.xpath("//@href")
    root = etree.fromstring(package.read(href))
    space = {"q": QTI_1}

    def find(path: str) -> list[str]:
        return [str(found) for found in root.xpath(path, namespaces=space)]

    types = "//q:item//q:qtimetadatafield[q:fieldlabel='question_type']/q:fieldentry/text()"
    assert find(types)[:6] == [
        *("multiple_choice_question", "multiple_answers_question", "true_false_question"),
        *("fill_in_multiple_blanks_question", "short_answer_question", "essay_question"),
    ]
    first = "//q:item[@ident='item-0000000000000001']"
    assert find(f"{first}//q:response_label/@ident") == list("ABCD")
    assert find(f"{first}//q:response_label[2]//q:mattext/text()") == ["=1+1"]
    assert find(f"{first}//q:varequal/text()") == ["A"]
    assert EVIDENCE.text in find(f"{first}//q:itemfeedback//q:mattext/text()")[0]
    second = "//q:item[@ident='item-0000000000000002']"
    assert find(f"{second}//q:and/q:varequal/text()") == ["A", "B", "C", "E"]
    assert find(f"{second}//q:and/q:not/q:varequal/text()") == ["D", "F", "G"]
    blanks = "//q:item[@ident='item-0000000000000004']"
    assert find(f"{blanks}/q:presentation/q:material/q:mattext/text()") == [
        "全县共有[blank1]个乡镇、[blank2]个村。"
    ]
    assert find(f"{blanks}//q:response_lid/@ident") == ["response_blank1", "response_blank2"]
    assert find(f"{blanks}//q:setvar/@action") == ["Add", "Add"]


def test_qti_2_1_has_a_file_for_each_item_and_a_test_of_all() -> None:
    package = zipfile.ZipFile(BytesIO(write_items(ITEMS, "qti21").content))
    names = set(package.namelist())
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    assert set(map(str, manifest.xpath("//@href"))) == names - {"imsmanifest.xml"}
    test = etree.fromstring(package.read("test.xml"))
    refs = [str(href) for href in test.xpath("//*[local-name()='assessmentItemRef']/@href")]
    assert len(refs) == len(ITEMS) + 1  # A case becomes its two questions.
    space = {"q": QTI_2}
    roots = {name: etree.fromstring(package.read(name)) for name in refs}

    def find(number: int, path: str) -> list[str]:
        root = roots[f"item-{number:016x}.xml"]
        return [str(found) for found in root.xpath(path, namespaces=space)]

    assert find(1, "q:responseDeclaration/@cardinality") == ["single"]
    assert find(1, "q:responseDeclaration//q:value/text()") == ["A"]
    assert find(1, "//q:simpleChoice/text()") == list(ITEMS[0].options)
    assert find(1, "q:itemBody/q:p/text()") == ITEMS[0].stem.split("\n")
    assert find(2, "q:responseDeclaration/@cardinality") == ["multiple"]
    assert find(4, "//q:textEntryInteraction/@responseIdentifier") == ["RESPONSE1", "RESPONSE2"]
    assert find(4, "//q:mapEntry/@mapKey") == ["12", "十二", "186"]
    assert find(6, "//q:rubricBlock/q:p/text()") == ["①民主评议", "②公示公告；", "③备案"]
    assert find(7, "q:responseDeclaration//q:value/text()") == ["B", "A", "D", "C"]
    assert find(7, "//q:orderInteraction/q:simpleChoice/text()") == list(ITEMS[6].options)


# --- Cards and documents ----------------------------------------------------------------------


def notes_of(content: bytes, folder: Path) -> dict[str, list[str]]:
    """Return the fields of the notes of a deck, by their names for Anki."""
    package = zipfile.ZipFile(BytesIO(content))
    package.extract("collection.anki2", folder)
    connection = sqlite3.connect(folder / "collection.anki2")
    found = {
        guid: fields.split("\x1f")
        for guid, fields in connection.execute("select guid, flds from notes")
    }
    (cards,) = connection.execute("select count(*) from cards").fetchone()
    connection.close()
    assert cards == len(found)
    return found


def test_an_edited_card_keeps_its_name_and_so_updates(tmp_path: Path) -> None:
    before = notes_of(write_items(ITEMS, "anki").content, tmp_path)
    edited = ITEMS[0].model_copy(update={"stem": "改写的题干", "key": ("B",)})
    after = notes_of(write_items((edited, *ITEMS[1:]), "anki").content, tmp_path)
    assert before.keys() == after.keys()
    assert len(before) == len(ITEMS) + 1
    assert after[ITEMS[0].id][0] == "改写的题干"
    assert [after[ITEMS[0].id][3], before[ITEMS[0].id][3]] == ["B", "A"]
    assert before[ITEMS[2].id][3] == "错误"
    assert before[ITEMS[3].id][3] == "12 或 十二；186"
    assert before[ITEMS[0].id][5] == (
        "《关于印发《脱贫攻坚 &lt;通报&gt;》的通知》第3页：2016年，全县贫困人口 | 1,234人"
    )


def test_word_lists_items_by_kind_with_key_and_evidence() -> None:
    document = Document(BytesIO(write_items(ITEMS, "word").content))
    styles = [(part.style.name, part.text) for part in document.paragraphs]
    headings = [text for name, text in styles if name == "Heading 1"]
    assert headings[0] == "一、单选题（共 3 题）"
    assert headings[-1] == "七、案例题（共 1 题）"
    lines = [text for _, text in styles]
    start = lines.index(f"1. {ITEMS[0].stem}")
    assert lines[start + 1 : start + 9] == [
        *("A. 1,234人", "B. =1+1", "C. 甲；乙|丙 ;", "D. 一千人（正确答案）"),
        *("答案：A", "解析：通报写明。", "依据：《关于印发《脱贫攻坚 <通报>》的通知》第3页"),
        EVIDENCE.text,
    ]
    assert "答案：12（或十二）；186" in lines
    assert "（1）应当先（　　）。" in lines


def test_every_format_says_what_it_never_carries() -> None:
    for form in FORMATS.values():
        if form.name != "json":
            assert form.remarks
            assert set(form.remarks) <= set(form.write(ITEMS[:1]).notes)
