"""The command line of indicators: the ledger, what follows from it, and the catalogue."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import JsonOption, get_assistant, to_json
from assistant.terminal import Advance, progress_bar

if TYPE_CHECKING:
    from assistant.indicators.importing.schema import Mapping
    from assistant.progress import Progress

commands = typer.Typer()
indicator = typer.Typer(help="指标台账：导入、查询、计算、汇总。", no_args_is_help=True)
commands.add_typer(indicator, name="indicator")

LedgerOption = Annotated[
    str | None, typer.Option("--library", help="只用这个资料库的台账。", metavar="名称")
]
AreaOption = Annotated[str | None, typer.Option(help="地区，如 石桥镇。", metavar="地区")]
PeriodOption = Annotated[
    str | None, typer.Option(help="时期，如 2024年、2025年前三季度。", metavar="时期")
]
OneAreaOption = Annotated[str, typer.Option("--area", help="地区，如 青禾县。", metavar="地区")]
OnePeriodOption = Annotated[
    str, typer.Option("--period", help="时期，如 2024年、2025年前三季度。", metavar="时期")
]
EntryArgument = Annotated[
    str, typer.Argument(help="数值的编号，list --json 中有。", metavar="编号")
]


@indicator.command("import", help="把 Excel、CSV 或 JSON 中的指标导入台账。")
def import_files(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="文件。", metavar="文件…"),
    ],
    library: Annotated[
        str | None, typer.Option(help="导入哪个资料库的台账；不写则为“默认”。", metavar="名称")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="按这份对应关系读取；只能导入一个文件。",
            metavar="文件",
        ),
    ] = None,
    save_mapping: Annotated[
        Path | None,
        typer.Option(help="把识别出的对应关系存成文件，修改后用于 --mapping。", metavar="文件"),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="只看会导入什么，不写入台账。")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Import files of figures, or show what that would do; status 1 where cells were refused."""
    from assistant.errors import WrongUseError
    from assistant.indicators.describing import describe_import, describe_preview, import_fields
    from ingest.schema import DEFAULT_LIBRARY

    if len(paths) > 1 and (mapping or save_mapping):
        raise WrongUseError("对应关系只用于一个文件。", hint="请一次只导入一个文件。")
    indicators = get_assistant(context).indicators
    given = _read_mapping(mapping) if mapping else None
    library = library or DEFAULT_LIBRARY
    refused = 0
    for path in paths:
        with progress_bar(path.name) as advance:

            def tell(progress: "Progress", advance: Advance = advance) -> None:
                advance(progress.stage, progress.done, progress.total)

            if preview or save_mapping:
                seen = indicators.preview_import(
                    path, library=library, mapping=given, progress=tell
                )
                refused += len(seen.reading.refused)
                typer.echo(seen.model_dump_json() if as_json else describe_preview(seen))
                if save_mapping:
                    save_mapping.write_text(
                        seen.reading.mapping.model_dump_json(indent=1), encoding="utf-8"
                    )
            else:
                done = indicators.import_file(path, library=library, mapping=given, progress=tell)
                refused += len(done.refused)
                typer.echo(to_json(import_fields(done)) if as_json else describe_import(done))
    if refused:
        raise typer.Exit(1)


