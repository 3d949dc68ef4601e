from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from assistant.learning.exam_document import count_columns
from assistant.learning.printing import PrintKind, print_paper
from assistant.learning.schema import Paper
from assistant.quiz.schema import BLANK, ItemKind
from ingest.errors import NotFoundError
from tests.assistant.learning.items import item, items, paper

SINGLE, JUDGE, FILL, SHORT, ORDER, CASE = (
    ItemKind.SINGLE_CHOICE, ItemKind.TRUE_FALSE, ItemKind.FILL_BLANK, ItemKind.SHORT_ANSWER,
    ItemKind.ORDERING, ItemKind.CASE,
)  # fmt: skip


def printed(made: Paper, kind: PrintKind, version: str = "A", **options: bool) -> Any:
    found = print_paper(made, version, kind, day=date(2026, 3, 1), **options)
    return Document(BytesIO(found.content))


def lines(document: Any) -> list[str]:
    return [
        paragraph.text.replace("\u00a0", " ").strip()
        for paragraph in document.paragraphs
        if paragraph.text.strip()
    ]


def cells(document: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def test_a_paper_begins_with_its_name_its_points_and_the_line_for_who_takes_it() -> None:
    found = lines(printed(paper(*items(SINGLE, 3), *items(JUDGE, 2)), PrintKind.PAPER))
    assert found[:3] == ["政策知识测试（A卷）", "满分10分", "姓名：\t\t单位及职务：\t\t得分："]
    headings = [line for line in found if line[1] == "、"]
    assert headings[0].startswith("一、单选题（每题2分，共3题，共6分）每题只有一个正确选项")
    assert headings[1].startswith("二、判断题（每题2分，共2题，共4分）正确的在括号内打“√”")


def test_a_paper_of_one_version_needs_no_letter() -> None:
    made = paper(*items(SINGLE, 1), versions=1)
    assert lines(printed(made, PrintKind.PAPER))[0] == "政策知识测试"


def test_points_stand_at_each_question_where_they_differ() -> None:
    made = paper(*items(SINGLE, 2))
    (first, second) = made.items
    mixed = made.model_copy(
        update={"items": (first, second.model_copy(update={"points": Decimal(3)}))}
    )
    found = lines(printed(mixed, PrintKind.PAPER))
    assert found[3].startswith("一、单选题（共2题，共5分）")
    assert [line[:7] for line in found if line[:2] in ("1.", "2.")] == [
        "1.\t（2分）",
        "2.\t（3分）",
    ]


def test_short_options_share_a_line_and_long_ones_do_not() -> None:
    assert count_columns(["42户", "43户", "44户", "45户"]) == 4
    assert count_columns(["村民委员会评议", "乡镇人民政府审核", "县级审定", "公示"]) == 2
    assert count_columns(["由村民委员会民主评议并在村务公开栏公示不少于七个工作日"] * 4) == 1
    assert count_columns(["甲", "乙", "丙", "丁", "戊"]) == 3
    asked = item(SINGLE, 1, options=("42户", "43户", "44户", "45户"))
    assert "A. 42户\tB. 43户\tC. 44户\tD. 45户" in lines(printed(paper(asked), PrintKind.PAPER))


def test_a_question_stays_with_its_options() -> None:
    document = printed(paper(*items(SINGLE, 1)), PrintKind.PAPER)
    (question,) = [each for each in document.paragraphs if each.style.name == "试题"]
    assert question.paragraph_format.keep_with_next


def test_blanks_are_lines_that_do_not_tell_how_long_the_answer_is() -> None:
    asked = [
        item(FILL, number, stem=f"由{BLANK}发放。", key=(key,))
        for number, key in enumerate(("县财政局办公室", "县人力资源和社会保障局"))
    ]
    document = printed(paper(*asked), PrintKind.PAPER)
    widths = [
        len(run.text)
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.underline
    ]
    assert len(widths) == 2
    assert len(set(widths)) == 1


def test_a_short_answer_has_room_and_a_case_its_questions() -> None:
    document = printed(paper(item(SHORT, 1), item(CASE, 2), points=Decimal(10)), PrintKind.PAPER)
    styles = [each.style.name for each in document.paragraphs]
    assert styles.count("答题线") == 6 + 4
    found = lines(document)
    assert "（1）（5分，单选题）应当先向（      ）申报沙棘受灾。" in found


def test_the_places_for_answers_have_their_numbers_on_the_sheet() -> None:
    made = paper(*items(SINGLE, 12), *items(FILL, 1), *items(ORDER, 2))
    document = printed(made, PrintKind.ANSWER_SHEET)
    rows = cells(document)
    assert rows[0] == ["题号", *(str(number) for number in range(1, 11))]
    assert rows[1] == ["答案", *[""] * 10]
    assert rows[2][:3] == ["题号", "11", "12"]
    assert rows[4][:3] == ["题号", "14", "15"]
    assert lines(document)[0] == "政策知识测试（A卷）答题纸"


def test_each_version_has_a_key_of_its_own() -> None:
    made = paper(*items(SINGLE, 8), *items(JUDGE, 2))
    first, second = (cells(printed(made, PrintKind.KEY, version)) for version in "AB")
    assert first[1][1:9] == ["B"] * 8
    assert second[1] != first[1]
    assert first[3][1:3] == ["×", "×"]


def test_a_key_says_why_and_quotes_its_sources_where_that_is_wanted() -> None:
    made = paper(*items(SINGLE, 1))
    assert not any("依据" in line for line in lines(printed(made, PrintKind.KEY)))
    found = lines(printed(made, PrintKind.KEY, with_rationale=True))
    assert found[2:] == [
        "1.\tB",
        "解析：《办法》第二条规定的红柳乡沙棘。",
        "依据：“红柳乡种植沙棘1200亩。”（《办法》，第一章，第二条）",
    ]


def test_the_key_may_stand_at_the_end_of_the_paper_on_a_page_of_its_own() -> None:
    made = paper(*items(SINGLE, 1))
    document = printed(made, PrintKind.PAPER, with_key=True, with_rationale=True)
    titles = [each for each in document.paragraphs if each.style.name == "Title"]
    assert [each.text for each in titles] == ["政策知识测试（A卷）", "政策知识测试（A卷）参考答案"]
    assert titles[1].paragraph_format.page_break_before


def test_every_word_has_a_chinese_typeface_and_every_page_its_number() -> None:
    made = paper(*(item(kind, 1) for kind in ItemKind))
    for kind in PrintKind:
        document = printed(made, kind)
        for name in {each.style.name for each in document.paragraphs}:
            fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
            assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体", "方正小标宋简体")
        footer = document.sections[0].footer.paragraphs[0]
        assert footer.text == "— 1 —"
        assert "PAGE" in footer._p.xml


def test_what_looks_like_markup_stays_text() -> None:
    asked = item(SINGLE, 1, stem=f"<b>补贴</b> & “{BLANK}”\x00元。")
    assert "1.\t<b>补贴</b> & “（      ）”元。" in lines(printed(paper(asked), PrintKind.PAPER))


def test_a_version_that_a_paper_does_not_have_is_not_printed() -> None:
    with pytest.raises(NotFoundError):
        printed(paper(*items(SINGLE, 1), versions=1), PrintKind.PAPER, "B")
