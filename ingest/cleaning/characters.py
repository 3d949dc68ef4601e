"""Clean the characters inside a line: marks of footnotes, markup, LaTeX, blanks."""

import re

from ingest.cleaning.mapping import Edit, MappedText

CJK = "\u2e80-\u2fff\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\uff62-\uffef“”‘’…—"
CIRCLED = "①-⑳㉑-㉟❶-❿"
BLANK = " \t\u00a0\u2002-\u200a\u202f\u3000"

INVISIBLE = (
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\r"
)
ENTITIES = {
    "nbsp": " ", "ensp": " ", "emsp": " ", "lt": "<", "gt": ">", "amp": "&", "quot": '"',
    "ldquo": "“", "rdquo": "”", "mdash": "—", "middot": "·", "hellip": "…", "times": "×",
}  # fmt: skip
NOISE = re.compile(
    rf"(?P<mark>[ ]?\^(?:[{CIRCLED}]+|\[\d{{1,3}}\]))"
    r"|(?P<bold>\*\*)"
    r"|(?P<break><br\s*/?>)"
    r"|(?P<tag></?(?:p|b|i|u|em|strong|sub|sup|span|div|font|center|a)(?:\s[^<>]*)?/?>)"
    r"|(?P<address><https?://[^<>\s]*>)"
    rf"|&(?P<entity>{'|'.join(ENTITIES)});"
    rf"|(?P<invisible>[{INVISIBLE}]+)"
    rf"|(?P<blank>[{BLANK}]{{2,}})"
)
SUSPECT = re.compile(rf"[\^*<&{INVISIBLE}\t\u00a0\u2002-\u200a\u202f$]|[{BLANK}]{{2}}|\\")
SINGLE_BLANKS = dict.fromkeys([0x09, 0xA0, *range(0x2002, 0x200B), 0x202F], " ")
BRACKET_MARK = re.compile(
    r"[\[［]\d{1,3}[\]］](?=[。，；、！？”）：]|$)|(?<=[。”》）])[\[［]\d{1,3}[\]］]"
)

FORMULA = re.compile(r"\$([^$\n]{1,300})\$")
COMMAND = re.compile(
    r"\^\s*\{?\s*\\circ\s*\}?|\^\s*\{?\s*\\prime\s*\}?|\^\{?[23]\}?"
    r"|\s*\\(?P<name>[a-zA-Z]+)\s*|\\(?P<sign>[%&_#,;! $])|(?P<brace>[{}~])"
)
LATEX_SIGNS = {
    "sim": "～", "times": "×", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "pm": "±",
    "cdot": "·", "approx": "≈", "circ": "°", "prime": "′", "div": "÷", "neq": "≠", "degree": "°",
    "rightarrow": "→", "to": "→", "alpha": "α", "beta": "β", "mu": "μ", "ldots": "…", "quad": " ",
}  # fmt: skip

CELL_BLANK = re.compile(rf"(?<=[{CJK}])[{BLANK}\n]+(?=[{CJK}])|(?<=[，、；：。（《])[{BLANK}\n]+")
# Two offices in one cell keep their blank: it is the only thing between them.
OFFICE_BEFORE = re.compile(r"[\u4e00-\u9fff]{3,}[委院局部办厅会社行央府科]$")
OFFICE_AFTER = re.compile(r"[\u4e00-\u9fff]{2,}[委院局部办厅会社行央府科](?![\u4e00-\u9fff])")

# Nobody breaks a line between a figure and its unit on purpose: the cell was narrow.
UNIT = "个?工作日内?|日[内前]?|天内?|年内?|个?月内?|万?元|亿元|[个人户亩吨倍%％]|公里"
BEFORE_UNIT = re.compile(rf"(?<=\d)\n(?=(?:{UNIT})(?![\u4e00-\u9fff]))")


def clean_line(line: MappedText, *, drop_bracket_marks: bool = False) -> MappedText:
    """Return a line without footnote marks, markup, LaTeX commands and superfluous blanks.

    Widths, letters and single blanks stay as they are: a citation is verbatim.

    Args:
        line: A line as the loader read it.
        drop_bracket_marks: Whether "[3]" after a sentence is the mark of a footnote here.
    """
    if drop_bracket_marks:
        line = line.edit([Edit(*m.span()) for m in BRACKET_MARK.finditer(line.text)])
    if not SUSPECT.search(line.text):
        return line
    if "\\" in line.text:
        line = line.edit(_latex_edits(line.text))
    keep_stars = line.text.count("**") % 2 == 1
    edits = [
        edit
        for match in NOISE.finditer(line.text)
        if not (keep_stars and match["bold"])
        for edit in _noise_edits(match)
    ]
    line = line.edit(edits)
    return MappedText(line.text.translate(SINGLE_BLANKS), line.runs).strip()


def clean_cell(cell: MappedText, *, is_wrapped: bool = True) -> MappedText:
    """Return a table cell as one line, without the blanks that wrapping left in its words.

    Args:
        cell: A cell as read.
        is_wrapped: Whether line ends in the cell come from its width, and not from its writer.
    """
    if "\n" in cell.text and not is_wrapped:
        cell = cell.edit([Edit(*match.span()) for match in BEFORE_UNIT.finditer(cell.text)])
        cell = MappedText(cell.text.replace("\n", " "), cell.runs)
        return clean_line(cell)
    text = cell.text
    if " " in text or "\n" in text or "\u3000" in text:
        edits = [
            Edit(*match.span())
            for match in CELL_BLANK.finditer(text)
            if not (
                OFFICE_BEFORE.search(text, 0, match.start())
                and OFFICE_AFTER.match(text, match.end())
            )
        ]
        cell = cell.edit(edits)
        cell = MappedText(cell.text.replace("\n", " "), cell.runs)
    return clean_line(cell)


def _noise_edits(match: re.Match[str]) -> list[Edit]:
    start, end = match.span()
    if match["address"]:
        return [Edit(start, start + 1), Edit(end - 1, end)]
    if match["blank"]:
        return [Edit(start + 1, end)]
    if match["break"]:
        return [Edit(start, end, " ")]
    if match["entity"]:
        return [Edit(start, end, ENTITIES[match["entity"]])]
    return [Edit(start, end)]


def _latex_edits(text: str) -> list[Edit]:
    """Edits that turn formulas into the signs a reader sees."""
    edits: list[Edit] = []
    for formula in FORMULA.finditer(text):
        if "\\" not in formula[1]:
            continue
        start, end = formula.span()
        edits.append(Edit(start, start + 1))
        edits += [
            Edit(command.start(), command.end(), _sign(command))
            for command in COMMAND.finditer(text, start + 1, end - 1)
        ]
        edits.append(Edit(end - 1, end))
    return edits


def _sign(command: re.Match[str]) -> str:
    if command["name"]:
        # An unknown command is dropped, its argument stays: \mathrm{km} is km.
        return LATEX_SIGNS.get(command["name"], "")
    if command["sign"]:
        return command["sign"] if command["sign"] in "%&_#$" else ""
    if command["brace"]:
        return " " if command["brace"] == "~" else ""
    found = command[0]
    if "circ" in found:
        return "°"
    if "prime" in found:
        return "′"
    return "²" if "2" in found else "³"
