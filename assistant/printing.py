"""How hits, answers, documents and checks look: as JSON lines for programs, as text for people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.moments import written_here
from assistant.schema import (
    Answer,
    AnswerStatus,
    CheckResult,
    Citation,
    DocumentSearch,
    FoundPassage,
)
from ingest.schema import Document, Hit, IngestEvent, Outcome, Validity

if TYPE_CHECKING:
    from assistant.documents import DocumentSheet
    from assistant.office.schema import AuditEvent, Enquiry, Gap, LibraryAccess, Reminder
    from ingest.differences import Change, ComparedPart, Piece, RevisionDifference
    from ingest.library import RevisionInfo

Fields = dict[str, Any]

GAP_KINDS = {"refused": "没有答出", "bad": "回答不好", "enquiry": "请资料员查找"}
ENQUIRY_STATES = {"open": "待答复", "answered": "已答复", "closed": "已关闭"}

OUTCOMES = {
    Outcome.READY: "已入库",
    Outcome.UNCHANGED: "没有变化",
    Outcome.REVISED: "已更新为新版本",
    Outcome.REFUSED: "未入库",
}
VALIDITIES = {
    Validity.IN_FORCE: "现行有效",
    Validity.AMENDED: "已修改",
    Validity.REPEALED: "已废止",
    Validity.UNKNOWN: "效力待确认",
}
REMINDERS = {
    "unconfirmed": "尚未核对",
    "stale": "一年未核对",
    "refers_to_repealed": "引用了已废止的文件",
    "repealed_without_replacement": "已废止而没有替代文件",
}
CHANGES = {
    "changed": "修改",
    "added": "新增",
    "removed": "删除",
    "renumbered": "编号改变",
    "moved": "移动",
}
PIECES = {"same": "{}", "removed": "[删：{}]", "added": "[增：{}]"}
EXCERPT_CHARACTERS = 160


# --- For programs -----------------------------------------------------------------------------


def hit_fields(hit: Hit) -> Fields:
    """Return what a script is told of one hit."""
    return {
        "document": hit.document.file,
        "title": hit.document.metadata.title,
        "text": hit.chunk.text,
        "start": hit.chunk.start,
        "end": hit.chunk.end,
        "score": hit.score,
        "page": hit.chunk.page,
        "section": hit.chunk.section_path,
    }


def citation_fields(citation: Citation) -> Fields:
    """Return what a script is told of one citation."""
    return {
        "document": citation.document,
        "title": citation.title,
        "text": citation.text,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
        "section": citation.section,
    }


def answer_fields(answer: Answer) -> Fields:
    """Return what a script is told of one answer; its hits are told by `hit_fields`."""
    return {
        "status": answer.status,
        "answer": answer.text,
        "citations": [citation_fields(citation) for citation in answer.citations],
        "confidence": answer.confidence,
        "grade": answer.grade,
        "notices": answer.notices,
    }


def document_fields(document: Document) -> Fields:
    """Return what a script is told of one document."""
    confirmed_on = document.confirmed_on
    return {
        "document": document.file,
        "id": document.id,
        "library": document.library,
        **document.metadata.model_dump(mode="json"),
        "health": document.health.model_dump(mode="json"),
        "confirmed_on": confirmed_on.isoformat() if confirmed_on else None,
        "confirmed_by": document.confirmed_by,
    }


def sheet_fields(sheet: "DocumentSheet") -> Fields:
    """Return what a script is told of one document and its health."""
    return {
        **document_fields(sheet),
        "type_name": sheet.type_name,
        "proposed": sheet.proposed.model_dump(mode="json"),
        "marked": sheet.marked,
        "duplicates": [each.model_dump(mode="json") for each in sheet.duplicates],
    }


def change_fields(difference: "RevisionDifference", change: "Change") -> Fields:
    """Return what a script is told of one change between two revisions."""
    return {
        "document": difference.document,
        "from": difference.old_number,
        "to": difference.new_number,
        **change.model_dump(mode="json"),
    }


# --- For people -------------------------------------------------------------------------------


def describe_event(event: IngestEvent) -> str:
    """Return one line for a file that is done, and one for each warning."""
    if event.outcome is Outcome.REFUSED:
        return f"✗ {event.file}：{OUTCOMES[event.outcome]}。{event.reason}"
    counts = [f"{event.chunks} 段", f"{event.tables} 表", f"{event.headings} 个标题"]
    if event.pages is not None:
        counts.insert(0, f"{event.pages} 页")
    line = f"✓ {event.file}：{OUTCOMES[event.outcome]}（{'，'.join(counts)}）"
    return "\n".join([line, *(f"  ！{warning}" for warning in event.warnings)])


def describe_hits(hits: Sequence[Hit]) -> str:
    """Return a numbered list of passages, best first."""
    return "\n\n".join(
        f"{number}. {_source(hit)}\n   {_excerpt(hit.chunk.text)}"
        for number, hit in enumerate(hits, start=1)
    )


def describe_document_search(found: DocumentSearch) -> str:
    """Return a numbered list of documents, each with its best passages, words found in 【】."""
    groups = []
    for number, group in enumerate(found.groups, start=1):
        metadata = group.document.metadata
        name = _name(metadata.title, metadata.document_number, group.document.file)
        passages = "\n".join(f"   {_describe_found(passage)}" for passage in group.passages)
        groups.append(f"{number}. {name}，{group.count} 处\n{passages}")
    if not groups:
        return ""
    total = f"共 {found.documents} 份文件，{found.passages} 处。"
    return "\n\n".join([total, *groups])


def describe_answer(answer: Answer) -> str:
    """Return the answer first, then what to mind, then its numbered sources."""
    parts = [answer.text]
    if answer.notices:
        parts.append("\n".join(f"！{notice}" for notice in answer.notices))
    if answer.citations:
        sources = (f"[{each.marker}] {_cited_source(each)}" for each in answer.citations)
        parts.append("出处\n" + "\n".join(sources))
    if answer.status is AnswerStatus.INSUFFICIENT_EVIDENCE and answer.hits:
        parts.append("最接近的段落\n" + describe_hits(answer.hits[:3]))
    return "\n\n".join(parts)


def describe_document(document: Document) -> str:
    """Return what is known of one document, and what became of its content."""
    metadata, health = document.metadata, document.health
    pairs = [
        ("文件", document.file),
        ("标题", metadata.title),
        ("文号", metadata.document_number),
        ("发文机关", metadata.issuing_authority),
        ("成文日期", metadata.issued_on),
        ("施行日期", metadata.effective_on),
        ("废止日期", metadata.repealed_on),
        ("替代文件", metadata.replaced_by),
        ("效力", VALIDITIES[metadata.validity_on(date.today())]),
        ("地区", metadata.region),
        ("年份", metadata.year),
        ("文种", metadata.kind),
        ("类别", metadata.category),
        ("核对", _confirmation(document)),
        ("资料库", document.library),
        ("编号", document.id),
        ("页数", health.pages),
        ("其中识别的扫描页", health.ocr_pages or None),
        ("字数", health.characters),
        ("标题数", health.headings),
        ("表格", f"{health.tables} 张 {health.table_rows} 行" if health.tables else None),
        ("段数", health.chunks),
        ("可疑字符", health.suspicious_characters or None),
    ]
    lines = [f"{name}：{value}" for name, value in pairs if value not in ("", None)]
    return "\n".join([*lines, *(f"！{warning}" for warning in health.warnings)])


def describe_sheet(sheet: "DocumentSheet") -> str:
    """Return everything the keeper of the library wants to know of one document."""
    same = [
        f"！与“{each.library}”中的{_name(each.title, '', each.file)}内容相同：{each.file}。"
        for each in sheet.duplicates
    ]
    return "\n".join([describe_document(sheet), f"类型：{sheet.type_name}", *same])


def describe_reminder(reminder: "Reminder") -> str:
    """Return one line for a document that asks for the keeper's eyes."""
    return f"{REMINDERS[reminder.kind]}：{reminder.library}／{reminder.file}。{reminder.detail}"


