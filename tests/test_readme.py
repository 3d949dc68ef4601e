"""What the README shows is run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCKS = re.findall(r"^```(bash run|python)\n(.*?)^```$", README.read_text("utf-8"), re.M | re.S)
POLICY = Path(sys.executable).with_name("policy")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all blocks, as for a person who reads from top to bottom."""
    return tmp_path_factory.mktemp("readme-home")


@pytest.mark.skipif(not POLICY.exists(), reason="the project is not installed here")
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param(kind, code, id=f"{kind.split()[0]}-{number}")
        for number, (kind, code) in enumerate(BLOCKS, start=1)
    ],
)
def test_a_block_of_the_readme_runs(kind: str, code: str, home: Path) -> None:
    command = ["bash", "-euo", "pipefail", "-c"] if kind == "bash run" else [sys.executable, "-c"]
    path = f"{POLICY.parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [*command, code],
        cwd=README.parent,
        env=os.environ | {"PATH": path, "POLICY_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_names_every_command_and_setting() -> None:
    from assistant.cli import cli
    from assistant.settings import Settings

    text = README.read_text("utf-8")
    commands = {command.name or command.callback.__name__ for command in cli.registered_commands}
    assert all(f"policy {name}" in text for name in commands)
    for name, field in Settings.model_fields.items():
        section = getattr(field.annotation, "model_fields", None)
        assert f"POLICY_{name.upper()}" in text
        for key in section or ():
            assert f"__{key.upper()}`" in text, f"{name}.{key}"


def test_there_are_blocks_to_run() -> None:
    assert {kind for kind, _ in BLOCKS} == {"bash run", "python"}
