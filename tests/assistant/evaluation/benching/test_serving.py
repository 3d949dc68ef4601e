import os
import sys
from pathlib import Path

import pytest

from assistant.evaluation.benching.peer import UPLOAD_CHARACTERS, ask_peer, running_peer
from assistant.evaluation.benching.serving import running_server
from assistant.evaluation.benching.workplace import Workplace
from ingest.errors import StoreUnavailableError
from tests.assistant.evaluation.benching.fake_peer import BREAKS_OFF


def test_a_server_lives_as_long_as_the_block(workplace: Workplace) -> None:
    with running_peer(workplace, []) as server:
        assert server.measure_memory() > 1
    with pytest.raises(ProcessLookupError):
        os.kill(server.process_id, 0)


def test_a_server_that_ends_at_once_is_told_with_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no library')"]
    with (
        pytest.raises(StoreUnavailableError, match=r"broken\.log"),
        running_server(command, health="/", log=tmp_path / "broken.log"),
    ):
        pytest.fail("there is no server")
    assert "no library" in (tmp_path / "broken.log").read_text(encoding="utf-8")


def test_only_an_answer_that_came_to_its_end_counts(workplace: Workplace) -> None:
    with running_peer(workplace, []) as server:
        ask_peer(server, "补贴多少？")
        with pytest.raises(StoreUnavailableError, match="没有完整返回"):
            ask_peer(server, BREAKS_OFF)


def test_the_peer_gets_every_character_in_pieces_it_takes(
    workplace: Workplace, tmp_path: Path
) -> None:
    long = tmp_path / "长.txt"
    long.write_text("甲" * UPLOAD_CHARACTERS + "乙" * 5, encoding="utf-8")
    with running_peer(workplace, [long]):
        uploads = (tmp_path / "uploads").read_text(encoding="utf-8")
    assert uploads.count('name="file"; filename="长.txt"') == 2
    assert (uploads.count("甲"), uploads.count("乙")) == (UPLOAD_CHARACTERS, 5)
