"""How values, derived figures, roll-ups and the catalogue look in a terminal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from assistant.indicators.alerts import AlertNotice
from assistant.indicators.areas import Area
from assistant.indicators.finding import Derived
from assistant.indicators.importing.schema import (
    ColumnRole,
    Conflict,
    ImportPreview,
    ImportResult,
    Refusal,
)
from assistant.indicators.ledger import Counts
from assistant.indicators.periods import format_period, period_key
from assistant.indicators.rolling_up import RollUpResult
from assistant.indicators.rounding import print_figure
from assistant.indicators.schema import (
    Direction,
    Entry,
    EntryState,
    Figure,
    Indicator,
    Proposal,
    Undefined,
)
from assistant.indicators.showing import describe_source
from ingest.numerals import format_number

Fields = dict[str, Any]

STATES = {
    EntryState.CURRENT: "现行",
    EntryState.REPLACED: "已被替换",
    EntryState.WITHDRAWN: "已撤回",
}
DIRECTIONS = {Direction.HIGHER: "越高越好", Direction.LOWER: "越低越好", Direction.NEUTRAL: ""}


# --- For programs -----------------------------------------------------------------------------


def figure_fields(figure: Figure) -> Fields:
    """Return what a script is told of one figure."""
    return {
        "name": figure.name,
        "code": figure.code,
        "area": figure.area,
        "period": period_key(figure.period) if figure.period else "",
        "value": str(figure.value),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "scope": figure.scope,
        "formula": figure.formula,
        "source": describe_source(figure),
    }


def entry_fields(entry: Entry) -> Fields:
    """Return what a script is told of one value of the ledger."""
    return {
        "id": entry.id,
        "library": entry.library,
        **figure_fields(entry.figure),
        "state": entry.state,
        "entered_at": entry.entered_at,
        "entered_by": entry.entered_by,
    }


def derived_fields(derived: Derived) -> Fields:
    """Return what a script is told of a formula's result."""
    return {
        "name": derived.indicator.full_name,
        "code": derived.indicator.code,
        "formula": derived.indicator.formula,
        **_result_fields(derived.result),
        "stated": str(derived.stated.value) if derived.stated else None,
        "stated_unit": derived.stated.unit if derived.stated else None,
        "differs": derived.differs,
    }


def roll_up_fields(result: RollUpResult) -> Fields:
    """Return what a script is told of townships' values together."""
    return {
        "name": result.indicator.full_name,
        "code": result.indicator.code,
        "area": result.area,
        "period": period_key(result.period),
        **_result_fields(result.result),
        "reported": {one.area: str(one.value) for one in result.reported},
        "missing": result.missing,
        "outliers": [one.message for one in result.outliers],
    }


def alert_fields(notice: AlertNotice) -> Fields:
    """Return what a script is told of a value that asks to be looked at."""
    return {
        "kind": notice.kind,
        **figure_fields(notice.now),
        "before": str(notice.before.value) if notice.before else None,
        "limit": str(notice.limit) if notice.limit is not None else None,
        "message": notice.message,
    }


def _result_fields(result: Figure | Undefined) -> Fields:
    if isinstance(result, Undefined):
        return {"value": None, "unit": None, "reason": result.reason}
    return {
        "value": str(result.value),
        "unit": result.unit,
        "reason": "",
        "computed": result.formula,
    }


def import_fields(result: ImportResult) -> Fields:
    """Return what a script is told of an imported file."""
    return {
        "file": result.file,
        **result.counts.model_dump(),
        "refused": [one.model_dump(mode="json") for one in result.refused],
        "conflicts": [one.model_dump(mode="json") for one in result.conflicts],
        "notes": result.notes,
    }


# --- For people -------------------------------------------------------------------------------


def describe_entry(entry: Entry) -> str:
    """Return one line for a value: whose, when, what, how much, and where from."""
    figure = entry.figure
    about = [
        figure.scope,
        "" if entry.state is EntryState.CURRENT else STATES[entry.state],
        describe_source(figure),
    ]
    notes = "，".join(filter(None, about))
    return (
        f"{_named(figure)}：{print_figure(figure, thousands=True)}{f'（{notes}）' if notes else ''}"
    )


def describe_past(entry: Entry) -> str:
    """Return one line of a value's history: how much, who and when."""
    who = entry.entered_by or "终端"
    parts = [
        f"{print_figure(entry.figure, thousands=True)}，{STATES[entry.state]}",
        f"{_here(entry.entered_at)} {who}录入",
        describe_source(entry.figure),
    ]
    if entry.closed_at:
        change = "撤回" if entry.state is EntryState.WITHDRAWN else "替换"
        parts.append(f"{_here(entry.closed_at)} {entry.closed_by or '终端'}{change}")
    return "，".join(filter(None, parts))


