import re
from pathlib import Path
from time import perf_counter
from zipfile import ZipFile

import pytest
from docx import Document

from assistant.errors import TemplateError, WrongUseError
from assistant.report import word_files
from assistant.report.desk import Reports
from assistant.report.templates import Templates, clean_name
from ingest.errors import NotFoundError
from tests.assistant.report.conftest import ask
from tests.assistant.report.papers import comments, template, to_bytes


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    document = Document()
    document.core_properties.subject = "给上级看的"
    document.save(folder / "年度工作总结.docx")
    return folder


@pytest.fixture
def store(tmp_path: Path, shipped: Path) -> Templates:
    return Templates(tmp_path / "uploaded", shipped=shipped)


def repacked(content: bytes, tmp_path: Path, change: dict[str, bytes]) -> bytes:
    """Return a package with members replaced or added."""
    old, new = tmp_path / "old.zip", tmp_path / "new.zip"
    old.write_bytes(content)
    with ZipFile(old) as source, ZipFile(new, "w") as target:
        for name in source.namelist():
            if name not in change:
                target.writestr(name, source.read(name))
        for name, data in change.items():
            target.writestr(name, data)
    return new.read_bytes()


def content_types(content: bytes, tmp_path: Path) -> bytes:
    file = tmp_path / "types.zip"
    file.write_bytes(content)
    with ZipFile(file) as package:
        return package.read("[Content_Types].xml")


# --- Keeping ----------------------------------------------------------------------------------


def test_a_kept_template_is_found_by_id_and_by_name(store: Templates) -> None:
    content = template("{{ 标题 }}")
    kept = store.add(content, "乡镇月报.docx", by="li")
    assert kept.name == "乡镇月报"
    assert store.get(kept.id) == store.get("乡镇月报") == kept
    assert store.read(kept.id) == content


def test_shipped_templates_come_first_and_say_what_they_are_for(store: Templates) -> None:
    store.add(template(), "甲表", by="")
    assert [(info.name, info.is_shipped, info.description) for info in store.list()] == [
        ("年度工作总结", True, "给上级看的"),
        ("甲表", False, ""),
    ]


def test_kept_templates_are_there_for_the_next_process(store: Templates, tmp_path: Path) -> None:
    kept = store.add(template(), "甲表", by="li")
    assert Templates(tmp_path / "uploaded", shipped=tmp_path).list() == [kept]


def test_a_template_whose_file_is_gone_is_no_longer_listed(
    store: Templates, tmp_path: Path
) -> None:
    kept = store.add(template(), "甲表", by="")
    (tmp_path / "uploaded" / f"{kept.id}.docx").unlink()
    assert [info.name for info in store.list()] == ["年度工作总结"]


@pytest.mark.parametrize("name", ["年度工作总结", "甲表", "甲表.DOCX"])
def test_a_name_is_given_once(store: Templates, name: str) -> None:
    store.add(template(), "甲表", by="")
    with pytest.raises(WrongUseError, match="已经有叫"):
        store.add(template(), name, by="")


def test_a_removed_template_is_gone(store: Templates) -> None:
    store.add(template(), "甲表", by="")
    store.remove("甲表")
    with pytest.raises(NotFoundError, match="没有叫“甲表”的模板"):
        store.read("甲表")


def test_a_shipped_template_is_not_removed(store: Templates) -> None:
    with pytest.raises(WrongUseError, match="不能删除"):
        store.remove("年度工作总结")
    assert store.read("年度工作总结")


@pytest.mark.parametrize("name", ["", ".docx", "../甲", "甲/乙", "甲" * 61, 'a"b'])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(WrongUseError):
        clean_name(name)


# --- Files that are no templates --------------------------------------------------------------


def test_a_file_with_macros_is_refused(reports: Reports, tmp_path: Path) -> None:
    content = template("正文")
    types = content_types(content, tmp_path).replace(
        b"openxmlformats-officedocument.wordprocessingml.document.main",
        b"ms-word.document.macroEnabled.main",
    )
    macros = repacked(content, tmp_path, {"[Content_Types].xml": types})
    with pytest.raises(TemplateError, match="带有宏"):
        reports.add_template(macros, "甲.docm")


