"""Word templates: those that come with the project, and those that people made."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import XMLSyntaxError

from assistant.errors import TemplateError, WrongUseError
from assistant.report.schema import TemplateInfo
from ingest.errors import NotFoundError, UnreadableDocumentError
from ingest.loaders.packages import open_package

SHIPPED = Path(__file__).parents[2] / "corpus" / "templates"

# A template of 200 pages with pictures has some.
MOST_MIB = 20
MOST_UNPACKED_MIB = 200
# Of text and layout; 200 pages full of tables have about 5.
MOST_XML_MIB = 20
LONGEST_NAME = 60

_WORD = re.compile(
    r"application/vnd\.openxmlformats-officedocument\.wordprocessingml\.document\.main"
)
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_SAVE_AS = "请在 Word 或 WPS 中另存为“Word 文档（*.docx）”后再上传。"


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


def check_file(content: bytes, name: str) -> None:
    """See that a file is a Word document that a template may be.

    Args:
        content: The file.
        name: How a person calls it.

    Raises:
        TemplateError: it is too large, damaged, of another kind, or has macros.
    """
    if len(content) > MOST_MIB * 2**20:
        raise TemplateError(
            f"模板《{name}》有 {len(content) / 2**20:.0f} MiB，超过上限 {MOST_MIB} MiB。",
            hint="请压缩或删去其中的图片后再上传。",
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise TemplateError(f"《{name}》是旧格式的 .doc 文件或设有密码。", hint=_SAVE_AS)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{clean_name(name)}.docx"
        file.write_bytes(content)
        try:
            with open_package(file, unpacked_mib=MOST_UNPACKED_MIB) as package:
                members = {member.casefold() for member in package.namelist()}
                xml = sum(each.file_size for each in package.infolist() if _is_xml(each.filename))
                types = (
                    package.read("[Content_Types].xml").decode("utf-8", "replace")
                    if "[content_types].xml" in members
                    else ""
                )
        except (UnreadableDocumentError, KeyError) as error:
            hint = error.hint if isinstance(error, UnreadableDocumentError) else _SAVE_AS
            raise TemplateError(f"《{name}》不是能打开的 Word 文件。", hint=hint) from error
        if xml > MOST_XML_MIB * 2**20:
            raise TemplateError(
                f"模板《{name}》的正文有 {xml / 2**20:.0f} MiB，超过上限 {MOST_XML_MIB} MiB。",
                hint="几百页的材料请拆成几个模板，分别生成后再合并。",
            )
        if "macroenabled" in types.casefold() or any("vbaproject" in member for member in members):
            raise TemplateError(
                f"《{name}》带有宏，不能作为模板。",
                hint="宏能在打开文件的电脑上运行程序。" + _SAVE_AS,
            )
        if not _WORD.search(types):
            raise TemplateError(f"《{name}》不是 Word 文档（.docx）。", hint=_SAVE_AS)
        try:
            has_body = Document(str(file)).element.body is not None
        except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, OSError) as error:
            raise TemplateError(f"《{name}》已损坏，打不开。", hint=_SAVE_AS) from error
        if not has_body:
            raise TemplateError(f"《{name}》里没有正文。", hint=_SAVE_AS)


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


@lru_cache(maxsize=64)
def _subject(content: bytes) -> str:
    return str(Document(BytesIO(content)).core_properties.subject or "")
