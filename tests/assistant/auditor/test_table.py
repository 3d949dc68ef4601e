from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from assistant.auditor.reading import Draft, read_draft
from assistant.auditor.schema import Finding, Severity
from assistant.auditor.table import find
from ingest.settings import LimitSettings

TOWNSHIPS = [
    ("乡镇", "脱贫户（户）", "脱贫人口（人）", "劳动力（人）", "已就业（人）", "就业率（%）"),
    ("城关镇", "612", "2238", "724", "668", "92.3"),
    ("石桥镇", "1286", "4731", "271", "252", "93.0"),
    ("双河镇", "1104", "4052", "498", "447", "89.8"),
    ("龙泉镇", "958", "3496", "361", "319", "88.4"),
    ("合计", "3960", "14517", "1854", "1686", "90.9"),
]

GROUPED = [
    (
        "位次",
        "乡镇",
        "人均纯收入",
        "人均纯收入",
        "其中：户数",
        "其中：户数",
        "衔接资金",
        "衔接资金",
    ),
    ("位次", "乡镇", "金额（元）", "增长", "脱贫不稳定", "边缘易致贫", "到位资金", "支出进度"),
    ("1", "石桥镇", "16147", "11.2", "31", "28", "1890", "73.0"),
    ("2", "柳湾乡", "15067", "11.8", "42", "35", "2030", "71.5"),
]


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write a Word file of a caption, a table and sentences, and read it as a draft."""

    def make(rows: list[tuple[str, ...]], *sentences: str, headers: int = 1) -> Draft:
        document = docx.Document()
        document.add_paragraph("表1　各乡镇脱贫人口和就业情况")
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, values in zip(table.rows, rows, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        for row in table.rows[:headers]:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for sentence in sentences:
            document.add_paragraph(sentence)
        path = tmp_path / "draft.docx"
        document.save(str(path))
        return read_draft(path, LimitSettings())

    return make


def changed(row: int, column: int, text: str) -> list[tuple[str, ...]]:
    rows = [list(cells) for cells in TOWNSHIPS]
    rows[row][column] = text
    return [tuple(cells) for cells in rows]


def audit(draft: Draft) -> list[Finding]:
    findings = list(find(draft))
    for finding in findings:
        assert draft.text[finding.start : finding.end] == finding.found
    return findings


def test_a_table_that_adds_up_is_passed_over(write) -> None:  # type: ignore[no-untyped-def]
    assert audit(write(TOWNSHIPS, "全县脱贫户3960户。石桥镇就业率93.0%，城关镇脱贫户612户。")) == []


def test_a_total_that_misses_its_column_is_an_error(write) -> None:  # type: ignore[no-untyped-def]
    (finding,) = audit(write(changed(5, 2, "14571")))
    assert (finding.found, finding.expected) == ("14571", "14517")
    assert finding.place == "表1第6行第3列"
    assert finding.severity is Severity.ERROR
    assert finding.basis == "2238 + 4731 + 4052 + 3496 = 14517"


def test_a_row_that_breaks_the_relation_of_the_others_is_doubted(write) -> None:  # type: ignore[no-untyped-def]
    (finding,) = audit(write(changed(3, 5, "98.8")))
    assert (finding.found, finding.expected) == ("98.8", "89.8")
    assert finding.basis == "447 ÷ 498 = 89.8"


def test_a_rate_is_not_added_up(write) -> None:  # type: ignore[no-untyped-def]
    rows = [tuple(cells[i] for i in (0, 1, 2, 5)) for cells in TOWNSHIPS]
    assert audit(write(rows)) == []


def test_a_sum_of_columns_is_checked_row_by_row(write) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ("乡镇", "一类", "二类", "小计"),
        ("甲乡", "12", "15", "27"),
        ("乙乡", "31", "28", "59"),
        ("丙乡", "26", "22", "47"),
    ]
    (finding,) = audit(write(rows))
    assert (finding.found, finding.expected) == ("47", "48")


def test_rounded_parts_may_miss_their_total(write) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ("来源", "资金（万元）", "上年（万元）"),
        ("中央", "10.4", "5.2"),
        ("省级", "20.4", "7.7"),
        ("市级", "30.3", "9.1"),
        ("合计", "61.2", "22.0"),
    ]
    assert audit(write(rows)) == []


@pytest.mark.parametrize(
    ("sentence", "found", "expected"),
    [
        pytest.param("石桥镇脱贫户1268户。", "1268户", "1286户", id="township"),
        pytest.param("全县已就业1668人。", "1668人", "1686人", id="whole_county"),
        pytest.param("龙泉镇就业率达到84.8%。", "84.8%", "88.4%", id="rate"),
    ],
)
def test_text_that_contradicts_the_table_is_doubted(  # type: ignore[no-untyped-def]
    write, sentence: str, found: str, expected: str
) -> None:
    (finding,) = audit(write(TOWNSHIPS, sentence))
    assert (finding.found, finding.expected) == (found, expected)
    assert finding.severity is Severity.WARNING
    assert finding.basis.startswith("表1第")


def test_text_that_rounds_the_table_is_passed_over(write) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ("乡镇", "到位资金（元）", "支出（元）"),
        ("甲乡", "15000", "12000"),
        ("乙乡", "26000", "21000"),
    ]
    assert audit(write(rows, "甲乡到位资金1.5万元，乙乡支出2.1万元。")) == []


def test_the_year_before_is_another_column(write) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ("乡镇", "2023年人均纯收入", "2024年人均纯收入"),
        ("城关镇", "15902", "17556"),
        ("石桥镇", "14520", "16147"),
    ]
    assert (
        audit(write(rows, "2023年城关镇人均纯收入15902元，2024年石桥镇人均纯收入16147元。")) == []
    )
    (finding,) = audit(write(rows, "2024年城关镇人均纯收入15902元。"))
    assert (finding.found, finding.expected) == ("15902元", "17556元")


def test_a_slip_in_the_only_column_but_one_is_seen(write) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ("乡镇", "务工人数（人）", "公益性岗位（个）"),
        ("甲乡", "1012", "108"),
        ("乙乡", "2156", "121"),
        ("全县", "3168", "529"),
    ]
    (finding,) = audit(write(rows))
    assert (finding.found, finding.expected) == ("529", "229")


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("石桥镇到位资金比上年同期增长4.83%。", id="growth"),
        pytest.param("石桥镇到位资金比上年同期增加87万元。", id="increase"),
        pytest.param("石桥镇到位资金达到序时进度的98%。", id="percent_of_money"),
        pytest.param("石桥镇支出进度资金1380万元。", id="money_of_percent"),
        pytest.param("石桥镇小额信贷户均金额4.37万元，新增金额3775元。", id="bare_head"),
        pytest.param("石桥镇人均纯收入中工资性收入10171元。", id="part_of_the_group"),
        pytest.param("石桥镇脱贫不稳定户31户101人，边缘易致贫户28户89人。", id="households"),
    ],
)
def test_what_a_column_does_not_count_is_not_compared(write, sentence: str) -> None:  # type: ignore[no-untyped-def]
    assert audit(write(GROUPED, sentence, headers=2)) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("石桥镇人均纯收入达到16417元。", "16147元", id="below_a_group"),
        pytest.param("石桥镇人均纯收入增长12.1%。", "11.2%", id="growth"),
        pytest.param("柳湾乡脱贫不稳定户24户139人。", "42户", id="households"),
        pytest.param("柳湾乡到位资金增加到2080万元。", "2030万元", id="arrives"),
    ],
)
def test_a_column_below_a_group_is_compared(  # type: ignore[no-untyped-def]
    write, sentence: str, expected: str
) -> None:
    (finding,) = audit(write(GROUPED, sentence, headers=2))
    assert finding.expected == expected


def test_a_column_of_households_is_called_by_its_group(corpus: Path, tmp_path: Path) -> None:
    document = docx.Document(str(corpus / "documents" / "2024年度工作总结.docx"))
    paragraph = next(each for each in document.paragraphs if "8416户30939人" in each.text)
    text = paragraph.text.replace("30939人", "30993人")
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text
    document.save(str(tmp_path / "draft.docx"))
    (finding,) = audit(read_draft(tmp_path / "draft.docx", LimitSettings()))
    assert (finding.found, finding.expected) == ("30993人", "30939人")
