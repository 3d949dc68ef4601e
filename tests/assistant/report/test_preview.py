"""Word documents as they print, by way of LibreOffice."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from assistant.errors import PreviewError
from assistant.layout import apply_profile, find_profile
from assistant.progress import CancelledError, Progress
from assistant.report.preview import Previewer, count_pages
from ingest.loaders.office import find_office
from ingest.settings import LimitSettings

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")


def paper(*lines: str) -> bytes:
    document = Document()
    apply_profile(document, find_profile("A"))
    for line in lines:
        document.add_paragraph(line)
    first = document.paragraphs[0]
    document.add_comment(first.runs, text="来源：台账.xlsx 收入!C5", author="政策助手")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def text_of(pdf: bytes) -> str:
    from pypdfium2 import PdfDocument

    with PdfDocument(pdf) as document:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range())
            text.close()
            page.close()
    # LibreOffice sets figures apart from 汉字.
    return "".join("".join(found).split())


@pytest.fixture
def previewer() -> Previewer:
    return Previewer(LimitSettings())


@needs_office
def test_a_document_prints_without_its_comments(previewer: Previewer) -> None:
    pdf = previewer.to_pdf(paper("全县脱贫人口人均纯收入15796元。"))
    assert count_pages(pdf) == 1
    text = text_of(pdf)
    assert "15796元" in text
    assert "—1—" in text
    assert "台账.xlsx" not in text


@needs_office
def test_a_page_is_drawn_as_wide_as_asked(previewer: Previewer) -> None:
    pdf = previewer.to_pdf(paper("第一段。"))
    picture = Image.open(BytesIO(previewer.draw_page(pdf, 1, width=400)))
    assert picture.width == 400
    assert picture.height == pytest.approx(400 * 297 / 210, abs=2)
    # Something is printed on it.
    assert picture.convert("L").getextrema()[0] < 128


@needs_office
def test_a_page_that_there_is_not_is_refused(previewer: Previewer) -> None:
    pdf = previewer.to_pdf(paper("第一段。"))
    with pytest.raises(PreviewError, match="画不出第 2 页"):
        previewer.draw_page(pdf, 2)


@needs_office
def test_chinese_prints_although_its_typefaces_are_missing(previewer: Previewer) -> None:
    # No square boxes: each sign is in the text layer as itself.
    assert "青禾县巩固拓展脱贫攻坚成果" in text_of(
        previewer.to_pdf(paper("青禾县巩固拓展脱贫攻坚成果。"))
    )


def test_without_libreoffice_the_refusal_says_what_to_do(
    previewer: Previewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda program: None)
    with pytest.raises(PreviewError, match="没有安装 LibreOffice") as refusal:
        previewer.to_pdf(paper("第一段。"))
    assert "Word 或 WPS" in refusal.value.hint


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Let a shell script stand for LibreOffice."""
    program = folder / "program" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(program))


@pytest.mark.parametrize("script", ["exec sleep 60", "exit 77", "kill -9 $$"])
def test_a_preview_that_fails_or_hangs_ends_and_loses_nothing(
    script: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    pretend(monkeypatch, tmp_path, script)
    with pytest.raises(PreviewError, match="没有转换成功") as refusal:
        Previewer(LimitSettings(conversion_seconds=1)).to_pdf(paper("第一段。"))
    assert "不受影响" in refusal.value.hint
    assert not list(temporary.iterdir())


def test_a_preview_can_be_stopped_before_it_begins(previewer: Previewer) -> None:
    told = []

    def stop(progress: Progress) -> None:
        told.append(progress.stage)
        raise CancelledError("已取消。")

    with pytest.raises(CancelledError):
        previewer.to_pdf(b"", progress=stop)
    assert told == ["转换为 PDF"]
