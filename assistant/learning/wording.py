"""What papers, messages and tables call the kinds of items."""

from decimal import Decimal

from assistant.quiz.schema import Difficulty, ItemKind
from ingest.numerals import format_number

KIND_NAMES: dict[ItemKind, str] = {
    ItemKind.SINGLE_CHOICE: "单选题",
    ItemKind.MULTIPLE_CHOICE: "多选题",
    ItemKind.TRUE_FALSE: "判断题",
    ItemKind.FILL_BLANK: "填空题",
    ItemKind.SHORT_ANSWER: "简答题",
    ItemKind.ORDERING: "排序题",
    ItemKind.CASE: "案例题",
}

DIFFICULTY_NAMES: dict[Difficulty, str] = {
    Difficulty.EASY: "易",
    Difficulty.MEDIUM: "中",
    Difficulty.HARD: "难",
}


def in_points(points: Decimal) -> str:
    """Return points as people write them.

    >>> in_points(Decimal("2.50"))
    '2.5分'
    """
    return f"{format_number(points)}分"
