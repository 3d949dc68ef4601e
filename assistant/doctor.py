"""Checks that everything an answer needs is in place, each with a remedy."""

from assistant.retrieval.weights import load_adapter, load_weights
from assistant.schema import CheckResult
from ingest import doctor
from ingest.errors import PolicyError
from ingest.library import Store


def check(store: Store) -> list[CheckResult]:
    """Return the findings of the library's doctor and those on the fitted ranking."""
    results = [
        CheckResult(name=f.name, passed=f.ok, detail=f.message, remedy=f.remedy)
        for f in doctor.check(store)
    ]
    return [*results, _check_ranking(store)]


def _check_ranking(store: Store) -> CheckResult:
    name = "排序模型"
    try:
        load_weights()
        adapted = load_adapter(store.embedder.name) is not None
    except PolicyError as error:
        return CheckResult(name=name, passed=False, detail=error.message, remedy=error.hint)
    detail = (
        "与当前向量模型配套。"
        if adapted
        else "可用，但不是为当前向量模型训练的，排序会差一些；可用 policy train-ranker 重新训练。"
    )
    return CheckResult(name=name, passed=True, detail=detail)
