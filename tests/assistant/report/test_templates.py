"""The templates that come with the project, as files that people edit in Word."""

import re
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from assistant.indicators.catalogue import shipped_catalogue
from assistant.layout.profiles import (
    ADDRESSEES,
    ATTACHMENT_MARK,
    DATE,
    LETTERHEAD,
    LOOKS,
    NUMBER,
    SIGNATURE,
    find_profile,
)
from assistant.report.desk import Reports
from assistant.report.rendering import Form
from assistant.report.templates import SHIPPED
from tests.sample_county import FIELDS

FILES = sorted(SHIPPED.glob("*.docx"))
STATUTORY = {"工作汇报", "季度通报"}
each_template = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def opened(file: Path) -> Any:
    return Document(str(file))


def tags(file: Path) -> str:
    document = opened(file)
    cells = [c.text for table in document.tables for row in table.rows for c in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def styles(file: Path) -> set[str]:
    return {paragraph.style.name for paragraph in opened(file).paragraphs}


def test_there_are_six() -> None:
    assert {file.stem for file in FILES} == set(FIELDS)


@each_template
def test_a_template_says_what_it_is_for(file: Path) -> None:
    properties = opened(file).core_properties
    assert properties.title == file.stem
    assert 15 <= len(properties.subject) <= 60


@each_template
def test_no_tag_of_a_template_is_written_wrongly(file: Path) -> None:
    assert not Form(file.read_bytes()).slips


@each_template
def test_a_template_has_a_table_that_loops_or_a_chart_and_words(file: Path) -> None:
    text = tags(file)
    assert "图(" in text or file.stem == "工作汇报"
    assert "段落(" in text or "背景(" in text or file.stem == "脱贫和监测情况说明"
    assert "{%tr for" in text or file.stem == "部门年终小结"
    assert opened(file).tables


@each_template
def test_a_template_is_laid_out_by_styles_and_not_by_hand(file: Path) -> None:
    assert styles(file) <= set(LOOKS)
    for paragraph in opened(file).paragraphs:
        for run in paragraph.runs:
            # 签发人 has her name in 楷体 beside words in 仿宋.
            is_signatory = run.text == "{{ 签发人 }}"
            assert (run._element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") is None) != is_signatory
            assert run.font.size is None


@each_template
def test_a_template_has_the_page_of_its_kind(file: Path) -> None:
    profile = find_profile("A" if file.stem in STATUTORY else "plain")
    document = opened(file)
    (section,) = document.sections
    assert section.top_margin.mm == pytest.approx(profile.top_mm, abs=0.02)
    assert document.settings.odd_and_even_pages_header_footer == profile.is_standard


def test_only_statutory_genres_have_letterhead_number_and_signature() -> None:
    for file in FILES:
        official = {LETTERHEAD, NUMBER, ADDRESSEES, SIGNATURE, DATE} & styles(file)
        assert len(official) == (5 if file.stem in STATUTORY else 0), file.stem


def test_a_report_upward_names_its_signatory_and_its_attachment() -> None:
    text = tags(SHIPPED / "工作汇报.docx")
    assert "签发人：{{ 签发人 }}" in text
    assert "附件：" in text
    assert ATTACHMENT_MARK in styles(SHIPPED / "工作汇报.docx")


def test_a_survey_report_is_built_as_such_reports_are() -> None:
    lines = [paragraph.text for paragraph in opened(SHIPPED / "调研报告.docx").paragraphs]
    assert lines[1].startswith("根据安排，")
    headings = [line for line in lines if re.match("[一二三四五]、", line)]
    assert headings == ["一、调研基本情况", "二、主要经验做法及成效", "三、有关建议"]
    assert len([line for line in lines if re.match("（[一二三四五]）", line)]) == 5
    asked = "".join(lines)
    assert all(f"{way}。{{{{" in asked for way in ("座谈访谈", "实地查看", "入户走访"))
    # It ends with its last piece of advice.
    assert lines[-1] == "{{ 有关建议 }}"


def test_the_three_levels_of_a_situation_ask_for_the_same_things() -> None:
    text = tags(SHIPPED / "脱贫和监测情况说明.docx")
    county, key, others = re.split("二、重点乡镇情况|三、其他乡镇情况", text)
    assert "in 重点乡镇" in key

    def asked(part: str) -> list[str]:
        return re.findall(r"\{\{ 乡\.(?!名称)(.*?) \}\}", part)

    level = asked(key)
    assert len(level) > 20
    assert asked(others)[: len(level)] == level
    assert all(f"{{{{ {each} }}}}".replace("乡.", "") in county for each in level)


@each_template
def test_every_indicator_of_a_template_is_in_the_catalogue(file: Path) -> None:
    groups = shipped_catalogue().groups(2024)
    pattern = re.compile(rf"(?<![\w（])({'|'.join(groups)})\.([\w]+)")
    named = pattern.findall(tags(file))
    assert named
    for group, name in named:
        assert name in {one.name for one in groups[group]}, f"{group}.{name}"
    for group in re.findall(r'段落\("(.*?)"\)', tags(file)):
        assert group in groups


def test_the_desk_lists_them_with_what_they_ask_for(reports: Reports) -> None:
    from assistant.report.templates import Templates

    shipped = Reports(
        Templates(Path("nowhere")), reports._indicators, reports._prose, reports._previewer
    )
    listed = {info.name: info for info in shipped.templates()}
    assert set(listed) == set(FIELDS)
    for name, info in listed.items():
        assert info.is_shipped
        assert set(info.fields) == set(FIELDS[name]), name
