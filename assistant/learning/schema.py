"""The records of papers, tests, and what learners did.

Item ─▶ Blueprint ─▶ Paper ─▶ Test ─▶ Attempt ─▶ Statistics
"""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from assistant.quiz.schema import Difficulty, Evidence, Item, ItemKind
from ingest.schema import Record

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

    name: str
    library: str
    demands: tuple[Demand, ...]
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
    """ISO 8601, UTC."""

    created_by: str
    notes: tuple[str, ...] = ()
    """In Chinese: which items have been withdrawn since."""

    @property
    def points(self) -> Decimal:
        """What the whole paper is worth."""
        return sum((each.points for each in self.items), Decimal())


class Shortage(Record):
    """A demand that the bank cannot fill."""

    demand: Demand
    found: int
    message: str
    """In Chinese: what is missing, and what to do."""


# --- Tests ----------------------------------------------------------------------------------


class Disclosure(StrEnum):
    """When a learner sees what was right."""

    AT_ONCE = "at_once"  # 每题作答后
    SUBMITTED = "submitted"  # 交卷后
    CLOSED = "closed"  # 测试结束后


class Test(Record):
    """A paper that learners take within a window of time."""

    id: str
    name: str
    library: str
    """Whoever may see the library may take it."""

    paper_id: str
    opens_at: str
    """ISO 8601, UTC, and so the next."""

    closes_at: str
    minutes: int | None = Field(default=None, ge=1, le=600)
    """Time for one attempt; None for all of the window."""

    pass_percent: int = Field(default=60, ge=0, le=100)
    """Of the points."""

    attempts: int = Field(default=1, ge=1, le=100)
    """How many each learner has."""

    departments: tuple[str, ...] = ()
    """Units that take it; empty for everybody who may see the library."""

    disclosure: Disclosure = Disclosure.SUBMITTED
    created_by: str = ""


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


# --- Statistics -----------------------------------------------------------------------------


class Rate(Record):
    """知晓率: how many of the answers given were right."""

    name: str
    """Of a unit, a topic, an item."""

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
    stem: str
    kind: ItemKind
    answers: int
    difficulty: Decimal | None
    """Share of right answers (the classical P), 0 to 1; None where too few answered."""

    discrimination: Decimal | None
    """Right in the upper 27 % less right in the lower 27 % by score (Kelley 1939), -1 to 1."""

    choices: dict[str, int]
    """How often each option's text was chosen."""

    notes: tuple[str, ...]
    """In Chinese: what is suspicious, e.g. 高分者多答错."""
