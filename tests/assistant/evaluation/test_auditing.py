from pathlib import Path

import pytest

from assistant.auditor.schema import Rule
from assistant.evaluation import auditing
from assistant.evaluation.auditing import (
    measure_alarms,
    measure_recall,
    read_confirmed,
    read_documents,
)
from assistant.evaluation.benching.audit import measure_audit
from assistant.evaluation.benching.workplace import Workplace
from assistant.evaluation.ties import Kind

RIGHT = (
    "全县共有监测对象260户815人，其中脱贫不稳定户110户352人、边缘易致贫户98户301人、突发严重困难户52户162人。\n"
    "三次产业结构比为11.8:48.3:39.9。\n全镇有学校12所、村卫生室43个。\n"
)
WRONG = "三次产业结构比为11.8:48.3:49.9。\n"


def test_what_is_seeded_is_found_and_counted_by_kind() -> None:
    recalls, _ = measure_recall({"甲.txt": RIGHT})
    by_kind = {recall.name: recall for recall in recalls}
    shares = by_kind[Kind.SHARE]
    assert (shares.seeded, shares.found) == (3, 3)
    assert by_kind[Kind.PART].seeded > 0
    assert by_kind[Kind.TABLE_CELL].seeded == 0


def test_what_is_missed_is_told_with_its_place() -> None:
    _, untied = measure_recall({"甲.txt": "全镇有学校12所、村卫生室43个，干部会议开了三十次。\n"})
    assert untied.found == 0
    assert untied.seeded == len(untied.missed) > 0
    assert all(missed.startswith("甲.txt：全镇") and "→" in missed for missed in untied.missed)


def test_the_same_documents_get_the_same_errors() -> None:
    assert measure_recall({"甲.txt": RIGHT}) == measure_recall({"甲.txt": RIGHT})


def test_what_is_said_of_a_true_text_is_a_false_alarm() -> None:
    alarms = measure_alarms({"甲.txt": RIGHT, "乙.txt": WRONG})
    ((document, finding),) = alarms.false
    assert (document, finding.rule) == ("乙.txt", Rule.SHARES)
    assert alarms.per_ten_thousand == 10_000 / alarms.characters


def test_unless_a_person_has_confirmed_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "confirmed.csv"
    listed.write_text("document,rule,found\n乙.txt,shares,11.8:48.3:49.9\n", encoding="utf-8")
    monkeypatch.setattr(auditing, "CONFIRMED", listed)
    alarms = measure_alarms({"乙.txt": WRONG})
    assert (alarms.false, alarms.confirmed) == ((), 1)


def test_confirmed_findings_are_named_without_copying_sentences() -> None:
    confirmed = read_confirmed()
    assert {rule for _, rule, _ in confirmed} <= set(Rule)
    assert all(len(found) < 20 for _, _, found in confirmed)


def test_the_benchmark_prints_recall_false_alarms_and_time(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "甲.txt").write_text(RIGHT, encoding="utf-8")
    shown = measure_audit(Workplace(tmp_path, tmp_path / "work"))
    assert list(read_documents(tmp_path)) == ["甲.txt"]
    assert "| 构成、结构比被改 | 3 | 3 | 1.000 |" in shown
    assert "误报 0 条" in shown
    assert "只读取的" in shown
    assert (tmp_path / "work" / "audit_missed.txt").exists()


@pytest.mark.shared
def test_on_a_real_book_the_auditor_keeps_its_promise() -> None:
    book = Path(__file__).parents[4] / "shared/seeds/001_976a2d44ee9a927f.txt"
    if not book.exists():
        pytest.skip(f"the measuring data is not at {book.parent}")
    text = book.read_text(encoding="utf-8")
    recalls, _ = measure_recall({book.name: text[:50_000]})
    assert sum(r.found for r in recalls) >= 0.8 * sum(r.seeded for r in recalls)
    alarms = measure_alarms({book.name: text})
    assert alarms.per_ten_thousand < 1
    assert alarms.confirmed > 0
