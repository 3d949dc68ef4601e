"""Makes typer speak Chinese, and draws progress on stderr."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import typer
from typer import rich_utils
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

HELP_OPTION = "显示这段说明。"


def build_command(application: typer.Typer) -> TyperGroup:
    """Return the command tree of an application with its help in Chinese."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
    rich_utils.DEFAULT_STRING = "[默认：{}]"
    command = typer.main.get_command(application)
    if not isinstance(command, TyperGroup):
        raise TypeError("the application has fewer than two commands")
    _translate(command)
    return command


def _translate(command: TyperGroup | TyperCommand) -> None:
    context = typer.Context(command)
    if option := command.get_help_option(context):
        option.help = HELP_OPTION
    command.options_metavar = "[选项]"
    if isinstance(command, TyperGroup):
        command.subcommand_metavar = "命令 [参数]…"
        for child in command.commands.values():
            if isinstance(child, TyperGroup | TyperCommand):
                _translate(child)


def describe_misuse(error: TyperException) -> str:
    """Return what is wrong with the command line, in Chinese.

    typer keeps the classes of its usage errors private, so they are told apart by their names and
    by what they say in English.
    """
    parameter = getattr(error, "param", None)
    name = _name(parameter) if parameter else ""
    quoted = re.search(r"'([^']*)", error.message)
    value = f"“{quoted[1]}”" if quoted else ""
    match type(error).__name__:
        case "MissingParameter":
            return f"缺少{name}。"
        case "NoSuchOption":
            return f"没有选项 {getattr(error, 'option_name', '')}。"
        case "BadOptionUsage":
            return f"选项 {getattr(error, 'option_name', '')} 的用法不对，可能缺少值。"
        case "BadParameter":
            problem = "不存在" if "does not exist" in error.message else "不对"
            return f"{name} 的值{value}{problem}。"
    if "No such command" in error.message:
        return f"没有命令{value}。"
    if extra := re.search(r"extra argument\(s\) \((.*)\)", error.message):
        return f"多出了参数：{extra[1]}。含空格的问题请用引号括起来。"
    if error.message == "Missing command.":
        return "缺少命令。"
    return f"命令的用法不对：{error.message}"


def _name(parameter: TyperArgument | TyperOption) -> str:
    is_option = isinstance(parameter, TyperOption)
    return " / ".join(parameter.opts) if is_option else f"参数“{parameter.metavar}”"


class Advance(Protocol):
    """Moves a progress bar."""

    def __call__(self, name: str, done: int | None = None, total: int | None = None) -> None:
        """Say that `name` is done; `done` of `total` where they are known, else one more."""
        ...


@contextmanager
def progress_bar(label: str, total: int | None = None) -> Iterator[Advance]:
    """Draw a progress bar on stderr while the block runs; nothing where that is no terminal.

    Args:
        label: What is going on, in Chinese.
        total: How many steps there are, if known.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )
    # Lines on stdout go through the bar only where both share one terminal; a redirected stdout
    # must get every line.
    shares_terminal = sys.stdout.isatty()
    with Progress(
        *columns, console=console, disable=not console.is_terminal, redirect_stdout=shares_terminal
    ) as progress:
        task = progress.add_task(label, total=total, name="")

        def advance(name: str, done: int | None = None, total: int | None = None) -> None:
            if total is not None:
                progress.update(task, total=total)
            if done is None:
                progress.update(task, advance=1, name=name)
            else:
                progress.update(task, completed=done, name=name)

        yield advance
