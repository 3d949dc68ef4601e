"""What happens while a template is filled: what is printed, what is missing, how far it is."""

import time
from dataclasses import dataclass, field

from assistant.indicators.schema import Figure
from assistant.progress import Progress, Report
from assistant.report.marks import MOST, put_mark, without_marks
from assistant.report.schema import ItemKind, ItemState
from assistant.report.variables import Slip, Tag
from assistant.schema import Citation

# A report of 200 pages has some thousands of tags in its loops, and takes seconds.
MOST_STEPS = 200_000
MOST_SECONDS = 120.0
# Of the text between the steps.
_TELL_EVERY = 50

NOWHERE = Tag(body="", place="模板", is_output=False)


class Exhausted(Exception):
    """A template does more than any report needs; the message says what, in Chinese."""


@dataclass(frozen=True)
class Gap:
    """Why something cannot be printed."""

    name: str
    """What a person would fill in: "2023年脱贫人口人均纯收入"."""

    kind: ItemKind
    state: ItemState
    message: str
    hint: str = ""


@dataclass(frozen=True)
class Note:
    """Something that a tag came to."""

    text: str
    """As printed; "" for what only a condition asked about."""

    tag: Tag
    kind: ItemKind
    printed: tuple[tuple[Figure, str], ...] = ()
    """The figures with their text: one for a number, all that it shows for a chart."""

    unit: str = ""
    """In which the number is printed."""

    places: int = 0
    """With how many places."""

    remarks: tuple[str, ...] = ()
    """What a comment adds: scope, rounding."""

    citation: Citation | None = None
    gap: Gap | None = None
    """Set where 【待补：…】 was printed."""


@dataclass
class Journal:
    """The notes of one rendering.

    Args:
        progress: Told how far it is; may raise to stop.
    """

    progress: Report
    tag: Tag = NOWHERE
    """The one that is being carried out."""

    total: int = 1
    """Tags of the template."""

    notes: list[Note] = field(default_factory=list)
    """In the order in which things were printed."""

    slips: list[Slip] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What the reader of the result has to know, in Chinese."""

    _steps: int = 0
    _end: float = field(default_factory=lambda: time.monotonic() + MOST_SECONDS)

    def step(self, tag: Tag) -> None:
        """Go on to another tag.

        Raises:
            Exhausted: there were too many, or it takes too long.
            CancelledError: as `progress` said.
        """
        self.tag = tag
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Exhausted(f"模板里的循环一共执行了 {MOST_STEPS:,} 步还没有完")
        if self._steps % _TELL_EVERY == 0:
            done = min(self._steps, self.total)
            self.progress(Progress(done=done, total=self.total, stage="填写模板"))
            if time.monotonic() > self._end:
                raise Exhausted(f"填写模板超过 {MOST_SECONDS:.0f} 秒")

    def tell(self, note: Note) -> int:
        """Keep a note and return its number."""
        self.notes.append(note)
        return len(self.notes) - 1

    def mark(self, note: Note) -> str:
        """Keep a note and return its text with the mark by which it is found again.

        Raises:
            Exhausted: there are more than marks.
        """
        number = self.tell(note)
        if number >= MOST:
            raise Exhausted(f"一份报告里最多 {MOST:,} 个数")
        return put_mark(without_marks(note.text), number)
