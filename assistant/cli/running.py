"""The command line of those who run it: is it well, and serve it."""

from typing import Annotated

import typer

from assistant.cli.common import get_assistant, get_office

commands = typer.Typer()


@commands.command(help="检查运行所需的一切是否就绪。")
def doctor(context: typer.Context) -> None:
    """Check everything an answer needs; each failed line ends with what to do."""
    from assistant.printing import describe_check

    checks = get_assistant(context).check()
    for check in checks:
        typer.echo(describe_check(check))
    if not all(check.passed for check in checks):
        raise typer.Exit(1)


@commands.command(help="启动网页和接口。")
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
