"""Cut a text into sentences while it is being written, their citation markers with them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MARKER = re.compile(
    r"[\[【]\s*(?:资料|出处|来源)?\s*(\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*)\s*[\]】]"
)
"""[1], 【1】, [1，3] or [资料1]."""

# A longer run without an end is no sentence.
LONGEST_SENTENCE = 600

_END = re.compile(
    rf"(?:[。！？!?]+|(?<=[A-Za-z)\]])\.(?=\s))[”’」』）)\"]*(?:\s*{MARKER.pattern})*"
)
# Markers behind the end belong to it, and one may not be whole yet.
_MARKER_BEGUN = re.compile(r"\s*(?:[\[【][^\]】\n]{0,20})?")
_BULLET = re.compile(r"^(?:[-*•#>\s]+|\d{1,2}[.、．)）](?!\d)\s*)+")
_THOUGHTS_BEGIN = "<think>"
_THOUGHTS_END = "</think>"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written."""

    text: str
    """Without markers, bullets and bold type."""

    segments: tuple[tuple[str, tuple[int, ...]], ...]
    """The sentence cut behind its markers: each part with the numbers behind it, in order. A part
    without markers at the end has those of the part before; alone it has none."""

    starts_line: bool
    """True when it stands on a new line."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all its markers, each once."""
        return tuple(dict.fromkeys(number for _, found in self.segments for number in found))


def split_sentences(pieces: Iterable[str]) -> Iterator[Sentence]:
    """Yield each sentence as soon as it is whole, the markers behind it included.

    Args:
        pieces: The text in pieces of any size.
    """
    waiting, starts_line = "", False
    for piece in without_thoughts(pieces):
        waiting += piece
        while (end := _find_end(waiting)) is not None:
            raw, waiting = waiting[:end], waiting[end:]
            if sentence := _read(raw, starts_line=starts_line):
                yield sentence
                starts_line = False
            starts_line = starts_line or raw.endswith("\n")
    if sentence := _read(waiting, starts_line=starts_line):
        yield sentence


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """Yield a text without the <think>…</think> that some models begin with."""
    waiting, is_thinking, is_decided = "", False, False
    for piece in pieces:
        if is_decided:
            yield piece
            continue
        waiting += piece
        if not is_thinking:
            begun = waiting.lstrip()
            is_thinking = begun.startswith(_THOUGHTS_BEGIN)
            is_decided = not is_thinking and not _THOUGHTS_BEGIN.startswith(begun)
            if is_decided:
                yield waiting
        if is_thinking:
            _, closed, answer = waiting.partition(_THOUGHTS_END)
            is_decided = bool(closed)
            if is_decided:
                yield answer.lstrip()
            else:
                # Only a tag that is not whole yet needs to be remembered.
                waiting = _THOUGHTS_BEGIN + waiting[-len(_THOUGHTS_END) :]
    if not is_decided and not is_thinking:
        yield waiting


def _find_end(text: str) -> int | None:
    """Return where the first sentence ends, or None while that is not known."""
    line = text.find("\n")
    if line >= 0 and not text[:line].strip():
        return line + 1
    match = _END.search(text, 0, line if line >= 0 else len(text))
    if match is None:
        if line >= 0:
            return line + 1
        return LONGEST_SENTENCE if len(text) > LONGEST_SENTENCE else None
    rest = text[match.end() :]
    begun = _MARKER_BEGUN.match(rest)
    if line < 0 and begun is not None and begun.end() == len(rest):
        return None
    return match.end()


def _read(raw: str, *, starts_line: bool) -> Sentence | None:
    """Return a sentence, or None where there is nothing but blanks and marks."""
    segments: list[tuple[str, tuple[int, ...]]] = []
    position = 0
    for match in MARKER.finditer(raw):
        text = raw[position : match.start()]
        numbers = tuple(int(number) for number in re.findall(r"\d+", match[1]))
        if segments and not re.search(r"\w", text):
            # [1][2], or the full stop between: the same words carry both.
            text, numbers = segments[-1][0] + text, (*segments[-1][1], *numbers)
            segments.pop()
        segments.append((text, numbers))
        position = match.end()
    rest = raw[position:]
    if segments and not re.search(r"\w", rest):
        segments[-1] = (segments[-1][0] + rest.rstrip(), segments[-1][1])
    elif rest.strip():
        segments.append((rest.rstrip(), segments[-1][1] if segments else ()))
    text = _clean("".join(part for part, _ in segments))
    if not re.search(r"\w", text):
        return None
    cleaned = tuple((_clean(part), numbers) for part, numbers in segments)
    return Sentence(text=text, segments=cleaned, starts_line=starts_line)


def _clean(text: str) -> str:
    return _BULLET.sub("", text.replace("**", "")).strip()
