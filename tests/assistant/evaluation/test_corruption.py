"""The measure of the checks, on a page of its own text."""

from pathlib import Path

from assistant.evaluation.corruption import measure, read_samples

PAGE = (
    "青禾县2023年发放养殖补助126万元，惠及420户养殖户。临水县同年建成冷库12座，新增库容5600吨。"
    "沙枣镇的合作社没有享受贷款贴息，2024年起纳入名单。\n"
    "对达到标准的农户，每亩补助300元，每户不超过2万元。未经验收的地块不得申领补助，已领取的应当退回。\n"
)


def test_the_same_folder_gives_the_same_sentences(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    samples = read_samples(tmp_path, count=20)
    assert samples == read_samples(tmp_path, count=20)
    assert all(sample.sentence in sample.evidence for sample in samples)


def test_broken_sentences_are_counted_apart_from_true_ones(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    broken, true = measure(read_samples(tmp_path, count=20))
    assert next(m for m in broken if m.name == "数字被改").share == 1
    assert all(m.withdrawn == 0 for m in true)
