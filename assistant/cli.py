"""The command `policy`: everything the assistant does, from a terminal.

Results go to stdout; progress, warnings and errors to stderr. Exit status: 0 done, 1 done with
refused items, 2 wrong use.
"""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import TyperException

from assistant.terminal import build_command, describe_misuse, progress_bar

# Commands import what they need themselves, so that `policy --help` is instant.
if TYPE_CHECKING:
    from assistant.application import Assistant
    from assistant.office import Office
    from assistant.office.audit import AuditQuery
    from assistant.office.schema import Account
    from ingest.schema import Filters

logger = logging.getLogger(__name__)

cli = typer.Typer(
    name="policy",
    help="政策问答与文档助手：资料入库、检索、带出处的回答。",
    no_args_is_help=True,
    add_completion=False,
)
index = typer.Typer(help="检索索引。", no_args_is_help=True)
documents = typer.Typer(help="资料库中的文件。", no_args_is_help=True)
accounts = typer.Typer(help="可以登录网页的账号。", no_args_is_help=True)
libraries = typer.Typer(help="资料库，和谁能看到它们。", no_args_is_help=True)
audit = typer.Typer(help="操作日志：谁在什么时候做了什么。", no_args_is_help=True)
enquiries = typer.Typer(help="请资料员查找的问题。", no_args_is_help=True)
cli.add_typer(index, name="index")
cli.add_typer(enquiries, name="enquiries")
cli.add_typer(documents, name="documents")
cli.add_typer(accounts, name="accounts")
cli.add_typer(libraries, name="libraries")
cli.add_typer(audit, name="audit")

QuestionArgument = Annotated[str, typer.Argument(help="问题。", metavar="问题")]
FileArgument = Annotated[str, typer.Argument(help="文件名或编号。", metavar="文件")]
LibraryArgument = Annotated[str, typer.Argument(help="资料库的名称。", metavar="资料库")]
UsernameArgument = Annotated[str, typer.Argument(help="用户名。", metavar="用户名")]
JsonOption = Annotated[bool, typer.Option("--json", help="逐行输出 JSON，供程序读取。")]
LibraryOption = Annotated[str | None, typer.Option(help="只在这个资料库中找。", metavar="名称")]
RegionOption = Annotated[str | None, typer.Option(help="地区名称或其中一部分。", metavar="地区")]
YearOption = Annotated[int | None, typer.Option(help="年份。", metavar="年份")]
AuthorityOption = Annotated[
    str | None, typer.Option(help="发文机关名称或其中一部分。", metavar="机关")
]
CategoryOption = Annotated[str | None, typer.Option(help="类别，如 政策文件。", metavar="类别")]
KindOption = Annotated[str | None, typer.Option(help="文种，如 办法。", metavar="文种")]
ValidityOption = Annotated[
    str | None, typer.Option(help="有效、已修改、废止 或 未知。", metavar="效力")
]
InForceOption = Annotated[bool, typer.Option("--in-force", help="只找现行有效的文件。")]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="只找这一天有效的文件。", metavar="年-月-日"),
]
LogUsernameOption = Annotated[str, typer.Option(help="用户名或其中一部分。", metavar="用户名")]
LogActionOption = Annotated[str, typer.Option(help="操作，如 提问、登录。", metavar="操作")]
LogQueryOption = Annotated[str, typer.Option(help="对象、问题或地址中的几个字。", metavar="文字")]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="从这一天起。", metavar="年-月-日")
]
UntilOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="到这一天为止。", metavar="年-月-日")
]
QuestionFileOption = Annotated[
    Path,
    typer.Option(
        "--questions", exists=True, dir_okay=False, help="问题文件，每行一个 JSON 对象。",
        metavar="文件",
    ),
]  # fmt: skip


