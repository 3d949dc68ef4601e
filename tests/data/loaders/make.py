"""Write the tiny files beside this script again: `python tests/data/loaders/make.py`.

The samples hold the same text in every format; each other file has one difficulty. PDF files need
reportlab, those of older office programs LibreOffice, which the tests themselves do without.
"""

import base64
import csv
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent

HEADING = "第一章 总则"
PARAGRAPHS = (
    "为规范甲县财政资金的使用，制定本办法。",
    "第一条 资金总额为一千二百三十四万元。",
)
TABLE = (("地区", "产量（吨）", "增幅"), ("乙乡", "1,234.5", "5.6%"), ("丙镇", "987.0", "-0.3%"))
LAST = "本办法自印发之日起施行。"


def make_text() -> None:
    lines = [HEADING, *PARAGRAPHS, "", *("\t".join(row) for row in TABLE), "", LAST, ""]
    (HERE / "sample.txt").write_text("\n".join(lines), encoding="utf-8")


def make_markdown() -> None:
    head, *rows = (f"| {' | '.join(row)} |" for row in TABLE)
    lines = [f"# {HEADING}", "", *PARAGRAPHS, "", head, "|---|---|---|", *rows, "", LAST, ""]
    (HERE / "sample.md").write_text("\n".join(lines), encoding="utf-8")


def make_html() -> None:
    head, *rows = TABLE
    header = "".join(f"<th>{text}</th>" for text in head)
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    paragraphs = "".join(f"<p>{text}</p>\n" for text in PARAGRAPHS)
    page = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>办法</title></head><body>\n'
        '<div class="nav"><a href="/a">首页</a><a href="/b">政务公开</a></div>\n'
        f"<h1>{HEADING}</h1>\n{paragraphs}<table><tr>{header}</tr>{body}</table>\n<p>{LAST}</p>\n"
        "<footer>甲县人民政府办公室主办</footer></body></html>\n"
    )
    (HERE / "sample.html").write_text(page, encoding="utf-8")


def make_docx() -> None:
    from docx import Document

    document = Document()
    document.add_heading(HEADING, 1)
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=3)
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(LAST)
    document.save(str(HERE / "sample.docx"))


def make_xlsx() -> None:
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = HEADING
    for text in PARAGRAPHS:
        sheet.append([text])
    sheet.append([])
    sheet.append(TABLE[0])
    for name, amount, growth in TABLE[1:]:
        sheet.append([name, float(amount.replace(",", "")), float(growth.strip("%")) / 100])
        sheet.cell(sheet.max_row, 2).number_format = "#,##0.0"
        sheet.cell(sheet.max_row, 3).number_format = "0.0%"
    sheet.append([])
    sheet.append([LAST])
    workbook.save(HERE / "sample.xlsx")


def make_xls() -> None:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet(HEADING)
    for number, text in enumerate(PARAGRAPHS):
        sheet.write(number, 0, text)
    for column, text in enumerate(TABLE[0]):
        sheet.write(3, column, text)
    for number, (name, amount, growth) in enumerate(TABLE[1:], start=4):
        sheet.write(number, 0, name)
        sheet.write(number, 1, float(amount.replace(",", "")), xlwt.easyxf(None, "#,##0.0"))
        sheet.write(number, 2, float(growth.strip("%")) / 100, xlwt.easyxf(None, "0.0%"))
    sheet.write(7, 0, LAST)
    workbook.save(str(HERE / "sample.xls"))


def make_csv() -> None:
    # As Excel in Chinese writes it: GBK, lines of Windows, quotation marks where needed.
    with (HERE / "sample.csv").open("w", encoding="gb18030", newline="") as stream:
        rows = ([HEADING], *([text] for text in PARAGRAPHS), [], *TABLE, [], [LAST])
        csv.writer(stream).writerows(rows)


def make_mht() -> None:
    page = (HERE / "sample.html").read_bytes()
    lines = (
        "From: <Saved by Blink>",
        "Subject: sample",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="----b"',
        "",
        "------b",
        "Content-Type: text/html",
        "Content-Transfer-Encoding: base64",
        "",
        base64.encodebytes(page).decode().replace("\n", "\r\n"),
        "------b--",
        "",
    )
    (HERE / "sample.mht").write_bytes("\r\n".join(lines).encode())


def make_with_libreoffice() -> None:
    for source, output, name in (
        ("sample.docx", "doc:MS Word 97", "sample.doc"),
        ("sample.docx", "rtf:Rich Text Format", "sample.rtf"),
        ("sample.docx", "odt:writer8", "sample.odt"),
        ("sample.docx", "xml:MS Word 2003 XML", "sample_word_2003.xml"),
        ("sample.xlsx", "ods:calc8", "sample.ods"),
    ):
        command = ["soffice", "--headless", "--convert-to", output, "--outdir", str(HERE / "out")]
        subprocess.run([*command, str(HERE / source)], check=True)
        made = HERE / "out" / f"sample.{output.partition(':')[0]}"
        shutil.move(made, HERE / name)
    (HERE / "out").rmdir()


def make_pdfs() -> None:
    from PIL import Image
    from reportlab.lib import colors
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))

    def canvas(name: str, **options: object) -> Canvas:
        page = Canvas(str(HERE / name), pagesize=(420, 595), invariant=True, **options)
        page.setFont("STSong-Light", 12)
        return page

    def ruled(page: Canvas, rows: list[list[str]], top: float, spans: list[object]) -> None:
        style = [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("FONT", (0, 0), (-1, -1), "STSong-Light"),
            *spans,
        ]
        table = Table(rows, style=style, colWidths=90, rowHeights=20)
        table.wrapOn(page, 400, 400)
        table.drawOn(page, 50, top - 20 * len(rows))

    page = canvas("sample.pdf")
    for number, text in enumerate((HEADING, *PARAGRAPHS)):
        page.drawString(50, 540 - 24 * number, text)
    ruled(page, [list(row) for row in TABLE], 470, [])
    page.drawString(50, 380, LAST)
    page.save()

    page = canvas("merged_cells.pdf")
    page.drawString(50, 540, "表前的一行。")
    rows = [["地区", "产量", ""], ["", "上半年", "下半年"], ["甲乡", "12", "34"]]
    ruled(page, rows, 520, [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0))])
    page.drawString(50, 430, "表后的一行。")
    page.save()

    scan = Image.new("L", (8, 8), 128)
    page = canvas("scan_between_text.pdf")
    page.drawString(50, 540, "第一页有文字。")
    page.showPage()
    page.drawInlineImage(scan, 50, 100, 300, 400)
    page.showPage()
    page.setFont("STSong-Light", 12)
    page.drawString(50, 540, "第三页也有文字。")
    page.save()

    page = canvas("scan_without_text.pdf")
    page.drawInlineImage(scan, 50, 100, 300, 400)
    page.save()

    page = canvas("encrypted.pdf", encrypt=StandardEncryption("secret"))
    page.drawString(50, 540, "看不到的文字。")
    page.save()


if __name__ == "__main__":
    for make in (
        make_text,
        make_markdown,
        make_html,
        make_mht,
        make_docx,
        make_xlsx,
        make_xls,
        make_csv,
        make_pdfs,
        make_with_libreoffice,
    ):
        make()
