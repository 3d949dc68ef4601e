from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from assistant.application import Assistant
from assistant.exporting import to_plain_text, word_of_answer, word_of_conversation
from assistant.exporting.excerpts import cited_words
from assistant.office.schema import Conversation, Message, MessageFailure, MessageState
from assistant.schema import Answer, Statement
from assistant.testing import sample_answer, sample_refusal
from ingest.schema import Validity

DAY = date(2024, 7, 1)
CLOSING = (
    "以上内容由政策助手摘自资料库，导出日期：2024年7月1日。"
    "文件效力以导出当日为准，正式引用前请与原件核对。"
)


def read(content: bytes) -> Any:
    return Document(BytesIO(content))


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in read(content).paragraphs if paragraph.text]


def with_citation(**changes: object) -> Answer:
    answer = sample_answer()
    (citation,) = answer.citations
    return answer.model_copy(update={"citations": (citation.model_copy(update=changes),)})


def make_conversation(*turns: Message, title: str = "岗位补贴") -> Conversation:
    return Conversation(
        id="c", title=title, created_at="", updated_at="", messages=len(turns), turns=turns
    )


def make_message(question: str = "每月多少？", **fields: object) -> Message:
    state = MessageState.ANSWERED if "answer" in fields else MessageState.FAILED
    return Message(
        id="m", conversation_id="c", question=question, state=state, asked_at="", **fields
    )


# --- One answer -------------------------------------------------------------------------------


def test_an_answer_comes_with_its_question_grade_and_sources() -> None:
    answer = sample_answer().model_copy(update={"notices": ("《办法》尚未施行。",)})
    assert lines(word_of_answer(answer, day=DAY)) == [
        "政策问答",
        "一、问题",
        answer.question,
        "二、答复",
        "每月八百元。[1]",
        "注意：《办法》尚未施行。",
        "可信程度：回答有明确出处，可直接引用。",
        "三、资料来源",
        "[1]\t《公益性岗位管理办法》（云政发〔2024〕6号），第三条，第2页，现行有效",
        "公益性岗位每月补贴八百元。",
        CLOSING,
    ]


def test_a_marker_is_set_apart_from_brackets_of_the_text() -> None:
    answer = sample_answer().model_copy(
        update={"statements": (Statement(text="见注[1]的说明。", markers=(1,)),)}
    )
    paragraph = next(
        p for p in read(word_of_answer(answer, day=DAY)).paragraphs if "见注" in p.text
    )
    assert [(run.text, run.font.superscript) for run in paragraph.runs] == [
        ("见注[1]的说明。", None),
        ("[1]", True),
    ]


def test_a_refusal_is_exported_as_what_it_is() -> None:
    written = lines(word_of_answer(sample_refusal(), day=DAY))
    assert "资料中没有找到能回答这个问题的内容。" in written
    assert written[-2:] == ["没有可以引用的资料。", CLOSING]


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        pytest.param(
            {
                "validity": Validity.REPEALED,
                "repealed_on": date(2024, 5, 1),
                "replaced_by": "云政发〔2024〕9号",
            },
            "第2页，已废止（自2024年5月1日起，由云政发〔2024〕9号代替）",
            id="repealed",
        ),
        pytest.param(
            {"repealed_on": date(2030, 1, 1)}, "现行有效（将于2030年1月1日废止）", id="ends_later"
        ),
        pytest.param(
            {"title": "", "document_number": "", "page": None},
            "[1]\t岗位办法.txt，第三条，现行有效",
            id="file_without_title",
        ),
        pytest.param(
            {"section": ("公益性岗位管理办法", "第二章 待遇", "第三条"), "page": None},
            "号），第二章 待遇 第三条，现行有效",
            id="title_is_no_section",
        ),
    ],
)
def test_a_source_says_where_it_stands_and_whether_it_holds(
    changes: dict[str, object], source: str
) -> None:
    (line,) = [
        line for line in lines(word_of_answer(with_citation(**changes), day=DAY)) if "[1]\t" in line
    ]
    assert source in line


def test_quoted_rows_become_a_table_with_their_headers(corpus_assistant: Assistant) -> None:
    answer = corpus_assistant.ask("公益性岗位补贴标准是多少？")
    quoted = read(word_of_answer(answer, day=DAY)).tables[0]
    rows = [[cell.text for cell in row.cells] for row in quoted.rows]
    assert rows[0][:2] == ["岗位类型", "补贴标准（元/人·月）"]
    assert ["护林员", "700", "450", "250", "3"] in rows
    assert len({len(row) for row in rows}) == 1


