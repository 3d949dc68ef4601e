from pathlib import Path

import pytest

from assistant.indicators.extracting.reading import read_file_proposals
from ingest.errors import EmptyDocumentError, UnsupportedFormatError
from ingest.settings import LimitSettings


def test_a_file_is_read_in_a_process_of_its_own(corpus: Path) -> None:
    found = read_file_proposals(corpus / "documents/2024年度工作总结.docx", LimitSettings())
    assert "行政村" in {proposal.name for proposal in found}


def test_a_file_without_text_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "空白.txt"
    path.write_text("\n \n", encoding="utf-8")
    with pytest.raises(EmptyDocumentError) as caught:
        read_file_proposals(path, LimitSettings())
    assert "重新上传" in caught.value.hint


def test_a_file_that_no_loader_reads_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "图纸.dwg"
    path.write_bytes(b"AC1032\x00\x01")
    with pytest.raises(UnsupportedFormatError):
        read_file_proposals(path, LimitSettings())
