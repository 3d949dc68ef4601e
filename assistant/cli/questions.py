"""The command line of questions: search, ask, and measure how well both go."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import (
    CategoryOption,
    JsonOption,
    KindOption,
    LibraryOption,
    RegionOption,
    YearOption,
    get_assistant,
    make_filters,
    to_json,
)
from assistant.terminal import progress_bar

commands = typer.Typer()

QuestionArgument = Annotated[str, typer.Argument(help="问题。", metavar="问题")]
AuthorityOption = Annotated[
    str | None, typer.Option(help="发文机关名称或其中一部分。", metavar="机关")
]
InForceOption = Annotated[bool, typer.Option("--in-force", help="只找现行有效的文件。")]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="只找这一天有效的文件。", metavar="年-月-日"),
]
QuestionFileOption = Annotated[
    Path,
    typer.Option(
        "--questions", exists=True, dir_okay=False, help="问题文件，每行一个 JSON 对象。",
        metavar="文件",
    ),
]  # fmt: skip


@commands.command(help="检索与问题最相关的段落。")
def search(
    context: typer.Context,
    question: QuestionArgument,
    top_k: Annotated[int, typer.Option("-k", min=1, help="段落数。", metavar="数量")] = 10,
    by_document: Annotated[
        bool, typer.Option("--by-document", help="全文检索，按文件归并；-k 为文件数。")
    ] = False,
    library: LibraryOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    category: CategoryOption = None,
    kind: KindOption = None,
    in_force: InForceOption = False,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the passages nearest to a question, or every document with its words."""
    from assistant.printing import describe_document_search, describe_hits, hit_fields

    filters = make_filters(library, region, year, authority, category, kind, in_force, as_of)
    assistant = get_assistant(context)
    if by_document:
        found = assistant.search_documents(question, filters=filters, page_size=top_k)
        if as_json:
            for group in found.groups:
                typer.echo(group.model_dump_json())
        else:
            typer.echo(describe_document_search(found) or "没有找到相关文件。")
        return
    hits = assistant.search(question, filters=filters, top_k=top_k)
    if as_json:
        for hit in hits:
            typer.echo(to_json(hit_fields(hit)))
    else:
        typer.echo(describe_hits(hits) or "没有找到相关段落。")


@commands.command(help="回答一个问题，并给出出处。")
def ask(
    context: typer.Context,
    question: QuestionArgument,
    library: LibraryOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    category: CategoryOption = None,
    kind: KindOption = None,
    in_force: InForceOption = False,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer one question, with citations."""
    from assistant.printing import answer_fields, describe_answer, hit_fields

    filters = make_filters(library, region, year, authority, category, kind, in_force, as_of)
    answer = get_assistant(context).ask(question, filters=filters)
    if as_json:
        hits = [hit_fields(hit) for hit in answer.hits]
        typer.echo(to_json({"question": question, **answer_fields(answer), "hits": hits}))
    else:
        typer.echo(describe_answer(answer))


@commands.command(help="列出资料库能回答的问题，供参考。")
def suggest(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Suggest questions that the library answers."""
    questions = get_assistant(context).suggest_questions(library=library)
    for question in questions:
        typer.echo(to_json({"question": question}) if as_json else question)
    if not questions:
        typer.echo("没有可以举例的问题。请先用 policy ingest 收入资料。", err=True)


@commands.command(help="回答一个文件中的全部问题。")
def batch(
    context: typer.Context,
    questions: QuestionFileOption,
    out: Annotated[
        Path, typer.Option(dir_okay=False, writable=True, help="结果文件。", metavar="文件")
    ],
    top_k: Annotated[int, typer.Option("-k", min=1, help="段落数。", metavar="数量")] = 20,
    search_only: Annotated[bool, typer.Option("--search-only", help="只检索，不回答。")] = False,
    library: LibraryOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    authority: AuthorityOption = None,
    category: CategoryOption = None,
    kind: KindOption = None,
    in_force: InForceOption = False,
    as_of: AsOfOption = None,
) -> None:
    """Answer every question of a file, a JSON line each."""
    from assistant.batch import answer_batch, read_questions

    asked = read_questions(questions)
    filters = make_filters(library, region, year, authority, category, kind, in_force, as_of)
    results = answer_batch(
        get_assistant(context), asked, filters=filters, top_k=top_k, search_only=search_only
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file, progress_bar("回答", len(asked)) as advance:
        for result in results:
            file.write(f"{to_json(result)}\n")
            advance(result["id"])


@commands.command(help="用一套有标准答案的问题衡量检索、回答和拒答。")
def evaluate(
    context: typer.Context,
    questions: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="问题文件，每行一个 JSON 对象。", metavar="文件"
        ),
    ],
    unanswerable: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="资料中没有答案的问题。", metavar="文件"),
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="列出没有答好的问题。")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure search, answers and refusals on questions with known answers."""
    from assistant.evaluation.metrics import evaluate_results
    from assistant.evaluation.runner import (
        ask_questions,
        describe_evaluation,
        read_gold_questions,
        read_unanswerable,
    )

    gold = read_gold_questions(questions)
    refusable = read_unanswerable(unanswerable) if unanswerable else []
    asked = [*gold, *refusable]
    results = []
    with progress_bar("衡量", len(asked)) as advance:
        for result in ask_questions(get_assistant(context), asked):
            results.append(result)
            advance(result.id)
    evaluation = evaluate_results(gold, results, refusable)
    if as_json:
        typer.echo(evaluation.model_dump_json())
    else:
        typer.echo(describe_evaluation(evaluation, with_misses=misses))


@commands.command("train-ranker", help="用有标准答案的问题重新训练排序、选句和拒答。")
def train_ranker(
    data: Annotated[
        Path,
        typer.Option(exists=True, file_okay=False, help="训练数据的文件夹。", metavar="文件夹"),
    ],
    work: Annotated[
        Path,
        typer.Option(
            file_okay=False, help="存放中间结果的文件夹，再次训练时可省去入库。", metavar="文件夹"
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="结果写到这里；默认替换现用的。", metavar="文件夹"),
    ] = None,
) -> None:
    """Fit ranking, selecting and refusing, and print the cross-validated measures."""
    from assistant.evaluation.training import train
    from assistant.retrieval.weights import FOLDER

    for line in train(data, work, out or FOLDER):
        typer.echo(line)
