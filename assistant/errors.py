"""Every error that answering and serving add to those of the library.

PolicyError (ingest.errors)
├── WrongUseError                the command or request cannot be carried out as given
├── PromptError                  a file in `prompts/` cannot be used as it is
└── ModelError (ingest.errors)
    └── ChatModelError           the language model gives no answer; sources are quoted instead
"""

from ingest.errors import ModelError, PolicyError


class WrongUseError(PolicyError):
    """The command or request cannot be carried out as given."""

    code = "wrong_use"


class PromptError(PolicyError):
    """A file in `prompts/` cannot be used as it is."""

    code = "wrong_prompt"


class ChatModelError(ModelError):
    """The language model gives no answer that could be used."""

    code = "chat_model_failed"
