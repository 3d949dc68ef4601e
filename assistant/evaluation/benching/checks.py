"""The part that counts what the checks of an answer catch, and what they catch wrongly."""

from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.workplace import Workplace
from assistant.evaluation.corruption import (
    Measure,
    measure,
    read_answers,
    read_samples,
    sum_up,
)

SENTENCES = 400


def measure_corruption(workplace: Workplace) -> str:
    """Return the share withdrawn of broken and of true sentences, by kind, as Markdown."""
    sentences = read_samples(workplace.data / "seeds", count=SENTENCES)
    answers = read_answers(workplace.data / "eval/questions_dev.jsonl")
    of_sentences, of_answers = measure(sentences), measure(answers, others=sentences)
    tables = []
    for title, first, second in zip(
        ("改坏的句子，应当撤下", "正确的句子，不应撤下"), of_sentences, of_answers, strict=True
    ):
        pairs = [*zip(first, second, strict=True)]
        pairs.append((sum_up("合计", first), sum_up("合计", second)))
        rows = [
            [one.name, *(_show(each) for each in (one, two, sum_up("", [one, two])))]
            for one, two in pairs
        ]
        header = [title, f"资料原句（{len(sentences)}）", f"标准答案（{len(answers)}）", "全部"]
        tables.append(make_table(header, rows))
    return "\n\n".join(tables)


def _show(measured: Measure) -> str:
    if not measured.tried:
        return "—"
    return f"{measured.share:.3f}（{measured.withdrawn}/{measured.tried}）"
