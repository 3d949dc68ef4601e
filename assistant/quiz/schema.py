"""The records of the bank of quiz items.

Source ─▶ Fact ─▶ Item ─▶ Flaw? ─▶ bank
"""

import hashlib
import unicodedata
from enum import StrEnum
from string import ascii_uppercase

from pydantic import Field

from ingest.schema import Record

# Beyond these no option has a letter of its own, and nobody reads on.
MOST_OPTIONS = len(ascii_uppercase)
LETTERS = ascii_uppercase

TRUE_FALSE_OPTIONS = ("正确", "错误")

BLANK = "（　　）"
"""How a stem shows a place to be filled in, also the place of a choice's letter."""


class ItemKind(StrEnum):
    """How an item is answered."""

    SINGLE_CHOICE = "single_choice"  # 单选题
    MULTIPLE_CHOICE = "multiple_choice"  # 多选题
    TRUE_FALSE = "true_false"  # 判断题
    FILL_BLANK = "fill_blank"  # 填空题
    SHORT_ANSWER = "short_answer"  # 简答题
    ORDERING = "ordering"  # 排序题
    CASE = "case"  # 案例题


CHOICES = frozenset({ItemKind.SINGLE_CHOICE, ItemKind.MULTIPLE_CHOICE, ItemKind.TRUE_FALSE})
LETTERED = CHOICES | {ItemKind.ORDERING}
"""Kinds whose key is letters of their options."""


class ItemState(StrEnum):
    """How far an item is on its way to learners."""

    DRAFT = "draft"  # 待审
    REVIEWED = "reviewed"  # 已审
    PUBLISHED = "published"  # 已发布
    WITHDRAWN = "withdrawn"  # 已撤回


class Difficulty(StrEnum):
    """How hard an item is expected to be; what learners do is told by the statistics."""

    EASY = "easy"  # 易
    MEDIUM = "medium"  # 中
    HARD = "hard"  # 难


class Bloom(StrEnum):
    """What an item asks of the mind: the revised taxonomy of Anderson and Krathwohl (2001)."""

    REMEMBER = "remember"  # 识记
    UNDERSTAND = "understand"  # 理解
    APPLY = "apply"  # 应用
    ANALYZE = "analyze"  # 分析


class Evidence(Record):
    """What carries a key: a slice of a revision, or a value of the ledger of indicators.

    `revision.text[evidence.start:evidence.end] == evidence.text` for a slice.
    """

    document: str
    """The source file's name; of a value in the ledger, the name of its source."""

    document_id: str = ""
    """"" for a value of the ledger that cites no document, and so `revision_id`."""

    revision_id: str = ""
    title: str = ""
    text: str
    """Verbatim; of a value in the ledger, what the entry states: "2020年，…，17556元"."""

    start: int = 0
    """Offset in `Revision.text`, in code points."""

    end: int = 0
    """Offset just past the last character."""

    page: int | None = None
    section: tuple[str, ...] = ()
    """Headings from the top down."""

    entry_id: str = ""
    """Of the ledger's entry; "" for a slice of a document."""


class Question(Record):
    """What a learner is asked, with what is right and why."""

    kind: ItemKind
    stem: str
    """Complete without its source. A blank to fill in, or the place of a letter, is `BLANK`."""

    options: tuple[str, ...] = ()
    """Texts without letters; for `TRUE_FALSE` always `TRUE_FALSE_OPTIONS`; steps in the order shown
    for `ORDERING`; empty for the other kinds."""

    key: tuple[str, ...] = ()
    """Letters of the right options in the order of the alphabet, for `ORDERING` in the right order;
    one text for each blank; the points of a short answer; empty for a case."""

    variants: tuple[tuple[str, ...], ...] = ()
    """For a blank: what else is accepted, one tuple for each blank, or nothing at all. Figures that
    are equal after conversion need not stand here."""

    rationale: str = ""
    """Why the key is right and, for a changed statement, what was changed."""

    evidence: tuple[Evidence, ...] = ()

    @property
    def key_texts(self) -> tuple[str, ...]:
        """The right options' texts; for kinds without letters the key as it stands.

        Raises:
            IndexError: a letter stands for no option.
        """
        if self.kind not in LETTERED:
            return self.key
        return tuple(self.options[LETTERS.index(letter)] for letter in self.key)


