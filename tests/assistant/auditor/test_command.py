import json
from pathlib import Path

import docx
import pytest

from assistant.cli import main


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "总结.docx"
    document = docx.Document()
    document.add_paragraph("全镇112户，已脱贫38户，剩下的75户年底前脱贫。")
    document.save(str(path))
    return path


def test_each_finding_is_a_line_of_json(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "audit", str(draft), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    finding = json.loads(line)
    assert {"rule", "severity", "place", "message", "found", "expected"} <= finding.keys()
    assert (finding["rule"], finding["found"], finding["expected"]) == ("parts", "75户", "74户")


def test_nothing_is_printed_where_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "稿.txt"
    path.write_text("全镇112户，已脱贫38户，剩下的74户年底前脱贫。", encoding="utf-8")
    assert main(["report", "audit", str(path), "--json"]) == 0
    assert capsys.readouterr().out == ""


def test_findings_are_read_by_people_too(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "audit", str(draft)]) == 0
    out = capsys.readouterr().out
    assert "第1段" in out and "应为：74户" in out and "共 1 处。" in out


def test_findings_are_written_into_a_copy(draft: Path, tmp_path: Path) -> None:
    copy, before = tmp_path / "新" / "批注.docx", draft.read_bytes()
    assert main(["report", "audit", str(draft), "--annotate", str(copy)]) == 0
    assert len(list(docx.Document(str(copy)).comments)) == 1
    assert draft.read_bytes() == before


def test_a_text_file_takes_no_comments_but_keeps_its_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "稿.txt"
    path.write_text("全镇112户，已脱贫38户，剩下的75户年底前脱贫。", encoding="utf-8")
    assert main(["report", "audit", str(path), "--annotate", str(tmp_path / "a.docx")]) == 2
    shown = capsys.readouterr()
    assert "另存为 .docx" in shown.err
    assert "应为：74户" in shown.out
    assert not (tmp_path / "a.docx").exists()
