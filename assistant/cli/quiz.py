"""The command line of the bank of quiz items: making, looking, checking, reviewing."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import learning, quiz_files
from assistant.cli.common import JsonOption, get_assistant, to_json
from assistant.terminal import progress_bar

if TYPE_CHECKING:
    from assistant.quiz.bank import ItemFilters

commands = typer.Typer()
quiz = typer.Typer(help="题库：出题、审题、检查、导出导入、组卷、知晓率。", no_args_is_help=True)
quiz.add_typer(quiz_files.commands)
quiz.add_typer(learning.commands)
commands.add_typer(quiz, name="quiz")

LibraryOption = Annotated[
    str | None, typer.Option(help="只用这个资料库；不写则用全部。", metavar="名称")
]
KindsOption = Annotated[
    list[str] | None,
    typer.Option("--kind", help="题型：单选、多选、判断、填空、简答、排序；可以写多次。",
                 metavar="题型"),
]  # fmt: skip
KindOption = Annotated[str | None, typer.Option(help="题型，如 单选。", metavar="题型")]
TopicOption = Annotated[str | None, typer.Option(help="主题。", metavar="主题")]
DifficultyOption = Annotated[str | None, typer.Option(help="难度：易、中、难。", metavar="难度")]
StateOption = Annotated[
    str | None, typer.Option(help="状态：待审、已审、已发布、已撤回。", metavar="状态")
]
ItemArgument = Annotated[str, typer.Argument(help="题的编号，list 中有。", metavar="编号")]


@quiz.command(help="按规则从现行有效的资料和台账出题；每题都经过全部检查，作为待审题进入题库。")
def make(
    context: typer.Context,
    library: LibraryOption = None,
    document: Annotated[
        list[str] | None,
        typer.Option(help="只用这份资料（文件名或编号）；可以写多次。", metavar="文件"),
    ] = None,
    count: Annotated[
        int | None, typer.Option(min=1, help="最多出几题；不写则能出的都出。", metavar="题数")
    ] = None,
    kind: KindsOption = None,
    seed: Annotated[int, typer.Option(help="换一个数，就换一批题。", metavar="种子")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Make items, and print them."""
    from assistant.quiz.bank import ItemFilters
    from assistant.quiz.checking import RULE_NAMES
    from assistant.quiz.describing import (
        KIND_NAMES,
        describe_view,
        item_fields,
        read_named,
    )

    kinds = [read_named(word, KIND_NAMES, "题型") for word in kind] if kind else None
    quizzes = get_assistant(context).quizzes
    with progress_bar("出题") as advance:
        made = quizzes.make(
            library=library,
            documents=document or (),
            count=count,
            kinds=kinds,
            seed=seed,
            progress=lambda at: advance(at.stage, at.done, at.total),
        )
    for view in quizzes.each(ItemFilters(ids=made.ids)):
        typer.echo(to_json(item_fields(view.item)) if as_json else f"{describe_view(view)}\n")
    typer.echo(f"共出 {len(made.ids)} 题，都是待审题。", err=True)
    if made.refused:
        told = "，".join(f"{RULE_NAMES[rule]} {number}" for rule, number in made.refused.items())
        typer.echo(f"没有通过检查的：{told}。", err=True)


@quiz.command("list", help="列出题库中的题。")
def list_items(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="题干或选项中的词。", metavar="词")] = "",
    library: LibraryOption = None,
    kind: KindOption = None,
    topic: TopicOption = None,
    difficulty: DifficultyOption = None,
    state: StateOption = None,
    flawed: Annotated[bool, typer.Option("--flawed", help="只列检查出问题的。")] = False,
    as_json: JsonOption = False,
) -> None:
    """List items."""
    from assistant.quiz.describing import describe_item, view_fields

    filters = read_filters(query, library, kind, topic, difficulty, state, flawed)
    found = 0
    for view in get_assistant(context).quizzes.each(filters):
        found += 1
        typer.echo(to_json(view_fields(view)) if as_json else describe_item(view.item))
    if not found:
        typer.echo("题库中没有这样的题。还没有题时，请先运行 policy quiz make。", err=True)


