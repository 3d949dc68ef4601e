"""The one entrance to retrieval: a question becomes passages, best first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from assistant.retrieval.lookup import find_places
from assistant.retrieval.matching import ChunkView, Query, build_query
from assistant.retrieval.question import analyse_question
from assistant.retrieval.ranking import Candidate, rank
from assistant.retrieval.reranking import Reranker
from assistant.retrieval.weights import FOLDER, Weights, load_adapter
from ingest.library import LexicalQuery, Store
from ingest.library.caching import Lru
from ingest.schema import Chunk, Document, Filters, Hit, Metadata

# How many units each of the two dense searches returns, and how many chunks each of the three
# searches may send on to ranking: on the development questions more of them found no more answers.
DENSE_UNITS = 120
CANDIDATES_EACH = 50

# Hits that a slow reranker is asked about.
RERANKED = 20

# How far a repealed document is put back, in the logits of ranking: it still comes before what is
# about something else, and behind what is in force and about the same.
REPEALED_BEHIND = 4.0
_ASKS_PAST = re.compile(
    r"废止|失效|旧|老(?:办法|政策|标准|规定)|原来|原先|以前|过去|之前|当年|那时"
)

# Prepared chunks kept in memory, about 5 kB each.
CACHED_VIEWS = 8_000


@dataclass(frozen=True)
class Retrieval:
    """What was found for one question."""

    query: Query
    candidates: Sequence[Candidate]
    """Best first."""

    named: int = 0
    """How many of the first candidates are the very place that the question names."""

    @property
    def is_lookup(self) -> bool:
        """True when the question named the very place."""
        return self.named > 0

    def hits(self, top_k: int) -> list[Hit]:
        """Return the best candidates as hits."""
        return [
            Hit(chunk=c.view.chunk, document=c.view.document, score=c.score)
            for c in self.candidates[:top_k]
        ]


class Retriever:
    """Finds passages by meaning, by words and by exact reference, and ranks them together.

    Args:
        store: The library and its indexes.
        weights: The fitted ranking.
        reranker: Judges the best hits once more, if there is one.
        fitted: Folder of the query adapter.
    """

    def __init__(
        self,
        store: Store,
        weights: Weights,
        *,
        reranker: Reranker | None = None,
        fitted: Path = FOLDER,
    ) -> None:
        self._store = store
        self._weights = weights
        self._reranker = reranker
        self._fitted = fitted
        self._views: Lru[tuple[str, Metadata], ChunkView] = Lru(CACHED_VIEWS)

    def retrieve(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        libraries: AbstractSet[str] | None = None,
        breadth: int = CANDIDATES_EACH,
    ) -> Retrieval:
        """Return the passages that may answer a question, best first.

        Args:
            question: As asked, simplified or traditional.
            filters: Where to look.
            libraries: Those the reader may see; None for every one.
            breadth: How many chunks each of the searches may find.

        Raises:
            IndexMismatchError: the index was built with another embedding model.
            StoreUnavailableError: an index does not answer.
        """
        documents = self._store.library.visible_documents(filters or Filters(), libraries=libraries)
        gathered = self.gather(question, documents=documents, breadth=breadth)
        query = gathered.query
        ranked = rank(query, gathered.candidates, self._weights.ranking)
        ranked = self._rerank(query, put_repealed_back(query, ranked))
        places = find_places(query.analysis.text, self._store.library, documents=documents)
        if not places:
            return Retrieval(query, ranked)
        return Retrieval(query, self._put_first(places, ranked), named=len(places))

    def gather(
        self,
        question: str,
        *,
        documents: AbstractSet[str] | None = None,
        breadth: int = CANDIDATES_EACH,
    ) -> Retrieval:
        """Return the chunks that any of the searches finds, not ranked yet.

        Args:
            question: As asked.
            documents: Ids of the documents to look in; None for every one.
            breadth: How many chunks each of the searches may find.
        """
        lexical = self._store.lexical
        query = build_query(
            analyse_question(question),
            lambda terms, field: lexical.document_frequency(terms, field=field),
            lexical.count(),
        )
        return Retrieval(query, self._candidates(query, documents, breadth))

    def _candidates(
        self, query: Query, documents: AbstractSet[str] | None, breadth: int
    ) -> list[Candidate]:
        self._store.require_same_model()
        analysis, embedder = query.analysis, self._store.embedder
        vector = embedder.embed_query(analysis.text)
        adapter = load_adapter(embedder.name, self._fitted)
        dense = _by_chunk(
            self._store.vectors.search(vector, top_k=DENSE_UNITS, documents=documents)
        )
        adapted = (
            dense
            if adapter is None
            else _by_chunk(
                self._store.vectors.search(adapter(vector), top_k=DENSE_UNITS, documents=documents)
            )
        )
        lexical = self._store.lexical.search(
            lexical_query(query), top_k=breadth, documents=documents
        )
        ids = dict.fromkeys(
            [
                *list(dense)[:breadth],
                *list(adapted)[:breadth],
                *(hit.chunk_id for hit in lexical),
            ]
        )
        floor, adapted_floor = _floor(dense), _floor(adapted)
        found = self._store.library.resolve(list(ids), documents=documents)
        return [
            Candidate(
                view=view,
                cosines=dense.get(view.chunk.id, {}),
                adapted_cosines=adapted.get(view.chunk.id, {}),
                floor=floor,
                adapted_floor=adapted_floor,
            )
            for view in self.views(found)
        ]

    def views(self, found: Iterable[tuple[Chunk, Document]]) -> list[ChunkView]:
        """Return chunks prepared for matching, in their order."""
        # What the keeper says of a document, its validity above all, may change at any time.
        by_key = {(chunk.id, document.metadata): (chunk, document) for chunk, document in found}
        views = self._views.get_many(
            by_key, lambda missing: {key: ChunkView(*by_key[key]) for key in missing}
        )
        return [views[key] for key in by_key]

    def _rerank(self, query: Query, ranked: list[Candidate]) -> list[Candidate]:
        if self._reranker is None:
            return ranked
        best, rest = ranked[:RERANKED], ranked[RERANKED:]
        texts = [candidate.view.chunk.text for candidate in best]
        judged = self._reranker.scores(query.analysis.text, texts)
        order = sorted(range(len(best)), key=lambda i: -judged[i])
        # The scores stay, for what follows looks at how far apart they are; their owners change.
        scores = [candidate.score for candidate in best]
        reranked = [best[i] for i in order]
        for candidate, score in zip(reranked, scores, strict=True):
            candidate.score = score
        return [*reranked, *rest]

    def _put_first(
        self, places: Sequence[tuple[Chunk, Document]], ranked: Sequence[Candidate]
    ) -> list[Candidate]:
        known = {candidate.view.chunk.id: candidate for candidate in ranked}
        top = ranked[0].score if ranked else 0.0
        first = []
        for number, view in enumerate(self.views(places)):
            candidate = known.pop(view.chunk.id, None) or Candidate(view, {}, {}, 0.0, 0.0)
            # Above everything that was only searched for, in the order of the text.
            candidate.score = top + len(places) - number
            first.append(candidate)
        return [*first, *known.values()]


def asks_past(query: Query) -> bool:
    """Say whether a question is about what was in force before."""
    return _ASKS_PAST.search(query.analysis.text) is not None


def put_repealed_back(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates best first, those of repealed documents behind others that fit as well.

    Who asks about the past, or names the year of a document, finds it where it was.
    """
    for candidate in ranked:
        metadata = candidate.view.document.metadata
        is_named = metadata.year is not None and str(metadata.year) in query.analysis.text
        if metadata.is_repealed and not (asks_past(query) or is_named):
            candidate.score -= REPEALED_BEHIND
    return sorted(ranked, key=lambda candidate: -candidate.score)


def lexical_query(query: Query) -> LexicalQuery:
    """Return the terms of a question with their written forms, for the lexical index."""
    return LexicalQuery(
        words=tuple(form for term in query.words for form in term.forms),
        bigrams=tuple(form for term in query.bigrams for form in term.forms),
        tokens=tuple(form for term in query.tokens for form in term.forms),
    )


def _by_chunk(found: Sequence[tuple[str, float]]) -> dict[str, dict[int, float]]:
    """Gather units by chunk, the chunk of the best unit first."""
    chunks: dict[str, dict[int, float]] = {}
    for unit_id, cosine in found:
        chunk_id, _, number = unit_id.rpartition("#")
        chunks.setdefault(chunk_id, {})[int(number)] = cosine
    return chunks


def _floor(chunks: Mapping[str, Mapping[int, float]]) -> float:
    """Return a cosine for what was not found: that of the last unit that was."""
    return min((min(cosines.values()) for cosines in chunks.values()), default=0.0)
