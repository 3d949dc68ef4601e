"""The command `policy`: everything the assistant does, from a terminal.

Results go to stdout; progress, warnings and errors to stderr. Exit status: 0 done, 1 done with
refused items, 2 wrong use.
"""

import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

# Commands import what they need themselves, so that `policy --help` is instant.
from assistant.cli import (
    desk,
    indicators,
    library,
    people,
    questions,
    quiz,
    reports,
    running,
)
from assistant.terminal import build_command, describe_misuse

if TYPE_CHECKING:
    from assistant.application import Assistant

logger = logging.getLogger(__name__)

cli = typer.Typer(
    name="policy",
    help="政策问答与文档助手：资料入库、检索、带出处的回答。",
    no_args_is_help=True,
    add_completion=False,
)
for module in (library, questions, indicators, reports, quiz, people, desk, running):
    cli.add_typer(module.commands)


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
