"""Reads short texts as files, for the tests beside it."""

from pathlib import Path

from assistant.indicators.extracting.proposing import read_proposals
from assistant.indicators.schema import Proposal
from ingest.cleaning import clean
from ingest.loaders import load_file
from ingest.metadata import propose_metadata
from ingest.sectioning import split_sections
from ingest.settings import LimitSettings


def propose(folder: Path, text: str, *, file: str = "报告.txt") -> list[Proposal]:
    """Return what a text states, read as a file of that name."""
    path = folder / file
    path.write_text(text, encoding="utf-8")
    loaded = load_file(path, LimitSettings())
    cleaned = clean(loaded)
    metadata = propose_metadata(cleaned, loaded.title, path.name)
    return read_proposals(cleaned, split_sections(cleaned), metadata)


def told(proposals: list[Proposal]) -> list[str]:
    """Return each proposal in a line: "青禾县|2024年|脱贫户户数|8416户"."""
    return [f"{p.area}|{p.period}|{p.name}|{p.value}{p.unit}{p.qualifier}" for p in proposals]
