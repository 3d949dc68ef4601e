"""Text that remembers where in the original file each of its characters stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.schema import Origin, TextRun


class Edit(NamedTuple):
    """Replace one stretch of a text."""

    start: int
    end: int
    replacement: str = ""


class MappedRun(NamedTuple):
    """A stretch of a text that stands unbroken in one paragraph or cell of the original."""

    start: int
    """Offset in the text."""

    place: Origin
    """The paragraph or cell; its own offset is where the loader's text begins."""

    offset: int
    """Offset of the stretch in the loader's text of that paragraph or cell."""


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and the runs that lead back to the original, ordered by start, the first at 0.

    What cleaning inserts between two stretches (a line end, " | ", a blank between Latin words)
    belongs to the run before it. What it puts in place of something else (a degree sign for a
    LaTeX command) is a run of its own that leads to the first character of what stood there.
    """

    text: str
    runs: tuple[MappedRun, ...]

    @classmethod
    def whole(cls, text: str, place: Origin, *, offset: int = 0) -> "MappedText":
        """Return a loader's text unchanged, or the part of it that begins at `offset`."""
        return cls(text, (MappedRun(0, place, offset),))

    @classmethod
    def concatenate(cls, parts: Iterable["MappedText"], *, separator: str = "") -> "MappedText":
        """Return several texts as one; the separators belong to the run before them."""
        parts = list(parts)
        runs: list[MappedRun] = []
        length = 0
        for part in parts:
            runs += [MappedRun(run.start + length, run.place, run.offset) for run in part.runs]
            length += len(part.text) + len(separator)
        return cls(separator.join(part.text for part in parts), tuple(runs))

    def slice(self, start: int, end: int) -> "MappedText":
        """Return a part of the text; an empty one still knows its place."""
        if len(self.runs) == 1:
            run = self.runs[0]
            return MappedText(self.text[start:end], (MappedRun(0, run.place, run.offset + start),))
        first = max(i for i, run in enumerate(self.runs) if run.start <= start)
        runs = [self.runs[first]._replace(start=0, offset=self._offset(first, start))]
        runs += [
            run._replace(start=run.start - start)
            for run in self.runs[first + 1 :]
            if run.start < end
        ]
        return MappedText(self.text[start:end], tuple(runs))

    def strip(self) -> "MappedText":
        """Return the text without blanks at either end."""
        stripped = self.text.strip()
        if len(stripped) == len(self.text):
            return self
        start = len(self.text) - len(self.text.lstrip())
        return self.slice(start, start + len(stripped))

    def split(self, separator: str) -> list["MappedText"]:
        """Return the parts between separators."""
        parts: list[MappedText] = []
        start = 0
        for piece in self.text.split(separator):
            parts.append(self.slice(start, start + len(piece)))
            start += len(piece) + len(separator)
        return parts

    def edit(self, edits: Sequence[Edit]) -> "MappedText":
        """Return the text with stretches replaced; the edits are in order and do not overlap."""
        if not edits:
            return self
        parts: list[MappedText] = []
        position = 0
        for start, end, replacement in edits:
            if start > position:
                parts.append(self.slice(position, start))
            if replacement:
                parts.append(MappedText(replacement, self.slice(start, start).runs))
            position = end
        if position < len(self.text) or not parts:
            parts.append(self.slice(position, len(self.text)))
        return MappedText.concatenate(parts)

    def _offset(self, run: int, position: int) -> int:
        return self.runs[run].offset + position - self.runs[run].start


class TextWriter:
    """Collects cleaned text and its runs in reading order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[TextRun] = []
        self.length = 0
        """Characters written so far."""

    def write(self, mapped: MappedText) -> None:
        """Append a text with its runs."""
        for start, place, offset in mapped.runs:
            at = place.offset + offset
            origin = place if at == place.offset else _moved(place, at)
            self._runs.append(TextRun(start=self.length + start, origin=origin))
        self.write_separator(mapped.text)

    def write_separator(self, text: str) -> None:
        """Append characters that stand nowhere in the original."""
        self._parts.append(text)
        self.length += len(text)

    def finish(self) -> tuple[str, tuple[TextRun, ...]]:
        """Return the text and its runs; those of no length are left out."""
        ends = [run.start for run in self._runs] + [self.length]
        runs = (run for run, end in zip(self._runs, ends[1:], strict=True) if run.start < end)
        return "".join(self._parts), tuple(runs)


def _moved(place: Origin, offset: int) -> Origin:
    return Origin(page=place.page, paragraph=place.paragraph, cell=place.cell, offset=offset)
