import json
from datetime import date
from pathlib import Path

import pytest

from ingest.metadata import propose_metadata, standard_document_number
from ingest.schema import CleanText, Metadata, Validity
from tests.ingest.clean_texts import build

BODY = "各乡镇要落实帮扶责任，按月走访农户，及时核实收入变化，并把结果报县里备案。"
LAWS = Path(__file__).parents[2] / "../shared/eval/external/laws"


def propose(*lines: str, loaded_title: str = "", file_name: str = "文档.docx") -> Metadata:
    return propose_metadata(build(*lines), loaded_title, file_name)


def test_a_notice_is_read_from_its_head_and_its_end() -> None:
    found = propose(
        "青禾县人民政府文件",
        "青政发[2023]第 05 号",
        "青禾县人民政府",
        "关于印发《青禾县低保工作办法》的通知",
        "各乡镇人民政府：",
        BODY,
        "本通知自2023年7月1日起施行，有效期至2028年6月30日。",
        "青禾县人民政府",
        "2023年6月12日",
    )
    assert found == Metadata(
        title="青禾县人民政府关于印发《青禾县低保工作办法》的通知",
        document_number="青政发〔2023〕5号",
        issuing_authority="青禾县人民政府",
        issued_on=date(2023, 6, 12),
        effective_on=date(2023, 7, 1),
        repealed_on=date(2028, 6, 30),
        region="青禾县",
        year=2023,
        kind="通知",
        category="政策文件",
    )


def test_a_statute_is_dated_by_its_last_revision_and_issued_by_its_assembly() -> None:
    found = propose(
        "# 清河省信访条例",
        "2003年8月8日 清河省第十二届人民代表大会常务委员会第六次会议通过",
        "2018年5月24日 清河省第十五届人民代表大会常务委员会第四次会议修正",
        "第一条　为了规范信访，制定本条例。",
        "第二条　本条例自2003年10月1日起施行。",
    )
    assert found.issued_on == date(2018, 5, 24)
    assert found.effective_on == date(2003, 10, 1)
    assert found.issuing_authority == "清河省人民代表大会常务委员会"
    assert found.kind == "条例"


def test_adoption_in_brackets_and_chinese_numerals_are_read() -> None:
    assert propose("管理办法", "（2023年1月5日县政府常务会议通过）", BODY).issued_on == date(
        2023, 1, 5
    )
    assert propose("工作通知", BODY, "县民政局", "二〇二三年十一月三日").issued_on == date(
        2023, 11, 3
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("国办发〔2023〕5号", "国办发〔2023〕5号", id="as_it_should_be"),
        pytest.param("国办发[2023]5号", "国办发〔2023〕5号", id="square"),
        pytest.param("国办发（２０２３）５号", "国办发〔2023〕5号", id="full_width_round"),
        pytest.param("国办发【2023】第05号", "国办发〔2023〕5号", id="black_and_ordinal"),
        pytest.param("新 政 发", "", id="none"),
    ],
)
def test_document_numbers_have_one_form(text: str, number: str) -> None:
    assert standard_document_number(text) == number


def test_the_number_of_another_document_is_not_taken() -> None:
    found = propose("工作方案", "根据《关于衔接工作的意见》（国发〔2021〕3号），制定本方案。", BODY)
    assert found.document_number == ""


def test_the_number_of_an_order_is_taken_from_its_publication() -> None:
    found = propose("# 救助办法", "2014年2月21日 中华人民共和国国务院令第649号公布", BODY)
    assert (found.document_number, found.issuing_authority) == ("国务院令第649号", "国务院")


def test_several_authorities_are_joined() -> None:
    found = propose("关于做好救助的通知", BODY, "民政部", "财政部", "2020年3月1日")
    assert found.issuing_authority == "民政部、财政部"


def test_the_fields_above_a_web_page_are_read() -> None:
    found = propose(
        "索引号： | QH-01 | 发文机关： | 青禾县民政局、青禾县财政局",
        "成文日期： | 2024-06-20 | 发文字号： | 青民发〔2024〕11号",
        "# 关于调整低保标准的通知",
        BODY,
    )
    assert found.document_number == "青民发〔2024〕11号"
    assert found.issuing_authority == "青禾县民政局、青禾县财政局"
    assert found.issued_on == date(2024, 6, 20)