@cli.callback()
def prepare(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="显示运行日志。")] = False,
) -> None:
    """Send logs to stderr; only what needs attention, unless asked for more."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )


# --- Documents become the library -------------------------------------------------------------


@cli.command(help="把文件或文件夹收入资料库。")
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


# --- Questions become answers -----------------------------------------------------------------


@cli.command(help="检索与问题最相关的段落。")
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


@cli.command(help="回答一个问题，并给出出处。")
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


@cli.command(help="列出资料库能回答的问题，供参考。")
def suggest(
    context: typer.Context, library: LibraryOption = None, as_json: JsonOption = False
) -> None:
    """Suggest questions that the library answers."""
    questions = get_assistant(context).suggest_questions(library=library)
    for question in questions:
        typer.echo(to_json({"question": question}) if as_json else question)
    if not questions:
        typer.echo("没有可以举例的问题。请先用 policy ingest 收入资料。", err=True)


@cli.command(help="回答一个文件中的全部问题。")
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


@cli.command(help="用一套有标准答案的问题衡量检索、回答和拒答。")
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


@cli.command("train-ranker", help="用有标准答案的问题重新训练排序、选句和拒答。")
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


# --- Who may use it ---------------------------------------------------------------------------


@accounts.command("list", help="列出账号。")
def list_accounts(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="用户名、姓名或部门中的几个字。", metavar="[文字]")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """List the accounts, or those that a part of a name fits."""
    for account in get_office(context).accounts.list_accounts(query):
        tell_account(account, as_json=as_json)


@accounts.command("add", help="新建账号，并给出一次性密码。")
def add_account(
    context: typer.Context,
    username: UsernameArgument,
    name: Annotated[str, typer.Option(help="姓名；不写则与用户名相同。", metavar="姓名")] = "",
    department: Annotated[str, typer.Option(help="部门。", metavar="部门")] = "",
    roles: Annotated[
        list[str] | None,
        typer.Option("--role", help="角色，可以写多次；不写则为读者。", metavar="角色"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Add an account, and tell the password to be changed at the first sign-in."""
    from pydantic import ValidationError

    from assistant.errors import WrongUseError
    from assistant.office.accounts import NewAccount, read_roles
    from assistant.office.audit import describe_account
    from assistant.office.schema import Role

    office = get_office(context)
    try:
        new = NewAccount(
            username=username,
            name=name or username,
            department=department,
            roles=read_roles(roles) if roles else (Role.READER,),
        )
    except ValidationError as error:
        raise WrongUseError(
            "账号没有新建：名称为空或太长。", hint="用户名和姓名最多 64 个字，部门最多 128 个字。"
        ) from error
    account, password = office.accounts.create(new)
    log_change(office, "change_account", f"新建{describe_account(account)}")
    tell_account(account, password=password, as_json=as_json)


@accounts.command("reset-password", help="给账号一个新的一次性密码，并解除锁定。")
def reset_password(
    context: typer.Context, username: UsernameArgument, as_json: JsonOption = False
) -> None:
    """Give an account a new one-time password; whoever is signed in with it is signed out."""
    office = get_office(context)
    account, password = office.accounts.reset_password(office.accounts.find(username).id)
    log_change(office, "change_account", f"重置账号 {account.username} 的密码")
    tell_account(account, password=password, as_json=as_json)


@accounts.command("disable", help="停用账号，并让它退出登录。")
def disable_account(
    context: typer.Context, username: UsernameArgument, as_json: JsonOption = False
) -> None:
    """Close an account; whoever is signed in with it is signed out."""
    change_account(context, username, {"is_active": False}, as_json=as_json)


@accounts.command("enable", help="重新启用账号。")
def enable_account(
    context: typer.Context, username: UsernameArgument, as_json: JsonOption = False
) -> None:
    """Open a closed account again."""
    change_account(context, username, {"is_active": True}, as_json=as_json)


@accounts.command("roles", help="设置账号的角色：读者、培训员、起草人、资料员、管理员。")
def set_roles(
    context: typer.Context,
    username: UsernameArgument,
    roles: Annotated[list[str], typer.Argument(help="全部角色。", metavar="角色…")],
    as_json: JsonOption = False,
) -> None:
    """Say what a person is here for, in place of what held before."""
    from assistant.office.accounts import read_roles

    change_account(context, username, {"roles": read_roles(roles)}, as_json=as_json)


