"""Sources made from texts, read as an ingestion reads them, without a library."""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assistant.quiz.sources import Source
from ingest.chunking import split_chunks
from ingest.cleaning import clean
from ingest.loaders import load_file
from ingest.loaders.text import LINE_END
from ingest.metadata import propose_metadata
from ingest.schema import (
    Block,
    BlockKind,
    Document,
    Health,
    LoadedFile,
    Metadata,
    Origin,
    Revision,
)
from ingest.sectioning import split_sections
from ingest.settings import LimitSettings, OcrSettings

SEEDS = Path(__file__).parents[3] / "../shared/seeds"


def source_of(
    text: str, *, file: str = "材料.txt", library: str = "政策", **metadata: str | int | date
) -> Source:
    """Return a text as a source, a line a paragraph.

    Args:
        text: As it would stand in a .txt file.
        file: Name of the file.
        library: Where it stands.
        metadata: What the keeper says of it, e.g. region="白桦县".
    """
    lines = [line for line in LINE_END.split(text) if line.strip()]
    blocks = tuple(
        Block(kind=BlockKind.PARAGRAPH, text=line, origin=Origin(paragraph=number))
        for number, line in enumerate(lines, start=1)
    )
    return _read(LoadedFile(blocks=blocks, media_type="text/plain"), file, library, metadata)


def source_of_file(path: Path, *, library: str = "政策", **metadata: str | int | date) -> Source:
    """Return a file as a source."""
    return _read(load_file(path, LimitSettings(), OcrSettings()), path.name, library, metadata)


def _read(
    loaded: LoadedFile, file: str, library: str, metadata: dict[str, str | int | date]
) -> Source:
    text = clean(loaded)
    sections = split_sections(text)
    sha256 = hashlib.sha256(f"{library}\n{file}\n{text.text}".encode()).hexdigest()
    document_id = hashlib.sha256(f"{library}\n{file}".encode()).hexdigest()[:16]
    proposed = propose_metadata(text, loaded.title, file)
    chunks = split_chunks(text, sections, revision_id=sha256, document_id=document_id)
    return Source(
        document=Document(
            id=document_id,
            file=file,
            library=library,
            revision_id=sha256,
            metadata=Metadata.model_validate({**proposed.model_dump(), **metadata}),
            health=Health(),
        ),
        revision=Revision(
            id=sha256,
            document_id=document_id,
            number=1,
            sha256=sha256,
            ingested_at="2024-01-01T00:00:00Z",
            text=text.text,
        ),
        clean=text,
        sections=tuple(sections),
        page_of={chunk.start: chunk.page for chunk in chunks},
    )


@cache
def seed_sources() -> tuple[Source, ...]:
    """Return the four real documents beside the project; the test skips where they are absent."""
    files = sorted(SEEDS.glob("*.txt"))
    if not files:
        pytest.skip(f"the real documents are not in {SEEDS}")
    return tuple(source_of_file(file, library="扶贫") for file in files)
