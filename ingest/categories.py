"""The kinds of documents that a county's library keeps apart, and which of them one seems to be."""

import re

# The seven of a county's shared library; the keeper may change the list.
DEFAULT_CATEGORIES = (
    "政策文件",
    "规划纲要",
    "部门职责",
    "建档立卡基础资料",
    "任务目标",
    "工作阶段步骤",
    "县情报告",
)
POLICY, PLAN, DUTIES, RECORDS, TARGETS, STEPS, REPORT = DEFAULT_CATEGORIES

# A name on a shelf of the page, not a sentence.
LONGEST_CATEGORY = 30
MOST_CATEGORIES = 50

# What is handed on counts, not the letter that hands it on.
_HANDED_ON = re.compile(
    r"(?:印发|转发|公布|发布)(?:《(?P<title>.+)》|(?P<rest>.+?))的(?:通知|函|决定)$"
)
_AFTERTHOUGHTS = re.compile(r"(?:（[^（）]*）|\([^()]*\))+$")

# Rules are policy, whatever they are about: 建档立卡管理办法, 档案工作规定.
_RULE_NAMES = "条例 法 办法 规定 细则 规则 准则 意见 决定 决议 通知 批复 复函 函 命令 令 解释"
_RULES = tuple(_RULE_NAMES.split())

# The first that fits counts.
_DUTIES = re.compile(r"职责|职能配置|内设机构|机构编制|三定方案|(?:权责|权力|责任)清单|职责分工")
_RECORDS = re.compile(
    r"建档立卡|台账|花名册|名册|名单|明细表?$|登记表|信息表|采集表|统计表|户档|信息卡|基础(?:数据|信息|资料)"
)
_PLANS = re.compile(r"规划|纲要")
_TARGETS = re.compile(
    r"(?:目标|任务)(?:任务|目标|责任书?|分解|清单|计划)?(?:表|书)?$|责任书|工作要点|考核指标"
)
_STEPS = re.compile(r"步骤|阶段|流程|时间表|路线图|进度表|日程|推进表")
_REPORTS = re.compile(r"[县市乡镇村区]情|概况|年鉴|简介|基本情况|汇报|总结|调研|通报|公报|报告")


def propose_category(title: str, kind: str) -> str:
    """Return the category that a title and a 文种 suggest; "" rather than a guess.

    >>> propose_category("青禾县防止返贫监测对象台账", "")
    '建档立卡基础资料'
    >>> propose_category("关于印发《青禾县乡村振兴战略规划（2021—2025年）》的通知", "通知")
    '规划纲要'
    """
    subject, is_handed_on = title, False
    if handed_on := _HANDED_ON.search(title):
        subject, is_handed_on = handed_on["title"] or handed_on["rest"], True
    subject = _AFTERTHOUGHTS.sub("", subject).strip()
    if _DUTIES.search(subject):
        return DUTIES
    is_rule = subject.endswith(_RULES) or (kind in _RULES and not is_handed_on)
    if not is_rule:
        for category, words in (
            (RECORDS, _RECORDS),
            (PLAN, _PLANS),
            (TARGETS, _TARGETS),
            (STEPS, _STEPS),
            (REPORT, _REPORTS),
        ):
            if words.search(subject):
                return category
    if kind in {"计划", "要点"} and not is_rule:
        return TARGETS
    return POLICY if kind else ""
