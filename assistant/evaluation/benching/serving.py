"""A server in a process of its own, asked over HTTP."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from ingest.errors import StoreUnavailableError

HOST = "127.0.0.1"
# A first start may have to repair an index.
START_TIMEOUT_S = 120
REQUEST_TIMEOUT_S = 300


class Server:
    """A running server on this machine.

    Args:
        process_id: Of the process that serves.
        port: Where it listens.
        key: Sent with every request, where it wants one.
    """

    def __init__(self, process_id: int, port: int, *, key: str = "") -> None:
        self.process_id = process_id
        self.port = port
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def ask(self, path: str, question: Mapping[str, str], *, ending: str) -> None:
        """Send a question as JSON and read the events of its answer to the end.

        Args:
            path: Where it is asked.
            question: The body.
            ending: What only the last event of a whole answer holds.

        Raises:
            StoreUnavailableError: the answer broke off.
        """
        body = json.dumps(question).encode()
        events = self.request("POST", path, body, content_type="application/json").decode()
        if ending not in events:
            raise StoreUnavailableError(f"回答没有完整返回：{events[-200:]}")

    def request(
        self, method: str, path: str, body: bytes = b"", *, content_type: str = ""
    ) -> bytes:
        """Return the whole body of a response.

        Raises:
            StoreUnavailableError: the status is not 200.
        """
        with closing(HTTPConnection(HOST, self.port, timeout=REQUEST_TIMEOUT_S)) as connection:
            headers = self._headers | ({"Content-Type": content_type} if body else {})
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read()
        if response.status != 200:
            raise StoreUnavailableError(f"{path} 返回 {response.status}：{content[:200].decode()}")
        return content

    def measure_memory(self) -> float:
        """Return the resident memory of the process in MiB; Linux only."""
        status = Path(f"/proc/{self.process_id}/status").read_text(encoding="utf-8")
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kib) / 1024


@contextmanager
def running_server(
    command: Sequence[str],
    *,
    health: str,
    log: Path,
    environment: Mapping[str, str] | None = None,
    key: str = "",
) -> Iterator[Server]:
    """Run a server until the block ends.

    Args:
        command: `--port` and a free port are added to it.
        health: A path that answers 200 once the server is ready.
        log: Takes what the server says.
        environment: Added to that of this process.
        key: Sent with every request, where the server wants one.

    Raises:
        StoreUnavailableError: the server ended, or was not ready in time.
    """
    with closing(socket.create_server((HOST, 0))) as listener:
        port = listener.getsockname()[1]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            # Away from the .env of whoever measures.
            cwd=log.parent,
            env={**os.environ, **(environment or {})},
        )
        try:
            server = Server(process.pid, port, key=key)
            _wait(process, server, health, log)
            yield server
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], server: Server, health: str, log: Path) -> None:
    deadline = monotonic() + START_TIMEOUT_S
    while process.poll() is None and monotonic() < deadline:
        try:
            server.request("GET", health)
        except OSError:
            sleep(0.1)
        else:
            return
    raise StoreUnavailableError("服务没有启动。", hint=f"请查看 {log}。")
