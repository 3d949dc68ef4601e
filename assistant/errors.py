"""Every error that answering and serving add to those of the library.

PolicyError (ingest.errors)
└── WrongUseError                the command or request cannot be carried out as given
"""

from ingest.errors import PolicyError


class WrongUseError(PolicyError):
    """The command or request cannot be carried out as given."""

    code = "wrong_use"
