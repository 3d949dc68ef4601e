"""Files as people and platforms write them, and files that nobody should write."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from assistant.quiz.formats import FORMATS, Read
from assistant.quiz.formats.circulating import read_text
from assistant.quiz.formats.gift import read_gift
from assistant.quiz.formats.moodle_xml import read_moodle_xml
from assistant.quiz.schema import BLANK, TRUE_FALSE_OPTIONS, Difficulty, ItemKind, Question
from ingest.errors import IngestError, UnreadableDocumentError
from ingest.settings import LimitSettings

LIMITS = LimitSettings()


def only(reads: list[Read]) -> Read:
    """Return the one question that was read."""
    (read,) = reads
    return read


def question_of(text: str) -> Question:
    """Return the one question of a text, which has no flaw."""
    read = only(list(read_text(text)))
    assert read.flaws == ()
    assert read.question is not None
    return read.question


def kinds_of(text: str) -> list[ItemKind]:
    """Return the kinds of the questions of a text."""
    return [read.question.kind for read in read_text(text) if read.question]


# --- Circulating text -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        pytest.param(
            "1. 全县有几个乡镇？[单选题] *\n○A. 11\nA. 11\nB. 12(正确答案)\nC. 13",
            ItemKind.SINGLE_CHOICE,
            ("B",),
            id="marked_option",
        ),
        pytest.param(
            "1．（多选）包括(  ) 5分\nA、甲（正确答案）\nB、乙\nC、丙（正确答案）",
            ItemKind.MULTIPLE_CHOICE,
            ("A", "C"),
            id="kind_before_and_points_after",
        ),
        pytest.param(
            "1、包括（  ）。\nA．甲  B．乙  C．丙  D．丁\n【答案】 a、c",
            ItemKind.MULTIPLE_CHOICE,
            ("A", "C"),
            id="options_in_one_line",
        ),
        pytest.param(
            "第3题 全县有（ B ）个乡镇。\nA.11\nB.12", ItemKind.SINGLE_CHOICE, ("B",), id="in_stem"
        ),
        pytest.param("1.全县脱贫了。（√）", ItemKind.TRUE_FALSE, ("A",), id="tick"),
        pytest.param("1.全县脱贫了。（ 错 ）", ItemKind.TRUE_FALSE, ("B",), id="word_in_stem"),
        pytest.param("1.全县脱贫了。\n答案：×", ItemKind.TRUE_FALSE, ("B",), id="cross"),
        pytest.param("1.全县脱贫了。\n对\n错(正确答案)\n", None, None, id="unmarked_options"),
        pytest.param(
            "1.全县脱贫了。[判断题]\n对\n错(正确答案)", ItemKind.TRUE_FALSE, ("B",), id="no_letters"
        ),
        pytest.param(
            "1.全县有____个乡镇、____个村。[填空题]\n空1答案：12\n空2答案：186",
            ItemKind.FILL_BLANK,
            ("12", "186"),
            id="blanks_by_number",
        ),
        pytest.param(
            "1.[填空题](系统评分)有____个乡镇、____个村\n答案：12|186;一百八十六",
            ItemKind.FILL_BLANK,
            ("12", "186"),
            id="blanks_in_one_line",
        ),
        pytest.param(
            "1.有____个乡镇、____个村\n【答案】(12)(186)",
            ItemKind.FILL_BLANK,
            ("12", "186"),
            id="blanks_in_brackets",
        ),
        pytest.param(
            "1.简述程序。\n参考答案：①评议②公示\n2.公告", ItemKind.SHORT_ANSWER, None, id="points"
        ),
    ],
)
def test_a_question_is_read_as_people_write_it(
    text: str, kind: ItemKind | None, key: tuple[str, ...] | None
) -> None:
    first = next(iter(read_text(text))).question
    assert first is not None
    if kind is not None:
        assert first.kind is kind
    if key is not None:
        assert first.key == key


def test_stems_and_options_come_without_numbers_marks_and_points() -> None:
    found = question_of(
        "12. (单选)全县有(  )个乡镇。（2分）\nA. 11\nB. 12（正确答案）\n解析：见通报。"
    )
    assert found.stem == f"全县有{BLANK}个乡镇。"
    assert found.options == ("11", "12")
    assert found.rationale == "见通报。"


def test_topic_and_difficulty_are_read() -> None:
    read = only(list(read_text("1. 甲\n答案：乙\n难度：难\n知识点：区划")))
    assert (read.topic, read.difficulty) == ("区划", Difficulty.HARD)


def test_a_heading_gives_its_kind_to_the_questions_below() -> None:
    text = (
        "政策知识测试题\n\n一、单选题（每题2分，共2题）\n1.甲（A）\nA.对\nB.错\n2.乙（B）\nA.丙\nB.丁\n"
        "二、判断题\n1.丙。（√）\n三、简答题\n1.说说丁。\n答案：1.第一点。\n2.第二点。\n2.说说戊。\n答案：己"
    )
    assert kinds_of(text) == [
        *(ItemKind.SINGLE_CHOICE, ItemKind.SINGLE_CHOICE, ItemKind.TRUE_FALSE),
        *(ItemKind.SHORT_ANSWER, ItemKind.SHORT_ANSWER),
    ]


def test_a_numbered_point_of_an_answer_is_no_question_of_its_own() -> None:
    reads = list(read_text("7.简述程序。\n答案：1.评议。\n2.公示。\n\n8.甲\n答案：乙"))
    assert [read.place for read in reads] == ["第 1 行", "第 5 行"]
    assert reads[0].question is not None
    assert reads[0].question.key == ("1.评议。\n2.公示。",)


def test_a_figure_at_the_beginning_of_a_stem_is_no_number() -> None:
    assert question_of("1.2016年全县脱贫。（√）").stem == "2016年全县脱贫。"


def test_the_words_of_an_option_are_left_alone_where_the_key_stands_elsewhere() -> None:
    found = question_of("1.甲（  ）\nA. 乙（正确答案）\nB. 丙\n答案：B")
    assert (found.options, found.key) == (("乙（正确答案）", "丙"), ("B",))


@pytest.mark.parametrize(
    ("text", "rule", "told"),
    [
        pytest.param(
            "1.[单选题]甲\nA.乙(正确答案)\nB.丙(正确答案)",
            "several_right_options",
            "单选题有 2 个答案（AB）",
            id="several_right",
        ),
        pytest.param("1.甲\nA.乙\nB.丙\n答案：E", "wrong_key_form", "答案E没有对应", id="beyond"),
        pytest.param("1.甲\nA.乙\nB.丙\n答案：见附件", "wrong_key_form", "见附件", id="no_letters"),
        pytest.param("1.甲\nA.乙\nB.丙", "wrong_key_form", "没有答案", id="no_key"),
        pytest.param("1.甲\nA.乙\n答案：A", "malformed", "选项少于两个", id="one_option"),
        pytest.param("1.[判断题]甲\n答案：也许", "wrong_key_form", "看不出是对是错", id="truth"),
        pytest.param("1.[填空题]有____个\n答案：1|2", "wrong_key_form", "有 1 个空", id="blanks"),
        pytest.param("1.[简答题]说说", "wrong_key_form", "没有参考答案", id="no_answer"),
        pytest.param("1.\nA.乙\nB.丙\n答案：A", "malformed", "没有题干", id="no_stem"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(text: str, rule: str, told: str) -> None:
    read = only(list(read_text(text)))
    assert rule in {flaw.rule for flaw in read.flaws}
    assert any(told in flaw.message for flaw in read.flaws)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_may_come_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "题.txt"
    path.write_bytes("1. 关于脱贫，下列正确的是（A）。\r\nA. 甲\r\nB. 乙\r\n".encode(encoding))
    read = FORMATS["wenjuanxing_text"].read
    assert read is not None
    found = only(read(path, LIMITS)).question
    assert found is not None
    assert (found.options, found.key) == (("甲", "乙"), ("A",))


# --- GIFT -------------------------------------------------------------------------------------


def gift(text: str, folder: Path) -> list[Read]:
    """Read a GIFT file."""
    path = folder / "题.txt"
    path.write_text(text, encoding="utf-8")
    return read_gift(path, LIMITS)


def test_gift_is_read_as_teachers_write_it(tmp_path: Path) -> None:
    text = (
        "// 注释\n$CATEGORY: 甲/乙\n\n::题一::谁葬在\\:墓里？{=Grant ~没有人#不对 ~%50%半对}\n\n"
        "Two plus {=2 =two} is four.\n\n太阳升起。{T#好}\n\n"
        "[html]<p>选&lt;两个&gt;</p>{\n~%50%甲\n~%50%乙\n~%-100%丙\n}\n\n"
        "哪年？{#1822:5}\n\n写一写。{}\n\n连线{=甲 -> 乙 =丙 -> 丁}\n\n没有答案的一段"
    )
    reads = gift(text, tmp_path)
    single, blank, truth, several, number, essay, matching, bare = reads
    assert {read.topic for read in reads} == {"乙"}
    assert single.question is not None
    assert single.question.stem == "谁葬在:墓里？"
    assert single.question.options == ("Grant", "没有人", "半对")
    assert blank.question is not None
    assert blank.question.stem == f"Two plus{BLANK}is four."
    assert (blank.question.key, blank.question.variants) == (("2",), (("two",),))
    assert truth.question is not None
    assert (truth.question.options, truth.question.key) == (TRUE_FALSE_OPTIONS, ("A",))
    assert several.question is not None
    assert (several.question.stem, several.question.key) == ("选<两个>", ("A", "B"))
    assert number.question is not None
    assert number.question.key == ("1822",)
    assert any("1822:5" in flaw.message for flaw in number.flaws)
    assert essay.question is not None
    assert essay.question.kind is ItemKind.SHORT_ANSWER
    assert [read.question for read in (matching, bare)] == [None, None]
    assert "连线题" in matching.flaws[0].message


def test_hostile_gift_costs_no_time(tmp_path: Path) -> None:
    reads = gift("甲" + "\\{" * 200_000 + "{" * 200_000 + "}", tmp_path)
    assert len(reads) == 1


# --- XML --------------------------------------------------------------------------------------


def moodle(text: str, folder: Path) -> list[Read]:
    """Read a Moodle XML file."""
    path = folder / "题.xml"
    path.write_text(text, encoding="utf-8")
    return read_moodle_xml(path, LIMITS)


def test_moodle_is_read_as_it_writes_itself(tmp_path: Path) -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?><quiz>
      <question type="category"><category><text>top/默认/区划</text></category></question>
      <question type="multichoice"><questiontext format="html">
        <text><![CDATA[<p dir="ltr">全县有几个<b>乡镇</b>？<br></p>]]></text></questiontext>
        <single>true</single>
        <answer fraction="0" format="html"><text><![CDATA[<p>11</p>]]></text></answer>
        <answer fraction="100" format="html"><text>12</text></answer></question>
      <question type="cloze"><questiontext format="html">
        <text>有{1:SA:=12~%50%十}个{:NUMERICAL:=3}</text></questiontext></question>
      <question type="matching"><questiontext><text>连</text></questiontext></question>
      <question type="description"><questiontext><text>说明</text></questiontext></question>
    </quiz>"""
    choice, cloze, matching = moodle(text, tmp_path)
    assert choice.topic == "区划"
    assert choice.question is not None
    assert choice.question.stem == "全县有几个乡镇？"
    assert (choice.question.options, choice.question.key) == (("11", "12"), ("B",))
    assert cloze.question is not None
    assert (cloze.question.stem, cloze.question.key) == (f"有{BLANK}个{BLANK}", ("12", "3"))
    assert matching.question is None
    assert "matching" in matching.flaws[0].message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            '<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>',
            "实体声明",
            id="entities_that_grow",
        ),
        pytest.param(
            '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
            "实体声明",
            id="entity_of_a_file",
        ),
        pytest.param("<quiz><question>", "不是完整的 XML", id="cut"),
        pytest.param("<html/>", "不是 Moodle", id="another_xml"),
        pytest.param("<quiz/>", "没有试题", id="empty"),
    ],
)
def test_xml_that_is_no_quiz_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(IngestError, match=told):
        moodle(text, tmp_path)


