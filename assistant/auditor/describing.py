"""Findings in words, for a terminal and for comments in Word."""

from assistant.auditor.schema import Finding, Rule, Severity

SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "疑似错误", Severity.HINT: "建议"}
RULE_NAMES = {
    Rule.PARTS: "分项与合计",
    Rule.SHARES: "构成",
    Rule.CARRY_OVER: "收支结转",
    Rule.RATE: "比率",
    Rule.CHANGE: "增减",
    Rule.PERCENTAGE_POINTS: "百分点",
    Rule.MIXED_UNITS: "单位不一",
    Rule.WORDING: "用词",
    Rule.TABLE: "表格",
    Rule.STALE_YEAR: "年份",
    Rule.REPEATED: "前后不一",
    Rule.LEDGER: "与台账不符",
    Rule.LIBRARY: "与资料库不符",
    Rule.ATTACHMENT: "附件",
    Rule.DOCUMENT_NUMBER: "发文字号",
    Rule.DATE_FORM: "日期写法",
    Rule.LAYOUT: "公文格式",
}


def describe(finding: Finding) -> str:
    """Return a finding in a few lines: what is wrong, what would be right, and why.

    The place is left out: a comment stands there, and a list says it first.
    """
    lines = [f"【{SEVERITY_NAMES[finding.severity]}·{RULE_NAMES[finding.rule]}】{finding.message}"]
    if finding.expected:
        lines.append(f"应为：{finding.expected}")
    if finding.basis:
        lines.append(f"依据：{finding.basis}")
    return "\n".join(lines)