@indicator.command("list", help="列出台账中的数值。")
def list_values(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="名称、地区或口径中的词。", metavar="词")] = "",
    library: LedgerOption = None,
    name: Annotated[
        str | None, typer.Option("--indicator", help="指标的名称或代码。", metavar="指标")
    ] = None,
    group: Annotated[str | None, typer.Option(help="指标目录中的组。", metavar="组")] = None,
    area: AreaOption = None,
    period: PeriodOption = None,
    year: Annotated[int | None, typer.Option(help="年份。", metavar="年份")] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="列出已撤回的。")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the values that count, or those that were withdrawn."""
    from assistant.indicators.describing import describe_entry, entry_fields
    from assistant.indicators.periods import require_period
    from assistant.indicators.schema import EntryState

    found = get_assistant(context).indicators.find(
        library=library,
        indicator=name,
        group=group,
        area=area,
        period=require_period(period) if period else None,
        year=year,
        query=query,
        state=EntryState.WITHDRAWN if withdrawn else EntryState.CURRENT,
    )
    for entry in found.items:
        typer.echo(to_json(entry_fields(entry)) if as_json else describe_entry(entry))
    if not found.items:
        typer.echo(
            "台账中没有这样的数值。还没有数据时，请先运行 policy indicator import。", err=True
        )


@indicator.command(help="列出一个数值的全部历史：谁在什么时候录入、替换、撤回。")
def history(context: typer.Context, entry: EntryArgument, as_json: JsonOption = False) -> None:
    """List every value there was for the same thing, the newest first."""
    from assistant.indicators.describing import describe_past, entry_fields

    for past in get_assistant(context).indicators.history(entry):
        typer.echo(to_json(entry_fields(past)) if as_json else describe_past(past))


@indicator.command(help="撤回一个录错的数值；它留在历史中。")
def withdraw(context: typer.Context, entry: EntryArgument) -> None:
    """Let a value count no longer."""
    from assistant.indicators.describing import describe_entry

    typer.echo(describe_entry(get_assistant(context).indicators.withdraw(entry)))


@indicator.command(help="按指标目录的公式计算一个地区一个时期的全部派生指标。")
def derive(
    context: typer.Context,
    area: OneAreaOption,
    period: OnePeriodOption,
    library: LedgerOption = None,
    everything: Annotated[bool, typer.Option("--all", help="也列出缺少数据而未算出的。")] = False,
    as_json: JsonOption = False,
) -> None:
    """Compute what the catalogue's formulas give, and tell where the ledger says otherwise."""
    from assistant.indicators.describing import derived_fields, describe_derived
    from assistant.indicators.periods import require_period
    from assistant.indicators.schema import Missing

    derived = get_assistant(context).indicators.derive(
        area, require_period(period), library=library
    )
    shown = [one for one in derived if everything or not isinstance(one.result, Missing)]
    for one in shown:
        typer.echo(to_json(derived_fields(one)) if as_json else describe_derived(one))
    if left_out := len(derived) - len(shown):
        typer.echo(f"另有 {left_out} 项缺少数据，加上 --all 可以看到缺什么。", err=True)


@indicator.command("roll-up", help="把各乡镇的数值汇总为全县数，列出没有上报的和异常的。")
def roll_up(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="指标的名称或代码。", metavar="指标")],
    area: OneAreaOption,
    period: OnePeriodOption,
    library: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what townships' values make for their county; status 1 where one is missing."""
    from assistant.indicators.describing import describe_roll_up, roll_up_fields
    from assistant.indicators.periods import require_period

    result = get_assistant(context).indicators.roll_up(
        name, area, require_period(period), library=library
    )
    typer.echo(to_json(roll_up_fields(result)) if as_json else describe_roll_up(result))
    if result.missing:
        raise typer.Exit(1)


@indicator.command(help="从一份报告中提取指标，供人核对后用 accept 录入。")
def extract(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="报告。", metavar="文件")
    ],
    as_json: JsonOption = False,
) -> None:
    """Propose the figures that a report states."""
    from assistant.indicators.describing import describe_proposal
    from assistant.indicators.extracting.proposing import as_line

    with progress_bar(file.name) as advance:
        proposals = get_assistant(context).indicators.extract(
            file, progress=lambda progress: advance(progress.stage, progress.done, progress.total)
        )
    for one in proposals:
        typer.echo(to_json(as_line(one)) if as_json else describe_proposal(one))
    if not proposals:
        typer.echo(f"“{file.name}”中没有找到指标。", err=True)


@indicator.command(help="把核对过的提取结果录入台账。")
def accept(
    context: typer.Context,
    proposals: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="extract --json 的输出，留下正确的行，改好其余的。",
            metavar="文件",
        ),
    ],
    report: Annotated[
        str, typer.Option(help="报告的文件名；资料库中有它时，数值会注明出处。", metavar="文件名")
    ] = "",
    library: Annotated[
        str | None, typer.Option(help="录入哪个资料库的台账；不写则为“默认”。", metavar="名称")
    ] = None,
) -> None:
    """Keep what a person found right of what `extract` proposed."""
    from assistant.indicators.accepting import read_lines
    from assistant.indicators.describing import describe_counts
    from ingest.schema import DEFAULT_LIBRARY

    counts = get_assistant(context).indicators.accept(
        read_lines(proposals.read_text("utf-8-sig")),
        file=report or proposals.name,
        library=library or DEFAULT_LIBRARY,
    )
    typer.echo(f"{describe_counts(counts)}。")


