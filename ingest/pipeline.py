"""Files become part of the library, one event per file."""

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ingest.errors import IngestError, PolicyError, UnreadableDocumentError
from ingest.gathering import MANIFEST, Refusal, gather_files
from ingest.indexing import prepare, settle
from ingest.library import KnownFile, NewRevision, Store, document_id_of, revision_id_of
from ingest.library.originals import hash_file
from ingest.loaders import check_size
from ingest.manifest import ManifestRow, apply_manifest, read_manifest
from ingest.schema import DEFAULT_LIBRARY, Health, IngestEvent, Outcome
from ingest.worker import WORKERS, Request

logger = logging.getLogger(__name__)

# Controls, half characters, line ends, and what turns the direction of writing: a name with them
# looks like another one, or writes over the terminal that shows it.
_UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_TO_JSON = TypeAdapter(dict[str, Any])


def ingest_files(
    paths: Iterable[Path], *, store: Store, library: str | None = None
) -> Iterator[IngestEvent]:
    """Take files into the library one by one; one that fails is reported and the run goes on.

    A file whose bytes and manifest row are known is left alone. A changed file becomes a new
    revision; the old one stays, and is no longer searched.

    Args:
        paths: Files, .zip archives of files, and folders with everything below them. A
            `manifest.csv` in a file's folder, or in the folder above, overrides what the text says
            about the document.
        store: The library and its indexes.
        library: Name of the library the files belong to; None lets the manifest decide, and puts
            what it does not name into "默认".

    Yields:
        One event per file, in order.

    Raises:
        IndexMismatchError: the index was built with another embedding model.
        StoreUnavailableError: the database or an index does not answer.
    """
    manifests = _Manifests()
    seen: dict[tuple[str, str], Path] = {}
    for path in gather_files(paths, store.settings.limits):
        if isinstance(path, Refusal):
            yield _refused(unicodedata.normalize("NFC", path.file), path.reason)
            continue
        file = unicodedata.normalize("NFC", path.name)
        try:
            row = manifests.row_of(path)
            name = library or str(row.get("library", "")) or DEFAULT_LIBRARY
            first = seen.setdefault((name, file), path)
            yield _ingest_file(path, file, row, name, is_first=first == path, store=store)
        except IngestError as error:
            yield _refused(file, f"{error.message}{error.hint}")
        except OSError as error:
            yield _refused(file, f"读取文件失败：{error.strerror}。请检查文件是否存在、有无权限。")
        except PolicyError:
            raise
        except Exception:
            # A fault of ours in one odd file must not cost the other three hundred.
            logger.exception("cannot ingest one file")
            yield _refused(file, "处理时程序出错。请把这份文件和日志交给维护人员。")


def delete_document(store: Store, document_id: str) -> None:
    """Remove a document from the truth and from every index.

    Raises:
        NotFoundError: there is no such document.
    """
    with store.writing():
        store.library.delete_document(document_id)
        for _ in settle(store):
            pass


def _ingest_file(
    path: Path, file: str, row: ManifestRow, library: str, *, is_first: bool, store: Store
) -> IngestEvent:
    if _UNSAFE.search(file):
        raise UnreadableDocumentError(
            f"文件名《{_legible(file)}》中有控制字符。", hint="请改名后重新导入。"
        )
    check_size(path, store.settings.limits)
    sha256 = hash_file(path)
    known = store.library.find_file(library, file, sha256)
    overrides = _TO_JSON.dump_python(row, mode="json")
    if known is not None and known.is_current and known.overrides == overrides:
        return _event(file, Outcome.UNCHANGED, known.health)
    if not is_first:
        raise UnreadableDocumentError(
            f"本次导入中已有另一份名为《{file}》的文件。", hint="请给其中一份改名后重新导入。"
        )
    store.require_same_model()
    if known is not None:
        return _restore(known, file, row, overrides, library, store)

    new = _read(path, file, row, library, sha256, store)
    prepared = prepare(
        new.chunks, title=new.metadata.title, library=library, embedder=store.embedder
    )
    with store.writing():
        outcome = store.library.add_revision(new)
        for _ in settle(store, {revision_id_of(library, file, sha256): prepared}):
            pass
    return _event(file, outcome, new.health)


def _restore(
    known: KnownFile,
    file: str,
    row: ManifestRow,
    overrides: Mapping[str, Any],
    library: str,
    store: Store,
) -> IngestEvent:
    """Take up a content the library has had before, or new words of the manifest about it."""
    with store.writing():
        metadata = apply_manifest(known.proposed, row)
        store.library.restore_revision(known.revision_id, metadata, overrides)
        for _ in settle(store):
            pass
    return _event(file, Outcome.REVISED, known.health)


def _read(
    path: Path, file: str, row: ManifestRow, library: str, sha256: str, store: Store
) -> NewRevision:
    """Load, clean and cut a file, in a worker."""
    reading = WORKERS.read(
        Request(
            path=path,
            file=file,
            document_id=document_id_of(library, file),
            revision_id=revision_id_of(library, file, sha256),
            limits=store.settings.limits,
            ocr=store.settings.ocr,
        )
    )
    return NewRevision(
        library=library,
        file=file,
        source=path,
        sha256=sha256,
        clean=reading.clean,
        sections=reading.sections,
        chunks=reading.chunks,
        proposed=reading.proposed,
        metadata=apply_manifest(reading.proposed, row),
        overrides=_TO_JSON.dump_python(row, mode="json"),
        health=reading.health,
    )


class _Manifests:
    """The manifests met in a run, each read once."""

    def __init__(self) -> None:
        self._rows: dict[Path, Mapping[str, ManifestRow]] = {}

    def row_of(self, path: Path) -> ManifestRow:
        """Return the row about a file, from its folder or the one above; empty when in neither."""
        own, above = self._read(path.parent), self._read(path.parent.parent)
        return own.get(path.name) or above.get(path.name) or {}

    def _read(self, folder: Path) -> Mapping[str, ManifestRow]:
        if folder not in self._rows:
            manifest = folder / MANIFEST
            self._rows[folder] = read_manifest(manifest) if manifest.is_file() else {}
        return self._rows[folder]


def _event(file: str, outcome: Outcome, health: Health) -> IngestEvent:
    return IngestEvent(
        file=file,
        outcome=outcome,
        chunks=health.chunks,
        pages=health.pages,
        tables=health.tables,
        headings=health.headings,
        ocr_pages=health.ocr_pages,
        warnings=health.warnings,
    )


def _refused(file: str, reason: str) -> IngestEvent:
    return IngestEvent(file=_legible(file), outcome=Outcome.REFUSED, reason=_legible(reason))


def _legible(name: str) -> str:
    """Return a file's name as it can be printed anywhere."""
    return _UNSAFE.sub("\ufffd", name)
