"""Answers like the peer: uploads are listed, a question gets events, one question breaks off."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BREAKS_OFF = "断"
TOKEN = b'data: {"type": "token", "content": "done"}\n\n'
DONE = b'data: {"type": "done", "message_id": 1}\n\n'


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._respond(b"{}")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/api/knowledge/upload":
            with Path(sys.argv[0]).with_name("uploads").open("ab") as file:
                file.write(body)
            self._respond(b"{}")
        elif json.loads(body)["message"] == BREAKS_OFF:
            self._respond(TOKEN)
        else:
            self._respond(TOKEN + DONE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named by the base
        pass

    def _respond(self, body: bytes) -> None:
        self.send_response(200 if self.path.startswith("/api/") else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    port = int(sys.argv[sys.argv.index("--port") + 1])
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
