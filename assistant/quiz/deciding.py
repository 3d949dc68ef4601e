"""What may be decided on an item, and what it leads to.

          accept            publish
draft ───────────▶ reviewed ─────────▶ published
  ▲ ╲                 │                   │
  │  ╲─────── reject, withdraw ───────────┤
  │                                       ▼
  └──────────── restore ───────────── withdrawn
"""

from dataclasses import dataclass

from assistant.quiz.describing import STATE_NAMES
from assistant.quiz.schema import Action, Decision, Ending, ItemState, Severity

DECISION_NAMES = {
    Decision.ACCEPT: "通过",
    Decision.REJECT: "不通过",
    Decision.PUBLISH: "发布",
    Decision.WITHDRAW: "撤回",
    Decision.RESTORE: "恢复",
}

_LIVE = frozenset({ItemState.DRAFT, ItemState.REVIEWED, ItemState.PUBLISHED})


@dataclass(frozen=True)
class Step:
    """Where a decision leads."""

    sources: frozenset[ItemState]
    target: ItemState
    action: Action
    ending: Ending | None = None


STEPS = {
    Decision.ACCEPT: Step(frozenset({ItemState.DRAFT}), ItemState.REVIEWED, Action.ACCEPTED),
    Decision.PUBLISH: Step(frozenset({ItemState.REVIEWED}), ItemState.PUBLISHED, Action.PUBLISHED),
    Decision.REJECT: Step(_LIVE, ItemState.WITHDRAWN, Action.REJECTED, Ending.REJECTED),
    Decision.WITHDRAW: Step(_LIVE, ItemState.WITHDRAWN, Action.WITHDRAWN, Ending.WITHDRAWN),
    Decision.RESTORE: Step(frozenset({ItemState.WITHDRAWN}), ItemState.DRAFT, Action.RESTORED),
}

# A person says why; of the others the decision itself says enough.
NEED_REASON = frozenset({Decision.REJECT, Decision.WITHDRAW})


def refusal(decision: Decision, state: ItemState, ending: str, severity: str) -> str:
    """Return why something cannot be decided on an item, and what to do; "" where it can.

    Args:
        decision: What is to be decided.
        state: How far the item is.
        ending: Why it is withdrawn; "" while it is not.
        severity: Of its gravest flaw; "" where there is none.
    """
    # One whose source changed is put aside for good by rejecting it.
    is_put_aside = decision is Decision.REJECT and ending == Ending.OUTDATED
    if state not in STEPS[decision].sources and not is_put_aside:
        return _wrong_state(decision, state)
    if decision is Decision.PUBLISH and severity == Severity.ERROR:
        return "这道题还有必须改正的问题，不能发布。请按提示修改，改好后再发布。"
    return ""


def _wrong_state(decision: Decision, state: ItemState) -> str:
    told = f"这道题是“{STATE_NAMES[state]}”，不能{DECISION_NAMES[decision]}。"
    match decision, state:
        case Decision.PUBLISH, ItemState.DRAFT:
            return f"{told}请先审题，通过后再发布。"
        case _, ItemState.WITHDRAWN:
            return f"{told}要再用它，请先恢复，再审一次。"
        case _:
            return told
