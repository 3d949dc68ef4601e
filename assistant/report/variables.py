"""Find every tag of a template with its place, and make it whole before docxtpl reads it.

Word splits what a person typed over several runs, puts “ for a quotation mark and （ for a bracket.
Here each tag becomes one stretch of text with plain marks; while docxtpl works on the XML around
it, a number stands in its place.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from assistant.report.places import P, Place, Places, own_texts

# Longer ones are a forgotten bracket.
LONGEST_TAG = 500
_INSIDE = f".{{0,{LONGEST_TAG}}}?"
TAG = re.compile(rf"\{{\{{{_INSIDE}\}}\}}|\{{%{_INSIDE}%\}}|\{{\#{_INSIDE}\#\}}", re.DOTALL)
MOST_TAGS = 20_000

# In the plane of private use, so that neither XML nor a text has it.
_NUMBER = "\U0010fff8"
_NUMBERED = re.compile(f"{_NUMBER}(\\d+){_NUMBER}")
_PREFIX = re.compile(r"(?:(?:tr|tc|p|r)(?=\s)|-)?")
# Read by docxtpl itself.
_LAYOUT = re.compile(r"\s*(?:vm|hm|(?:colspan|cellbg)\s.*)", re.DOTALL)
_BROKEN = re.compile(r"\{[{%#]|[}%#]\}|[｛{]\s*｛|｝\s*[｝}]")

# A file of a stranger names no other files.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

_STRING = re.compile(r"(\"[^\"]*\"|'[^']*')")
_QUOTATION = str.maketrans("“”„‟＂‘’＇", '"""""\'\'\'')
_MARKS = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"。": ".", "、": ","}
)


@dataclass(frozen=True)
class Tag:
    """A `{{ … }}`, `{% … %}` or `{# … #}` of a template."""

    body: str
    """What stands between the brackets, with plain marks and without docxtpl's prefix."""

    place: str
    is_output: bool
    """True for `{{ … }}`, which prints."""

    after: str = ""
    """The words that follow in the paragraph, up to the next tag."""

    unit: str = ""
    """What the head of its column, or its row, says the numbers count."""

    @property
    def source(self) -> str:
        """The tag as a person writes it."""
        return f"{{{{ {self.body} }}}}" if self.is_output else f"{{% {self.body} %}}"


@dataclass(frozen=True)
class Slip:
    """A tag that is none: a bracket is missing, or it stands where nothing can be printed."""

    text: str
    place: str
    message: str


@dataclass
class Tags:
    """The tags of a template's parts, numbered in their order."""

    found: list[Tag] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)

    def take(self, xml: str) -> str:
        """Return the XML of a part with a number in place of what each tag says."""
        root = etree.fromstring(xml, _PARSER)
        self._find_hidden(root)
        places = Places(root)
        # Moving text does not change which paragraphs there are.
        for paragraph in list(root.iter(P)):
            self._take_paragraph(paragraph, places.next(paragraph))
        return str(etree.tostring(root, encoding="unicode"))

    def put_back(self, xml: str) -> tuple[str, dict[int, Tag]]:
        """Return XML with what the tags say, each on a line of its own, and the tags by line."""
        pieces: list[str] = []
        lines: dict[int, Tag] = {}
        line, end = 1, 0
        for match in _NUMBERED.finditer(xml):
            tag = self.found[int(match[1])]
            before = xml[end : match.start()]
            line += before.count("\n") + 1
            lines[line] = tag
            pieces += [before, "\n", tag.body]
            end = match.end()
        return "".join([*pieces, xml[end:]]), lines

    def _take_paragraph(self, paragraph: Any, place: Place) -> None:
        texts = own_texts(paragraph)
        joined = "".join(text.text or "" for text in texts)
        if not _BROKEN.search(joined):
            return
        matches = list(TAG.finditer(joined))
        self._find_broken(joined, matches, place.words)
        ends = [*(match.start() for match in matches[1:]), len(joined)]
        numbered = [
            self._number(match, place, joined[match.end() : end])
            for match, end in zip(matches, ends, strict=False)
        ]
        starts = list(accumulate((len(text.text or "") for text in texts), initial=0))
        # From the end, so that what comes before stays where it is.
        for match, words in zip(reversed(matches), reversed(numbered), strict=True):
            _replace(texts, starts, match, words)

    def _number(self, match: re.Match[str], place: Place, after: str) -> str:
        mark, body = match[0][1], match[0][2:-2]
        prefix = _PREFIX.match(body)
        head = prefix[0] if prefix else ""
        if mark == "#":
            return f"{{#{head} #}}"
        body, tail = body[len(head) :], ""
        if body.endswith("-"):
            body, tail = body[:-1], "-"
        plain = _plain(body)
        is_output = mark == "{"
        if not is_output and _LAYOUT.fullmatch(plain):
            return f"{{%{head} {plain} {tail}%}}"
        self.found.append(Tag(plain, place.words, is_output, after, place.unit))
        number = f"{_NUMBER}{len(self.found) - 1}{_NUMBER}"
        return f"{{{mark}{head} {number} {tail}{'}' if is_output else '%'}}}"

    def _find_broken(self, joined: str, matches: Iterable[re.Match[str]], place: str) -> None:
        rest, end = [], 0
        for match in matches:
            rest.append(joined[end : match.start()])
            end = match.end()
        rest.append(joined[end:])
        for text in rest:
            if broken := _BROKEN.search(text):
                shown = text[max(0, broken.start() - 4) : broken.start() + 16]
                message = "花括号没有成对，或用了全角的花括号"
                self.slips.append(Slip(text=shown, place=place, message=message))

    def _find_hidden(self, root: Any) -> None:
        """Find tags in field codes and in descriptions of pictures, which docxtpl would run."""
        for element in root.iter():
            hidden = [value for value in element.attrib.values() if _BROKEN.search(value)]
            if element.tag != qn("w:t") and element.text and _BROKEN.search(element.text):
                hidden.append(element.text)
            for text in hidden:
                message = "标签写在了域代码或图片说明里，那里不能填数"
                self.slips.append(Slip(text=text[:20], place="域代码或图片说明", message=message))


def _plain(body: str) -> str:
    """Return a tag with plain marks; within quotation marks the words stay as they are."""
    parts = _STRING.split(" ".join(body.translate(_QUOTATION).split()))
    return "".join(part.translate(_MARKS) if part[:1] not in ("'", '"') else part for part in parts)


def _replace(texts: Sequence[Any], starts: Sequence[int], match: re.Match[str], words: str) -> None:
    """Put words in place of a match in joined texts, all of them into its first text."""
    number = bisect_right(starts, match.start()) - 1
    while starts[number] < match.end():
        text, start = texts[number], starts[number]
        own, last = text.text or "", min(match.end(), starts[number + 1]) - start
        text.text = own[: max(match.start() - start, 0)] + words + own[last:]
        text.set(qn("xml:space"), "preserve")
        words = ""
        number += 1
