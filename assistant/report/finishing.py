"""What the file of a filled document says of itself."""

from datetime import UTC, datetime
from typing import Any

from assistant.report.commenting import AUTHOR


def set_properties(document: Any, title: str) -> None:
    """Say what the document is, in place of what its template was."""
    properties = document.core_properties
    properties.title = title[:255]
    properties.author = properties.last_modified_by = AUTHOR
    properties.subject = properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
    properties.revision = 1
