"""Makes quiz items from files that we trust, as a library that holds them would, for measuring."""

import hashlib
import random
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from assistant.progress import Report, ignore
from assistant.quiz.checking import Checker
from assistant.quiz.describing import DIFFICULTY_NAMES, KIND_NAMES
from assistant.quiz.making import Made, choose_items, write_candidates
from assistant.quiz.schema import LETTERS, Item, ItemKind
from assistant.quiz.sources import Source, is_current
from assistant.quiz.world import World
from ingest.chunking import split_chunks
from ingest.cleaning import clean
from ingest.library.library import document_id_of, revision_id_of
from ingest.loaders import load_file
from ingest.metadata import propose_metadata
from ingest.schema import Document, Health, Revision
from ingest.sectioning import split_sections
from ingest.settings import LimitSettings

LIBRARY = "测量"

# What a reader may find wrong with an item.
FAULTS = ("答案错", "另有正确项", "题干有歧义", "太容易", "不通顺", "离不开原文")
# An item with one of these must not be asked at all.
GRAVE = frozenset(FAULTS[:2])
JUDGEMENT = "判断："


def read_source(path: Path) -> Source:
    """Return a file as a library would hold it.

    Raises:
        IngestError: the file cannot be read.
    """
    loaded = load_file(path, LimitSettings())
    text = clean(loaded)
    sections = split_sections(text)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    document_id = document_id_of(LIBRARY, path.name)
    revision_id = revision_id_of(LIBRARY, path.name, sha256)
    chunks = split_chunks(text, sections, revision_id=revision_id, document_id=document_id)
    return Source(
        document=Document(
            id=document_id,
            file=path.name,
            library=LIBRARY,
            revision_id=revision_id,
            metadata=propose_metadata(text, loaded.title, path.name),
            health=Health(),
        ),
        revision=Revision(
            id=revision_id,
            document_id=document_id,
            number=1,
            sha256=sha256,
            ingested_at="2024-01-01T00:00:00+00:00",
            text=text.text,
        ),
        clean=text,
        sections=tuple(sections),
        page_of={chunk.start: chunk.page for chunk in chunks},
    )


def read_world(paths: Iterable[Path]) -> World:
    """Return what files say that are in force today.

    Raises:
        IngestError: a file cannot be read.
    """
    today = date.today()
    sources = (read_source(path) for path in paths)
    return World([source for source in sources if is_current(source.document, today)])


def make_items(
    world: World, *, kinds: Collection[ItemKind] | None = None, progress: Report = ignore
) -> tuple[list[Item], Made]:
    """Return what could be asked from a library, and what every check lets pass of it."""
    candidates = write_candidates(world.sources, world, kinds=kinds, progress=progress)
    return candidates, choose_items(candidates, Checker(world).admit, progress=progress)


def draw_items(items: Sequence[Item], *, count: int, seed: int) -> list[Item]:
    """Return items drawn from all alike, in the order of the items; the same seed, the same."""
    chosen = random.Random(seed).sample(range(len(items)), min(count, len(items)))
    return [items[index] for index in sorted(chosen)]


def write_sample(items: Sequence[Item]) -> str:
    """Return items as Markdown for a person to judge, a line for the judgement under each."""
    head = (
        f"# 抽样 {len(items)} 题\n\n"
        f"每题下面的“{JUDGEMENT}”后写出错处：{'、'.join(FAULTS)}；没有错处的留空。\n"
    )
    return "\n".join([head, *(_write_item(n, item) for n, item in enumerate(items, start=1))])


def _write_item(number: int, item: Item) -> str:
    kind, difficulty = KIND_NAMES[item.kind], DIFFICULTY_NAMES[item.difficulty]
    lines = [f"## {number}. {kind}（{difficulty}，{item.id}）", "", item.stem, ""]
    lines += [f"- {letter}. {text}" for letter, text in zip(LETTERS, item.options, strict=False)]
    lines += ["", f"答案：{'；'.join(item.key)}", "", f"解析：{item.rationale}", ""]
    lines += [f"主题：{item.topic}", ""]
    for evidence in item.evidence:
        place = " › ".join((evidence.document, *evidence.section))
        lines += [
            f"依据（{place}，{evidence.start}–{evidence.end}）：",
            "",
            f"> {_quoted(evidence.text)}",
            "",
        ]
    return "\n".join([*lines, JUDGEMENT, ""])


def _quoted(text: str) -> str:
    return text.replace("\n", "\n> ")


def read_judgements(text: str) -> list[str]:
    """Return what a reader wrote under each item of a sample."""
    lines = (line.strip() for line in text.splitlines())
    return [line.removeprefix(JUDGEMENT) for line in lines if line.startswith(JUDGEMENT)]
