"""The command line of the keeper's desk: what the library lacks."""

from typing import Annotated

import typer

from assistant.cli.common import JsonOption, get_office

commands = typer.Typer()
enquiries = typer.Typer(help="请资料员查找的问题。", no_args_is_help=True)
commands.add_typer(enquiries, name="enquiries")


@commands.command(help="按主题列出没有答好的问题，看看还缺哪些资料。")
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
