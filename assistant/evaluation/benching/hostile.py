"""What files made to harm cost: time, memory, and what is said of them."""

import io
import os
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, repeat
from pathlib import Path
from time import perf_counter

from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace
from ingest.errors import IngestError
from ingest.loaders import check_size
from ingest.schema import Record
from ingest.settings import LimitSettings
from ingest.worker import WORKERS, Request, peak_mib

# A bound that no office file reaches, so that the slowest do not keep the others waiting.
SECONDS = 60
SAMPLE_S = 0.02

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KIND = "application/vnd.openxmlformats-officedocument"

# Entities of entities: ten to the ninth power copies of the innermost.
LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a0 "哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
# One long entity, named many times.
QUADRATIC = f'<!DOCTYPE r [<!ENTITY a "{"哈" * 50_000}">]>'
# A file of this machine and a server, which must not be read.
EXTERNAL = (
    '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">'
    '<!ENTITY b SYSTEM "http://127.0.0.1:9/x">]>'
)


class Cost(Record):
    """What reading one file took."""

    text: str
    """What was read; empty for a refused file."""

    refusal: str
    """What happened and what to do, in Chinese; empty for a file that was read."""

    seconds: float
    worker_mib: float
    """Most memory the worker held; 0 where none was needed or the system does not say."""


def measure_hostile(workplace: Workplace) -> str:
    """Return what each hostile file takes, read one after the other."""
    limits = LimitSettings(seconds=SECONDS)
    rows = []
    workplace.work.mkdir(parents=True, exist_ok=True)
    for name in HOSTILE_FILES:
        with tempfile.TemporaryDirectory(dir=workplace.work) as folder:
            path = make_hostile_file(name, Path(folder))
            # A fresh worker for each, whose memory is then this file's alone.
            WORKERS.end()
            cost = measure_cost(path, limits)
        told = cost.refusal or f"读出 {len(cost.text)} 字。"
        rows.append([name, f"{cost.seconds:.1f}", f"{cost.worker_mib:.0f}", told])
    note = f"每份限 {limits.seconds} 秒、{limits.memory_mib} MiB，其余为默认设置。"
    table = make_table(["文件", "秒", "读取进程最多占用 MiB", "结果"], rows)
    return f"{table}\n\n{note}"


def make_hostile_file(name: str, folder: Path) -> Path:
    """Write one of the hostile files into a folder and return its path."""
    path = folder / name
    HOSTILE_FILES[name](path)
    return path


