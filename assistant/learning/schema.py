"""The records of papers, tests, and what learners did.

Item ─▶ Blueprint ─▶ Paper ─▶ Test ─▶ Attempt ─▶ Statistics

Moments are ISO 8601 in UTC.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from assistant.quiz.schema import Difficulty, Evidence, Item, ItemKind
from ingest.schema import Record

LONGEST_ANSWER = 5000
"""Characters of a short answer."""

# --- Papers ---------------------------------------------------------------------------------


class Demand(Record):
    """A cell of a 双向细目表: so many items of a kind, on a topic, of a difficulty."""

    kind: ItemKind
    count: int = Field(ge=1, le=500)
    points: Decimal = Field(gt=0, le=100)
    """Of each item."""

    topic: str = ""
    """"" for any, and so the next."""

    difficulty: Difficulty | None = None


class Blueprint(Record):
    """What a paper is made of; its sections stand in the order of the kinds' first appearance."""

    name: str = Field(min_length=1, max_length=100)
    library: str = Field(min_length=1, max_length=100)
    demands: tuple[Demand, ...] = Field(min_length=1, max_length=200)
    versions: int = Field(default=1, ge=1, le=4)
    """Papers A, B, … of the same items with items and options in another order."""


class PaperItem(Record):
    """An item as a paper asks it."""

    number: int
    """Counting from 1 through the whole paper."""

    points: Decimal
    item: Item
    """As it was when the paper was made."""


class Paper(Record):
    """Items chosen by a blueprint; later changes in the bank do not touch it."""

    id: str
    blueprint: Blueprint
    items: tuple[PaperItem, ...]
    """Version A."""

    created_at: str
    created_by: str
    notes: tuple[str, ...] = ()
    """In Chinese: which items have been withdrawn since."""

    @property
    def points(self) -> Decimal:
        """What the whole paper is worth."""
        return sum((each.points for each in self.items), Decimal())


class PaperInfo(Record):
    """A paper in a list."""

    id: str
    name: str
    library: str
    items: int
    questions: int
    """As `items`, but every question of a case counted."""

    points: Decimal
    versions: int
    created_at: str
    created_by: str
    tests: int
    """How many tests use it; such a paper is not changed any more."""


class Shortage(Record):
    """A demand that the bank cannot fill."""

    demand: Demand
    found: int
    message: str
    """In Chinese: what is missing, and what to do."""


class Supply(Record):
    """How many published items there are for a cell of a 双向细目表."""

    kind: ItemKind
    topic: str
    difficulty: Difficulty
    count: int


# --- Learners -------------------------------------------------------------------------------


class Learner(Record):
    """Who takes a test or practises."""

    id: str
    """Of the account."""

    name: str
    department: str = ""


# --- Tests ----------------------------------------------------------------------------------


class Disclosure(StrEnum):
    """When a learner sees what was right."""

    AT_ONCE = "at_once"  # 每题作答后
    SUBMITTED = "submitted"  # 交卷后
    CLOSED = "closed"  # 测试结束后


class NewTest(Record):
    """What a trainer decides of a test."""

    name: str = Field(min_length=1, max_length=100)
    paper_id: str
    opens_at: str
    """Any ISO 8601; without a zone, as clocks go where the server stands; and so the next."""

    closes_at: str
    minutes: int | None = Field(default=None, ge=1, le=600)
    """Time for one attempt; None for all of the window."""

    pass_percent: int = Field(default=60, ge=0, le=100)
    """Of the points."""

    attempts: int = Field(default=1, ge=1, le=100)
    """How many each learner has."""

    departments: tuple[str, ...] = Field(default=(), max_length=200)
    """Units that take it; empty for everybody who may see the library."""

    disclosure: Disclosure = Disclosure.SUBMITTED


class Test(NewTest):
    """A paper that learners take within a window of time."""

    id: str
    library: str
    """Whoever may see the library may take it."""

    created_by: str = ""


class Phase(StrEnum):
    """Where a test stands in time."""

    COMING = "coming"
    OPEN = "open"
    PAST = "past"


class ListedTest(Record):
    """A test, with what its reader has to know of it."""

    test: Test
    phase: Phase
    questions: int
    points: Decimal
    is_taker: bool
    """Whether the reader is one of those who take it."""

    attempts_left: int
    """To the reader."""

    open_attempt_id: str = ""
    """Of the reader, to go on with; "" for none."""

    last_attempt_id: str = ""
    """Of the reader, submitted."""

    best_points: Decimal | None = None
    """Of the reader, as far as it may be told."""

    has_passed: bool | None = None
    """In any attempt; None before it may be told or everything is marked."""

    learners: int | None = None
    """How many began; told to trainers only, and so the next."""

    submitted: int | None = None
    to_mark: int | None = None
    """Short answers that nobody has marked."""


# --- Attempts -------------------------------------------------------------------------------


