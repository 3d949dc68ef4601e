"""Files that a route makes, to be saved under a name in Chinese."""

from typing import Any
from urllib.parse import quote

from fastapi.responses import Response

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
PNG = "image/png"


def returns_file(media_type: str) -> dict[str, Any]:
    """Return how a route that returns a file is declared."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "response_class": Response,
        "responses": {200: {"content": content, "description": "The file."}},
    }


def attach(content: bytes, name: str, media_type: str) -> Response:
    """Return a file that a browser saves under a name."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
