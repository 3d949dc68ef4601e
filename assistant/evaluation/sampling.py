"""Draws what was extracted, or asked, for a person to judge, and counts the judgements.

    python -m assistant.evaluation.sampling extraction --out FILE.csv [--count 150] [--seed 1]
    python -m assistant.evaluation.sampling quiz --out FILE.md [--count 120] [--seed 1]
    python -m assistant.evaluation.sampling count FILE

Each row of a .csv file has the proposal, the text it was read out of, what stands before it, and an
empty last column. Whoever reads it writes there what is wrong: 值, 单位, 地区, 时期 or 名称, joined
by 、 where several are; nothing where all is right. In a .md file of quiz items the judgement goes
behind 判断： in the same way, in the words at its top. Exit status: 0 done, 2 wrong use.
"""

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.evaluation import quizzing
from assistant.indicators.extracting.proposing import as_line, read_proposals
from assistant.indicators.schema import Proposal
from assistant.quiz.checking import RULE_NAMES
from assistant.quiz.describing import KIND_NAMES, read_named
from assistant.terminal import progress_bar
from ingest.cleaning import clean
from ingest.loaders import load_file
from ingest.metadata import propose_metadata
from ingest.schema import Record
from ingest.sectioning import split_sections
from ingest.settings import LimitSettings

REPOSITORY = Path(__file__).parents[2]
# What stands before the evidence, in characters: enough to tell whom 全县 means.
CONTEXT = 200
HEADER = ("序号", "文件", "名称", "地区", "时期", "数值", "单位", "限定", "证据", "上文", "判断")
FAULTS = ("值", "单位", "地区", "时期", "名称")
# A row with one of these is wrong; a name may be put in better words and still be right.
GRAVE = frozenset(FAULTS[:4])


class Extracted(Record):
    """What was read out of one document."""

    file: str
    text: str
    """As it was cleaned; the proposals' offsets count in it."""

    proposals: tuple[Proposal, ...]


def extract(path: Path) -> Extracted:
    """Return what a file that we trust states.

    Raises:
        IngestError: the file cannot be read.
    """
    loaded = load_file(path, LimitSettings())
    text = clean(loaded)
    metadata = propose_metadata(text, loaded.title, path.name)
    proposals = read_proposals(text, split_sections(text), metadata)
    return Extracted(file=path.name, text=text.text, proposals=tuple(proposals))


def draw(documents: Sequence[Extracted], *, count: int, seed: int) -> list[list[str]]:
    """Return rows under `HEADER`, drawn from all documents alike, in the order of the documents.

    Args:
        documents: What was extracted.
        count: How many rows; all of them where there are fewer.
        seed: The same one draws the same rows.
    """
    every = [(document, one) for document in documents for one in document.proposals]
    chosen = sorted(random.Random(seed).sample(range(len(every)), min(count, len(every))))
    rows = []
    for number, (document, proposal) in enumerate((every[index] for index in chosen), start=1):
        before = document.text[max(0, proposal.start - CONTEXT) : proposal.start]
        rows.append(
            [str(number), document.file, *as_line(proposal).values(), before.replace("\n", "⏎"), ""]
        )
    return rows


def count_faults(
    judgements: Sequence[str],
    known: Collection[str] = FAULTS,
    grave: Collection[str] = GRAVE,
) -> tuple[Counter[str], int]:
    """Return how often each fault was found, and how many rows have a grave one.

    Args:
        judgements: One for each row, empty where all is right.
        known: What a judgement may say.
        grave: What of that is grave.

    Raises:
        ValueError: a judgement says something else; its message says what.
    """
    faults: Counter[str] = Counter()
    wrong = 0
    for judgement in judgements:
        found = [word for word in judgement.replace("，", "、").split("、") if word.strip()]
        if unknown := [word for word in found if word.strip() not in known]:
            raise ValueError(f"“{'、'.join(unknown)}”不是可用的判断，请填：{'、'.join(known)}。")
        faults.update(word.strip() for word in found)
        wrong += any(word.strip() in grave for word in found)
    return faults, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw or count as the command line says and return the exit status."""
    options = _parse(arguments)
    if options.command == "count":
        return _count(options.file)
    files = options.files or sorted((options.data / "seeds").glob("*.txt"))
    if not files:
        sys.stderr.write(f"{options.data} 中没有 seeds，请用 --data 指明，或直接写出文件。\n")
        return 2
    if options.command == "quiz":
        return _draw_quiz(files, options)
    rows = draw([extract(path) for path in files], count=options.count, seed=options.seed)
    with options.out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    sys.stdout.write(f"{len(rows)} 行已写入 {options.out}，请在“判断”一列写出错处。\n")
    return 0


def _draw_quiz(files: Sequence[Path], options: argparse.Namespace) -> int:
    kinds = [read_named(word, KIND_NAMES, "题型") for word in options.kind] or None
    with progress_bar("出题") as advance:
        candidates, made = quizzing.make_items(
            quizzing.read_world(files),
            kinds=kinds,
            progress=lambda at: advance(at.stage, at.done, at.total),
        )
    drawn = quizzing.draw_items(made.items, count=options.count, seed=options.seed)
    options.out.write_text(quizzing.write_sample(drawn), encoding="utf-8")
    for rule, number in made.refused.items():
        sys.stdout.write(f"{RULE_NAMES[rule]}\t{number}\n")
    sys.stdout.write(
        f"备选 {len(candidates)} 题，留下 {len(made.items)} 题，抽出 {len(drawn)} 题写入 "
        f"{options.out}，请在每题的“{quizzing.JUDGEMENT}”后写出错处。\n"
    )
    return 0


def _count(file: Path) -> int:
    is_quiz = file.suffix == ".md"
    known, grave = (quizzing.FAULTS, quizzing.GRAVE) if is_quiz else (FAULTS, GRAVE)
    try:
        judgements = _read_judgements(file)
        faults, wrong = count_faults(judgements, known, grave)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for fault in known:
        sys.stdout.write(f"{fault}\t{faults[fault]}\n")
    shares = {"答案错或另有正确项" if is_quiz else "值、单位、地区或时期有错": wrong}
    if is_quiz:
        shares["有任何错处"] = sum(bool(judgement.strip()) for judgement in judgements)
    for name, number in shares.items():
        share = number / len(judgements) if judgements else 0
        sys.stdout.write(f"{name}\t{number}/{len(judgements)}\t{share:.1%}\n")
    return 0


def _read_judgements(file: Path) -> list[str]:
    if file.suffix == ".md":
        return quizzing.read_judgements(file.read_text("utf-8-sig"))
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [row["判断"] or "" for row in csv.DictReader(rows)]


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m assistant.evaluation.sampling", description="抽取若干行，供人核对。"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, count, what in (("extraction", 150, "提取的指标"), ("quiz", 120, "出的题")):
        drawing = commands.add_parser(name, help=f"从{what}中抽取")
        drawing.add_argument("files", nargs="*", type=Path, metavar="FILE", help="不写则用 seeds")
        drawing.add_argument("--out", type=Path, required=True, help="写到哪个文件")
        drawing.add_argument("--count", type=int, default=count, help="抽取多少")
        drawing.add_argument("--seed", type=int, default=1, help="随机数种子")
        drawing.add_argument(
            "--data", type=Path, default=REPOSITORY.parent / "shared", help="测量用的数据"
        )
        if name == "quiz":
            drawing.add_argument("--kind", action="append", default=[], help="只要这种题型")
    counting = commands.add_parser("count", help="统计填好的判断")
    counting.add_argument("file", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
