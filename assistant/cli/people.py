"""The command line of people: accounts, who may see what, and the log."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.common import JsonOption, get_office, log_change, to_json

if TYPE_CHECKING:
    from assistant.office.audit import AuditQuery
    from assistant.office.schema import Account

commands = typer.Typer()
accounts = typer.Typer(help="可以登录网页的账号。", no_args_is_help=True)
libraries = typer.Typer(help="资料库，和谁能看到它们。", no_args_is_help=True)
audit = typer.Typer(help="操作日志：谁在什么时候做了什么。", no_args_is_help=True)
commands.add_typer(accounts, name="accounts")
commands.add_typer(libraries, name="libraries")
commands.add_typer(audit, name="audit")

LibraryArgument = Annotated[str, typer.Argument(help="资料库的名称。", metavar="资料库")]
UsernameArgument = Annotated[str, typer.Argument(help="用户名。", metavar="用户名")]
LogUsernameOption = Annotated[str, typer.Option(help="用户名或其中一部分。", metavar="用户名")]
LogActionOption = Annotated[str, typer.Option(help="操作，如 提问、登录。", metavar="操作")]
LogQueryOption = Annotated[str, typer.Option(help="对象、问题或地址中的几个字。", metavar="文字")]
SinceOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="从这一天起。", metavar="年-月-日")
]
UntilOption = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="到这一天为止。", metavar="年-月-日")
]


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