def describe_document_line(document: Document) -> str:
    """Return one line for a list of documents."""
    metadata = document.metadata
    validity = VALIDITIES[metadata.validity_on(date.today())]
    about = [metadata.title, metadata.document_number, validity]
    return f"{document.file}：{'，'.join(part for part in about if part)}"


def describe_gap(gap: "Gap") -> str:
    """Return a topic the library seems to know nothing about, its questions indented."""
    lines = [f"{gap.topic}（{gap.askers} 人问过）"]
    for question in gap.questions:
        asked = f"，{question.count} 次" if question.count > 1 else ""
        lines.append(f"  {question.question}（{GAP_KINDS[question.kind]}{asked}）")
    if gap.nearest:
        lines.append(f"  最接近的资料：{'、'.join(f'《{title}》' for title in gap.nearest)}")
    return "\n".join(lines)


def describe_enquiry(enquiry: "Enquiry") -> str:
    """Return a question to the keeper with what has been said to it."""
    asker = "，".join(part for part in (enquiry.asker, enquiry.department) if part)
    about = [asker, written_here(enquiry.asked_at), ENQUIRY_STATES[enquiry.state]]
    lines = [f"{enquiry.id} {enquiry.question}（{'，'.join(about)}）"]
    if enquiry.note:
        lines.append(f"  说明：{enquiry.note}")
    if enquiry.reply:
        lines.append(f"  {enquiry.replied_by}答复：{enquiry.reply}")
    return "\n".join(lines)


def describe_access(access: "LibraryAccess", usernames: Mapping[str, str]) -> str:
    """Return a library and who may see it.

    Args:
        access: What holds.
        usernames: By account id.
    """
    granted = [*(usernames.get(id_, id_) for id_ in access.people), *access.departments]
    seen_by = "人人可见" if access.is_open else f"只有{'、'.join(granted) or '管理员'}可见"
    return f"资料库“{access.library}”：{access.documents} 份资料，{seen_by}"


