"""Fit ranking, selecting and refusing on questions with known answers, cross-validated.

`policy train-ranker` writes what `assistant.retrieval.weights` loads. The adapter learns from the
training questions alone; the weights are fitted on the development questions, and what is printed
is measured on questions that each fitted model has not seen.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.chain import confidence, selecting
from assistant.chain.answering import write
from assistant.errors import WrongUseError
from assistant.evaluation.fitting import (
    Labels,
    Matrix,
    fit_adapter,
    fit_listwise,
    fit_logistic,
    require_packages,
)
from assistant.evaluation.metrics import (
    EvidenceQuestion,
    Passage,
    covers,
    is_right,
    is_supported,
    normalize,
)
from assistant.retrieval import ranking
from assistant.retrieval.ranking import Candidate, fill_features
from assistant.retrieval.retriever import Retrieval, Retriever, put_repealed_back
from assistant.retrieval.weights import ADAPTER_FILE, WEIGHTS_FILE, Linear, Weights
from assistant.schema import Citation
from ingest.chunking import split_units
from ingest.embedding.base import Embedder
from ingest.library import Store, open_store
from ingest.pipeline import ingest_files
from ingest.schema import CELL_SEPARATOR, Chunk
from ingest.settings import IngestSettings

FOLDS = 5
# The share of answerable questions that may be refused, and of those shown without "please check".
WRONGLY_REFUSED = 0.11
QUOTED_SHARE = 0.5

# The rank of what is not among the candidates.
NOWHERE = 10**6

Row = Mapping[str, Any]


@dataclass(frozen=True)
class QuestionSet:
    """A development set: where its documents and questions are, and how much it counts."""

    name: str
    passages: str
    """A .jsonl of passages, or a folder of documents."""

    questions: str
    unanswerable: str = ""
    importance: float = 1.0
    """Of one question in fitting the ranking: the smaller sets count more."""

    fits_answers: bool = False
    """True when the questions name their evidence word by word."""

    files: str = "*.txt"
    """Which files of a folder of documents are taken in."""


CORPUS = Path(__file__).parents[2] / "corpus"
SETS = (
    QuestionSet(
        "seeds", "seeds", "eval/questions_dev.jsonl", "eval/unanswerable_dev.jsonl", 3.0, True
    ),
    QuestionSet(
        "gov_policy_qa",
        "eval/external/gov_policy_qa/passages.jsonl",
        "eval/external/gov_policy_qa/questions_dev.jsonl",
    ),
    QuestionSet(
        "lecoqa",
        "eval/external/lecoqa/passages.jsonl",
        "eval/external/lecoqa/questions_dev.jsonl",
    ),
    # Absolute, so that it is not looked for among the measuring data.
    QuestionSet(
        "corpus",
        str(CORPUS / "documents"),
        str(CORPUS / "questions.jsonl"),
        str(CORPUS / "unanswerable.jsonl"),
        3.0,
        True,
        "*",
    ),
)
ADAPTER_PASSAGES = ("train/passages.jsonl", "eval/external/lecoqa/passages.jsonl")
TRAINING_QUESTIONS = "train/questions.jsonl"


@dataclass
class Example:
    """A question with its candidates."""

    row: Row
    retrieval: Retrieval
    features: Matrix
    right: Labels
    origin: QuestionSet
    is_answerable: bool
    selected: list[selecting.Selected] = field(default_factory=list)


def train(data: Path, work: Path, out: Path) -> Iterator[str]:
    """Fit everything and write it.

    Args:
        data: The folder that holds `seeds`, `eval` and `train`.
        work: Where the sets are ingested; kept, so that a second run is quicker.
        out: Folder for the weights.

    Yields:
        What was done and measured, a line at a time.

    Raises:
        WrongUseError: the folder does not hold the sets.
        ModelError: the extra `train` is not installed.
    """
    if not (data / TRAINING_QUESTIONS).is_file():
        raise WrongUseError(
            f"{data} 中没有训练数据。", hint="请用 --data 指向含有 seeds、eval 和 train 的文件夹。"
        )
    require_packages()
    out.mkdir(parents=True, exist_ok=True)
    stores = {s.name: _open(data / s.passages, s.files, work / s.name) for s in SETS}
    embedder = stores["seeds"].embedder
    yield f"embedder {embedder.name}"
    matrix = _train_adapter(data, work, embedder)
    np.save(out / ADAPTER_FILE, matrix.astype(np.float16))
    placeholder = _placeholder(embedder.name)
    (out / WEIGHTS_FILE).write_text(placeholder.model_dump_json(), encoding="utf-8")
    examples = [
        example
        for each in SETS
        for example in _examples(each, data, Retriever(stores[each.name], placeholder, fitted=out))
    ]
    yield f"{len(examples)} questions"
    yield from _cross_validate(examples)
    weights = _fit_all(examples, embedder.name)
    text = json.dumps(weights.model_dump(), ensure_ascii=False, indent=1)
    (out / WEIGHTS_FILE).write_text(text + "\n", encoding="utf-8")
    yield f"refuse_below {weights.refuse_below:.3f}, quote_from {weights.quote_from:.3f}"


# --- Data -----------------------------------------------------------------------------------


def _open(source: Path, pattern: str, home: Path) -> Store:
    """Return the store of a set, ingested when it is not yet."""
    store = open_store(IngestSettings(home=home / "home"))
    folder = source
    if source.is_file():
        folder = home / "files"
        folder.mkdir(parents=True, exist_ok=True)
        for row in _read(source):
            path = folder / f"{row['pid']}.txt"
            if not path.exists():
                path.write_text(f"{row.get('title') or ''}\n\n{row['text']}\n", encoding="utf-8")
    files = sorted(folder.glob(pattern))
    if store.library.count_documents() < len(files):
        for _ in ingest_files(files, store=store, library="x"):
            pass
    return store


def _read(path: Path) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _placeholder(embedder_name: str) -> Weights:
    def ones(names: Sequence[str]) -> Linear:
        return Linear(weights=dict.fromkeys(names, 1.0))

    return Weights(
        ranking=ones(ranking.FEATURES),
        selecting=ones(selecting.FEATURES),
        confidence=ones(confidence.FEATURES),
        refuse_below=0.0,
        quote_from=1.0,
        adapter_embedder=embedder_name,
    )


def _examples(each: QuestionSet, data: Path, retriever: Retriever) -> Iterator[Example]:
    rows = [(row, True) for row in _read(data / each.questions)]
    if each.unanswerable:
        rows += [(row, False) for row in _read(data / each.unanswerable)]
    for row, is_answerable in rows:
        retrieval = retriever.gather(row["question"])
        if not retrieval.candidates:
            continue
        features = fill_features(retrieval.query, retrieval.candidates)
        right = np.array([is_answerable and _is_right(row, c) for c in retrieval.candidates])
        yield Example(row, retrieval, features, right, each, is_answerable)


def _is_right(row: Row, candidate: Candidate) -> bool:
    if "pids" in row:
        stem = candidate.view.document.file.removesuffix(".txt")
        return stem in {*row["pids"], *row.get("alt_pids", ())}
    text = normalize(candidate.view.chunk.text.replace(CELL_SEPARATOR, "\t"))
    return any(covers(text, normalize(evidence)) for evidence in row["evidence"])


def _is_answer(row: Row, selected: selecting.Selected) -> bool:
    """Say whether a sentence holds a part of the evidence, 16 characters of it or the whole."""
    chunk, span = selected.candidate.view.chunk, selected.span
    text = normalize(chunk.text[span.start : span.end].replace(CELL_SEPARATOR, "\t"))
    for evidence in map(normalize, row["evidence"]):
        if evidence in text or (len(text) >= 12 and text in evidence):
            return True
        if any(evidence[i : i + 16] in text for i in range(0, max(1, len(evidence) - 15), 4)):
            return True
    return False


def _train_adapter(data: Path, work: Path, embedder: Embedder) -> NDArray[np.float32]:
    """Fit the adapter on the training questions and the units that answer them."""
    passages = {row["pid"]: row["text"] for path in ADAPTER_PASSAGES for row in _read(data / path)}
    units = [(pid, unit) for pid, text in passages.items() for unit in _units(pid, text)]
    vectors = _embed(units, work / f"{embedder.name}.npy", embedder)
    places: dict[str, list[int]] = {}
    for place, (pid, _) in enumerate(units):
        places.setdefault(pid, []).append(place)
    questions, answers = [], []
    for row in _read(data / TRAINING_QUESTIONS):
        vector = embedder.embed_query(row["question"])
        for pid in row.get("pids") or [row["pid"]]:
            holding = [i for i in places.get(pid, []) if row.get("answer", "") in units[i][1]]
            if holding:
                questions.append(vector)
                answers.append(holding[0])
    return fit_adapter(np.stack(questions), np.array(answers), vectors)


def _units(pid: str, text: str) -> list[str]:
    whole = Chunk(
        id=pid, document_id=pid, revision_id=pid, section_path=(), start=0, end=len(text), text=text
    )
    return [text[start:end] for start, end in split_units(whole)]


def _embed(
    units: Sequence[tuple[str, str]], cache: Path, embedder: Embedder
) -> NDArray[np.float32]:
    """Embed units, or take them from an earlier run."""
    if cache.exists():
        vectors: NDArray[np.float32] = np.load(cache)
        if len(vectors) == len(units):
            return vectors
    vectors = embedder.embed_passages([text for _, text in units])
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.save(cache, vectors)
    return vectors


# --- Fitting --------------------------------------------------------------------------------


def _fit_all(examples: Sequence[Example], embedder_name: str) -> Weights:
    for part in _folds(len(examples)):
        ranker, selector = _fit_pair([examples[i] for i in part.rest])
        for i in part.own:
            _apply(examples[i], ranker, selector)
    judged = [example for example in examples if example.origin.fits_answers]
    features = np.array([confidence.describe(e.retrieval, e.selected) for e in judged])
    answered = np.array([example.is_answerable for example in judged])
    unseen = _unseen_confidence(features, answered)
    ranker, selector = _fit_pair(examples)
    return Weights(
        ranking=ranker,
        selecting=selector,
        confidence=fit_logistic(features, answered, confidence.FEATURES),
        refuse_below=float(np.quantile(unseen[answered], WRONGLY_REFUSED)),
        quote_from=float(np.quantile(unseen[answered], QUOTED_SHARE)),
        adapter_embedder=embedder_name,
    )


def _fit_pair(examples: Sequence[Example]) -> tuple[Linear, Linear]:
    """Fit the ranking, and the selecting of sentences on passages so ranked."""
    answerable = [example for example in examples if example.is_answerable]
    ranker = fit_listwise(
        [(example.features, example.right) for example in answerable],
        ranking.FEATURES,
        importance=[example.origin.importance for example in answerable],
    )
    sentences = []
    for example in answerable:
        if example.origin.fits_answers:
            _rank(example, ranker)
            found = selecting.describe(example.retrieval)
            right = np.array([_is_answer(example.row, each) for each in found])
            sentences.append((selecting.feature_matrix(found), right))
    return ranker, fit_listwise(sentences, selecting.FEATURES)


def _rank(example: Example, ranker: Linear) -> None:
    candidates = example.retrieval.candidates
    scores = example.features @ ranker.vector(ranking.FEATURES)
    for candidate, score in zip(candidates, scores, strict=True):
        candidate.score = float(score)
    place = {id(candidate): i for i, candidate in enumerate(candidates)}
    ranked = put_repealed_back(example.retrieval.query, candidates)
    order = [place[id(candidate)] for candidate in ranked]
    example.features, example.right = example.features[order], example.right[order]
    example.retrieval = Retrieval(example.retrieval.query, ranked)


def _apply(example: Example, ranker: Linear, selector: Linear) -> None:
    _rank(example, ranker)
    example.selected = selecting.select(example.retrieval, selector)


@dataclass(frozen=True)
class _Part:
    own: Sequence[int]
    rest: Sequence[int]


def _folds(count: int, seed: int = 0) -> list[_Part]:
    shuffled = np.random.default_rng(seed).permutation(count)
    parts = np.array_split(shuffled, FOLDS)
    return [
        _Part(parts[i].tolist(), np.concatenate([*parts[:i], *parts[i + 1 :]]).tolist())
        for i in range(FOLDS)
    ]


def _unseen_confidence(features: Matrix, answered: Labels) -> Matrix:
    """Return each question's confidence from a model that has not seen it."""
    unseen = np.zeros(len(answered))
    for part in _folds(len(answered)):
        model = fit_logistic(features[part.rest], answered[part.rest], confidence.FEATURES)
        logits = features[part.own] @ model.vector(confidence.FEATURES) + model.intercept
        unseen[part.own] = 1 / (1 + np.exp(-logits))
    return unseen


