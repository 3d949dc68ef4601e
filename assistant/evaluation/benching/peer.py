"""baisitong 1.0.6, an offline assistant for policy questions: TF-IDF and quoted answers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from assistant.evaluation.benching.serving import HOST, Server, running_server
from assistant.evaluation.benching.workplace import Workplace

# It refuses longer texts, so longer documents are uploaded in pieces.
UPLOAD_CHARACTERS = 180_000


@contextmanager
def running_peer(workplace: Workplace, files: Sequence[Path]) -> Iterator[Server]:
    """Run the peer over these text files, and over the five of its own, until the block ends."""
    database = workplace.work / "peer.db"
    database.unlink(missing_ok=True)
    command = [
        str(workplace.peer_python), "-m", "baisitong", "--host", HOST,
        "--db", f"sqlite:///{database}",
    ]  # fmt: skip
    log = workplace.work / "logs/peer.log"
    with running_server(command, health="/api/health", log=log) as server:
        for path in files:
            for piece in split_pieces(path.read_text(encoding="utf-8")):
                _upload(server, path.name, piece)
        yield server


def ask_peer(server: Server, question: str) -> None:
    """Ask in a session of its own: the peer repeats what it has answered in the same session."""
    asked = {"session_id": uuid4().hex, "message": question}
    server.ask("/api/chat", asked, ending='{"type": "done"')


def split_pieces(text: str) -> list[str]:
    """Return a text in pieces that the peer takes.

    >>> [len(piece) for piece in split_pieces("字" * 200_000)]
    [180000, 20000]
    """
    starts = range(0, len(text), UPLOAD_CHARACTERS)
    return [text[start : start + UPLOAD_CHARACTERS] for start in starts]


def _upload(server: Server, name: str, text: str) -> None:
    border = uuid4().hex
    form = (
        f'--{border}\r\nContent-Disposition: form-data; name="title"\r\n\r\n{name}\r\n'
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--{border}--\r\n"
    )
    server.request(
        "POST",
        "/api/knowledge/upload",
        form.encode(),
        content_type=f"multipart/form-data; boundary={border}",
    )
