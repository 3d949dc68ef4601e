"""The page: what Vite built of `web/`, or a word on how to build it."""

import secrets
from html import escape
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

from assistant.api.guards import content_policy
from ingest.errors import NotFoundError

FOLDER = Path(__file__).parents[2] / "web" / "dist"

INDEX = "index.html"

# Vite names what lies here after its content, so it never changes.
ASSETS = "assets"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
FRESH = {"Cache-Control": "no-cache"}

# Paths below these are for programs; a wrong one among them is no page.
PROGRAM_PATHS = ("api/", "v1/", f"{ASSETS}/")

# Stands in index.html where the styles that scripts insert need the nonce of the response.
NONCE_MARK = "__CSP_NONCE__"

NOTE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>政策助手</title>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
<p><a href="/">回到首页</a></p>
</body>
</html>
"""


def page_router(folder: Path = FOLDER) -> APIRouter:
    """Return what serves the page at every path that nothing else answers.

    Args:
        folder: What Vite built; may be missing.
    """
    router = APIRouter(include_in_schema=False)

    @router.api_route("/{path:path}", methods=["GET", "HEAD"])
    def show_page(path: str) -> Response:
        """Return a file of the page, or the page itself, which reads the path."""
        file = _find(folder, path)
        if file and file.name != INDEX:
            return FileResponse(file, headers=FOREVER if path.startswith(ASSETS) else FRESH)
        if path.startswith(PROGRAM_PATHS):
            raise NotFoundError("没有这个地址。", hint="接口一览见 /api/v1/openapi.json。")
        return _page(folder / INDEX)

    return router


def note_page(title: str, text: str, status: int = HTTPStatus.OK) -> HTMLResponse:
    """Return a page that says one thing, for a browser that our page did not send."""
    html = NOTE.format(title=escape(title), text=escape(text))
    return HTMLResponse(html, status_code=status, headers=FRESH)


def _find(folder: Path, path: str) -> Path | None:
    """Return the file of a path; None where there is none, or not in the folder."""
    try:
        file = (folder / path).resolve()
        is_there = file.is_relative_to(folder.resolve()) and file.is_file()
    except (OSError, ValueError):  # Too long a name, or none at all.
        return None
    return file if is_there else None


def _page(index: Path) -> Response:
    if not index.is_file():
        return note_page(
            "网页还没有构建",
            "接口已经可以使用。要使用网页，请在项目文件夹中运行 make serve，然后刷新本页。",
        )
    nonce = secrets.token_urlsafe(16)
    html = index.read_text(encoding="utf-8")
    return HTMLResponse(
        html.replace(NONCE_MARK, nonce),
        headers={**FRESH, "Content-Security-Policy": content_policy(nonce)},
    )
