"""What retrieval hands on, made of a few sentences: no model, no index, no fitted weights."""

from collections.abc import Mapping, Sequence

from assistant.chain import selecting
from assistant.chain.selecting import Selected, select
from assistant.retrieval import ranking
from assistant.retrieval.matching import ChunkView, Query, build_query
from assistant.retrieval.question import analyse_question
from assistant.retrieval.ranking import Candidate, rank
from assistant.retrieval.retriever import Retrieval
from assistant.retrieval.weights import Linear
from ingest import numerals, references
from ingest.schema import Chunk, Document, Health, Metadata, TableRow
from ingest.tokenizing import bigrams, words

Passage = str | Chunk


def make_document(file: str = "办法.txt", **metadata: object) -> Document:
    return Document(
        id=f"document-{file}",
        file=file,
        library="默认",
        revision_id=f"revision-{file}",
        metadata=Metadata.model_validate(metadata),
        health=Health(),
    )


def make_chunk(text: str, number: int = 0, **fields: object) -> Chunk:
    return Chunk.model_validate(
        {
            "id": f"revision:{number:04d}",
            "document_id": "document-办法.txt",
            "revision_id": "revision-办法.txt",
            "section_path": (),
            "start": 0,
            "end": len(text),
            "text": text,
            **fields,
        }
    )


def make_table(headers: Sequence[str], *rows: Sequence[str], number: int = 0) -> Chunk:
    """Return a table as the cleaner writes it: cells apart by " | ", a sentence beside each row."""
    text = " | ".join(headers)
    found = []
    for cells in rows:
        start = len(text) + 1
        text += "\n" + " | ".join(cells)
        sentence = "；".join(f"{h}：{c}" for h, c in zip(headers, cells, strict=True))
        found.append(
            TableRow(
                start=start,
                end=len(text),
                headers=tuple(headers),
                cells=tuple(cells),
                sentence=sentence,
            )
        )
    return make_chunk(text, number, rows=tuple(found))


def weigh(names: Sequence[str], **weights: float) -> Linear:
    """Return a linear model in which only the named features count."""
    return Linear(weights={**dict.fromkeys(names, 0.0), **weights})


BY_WORDS = weigh(ranking.FEATURES, coverage_words=1.0, coverage_bigrams=1.0)
SENTENCES_BY_WORDS = weigh(selecting.FEATURES, words=1.0, bigrams=1.0, new_figure=0.1)


def make_query(question: str, views: Sequence[ChunkView] = ()) -> Query:
    """Return a question, its terms weighed by how many of the chunks have them."""
    fields = {
        "words": [set(words(view.folded)) for view in views],
        "bigrams": [set(bigrams(view.folded)) for view in views],
        "tokens": [
            {*numerals.index_tokens(view.folded), *references.index_tokens(view.folded)}
            for view in views
        ],
    }

    def count(terms: Sequence[str], field: str) -> Mapping[str, int]:
        return {term: sum(term in known for known in fields[field]) for term in terms}

    return build_query(analyse_question(question), count, len(views))


def find(question: str, *passages: Passage, document: Document | None = None) -> Retrieval:
    """Return passages as if found for a question, ranked by shared words."""
    document = document or make_document()
    chunks = [
        make_chunk(each, number) if isinstance(each, str) else each
        for number, each in enumerate(passages)
    ]
    views = [ChunkView(chunk, document) for chunk in chunks]
    query = make_query(question, views)
    candidates = [Candidate(view, {}, {}, 0.0, 0.0) for view in views]
    return Retrieval(query, rank(query, candidates, BY_WORDS))


def choose(question: str, *passages: Passage) -> tuple[Query, list[Selected]]:
    """Return the question and the sentences of passages, the most alike first."""
    retrieval = find(question, *passages)
    return retrieval.query, select(retrieval, SENTENCES_BY_WORDS)
