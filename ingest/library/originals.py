"""Keeps the original files, addressed by their content."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import UnreadableDocumentError

_BLOCK = 1 << 20  # bytes read at a time
_UNFINISHED = ".new-"


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Originals:
    """A folder of original files, each stored once: `aa/{sha256}{suffix}`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, sha256: str, suffix: str) -> Path:
        """Return where a file stands, whether or not it is there."""
        return self._folder / sha256[:2] / f"{sha256}{suffix}"

    def keep(self, source: Path, sha256: str, suffix: str) -> Path:
        """Copy a file in, whole or not at all; a file that is already there is left alone.

        Raises:
            UnreadableDocumentError: the file is no longer the one that was hashed.
        """
        target = self.path_of(sha256, suffix)
        if target.exists():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as copy, source.open("rb") as original:
                while block := original.read(_BLOCK):
                    digest.update(block)
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
            if digest.hexdigest() != sha256:
                raise UnreadableDocumentError(
                    f"《{source.name}》在导入时被改动。", hint="请等文件保存完毕后重新导入。"
                )
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
        return target

    def remove(self, sha256: str, suffix: str) -> None:
        """Remove a file, if it is there."""
        self.path_of(sha256, suffix).unlink(missing_ok=True)

    def remove_unfinished(self) -> None:
        """Remove copies that a crash cut short; the caller has the turn to write."""
        for path in self._folder.glob(f"{_UNFINISHED}*"):
            path.unlink(missing_ok=True)

    def paths(self) -> Iterator[Path]:
        """Yield every file kept."""
        return self._folder.glob("??/[!.]*")