def test_rows_in_a_written_answer_become_a_table() -> None:
    statement = Statement(
        text="各岗位补贴如下：\n岗位 | 元\n保洁员 | 600\n护林员 | 700", markers=(1,)
    )
    answer = sample_answer().model_copy(update={"statements": (statement,)})
    (table,) = read(word_of_answer(answer, day=DAY)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["岗位", "元"],
        ["保洁员", "600"],
        ["护林员", "700"],
    ]
    assert "上表出处见资料来源[1]。" in lines(word_of_answer(answer, day=DAY))


# --- The cited words --------------------------------------------------------------------------


def cite(text: str, *statements: str) -> Answer:
    answer = with_citation(text=text, start=0, end=len(text), chunk_id="another")
    said = tuple(Statement(text=each, markers=(1,)) for each in statements)
    return answer.model_copy(update={"statements": said})


def quotation(answer: Answer) -> str:
    written = lines(word_of_answer(answer, day=DAY))
    start = next(number for number, line in enumerate(written) if line.startswith("[1]\t"))
    return "\n".join(written[start + 1 : -1])


PASSAGE = "第一条 制定本办法。第二条 补贴八百元。第三条 按月发放。第四条 自发布之日起施行。"


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        pytest.param(["第三条 按月发放。"], "第三条 按月发放。", id="one"),
        pytest.param(
            ["第三条 按月发放。", "第二条 补贴八百元。"],
            "第二条 补贴八百元。第三条 按月发放。",
            id="neighbours_in_the_order_of_the_source",
        ),
        pytest.param(
            ["第一条 制定本办法。", "第四条 自发布之日起施行。"],
            "第一条 制定本办法。……第四条 自发布之日起施行。",
            id="apart",
        ),
        pytest.param(["每月都发放补贴八百元。"], "第二条 补贴八百元。", id="in_other_words"),
        pytest.param(
            ["补贴八百元；自发布之日起施行。"],
            "第二条 补贴八百元。……第四条 自发布之日起施行。",
            id="a_list_put_together",
        ),
        pytest.param(["补贴八百元"], "第二条 补贴八百元。", id="a_part_of_a_sentence"),
    ],
)
def test_only_the_words_an_answer_rests_on_are_printed(statements: list[str], words: str) -> None:
    assert quotation(cite(PASSAGE, *statements)) == words


@pytest.mark.parametrize(
    "question",
    ["乡村公益性岗位的聘用程序是怎样的？", "公益性岗位补贴标准是多少？", "谁负责控辍保学？"],
)
def test_what_is_printed_of_a_real_answer_stands_in_its_sources(
    corpus_assistant: Assistant, question: str
) -> None:
    answer = corpus_assistant.ask(question)
    assert answer.citations
    for citation in answer.citations:
        for part in cited_words(citation, answer):
            texts = part.split("……") if isinstance(part, str) else part.rows[-1]
            assert all(text in citation.text for text in texts)


# --- Conversations ----------------------------------------------------------------------------


def test_a_conversation_is_exported_turn_by_turn() -> None:
    conversation = make_conversation(
        make_message("每月多少？", answer=sample_answer()), make_message("那2021年呢？")
    )
    written = lines(word_of_conversation(conversation, day=DAY))
    assert written[0] == "岗位补贴"
    headings = [line for line in written if line[:2] in ("一、", "二、") or line[0] == "（"]
    assert headings == ["一、每月多少？", "（一）答复", "（二）资料来源", "二、那2021年呢？"]
    assert written[-2:] == ["这个问题没有得到回答。", CLOSING]


def test_a_withheld_answer_is_not_exported_but_why() -> None:
    failure = MessageFailure(code="answer_withheld", message="您现在无权查看。")
    conversation = make_conversation(make_message(failure=failure))
    assert "您现在无权查看。" in lines(word_of_conversation(conversation, day=DAY))


def test_an_empty_conversation_says_so() -> None:
    assert lines(word_of_conversation(make_conversation(), day=DAY))[1] == "这个对话中还没有提问。"


# --- As text ----------------------------------------------------------------------------------


def test_text_to_paste_has_the_answer_its_grade_and_its_sources() -> None:
    assert to_plain_text(sample_answer(), day=DAY) == (
        "问：公益性岗位每月补贴多少？\n\n"
        "答（可直接引用）：每月八百元[1]。\n\n"
        "资料来源：\n"
        "[1] 《公益性岗位管理办法》（云政发〔2024〕6号），第三条，第2页，现行有效\n"
        "    公益性岗位每月补贴八百元。\n\n"
        f"{CLOSING}\n"
    )


def test_text_to_paste_says_what_to_mind_and_that_there_is_nothing_to_cite() -> None:
    refusal = sample_refusal().model_copy(update={"notices": ("没有\x07找到。",)})
    text = to_plain_text(refusal, day=DAY)
    assert "注意：没有找到。" in text
    assert "资料来源：\n没有可以引用的资料。" in text
