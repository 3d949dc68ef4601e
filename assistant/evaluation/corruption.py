"""Measure the checks of an answer on sentences that were true until we broke them.

Sentences are taken out of text files, or are right answers with their evidence; each is broken in
one known way, and what is counted is how many of the broken ones are withdrawn and how many of the
true ones. `python -m assistant.evaluation.bench corruption` prints both.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from assistant.chain.checking import check_sentence
from ingest.numerals import QuantityKind, format_number, is_article, quantities
from ingest.schema import Record
from ingest.tokenizing import words

_SEED = 20240501
_SENTENCE = re.compile(r"[^。！？\n]{15,150}[。！？]")
# 大城市 and 自治州 are in the dictionary of places, and are no names.
_PLACE_SUFFIX = re.compile("[^省市州县旗区乡镇村城都治大]{2,}[省市州县旗乡镇]")
_NEGATOR = re.compile(r"不得|没有|尚未|未(?!来|必)|不(?=能|愿|会|需|再|予|准|超过|低于|得)")
_VERBS = re.compile(
    r"(?<!不)(?<!未)(?<=[一-鿿])(实现|提高|加强|建立|完成|发展|开展|增加|组织|支持|享受|纳入|达到|"
    r"改善|推进|落实|得到|属于|超过)"
)

_TWO_DIGITS = frozenset(map(str, range(1, 100)))

Breaker = Callable[[str, str, random.Random], str | None]
"""Returns a changed copy of a sentence, given its evidence, or None where it does not apply."""


class Sample(Record):
    """A sentence and the passage it stands in."""

    sentence: str
    evidence: str


class Measure(Record):
    """How many changed sentences were withdrawn."""

    name: str
    tried: int
    withdrawn: int

    @property
    def share(self) -> float:
        """Share withdrawn, 0 to 1; 0 where nothing was tried."""
        return self.withdrawn / self.tried if self.tried else 0.0


def read_samples(folder: Path, *, count: int) -> list[Sample]:
    """Return sentences of the .txt files of a folder, each with the sentences around it.

    The same folder always gives the same sentences.
    """
    samples: list[Sample] = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            sentences = _SENTENCE.findall(line)
            for index, sentence in enumerate(sentences):
                around = "".join(sentences[max(0, index - 1) : index + 2])
                samples.append(Sample(sentence=sentence.strip(), evidence=around))
    chooser = random.Random(_SEED)
    chooser.shuffle(samples)
    counting = [s for s in samples if quantities(s.sentence)]
    placed = [s for s in samples if _find_places(s.sentence)]
    negating = [s for s in samples if _NEGATOR.search(s.sentence)]
    chosen = [*counting[: count // 2], *placed[: count // 4], *negating[: count // 4]]
    return list({sample.sentence: sample for sample in chosen}.values())


def read_answers(path: Path) -> list[Sample]:
    """Return the right answers of a question file, each with its evidence."""
    lines = path.read_text(encoding="utf-8").splitlines()
    questions = (json.loads(line) for line in lines if line.strip())
    return [Sample(sentence=q["answer"], evidence="\n".join(q["evidence"])) for q in questions]


def measure(
    samples: Sequence[Sample], *, others: Sequence[Sample] = ()
) -> tuple[list[Measure], list[Measure]]:
    """Return the measures of broken sentences, then those of true ones.

    Args:
        samples: The true sentences.
        others: Where places and clauses are taken from besides.
    """
    pool = _Pool([*samples, *others])
    broken: dict[str, Breaker] = {
        "数字被改": _change_figure,
        "单位被改": _change_unit,
        "地名被换": pool.change_place,
        "加了否定": _add_negation,
        "去了否定": _drop_negation,
        "加了无关的话": pool.add_clause,
    }
    true: dict[str, Breaker] = {
        "原句": lambda sentence, _evidence, _chooser: sentence,
        "加“资料显示”": lambda sentence, _evidence, _chooser: f"资料显示，{sentence}",
        "少一个分句": _drop_clause,
        "数字换写法": _rewrite_figure,
    }
    return list(_run(broken, samples)), list(_run(true, samples))


def sum_up(name: str, measures: Sequence[Measure]) -> Measure:
    """Return several measures as one."""
    return Measure(
        name=name,
        tried=sum(each.tried for each in measures),
        withdrawn=sum(each.withdrawn for each in measures),
    )


def _run(changes: dict[str, Breaker], samples: Sequence[Sample]) -> Iterator[Measure]:
    for name, change in changes.items():
        chooser = random.Random(_SEED)
        outcomes = [
            bool(check_sentence(changed, [sample.evidence]))
            for sample in samples
            if (changed := change(sample.sentence, sample.evidence, chooser)) is not None
        ]
        yield Measure(name=name, tried=len(outcomes), withdrawn=sum(outcomes))


def _change_figure(sentence: str, evidence: str, chooser: random.Random) -> str | None:
    figures = [
        q
        for q in quantities(sentence)
        if not is_article(q) and q.kind is not QuantityKind.ORDINAL and re.search(r"\d", q.text)
    ]
    if not figures:
        return None
    figure = chooser.choice(figures)
    digits = [i for i, c in enumerate(figure.text) if c.isdigit()]
    place = figure.start + chooser.choice(digits)
    other = chooser.choice([d for d in "123456789" if d != sentence[place]])
    changed = sentence[:place] + other + sentence[place + 1 :]
    values = {(q.value, q.kind) for q in quantities(evidence)}
    new = next((q for q in quantities(changed) if q.start <= place < q.end), None)
    return changed if new and (new.value, new.kind) not in values else None


def _change_unit(sentence: str, evidence: str, chooser: random.Random) -> str | None:
    swaps = {"户": "人", "人": "户", "%": "个百分点", "元": "亩", "亩": "公里", "个百分点": "%"}
    figures = [q for q in quantities(sentence) if q.text.endswith(tuple(swaps))]
    if not figures:
        return None
    figure = chooser.choice(figures)
    unit = next(unit for unit in swaps if figure.text.endswith(unit))
    changed = figure.text[: -len(unit)] + swaps[unit]
    if changed in evidence:
        return None
    return sentence[: figure.start] + changed + sentence[figure.end :]


def _add_negation(sentence: str, _evidence: str, chooser: random.Random) -> str | None:
    places = [match.start() for match in _VERBS.finditer(sentence)]
    if not places:
        return None
    place = chooser.choice(places)
    return sentence[:place] + chooser.choice(["不", "未", "没有"]) + sentence[place:]


def _drop_negation(sentence: str, _evidence: str, chooser: random.Random) -> str | None:
    matches = list(_NEGATOR.finditer(sentence))
    if not matches:
        return None
    match = chooser.choice(matches)
    return sentence[: match.start()] + sentence[match.end() :]


def _drop_clause(sentence: str, _evidence: str, chooser: random.Random) -> str | None:
    clauses = sentence.rstrip("。！？").split("，")
    if len(clauses) < 3:
        return None
    clauses.pop(chooser.randrange(1, len(clauses)))
    return "，".join(clauses) + "。"


def _rewrite_figure(sentence: str, _evidence: str, _chooser: random.Random) -> str | None:
    for figure in quantities(sentence):
        if figure.kind is QuantityKind.PERCENT and figure.text.endswith("%"):
            new = f"百分之{_spell(figure.text[:-1])}" if figure.text[:-1] in _TWO_DIGITS else None
        elif figure.kind is QuantityKind.AMOUNT and figure.text.endswith("万元"):
            new = f"{format_number(figure.value)}元"
        else:
            new = None
        if new:
            return sentence[: figure.start] + new + sentence[figure.end :]
    return None


def _spell(digits: str) -> str:
    """Write a whole number below 100 in Chinese."""
    tens, ones = divmod(int(digits) % 100, 10)
    names = "〇一二三四五六七八九"
    head = "" if tens == 0 else "十" if tens == 1 else names[tens] + "十"
    return head + (names[ones] if ones or not tens else "")


@cache
def _known_places() -> frozenset[str]:
    """Return the names of places in jieba's dictionary that end in 省, 市, 县 and the like."""
    # Read beside the package: importing jieba itself warns of its age.
    package = find_spec("jieba")
    folders = package.submodule_search_locations if package else None
    if not folders:
        return frozenset()
    lines = (Path(folders[0]) / "dict.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split() for line in lines)
    names = (word for word, _, tag in entries if tag == "ns")
    return frozenset(name for name in names if _PLACE_SUFFIX.fullmatch(name))


def _find_places(sentence: str) -> list[str]:
    return sorted(set(words(sentence)) & _known_places())


class _Pool:
    """Places and clauses from elsewhere in the samples."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.sentences = [sample.sentence for sample in samples]
        self.places = sorted({p for text in self.sentences for p in _find_places(text)})

    def change_place(self, sentence: str, evidence: str, chooser: random.Random) -> str | None:
        """Return the sentence about another place of the same level."""
        names = [name for name in _find_places(sentence) if name in sentence]
        if not names:
            return None
        name = chooser.choice(names)
        others = [p for p in self.places if p[:2] not in evidence and p[-1] == name[-1]]
        return sentence.replace(name, chooser.choice(others)) if others else None

    def add_clause(self, sentence: str, evidence: str, chooser: random.Random) -> str | None:
        """Return the sentence with a clause of another one behind it."""
        other = chooser.choice(self.sentences)
        clause = max(re.split("[，。；]", other), key=len)
        if clause in evidence or len(clause) < 8:
            return None
        return sentence.rstrip("。！？") + chooser.choice("，。") + clause + "。"