class Item(Question):
    """A question in the bank."""

    id: str
    """As `item_id_of`, of the question as it was first written."""

    library: str
    """Whoever may see the library may be asked it."""

    topic: str = ""
    """What it is about, for filters and blueprints: a source's heading, or a trainer's word."""

    difficulty: Difficulty = Difficulty.MEDIUM
    difficulty_reasons: tuple[str, ...] = ()
    """In Chinese."""

    bloom: Bloom = Bloom.REMEMBER
    author: str = ""
    """Username; "" for the rules and from the terminal; a language model's name."""

    state: ItemState = ItemState.DRAFT
    note: str = ""
    """Why it was rejected or withdrawn; "" otherwise."""

    fact: str = ""
    """What it asks, in a form that does not depend on its wording, so that one fact is asked once:
    "figure:巴里坤县:2016:贫困人口:人"; "" for what a person wrote."""

    parts: tuple[Question, ...] = ()
    """The questions of a case, of any other kind; empty for other items."""


class Draft(Question):
    """What a trainer writes."""

    topic: str = Field(default="", max_length=200)
    parts: tuple[Question, ...] = ()
    """As of an `Item`."""


class Severity(StrEnum):
    """What a flaw keeps an item from."""

    ERROR = "error"  # 不能通过
    WARNING = "warning"  # 请审题人留意


class Flaw(Record):
    """A rule that an item breaks."""

    rule: str
    """Its name: "second_true_option"."""

    message: str
    """What is wrong and what to do, in Chinese."""

    severity: Severity = Severity.ERROR
    evidence: Evidence | None = None
    """What shows it, e.g. the passage in which a distractor is true."""


# --- In the bank ----------------------------------------------------------------------------


class Ending(StrEnum):
    """Why an item is withdrawn."""

    REJECTED = "rejected"  # 审题未通过
    WITHDRAWN = "withdrawn"  # 培训员撤回
    OUTDATED = "outdated"  # 依据已变


class Action(StrEnum):
    """What was done to an item."""

    MADE = "made"
    WRITTEN = "written"
    IMPORTED = "imported"
    PROPOSED = "proposed"  # 依据变化后改出的题
    EDITED = "edited"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    MOVED = "moved"  # 依据在新版本中原样还在
    CHANGED = "changed"  # 依据改了
    GONE = "gone"  # 依据没有了
    REPEALED = "repealed"  # 依据废止了


class Change(Record):
    """Something that was done to an item."""

    at: str
    """ISO 8601, UTC."""

    by: str
    """Username; "" for the program itself and from the terminal."""

    action: Action
    note: str = ""
    """Why, in Chinese."""

    before: Question | None = None
    """As it was asked before, where its words were changed."""


class ItemView(Record):
    """An item in the bank, with what is known of it."""

    item: Item
    version: int
    """Sent back with an edit, so that two editors do not undo each other's work."""

    flaws: tuple[Flaw, ...] = ()
    """As they were found when it was last checked."""

    created_at: str
    """ISO 8601, UTC, and so the next."""

    updated_at: str
    updated_by: str


class ItemPage(Record):
    """A page of a list of items."""

    items: tuple[ItemView, ...]
    total: int


class Decision(StrEnum):
    """What a trainer decides on an item."""

    ACCEPT = "accept"
    REJECT = "reject"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


class Refused(Record):
    """An item of which something cannot be decided."""

    id: str
    message: str
    """Why, and what to do, in Chinese."""


class Decided(Record):
    """What became of a decision on some items."""

    done: tuple[str, ...]
    """Ids."""

    refused: tuple[Refused, ...]


class Affected(Record):
    """An item that is withdrawn since its source changed."""

    item: Item
    change: Action
    """`CHANGED`, `GONE` or `REPEALED`."""

    message: str
    """What changed, in Chinese."""

    proposal: Item | None = None
    """The corrected item."""


def item_id_of(library: str, kind: ItemKind, stem: str, options: tuple[str, ...] = ()) -> str:
    """Return the id of an item as it is first written: the same wording, the same id.

    Args:
        library: Where it belongs.
        kind: Its kind.
        stem: Its stem; spaces and the width of characters do not matter.
        options: Its options; their order does not matter.

    Returns:
        16 hexadecimal digits of the SHA-256.
    """
    parts = [library, kind.value, _plain(stem), *sorted(_plain(option) for option in options)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