def test_macros_are_found_whatever_the_file_calls_itself(reports: Reports, tmp_path: Path) -> None:
    macros = repacked(template("正文"), tmp_path, {"word/vbaProject.bin": b"\xd0\xcf"})
    with pytest.raises(TemplateError, match="带有宏") as caught:
        reports.add_template(macros, "甲.docx")
    assert "另存为" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "不是能打开的 Word 文件"),
        (b"PK\x03\x04", "不是能打开的 Word 文件"),
        (b"%PDF-1.7", "不是能打开的 Word 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧格式的 .doc 文件"),
    ],
)
def test_what_is_no_word_file_is_refused(reports: Reports, content: bytes, told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        reports.add_template(content, "甲")


@pytest.mark.parametrize(
    ("member", "data"),
    [
        ("word/document.xml", b"<w:document"),
        ("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("word/styles.xml", b"no xml"),
        ("[Content_Types].xml", b"<Types/>"),
    ],
)
def test_a_damaged_file_is_refused(
    reports: Reports, tmp_path: Path, member: str, data: bytes
) -> None:
    damaged = repacked(template("正文"), tmp_path, {member: data})
    with pytest.raises(TemplateError):
        reports.add_template(damaged, "甲")
    assert reports.templates() == []


def test_a_file_that_unpacks_to_too_much_is_refused(
    reports: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_files, "MOST_UNPACKED_MIB", 1)
    large = repacked(template("正文"), tmp_path, {"word/media/a.png": b"\0" * 2**21})
    with pytest.raises(TemplateError, match="不是能打开的") as caught:
        reports.add_template(large, "甲")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("kind", "target", "is_refused"),
    [
        ("attachedTemplate", "http://192.0.2.1/a.dotm", True),
        ("attachedTemplate", r"\\192.0.2.1\share\a.dotm", True),
        ("attachedTemplate", "file://192.0.2.1/share/a.dotm", True),
        ("image", "https://example.com/a.png", True),
        ("attachedTemplate", "file:///C:/Users/li/Normal.dotm", False),
        ("hyperlink", "https://www.gov.cn", False),
    ],
)
def test_a_file_that_fetches_something_when_opened_is_refused(
    reports: Reports, kind: str, target: str, is_refused: bool
) -> None:
    document = Document()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    document.part.relate_to(target, base + kind, is_external=True)
    if is_refused:
        with pytest.raises(TemplateError, match="从别处取内容"):
            reports.add_template(to_bytes(document), "甲")
    else:
        assert reports.add_template(to_bytes(document), "甲").name == "甲"


def test_a_template_of_more_text_than_a_report_has_is_refused(
    reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_files, "MOST_XML_MIB", 0.01)
    with pytest.raises(TemplateError, match="正文有") as caught:
        reports.add_template(template("正文" * 9000), "甲")
    assert "拆成几个文件" in caught.value.hint


def test_a_template_with_a_fault_is_not_kept_and_the_fault_told_with_its_place(
    reports: Reports,
) -> None:
    told = re.escape("第2段 {{ 乙 | 同笔 }}：没有叫“同笔”的过滤器")
    with pytest.raises(TemplateError, match=told):
        reports.add_template(template("{{ 甲 }}", "{{ 乙 | 同笔 }}"), "甲")
    assert reports.templates() == []


# --- What a template asks for -----------------------------------------------------------------


def test_the_fields_of_a_template_are_the_names_that_nothing_else_has(reports: Reports) -> None:
    kept = reports.add_template(
        template(
            "{{ 标题 }}{{ 地区 }}{{ 脱贫人口.户数 }}{{ 脱贫人口人均纯收入 }}{{ 标题 }}",
            "{% for 乡 in 乡镇 %}{{ 乡.名称 }}{{ loop.index }}{% endfor %}",
            '{% if 备注 %}{{ 图("脱贫人口.户数") }}{% endif %}{% set 甲 = 发文字号 %}{{ 甲 }}',
            header="{{ 单位名称 }}",
        ),
        "甲",
    )
    assert kept.fields == ("标题", "备注", "发文字号", "单位名称")


def test_thousands_of_tags_in_one_paragraph_are_read_in_one_pass(reports: Reports) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for _ in range(3000):
        paragraph.add_run("{{ 标题 }}")
    started = perf_counter()
    kept = reports.add_template(to_bytes(document), "甲")
    assert kept.fields == ("标题",)
    assert perf_counter() - started < 10, "it took 20 s when each tag looked at every run"


def test_a_template_of_two_hundred_pages_works(reports: Reports) -> None:
    document = Document()
    for number in range(200):
        document.add_heading(f"第{number}页", 1)
        for _ in range(8):
            document.add_paragraph("全县坚持把增加脱贫群众收入作为根本措施，持续巩固成果。" * 3)
        document.add_paragraph("人均纯收入{{ 脱贫人口.人均纯收入 }}。").add_run().add_break()
    reports.add_template(to_bytes(document), "样表")
    made = reports.render(ask())
    assert len(comments(made.content)) == len(made.figures) == 200
