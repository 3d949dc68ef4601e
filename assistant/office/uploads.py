"""Files handed in, on their way into the library, one after the other.

What somebody was told is taken lies on the disk and in a row, so that neither a closed browser nor
the end of the server loses it: taking a file into the library a second time changes nothing.
"""

import logging
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, update
from sqlalchemy.exc import OperationalError

from assistant.errors import WrongUseError, no_such_library
from assistant.moments import now
from assistant.office.intake import Intake, check_name, legible
from assistant.office.schema import Reader, Upload, UploadState
from assistant.office.tables import AccountRow, UploadRow
from ingest.errors import (
    ModelError,
    NotFoundError,
    PolicyError,
    SettingsError,
    StoreError,
    StoreUnavailableError,
)
from ingest.library import document_id_of
from ingest.schema import Document, IngestEvent, Marks, Outcome

if TYPE_CHECKING:
    from assistant.application import Assistant

logger = logging.getLogger(__name__)

MOST_FILES = 200
# Uploads that ended well and are still shown; those that did not are shown until they are removed.
LATEST = 200

# The library may be busy or its index from another model: that is no fault of the file.
PAUSE_S = 30.0
# Somebody else's server may have handed something in.
POLL_S = 5.0
# An archive may hold thousands of files.
SAVE_EVERY_S = 1.0
# What takes longer goes on at the next start.
CLOSE_S = 5.0

ACTIVE = (UploadState.WAITING, UploadState.READING)
# Of these the file is still needed.
UNFINISHED = (*ACTIVE, UploadState.PARTLY, UploadState.REFUSED)


