"""Unpack .zip files from anywhere: nothing is written outside the folder or beyond the limits."""

import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ingest.loaders.decoding import decode
from ingest.loaders.packages import BROKEN_PACKAGE, open_zip
from ingest.loaders.sniffing import is_document
from ingest.settings import LimitSettings

READ_BYTES = 1 << 20
# Text packs at 3 to 20 to 1, a blank scan at 200 at most; bombs lie near deflate's limit of 1032.
LARGEST_RATIO = 500
# Below this size even a bomb is harmless.
SUSPICIOUS_BYTES = 16 * 2**20
# Flags of a member (PKWARE's APPNOTE, 4.4.4).
ENCRYPTED, NAME_IS_UTF8 = 0x1, 0x800
# What macOS and Windows leave in folders, besides files that begin with a dot.
JUNK = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
DRIVE = re.compile(r"[A-Za-z]:")

PACK_AGAIN = "请重新打包后再导入。"
UNPACK_FIRST = "请解压后把里面的文件分别导入。"


class Refusal(NamedTuple):
    """A member of an archive, or an archive, that is not read."""

    file: str
    reason: str
    """What happened and what to do, in Chinese."""


class Budget:
    """What one archive, with the archives inside it, may still cost."""

    def __init__(self, limits: LimitSettings) -> None:
        self.limits = limits
        self.members = limits.archive_members
        self.bytes = limits.archive_mib * 2**20


def is_archive(path: Path) -> bool:
    """Return whether a file is named .zip and is one, though not a document of that format."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            if stream.read(2) != b"PK":
                return False
    except OSError:
        return False
    try:
        with open_zip(path) as archive:
            return not is_document(archive.namelist())
    except BROKEN_PACKAGE:
        return True


def is_hidden(name: str) -> bool:
    """Return whether a file or folder is hidden, an Office lock file, or a system's litter."""
    return (name.startswith((".", "~$")) and name not in {".", ".."}) or name in JUNK


def unpack(path: Path, folder: Path, budget: Budget) -> Iterator[Refusal]:
    """Unpack an archive into a folder, keeping its own folders.

    Left out in silence are folders, hidden files and what systems leave behind. Sizes are counted
    as they are read, whatever the archive says of them.

    Args:
        path: A zip archive.
        folder: An empty folder, to be filled.
        budget: What may be written; used up as it goes.

    Yields:
        One refusal per member that is not unpacked: encrypted, damaged, a link, of an unsafe name,
        or beyond a limit; one for an archive that is damaged or without files.
    """
    try:
        archive = open_zip(path)
    except BROKEN_PACKAGE:
        yield Refusal(path.name, f"压缩包已损坏或不完整。请重新下载或索取，{PACK_AGAIN}")
        return
    with archive:
        members = [(member, _member_name(member)) for member in archive.infolist()]
        wanted = [
            (member, name)
            for member, name in members
            if not name.endswith("/") and not any(map(is_hidden, name.split("/")))
        ]
        if not wanted:
            yield Refusal(path.name, "压缩包里没有文件。请核对后重新打包。")
        for position, (member, name) in enumerate(wanted):
            if budget.members <= 0:
                yield Refusal(
                    path.name,
                    f"压缩包里的文件超过 {budget.limits.archive_members} 个，"
                    f"其余 {len(wanted) - position} 个没有解压。请分成几个压缩包导入。",
                )
                return
            budget.members -= 1
            reason = _why_unsafe(member, name) or _extract(archive, member, folder / name, budget)
            if reason:
                file = PurePosixPath(name).name or path.name
                yield Refusal(file, f"没有从压缩包《{path.name}》中解压：{reason}")


def _member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's path, "/" between its parts; Windows in Chinese writes names in GBK."""
    name = member.orig_filename
    if not member.flag_bits & NAME_IS_UTF8:
        name = decode(name.encode("cp437")).text
    return name.replace("\\", "/")


def _why_unsafe(member: zipfile.ZipInfo, name: str) -> str:
    """Return why a member may not be written; empty for one that may."""
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or DRIVE.match(name) or not name.isprintable():
        return f"文件名不安全。压缩包可能被动过手脚，请核实来源，{PACK_AGAIN}"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return f"它是链接或特殊文件。{PACK_AGAIN}"
    if member.flag_bits & ENCRYPTED:
        return "设有密码。请用密码解压后，把里面的文件分别导入。"
    return ""


def _extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, budget: Budget
) -> str:
    """Write a member; return why it could not be written whole, empty when it was."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("xb") as copy:
            size = 0
            while piece := source.read(READ_BYTES):
                size += len(piece)
                if reason := _why_too_large(size, member, budget):
                    break
                budget.bytes -= len(piece)
                copy.write(piece)
            else:
                return ""
    except (FileExistsError, NotADirectoryError):
        return f"压缩包里有两个同名的文件。请给其中一个改名，{PACK_AGAIN}"
    except OSError as error:
        reason = f"无法写入临时文件夹（{error.strerror}）。{UNPACK_FIRST}"
    # RuntimeError: a method of packing that Python cannot undo.
    except (*BROKEN_PACKAGE, RuntimeError):
        reason = f"已损坏，或压缩方式不常见。{UNPACK_FIRST}"
    # A name too long for the file system is one that cannot be removed either.
    with suppress(OSError):
        target.unlink()
    return reason


def _why_too_large(size: int, member: zipfile.ZipInfo, budget: Budget) -> str:
    limits = budget.limits
    if size > limits.file_mib * 2**20:
        return f"解压后超过单个文件的上限 {limits.file_mib} MiB。请拆成几个较小的文件。"
    if size > budget.bytes:
        return f"压缩包解压后共超过 {limits.archive_mib} MiB。请分成几个压缩包导入。"
    if size > SUSPICIOUS_BYTES and size > member.compress_size * LARGEST_RATIO:
        return f"压缩率异常，像是压缩炸弹。请核实来源；可靠的，{UNPACK_FIRST}"
    return ""