# --- Sheets -----------------------------------------------------------------------------------


def sheet(lines: list[list[object]], folder: Path) -> Path:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    path = folder / "题.xlsx"
    book.save(path)
    return path


def test_a_sheet_of_people_is_read_by_its_headers(tmp_path: Path) -> None:
    path = sheet(
        [
            ["2024 年政策知识题库"],
            ["序号", "题目类型", "题目内容", "A", "B", "C", "正确答案", "试题解析"],
            [1, "单项选择题", "全县有几个乡镇？", 11, 12, 13, 12, "见通报"],
            [2, "判断", "全县脱贫。", None, None, None, "√", None],
            [3, "连线题", "甲", "乙", "丙", None, "A", None],
            [4, "单选题", "丁", "乙", "丙", None, "AB", None],
        ],
        tmp_path,
    )
    read = FORMATS["columns"].read
    assert read is not None
    number, truth, odd, several = read(path, LIMITS)
    assert number.place == "第 3 行"
    assert number.question is not None
    # 12 is what stands in B, and no number of an option.
    assert (number.question.key, number.question.rationale) == (("B",), "见通报")
    assert truth.question is not None
    assert (truth.question.kind, truth.question.key) == (ItemKind.TRUE_FALSE, ("A",))
    assert odd.question is not None
    assert "不认识题型“连线题”" in odd.flaws[0].message
    assert [flaw.rule for flaw in several.flaws] == ["several_right_options"]


