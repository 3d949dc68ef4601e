"""Find the files that folders and archives hold.

A .zip counts as a folder: its members become documents under their own names, so that a file is
the same document whether it came packed or loose, and a changed one becomes its revision. The
archive itself is no document.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.archives import Budget, Refusal, is_archive, is_hidden, unpack
from ingest.settings import LimitSettings

__all__ = ["MANIFEST", "Refusal", "gather_files"]

MANIFEST = "manifest.csv"


def gather_files(paths: Iterable[Path], limits: LimitSettings) -> Iterator[Path | Refusal]:
    """Yield files, what folders hold and what archives hold, in the order of their names.

    In folders and archives, hidden files, Office's lock files and manifests are passed over. What
    an archive held stands in a temporary folder, gone when the next path is taken.

    Args:
        paths: Files, archives, and folders with everything below them.
        limits: Bounds on what one archive may cost.

    Yields:
        A path to read, or why a member of an archive is not read.
    """
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, limits)
        elif is_archive(path):
            yield from _in_archive(path, limits, Budget(limits), depth=1)
        else:
            yield path


def _in_folder(
    folder: Path, limits: LimitSettings, budget: Budget | None = None, *, depth: int = 0
) -> Iterator[Path | Refusal]:
    """Yield what a folder holds; one that was unpacked goes on with its archive's budget."""
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder).parts
        if not path.is_file() or any(map(is_hidden, names)) or path.name == MANIFEST:
            continue
        if is_archive(path):
            yield from _in_archive(path, limits, budget or Budget(limits), depth=depth + 1)
        else:
            yield path


def _in_archive(
    path: Path, limits: LimitSettings, budget: Budget, *, depth: int
) -> Iterator[Path | Refusal]:
    if depth > limits.archive_depth:
        yield Refusal(
            path.name,
            f"压缩包套了不止 {limits.archive_depth} 层，没有解压。请解压后把里面的文件分别导入。",
        )
        return
    with tempfile.TemporaryDirectory(prefix="policy-archive-") as name:
        # A manifest in the folder above counts too, and must not be somebody's temporary file.
        folder = Path(name) / "unpacked"
        folder.mkdir()
        yield from unpack(path, folder, budget)
        yield from _in_folder(folder, limits, budget, depth=depth)