@indicator.command(help="列出超过提醒值、变动过大或超出允许范围的数值。")
def alerts(
    context: typer.Context,
    library: LedgerOption = None,
    area: AreaOption = None,
    year: Annotated[
        int | None, typer.Option(help="哪一年；不写则取最近有数的一年。", metavar="年份")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List what asks to be looked at."""
    from assistant.indicators.describing import alert_fields

    found = get_assistant(context).indicators.alerts(library=library, area=area, year=year)
    for notice in found:
        typer.echo(to_json(alert_fields(notice)) if as_json else notice.message)
    if not found:
        typer.echo("没有需要提醒的数值。", err=True)


@indicator.command(help="列出台账中的地区，或指明哪些地区属于哪个县。")
def areas(
    context: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(help="属于它的各乡镇，按排列的先后。", metavar="乡镇…")
    ] = None,
    of: Annotated[str | None, typer.Option(help="县。", metavar="县")] = None,
    library: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the areas, or say which are parts of another one."""
    from assistant.errors import WrongUseError
    from assistant.indicators.describing import describe_area
    from ingest.schema import DEFAULT_LIBRARY

    if bool(names) != bool(of):
        raise WrongUseError(
            "要指明所属，请同时写出县和各乡镇。",
            hint="例如 policy indicator areas 城关镇 石桥镇 --of 青禾县。",
        )
    indicators = get_assistant(context).indicators
    if names and of:
        found = indicators.place(of, names, library=library or DEFAULT_LIBRARY)
    else:
        found = indicators.areas(library=library)
    for area in found:
        typer.echo(area.model_dump_json() if as_json else describe_area(area))


@indicator.command(help="从指标目录中删除一个指标；台账中的数值不受影响。")
def strike(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="指标的代码。", metavar="代码")],
    valid_from: Annotated[
        int | None, typer.Option("--from", help="它的起始年；没有的不写。", metavar="年份")
    ] = None,
) -> None:
    """Take an entry out of the catalogue."""
    get_assistant(context).indicators.strike(code, valid_from)
    typer.echo(f"已从指标目录中删除 {code}。")


@indicator.command(help="查看指标目录，或用表格增改它。")
def catalogue(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="指标名称中的词。", metavar="词")] = "",
    year: Annotated[int | None, typer.Option(help="这一年有效的。", metavar="年份")] = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="输出整个目录，可以用表格软件修改。")
    ] = False,
    changes: Annotated[
        Path | None,
        typer.Option(
            "--import", exists=True, dir_okay=False, help="按这个 .csv 增改目录。", metavar="文件"
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the catalogue's entries, write it out as a table, or take one in."""
    from assistant.indicators.describing import describe_indicator
    from ingest.loaders.decoding import decode

    indicators = get_assistant(context).indicators
    if changes:
        indicators.import_catalogue(decode(changes.read_bytes()).text)
        typer.echo(f"指标目录现有 {len(indicators.catalogue)} 项。", err=True)
        return
    if as_csv:
        # A mark at the beginning lets spreadsheet programs know that this is UTF-8.
        typer.echo("\ufeff" + indicators.export_catalogue(), nl=False)
        return
    for one in indicators.catalogue.search(query, year):
        typer.echo(one.model_dump_json() if as_json else describe_indicator(one))


def _read_mapping(path: Path) -> "Mapping":
    from pydantic import ValidationError

    from assistant.errors import WrongUseError
    from assistant.indicators.importing.schema import Mapping

    try:
        return Mapping.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise WrongUseError(
            f"“{path.name}”不是对应关系{f'，{place} 处有误' if place else ''}。",
            hint="请先用 policy indicator import --preview --save-mapping 存出一份，在它上面修改。",
        ) from error
