"""Where files that are handed in lie until they are read: whole, under names that are safe."""

import errno
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from assistant.errors import WrongUseError
from ingest.archives import is_hidden
from ingest.errors import StoreUnavailableError
from ingest.gathering import MANIFEST
from ingest.settings import LimitSettings

READ_BYTES = 1 << 20
# The database and the indexes need room too, and a full disk harms more than one upload.
RESERVE_BYTES = 256 * 2**20
# File systems take 255 bytes; a 汉字 takes three.
LONGEST_NAME_BYTES = 255
# Another server on the same folder may be writing: what is younger is left alone.
LEFTOVER_AFTER_S = 3600

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.I)


class Intake:
    """A folder with a folder for each upload, which holds its file under its own name.

    Args:
        folder: Made when it is first needed.
        limits: Bounds on what one file may cost.
    """

    def __init__(self, folder: Path, limits: LimitSettings) -> None:
        self.folder = folder
        self._limits = limits

    def path_of(self, id_: str, name: str) -> Path:
        """Return where an upload's file stands, whether or not it is there."""
        return self.folder / id_ / name

    def save(self, id_: str, name: str, content: BinaryIO) -> int:
        """Write a file, whole or not at all, and return its size in bytes.

        Raises:
            WrongUseError: it is empty or too large.
            StoreUnavailableError: the disk is full, or does not take it.
        """
        path = self.path_of(id_, name)
        try:
            path.parent.mkdir(parents=True)
            if shutil.disk_usage(self.folder).free < RESERVE_BYTES:
                raise OSError(errno.ENOSPC, "below the reserve")
            size = self._copy(path, content)
            for folder in (path.parent, self.folder):
                _sync_folder(folder)
        except OSError as error:
            self.remove(id_)
            raise _cannot_write(name, error) from error
        except WrongUseError:
            self.remove(id_)
            raise
        return size

    def remove(self, id_: str) -> None:
        """Remove an upload's file, if it is there."""
        shutil.rmtree(self.folder / id_, ignore_errors=True)

    def sweep(self, wanted: Collection[str]) -> None:
        """Remove what uploads left that were cut short, or have ended.

        Args:
            wanted: Ids of the uploads whose files are still needed.
        """
        if not self.folder.is_dir():
            return
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in wanted:
                age_s = time.time() - folder.stat().st_mtime
                if age_s > LEFTOVER_AFTER_S:
                    shutil.rmtree(folder, ignore_errors=True)

    def _copy(self, path: Path, content: BinaryIO) -> int:
        is_archive = path.suffix.lower() == ".zip"
        limit = self._limits.archive_mib if is_archive else self._limits.file_mib
        size = 0
        with path.open("xb") as file:
            while piece := content.read(READ_BYTES):
                size += len(piece)
                if size > limit * 2**20:
                    raise _too_large(path.name, limit)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if size == 0:
            raise _empty(path.name)
        return size


def read_whole(name: str, content: BinaryIO, limits: LimitSettings) -> tuple[str, bytes]:
    """Return the safe name of a file that is read at once and not kept, and its bytes.

    Raises:
        WrongUseError: no file should bear that name, or it is empty or too large.
    """
    name = check_name(name)
    read = content.read(limits.file_mib * 2**20 + 1)
    if len(read) > limits.file_mib * 2**20:
        raise _too_large(name, limits.file_mib)
    if not read:
        raise _empty(name)
    return name, read


def check_name(name: str) -> str:
    """Return the name under which a file is kept: the last part of what a browser sent.

    Raises:
        WrongUseError: no file can, or should, bear it.
    """
    # A browser may send a whole path, and Windows ones with backslashes.
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2]).strip()
    shown = legible(name)
    if not name.strip(". "):
        raise WrongUseError("上传的文件没有名称。", hint="请为文件取名后再上传。")
    if any(unicodedata.category(sign) in _INVISIBLE for sign in name):
        raise WrongUseError(f"文件名《{shown}》中有看不见的字符。", hint="请改名后重新上传。")
    if len(name.encode()) > LONGEST_NAME_BYTES:
        raise WrongUseError(
            f"文件名《{shown}》太长（{len(name)} 字）。", hint="请缩短到 80 字以内后重新上传。"
        )
    if name == MANIFEST:
        raise WrongUseError(
            f"{MANIFEST} 是清单，不是资料。", hint="请把它和所说的文件一起打包成 .zip 上传。"
        )
    if is_hidden(name):
        raise WrongUseError(
            f"《{shown}》是系统或 Office 的临时文件，不是资料。", hint="请选择文件本身。"
        )
    if _NOT_ON_WINDOWS.search(name) or name.endswith("."):
        raise WrongUseError(
            f"文件名《{shown}》中有不能用的符号。",
            hint='请去掉 < > : " | ? * 和末尾的点，改名后重新上传。',
        )
    if _DEVICES.match(name):
        raise WrongUseError(
            f"《{shown}》是 Windows 保留的名称，不能作文件名。", hint="请改名后重新上传。"
        )
    return name


def legible(name: str) -> str:
    """Return a name as it can be shown anywhere, however hostile or long it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join("\ufffd" if unicodedata.category(sign) in _INVISIBLE else sign for sign in last)
    return shown if len(shown) <= 100 else f"{shown[:80]}…{shown[-15:]}"


def _too_large(name: str, limit_mib: int) -> WrongUseError:
    return WrongUseError(
        f"《{name}》超过单个文件的上限 {limit_mib} MiB。",
        hint="请拆成几个较小的文件，或压缩其中的图片后重新上传。",
    )


def _empty(name: str) -> WrongUseError:
    return WrongUseError(f"《{name}》是空文件（0 字节）。", hint="请重新下载或向提供者索取后上传。")


def _cannot_write(name: str, error: OSError) -> StoreUnavailableError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreUnavailableError(
            f"服务器磁盘空间不足，没有收下《{name}》。", hint="请管理员清理磁盘后重新上传。"
        )
    return StoreUnavailableError(
        f"服务器不能保存《{name}》：{error.strerror}。",
        hint="请管理员检查 POLICY_HOME 下的 uploads 文件夹能否写入，然后重新上传。",
    )


def _sync_folder(folder: Path) -> None:
    """Let the names in a folder outlive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
