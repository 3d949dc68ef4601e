"""What a model wants before a question and before a passage."""

import re

# Wang et al. (2024), "Multilingual E5 Text Embeddings", https://arxiv.org/abs/2402.05672: e5 was
# trained with these; without them its scores run together. The instructed e5 models differ.
E5 = re.compile(r"(?<![a-z0-9])e5(?![a-z0-9])(?!.*instruct)", re.IGNORECASE)


def prefixes_for(model: str) -> tuple[str, str]:
    """Return what goes before a question and before a passage, as the model's name tells.

    >>> prefixes_for("intfloat/multilingual-e5-base")
    ('query: ', 'passage: ')
    >>> prefixes_for("BAAI/bge-m3")
    ('', '')
    """
    return ("query: ", "passage: ") if E5.search(model) else ("", "")
