"""Sorts questions by what they are about, and names each topic."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np

from assistant.office.conversations import title_of
from assistant.retrieval.question import analyse_question
from ingest.embedding.base import Embedder, FloatMatrix, FloatVector
from ingest.library.caching import Lru
from ingest.tokenizing import fold, word_borders

# Vectors of 384 numbers; 5,000 take about 8 MiB.
_CACHED_VECTORS = 5000

# Questions that have nothing to do with each other. How similar they still are to a model, about
# 0.85 to the bundled one, is where its scale begins.
UNRELATED = (
    "宅基地面积标准是多少",
    "高铁什么时候通到我们县",
    "冬季取暖补贴怎么算",
    "驾驶证过期怎么办",
    "村集体收入分配比例",
    "防溺水巡查员工资",
    "电商直播培训什么时候办",
    "秸秆焚烧罚款多少",
    "社保卡丢了怎么补",
    "县医院几点开门",
    "义务教育控辍保学责任人是谁",
    "道路硬化每公里补助",
    "见义勇为奖励",
    "土地流转合同最长几年",
    "信访事项办理期限",
)

# On that scale, from 0 to 1, questions of one topic are at least so similar on average. Measured
# on 48 questions of 12 topics and 30 of none: of the pairs grouped 97% belong together, and 97%
# of those that do are grouped; it is so from 0.36 to 0.39.
SAME_TOPIC = 0.375

_LONGEST_PHRASE = 4
_MOST_PHRASES = 2


class Topics:
    """Sorts questions by topic; what it has read stays in memory.

    Args:
        embedder: Says how similar two questions are.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: Lru[str, FloatVector] = Lru(_CACHED_VECTORS)

    def group(self, questions: Sequence[str]) -> list[list[int]]:
        """Return groups of questions about the same, each as positions in ascending order.

        The same questions in the same order give the same groups.

        Args:
            questions: 1,000 take a second, and three more when they are read for the first time.
        """
        if not questions:
            return []
        vectors = self._embed([*UNRELATED, *questions])
        unrelated, wanted = vectors[: len(UNRELATED)], vectors[len(UNRELATED) :]
        base = float(np.mean([a @ b for a, b in combinations(unrelated, 2)]))
        return link(wanted @ wanted.T, at_least=base + SAME_TOPIC * (1 - base))

    def _embed(self, questions: Sequence[str]) -> FloatMatrix:
        def load(missing: list[str]) -> dict[str, FloatVector]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                vectors = pool.map(self._embedder.embed_query, missing)
                return dict(zip(missing, vectors, strict=True))

        found = self._vectors.get_many(questions, load)
        return np.array([found[question] for question in questions])


def link(similarity: FloatMatrix, *, at_least: float) -> list[list[int]]:
    """Return groups by average linkage: the two nearest become one as long as they are near.

    Args:
        similarity: Symmetric, shape (N, N).
        at_least: How similar the members of two groups are on average that become one.

    Returns:
        The positions of each group in ascending order, the group of the first position first.

    References:
        Sokal & Michener (1958), "A statistical method for evaluating systematic relationships".
    """
    near = similarity.astype(np.float32)
    np.fill_diagonal(near, -1)
    members = [[position] for position in range(len(near))]
    while True:
        one, other = divmod(int(near.argmax()), len(near))
        if near[one, other] < at_least:
            return [sorted(group) for group in members if group]
        sizes = len(members[one]), len(members[other])
        joined = (near[one] * sizes[0] + near[other] * sizes[1]) / sum(sizes)
        joined[[one, other]] = -1
        # What has been joined to another is near to nothing any more.
        joined[[not group for group in members]] = -1
        near[one], near[:, one] = joined, joined
        near[other], near[:, other] = -1, -1
        members[one] += members[other]
        members[other] = []


def name_topic(questions: Sequence[str]) -> str:
    """Return the words that at least half of some questions share; else the first, shortened.

    >>> name_topic(["危房改造能补多少钱", "怎么申请农村危房改造", "D级危房改造要什么手续？"])
    '危房改造'
    """
    if len(questions) == 1:
        return title_of(questions[0])
    texts = [fold(question) for question in questions]
    counts = {
        phrase: sum(phrase in text for text in texts)
        for phrase in dict.fromkeys(phrase for each in questions for phrase in _phrases(each))
    }
    shared = [phrase for phrase, count in counts.items() if count >= max(2, len(texts) / 2)]
    # Long and common is telling; a stable sort leaves equals in the order of the questions.
    shared.sort(key=lambda phrase: counts[phrase] * len(phrase), reverse=True)
    chosen: list[str] = []
    for phrase in shared:
        if not any(phrase in other or other in phrase for other in chosen):
            chosen.append(phrase)
    return "、".join(chosen[:_MOST_PHRASES]) or title_of(questions[0])


def _phrases(question: str) -> Iterator[str]:
    """Yield the words of a question, and what a few of them in a row make."""
    for stretch in analyse_question(question).content:
        borders = [0, *word_borders(stretch), len(stretch)]
        for first, start in enumerate(borders):
            for end in borders[first + 1 : first + 1 + _LONGEST_PHRASE]:
                phrase = stretch[start:end]
                if len(phrase) > 1 and not phrase[0].isdigit():
                    yield phrase