def describe_derived(derived: Derived) -> str:
    """Return one line for a formula's result, or for why it has none."""
    name = derived.indicator.full_name
    if isinstance(derived.result, Undefined):
        return f"{name}：未算出。{derived.result.reason}"
    line = f"{name}：{print_figure(derived.result, thousands=True)} ＝ {derived.result.formula}"
    if derived.differs and derived.stated:
        line += f"\n  ！与台账中的 {print_figure(derived.stated)} 不一致，请核对。"
    return line


def describe_roll_up(result: RollUpResult) -> str:
    """Return what townships' values make, who is missing, and what looks odd."""
    head = f"{result.area}{format_period(result.period)}{result.indicator.full_name}"
    if isinstance(result.result, Undefined):
        lines = [f"{head}：未汇总。{result.result.reason}"]
    else:
        lines = [f"{head}：{print_figure(result.result, thousands=True)}"]
    lines += [f"  {one.area}　{print_figure(one, thousands=True)}" for one in result.reported]
    if result.missing:
        lines.append(f"！还没有上报：{'、'.join(result.missing)}")
    return "\n".join([*lines, *(f"！{one.message}" for one in result.outliers)])


def describe_area(area: Area) -> str:
    """Return one line for an area: what it is a part of, and itself."""
    return f"{area.parent}　{area.name}" if area.parent else area.name


def describe_proposal(proposal: Proposal) -> str:
    """Return one line for a figure that a report states, with the words that do."""
    value = f"{format_number(proposal.value)}{proposal.unit}"
    value += f"（{proposal.qualifier}）" if proposal.qualifier else ""
    evidence = " ".join(proposal.evidence.split())
    return f"{proposal.area}{proposal.period}{proposal.name}：{value}　“{evidence}”"


def describe_indicator(indicator: Indicator) -> str:
    """Return an entry of the catalogue: its name and unit first, then what else is known."""
    years = _years(indicator)
    unit = f"（{indicator.unit}）" if indicator.unit else ""
    pairs = [
        ("别名", "、".join(indicator.aliases)),
        ("公式", indicator.formula),
        ("口径", indicator.scope),
        ("部门", indicator.department),
        ("方向", DIRECTIONS[indicator.direction]),
        ("年份", years),
    ]
    about = "；".join(f"{name}：{text}" for name, text in pairs if text)
    return f"{indicator.group}.{indicator.name}{unit} {indicator.code}\n  {about}"


def describe_import(result: ImportResult) -> str:
    """Return what became of a file: counts first, then what was refused and what to look at."""
    lines = [f"{result.file}：{describe_counts(result.counts)}。"]
    return "\n".join([*lines, *_problems(result.refused, result.conflicts, result.notes)])


def describe_preview(preview: ImportPreview) -> str:
    """Return what was understood of a file, and what importing it would do."""
    reading = preview.reading
    lines = [
        f"{preview.file}：读出 {len(reading.figures)} 个数值；{describe_counts(preview.counts)}。"
    ]
    for table in reading.tables:
        name = "　".join(filter(None, (table.sheet, table.title, table.unit_line)))
        lines.append(f"{name or '表'}（{table.rows} 行，{table.figures} 个数值）")
        for column in table.columns:
            if column.role is ColumnRole.VALUE:
                about = (column.area, column.period, column.indicator or "指标名称在行中")
                known = "" if column.code or not column.indicator else "（目录中没有）"
                unit = f"，{column.unit}" if column.unit else ""
                lines.append(f"  {column.letter} {column.header} → {''.join(about)}{known}{unit}")
    for change in preview.changes:
        old, new = (print_figure(one, thousands=True) for one in (change.old, change.new))
        lines.append(f"  {_named(change.new)}：{old} → {new}")
    return "\n".join([*lines, *_problems(reading.refused, reading.conflicts, reading.notes)])


def describe_counts(counts: Counts) -> str:
    """Return what became of figures that were put into the ledger."""
    words = ("新增", "更改", "更新出处", "没有变化")
    numbers = (counts.new, counts.changed, counts.moved, counts.unchanged)
    return (
        "，".join(
            f"{word} {number} 个" for word, number in zip(words, numbers, strict=True) if number
        )
        or "没有数值"
    )


def _problems(
    refused: Iterable[Refusal], conflicts: Iterable[Conflict], notes: Iterable[str]
) -> list[str]:
    return [
        *(f"✗ {_place(one)}“{one.text}”：{one.reason}{one.hint}" for one in refused),
        *(f"！{_place(one)}：{one.message}" for one in conflicts),
        *(f"！{note}" for note in notes),
    ]


def _place(one: Refusal | Conflict) -> str:
    return f"{one.sheet} {one.place}".strip()


def _named(figure: Figure) -> str:
    when = format_period(figure.period) if figure.period else ""
    return f"{figure.area}{when}{figure.name}"


def _here(moment: str) -> str:
    """Return a moment as people read it where this machine stands."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _years(indicator: Indicator) -> str:
    first, last = indicator.valid_from, indicator.valid_until
    if first and last:
        return f"{first}—{last}年"
    if first:
        return f"{first}年起"
    return f"至{last}年" if last else ""
