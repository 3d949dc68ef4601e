"""Which rows a reader of some libraries may see."""

from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import ColumnElement


def visible(column: Any, libraries: AbstractSet[str] | None) -> list[ColumnElement[bool]]:
    """Return the conditions under which a row may be seen.

    Args:
        column: That names the row's library.
        libraries: Those the reader may see; None for every one.
    """
    return [] if libraries is None else [column.in_(libraries)]
