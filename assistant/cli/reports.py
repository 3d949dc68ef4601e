"""The command line of reports: templates, what they lack, and filling them."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import JsonOption, get_assistant, to_json
from assistant.terminal import progress_bar

commands = typer.Typer()
report = typer.Typer(help="用台账里的指标填写 Word 报告。", no_args_is_help=True)
commands.add_typer(report, name="report")

TemplateOption = Annotated[str, typer.Option(help="模板的名称。", metavar="模板")]
AreaOption = Annotated[str, typer.Option(help="写哪个地区，如 青禾县。", metavar="地区")]
PeriodOption = Annotated[
    str, typer.Option(help="写哪个时期，如 2024年、2025年前三季度。", metavar="时期")
]
LedgerOption = Annotated[
    str | None, typer.Option("--library", help="用哪个资料库的台账和文件。", metavar="名称")
]
FieldOption = Annotated[
    list[str] | None,
    typer.Option("--field", help="要填写的一项，可以写多次，如 成文日期=2025年1月16日。",
                 metavar="名称=内容"),
]  # fmt: skip
RoundingOption = Annotated[
    str,
    typer.Option(help="half_up 四舍五入；half_even 五后无数时奇进偶舍。", metavar="规则"),
]


@report.command(help="列出报告模板，和每个模板要填写的内容。")
def templates(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the templates with what each asks of a person."""
    from assistant.report.describing import describe_template

    for template in get_assistant(context).reports.templates():
        typer.echo(template.model_dump_json() if as_json else describe_template(template))


@report.command(help="检查一个模板要的指标和内容是否齐全，不生成文件。")
def preflight(
    context: typer.Context,
    template: TemplateOption,
    area: AreaOption,
    period: PeriodOption,
    library: LedgerOption = None,
    field: FieldOption = None,
    rounding: RoundingOption = "half_up",
    as_json: JsonOption = False,
) -> None:
    """Tell what a template asks for and what is missing; status 1 where something is."""
    from assistant.report.asking import read_request
    from assistant.report.describing import describe_preflight

    request = read_request(
        template=template,
        area=area,
        period=period,
        library=library,
        fields=field or (),
        rounding=rounding,
    )
    found = get_assistant(context).reports.preflight(request)
    if as_json:
        for item in found.items:
            typer.echo(item.model_dump_json())
    else:
        typer.echo(describe_preflight(found))
    if not found.is_ready:
        raise typer.Exit(1)


@report.command(help="用台账填好一个模板，生成 Word 报告。")
def render(
    context: typer.Context,
    template: TemplateOption,
    area: AreaOption,
    period: PeriodOption,
    library: LedgerOption = None,
    field: FieldOption = None,
    out: Annotated[
        Path | None,
        typer.Option(dir_okay=False, writable=True, help="写到这个文件。", metavar="文件"),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="有缺项也生成，缺处写成【待补：…】。")
    ] = False,
    no_comments: Annotated[
        bool, typer.Option("--no-comments", help="不带说明数字来源的批注，用于印发。")
    ] = False,
    source_table: Annotated[
        bool, typer.Option("--source-table", help="文末附数据来源表。")
    ] = False,
    profile: Annotated[
        str, typer.Option(help="版式：A、B 或 plain；不写则用模板自己的。", metavar="版式")
    ] = "",
    rounding: RoundingOption = "half_up",
    pdf: Annotated[bool, typer.Option("--pdf", help="另存一份同名的 PDF。")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fill a template from the ledger; status 1 where a draft still lacks something."""
    from assistant.report.asking import read_request
    from assistant.report.describing import describe_rendered

    request = read_request(
        template=template,
        area=area,
        period=period,
        library=library,
        fields=field or (),
        rounding=rounding,
        is_draft=draft,
        comments=not no_comments,
        source_table=source_table,
        profile=profile,
    )
    reports = get_assistant(context).reports
    with progress_bar("生成报告") as advance:
        rendered = reports.render(request, progress=lambda at: advance(at.stage, at.done, at.total))
    path = out or Path(rendered.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(rendered.content)
    if pdf:
        path.with_suffix(".pdf").write_bytes(reports.to_pdf(rendered.content))
    if as_json:
        fields = rendered.model_dump(mode="json", exclude={"content", "file"})
        typer.echo(to_json({"file": str(path), **fields}))
    else:
        typer.echo(describe_rendered(rendered, str(path)))
    if rendered.gaps:
        raise typer.Exit(1)


@report.command(help="审校一份草稿：找出加不起来的数、写错的比率、与台账不符的数和不合规范的写法。")
def audit(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="Word、PDF、网页、Markdown 或文本文件。",
            metavar="文件",
        ),
    ],
    indicators: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="与这份指标表核对，不用台账。", metavar="文件"
        ),
    ] = None,
    library: Annotated[
        str | None,
        typer.Option(help="与这个资料库的台账和文件核对；不写则只对全部台账。", metavar="名称"),
    ] = None,
    area: Annotated[
        str, typer.Option(help="草稿没有写明地区时，写的是哪里。", metavar="地区")
    ] = "",
    annotate: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, writable=True, help="把结果写成批注，存到这个 .docx。", metavar="文件"
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print what does not add up; nothing where all is well."""
    from assistant.auditor.describing import describe

    auditor = get_assistant(context).auditor
    with progress_bar("审校") as advance:
        audited = auditor.audit(
            file,
            library=library,
            indicators=indicators,
            area=area,
            progress=lambda at: advance(at.stage, at.done, at.total),
        )
    for finding in audited.findings:
        typer.echo(
            finding.model_dump_json() if as_json else f"{finding.place}  {describe(finding)}\n"
        )
    if not as_json:
        typer.echo(f"共 {len(audited.findings)} 处。" if audited.findings else "没有发现问题。")
    # Last, so that a file that takes no comments costs nobody the findings.
    if annotate is not None:
        copy = auditor.annotate(file, audited)
        annotate.parent.mkdir(parents=True, exist_ok=True)
        annotate.write_bytes(copy)
