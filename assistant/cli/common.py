"""What the commands share: options, and who does the work."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.application import Assistant
    from assistant.office import Office
    from ingest.schema import Filters

JsonOption = Annotated[bool, typer.Option("--json", help="逐行输出 JSON，供程序读取。")]
LibraryOption = Annotated[str | None, typer.Option(help="只在这个资料库中找。", metavar="名称")]
RegionOption = Annotated[str | None, typer.Option(help="地区名称或其中一部分。", metavar="地区")]
YearOption = Annotated[int | None, typer.Option(help="年份。", metavar="年份")]
CategoryOption = Annotated[str | None, typer.Option(help="类别，如 政策文件。", metavar="类别")]
KindOption = Annotated[str | None, typer.Option(help="文种，如 办法。", metavar="文种")]


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


def log_change(office: "Office", action: str, about: str) -> None:
    """Let the log tell what was done from here."""
    from assistant.office.audit import Action
    from assistant.office.schema import AT_THE_TERMINAL

    office.audit.write(AT_THE_TERMINAL, Action(action), about)


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