def describe_audit_event(event: "AuditEvent") -> str:
    """Return one line of the log."""
    from assistant.office.audit import ACTION_NAMES, OUTCOME_NAMES, Action, EventOutcome

    parts = [
        written_here(event.at),
        event.username or "（未登录）",
        ACTION_NAMES[Action(event.action)],
        event.object,
        f"“{event.question}”" if event.question else "",
        OUTCOME_NAMES[EventOutcome(event.outcome)],
        event.address,
    ]
    return " ".join(part for part in parts if part)


def describe_revision(revision: "RevisionInfo") -> str:
    """Return one line of a document's history."""
    parts = [
        f"第 {revision.number} 版{'（现行）' if revision.is_current else ''}",
        f"{revision.ingested_at} 入库",
        f"{revision.health.characters} 字",
        revision.id,
    ]
    return "，".join(parts)


def describe_difference(difference: "RevisionDifference") -> str:
    """Return what changed between two revisions: the counts first, then change by change."""
    name = _name(difference.title, "", difference.document)
    revisions = (
        f"第 {difference.old_number} 版（{difference.old_ingested_at} 入库）→ "
        f"第 {difference.new_number} 版（{difference.new_ingested_at} 入库）"
    )
    counted = Counter(change.kind.value for change in difference.changes)
    counts = [f"{name} {counted[kind]} 处" for kind, name in CHANGES.items() if counted[kind]]
    summary = "，".join([*counts, f"未变 {difference.unchanged} 处"])
    changes = [_describe_change(change) for change in difference.changes]
    return "\n\n".join([f"{name}：{revisions}\n{summary}。", *changes])


def describe_check(check: CheckResult) -> str:
    """Return one line of `policy doctor`; a failed check ends with its remedy."""
    mark = "✓" if check.passed else "✗"
    return f"{mark} {check.name}：{check.detail}{'' if check.passed else check.remedy}"


def _confirmation(document: Document) -> str:
    if document.confirmed_on is None:
        return "尚未核对"
    return f"{document.confirmed_on}，{document.confirmed_by}"


def _describe_change(change: "Change") -> str:
    places = [_heading(place) for place in (change.old, change.new) if place]
    line = f"{CHANGES[change.kind]}：{' → '.join(dict.fromkeys(places))}"
    if change.pieces:
        return f"{line}\n{_indent(''.join(map(_describe_piece, change.pieces)))}"
    if change.old and change.new:
        return f"{line}（内容未变）"
    place = change.old or change.new
    return f"{line}\n{_indent(place.text)}" if place else line


def _describe_piece(piece: "Piece") -> str:
    text = _shorten(piece.text) if piece.kind == "same" else piece.text
    return PIECES[piece.kind].format(text)


def _shorten(text: str) -> str:
    """Leave the middle of a long unchanged stretch out, such as the rows of a table."""
    lines = text.splitlines(keepends=True)
    return text if len(lines) <= 5 else "".join([*lines[:2], "……\n", *lines[-2:]])


def _heading(place: "ComparedPart") -> str:
    return " › ".join(place.path) or "正文"


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _source(hit: Hit) -> str:
    metadata, chunk = hit.document.metadata, hit.chunk
    name = _name(metadata.title, metadata.document_number, hit.document.file)
    return _place(name, metadata.title, chunk.section_path, chunk.page)


def _cited_source(citation: Citation) -> str:
    name = _name(citation.title, citation.document_number, citation.document)
    place = _place(name, citation.title, citation.section, citation.page)
    if citation.validity in (Validity.REPEALED, Validity.AMENDED):
        place += f"（{VALIDITIES[citation.validity]}）"
    return place if not citation.title else f"{place}\n    文件：{citation.document}"


def _name(title: str, document_number: str, file: str) -> str:
    number = f"（{document_number}）" if document_number else ""
    return f"《{title}》{number}" if title else f"{file}{number}"


def _place(name: str, title: str, section: Sequence[str], page: int | None) -> str:
    # The first heading of many documents is their title.
    path = " › ".join(section[1:] if section and section[0] == title else section)
    return "，".join(part for part in (name, path, f"第 {page} 页" if page else "") if part)


def _describe_found(passage: FoundPassage) -> str:
    """Return the surroundings of the first word found."""
    text, marks = passage.chunk.text, passage.highlights
    start = max(0, marks[0].start - EXCERPT_CHARACTERS // 4) if marks else 0
    end = start + EXCERPT_CHARACTERS
    shown, last = "", start
    for mark in (each for each in marks if each.end <= end):
        shown += f"{text[last : mark.start]}【{text[mark.start : mark.end]}】"
        last = mark.end
    shown += text[last:end]
    return f"{'…' if start else ''}{' '.join(shown.split())}{'…' if end < len(text) else ''}"


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT_CHARACTERS else f"{line[:EXCERPT_CHARACTERS]}…"
