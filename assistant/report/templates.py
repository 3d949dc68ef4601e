"""Word templates: those that come with the project, and those that people made."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from docx import Document

from assistant.errors import WrongUseError
from assistant.report.schema import TemplateInfo
from ingest.errors import NotFoundError

SHIPPED = Path(__file__).parents[2] / "corpus" / "templates"

LONGEST_NAME = 60

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Templates:
    """The templates of a deployment.

    Args:
        folder: Where uploaded ones lie; made when the first is kept.
        shipped: Where those of the project lie.
    """

    def __init__(self, folder: Path, *, shipped: Path = SHIPPED) -> None:
        self._folder = folder
        self._shipped = shipped

    def list(self) -> list[TemplateInfo]:
        """Return every template, shipped ones first, then by name; without their fields."""
        uploaded = sorted(self._read_uploaded(), key=lambda info: info.name)
        return [*self._read_shipped(), *uploaded]

    def get(self, id_or_name: str) -> TemplateInfo:
        """Return a template.

        Raises:
            NotFoundError: there is none.
        """
        for info in self.list():
            if id_or_name in (info.id, info.name):
                return info
        known = "、".join(info.name for info in self.list())
        raise NotFoundError(f"没有叫“{id_or_name}”的模板。", hint=f"现有的模板：{known or '无'}。")

    def read(self, id_or_name: str) -> bytes:
        """Return the file of a template; raises as `get`."""
        return self._file(self.get(id_or_name)).read_bytes()

    def add(self, content: bytes, name: str, *, by: str) -> TemplateInfo:
        """Keep a template whose file was checked.

        Raises:
            WrongUseError: the name is none, or another template has it.
        """
        name = clean_name(name)
        if any(info.name == name for info in self.list()):
            raise WrongUseError(
                f"已经有叫“{name}”的模板。", hint="请换一个名称，或先删除原来的那个。"
            )
        info = TemplateInfo(
            id=uuid4().hex[:12],
            name=name,
            description=_subject(content),
            uploaded_by=by,
            uploaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file(info).write_bytes(content)
        # The record comes last: a file without one is no template.
        record = json.dumps(info.model_dump(), ensure_ascii=False)
        self._record(info.id).write_text(record, encoding="utf-8")
        return info

    def remove(self, id_or_name: str) -> TemplateInfo:
        """Remove an uploaded template and return what it was.

        Raises:
            NotFoundError: there is none.
            WrongUseError: it came with the project.
        """
        info = self.get(id_or_name)
        if info.is_shipped:
            raise WrongUseError(
                f"“{info.name}”是随程序提供的模板，不能删除。",
                hint="可以下载后修改，再用另一个名称上传。",
            )
        self._record(info.id).unlink(missing_ok=True)
        self._file(info).unlink(missing_ok=True)
        return info

    def _read_shipped(self) -> Iterator[TemplateInfo]:
        for file in sorted(self._shipped.glob("*.docx")):
            yield TemplateInfo(
                id=file.stem,
                name=file.stem,
                description=_subject(file.read_bytes()),
                is_shipped=True,
            )

    def _read_uploaded(self) -> Iterator[TemplateInfo]:
        for file in self._folder.glob("*.json"):
            # Somebody may have cleared files away by hand.
            if file.with_suffix(".docx").is_file():
                yield TemplateInfo.model_validate_json(file.read_text(encoding="utf-8"))

    def _file(self, info: TemplateInfo) -> Path:
        return (self._shipped if info.is_shipped else self._folder) / f"{info.id}.docx"

    def _record(self, id_: str) -> Path:
        return self._folder / f"{id_}.json"


def clean_name(name: str) -> str:
    """Return the name of a template from that of its file.

    Raises:
        WrongUseError: it is empty or too long, or has signs that no file may have.
    """
    name = re.sub(r"\.docx$", "", name.strip(), flags=re.IGNORECASE).strip()
    if not name or len(name) > LONGEST_NAME or _FORBIDDEN.search(name):
        raise WrongUseError(
            f"“{name[:20]}”不能作为模板的名称。",
            hint=f'名称为 1 到 {LONGEST_NAME} 个字，不含 \\ / : * ? " < > |。',
        )
    return name


@lru_cache(maxsize=64)
def _subject(content: bytes) -> str:
    return str(Document(BytesIO(content)).core_properties.subject or "")
