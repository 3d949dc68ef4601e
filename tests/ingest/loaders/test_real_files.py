"""Real files beside the project: nothing is lost on the way in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.loaders import load_file
from ingest.schema import Block, LoadedFile
from ingest.settings import LimitSettings

SHARED = Path(__file__).parents[4] / "shared"
OFFICE = SHARED / "eval" / "external" / "office"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not OFFICE.is_dir(), reason="needs the measuring data in ../shared"),
]


def words(text: str) -> str:
    return re.sub(r"[\s*]", "", text)


def all_words(loaded: LoadedFile) -> str:
    return words("".join(text for block in loaded.blocks for text in _texts(block)))


def _texts(block: Block) -> Iterator[str]:
    yield block.text
    for row in block.rows:
        yield from (cell.text for cell in row)


def test_a_printed_law_reads_like_its_markdown() -> None:
    for path in sorted(OFFICE.glob("中华*.pdf")):
        printed = load_file(path, LimitSettings())
        written = load_file(path.with_suffix(".md"), LimitSettings())
        assert all_words(printed) == all_words(written), path.name


def test_word_files_that_are_shells_read_like_the_markdown_of_the_law() -> None:
    for path in sorted(OFFICE.glob("中华*.docx")):
        shell = all_words(load_file(path, LimitSettings()))
        written = all_words(load_file(path.with_suffix(".md"), LimitSettings()))
        # In some the table of contents is made of links, which are left out like a menu.
        before, contents, after = written.partition("目录")
        assert shell == written or (
            shell.startswith(before + contents) and after.endswith(shell[len(before + contents) :])
        ), path.name


def test_every_character_of_the_seeds_is_read() -> None:
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        loaded = load_file(path, LimitSettings())
        assert all_words(loaded) == words(path.read_text(encoding="utf-8-sig")), path.name
        assert loaded.warnings == ()
