"""The command line of papers, and of what tests show."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import JsonOption, get_assistant, to_json

commands = typer.Typer()


@commands.command(help="按双向细目表从已发布的题中组卷，把各版本的试卷、答题纸和答案写成 Word。")
def paper(
    context: typer.Context,
    blueprint: Annotated[
        Path,
        typer.Argument(
            help="双向细目表：.json，或有“题型、主题、难度、题数、每题分值”各列的 .xlsx、.csv。",
            metavar="文件",
            exists=True,
            dir_okay=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            help="写到这个文件夹；已有的文件不会被覆盖。", metavar="文件夹", file_okay=False
        ),
    ],
    name: Annotated[
        str, typer.Option(help="试卷的名称；不写则用表中的，或文件名。", metavar="名称")
    ] = "",
    library: Annotated[
        str, typer.Option(help="用这个资料库的题；不写则用表中的，或“默认”。", metavar="名称")
    ] = "",
    versions: Annotated[
        int | None,
        typer.Option(min=1, max=4, help="A、B……几个版本，题序和选项不同。", metavar="个数"),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="同一个数总选同样的题；不写则每次不同。", metavar="种子"),
    ] = None,
    rationale: Annotated[bool, typer.Option("--rationale", help="答案中附解析和依据。")] = False,
) -> None:
    """Make a paper, and write it; status 1 where the bank cannot fill it."""
    from assistant.learning.blueprints import read_blueprint
    from assistant.learning.wording import in_points
    from ingest.errors import PolicyError

    assistant = get_assistant(context)
    wanted = read_blueprint(
        blueprint, assistant.limits, name=name, library=library, versions=versions
    )
    learning = assistant.learning
    made = learning.make_paper(wanted, seed=seed)
    try:
        files = learning.save_paper(made.id, out, with_rationale=rationale)
    except PolicyError:
        # Nobody would look for a paper without its files.
        learning.delete_paper(made.id)
        raise
    for file in files:
        typer.echo(file)
    typer.echo(
        f"试卷“{wanted.name}”共 {len(made.items)} 题，满分{in_points(made.points)}。", err=True
    )


@commands.command(help="知晓率：测试中答对的比例，按单位、主题和测试统计；可导出为 Excel。")
def statistics(
    context: typer.Context,
    library: Annotated[
        str, typer.Option(help="只统计这个资料库的测试；不写则用全部。", metavar="名称")
    ] = "",
    test: Annotated[str, typer.Option(help="只统计这个测试（名称或编号）。", metavar="测试")] = "",
    out: Annotated[
        Path | None,
        typer.Option(help="另存为这个 .xlsx 文件，附图表和每题的统计。", metavar="文件"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print how many questions were answered right, by unit, topic and test."""
    from assistant.exporting.files import write_new
    from assistant.learning.wording import describe_rate

    learning = get_assistant(context).learning
    test_id = learning.find_test(test).id if test else ""
    found = learning.statistics(library=library, test_id=test_id)
    if out:
        write_new(out, learning.statistics_sheet(library=library, test_id=test_id))
    groups = (
        ("overall", "", (found.overall,)),
        ("unit", "单位：", found.units),
        ("topic", "主题：", found.topics),
        ("test", "测试：", found.tests),
    )
    for group, title, rates in groups:
        if as_json:
            for rate in rates:
                share = None if rate.share is None else round(float(rate.share), 4)
                typer.echo(to_json({"group": group, **rate.model_dump(), "share": share}))
            continue
        for rate in rates:
            typer.echo(f"{title}{describe_rate(rate)}")
    if not found.overall.answers:
        typer.echo("还没有可以统计的作答：测试交卷后才有知晓率。", err=True)
