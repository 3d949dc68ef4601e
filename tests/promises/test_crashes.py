"""Whoever kills the program at any moment and runs the same command again loses nothing."""

import multiprocessing
import os
import random
import shutil
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import pytest

from assistant.application import Assistant
from assistant.settings import Settings
from ingest.library.lexical import _POSTING

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system has no SIGKILL")

KILLS = 10
# One home is killed that often before the command may end: a crash may follow a crash.
IN_A_ROW = 2
# Printed when a test fails; set the variable to see the same moments again.
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(10**6)
# What the commands import, imported once for all of them.
PRELOADED = ["assistant.application", "chromadb", "ingest.pipeline", "ingest.doctor", "alembic"]
FILES = 8


class Command(Protocol):
    """Does something in a home and says after each step that it is done."""

    def __call__(self, home: Path, folder: Path, steps: Connection) -> None: ...


def run_ingest(home: Path, folder: Path, steps: Connection) -> None:
    with closing(Assistant.from_settings(Settings(home=home, _env_file=None))) as assistant:
        for event in assistant.ingest([folder]):
            steps.send(event.outcome)


def run_rebuild(home: Path, folder: Path, steps: Connection) -> None:
    with closing(Assistant.from_settings(Settings(home=home, _env_file=None))) as assistant:
        for progress in assistant.rebuild_index():
            steps.send(progress.done)


