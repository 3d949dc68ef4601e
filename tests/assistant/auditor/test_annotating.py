import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document

from assistant.auditor.annotating import annotate
from assistant.auditor.reading import read_draft
from assistant.auditor.rules import find_all
from assistant.errors import WrongUseError
from ingest.settings import LimitSettings

LIMITS = LimitSettings()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with one wrong figure in bold, one in a table, and one beside a link."""
    document = docx.Document()
    document.add_heading("2024年工作总结", 1)
    paragraph = document.add_paragraph("全镇112户，已脱贫38户，")
    paragraph.add_run("剩下的75户").bold = True
    paragraph.add_run("年底前脱贫。")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "依据", "内容"
    table.cell(1, 0).text, table.cell(1, 1).text = "文件", "安排"
    document.add_paragraph("按国办发[2021]5号办理，于2021年03月05日印发。")
    path = tmp_path / "总结.docx"
    document.save(str(path))
    return path


def annotated(path: Path) -> Document:
    draft = read_draft(path, LIMITS)
    return docx.Document(io.BytesIO(annotate(path, draft.text, find_all(draft), LIMITS)))


def commented(document: Document) -> dict[str, str]:
    """Return what each comment is about, with what it says."""
    about: dict[str, str] = {}
    for comment in document.comments:
        start, end = (
            document.element.body.xpath(f".//w:commentRange{which}[@w:id='{comment.comment_id}']")[
                0
            ]
            for which in ("Start", "End")
        )
        text, element = "", start.getnext()
        while element is not end:
            text += "".join(part.text for part in element.xpath(".//w:t"))
            element = element.getnext()
        about[text] = comment.text
    return about


def test_each_finding_is_a_comment_on_the_very_words(report: Path) -> None:
    comments = commented(annotated(report))
    assert set(comments) == {"75户", "国办发[2021]5号", "2021年03月05日"}
    assert "应为：74户" in comments["75户"]
    assert "国办发〔2021〕5号" in comments["国办发[2021]5号"]


def test_text_and_looks_stay_as_they_were(report: Path) -> None:
    before, after = docx.Document(str(report)), annotated(report)
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    bold = [
        "".join(run.text for run in document.paragraphs[1].runs if run.bold)
        for document in (before, after)
    ]
    assert bold == ["剩下的75户", "剩下的75户"]


def test_every_other_part_of_the_file_stays_as_it_was(report: Path) -> None:
    draft = read_draft(report, LIMITS)
    copy = zipfile.ZipFile(io.BytesIO(annotate(report, draft.text, find_all(draft), LIMITS)))
    original = zipfile.ZipFile(report)
    changed = {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert set(copy.namelist()) - set(original.namelist()) == {"word/comments.xml"}
    for name in set(original.namelist()) - changed:
        assert _canonical(copy.read(name)) == _canonical(original.read(name)), name


def _canonical(content: bytes) -> bytes:
    from lxml import etree

    try:
        return etree.tostring(etree.fromstring(content), method="c14n")
    except etree.XMLSyntaxError:
        return content


def test_two_findings_on_the_same_words_are_two_comments(report: Path) -> None:
    draft = read_draft(report, LIMITS)
    findings = find_all(draft)
    copy = annotate(report, draft.text, [findings[0], findings[0]], LIMITS)
    assert len(list(docx.Document(io.BytesIO(copy)).comments)) == 2


def test_words_that_stand_twice_are_told_apart_by_what_is_around_them(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("甲镇有75户。")
    document.add_paragraph("乙镇112户，已脱贫38户，剩下的75户年底前脱贫。")
    path = tmp_path / "两处.docx"
    document.save(str(path))
    after = annotated(path)
    assert not after.paragraphs[0]._p.xpath(".//w:commentReference")
    assert after.paragraphs[1]._p.xpath(".//w:commentReference")


def test_comments_that_were_there_stay(report: Path) -> None:
    document = docx.Document(str(report))
    document.add_comment(document.paragraphs[0].runs, "请核", author="某人")
    document.save(str(report))
    assert next(c.text for c in annotated(report).comments) == "请核"


def test_what_stands_in_a_footnote_is_said_at_the_beginning(report: Path) -> None:
    draft = read_draft(report, LIMITS)
    lost = find_all(draft)[0].model_copy(update={"start": 0, "end": 0})
    after = docx.Document(io.BytesIO(annotate(report, draft.text, [lost], LIMITS)))
    assert after.paragraphs[0]._p.xpath(".//w:commentReference")


def test_a_file_with_macros_is_refused(report: Path, tmp_path: Path) -> None:
    path = tmp_path / "带宏.docm"
    with zipfile.ZipFile(report) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            target.writestr(name, content)
        target.writestr("word/vbaProject.bin", b"macro")
    draft = read_draft(path, LIMITS)
    with pytest.raises(WrongUseError, match="带宏"):
        annotate(path, draft.text, find_all(draft), LIMITS)


def test_only_word_files_take_comments(tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text("全镇112户，已脱贫38户，剩下的75户年底前脱贫。", encoding="utf-8")
    with pytest.raises(WrongUseError, match="不能在里面写批注"):
        annotate(path, "", [], LIMITS)
