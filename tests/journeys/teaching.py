"""What trainers do at their desks, without clicks, for tests and pictures of what comes of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.journeys.browser import Visitor

LIBRARY = "青禾县示例库"
TEST = "第四季度政策知识测试"
QUESTIONS = 4


@dataclass(frozen=True)
class Taught:
    """A test that is open, and what is right in it."""

    id: str
    paper: str
    keys: dict[str, set[str]]
    """Texts of the right options, by stem."""


def publish_items(trainer: Visitor, *, count: int = 24) -> list[dict[str, Any]]:
    """Make items by rules, publish them, and return them."""
    job = trainer.work("/quiz/jobs", data={"library": LIBRARY, "count": count})
    items = [view["item"] for view in trainer.send("GET", f"/quiz/jobs/{job}").json()["items"]]
    ids = [item["id"] for item in items]
    for decision in ("accept", "publish"):
        decided = trainer.send("POST", "/quiz/decisions", data={"ids": ids, "decision": decision})
        assert not decided.json()["refused"], decided.text()
    return items


def set_test(trainer: Visitor) -> Taught:
    """Make a paper of choices and set a test that is open now."""
    demands = [{"kind": "single_choice", "count": QUESTIONS, "points": 5}]
    blueprint = {"name": TEST, "library": LIBRARY, "demands": demands, "versions": 2}
    paper = trainer.send("POST", "/papers", data={"blueprint": blueprint}).json()
    now = datetime.now(UTC)
    wanted = {
        "name": TEST,
        "paper_id": paper["id"],
        "opens_at": (now - timedelta(hours=1)).isoformat(),
        "closes_at": (now + timedelta(days=7)).isoformat(),
        "minutes": 30,
    }
    test = trainer.send("POST", "/tests", data=wanted).json()
    keys = {
        each["item"]["stem"]: {
            each["item"]["options"]["ABCDEFGH".index(letter)] for letter in each["item"]["key"]
        }
        for each in paper["items"]
    }
    return Taught(test["id"], paper["id"], keys)


def take_test(learner: Visitor, taught: Taught) -> str:
    """Answer the first question wrong and another one right, and return the attempt's id."""
    attempt = learner.send("POST", f"/tests/{taught.id}/attempts").json()
    wrong, right = attempt["questions"][:2]
    replies = [
        {"number": wrong["number"], "answer": [letter_of(wrong, taught, is_right=False)]},
        {"number": right["number"], "answer": [letter_of(right, taught, is_right=True)]},
    ]
    learner.send("PUT", f"/attempts/{attempt['id']}/replies", data={"replies": replies})
    learner.send("POST", f"/attempts/{attempt['id']}/submit")
    return attempt["id"]


def letter_of(asked: dict[str, Any], taught: Taught, *, is_right: bool) -> str:
    """Return the letter of an option that is right, or of one that is wrong."""
    key = taught.keys[asked["stem"]]
    return next(
        letter
        for letter, option in zip("ABCDEFGH", asked["options"], strict=False)
        if (option in key) is is_right
    )
