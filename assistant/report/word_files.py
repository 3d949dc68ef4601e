"""See that a file is a Word document that can be filled without harm to anybody."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from assistant.errors import TemplateError
from ingest.errors import UnreadableDocumentError
from ingest.loaders.packages import open_package

# A template of 200 pages with pictures has some.
MOST_MIB = 20
MOST_UNPACKED_MIB = 200
# Of text and layout; 200 pages full of tables have about 5.
MOST_XML_MIB = 20

_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OLD = b"\xd0\xcf\x11\xe0"
_SAVE_AS = "请在 Word 或 WPS 中另存为“Word 文档（*.docx）”后再上传。"
# Another machine; a path of this one, such as that of Normal.dotm, leads nowhere elsewhere.
_REMOTE = re.compile(r"(?:https?|ftp):|\\\\|file:/*(?:/|\\\\)[^/\\:]+[/\\]", re.IGNORECASE)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True)
class _Contents:
    """What a package says of itself."""

    members: frozenset[str]
    """In small letters."""

    types: str
    xml_bytes: int
    links: tuple[str, ...]
    """What Word would fetch from another machine on opening."""


def check_file(content: bytes, name: str) -> None:
    """See that a file can be filled, or have its comments taken out.

    Args:
        content: The file.
        name: How a person calls it.

    Raises:
        TemplateError: it is too large, damaged, of another kind, has macros, or fetches something
            from elsewhere when it is opened.
    """
    if len(content) > MOST_MIB * 2**20:
        raise TemplateError(
            f"《{name}》有 {len(content) / 2**20:.0f} MiB，超过上限 {MOST_MIB} MiB。",
            hint="请压缩或删去其中的图片后再上传。",
        )
    if content.startswith(_OLD):
        raise TemplateError(f"《{name}》是旧格式的 .doc 文件或设有密码。", hint=_SAVE_AS)
    contents = _read(content, name)
    if contents.xml_bytes > MOST_XML_MIB * 2**20:
        size = f"{contents.xml_bytes / 2**20:.0f}"
        raise TemplateError(
            f"《{name}》的正文有 {size} MiB，超过上限 {MOST_XML_MIB} MiB。",
            hint="几百页的材料请拆成几个文件，分别处理后再合并。",
        )
    has_program = any("vbaproject" in member for member in contents.members)
    if has_program or "macroenabled" in contents.types.casefold():
        raise TemplateError(
            f"《{name}》带有宏，不能使用。", hint=f"宏能在打开文件的电脑上运行程序。{_SAVE_AS}"
        )
    if _WORD not in contents.types:
        raise TemplateError(f"《{name}》不是 Word 文档（.docx）。", hint=_SAVE_AS)
    if contents.links:
        raise TemplateError(
            f"《{name}》打开时会从别处取内容（{contents.links[0][:60]}），不能使用。",
            hint="请把正文复制到新建的空白文档中，另存后再上传。",
        )
    try:
        is_whole = Document(BytesIO(content)).element.body is not None
    except (PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise TemplateError(f"《{name}》已损坏，打不开。", hint=_SAVE_AS) from error
    if not is_whole:
        raise TemplateError(f"《{name}》里没有正文。", hint=_SAVE_AS)


def _read(content: bytes, name: str) -> _Contents:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "文件.docx"
        file.write_bytes(content)
        try:
            with open_package(file, unpacked_mib=MOST_UNPACKED_MIB) as package:
                names = package.namelist()
                return _Contents(
                    members=frozenset(map(str.casefold, names)),
                    types=package.read(_TYPES).decode("utf-8", "replace"),
                    xml_bytes=sum(
                        each.file_size
                        for each in package.infolist()
                        if each.filename.endswith((".xml", ".rels"))
                    ),
                    links=tuple(
                        link
                        for each in names
                        if each.endswith(".rels")
                        for link in _links(package, each)
                    ),
                )
        except (UnreadableDocumentError, KeyError, etree.XMLSyntaxError) as error:
            hint = error.hint if isinstance(error, UnreadableDocumentError) else _SAVE_AS
            raise TemplateError(f"《{name}》不是能打开的 Word 文件。", hint=hint) from error


def _links(package: ZipFile, name: str) -> list[str]:
    """Return what a list of relations names on another machine, hyperlinks aside."""
    return [
        each.get("Target", "")
        for each in etree.fromstring(package.read(name), _PARSER)
        if each.get("TargetMode") == "External"
        and not each.get("Type", "").endswith("/hyperlink")
        and _REMOTE.match(each.get("Target", ""))
    ]
