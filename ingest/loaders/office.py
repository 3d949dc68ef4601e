"""Read what only an office program can read (.doc, .wps, .rtf, .odt): LibreOffice converts it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from ingest.errors import IngestError, UnreadableDocumentError, UnsupportedFormatError
from ingest.loaders.docx import DocxLoader
from ingest.loaders.packages import DOCUMENT_TYPE, open_package
from ingest.loaders.sniffing import DOC, ODS, ODT, RTF, WORD_2003, detect_media_type
from ingest.loaders.xlsx import XlsxLoader
from ingest.schema import LoadedFile
from ingest.settings import LimitSettings

# LibreOffice ends with this after setting up a new profile, and wants to be started again.
RESTART = 81

PROGRAMS = ("soffice", "libreoffice")
USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)

# Macros never run, links to other files are not followed, and whatever still asks for the network
# is sent to a port where nobody listens.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
"""
_PROFILE_END = "</oor:items>\n"


class Conversion(NamedTuple):
    """How LibreOffice reads a format, and what it writes."""

    name: str
    suffix: str
    input_filter: str
    """Given, so that a file is read as what its bytes say or not at all."""

    output: str
    """Suffix and filter, as `--convert-to` takes them."""


TO_DOCX = "docx:MS Word 2007 XML"
TO_XLSX = "xlsx:Calc MS Excel 2007 XML"
CONVERSIONS = {
    DOC: Conversion("旧版 Word 文档（.doc、.wps）", ".doc", "MS Word 97", TO_DOCX),
    RTF: Conversion("RTF 文档", ".rtf", "Rich Text Format", TO_DOCX),
    WORD_2003: Conversion("Word 2003 的 XML 文档", ".xml", "MS Word 2003 XML", TO_DOCX),
    ODT: Conversion("OpenDocument 文档（.odt）", ".odt", "writer8", TO_DOCX),
    ODS: Conversion("OpenDocument 表格（.ods）", ".ods", "calc8", TO_XLSX),
}


class OfficeLoader:
    """Reads the .docx or .xlsx that LibreOffice makes of a file; see `Loader`."""

    media_types: frozenset[str] = frozenset(CONVERSIONS)

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits

    def load(self, path: Path) -> LoadedFile:
        """Read a file of an older office program; see `Loader`.

        Raises:
            UnsupportedFormatError: LibreOffice is not installed.
        """
        media_type = detect_media_type(path)
        conversion = CONVERSIONS[media_type]
        self._check(path, media_type)
        with tempfile.TemporaryDirectory(prefix="policy-office-") as name:
            converted = convert(
                path, conversion, Path(name), timeout_s=self._limits.conversion_seconds
            )
            is_sheet = conversion.output is TO_XLSX
            loader = XlsxLoader(self._limits) if is_sheet else DocxLoader(self._limits)
            try:
                loaded = loader.load(converted)
            except IngestError as error:
                # The keeper knows the file by its own name.
                message = error.message.replace(converted.name, path.name)
                raise type(error)(message, hint=error.hint) from error
        return loaded.model_copy(update={"media_type": media_type})

    def _check(self, path: Path, media_type: str) -> None:
        """Refuse XML whose entities could grow without end or read other files."""
        if media_type in {ODT, ODS}:
            with open_package(path, unpacked_mib=self._limits.unpacked_mib):
                pass
        elif media_type == WORD_2003 and DOCUMENT_TYPE.search(path.read_bytes()):
            raise UnreadableDocumentError(
                f"无法读取《{path.name}》：文件内含不允许的实体声明。",
                hint="文件可能被改动过，请向提供者核实并重新索取。",
            )


def find_office() -> Path | None:
    """Return the program that converts, None where LibreOffice is not installed."""
    found = next(filter(None, map(shutil.which, (*PROGRAMS, *USUAL_PLACES))), None)
    if found is None:
        return None
    # The program itself rather than the two that start it: one process to end, and it stays in
    # our group of processes, so that it ends with us.
    program = Path(found).resolve().with_name("soffice.bin")
    return program if program.is_file() else Path(found)


def convert(
    path: Path, conversion: Conversion, folder: Path, *, timeout_s: int, settings: str = ""
) -> Path:
    """Convert a file and return the new one, which lies in `folder`.

    Args:
        path: The file; it is copied and not touched.
        conversion: From what to what.
        folder: An empty folder, for the copy, the result and LibreOffice's own profile, so that
            runs at the same time do not meet.
        timeout_s: After so many seconds LibreOffice is killed.
        settings: More items of LibreOffice's registry, as its files have them.

    Raises:
        UnsupportedFormatError: LibreOffice is not installed.
        UnreadableDocumentError: it made nothing of the file, or took too long.
    """
    program = find_office()
    if program is None:
        suffix = conversion.output.partition(":")[0]
        raise UnsupportedFormatError(
            f"无法读取《{path.name}》：它是{conversion.name}，本机没有安装 LibreOffice，不能转换。",
            hint=f"请安装 LibreOffice（免费）后重新导入，或用 Word、WPS 另存为 .{suffix} 后上传。",
        )
    source = folder / f"source{conversion.suffix}"
    shutil.copyfile(path, source)
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        PROFILE + settings + _PROFILE_END, encoding="utf-8"
    )
    command = [
        str(program),
        f"-env:UserInstallation={user.parent.as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        f"--infilter={conversion.input_filter}",
        "--convert-to",
        conversion.output,
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    try:
        if _run(command, folder, timeout_s) == RESTART:
            _run(command, folder, timeout_s)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：LibreOffice 转换超过 {timeout_s} 秒，已中止。",
            hint="请用 Word 或 WPS 打开，另存为 .docx 后重新上传。",
        ) from error
    converted = next((folder / "out").glob("source.*"), None)
    if converted is None:
        raise UnreadableDocumentError(
            f"无法读取《{path.name}》：LibreOffice 打不开它，文件可能已损坏或设有密码。",
            hint="请用 Word 或 WPS 打开核对，去掉密码，另存为 .docx 后重新上传。",
        )
    return converted


def _run(command: list[str], folder: Path, timeout_s: int) -> int:
    """Run a command to its end; past the time it is killed. What it prints is of no use."""
    environment = os.environ | {"HOME": str(folder), "TMPDIR": str(folder)}
    # LibreOffice draws nothing, but asks for a display where one is named.
    environment.pop("DISPLAY", None)
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=timeout_s,
        check=False,
    ).returncode
