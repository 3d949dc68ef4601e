"""Text becomes vectors.

base                  the `Embedder` protocol
bundled               the model that travels with the install
sentence_transformer  any model of sentence-transformers
openai_compatible     any server that speaks the OpenAI protocol
prefixes              what the e5 family wants before a text
build_model           makes the bundled model's files, with the modules of building/
"""

from ingest.embedding.base import Embedder, FloatMatrix, FloatVector
from ingest.embedding.bundled import BundledEmbedder
from ingest.settings import EmbeddingSettings

__all__ = ["BundledEmbedder", "Embedder", "FloatMatrix", "FloatVector", "load_embedder"]

BUNDLED = "bundled"


def load_embedder(settings: EmbeddingSettings) -> Embedder:
    """Return the embedder that the settings name; a server's address goes before a model's name.

    Raises:
        ModelError: the model, its package or its server cannot be used.
    """
    if settings.base_url:
        from ingest.embedding.openai_compatible import OpenAICompatibleEmbedder

        return OpenAICompatibleEmbedder(
            model=settings.model,
            base_url=settings.base_url,
            api_key=settings.api_key.get_secret_value(),
            batch_size=settings.batch_size,
        )
    if settings.model == BUNDLED:
        return BundledEmbedder(threads=settings.threads)
    from ingest.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.model, batch_size=settings.batch_size)
