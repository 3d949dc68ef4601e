"""What every loader promises, over the same small text in each format."""

from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.loaders import LOADERS, load_file
from ingest.loaders.office import find_office
from ingest.loaders.sniffing import detect_media_type
from ingest.schema import Block, BlockKind, LoadedFile
from ingest.settings import LimitSettings

DATA = Path(__file__).parents[1] / "data" / "loaders"
SAMPLES = (
    "sample.txt",
    "sample.md",
    "sample.html",
    "sample.mht",
    "sample.docx",
    "sample.xlsx",
    "sample.xls",
    "sample.csv",
    "sample.pdf",
)
# LibreOffice takes two seconds for each.
OFFICE_SAMPLES = (
    "sample.doc",
    "sample.rtf",
    "sample.odt",
    "sample.ods",
    "sample_word_2003.xml",
)

# Each stands exactly once in every sample.
WORDS = (
    "第一章 总则",
    "为规范甲县财政资金的使用，制定本办法。",
    "第一条 资金总额为一千二百三十四万元。",
    "地区",
    "产量（吨）",
    "增幅",
    "乙乡",
    "1,234.5",
    "5.6%",
    "丙镇",
    "987.0",
    "-0.3%",
    "本办法自印发之日起施行。",
)
FURNITURE = ("政务公开", "主办")


def texts(block: Block) -> list[str]:
    return [block.text, *(cell.text for row in block.rows for cell in row)]


def all_text(loaded: LoadedFile) -> str:
    return "\n".join(text for block in loaded.blocks for text in texts(block))


@pytest.fixture(
    scope="module",
    params=[
        *SAMPLES,
        *(
            pytest.param(
                name,
                marks=pytest.mark.skipif(
                    find_office() is None, reason="LibreOffice, which reads it, is not installed"
                ),
            )
            for name in OFFICE_SAMPLES
        ),
    ],
)
def loaded(request: pytest.FixtureRequest) -> LoadedFile:
    return load_file(DATA / request.param, LimitSettings())


def test_every_loader_has_a_sample() -> None:
    found = {detect_media_type(DATA / name) for name in (*SAMPLES, *OFFICE_SAMPLES)}
    read = {media_type for loader in LOADERS for media_type in loader.media_types}
    assert found == {each for each in read if not each.startswith("image/")}


def test_every_word_of_the_file_appears_once(loaded: LoadedFile) -> None:
    text = all_text(loaded)
    assert {word: text.count(word) for word in WORDS} == dict.fromkeys(WORDS, 1)


def test_words_come_in_the_order_of_the_file(loaded: LoadedFile) -> None:
    text = all_text(loaded)
    places = [text.index(word) for word in WORDS]
    assert places == sorted(places)


def test_menus_and_colophons_are_left_out(loaded: LoadedFile) -> None:
    assert not [word for word in FURNITURE if word in all_text(loaded)]


def test_no_block_is_blank(loaded: LoadedFile) -> None:
    assert all(any(text.strip() for text in texts(block)) for block in loaded.blocks)


def test_no_block_of_text_reaches_over_a_line_end(loaded: LoadedFile) -> None:
    assert not [block for block in loaded.blocks if "\n" in block.text]


def test_tables_have_rows_and_nothing_else_does(loaded: LoadedFile) -> None:
    assert all(bool(b.rows) == (b.kind is BlockKind.TABLE) for b in loaded.blocks)


def test_origins_count_from_one_and_grow(loaded: LoadedFile) -> None:
    places = [
        (origin.page or 0, origin.paragraph, origin.offset)
        for block in loaded.blocks
        for origin in (block.origin, *(cell.origin for row in block.rows for cell in row))
    ]
    assert all(paragraph >= 1 and offset >= 0 for _, paragraph, offset in places)
    assert places == sorted(places)


def test_pages_are_counted_where_the_format_has_them(loaded: LoadedFile) -> None:
    has_pages = loaded.media_type == "application/pdf"
    assert (loaded.pages is not None) == has_pages
    assert all((block.origin.page is not None) == has_pages for block in loaded.blocks)


def test_every_cell_knows_its_place(loaded: LoadedFile) -> None:
    for block in loaded.blocks:
        places = [cell.origin.cell for row in block.rows for cell in row]
        assert all(places)
        assert len(set(places)) == len(places)


@pytest.mark.parametrize("name", SAMPLES)
def test_loading_twice_gives_the_same(name: str) -> None:
    first, second = (load_file(DATA / name, LimitSettings()) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("kept", [1, 7, 200, 0.5, 0.9])
def test_a_cut_off_file_is_read_or_refused_and_never_crashes(
    name: str, kept: float, tmp_path: Path
) -> None:
    data = (DATA / name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(data[: int(kept if kept >= 1 else len(data) * kept)])
    try:
        load_file(cut, LimitSettings())
    except IngestError as error:
        assert_says_what_to_do(error, name)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_with_scrambled_bytes_is_read_or_refused(name: str, tmp_path: Path) -> None:
    data = bytearray((DATA / name).read_bytes())
    for index in range(60, len(data), 97):
        data[index] ^= 0x5A
    scrambled = tmp_path / name
    scrambled.write_bytes(data)
    try:
        load_file(scrambled, LimitSettings())
    except IngestError as error:
        assert_says_what_to_do(error, name)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_empty_file_is_refused(name: str, tmp_path: Path) -> None:
    empty = tmp_path / name
    empty.touch()
    with pytest.raises(IngestError) as refusal:
        load_file(empty, LimitSettings())
    assert refusal.value.code == "empty_document"
    assert_says_what_to_do(refusal.value, name)


def assert_says_what_to_do(error: IngestError, name: str) -> None:
    assert name in error.message
    assert "请" in error.hint