def measure_cost(path: Path, limits: LimitSettings) -> Cost:
    """Read one file as the library would and return what it took."""
    peak = 0.0
    is_done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_done.wait(SAMPLE_S):
            peak = max(0.0, peak, *map(peak_mib, WORKERS.pids()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    started = perf_counter()
    text = refusal = ""
    try:
        check_size(path, limits)
        request = Request(
            path=path, file=path.name, document_id="d", revision_id="r" * 64, limits=limits
        )
        text = WORKERS.read(request).clean.text
    except IngestError as error:
        refusal = str(error)
    finally:
        seconds = perf_counter() - started
        is_done.set()
        watcher.join()
    peak = max(0.0, peak, *map(peak_mib, WORKERS.pids()))
    return Cost(text=text, refusal=refusal, seconds=seconds, worker_mib=peak)


# --- The files ----------------------------------------------------------------------------------


def _package(path: Path, parts: Mapping[str, Iterable[str]], *, main: str, kind: str) -> None:
    """Write an Office package with the parts every reader looks for first."""
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    first = {
        "[Content_Types].xml": [
            f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="rels" ContentType="{relations}"/>'
            f'<Override PartName="/{main}" ContentType="{KIND}.{kind}.main+xml"/></Types>'
        ],
        "_rels/.rels": [
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="{main}"/></Relationships>'
        ],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, pieces in {**first, **parts}.items():
            with package.open(name, "w") as member:
                for piece in pieces:
                    member.write(piece.encode())


def _docx(path: Path, *body: Iterable[str], declaration: str = "") -> None:
    head = f'{declaration}<w:document xmlns:w="{WORD}"><w:body>'
    document = chain([head], *body, ["</w:body></w:document>"])
    _package(
        path,
        {"word/document.xml": document},
        main="word/document.xml",
        kind="wordprocessingml.document",
    )


def _xlsx(path: Path, rows: str, *, declaration: str = "") -> None:
    _package(
        path,
        {
            "xl/workbook.xml": [
                f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
                '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
            ],
            "xl/_rels/workbook.xml.rels": [
                f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
                f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ],
            "xl/worksheets/sheet1.xml": [
                f'{declaration}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
            ],
        },
        main="xl/workbook.xml",
        kind="spreadsheetml.sheet",
    )


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _entity_in_docx(declaration: str, text: str) -> Callable[[Path], None]:
    return lambda path: _docx(path, [_paragraph(text)], declaration=declaration)


def _entity_in_xlsx(declaration: str, text: str) -> Callable[[Path], None]:
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    return lambda path: _xlsx(path, row, declaration=declaration)


def _entity_in_html(declaration: str, text: str) -> Callable[[Path], None]:
    page = declaration.replace("DOCTYPE r", "DOCTYPE html") + f"<html><p>公开 {text}</p></html>"

    def make(path: Path) -> None:
        path.write_text(page, encoding="utf-8")

    return make


def _hidden_declaration(path: Path) -> None:
    """The declaration stands behind a comment longer than the first look goes."""
    comment = f"<!--{'x' * 10_000}-->"
    _docx(path, [_paragraph("&a9;")], declaration=comment + LAUGHS)


def _zip_bomb(path: Path) -> None:
    _docx(path, repeat(_paragraph("哈" * 100_000), 2_000))


def _many_paragraphs(path: Path) -> None:
    _docx(path, repeat(_paragraph("补贴") * 1_000, 1_000))


def _lying_bomb(path: Path) -> None:
    """The list of members says that a part of 300 MB has 100 bytes."""
    _docx(path, repeat(_paragraph("a" * 100_000), 3_000))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rfind(mark) if mark == b"PK\x01\x02" else data.find(b"word/document.xml") - 30
        data[place + offset : place + offset + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)


def _wide_sheet(path: Path) -> None:
    cells = '<c r="A1" t="inlineStr"><is><t>甲</t></is></c>' + "<c><v>1</v></c>" * 999_999
    _xlsx(path, f'<row r="1">{cells}</row>')


def _far_sheet(path: Path) -> None:
    """Two cells, a million rows and sixteen thousand columns apart, merged into one."""
    _xlsx(path, '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576">'
          "<v>2</v></c></row>")  # fmt: skip


def _large_cell_table(path: Path) -> None:
    cell = f"<w:tc>{_paragraph('1')}</w:tc>"
    row = f"<w:tr>{cell * 100}</w:tr>"
    _docx(path, ["<w:tbl>"], repeat(row, 4_900), ["</w:tbl>"])


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write("公开\n".encode())
        file.truncate(500 * 10**6)


def _sparse_below_the_limit(path: Path) -> None:
    with path.open("wb") as file:
        file.write("公开\n".encode())
        file.truncate(190 * 2**20)


def _million_lines(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(1_000_000):
            file.write(f"{number}\n")


def _one_long_line(path: Path) -> None:
    path.write_text("补贴标准每人每月三百元" * 400_000, encoding="utf-8")


def _deep_html(path: Path) -> None:
    path.write_text("<div>" * 200_000 + "公开" + "</div>" * 200_000, encoding="utf-8")


def _deep_tables(path: Path) -> None:
    path.write_text("<table><tr><td>公开" * 5_000, encoding="utf-8")


def _deep_docx(path: Path) -> None:
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    _docx(path, [opening * 5_000, _paragraph("公开"), closing * 5_000])


def _spans(path: Path) -> None:
    cell = '<td rowspan="65534" colspan="1000">公开</td>'
    path.write_text(f"<table>{('<tr>' + cell * 50 + '</tr>') * 50}</table>", encoding="utf-8")


def _pdf(path: Path, pages: int, *, content: bytes = b"", boxes: str = "0 0 595 842") -> None:
    """Write pages that share one content, and a table of where everything stands."""
    kids = " ".join(f"{number + 4} 0 R" for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]/MediaBox[{boxes}]>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *[b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources<</Font<</F<</Type/Font/Subtype"
          b"/Type1/BaseFont/Helvetica>>>>>>>>"] * pages,
    ]  # fmt: skip
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj" % number + each + b"endobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    path.write_bytes(out.getvalue())


TEXT = b"BT /F 12 Tf 72 700 Td (subsidy 300 yuan) Tj ET"


def _long_pdf(path: Path) -> None:
    _pdf(path, 10_000, content=TEXT)


def _pdf_of_lines(path: Path) -> None:
    """A page of a hundred thousand rules, as a table would have."""
    rules = b"".join(b"0 %d m 595 %d l S " % (n % 842, n % 842) for n in range(100_000))
    _pdf(path, 1, content=TEXT + b" " + rules)


def _giant_page(path: Path) -> None:
    _pdf(path, 1, content=b"0 0 m 9 9 l S", boxes="0 0 2000000 2000000")


def _random(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4\n" + os.urandom(1_000_000))


HOSTILE_FILES: Mapping[str, Callable[[Path], None]] = {
    "十亿次实体.docx": _entity_in_docx(LAUGHS, "&a9;"),
    "十亿次实体.xlsx": _entity_in_xlsx(LAUGHS, "&a9;"),
    "十亿次实体.html": _entity_in_html(LAUGHS, "&a9;"),
    "长实体.docx": _entity_in_docx(QUADRATIC, "&a;" * 50_000),
    "长实体.xlsx": _entity_in_xlsx(QUADRATIC, "&a;" * 50_000),
    "长实体.html": _entity_in_html(QUADRATIC, "&a;" * 50_000),
    "注释后的实体.docx": _hidden_declaration,
    "外部实体.docx": _entity_in_docx(EXTERNAL, "&a;&b;"),
    "外部实体.xlsx": _entity_in_xlsx(EXTERNAL, "&a;&b;"),
    "外部实体.html": _entity_in_html(EXTERNAL, "&a;&b;"),
    "压缩炸弹.docx": _zip_bomb,
    "谎报大小.docx": _lying_bomb,
    "百万段.docx": _many_paragraphs,
    "49万单元格.docx": _large_cell_table,
    "嵌套五千层.docx": _deep_docx,
    "百万列.xlsx": _wide_sheet,
    "相距最远.xlsx": _far_sheet,
    "五百兆.txt": _sparse,
    "全是零.txt": _sparse_below_the_limit,
    "百万行.txt": _million_lines,
    "一行四百万字.txt": _one_long_line,
    "嵌套二十万层.html": _deep_html,
    "嵌套五千表.html": _deep_tables,
    "巨大跨度.html": _spans,
    "一万页.pdf": _long_pdf,
    "十万条线.pdf": _pdf_of_lines,
    "巨幅页面.pdf": _giant_page,
    "乱码.pdf": _random,
}