def test_the_signature_of_a_notice_stands_before_what_it_hands_on() -> None:
    found = propose(
        "青禾县驻村工作办法", "现印发给你们。",
        "中共青禾县委组织部", "青禾县乡村振兴局", "2022年3月25日",
        "第一条　为了驻村，制定本办法。", "第二条　本办法自2022年4月1日起施行。",
    )  # fmt: skip
    assert found.issuing_authority == "中共青禾县委组织部、青禾县乡村振兴局"
    assert found.issued_on == date(2022, 3, 25)


def test_a_document_in_traditional_characters_is_read_too() -> None:
    found = propose(
        "青禾縣飲水管護辦法", "青水發〔2023〕8號", BODY, "青禾縣水利局", "2023年5月12日"
    )
    assert found.title == "青禾縣飲水管護辦法"
    assert (found.document_number, found.kind) == ("青水发〔2023〕8号", "办法")


def test_a_workbook_is_named_by_its_properties_not_by_its_first_sheet() -> None:
    found = propose(
        "# 收入",
        BODY,
        "# 监测",
        BODY,
        loaded_title="青禾县指标台账",
        file_name="青禾县指标台账.xlsx",
    )
    assert found.title == "青禾县指标台账"


def test_what_a_document_repeals_is_not_its_own_repeal() -> None:
    found = propose(
        "救助办法",
        "第九条　本办法自2024年7月1日起施行。2021年9月1日起施行的《救助暂行办法》同时废止。",
    )
    assert (found.effective_on, found.repealed_on) == (date(2024, 7, 1), None)
    assert found.validity is Validity.UNKNOWN


def test_a_mark_of_repeal_is_believed() -> None:
    assert propose("救助办法（已废止）", BODY).validity is Validity.REPEALED


def test_effect_from_publication_is_the_day_of_signature_of_an_unrevised_text() -> None:
    issued = ("2020年5月6日 县人民代表大会第三次会议通过", "第一条　本办法自公布之日起施行。")
    assert propose("# 救助办法", *issued).effective_on == date(2020, 5, 6)
    revised = ("2022年5月6日 县人民代表大会第五次会议修正", issued[1])
    assert propose("# 救助办法", issued[0], *revised).effective_on is None


@pytest.mark.parametrize(
    ("title", "region"),
    [
        pytest.param("青禾县驻村工作队管理办法", "青禾县", id="county"),
        pytest.param("甘肃省云岭市青禾藏族自治县总结", "甘肃省云岭市青禾藏族自治县", id="chain"),
        pytest.param("新疆洛浦县低保工作报告", "新疆维吾尔自治区洛浦县", id="short_province"),
        pytest.param("上海市文化娱乐市场管理条例", "上海市", id="no_city_in_a_word"),
        pytest.param("上海市促进浦东新区发展规定", "上海市", id="no_verb_in_a_name"),
        pytest.param("山东省乡镇人民政府工作条例", "山东省", id="no_town_in_a_word"),
        pytest.param("城市管理办法", "", id="no_place"),
        pytest.param("贫困县退出管理办法", "", id="no_named_county"),
    ],
)  # fmt: skip
def test_regions_are_named_places(title: str, region: str) -> None:
    assert propose(f"# {title}", BODY).region == region


def test_a_title_that_says_nothing_gives_way_to_the_text_and_the_file_name() -> None:
    assert propose("驻村工作总结", BODY, loaded_title="Microsoft Word - 1").title == "驻村工作总结"
    assert propose(BODY, BODY, file_name="低保办法(2021-03).docx").title == "低保办法"
    assert propose(BODY, BODY, loaded_title="低保工作办法").title == "低保工作办法"
    assert propose(BODY, BODY, file_name="0a1b2c3d4e5f.txt").title == ""


def test_the_year_is_that_of_the_title_before_that_of_issue() -> None:
    found = propose("青禾县2023年工作总结", BODY, "青禾县民政局", "2024年1月9日")
    assert found.year == 2023


def test_what_is_not_stated_stays_blank() -> None:
    found = propose(BODY, BODY, file_name="x.txt")
    assert found == Metadata(title="x")
    assert propose_metadata(CleanText(text="", passages=(), runs=()), "", "") == Metadata()


@pytest.mark.shared
@pytest.mark.skipif(not LAWS.exists(), reason="the laws are not beside the project")
def test_titles_of_real_laws_are_found() -> None:
    text = (LAWS / "manifest.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    laws = [row for row in rows if row["file"].endswith(".md")][::10]
    right = 0
    for row in laws:
        lines = (LAWS / row["file"]).read_text(encoding="utf-8").splitlines()
        found = propose(*(line for line in lines if line.strip()), file_name="x.md")
        right += found.title == row["title"]
    assert right >= 0.9 * len(laws)