@pytest.fixture(scope="module")
def context() -> Iterator[Any]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    yield context


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of temporary files of everything that runs here."""
    folder = tmp_path_factory.mktemp("temporary")
    patch = pytest.MonkeyPatch()
    patch.setenv("TMPDIR", str(folder))
    yield folder
    patch.undo()


def write_files(folder: Path, amount: int, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        articles = "".join(
            f"第{n}条 {number}号村的护渠员每月补贴 {amount + n} 元，由乡镇按季度发放。\n\n"
            for n in range(1, 4)
        )
        text = f"# {number}号村护渠员办法\n\n{articles}"
        (folder / f"办法{number}.md").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files") / "资料"


@pytest.fixture(scope="module")
def begun(context: Any, folder: Path, temporary: Path, tmp_path_factory: Any) -> Path:
    """A home of the first half of the files."""
    home: Path = tmp_path_factory.mktemp("begun") / "home"
    write_files(folder, 100, range(FILES // 2))
    run_to_the_end(context, run_ingest, home, folder)
    # Next come a changed file, a changed manifest row, files that are new, and one to be refused.
    write_files(folder, 500, range(1))
    write_files(folder, 100, range(FILES // 2, FILES))
    (folder / "manifest.csv").write_text("文件,标题\n办法1.md,一号村的新办法\n", encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    return home


@pytest.fixture(scope="module")
def finished(context: Any, begun: Path, folder: Path, tmp_path_factory: Any) -> Path:
    """The same home after everything was ingested without disturbance."""
    home: Path = tmp_path_factory.mktemp("finished") / "home"
    shutil.copytree(begun, home)
    run_to_the_end(context, run_ingest, home, folder)
    return home


def start(context: Any, command: Command, home: Path, folder: Path) -> tuple[Any, Connection]:
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=command, args=(home, folder, sending))
    process.start()
    sending.close()
    return process, receiving


def run_to_the_end(context: Any, command: Command, home: Path, folder: Path) -> int:
    """Run a command and return how many steps it took."""
    process, steps = start(context, command, home, folder)
    count = 0
    with steps:
        while True:
            try:
                steps.recv()
            except EOFError:
                break
            count += 1
    process.join()
    assert process.exitcode == 0
    return count


def kill_in_between(
    context: Any, command: Command, home: Path, folder: Path, moment: tuple[int, float]
) -> bool:
    """Kill a command some seconds after one of its steps; return whether it was still running."""
    step, seconds = moment
    process, steps = start(context, command, home, folder)
    with steps:
        for _ in range(step):
            try:
                steps.recv()
            except EOFError:
                break
        time.sleep(seconds)
        process.kill()
    process.join()
    return process.exitcode != 0


class Contents(NamedTuple):
    """Everything a home holds, as far as it must be the same after a crash."""

    truth: dict[str, list[Any]]
    units: dict[str, tuple[Any, ...]]
    entries: list[Any]
    postings: dict[tuple[int, str], dict[str, int]]
    files: list[str]


def contents(home: Path) -> Contents:
    with closing(sqlite3.connect(home / "library.sqlite3")) as truth:
        tables = [
            name
            for (name,) in truth.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name != "sqlite_sequence"
        ]
        rows = {name: _rows(truth, name) for name in tables}
    with closing(sqlite3.connect(home / "lexical.sqlite3")) as lexical:
        entries = dict(lexical.execute("SELECT id, chunk_id FROM entry"))
        postings: dict[tuple[int, str], dict[str, int]] = {}
        for field, term, blob in lexical.execute("SELECT field, term, postings FROM posting"):
            live = {
                entries[entry]: count
                for entry, count in np.frombuffer(blob, dtype=_POSTING).tolist()
                if entry in entries
            }
            if live:
                postings.setdefault((field, term), {}).update(live)
        columns = "chunk_id, document_id, words, bigrams, heading, tokens"
        counted = sorted(lexical.execute(f"SELECT {columns} FROM entry"))
    return Contents(rows, _units(home), counted, postings, _files(home))


def _rows(connection: sqlite3.Connection, table: str) -> list[Any]:
    """Rows of the truth, without the time of ingestion and the count of changes."""
    cursor = connection.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    left_out = {"ingested_at"} | ({"value"} if table == "index_state" else set())
    return sorted(
        [
            repr(zlib.decompress(value) if isinstance(value, bytes) else value)
            for name, value in zip(names, row, strict=True)
            if name not in left_out
        ]
        for row in cursor
    )


def _units(home: Path) -> dict[str, tuple[Any, ...]]:
    from ingest.library.chroma import ChromaStore

    with closing(ChromaStore.embedded(home / "chroma")) as store, store._use() as collection:
        found = collection.get(include=["embeddings", "metadatas"])
    return {
        id_: (tuple(np.round(vector, 5)), tuple(sorted(metadata.items())))
        for id_, vector, metadata in zip(
            found["ids"], found["embeddings"], found["metadatas"], strict=True
        )
    }


def _files(home: Path) -> list[str]:
    """Every file but those that databases keep beside them; folders of Chroma have random names."""
    found = [path.relative_to(home) for path in home.rglob("*") if path.is_file()]
    names = [
        f"chroma/*/{path.name}" if path.parts[0] == "chroma" and len(path.parts) > 2 else str(path)
        for path in found
    ]
    return sorted(name for name in names if not name.endswith(("-wal", "-shm", "-journal")))


def moments(steps: int, seed: int) -> Iterator[tuple[int, float]]:
    """Yield moments: how many steps to wait for, and how many seconds from there."""
    chance = random.Random(seed)
    while True:
        step = chance.randint(0, steps)
        # Before the first step models are loaded and databases opened, which takes longer.
        yield step, chance.uniform(0, 0.1 if step else 1.5)


def check_kills(
    context: Any, command: Command, before: Path, folder: Path, wanted: Contents, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    shutil.copytree(before, scratch)
    steps = run_to_the_end(context, command, scratch, folder)
    upcoming = moments(steps, SEED)
    for number in range(KILLS // IN_A_ROW):
        home = tmp_path / f"home{number}"
        shutil.copytree(before, home)
        killed: list[tuple[int, float]] = []
        while len(killed) < IN_A_ROW:
            moment = next(upcoming)
            if kill_in_between(context, command, home, folder, moment):
                killed.append(moment)
        assert run_to_the_end(context, command, home, folder) == steps
        found = contents(home)
        for name, part in zip(Contents._fields, found, strict=True):
            assert part == getattr(wanted, name), f"{name}: CRASH_SEED={SEED}, killed at {killed}"
        shutil.rmtree(home)


def test_an_ingestion_that_is_killed_and_run_again_ends_as_if_nothing_had_happened(
    context: Any, begun: Path, finished: Path, folder: Path, tmp_path: Path
) -> None:
    check_kills(context, run_ingest, begun, folder, contents(finished), tmp_path)


def test_a_rebuild_that_is_killed_and_run_again_ends_as_if_nothing_had_happened(
    context: Any, finished: Path, folder: Path, tmp_path: Path
) -> None:
    check_kills(context, run_rebuild, finished, folder, contents(finished), tmp_path)


def test_killed_commands_leave_no_temporary_files(temporary: Path) -> None:
    for _ in range(100):
        if not list(temporary.glob("policy-*")):
            return
        time.sleep(0.1)
    raise AssertionError(f"left behind: {sorted(temporary.iterdir())}, CRASH_SEED={SEED}")