class UploadDesk:
    """Takes files in and reads them; any number of threads may use it.

    Args:
        assistant: Whose library they go into, unlimited.
        engine: The database, with the tables of the office.
        folder: Where they lie until they are read.
    """

    def __init__(self, assistant: "Assistant", *, engine: Engine, folder: Path) -> None:
        self._assistant = assistant
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._intake = Intake(folder, assistant.limits)
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._reading: tuple[str, float] | None = None

    def open(self) -> None:
        """Begin to read what waits, also what an earlier server left."""
        self._closing.clear()
        self._thread = threading.Thread(target=self._work, name="uploads", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop reading; what is not done yet waits for the next start."""
        self._closing.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(CLOSE_S)

    # --- At the counter ---------------------------------------------------------------------

    def take(
        self,
        reader: Reader,
        files: Sequence[tuple[str, BinaryIO]],
        *,
        library: str,
        category: str = "",
    ) -> list[Upload]:
        """Take files in and return them in their order; one that cannot be taken has its reason.

        Args:
            reader: Who hands them in.
            files: Names, as a browser sent them, and contents.
            library: Which they are for.
            category: Which they belong to; empty leaves it to the text.

        Raises:
            WrongUseError: there are too many, or no such category.
            NotFoundError: the reader may not see that library.
            StoreUnavailableError: the database does not take it.
        """
        if not 0 < len(files) <= MOST_FILES:
            raise WrongUseError(
                f"一次上传了 {len(files)} 个文件。",
                hint=f"一次最多 {MOST_FILES} 个；更多的请打包成 .zip，或分几次上传。",
            )
        library = self._checked_library(reader, library)
        self._check_category(category)
        ids = [self._take_one(reader, name, content, library, category) for name, content in files]
        self._wake.set()
        found = {one.id: one for one in self._find(reader, UploadRow.id.in_(ids))}
        return [found[id_] for id_ in ids if id_ in found]

    def list_uploads(self, reader: Reader, *, is_active: bool = False) -> list[Upload]:
        """Return the uploads into libraries that the reader may see, the newest first.

        Args:
            reader: Who asks.
            is_active: Only those that wait or are being read.
        """
        if is_active:
            return self._find(reader, UploadRow.state.in_(ACTIVE))
        unfinished = self._find(reader, UploadRow.state != UploadState.DONE)
        done = self._find(reader, UploadRow.state == UploadState.DONE, limit=LATEST)
        return sorted([*unfinished, *done], key=lambda one: one.uploaded_at, reverse=True)

    def get(self, reader: Reader, id_: str) -> Upload:
        """Return one upload.

        Raises:
            NotFoundError: there is none, or it is for a library that the reader may not see.
        """
        found = self._find(reader, UploadRow.id == id_)
        if not found:
            raise NotFoundError("没有这次上传。", hint="它可能已被移除，请刷新页面。")
        return found[0]

    def retry(self, reader: Reader, id_: str) -> Upload:
        """Let a file that was refused, wholly or in part, be read once more.

        Raises:
            WrongUseError: it was not refused, its file was never kept, or one of its name is
                being read.
            NotFoundError: as `get` does.
        """
        upload = self.get(reader, id_)
        if upload.state in ACTIVE:
            raise WrongUseError(f"《{upload.file}》还在处理。", hint="请等它完成。")
        if not upload.can_retry:
            raise WrongUseError(
                f"《{upload.file}》没有留在服务器上，不能重试。", hint="请重新选择文件上传。"
            )
        with self._writer.begin() as connection:
            if _is_under_way(connection, upload.library, upload.file):
                raise WrongUseError(
                    f"另一份《{upload.file}》正在处理。", hint="请等它完成后再重试。"
                )
            connection.execute(
                update(UploadRow)
                .where(UploadRow.id == id_)
                .values(state=UploadState.WAITING, events=[], reason="", finished_at=None)
            )
        self._wake.set()
        return self.get(reader, id_)

    def replace(self, reader: Reader, id_: str, name: str, content: BinaryIO) -> Upload:
        """Take another file in place of one that is not being read, and return its upload.

        Raises:
            WrongUseError: the earlier one is being read, or the new one cannot be taken, which
                leaves the earlier one as it is.
            StoreUnavailableError: the disk or the database does not take it.
            NotFoundError: as `get` does.
        """
        earlier = self.get(reader, id_)
        _require_idle(earlier)
        name = check_name(name)
        new_id = uuid4().hex
        size = self._intake.save(new_id, name, content)
        self._write(reader, new_id, name, size, earlier.library, earlier.category, replaces=earlier)
        self._intake.remove(id_)
        self._wake.set()
        return self.get(reader, new_id)

    def remove(self, reader: Reader, id_: str) -> Upload:
        """Forget an upload that is not being read; what came of it stays in the library.

        Raises:
            WrongUseError: it is being read.
            NotFoundError: as `get` does.
        """
        upload = self.get(reader, id_)
        with self._writer.begin() as connection:
            _delete(connection, upload)
        self._intake.remove(id_)
        return upload

    def _take_one(
        self, reader: Reader, name: str, content: BinaryIO, library: str, category: str
    ) -> str:
        """Take a file in, or write down why it is not taken; return its id."""
        id_, size, reason = uuid4().hex, 0, ""
        try:
            name = check_name(name)
            size = self._intake.save(id_, name, content)
        except PolicyError as error:
            name, reason = legible(name), str(error)
        self._write(reader, id_, name, size, library, category, reason=reason)
        return id_

    def _write(
        self,
        reader: Reader,
        id_: str,
        name: str,
        size: int,
        library: str,
        category: str,
        *,
        reason: str = "",
        replaces: Upload | None = None,
    ) -> None:
        """Write the row of a file that lies whole in its place, or of one that was refused."""
        try:
            with self._writer.begin() as connection:
                if replaces:
                    _delete(connection, replaces)
                if not reason and _is_under_way(connection, library, name):
                    reason = (
                        f"另一份《{name}》正在处理。请等它完成后点“重试”，作为它的新版本入库；"
                        "不是同一份文件的，请改名后重新上传。"
                    )
                connection.execute(
                    insert(UploadRow).values(
                        id=id_,
                        account_id=reader.account.id,
                        library=library,
                        category=category,
                        file=name,
                        size=size,
                        state=UploadState.REFUSED if reason else UploadState.WAITING,
                        events=[],
                        reason=reason,
                        uploaded_at=now(),
                        finished_at=now() if reason else None,
                    )
                )
        except OperationalError as error:
            self._intake.remove(id_)
            raise StoreUnavailableError(
                f"没有收下《{name}》：数据库不能写入。",
                hint="请管理员检查磁盘空间和数据库，然后重新上传。",
            ) from error
        except WrongUseError:
            self._intake.remove(id_)
            raise

    def _checked_library(self, reader: Reader, library: str) -> str:
        library = unicodedata.normalize("NFC", library).strip()
        if reader.libraries is not None and library not in reader.libraries:
            raise no_such_library(library)
        if not library or not library.isprintable():
            raise WrongUseError("资料库的名称不对。", hint="请选择一个资料库。")
        return library

    def _check_category(self, category: str) -> None:
        known = self._assistant.categories()
        if category and category not in known:
            raise WrongUseError(
                f"没有类别“{legible(category)}”。", hint=f"现有的类别：{'、'.join(known)}。"
            )

    def _find(self, reader: Reader, *conditions: Any, limit: int | None = None) -> list[Upload]:
        query = _select_uploads().where(*conditions).limit(limit)
        if reader.libraries is not None:
            query = query.where(UploadRow.library.in_(reader.libraries))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        same: dict[str, list[Document]] = {}
        if any(row.events and row.state not in ACTIVE for row in rows):
            same = self._assistant.limited_to(reader.libraries).duplicates()
        return [self._read_row(row, same) for row in rows]

    def _read_row(self, row: Any, same: dict[str, list[Document]]) -> Upload:
        events = (IngestEvent.model_validate(event) for event in row.events)
        reading, since = self._reading or ("", 0.0)
        return Upload(
            id=row.id,
            library=row.library,
            category=row.category,
            file=row.file,
            size=row.size,
            state=row.state,
            seconds=int(time.monotonic() - since) if reading == row.id else None,
            can_retry=row.state in (UploadState.PARTLY, UploadState.REFUSED)
            and self._intake.path_of(row.id, row.file).is_file(),
            events=tuple(
                _tell_duplicates(event, same.get(document_id_of(row.library, event.file), []))
                for event in events
            ),
            reason=row.reason,
            uploaded_by=row.uploaded_by,
            uploaded_at=row.uploaded_at,
            finished_at=row.finished_at,
        )

    # --- Behind it --------------------------------------------------------------------------

    def _work(self) -> None:
        """Read one file after the other; of several servers on one folder, only one does."""
        self._intake.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._intake.folder / "desk.lock")
        while not self._closing.is_set():
            try:
                with lock.acquire(timeout=1):
                    self._read_all()
            except Timeout:
                continue
            except Exception:
                # The database may come back.
                logger.exception("the upload desk stumbled")
                self._closing.wait(PAUSE_S)

    def _read_all(self) -> None:
        with self._writer.begin() as connection:
            connection.execute(
                update(UploadRow)
                .where(UploadRow.state == UploadState.READING)
                .values(state=UploadState.WAITING)
            )
        with self._engine.connect() as connection:
            wanted = connection.scalars(select(UploadRow.id).where(UploadRow.state.in_(UNFINISHED)))
            self._intake.sweep(set(wanted))
        while True:
            # Whoever closes says so first and wakes us then: the word is not missed.
            self._wake.clear()
            if self._closing.is_set():
                return
            row = self._claim()
            if row is None:
                self._wake.wait(POLL_S)
                continue
            self._reading = (row.id, time.monotonic())
            try:
                self._read(row)
            finally:
                self._reading = None

    def _claim(self) -> Any:
        """Return the row that has waited longest, now being read; None when none waits."""
        oldest = (
            select(UploadRow)
            .where(UploadRow.state == UploadState.WAITING)
            .order_by(UploadRow.uploaded_at, UploadRow.id)
            .limit(1)
        )
        with self._writer.begin() as connection:
            row = connection.execute(oldest.with_only_columns(*UploadRow.__table__.c)).first()
            if row is not None:
                connection.execute(
                    update(UploadRow)
                    .where(UploadRow.id == row.id)
                    .values(state=UploadState.READING, reason="")
                )
        return row

    def _read(self, row: Any) -> None:
        path = self._intake.path_of(row.id, row.file)
        if not path.is_file():
            self._finish(row, [], "服务器上的文件不见了。请重新选择文件上传。")
            return
        events: list[IngestEvent] = []
        saved_at = time.monotonic()
        try:
            for event in self._take_into_library(path, row):
                # Whoever ends the server ends the reading too, which then looks like a bad file.
                if self._closing.is_set():
                    return
                events.append(event)
                if time.monotonic() - saved_at > SAVE_EVERY_S:
                    self._save(row, state=UploadState.READING, events=_as_json(events))
                    saved_at = time.monotonic()
        except (StoreError, ModelError, SettingsError) as error:
            logger.warning("an upload has to wait: %s", error.code)
            self._save(row, state=UploadState.WAITING, reason=f"暂时不能入库：{error}")
            self._closing.wait(PAUSE_S)
        except Exception:
            if self._closing.is_set():
                return
            logger.exception("cannot take in an upload")
            self._finish(row, events, "处理时程序出错。请把这份文件和日志交给维护人员。")
        else:
            self._finish(row, events, "" if events else "文件里没有可以入库的内容。")

    def _take_into_library(self, path: Path, row: Any) -> Iterator[IngestEvent]:
        """Yield what became of a file, or of an archive's members, with the category chosen."""
        assistant = self._assistant.limited_to(frozenset({row.library}))
        for event in assistant.ingest([path], library=row.library):
            if row.category and event.outcome is not Outcome.REFUSED:
                document_id = document_id_of(row.library, event.file)
                try:
                    if assistant.document(document_id).metadata.category != row.category:
                        assistant.mark_document(document_id, Marks(category=row.category))
                except (NotFoundError, WrongUseError) as error:
                    note = f"没有归入类别“{row.category}”：{error}"
                    event = event.model_copy(update={"warnings": (*event.warnings, note)})
            yield event

    def _finish(self, row: Any, events: list[IngestEvent], reason: str) -> None:
        refused = sum(event.outcome is Outcome.REFUSED for event in events)
        state = UploadState.PARTLY
        if refused == len(events):
            state = UploadState.REFUSED
        elif not refused and not reason:
            state = UploadState.DONE
        self._save(row, state=state, events=_as_json(events), reason=reason, finished_at=now())
        if state is UploadState.DONE:
            # The library keeps the original.
            self._intake.remove(row.id)

    def _save(self, row: Any, **values: Any) -> None:
        with self._writer.begin() as connection:
            connection.execute(update(UploadRow).where(UploadRow.id == row.id).values(**values))


def _select_uploads() -> Select[Any]:
    return (
        select(*UploadRow.__table__.c, AccountRow.name.label("uploaded_by"))
        .join(AccountRow, AccountRow.id == UploadRow.account_id)
        .order_by(UploadRow.uploaded_at.desc(), UploadRow.id)
    )


def _delete(connection: Connection, upload: Upload) -> None:
    """Delete a row unless its file is being read, which may have begun just now."""
    is_idle = UploadRow.state != UploadState.READING
    deleted = delete(UploadRow).where(UploadRow.id == upload.id, is_idle)
    if connection.execute(deleted).rowcount == 0:
        _require_idle(upload.model_copy(update={"state": UploadState.READING}))


def _require_idle(upload: Upload) -> None:
    if upload.state is UploadState.READING:
        raise WrongUseError(f"《{upload.file}》正在读取。", hint="请等它完成。")


def _is_under_way(connection: Connection, library: str, file: str) -> bool:
    """Return whether a file of that name is on its way into that library."""
    query = select(func.count()).where(
        UploadRow.library == library, UploadRow.file == file, UploadRow.state.in_(ACTIVE)
    )
    return bool(connection.scalar(query))


def _as_json(events: Iterable[IngestEvent]) -> list[dict[str, Any]]:
    return [event.model_dump(mode="json") for event in events]


def _tell_duplicates(event: IngestEvent, same: Sequence[Document]) -> IngestEvent:
    notes = [
        f"与“{one.library}”中的《{one.metadata.title or one.file}》（{one.file}）内容相同，"
        "请核对是否重复。"
        for one in same
    ]
    return event.model_copy(update={"warnings": (*event.warnings, *notes)}) if notes else event