# --- Report ---------------------------------------------------------------------------------


def _cross_validate(examples: Sequence[Example]) -> Iterator[str]:
    """Yield recall, sentence recall and the curve of refusing, each on unseen questions."""
    for part in _folds(len(examples)):
        ranker, selector = _fit_pair([examples[i] for i in part.rest])
        for i in part.own:
            _apply(examples[i], ranker, selector)
    for name, own in _by_set(examples).items():
        ranks = [_first_right(example) for example in own if example.is_answerable]
        shares = ", ".join(f"{np.mean([r < k for r in ranks]):.3f}@{k}" for k in (1, 3, 5, 10))
        yield f"{name}: a right passage among the first: {shares}"
    judged = [example for example in examples if example.origin.fits_answers]
    answered = np.array([example.is_answerable for example in judged])
    places = [_first_answer(example) for example in judged if example.is_answerable]
    shares = ", ".join(f"{np.mean([p < k for p in places]):.3f}@{k}" for k in (1, 2, 3, 5))
    yield f"an answering sentence among the first: {shares}"
    features = np.array([confidence.describe(e.retrieval, e.selected) for e in judged])
    unseen = _unseen_confidence(features, answered)
    yield _judge_answers(judged, unseen)
    for share in (0.02, 0.05, 0.08, 0.10, 0.12, 0.15, 0.20, 0.30):
        border = np.quantile(unseen[answered], share)
        yield f"refusing below {border:.3f}: {_describe_refusals(judged, unseen < border)}"


