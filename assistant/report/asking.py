"""Read from a command line which report is wanted."""

import re
from collections.abc import Sequence

from assistant.errors import WrongUseError
from assistant.indicators.schema import Rounding
from assistant.report.schema import RenderRequest


def read_request(
    *,
    template: str,
    area: str,
    period: str,
    library: str | None,
    fields: Sequence[str],
    rounding: str,
    is_draft: bool = False,
    comments: bool = True,
    source_table: bool = False,
    profile: str = "",
) -> RenderRequest:
    """Return the request that the options describe.

    Args:
        template: As in `RenderRequest`, and so the others.
        area: Of the report.
        period: As people write it.
        library: None for every one the reader may see.
        fields: "名称=内容" each; a backslash and n stand for a line break.
        rounding: Name of a `Rounding`.
        is_draft: Print marks where something is missing.
        comments: Tell the sources in comments.
        source_table: List the sources at the end.
        profile: Name of a layout.

    Raises:
        WrongUseError: a field has no name, or there is no such way to round.
    """
    if rounding not in list(Rounding):
        raise WrongUseError(
            f"没有名为“{rounding}”的修约规则。",
            hint="请写 half_up（四舍五入）或 half_even（五后无数时奇进偶舍）。",
        )
    return RenderRequest(
        template=template,
        area=area,
        period=period,
        library=library,
        fields=dict(map(_read_field, fields)),
        rounding=Rounding(rounding),
        is_draft=is_draft,
        comments=comments,
        source_table=source_table,
        profile=profile,
    )


def _read_field(text: str) -> tuple[str, str]:
    name, *rest = re.split("[=＝]", text, maxsplit=1)
    if not rest or not name.strip():
        raise WrongUseError(
            f"看不懂“{text}”。", hint="请写成 名称=内容，例如 --field 成文日期=2025年1月16日。"
        )
    return name.strip(), rest[0].strip().replace("\\n", "\n")
