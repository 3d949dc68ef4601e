"""A headless Chromium, driven over its DevTools protocol."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE_S = 30


class Page:
    """One page in the browser."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._count = 0

    def open(self, url: str, *, width: int) -> None:
        """Go to an address and wait until the page and its script are there."""
        # A window is never narrower than 500 pixels; a screen may be.
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=800, deviceScaleFactor=1, mobile=True,
        )  # fmt: skip
        self._call("Page.navigate", url=url)
        wait_until(lambda: self.evaluate("document.readyState") == "complete", url)

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; promises are awaited."""
        result = self._call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def _call(self, method: str, **parameters: Any) -> Any:
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while (reply := json.loads(self._socket.recv(PATIENCE_S))).get("id") != self._count:
            pass
        assert "error" not in reply, reply
        return reply["result"]

    def wait_for(self, text: str) -> str:
        """What a reader sees, once it holds `text`."""
        return wait_until(
            lambda: shown if text in (shown := self.evaluate("document.body.innerText")) else None,
            f"“{text}” on the page",
        )


@contextmanager
def browsing(url: str, profile: Path, *, width: int = 360) -> Iterator[Page]:
    """A browser on `url`, as wide as a phone."""
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
        f"--user-data-dir={profile}", "about:blank",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            port_file = profile / "DevToolsActivePort"
            wait_until(lambda: port_file.exists() and "\n" in port_file.read_text(), "the browser")
            port = port_file.read_text().splitlines()[0]
            address = wait_until(lambda: _page_address(port), "a page")
            with connect(address, max_size=None) as socket:
                page = Page(socket)
                page.open(url, width=width)
                yield page
        finally:
            process.terminate()


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """The first truthy value of `condition`."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE_S} s for {what}")


def _page_address(port: str) -> str | None:
    with urlopen(f"http://127.0.0.1:{port}/json/list") as response:
        pages = [each for each in json.load(response) if each["type"] == "page"]
    return pages[0]["webSocketDebuggerUrl"] if pages else None
