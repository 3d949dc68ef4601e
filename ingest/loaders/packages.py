"""Check a zip package (.docx, .xlsx) before anything is unpacked."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import UnreadableDocumentError

# OOXML forbids document type declarations (ECMA-376 part 2, 9.1.1); entities that grow without
# end are declared there. A declaration stands before the root element, within the first bytes.
HEAD_BYTES = 4096
DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)

# The list of members is read into memory whole. Real lists are of 100 bytes a member; a list of a
# million members that hold nothing would take a gigabyte.
MAXIMUM_DIRECTORY_BYTES = 16 * 2**20

# What zipfile raises for a broken package or member.
BROKEN_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    UnicodeDecodeError,
)

DAMAGED_HINT = "请用 Word 或 WPS 打开核对，另存一份后重新上传；打不开的，请向提供者重新索取。"


def damaged(path: Path, *, hint: str = DAMAGED_HINT) -> UnreadableDocumentError:
    """Return the error for a file whose content is broken."""
    return UnreadableDocumentError(f"无法读取《{path.name}》：文件已损坏或不完整。", hint=hint)


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip file whose list of members is of a sensible length.

    Raises:
        BadZipFile: it is too long; for other damage, one of `BROKEN_PACKAGE`.
    """
    with path.open("rb") as stream:
        # Private, but the one place that finds the list as `ZipFile` will, zip64 included.
        record = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
    if record and record[zipfile._ECD_SIZE] > MAXIMUM_DIRECTORY_BYTES:  # type: ignore[attr-defined]
        raise zipfile.BadZipFile("too many members")
    return zipfile.ZipFile(path)


@contextmanager
def open_package(path: Path, *, unpacked_mib: int) -> Iterator[zipfile.ZipFile]:
    """Open a zip package that is whole, free of passwords and not too large unpacked.

    Args:
        path: The package.
        unpacked_mib: Largest sum of its members' sizes, in MiB.

    Raises:
        UnreadableDocumentError: damaged, encrypted, too large, or with declared entities. Errors
            of reading a member inside the `with` become this error too.
    """
    try:
        with open_zip(path) as package:
            _check_members(path, package, unpacked_mib)
            yield package
    except BROKEN_PACKAGE as error:
        raise damaged(path) from error


def _check_members(path: Path, package: zipfile.ZipFile, unpacked_mib: int) -> None:
    members = package.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：文件设有密码。", hint="请去掉密码后另存，再重新上传。"
        )
    size_mib = sum(member.file_size for member in members) / 2**20
    if size_mib > unpacked_mib:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：解压后有 {size_mib:.0f} MiB，超过上限 {unpacked_mib} MiB。",
            hint="请拆成几个较小的文件，或删去其中的大图片后重新上传。",
        )
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with package.open(member) as stream:
                if DOCUMENT_TYPE.search(stream.read(HEAD_BYTES)):
                    raise UnreadableDocumentError(
                        f"无法读取《{path.name}》：文件内含不允许的实体声明。",
                        hint="文件可能被改动过，请向提供者核实并重新索取。",
                    )
