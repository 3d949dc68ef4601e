"""A whole server in a process of its own, to be killed by a test amid an answer.

python slow_server.py HOME slow|quick prints an address and a key, and serves until it is killed.
When it is slow, its answers do not come to an end.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.api.server import open_listener, serve_office
from assistant.application import Assistant
from assistant.office import Office
from assistant.schema import AnswerEvent, AnswerReady, TextDelta
from assistant.settings import Settings
from tests.assistant.api.serving import make_key
from tests.assistant.tiny_library import write_sources


class Slow(Assistant):
    """Comes to no end: all but the last event is told."""

    def stream(self, question: str, **where: Any) -> Iterator[AnswerEvent]:
        """See `Assistant`."""
        for event in super().stream(question, **where):
            while isinstance(event, AnswerReady):
                yield TextDelta(text="")
                time.sleep(0.05)
            yield event


def main(home: Path, *, is_slow: bool) -> None:
    """Serve the tiny library."""
    kind = Slow if is_slow else Assistant
    assistant = kind.from_settings(Settings(home=home / "home", _env_file=None))
    for _ in assistant.ingest([write_sources(home / "sources")]):
        pass
    office = Office.from_settings(Settings(home=home / "home", _env_file=None), assistant=assistant)
    with open_listener("127.0.0.1", 0) as listener:
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]} {make_key(office)}\n")
        sys.stdout.flush()
        serve_office(office, listener)


if __name__ == "__main__":
    main(Path(sys.argv[1]), is_slow=sys.argv[2] == "slow")
