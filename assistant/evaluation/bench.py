"""Measures the project against what else a user could install, and prints Markdown.

    python -m assistant.evaluation.bench [PART …] [--data ../shared] [--work .bench]

"plain" is the recipe in the measuring data, "peer" is baisitong 1.0.6 from PyPI; both run on this
machine in the same run, in environments of their own that are made under the work folder. Where
the measuring data is absent, a part says so. Exit status: 0 done, 1 a part failed, 2 wrong use.
"""

import argparse
import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.evaluation.benching.audit import measure_audit
from assistant.evaluation.benching.checks import measure_corruption
from assistant.evaluation.benching.extraction import measure_extraction
from assistant.evaluation.benching.files import measure_reading, measure_recognition
from assistant.evaluation.benching.hostile import measure_hostile
from assistant.evaluation.benching.importing import measure_importing
from assistant.evaluation.benching.page import measure_page
from assistant.evaluation.benching.quality import (
    measure_gov_policy_qa,
    measure_lecoqa,
    measure_seeds,
)
from assistant.evaluation.benching.quiz import measure_quiz
from assistant.evaluation.benching.rendering import measure_rendering
from assistant.evaluation.benching.speed import (
    measure_cold_start,
    measure_ingestion,
    measure_latencies,
    measure_memory,
    measure_scale,
)
from assistant.evaluation.benching.workplace import Workplace
from ingest.errors import PolicyError
from ingest.schema import Record

REPOSITORY = Path(__file__).parents[2]


class Part(Record):
    """One measurement."""

    title: str
    needs: tuple[str, ...]
    """What it reads of the measuring data."""

    measure: Callable[[Workplace], str]
    """Returns the results as Markdown."""


_SEEDS = ("seeds", "eval/questions_dev.jsonl", "eval/unanswerable_dev.jsonl", "eval/plain.py")

PARTS = {
    "seeds": Part(title="四份资料：检索、回答、拒答", needs=_SEEDS, measure=measure_seeds),
    "gov": Part(
        title="gov_policy_qa：找到政策文件",
        needs=("eval/external/gov_policy_qa", "eval/plain.py"),
        measure=measure_gov_policy_qa,
    ),
    "lecoqa": Part(
        title="lecoqa：找到法条",
        needs=("eval/external/lecoqa", "eval/plain.py"),
        measure=measure_lecoqa,
    ),
    "ingest": Part(title="入库速度", needs=_SEEDS, measure=measure_ingestion),
    "latency": Part(title="从提问到完整回答", needs=_SEEDS, measure=measure_latencies),
    "scale": Part(title="资料增多时", needs=(*_SEEDS, "eval/external/laws"), measure=measure_scale),
    "cold": Part(title="冷启动", needs=_SEEDS, measure=measure_cold_start),
    "corruption": Part(
        title="答句核对：改坏的与正确的",
        needs=("seeds", "eval/questions_dev.jsonl"),
        measure=measure_corruption,
    ),
    "audit": Part(
        title="审校：查出放进的错误，不误报",
        needs=("seeds", "eval/external/laws"),
        measure=measure_audit,
    ),
    "memory": Part(title="内存", needs=_SEEDS, measure=measure_memory),
    "hostile": Part(title="有意为害的文件", needs=(), measure=measure_hostile),
    "ocr": Part(title="文字识别", needs=(), measure=measure_recognition),
    "parsing": Part(title="读取文件的速度", needs=(), measure=measure_reading),
    "extraction": Part(
        title="从报告中提取指标",
        needs=("seeds", "eval/indicators_dev.json", "eval/score.py"),
        measure=measure_extraction,
    ),
    "importing": Part(title="导入指标台账", needs=(), measure=measure_importing),
    "rendering": Part(title="生成 Word 报告", needs=(), measure=measure_rendering),
    "quiz": Part(title="出题", needs=("seeds",), measure=measure_quiz),
    "page": Part(title="网页", needs=(), measure=measure_page),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line names and return the exit status."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logger = logging.getLogger("bench")
    logger.setLevel(logging.INFO)
    workplace = Workplace(
        options.data,
        options.work,
        plain_python=options.plain_python,
        peer_python=options.peer_python,
    )
    status = 0
    for name in options.parts:
        part = PARTS[name]
        logger.info("%s：%s", name, part.title)
        try:
            measured = _measure(part, workplace)
        # An opponent that cannot be installed or a server that does not start costs one part.
        except (PolicyError, subprocess.CalledProcessError, OSError) as error:
            measured, status = f"没有测成：{error}", 1
        sys.stdout.write(f"## {part.title}\n\n{measured}\n\n")
        sys.stdout.flush()
    return status


def _measure(part: Part, workplace: Workplace) -> str:
    absent = [name for name in part.needs if not (workplace.data / name).exists()]
    if absent:
        return f"没有测量：{workplace.data} 中没有 {'、'.join(absent)}。"
    return part.measure(workplace)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m assistant.evaluation.bench", description="与其他做法比较，输出 Markdown。"
    )
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"{'、'.join(PARTS)}；不写则全部测量"
    )
    parser.add_argument(
        "--data", type=Path, default=REPOSITORY.parent / "shared", help="测量用的数据"
    )
    parser.add_argument(
        "--work", type=Path, default=REPOSITORY / ".bench", help="存放资料库、运行环境和结果"
    )
    parser.add_argument("--plain-python", type=Path, help="装有 plain 所需软件包的 Python")
    parser.add_argument("--peer-python", type=Path, help="装有 peer 的 Python")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"没有这项测量：{'、'.join(sorted(unknown))}")
    options.parts = options.parts or list(PARTS)
    return options


if __name__ == "__main__":
    raise SystemExit(main())
