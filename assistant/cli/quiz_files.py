"""The command line of the bank's exchange with other programs and with a language model."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import JsonOption, get_assistant, to_json
from assistant.terminal import progress_bar

if TYPE_CHECKING:
    from assistant.quiz.formats import ColumnMap
    from assistant.quiz.importing import Imported

commands = typer.Typer()

ColumnsOption = Annotated[
    Path | None,
    typer.Option(
        help="列对应表（JSON），用于格式 columns；示例见 policy quiz formats --example。",
        metavar="文件",
    ),
]
IdsArgument = Annotated[list[str], typer.Argument(help="题的编号，list 中有。", metavar="编号…")]


@commands.command(help="列出题库能导出、导入的格式，和每种格式不能保存的内容。")
def formats(
    example: Annotated[
        bool, typer.Option("--example", help="只印出列对应表的示例，改好后供 --columns 使用。")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print every format."""
    from assistant.quiz.formats import EXAMPLE, FORMATS

    if example:
        typer.echo(EXAMPLE.model_dump_json(indent=1))
        return
    for one in FORMATS.values():
        reads = "可导入" if one.read else "只导出"
        fields = {
            "name": one.name,
            "label": one.label,
            "suffix": one.suffix,
            "reads": bool(one.read),
        }
        told = f"{one.name}\t{one.label}（{one.suffix}，{reads}）\t{''.join(one.remarks)}"
        typer.echo(to_json({**fields, "remarks": list(one.remarks)}) if as_json else told)


@commands.command(help="把题库中的题导出为其他平台的文件；不能保存的内容逐题说明。")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="写到这个文件。", metavar="文件")],
    format_name: Annotated[
        str, typer.Option("--format", help="格式，见 policy quiz formats。", metavar="格式")
    ],
    library: Annotated[
        str | None, typer.Option(help="只用这个资料库；不写则用全部。", metavar="名称")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="题型，如 单选。", metavar="题型")] = None,
    topic: Annotated[str | None, typer.Option(help="主题。", metavar="主题")] = None,
    difficulty: Annotated[
        str | None, typer.Option(help="难度：易、中、难。", metavar="难度")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="状态：待审、已审、已发布、已撤回。", metavar="状态")
    ] = None,
    columns: ColumnsOption = None,
) -> None:
    """Write items to a file."""
    from assistant.cli.quiz import read_filters

    filters = read_filters("", library, kind, topic, difficulty, state, flawed=False)
    quizzes = get_assistant(context).quizzes
    exported = quizzes.export(format_name, filters, columns=_read_map(columns))
    out.write_bytes(exported.content)
    for note in exported.notes:
        typer.echo(note, err=True)
    typer.echo(f"已写出 {exported.items} 题：{out}", err=True)


@commands.command("import", help="从文件导入试题，作为待审题；逐题报告问题，并从资料库提出依据。")
def import_items(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="试题文件。", metavar="文件", exists=True, dir_okay=False)
    ],
    library: Annotated[
        str | None, typer.Option(help="放进这个资料库的题库；不写则放进默认的。", metavar="名称")
    ] = None,
    format_name: Annotated[
        str, typer.Option("--format", help="格式；不写则按内容识别。", metavar="格式")
    ] = "",
    columns: ColumnsOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只报告，不导入。")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a file of questions; status 1 where a question has an error or is refused."""
    from assistant.quiz.schema import Severity
    from ingest.schema import DEFAULT_LIBRARY

    quizzes = get_assistant(context).quizzes
    with progress_bar("导入试题") as advance:
        imported = quizzes.preview_import(
            file,
            library=library or DEFAULT_LIBRARY,
            format_name=format_name,
            columns=_read_map(columns),
            progress=lambda at: advance(at.stage, at.done, at.total),
        )
    for each in imported:
        typer.echo(to_json(each.model_dump(mode="json")) if as_json else _describe(each))
    readable = sum(each.item is not None for each in imported)
    if dry_run:
        typer.echo(f"共 {len(imported)} 题，可以导入 {readable} 题；没有导入。", err=True)
    else:
        added = quizzes.take_in(imported)
        typer.echo(
            f"共 {len(imported)} 题，导入 {len(added.ids)} 题，都是待审题；"
            f"没有导入 {len(imported) - len(added.ids)} 题。",
            err=True,
        )
    if any(flaw.severity is Severity.ERROR for each in imported for flaw in each.flaws):
        raise typer.Exit(1)


@commands.command(help="请语言模型改写待审题的题干和解析；通不过检查的保持原样。")
def reword(context: typer.Context, items: IdsArgument, as_json: JsonOption = False) -> None:
    """Let the language model word drafts."""
    rewording = get_assistant(context).rewording
    with progress_bar("改写") as advance:
        done = rewording.reword(items, progress=lambda at: advance(at.stage, at.done, at.total))
    for each in done:
        told = f"{each.id}  {'已改写' if each.is_changed else '没有改'}{''.join(each.notes)}"
        typer.echo(to_json(each.model_dump(mode="json")) if as_json else told)


@commands.command(help="请语言模型根据两至四道题的依据写一道案例题，作为待审题。")
def case(context: typer.Context, items: IdsArgument, as_json: JsonOption = False) -> None:
    """Let the language model write a case; status 1 where nothing of it could be kept."""
    from assistant.quiz.describing import describe_view, item_fields

    made = get_assistant(context).rewording.write_case(items)
    for note in made.notes:
        typer.echo(note, err=True)
    if made.view is None:
        raise typer.Exit(1)
    typer.echo(to_json(item_fields(made.view.item)) if as_json else describe_view(made.view))


def _read_map(path: Path | None) -> "ColumnMap | None":
    from assistant.errors import WrongUseError
    from assistant.quiz.formats import parse_map

    if path is None:
        return None
    try:
        return parse_map(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUseError(
            f"读不出列对应表《{path.name}》。", hint="请确认文件存在，并存为 UTF-8 编码。"
        ) from error


def _describe(imported: "Imported") -> str:
    stem = imported.item.stem.split("\n")[0] if imported.item else "（没有读出题目）"
    lines = [f"{imported.place}  {stem}"]
    lines += [f"    {flaw.message}" for flaw in imported.flaws]
    lines += [f"    依据：《{each.title}》{each.text}" for each in imported.proposed]
    return "\n".join(lines)