def _describe_refusals(judged: Sequence[Example], refused: Labels) -> str:
    """Return, per set, the shares refused of what is answerable and of what is not."""
    parts = []
    for name in dict.fromkeys(example.origin.name for example in judged):
        own = [
            (e.is_answerable, r)
            for e, r in zip(judged, refused, strict=True)
            if e.origin.name == name
        ]
        wrongly = np.mean([was_refused for answerable, was_refused in own if answerable])
        rightly = np.mean([was_refused for answerable, was_refused in own if not answerable])
        parts.append(f"{name} wrongly {wrongly:.2f}, rightly {rightly:.2f}")
    return "; ".join(parts)


def _judge_answers(judged: Sequence[Example], unseen: Matrix) -> str:
    """Return how many answers are right and how many citations hold the evidence."""
    answerable = [example.is_answerable for example in judged]
    border = np.quantile(unseen[answerable], WRONGLY_REFUSED)
    right, supported = [], []
    for example, sure in zip(judged, unseen, strict=True):
        if not example.is_answerable:
            continue
        question = EvidenceQuestion.model_validate(example.row)
        written = write(example.retrieval.query, example.selected)
        right.append(sure >= border and is_right(question, written.text))
        if sure >= border:
            supported.append(is_supported(question, [_as_read(c) for c in written.citations]))
    return f"answers right: {np.mean(right):.3f}; citations that support: {np.mean(supported):.3f}"


def _as_read(citation: Citation) -> Passage:
    return Passage(document=citation.document, text=citation.text.replace(CELL_SEPARATOR, "\t"))


def _by_set(examples: Sequence[Example]) -> dict[str, list[Example]]:
    sets: dict[str, list[Example]] = {}
    for example in examples:
        sets.setdefault(example.origin.name, []).append(example)
    return sets


def _first_right(example: Example) -> int:
    """Return how many documents, or passages of the seeds, stand before the first right one."""
    seen: dict[str, None] = {}
    for candidate, right in zip(example.retrieval.candidates, example.right, strict=True):
        if right:
            return len(seen)
        view = candidate.view
        seen[view.chunk.id if example.origin.fits_answers else view.document.file] = None
    return NOWHERE


def _first_answer(example: Example) -> int:
    """Return how many sentences stand before the first that holds evidence."""
    for place, each in enumerate(example.selected):
        if _is_answer(example.row, each):
            return place
    return NOWHERE
