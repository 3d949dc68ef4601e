"""Checks that everything an answer needs is in place, each with a remedy."""

from assistant.layout import missing_fonts
from assistant.retrieval.weights import load_adapter, load_weights
from assistant.schema import CheckResult
from ingest import doctor
from ingest.errors import PolicyError
from ingest.library import Store
from ingest.loaders.office import find_office


def check(store: Store) -> list[CheckResult]:
    """Return the findings of the library's doctor and those on the fitted ranking."""
    results = [
        CheckResult(name=f.name, passed=f.ok, detail=f.message, remedy=f.remedy)
        for f in doctor.check(store)
    ]
    return [*results, _check_ranking(store), _check_reports()]


def _check_reports() -> CheckResult:
    """Tell which typefaces of 公文 are missing; reports name them all the same, so none fails."""
    missing = missing_fonts()
    names = "、".join(f"“{font.name}”" for font in missing)
    shown = "、".join(dict.fromkeys(font.stand_in for font in missing if font.stand_in))
    if not missing:
        detail = "公文字体齐全。"
    elif shown:
        detail = f"本机没有{names}，预览时用{shown}代替，Word 文件仍写明规定的字体。"
    else:
        detail = f"本机没有{names}，也没有可以代替的中文字体，预览会缺字；请安装一种中文字体。"
    if find_office() is None:
        detail += "没有安装 LibreOffice，不能预览和另存 PDF。"
    return CheckResult(name="报告", passed=True, detail=detail)


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
