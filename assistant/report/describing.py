"""How templates, the pre-flight and a finished report look in a terminal."""

from collections import Counter

from assistant.report.schema import (
    ItemKind,
    ItemState,
    Preflight,
    PreflightItem,
    Rendered,
    TemplateInfo,
)

KINDS = {
    ItemKind.INDICATOR: "台账指标",
    ItemKind.FIELD: "请您填写",
    ItemKind.PROSE: "文字段落",
    ItemKind.CHART: "图",
    ItemKind.UNKNOWN: "不认识",
}
STATES = {
    ItemState.READY: "已齐",
    ItemState.MISSING: "缺",
    ItemState.UNUSED: "没有用到",
    ItemState.WRONG_UNIT: "单位不对",
    ItemState.UNDEFINED: "算不出来",
    ItemState.SYNTAX: "写法有误",
}


def describe_template(template: TemplateInfo) -> str:
    """Return what a template is for, and what it asks of a person."""
    lines = [f"{template.name}　{template.description}".strip("　")]
    if template.fields:
        lines.append(f"  需要填写：{'、'.join(template.fields)}")
    return "\n".join(lines)


def describe_preflight(preflight: Preflight) -> str:
    """Return what must be looked at, a line each, and a count of what stands ready."""
    counts = Counter(item.state for item in preflight.items)
    lines = [describe_item(item) for item in preflight.items if item.state is not ItemState.READY]
    counted = "，".join(
        f"{STATES[state]} {counts[state]} 项" for state in ItemState if counts[state]
    )
    lines.append(
        f"共 {len(preflight.items)} 项：{counted}。" if counted else "模板里没有要填的内容。"
    )
    if preflight.is_ready:
        lines.append("可以生成报告。")
    elif preflight.can_draft:
        lines.append("还不能生成正式报告；加上 --draft 可以先生成带“待补”标记的草稿。")
    else:
        lines.append("模板本身有误，请在 Word 中改好后再试。")
    return "\n".join(lines)


def describe_item(item: PreflightItem) -> str:
    """Return how one thing that a template asks for stands."""
    places = f"（{'、'.join(item.places)}）" if item.places else ""
    said = f"：{item.message}{item.hint}" if item.message or item.hint else ""
    return f"[{STATES[item.state]}] {KINDS[item.kind]} {item.name}{places}{said}"


def describe_rendered(rendered: Rendered, path: str) -> str:
    """Return what a finished report holds, and what to mind before it is issued."""
    lines = [f"已生成 {path}：{len(rendered.figures)} 个数字，{len(rendered.citations)} 处引文。"]
    if rendered.gaps:
        lines.append(f"还有 {len(rendered.gaps)} 处待补：")
        lines += [describe_item(item) for item in rendered.gaps]
    lines += [f"注意：{note}" for note in rendered.notes]
    return "\n".join(lines)
