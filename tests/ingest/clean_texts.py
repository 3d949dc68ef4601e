"""Builds a `CleanText` from lines, the way cleaning hands one on."""

from ingest.schema import BlockKind, CleanText, Origin, Passage, TableRow, TextRun

KINDS = {"# ": 1, "## ": 2, "### ": 3}


def build(*lines: str) -> CleanText:
    """Return a text of one passage per line.

    "# …" to "### …" are headings with a level, "^…" a footnote, lines with " | " rows of a table
    whose first row is the header.
    """
    passages: list[Passage] = []
    kept: list[str] = []
    offset = 0
    index = 0
    while index < len(lines):
        line = lines[index]
        kind, level, rows = BlockKind.PARAGRAPH, 0, ()
        for mark, depth in KINDS.items():
            if line.startswith(mark):
                kind, level, line = BlockKind.HEADING, depth, line.removeprefix(mark)
        if line.startswith("^"):
            kind = BlockKind.FOOTNOTE
        if " | " in line:
            kind = BlockKind.TABLE
            last = index
            while last + 1 < len(lines) and " | " in lines[last + 1]:
                last += 1
            rows = _rows(lines[index : last + 1], offset)
            line = "\n".join(lines[index : last + 1])
            index = last
        end = offset + len(line)
        passages.append(Passage(kind=kind, start=offset, end=end, level=level, rows=rows))
        kept.append(line)
        offset = end + 1
        index += 1
    run = TextRun(start=0, origin=Origin(page=1))
    return CleanText(text="\n".join(kept), passages=tuple(passages), runs=(run,))


def _rows(lines: tuple[str, ...], offset: int) -> tuple[TableRow, ...]:
    headers = tuple(lines[0].split(" | "))
    rows = []
    start = offset + len(lines[0]) + 1
    for line in lines[1:]:
        cells = tuple(line.split(" | "))
        sentence = "；".join(f"{h}：{c}" for h, c in zip(headers, cells, strict=False))
        rows.append(
            TableRow(
                start=start, end=start + len(line), headers=headers, cells=cells, sentence=sentence
            )
        )
        start += len(line) + 1
    return tuple(rows)
