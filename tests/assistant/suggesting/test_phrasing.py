import pytest

from assistant.suggesting.phrasing import (
    question_of_definition,
    question_of_figure,
    questions_of_heading,
    questions_of_row,
    subject_of,
)
from ingest.schema import Metadata, TableRow

REGION = "清河省云岭市青禾县"


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        pytest.param("青禾县脱贫人口小额信贷实施细则", "脱贫人口小额信贷", id="rules"),
        pytest.param("青禾县财政局农村低保工作方案", "农村低保", id="authority"),
        pytest.param("关于进一步规范乡村公益性岗位开发管理的通知", "乡村公益性岗位", id="notice"),
        pytest.param(
            "青禾县人民政府关于印发《青禾县农村低保办法》的通知", "农村低保", id="promulgated"
        ),
        pytest.param(
            "关于修改《青禾县驻村工作队管理办法》部分条款的通知", "驻村工作队", id="amendment"
        ),
        pytest.param("青禾縣農村飲水安全工程運行管護辦法", "农村饮水安全工程", id="traditional"),
        pytest.param("青禾县惠农政策培训问答（2025年版）", "惠农政策", id="edition"),
        pytest.param("青禾县2024年乡镇指标台账", "", id="table"),
        pytest.param("通知", "", id="no_subject"),
    ],
)
def test_the_subject_is_what_a_title_is_about(title: str, subject: str) -> None:
    metadata = Metadata(title=title, region=REGION, issuing_authority="青禾县财政局")
    assert subject_of(metadata) == subject


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        pytest.param("（三）贷款期限", "小额信贷的贷款期限是多久？", id="time_limit"),
        pytest.param("三、岗位类型和补贴标准", "小额信贷的补贴标准是多少？", id="two_things"),
        pytest.param("二、申请条件", "小额信贷的申请条件有哪些？", id="conditions"),
        pytest.param("第二章 办理程序", "小额信贷怎么申请？", id="procedure"),
        pytest.param("（一）支持对象。", "小额信贷的支持对象有哪些？", id="people"),
        pytest.param("五、部门职责", "小额信贷由哪些部门负责？", id="responsibility"),
        pytest.param("一、小额信贷用途", "小额信贷用途有哪些？", id="names_its_subject"),
        pytest.param("4. 问：过渡期是哪几年?", "过渡期是哪几年？", id="question"),
    ],
)
def test_a_heading_becomes_the_question_it_answers(heading: str, question: str) -> None:
    assert next(questions_of_heading(heading, "小额信贷")) == question


@pytest.mark.parametrize("heading", ["第一章 总则", "第三条", "一、基本情况", "附则"])
def test_a_heading_that_promises_nothing_becomes_no_question(heading: str) -> None:
    assert list(questions_of_heading(heading, "小额信贷", is_chapter=True)) == []


def test_a_chapter_of_articles_can_be_asked_for() -> None:
    questions = questions_of_heading("第三章 考核", "驻村工作队", is_chapter=True)
    assert list(questions) == ["驻村工作队的考核有哪些规定？"]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        pytest.param(
            "第二条 本办法所称公益性岗位，是指由财政资金补贴的岗位。",
            "什么是公益性岗位？",
            id="so_called",
        ),
        pytest.param("脱贫不稳定户是指收入下降的户。", "什么是脱贫不稳定户？", id="plain"),
        pytest.param("该岗位是指由村里设的岗位。", None, id="pronoun"),
        pytest.param("领导小组是指导机构。", None, id="no_definition"),
    ],
)
def test_a_definition_becomes_a_question(sentence: str, question: str | None) -> None:
    assert question_of_definition(sentence) == question


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        pytest.param(
            "公益性岗位每人每月补贴八百元，按月发放。", "公益性岗位每人每月补贴多少元？", id="grant"
        ),
        pytest.param(
            "岗位名单由乡镇公示，公示期不少于七个工作日。", "公益性岗位的公示期是多久？", id="time"
        ),
        pytest.param(
            "公益性岗位补贴标准为每人每月800元。", "公益性岗位补贴标准是多少？", id="rate"
        ),
        pytest.param("其中补贴300元。", None, id="part_of_a_sentence"),
        pytest.param("全年支出300元。", None, id="nothing_granted"),
        pytest.param("公益性岗位自2024年7月1日起发放补贴。", None, id="date"),
    ],
)
def test_a_figure_becomes_a_question(sentence: str, question: str | None) -> None:
    assert question_of_figure(sentence, "公益性岗位") == question


@pytest.mark.parametrize(
    ("cells", "headers", "caption", "questions"),
    [
        pytest.param(
            ("上河村", "42", "12.6"),
            ("村名", "户数", "分红（万元）"),
            "2024年分红",
            ["上河村2024年户数是多少？", "上河村2024年分红是多少？"],
            id="place_and_year",
        ),
        pytest.param(
            ("保洁员", "600", "村"),
            ("岗位", "补贴标准", "管理单位"),
            "岗位补贴",
            ["保洁员的补贴标准是多少？"],
            id="thing",
        ),
        pytest.param(
            ("低保对象", "70%"),
            ("对象", "住院救助/救助比例"),
            "",
            ["低保对象的住院救助比例是多少？"],
            id="levels_of_a_header",
        ),
        pytest.param(("合计", "600"), ("村名", "户数"), "2024年", [], id="total"),
        pytest.param(("上河村", "未报"), ("村名", "户数"), "2024年", [], id="no_figure"),
        pytest.param(("上河村", "3"), ("村名", "序号"), "2024年", [], id="dull_column"),
    ],
)
def test_a_table_row_becomes_questions(
    cells: tuple[str, ...], headers: tuple[str, ...], caption: str, questions: list[str]
) -> None:
    row = TableRow(start=0, end=1, headers=headers, cells=cells, sentence="")
    assert list(questions_of_row(row, caption, Metadata())) == questions