@quiz.command(help="查看一道题：答案、依据、检查出的问题和经过。")
def show(context: typer.Context, item: ItemArgument, as_json: JsonOption = False) -> None:
    """Show one item with its history."""
    from assistant.quiz.describing import describe_change, describe_view, view_fields

    quizzes = get_assistant(context).quizzes
    view, changes = quizzes.item(item), quizzes.history(item)
    if as_json:
        history = [change.model_dump(mode="json") for change in changes]
        typer.echo(to_json(view_fields(view) | {"history": history}))
        return
    typer.echo(describe_view(view))
    typer.echo("\n经过：")
    for change in changes:
        typer.echo(f"  {describe_change(change)}")


@quiz.command(help="重新检查题库里的每道题，按规则报数；依据变了的题自动撤回。")
def check(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Check every item again; status 1 where something was found."""
    from assistant.quiz.checking import RULE_NAMES

    quizzes = get_assistant(context).quizzes
    with progress_bar("检查题库") as advance:
        counts = quizzes.check_bank(
            library, progress=lambda at: advance(at.stage, at.done, at.total)
        )
    for rule, number in counts.items():
        name = RULE_NAMES[rule]
        fields = {"rule": rule, "name": name, "count": number}
        typer.echo(to_json(fields) if as_json else f"{name}\t{number}")
    affected = quizzes.affected(library)
    if not as_json:
        for each in affected:
            typer.echo(f"{each.item.id}  {each.message}")
    if any(counts.values()):
        typer.echo("用 policy quiz list --flawed 查看有问题的题。", err=True)
        raise typer.Exit(1)


@quiz.command(help="审题：通过、不通过、发布、撤回或恢复一些题。")
def review(
    context: typer.Context,
    decision: Annotated[
        str, typer.Argument(help="通过、不通过、发布、撤回或恢复。", metavar="决定")
    ],
    items: Annotated[list[str] | None, typer.Argument(help="题的编号。", metavar="编号…")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="不写编号，而是下面选项所指的全部。")
    ] = False,
    library: LibraryOption = None,
    kind: KindOption = None,
    topic: TopicOption = None,
    difficulty: DifficultyOption = None,
    state: StateOption = None,
    reason: Annotated[str, typer.Option(help="不通过、撤回时要写明原因。", metavar="原因")] = "",
    as_json: JsonOption = False,
) -> None:
    """Decide on items; status 1 where that was refused of some."""
    from assistant.errors import WrongUseError
    from assistant.quiz.deciding import DECISION_NAMES
    from assistant.quiz.describing import read_named

    wanted = read_named(decision, DECISION_NAMES, "决定")
    if bool(items) == every:
        raise WrongUseError(
            "请写出题的编号，或用 --all 加上选项指明哪些题。",
            hint="例如 policy quiz review 通过 --all --state 待审。",
        )
    quizzes = get_assistant(context).quizzes
    if every:
        filters = read_filters("", library, kind, topic, difficulty, state, False)
        items = [view.item.id for view in quizzes.each(filters)]
    decided = quizzes.decide(items or [], wanted, reason=reason)
    if as_json:
        typer.echo(to_json(decided.model_dump(mode="json")))
    else:
        typer.echo(f"{DECISION_NAMES[wanted]} {len(decided.done)} 题。")
        for each in decided.refused:
            typer.echo(f"{each.id}  {each.message}")
    if decided.refused:
        raise typer.Exit(1)


def read_filters(
    query: str,
    library: str | None,
    kind: str | None,
    topic: str | None,
    difficulty: str | None,
    state: str | None,
    flawed: bool,
) -> "ItemFilters":
    """Return which items are meant by what a person wrote."""
    from assistant.quiz.bank import ItemFilters
    from assistant.quiz.describing import (
        DIFFICULTY_NAMES,
        KIND_NAMES,
        STATE_NAMES,
        read_named,
    )

    return ItemFilters(
        query=query,
        library=library,
        kind=read_named(kind, KIND_NAMES, "题型") if kind else None,
        topic=topic,
        difficulty=read_named(difficulty, DIFFICULTY_NAMES, "难度") if difficulty else None,
        state=read_named(state, STATE_NAMES, "状态") if state else None,
        flawed=True if flawed else None,
    )