def test_a_sheet_without_the_header_of_the_format_is_refused(tmp_path: Path) -> None:
    path = sheet([["姓名", "单位"], ["甲", "乙"]], tmp_path)
    for name in ("chaoxing", "wenjuanxing"):
        read = FORMATS[name].read
        assert read is not None
        with pytest.raises(UnreadableDocumentError, match="没有"):
            read(path, LIMITS)


def test_a_workbook_that_grows_too_large_is_refused(tmp_path: Path) -> None:
    path = sheet([["题干", "答案"]], tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/x.bin", b"\0" * (8 << 20))
    read = FORMATS["columns"].read
    assert read is not None
    with pytest.raises(UnreadableDocumentError, match="超过上限"):
        read(path, LimitSettings(unpacked_mib=4))


@pytest.mark.parametrize("name", [one.name for one in FORMATS.values() if one.read])
@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\x00\x81" * 50, b"{[("],
    ids=["empty", "broken_zip", "broken_xls", "noise", "brackets"],
)
def test_a_broken_file_is_refused_in_words_or_gives_no_question(
    name: str, content: bytes, tmp_path: Path
) -> None:
    form = FORMATS[name]
    assert form.read is not None
    path = tmp_path / f"题{form.suffix}"
    path.write_bytes(content)
    with pytest.raises(IngestError) as caught:
        reads = form.read(path, LIMITS)
        if not any(read.question for read in reads):
            raise IngestError("没有试题。", hint="请核对。")
    assert caught.value.message
    assert caught.value.hint
