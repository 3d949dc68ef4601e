from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from assistant.application import Assistant
from assistant.auditor.schema import Audited, Finding, Rule, Severity
from assistant.progress import CancelledError, Progress
from assistant.settings import Settings
from ingest.errors import NotFoundError, UnreadableDocumentError
from ingest.schema import DEFAULT_LIBRARY, Outcome

Audit = Callable[..., Audited]
TITLE = "青禾县2024年脱贫攻坚工作总结\n"
MEMO = (
    "青禾县2023年农业情况\n2023年，青禾县苹果种植面积12450亩，比上年增加300亩。"
    "2023年，青禾县设施大棚数量1268座。\n"
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Iterator[Assistant]:
    """An assistant with the ledger of the sample county, and a memo in its library."""
    home = tmp_path_factory.mktemp("audit")
    assistant = Assistant.from_settings(Settings(home=home / "home", _env_file=None))
    (table,) = (corpus / "indicators").glob("*.xlsx")
    assistant.indicators.import_file(table)
    memo = home / "青禾县2023年农业情况.txt"
    memo.write_text(MEMO, encoding="utf-8")
    assert [event.outcome for event in assistant.ingest([memo])] == [Outcome.READY]
    yield assistant


@pytest.fixture
def audit(assistant: Assistant, tmp_path: Path) -> Audit:
    """Audit a text as a file."""

    def run(text: str, **options: Any) -> Audited:
        path = tmp_path / "稿.txt"
        path.write_text(text, encoding="utf-8")
        return assistant.auditor.audit(path, **options)

    return run


def of(audited: Audited, rule: Rule) -> list[Finding]:
    return [finding for finding in audited.findings if finding.rule is rule]


# --- Against the ledger ---------------------------------------------------------------------


def test_a_figure_that_the_ledger_has_otherwise_is_an_error(audit: Audit) -> None:
    audited = audit(f"{TITLE}2024年，全县脱贫人口人均纯收入15976元。")
    (finding,) = of(audited, Rule.LEDGER)
    assert (finding.found, finding.expected) == ("15976元", "15796元")
    assert finding.severity is Severity.ERROR
    assert ".xlsx" in finding.basis
    assert finding.difference == 180


def test_a_figure_of_the_year_before_is_recognised(audit: Audit) -> None:
    audited = audit(f"{TITLE}2024年，全县脱贫人口人均纯收入14209元。")
    (finding,) = of(audited, Rule.LEDGER)
    assert "2023年的数，可能没有更新" in finding.message


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("2024年，全县脱贫人口人均纯收入15796元。", id="the_same"),
        pytest.param("2024年，全县脱贫人口人均纯收入1.58万元。", id="rounded"),
        pytest.param("2024年，全县脱贫人口人均纯收入15000余元。", id="about"),
        pytest.param("2024年，全县脱贫人口人均纯收入力争达到18000元。", id="planned"),
        pytest.param("2019年，全县脱贫人口人均纯收入8000元。", id="not_in_the_ledger"),
        pytest.param("2024年，邻县脱贫人口人均纯收入9000元。", id="of_somewhere_else"),
    ],
)
def test_what_agrees_with_the_ledger_or_is_not_in_it_is_left_alone(
    audit: Audit, sentence: str
) -> None:
    assert of(audit(f"{TITLE}{sentence}"), Rule.LEDGER) == []


def test_the_sample_report_agrees_with_the_sample_ledger(
    assistant: Assistant, corpus: Path
) -> None:
    audited = assistant.auditor.audit(corpus / "documents" / "2024年度工作总结.docx")
    assert audited.figures_compared > 10
    assert audited.findings == ()


def test_a_file_of_indicators_stands_in_for_the_ledger(audit: Audit, tmp_path: Path) -> None:
    table = tmp_path / "指标.csv"
    table.write_text(
        "时期,地区,指标,数值,单位\n2024年,青禾县,脱贫人口人均纯收入,15900,元\n", encoding="utf-8"
    )
    text = f"{TITLE}2024年，全县脱贫人口人均纯收入15796元。"
    (finding,) = of(audit(text, indicators=table), Rule.LEDGER)
    assert finding.expected == "15900元"


# --- Against the library --------------------------------------------------------------------


def test_a_figure_that_a_document_has_otherwise_is_a_warning(audit: Audit) -> None:
    text = "青禾县2023年农业总结\n2023年，青禾县苹果种植面积12540亩。"
    (finding,) = of(audit(text, library=DEFAULT_LIBRARY), Rule.LIBRARY)
    assert (finding.found, finding.expected) == ("12540亩", "12450亩")
    assert finding.severity is Severity.WARNING
    assert "青禾县2023年农业情况" in finding.basis


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("2023年，青禾县苹果种植面积12450亩。", id="the_same"),
        pytest.param("2022年，青禾县苹果种植面积11980亩。", id="another_year"),
        pytest.param("2023年，青禾县苹果种植面积12450亩，增加3000亩。", id="another_name"),
        pytest.param("2023年，白杨县苹果种植面积8540亩。", id="another_area"),
        pytest.param("2023年，青禾县设施大棚面积5120亩。", id="another_thing"),
    ],
)
def test_only_the_very_same_thing_contradicts(audit: Audit, sentence: str) -> None:
    text = f"青禾县2023年农业总结\n{sentence}"
    assert of(audit(text, library=DEFAULT_LIBRARY), Rule.LIBRARY) == []


def test_passages_are_read_only_where_a_library_is_named(audit: Audit) -> None:
    text = "青禾县2023年农业总结\n2023年，青禾县苹果种植面积12540亩。"
    assert of(audit(text), Rule.LIBRARY) == []


def test_a_library_that_is_not_there_is_told(audit: Audit) -> None:
    with pytest.raises(NotFoundError):
        audit(f"{TITLE}全县112户。", library="没有这个")


# --- Who may see what, and how long it takes ------------------------------------------------


def test_a_ledger_that_the_reader_may_not_see_says_nothing(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(f"{TITLE}2024年，全县脱贫人口人均纯收入15976元。", encoding="utf-8")
    stranger = assistant.limited_to({"另一个"}).auditor
    assert of(stranger.audit(path), Rule.LEDGER) == []
    with pytest.raises(NotFoundError):
        stranger.audit(path, library=DEFAULT_LIBRARY)


def test_work_tells_how_far_it_is_and_can_be_stopped(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "稿.txt"
    path.write_text(f"{TITLE}全县112户。", encoding="utf-8")
    seen: list[Progress] = []
    assistant.auditor.audit(path, progress=seen.append)
    assert [at.done for at in seen] == sorted(at.done for at in seen)
    assert all(at.stage for at in seen)

    def stop(_at: Progress) -> None:
        raise CancelledError("已取消。")

    with pytest.raises(CancelledError):
        assistant.auditor.audit(path, progress=stop)


def test_a_file_that_is_not_what_it_says_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "稿.docx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UnreadableDocumentError):
        assistant.auditor.audit(path)


def test_findings_are_written_into_a_copy(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "稿.docx"
    document = docx.Document()
    document.add_paragraph("全镇112户，已脱贫38户，剩下的75户年底前脱贫。")
    document.save(str(path))
    audited = assistant.auditor.audit(path)
    copy = tmp_path / "批注.docx"
    copy.write_bytes(assistant.auditor.annotate(path, audited))
    (comment,) = docx.Document(str(copy)).comments
    assert "74户" in comment.text
