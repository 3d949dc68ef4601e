"""The parts that take times and memory."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import cycle, islice, pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from assistant.application import Assistant
from assistant.evaluation.benching.peer import ask_peer, running_peer
from assistant.evaluation.benching.plain import run_plain
from assistant.evaluation.benching.serving import Server, running_server
from assistant.evaluation.benching.tables import make_table
from assistant.evaluation.benching.timing import Latency, compare, measure_latency
from assistant.evaluation.benching.workplace import Workplace
from assistant.office import Office
from assistant.office.keys import NewKey
from assistant.office.schema import Permission
from assistant.settings import Settings

ASKERS = (1, 8)
COLD_STARTS = 5
# The first, the last, and one between that tells filling from growing.
MEMORY_QUESTIONS = (1, 500, 1000)

# One account asks here as much as a whole office.
UNBOUNDED = {
    "POLICY_OFFICE__REQUESTS_PER_MINUTE": "1000000",
    "POLICY_OFFICE__QUESTIONS_PER_MINUTE": "1000000",
}

# The script that pip installs beside the interpreter.
POLICY = Path(sys.executable).with_name("policy")


def measure_ingestion(workplace: Workplace) -> str:
    """Return characters a second into an empty home, against plain with full-precision weights.

    Both have their model loaded before the clock starts.
    """
    seeds = workplace.seeds
    characters = sum(len(path.read_text(encoding="utf-8")) for path in seeds)
    with tempfile.TemporaryDirectory(dir=workplace.work) as folder:
        assistant = Assistant.from_settings(Settings(home=Path(folder, "home"), _env_file=None))
        assistant.store.embedder.embed_query("预热")
        ours_s = workplace.ingest(assistant, seeds)
        assistant.close()
        plain_s = run_plain(
            workplace,
            "ingestion",
            seeds,
            [workplace.data / "eval/unanswerable_dev.jsonl"],
            embedder=str(workplace.full_precision_model),
            vectors=Path(folder, "vectors"),
        ).ingest_s
    if plain_s is None:
        raise ValueError("plain took vectors from an empty folder")
    rows = [
        ["本项目", f"{ours_s:.1f}", f"{characters / ours_s:.0f}", f"{plain_s / ours_s:.2f}×"],
        ["plain，torch fp32", f"{plain_s:.1f}", f"{characters / plain_s:.0f}", "1.00×"],
    ]
    return make_table([f"四份资料（{characters} 字）", "秒", "字/秒", "倍数"], rows)


def measure_latencies(workplace: Workplace) -> str:
    """Return the times from question to whole answer over the four seeds, all of them warm."""
    with closing(workplace.open_home("seeds", workplace.seeds)) as assistant:
        in_process = _time(workplace, assistant.ask)
    with _running_policy(workplace) as server:
        over_http = _time(workplace, lambda question: _ask_policy(server, question))
    with running_peer(workplace, workplace.seeds) as peer_server:
        peer = _time(workplace, lambda question: ask_peer(peer_server, question))
    questions = [workplace.data / "eval/questions_dev.jsonl"]
    plain = run_plain(workplace, "latency", workplace.seeds, questions).latency

    rows = [
        ["本项目，进程内", *map(str, in_process)],
        ["plain，进程内", str(plain), "—"],
        ["plain ÷ 本项目", compare(plain, in_process[0]), "—"],
        ["本项目，HTTP", *map(str, over_http)],
        ["peer，HTTP", *map(str, peer)],
        [
            "peer ÷ 本项目",
            *(compare(other, own) for other, own in zip(peer, over_http, strict=True)),
        ],
    ]
    note = (
        f"{len(workplace.questions())} 个问题，四份资料全文。peer 一次至多收 18 万字，"
        "长的资料分段上传；plain 只能一个一个地问。"
    )
    header = ["p50 / p95，毫秒", *(f"同时 {askers} 个" for askers in ASKERS)]
    return f"{make_table(header, rows)}\n\n{note}"


def measure_scale(workplace: Workplace) -> str:
    """Return how times grow with the library."""
    small, small_chunks = _time_home(workplace, "seeds", workplace.seeds)
    everything = [*workplace.seeds, *workplace.laws]
    large, large_chunks = _time_home(workplace, "seeds_and_laws", everything)
    rows = [
        ["四份资料", str(small_chunks), str(small)],
        [f"加上 laws 的 {len(workplace.laws)} 份", str(large_chunks), str(large)],
        ["增长", f"{large_chunks / small_chunks:.2f}×", compare(large, small)],
    ]
    return make_table(["资料", "段数", "p50 / p95，毫秒"], rows)


def measure_cold_start(workplace: Workplace) -> str:
    """Return the seconds of `policy ask` in a fresh process."""
    workplace.open_home("seeds", workplace.seeds).close()
    times_s = []
    for question in workplace.questions()[:COLD_STARTS]:
        started = perf_counter()
        subprocess.run(
            [str(POLICY), "ask", question],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **_environment(workplace)},
            # Away from the .env of whoever measures.
            cwd=workplace.work,
        )
        times_s.append(perf_counter() - started)
    runs = "、".join(f"{each:.2f}" for each in times_s)
    return make_table(["policy ask", "秒"], [["中位数", f"{median(times_s):.2f}"], ["各次", runs]])


def measure_memory(workplace: Workplace) -> str:
    """Return the memory of `policy serve` after its first question and after many."""
    workplace.open_home("seeds", workplace.seeds).close()
    questions = cycle(workplace.questions())
    rows = []
    with _running_policy(workplace) as server:
        for before, count in pairwise((0, *MEMORY_QUESTIONS)):
            measure_latency(
                lambda question: _ask_policy(server, question),
                list(islice(questions, count - before)),
                at_a_time=8,
            )
            rows.append([str(count), f"{server.measure_memory():.0f}"])
    return make_table(["policy serve 回答的问题数", "常驻内存，MiB"], rows)


def _time(
    workplace: Workplace, ask: Callable[[str], object], askers: Sequence[int] = ASKERS
) -> list[Latency]:
    """Return the times of the questions by how many ask at a time, after a warm-up."""
    measure_latency(ask, workplace.warm_up_questions(), at_a_time=1)
    questions = workplace.questions()
    return [measure_latency(ask, questions, at_a_time=count) for count in askers]


def _time_home(workplace: Workplace, name: str, files: Sequence[Path]) -> tuple[Latency, int]:
    """Return the times over a home, one question at a time, and how many chunks it has."""
    with closing(workplace.open_home(name, files)) as assistant:
        chunks = sum(document.health.chunks for document in assistant.documents())
        (latency,) = _time(workplace, assistant.ask, askers=(1,))
    return latency, chunks


@contextmanager
def _running_policy(workplace: Workplace) -> Iterator[Server]:
    """Run `policy serve` over the seeds, which are ingested already."""
    with running_server(
        [str(POLICY), "serve"],
        health="/healthz",
        log=workplace.work / "logs/policy.log",
        environment={**_environment(workplace), **UNBOUNDED},
        key=_make_key(workplace),
    ) as server:
        yield server


def _make_key(workplace: Workplace) -> str:
    """Return a new key to ask the seeds with, in place of the one of the last measure."""
    settings = Settings(home=workplace.home("seeds"), _env_file=None)
    with closing(Assistant.from_settings(settings)) as assistant:
        office = Office.from_settings(settings, assistant=assistant)
        account = office.accounts.of_subject("bench", username="bench", name="衡量")
        for key in office.keys.list_keys(account.id):
            office.keys.revoke(account.id, key.id)
        _, secret = office.keys.create(account, NewKey(name="bench", scopes=(Permission.ASK,)))
    return secret


def _ask_policy(server: Server, question: str) -> None:
    server.ask("/api/v1/ask/stream", {"question": question}, ending="event: answer")


def _environment(workplace: Workplace) -> dict[str, str]:
    return {"POLICY_HOME": str(workplace.home("seeds"))}
