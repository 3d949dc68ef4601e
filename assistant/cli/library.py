"""The command line of the library: files come in, are listed, marked and compared."""

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
    to_json,
)
from assistant.terminal import progress_bar

commands = typer.Typer()
index = typer.Typer(help="检索索引。", no_args_is_help=True)
documents = typer.Typer(help="资料库中的文件。", no_args_is_help=True)
commands.add_typer(index, name="index")
commands.add_typer(documents, name="documents")

FileArgument = Annotated[str, typer.Argument(help="文件名或编号。", metavar="文件")]
ValidityOption = Annotated[
    str | None, typer.Option(help="有效、已修改、废止 或 未知。", metavar="效力")
]


@commands.command(help="把文件或文件夹收入资料库。")
def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(exists=True, help="文件或文件夹。", metavar="文件…")
    ],
    library: Annotated[
        str | None, typer.Option(help="收入哪个资料库；不写则按清单。", metavar="名称")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ingest files and folders; a line per file."""
    from assistant.printing import describe_event
    from ingest.schema import Outcome

    assistant = get_assistant(context)
    refused = 0
    with progress_bar("入库") as advance:
        for event in assistant.ingest(paths, library=library):
            advance(event.file)
            refused += event.outcome is Outcome.REFUSED
            typer.echo(event.model_dump_json() if as_json else describe_event(event))
    if refused:
        raise typer.Exit(1)


@index.command("rebuild", help="从数据库重新建立检索索引。")
def rebuild_index(context: typer.Context) -> None:
    """Make the derived indexes again from the database."""
    done = 0
    with progress_bar("重建索引") as advance:
        for progress in get_assistant(context).rebuild_index():
            done = progress.done
            advance(progress.file, done, progress.total)
    typer.echo(f"索引已重建，共 {done} 份资料。")


@documents.command("list", help="列出资料库中的文件。")
def list_documents(
    context: typer.Context,
    library: LibraryOption = None,
    region: RegionOption = None,
    year: YearOption = None,
    category: CategoryOption = None,
    kind: KindOption = None,
    validity: ValidityOption = None,
    query: Annotated[str, typer.Option(help="标题、文号或文件名中的词。", metavar="词")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the documents, all or those of one shelf."""
    from assistant.marking import read_validity
    from assistant.printing import describe_document_line, document_fields

    found = get_assistant(context).documents(
        library=library,
        region=region,
        year=year,
        category=category,
        kind=kind,
        validity=read_validity(validity) if validity else None,
        query=query,
    )
    for document in found:
        typer.echo(
            to_json(document_fields(document)) if as_json else describe_document_line(document)
        )
    if not found:
        typer.echo("没有这样的文件。资料库还是空的时，请先运行 policy ingest。", err=True)


@documents.command("show", help="显示一个文件的信息和入库情况。")
def show_document(context: typer.Context, file: FileArgument, as_json: JsonOption = False) -> None:
    """Show what is known of one document, and what could not be read of it."""
    from assistant.printing import describe_sheet, sheet_fields

    sheet = get_assistant(context).sheet(file)
    typer.echo(to_json(sheet_fields(sheet)) if as_json else describe_sheet(sheet))


@documents.command("save", help="把一个文件的原件另存到别处。")
def save_original(
    context: typer.Context,
    file: FileArgument,
    target: Annotated[Path, typer.Argument(help="存到哪个文件。", metavar="目标")],
    number: Annotated[
        int | None, typer.Option("--version", help="版本的编号；不写则取现行版。", metavar="编号")
    ] = None,
) -> None:
    """Save the original file of one revision; what stands at the target is not overwritten."""
    import shutil

    from assistant.errors import WrongUseError

    original = get_assistant(context).original(file, number)
    try:
        with original.path.open("rb") as source, target.open("xb") as copy:
            shutil.copyfileobj(source, copy)
    except OSError as error:
        raise WrongUseError(
            f"不能写入“{target}”：{error.strerror}。", hint="请换一个还没有的文件名。"
        ) from error
    typer.echo(f"已存到 {target}。")


@documents.command("delete", help="从资料库中删除一个文件。")
def delete_document(
    context: typer.Context,
    file: FileArgument,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问。")] = False,
) -> None:
    """Delete one document, after asking."""
    assistant = get_assistant(context)
    document = assistant.document(file)
    if not yes and not typer.confirm(f"删除“{document.file}”及其全部版本？", err=True):
        typer.echo("没有删除。", err=True)
        return
    assistant.delete_document(document.id)
    typer.echo(f"已删除“{document.file}”。")


@documents.command("history", help="列出一个文件的各个版本。")
def show_history(context: typer.Context, file: FileArgument, as_json: JsonOption = False) -> None:
    """List the revisions of one document."""
    from assistant.printing import describe_revision

    for revision in get_assistant(context).history(file):
        typer.echo(revision.model_dump_json() if as_json else describe_revision(revision))


@documents.command("text", help="显示一个文件某个版本的正文，或其中一段。")
def show_text(
    context: typer.Context,
    file: FileArgument,
    number: Annotated[
        int | None, typer.Option("--version", help="版本的编号；不写则取现行版。", metavar="编号")
    ] = None,
    start: Annotated[int, typer.Option(min=0, help="从第几个字起，从 0 数。", metavar="字")] = 0,
    end: Annotated[
        int | None, typer.Option(min=0, help="到第几个字为止；不写则到末尾。", metavar="字")
    ] = None,
) -> None:
    """Show the text of one revision, or the part of it that a citation names."""
    assistant = get_assistant(context)
    revision = assistant.revision(file, number)
    for note in assistant.revision_notes(revision.id):
        typer.echo(f"！{note}", err=True)
    typer.echo(assistant.revision_text(revision.id)[start:end])


@documents.command("diff", help="逐条比较一个文件的两个版本。")
def compare_revisions(
    context: typer.Context,
    file: FileArgument,
    old_number: Annotated[
        int | None, typer.Option("--from", help="旧版本的编号；不写则取上一版。", metavar="编号")
    ] = None,
    new_number: Annotated[
        int | None, typer.Option("--to", help="新版本的编号；不写则取现行版。", metavar="编号")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two revisions of one document, article by article."""
    from assistant.printing import change_fields, describe_difference

    difference = get_assistant(context).compare_revisions(file, old_number, new_number)
    if not as_json:
        typer.echo(describe_difference(difference))
        return
    for change in difference.changes:
        typer.echo(to_json(change_fields(difference, change)))


@documents.command("set", help="写明一个文件的信息，不必修改清单；没有的写 无。")
def mark_document(
    context: typer.Context,
    file: FileArgument,
    title: Annotated[str | None, typer.Option(help="标题。", metavar="标题")] = None,
    document_number: Annotated[
        str | None, typer.Option("--number", help="发文字号。", metavar="文号")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(help="发文机关，几个之间用顿号。", metavar="机关")
    ] = None,
    issued_on: Annotated[str | None, typer.Option(help="成文日期。", metavar="年-月-日")] = None,
    effective_on: Annotated[str | None, typer.Option(help="施行日期。", metavar="年-月-日")] = None,
    repealed_on: Annotated[str | None, typer.Option(help="废止日期。", metavar="年-月-日")] = None,
    replaced_by: Annotated[
        str | None, typer.Option(help="替代它的文件或文号。", metavar="文件或文号")
    ] = None,
    validity: ValidityOption = None,
    region: Annotated[str | None, typer.Option(help="地区。", metavar="地区")] = None,
    year: Annotated[str | None, typer.Option(help="年份。", metavar="年份")] = None,
    kind: KindOption = None,
    category: CategoryOption = None,
    confirmed_by: Annotated[
        str, typer.Option("--confirm", help="写明谁核对过，今天核对无误。", metavar="姓名")
    ] = "",
    reset: Annotated[
        bool, typer.Option("--reset", help="取消以前写明的，恢复原文和清单的说法。")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Say by hand what is known of one document."""
    from assistant.marking import read_marks
    from assistant.printing import describe_document, document_fields

    marks = read_marks(
        {
            "title": title,
            "document_number": document_number,
            "issuing_authority": authority,
            "issued_on": issued_on,
            "effective_on": effective_on,
            "repealed_on": repealed_on,
            "replaced_by": replaced_by,
            "validity": validity,
            "region": region,
            "year": year,
            "kind": kind,
            "category": category,
        }
    )
    document = get_assistant(context).mark_document(
        file, marks, reset=reset, confirmed_by=confirmed_by
    )
    typer.echo(to_json(document_fields(document)) if as_json else describe_document(document))


@documents.command("categories", help="列出资料的类别；写上名称则改成这些。")
def show_categories(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(help="新的类别。", metavar="名称…")] = None,
) -> None:
    """List the categories, or put others in their place."""
    assistant = get_assistant(context)
    for name in assistant.set_categories(names) if names else assistant.categories():
        typer.echo(name)


@documents.command("reminders", help="列出需要资料员核对的文件。")
def show_reminders(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the documents that ask for the keeper's eyes."""
    from assistant.printing import describe_reminder

    found = get_assistant(context).reminders()
    for reminder in found:
        typer.echo(reminder.model_dump_json() if as_json else describe_reminder(reminder))
    if not found:
        typer.echo("没有需要核对的文件。", err=True)
