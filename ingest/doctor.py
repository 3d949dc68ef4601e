"""Proves that the library is whole: truth, original files and indexes agree."""

from collections.abc import Iterator

from ingest.errors import IndexMismatchError, PolicyError
from ingest.indexing import find_differences
from ingest.library import EntryState, Store
from ingest.library.originals import hash_file
from ingest.schema import Record

_REPAIR = "请运行 policy index rebuild 重建索引。"


class Finding(Record):
    """One thing that was looked at."""

    name: str
    """What was looked at, in Chinese."""

    ok: bool
    message: str
    """What was found, in Chinese."""

    remedy: str = ""
    """What to do, in Chinese; empty when all is well."""


def check(store: Store) -> list[Finding]:
    """Look at every part of the library; a part that cannot be opened is a finding as well.

    Reads every text and every original file: a second per some hundred documents.
    """
    findings: list[Finding] = []
    for name, look in _CHECKS.items():
        try:
            findings.extend(look(store, name))
        except PolicyError as error:
            findings.append(Finding(name=name, ok=False, message=error.message, remedy=error.hint))
    return findings


def _check_database(store: Store, name: str) -> Iterator[Finding]:
    chunks = store.library.current_revisions()
    yield Finding(
        name=name,
        ok=True,
        message=f"{store.library.count_documents()} 份文件，{sum(chunks.values())} 个片段。",
    )


def _check_chunks(store: Store, name: str) -> Iterator[Finding]:
    wrong = 0
    for revision_id in store.library.current_revisions():
        text = store.library.get_revision(revision_id).text
        wrong += sum(
            text[chunk.start : chunk.end] != chunk.text
            for chunk in store.library.chunks_of(revision_id)
        )
    yield _finding(
        name,
        f"{wrong} 个片段与正文不一致。" if wrong else "",
        "每个片段都能在正文中逐字找到。",
        "数据库可能已损坏，请从备份恢复，或删除有关文件后重新导入。",
    )


def _check_originals(store: Store, name: str) -> Iterator[Finding]:
    wrong = []
    for document in store.library.list_documents():
        for revision in store.library.history(document.id):
            path = store.library.original(revision.id)
            if not path.is_file() or hash_file(path) != revision.sha256:
                wrong.append(f"《{document.file}》第 {revision.number} 版")
    listed = "、".join(wrong[:5]) + ("等" if len(wrong) > 5 else "")
    yield _finding(
        name,
        f"{listed}共 {len(wrong)} 份原件缺失或被改动。" if wrong else "",
        "原件齐全。",
        "请从备份恢复 originals 文件夹，或删除有关文件后重新导入。",
    )


def _check_model(store: Store, name: str) -> Iterator[Finding]:
    try:
        store.require_same_model()
    except IndexMismatchError as error:
        yield Finding(name=name, ok=False, message=error.message, remedy=error.hint)
    else:
        yield Finding(name=name, ok=True, message=f"{store.embedder.name}。")


def _check_journal(store: Store, name: str) -> Iterator[Finding]:
    entries = store.library.journal.entries()
    pending = sum(entry.state != EntryState.DONE for entry in entries)
    yield _finding(
        name, f"{pending} 份文件还没有写入索引。" if pending else "", "没有未完成的工作。", _REPAIR
    )


def _check_indexes(store: Store, name: str) -> Iterator[Finding]:
    differences = find_differences(store)
    for part, missing, stray, count in (
        ("向量索引", differences.without_vectors, differences.stray_vectors, store.vectors.count()),
        ("词语索引", differences.without_terms, differences.stray_terms, store.lexical.count()),
    ):
        problems = [
            f"缺少或不全的文件 {len(missing)} 份" if missing else "",
            f"多余的旧内容 {len(stray)} 份" if stray else "",
        ]
        text = "，".join(filter(None, problems))
        yield _finding(
            part,
            f"{part}与资料库不一致：{text}。" if text else "",
            f"与资料库一致，{count} 条。",
            _REPAIR,
        )


def _check_recognition(store: Store, name: str) -> Iterator[Finding]:
    # Loaders take a second to import, and whoever asks a question loads this module.
    from ingest.loaders.ocr import why_unavailable

    settings = store.settings.ocr
    problem = why_unavailable(settings) if settings.enabled else ""
    yield _finding(
        name,
        problem,
        "可以识别扫描件和照片。" if settings.enabled else "已按设置关闭，扫描件和照片不读取。",
        "请重新安装：pip install --force-reinstall rapidocr opencv-python-headless；"
        "提示缺少 libGL 或 libglib 的，再安装系统软件包 libgl1、libglib2.0-0。",
    )


_CHECKS = {
    "数据库": _check_database,
    "正文与片段": _check_chunks,
    "原件": _check_originals,
    "向量模型": _check_model,
    "导入记录": _check_journal,
    "索引": _check_indexes,
    "文字识别": _check_recognition,
}


def _finding(name: str, problem: str, fine: str, remedy: str) -> Finding:
    return Finding(
        name=name, ok=not problem, message=problem or fine, remedy=remedy if problem else ""
    )
