"""Plain text in the encodings Chinese offices use."""

from pathlib import Path

import pytest

from ingest.errors import EmptyDocumentError
from ingest.loaders import load_file
from ingest.loaders.decoding import decode
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings


def load(data: bytes, tmp_path: Path) -> LoadedFile:
    path = tmp_path / "文件.txt"
    path.write_bytes(data)
    return load_file(path, LimitSettings())


SIMPLIFIED = "关于印发办法的通知\n第一条 补贴3.5万元。"
TRADITIONAL = "關於印發辦法的通知\n第一條 補貼3.5萬元。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(SIMPLIFIED, "utf-8", id="utf8"),
        pytest.param(SIMPLIFIED, "utf-8-sig", id="utf8_with_mark"),
        pytest.param(SIMPLIFIED, "gb18030", id="gb18030"),
        pytest.param(SIMPLIFIED, "utf-16", id="utf16_with_mark"),
        pytest.param(SIMPLIFIED, "utf-16-le", id="utf16_little_endian_without_mark"),
        pytest.param(SIMPLIFIED, "utf-16-be", id="utf16_big_endian_without_mark"),
        pytest.param(SIMPLIFIED, "utf-32", id="utf32"),
        pytest.param(TRADITIONAL, "big5", id="big5"),
        pytest.param("通知", "gb18030", id="two_characters_of_gb18030"),
        pytest.param("辦法的通知", "big5", id="five_characters_of_big5"),
        pytest.param("镕、囧、〇、①", "gb18030", id="rare_characters_of_gb18030"),
        pytest.param("café", "utf-8", id="latin_letters"),
        pytest.param("plain ASCII 3.5%", "ascii", id="ascii"),
    ],
)
def test_text_is_decoded_whatever_its_encoding(text: str, encoding: str, tmp_path: Path) -> None:
    loaded = load(text.encode(encoding), tmp_path)
    assert [block.text for block in loaded.blocks] == text.split("\n")
    assert loaded.warnings == ()


def test_every_short_piece_of_simplified_text_is_told_from_big5(tmp_path: Path) -> None:
    text = "为规范财政资金使用管理提高资金效益根据国家有关规定结合本县实际制定办法"
    pieces = [text[start : start + 4] for start in range(len(text) - 3)]
    read = [load(piece.encode("gb18030"), tmp_path).blocks[0].text for piece in pieces]
    assert read == pieces


def test_a_few_damaged_bytes_leave_the_rest_readable_and_are_counted(tmp_path: Path) -> None:
    data = (SIMPLIFIED * 20).encode()
    loaded = load(data[:28] + b"\xff\xfe" + data[28:], tmp_path)
    assert "第一条 补贴3.5万元。" in loaded.blocks[-1].text
    assert "有 2 处字符无法识别" in loaded.warnings[0]


def test_the_line_number_is_kept_over_blank_lines(tmp_path: Path) -> None:
    loaded = load("甲\r\n\r\n乙\r丙\n".encode(), tmp_path)
    assert [(block.text, block.origin.paragraph) for block in loaded.blocks] == [
        ("甲", 1),
        ("乙", 3),
        ("丙", 4),
    ]


def test_tabs_and_indents_stay_as_they_are(tmp_path: Path) -> None:
    loaded = load("\t甲\t1.5\n　　乙".encode(), tmp_path)
    assert [block.text for block in loaded.blocks] == ["\t甲\t1.5", "　　乙"]


def test_a_file_of_blanks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocumentError, match="没有文字"):
        load(b" \n\t\n", tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_beginning_of_a_file_may_end_inside_a_character(encoding: str) -> None:
    beginning = SIMPLIFIED.encode(encoding)[:-1]
    assert decode(beginning, is_cut=True) == (SIMPLIFIED[:-1], encoding, 0)