@libraries.command("list", help="列出资料库，和谁能看到它们。")
def list_libraries(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the libraries, and who may see which."""
    from assistant.office.schema import AT_THE_TERMINAL
    from assistant.printing import describe_access

    office = get_office(context)
    usernames = {each.id: each.username for each in office.accounts.list_accounts()}
    for access in office.rights.list_access(AT_THE_TERMINAL):
        typer.echo(access.model_dump_json() if as_json else describe_access(access, usernames))


@libraries.command("add", help="新建一个资料库；加上 --closed 则限定谁能看到。")
def add_library(
    context: typer.Context,
    library: LibraryArgument,
    closed: Annotated[bool, typer.Option("--closed", help="只有指定的人和部门能看到。")] = False,
) -> None:
    """Make a library before its first document."""
    from assistant.printing import describe_access

    office = get_office(context)
    access = office.rights.create_library(library, is_open=not closed)
    log_change(office, "change_rights", f"新建{describe_access(access, {})}")
    typer.echo(describe_access(access, {}))


@libraries.command("open", help="让每个账号都能看到一个资料库。")
def open_library(context: typer.Context, library: LibraryArgument) -> None:
    """Let everybody see a library."""
    set_access(context, library, is_open=True, usernames=[], departments=[])


@libraries.command("close", help="只让指定的人和部门看到一个资料库；管理员总能看到。")
def close_library(
    context: typer.Context,
    library: LibraryArgument,
    people: Annotated[
        list[str] | None,
        typer.Option("--person", help="用户名，可以写多次。", metavar="用户名"),
    ] = None,
    departments: Annotated[
        list[str] | None,
        typer.Option("--department", help="部门，可以写多次。", metavar="部门"),
    ] = None,
) -> None:
    """Let nobody see a library but these people and departments."""
    set_access(
        context, library, is_open=False, usernames=people or [], departments=departments or []
    )


@audit.command("list", help="列出操作日志，最近的在前。")
def list_events(
    context: typer.Context,
    username: LogUsernameOption = "",
    action: LogActionOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    query: LogQueryOption = "",
    limit: Annotated[int, typer.Option(min=1, help="最多几条。", metavar="条数")] = 50,
    as_json: JsonOption = False,
) -> None:
    """List the newest events of the log."""
    from assistant.printing import describe_audit_event

    office = get_office(context)
    page = office.audit.read(read_audit_query(username, action, since, until, query), limit=limit)
    log_change(office, "read_log", "操作日志")
    for event in page.events:
        typer.echo(event.model_dump_json() if as_json else describe_audit_event(event))
    if len(page.events) < page.total:
        typer.echo(f"共 {page.total} 条；用 --limit 可以多看几条。", err=True)


@audit.command("export", help="把操作日志导出为 .xlsx 或 .csv 文件。")
def export_events(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(dir_okay=False, help="新文件。", metavar="文件")],
    username: LogUsernameOption = "",
    action: LogActionOption = "",
    since: SinceOption = None,
    until: UntilOption = None,
    query: LogQueryOption = "",
) -> None:
    """Write the log into a new file for Excel or WPS."""
    office = get_office(context)
    wanted = read_audit_query(username, action, since, until, query)
    count = office.audit.export(file, wanted)
    log_change(office, "export", "操作日志")
    typer.echo(f"已导出 {count} 条到 {file}。")


# --- What the library lacks -------------------------------------------------------------------


@cli.command(help="按主题列出没有答好的问题，看看还缺哪些资料。")
def gaps(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=3650, help="最近几天。", metavar="天数")] = 90,
    as_json: JsonOption = False,
) -> None:
    """List what was asked without a good answer, by topic."""
    from assistant.office.schema import AT_THE_TERMINAL
    from assistant.printing import describe_gap

    found = get_office(context).gaps.find(AT_THE_TERMINAL, days=days)
    for gap in found:
        typer.echo(gap.model_dump_json() if as_json else describe_gap(gap))
    if not found:
        typer.echo(f"最近 {days} 天的问题都有回答。", err=True)


@enquiries.command("list", help="列出请资料员查找的问题。")
def list_enquiries(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="也列出已经处理的。")] = False,
    as_json: JsonOption = False,
) -> None:
    """List what the keepers were asked."""
    from assistant.office.schema import AT_THE_TERMINAL, EnquiryState
    from assistant.printing import describe_enquiry

    state = None if everything else EnquiryState.OPEN
    found = get_office(context).enquiries.list(AT_THE_TERMINAL, state=state)
    for enquiry in found:
        typer.echo(enquiry.model_dump_json() if as_json else describe_enquiry(enquiry))
    if not found:
        typer.echo("没有待答复的求助。", err=True)


@enquiries.command("answer", help="答复一条求助；提问的人会看到。")
def answer_enquiry(
    context: typer.Context,
    enquiry: Annotated[str, typer.Argument(help="求助的编号。", metavar="编号")],
    reply: Annotated[str, typer.Argument(help="答复。", metavar="答复")],
    as_json: JsonOption = False,
) -> None:
    """Reply to an enquiry."""
    from assistant.office.audit import Action
    from assistant.office.schema import AT_THE_TERMINAL, EnquiryState
    from assistant.printing import describe_enquiry

    office = get_office(context)
    answered = office.enquiries.answer(
        AT_THE_TERMINAL, enquiry, state=EnquiryState.ANSWERED, reply=reply.strip()
    )
    office.audit.write(AT_THE_TERMINAL, Action.ANSWER_ENQUIRY, enquiry)
    typer.echo(answered.model_dump_json() if as_json else describe_enquiry(answered))


# --- Keeping it running -----------------------------------------------------------------------


@cli.command(help="检查运行所需的一切是否就绪。")
def doctor(context: typer.Context) -> None:
    """Check everything an answer needs; each failed line ends with what to do."""
    from assistant.printing import describe_check

    checks = get_assistant(context).check()
    for check in checks:
        typer.echo(describe_check(check))
    if not all(check.passed for check in checks):
        raise typer.Exit(1)


@cli.command(help="启动网页和接口。")
def serve(
    context: typer.Context,
    host: Annotated[
        str | None,
        typer.Option(help="监听地址；0.0.0.0 让局域网中的其他电脑也能访问。", metavar="地址"),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="端口。", metavar="端口")
    ] = None,
) -> None:
    """Serve the page and the API; tell the administrator's password on the first start."""
    from assistant.api.server import describe_address, open_listener, serve_office
    from assistant.office.accounts import FIRST_USERNAME
    from assistant.settings import load_settings

    server = load_settings().server
    host = server.host if host is None else host
    with open_listener(host, server.port if port is None else port) as listener:
        office = get_office(context)
        # Loads the model and opens the indexes, so that the first reader need not wait, and a
        # library that cannot be searched is told here.
        office.assistant.search("政策", top_k=1)
        if password := office.accounts.create_first():
            typer.echo(f"首次登录请用用户名 {FIRST_USERNAME}，一次性密码 {password} 。")
            typer.echo("这个密码只显示一次；忘记时运行 policy accounts reset-password admin。")
        typer.echo(f"请在浏览器中打开 {describe_address(listener)} ，按 Ctrl+C 停止。")
        serve_office(office, listener, name=server.name)


# --- The door itself --------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None, *, assistant: "Assistant | None" = None) -> int:
    """Run one command and return its exit status.

    Args:
        arguments: The command line without the program's name; that of the process by default.
        assistant: Who does the work; made from the settings when a command first needs it.
    """
    command = build_command(cli)
    try:
        status = command.main(
            args=arguments, prog_name="policy", standalone_mode=False, obj=assistant
        )
    except TyperException as error:
        if type(error).__name__ != "NoArgsIsHelpError":
            typer.echo(f"{describe_misuse(error)}加上 --help 可以查看用法。", err=True)
        return 2
    except typer.Abort:
        typer.echo("已取消。", err=True)
        return 2
    except Exception as error:
        return report(error)
    return status if isinstance(status, int) else 0


def report(error: Exception) -> int:
    """Tell a person what went wrong and what to do; return the exit status."""
    from assistant.errors import WrongUseError
    from ingest.errors import NotFoundError, PolicyError, SettingsError

    if isinstance(error, PolicyError):
        typer.echo(error.message, err=True)
        if error.hint:
            typer.echo(error.hint, err=True)
        return 2 if isinstance(error, SettingsError | NotFoundError | WrongUseError) else 1
    typer.echo(f"出现意外错误：{type(error).__name__}：{error}", err=True)
    typer.echo("请运行 policy doctor 检查；加上 --verbose 重试可以看到详细日志。", err=True)
    logger.info("unexpected error", exc_info=error)
    return 1


def get_assistant(context: typer.Context) -> "Assistant":
    """Return the assistant of this run, made from the settings unless one was given."""
    if context.obj is None:
        from assistant.application import Assistant
        from assistant.settings import load_settings

        context.obj = Assistant.from_settings(load_settings())
    assistant: Assistant = context.obj
    return assistant


def get_office(context: typer.Context) -> "Office":
    """Return what several people share, over the assistant of this run."""
    from assistant.office import Office
    from assistant.settings import load_settings

    return Office.from_settings(load_settings(), assistant=get_assistant(context))


def set_access(
    context: typer.Context,
    library: str,
    *,
    is_open: bool,
    usernames: Sequence[str],
    departments: Sequence[str],
) -> None:
    """Decide who may see a library and tell it."""
    from assistant.printing import describe_access

    office = get_office(context)
    people = {office.accounts.find(username).id: username for username in usernames}
    access = office.rights.set_access(
        library, is_open=is_open, people=people, departments=departments
    )
    told = describe_access(access, people)
    log_change(office, "change_rights", told)
    typer.echo(told)


def change_account(
    context: typer.Context, username: str, changes: dict[str, Any], *, as_json: bool
) -> None:
    """Change an account and tell what it is now."""
    from assistant.office.accounts import AccountChanges
    from assistant.office.audit import describe_account

    office = get_office(context)
    account = office.accounts.find(username)
    account = office.accounts.update(account.id, AccountChanges(**changes))
    log_change(office, "change_account", f"修改{describe_account(account)}")
    tell_account(account, as_json=as_json)


def log_change(office: "Office", action: str, about: str) -> None:
    """Let the log tell what was done from here."""
    from assistant.office.audit import Action
    from assistant.office.schema import AT_THE_TERMINAL

    office.audit.write(AT_THE_TERMINAL, Action(action), about)


def read_audit_query(
    username: str, action: str, since: datetime | None, until: datetime | None, query: str
) -> "AuditQuery":
    """Return which events of the log the options describe."""
    from pydantic import ValidationError

    from assistant.errors import WrongUseError
    from assistant.office.audit import AuditQuery, read_action

    wanted = read_action(action) if action else None
    days = {"since": since and since.date(), "until": until and until.date()}
    try:
        return AuditQuery(username=username, action=wanted, query=query, **days)
    except ValidationError as error:
        raise WrongUseError("不会有那一天的日志。", hint="请填写 2000 年以后的日期。") from error


def tell_account(account: "Account", *, password: str = "", as_json: bool) -> None:
    """Print an account, with its password where it has a new one."""
    from assistant.office.audit import describe_account

    if as_json:
        fields = account.model_dump(mode="json")
        typer.echo(to_json(fields | {"password": password} if password else fields))
        return
    typer.echo(describe_account(account))
    if password:
        typer.echo(f"一次性密码：{password} （首次登录时须修改）")


def to_json(fields: dict[str, Any]) -> str:
    """Return one line of JSON, Chinese as it is."""
    return json.dumps(fields, ensure_ascii=False)


def make_filters(
    library: str | None,
    region: str | None,
    year: int | None,
    authority: str | None,
    category: str | None,
    kind: str | None,
    in_force: bool,
    as_of: datetime | None,
) -> "Filters":
    """Return the filters that the options describe."""
    from ingest.schema import Filters

    return Filters(
        library=library,
        region=region,
        year=year,
        authority=authority,
        category=category,
        kind=kind,
        in_force=in_force,
        as_of=as_of.date() if as_of else None,
    )