class AttemptState(StrEnum):
    """How far an attempt is."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Asked(Record):
    """A question as a learner sees it: nothing in it tells the key."""

    number: int
    kind: ItemKind
    stem: str
    options: tuple[str, ...]
    blanks: int = 0
    """Places to fill in, for `FILL_BLANK`."""

    points: Decimal
    situation: str = ""
    """The case it belongs to; the questions of one case follow each other."""


class Marked(Record):
    """What was right, told once it may be."""

    number: int
    is_right: bool | None
    """None for what a person has to mark, a short answer."""

    points: Decimal
    """What the answer earned; 0 until a person has marked it."""

    key: tuple[str, ...]
    """Letters as the learner saw the options; texts for kinds without letters."""

    rationale: str
    evidence: tuple[Evidence, ...]
    item_id: str


class Reply(Record):
    """What a learner answered to one question."""

    number: int
    answer: tuple[str, ...]
    """Letters as shown, or a text for each blank, or one text; empty for not answered."""

    saved_at: str = ""
    is_late: bool = False
    """Whether it came in the minute after the time was over."""


class NewReply(Record):
    """An answer on its way in; sent again, perhaps over a broken line, it changes nothing."""

    number: int
    answer: tuple[Annotated[str, Field(max_length=LONGEST_ANSWER)], ...] = Field(max_length=26)
    saved_at: str = ""
    """When the learner gave it, by the learner's clock: the later one of a question wins. "" for
    now."""


class RefusedReply(Record):
    """An answer that was not kept."""

    number: int
    message: str
    """Why, in Chinese."""


class Saved(Record):
    """What became of answers that were sent."""

    saved: tuple[Reply, ...]
    """As they are kept now, of the questions that were sent."""

    refused: tuple[RefusedReply, ...] = ()
    marks: tuple[Marked, ...] = ()
    """Of practice, and of tests that tell at once."""


class NewMark(Record):
    """What a person gives for a short answer."""

    number: int
    points: Decimal = Field(ge=0)


class Attempt(Record):
    """A learner at a test or at practice."""

    id: str
    test_id: str = ""
    """"" for practice."""

    name: str
    state: AttemptState
    started_at: str
    due_at: str = ""
    """When it is submitted by itself; "" for practice."""

    submitted_at: str = ""
    disclosure: Disclosure
    questions: tuple[Asked, ...]
    replies: tuple[Reply, ...] = ()
    marks: tuple[Marked, ...] = ()
    """Of the questions whose result may be told now."""

    points: Decimal | None = None
    """Earned; None before it may be told."""

    full_points: Decimal
    has_passed: bool | None = None


class AttemptInfo(Record):
    """An attempt in a list."""

    id: str
    test_id: str
    """"" for practice."""

    name: str
    libraries: tuple[str, ...]
    state: AttemptState
    started_at: str
    due_at: str
    submitted_at: str
    disclosure: Disclosure
    questions: int
    answered: int
    points: Decimal | None
    """Earned; None before it may be told."""

    full_points: Decimal
    has_passed: bool | None


class Result(Record):
    """What one learner reached in an attempt at a test."""

    attempt_id: str
    learner: str
    department: str
    state: AttemptState
    started_at: str
    submitted_at: str
    points: Decimal
    """Marked so far."""

    full_points: Decimal
    has_passed: bool | None
    to_mark: int
    late: int
    """Answers that came within the minute after the time was over."""


class ToMark(Record):
    """A short answer that a person has to mark."""

    attempt_id: str
    number: int
    test_id: str
    test_name: str
    learner: str
    department: str
    situation: str
    stem: str
    answer: str
    key: tuple[str, ...]
    """The points a good answer makes."""

    rationale: str
    evidence: tuple[Evidence, ...]
    points: Decimal
    """At most."""

    earned: Decimal | None
    """None as long as nobody has marked it."""


class Retry(Record):
    """A question that was answered wrong, and not yet right twice since."""

    question: Asked
    """As it was asked last."""

    library: str
    topic: str
    answer: tuple[str, ...]
    """The wrong one, letters as in `question`."""

    mark: Marked
    wrong: int
    """How often it was answered wrong."""

    right_since: int
    """How often it was answered right since; 0 or 1."""

    answered_at: str


class PracticeTopic(Record):
    """What can be practised."""

    library: str
    topic: str
    kind: ItemKind
    items: int


class PracticeRequest(Record):
    """What somebody wants to practise."""

    library: str = ""
    """"" for every one that may be seen."""

    topic: str = ""
    kinds: tuple[ItemKind, ...] = ()
    """Empty for all that are marked by rule."""

    count: int = Field(default=10, ge=1, le=100)


# --- Statistics -----------------------------------------------------------------------------


class Rate(Record):
    """知晓率: how many of the questions asked were answered right; no answer is no right one."""

    name: str
    """Of a unit, a topic, a test."""

    learners: int
    answers: int
    right: int

    @property
    def share(self) -> Decimal | None:
        """Right answers of all, 0 to 1; None where there are none."""
        return Decimal(self.right) / self.answers if self.answers else None


class ItemStatistics(Record):
    """What answers tell of an item."""

    item_id: str
    part: int = 0
    """Of a case, which of its questions, from 1; 0 for other items."""

    stem: str
    kind: ItemKind
    topic: str = ""
    key: tuple[str, ...] = ()
    """Texts of the right options, or the key's texts."""

    answers: int
    right: int
    difficulty: Decimal | None
    """Share of right answers (the classical P), 0 to 1; None where too few answered."""

    discrimination: Decimal | None
    """Right in the upper 27 % less right in the lower 27 % by score (Kelley 1939), -1 to 1."""

    choices: dict[str, int]
    """How often each option's text was chosen."""

    notes: tuple[str, ...]
    """In Chinese: what is suspicious, e.g. 高分者多答错."""


class Statistics(Record):
    """What tests show of what people know.

    Of a learner who took a test several times, the first attempt counts: the others come after the
    key was told. Attempts without any answer, and short answers nobody has marked, count nowhere.
    """

    overall: Rate
    units: tuple[Rate, ...]
    """The lowest first, and so the others."""

    topics: tuple[Rate, ...]
    tests: tuple[Rate, ...]
    items: tuple[ItemStatistics, ...]
    """Those with notes first."""
